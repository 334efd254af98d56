"""The table of clocks as declared: against the deadline table of the law by hand, its words, and what is refused."""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import pytest

from station_desk.domain.clocks import LimitKind, parse_clocks
from station_desk.domain.fields import Field, FieldKind
from station_desk.domain.forms import FormError
from tests.domain.law_data import FORM, RAW, ROWS

# The deadline table of the law notes, copied by hand: row, section, and whether a text of it was read.
BY_HAND: Final[Mapping[str, tuple[int, str, bool]]] = {
    "zero_fir_written_and_read_over": (1, "BNSS 173(1)", True),
    "e_fir_signed": (2, "BNSS 173(1)(ii)", True),
    "woman_officer_records": (3, "BNSS 173(1) proviso", True),
    "disabled_victim_home_interpreter_video": (4, "BNSS 173(1) second proviso", True),
    "fir_copy_free": (5, "BNSS 173(2)", True),
    "enquiry_permission_asked": (6, "BNSS 173(3)", True),
    "preliminary_enquiry": (6, "BNSS 173(3)", True),
    "refusal_to_sp_by_post": (7, "BNSS 173(4)", True),
    "ncr_fortnightly_diary": (8, "BNSS 174(1)", True),
    "report_to_magistrate": (9, "BNSS 176(1)", True),
    "not_investigated_informant_told": (10, "BNSS 176(2)", True),
    "not_investigated_fortnightly_report": (10, "BNSS 176(2)", True),
    "rape_victim_statement_place": (11, "BNSS 176(1) proviso", True),
    "woman_officer_takes_statement": (14, "BNSS 180(3)", True),
    "magistrate_statement": (15, "BNSS 183(6)(a)", True),
    "magistrate_statement_24h": (16, "Karnataka v. Shivanna (2014)", False),
    "medical_examination": (17, "BNSS 184(1)", True),
    "medical_report": (18, "BNSS 184(6)", True),
    "investigation_complete": (23, "BNSS 193(2)", True),
    "progress_to_victim": (24, "BNSS 193(3)(ii)", True),
    "police_report_action_told": (25, "BNSS 193(3)(iii)", True),
    "unnatural_death_report": (27, "BNSS 194", True),
    "victim_compensation_enquiry": (29, "BNSS 396(4)-(6)", True),
    "hospital_free_treatment": (30, "BNSS 397", True),
    "pocso_written_read_over": (36, "POCSO 19(2)-(4)", True),
    "pocso_cwc_and_special_court": (37, "POCSO 19(6)", True),
    "pocso_child_care_and_protection": (38, "POCSO 19(5)", True),
    "pocso_child_before_cwc": (39, "POCSO Rules 2020 r.4", False),  # read in part only
    "pocso_form_a_and_form_b": (40, "POCSO Rules 2020 r.4", False),
    "pocso_support_person_told": (41, "POCSO Rules 2020 r.4", False),
    "child_statement_rules": (45, "POCSO 24", False),
    "child_medical": (46, "POCSO 27", False),
    "child_in_need_before_cwc": (49, "JJ Act 31", True),
    "lost_child_reported": (50, "JJ Act 32", False),
    "missing_child_fir_at_once": (52, "BBA (SC 2013)", False),
    "child_marriage_stop": (58, "PCMA 13, 16", False),
    "dv_rights_told": (53, "PWDVA 5", False),
    "domestic_incident_report": (54, "PWDVA 9(1)(b), Rules r.5", True),
    "workplace_complaint": (59, "POSH 9", False),
    "sc_st_relief": (60, "SC/ST Rules 12", False),
    "sc_st_investigation": (60, "SC/ST Rules 7", False),
    "image_removal_by_platform": (61, "IT Rules 2021 r.3(2)(b)", False),
    "cyber_fraud_golden_hour": (62, "practice", False),
    "pregnancy_from_rape": (63, "MTP Act", False),
}
LEFT_OUT: Final[Mapping[str, tuple[int, ...]]] = {
    "the investigating officer's, in the case diary": (12, 19, 28),
    "a rule for every call, told in the guidance": (13,),
    "arrest and custody, which are not kept here": (20, 21, 35, 51),
    "a limit on the court": (22, 26, 32, 33, 34, 47, 55),
    "another office's act, followed as a referral or a promise": (31, 42, 43, 44, 57),
    "a penalty, no limit": (48, 56),
    "an event of the office, of no matter": (64, 65),
}
UNIT: Final = {LimitKind.HOURS: ("घण्टे", "hours"), LimitKind.DAYS: ("दिन", "days"), LimitKind.MONTHS: ("माह", "month")}
AT_ONCE: Final = {
    "तुरन्त": {"at once", "forthwith", "immediately"},
    "पहली भेंट में": {"at first contact"},
    "अविलम्ब, सहमति से": {"without delay, consent needed"},
}


