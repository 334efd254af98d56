"""Reading matters: the masked list, the case, the history, and the asking for her name, which is logged."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.recording import LEVELS, readable, revision_of
from station_desk.desk.recount import headers_of
from station_desk.desk.sight import TRIED, gate, hidden, may_read_own_words
from station_desk.desk.timekeeper import MARK
from station_desk.domain.answers import Answers
from station_desk.domain.log import Part, read_header
from station_desk.domain.records import Change, Revision, changes
from station_desk.domain.roles import Right
from station_desk.domain.sensitivity import OWN_WORDS, Confidentiality
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import cases, exchanges, log, office, queries
from station_desk.store.connect import Connection
from station_desk.store.exchanges import Delivery as Delivery
from station_desk.store.office import PersonRow as PersonRow
from station_desk.store.queries import CLOSED as CLOSED
from station_desk.store.queries import Filter as Filter
from station_desk.store.queries import MatterRow as MatterRow

IDENTITY_READ = "identity.read"
_WHY: Final = re.compile(r"[a-z_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: the matter's row, how far it has got on its way to the district, risk as last decided.

    Of a matter that is kept from the person at the desk only the token, the day and that it is `sealed` are told.
    """

    row: MatterRow
    delivery: Delivery
    sealed: bool = False
    risk: str = ""
    closed: bool = False


def matters(desk: Desk, filter: Filter | None = None, limit: int = 200) -> list[Listed]:
    """Return matters newest first, names masked; what is kept from the person is found by no word, head or officer."""
    desk.must(Right.MATTERS)
    wanted = filter or Filter()
    with desk.store.read() as read:
        unseen = hidden(desk, read)
        without = unseen if _narrows(wanted) else ()
        ways = exchanges.Ways(read)
        rows = queries.matters(read, wanted, limit, without)
        stand = cases.standings(read, [row.record for row in rows if row.record not in unseen])
        return [_listed(row, ways.of(row.last_seq), stand.get(row.record), sealed=row.record in unseen) for row in rows]


def _listed(row: MatterRow, delivery: Delivery, stands: cases.StandingRow | None, *, sealed: bool) -> Listed:
    if sealed or stands is None:
        return Listed(_blank(row) if sealed else row, delivery, sealed)
    return Listed(row, delivery, risk=stands.risk, closed=bool(stands.closed_at))


def count(desk: Desk, filter: Filter) -> int:
    """Return how many matters a filter leaves."""
    desk.must(Right.MATTERS)
    with desk.store.read() as read:
        return queries.count(read, filter, hidden(desk, read) if _narrows(filter) else ())


def _narrows(filter: Filter) -> bool:
    """Tell whether a filter asks for what a sealed row does not show."""
    return bool(filter.head or filter.officer or filter.state or filter.search.strip())


def _blank(row: MatterRow) -> MatterRow:
    sealed = Confidentiality.SEALED.value
    return replace(row, confidentiality=sealed, head="", officer="", writer="", linked="", still_to_ask=0)


