"""The guidance file and what it says for each kind of matter."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from station_desk.desk.ports import intake_form
from station_desk.domain.answers import has_mark
from station_desk.domain.guidance import Guidance, PointKind, for_heads, parse_guidance
from station_desk.domain.law import LawError
from station_desk.domain.sensitivity import is_child

LAW = Path(__file__).parents[2] / "resources" / "law"
RAW: dict[str, Any] = tomllib.loads((LAW / "guidance.toml").read_text(encoding="utf-8"))
GUIDANCE: Guidance = parse_guidance(RAW)
FORM = intake_form()
HEADS = [choice.code for choice in FORM.field("matter_heads").choices]
DEVANAGARI = re.compile("[\u0900-\u097f]")
FILES = ("guidance", "gates", "actions", "helplines", "partners")


def _codes(heads: list[str], answers: Mapping[str, object] | None = None) -> set[str]:
    return {point.line.code for point in for_heads(GUIDANCE, heads, answers or {})}


def _texts(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if "hi" in value:
            yield value["hi"], value["en"]
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _lines(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "trace" in value:
            yield value
        for inner in value.values():
            yield from _lines(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _lines(inner)


def test_the_heads_are_those_of_the_intake() -> None:
    """No kind of matter is without guidance and none is misspelt."""
    assert set(GUIDANCE.heads) == set(HEADS)


@pytest.mark.parametrize("head", HEADS)
def test_every_head_has_guidance_of_all_three_kinds(head: str) -> None:
    """An adult of whom nothing else is known hears her choices, the duties and the limits; staff read the bars."""
    said = for_heads(GUIDANCE, [head], {})
    assert {point.kind for point in said} == set(PointKind)
    own = {code for code in GUIDANCE.heads[head] if GUIDANCE.points[code].when is None}
    assert own & {point.line.code for point in said}, "nothing of its own"


def test_a_point_is_said_once_and_in_the_order_of_kinds() -> None:
    """Two heads that share points do not repeat them; her choices come first and the bars for staff last."""
    both = for_heads(GUIDANCE, ["domestic_violence", "cruelty_dowry"], {})
    codes = [point.line.code for point in both]
    assert len(codes) == len(set(codes))
    assert [point.kind for point in both] == sorted((point.kind for point in both), key=list(PointKind).index)
    assert set(codes) == _codes(["domestic_violence"]) | _codes(["cruelty_dowry"])


@pytest.mark.parametrize(
    ("head", "codes"),
    [
        ("rape_attempt", "woman_officer_writes medical_24_hours medical_report_7 magistrate_statement no_compromise"),
        ("rape_attempt", "investigation_2_months treatment_free identity_hidden rape_statement_place"),
        ("domestic_violence", "pwdva_rights_told pwdva_report_copy pwdva_hearing osc_shelter"),
        ("cruelty_dowry", "cooling_period station_is_no_committee preliminary_enquiry"),
        ("dowry_death_threat", "seven_years_death no_compromise_grave"),
        ("acid_burn", "treatment_free relief_fund woman_officer_writes no_compromise_grave"),
        ("cyber_financial_fraud", "cyber_fraud_1930"),
        ("workplace", "workplace_times"),
        ("maintenance", "maintenance_interim"),
        ("forced_kin_threat_to_couple", "adult_not_handed_over"),
        ("elder", "call_14567"),
    ],
)
def test_what_a_matter_must_hear_is_there(head: str, codes: str) -> None:
    """Chosen by hand from the deadline table and the bars, for an adult woman."""
    assert set(codes.split()) <= _codes([head])


@pytest.mark.parametrize("head", HEADS)
def test_points_for_a_child_are_said_for_a_child_only(head: str) -> None:
    """POCSO and JJ Act points stand in no adult's guidance; an age not known yet does not bring them either."""
    child = {"child_in_need", "child_identity_jj", "pocso_24_hours", "pocso_forms", "missing_child_fir"}
    assert not _codes([head]) & child
    assert not _codes([head], {"minor": "adult", "age_years": 18}) & child
    assert {"child_in_need", "child_identity_jj"} <= _codes([head], {"age_years": 17})
    sexual = (
        "rape_attempt molestation harassment_in_public stalking voyeurism_image_abuse trafficking_sale child_marriage"
    )
    assert ("pocso_24_hours" in _codes([head], {"minor": "child_under_18"})) == (head in sexual.split())


