"""A case record judged whole: each field, then the rules that look at several and at the case. Owns those rules.

Rules read marks of options, never their codes. What the case cannot know by itself comes in as an argument; where it is
left out the answer is the careful one. Whether a text names her is not judged here: a case holds no identity.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, cast

from station_desk.domain.answers import Around, Cleaned, clean, has_mark, is_asked
from station_desk.domain.calendar import day_of, end_of_day, parse_moment, write_moment
from station_desk.domain.case import PLAN, PROMISE, REFERRAL, Case, CaseRevision, consents, withdrawn
from station_desk.domain.conditions import Answered, look_up
from station_desk.domain.fields import Choice, Field, FieldKind, Form, Need
from station_desk.errors import Problem, ProblemCode, Weight

JOINT: Final = "joint"
SETTLED: Final = "not_restricted"
BEGAN: Final = "started_at"
PRESENT: Final = "people_present"
TRIES_NEEDED: Final = 3


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The case a record is of, and what others know of it: the joint gate, her being a child, open clocks and signs.

    `before` is the revision that is gone on with, None for a new record.
    """

    case: Case
    joint_allowed: bool
    child: bool
    open_clocks: int
    open_signs: Collection[str]
    before: Answered | None


Rule = Callable[[Form, Answered, Surroundings], Iterator[Problem]]


def judge(
    form: Form,
    raw: Mapping[str, object],
    around: Around,
    case: Case,
    *,
    joint_allowed: bool = False,
    joint_at: Callable[[str], bool] = lambda _: True,
    child: bool = False,
    open_clocks: int = 0,
    open_signs: Collection[str] = (),
    before: Answered | None = None,
) -> Cleaned:
    """Clean the answers to a case form and apply every rule; all problems at once, in the order of the form.

    `joint_allowed` is the gate for joint sessions at this moment, shut unless the caller has asked it; `joint_at` tells
    how it stood when the session began. `child`: she is, or looks, under eighteen. `open_clocks` counts the deadlines
    neither met nor explained, `open_signs` are the starred signs nobody explained.
    """
    cleaned = clean(form, raw, around)
    began = str(cleaned.answers.get(BEGAN, ""))
    together = joint_allowed and (not began or joint_at(began))
    known = Surroundings(case, together, child, open_clocks, open_signs, before)
    rules = (*OF_ALL, *OF_FORM.get(form.id, ()))
    found = [problem for rule in rules for problem in rule(form, cleaned.answers, known)]
    order = {field.id: place for place, field in enumerate(form.fields)}
    problems = sorted((*cleaned.problems, *found), key=lambda problem: order.get(problem.path.split(".")[0], -1))
    return replace(cleaned, problems=tuple(problems))


# ---- of every form


def _rows_are_whole(form: Form, answers: Answered, known: Surroundings) -> Iterator[Problem]:  # noqa: ARG001
    """What a group or a row of a repeat cannot be without is said beside it."""
    for field in form.fields:
        if field.id not in answers:
            continue
        if field.kind is FieldKind.GROUP:
            yield from _missing(field, cast(Answered, answers[field.id]), answers, field.id)
        elif field.kind is FieldKind.REPEAT:
            for number, row in enumerate(cast(Sequence[Answered], answers[field.id])):
                yield from _missing(field, row, answers, f"{field.id}.{number}")


def _missing(field: Field, row: Answered, answers: Answered, path: str) -> Iterator[Problem]:
    for child in field.fields:
        if child.need is Need.FINALISE and child.id not in row and is_asked(child, {**answers, **row}):
            yield Problem(f"{path}.{child.id}", ProblemCode.REQUIRED)


# Form -> (later, earlier) of the times that follow each other.
IN_ORDER: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "session": (
        ("ended_at", "started_at"),
        ("next_session", "started_at"),
        ("supervisor_on", "started_at"),
        ("agreement.review_on", "started_at"),
    ),
    "referral": (
        ("sent_at", "consent_on"),
        ("reached_at", "sent_at"),
        ("appointment", "sent_at"),
        ("recalled_at", "sent_at"),
    ),
    "safety_plan": (("reviewed_on", "made_on"),),
    "follow_up": (("next", "done_at"),),
}


def _times_follow_each_other(form: Form, answers: Answered, known: Surroundings) -> Iterator[Problem]:  # noqa: ARG001
    for later, earlier in IN_ORDER.get(form.id, ()):
        last, first = look_up(answers, later), look_up(answers, earlier)
        if last and first and _is_before(str(last), str(first)):
            yield Problem(later, ProblemCode.BEFORE_OTHER, facts=(("other", earlier),))


