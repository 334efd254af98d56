"""Which matters the person at the desk sees only as sealed. Owns the gate that every reading of one matter passes."""

from __future__ import annotations

from station_desk.desk import staffing
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role, Sight, reads_own_words, rights, sight
from station_desk.domain.sensitivity import Confidentiality
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import queries
from station_desk.store.connect import Connection
from station_desk.store.queries import MatterRow

TRIED = "matter.refused"  # about {record}: somebody tried to open what is kept from them


def hidden(desk: Desk, read: Connection) -> frozenset[str]:
    """Return the records that are kept from the person at the desk."""
    roles, walls = staffing.roles_of(read, desk.person.id, desk.now()), staffing.walls(read)
    rows = {row.record: row for row in queries.guarded(read)}
    walled = {record for record, people in walls.items() if desk.person.id in people}
    unseen = {record for record, row in rows.items() if _of(desk, roles, row, walled) is Sight.SEALED}
    return frozenset(walled | unseen)


def _of(desk: Desk, roles: frozenset[Role], row: MatterRow, walled: set[str]) -> Sight:
    me = desk.person.id
    kept_from_me = row.record in walled or me in row.linked.split()
    return sight(me, roles, Confidentiality(row.confidentiality), {row.officer, row.writer}, walled=kept_from_me)


def gate(desk: Desk, record: str) -> None:
    """Refuse to open a matter that is kept from the person at the desk; the try is a line of the log."""
    with desk.store.read() as read:
        shut = record in hidden(desk, read)
    if shut:
        with desk.store.write() as write:
            write_line(desk, write, TRIED, about={"record": record})
        raise DeskError(ErrorCode.MATTER_SEALED)


def must_see(desk: Desk, read: Connection, record: str) -> None:
    """Refuse to show or change a matter that is kept from the person at the desk. Raises MATTER_SEALED."""
    if record in hidden(desk, read):
        raise DeskError(ErrorCode.MATTER_SEALED)


def may_read_own_words(desk: Desk, read: Connection, record: str) -> bool:
    """Tell whether her own words in one matter are for the person at the desk."""
    row = queries.matter(read, record)
    held = rights(staffing.roles_of(read, desk.person.id, desk.now()))
    took_down = {row.officer, row.writer} if row is not None else set()
    return reads_own_words(desk.person.id, held, took_down)
