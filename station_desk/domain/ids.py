"""The numbers a matter goes by. Owns their form; ids themselves come in as arguments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NewType

from station_desk.domain.letters import fold_digits

RecordId = NewType("RecordId", str)
PersonId = NewType("PersonId", str)

OFFICE_CODE = re.compile(r"[A-Z][A-Z0-9]{1,7}")
_TOKEN = re.compile(r"MSK/([A-Z][A-Z0-9]{1,7})/(\d{4})/(\d{4,6})")


@dataclass(frozen=True, slots=True, order=True)
class Token:
    """`MSK/<station>/<year>/<NNNN>`: gap-free per station and calendar year, given when the first page is saved."""

    station: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"MSK/{self.station}/{self.year}/{self.serial:04d}"


def is_token(text: str) -> bool:
    """Tell whether a text is a token as it is kept."""
    return _TOKEN.fullmatch(text) is not None


def read_token(text: str, station: str, year: int) -> Token | None:
    """Read a token typed whole or as its serial alone (then of this station and year); None when it is neither."""
    typed = fold_digits(text).strip().upper().replace(" ", "")
    if match := _TOKEN.fullmatch(typed):
        return Token(match[1], int(match[2]), int(match[3]))
    if re.fullmatch(r"\d{1,6}", typed) and int(typed):
        return Token(station, year, int(typed))
    return None
