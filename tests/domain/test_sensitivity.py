"""Levels, parts, coarsening and the restricted rule, on the declared form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_desk.desk.law import case_form
from station_desk.desk.ports import intake_form
from station_desk.domain.answers import walk
from station_desk.domain.case import said
from station_desk.domain.fields import Level
from station_desk.domain.log import Part
from station_desk.domain.sensitivity import (
    Confidentiality,
    age_band,
    coarsened,
    confidentiality,
    for_district,
    identity_of,
    join,
    name_may_leave,
    naming_paths,
    split,
)

FORM = intake_form()
WHOLE: dict[str, object] = {
    "arrived_at": "2026-10-06T03:42:00Z",
    "name": "फूलमती",
    "age_years": 67,
    "from_date": "2026-10-05",
    "own_words": "मेरे शब्द",
    "with_her": [{"who": "parent", "detail": "बड़ी बेटी", "she_agrees": "yes"}, {"who": "pradhan"}],
    "respondents": [{"relation": "husband", "name": "राकेश"}, {"relation": "brother_in_law"}],
    "children": [{"name": "गुड़िया", "age": 4}],
    "medical": {"offered_at": "2026-10-06T03:45:00Z", "hospital": "सीएचसी"},
    "consent_matrix": {"counselling": "yes"},
}


def test_parts_put_together_are_the_whole() -> None:
    """Nothing is lost or doubled by dividing answers by level, in rows and groups too."""
    assert join(list(split(FORM, WHOLE).values())) == WHOLE


def test_the_facts_part_holds_no_identity() -> None:
    """A row's facts stay, its name goes to the identity part."""
    parts = split(FORM, WHOLE)
    for level, part in ((Level.IDENTITY, Part.FACTS), (Level.FACTS, Part.IDENTITY)):
        assert not [path for path, field, _ in walk(FORM.fields, parts[part]) if field.level is level]
    assert parts[Part.FACTS]["respondents"] == [{"relation": "husband"}, {"relation": "brother_in_law"}]
    assert parts[Part.IDENTITY]["respondents"] == [{"name": "राकेश"}, {}]


def test_what_leaves_is_coarsened() -> None:
    """Age becomes a band, a date its month, children a number, and her words nothing."""
    told = for_district(FORM, WHOLE, said(WHOLE, ()))
    assert (told["age_years"], told["from_date"], told["children"]) == ("60_plus", "2026-10", 1)
    assert not {"name", "own_words", "village", "safe_phone"} & told.keys()


def test_only_answers_with_a_district_rule_leave() -> None:
    """Every leaf that leaves is declared to leave."""
    allowed = {field.id for field in FORM.fields if field.district or any(child.district for child in field.fields)}
    assert for_district(FORM, WHOLE, said(WHOLE, ())).keys() <= allowed


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Confidentiality.OPEN),
        ({"age_years": 17}, Confidentiality.RESTRICTED),
        ({"age_band": "16_17"}, Confidentiality.RESTRICTED),
        ({"minor": "looks_under_18_age_to_be_proved"}, Confidentiality.RESTRICTED),
        ({"matter_heads": ["quarrel_no_violence", "rape_attempt"]}, Confidentiality.RESTRICTED),
        ({"matter_heads": ["trafficking_sale"]}, Confidentiality.RESTRICTED),
        ({"sections": ["bns_64_1"]}, Confidentiality.RESTRICTED),
        ({"sections": ["bns_124_1"]}, Confidentiality.RESTRICTED),
        ({"sections": ["bns_74"]}, Confidentiality.OPEN),
        ({"other_sections": "पाक्सो नियम"}, Confidentiality.RESTRICTED),
        ({"respondents": [{"station_or_staff_link": "yes"}], "age_years": 9}, Confidentiality.SEALED),
    ],
)
def test_the_class_follows_from_the_answers(changed: dict[str, object], expected: Confidentiality) -> None:
    """BNS 64-71 and 124, POCSO, trafficking and any child are restricted; a tie to the staff seals."""
    assert confidentiality(FORM, {"age_years": 30, **changed}) is expected


@pytest.mark.parametrize(
    ("by", "age", "row", "may"),
    [
        ("herself", 30, "yes", True),
        ("herself", 30, "no", False),
        ("herself", 30, "not_now", False),
        ("herself", 17, "yes", False),
        ("guardian_child", 9, "yes", False),
        ("competent_person_bnss_184", 30, "yes", False),
    ],
)
def test_a_name_leaves_only_on_an_adults_own_yes(by: str, age: int, row: str, may: bool) -> None:
    """Nobody gives her name away for her."""
    answers = {"consent_by": by, "age_years": age, "consent_matrix": {"district_office_with_name": row}}
    assert name_may_leave(FORM, answers, said(answers, ())) is may


@given(st.integers(0, 110))
def test_every_age_falls_in_a_declared_band(years: int) -> None:
    """The bands of the district part are those of the form."""
    assert FORM.field("age_band").choice(age_band(years)) is not None


def test_a_repeat_told_only_by_its_number_has_nothing_to_be_read_in() -> None:
    """Who was called and did not come goes to the district as how many: that part is looked through like any other."""
    form = case_form("session")
    rows = [{"who": "in_laws", "how": "notice"}, {"who": "husband", "how": "notice"}]
    told = coarsened(form, {"held": "no", "called_not_come": rows})
    assert told["called_not_come"] == 2
    assert naming_paths(form, told, identity_of(intake_form(), {"name": "सरला"})) == []
