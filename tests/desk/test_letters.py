"""Letters of a case on a real office: told no more than she allows, counted, recalled."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest

from station_desk.desk import casework, letters, office, recording
from station_desk.desk.ports import Desk
from station_desk.domain.case import CONSENT, REFERRAL
from station_desk.domain.fields import Language
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from tests.referrals import NUMBER, RESTRICTED, SENT, TO_OSC, WITHDRAWN, WOMAN, text_of, told
from tests.staff import add_staff, found


def refused(act: Callable[[], object]) -> ErrorCode:
    """Return the code with which something is refused."""
    with pytest.raises(DeskError) as error:
        act()
    return error.value.code


def sent_to(desk: Desk, woman: dict[str, object], referral: dict[str, object]) -> tuple[str, str]:
    """Keep an entry and its referral; return both records."""
    matter = recording.add(desk, woman).record
    return matter, casework.record(desk, REFERRAL, matter, referral).record


@pytest.mark.parametrize(("language", "number"), [("hi", "म0श0के0-1/2026"), ("en", "MSK-1/2026")])
def test_a_letter_tells_what_the_referral_names_and_no_more(station: Desk, language: Language, number: str) -> None:
    """The first name and the safe contact that she allowed, never the rest of her name, her village or her age."""
    matter, record = sent_to(station, WOMAN, TO_OSC)
    printed = letters.print_referral(station, record, language)
    text = text_of(printed.pdf)
    for shown in (
        number,
        "MSK/SAS/2026/0001",
        "सरला",
        NUMBER,
        "सिलाई केन्द्र वाली दीदी",
        "देवर",
        "मारपीट",
        "चिकित्सालय परिसर",
    ):
        assert shown in text
    for kept in ("देवी", "बिहारीपुर", "31", "श्रीमती"):
        assert kept not in text
    (line,) = told(station, "letter.printed")
    assert line.about["record"] == matter and line.about["of"] == record and line.about["copies"] == 1
    assert line.about["page1"] == printed.page_sha256[0] and len(str(line.about["page1"])) == sha256().digest_size * 2
    (read,) = told(station, "identity.read")
    assert read.about == {"record": matter, "why": "referral", "paper": "referral_letter"}
    assert found(station) == []


def test_what_the_referral_does_not_name_is_not_told(station: Desk) -> None:
    """With the token alone nobody's identity is read, and the letter holds neither name, number nor gist."""
    _, record = sent_to(station, WOMAN, {**TO_OSC, "what_shared": ["token_only"]})
    text = text_of(letters.print_referral(station, record, "hi").pdf)
    for kept in ("सरला", NUMBER, "मारपीट", "सिलाई"):
        assert kept not in text
    assert "माध्यम से ही" in text
    assert told(station, "identity.read") == []


def test_no_number_is_told_of_a_phone_that_may_not_be_called(station: Desk) -> None:
    """A contact named in the referral still passes the contact gate."""
    _, record = sent_to(station, {**WOMAN, "may_call": "no"}, TO_OSC)
    text = text_of(letters.print_referral(station, record, "hi").pdf)
    assert NUMBER not in text and "सिलाई" not in text and "नाम न लें" not in text
    assert "माध्यम से ही" in text
    assert told(station, "letter.printed")[0].about["shared"] == "token_only first_name gist"


def test_a_restricted_matter_goes_by_token_unless_she_allowed_her_name(station: Desk) -> None:
    """Her own yes tells the first name; a guardian's yes, or a duty to report, sends the token alone (BNS 72)."""
    _, hers = sent_to(station, RESTRICTED, TO_OSC)
    assert "सरला" in text_of(letters.print_referral(station, hers, "hi").pdf)
    child = {**RESTRICTED, "age_years": 15, "gender": "girl", "consent_by": "guardian_child"}
    child = {id: value for id, value in child.items() if id not in ("marital",)}
    _, guardians = sent_to(station, child, TO_OSC)
    duty = {**TO_OSC, "partner": "cwc", "basis": "must_report", "consent_row": "", "consent_on": ""}
    _, reported = sent_to(station, RESTRICTED, duty)
    for record in (guardians, reported):
        text = text_of(letters.print_referral(station, record, "hi").pdf)
        assert "सरला" not in text and NUMBER not in text and "MSK/SAS/2026/000" in text
    assert "पॉक्सो 19(6)" in text_of(letters.print_referral(station, reported, "hi").pdf)
    assert found(station) == []


