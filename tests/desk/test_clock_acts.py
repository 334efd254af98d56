"""What a person writes about a statutory clock: what it begins and ends elsewhere, and that it is no word on the time."""

from __future__ import annotations

from typing import Any, Final

from station_desk.desk import case_acts, case_reading, due_list, recording, registers
from station_desk.desk.ports import Desk
from station_desk.domain.calendar import end_of_day
from station_desk.domain.clock_guard import MARK
from station_desk.domain.clocks import ClockState
from station_desk.domain.tasks import TaskKind
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
AT: Final = "2026-10-06T05:00:00Z"


def keys(desk: Desk, matter: str, kind: TaskKind) -> set[str]:
    """Return what of a kind is open."""
    return {task.key for task in case_reading.read_file(desk, matter).due if task.kind == kind}


def test_a_clock_met_is_no_mark_of_the_machines_clock(station: Desk) -> None:
    """The register of that day is printed without a word on the clock, and the line's own time is believed."""
    matter = recording.add(station, RAPED).record
    case_acts.note_met(station, matter, MEDICAL, AT)
    case_acts.note_late(station, matter, "magistrate_statement_24h", "न्यायालय में अवकाश")
    (met,) = told(station, "clock.met")
    assert MARK not in met.about
    with station.store.read() as read:
        assert log.reached_before(read, [met.seq + 2])[met.seq + 2].steady == met.at
    assert "घड़ी:" not in text_of(registers.print_day(station, station.today(), "hi").pdf)
    assert found(station) == []


def test_a_time_written_about_a_clock_counts_as_the_answer_it_stands_for(station: Desk) -> None:
    """That she was sent to the doctor ends the urgent act and begins the next clocks; what the entry says stays first."""
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
