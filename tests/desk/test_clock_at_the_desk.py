"""A wrong clock at a real desk: flagged on the line, never refused; a person's word for the day is what counts then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from station_desk.desk import keeping, office, reading, recording, registers
from station_desk.desk.ports import Desk
from station_desk.domain.log import read_header
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import PracticeClock
from station_desk.store import log
from tests.conftest import NOON
from tests.entries import ELDER


def _jump(desk: Desk, days: int) -> None:
    assert isinstance(desk.clock, PracticeClock)
    desk.clock.jump(NOON + timedelta(days=days))


def _newest_about(desk: Desk) -> dict[str, object]:
    with desk.store.read() as read:
        (line,) = log.lines(read, log.head(read).size)
    return dict(read_header(line.header).about)


@pytest.mark.parametrize(("days", "said"), [(-400, "back"), (400, "ahead")])
def test_day_is_asked_for_once_before_a_token(station: Desk, days: int, said: str) -> None:
    """A jump flags every line; a token waits for the day, then its year and the register go by what was said."""
    saved = recording.add(station, ELDER)
    _jump(station, days)
    reading.reveal(station, saved.record, "look")
    assert _newest_about(station)["clock"] == said
    with pytest.raises(DeskError) as asked:
        recording.add(station, ELDER)
    assert asked.value.code is ErrorCode.DATE_UNCONFIRMED
    keeping.confirm_date(station, date(2026, 10, 7))
    after = recording.add(station, ELDER)
    assert after.token == "MSK/SAS/2026/0002"
    assert _newest_about(station)["clock"] == "confirmed"
    assert reading.matter(station, after.record).row.arrived_day == "2026-10-07"
    assert registers.print_day(station, date(2026, 10, 7), "hi").rows == 1
    assert keeping.verify_log(station).findings == ()


def test_clock_that_was_put_right_is_not_asked_about(station: Desk) -> None:
    """A jump back by a year and a sign-in after the clock was mended: nothing is flagged any more."""
    folder = station.folder
    _jump(station, -400)
    office.leave(station)
    with office.at_desk(folder, "शान्त नीली नदी पर सात नावें", practice_at=NOON + timedelta(hours=1)) as desk:
        recording.add(desk, ELDER)
        assert "clock" not in _newest_about(desk)
        assert keeping.verify_log(desk).findings == ()
