"""The two gates: both sides together, and a call to her."""

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from station_desk.desk.ports import intake_form
from station_desk.domain.answers import Around, clean
from station_desk.domain.calendar import write_moment
from station_desk.domain.gates import CallGate, WhyNot, joint_allowed, may_call, parse_gates
from station_desk.domain.law import LawError
from station_desk.rehearsal.day import answers as day_answers
from station_desk.rehearsal.day import read_day

LAW = Path(__file__).parents[2] / "resources" / "law"
RAW: dict[str, Any] = tomllib.loads((LAW / "gates.toml").read_text(encoding="utf-8"))
RULES = parse_gates(RAW)
FORM = intake_form()
SESSION = "2026-11-23T09:00:00Z"
# An adult's quarrel, no danger, not cognizable, her rights told before: the gate is open.
OPEN: dict[str, object] = {
    "minor": "adult",
    "age_years": 30,
    "matter_heads": ["quarrel_no_violence"],
    "danger_signs": ["none"],
    "self_harm": "no",
    "cognizable_view": "no",
    "rights_told": ["fir_free_copy", "lawyer_free"],
    "rights_told_at": "2026-11-23T08:00:00Z",
}
# Written by hand from the notes (5.6) and 2.2: what a joint session is never possible with.
RESTRICTED_HEADS = "rape_attempt dowry_death_threat acid_burn trafficking_sale child_marriage".split()
RESTRICTED_SECTIONS = (
    "bns_64_1 bns_64_2 bns_65_1 bns_65_2 bns_66 bns_67 bns_68 bns_69 bns_70_1 bns_70_2 bns_71 bns_80 bns_103 bns_109"
    " bns_124_1 bns_124_2 bns_143_2 bns_144_1 bns_144_2 pocso_3_4 pocso_5_6 pocso_7_8 pocso_9_10 pocso_11_12"
    " pocso_13_14 pocso_15 pocso_17 ipc_376 ipc_376d ipc_304b ipc_302 ipc_307 ipc_326a ipc_326b ipc_370 ipc_370a"
).split()


def _reasons(at: str = SESSION, **answers: object) -> tuple[str, ...]:
    told = {id: value for id, value in {**OPEN, **answers}.items() if value is not None}
    gate = joint_allowed(RULES, FORM, told, at)
    assert gate.open is (not gate.reasons)
    assert bool(gate.alternatives) is bool(gate.reasons)
    return gate.reasons


def test_a_quarrel_between_adults_may_be_talked_over_together() -> None:
    """The gate is no wall against everything: the plain matter passes."""
    assert _reasons() == ()
    assert _reasons(matter_heads=["cruelty_dowry"], cognizable_view="yes", fir_at="2026-11-23T08:30:00Z") == ()


@pytest.mark.parametrize("head", RESTRICTED_HEADS)
def test_every_restricted_head_closes_the_gate(head: str) -> None:
    """Also beside another head, and although everything else would allow it."""
    assert _reasons(matter_heads=[head]) == ("restricted_matter",)
    assert _reasons(matter_heads=["quarrel_no_violence", head]) == ("restricted_matter",)


def test_no_other_head_closes_it_by_itself() -> None:
    """The list of heads above is whole: what closes is what was written by hand, no more and no less."""
    heads = [choice.code for choice in FORM.field("matter_heads").choices]
    assert {head for head in heads if _reasons(matter_heads=[head])} == set(RESTRICTED_HEADS)


@pytest.mark.parametrize("section", RESTRICTED_SECTIONS)
def test_every_restricted_section_closes_the_gate(section: str) -> None:
    """BNS 64-71, 80, 103, 109, 124, 143, 144, POCSO, and the old sections they replaced."""
    assert _reasons(sections=[section]) == ("restricted_matter",)


@pytest.mark.parametrize("section", ["bns_85", "bns_115_2", "bns_74", "bns_351_2", "dp_act_3_4"])
def test_other_sections_leave_it_open(section: str) -> None:
    """The bar is not wider than its source."""
    assert _reasons(sections=[section]) == ()


