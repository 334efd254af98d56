"""The form's model: judged by the rules of the domain as it is written, nothing typed is lost."""

from collections.abc import Mapping

import pytest
from form_room import PEOPLE, WHOLE
from pytestqt.qtbot import QtBot

from station_desk.desk.ports import intake_form
from station_desk.domain.answers import Around
from station_desk.domain.judging import judge
from station_desk.errors import Problem, ProblemCode
from station_desk.ui.form_model import FormModel, first_page
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("qapp")

FORM = intake_form()
AROUND = Around(NOON.date(), "SAS", frozenset(person.code for person in PEOPLE))


def model_of(raw: Mapping[str, object] | None = None) -> FormModel:
    """A model with these answers typed."""
    return FormModel(FORM, lambda: AROUND, raw)


def codes(model: FormModel, id: str, rest: str = "") -> list[ProblemCode]:
    """What is said beside a field."""
    return [problem.code for problem in model.problems(id).get(rest, ())]


def test_a_draft_comes_back_as_it_was_typed() -> None:
    """Typed text, half-typed dates, reasons and what no rule accepts are kept letter for letter."""
    raw = {
        "name": " सुनीता ",
        "dob": "31.2.26",
        "respondents": [{}, {"name": "राम"}],
        "reasons": {"from_date": "यही बताया"},
    }
    model = model_of(raw)
    assert model.raw == raw
    model.set("own_words", "  दो  शब्द ", {}, settled=False)
    assert model.raw == {**raw, "own_words": "  दो  शब्द "}


def test_a_choice_is_judged_at_once_and_typing_after_a_pause(qtbot: QtBot) -> None:
    """Nobody is told in the midst of a word that it is wrong; what was wrong goes away soon after it is right."""
    model = model_of()
    with qtbot.waitSignal(model.judged, timeout=50):
        model.set("safe_now", "no", {}, settled=True)
    model.set("dob", "31.09", {}, settled=False)
    assert codes(model, "dob") == []
    with qtbot.waitSignal(model.judged):
        pass
    assert codes(model, "dob") == [ProblemCode.NOT_A_DATE]
    model.set("dob", "30.09.1999", {}, settled=False)
    with qtbot.waitSignal(model.judged):
        pass
    assert codes(model, "dob") == []


def test_leaving_a_field_judges_what_is_waiting() -> None:
    """The mistake is named when the keyboard leaves, not a pause later."""
    model = model_of()
    model.set("age_years", "चौबीस", {}, settled=False)
    model.settle()
    assert codes(model, "age_years") == [ProblemCode.NOT_A_NUMBER]


def test_it_says_what_saving_would_say() -> None:
    """The model has no rule of its own: its problems are those of the domain, field by field."""
    raw = {**WHOLE, "safe_phone": "12", "gist_for_register": "पुष्पा को पीटा", "received_by": "p1", "left_at": "10:00"}
    expected = judge(FORM, raw, AROUND).refusals
    assert {problem.code for problem in expected} == {
        ProblemCode.NOT_A_PHONE,
        ProblemCode.NAMES_HER,
        ProblemCode.BEFORE_OTHER,
    }
    assert model_of(raw).refusals == expected


def test_questions_come_and_go_with_the_answers() -> None:
    """A field is asked when its condition holds, seen from the other answers; its own answer is kept meanwhile."""
    model = model_of({"safe_now": "no", "safe_now_steps": ["sho_told"]})
    assert model.is_asked("safe_now_steps")
    model.set("safe_now", "yes", {}, settled=True)
    assert not model.is_asked("safe_now_steps")
    assert "safe_now_steps" not in model.cleaned.answers
    model.set("safe_now", "no", {}, settled=True)
    assert model.cleaned.answers["safe_now_steps"] == ["sho_told"]


def test_what_is_wanted_comes_before_what_may_wait() -> None:
    """In each part the short list stands first; where one of two answers will do, one is asked for."""
    model = model_of({"entry_mode": "live"})
    person = next(section for section in FORM.sections if section.id == "person")
    left = model.still_to_ask(person)
    assert left[:3] == ["name", "age_years", "village"]
    assert [model.wants(id) for id in left] == [True] * 3 + [False] * (len(left) - 3)
    model.set("name_withheld", "yes", {}, settled=True)
    assert "name" not in model.still_to_ask(person)


def test_refusing_marks_everything_at_once() -> None:
    """After finalising was refused every missing answer is marked, and the mark goes with the answer."""
    model = model_of({"received_by": "p1"})
    assert codes(model, "channel") == []
    model.refuse([Problem("channel", ProblemCode.REQUIRED)], insist=True)
    assert [problem.path for problem in model.refusals] == [
        "arrived_at", "channel", "visit_kind", "name", "age_years", "village", "matter_heads", "route",
        "gist_for_register",
    ]  # fmt: skip
    model.set("channel", "walk_in", {}, settled=True)
    assert codes(model, "channel") == []
    assert codes(model, "route") == [ProblemCode.REQUIRED]


def test_what_only_the_office_knew_is_shown_until_it_is_changed() -> None:
    """A refusal the page could not foresee stands beside its field until somebody answers anew."""
    model = model_of({"channel": "walk_in"})
    model.refuse([Problem("channel", ProblemCode.NOT_A_CHOICE)], insist=False)
    assert codes(model, "channel") == [ProblemCode.NOT_A_CHOICE]
    model.set("channel", "post", {}, settled=True)
    assert codes(model, "channel") == []


def test_a_reason_makes_a_later_date_acceptable() -> None:
    """The warning is a refusal without a reason and a notice with one; the reason is kept by its path."""
    model = model_of()
    model.set("married_on", "29.12.2026", {}, settled=True)
    model.set("marital", "married", {}, settled=True)
    assert [problem.path for problem in model.refusals] == ["married_on"]
    model.set("married_on", "29.12.2026", {"": "यही बताया"}, settled=True)
    assert model.refusals == ()
    assert codes(model, "married_on") == [ProblemCode.FUTURE_DATE]
    assert model.raw["reasons"] == {"married_on": "यही बताया"}
    model.set("married_on", "29.12.2025", {}, settled=True)
    assert "reasons" not in model.raw


def test_a_problem_within_a_row_is_found_by_the_rest_of_its_path() -> None:
    """Rows keep their numbers even when one of them is blank."""
    model = model_of({"respondents": [{}, {"phone": "12"}], "children": [{"age": "सौ"}]})
    assert codes(model, "respondents", "1.phone") == [ProblemCode.NOT_A_PHONE]
    assert codes(model, "children", "0.age") == [ProblemCode.NOT_A_NUMBER]
    assert model.problems("respondents").keys() == {"1.phone"}


def test_the_gravest_problem_comes_first() -> None:
    """A note about a covered number does not hide what must be put right."""
    text = "आधार 9999 4105 7058 " + "अ" * 120
    model = model_of({"gist_for_register": text})
    assert codes(model, "gist_for_register") == [ProblemCode.TOO_LONG, ProblemCode.AADHAAR_MASKED]


def test_the_first_page_is_the_first_ten_minutes() -> None:
    """Four parts come before the token."""
    assert [section.id for section in first_page(FORM)] == ["first_minutes"]


def test_the_same_answer_again_changes_nothing(qtbot: QtBot) -> None:
    """Showing a draft saves nothing."""
    model = model_of({"name": "सुनीता"})
    with qtbot.assertNotEmitted(model.changed):
        model.set("name", "सुनीता", {}, settled=True)
