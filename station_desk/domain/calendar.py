"""Dates and times as people type them. Owns reading and the Indian day; never asks what time it is.

Dates are kept as `YYYY-MM-DD`, or `YYYY-MM` and `YYYY` where a month or year is all she knows. Moments are kept in UTC
(`2026-10-06T03:42:00Z`) and shown in Indian time, which has had one offset, +05:30, since 1945.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

from station_desk.domain.letters import fold_digits
from station_desk.errors import ProblemCode

INDIA: Final = timezone(timedelta(hours=5, minutes=30), "IST")

MONTHS_HI: Final = (
    "जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितम्बर", "अक्टूबर", "नवम्बर", "दिसम्बर",
)  # fmt: skip
DAYS_HI: Final = ("सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार")
DAYS_EN: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_WORDS: Final = {
    **{word: number for number, word in enumerate(MONTHS_HI, 1)},
    **{
        "फ़रवरी": 2, "जुलाइ": 7, "सितंबर": 9, "अक्तूबर": 10, "नवंबर": 11, "दिसंबर": 12,
        "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
        "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
    },
}  # fmt: skip
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
_TODAY_WORDS: Final = {"आज", "aaj", "today"}

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})")
_WORDED = re.compile(r"(\d{1,2})\s+([^\W\d_]\S*)\s+(\d{4}|\d{2})")
_MONTH = re.compile(r"(?:(\d{1,2})\s*[./-]\s*(\d{4})|(\d{4})-(\d{1,2})|([^\W\d_]\S*)\s+(\d{4}))")
_YEAR = re.compile(r"(?:19|20)\d\d")
_TIME = re.compile(r"(\d{1,2})\s*[:.]\s*(\d{2})(?:\s*[:.]\s*(\d{2}))?")
_ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)")


class DateRefusedError(ValueError):
    """The text is no date; `code` says in which way."""

    def __init__(self, code: ProblemCode) -> None:
        super().__init__(code.value)
        self.code = code


def read_date(text: str, today: date, *, partial: bool = False) -> str:
    """Return the ISO form of a typed date; with `partial` a month or year alone will do.

    Raises DateRefusedError: NO_SUCH_DATE for 31.09.2026 (never moved to another day), DATE_NOT_EXACT for a month where
    a day is wanted, NOT_A_DATE otherwise.
    """
    typed = fold_digits(text).strip().removeprefix("दि0").removeprefix("दिनांक").strip(" .,")
    if typed.lower() in _TODAY_WORDS:
        return today.isoformat()
    if match := _ISO.fullmatch(typed):
        return _existing(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.fullmatch(typed):
        return _existing(_year(match[3], today), int(match[2]), int(match[1]))
    if match := _WORDED.fullmatch(typed):
        month = _month(match[2])
        if month:
            return _existing(_year(match[3], today), month, int(match[1]))
    if match := _MONTH.fullmatch(typed):
        month = int(match[1] or match[4] or 0) or _month(match[5] or "")
        year = int(match[2] or match[3] or match[6])
        if month and not 1 <= month <= 12:
            raise DateRefusedError(ProblemCode.NO_SUCH_DATE)
        if month:
            _existing(year, month, 1)
            return _only_if(partial, f"{year:04d}-{month:02d}")
    if _YEAR.fullmatch(typed):
        return _only_if(partial, typed)
    raise DateRefusedError(ProblemCode.NOT_A_DATE)


def _only_if(partial: bool, value: str) -> str:
    if not partial:
        raise DateRefusedError(ProblemCode.DATE_NOT_EXACT)
    return value


def _month(word: str) -> int:
    word = word.strip(".,").lower()
    return _MONTH_WORDS.get(word) or _MONTH_WORDS.get(word[:3], 0)


def _year(digits: str, today: date) -> int:
    """Read 26 as 2026 and 85 as 1985: a two-digit year is never later than next year."""
    if len(digits) == 4:
        return int(digits)
    year = 2000 + int(digits)
    return year if year <= today.year + 1 else year - 100


def _existing(year: int, month: int, day: int) -> str:
    """Return a day that exists, between 1900 and 2100: outside that a figure was mistyped."""
    try:
        found = date(year, month, day)
    except ValueError:
        raise DateRefusedError(ProblemCode.NO_SUCH_DATE) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise DateRefusedError(ProblemCode.NO_SUCH_DATE)
    return found.isoformat()


def read_moment(text: str, today: date) -> str:
    """Return the UTC form of a typed moment: "06.10.2026 14:05", "14:05" (today) or ISO 8601 with its offset.

    Raises DateRefusedError, with NOT_A_TIME where the hour is the trouble.
    """
    typed = fold_digits(text).replace("बजे", " ").replace("समय", " ").strip()
    if _ISO_MOMENT.fullmatch(typed):
        try:
            moment = datetime.fromisoformat(typed.replace("Z", "+00:00"))
        except ValueError:
            raise DateRefusedError(ProblemCode.NO_SUCH_DATE) from None
        _existing(moment.year, moment.month, moment.day)
        return write_moment(moment)
    day, _, clock = typed.replace("T", " ").rpartition(" ")
    time = _TIME.fullmatch(clock)
    if not time:
        raise DateRefusedError(ProblemCode.NOT_A_TIME)
    hour, minute, second = int(time[1]), int(time[2]), int(time[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise DateRefusedError(ProblemCode.NOT_A_TIME)
    on = date.fromisoformat(read_date(day, today)) if day.strip() else today
    return write_moment(datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=INDIA))


def write_moment(moment: datetime) -> str:
    """Write an aware datetime as it is kept."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_moment(kept: str) -> datetime:
    """Read a kept moment back as an aware UTC datetime."""
    return datetime.strptime(kept, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def day_of(kept: str) -> date:
    """Return the Indian day of a kept moment."""
    return parse_moment(kept).astimezone(INDIA).date()


def end_of_day(day: str) -> str:
    """Return the kept moment at which an Indian day (ISO) is over."""
    midnight = datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), INDIA)
    return write_moment(midnight)


def show_date(kept: str) -> str:
    """Write a kept date the office way: DD-MM-YYYY, MM-YYYY or YYYY."""
    return "-".join(reversed(kept.split("-")))


def show_moment(kept: str) -> str:
    """Write a kept moment as DD-MM-YYYY HH:MM, Indian time."""
    return parse_moment(kept).astimezone(INDIA).strftime("%d-%m-%Y %H:%M")


def show_time(kept: str) -> str:
    """Write the Indian time of a kept moment as HH:MM."""
    return parse_moment(kept).astimezone(INDIA).strftime("%H:%M")
