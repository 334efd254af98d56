"""What correct software must do with the case that follows an entry. Owns these checks, each from rules and own fields.

No check looks at an entry's number. What is tried here is only judged, never kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from station_desk.desk import case_reading, casework, reach_back
from station_desk.desk.calling import call_gate
from station_desk.desk.law import case_form, gate_rules, partners
from station_desk.desk.ports import intake_form
from station_desk.domain.answers import find_choice
from station_desk.domain.calendar import INDIA, day_of, parse_moment
from station_desk.domain.case import CASE_FORMS, CONSENT, FOLLOW_UP, GATE_CLOSED, PROMISE, REFERRAL, SESSION
from station_desk.domain.disclosure import rows_of
from station_desk.domain.fields import Field
from station_desk.domain.gates import joint_allowed
from station_desk.domain.tasks import TaskKind
from station_desk.errors import Problem, ProblemCode
from station_desk.rehearsal import case_day, safe_ways
from station_desk.rehearsal.clock_checks import information, route, utc
from station_desk.rehearsal.context import Check, Context, Kept

_FULL_AGE = 18


# ---- every entry


def _refused_without_consent(context: Context, kept: Kept) -> bool:
    """A referral that left is refused exactly where its consent row is no yes; then she is asked for it alone."""
    consent = kept.entry["consent"]
    for done in context.done_in(kept, REFERRAL):
        partner = find_choice(case_form(REFERRAL).field("partner").choices, done.told["partner"])
        rows = rows_of(partners(), partner.code if partner else "")
        wanted = bool(rows) and case_day.is_sent(done.told) and consent.get(min(rows or {""})) != "yes"
        if done.was_refused("consent_row", ProblemCode.CONSENT_NOT_GIVEN) != wanted:
            return False
        if wanted and _newest(context, kept, done.record)["basis"] != "asked_now":
            return False
    return len(context.done_in(kept, REFERRAL)) == len(kept.entry["referrals"])


def _newest(context: Context, kept: Kept, record: str) -> Mapping[str, Any]:
    return next(one.answers for one in context.file(kept).case.records if one.record == record)


def _promises_open(context: Context, kept: Kept) -> bool:
    """Each promise stands open until the end of its day, with its owner, or with the outsider's name."""
    due = {task.key: task for task in context.file(kept).due if task.kind == TaskKind.PROMISE}
    for done in context.done_in(kept, PROMISE):
        task, answers = due.get(done.record), _newest(context, kept, done.record)
        owner = str(done.told.get("owner", ""))
        if task is None or task.owner != owner or not (owner or answers.get("owner_outside")):
            return False
        if day_of(task.due_at).isoformat() != done.told["by_when"]:
            return False
    return True


def _withdrawal_shows(context: Context, kept: Kept) -> bool:
    """What she took back stands as stopped in each earlier matter where it was a yes, since she said it."""
    entries = {entry["n"]: entry for entry in context.day.entries}
    for change in kept.entry["consent"].get("changed_since_last", ()):
        for n in kept.entry.get("linked_to", ()):
            if entries[n]["consent"].get(change["row"]) == "yes":
                found = reach_back.reach_back(context.station, context.records[n])
                if change["row"] not in {stopped.row for stopped in found.stopped}:
                    return False
    return True


def _gone_out_shows(context: Context, kept: Kept) -> bool:
    """What left the desk is told again: each sent referral with its time, and the bundle with its receipt."""
    gone = reach_back.reach_back(context.station, kept.record).gone
    sent = {one.record: one for one in gone if one.way is reach_back.Way.REFERRAL}
    for place, told in enumerate(kept.entry["referrals"]):
        done = context.done_in(kept, REFERRAL)
        record = next(one.record for one in done if one.told is told)
        if case_day.is_sent(told) != (record in sent):
            return False
        if record in sent and sent[record].at != utc(case_day.sent_at(kept.entry, place)):
            return False
    return any(one.way is reach_back.Way.BUNDLE and one.proof is reach_back.Proof.RECEIPT for one in gone)


EVERY_CASE: Mapping[str, Check] = {
    "a referral leaves only with consent": _refused_without_consent,
    "each promise is open, with its owner": _promises_open,
    "what she took back shows as stopped": _withdrawal_shows,
    "what has gone out can be told": _gone_out_shows,
}