@pytest.mark.parametrize(
    "answers",
    [
        {"violence_group": "sexual_contact_with_penetration"},
        {"weapon_or_means": ["acid"]},
        {"other_sections": "पॉक्सो 8"},
        {"other_sections": "POCSO s.10"},
    ],
)
def test_what_says_so_elsewhere_closes_it_too(answers: Mapping[str, object]) -> None:
    """The class of violence, acid, and POCSO typed by hand."""
    assert _reasons(**answers) == ("restricted_matter",)


def test_a_tie_to_the_staff_neither_opens_nor_closes() -> None:
    """A sealed matter that is a rape stays barred; one about a quarrel is not barred by the seal."""
    tied = [{"relation": "husband", "station_or_staff_link": "yes"}]
    assert _reasons(respondents=tied) == ()
    assert _reasons(respondents=tied, weapon_or_means=["acid"]) == ("restricted_matter",)
    assert _reasons(respondents=tied, other_sections="पॉक्सो 8") == ("restricted_matter",)


@pytest.mark.parametrize(
    "answers",
    [
        {"minor": "child_under_18"},
        {"minor": "looks_under_18_age_to_be_proved"},
        {"age_years": 17},
        {"age_band": "16_17", "age_years": None},
        {"gender": "girl"},
        {"gender": "boy"},
    ],
)
def test_a_child_closes_it(answers: Mapping[str, object]) -> None:
    """One answer that says under eighteen is enough, whatever the others say."""
    reasons = _reasons(**answers)
    assert "child" in reasons
    assert "restricted_matter" in reasons


def test_eighteen_is_an_adult_and_an_unknown_age_closes() -> None:
    """The edge of the age, and an age that nobody asked."""
    assert _reasons(age_years=18) == ()
    assert _reasons(minor=None, age_years=None) == ("age_not_known",)
    assert _reasons(minor=None, age_years=None, age_band="35_49") == ()


@pytest.mark.parametrize("choice", FORM.field("danger_signs").choices, ids=lambda choice: choice.code)
def test_an_open_starred_sign_closes_it(choice: Any) -> None:
    """Exactly the starred ones; explained with a reason they no longer do."""
    answers = {**OPEN, "danger_signs": [choice.code]}
    starred = "star" in choice.marks
    assert joint_allowed(RULES, FORM, answers, SESSION).reasons == (("danger_open",) if starred else ())
    assert joint_allowed(RULES, FORM, answers, SESSION, explained=[choice.code]).open


def test_danger_told_later_closes_and_danger_not_asked_is_no_answer() -> None:
    """A sign first told in a session counts; silence at the intake closes until somebody asks."""
    assert joint_allowed(RULES, FORM, OPEN, SESSION, [{"danger_signs": ["forced_sex"]}]).reasons == ("danger_open",)
    assert joint_allowed(RULES, FORM, OPEN, SESSION, [{"self_harm_check": "plan"}]).reasons == ("danger_open",)
    assert _reasons(self_harm="attempt") == ("danger_open",)
    assert _reasons(danger_signs=None) == ("danger_not_asked",)
    silent = {id: value for id, value in OPEN.items() if id != "danger_signs"}
    assert joint_allowed(RULES, FORM, silent, SESSION, [{"danger_signs": ["none"]}]).open


@pytest.mark.parametrize(
    "answers",
    [
        {"rights_told": None},
        {"rights_told": ["lawyer_free"]},
        {"rights_told_at": None},
        {"rights_told_at": "2026-11-23T09:00:01Z"},
    ],
)
def test_the_fir_choice_is_told_before_the_session(answers: Mapping[str, object]) -> None:
    """Not told, told without the FIR, without its time, or after the session began: also when held not cognizable."""
    assert _reasons(**answers, matter_heads=["domestic_violence"]) == ("fir_choice_not_told",)
    assert _reasons(**answers, cognizable_view=None) == ("fir_choice_not_told", "cognizable_not_decided")
    assert _reasons(**answers, cognizable_view="yes") == ("fir_choice_not_told", "fir_first")


