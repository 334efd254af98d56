"""Who she is in what follows the intake: told on no letter against her word, kept in no text, shown to nobody else."""

from __future__ import annotations

from typing import Any, Final

import pytest

from station_desk.desk import casework, letters, office, recording
from station_desk.desk.ports import Desk
from station_desk.domain.case import CLOSURE, CONSENT, PROMISE, REFERRAL
from station_desk.domain.roles import Role
from station_desk.errors import AnswersRefusedError, DeskError, ErrorCode, ProblemCode
from tests.a_case import DISPOSED, QUIET
from tests.desk.test_casework import BEATEN, PROMISED
from tests.referrals import NUMBER, RESTRICTED, TO_OSC, WITHDRAWN, WOMAN, text_of, told
from tests.staff import Staff, add_staff, found

ASKED: Final[dict[str, Any]] = {**TO_OSC, "basis": "asked_now", "consent_row": ""}
BY_DUTY: Final[dict[str, Any]] = {**ASKED, "consent_on": "", "basis": "danger_to_life"}
WORDS: Final = "घर में पता चल जायेगा"


@pytest.fixture
def staff(station: Desk) -> Staff:
    """The officers and a woman constable of the centre."""
    return add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)


def letter(desk: Desk, record: str) -> str:
    """Return what stands on the letter of a referral."""
    return text_of(letters.print_referral(desk, record, "hi").pdf)


def refusal(error: pytest.ExceptionInfo[AnswersRefusedError]) -> list[tuple[str, ProblemCode]]:
    """Return the fields refused, each with its code."""
    return [(problem.path, problem.code) for problem in error.value.problems]


@pytest.mark.parametrize("later", [WITHDRAWN | {"withdrawn_scope": ["counselling"]}, {"kind": "changed"}])
def test_her_withdrawal_opens_no_name(station: Desk, later: dict[str, Any]) -> None:
    """Where another agreed for her, that she herself takes back or refuses a row is no yes to her name."""
    matter = recording.add(station, {**RESTRICTED, "consent_by": "competent_person_bnss_184"}).record
    record = casework.record(station, REFERRAL, matter, ASKED).record
    changed = {
        "asked_at": "11:30",
        "consent_by": "herself",
        "explained_in": "hindi",
        "read_aloud": "yes",
        "limits_told": "yes",
        "consent_matrix": {"counselling": "no"},
    }
    casework.record(station, CONSENT, matter, later if later["kind"] == "withdrawn" else {**changed, **later})
    text = letter(station, record)
    assert "सरला" not in text and NUMBER not in text
    assert told(station, "identity.read") == []


@pytest.mark.parametrize("before", ["yes", "no"])
def test_who_took_a_yes_back_is_not_named_by_a_referral_asked_after_it(station: Desk, before: str) -> None:
    """In a restricted matter the partner whose row she withdrew hears the token; another partner is not touched."""
    matter = recording.add(station, {**RESTRICTED, "consent_matrix": {"osc": before, "dlsa_lawyer": "yes"}}).record
    first = casework.record(station, REFERRAL, matter, {**ASKED, "partner": "dlsa"}).record
    casework.record(station, CONSENT, matter, WITHDRAWN)
    again = casework.record(station, REFERRAL, matter, ASKED).record
    text = letter(station, again)
    assert "सरला" not in text and NUMBER not in text
    assert "सरला" in letter(station, first)


@pytest.mark.parametrize("basis", ["danger_to_life", "court_order"])
@pytest.mark.parametrize("partner", ["osc", "ngo"])
def test_a_ground_without_her_yes_tells_no_name_after_a_withdrawal(station: Desk, basis: str, partner: str) -> None:
    """Also in an open matter, and also of a partner that no row covers."""
    matter = recording.add(station, WOMAN).record
    record = casework.record(station, REFERRAL, matter, {**BY_DUTY, "basis": basis, "partner": partner}).record
    assert "सरला" in letter(station, record)
    casework.record(station, CONSENT, matter, WITHDRAWN)
    text = letter(station, record)
    assert "सरला" not in text and NUMBER not in text