# ---- both sides together


def refused(context: Context, kept: Kept, form: str, raw: Mapping[str, object]) -> Sequence[Problem]:
    """Return what a case record would be refused for; nothing is kept."""
    return casework.judged(context.station, form, kept.record, raw).refusals


def _is_shut(context: Context, kept: Kept, field: str, code: str) -> bool:
    found = refused(context, kept, SESSION, {"held": "yes", "kind": "follow_up", field: code})
    return (field, ProblemCode.JOINT_CLOSED) in {(one.path, one.code) for one in found}


def _no_joint(context: Context, kept: Kept) -> bool:
    """Neither both sides together nor a settlement can be written, and the gate tells every reason of its own."""
    gate = case_reading.read_gate(context.station, kept.record).gate
    entry = kept.entry
    expected = set()
    if entry["confidentiality_class"] == "restricted":
        expected.add("restricted_matter")
    if entry["age"] < _FULL_AGE:
        expected.add("child")
    if any(is_starred(sign) for sign in entry["danger_signs"]):
        expected.add("danger_open")
    both = _is_shut(context, kept, "kind", "couple_family_joint") and _settlement_shut(context, kept)
    return bool(expected) and expected <= set(gate.reasons) and bool(gate.alternatives) and both


def _settlement_shut(context: Context, kept: Kept) -> bool:
    return _is_shut(context, kept, "outcome", "settled_with_follow_up")


def is_starred(sign: str) -> bool:
    """Tell whether a danger sign is a serious one."""
    choice = find_choice(intake_form().field("danger_signs").choices, sign)
    return choice is not None and "star" in choice.marks


def _joint_allowed(context: Context, kept: Kept) -> bool:
    gate = case_reading.read_gate(context.station, kept.record).gate
    return gate.open and not _is_shut(context, kept, "kind", "couple_family_joint")


def _refusal_counted(context: Context, kept: Kept) -> bool:
    """It was asked for and refused: each time is a line of the log."""
    asked = [done for done in context.done_in(kept, SESSION) if done.was_refused("kind", ProblemCode.JOINT_CLOSED)]
    counted = [act for act in context.file(kept).case.acts if act.kind == GATE_CLOSED]
    return bool(asked) and len(counted) == len(asked) and _no_joint(context, kept)


def _no_settlement_paper(context: Context, kept: Kept) -> bool:
    return _settlement_shut(context, kept) and _no_field_for_files(context, kept)


def _no_field_for_files(context: Context, kept: Kept) -> bool:  # noqa: ARG001
    """There is no field in any form that takes a picture or a file: evidence stands in words, by its number."""
    forms = (intake_form(), *map(case_form, CASE_FORMS))
    kinds = {field.kind.value for form in forms for field in _all_fields(form.fields)}
    words = {"text", "long", "number", "date", "moment", "one", "many", "phone", "person", "token"}
    return kinds <= words | {"matrix", "group", "repeat", "auto"}


