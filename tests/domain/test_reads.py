"""Which looking at identities stands out."""

from __future__ import annotations

from datetime import datetime, timedelta

from station_desk.domain.calendar import INDIA, write_moment
from station_desk.domain.reads import AFTER_CLOSURE, MANY_IN_A_DAY, Pattern, PatternCode, Read, patterns

NOON = datetime(2026, 10, 6, 12, 0, tzinfo=INDIA)
MINUTE = timedelta(minutes=1)


def read(person: str, record: str, at: datetime = NOON) -> Read:
    """One asking for an identity."""
    return Read(write_moment(at), person, record, "MSK/SAS/2026/0001", "identity.read", "check")


def test_a_day_of_ordinary_work_is_no_pattern() -> None:
    """Fewer than the threshold, or the same few again and again, is work."""
    few = [read("a", f"r{number}", NOON + number * MINUTE) for number in range(MANY_IN_A_DAY - 1)]
    assert patterns([*few, *few, *few], {}) == []
    two_people = [read(person, f"r{number}") for person in "ab" for number in range(MANY_IN_A_DAY - 1)]
    assert patterns(two_people, {}) == []


def test_one_person_opening_many_on_one_day_stands_out() -> None:
    """Different records count, on one Indian day; each such day is told by itself."""
    many = [read("a", f"r{number}", NOON + number * MINUTE) for number in range(MANY_IN_A_DAY)]
    records = tuple(f"r{number}" for number in range(MANY_IN_A_DAY))
    last = write_moment(NOON + (MANY_IN_A_DAY - 1) * MINUTE)
    expected = Pattern(PatternCode.MANY, "a", MANY_IN_A_DAY + 1, records, write_moment(NOON), last)
    assert patterns([*many, read("a", "r0", NOON), read("b", "r0")], {}) == [expected]
    midnight = datetime(2026, 10, 7, 0, 0, tzinfo=INDIA)
    around = [read("a", f"r{number}", midnight + (number - 7) * MINUTE) for number in range(MANY_IN_A_DAY)]
    assert patterns(around, {}) == []
    next_day = [read("a", f"r{number}", NOON + timedelta(days=1)) for number in range(MANY_IN_A_DAY)]
    assert len(patterns([*many, *next_day], {})) == 2


def test_looking_long_after_closure_stands_out() -> None:
    """The week after closing is for the closing's own work; after it, looking asks for a reason."""
    closed = {"r1": write_moment(NOON), "r2": write_moment(NOON)}
    in_time, late = NOON + AFTER_CLOSURE, NOON + AFTER_CLOSURE + MINUTE
    assert patterns([read("a", "r1", in_time), read("a", "r3", late)], closed) == []
    found = patterns([read("a", "r1", late), read("a", "r2", late + MINUTE), read("b", "r1", in_time)], closed)
    both = ("r1", "r2")
    assert found == [Pattern(PatternCode.AFTER_CLOSURE, "a", 2, both, write_moment(late), write_moment(late + MINUTE))]


def test_a_whole_register_is_no_single_matter() -> None:
    """Printing or looking at a day's register names no record and makes no pattern."""
    papers = [Read(write_moment(NOON), "a", "", "", "register.printed", "2026-10-06")] * 50
    assert patterns(papers, {}) == []
