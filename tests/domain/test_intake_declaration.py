"""The declared intake, its lists, the stations and the daily register: that the declaration says what was agreed."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from station_desk.domain.fields import Coarsening, Field, FieldKind, Form, Level, Need
from station_desk.domain.forms import FormError, parse_form, parse_lists
from station_desk.domain.ids import OFFICE_CODE
from station_desk.domain.sensitivity import age_band

RESOURCES = Path(__file__).parents[2] / "resources"

# Row of the field list (D1) -> the fields that hold it. "+" are the lines also wanted at intake and seen in real days.
ROWS: Mapping[str, str] = {
    "1.1": "token_no",
    "1.2": "record_id",
    "1.3": "arrived_at",
    "1.4": "entered_at entered_by",
    "1.5": "entry_mode",
    "1.6": "received_by",
    "1.7": "woman_officer_present no_woman_officer_reason",
    "1.8": "paper_page_no back_entry_reason",
    "1.9": "channel",
    "1.10": "channel_ref",
    "1.11": "visit_kind",
    "1.12": "linked_tokens.token linked_tokens.reason",
    "1.13": "gd_no gd_time",
    "2.1": "safe_now safe_now_steps",
    "2.2": "injured_or_unwell",
    "2.3": "respondent_near",
    "2.4": "minor",
    "2.5": "language language_other interpreter interpreter_name interpreter_mode",
    "2.6": "support_need special_educator_called",
    "2.7": "with_her.who with_her.detail with_her.she_agrees",
    "2.8": "privacy_given no_privacy_reason",
    "2.9": "water_seat_toilet_offered",
    "2.10": "told_what_happens_next",
    "3.1": "consent_by",
    "3.2": "explained_in read_aloud",
    "3.3": "consent_matrix consent_note",
    "3.4": "limits_told",
    "3.5": "consent_sign.how consent_sign.witness_name consent_sign.witness_relation",
    "3.6": "withhold_from withhold_reason",
    "3.7": "may_contact safe_contact safe_phone safe_phone_owner",
    "3.8": "safe_time safe_day",
    "3.9": "may_call may_message say_who_is_calling",
    "3.10": "never_contact_via",
    "3.11": "safe_person.name safe_person.relation safe_person.phone safe_person.she_agrees",
    "3.12": "consent_withdrawn_at consent_withdrawn_scope",
    "4.1": "name name_roman name_withheld",
    "4.2": "other_name father_or_husband mother",
    "4.3": "age_years age_band age_approximate age_basis dob",
    "4.4": "gender",
    "4.5": "address village police_station district_name pin jurisdiction",
    "4.6": "living_with",
    "4.7": "marital married_within_seven_years",
    "4.8": "pregnant pregnant_months",
    "4.9": "education occupation own_income",
    "4.10": "social_category",
    "4.11": "disability_kind disability_certificate",
    "4.12": "id_seen",
    "4.13": "children.name children.age children.sex children.with_whom children.in_danger children.at_school"
    " children.in_need_of_care",
    "4.14": "school_or_workplace",
    "5.1": "violence_group",
    "5.2": "matter_heads",
    "5.3": "own_words own_words_language own_words_read_back",
    "5.4": "from_date to_date date_quality date_in_her_words",
    "5.5": "part_of_day",
    "5.6": "place_kind place_text",
    "5.7": "frequency getting_worse",
    "5.8": "weapon_or_means",
    "5.9": "injury_seen injury_words",
    "5.10": "evidence_kept evidence_advice_given",
    "5.11": "reported_before.where reported_before.on reported_before.result",
    "5.12": "tribal_or_caste_abuse_said",
    "5 repeat": "more_incidents.from_date more_incidents.to_date more_incidents.place_kind"
    " more_incidents.what_happened",
    "6.1": "respondents.known",
    "6.2": "respondents.name respondents.father respondents.address respondents.phone",
    "6.3": "respondents.relation",
    "6.4": "respondents.age_band respondents.sex respondents.occupation",
    "6.5": "respondents.lives_with_her respondents.has_access_to",
    "6.6": "respondents.station_or_staff_link respondents.linked_person respondents.link_words",
    "6.7": "respondents.known_record",
    "7.1": "needs_now",
    "7.2": "danger_signs",
    "7.3": "self_harm self_harm_not_asked_reason self_harm_action",
    "7.4": "risk_decided risk_decided_by risk_reason",
    "7.5": "actions_done action_times.action action_times.at",
    "7.6": "review_due",
    "8.1": "rights_told rights_told_at",
    "8.2": "she_wants she_wants_words",
    "8.3": "cognizable_view deciding_officer",
    "8.4": "sections other_sections",
    "8.5": "information_time",
    "8.6": "route route_note zero_fir_to zero_fir_sent_at sent_to_office no_action_reason ncr_no portal_ref"
    " enquiry_permission.officer enquiry_permission.number enquiry_permission.asked_at enquiry_permission.given_at",
    "8.7": "fir_no fir_at fir_recorded_by copy_given_at fir_no_before",
    "8.8": "medical.offered_at medical.consent medical.sent_at medical.escort medical.hospital medical.returned_at"
    " medical.report_received_at",
    "8.9": "statement.place statement.woman_officer statement.special_educator statement.audio_video"
    " statement.magistrate_date",
    "8.10": "child_steps.cwc_told_at child_steps.special_court_told_at child_steps.form_a_given child_steps.form_b_sent"
    " child_steps.produced_before_cwc child_steps.cmpo_told_at child_steps.support_person child_steps.night_at_station"
    " child_steps.officer_in_plain_clothes",
    "8.11": "first_session_after_fir_told",
    "8.12": "investigating_officer officer_contact_given",
    "9 gist": "gist_for_register",
    "9 scan": "application_scan",
    "9 read over": "read_over_to_her",
    "9 receipt": "receipt_printed_no receipt_given_at",
    "+ slip": "slip_taken",
    "9 her sign": "her_signature",
    "9 officer": "officer_signature",
    "9 SHO": "sho_seen_at sho_remark",
    "9 class": "confidentiality_class",
    "+ informant": "informant.name informant.name_roman informant.relation informant.phone",
    "+ married": "married_on",
    "+ left": "left_at",
    "+ next": "next_date",
    "+ status": "day_status",
}
MARKS = set(
    "none star restricted child no_joint adult_only disability doctor_now nothing_to_ask woman_officer rape two_months"
    " free_treatment pocso sc_st old same_day hours_48 days_7 days_30 hide_contact".split()
)
DEVANAGARI = re.compile("[\u0900-\u097f]")
FIGURES = re.compile(r"[\d–/ ]+")


def _toml(name: str) -> dict[str, object]:
    return tomllib.loads((RESOURCES / name).read_text(encoding="utf-8"))


LISTS = parse_lists(_toml("lists/intake.toml"))
FORM: Form = parse_form(_toml("forms/intake/v1.toml"), LISTS)
REGISTER = _toml("registers/daily/v1.toml")


def _leaves() -> Iterator[tuple[str, Field]]:
    for field in FORM.fields:
        if field.fields:
            yield from ((f"{field.id}.{child.id}", child) for child in field.fields)
        else:
            yield field.id, field


def _all_fields() -> Iterator[Field]:
    for field in FORM.fields:
        yield field
        yield from field.fields


def _wordings(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if "hi" in value:
            yield value["hi"], value["en"]
        for inner in value.values():
            yield from _wordings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _wordings(inner)


def test_every_row_of_the_field_list_has_its_fields_and_no_other_is_asked() -> None:
    """No row of the list is missing; what was left out on purpose (religion, identity numbers …) did not creep in."""
    claimed = [path for fields in ROWS.values() for path in fields.split()]
    assert sorted(claimed) == sorted(path for path, _ in _leaves())


def test_only_the_short_list_blocks_finalising() -> None:
    """Everything else may wait: an intake is never held up by a question she could not answer today."""
    blocking = {field.id for field in _all_fields() if field.need is Need.FINALISE}
    assert blocking == set(
        "arrived_at received_by channel visit_kind name name_withheld age_years age_band village police_station"
        " matter_heads gist_for_register route".split()
    )
    pairs = {(field.id, field.either) for field in FORM.fields if field.either}
    assert pairs == {(other, id) for id, other in pairs}
    assert {field.ask_if for field in FORM.fields if field.need is Need.FINALISE} == {None}


def test_no_identity_and_no_free_text_leaves_for_the_district() -> None:
    """Of who she is only a count of children leaves; of typed text only the checked gist and names of stations."""
    leaving = [field for field in _all_fields() if field.district]
    assert {field.id for field in leaving if field.level is not Level.FACTS} == {"children"}
    assert FORM.field("children").district is Coarsening.COUNT
    texts = {field.id for field in leaving if field.kind in (FieldKind.TEXT, FieldKind.LONG, FieldKind.PHONE)}
    assert texts == {"gist_for_register", "police_station", "zero_fir_to"}
    assert FORM.field("age_years").district is Coarsening.AGE_BAND
    assert FORM.field("from_date").district is Coarsening.MONTH


def test_her_own_words_stay_with_her_identity() -> None:
    """Free telling is identity level, readable by the officer, the in-charge and the SHO, and logged."""
    tellings = [field for field in _all_fields() if field.kind is FieldKind.LONG]
    assert FORM.field("own_words") in tellings
    assert {field.level for field in tellings} == {Level.IDENTITY}


def test_the_first_ten_minutes_come_first() -> None:
    """Taps stand in the first section, each always asked, none of them who she is; danger and safe contact are next."""
    assert [section.id for section in FORM.sections if section.taps] == [FORM.sections[0].id]
    assert [section.number for section in FORM.sections] == list(range(1, len(FORM.sections) + 1))
    assert [section.id for section in FORM.sections[1:3]] == ["danger", "safe_contact"]
    taps = [FORM.field(id) for id in FORM.sections[0].taps]
    assert {field.id for field in taps} == set(
        "safe_now injured_or_unwell minor respondent_near privacy_given woman_officer_present language with_her".split()
    )
    assert {(field.level, field.need, field.ask_if) for field in taps} == {(Level.FACTS, Need.ASK, None)}


@pytest.mark.parametrize("tap", ["support_need", "language_other", "name", "nothing"])
def test_a_tap_is_a_question_of_its_section_that_one_key_answers(tap: str) -> None:
    """A list of many, a text, a question of another part or none at all is a mistake in the form."""
    raw = _toml("forms/intake/v1.toml")
    raw["section"][0]["taps"] = ["safe_now", tap]  # type: ignore[index]
    with pytest.raises(FormError):
        parse_form(raw, LISTS)


def test_a_starred_sign_asks_when_each_thing_was_done() -> None:
    """The condition of the action times names exactly the starred signs of the two lists."""
    condition = FORM.field("action_times").ask_if
    assert condition is not None
    for id, many in (("danger_signs", True), ("self_harm", False)):
        for choice in FORM.field(id).choices:
            answer = [choice.code] if many else choice.code
            assert condition.holds({id: answer}) is ("star" in choice.marks), choice.code


def test_any_yes_in_the_consent_matrix_asks_for_a_signature() -> None:
    """No row of the matrix was forgotten in the condition of the signature."""
    condition = FORM.field("consent_sign").ask_if
    assert condition is not None
    for row in FORM.field("consent_matrix").rows:
        assert condition.holds({"consent_matrix": {row.code: "yes"}}), row.code
        assert not condition.holds({"consent_matrix": {row.code: "not_now"}}), row.code


_COMPARED = re.compile(r'([a-z_.]+) (?:==|!=|has) "([^"]*)"')
_LISTED = re.compile(r"([a-z_.]+) (?:in|has_any) \[([^\]]*)\]")


def _compared(source: str) -> Iterator[tuple[str, str]]:
    yield from _COMPARED.findall(source)
    for path, codes in _LISTED.findall(source):
        yield from ((path, code) for code in re.findall(r'"([^"]*)"', codes))


def test_conditions_compare_with_codes_that_exist() -> None:
    """A misspelt code in a condition would hide a question without a word."""
    leaves = dict(_leaves())
    compared = 0
    for parent in FORM.fields:
        for field in (parent, *parent.fields):
            for path, code in _compared(field.ask_if.source) if field.ask_if else ():
                asked = leaves.get(f"{parent.id}.{path}") or leaves.get(path) or FORM.field(path.split(".")[0])
                assert asked.choice(code), f"{field.id}: {path} has no {code}"
                compared += 1
    assert compared > 100


def test_every_list_is_used_and_its_marks_are_known() -> None:
    """A list without a question or a mark without a rule would be dead words."""
    used = {choice for field in _all_fields() for choice in (*field.choices, *field.rows)}
    assert [id for id, choices in LISTS.items() if not set(choices) <= used] == []
    assert set().union(*(choice.marks for choice in used)) == MARKS


@pytest.mark.parametrize("id", sorted(LISTS))
def test_codes_are_slugs_and_labels_differ_within_a_list(id: str) -> None:
    """A code is what is kept for ever; two options that read alike cannot be told apart by a reader."""
    choices = LISTS[id]
    assert [choice.code for choice in choices if not re.fullmatch(r"[a-z0-9]+(?:_[a-z0-9]+)*", choice.code)] == []
    for language in ("hi", "en"):
        labels = [choice.label.in_(language) for choice in choices]
        assert len(set(labels)) == len(labels)


def test_none_of_these_excludes_the_rest() -> None:
    """In every list of which many may be ticked, the option for nothing (or for any time) stands alone."""
    for field in _all_fields():
        if field.kind is FieldKind.MANY:
            alone = {choice.code for choice in field.choices if "none" in choice.marks}
            assert alone == {choice.code for choice in field.choices if re.match("none|any_", choice.code)}, field.id


def test_age_bands_are_those_that_leave_for_the_district() -> None:
    """The bands she may choose from are the ones years are coarsened to; those under eighteen say she is a child."""
    bands = {choice.code: choice.marks for choice in LISTS["age_band"]}
    reached = {age_band(years) for years in range(111)}
    assert reached == set(bands)
    assert {age_band(years) for years in range(18)} == {code for code, marks in bands.items() if "child" in marks}


def test_sections_that_hide_her_name_carry_the_mark() -> None:
    """BNS 64-71 and 124, POCSO and trafficking are restricted (BNS s.72, POCSO s.33(7)); BNS 72 to 79 are not."""
    for choice in LISTS["sections"]:
        bns = re.match(r"bns_(\d+)", choice.code)
        if bns:
            by_rule = int(bns[1]) in {*range(64, 72), 124, 143, 144}
            assert not by_rule or {"restricted", "no_joint"} <= choice.marks, choice.code
            assert ("woman_officer" in choice.marks) == (int(bns[1]) in {*range(64, 72), *range(74, 80), 124})
            assert ("two_months" in choice.marks) == (int(bns[1]) in {64, 65, 66, 67, 68, 70, 71})
        if choice.code.startswith("pocso"):
            assert {"restricted", "no_joint", "pocso"} <= choice.marks, choice.code
            assert ("two_months" in choice.marks) == bool({"4", "6", "8", "10"} & set(choice.code.split("_")))


@pytest.mark.parametrize("name", ["forms/intake/v1", "lists/intake", "lists/stations", "registers/daily/v1"])
def test_hindi_is_written_in_devanagari_and_english_is_not(name: str) -> None:
    """A text put under the wrong language, or left in one only, would reach the desk or the paper."""
    wordings = list(_wordings(_toml(f"{name}.toml")))
    assert len(wordings) > 10
    for hi, en in wordings:
        assert DEVANAGARI.search(hi) or FIGURES.fullmatch(hi), hi
        assert not DEVANAGARI.search(en), en
        assert hi == hi.strip() and en == en.strip()


def test_the_register_has_fifteen_columns_and_each_answer_finds_its_own() -> None:
    """Columns after the domain notes 7.2; serials are counted, counselling has its own form."""
    columns = REGISTER["column"]
    assert isinstance(columns, list)
    assert [column["number"] for column in columns] == list(range(1, 16))
    assert sum(column["width"] for column in columns) == 100
    keys = {column["key"] for column in columns}
    fed = {field.register for field in _all_fields() if field.register}
    assert len(keys) == 15
    assert keys - fed == {"serial", "counselling"}
    assert fed <= keys


def test_a_code_letter_for_every_restricted_visitor() -> None:
    """Each code word takes a letter, and the letters do not repeat."""
    code = REGISTER["code"]
    assert isinstance(code, dict)
    for who in ("woman", "man", "person"):
        assert "{letter}" in code[who]["hi"] and "{letter}" in code[who]["en"]
    for language in ("hi", "en"):
        letters = code["letters"][language].split()
        assert len(set(letters)) == len(letters) >= 26


def test_every_station_has_one_code_of_its_own() -> None:
    """A code stands in tokens for ever, so no two stations share one."""
    stations = _toml("lists/stations.toml")["station"]
    assert isinstance(stations, list)
    codes = [station["code"] for station in stations]
    assert all(OFFICE_CODE.fullmatch(code) for code in codes)
    assert len(set(codes)) == len(codes) == 12
    assert "SAS" in codes
