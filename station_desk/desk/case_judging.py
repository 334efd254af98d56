"""How a case record is judged and what the program itself puts in: by the case as it stands now. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from station_desk.desk.cases import case_of
from station_desk.desk.law import case_law, clock_rows, gate_rules
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.sight import must_see
from station_desk.domain.answers import Answers, Around, Cleaned
from station_desk.domain.calendar import day_of
from station_desk.domain.case import CLOSURE, FOLLOW_UP, REFERRAL, SESSION, Case
from station_desk.domain.case_rules import judge
from station_desk.domain.clock_guard import ClockState
from station_desk.domain.clocks import Clock, board
from station_desk.domain.fields import FieldKind, Form
from station_desk.domain.gates import Gate, joint_allowed
from station_desk.domain.risk import open_signs
from station_desk.domain.sensitivity import is_child
from station_desk.domain.tasks import TaskKind, tasks

Judge = Callable[[Form, Mapping[str, object], Around], Cleaned]


def judge_of(desk: Desk, case: Case, before: Answers | None = None) -> Judge:
    """Return how a page of a case record is judged by the case as it stands now.

    `before` is the revision that is gone on with, None for a new record.
    """
    allowed, waiting = joint_gate_of(desk, case).open, len(open_clocks(desk, case))
    child = is_child(intake_form(), case.intake)
    signs = open_signs(intake_form(), case.intake, case.later_answers, case.explained_signs)

    def judged(form: Form, raw: Mapping[str, object], around: Around) -> Cleaned:
        return judge(
            form,
            raw,
            around,
            case,
            joint_allowed=allowed,
            joint_at=lambda at: joint_gate_of(desk, case, at).open,
            child=child,
            open_clocks=waiting,
            open_signs=signs,
            before=before,
        )

    return judged


def judging(desk: Desk, matter: str, record: str = "") -> Judge:
    """Return `judge_of` for a page that is being filled in, of a new record or on one that is gone on with.

    Raises MATTER_SEALED, RECORD_MISSING.
    """
    with desk.store.read() as snapshot:
        must_see(desk, snapshot, matter)
        case = case_of(snapshot, matter)
        return judge_of(desk, case, next((one.answers for one in case.records if one.record == record), None))


def joint_gate_of(desk: Desk, case: Case, began: str = "") -> Gate:
    """Tell whether both sides may be seated together, and if not why and what may be done instead.

    Now, or at the moment a session began, by what was known then: what was explained later opens no door before.
    """
    at = desk.now()
    if began:
        # Typed to the minute: what was done within it counts as done.
        at = min(at, began[:-3] + "59Z")
        case = case.known_at(at)
    # A time that lay ahead when it was written is a plan: it opens nothing before somebody writes the entry again.
    at = min(at, case.written_at or at)
    return joint_allowed(gate_rules(), intake_form(), case.intake, at, case.later_answers, case.explained_signs)


def clocks_of(desk: Desk, case: Case) -> tuple[Clock, ...]:
    """Return the statutory clocks of a matter as they stand now."""
    doubtful = desk.time.state is not ClockState.STEADY
    return board(clock_rows(), intake_form(), case.intake, case.clock_acts, desk.now(), doubtful=doubtful)


def open_clocks(desk: Desk, case: Case) -> tuple[Clock, ...]:
    """Return the clocks that are neither met nor explained."""
    return tuple(clock for clock in clocks_of(desk, case) if clock.open and not clock.reason)


def stamped(
    desk: Desk, form: Form, case: Case, answers: Answers, before: Answers | None, rules_shown: str = ""
) -> Answers:
    """Return the answers with what the program itself puts in; what an earlier revision said of its moment stays.

    `rules_shown` is when the person was last shown the rules for calling her, "" when never.
    """
    wanted = {field.id for field in form.fields if field.kind is FieldKind.AUTO}
    found: dict[str, str] = {}
    if form.id == SESSION and "kind" in answers:
        began = str(answers.get("started_at", ""))
        allowed = joint_gate_of(desk, case).open and joint_gate_of(desk, case, began).open
        found["gate_result"] = "gate_open" if allowed else "gate_closed"
    elif form.id == FOLLOW_UP and rules_shown and "done_at" in answers:
        if day_of(rules_shown) == day_of(str(answers["done_at"])):
            found["safe_gate_shown"] = rules_shown
    elif form.id == CLOSURE:
        kinds = [task.kind for task in tasks(case, case_law())]
        found = {
            "open_clocks": str(len(open_clocks(desk, case))),
            "open_promises": str(kinds.count(TaskKind.PROMISE)),
            "open_referrals": str(kinds.count(TaskKind.REFERRAL)),
            "days_open": str((desk.today() - day_of(case.intake_at)).days),
            "sessions": str(len(case.of(SESSION))),
            "referrals": str(len(case.of(REFERRAL))),
        }
    told = {id: before[id] for id in wanted if before and id in before}
    return Answers({**answers, **{id: value for id, value in found.items() if id in wanted}, **told})
