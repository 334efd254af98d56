"""The morning papers of a real office: what is due, whom to call."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import pytest

from station_desk.desk import call_list, casework, due_sheet, office, recording
from station_desk.desk.ports import Desk
from station_desk.domain.case import FOLLOW_UP, PLAN, PROMISE
from station_desk.domain.fields import Language
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from tests.desk.test_casework import PROMISED
from tests.referrals import NUMBER, RESTRICTED, WOMAN, text_of, told
from tests.referrals import PLAN as SAFETY
from tests.staff import add_staff, found

DAY: Final = date(2026, 10, 6)
PROMISED_TODAY: Final = {**PROMISED, "by_when": "06-10-2026"}
CALL: Final = {"due": "06-10-2026 13:00", "way": "safe_call"}


def to_call(desk: Desk, **more: Any) -> str:
    """Keep a matter with a call that is due today."""
    matter = recording.add(desk, {**WOMAN, **more}).record
    casework.record(desk, FOLLOW_UP, matter, CALL)
    return matter


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("hi", ("वादा: बच्चों को ससुराल से लाना", "तुरन्त, 06-10-2026", "173(2)", "मजिस्ट्रेट", "गोपनीय: स्क्रीन पर देखें")),
        (
            "en",
            (
                "Promise: बच्चों को ससुराल से लाना",
                "at once, 06-10-2026",
                "173(2)",
                "Magistrate",
                "restricted: see the screen",
            ),
        ),
    ],
)
def test_what_is_due_stands_by_token_without_a_name(station: Desk, language: Language, words: tuple[str, ...]) -> None:
    """Clocks with section and who is told, promises; of a restricted matter none of the words that people wrote."""
    open_matter = recording.add(station, WOMAN).record
    hidden = recording.add(station, RESTRICTED).record
    casework.record(station, PROMISE, open_matter, PROMISED_TODAY)
    casework.record(station, PROMISE, hidden, {**PROMISED_TODAY, "what": "मेडिकल में साथ जाना"})
    printed = due_sheet.print_due(station, DAY, language)
    text = text_of(printed.pdf)
    for word in (*words, "0001", "0002"):
        assert word in text
    for kept in ("सरला", NUMBER, "बिहारीपुर", "मेडिकल में साथ"):
        assert kept not in text
    assert told(station, "identity.read") == []
    (line,) = told(station, "sheet.printed")
    assert (line.about["paper"], line.about["day"], line.about["page1"]) == (
        "due_sheet",
        "2026-10-06",
        printed.page_sha256[0],
    )


def test_the_oldest_stands_first_and_says_how_late_it_is(station: Desk) -> None:
    """What is due later is not there; two days on, what was missed leads."""
    matter = recording.add(station, WOMAN).record
    casework.record(station, PROMISE, matter, {**PROMISED, "by_when": "08-10-2026", "what": "दूसरी बात"})
    casework.record(station, PROMISE, matter, PROMISED_TODAY)
    assert "दूसरी बात" not in text_of(due_sheet.print_due(station, DAY, "hi").pdf)
    text = text_of(due_sheet.print_due(station, DAY + timedelta(days=2), "hi").pdf)
    assert text.index("बच्चों को") < text.index("दूसरी बात")
    assert "2 दिन बीते" in text


def test_a_line_nobody_found_in_a_law_is_marked(station: Desk) -> None:
    """An unsourced clock prints with the words that it is still to be verified."""
    child = {**RESTRICTED, "age_years": 15, "gender": "girl", "consent_by": "guardian_child"}
    recording.add(station, child)
    assert "(सत्यापन शेष)" in text_of(due_sheet.print_due(station, DAY + timedelta(days=90), "hi").pdf)


def test_a_matter_kept_from_the_person_is_on_no_sheet(station: Desk) -> None:
    """Of a sealed matter who may not see it prints not even the token."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    linked = {"respondents": [{"relation": "husband", "station_or_staff_link": "yes"}]}
    to_call(station, **linked)
    assert "0001" in text_of(due_sheet.print_due(station, DAY, "hi").pdf)
    office.leave(station)
    desk = staff.at_desk(station.folder, Role.CENTRE_STAFF)
    assert "0001" not in text_of(due_sheet.print_due(desk, DAY, "hi").pdf)
    assert "0001" not in text_of(call_list.print_calls(desk, DAY, "hi").pdf)
    office.leave(desk)


@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_number_is_printed_only_in_its_safe_hour(station: Desk, language: Language) -> None:
    """At noon: the number of who may be called now, the hours alone of who may be called this evening."""
    now = to_call(station)
    casework.record(station, PLAN, now, SAFETY)
    evening = to_call(station, safe_phone="7000002222", safe_time=["18_19"], say_who_is_calling="बैंक वाली दीदी")
    text = text_of(call_list.print_calls(station, DAY, language).pdf)
    for shown in (NUMBER, "सिलाई केन्द्र", "नमक खत्म", "बैंक वाली", "देवर"):
        assert shown in text
    assert "7000002222" not in text and "सरला" not in text
    reads = [line.about for line in told(station, "identity.read")]
    assert reads == [{"record": matter, "why": "call", "paper": "call_list"} for matter in (now, evening)]
    assert found(station) == []


def test_who_may_not_be_called_today_stands_apart_with_the_reason(station: Desk) -> None:
    """The safe hour is over, on another day, or she said no: neither number nor caller is printed."""
    to_call(station, safe_time=["09_10"])
    to_call(station, safe_day=["friday"])
    to_call(station, may_call="no")
    text = text_of(call_list.print_calls(station, DAY, "hi").pdf)
    listed, _, apart = text.partition("आज फोन नहीं")
    assert "MSK" not in listed and apart.count("MSK/SAS/2026/") == 3
    assert "अगला: 13-10-2026 09:00" in apart and "अगला: 09-10-2026 12:00" in apart and "मना किया" in apart
    assert NUMBER not in text and "सिलाई" not in text


def test_a_visit_is_no_call_and_tomorrow_has_no_numbers(station: Desk) -> None:
    """A home visit is not on the list; a list printed for another day holds hours, never a number."""
    matter = recording.add(station, {**WOMAN, "safe_day": ["any_day"]}).record
    casework.record(station, FOLLOW_UP, matter, {**CALL, "way": "home_visit"})
    assert "MSK/SAS" not in text_of(call_list.print_calls(station, DAY, "hi").pdf)
    to_call(station, safe_day=["any_day"], safe_time=["any_time"])
    text = text_of(call_list.print_calls(station, DAY + timedelta(days=1), "hi").pdf)
    assert "सिलाई" in text and NUMBER not in text and "अभी नहीं:" in text


def test_the_list_wants_the_right_to_ask_who_she_is(station: Desk) -> None:
    """An auditor sees neither matters nor identities, so neither sheet is theirs to print."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.AUDITOR)
    to_call(station)
    office.leave(station)
    desk = staff.at_desk(station.folder, Role.AUDITOR)
    for act in (call_list.print_calls, due_sheet.print_due):
        with pytest.raises(DeskError) as error:
            act(desk, DAY, "hi")
        assert error.value.code is ErrorCode.NOT_ALLOWED
    office.leave(desk)
