"""One line of a law file: what it says in both languages, and where that stands. Owns the strict reading of such lines.

Never judges law and never opens a file: it gets parsed TOML. A line is `sourced` when the text was found in a named
source; until a nodal officer has checked the others they are shown as "to be verified". `trace` says where the line
was taken from, for whoever checks it: a paragraph of the domain notes and its tag ([Sn] found, [U] unsourced,
[D] derived by us).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from station_desk.domain.conditions import Condition, ConditionError, parse
from station_desk.domain.fields import Wording

Raw = Mapping[str, object]

LINE_KEYS: Final = frozenset({"code", "hi", "en", "source", "trace", "sourced"})
_CODE: Final = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_FOUND: Final = re.compile(r"\bS\d+")


class LawError(ValueError):
    """A law file is wrong: a mistake of ours, found in the tests, never shown as a person's fault."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say, with its short reference (`BNSS 184(1)`) and whether that was found."""

    code: str
    words: Wording
    source: Wording
    sourced: bool
    trace: str


def read_line(raw: Raw, keys: Collection[str] = ()) -> Line:
    """Read the line in a table that may also have `keys`. Raises LawError naming its code."""
    code = word(raw, "code")
    unknown = set(raw) - LINE_KEYS - set(keys)
    if unknown or not _CODE.fullmatch(code):
        raise LawError(f"{code}: no code, or unknown keys {sorted(unknown)}")
    sourced, trace = raw.get("sourced"), word(raw, "trace")
    if not isinstance(sourced, bool) or (sourced and not _FOUND.search(trace)):
        raise LawError(f"{code}: sourced does not fit its trace")
    source = wording(raw, "source") if isinstance(raw.get("source"), Mapping) else Wording(*(word(raw, "source"),) * 2)
    return Line(code, Wording(word(raw, "hi"), word(raw, "en")), source, sourced, trace)


def word(raw: Raw, key: str) -> str:
    """Return a text that must be there."""
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise LawError(f"{raw.get('code', '?')}: {key} is missing")
    return value


def wording(raw: Raw, key: str) -> Wording:
    """Return a text that must be there in both languages."""
    value = raw.get(key)
    if not isinstance(value, Mapping):
        raise LawError(f"{raw.get('code', '?')}: {key} is missing")
    named = {"code": raw.get("code", "?"), **value}
    return Wording(word(named, "hi"), word(named, "en"))


def codes(raw: Raw, key: str) -> tuple[str, ...]:
    """Return a list of codes, empty when the key is not there."""
    value = raw.get(key, ())
    if isinstance(value, str) or not isinstance(value, Sequence) or len(set(value)) != len(value):
        raise LawError(f"{raw.get('code', '?')}: {key} is no list, or names one thing twice")
    return tuple(str(code) for code in value)


def condition(raw: Raw, key: str) -> Condition | None:
    """Return a condition on the intake's answers, None when the key is not there."""
    if key not in raw:
        return None
    try:
        return parse(word(raw, key))
    except ConditionError as error:
        raise LawError(f"{raw.get('code', '?')}: {error}") from error


def tables(raw: Raw, key: str) -> Sequence[Raw]:
    """Return the tables under a key, of which no two may have the same code. An empty list is a mistake too."""
    found = cast(Sequence[Raw], raw.get(key, ()))
    named = [table.get("code") for table in found]
    if not found or len(set(named)) != len(named):
        raise LawError(f"{key}: none, or a code stands twice")
    return found
