"""What a person writes about a statutory clock: what it begins and ends elsewhere; that it is no word on the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, Final

import pytest

from station_desk.desk import case_acts, case_reading, due_list, recording, registers
from station_desk.desk.ports import Desk
from station_desk.domain.calendar import end_of_day
from station_desk.domain.clock_guard import MARK
from station_desk.domain.clocks import ClockState
from station_desk.domain.tasks import TaskKind
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import PracticeClock
from station_desk.store import log
from tests.desk.test_casework import BEATEN
from tests.referrals import text_of, told
from tests.staff import found

MEDICAL: Final = "medical_examination"
RAPED: Final[dict[str, Any]] = {
    **BEATEN,
    "matter_heads": ["rape_attempt"],
    "danger_signs": ["forced_sex"],
    "risk_decided": "high",
    "information_time": "09:40",
    "medical": {"offered_at": "09:45", "consent": "yes"},
}
_EARLY: Final = ErrorCode.MOMENT_EARLY
AT: Final = "2026-10-06T05:00:00Z"


def keys(desk: Desk, matter: str, kind: TaskKind) -> set[str]:
    """Return what of a kind is open."""
    return {task.key for task in case_reading.read_file(desk, matter).due if task.kind == kind}


def test_a_clock_met_is_no_mark_of_the_machines_clock(station: Desk) -> None:
    """The register of that day is printed without a word on the clock, and the line's own time is believed."""
    matter = recording.add(station, RAPED).record
    assert isinstance(station.clock, PracticeClock)
    station.clock.advance(timedelta(minutes=5))
    case_acts.note_met(station, matter, MEDICAL, AT)
    case_acts.note_met(station, matter, "woman_officer_records", AT)
    met, after = told(station, "clock.met")
    assert MARK not in met.about
    with station.store.read() as read:
        assert log.reached_before(read, [after.seq])[after.seq].steady == met.at
    assert "घड़ी:" not in text_of(registers.print_day(station, station.today(), "hi").pdf)
    assert found(station) == []


def test_a_time_written_about_a_clock_counts_as_the_answer_it_stands_for(station: Desk) -> None:
    """That she was sent to the doctor ends the urgent act and begins the next clocks."""
    matter = recording.add(station, RAPED).record
    assert "medical_with_consent" in keys(station, matter, TaskKind.ACTION)
    assert not {"medical_report", "hospital_free_treatment"} & keys(station, matter, TaskKind.CLOCK)
    case_acts.note_met(station, matter, MEDICAL, AT)
    assert "medical_with_consent" not in keys(station, matter, TaskKind.ACTION)
    clocks = {clock.row.id: clock for clock in case_reading.read_file(station, matter).clocks}
    assert clocks["medical_report"].state is ClockState.WAITING
    assert found(station) == []


def test_a_limit_of_hours_is_seen_as_long_as_it_runs(station: Desk) -> None:
    """Due tomorrow morning, on the list of today; what is due tomorrow for another reason is not."""
    recording.add(station, {**RAPED, "review_due": "07-10-2026 09:00"})
    rows = due_list.due_tasks(station, end_of_day(station.today().isoformat()))
    assert MEDICAL in {row.due.task.key for row in rows}
    assert TaskKind.REVIEW not in {row.due.task.kind for row in rows}


def refused(act: Callable[[], object]) -> ErrorCode:
    """Return why an act is refused."""
    with pytest.raises(DeskError) as error:
        act()
    return error.value.code


def test_a_time_before_the_clock_began_does_not_meet_it(station: Desk) -> None:
    """Nothing done in 2020 was done in time today, an empty time takes nothing back, and nobody writes ahead."""
    matter = recording.add(station, RAPED).record
    assert refused(lambda: case_acts.note_met(station, matter, MEDICAL, "2020-01-01T00:00:00Z")) is _EARLY
    assert refused(lambda: case_acts.note_met(station, matter, "medical_report", "2020-01-01T00:00:00Z")) is _EARLY
    ahead = "2026-10-06T07:00:00Z"
    assert refused(lambda: case_acts.note_met(station, matter, MEDICAL, ahead)) is ErrorCode.MOMENT_AHEAD
    for odd in ("", "1", "2026-99-99T00:00:00Z"):
        with pytest.raises(ValueError, match=r"."):
            case_acts.note_met(station, matter, MEDICAL, odd)
    assert MEDICAL in keys(station, matter, TaskKind.CLOCK)
    assert told(station, "clock.met") == []


def test_a_clock_that_was_told_is_not_told_otherwise(station: Desk) -> None:
    """Met late stays met late; a clock that began does not begin anew later. A wrong time is corrected in the entry."""
    matter = recording.add(station, RAPED).record
    assert isinstance(station.clock, PracticeClock)
    assert refused(lambda: case_acts.note_started(station, matter, MEDICAL, AT)) is ErrorCode.CLOCK_TOLD
    station.clock.advance(timedelta(hours=30))
    case_acts.note_met(station, matter, MEDICAL, station.now())
    for again in (AT, station.now()):
        assert refused(partial(case_acts.note_met, station, matter, MEDICAL, again)) is ErrorCode.CLOCK_TOLD
    clocks = {clock.row.id: clock for clock in case_reading.read_file(station, matter).clocks}
    assert clocks[MEDICAL].state is ClockState.MET_LATE
    case_acts.note_started(station, matter, "medical_report", station.now())
    assert refused(lambda: case_acts.note_started(station, matter, "medical_report", AT)) is ErrorCode.CLOCK_TOLD
    assert found(station) == []


def test_why_it_is_late_is_written_once_it_is(station: Desk) -> None:
    """A reason written beforehand would take the clock out of what a closure has to explain."""
    matter = recording.add(station, RAPED).record
    assert isinstance(station.clock, PracticeClock)
    for clock in (MEDICAL, "medical_report", "magistrate_statement_24h"):
        assert refused(partial(case_acts.note_late, station, matter, clock, "भीड़")) is ErrorCode.CLOCK_NOT_LATE
    station.clock.advance(timedelta(hours=30))
    case_acts.note_late(station, matter, MEDICAL, "चिकित्सक नहीं मिलीं")
    clocks = {clock.row.id: clock for clock in case_reading.read_file(station, matter).clocks}
    assert clocks[MEDICAL].state is ClockState.LATE_EXPLAINED
    assert found(station) == []
