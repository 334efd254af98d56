"""The conflict-of-interest wall: keeping a matter from a named colleague, and lifting that with a second person."""

from __future__ import annotations

from dataclasses import dataclass, field

from station_desk.desk import staffing
from station_desk.desk.approvals import Agreeing, TwoSheets, seconded
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk
from station_desk.desk.recording import reason_text
from station_desk.desk.sight import must_see
from station_desk.domain.authority import WALL_LIFTED, WALL_SET, walls_out_last
from station_desk.domain.log import Part, canonical
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import office, queries
from station_desk.store.connect import Connection
from station_desk.store.office import PersonRow


@dataclass(frozen=True, slots=True)
class WallChanged:
    """A matter is kept from somebody else now, at once and not from their next sign-in."""

    changed: frozenset[str] = field(default=frozenset({"matters"}))


@dataclass(frozen=True, slots=True)
class Walled:
    """Somebody a matter is kept from; one `named` in the matter itself can only be freed by correcting the matter."""

    row: PersonRow
    named: bool


def walled(desk: Desk, record: str) -> list[Walled]:
    """Return whom a matter is kept from. Raises MATTER_SEALED, RECORD_MISSING."""
    desk.must(Right.MATTERS)
    with desk.store.read() as read:
        must_see(desk, read, record)
        row = queries.matter(read, record)
        if row is None:
            raise DeskError(ErrorCode.RECORD_MISSING)
        by_hand, named = staffing.walls(read).get(record, frozenset()), set(row.linked.split())
        return [Walled(one, one.id in named) for one in office.people(read) if one.id in by_hand | named]


def put_up(desk: Desk, record: str, person: str, sheets: TwoSheets | None = None) -> WallChanged:
    """Keep a matter from a colleague; from the last officer who can have it lifted only with two recovery sheets.

    Raises NOT_ALLOWED, MATTER_SEALED, SECOND_SAME (nobody walls out themselves), LAST_UNWALLED where the sheets are
    needed, SECOND_THERE where they are not, and what proving them raises.
    """
    desk.must(Right.WALL)
    desk.must_be_sound()
    if person == desk.person.id:
        raise DeskError(ErrorCode.SECOND_SAME)
    with desk.store.read() as read:
        must_see(desk, read, record)
        last = _is_last(desk, read, record, person)
    if last and sheets is None:
        raise DeskError(ErrorCode.LAST_UNWALLED)
    if sheets is None:
        with desk.store.write() as write:
            if _is_last(desk, write, record, person):
                raise DeskError(ErrorCode.LAST_UNWALLED)
            write_line(desk, write, WALL_SET, record=record, about={"walled": person})
        return WallChanged()
    with seconded(desk, sheets, but=person, only_sheets=last) as agreeing, desk.store.write() as write:
        line = write_line(desk, write, WALL_SET, record=record, about={"walled": person})
        agreeing.sign(desk, write, line, WALL_SET)
    return WallChanged()


def _is_last(desk: Desk, read: Connection, record: str, person: str) -> bool:
    row = queries.matter(read, record)
    if row is None:
        raise DeskError(ErrorCode.RECORD_MISSING)
    if person not in {row.id for row in office.people(read)}:
        raise DeskError(ErrorCode.PERSON_UNKNOWN)
    judged, moment = staffing.judgement(read), staffing.reached(read, desk.now())
    return walls_out_last(judged, moment, record, person, row.linked.split())


def lift(desk: Desk, record: str, person: str, reason: str, second: Agreeing) -> WallChanged:
    """Let a colleague see a matter again: a reason and a second person who is not that colleague.

    Raises NOT_ALLOWED, MATTER_SEALED, REASON_NEEDED, SECOND_SAME, SECOND_WALLED (it is kept from the second as well).
    """
    desk.must(Right.WALL)
    desk.must_be_sound()
    if person == desk.person.id:
        raise DeskError(ErrorCode.SECOND_SAME)
    part = canonical({"reason": reason_text(reason)})
    with seconded(desk, second, but=person, matter=record) as agreeing, desk.store.write() as write:
        must_see(desk, write, record)
        about: dict[str, str | int] = {"walled": person}
        line = write_line(desk, write, WALL_LIFTED, record=record, about=about, parts={Part.FACTS: part})
        agreeing.sign(desk, write, line, WALL_LIFTED)
    return WallChanged()
