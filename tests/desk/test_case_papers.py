"""Consent slip, safety plan and pocket card of a real case."""

from __future__ import annotations

import pytest

from station_desk.desk import casework, consent_slip, papers, plan_papers, recording, sources
from station_desk.desk.ports import Desk
from station_desk.domain.case import CONSENT, PLAN
from station_desk.domain.fields import Language
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.printing import preview
from tests.referrals import PLAN as SAFETY
from tests.referrals import WITHDRAWN, WOMAN, text_of, told
from tests.staff import add_staff, found, seat


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "hi",
            (
                "2 परामर्श (काउन्सलिंग) हाँ",
                "5 चिकित्सालय भेजना नहीं",
                "अभी नहीं",
                "12 चोट का फोटो लेना नहीं पूछा",
                "साक्षी",
                "अंगूठा",
            ),
        ),
        ("en", ("2 Counselling Yes", "5 Hospital No", "Not now", "12 Photo of injury Not asked", "Witness", "thumb")),
    ],
)
def test_a_consent_slip_has_every_row_and_only_the_token(
    station: Desk, language: Language, lines: tuple[str, ...]
) -> None:
    """Numbered as they are read aloud, each with her answer, room to sign; nothing says who she is."""
    matter = recording.add(station, WOMAN).record
    text = text_of(consent_slip.print_consent(station, matter, language).pdf)
    for line in (*lines, "MSK/SAS/2026/0001"):
        assert line in text
    for kept in ("सरला", "7000001003", "देवर"):
        assert kept not in text
    assert text.count({"hi": "(सत्यापन शेष)", "en": "(to be verified)"}[language]) == 1
    assert told(station, "identity.read") == []


def test_a_limit_that_was_looked_up_is_marked_no_more(station: Desk) -> None:
    """What cannot be promised to stay secret is a line of the law: a nodal officer clears it, for the slip too."""
    matter = recording.add(station, WOMAN).record
    staff = add_staff(station, Role.NODAL_OFFICER)
    (line,) = [line for line in sources.standing(station).open if line.startswith("limit/")]
    text = text_of(consent_slip.print_consent(station, matter, "hi").pdf)
    assert "जितनी आवश्यक है। (सत्यापन शेष)" in text
    desk = seat(station, staff.second(Role.NODAL_OFFICER))
    sources.record_source(desk, line, "शासनादेश 12/2026", desk.today())
    text = text_of(consent_slip.print_consent(desk, matter, "hi").pdf)
    assert "जितनी आवश्यक है।" in text and "सत्यापन शेष" not in text


def test_a_later_answer_has_a_slip_of_its_own(station: Desk) -> None:
    """Only the rows it was about; a withdrawal says so; the first slip is no copy of it."""
    matter = recording.add(station, WOMAN).record
    later = casework.record(station, CONSENT, matter, WITHDRAWN).record
    consent_slip.print_consent(station, matter, "hi")
    printed = consent_slip.print_consent(station, matter, "hi", later)
    text = text_of(printed.pdf)
    assert "3 वन स्टॉप सेंटर (सखी) को बताना वापस ली" in text and "चिकित्सालय" not in text
    assert printed.copy == 1
    assert consent_slip.print_consent(station, matter, "hi", later).copy == 2
    assert [(line.paper, line.of) for line in papers.papers(station, matter)] == [
        ("consent_slip", matter),
        ("consent_slip", later),
        ("consent_slip", later),
    ]
    with pytest.raises(DeskError) as error:
        consent_slip.print_consent(station, matter, "hi", matter)
    assert error.value.code is ErrorCode.RECORD_MISSING


@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_plan_on_paper_is_a_reading_of_who_she_is(station: Desk, language: Language) -> None:
    """The whole plan stands on it, marked confidential; the reading is logged with its reason in the same act."""
    matter = recording.add(station, WOMAN).record
    plan = casework.record(station, PLAN, matter, SAFETY).record
    with pytest.raises(DeskError) as error:
        plan_papers.print_plan(station, plan, "", language)
    assert error.value.code is ErrorCode.REASON_NEEDED
    text = text_of(plan_papers.print_plan(station, plan, "check", language).pdf)
    for shown in ("शाम को शराब", "मीना", "7000001009", "नमक खत्म", {"hi": "गोपनीय", "en": "CONFIDENTIAL"}[language]):
        assert shown in text
    (read,), (printed,) = told(station, "identity.read"), told(station, "letter.printed")
    assert read.about == {"record": matter, "why": "check", "paper": "safety_plan"} and printed.seq == read.seq + 1
    assert found(station) == []


@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_card_says_nothing_of_her_nor_where_it_is_from(station: Desk, language: Language) -> None:
    """Eight small cards with helplines; also the file's own title says no more."""
    matter = recording.add(station, WOMAN).record
    plan = casework.record(station, PLAN, matter, SAFETY).record
    pdf = plan_papers.print_card(station, plan, language).pdf
    text = text_of(pdf)
    assert text.count("14567") == 8 and text.count({"hi": "उपयोगी फोन नम्बर", "en": "Useful numbers"}[language]) == 8
    telling = "थाना पुलिस मिशन शक्ति केन्द्र पीड़िता टोकन हिंसा MSK SAS police station mission shakti victim token violence"
    for word in [*telling.split(), "सरला", "सासनी", "हाथरस", "नमक"]:
        assert word.lower() not in text.lower()
        assert word.encode("utf-16-be") not in pdf
    assert preview.page_count(pdf) == 1
    assert told(station, "identity.read") == []
    assert {"112", "1930"} <= set(text[: text.index("14567")].replace(",", " ").split())


def test_a_number_that_somebody_checked_is_no_more_to_be_verified(station: Desk) -> None:
    """The line for who cuts the cards names only numbers that nobody has looked up."""
    assert "helpline/h112" in sources.standing(station).open
    matter = recording.add(station, WOMAN).record
    plan = casework.record(station, PLAN, matter, SAFETY).record
    text = text_of(plan_papers.print_card(station, plan, "hi").pdf)
    assert "सत्यापन शेष" in text.split("उपयोगी")[0]


@pytest.mark.parametrize("choice", ["nothing_taken", "not_asked"])
def test_who_takes_nothing_home_gets_no_card(station: Desk, choice: str) -> None:
    """Nothing is printed and nothing is logged unless she said yes to a card."""
    matter = recording.add(station, WOMAN).record
    plan = casework.record(station, PLAN, matter, {**SAFETY, "pocket_card": choice}).record
    with pytest.raises(DeskError) as error:
        plan_papers.print_card(station, plan, "hi")
    assert error.value.code is ErrorCode.CARD_NOT_WANTED
    assert told(station, "letter.printed") == []
