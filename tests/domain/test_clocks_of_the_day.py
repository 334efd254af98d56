"""The recorded day against its own list of clocks: which start, from when, until when. The list is the gold.

The day names clocks by hand; the board computes them from the same intake. Where the two differ and the day is in the
wrong, or tells something that no intake field holds, it stands below with the reason. Nothing in the program knows
an entry of this day.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import pytest

from station_desk.domain.answers import Answers, Around, clean
from station_desk.domain.calendar import write_moment
from station_desk.domain.clocks import Clock, ClockAct, ClockState, LimitKind, board
from station_desk.errors import ProblemCode
from station_desk.rehearsal import day as days
from tests.domain.law_data import FORM, RESOURCES, ROWS

DAY: Final = days.read_day((RESOURCES / "demo" / "day-at-the-station.json").read_bytes())
ENTRIES: Final[Mapping[int, days.Raw]] = {entry["n"]: entry for entry in DAY.entries}
PEOPLE: Final = {person["id"]: f"person-{person['id']}" for person in DAY.staff}
TOKENS: Final = {n: f"MSK/SAS/2026/{n:04d}" for n in ENTRIES}

# What a person must write, because no field of the intake holds it: the moment from which the clock counts.
STARTED_BY_A_PERSON: Final = {
    (12, "domestic_incident_report"): "the referral to the protection officer, sent at 15:00",
    (19, "image_removal_by_platform"): "her complaint to the platform, made at 17:15",
    (28, "child_in_need_before_cwc"): "the girl was found at 22:40 the evening before she was brought here",
}
# Clocks that the board starts and the day does not list.
NOT_IN_THE_DAY: Final = {
    (14, "dv_rights_told"): "deserted by her husband and left without money, as in entry 21, which lists it: PWDVA 3",
    (25, "domestic_incident_report"): "she agreed to the protection officer, as in entries 3 and 27, which list it",
    (25, "enquiry_permission_asked"): "row 6 holds a second limit, the SOP's 24 hours to ask for the permission",
}
# Clocks whose start the day tells otherwise: (start of the board, why).
OTHER_START: Final = {
    (9, "zero_fir_written_and_read_over"): (
        "2026-10-06T11:52:00+05:30",
        "173(1) runs from the information; counted from the FIR itself it would be met before it starts",
    ),
}
# Clocks for which the day leaves the due moment out though the law gives one.
DUE_LEFT_OUT: Final = {
    (14, "ncr_fortnightly_diary"): ("2026-10-20T14:12:00+05:30", "a fortnight is 14 days"),
}
# How single clocks stand: from what the entries say software must do, and from the hand-over of 20:00.
_NIGHT: Final = "2026-10-06T20:00:00+05:30"
STOOD: Final = [
    (5, "pocso_cwc_and_special_court", "2026-10-06T16:09:59+05:30", ClockState.DUE),  # the CWC alone was told
    (5, "pocso_cwc_and_special_court", "2026-10-06T16:10:00+05:30", ClockState.MET),
    (5, "child_medical", "2026-10-09T10:00:00+05:30", ClockState.HELD),  # "not now" is no delay
    (5, "pocso_form_a_and_form_b", _NIGHT, ClockState.DUE),
    (5, "pocso_form_a_and_form_b", "2026-10-07T10:22:00+05:30", ClockState.DUE),
    (5, "pocso_form_a_and_form_b", "2026-10-07T10:22:01+05:30", ClockState.LATE),
    (9, "medical_examination", "2026-10-06T13:04:59+05:30", ClockState.DUE),
    (9, "medical_examination", _NIGHT, ClockState.MET),
    (9, "medical_report", _NIGHT, ClockState.WAITING),
    (10, "pocso_cwc_and_special_court", "2026-10-07T12:18:00+05:30", ClockState.DUE),
    (10, "pocso_cwc_and_special_court", "2026-10-07T12:18:01+05:30", ClockState.LATE),
    (22, "workplace_complaint", "2027-10-06T10:00:00+05:30", ClockState.WAITING),  # her date was impossible
    (25, "preliminary_enquiry", "2026-10-22T17:40:00+05:30", ClockState.DUE),
    (25, "preliminary_enquiry", "2026-10-22T17:40:01+05:30", ClockState.LATE),
    (28, "child_in_need_before_cwc", "2026-10-13T20:00:00+05:30", ClockState.MET),
]
# What a row says in other words than the day.
WORDED_OTHERWISE: Final = {
    ("missing_child_fir_at_once", "section"): "the case is named: BBA (SC 2013)",
    ("refusal_to_sp_by_post", "told"): "row 7 goes on to the Magistrate, 175(3)",
    ("image_removal_by_platform", "told"): "the portal is named in full",
}


def _moment(told: str | None) -> str | None:
    return write_moment(datetime.fromisoformat(told)) if told else None


def _intake(entry: days.Raw) -> Answers:
    """Clean an entry as the desk does: a later date gets her reason, what is refused stays out."""
    now = write_moment(days.entered_at(entry))
    around = Around(date.fromisoformat(now[:10]), "SAS", frozenset(PEOPLE.values()), now)
    raw: Mapping[str, Any] = days.answers(FORM, DAY, entry, PEOPLE, TOKENS)
    for problem in clean(FORM, raw, around).problems:
        if problem.code is ProblemCode.FUTURE_DATE:
            raw = days.with_reason(raw, problem.path)
    return clean(FORM, raw, around).answers


def _acts(entry: days.Raw) -> dict[str, ClockAct]:
    gold = {row["clock"]: row for row in entry["statutory_trigger"]}
    return {
        id: ClockAct(started_at=_moment(gold[id]["starts_at"]) or "")
        for n, id in STARTED_BY_A_PERSON
        if n == entry["n"]
    }


def _board(entry: days.Raw, now: str | None = None, acts: Mapping[str, ClockAct] | None = None) -> dict[str, Clock]:
    at = _moment(now) or write_moment(days.entered_at(entry))
    wrote = _acts(entry) if acts is None else acts
    return {clock.row.id: clock for clock in board(ROWS, FORM, _intake(entry), wrote, at, doubtful=False)}


@pytest.mark.parametrize("n", ENTRIES)
def test_the_clocks_of_an_entry_are_those_of_the_day(n: int) -> None:
    """The same clocks start, no more and no fewer, save those of the lists above."""
    gold = {row["clock"] for row in ENTRIES[n]["statutory_trigger"]}
    more = {id for entry, id in NOT_IN_THE_DAY if entry == n}
    assert not more & gold, "listed as missing from the day, but it is there"
    assert set(_board(ENTRIES[n])) == gold | more


@pytest.mark.parametrize("n", ENTRIES)
def test_each_clock_of_an_entry_starts_and_ends_as_the_day_says(n: int) -> None:
    """Start and due moment are equal; "forthwith" has no due moment in the day and is due at its start here."""
    found = _board(ENTRIES[n])
    for row in ENTRIES[n]["statutory_trigger"]:
        clock, key = found[row["clock"]], (n, row["clock"])
        start, due = _moment(row["starts_at"]), _moment(row["due_at"])
        if key in OTHER_START:
            assert _moment(OTHER_START[key][0]) != start, "listed as different, but it is equal"
            start = _moment(OTHER_START[key][0])
        if key in DUE_LEFT_OUT:
            assert due is None, "listed as left out, but it is there"
            due = _moment(DUE_LEFT_OUT[key][0])
        if clock.row.limit.kind is LimitKind.FORTHWITH:
            assert due is None
            due = start
        assert (clock.starts_at, clock.due_at) == (start, due), row["clock"]


@pytest.mark.parametrize(("n", "id"), STARTED_BY_A_PERSON)
def test_a_clock_that_a_person_starts_stands_on_the_board_before_that(n: int, id: str) -> None:
    """The intake alone brings it onto the board; the person's line only moves its start, and is needed for it."""
    alone, told = _board(ENTRIES[n], acts={})[id], _board(ENTRIES[n])[id]
    assert alone.starts_at != told.starts_at == _acts(ENTRIES[n])[id].started_at
    assert set(_board(ENTRIES[n], acts={})) == set(_board(ENTRIES[n]))