def test_every_row_of_the_deadline_table_is_on_the_board_or_left_out_with_a_reason() -> None:
    """All 65 rows by hand, none in both places; section and "text was read" as in the law notes."""
    assert {row.id: (row.number, row.section.en, row.sourced) for row in ROWS} == BY_HAND
    out = sorted(number for numbers in LEFT_OUT.values() for number in numbers)
    assert sorted(table["number"] for table in RAW["clock"] if table.get("board") is False) == out
    assert sorted({number for number, _, _ in BY_HAND.values()} | set(out)) == list(range(1, 66))
    assert not {number for number, _, _ in BY_HAND.values()} & set(out)


def test_a_row_whose_text_was_not_read_says_so_and_no_other() -> None:
    """The source line and the mark "to be verified" never contradict each other."""
    for row in ROWS:
        assert ("text not read yet" in row.source) == (not row.sourced), row.id


def _named_values(source: str) -> Iterator[tuple[str, list[str]]]:
    for path, one, many in re.findall(r'([a-z_.]+) (?:==|!=|has|in|has_any) (?:"([^"]+)"|\[([^]]+)\])', source):
        yield path, [one] if one else re.findall(r'"([^"]+)"', many)


def _codes(path: str) -> set[str]:
    marks = {mark for field in FORM.fields for choice in field.choices for mark in choice.marks}
    if path in ("marks", "child"):
        return marks if path == "marks" else {"yes", "no"}
    first, _, rest = path.partition(".")
    field: Field = FORM.field(first)
    if rest and field.kind is not FieldKind.MATRIX:
        field = next(child for child in field.fields if child.id == rest)
    return {choice.code for choice in field.choices}


def test_conditions_name_only_codes_that_exist() -> None:
    """A mistyped code would never start its clock, and nobody would see it."""
    conditions = [RAW["again"], *(row.when.source for row in ROWS if row.when)]
    conditions += [row.held.when.source for row in ROWS if row.held]
    seen = 0
    for source in conditions:
        for path, values in _named_values(source):
            seen += 1
            assert set(values) <= _codes(path), (path, values)
    assert seen > 100


def test_every_word_is_there_in_both_languages() -> None:
    """Hindi is Hindi with Latin figures, as the office writes them; English is English."""
    for row in ROWS:
        for wording in (row.section, row.title, row.limit.words, *row.told, *([row.held.words] if row.held else [])):
            assert re.search("[\u0900-\u097f]", wording.hi) or wording.hi.isdigit(), row.id
            assert not re.search("[\u0966-\u096f]", wording.hi), row.id
            assert not re.search("[\u0900-\u097f]", wording.en), row.id


def test_a_limit_in_words_says_what_is_counted() -> None:
    """Figure and unit in Hindi and English are those of the arithmetic; where nothing is counted, no limit is named."""
    for row in ROWS:
        hi, en = row.limit.words.hi, row.limit.words.en
        if row.limit.kind in UNIT:
            for said, unit in zip((hi, en), UNIT[row.limit.kind], strict=True):
                assert re.search(rf"(?<!\d){row.limit.n} {unit}", said), (row.id, said)
        elif row.limit.kind is LimitKind.FORTNIGHT:
            assert "14 दिन" in hi and "पाक्षिक" in hi and "14 days" in en and "fortnight" in en, row.id
        elif row.limit.kind is LimitKind.FORTHWITH:
            assert en in AT_ONCE.get(hi, set()), (row.id, hi, en)
        else:
            assert "के भीतर" not in hi and "तुरन्त" not in hi and "within" not in en, row.id


