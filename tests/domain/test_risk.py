"""What danger signs call for at once, the least risk to offer, and when a risk is looked at again."""

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from station_desk.desk.ports import intake_form
from station_desk.domain.calendar import day_of
from station_desk.domain.fields import Field, FieldKind
from station_desk.domain.law import LawError
from station_desk.domain.partners import parse_helplines
from station_desk.domain.risk import actions_now, least_risk, open_signs, parse_risk, review_due

LAW = Path(__file__).parents[2] / "resources" / "law"
RAW: dict[str, Any] = tomllib.loads((LAW / "actions.toml").read_text(encoding="utf-8"))
RULES = parse_risk(RAW)
FORM = intake_form()
STARRED = [choice.code for choice in FORM.field("danger_signs").choices if "star" in choice.marks]
PLAIN = [choice.code for choice in FORM.field("danger_signs").choices if "star" not in choice.marks]


def _called(answers: Mapping[str, object]) -> dict[str, bool | None]:
    return {action.line.code: action.done for action in actions_now(RULES, FORM, answers)}


def _field(path: str) -> Field:
    first, _, rest = path.partition(".")
    field = FORM.field(first)
    return next(child for child in field.fields if child.id == rest) if rest else field


@pytest.mark.parametrize("sign", STARRED)
def test_every_starred_sign_calls_for_the_list(sign: str) -> None:
    """One serious sign is enough: SHO, separate room, FIR question, shelter or escort, safety plan, a date (5.3)."""
    wanted = {"tell_sho", "separate_room", "fir_question", "shelter_or_escort", "safety_plan", "look_again_in_48_hours"}
    assert wanted <= _called({"danger_signs": [sign]}).keys()


@pytest.mark.parametrize("sign", PLAIN)
def test_a_sign_without_star_and_nothing_known_call_for_nothing(sign: str) -> None:
    """The list comes only when it is needed, else nobody reads it."""
    assert _called({"danger_signs": [sign]}) == _called({}) == _called({"self_harm": "not_asked"}) == {}


@pytest.mark.parametrize(
    ("said", "hospital", "sho"), [("thoughts", False, False), ("plan", True, True), ("attempt", True, True)]
)
def test_thoughts_of_dying_are_not_left_alone(said: str, hospital: bool, sho: bool) -> None:
    """Stay, remove the means, call somebody; with a plan or attempt also hospital and SHO (5.4)."""
    called = _called({"self_harm": said})
    assert {"not_left_alone", "means_removed", "call_relative_108_tele_manas"} <= called.keys()
    assert ("hospital_plan_or_attempt" in called, "tell_sho" in called) == (hospital, sho)


def test_each_starred_or_marked_option_of_the_first_page_has_an_action() -> None:
    """No option that the lists mark as urgent was left without an action."""
    for id, mark in (("self_harm", "star"), ("injured_or_unwell", "doctor_now"), ("minor", "child")):
        for choice in FORM.field(id).choices:
            if mark in choice.marks:
                assert _called({id: choice.code}), choice.code
            elif choice.code in ("no", "adult", "not_asked"):
                assert not _called({id: choice.code}), choice.code


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"injured_or_unwell": "consumed_poison_burn"}, "doctor_first"),
        ({"injured_or_unwell": "yes_can_wait"}, "fir_first_when_injured"),
        ({"danger_signs": ["forced_sex"]}, "medical_with_consent"),
        ({"danger_signs": ["kin_threatening_the_couple"]}, "couple_not_handed_over"),
        ({"danger_signs": ["respondent_ignored_an_order"]}, "order_broken"),
        ({"danger_signs": ["child_hurt_or_threatened"]}, "child_at_risk"),
        ({"age_years": 17}, "cwc_and_special_court"),
        ({"age_band": "16_17"}, "never_at_station_at_night"),
        ({"visit_kind": "same_matter_worse"}, "safety_plan"),
        ({"safe_now": "no"}, "tell_sho"),
    ],
)
def test_single_answers_call_for_what_they_must(answers: Mapping[str, object], code: str) -> None:
    """By hand: what one answer alone brings up."""
    assert code in _called(answers)


def test_a_child_of_hers_in_danger_is_not_a_child_before_us() -> None:
    """Her own child's danger does not bring the steps for a victim under eighteen."""
    assert "cwc_and_special_court" not in _called({"danger_signs": ["child_hurt_or_threatened"], "age_years": 30})


def test_what_was_done_is_shown_as_done() -> None:
    """An action stands until the answer that shows it, and stays in the list then; the plan has no such answer."""
    before = {"danger_signs": ["threat_to_kill"], "actions_done": ["hospital"]}
    after = {**before, "actions_done": ["sho_told", "escort"], "privacy_given": "yes"}
    called = _called(before)
    assert (called["tell_sho"], called["separate_room"], called["safety_plan"]) == (False, False, None)
    called = _called(after)
    assert (called["tell_sho"], called["separate_room"], called["shelter_or_escort"]) == (True, True, True)
    refused = {"danger_signs": ["forced_sex"], "medical": {"consent": "no"}}
    assert _called(refused)["medical_with_consent"] is True
    assert _called({"danger_signs": ["forced_sex"], "medical": {"consent": "yes"}})["medical_with_consent"] is False


def test_what_shows_an_action_done_exists_in_the_intake() -> None:
    """A misspelt field or code would leave an action undone for ever."""
    for row in RULES.actions:
        for by in row.done_by:
            field = _field(by.field)
            assert bool(by.codes) == (field.kind in (FieldKind.ONE, FieldKind.MANY)), row.line.code
            assert all(field.choice(code) for code in by.codes), row.line.code