HAPPENED: Final = frozenset({"started_at", "sent_at", "made_on", "done_at", "kept_on", "asked_at", "closed_on"})


def _nothing_happened_before_she_came(form: Form, answers: Answered, known: Surroundings) -> Iterator[Problem]:  # noqa: ARG001
    began = known.case.intake_at
    for id in HAPPENED & answers.keys():
        told = str(answers[id])
        if began and _is_before(told, began):
            first = began if _is_moment(told) else day_of(began).isoformat()
            yield Problem(id, ProblemCode.TOO_EARLY, facts=(("day", first),))


def _is_before(told: str, other: str) -> bool:
    """Compare two moments to the second; as soon as one is a day, by the Indian day."""
    if _is_moment(told) and _is_moment(other):
        return told < other
    return _day(told) < _day(other)


def _is_moment(kept: str) -> bool:
    return kept.endswith("Z")


def _day(kept: str) -> str:
    return day_of(kept).isoformat() if _is_moment(kept) else kept


def _together_only_while_the_gate_is_open(form: Form, answers: Answered, known: Surroundings) -> Iterator[Problem]:
    """No joint session and no settlement while the gate is shut (Madanlal, Rajeev Dagar; domain notes 5.6).

    A danger sign told in this very record forbids a settlement too; that both sat together when it was told stays true.
    So does what an earlier revision told of the same hour: a gate that shut since keeps nobody from going on with it.
    """
    before = known.before or {}
    told = set(_seated(form, before)) if before.get(BEGAN) == answers.get(BEGAN) else set()
    told_before = {(path.split(".")[0], choice.code) for path, choice in told}
    for path, choice in _seated(form, answers):
        danger = SETTLED in choice.marks and has_mark(form.fields, answers, "star")
        new = (path.split(".")[0], choice.code) not in told_before
        if danger or (new and choice.marks & {JOINT, SETTLED} and not known.joint_allowed):
            yield Problem(path, ProblemCode.JOINT_CLOSED)


def _seated(form: Form, answers: Answered) -> Iterator[tuple[str, Choice]]:
    """Yield the options chosen, with their paths, and those of each person who sat in: he makes it a joint session."""
    yield from ((field.id, choice) for field, choice in _chosen(form.fields, answers))
    for field in form.fields:
        if field.id == PRESENT:
            for number, row in enumerate(cast(Sequence[Answered], answers.get(PRESENT, ()))):
                for child, choice in _chosen(field.fields, row):
                    yield f"{PRESENT}.{number}.{child.id}", choice


def _chosen(fields: Sequence[Field], answers: Answered) -> Iterator[tuple[Field, Choice]]:
    """Yield the options chosen in the one and many fields of one level."""
    for field in fields:
        if field.kind in (FieldKind.ONE, FieldKind.MANY) and field.id in answers:
            value = answers[field.id]
            codes = [value] if isinstance(value, str) else cast(Sequence[str], value)
            yield from ((field, choice) for choice in field.choices if choice.code in codes)


# ---- of one form


def _who_did_not_come_was_called(form: Form, answers: Answered, known: Surroundings) -> Iterator[Problem]:  # noqa: ARG001
    if answers.get("held") == "no" and "called_not_come" not in answers:
        yield Problem("called_not_come", ProblemCode.REQUIRED)


# Mark of a decided risk -> how long after the session the next look may be; immediate: until the next day is over.
_LOOK_WITHIN: Final = {"hours_48": timedelta(hours=48), "days_7": timedelta(days=7), "days_30": timedelta(days=30)}


def _next_look_is_in_time(form: Form, answers: Answered, known: Surroundings) -> Iterator[Problem]:  # noqa: ARG001
    """With a risk of days the date is kept and told about; with one of hours it is refused (fields D1 7.6)."""
    after, planned = answers.get("ended_at") or answers.get("started_at"), answers.get("next_session")
    risk = next((choice for field, choice in _chosen(form.fields, answers) if field.id == "risk_after"), None)
    if not after or not planned or not risk:
        return
    next_day = (day_of(str(after)) + timedelta(days=1)).isoformat()
    latest = end_of_day(next_day) if "same_day" in risk.marks else None
    for mark in risk.marks & _LOOK_WITHIN.keys():
        latest = write_moment(parse_moment(str(after)) + _LOOK_WITHIN[mark])
    if latest and str(planned) > latest:
        weight = Weight.REFUSE if risk.marks & {"same_day", "hours_48"} else Weight.NOTICE
        yield Problem("next_session", ProblemCode.LOOK_SOONER, weight, (("day", latest),))


