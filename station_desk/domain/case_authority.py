"""Which right a line of a case needs, and of which matter it is. Whether its author held it tells `authority`."""

from __future__ import annotations

from typing import Final

from station_desk.domain.case import CASE_ACTS, CASE_KINDS, MATTER, MATTER_CLOSED, MATTER_REOPENED
from station_desk.domain.log import Header
from station_desk.domain.roles import Right

CASE_LINES: Final = CASE_KINDS | frozenset(CASE_ACTS)
CLOSURE_TOLD: Final = "closure"  # in `about` of the act that decides over a closure: its record


def needed(line: Header) -> Right:
    """Return the right that the author of a line of CASE_LINES needs: to decide over a closure is another's."""
    decides = line.kind == MATTER_CLOSED or (line.kind == MATTER_REOPENED and CLOSURE_TOLD in line.about)
    return Right.CLOSE if decides else Right.ENTER


def matter_of(line: Header) -> str:
    """Return the matter of a line of CASE_LINES: acts are about it, records of what followed name it."""
    return line.record if line.kind in CASE_ACTS else str(line.about.get(MATTER, ""))