@pytest.mark.parametrize("head", [choice.code for choice in FORM.field("matter_heads").choices])
def test_only_where_no_head_names_an_offence_there_is_no_fir_to_choose(head: str) -> None:
    """Not cognizable, and about a quarrel, money or information: by hand; with any other head she is told first."""
    plain = "property_stridhan_inheritance maintenance desertion quarrel_no_violence information".split()
    assert ("fir_choice_not_told" in _reasons(rights_told=None, matter_heads=[head])) == (head not in plain)
    assert "fir_choice_not_told" in _reasons(rights_told=None, matter_heads=["information", "stalking"])


def test_an_fir_before_the_session_says_that_she_chose() -> None:
    """Registered here, or earlier elsewhere; not one that came after the session."""
    told = {"rights_told": None, "cognizable_view": "yes", "matter_heads": ["cruelty_dowry"]}
    assert _reasons(**told, fir_at="2026-11-23T08:30:00Z") == _reasons(**told, fir_no_before="12/26") == ()
    assert _reasons(**told, fir_at="2026-11-23T10:30:00Z") == ("fir_choice_not_told", "fir_first")


def test_told_as_the_session_begins_is_told_before() -> None:
    """The edge of the moment; a zero FIR is an FIR choice too."""
    assert _reasons(rights_told_at=SESSION, matter_heads=["domestic_violence"]) == ()
    assert _reasons(rights_told=["zero_fir"], matter_heads=["domestic_violence"]) == ()


@pytest.mark.parametrize(
    ("answers", "reasons"),
    [
        ({"cognizable_view": "yes"}, ("fir_first",)),
        ({"cognizable_view": "yes", "fir_at": "2026-11-23T09:00:00Z"}, ()),
        ({"cognizable_view": "yes", "fir_at": "2026-11-23T09:00:01Z"}, ("fir_first",)),
        ({"cognizable_view": "yes", "fir_no_before": "12/26"}, ()),
        ({"cognizable_view": "doubt_sho_asked"}, ("cognizable_not_decided",)),
        ({"cognizable_view": None}, ("cognizable_not_decided",)),
    ],
)
def test_with_a_cognizable_offence_the_fir_comes_first(answers: Mapping[str, object], reasons: tuple[str, ...]) -> None:
    """Counselling neither delays nor replaces the FIR; a doubt is not a no."""
    assert _reasons(**answers) == reasons


def test_nothing_known_is_shut_with_every_reason_told() -> None:
    """An empty intake is as shut as can be, and says what to do about each."""
    gate = joint_allowed(RULES, FORM, {}, SESSION)
    wanted = ("age_not_known", "danger_not_asked", "fir_choice_not_told", "cognizable_not_decided")
    assert gate.reasons == wanted
    assert {"support_only", "ask_danger", "tell_fir_choice", "tell_sho"} == set(gate.alternatives)


def test_reasons_and_alternatives_stand_once_in_the_order_of_the_file() -> None:
    """All reasons at once, no alternative twice."""
    reasons = _reasons(matter_heads=["rape_attempt"], age_years=15, danger_signs=["forced_sex"], cognizable_view="yes")
    assert reasons == ("restricted_matter", "child", "danger_open", "fir_first")
    assert {reason.line.code for reason in RULES.reasons if reason.lasting} == {"restricted_matter", "child"}


def test_conditions_of_the_reasons_exist_in_the_intake() -> None:
    """A misspelt path would hold a gate open."""
    for reason in RULES.reasons:
        for path in reason.call.when.paths if reason.call.when else ():
            assert FORM.field(path)


@pytest.mark.parametrize("table", ["reason", "call"])
def test_a_reason_without_words_is_refused(table: str) -> None:
    """Whatever the rules can answer has a sentence."""
    raw = deepcopy(RAW)
    raw[table] = [row for row in raw[table] if row["code"] not in ("danger_open", "outside_hours")]
    with pytest.raises(LawError):
        parse_gates(raw)


