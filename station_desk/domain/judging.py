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
from station_desk.domain.sensitivity import age_on, is_child, naming_problems
from station_desk.errors import Problem, ProblemCode

Rule = Callable[[Form, Answered], Iterator[Problem]]


def judge(form: Form, raw: Mapping[str, object], around: Around) -> Cleaned:
    """Clean the answers and apply every cross-field rule; all problems at once, in the order of the form."""
    cleaned = clean(form, raw, around)
    values = dict(cleaned.answers)
    if "age_years" not in values and "dob" in values and "arrived_at" in values:
        values["age_years"] = age_on(date.fromisoformat(str(values["dob"])), day_of(str(values["arrived_at"])))
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


def _no_date_before_birth(form: Form, answers: Answered) -> Iterator[Problem]:  # noqa: ARG001
    born, married = answers.get("dob"), answers.get("married_on")
    if born and married and str(married) < str(born)[: len(str(married))]:
        yield Problem("married_on", ProblemCode.BEFORE_OTHER, facts=(("other", "dob"),))
    first, last = answers.get("from_date"), answers.get("to_date")
    if first and last and str(last)[: len(str(first))] < str(first)[: len(str(last))]:
        yield Problem("to_date", ProblemCode.BEFORE_OTHER, facts=(("other", "from_date"),))


def _age_agrees_with_birth(form: Form, answers: Answered) -> Iterator[Problem]:  # noqa: ARG001
    born, age, arrived = answers.get("dob"), answers.get("age_years"), answers.get("arrived_at")
    if isinstance(age, int) and born and arrived:
        counted = age_on(date.fromisoformat(str(born)), day_of(str(arrived)))
        if abs(counted - age) > 1:
            yield Problem("age_years", ProblemCode.AGE_DIFFERS, facts=(("counted", counted),))


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


RULES: Final[Sequence[Rule]] = (
    _leaves_after_arriving,
    _no_date_before_birth,
    _age_agrees_with_birth,
    _a_child_does_not_consent_alone,
    _free_text_does_not_name_her,
)