def test_the_condition_for_a_child_is_the_rule_for_a_child() -> None:
    """The named condition and `is_child` agree on every option about her and on every age."""
    child = GUIDANCE.when["child"]
    tried = [{"age_years": years} for years in range(111)]
    tried += [{id: choice.code} for id in ("minor", "age_band", "gender") for choice in FORM.field(id).choices]
    for answers in tried:
        assert child.holds(answers) is is_child(FORM, answers), answers


def test_the_conditions_on_disability_and_caste_follow_the_marks() -> None:
    """No option that carries the mark was forgotten in the named condition."""
    for choice in FORM.field("support_need").choices:
        answers = {"support_need": [choice.code]}
        assert GUIDANCE.when["disability"].holds(answers) is has_mark(FORM.fields, answers, "disability")
    for choice in FORM.field("sections").choices:
        answers = {"sections": [choice.code]}
        assert GUIDANCE.when["sc_st"].holds(answers) is has_mark(FORM.fields, answers, "sc_st")


def test_no_matter_and_an_unknown_head_still_give_the_common_points() -> None:
    """A head of a newer form never leaves her without what holds for everybody."""
    common = {code for code in GUIDANCE.common if GUIDANCE.points[code].when is None}
    assert _codes([]) == _codes(["head_of_2030"]) == common


@pytest.mark.parametrize("name", FILES)
def test_both_languages_and_a_trace_stand_in_every_line(name: str) -> None:
    """Hindi is written in Devanagari, English is not; a line is called found only when its trace names a source."""
    raw = tomllib.loads((LAW / f"{name}.toml").read_text(encoding="utf-8"))
    lines = list(_lines(raw))
    assert len(lines) > 10
    for line in lines:
        assert not line["sourced"] or re.search(r"\[S\d+", line["trace"]), line["code"]
        assert line["sourced"] or re.search(r"\[[UD]\]|\] part|\[S\d+[a-z]?\]; ", line["trace"]), line["code"]
    plain = {"181", "112", "1090", "1098", "14567", "1076", "15100", "14416", "1930"}
    for hi, en in _texts(raw):
        assert DEVANAGARI.search(hi) or hi in plain, hi
        assert not DEVANAGARI.search(en), en


def _broken(change: str) -> dict[str, Any]:
    raw = deepcopy(RAW)
    point = raw["point"][0]
    match change:
        case "sourced without a source":
            point |= {"sourced": True, "trace": "2.3 row 1 [U]"}
        case "one language":
            del point["en"]
        case "unknown kind":
            point["kind"] = "advice"
        case "unknown condition":
            point["when"] = "somebody"
        case "unknown key":
            point["note"] = "x"
        case "unused point":
            raw["point"].append({**point, "code": "spare"})
        case "twice":
            raw["point"].append(dict(point))
        case "unknown reference":
            raw["head"]["elder"]["points"].append("nowhere")
        case "common repeated":
            raw["head"]["elder"]["points"].append(raw["common"][0])
        case "empty head":
            raw["head"]["elder"] = {}
        case "bad condition":
            raw["when"]["child"] = "minor is"
    return raw


@pytest.mark.parametrize(
    "change",
    [
        "sourced without a source",
        "one language",
        "unknown kind",
        "unknown condition",
        "unknown key",
        "unused point",
        "twice",
        "unknown reference",
        "common repeated",
        "empty head",
        "bad condition",
    ],
)
def test_a_wrong_declaration_is_refused(change: str) -> None:
    """A slip in the file is found when it is read, not when a woman is told something wrong."""
    with pytest.raises(LawError):
        parse_guidance(_broken(change))