def test_the_gate_answers_as_the_recorded_day_expects() -> None:
    """The sessions of the day file that say allowed or closed, from the intakes before them."""
    day = read_day((LAW.parent / "demo" / "day-at-the-station.json").read_bytes())
    people = {person["id"]: person["id"] for person in day.staff}
    tokens = {entry["n"]: f"MSK/SAS/2026/{entry['n']:04d}" for entry in day.entries}
    judged = [session for session in day.sessions if session["gate_result"] in ("allowed", "closed")]
    assert {session["gate_result"] for session in judged} == {"allowed", "closed"}
    for session in judged:
        entry = next(entry for entry in day.entries if entry["n"] == session["entry"])
        around = Around(date(2026, 10, 6), "SAS", frozenset(people))
        told = clean(FORM, day_answers(FORM, day, entry, people, tokens), around).answers
        at = write_moment(datetime.fromisoformat(session["start"]))
        gate = joint_allowed(RULES, FORM, told, at)
        assert gate.open is (session["gate_result"] == "allowed"), session["no"]
        assert ("child" in gate.reasons) is any("child" in reason for reason in session.get("gate_reasons", ()))


# ---- a call to her

CALL: dict[str, object] = {
    "may_contact": "yes",
    "safe_phone_owner": "neighbour",
    "safe_phone": "9000000001",
    "safe_time": ["10_11", "11_12", "15_16"],
    "safe_day": ["monday", "thursday"],
    "may_call": "yes",
    "may_message": "no",
    "say_who_is_calling": "सिलाई वाली",
    "never_contact_via": "देवर",
}


def _ist(day: int, clock: str) -> str:
    """Return a kept moment for an Indian clock time in November 2026 (the 23rd is a Monday)."""
    hour, minute, second = (int(part) for part in clock.split(":"))
    total = day * 1440 + hour * 60 + minute - 330
    return f"2026-11-{total // 1440:02d}T{total % 1440 // 60:02d}:{total % 60:02d}:{second:02d}Z"


def _call(moment: str, **answers: object) -> CallGate:
    told = {id: value for id, value in {**CALL, **answers}.items() if value is not None}
    return may_call(FORM, told, moment)


@pytest.mark.parametrize(
    ("moment", "next_at"),
    [
        (_ist(23, "10:00:00"), None),
        (_ist(23, "10:59:59"), None),
        (_ist(23, "11:00:00"), None),
        (_ist(23, "11:59:59"), None),
        (_ist(23, "09:59:59"), _ist(23, "10:00:00")),
        (_ist(23, "12:00:00"), _ist(23, "15:00:00")),
        (_ist(23, "16:00:00"), _ist(26, "10:00:00")),
        (_ist(23, "23:59:59"), _ist(26, "10:00:00")),
        (_ist(22, "23:59:59"), _ist(23, "10:00:00")),
        (_ist(23, "00:00:00"), _ist(23, "10:00:00")),
        (_ist(24, "10:30:00"), _ist(26, "10:00:00")),
        (_ist(26, "15:59:59"), None),
    ],
)
def test_she_is_called_in_her_safe_hours_only(moment: str, next_at: str | None) -> None:
    """Edges of the hours, of midnight and of the week; outside them the next safe moment is told."""
    gate = _call(moment)
    assert (gate.allowed, gate.next_at) == (next_at is None, next_at)
    assert gate.why_not is (WhyNot.OUTSIDE_HOURS if next_at else None)
    assert bool(gate.number) is gate.allowed
    assert next_at is None or _call(next_at).allowed


def test_one_day_a_week_comes_round() -> None:
    """After the last hour of the only day the next one is a week later."""
    assert _call(_ist(23, "16:00:00"), safe_day=["monday"]).next_at == _ist(30, "10:00:00")
    assert _call(_ist(23, "10:30:00"), safe_day=["monday"], safe_time=["09_10"]).next_at == _ist(30, "09:00:00")


