"""Who looked at whose identity, and which looking stands out. Owns the thresholds; accuses nobody.

A pattern is a reason to ask, not a proof: the nodal officer and the auditor see it beside the reasons that were given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from station_desk.domain.calendar import day_of, parse_moment

# A centre takes down about twenty matters on a busy day and several people share them, so one person who opens the
# identity in fifteen has looked beyond what the desk asked of them.
MANY_IN_A_DAY: Final = 15
# The closing papers, the call to tell her and the sending to the district are done within a week.
AFTER_CLOSURE: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Read:
    """One line that tells of a reading. `record` and `token` are "" where a whole day's register was opened.

    `why` is the code of the reason that was given, or the day of the register. `agreed` are those who agreed to it: a
    second officer, or two recovery sheets. `paper` is the paper that who she is was printed on, "" where it was shown.
    """

    at: str
    person: str
    record: str
    token: str
    kind: str
    why: str
    agreed: tuple[str, ...] = ()
    paper: str = ""


class PatternCode(StrEnum):
    """One member per kind of looking that stands out."""

    MANY = "many"
    AFTER_CLOSURE = "after-closure"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What stands out in one person's reading: how many readings, of which records, from when to when."""

    code: PatternCode
    person: str
    count: int
    records: tuple[str, ...]
    first: str
    last: str


def patterns(reads: Iterable[Read], closed: Mapping[str, str]) -> list[Pattern]:
    """Return what stands out, by person. `closed` holds the moment at which a record was closed, for those that are."""
    on_a_day: dict[tuple[str, date], list[Read]] = defaultdict(list)
    late: dict[str, list[Read]] = defaultdict(list)
    for one in reads:
        if not one.record:
            continue
        on_a_day[one.person, day_of(one.at)].append(one)
        since = closed.get(one.record)
        if since and parse_moment(one.at) > parse_moment(since) + AFTER_CLOSURE:
            late[one.person].append(one)
    many = [found for found in on_a_day.values() if len(_records(found)) >= MANY_IN_A_DAY]
    return sorted(
        [
            *(_pattern(PatternCode.MANY, found) for found in many),
            *(_pattern(PatternCode.AFTER_CLOSURE, found) for found in late.values()),
        ],
        key=lambda pattern: (pattern.person, pattern.code, pattern.first),
    )


def _records(found: Iterable[Read]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.record for one in found))


def _pattern(code: PatternCode, found: list[Read]) -> Pattern:
    moments = [one.at for one in found]
    return Pattern(code, found[0].person, len(found), _records(found), min(moments), max(moments))