def test_the_helplines_of_an_action_are_known_and_come_with_it() -> None:
    """A number is shown with the act it is for; a misspelt code would show none."""
    known = {
        row.line.code for row in parse_helplines(tomllib.loads((LAW / "helplines.toml").read_text(encoding="utf-8")))
    }
    named = [code for row in RULES.actions for code in row.helplines]
    assert named and set(named) <= known
    acts = {act.line.code: act.helplines for act in actions_now(RULES, FORM, {"self_harm": "thoughts"})}
    assert acts["call_relative_108_tele_manas"] == ("tele_manas", "h108")
    assert acts["means_removed"] == ()


def test_what_calls_for_a_row_exists_in_the_intake() -> None:
    """Fields, marks and paths of every row are known to the form."""
    for row in (*RULES.actions, *RULES.least):
        fields = [FORM.field(id) for id in row.call.fields] or FORM.fields
        marks = {mark for field in fields for choice in field.choices for mark in choice.marks}
        assert set(row.call.marks) <= marks, row.line.code
        assert all(_field(path) for path in (row.call.when.paths if row.call.when else ())), row.line.code
    steps = {choice.code for choice in FORM.field("risk_decided").choices}
    assert {row.risk for row in RULES.least} <= steps


@pytest.mark.parametrize(
    ("answers", "least"),
    [
        ({}, None),
        ({"self_harm": "not_asked"}, None),
        ({"danger_signs": ["none"]}, "low"),
        ({"danger_signs": ["follows_or_watches"]}, "low"),
        ({"danger_signs": ["violence_growing"]}, "high"),
        ({"danger_signs": ["violence_growing", "threat_to_kill", "forced_sex", "she_fears_for_life"]}, "high"),
        ({"danger_signs": ["none"], "visit_kind": "same_matter_again"}, "low"),
        ({"danger_signs": ["none"], "visit_kind": "same_matter_worse"}, "high"),
        ({"visit_kind": "same_matter_worse"}, "high"),
        ({"danger_signs": ["none"], "self_harm": "thoughts"}, "low"),
        ({"danger_signs": ["none"], "self_harm": "plan"}, "immediate"),
        ({"danger_signs": ["threat_to_kill"], "safe_now": "no"}, "immediate"),
    ],
)
def test_the_least_risk_is_raised_by_a_sign_and_never_added_up(
    answers: Mapping[str, object], least: str | None
) -> None:
    """Four starred signs raise it no higher than one; while nobody asked, nothing can be said."""
    assert least_risk(RULES, FORM, answers) == least


@pytest.mark.parametrize("sign", STARRED)
def test_every_starred_sign_raises_the_least_risk(sign: str) -> None:
    """Low and medium are not offered beside a serious sign."""
    assert least_risk(RULES, FORM, {"danger_signs": [sign]}) == "high"


@pytest.mark.parametrize(
    ("risk", "decided", "due"),
    [
        ("immediate", "2026-11-23T05:00:00Z", "2026-11-23T18:29:59Z"),
        ("immediate", "2026-11-23T18:29:59Z", "2026-11-23T18:29:59Z"),  # 23:59:59 in India
        ("immediate", "2026-11-23T18:30:00Z", "2026-11-24T18:29:59Z"),  # midnight: a new Indian day
        ("high", "2026-11-23T18:30:00Z", "2026-11-25T18:30:00Z"),
        ("medium", "2026-12-28T10:00:00Z", "2027-01-04T10:00:00Z"),
        ("low", "2028-02-01T10:00:00Z", "2028-03-02T10:00:00Z"),  # over a 29th of February
    ],
)
def test_a_risk_is_looked_at_again_in_time(risk: str, decided: str, due: str) -> None:
    """Same Indian day, 48 hours, 7 days, 30 days from the decision."""
    assert review_due(FORM, risk, decided) == due
    assert risk != "immediate" or day_of(due) == day_of(decided)


def test_every_step_of_the_risk_list_has_its_time() -> None:
    """A step without a mark for its time would be never looked at again; an unknown step is refused."""
    dues = [review_due(FORM, choice.code, "2026-11-23T05:00:00Z") for choice in FORM.field("risk_decided").choices]
    assert dues == sorted(dues, reverse=True) and len(set(dues)) == 4
    with pytest.raises(KeyError):
        review_due(FORM, "grave", "2026-11-23T05:00:00Z")


def test_a_sign_stays_open_until_somebody_explains_it() -> None:
    """That a later asking did not bring it up again does not close it; a sign first told later opens."""
    intake = {"danger_signs": ["threat_to_kill", "heavy_drink_drugs"], "self_harm": "plan"}
    assert open_signs(FORM, intake) == ("threat_to_kill", "plan")
    assert open_signs(FORM, intake, [{"danger_signs": ["none"], "self_harm": "no"}]) == ("threat_to_kill", "plan")
    assert open_signs(FORM, intake, explained=["threat_to_kill"]) == ("plan",)
    assert open_signs(FORM, {}, [{"danger_signs": ["forced_sex"]}]) == ("forced_sex",)
    assert open_signs(FORM, {}, [{"self_harm_check": "attempt"}]) == ("attempt",)
    assert open_signs(FORM, {"danger_signs": ["none"], "self_harm": "thoughts"}) == ()


@pytest.mark.parametrize("change", [{"when": "x ="}, {"marks": [], "when": None}, {"code": ""}, {"risk": "high"}])
def test_a_wrong_action_is_refused(change: dict[str, object]) -> None:
    """A row that nothing calls for, or with a key of another table, is a mistake of the file."""
    raw = deepcopy(RAW)
    row = raw["action"][0] | change
    raw["action"][0] = {key: value for key, value in row.items() if value is not None}
    with pytest.raises(LawError):
        parse_risk(raw)