def _all_fields(fields: Sequence[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _all_fields(field.fields)


def _fir_before_session(context: Context, kept: Kept) -> bool:
    """The gate wants the FIR first; only once its time stands is that reason gone, and each session began after it."""
    fir, answers = utc(route(kept, "fir_at")), context.file(kept).case.intake
    before = joint_allowed(gate_rules(), intake_form(), answers, utc(information(kept)))
    after = joint_allowed(gate_rules(), intake_form(), answers, fir)
    began = [str(one.answers["started_at"]) for one in context.file(kept).case.of(SESSION)]
    stands = "fir_first" in before.reasons and "fir_first" not in after.reasons
    return stands and bool(began) and all(at > fir for at in began)


# ---- danger, contact, promises


def _sho_and_review(context: Context, kept: Kept) -> bool:  # noqa: ARG001
    """To tell the SHO is due at once, and the review on the day she came."""
    due = {(task.kind, task.key): task.due_at for task in kept.first_due}
    told = due.get((TaskKind.ACTION.value, "tell_sho")) == utc(kept.entry["arrived_at"])
    review = due.get((TaskKind.REVIEW.value, ""))
    return told and review is not None and day_of(review) == date.fromisoformat(kept.entry["arrived_at"][:10])


def _review_earlier(context: Context, kept: Kept) -> bool:
    """It got worse: the review is before the date she was given on the earlier visit."""
    dates = [entry["next_date"] for entry in context.day.entries if entry["n"] in kept.entry["linked_to"]]
    review = next((task.due_at for task in kept.first_due if task.kind == TaskKind.REVIEW), None)
    return review is not None and all(day_of(review).isoformat() < date for date in dates)


def _beat_goes(context: Context, kept: Kept) -> bool:
    """Without a phone no number is told, and the contact by the women beat is planned all the same."""
    planned = [one for one in context.file(kept).case.of(FOLLOW_UP) if one.answers["way"] == "home_visit"]
    due = {task.key for task in context.file(kept).due if task.kind == TaskKind.FOLLOW_UP}
    gate = call_gate(context.station, kept.record).gate
    return bool(planned) and {one.record for one in planned} <= due and not gate.allowed and not gate.number


def _caller_and_hours(context: Context, kept: Kept) -> bool:
    """Her hours and the harmless name stand with the call; outside the hours no number is told."""
    found = call_gate(context.station, kept.record).gate
    hours = safe_ways.answers(kept.entry)["safe_time"]
    shown = [choice.label for choice in intake_form().field("safe_time").choices if choice.code in hours]
    on = date.fromisoformat(kept.entry["next_date"])
    due = [task.due_at for task in context.file(kept).due if task.kind == TaskKind.FOLLOW_UP]
    listed = [day_of(at) for at in due] == [on]
    right = found.caller_name == safe_ways.caller(kept.entry) and list(found.safe_hours) == shown
    in_hours = parse_moment(context.station.now()).astimezone(INDIA).strftime("%H") in {hour[:2] for hour in hours}
    return listed and right and bool(shown) and found.allowed == in_hours == bool(found.number)


def _caller_before_number(context: Context, kept: Kept) -> bool:
    """No number is told without the name that the caller says; her own words stand beside a refusal."""
    found, name = call_gate(context.station, kept.record).gate, safe_ways.caller(kept.entry)
    return bool(name) and (found.caller_name == name if found.number else name in found.her_words)


def _has_open_promise(context: Context, kept: Kept) -> bool:
    mine = [done for done in context.done_in(kept, PROMISE) if done.told.get("owner")]
    return bool(mine) and _promises_open(context, kept)


def _never_hidden(context: Context, kept: Kept) -> bool:
    """Whether it is cognizable was asked of the SHO: the matter stays open and listed, and the gate waits."""
    gate = case_reading.read_gate(context.station, kept.record).gate
    open_ = context.file(kept).case.closed is None and bool(context.file(kept).due)
    return open_ and "cognizable_not_decided" in gate.reasons


def _adult_rows_shut(context: Context, kept: Kept) -> bool:
    """A child cannot say yes alone to any row that is for adults."""
    rows = [row.code for row in case_form(CONSENT).field("consent_matrix").rows if "adult_only" in row.marks]
    raw = {"kind": "given", "consent_by": "herself", "consent_matrix": dict.fromkeys(rows, "yes")}
    found = {one.path for one in refused(context, kept, CONSENT, raw) if one.code is ProblemCode.ADULT_ONLY}
    return bool(rows) and found == {f"consent_matrix.{row}" for row in rows}


CASE_NOTES: Mapping[str, Check] = {
    "joint session is allowed here": _joint_allowed,
    "refusal counted": _refusal_counted,
    "no compromise paper attached": _no_settlement_paper,
    "joint session must be refused|joint session refused|no joint session|joint session must be impossible": _no_joint,
    "FIR time must stand before any counselling session": _fir_before_session,
    "SHO must be told now, review due the same day|SHO now, review the same day": _sho_and_review,
    "review date must move earlier": _review_earlier,
    "follow-up must be offered through the women beat": _beat_goes,
    "call list must show the safe hours": _caller_and_hours,
    "must show before dialling": _caller_before_number,
    "must (show as|be) an open promise": _has_open_promise,
    "must not close or hide a possibly cognizable": _never_hidden,
    "pictures must never be attached": _no_field_for_files,
    "must block every adult-only consent row": _adult_rows_shut,
}
