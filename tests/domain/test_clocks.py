"""Every clock of the table by hand: what starts it, what does not, from when, until when, what meets it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import pytest

from station_desk.domain.calendar import parse_moment, write_moment
from station_desk.domain.clocks import Clock, ClockAct, ClockState, board
from tests.domain.law_data import FORM, ROWS

ARRIVED: Final = "2026-10-06T04:30:00Z"
TOLD: Final = "2026-10-06T04:42:00Z"  # the information: 10:12 in India
FIR: Final = "2026-10-06T06:10:00Z"
SENT: Final = "2026-10-06T07:00:00Z"
BACK: Final = "2026-10-06T10:00:00Z"
ALLOWED: Final = "2026-10-08T12:10:00Z"
LINE: Final = "2026-10-07T05:00:00Z"  # a moment that a person wrote

DAY_OVER: Final = "2026-10-06T18:29:59Z"  # the last second of the Indian day of TOLD, FIR and SENT
TOLD_24H: Final = "2026-10-07T04:42:00Z"
TOLD_14D: Final = "2026-10-20T04:42:00Z"
FIR_90D: Final = "2027-01-04T06:10:00Z"
FIR_2M: Final = "2026-12-06T06:10:00Z"

BASE: Final[Mapping[str, Any]] = {
    "arrived_at": ARRIVED, "information_time": TOLD, "visit_kind": "first", "cognizable_view": "yes",
    "gender": "woman", "age_years": 30, "matter_heads": ["quarrel_no_violence"], "she_wants": "fir_now",
}  # fmt: skip
CHILD: Final[Mapping[str, Any]] = {"gender": "girl", "age_years": 9, "minor": "child_under_18"}
REGISTERED: Final[Mapping[str, Any]] = {"route": "fir", "fir_at": FIR}
NOT_REGISTERED: Final[Mapping[str, Any]] = {"route": "preliminary_enquiry", "fir_at": None}
RAPE: Final[Mapping[str, Any]] = {"matter_heads": ["rape_attempt"], "sections": ["bns_64_1"]}
NO_RAPE: Final[Mapping[str, Any]] = {"matter_heads": ["molestation"], "sections": ["bns_74"]}
POCSO: Final[Mapping[str, Any]] = {**CHILD, "matter_heads": ["molestation"], "sections": ["pocso_9_10"]}
# An adult, and a section that is not of that Act.
NO_POCSO: Final[Mapping[str, Any]] = {
    "gender": "woman", "age_years": 30, "minor": "adult", "sections": ["bns_74"],
}  # fmt: skip
DOMESTIC: Final[Mapping[str, Any]] = {"matter_heads": ["domestic_violence"]}


@dataclass(frozen=True)
class Case:
    """Answers that start a clock and a change of them that does not; when it starts, is due, and is last in time."""

    starting: Mapping[str, Any]
    but_not: Mapping[str, Any]
    start: str
    due: str | None
    last: str | None
    by_line: bool = False  # the start is written by a person


CASES: Final[Mapping[str, Case]] = {
    "zero_fir_written_and_read_over": Case({"route": "zero_fir"}, {"route": "fir"}, TOLD, TOLD, DAY_OVER),
    "e_fir_signed": Case(
        {"channel": "1930_cyber_portal"}, {"channel": "walk_in"}, TOLD, "2026-10-09T04:42:00Z", "2026-10-09T04:42:00Z"
    ),
    "woman_officer_records": Case({"sections": ["bns_78"]}, {"sections": ["bns_85"]}, TOLD, TOLD, DAY_OVER),
    "disabled_victim_home_interpreter_video": Case(
        {"sections": ["bns_74"], "support_need": ["hearing"]}, {"support_need": ["mental_distress"]}, TOLD, None, None
    ),
    "fir_copy_free": Case(REGISTERED, NOT_REGISTERED, FIR, FIR, DAY_OVER),
    "enquiry_permission_asked": Case(
        {"route": "preliminary_enquiry"}, {"route": "other_department"}, TOLD, TOLD_24H, TOLD_24H
    ),
    "preliminary_enquiry": Case(
        {"route": "preliminary_enquiry", "enquiry_permission": {"given_at": ALLOWED}},
        {"route": "other_department"},
        ALLOWED,
        "2026-10-22T12:10:00Z",
        "2026-10-22T12:10:00Z",
    ),
    "refusal_to_sp_by_post": Case({"route": "other_department"}, {"she_wants": "wants_time"}, TOLD, None, None),
    "ncr_fortnightly_diary": Case({"route": "ncr"}, {"route": "fir"}, TOLD, TOLD_14D, TOLD_14D),
    "report_to_magistrate": Case(REGISTERED, NOT_REGISTERED, FIR, FIR, DAY_OVER),
    "not_investigated_informant_told": Case(
        {"route": "no_action_with_reason_told"}, {"cognizable_view": "no"}, TOLD, TOLD, DAY_OVER
    ),
    "not_investigated_fortnightly_report": Case(
        {"route": "no_action_with_reason_told"}, {"cognizable_view": "no"}, TOLD, TOLD_14D, TOLD_14D
    ),
    "rape_victim_statement_place": Case({**REGISTERED, **RAPE}, NO_RAPE, FIR, None, None),
    "woman_officer_takes_statement": Case({**REGISTERED, "sections": ["bns_74"]}, POCSO, FIR, None, None),
    "magistrate_statement": Case({"sections": ["bns_74"]}, {"gender": "man"}, TOLD, None, None),
    "magistrate_statement_24h": Case(RAPE, NO_RAPE, TOLD, TOLD_24H, TOLD_24H),
    "medical_examination": Case(RAPE, NO_RAPE, TOLD, TOLD_24H, TOLD_24H),
    "medical_report": Case(
        {**RAPE, "medical": {"consent": "yes", "sent_at": SENT, "returned_at": BACK}},
        {"medical": {"consent": "no"}},
        BACK,
        "2026-10-13T10:00:00Z",
        "2026-10-13T10:00:00Z",
    ),
    "investigation_complete": Case({**REGISTERED, **RAPE}, {"sections": ["bns_69"]}, FIR, FIR_2M, FIR_2M),
    "progress_to_victim": Case(REGISTERED, NOT_REGISTERED, FIR, FIR_90D, FIR_90D),
    "police_report_action_told": Case(REGISTERED, {}, LINE, None, None, by_line=True),
    "unnatural_death_report": Case({"sections": ["bns_80"]}, {"sections": ["bns_85"]}, TOLD, TOLD_24H, TOLD_24H),
    "victim_compensation_enquiry": Case({}, {}, LINE, "2026-12-07T05:00:00Z", "2026-12-07T05:00:00Z", by_line=True),
    "hospital_free_treatment": Case(
        {**RAPE, "medical": {"sent_at": SENT}}, {"medical": {"offered_at": SENT}}, SENT, SENT, DAY_OVER
    ),
    "pocso_written_read_over": Case(POCSO, NO_POCSO, TOLD, TOLD, DAY_OVER),
    "pocso_cwc_and_special_court": Case(POCSO, NO_POCSO, TOLD, TOLD_24H, TOLD_24H),
    "pocso_child_care_and_protection": Case(
        {**POCSO, "needs_now": ["shelter"]}, {"needs_now": ["lawyer"]}, TOLD, TOLD_24H, TOLD_24H
    ),
    "pocso_child_before_cwc": Case(
        {**POCSO, "respondents": [{"relation": "neighbour"}, {"relation": "parent", "lives_with_her": "yes"}]},
        {"respondents": [{"relation": "neighbour", "lives_with_her": "no"}]},
        TOLD,
        TOLD_24H,
        TOLD_24H,
    ),
    "pocso_form_a_and_form_b": Case(POCSO, NO_POCSO, TOLD, TOLD_24H, TOLD_24H),
    "pocso_support_person_told": Case(
        {**POCSO, "child_steps": {"support_person": "नियुक्त"}},
        {"child_steps": {}},
        LINE,
        "2026-10-08T05:00:00Z",
        "2026-10-08T05:00:00Z",
        by_line=True,
    ),
    "child_statement_rules": Case(POCSO, NO_POCSO, TOLD, None, None),
    "child_medical": Case(POCSO, {"sections": ["pocso_11_12"]}, TOLD, TOLD, DAY_OVER),
    "child_in_need_before_cwc": Case(
        {**CHILD, "route": "cwc"}, {"route": "fir"}, ARRIVED, "2026-10-07T04:30:00Z", "2026-10-07T04:30:00Z"
    ),
    "lost_child_reported": Case({"sections": ["bns_93"]}, {"sections": ["bns_85"]}, TOLD, TOLD_24H, TOLD_24H),
    "missing_child_fir_at_once": Case({**CHILD, "matter_heads": ["elopement_missing"]}, NO_POCSO, TOLD, TOLD, DAY_OVER),
    "child_marriage_stop": Case(
        {**CHILD, "matter_heads": ["child_marriage"]}, {"matter_heads": ["workplace"]}, TOLD, None, None
    ),
    "dv_rights_told": Case(DOMESTIC, {"matter_heads": ["stalking"]}, TOLD, TOLD, DAY_OVER),
    "domestic_incident_report": Case(
        {**DOMESTIC, "consent_matrix": {"protection_officer_dpo": "yes"}},
        {"consent_matrix": {"protection_officer_dpo": "not_now"}},
        LINE,
        None,
        None,
        by_line=True,
    ),
    "workplace_complaint": Case(
        {"matter_heads": ["workplace"], "from_date": "2026-09-12", "to_date": "2026-09-30"},
        {"matter_heads": ["stalking"]},
        "2026-09-29T18:30:00Z",
        "2026-12-30T18:29:59Z",
        "2026-12-30T18:29:59Z",
    ),
    "sc_st_relief": Case(
        {**REGISTERED, "sections": ["sc_st_act_3"]},
        {"sections": ["bns_352"]},
        FIR,
        "2026-10-13T06:10:00Z",
        "2026-10-13T06:10:00Z",
    ),
    "sc_st_investigation": Case(
        {**REGISTERED, "sections": ["sc_st_act_3"]},
        {"sections": ["bns_352"]},
        FIR,
        "2026-12-05T06:10:00Z",
        "2026-12-05T06:10:00Z",
    ),
    "image_removal_by_platform": Case(
        {"matter_heads": ["voyeurism_image_abuse"], "portal_ref": "पावती"},
        {"portal_ref": None},
        LINE,
        "2026-10-08T05:00:00Z",
        "2026-10-08T05:00:00Z",
        by_line=True,
    ),
    "cyber_fraud_golden_hour": Case(
        {"matter_heads": ["cyber_financial_fraud"]}, {"matter_heads": ["stalking"]}, TOLD, TOLD, DAY_OVER
    ),
    "pregnancy_from_rape": Case({**RAPE, "pregnant": "yes"}, {"pregnant": "no"}, TOLD, None, None),
}
LATER: Final = "2030-01-01T00:00:00Z"
# What meets a clock by the intake alone; of every other clock a person writes that it was met.
MET_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "zero_fir_written_and_read_over": ("fir_at",),
    "fir_copy_free": ("copy_given_at",),
    "enquiry_permission_asked": ("enquiry_permission.asked_at",),
    "medical_examination": ("medical.sent_at",),
    "medical_report": ("medical.report_received_at",),
    "pocso_cwc_and_special_court": ("child_steps.cwc_told_at", "child_steps.special_court_told_at"),
    "pocso_child_before_cwc": ("child_steps.produced_before_cwc",),
    "child_medical": ("medical.sent_at",),
    "child_in_need_before_cwc": ("child_steps.produced_before_cwc",),
    "missing_child_fir_at_once": ("fir_at",),
    "dv_rights_told": ("rights_told_at",),
}


def _answers(*changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(BASE)
    for change in changes:
        merged |= change
    return {id: value for id, value in merged.items() if value is not None}


def _with(answers: Mapping[str, Any], path: str, value: str) -> dict[str, Any]:
    group, _, child = path.partition(".")
    return {**answers, group: {**answers.get(group, {}), child: value} if child else value}


def _after(moment: str, seconds: int = 1) -> str:
    return write_moment(parse_moment(moment) + timedelta(seconds=seconds))


def _find(
    id: str, answers: Mapping[str, Any], now: str, act: ClockAct | None = None, *, doubtful: bool = False
) -> Clock | None:
    acts = {id: act} if act else {}
    return next((one for one in board(ROWS, FORM, answers, acts, now, doubtful=doubtful) if one.row.id == id), None)


def _clock(id: str, now: str, act: ClockAct | None = None, **extra: Any) -> Clock:
    case = CASES[id]
    if case.by_line:
        act = ClockAct(case.start, act.met_at if act else "", act.reason if act else "")
    clock = _find(id, _answers(case.starting, extra), now, act)
    assert clock is not None
    return clock


def test_the_table_here_names_every_clock_of_the_board() -> None:
    """No clock is added without its case; what meets a clock by itself is said here a second time."""
    assert [row.id for row in ROWS] == list(CASES)
    assert {row.id: row.done_by for row in ROWS if row.done_by} == MET_BY


@pytest.mark.parametrize("id", CASES)
def test_a_clock_starts_with_its_trigger_and_not_without(id: str) -> None:
    """One changed answer, and the clock is not there; a clock started by a person is not there before the line."""
    case = CASES[id]
    row = next(row for row in ROWS if row.id == id)
    assert _find(id, _answers(case.starting, case.but_not), LATER) is None
    if row.when is None:
        assert _find(id, _answers(case.starting), LATER) is None
    else:
        assert _find(id, _answers(case.starting), LATER) is not None


@pytest.mark.parametrize("id", CASES)
def test_a_clock_is_due_up_to_its_limit_and_late_a_second_after(id: str) -> None:
    """Start, due moment and last moment by hand; without a figure in the law it is never late by itself."""
    case = CASES[id]
    clock = _clock(id, case.last or LATER)
    assert (clock.starts_at, clock.due_at, clock.last_at) == (case.start, case.due, case.last)
    assert clock.state is ClockState.DUE
    if case.last:
        late = _clock(id, _after(case.last))
        assert (late.state, late.wants_reason, late.open) == (ClockState.LATE, True, True)
        told = _clock(id, _after(case.last), ClockAct(reason="विवेचक अवकाश पर"))
        assert (told.state, told.wants_reason, told.open) == (ClockState.LATE_EXPLAINED, False, True)


@pytest.mark.parametrize("id", [id for id, case in CASES.items() if case.last])
def test_nothing_closes_by_itself(id: str) -> None:
    """Years later it is still late; a reason explains and does not close; met, it keeps both moments and the reason."""
    case = CASES[id]
    assert case.due and case.last
    assert {_clock(id, now).state for now in (case.start, _after(case.last, -1))} == {ClockState.DUE}
    for now in (LATER, "2126-10-06T00:00:00Z"):
        late = _clock(id, now)
        assert (late.state, late.open, late.wants_reason, late.met_at) == (ClockState.LATE, True, True, None)
        told = _clock(id, now, ClockAct(reason="विवेचक अवकाश पर"))
        assert (told.state, told.open, told.met_at) == (ClockState.LATE_EXPLAINED, True, None)
    met_at = _after(case.last)
    met = _clock(id, LATER, ClockAct(met_at=met_at, reason="विवेचक अवकाश पर"))
    assert (met.state, met.due_at, met.met_at) == (ClockState.MET_LATE, case.due, met_at)
    assert (met.reason, met.wants_reason, met.open) == ("विवेचक अवकाश पर", False, False)


@pytest.mark.parametrize("id", MET_BY)
def test_the_time_in_the_intake_meets_a_clock_and_says_whether_it_was_late(id: str) -> None:
    """All the times are needed; the latest counts; met late stays met late, with both moments and without a reason."""
    last = CASES[id].last
    assert last
    answers = _answers(CASES[id].starting)
    for path in MET_BY[id]:
        clock = _find(id, answers, last)
        assert clock and clock.state is ClockState.DUE and path in clock.missing
        answers = _with(answers, path, last)
    met = _find(id, answers, LATER)
    assert met and (met.state, met.met_at, met.missing) == (ClockState.MET, last, ())
    late = _find(id, _with(answers, MET_BY[id][0], _after(last)), LATER)
    assert late and (late.state, late.met_at, late.due_at) == (ClockState.MET_LATE, _after(last), CASES[id].due)
    assert late.wants_reason and not late.open


@pytest.mark.parametrize("id", [id for id in CASES if id not in MET_BY])
def test_a_clock_without_such_a_field_is_met_by_a_person_only(id: str) -> None:
    """However much of the intake is filled it stays open, until somebody writes the moment."""
    case = CASES[id]
    filled: dict[str, Any] = {"copy_given_at": SENT, "rights_told_at": SENT, "left_at": SENT, "sho_seen_at": SENT}
    assert _clock(id, LATER, **filled).open
    met = _clock(id, LATER, ClockAct(met_at=case.last or LINE))
    assert (met.state, met.met_at) == (ClockState.MET, case.last or LINE)
    if case.last:
        late = _clock(id, LATER, ClockAct(met_at=_after(case.last)))
        assert (late.state, late.wants_reason) == (ClockState.MET_LATE, True)


def test_a_second_visit_starts_no_old_clock_again() -> None:
    """A child who comes again after her CWC was told gets no new 24 hours; one who is found again does."""
    again = {"visit_kind": "same_matter_again", "route": "cwc"}
    found = {clock.row.id for clock in board(ROWS, FORM, _answers(POCSO, again), {}, TOLD, doubtful=False)}
    assert found == {"child_in_need_before_cwc", "refusal_to_sp_by_post"}
    worse = {"visit_kind": "same_matter_worse"}
    assert _find("pocso_cwc_and_special_court", _answers(POCSO, worse), TOLD)


def test_an_fir_written_on_a_later_visit_starts_its_clocks() -> None:
    """She came first without wanting an FIR and wants it now: the copy, the Magistrate, the officer count from now."""
    later = _answers(RAPE, {"visit_kind": "same_matter_again", "route": "fir"})
    assert _find("fir_copy_free", later, TOLD) is None
    for id in ("fir_copy_free", "progress_to_victim", "woman_officer_records", "medical_examination"):
        assert _find(id, {**later, "fir_at": FIR}, FIR), id


def test_an_fir_without_its_time_waits_and_is_not_lost() -> None:
    """The clock stands on the board without a start, and is not late however long that lasts."""
    waiting = _find("progress_to_victim", _answers({"route": "fir"}), LATER)
    assert waiting and (waiting.state, waiting.starts_at, waiting.due_at) == (ClockState.WAITING, None, None)
    assert waiting.open and not waiting.wants_reason


def test_the_start_is_the_information_then_the_fir_then_her_arrival() -> None:
    """Hours are counted from the recorded time of the information; without it from the next best moment."""
    for answers, start in (
        ({"fir_at": FIR}, TOLD),
        ({"information_time": None, "fir_at": FIR}, FIR),
        ({"information_time": None}, ARRIVED),
    ):
        clock = _find("magistrate_statement_24h", _answers(RAPE, {"route": "fir"}, answers), TOLD)
        assert clock and clock.starts_at == start


def test_a_month_or_a_refused_date_starts_no_clock() -> None:
    """The three months of a workplace complaint are not counted from a guessed day."""
    workplace: dict[str, Any] = {"matter_heads": ["workplace"]}
    for told in ({}, {"from_date": "2026-09"}, {"from_date": "2026"}):
        clock = _find("workplace_complaint", _answers(workplace, told), LATER)
        assert clock and (clock.state, clock.due_at) == (ClockState.WAITING, None)


@pytest.mark.parametrize(
    ("recorded", "due"),
    [
        ("2026-12-31T06:00:00Z", "2027-02-28T06:00:00Z"),  # no 31st, not a leap year
        ("2027-12-31T06:00:00Z", "2028-02-29T06:00:00Z"),
        ("2026-06-30T20:00:00Z", "2026-08-31T20:00:00Z"),  # 1 July to 1 September in India
        ("2026-11-15T06:00:00Z", "2027-01-15T06:00:00Z"),
    ],
)
def test_two_months_are_counted_on_the_indian_calendar(recorded: str, due: str) -> None:
    """A day that ends the month in UTC may begin the next one in India; a shorter month gives its last day."""
    clock = _find("investigation_complete", _answers(RAPE, {"route": "fir", "fir_at": recorded}), recorded)
    assert clock and clock.due_at == due


def test_at_once_just_before_midnight_is_late_when_the_indian_day_is_over() -> None:
    """The choice made where the law gives no figure: the Indian day of the start, however short it still is."""
    night = _answers(DOMESTIC, {"information_time": "2026-10-06T18:20:00Z"})  # 23:50 in India
    before, after = (_find("dv_rights_told", night, now) for now in ("2026-10-06T18:29:59Z", "2026-10-06T18:30:00Z"))
    assert before and before.state is ClockState.DUE
    assert after and after.state is ClockState.LATE


@pytest.mark.parametrize(("id", "given"), [("medical_examination", RAPE), ("child_medical", POCSO)])
def test_without_her_consent_the_medical_clock_is_held(id: str, given: Mapping[str, Any]) -> None:
    """Neither a refusal nor "not now" turns red: nobody is pressed. Sent after all, it is met and shows how late."""
    for consent in ("no", "not_now"):
        held = _find(id, _answers(given, {"medical": {"consent": consent, "offered_at": SENT}}), LATER)
        assert held and (held.state, held.wants_reason, held.open) == (ClockState.HELD, False, True)
    asked = _find(id, _answers(given, {"medical": {"offered_at": SENT}}), LATER)
    assert asked and asked.state is ClockState.LATE
    sent = _find(id, _answers(given, {"medical": {"consent": "yes", "sent_at": "2026-10-08T04:00:00Z"}}), LATER)
    assert sent and sent.state is ClockState.MET_LATE


def test_a_child_act_typed_as_text_starts_the_same_clocks() -> None:
    """Police write "पॉक्सो 5/6" into the free sections: the CWC's 24 hours run all the same."""
    typed = _answers({"matter_heads": ["elopement_missing"], "other_sections": "पॉक्सो 5L/6"})
    plain = _answers({"matter_heads": ["elopement_missing"], "other_sections": "बीएनएस 61"})
    assert _find("pocso_cwc_and_special_court", typed, TOLD)
    assert not _find("pocso_cwc_and_special_court", plain, TOLD)


