"""The declared case forms and their lists: that the declaration says what was agreed."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from station_desk.domain.case import CASE_FORMS
from station_desk.domain.case_rules import HAPPENED, IN_ORDER, OF_FORM
from station_desk.domain.fields import Coarsening, Field, FieldKind, Form, Future, Level, Need
from station_desk.domain.forms import FormError, parse_form, parse_lists

RESOURCES = Path(__file__).parents[2] / "resources"

# Form -> row of the field list (D2 to D5, and D1 section 3 for consent) -> the fields that hold it.
ROWS: Mapping[str, Mapping[str, str]] = {
    "session": {
        "2 date, start, end": "started_at ended_at",
        "3 kind": "kind",
        "4 gate": "gate_result",
        "5 place, privacy": "place privacy",
        "6 counsellors": "counsellor with_counsellor interpreter supervisor",
        "7 present": "people_present.who people_present.consented guardian_outside",
        "8 called": "held called_not_come.who called_not_come.how called_not_come.reason called_not_come.count",
        "9 consent": "consent_today",
        "10 aim": "aim_agreed",
        "11 how is she": "how_is_she how_affected",
        "12 danger": "self_harm danger_signs danger_changed actions_done",
        "13 changed": "what_changed",
        "14 notes": "session_notes",
        "15 summary": "agreed_summary",
        "16 support": "support_given",
        "18 choice": "her_choice pressured",
        "19 options": "options_told",
        "21 other side": "other_side_version",
        "22 agreement": "agreement.terms agreement.witnesses agreement.review_on agreement.breach_step"
        " agreement.can_end_told",
        "23 outcome": "outcome",
        "24 next": "next_session no_next_reason",
        "25 risk": "risk_after",
        "26 child": "child_notes",
        "27 supervisor": "supervisor_look supervisor_on supervisor_remark",
        "29 feedback": "her_feedback her_feedback_words",
        "30 sign": "summary_read_back her_signature counsellor_signature",
    },
    "referral": {
        "2 partner": "partner partner_office partner_person partner_phone",
        "3 need": "need_served",
        "4 urgency": "urgency due",
        "5 consent": "basis consent_row consent_on",
        "6 shared": "what_shared documents",
        "7 letter": "copies carrier",
        "8 escort": "escort transport cost_met",
        "9 sent": "sent_at reached_at received_by",
        "10 acknowledgement": "acknowledgement",
        "11 status": "status",
        "12 why not": "why_not",
        "13 appointment": "appointment attended no_show_reason",
        "14 result": "result result_no amount",
        "15 her view": "her_view safe_with_them",
        "16 return": "return_info",
        "17 next check": "next_check reminder_to",
        "18 recall": "recalled_at recall_reason",
        "19 relief": "relief.scheme relief.stage relief.on relief.bank_details_elsewhere",
        "20 sign": "officer_signature",
    },
    "safety_plan": {
        "D2.17 made, reviewed": "made_on reviewed_on",
        "D2.17 danger, exit": "danger_times exit",
        "D2.17 who": "who_to_call.name who_to_call.relation who_to_call.phone who_to_call.knows code_word",
        "D2.17 things": "papers money medicine children",
        "D2.17 phone": "phone_privacy",
        "D2.17 card": "pocket_card",
        "domain notes 5.5, orders and what else": "other_steps",
    },
    "follow_up": {
        "due": "due way",
        "done": "done_at done_by",
        "gate": "safe_gate_shown",
        "reached": "reached",
        "danger": "danger_changed",
        "help": "help_needed",
        "next": "next no_next_reason",
        "words": "words",
    },
    "promise": {
        "who": "owner owner_outside to_whom",
        "what": "what",
        "by when": "by_when",
        "kept": "kept_on how not_kept_why",
        "made in": "made_in",
    },
    "consent": {
        "what happened": "kind asked_at",
        "3.1": "consent_by",
        "3.2": "explained_in read_aloud",
        "3.3": "consent_matrix consent_note",
        "3.4": "limits_told",
        "3.5": "consent_sign.how consent_sign.witness_name consent_sign.witness_relation",
        "3.6": "withhold_from withhold_reason",
        "3.12": "withdrawn_scope reason_in_her_words",
    },
    "closure": {
        "1 closed": "closed_on",
        "2 reason": "reason moved_to moved_accepted_on duplicate_of",
        "3 tries": "tries.at tries.how tries.safe_hours",
        "4 asked": "asked_directly asked_how her_words",
        "5 safety": "safety_now signs_open signs_explained",
        "6 open": "open_clocks open_promises open_referrals open_reasons.what open_reasons.why",
        "7 legal": "legal_state legal_no",
        "8 goals": "goals",
        "9 plan": "safety_plan_last_seen",
        "10 follow-up": "follow_up_after",
        "11 return": "how_to_return",
        "12 feedback": "feedback_offered feedback.asked_by feedback.respected feedback.private feedback.time_taken"
        " feedback.language_ok feedback.payment_asked feedback.pressured_to_settle feedback.would_tell_others",
        "14 counts": "days_open sessions referrals",
        "15 summary": "summary_public",
        "16 lesson": "lesson",
        "19 sign": "officer_signature sho_signature",
    },
}
LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    "session": {
        "1 session no., token": "counted within the matter by the case; the token stands in each line",
        "2 duration": "follows from begin and end",
        "17 safety plan": "a record of its own, safety_plan",
        "20 promises": "records of their own, promise",
        "23 did not come": "the outcome is not asked when `held` is no",
        "28 counsellor's wellbeing": "never leaves the counsellor; kept nowhere until it has a place of its own",
    },
    "referral": {
        "1 referral no., token": "counted within the matter by the case; the token stands in each line",
        "6 least-needed check": "advice while filling in, not an answer",
        "7 letter print": "a print is a line of the log",
    },
    "consent": {
        "3.7 to 3.11 safe contact": "stays in one place: a change is a correction of the intake",
        "3.12 reach-back list": "the referrals themselves, recalled one by one",
    },
    "closure": {
        "1 closed by, approved by": "author of the line, and the act of another person that closes the matter",
        "5 risk last": "the last session or the intake tells it",
        "13 grievance": "to be sealed to the district, hidden from the station: no such key in the station's store yet",
        "14 costs": "nobody writes them down",
        "17 retention, weeding, hold": "acts on the matter when weeding exists, not answers",
        "18 reopening": "a rule of the program, not an answer",
    },
}
MARKS = set(
    "none joint not_restricted with_child new_consent closed why sent without_her no_person three_tries days_30 days_60"
    " days_90 not_agreed recalled no_card".split()
)
DEVANAGARI = re.compile("[\u0900-\u097f]")


def _toml(name: str) -> dict[str, object]:
    return tomllib.loads((RESOURCES / name).read_text(encoding="utf-8"))


INTAKE_LISTS = parse_lists(_toml("lists/intake.toml"))
LISTS = parse_lists(_toml("lists/case.toml"))
FORMS: Mapping[str, Form] = {
    id: parse_form(_toml(f"forms/{id}/v1.toml"), {**INTAKE_LISTS, **LISTS}) for id in CASE_FORMS
}
ALL = sorted(FORMS)


def _leaves(form: Form) -> Iterator[tuple[str, Field]]:
    for field in form.fields:
        if field.fields:
            yield from ((f"{field.id}.{child.id}", child) for child in field.fields)
        else:
            yield field.id, field


def _all_fields() -> Iterator[Field]:
    for form in FORMS.values():
        for field in form.fields:
            yield field
            yield from field.fields


@pytest.mark.parametrize("id", ALL)
def test_every_row_of_the_field_list_has_its_fields_and_no_other_is_asked(id: str) -> None:
    """No row is missing but those left out with a reason, and nothing crept in."""
    claimed = [path for fields in ROWS[id].values() for path in fields.split()]
    assert sorted(claimed) == sorted(path for path, _ in _leaves(FORMS[id]))
    assert FORMS[id].id == id
    assert all(LEFT_OUT.get(id, {}).values())


@pytest.mark.parametrize(("id", "rows"), [("session", 30), ("referral", 20), ("closure", 19)])
def test_no_row_of_the_lists_was_overlooked(id: str, rows: int) -> None:
    """Each number of the list D2, D3 and D4 is declared or left out with a reason."""
    told = {int(row.split()[0]) for row in (*ROWS[id], *LEFT_OUT[id])}
    assert told == set(range(1, rows + 1))


@pytest.mark.parametrize("id", ALL)
def test_sections_are_short_and_in_order(id: str) -> None:
    """One step holds at most eight questions, and none is a first page: that belongs to the intake."""
    sections = FORMS[id].sections
    assert [section.number for section in sections] == list(range(1, len(sections) + 1))
    assert max(len(section.fields) for section in sections) <= 8
    assert not any(section.taps for section in sections)


def test_a_case_record_has_nothing_still_to_ask() -> None:
    """An answer is needed to record it, or it is optional, or it comes later."""
    assert {field.id for field in _all_fields() if field.need is Need.ASK} == set()


def test_sealed_answers_are_of_the_session_and_the_call_and_never_demanded() -> None:
    """They become a working note and are not in the record, so nothing may wait for them (fields D2, D5)."""
    sealed = {(id, path) for id, form in FORMS.items() for path, field in _leaves(form) if field.level is Level.SEALED}
    words = "how_is_she how_affected what_changed session_notes other_side_version child_notes".split()
    assert sealed == {("session", word) for word in words} | {("follow_up", "words")}
    for field in _all_fields():
        if field.level is Level.SEALED:
            assert (field.need, field.district, field.fields) == (Need.OPTIONAL, None, ()), field.id


def test_a_safety_plan_is_who_she_is() -> None:
    """Only days and the card are facts; the district learns that there is a plan and no more."""
    plan = dict(_leaves(FORMS["safety_plan"]))
    facts = {path for path, field in plan.items() if field.level is Level.FACTS}
    assert facts == {"made_on", "reviewed_on", "pocket_card"}
    leaving = {path: field.district for path, field in plan.items() if field.district}
    assert leaving == {"made_on": Coarsening.YES_NO}


def test_nothing_that_could_name_somebody_leaves_for_the_district() -> None:
    """No text, no phone and nothing of the identity level has a district shape."""
    leaving = [field for field in _all_fields() if field.district]
    assert leaving
    assert {field.level for field in leaving} == {Level.FACTS}
    typed = {FieldKind.TEXT, FieldKind.LONG, FieldKind.PHONE, FieldKind.TOKEN}
    assert {field.kind for field in leaving} & typed == set()


def test_what_comes_later_may_come_later() -> None:
    """Progress of a referral, a promise, a call and a plan is carried on without a reason; what was done is not."""
    later = {id: {field.id for field in form.fields if field.later} for id, form in FORMS.items()}
    progress = "sent_at reached_at received_by acknowledgement status appointment attended result her_view return_info"
    assert set(f"{progress} next_check recalled_at recall_reason why_not relief".split()) <= later["referral"]
    assert later["promise"] == {"kept_on", "how", "not_kept_why"}
    assert later["closure"] == {"officer_signature", "sho_signature"}
    assert not later["session"] & {"started_at", "danger_signs", "agreed_summary", "outcome", "risk_after"}
    asked = {field.id for field in FORMS["follow_up"].fields} - {"due"}
    assert later["follow_up"] == asked


def test_a_child_of_a_group_cannot_be_later() -> None:
    """Only a whole answer is carried on; a declaration that says otherwise is refused."""
    raw = _toml("forms/consent/v1.toml")
    parse_form(raw, {**INTAKE_LISTS, **LISTS})
    sections = raw["section"]
    assert isinstance(sections, list)
    sections[-1]["field"][0]["field"][0]["later"] = True
    with pytest.raises(FormError, match="later"):
        parse_form(raw, {**INTAKE_LISTS, **LISTS})


def test_every_day_and_moment_says_whether_it_may_lie_ahead() -> None:
    """What happened is refused when it is still to come; only plans may lie ahead."""
    ahead = set()
    for field in _all_fields():
        if field.kind in (FieldKind.DATE, FieldKind.MOMENT):
            assert field.future is not Future.WARN, field.id
            if field.future is Future.ALLOW:
                ahead.add(field.id)
    assert ahead == set("next_session review_on due appointment next_check next by_when".split())


# Field -> (mark, field whose options carry it, whether the mark lets it be asked).
BY_MARK = [
    ("session", "called_not_come", "kind", "joint", True),
    ("session", "guardian_outside", "kind", "with_child", True),
    ("session", "child_notes", "kind", "with_child", True),
    ("session", "other_side_version", "kind", "joint", True),
    ("session", "agreement", "outcome", "not_restricted", True),
    ("referral", "sent_at", "status", "sent", True),
    ("referral", "reached_at", "status", "sent", True),
    ("referral", "why_not", "status", "why", True),
    ("referral", "next_check", "status", "closed", False),
    ("closure", "tries", "reason", "three_tries", True),
    ("closure", "asked_directly", "reason", "without_her", False),
    ("closure", "how_to_return", "reason", "without_her", False),
    ("closure", "safety_now", "reason", "no_person", False),
    ("closure", "goals", "reason", "no_person", False),
]


@pytest.mark.parametrize(("form", "id", "by", "mark", "asked"), BY_MARK, ids=[f"{row[0]}-{row[1]}" for row in BY_MARK])
def test_conditions_follow_the_marks(form: str, id: str, by: str, mark: str, asked: bool) -> None:
    """A new option gets its mark, and the condition that names codes has to follow."""
    condition = FORMS[form].field(id).ask_if
    assert condition is not None
    for choice in FORMS[form].field(by).choices:
        assert condition.holds({by: choice.code}) is ((mark in choice.marks) is asked), choice.code


def test_a_starred_sign_asks_what_was_done() -> None:
    """The conditions name exactly the starred signs, in the session and at the closure."""
    for form, id, by in (
        ("session", "actions_done", "danger_signs"),
        ("session", "actions_done", "self_harm"),
        ("closure", "signs_explained", "signs_open"),
    ):
        condition = FORMS[form].field(id).ask_if
        assert condition is not None
        field = FORMS[form].field(by)
        for choice in field.choices:
            answer = [choice.code] if field.kind is FieldKind.MANY else choice.code
            assert condition.holds({by: answer}) is ("star" in choice.marks), choice.code


def test_any_yes_in_the_consent_rows_asks_for_a_signature() -> None:
    """No row was forgotten, and a plain no needs no signature."""
    condition = FORMS["consent"].field("consent_sign").ask_if
    assert condition is not None
    for row in FORMS["consent"].field("consent_matrix").rows:
        assert condition.holds({"consent_matrix": {row.code: "yes"}}), row.code
        assert not condition.holds({"consent_matrix": {row.code: "no"}}), row.code


def test_the_consent_record_asks_the_rows_of_the_intake() -> None:
    """A later answer must fit the matrix that it changes."""
    intake = parse_form(_toml("forms/intake/v1.toml"), INTAKE_LISTS)
    asked, first = FORMS["consent"].field("consent_matrix"), intake.field("consent_matrix")
    assert (asked.rows, asked.choices) == (first.rows, first.choices)
    assert FORMS["consent"].field("withdrawn_scope").choices == first.rows


def test_danger_is_asked_in_the_words_of_the_intake() -> None:
    """Open signs are counted over intake and sessions, so field ids and options are the same."""
    intake = parse_form(_toml("forms/intake/v1.toml"), INTAKE_LISTS)
    for id in ("danger_signs", "self_harm"):
        assert FORMS["session"].field(id).choices == intake.field(id).choices
    assert FORMS["session"].field("risk_after").choices == intake.field("risk_decided").choices


_COMPARED = re.compile(r'([a-z_.]+) (?:==|!=|has) "([^"]*)"')
_LISTED = re.compile(r"([a-z_.]+) (?:in|has_any) \[([^\]]*)\]")


@pytest.mark.parametrize("id", sorted(set(ALL) - {"promise"}))
def test_conditions_compare_with_codes_that_exist(id: str) -> None:
    """A misspelt code in a condition would hide a question without a word."""
    compared = 0
    for field in FORMS[id].fields:
        source = field.ask_if.source if field.ask_if else ""
        pairs = _COMPARED.findall(source)
        pairs += [(path, code) for path, codes in _LISTED.findall(source) for code in re.findall(r'"([^"]*)"', codes)]
        for path, code in pairs:
            assert FORMS[id].field(path.split(".")[0]).choice(code), f"{field.id}: {path} has no {code}"
            compared += 1
    assert compared or id == "safety_plan"


def test_rules_look_at_fields_that_exist() -> None:
    """A renamed field would silence a rule without a word."""
    for id, pairs in IN_ORDER.items():
        leaves = dict(_leaves(FORMS[id]))
        assert {path for pair in pairs for path in pair} <= set(leaves)
    assert {field.id for form in FORMS.values() for field in form.fields} >= HAPPENED
    assert set(OF_FORM) <= set(FORMS)


def test_every_list_is_used_and_its_marks_are_known() -> None:
    """A list without a question or a mark without a rule would be dead words."""
    used = {choice for field in _all_fields() for choice in (*field.choices, *field.rows)}
    assert [id for id, choices in LISTS.items() if not set(choices) <= used] == []
    assert {mark for choices in LISTS.values() for choice in choices for mark in choice.marks} == MARKS
    assert set(LISTS) & set(INTAKE_LISTS) == set()


@pytest.mark.parametrize("id", sorted(LISTS))
def test_codes_are_slugs_and_labels_differ_within_a_list(id: str) -> None:
    """A code is what is kept for ever; two options that read alike cannot be told apart by a reader."""
    choices = LISTS[id]
    assert [choice.code for choice in choices if not re.fullmatch(r"[a-z0-9]+(?:_[a-z0-9]+)*", choice.code)] == []
    for language in ("hi", "en"):
        labels = [choice.label.in_(language) for choice in choices]
        assert len(set(labels)) == len(labels)


def test_none_of_these_excludes_the_rest() -> None:
    """In every list of which many may be ticked, the option for nothing stands alone."""
    for field in _all_fields():
        if field.kind is FieldKind.MANY:
            alone = {choice.code for choice in field.choices if "none" in choice.marks}
            assert alone == {choice.code for choice in field.choices if choice.code.startswith("none")}, field.id


def _wordings(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if "hi" in value:
            yield value["hi"], value["en"]
        for inner in value.values():
            yield from _wordings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _wordings(inner)


OLD_SPELLING = re.compile("गयी|गये|नयी|नये|हटायी|ायें|किये|दिये|लिये|चाहिये|बतायी")


@pytest.mark.parametrize("name", ["lists/case", *(f"forms/{id}/v1" for id in ALL)])
def test_hindi_is_written_in_devanagari_and_english_is_not(name: str) -> None:
    """A text under the wrong language, or in the old spelling, would reach the desk or the paper."""
    wordings = list(_wordings(_toml(f"{name}.toml")))
    assert len(wordings) > 5
    for hi, en in wordings:
        assert DEVANAGARI.search(hi), hi
        assert not OLD_SPELLING.search(hi), hi
        assert not DEVANAGARI.search(en), en
        assert hi == hi.strip() and en == en.strip()