def test_any_time_and_any_day_are_what_she_said() -> None:
    """With both, every moment is safe, also at midnight; with any time the day still counts."""
    for clock in ("00:00:00", "12:00:00", "23:59:59"):
        assert _call(_ist(24, clock), safe_time=["any_time"], safe_day=["any_day"]).allowed
    gate = _call(_ist(24, "12:00:00"), safe_time=["any_time"])
    assert (gate.allowed, gate.next_at) == (False, _ist(26, "00:00:00"))
    assert _call(_ist(24, "10:00:00"), safe_day=["any_day"]).allowed


@pytest.mark.parametrize(
    "hour", [choice.code for choice in FORM.field("safe_time").choices if "none" not in choice.marks]
)
def test_every_hour_of_the_list_is_read(hour: str) -> None:
    """No hour of the list is one the gate does not understand."""
    start = f"{hour[:2]}:00:00"
    gate = _call(_ist(24, "05:59:59"), safe_time=[hour], safe_day=["any_day"])
    assert gate.next_at == _ist(24, start)
    assert _call(_ist(24, start), safe_time=[hour], safe_day=["any_day"]).allowed


@pytest.mark.parametrize(
    ("day", "code"), list(enumerate("monday tuesday wednesday thursday friday saturday sunday".split(), 23))
)
def test_every_day_of_the_list_is_its_day(day: int, code: str) -> None:
    """The 23rd of November 2026 is a Monday."""
    assert _call(_ist(day, "10:00:00"), safe_day=[code]).allowed
    assert not _call(_ist(day + 1, "10:00:00"), safe_day=[code]).allowed


@pytest.mark.parametrize(
    ("answers", "why_not"),
    [
        ({"may_contact": None}, WhyNot.NOT_ASKED),
        ({"may_contact": "no"}, WhyNot.SHE_SAID_NO),
        ({"may_contact": "not_now"}, WhyNot.NOT_NOW),
        ({"safe_phone_owner": "none", "safe_phone": None}, WhyNot.NO_SAFE_PHONE),
        ({"safe_phone_owner": "none"}, WhyNot.NO_SAFE_PHONE),
        ({"safe_phone": None}, WhyNot.NO_NUMBER),
        ({"may_call": "no"}, WhyNot.NO_CALLS),
        ({"may_call": None}, WhyNot.NOT_ASKED),
        ({"safe_time": None}, WhyNot.HOURS_NOT_ASKED),
        ({"safe_day": None}, WhyNot.HOURS_NOT_ASKED),
    ],
)
def test_what_was_not_asked_or_refused_is_no_permission(answers: Mapping[str, object], why_not: WhyNot) -> None:
    """In the middle of a safe hour each of these alone forbids the call, and no number is handed out."""
    gate = _call(_ist(23, "10:30:00"), **answers)
    assert (gate.allowed, gate.why_not, gate.next_at, gate.number) == (False, why_not, None, "")
    assert gate.never_via == "देवर"


def test_the_caller_is_told_how() -> None:
    """Number, whose it is, what to say, whom never to go through, the hours and days in words, no message."""
    gate = _call(_ist(23, "10:30:00"), safe_contact="सुबह खेत से लौटकर")
    assert (gate.number, gate.caller_name, gate.never_via) == ("9000000001", "सिलाई वाली", "देवर")
    assert gate.owner is not None and gate.owner.en == "Neighbour's"
    assert [hours.en for hours in gate.safe_hours] == ["10–11", "11–12", "15–16"]
    assert [day.en for day in gate.safe_days] == ["Monday", "Thursday"]
    assert (gate.may_message, gate.her_words) == (False, "सुबह खेत से लौटकर")
    assert _call(_ist(23, "10:30:00"), may_message="yes").may_message
    assert _call(_ist(23, "10:30:00"), may_message=None, say_who_is_calling=None).caller_name == ""


def test_the_gate_shows_no_answer_in_its_repr() -> None:
    """It may end in a note of a crash."""
    shown = repr(_call(_ist(23, "10:30:00")))
    assert "9000000001" not in shown and "सिलाई" not in shown and "देवर" not in shown