def test_the_clocks_of_an_offence_do_not_wait_for_the_sections() -> None:
    """Hours run from the information; sections are often written later. Once they stand, they decide."""
    girl = _answers(CHILD, {"matter_heads": ["molestation"]})
    for id in ("pocso_cwc_and_special_court", "pocso_form_a_and_form_b", "woman_officer_records"):
        assert _find(id, girl, TOLD), id
    woman = _answers({"matter_heads": ["stalking"]})
    assert _find("woman_officer_records", woman, TOLD)
    assert not _find("woman_officer_records", {**woman, "sections": ["bns_352"]}, TOLD)


@pytest.mark.parametrize(
    "head", "rape_attempt molestation harassment_in_public stalking voyeurism_image_abuse workplace acid_burn".split()
)
def test_an_act_of_bns_74_to_79_calls_for_a_woman_officer_before_its_section_is_written(head: str) -> None:
    """The proviso to 173(1) and 183(6)(a) name 64-71, 74-79 and 124; stare, gesture and workplace are among them."""
    woman = _answers({"matter_heads": [head]})
    for id in ("woman_officer_records", "magistrate_statement"):
        assert _find(id, woman, TOLD), id
        assert not _find(id, {**woman, "gender": "man"}, TOLD), id


@pytest.mark.parametrize(
    ("told", "starts"),
    [
        ({"matter_heads": ["rape_attempt"]}, True),
        ({"matter_heads": ["molestation"]}, True),
        ({"violence_group": "sexual_contact_with_penetration"}, True),
        ({"violence_group": "other_sexual_contact"}, True),
        ({"sections": ["pocso_11_12"], "medical": {"offered_at": SENT}}, True),
        ({"matter_heads": ["voyeurism_image_abuse"]}, False),
        ({"matter_heads": ["rape_attempt"], "age_years": 30, "minor": "adult", "gender": "man"}, False),
    ],
)
def test_a_boy_has_his_medical_clock_before_the_sections_are_written(told: Mapping[str, Any], starts: bool) -> None:
    """BNSS 184 speaks of a woman, POCSO 27 of any child and without an FIR; a look or a picture calls for no doctor."""
    boy = _answers(CHILD, {"gender": "boy"}, told)
    assert bool(_find("child_medical", boy, TOLD)) is starts
    assert not _find("medical_examination", boy, TOLD)