@dataclass(frozen=True, slots=True)
class Step:
    """One revision in the history of a matter, with what it changed.

    Before her name is asked for, `changed` holds facts alone and `hidden` names the fields that changed beside them.
    `clock` is how the clock stood when it was written: "" steady, "back", "ahead", "confirmed" by a person.
    """

    revision: Revision
    changed: tuple[Change, ...]
    hidden: tuple[str, ...] = ()
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter as it may be read without asking for her name; `withheld` as in `Revealed`."""

    row: MatterRow
    facts: Answers
    history: tuple[Step, ...]
    delivery: Delivery
    withheld: tuple[str, ...] = ()


def matter(desk: Desk, record: str) -> Matter:
    """Return one matter: its facts, its history, where it stands. Revisions that are damaged are left out.

    Raises RECORD_MISSING, RECORD_DAMAGED, MATTER_SEALED.
    """
    desk.must(Right.MATTERS)
    gate(desk, record)
    with desk.store.read() as read:
        row = queries.matter(read, record)
        if row is None:
            raise DeskError(ErrorCode.RECORD_MISSING)
        lines = _lines(read, record)
        delivery = exchanges.Ways(read).of(row.last_seq)
        whole_history = _history(lines, LEVELS)
        withheld = _withheld(desk, read, record, whole_history)
    steps = [
        replace(seen, hidden=_names(whole.changed, but=seen.changed))
        for seen, whole in zip(_history(lines, (Part.FACTS,)), whole_history, strict=True)
    ]
    return Matter(row, steps[-1].revision.answers, tuple(steps), delivery, withheld)


def _lines(read: Connection, record: str) -> list[log.StoredLine]:
    """Return the revisions that can be read; the recount tells of the others. Raises RECORD_MISSING, RECORD_DAMAGED."""
    lines = log.lines_of_record(read, record)
    if not lines:
        raise DeskError(ErrorCode.RECORD_MISSING)
    if not (kept := [line for line in lines if readable(line)]):
        raise DeskError(ErrorCode.RECORD_DAMAGED)
    return kept


def _withheld(desk: Desk, read: Connection, record: str, history: Sequence[Step]) -> tuple[str, ...]:
    """Name the fields of her own words that stand or stood here and are not for the person at the desk."""
    there = tuple(id for id in OWN_WORDS if any(id in step.revision.answers for step in history))
    return there if there and not may_read_own_words(desk, read, record) else ()


def _history(lines: Sequence[log.StoredLine], levels: tuple[Part, ...]) -> list[Step]:
    steps: list[Step] = []
    for line in lines:
        revision = revision_of(line, levels)
        before = steps[-1].revision.answers if steps else revision.answers
        clock = str(read_header(line.header).about.get(MARK, ""))
        steps.append(Step(revision, tuple(changes(intake_form(), before, revision.answers)), clock=clock))
    return steps


def _names(changed: Sequence[Change], *, but: Sequence[Change]) -> tuple[str, ...]:
    """Name the changed fields that are not among the others; their values stay out."""
    known = {change.path for change in but}
    return tuple(change.path for change in changed if change.path not in known)


def find(desk: Desk, token: str) -> str:
    """Return the record of a token. Raises RECORD_MISSING, MATTER_SEALED."""
    desk.must(Right.MATTERS)
    with desk.store.read() as read:
        record = queries.record_of_token(read, token)
    if record is None:
        raise DeskError(ErrorCode.RECORD_MISSING)
    gate(desk, record)
    return record


def tries(desk: Desk, record: str) -> int:
    """Return how often the person at the desk tried to open a matter that is kept from them."""
    with desk.store.read() as read:
        lines = list(headers_of(read, TRIED))
    return sum(line.person == desk.person.id and line.about.get("record") == record for line in lines)


@dataclass(frozen=True, slots=True)
class Revealed:
    """Everything a matter holds and held, identity included, after the asking was logged.

    `withheld` names the fields that are not for this person: her own words, where somebody else took them down.
    """

    record: str
    answers: Answers
    history: tuple[Step, ...] = ()
    withheld: tuple[str, ...] = ()
    changed: frozenset[str] = field(default=frozenset({"log"}))


def reveal(desk: Desk, record: str, why: str) -> Revealed:
    """Show who she is. The asking is a line of the log, in the same transaction. `why` is a code, never words.

    Raises NOT_ALLOWED, RECORD_MISSING, RECORD_DAMAGED, MATTER_SEALED, REASON_NEEDED for a code that is none.
    """
    desk.must(Right.IDENTITY)
    must_be_code(why)
    gate(desk, record)
    with desk.store.write() as write:
        history = _history(_lines(write, record), LEVELS)
        withheld = _withheld(desk, write, record, history)
        write_line(desk, write, IDENTITY_READ, about={"record": record, "why": why})
    steps = tuple(_without(step, withheld) for step in history)
    return Revealed(record, steps[-1].revision.answers, steps, withheld)


def must_be_code(why: str) -> None:
    """Refuse a reason for asking that is no code: words would stand in the log for ever. Raises REASON_NEEDED."""
    if not _WHY.fullmatch(why):
        raise DeskError(ErrorCode.REASON_NEEDED)


def _without(step: Step, withheld: Collection[str]) -> Step:
    if not withheld:
        return step
    answers = Answers({id: value for id, value in step.revision.answers.items() if id not in withheld})
    changed = tuple(change for change in step.changed if change.path not in withheld)
    hid = tuple(change.path for change in step.changed if change.path in withheld)
    return replace(step, revision=replace(step.revision, answers=answers), changed=changed, hidden=(*step.hidden, *hid))


def people(desk: Desk) -> list[PersonRow]:
    """Return the people of the office."""
    with desk.store.read() as read:
        return office.people(read)
