"""Whom a woman can be sent to, and which numbers help. Owns the reading of these two lists; never an office's own list.

The kinds of partner and the helplines are data of the country and the state (`resources/law/partners.toml`,
`helplines.toml`); names and telephones of the district's own offices are entered by a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from station_desk.domain.fields import Wording
from station_desk.domain.law import LawError, Line, Raw, read_line, tables, wording


@dataclass(frozen=True, slots=True)
class Partner:
    """A kind of partner: `line.words` is its name. What is told to it needs the consent of `consent_row`, a row of the
    consent matrix; without such a row her consent is asked for this referral alone. `duty` is the law by which it is
    told in its cases whether or not she agrees, "" for none. `referral` is its option in the referral form, if it has
    one."""

    line: Line
    does: Wording
    store: Wording
    consent_row: str | None
    duty: str
    referral: str | None


@dataclass(frozen=True, slots=True)
class Helpline:
    """A number to call: `line.words` is its name. `hours` and `last_verified` are None and "" until somebody knows."""

    line: Line
    numbers: tuple[str, ...]
    run_by: Wording
    use: Wording
    hours: Wording | None
    last_verified: str


_PARTNER_KEYS: Final = frozenset({"does", "store", "consent_row", "duty", "referral"})
_HELPLINE_KEYS: Final = frozenset({"numbers", "run_by", "use", "hours", "last_verified"})
_NUMBER: Final = re.compile(r"\d{3,5}|\d{10}|\d{4}-\d{3}-\d{4}")
_VERIFIED: Final = re.compile(r"(?:\d{4}-\d\d-\d\d)?")


def parse_partners(raw: Raw) -> tuple[Partner, ...]:
    """Build the kinds of partner from their TOML mapping. Raises LawError naming the row."""
    return tuple(_partner(table) for table in tables(raw, "partner"))


def parse_helplines(raw: Raw) -> tuple[Helpline, ...]:
    """Build the helplines from their TOML mapping. Raises LawError naming the row."""
    return tuple(_helpline(table) for table in tables(raw, "helpline"))


def _partner(raw: Raw) -> Partner:
    line = read_line(raw, _PARTNER_KEYS)
    return Partner(
        line,
        wording(raw, "does"),
        wording(raw, "store"),
        _text(raw, "consent_row") or None,
        _text(raw, "duty"),
        _text(raw, "referral") or None,
    )


def _helpline(raw: Raw) -> Helpline:
    line = read_line(raw, _HELPLINE_KEYS)
    numbers, verified = raw.get("numbers"), raw.get("last_verified")
    if not isinstance(numbers, list) or not numbers or not all(_NUMBER.fullmatch(str(number)) for number in numbers):
        raise LawError(f"{line.code}: no telephone number")
    if not isinstance(verified, str) or not _VERIFIED.fullmatch(verified):
        raise LawError(f"{line.code}: last_verified is no day")
    hours = wording(raw, "hours") if "hours" in raw else None
    return Helpline(line, tuple(numbers), wording(raw, "run_by"), wording(raw, "use"), hours, verified)


def _text(raw: Mapping[str, object], key: str) -> str:
    value = raw.get(key, "")
    if not isinstance(value, str):
        raise LawError(f"{raw.get('code', '?')}: {key} is no text")
    return value