@pytest.mark.parametrize(("n", "id", "now", "state"), STOOD)
def test_a_clock_of_the_day_stands_as_the_day_tells(n: int, id: str, now: str, state: ClockState) -> None:
    """Met by the times of the entry and not before; open ones run to their last second; held and waiting ones stay."""
    assert _board(ENTRIES[n], now)[id].state is state


def test_the_rows_say_what_the_day_says_of_them() -> None:
    """Row number, section, who is told and whether the text was read agree with every clock of the day."""
    rows = {row.id: row for row in ROWS}
    differing = set()
    for entry in DAY.entries:
        for told in entry["statutory_trigger"]:
            row = rows[told["clock"]]
            said = {
                "row": row.number,
                "section": row.section.en,
                "told": [one.en for one in row.told],
                "source": "found" if row.sourced else "to be checked",
            }
            differing |= {(row.id, key) for key, value in said.items() if value != told[key]}
    assert differing == set(WORDED_OTHERWISE)


def test_every_difference_listed_is_one_of_this_day() -> None:
    """No difference outlives the entry it was written for."""
    for n, id in STARTED_BY_A_PERSON:
        assert next(row for row in ENTRIES[n]["statutory_trigger"] if row["clock"] == id)["starts_at"]
    for n, _ in (*NOT_IN_THE_DAY, *OTHER_START, *DUE_LEFT_OUT):
        assert n in ENTRIES
