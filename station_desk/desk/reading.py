"""Reading matters: the masked list, the case, the history, and the asking for her name, which is logged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.recording import LEVELS, revision_of
from station_desk.domain.answers import Answers
from station_desk.domain.log import Part
from station_desk.domain.records import Change, Revision, changes
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import exchanges, log, office, queries
from station_desk.store.exchanges import Delivery as Delivery
from station_desk.store.office import PersonRow as PersonRow
from station_desk.store.queries import Filter as Filter
from station_desk.store.queries import MatterRow as MatterRow

IDENTITY_READ = "identity.read"


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: the matter's row and how far it has got on its way to the district."""

    row: MatterRow
    delivery: Delivery


def matters(desk: Desk, filter: Filter | None = None, limit: int = 200) -> list[Listed]:
    """Return matters newest first, names masked."""
    with desk.store.read() as read:
        ways = exchanges.Ways(read)
        return [Listed(row, ways.of(row.last_seq)) for row in queries.matters(read, filter or Filter(), limit)]


def count(desk: Desk, filter: Filter) -> int:
    """Return how many matters a filter leaves."""
    with desk.store.read() as read:
        return queries.count(read, filter)


@dataclass(frozen=True, slots=True)
class Step:
    """One revision in the history of a matter, with what it changed.

    Before her name is asked for, `changed` holds facts alone and `hidden` names the fields that changed beside them.
    """

    revision: Revision
    changed: tuple[Change, ...]
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter as it may be read without asking for her name."""

    row: MatterRow
    facts: Answers
    history: tuple[Step, ...]
    delivery: Delivery


def matter(desk: Desk, record: str) -> Matter:
    """Return one matter: its facts, its history, where it stands. Raises RECORD_MISSING."""
    with desk.store.read() as read:
        row = queries.matter(read, record)
        lines = log.lines_of_record(read, record)
        if row is None or not lines:
            raise DeskError(ErrorCode.RECORD_MISSING)
        delivery = exchanges.Ways(read).of(row.last_seq)
    steps = [
        Step(seen.revision, seen.changed, _names(whole.changed, but=seen.changed))
        for seen, whole in zip(_history(lines, (Part.FACTS,)), _history(lines, LEVELS), strict=True)
    ]
    return Matter(row, steps[-1].revision.answers, tuple(steps), delivery)


def _history(lines: Sequence[log.StoredLine], levels: tuple[Part, ...]) -> list[Step]:
    steps: list[Step] = []
    for revision in (revision_of(line, levels) for line in lines):
        before = steps[-1].revision.answers if steps else revision.answers
        steps.append(Step(revision, tuple(changes(intake_form(), before, revision.answers))))
    return steps


def _names(changed: Sequence[Change], *, but: Sequence[Change]) -> tuple[str, ...]:
    """Name the changed fields that are not among the others; their values stay out."""
    known = {change.path for change in but}
    return tuple(change.path for change in changed if change.path not in known)


def find(desk: Desk, token: str) -> str:
    """Return the record of a token. Raises RECORD_MISSING."""
    with desk.store.read() as read:
        record = queries.record_of_token(read, token)
    if record is None:
        raise DeskError(ErrorCode.RECORD_MISSING)
    return record


@dataclass(frozen=True, slots=True)
class Revealed:
    """Everything a matter holds and held, identity included, after the asking was logged."""

    record: str
    answers: Answers
    history: tuple[Step, ...] = ()
    changed: frozenset[str] = field(default=frozenset({"log"}))


def reveal(desk: Desk, record: str, why: str) -> Revealed:
    """Show who she is. The asking is a line of the log, in the same transaction. `why` is a code, never words."""
    with desk.store.write() as write:
        history = _history(log.lines_of_record(write, record), LEVELS)
        if not history:
            raise DeskError(ErrorCode.RECORD_MISSING)
        write_line(desk, write, IDENTITY_READ, about={"record": record, "why": why})
    return Revealed(record, history[-1].revision.answers, tuple(history))


def people(desk: Desk) -> list[PersonRow]:
    """Return the people of the office."""
    with desk.store.read() as read:
        return office.people(read)
