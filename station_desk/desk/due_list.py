"""What is due at the office, each row with what the law or the record says of it. Owns those words, no rule.

Facts only, and none of what is kept from the person; writes nothing. The screen and the paper both read it from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from station_desk.desk import cases, casework, sources
from station_desk.desk.law import case_form, clock_rows, risk_rules
from station_desk.desk.ports import Desk
from station_desk.domain.calendar import parse_moment, write_moment
from station_desk.domain.case import REFERRAL
from station_desk.domain.clocks import LimitKind
from station_desk.domain.fields import Wording
from station_desk.domain.tasks import TaskKind
from station_desk.store import cases as case_rows
from station_desk.store.cases import Due as Due
from station_desk.store.cases import TaskRow
from station_desk.store.connect import Connection


@dataclass(frozen=True, slots=True)
class Told:
    """What a task says: `what` in both languages, None where its kind says it all; `section` and who is `told` for one
    that the law asks for; `law` names its line in `sources`. `at_once`: the law gives no hours. The repr shows no
    answer."""

    what: Wording | None = field(default=None, repr=False)
    section: Wording | None = None
    told: tuple[Wording, ...] = ()
    law: str = ""
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class DueTask:
    """One open task with its matter as lists show it, and what it says; `to_verify`: nobody looked its law up yet.

    `more` counts the urgent actions of the same matter that a folded row stands for besides its own.
    """

    due: Due
    says: Told
    to_verify: bool
    more: int = 0


NOTHING: Final = Told()
LOOK_AHEAD: Final = timedelta(hours=24, seconds=1)  # one that has just begun, too


def due_tasks(desk: Desk, until: str) -> list[DueTask]:
    """Return what is due in all matters before a UTC moment, overdue first.

    A deadline that the law counts in hours is there as long as it runs: told of at noon, it ends before noon tomorrow,
    and whoever looks only at today would hear of it in its last hours.
    """
    ahead = max(until, write_moment(parse_moment(desk.now()) + LOOK_AHEAD))
    rows = [row for row in casework.due(desk, ahead) if row.task.due_at < until or _in_hours(row.task)]
    unverified = sources.standing(desk).open
    with desk.store.read() as read:
        told = [_told(read, row.task) for row in rows]
    return [DueTask(row, says, says.law in unverified) for row, says in zip(rows, told, strict=True)]


def folded(tasks: Sequence[DueTask]) -> list[DueTask]:
    """Return the tasks with one row for all urgent actions of a matter, where the first of them stood."""
    rows: list[DueTask] = []
    place: dict[str, int] = {}
    for task in tasks:
        matter = task.due.task.matter
        if task.due.task.kind != TaskKind.ACTION or matter not in place:
            if task.due.task.kind == TaskKind.ACTION:
                place[matter] = len(rows)
            rows.append(task)
        else:
            first = rows[place[matter]]
            rows[place[matter]] = replace(first, more=first.more + 1)
    return rows


def _told(read: Connection, task: TaskRow) -> Told:
    """Return what one task says; a record that cannot be read says nothing here: the check of the record tells."""
    match TaskKind(task.kind):
        case TaskKind.CLOCK:
            return next(_clock(task.key), NOTHING)
        case TaskKind.ACTION:
            return next(_action(task.key), NOTHING)
        case TaskKind.PROMISE:
            said = _answer(read, task.key, "what")
            return Told(Wording(said, said)) if said else NOTHING
        case TaskKind.REFERRAL:
            partner = case_form(REFERRAL).field("partner").choice(_answer(read, task.key, "partner"))
            return Told(partner.label) if partner else NOTHING
        case TaskKind.REVIEW | TaskKind.SESSION | TaskKind.FOLLOW_UP | TaskKind.APPROVAL:
            return NOTHING


def _in_hours(task: TaskRow) -> bool:
    if task.kind != TaskKind.CLOCK:
        return False
    return any(row.id == task.key and row.limit.kind is LimitKind.HOURS for row in clock_rows())


def _clock(id: str) -> Iterator[Told]:
    for row in clock_rows():
        if row.id == id:
            forthwith = row.limit.kind is LimitKind.FORTHWITH
            yield Told(row.title, row.section, row.told, f"clock/{id}", forthwith)


def _action(code: str) -> Iterator[Told]:
    for row in risk_rules().actions:
        if row.line.code == code:
            yield Told(row.line.words, row.line.source, (), f"action/{code}", True)


def _answer(read: Connection, record: str, path: str) -> str:
    row = case_rows.record(read, record)
    newest = cases.revision_of(read, row) if row else None
    return str(newest.answers.get(path, "")) if newest else ""