def test_that_it_must_be_reported_is_a_ground_only_where_a_law_says_so(station: Desk) -> None:
    """The child welfare committee is told by law, an NGO is not: no letter."""
    matter = recording.add(station, WOMAN).record
    by_law = {**BY_DUTY, "basis": "must_report"}
    ngo = casework.record(station, REFERRAL, matter, {**by_law, "partner": "ngo"}).record
    with pytest.raises(DeskError) as error:
        letters.print_referral(station, ngo, "hi")
    assert error.value.code is ErrorCode.CONSENT_NOT_GIVEN
    assert "पॉक्सो 19(6)" in letter(
        station, casework.record(station, REFERRAL, matter, {**by_law, "partner": "cwc"}).record
    )


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("partner_phone", NUMBER),
        ("partner_person", "सरला जी"),
        ("partner_office", "Sarla ka ghar"),
        ("partner_office", NUMBER),
    ],
)
def test_no_other_persons_field_keeps_her_name_or_number(station: Desk, field: str, text: str) -> None:
    """Fields for other people's names are refused hers, in either script, and hers alone."""
    woman = {**WOMAN, "name": "सरला यादव", "father_or_husband": "मोहन यादव"}
    matter = recording.add(station, woman).record
    with pytest.raises(AnswersRefusedError) as error:
        casework.record(station, REFERRAL, matter, {**TO_OSC, field: text})
    assert refusal(error) == [(field, ProblemCode.NAMES_HER)]


def test_what_others_share_with_her_family_is_kept(station: Desk) -> None:
    """A beat constable may bear her surname or her husband's name, and a partner has a telephone."""
    woman = {**WOMAN, "name": "सरला यादव", "father_or_husband": "मोहन यादव"}
    matter = recording.add(station, woman).record
    casework.record(station, PROMISE, matter, {**PROMISED, "owner_outside": "आरक्षी मोहन यादव"})
    casework.record(station, REFERRAL, matter, {**TO_OSC, "partner_phone": "7000001099", "partner_person": "राम यादव"})
    with pytest.raises(AnswersRefusedError) as error:
        casework.record(station, PROMISE, matter, {**PROMISED, "owner_outside": "सरला"})
    assert refusal(error) == [("owner_outside", ProblemCode.NAMES_HER)]


@pytest.mark.parametrize("why", ["", "सरला के घर से फोन आया", "because he asked", "x" * 41])
def test_the_reason_for_opening_a_record_is_a_code(station: Desk, why: str) -> None:
    """Words, or none, would stand in the log for ever; nothing is shown and nothing written."""
    matter = recording.add(station, BEATEN).record
    record = casework.record(station, CONSENT, matter, {**WITHDRAWN, "withdrawn_scope": ["counselling"]}).record
    with pytest.raises(DeskError) as error:
        casework.open_record(station, record, why)
    assert error.value.code is ErrorCode.REASON_NEEDED
    assert told(station, "identity.read") == []


def test_her_words_are_for_who_took_them_down_and_the_officers(station: Desk, staff: Staff) -> None:
    """A colleague reads neither why she withdrew nor what she said at closing, and drops neither by a correction."""
    matter = recording.add(station, QUIET).record
    said = {**WITHDRAWN, "withdrawn_scope": ["counselling"], "reason_in_her_words": WORDS}
    kept = {
        "reason_in_her_words": casework.record(station, CONSENT, matter, said).record,
        "her_words": casework.record(station, CLOSURE, matter, {**DISPOSED, "her_words": WORDS}).record,
    }
    office.leave(station)
    centre = staff.at_desk(station.folder, Role.CENTRE_STAFF)
    for field, record in kept.items():
        opened = casework.open_record(centre, record, "check")
        assert opened.withheld == (field,)
        assert all(field not in one.answers for one in opened.history)
    consent = {**said, "asked_at": "11:20"}
    del consent["reason_in_her_words"]
    casework.amend(centre, kept["reason_in_her_words"], consent, "समय गलत था")
    office.leave(centre)
    officer = staff.at_desk(station.folder, Role.HOUSE_OFFICER)
    for field, record in kept.items():
        opened = casework.open_record(officer, record, "check")
        assert (opened.revision.answers[field], opened.withheld) == (WORDS, ())
    assert found(officer) == []
    office.leave(officer)


def test_a_withdrawal_is_not_corrected_into_a_yes(station: Desk) -> None:
    """What she took back she gives anew herself; a slip in the withdrawal may still be put right."""
    matter = recording.add(station, WOMAN).record
    record = casework.record(station, CONSENT, matter, WITHDRAWN).record
    given = {
        "kind": "given",
        "asked_at": "11:30",
        "consent_by": "herself",
        "explained_in": "hindi",
        "read_aloud": "yes",
        "limits_told": "yes",
        "consent_matrix": {"osc": "yes"},
        "consent_sign": {"how": "signature"},
    }
    with pytest.raises(DeskError) as error:
        casework.amend(station, record, given, "भूल से")
    assert error.value.code is ErrorCode.WITHDRAWAL_STANDS
    casework.amend(station, record, {**WITHDRAWN, "withdrawn_scope": ["osc", "counselling"]}, "एक पंक्ति छूटी")
    casework.record(station, CONSENT, matter, given)
    assert found(station) == []