@pytest.mark.parametrize("section", ["bns_124_1", "bns_69", "bns_74", "bns_143_2", "pocso_11_12"])
def test_the_two_months_belong_to_the_offences_that_193_names(section: str) -> None:
    """Acid, false promise, trafficking and POCSO 12 are grave and are not in 193(2); with rape beside them it runs."""
    other = _answers(REGISTERED, {"sections": [section]})
    assert not _find("investigation_complete", other, FIR)
    assert _find("investigation_complete", {**other, "sections": [section, "bns_64_1"]}, FIR)


def test_a_planned_time_does_not_meet_a_clock() -> None:
    """A moment that still lies ahead is a plan, whether typed into the intake or written as a line."""
    answers = _answers(RAPE, {"medical": {"consent": "yes", "sent_at": SENT}})
    before = _find("medical_examination", answers, TOLD)
    assert before and (before.state, before.met_at) == (ClockState.DUE, None)
    line = _find("magistrate_statement_24h", _answers(RAPE), TOLD, ClockAct(met_at=SENT))
    assert line and line.state is ClockState.DUE


def test_a_clock_that_a_person_wrote_about_never_vanishes() -> None:
    """A corrected section no longer starts it; what was written about it stays to be read."""
    corrected = _answers(RAPE, NO_RAPE)
    kept = _find("medical_examination", corrected, LATER, ClockAct(met_at=SENT))
    assert kept and (kept.state, kept.met_at) == (ClockState.MET, SENT)
    assert kept.starts_at == TOLD


def test_a_line_of_a_person_counts_before_the_field() -> None:
    """Whoever writes a start or a met moment says more than the intake, and signs it."""
    answers = _answers(RAPE, {"medical": {"consent": "yes", "sent_at": SENT}})
    clock = _find("medical_examination", answers, LATER, ClockAct(started_at=ARRIVED, met_at=BACK))
    assert clock and (clock.starts_at, clock.met_at) == (ARRIVED, BACK)


def test_a_doubtful_clock_is_told_on_every_row() -> None:
    """The machine's clock was in doubt when the matter was written: each row says so, and counts on."""
    for doubtful in (True, False):
        found = board(ROWS, FORM, _answers(RAPE), {}, TOLD, doubtful=doubtful)
        assert found and {clock.doubtful for clock in found} == {doubtful}
