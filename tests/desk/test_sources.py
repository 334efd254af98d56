"""What the law says is marked as to be verified until a nodal officer wrote where they looked it up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from station_desk.desk import office, sources
from station_desk.desk.ports import Desk
from station_desk.domain.fields import Wording
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from tests.staff import add_staff, found


def test_a_line_is_verified_by_a_nodal_officer_and_by_nobody_else(station: Desk) -> None:
    """With source, day and name; the mark is gone for everybody, and nothing in the log is amiss."""
    staff = add_staff(station, Role.NODAL_OFFICER)
    line = min(sources.standing(station).open)
    day = station.today()
    with pytest.raises(DeskError) as refused:
        sources.record_source(station, line, "राजपत्र", day)
    assert refused.value.code is ErrorCode.NOT_ALLOWED
    office.leave(station)
    desk = staff.at_desk(station.folder, Role.NODAL_OFFICER)
    for source, on, code in (
        (" ", day, ErrorCode.REASON_NEEDED),
        ("रा" * 200, day, ErrorCode.REASON_LONG),
        ("राजपत्र", day + timedelta(days=1), ErrorCode.MOMENT_AHEAD),
    ):
        with pytest.raises(DeskError) as wrong:
            sources.record_source(desk, line, source, on)
        assert wrong.value.code is code
    sources.record_source(desk, line, "राजपत्र, असाधारण, 25-12-2023", day)
    assert line not in sources.standing(desk).open
    told = {known.id: done for known, done in sources.standing(desk).lines}[line]
    assert told is not None and (told.source, told.day, told.person) == (
        "राजपत्र, असाधारण, 25-12-2023",
        day.isoformat(),
        desk.person.id,
    )
    assert found(desk) == []
    office.leave(desk)


def test_other_words_are_to_be_verified_anew(station: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was checked is the text that stood there, not whatever stands there later."""
    staff = add_staff(station, Role.NODAL_OFFICER)
    office.leave(station)
    desk = staff.at_desk(station.folder, Role.NODAL_OFFICER)
    line = min(sources.standing(desk).open)
    sources.record_source(desk, line, "राजपत्र", date(2026, 10, 6))
    lines = tuple(
        sources.LawLine(known.id, known.words, known.words, known.sourced) if known.id == line else known
        for known in sources.law_lines()
    )
    monkeypatch.setattr(sources, "law_lines", lambda: lines)
    assert line in sources.standing(desk).open
    office.leave(desk)


def test_what_is_told_with_a_line_is_checked_with_it() -> None:
    """The hours of a clock and the number of a helpline are part of what somebody looked up."""
    lines = {line.id: line for line in sources.law_lines()}
    clock, helpline = lines["clock/medical_examination"], lines["helpline/h112"]
    assert (clock.kind, clock.more.hi) == ("clock", "24 घण्टे के भीतर")
    assert (helpline.kind, helpline.more.hi) == ("helpline", "112")
    assert replace(clock, more=Wording("48 घण्टे के भीतर", "within 48 hours")).sha256 != clock.sha256


def test_every_line_has_one_name() -> None:
    """No two lines share an id, and some are still to be verified."""
    ids = [line.id for line in sources.law_lines()]
    assert len(ids) == len(set(ids)) > 100
    assert any(not line.sourced for line in sources.law_lines())
