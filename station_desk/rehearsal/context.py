"""What the playing of a day hands to the checks: each entry as it was kept, what was done in its case, both desks.

Owns the looking up of what the desks hold, each once. Judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from station_desk.desk import case_reading, reading, receiving, registers
from station_desk.desk.case_reading import CaseFile, TaskRow
from station_desk.desk.ports import Desk
from station_desk.domain.answers import Answers
from station_desk.domain.calendar import day_of
from station_desk.domain.sheets import Row
from station_desk.errors import Problem, ProblemCode
from station_desk.rehearsal.day import Day

WHY = "check"


@dataclass(frozen=True, slots=True)
class Kept:
    """One entry as it was saved: its token, what was refused on the way, what was told."""

    n: int
    entry: Mapping[str, Any] = field(repr=False)
    token: str
    record: str
    refused: tuple[Problem, ...]
    notices: tuple[Problem, ...]
    to_ask: int
    first_due: tuple[TaskRow, ...] = ()  # what was open as soon as it was saved


@dataclass(frozen=True, slots=True)
class Done:
    """One case record as it was kept: what the day file tells of it, what was refused on the way, who kept it."""

    n: int
    form: str
    record: str
    told: Mapping[str, Any] = field(repr=False)
    refused: tuple[Problem, ...]
    person: str

    def was_refused(self, path: str, code: ProblemCode) -> bool:
        """Tell whether a field was refused with a code before it was kept."""
        return any((problem.path, problem.code) == (path, code) for problem in self.refused)


@dataclass(frozen=True, slots=True)
class Result:
    """One check of one entry."""

    n: int
    what: str
    holds: bool


@dataclass(slots=True)
class Context:
    """Both desks and the day; answers, rows and what the district holds are fetched once."""

    station: Desk
    district: Desk
    day: Day
    records: Mapping[int, str]
    seats: Mapping[str, Desk]
    done: Sequence[Done] = ()
    _rows: dict[date, dict[str, Row]] = field(default_factory=dict)
    _held: dict[str, list[str]] | None = None
    _files: dict[str, CaseFile] = field(default_factory=dict)

    def answers(self, kept: Kept) -> Answers:
        """Return everything the record holds."""
        return reading.reveal(self.station, kept.record, WHY).answers

    def row(self, kept: Kept) -> Row:
        """Return the entry's row in the register of the day she came."""
        on = day_of(str(reading.matter(self.station, kept.record).facts["arrived_at"]))
        return self.rows(on)[kept.token]

    def rows(self, on: date) -> dict[str, Row]:
        """Return the register's rows of a day by token, in their order."""
        if on not in self._rows:
            self._rows[on] = {row.cells[1]: row for row in registers.day_sheet(self.station, on, "hi").rows}
        return self._rows[on]

    def file(self, kept: Kept) -> CaseFile:
        """Return the matter with everything that followed, as it stands when the day is over."""
        if kept.record not in self._files:
            self._files[kept.record] = case_reading.read_file(self.station, kept.record)
        return self._files[kept.record]

    def done_in(self, kept: Kept, form: str) -> list[Done]:
        """Return the case records of one form that were kept in a matter, in their order."""
        return [done for done in self.done if done.n == kept.n and done.form == form]

    def held(self, kept: Kept) -> list[str]:
        """Return the texts the district holds of a record."""
        return self._all_held().get(kept.record, [])

    def held_anywhere(self) -> list[str]:
        """Return every text the district holds of the station."""
        return [text for texts in self._all_held().values() for text in texts]

    def _all_held(self) -> Mapping[str, list[str]]:
        if self._held is None:
            self._held = {}
            for record, text in receiving.parts_held(self.district, self.station.office.code):
                self._held.setdefault(record, []).append(text)
        return self._held


Check = Callable[[Context, Kept], bool]
