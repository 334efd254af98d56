"""What is said of a refusal that no question on the page can show by itself. Owns those words; refuses nothing."""

from __future__ import annotations

from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Form, Level, Wording
from station_desk.errors import DeskError, Problem, ProblemCode
from station_desk.ui.kit import Kit


def note_too_long(form: Form, answers: Answered, error: DeskError) -> Problem:
    """Say at the longest sealed answer that all of them together are too long for one note."""
    sealed = [field.id for field in form.fields if field.level is Level.SEALED]
    longest = max(sealed, key=lambda id: len(str(answers.get(id, ""))))
    count = sum(len(str(answers[id])) for id in sealed if id in answers)
    facts = (("count", count), ("limit", error.facts.get("limit", 0)))
    return Problem(longest, ProblemCode.TOO_LONG, facts=facts)


def say_elsewhere(kit: Kit, form: Form, problem: Problem) -> None:
    """Say whole what is wrong with an answer that stands on no part that may be filled in now."""
    texts = kit.words.texts
    label = form.field(problem.path.partition(".")[0]).label
    says = Wording(texts.problem(problem, "hi"), texts.problem(problem, "en"))
    kit.notices.danger(kit.words.both("case_entry.refused_elsewhere", field=label, says=says))