def _spoilt(change: Mapping[str, Any], *, left_out: bool = False) -> dict[str, Any]:
    raw = copy.deepcopy(RAW)
    key, wanted = ("board", False) if left_out else ("id", "medical_examination")
    table = next(table for table in raw["clock"] if table.get(key) == wanted)
    for key, value in change.items():
        if value is None:
            del table[key]
        else:
            table[key] = value
    return raw


@pytest.mark.parametrize(
    "change",
    [
        {"id": "magistrate_statement"},
        {"number": "17"},
        {"number": True},
        {"whenn": "x"},
        {"when": " "},
        {"when": 'matter_heads has "rape_attempt" or'},
        {"when": 'no_such_field == "yes"'},
        {"when": 'medical.no_such_child == "yes"'},
        {"when": "safe_phone is answered"},
        {"starts_from": ["route"]},
        {"starts_from": ["no_such_field"]},
        {"starts_from": "information_time"},
        {"starts_from": None},
        {"done_by": ["from_date"]},
        {"done_by": ["medical.no_such_child"]},
        {"done_by": None},
        {"limit": None},
        {"limit": {"hi": "घण्टे", "en": "hours"}},
        {"limit": {"kind": "hours", "hi": "घण्टे", "en": "hours"}},
        {"limit": {"kind": "hours", "n": 0, "hi": "घण्टे", "en": "hours"}},
        {"limit": {"kind": "hours", "n": -24, "hi": "घण्टे", "en": "hours"}},
        {"limit": {"kind": "hours", "n": "24", "hi": "घण्टे", "en": "hours"}},
        {"limit": {"kind": "forthwith", "n": 2, "hi": "तुरन्त", "en": "forthwith"}},
        {"limit": {"kind": "weeks", "n": 2, "hi": "सप्ताह", "en": "weeks"}},
        {"limit": {"kind": "hours", "n": 24, "per": "visit", "hi": "24 घण्टे", "en": "24 hours"}},
        {"limit": {"kind": "hours", "n": 24, "en": "24 hours"}},
        {"limit": {"kind": "hours", "n": 24, "hi": "24 घण्टे", "en": " "}},
        {"title": {"hi": "चिकित्सीय परीक्षण"}},
        {"section": None},
        {"told": None},
        {"told": [{"en": "hospital"}]},
        {"held": {"when": 'medical.consent == "no"'}},
        {"held": {"when": 'medical.no_such_child == "no"', "hi": "रुकी है", "en": "held"}},
        {"held": {"when": 'medical.consent == "no"', "hi": "रुकी है", "en": "held", "until": "x"}},
        {"sourced": None},
        {"sourced": "yes"},
        {"source": None},
        {"source": " "},
        {"board": True},
    ],
)
def test_a_wrong_declaration_is_refused(change: Mapping[str, Any]) -> None:
    """A mistake in the table is found at start, with the row's name, not by a clock that is missing."""
    with pytest.raises(FormError, match=change.get("id", "medical_examination")):
        parse_clocks(_spoilt(change), FORM)


@pytest.mark.parametrize(
    "change",
    [
        {"why": None},
        {"why": {"en": "Trial"}},
        {"why": {"hi": " ", "en": "Trial"}},
        {"section": {"en": "BNSS"}},
        {"number": None},
        {"number": "12"},
        {"when": 'route == "fir"'},
    ],
)
def test_a_row_left_out_without_a_reason_is_refused(change: Mapping[str, Any]) -> None:
    """Leaving a clock out is a decision: it says why, in both languages, and is no half clock."""
    with pytest.raises(FormError, match="row "):
        parse_clocks(_spoilt(change, left_out=True), FORM)


def test_the_table_needs_its_rule_about_a_later_visit() -> None:
    """Without it every old clock would start again when she comes a second time."""
    with pytest.raises(FormError, match="again"):
        parse_clocks({key: value for key, value in RAW.items() if key != "again"}, FORM)


def test_a_field_may_not_take_the_name_of_a_derived_answer() -> None:
    """A question called "marks" or "child" would be overwritten before the conditions look at it."""
    for name in ("marks", "child"):
        first, *others = FORM.sections
        spoilt = replace(first, fields=(replace(first.fields[0], id=name), *first.fields[1:]))
        with pytest.raises(FormError, match="derived"):
            parse_clocks(RAW, replace(FORM, sections=(spoilt, *others)))