def test_no_letter_without_her_consent(station: Desk) -> None:
    """Refused while she has not said yes, after she took it back, and on a row that is for somebody else."""
    matter = recording.add(station, WOMAN).record
    for other in ({"consent_row": "hospital"}, {"consent_row": "counselling"}, {"status": "offered"}):
        record = casework.record(station, REFERRAL, matter, {**TO_OSC, **other}).record
        assert refused(lambda record=record: letters.print_referral(station, record, "hi")) is (
            ErrorCode.CONSENT_NOT_GIVEN
        )
    standing = casework.record(station, REFERRAL, matter, TO_OSC).record
    asked = {**TO_OSC, "basis": "asked_now", "consent_row": ""}
    today = casework.record(station, REFERRAL, matter, asked).record
    for record in (standing, today):
        letters.print_referral(station, record, "hi")
    casework.record(station, CONSENT, matter, WITHDRAWN)
    for record in (standing, today):
        code = refused(lambda record=record: letters.print_referral(station, record, "hi"))
        assert code is ErrorCode.CONSENT_NOT_GIVEN
    again = casework.record(station, REFERRAL, matter, asked).record
    letters.print_referral(station, again, "hi")
    assert [line.about["letter"] for line in told(station, "letter.printed")] == [1, 2, 3]


def test_what_the_law_demands_goes_without_consent(station: Desk) -> None:
    """Danger to life is told whatever the consent rows say; its ground is marked as still to be verified."""
    ground = {**TO_OSC, "basis": "danger_to_life", "consent_row": "", "consent_on": ""}
    matter, record = sent_to(station, {**WOMAN, "consent_matrix": {"osc": "no"}}, ground)
    casework.record(station, CONSENT, matter, WITHDRAWN)
    text = text_of(letters.print_referral(station, record, "hi").pdf)
    assert "जान का खतरा (सत्यापन शेष)" in text
    ordered = casework.record(station, REFERRAL, matter, {**ground, "basis": "court_order"}).record
    text = text_of(letters.print_referral(station, ordered, "hi").pdf)
    assert "न्यायालय का आदेश" in text and "सत्यापन शेष" not in text


def test_a_second_print_says_so_and_keeps_number_and_date(station: Desk) -> None:
    """The copy is counted on the paper and in the log; another letter gets the next number."""
    matter, record = sent_to(station, WOMAN, TO_OSC)
    first = text_of(letters.print_referral(station, record, "hi").pdf)
    second = letters.print_referral(station, record, "hi")
    assert "दोहरी प्रति" not in first
    assert "दोहरी प्रति सं0 2" in text_of(second.pdf) and "म0श0के0-1/2026" in text_of(second.pdf)
    other = casework.record(station, REFERRAL, matter, TO_OSC).record
    assert "म0श0के0-2/2026" in text_of(letters.print_referral(station, other, "hi").pdf)
    lines = [(line.about["letter"], line.about["copies"]) for line in told(station, "letter.printed")]
    assert (second.copy, lines) == (2, [(1, 1), (1, 2), (2, 1)])


@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_recall_names_what_was_sent_and_never_her(station: Desk, language: Language) -> None:
    """After a withdrawal: the first letter's number, the kinds of what it told, no name, number or gist."""
    matter, record = sent_to(station, WOMAN, SENT)
    letters.print_referral(station, record, language)
    assert refused(lambda: letters.print_recall(station, record, language)) is ErrorCode.CONSENT_STANDS
    casework.record(station, CONSENT, matter, WITHDRAWN)
    text = text_of(letters.print_recall(station, record, language).pdf)
    number, kinds = {"hi": ("म0श0के0-1/2026", "पहला नाम"), "en": ("MSK-1/2026", "First name")}[language]
    assert number in text and kinds in text and "MSK/SAS/2026/0001" in text
    for kept in ("सरला", NUMBER, "मारपीट", "सिलाई", "देवर"):
        assert kept not in text
    assert len(told(station, "identity.read")) == 1  # the first letter's, none for the recall


def test_a_recall_needs_something_sent(station: Desk) -> None:
    """Nothing printed and nothing sent is nothing to recall; told by telephone is, and one recalled prints no more."""
    matter, record = sent_to(station, WOMAN, TO_OSC)
    assert refused(lambda: letters.print_recall(station, record, "hi")) is ErrorCode.REFERRAL_NOT_SENT
    sent = casework.record(station, REFERRAL, matter, SENT).record
    recalled = {"status": "recalled", "recalled_at": "11:40", "recall_reason": "wrong_partner", "next_check": ""}
    casework.carry_on(station, sent, {**SENT, **recalled})
    text = text_of(letters.print_recall(station, sent, "hi").pdf)
    assert "गलत संस्था" in text and "बिना पत्रांक" in text and "पहला नाम" in text
    assert refused(lambda: letters.print_referral(station, sent, "hi")) is ErrorCode.REFERRAL_RECALLED


def test_who_she_is_wants_the_right_to_ask(station: Desk) -> None:
    """The matter itself is no referral, and an auditor prints no letter."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.AUDITOR)
    matter, record = sent_to(station, WOMAN, TO_OSC)
    assert refused(lambda: letters.print_referral(station, matter, "hi")) is ErrorCode.RECORD_MISSING
    office.leave(station)
    auditor = staff.at_desk(station.folder, Role.AUDITOR)
    assert refused(lambda: letters.print_referral(auditor, record, "hi")) is ErrorCode.NOT_ALLOWED
    office.leave(auditor)