def _sent_only_with_her_consent(form: Form, answers: Answered, known: Surroundings) -> Iterator[Problem]:
    """Where the ground is a recorded consent it must stand now. After a withdrawal it is recalled, or it was over."""
    row, status = answers.get("consent_row"), [form.field("status")]
    if not row or not has_mark(status, answers, "sent") or consents(known.case).get(str(row)) == "yes":
        return
    if not (has_mark(status, answers, "closed") and str(row) in withdrawn(known.case)):
        yield Problem("consent_row", ProblemCode.CONSENT_NOT_GIVEN)


def _plan_says_something(form: Form, answers: Answered, known: Surroundings) -> Iterator[Problem]:  # noqa: ARG001
    told = [field for field in form.fields if field.level.value == "identity" and field.id in answers]
    if not told:
        yield Problem("danger_times", ProblemCode.REQUIRED)


def _a_child_does_not_consent_alone(form: Form, answers: Answered, known: Surroundings) -> Iterator[Problem]:
    if not known.child or answers.get("consent_by") != "herself":
        return
    given = cast(Mapping[str, str], answers.get("consent_matrix", {}))
    for row in form.field("consent_matrix").rows:
        if "adult_only" in row.marks and given.get(row.code) == "yes":
            yield Problem(f"consent_matrix.{row.code}", ProblemCode.ADULT_ONLY)


def _three_tries_before_no_contact(form: Form, answers: Answered, known: Surroundings) -> Iterator[Problem]:  # noqa: ARG001
    """Tries on one day count once: three calls within an hour are one try."""
    if not has_mark([form.field("reason")], answers, "three_tries"):
        return
    rows = cast(Sequence[Answered], answers.get("tries", ()))
    days = len({day_of(str(row["at"])) for row in rows if "at" in row})
    if rows and days < TRIES_NEEDED:
        yield Problem("tries", ProblemCode.TOO_FEW, facts=(("count", days), ("limit", TRIES_NEEDED)))


def open_promises(case: Case) -> tuple[CaseRevision, ...]:
    """Return the promises neither kept nor told to be beyond keeping."""
    return tuple(one for one in case.of(PROMISE) if not one.answers.keys() & {"kept_on", "not_kept_why"})


def open_referrals(case: Case) -> tuple[CaseRevision, ...]:
    """Return the referrals that still wait for something: only those keep a next check."""
    return tuple(one for one in case.of(REFERRAL) if "next_check" in one.answers)


def _what_is_open_has_its_reason(form: Form, answers: Answered, known: Surroundings) -> Iterator[Problem]:  # noqa: ARG001
    wanted = known.open_clocks + len(open_promises(known.case)) + len(open_referrals(known.case))
    given = len(cast(Sequence[object], answers.get("open_reasons", ())))
    if given < wanted:
        yield Problem("open_reasons", ProblemCode.TOO_FEW, facts=(("count", given), ("limit", wanted)))


def _every_open_sign_is_named(form: Form, answers: Answered, known: Surroundings) -> Iterator[Problem]:
    """A sign that stands open in the case cannot be left out; naming it asks for the explanation."""
    field = form.field("signs_open")
    named = cast(Sequence[str], answers.get(field.id, ()))
    offered = {choice.code for choice in field.choices}
    if named and (offered & set(known.open_signs)) - set(named):
        yield Problem(field.id, ProblemCode.SIGN_LEFT_OUT)


def _a_plan_was_looked_at(form: Form, answers: Answered, known: Surroundings) -> Iterator[Problem]:
    field = form.field("safety_plan_last_seen")
    if known.case.newest(PLAN) and field.id not in answers and is_asked(field, answers):
        yield Problem(field.id, ProblemCode.REQUIRED)


OF_ALL: Final[Sequence[Rule]] = (
    _rows_are_whole,
    _times_follow_each_other,
    _nothing_happened_before_she_came,
    _together_only_while_the_gate_is_open,
)
OF_FORM: Final[Mapping[str, Sequence[Rule]]] = {
    "session": (_who_did_not_come_was_called, _next_look_is_in_time),
    "referral": (_sent_only_with_her_consent,),
    "safety_plan": (_plan_says_something,),
    "consent": (_a_child_does_not_consent_alone,),
    "closure": (
        _three_tries_before_no_contact,
        _every_open_sign_is_named,
        _what_is_open_has_its_reason,
        _a_plan_was_looked_at,
    ),
}
