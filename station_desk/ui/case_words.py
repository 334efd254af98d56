"""The words and shapes of a case: its records, its risk, its clocks, what is open and until when. Owns no fact of one.

Every place that names a record, a clock or a moment by which something is due says it from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from station_desk.desk.law import case_form
from station_desk.desk.ports import intake_form
from station_desk.domain.calendar import INDIA, parse_moment, show_moment, show_time
from station_desk.domain.case import (
    CLOSURE,
    CONSENT,
    FOLLOW_UP,
    MATTER_CLOSED,
    PLAN,
    PROMISE,
    REFERRAL,
    SESSION,
    Case,
    CaseRevision,
)
from station_desk.domain.cells import People, in_words
from station_desk.domain.clocks import ClockState
from station_desk.domain.fields import Level, Wording
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.law_words import to_verify
from station_desk.ui.texts import Said

Shape = tuple[Icon, str]  # a drawing and the name of its colour

NAMES: Final[Mapping[str, str]] = {
    SESSION: "casefile.session",
    REFERRAL: "casefile.referral",
    PLAN: "casefile.plan",
    FOLLOW_UP: "casefile.follow_up",
    PROMISE: "casefile.promise",
    CONSENT: "casefile.consent",
    CLOSURE: "casefile.closure",
}
SAVED: Final[Mapping[str, str]] = {
    SESSION: "case_saved.session",
    REFERRAL: "case_saved.referral",
    PLAN: "case_saved.safety_plan",
    FOLLOW_UP: "case_saved.follow_up",
    PROMISE: "case_saved.promise",
    CONSENT: "case_saved.consent",
    CLOSURE: "case_saved.closure",
}
# The answers that tell one record from another in a line.
_TELLING: Final[Mapping[str, tuple[str, ...]]] = {
    SESSION: ("held", "kind", "outcome"),
    REFERRAL: ("partner", "need_served"),
    PLAN: (),
    FOLLOW_UP: ("way", "reached"),
    PROMISE: ("what",),
    CONSENT: ("kind", "withdrawn_scope"),
    CLOSURE: ("reason",),
}
CLOCK_SHAPES: Final[Mapping[ClockState, tuple[Icon, str, str]]] = {
    ClockState.DUE: (Icon.NOW, "accent", "clock.due"),
    ClockState.LATE: (Icon.HIGH, "danger", "clock.late"),
    ClockState.LATE_EXPLAINED: (Icon.WARNING, "warning", "clock.late_explained"),
    ClockState.MET: (Icon.DONE, "done", "clock.met"),
    ClockState.MET_LATE: (Icon.WARNING, "warning", "clock.met_late"),
    ClockState.WAITING: (Icon.TO_COME, "soft_ink", "clock.waiting"),
    ClockState.HELD: (Icon.WAIT, "soft_ink", "clock.held"),
}
_DAY: Final = 24 * 60 * 60
_RISK_SHAPES: Final[tuple[Shape, ...]] = (  # from the highest step of the list down
    (Icon.DANGER, "danger"),
    (Icon.HIGH, "danger"),
    (Icon.WARNING, "warning"),
    (Icon.TO_COME, "soft_ink"),
)


def record_name(kit: Kit, revision: CaseRevision) -> str:
    """Return what a record is called: "परामर्श 2"."""
    return kit.words.say(NAMES[revision.form], number=str(revision.number))


def has_identity(form: str) -> bool:
    """Tell whether a form asks anything that says who she is."""
    return any(field.level is Level.IDENTITY for field in case_form(form).fields)


def has_sealed(form: str) -> bool:
    """Tell whether a form asks anything that is sealed."""
    return any(field.level is Level.SEALED for field in case_form(form).fields)


def may_go_on(form: str) -> bool:
    """Tell whether something of a form is only known later."""
    return any(field.later for field in case_form(form).fields)


def told(kit: Kit, revision: CaseRevision, people: People) -> str:
    """Return in a few words what a record says, facts only."""
    form, language = case_form(revision.form), kit.words.language
    words = [
        in_words(form.field(id), revision.answers[id], language, people)
        for id in _TELLING[revision.form]
        if id in revision.answers and not (id == "held" and revision.answers[id] == "yes")
    ]
    return ", ".join(words)


def standing(kit: Kit, case: Case, revision: CaseRevision) -> tuple[Shape, str]:
    """Return how a record stands now, as a shape and a word; "" where a record just is."""
    answers, words = revision.answers, kit.words
    match revision.form:
        case "promise":
            if "kept_on" in answers:
                return (Icon.DONE, "done"), words.say("timeline.promise_kept", day=str(answers["kept_on"]))
            if "not_kept_why" in answers:
                return (Icon.CLOSE, "soft_ink"), words.say("timeline.promise_not_kept")
            return (Icon.NOW, "accent"), words.say("timeline.promise_open", day=str(answers.get("by_when", "")))
        case "referral":
            field = case_form(REFERRAL).field("status")
            status = field.choice(str(answers.get("status", "")))
            over = bool(status and "closed" in status.marks)
            shape = (Icon.DONE, "done") if over else (Icon.NOW, "accent")
            return shape, status.label.in_(words.language) if status else ""
        case "follow_up":
            if "done_at" in answers:
                return (Icon.DONE, "done"), ""
            return (Icon.NOW, "accent"), words.say("timeline.call_open", at=str(answers.get("due", "")))
        case "closure":
            turn = next((act for act in case.acts if act.about.get("closure") == revision.record), None)
            if turn is None:
                return (Icon.NOW, "accent"), words.say("timeline.closure_waits")
            if turn.kind == MATTER_CLOSED:
                return (Icon.DONE, "done"), words.say("timeline.closure_done")
            return (Icon.CLOSE, "soft_ink"), words.say("timeline.closure_returned")
        case _:
            return (Icon.DONE, "done"), ""


def risk_shape(risk: str) -> Shape:
    """Return the shape of a step of risk: the higher, the sharper."""
    steps = [choice.code for choice in intake_form().field("risk_decided").choices]
    down = len(steps) - 1 - steps.index(risk) if risk in steps else len(_RISK_SHAPES) - 1
    return _RISK_SHAPES[min(down, len(_RISK_SHAPES) - 1)]


def risk_word(risk: str) -> Wording | None:
    """Return the name of a step of risk, None before one was decided."""
    choice = intake_form().field("risk_decided").choice(risk)
    return choice.label if choice else None


def sign_word(sign: str) -> Wording:
    """Return the words of a danger sign by its code."""
    fields = (intake_form().field(id) for id in ("danger_signs", "self_harm"))
    found = (choice.label for field in fields for choice in field.choices if choice.code == sign)
    return next(found, Wording(sign, sign))


def due_words(kit: Kit, due_at: str, now: datetime) -> tuple[str, bool]:
    """Return until when something is to be done, seen from now, and whether that is over.

    Within a day by hours; what may take until the end of a day is counted in days.
    """
    words = kit.words
    if not due_at:
        return "", False
    moment, here = parse_moment(due_at).astimezone(INDIA), now.astimezone(INDIA)
    days, late = (here.date() - moment.date()).days, moment < here
    seconds = abs(int((here - moment).total_seconds()))
    all_day = show_time(due_at) == "23:59"
    if late and (seconds >= _DAY or all_day):
        return (words.say("task.since_days", count=days) if days > 1 else words.say("task.since_day")), True
    if not late and days:
        return words.say("task.due_at", at=show_moment(due_at)), False
    if not late and all_day:
        return words.say("task.by_today"), False
    minutes = max(seconds // 60, 1)
    if minutes < 60:
        return words.say("task.late_minutes" if late else "task.left_minutes", count=minutes), late
    if minutes < 120:
        return words.say("task.late_hour" if late else "task.left_hour"), late
    return words.say("task.late_hours" if late else "task.left_hours", count=minutes // 60), late


def source_words(kit: Kit, source: Said, *, verified: bool) -> str:
    """Return a section, marked as still to be verified where nobody has looked it up."""
    return to_verify(kit, source, unverified=not verified)[0]


def told_whom(kit: Kit, whom: Sequence[Wording]) -> str:
    """Return in words who is told."""
    return ", ".join(one.in_(kit.words.language) for one in whom)
