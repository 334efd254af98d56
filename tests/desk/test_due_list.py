"""What is due, in the words of the law or of the record; the oldest first; nothing of what is kept from the person."""

from __future__ import annotations

from typing import Final

import pytest

from station_desk.desk import casework, due_list, recording, sources, walls
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.ports import Desk
from station_desk.domain.calendar import end_of_day
from station_desk.domain.case import PROMISE, REFERRAL
from station_desk.domain.roles import Role
from tests.conftest import PASSPHRASE
from tests.desk.test_casework import BEATEN, PROMISED
from tests.staff import Staff, add_staff, seat

UNTIL: Final = end_of_day("2026-10-06")


@pytest.fixture
def staff(station: Desk) -> Staff:
    """The officer of the house and the nodal officer."""
    return add_staff(station, Role.HOUSE_OFFICER, Role.NODAL_OFFICER)


def raped(**more: object) -> dict[str, object]:
    """Return an entry with clocks of a day that began yesterday afternoon."""
    return {**BEATEN, "matter_heads": ["rape_attempt"], "information_time": "05-10-2026 15:00", **more}


def test_each_row_says_what_is_to_be_done(station: Desk) -> None:
    """A clock its title, section and who is told; a promise what was promised; the earliest comes first."""
    matter = recording.add(station, raped()).record
    casework.record(station, PROMISE, matter, {**PROMISED, "by_when": "04-10-2026"})
    rows = due_list.due_tasks(station, UNTIL)
    assert [row.due.task.due_at for row in rows] == sorted(row.due.task.due_at for row in rows)
    told = {row.due.task.key: row for row in rows if row.due.task.kind == "clock"}
    medical = told["medical_examination"]
    assert medical.says.what is not None and medical.says.section is not None
    assert medical.says.what.hi.startswith("चिकित्सीय परीक्षण")
    assert (medical.says.section.en, medical.due.task.due_at) == ("BNSS 184(1)", "2026-10-06T09:30:00Z")
    assert [whom.en for whom in medical.says.told] == ["Government or local hospital"]
    (promise,) = (row for row in rows if row.due.task.kind == "promise")
    assert promise.says.what is not None and promise.says.what.hi == PROMISED["what"]
    assert promise == rows[0]
    assert str(PROMISED["what"]) not in repr(rows)
    assert REFERRAL not in {row.due.task.kind for row in rows}


def test_the_mark_of_unverified_law_goes_when_a_source_is_recorded(station: Desk, staff: Staff) -> None:
    """It stands on just the clocks whose text was not found, and on none that somebody has looked up."""
    recording.add(station, raped())
    marked = {row.due.task.key: row.to_verify for row in due_list.due_tasks(station, UNTIL)}
    assert marked["magistrate_statement_24h"] is True
    assert marked["medical_examination"] is False
    nodal = seat(station, staff.second(Role.NODAL_OFFICER))
    sources.record_source(nodal, "clock/magistrate_statement_24h", "निर्णय की प्रति", nodal.today())
    after = {row.due.task.key: row.to_verify for row in due_list.due_tasks(nodal, UNTIL)}
    assert after == {**marked, "magistrate_statement_24h": False}


def test_nothing_of_a_matter_kept_from_somebody_is_due_for_them(station: Desk, staff: Staff) -> None:
    """Not even that something is due in it."""
    matter = recording.add(station, raped()).record
    house = seat(station, staff.second(Role.HOUSE_OFFICER))
    assert due_list.due_tasks(house, UNTIL)
    walls.put_up(house, matter, station.person.id)
    head = seat(house, SecondPerson(station.person.id, PASSPHRASE))
    assert due_list.due_tasks(head, UNTIL) == []


def test_urgent_actions_of_one_matter_are_one_row(station: Desk) -> None:
    """One bad matter never pushes the others off the screen: its actions stand in one row that counts them."""
    recording.add(station, {**BEATEN, "danger_signs": ["threat_to_kill", "choking_or_stopped_breath"]})
    recording.add(station, {**BEATEN, "name": "रामवती", "danger_signs": ["threat_to_kill"]})
    tasks = due_list.due_tasks(station, "2026-12-31T00:00:00Z")
    actions = [task for task in tasks if task.due.task.kind == "action"]
    rows = [row for row in due_list.folded(tasks) if row.due.task.kind == "action"]
    assert len(rows) == 2
    assert sum(1 + row.more for row in rows) == len(actions) > 2
    assert len(due_list.folded(tasks)) == len(tasks) - len(actions) + 2
