"""Which matters the person at the desk sees only as sealed. Owns the gate that every reading of one matter passes."""

from __future__ import annotations

from contextlib import suppress

from station_desk.desk import staffing
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk
from station_desk.domain.log import HeaderError, Part, PartError, read_header, read_part
from station_desk.domain.roles import Role, Sight, reads_own_words, rights, sight
from station_desk.domain.sensitivity import Confidentiality
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import log, queries
from station_desk.store.connect import Connection
from station_desk.store.queries import MatterRow

TRIED = "matter.refused"  # about {record}: somebody tried to open what is kept from them


def hidden(desk: Desk, read: Connection) -> frozenset[str]:
    """Return the records that are kept from the person at the desk, by a wall or because they are sealed."""
    roles = staffing.roles_of(read, desk.person.id, desk.now())
    behind = walled(desk, read)
    return behind | {row.record for row in queries.guarded(read) if _of(desk, read, roles, row, behind) is Sight.SEALED}


def walled(desk: Desk, read: Connection) -> frozenset[str]:
    """Return the records with a wall before the person at the desk: put up by hand, or because they are named in it."""
    me = desk.person.id
    by_hand = {record for record, people in staffing.walls(read).items() if me in people}
    return frozenset(by_hand | {row.record for row in queries.guarded(read) if me in row.linked.split()})


def kept_from(read: Connection, record: str) -> frozenset[str]:
    """Return the people with a wall before one matter: put up by hand, or because they are named in it."""
    row = queries.matter(read, record)
    return staffing.walls(read).get(record, frozenset()) | frozenset(row.linked.split() if row else ())


def _of(desk: Desk, read: Connection, roles: frozenset[Role], row: MatterRow, behind: frozenset[str]) -> Sight:
    """Tell how much of a matter is seen; who took it down is told by its first revision, not by who corrected it."""
    known = row.confidentiality in set(Confidentiality)
    secrecy = Confidentiality(row.confidentiality) if known else Confidentiality.SEALED
    wall = row.record in behind
    if sight(desk.person.id, roles, secrecy, (), walled=wall) is Sight.WHOLE:
        return Sight.WHOLE
    return sight(desk.person.id, roles, secrecy, _took_down(read, row.record), walled=wall)


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
    held = rights(staffing.roles_of(read, desk.person.id, desk.now()))
    return reads_own_words(desk.person.id, held, _took_down(read, record))


def _took_down(read: Connection, record: str) -> frozenset[str]:
    """Return who wrote the first revision and who received her then; no correction makes it somebody else.

    Of a first revision that cannot be read it is nobody.
    """
    for line in log.lines_of_record(read, record)[:1]:
        with suppress(HeaderError, PartError, KeyError, AttributeError):
            facts = read_part(line.parts[Part.FACTS][1])["answers"]
            return frozenset({read_header(line.header).person, str(facts.get("received_by", ""))})
    return frozenset()
