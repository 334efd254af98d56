"""What is open in a matter: clocks, promises, referrals, sessions, reviews, calls. Owns the one list; writes nothing.

A task is derived from the case alone, so that it can be counted anew; whether it is overdue is told by whoever looks.
Nothing closes by itself: a task goes away when a record or an act of a person says that it was done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, cast

from station_desk.domain.calendar import parse_moment, write_moment
from station_desk.domain.case import CLOSURE, FOLLOW_UP, PROMISE, REFERRAL, SESSION, Case
from station_desk.domain.clocks import ClockRow, ClockState, board, last_second, with_written
from station_desk.domain.fields import Form
from station_desk.domain.risk import RiskRules, actions_now, review_due

AT_CLOSURE: Final = "closure"
DONE: Final = "actions_done"  # the intake and the sessions ask it under one id
_OVER: Final = frozenset({ClockState.MET, ClockState.MET_LATE, ClockState.HELD})


class TaskKind(StrEnum):
    """What kind of thing is open; the most pressing first."""

    ACTION = "action"  # key: the action that a danger sign calls for
    CLOCK = "clock"  # key: the clock
    REVIEW = "review"  # the risk is to be looked at again
    PROMISE = "promise"  # key: the record, as in the following
    REFERRAL = "referral"
    SESSION = "session"
    FOLLOW_UP = "follow_up"  # or AT_CLOSURE: the safe call agreed on when the matter was closed
    APPROVAL = "approval"  # a closure that somebody else has to approve


@dataclass(frozen=True, slots=True)
class Task:
    """One open thing. `due_at` is a UTC moment, "" where nothing limits it; `owner` a person's id or ""."""

    kind: TaskKind
    key: str
    due_at: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class CaseLaw:
    """What the tasks of a case are derived by: the intake's form, the closure's, the deadlines, the danger signs."""

    intake: Form
    referral: Form
    closure: Form
    clocks: tuple[ClockRow, ...]
    risk: RiskRules


def tasks(case: Case, law: CaseLaw) -> tuple[Task, ...]:
    """Return everything open in a matter, in the order of TaskKind. A closed one has at most its agreed call."""
    if case.cancelled:
        return ()
    if case.closed:
        return tuple(_calls(case, law))
    parts = (_actions, _clocks, _reviews, _promises, _referrals, _sessions, _calls, _approvals)
    return tuple(task for part in parts for task in part(case, law))


def _actions(case: Case, law: CaseLaw) -> Iterator[Task]:
    """What was done is seen wherever it was written: in the intake, about a clock, or in a later session."""
    answers = with_written(law.clocks, case.intake, case.clock_acts)
    done = [code for asked in (case.intake, *case.later_answers) for code in cast(Sequence[str], asked.get(DONE, ()))]
    if done:
        answers[DONE] = done
    for action in actions_now(law.risk, law.intake, answers):
        if action.done is False:
            yield Task(TaskKind.ACTION, action.line.code, case.intake_at)


def _clocks(case: Case, law: CaseLaw) -> Iterator[Task]:
    for clock in board(law.clocks, law.intake, case.intake, case.clock_acts, case.as_of, doubtful=False):
        if clock.state not in _OVER:
            yield Task(TaskKind.CLOCK, clock.row.id, clock.last_at or "")


def _reviews(case: Case, law: CaseLaw) -> Iterator[Task]:
    """The risk is looked at again by the next session, or by a call that reached her."""
    risk, decided = str(case.intake.get("risk_decided", "")), case.intake_at
    due = str(case.intake.get("review_due", ""))
    for record in case.records:
        if "risk_after" in record.answers:
            risk, decided, due = str(record.answers["risk_after"]), record.first_at, ""
        elif record.form == FOLLOW_UP and record.answers.get("reached") == "her":
            decided, due = str(record.answers.get("done_at", record.first_at)), ""
    if risk and not due and law.intake.field("risk_decided").choice(risk):
        due = review_due(law.intake, risk, decided)
    if due:
        yield Task(TaskKind.REVIEW, "", due)


def _promises(case: Case, law: CaseLaw) -> Iterator[Task]:  # noqa: ARG001 - one shape for all
    for record in case.of(PROMISE):
        if not {"kept_on", "not_kept_why"} & record.answers.keys():
            day = str(record.answers.get("by_when", ""))
            due = last_second(date.fromisoformat(day)) if day else ""
            yield Task(TaskKind.PROMISE, record.record, due, str(record.answers.get("owner", "")))


def _referrals(case: Case, law: CaseLaw) -> Iterator[Task]:
    for record in case.of(REFERRAL):
        status = law.referral.field("status").choice(str(record.answers.get("status", "")))
        if not (status and "closed" in status.marks):
            due = str(record.answers.get("next_check") or record.answers.get("due") or "")
            yield Task(TaskKind.REFERRAL, record.record, due, str(record.answers.get("reminder_to", "")))


def _sessions(case: Case, law: CaseLaw) -> Iterator[Task]:  # noqa: ARG001
    newest = case.newest(SESSION)
    if newest and newest.answers.get("next_session"):
        due, owner = str(newest.answers["next_session"]), str(newest.answers.get("counsellor", ""))
        yield Task(TaskKind.SESSION, newest.record, due, owner)


def _calls(case: Case, law: CaseLaw) -> Iterator[Task]:
    contacts = case.of(FOLLOW_UP)
    for record in contacts:
        if "done_at" not in record.answers:
            yield Task(TaskKind.FOLLOW_UP, record.record, str(record.answers.get("due", "")))
    if contacts and "done_at" in contacts[-1].answers and contacts[-1].answers.get("next"):
        yield Task(TaskKind.FOLLOW_UP, f"{contacts[-1].record}.next", str(contacts[-1].answers["next"]))
    closed = case.closed
    if closed and not any(str(record.answers.get("done_at", "")) > closed.at for record in contacts):
        agreed = [record for record in case.of(CLOSURE) if record.record == closed.about.get("closure")]
        if days := _days(law.closure, str(agreed[0].answers.get("follow_up_after", "")) if agreed else ""):
            yield Task(TaskKind.FOLLOW_UP, AT_CLOSURE, write_moment(parse_moment(closed.at) + timedelta(days=days)))


def _days(closure: Form, code: str) -> int:
    """Return after how many days she is called once the matter is closed, by what was agreed; 0 for never."""
    agreed = closure.field("follow_up_after").choice(code)
    found = (mark.removeprefix("days_") for mark in (agreed.marks if agreed else ()) if mark.startswith("days_"))
    return next((int(days) for days in found), 0)


def _approvals(case: Case, law: CaseLaw) -> Iterator[Task]:  # noqa: ARG001
    if waits := case.waiting_closure:
        yield Task(TaskKind.APPROVAL, waits.record, waits.at)
