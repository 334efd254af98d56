"""An intake judged whole: each field, then the rules that look at several. Owns the named cross-field rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, cast

from station_desk.domain.answers import Answers, Around, Cleaned, clean, wanted
from station_desk.domain.calendar import day_of
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Field, FieldKind, Form
from station_desk.domain.sensitivity import age_band, age_band_codes, age_on, is_child, naming_problems
from station_desk.errors import Problem, ProblemCode

Rule = Callable[[Form, Answered], Iterator[Problem]]


def judge(form: Form, raw: Mapping[str, object], around: Around) -> Cleaned:
    """Clean the answers and apply every cross-field rule; all problems at once, in the order of the form."""
    cleaned = clean(form, raw, around)
    values = dict(cleaned.answers)
    counted = _counted_age(values)
    if counted is not None and counted >= 0:
        values.setdefault("age_years", counted)
    found = [problem for rule in RULES for problem in rule(form, values)]
    order = {field.id: place for place, field in enumerate(form.fields)}
    problems = sorted((*cleaned.problems, *found), key=lambda problem: order.get(problem.path.split(".")[0], -1))
    to_ask, missing = wanted(form, values)
    return replace(cleaned, answers=Answers(values), problems=tuple(problems), to_ask=to_ask, missing=missing)


def required(cleaned: Cleaned) -> tuple[Problem, ...]:
    """Return what blocks finalising: the refusals, and a problem for each answer of the short list that is missing."""
    return (*cleaned.refusals, *(Problem(path, ProblemCode.REQUIRED) for path in cleaned.missing))


def _leaves_after_arriving(form: Form, answers: Answered) -> Iterator[Problem]:  # noqa: ARG001
    arrived, left = answers.get("arrived_at"), answers.get("left_at")
    if arrived and left and str(left) < str(arrived):
        yield Problem("left_at", ProblemCode.BEFORE_OTHER, facts=(("other", "arrived_at"),))


def _counted_age(answers: Answered) -> int | None:
    born, arrived = answers.get("dob"), answers.get("arrived_at")
    return age_on(date.fromisoformat(str(born)), day_of(str(arrived))) if born and arrived else None


def _dates_follow_each_other(form: Form, answers: Answered) -> Iterator[Problem]:  # noqa: ARG001
    """No later date before an earlier one; a month or year is compared only as far as both tell."""
    arrived = answers.get("arrived_at")
    known = {**answers, "arrived_at": day_of(str(arrived)).isoformat() if arrived else None}
    for later, earlier in (("arrived_at", "dob"), ("married_on", "dob"), ("to_date", "from_date")):
        first, last = str(known.get(earlier) or ""), str(known.get(later) or "")
        shared = min(len(first), len(last))
        if last[:shared] < first[:shared]:
            wrong, other = (earlier, later) if later == "arrived_at" else (later, earlier)
            yield Problem(wrong, ProblemCode.BEFORE_OTHER, facts=(("other", other),))


def _arrival_is_of_this_centre(form: Form, answers: Answered) -> Iterator[Problem]:  # noqa: ARG001
    """The help desks the centres grew from began in October 2020: an earlier arrival is a slip (domain notes 1.1)."""
    arrived = answers.get("arrived_at")
    if arrived and day_of(str(arrived)) < FIRST_ARRIVAL:
        yield Problem("arrived_at", ProblemCode.TOO_EARLY, facts=(("day", FIRST_ARRIVAL.isoformat()),))


def _ages_agree(form: Form, answers: Answered) -> Iterator[Problem]:  # noqa: ARG001
    counted, age = _counted_age(answers), answers.get("age_years")
    if not isinstance(age, int):
        if counted is not None and "age_band" in answers and answers["age_band"] != age_band(counted):
            yield Problem("age_band", ProblemCode.AGE_DIFFERS, facts=(("counted", counted),))
        return
    if counted is not None and counted >= 0 and abs(counted - age) > 1:
        yield Problem("age_years", ProblemCode.AGE_DIFFERS, facts=(("counted", counted),))
    if answers.get("age_band") in set(age_band_codes()) - {age_band(age)}:
        yield Problem("age_band", ProblemCode.AGE_DIFFERS, facts=(("counted", age),))
    if answers.get("minor") == "adult" and age < 18:
        yield Problem("minor", ProblemCode.AGE_DIFFERS, facts=(("counted", age),))


def _withheld_means_no_name(form: Form, answers: Answered) -> Iterator[Problem]:  # noqa: ARG001
    if answers.get("name_withheld") == "yes" and "name" in answers:
        yield Problem("name_withheld", ProblemCode.NAME_OR_WITHHELD)


def _a_child_does_not_consent_alone(form: Form, answers: Answered) -> Iterator[Problem]:
    if not is_child(form, answers) or answers.get("consent_by") != "herself":
        return
    for field in form.fields:
        if field.kind is FieldKind.MATRIX and field.id in answers:
            yield from _adult_rows(field, cast(Mapping[str, str], answers[field.id]))


def _adult_rows(field: Field, given: Mapping[str, str]) -> Iterator[Problem]:
    for row in field.rows:
        if "adult_only" in row.marks and given.get(row.code) == "yes":
            yield Problem(f"{field.id}.{row.code}", ProblemCode.ADULT_ONLY)


def _free_text_does_not_name_her(form: Form, answers: Answered) -> Iterator[Problem]:
    yield from naming_problems(form, answers)


FIRST_ARRIVAL: Final = date(2020, 10, 1)
RULES: Final[Sequence[Rule]] = (
    _arrival_is_of_this_centre,
    _leaves_after_arriving,
    _dates_follow_each_other,
    _ages_agree,
    _withheld_means_no_name,
    _a_child_does_not_consent_alone,
    _free_text_does_not_name_her,
)
