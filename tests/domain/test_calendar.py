"""Dates and moments as people type them."""

from datetime import date

import pytest

from station_desk.domain.calendar import DateRefusedError, day_of, read_date, read_moment, show_date, show_moment
from station_desk.errors import ProblemCode

TODAY = date(2026, 10, 6)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("06.10.2026", "2026-10-06"),
        ("6/10/26", "2026-10-06"),
        ("०६-१०-२०२६", "2026-10-06"),
        ("06 अक्टूबर 2026", "2026-10-06"),
        ("2 नवंबर 2026", "2026-11-02"),
        ("3 Oct 2026", "2026-10-03"),
        ("2026-10-06", "2026-10-06"),
        ("दि0 05/10/2026", "2026-10-05"),
        ("14-02-85", "1985-02-14"),
        ("आज", "2026-10-06"),
    ],
)
def test_a_date_is_read_the_ways_it_is_written(typed: str, kept: str) -> None:
    """Every style seen in UP press notes and at the desk, in either digit set, reads as the same day."""
    assert read_date(typed, TODAY) == kept


@pytest.mark.parametrize("typed", ["29/02/2026", "31.09.2026", "2026-13-01", "0/10/2026", "13/2026"])
def test_an_impossible_date_is_refused_not_moved(typed: str) -> None:
    """31 September is never taken for 1 October."""
    with pytest.raises(DateRefusedError) as refused:
        read_date(typed, TODAY, partial=True)
    assert refused.value.code is ProblemCode.NO_SUCH_DATE


@pytest.mark.parametrize("typed", ["कल", "भादों की अमावस", "4,200/-", "12", "जेठ का महीना 2025", "6000001002"])
def test_words_that_are_no_date_are_refused(typed: str) -> None:
    """No exact date is invented from words or amounts."""
    with pytest.raises(DateRefusedError) as refused:
        read_date(typed, TODAY, partial=True)
    assert refused.value.code is ProblemCode.NOT_A_DATE


@pytest.mark.parametrize(
    ("typed", "kept"), [("07/2026", "2026-07"), ("जुलाई 2026", "2026-07"), ("2026-07", "2026-07"), ("2019", "2019")]
)
def test_a_month_or_year_alone_counts_only_where_allowed(typed: str, kept: str) -> None:
    """A month is kept as a month; where a day is needed it is asked for."""
    assert read_date(typed, TODAY, partial=True) == kept
    with pytest.raises(DateRefusedError) as refused:
        read_date(typed, TODAY)
    assert refused.value.code is ProblemCode.DATE_NOT_EXACT


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-10-06T08:35:00+05:30", "2026-10-06T03:05:00Z"),
        ("14:05", "2026-10-06T08:35:00Z"),
        ("०६.१०.२०२६ १४.०५ बजे", "2026-10-06T08:35:00Z"),
        ("05-10-2026 23:50", "2026-10-05T18:20:00Z"),
        ("2026-10-06T03:05:00Z", "2026-10-06T03:05:00Z"),
    ],
)
def test_a_moment_is_kept_in_utc(typed: str, kept: str) -> None:
    """Indian times are kept in UTC and shown in Indian time."""
    assert read_moment(typed, TODAY) == kept


@pytest.mark.parametrize("typed", ["25:00", "10:75", "सवेरे", "06.10.2026", ""])
def test_a_moment_without_a_clock_time_is_refused(typed: str) -> None:
    """The hour is asked for in words of its own."""
    with pytest.raises(DateRefusedError) as refused:
        read_moment(typed, TODAY)
    assert refused.value.code is ProblemCode.NOT_A_TIME


def test_the_day_of_a_moment_is_the_indian_day() -> None:
    """22:40 UTC is already tomorrow at the station."""
    assert day_of("2026-10-05T22:40:00Z") == date(2026, 10, 6)
    assert (show_moment("2026-10-05T22:40:00Z"), show_date("2026-07")) == ("06-10-2026 04:10", "07-2026")
