"""What correct software must do with a counselling session. Owns these checks, each from rules and own fields.

A check gets the session as it was kept with the entry it belongs to; what is tried here is only judged, never kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from station_desk.desk import case_reading, casework, sealing
from station_desk.desk.law import case_form
from station_desk.desk.ports import Desk
from station_desk.domain.calendar import day_of
from station_desk.domain.case import CLOSURE, SESSION
from station_desk.domain.fields import Level
from station_desk.domain.tasks import TaskKind
from station_desk.errors import DeskError, ErrorCode, ProblemCode
from station_desk.rehearsal.case_checks import is_starred, refused
from station_desk.rehearsal.case_day import NOT_HELD
from station_desk.rehearsal.clock_checks import utc
from station_desk.rehearsal.context import WHY, Context, Done, Kept

SessionCheck = Callable[[Context, Kept, Done], bool]


def _answers(context: Context, kept: Kept, done: Done) -> Mapping[str, Any]:
    return next(one.answers for one in context.file(kept).case.of(SESSION) if one.record == done.record)


def _codes(context: Context, kept: Kept, raw: Mapping[str, object]) -> set[tuple[str, ProblemCode]]:
    return {(one.path, one.code) for one in refused(context, kept, SESSION, raw)}


# ---- every session


def _sealed(context: Context, kept: Kept, done: Done) -> bool:
    """What is for the counsellor alone stands in a sealed note: nowhere else, and for nobody else."""
    form = case_form(SESSION)
    sealed = {field.id for field in form.fields if field.level is Level.SEALED}
    words = [str(done.told[name]) for name in _NOTE_WORDS if name in done.told]
    opened = casework.open_record(context.station, done.record, WHY).revision.answers
    if sealed & opened.keys() or any(word in str(dict(opened)) for word in words):
        return False
    if any(word in text for word in words for text in context.held_anywhere()):
        return False
    reads = [desk for desk in context.seats.values() if sealing.may_write(desk)]
    texts = [note.text or "" for note in sealing.read_notes(reads[0], kept.record).notes] if words else []
    closed = all(_cannot_read(desk, kept) for desk in context.seats.values() if desk not in reads)
    return all(any(word in text for text in texts) for word in words) and closed


_NOTE_WORDS = ("session_notes_hi", "child_notes_hi", "other_side_version_hi")


def _cannot_read(desk: Desk, kept: Kept) -> bool:
    """Without the right nothing is read; with it, but without the key, no word is."""
    try:
        notes = sealing.read_notes(desk, kept.record).notes
    except DeskError as error:
        return error.code in (ErrorCode.NOT_ALLOWED, ErrorCode.MATTER_SEALED, ErrorCode.SEALED_NO_KEY)
    return not any(note.text for note in notes)


def _danger_asks(context: Context, kept: Kept, done: Done) -> bool:  # noqa: ARG001
    """A starred sign, or a plan to hurt herself, asks what was done about it; nothing else does."""
    starred = any(map(is_starred, done.told["danger_signs"])) or done.told["self_harm_check"] in ("plan", "attempt")
    held = done.told["outcome"] != NOT_HELD
    return done.was_refused("actions_done", ProblemCode.REQUIRED) == (starred and held)


def _gate_kept(context: Context, kept: Kept, done: Done) -> bool:
    """A session asked for as joint is refused exactly where the gate is closed, and then held with her alone."""
    joint = done.told["kind"] == "couple/family joint"
    closed = joint and done.told["gate_result"] == "closed"
    together = _answers(context, kept, done)["kind"] == "couple_family_joint"
    refused_first = done.was_refused("kind", ProblemCode.JOINT_CLOSED)
    return bool(refused_first == closed and together == (joint and not closed))


def _next_is_due(context: Context, kept: Kept, done: Done) -> bool:
    """The next date of the newest session is a due thing of the counsellor."""
    due = [task for task in context.file(kept).due if task.kind == TaskKind.SESSION and task.key == done.record]
    return [(task.due_at, task.owner) for task in due] == [(utc(done.told["next_session"]), done.person)]


EVERY_SESSION: Mapping[str, SessionCheck] = {
    "a counsellor's notes are sealed": _sealed,
    "danger in a session asks what was done": _danger_asks,
    "both sides together only through the gate": _gate_kept,
    "the next session is due": _next_is_due,
}


# ---- notes


def _for_counsellor_alone(context: Context, kept: Kept, done: Done) -> bool:
    """Of the people of this office only its counsellor reads them; nobody was named as supervisor."""
    readers = {row.id for row in sealing.notes_of(context.station, kept.record).readers}
    return bool(readers) and readers == {done.person} and "child_notes_hi" in done.told and _sealed(context, kept, done)


def _joint_not_selectable(context: Context, kept: Kept, done: Done) -> bool:  # noqa: ARG001
    return ("kind", ProblemCode.JOINT_CLOSED) in _codes(context, kept, {"kind": "couple_family_joint"})


def _fir_before(context: Context, kept: Kept, done: Done) -> bool:
    fir, began = context.file(kept).case.intake["fir_at"], _answers(context, kept, done)["started_at"]
    told = utc(kept.entry["legal_route"]["fir_at"]), utc(done.told["start"])
    return (fir, began) == told and str(fir) < str(began)


def _late_look_refused(context: Context, kept: Kept, done: Done) -> bool:
    """The date that was told passes; two days later is refused."""
    raw = {"started_at": done.told["start"], "ended_at": done.told["end"], "risk_after": done.told["risk_after"]}
    later = (datetime.fromisoformat(done.told["next_session"]) + timedelta(days=2)).isoformat()
    code = "next_session", ProblemCode.LOOK_SOONER
    in_time = code not in _codes(context, kept, {**raw, "next_session": done.told["next_session"]})
    return in_time and code in _codes(context, kept, {**raw, "next_session": later})


def _guardian_asked(context: Context, kept: Kept, done: Done) -> bool:
    asked = done.was_refused("guardian_outside", ProblemCode.REQUIRED)
    return asked and "guardian_outside" in _answers(context, kept, done)


def _settled_rightly(context: Context, kept: Kept, done: Done) -> bool:
    answers = _answers(context, kept, done)
    refused_at = {problem.path for problem in done.refused if problem.code is ProblemCode.JOINT_CLOSED}
    together = answers["kind"] == "couple_family_joint" and answers["outcome"] == "settled_with_follow_up"
    return together and answers["gate_result"] == "gate_open" and not refused_at


def _review_is_due(context: Context, kept: Kept, done: Done) -> bool:
    on = date.fromisoformat(done.told["agreement"]["review_on"])
    agreed = _answers(context, kept, done)["agreement"]["review_on"] == on.isoformat()
    return agreed and on in {day_of(task.due_at) for task in context.file(kept).due if task.due_at}


def _outsider_tracked(context: Context, kept: Kept, done: Done) -> bool:
    """The promise of somebody who is no colleague is open under the name the session has for them."""
    wanted = len([row for row in done.told["promises"] if row["who"] not in context.seats])
    open_ = {task.key for task in context.file(kept).due if task.kind == TaskKind.PROMISE and not task.owner}
    named = [one for one in context.file(kept).case.records if one.record in open_ and one.answers.get("owner_outside")]
    return wanted > 0 and len(named) == wanted


def _linked(context: Context, kept: Kept, done: Done) -> bool:  # noqa: ARG001
    """The matter names the tokens of her earlier visits."""
    rows = context.file(kept).case.intake.get("linked_tokens", ())
    tokens = {row["token"] for row in rows} if isinstance(rows, list) else set()
    earlier = [casework.read(context.station, context.records[n]).case.token for n in kept.entry["linked_to"]]
    return bool(earlier) and set(earlier) <= tokens


def _no_end_needed(context: Context, kept: Kept, done: Done) -> bool:
    answers = _answers(context, kept, done)
    return answers["held"] == "no" and "ended_at" not in answers and not done.refused


def _three_tries(context: Context, kept: Kept, done: Done) -> bool:
    """With the one try there is, and with three on the same day, a closure for want of contact is refused."""
    one = {"at": done.told["start"], "how": "safe_phone", "safe_hours": "yes"}
    for tries in ([one], [one, one, one]):
        raw = {"reason": "no_contact_after_tries", "tries": tries}
        found = {(p.path, p.code) for p in refused(context, kept, CLOSURE, raw)}
        if ("tries", ProblemCode.TOO_FEW) not in found:
            return False
    return True


def _with_mother_only(context: Context, kept: Kept, done: Done) -> bool:
    answers = _answers(context, kept, done)
    gate = case_reading.read_gate(context.station, kept.record).gate
    alone = [row["who"] for row in answers["people_present"]] == ["mother"]
    refused_first = done.was_refused("kind", ProblemCode.JOINT_CLOSED)
    return refused_first and answers["kind"] == "follow_up" and alone and "support_only" in gate.alternatives


def _asked_always(field: str, **told: str) -> SessionCheck:
    def holds(context: Context, kept: Kept, done: Done) -> bool:
        raw = {"held": "yes", "place": done.told["place"], "risk_after": done.told["risk_after"], **told}
        missing = casework.judged(context.station, SESSION, kept.record, raw).missing
        return field in missing and field in _answers(context, kept, done)

    return holds


SESSION_NOTES: Mapping[str, SessionCheck] = {
    "joint kind must not be selectable": _joint_not_selectable,
    "is counsellor-sealed: not in the SHO view": _sealed,
    "must be shown before the session start": _fir_before,
    "with the next look more than one day away must be refused": _late_look_refused,
    "child notes sealed to the counsellor": _for_counsellor_alone,
    "'guardian outside' must be asked": _guardian_asked,
    "joint session and 'settled with follow-up' are right here": _settled_rightly,
    "must become a due item": _review_is_due,
    "must be trackable though he is no user": _outsider_tracked,
    "must link to the person of": _linked,
    "next look within 48 h": _late_look_refused,
    "end time empty is allowed": _no_end_needed,
    "must be refused before three tries": _three_tries,
    "offered as 'follow-up' with the mother only": _with_mother_only,
    "privacy must still be asked": _asked_always("privacy"),
    "supervisor look is due because": _asked_always("supervisor_look"),
}
