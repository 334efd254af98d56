"""Before a call to her: what may be shown when, that the asking is written down, and what the contact keeps of it."""

from __future__ import annotations

from typing import Any, Final

import pytest

from station_desk.desk import calling, casework, recording
from station_desk.desk.law import consent_stops
from station_desk.desk.ports import Desk, intake_form
from station_desk.domain.case import FOLLOW_UP, PLAN
from station_desk.domain.gates import WhyNot
from station_desk.domain.log import read_headers
from station_desk.store import log
from tests.desk.test_casework import BEATEN
from tests.staff import found

SAFE: Final[dict[str, Any]] = {
    **BEATEN,
    "may_contact": "yes",
    "safe_phone_owner": "own",
    "safe_phone": "7000001003",
    "safe_time": ["12_13"],
    "safe_day": ["any_day"],
    "may_call": "yes",
    "say_who_is_calling": "सिलाई वाली",
}
CALLED: Final = {
    "due": "12:00",
    "way": "safe_call",
    "done_at": "12:00",
    "reached": "no",
    "no_next_reason": "work_done",
}


def looks(desk: Desk) -> list[tuple[str, str]]:
    """Whose identity was read and why, look by look."""
    with desk.store.read() as read:
        headers = list(read_headers(line.header for line in log.lines(read)))
    return [(str(one.about["record"]), str(one.about["why"])) for one in headers if one.kind == "identity.read"]


@pytest.mark.parametrize(
    ("more", "number", "why_not", "next_at"),
    [
        ({}, "7000001003", None, None),
        ({"safe_time": ["15_16"]}, "", WhyNot.OUTSIDE_HOURS, "2026-10-06T09:30:00Z"),
        ({"safe_day": ["wednesday"]}, "", WhyNot.OUTSIDE_HOURS, "2026-10-07T06:30:00Z"),
        ({"may_call": "no"}, "", WhyNot.NO_CALLS, None),
    ],
)
def test_each_asking_is_a_line_of_the_log_whatever_the_answer(
    station: Desk, more: dict[str, Any], number: str, why_not: WhyNot | None, next_at: str | None
) -> None:
    """The number comes only while she may be called; the asking is written down either way."""
    matter = recording.add(station, {**SAFE, **more}).record
    shown = calling.call_gate(station, matter)
    assert (shown.gate.number, shown.gate.why_not, shown.gate.next_at) == (number, why_not, next_at)
    assert looks(station) == [(matter, "call")]
    assert "7000001003" not in repr(shown)
    assert found(station) == []


def test_the_code_word_of_her_newest_plan_is_told(station: Desk) -> None:
    """Who calls must know the word by which she asks for help."""
    matter = recording.add(station, SAFE).record
    plan = {"made_on": "06-10-2026", "danger_times": "शाम को", "code_word": "हल्दी", "pocket_card": "nothing_taken"}
    casework.record(station, PLAN, matter, plan)
    shown = calling.call_gate(station, matter)
    assert shown.code_word == "हल्दी"
    assert "हल्दी" not in repr(shown)


def test_a_contact_keeps_when_the_rules_were_shown_to_who_writes_it(station: Desk) -> None:
    """Not shown: not stamped. Shown for another matter: not stamped. Shown for this one today: the moment stands."""
    one, other = (recording.add(station, SAFE).record for _ in range(2))
    contact = {**CALLED, "done_by": station.person.id}
    casework.record(station, FOLLOW_UP, one, contact)
    at = calling.call_gate(station, other).at
    casework.record(station, FOLLOW_UP, one, contact)
    casework.record(station, FOLLOW_UP, other, contact)
    kept = [record.answers.get("safe_gate_shown") for record in casework.read(station, one).case.of(FOLLOW_UP)]
    assert kept == [None, None]
    (record,) = casework.read(station, other).case.of(FOLLOW_UP)
    assert record.answers["safe_gate_shown"] == at


def test_what_a_withdrawal_stops_is_told_for_every_row() -> None:
    """No row of the consent is without a sentence, and no sentence without a row."""
    rows = {row.code for row in intake_form().field("consent_matrix").rows}
    assert set(consent_stops()) == rows
