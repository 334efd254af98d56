"""Where a finding lies, in words: lines, since when, and the person, matter, year, office or mark it is about.

Owns no finding. A name that is not known any more becomes a dash; an id is never shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from station_desk.desk.finding import Finding, FindingCode
from station_desk.ui.kit import Kit
from station_desk.ui.language import Words
from station_desk.ui.texts import number

NAMED: Final = 6  # lines and places of a kind of finding; the rest is counted

_PEOPLE: Final = frozenset({FindingCode.PERSON_DIFFERS, FindingCode.PERSON_UNKNOWN})
_MATTERS: Final = frozenset(
    {
        FindingCode.REVISION_UNREADABLE,
        FindingCode.TABLE_DIFFERS,
        FindingCode.TALLY_DIFFERS,
        FindingCode.CASE_DIFFERS,
        FindingCode.CASE_LINE_UNREADABLE,
        FindingCode.CASE_LINE_UNFOUNDED,
        FindingCode.TABLE_ROW_UNKNOWN,
    }
)
_OFFICES: Final = frozenset(
    {
        FindingCode.PEER_DIFFERS,
        FindingCode.TAKEN_BUNDLE_DIFFERS,
        FindingCode.TAKEN_MISSING,
        FindingCode.TAKEN_DIFFERS,
        FindingCode.TAKEN_PART_DIFFERS,
        FindingCode.TAKEN_AUTHOR_DIFFERS,
        FindingCode.TAKEN_ROOT_DIFFERS,
        FindingCode.TAKEN_LIST_DIFFERS,
    }
)
_MARKS: Final = frozenset(
    {
        FindingCode.LOG_TAIL_LOST,
        FindingCode.LOG_ROLLED_BACK,
        FindingCode.LOG_REWRITTEN,
        FindingCode.ANCHOR_DAMAGED,
        FindingCode.ANCHOR_MISSING,
        FindingCode.ANCHOR_NOT_WRITTEN,
    }
)
# By the number of its place (`desk/anchor.py`); others are of further folders of the same office.
_MARK_NAMES: Final[Mapping[str, str]] = {"1": "found.mark_folder", "2": "found.mark_account"}
_PAPERS: Final[Mapping[str, str]] = {"bundle": "found.bundle", "receipt": "found.receipt"}


def by_code(found: Iterable[Finding]) -> list[list[Finding]]:
    """Put findings of one kind together, in the order they came."""
    kinds: dict[FindingCode, list[Finding]] = {}
    for finding in found:
        kinds.setdefault(finding.code, []).append(finding)
    return list(kinds.values())


def say_where(kit: Kit, same: Sequence[Finding], names: Mapping[str, str]) -> str:
    """Say where findings of one kind lie and since when; `names` tells people and tokens by id."""
    words, parts = kit.words, []
    places = list(dict.fromkeys(filter(None, (_place(words, finding, names) for finding in same))))
    lines = sorted({finding.seq for finding in same if finding.seq})
    if places:
        parts.append(", ".join(places[:NAMED]))
    if lines:
        parts.append(words.say("check.at_lines", lines=", ".join(number(line) for line in lines[:NAMED])))
    if len(lines) > NAMED:
        parts.append(words.say("check.and_more", count=len(lines) - NAMED))
    elif len(places) > NAMED:
        parts.append(words.say("check.and_more_places", count=len(places) - NAMED))
    since = min((finding.since for finding in same if finding.since), default="")
    if since:
        parts.append(words.say("check.since", at=since))
    return " · ".join(parts)


def _place(words: Words, finding: Finding, names: Mapping[str, str]) -> str:
    """Say what a finding is about, "" where its line alone tells."""
    first, _, rest = finding.where.partition(" ")
    if not first:
        return ""
    if finding.code in _PEOPLE | _MATTERS:  # what was found says already which of both it is
        return names.get(first) or "–"
    if finding.code is FindingCode.SERIAL_DIFFERS:
        return words.say("found.year", year=first)
    if finding.code in _OFFICES:
        return words.say("found.office", code=first)
    if finding.code in _MARKS:
        return words.say(_MARK_NAMES.get(first, "found.mark_elsewhere"))
    if first in _PAPERS and rest:
        return words.say(_PAPERS[first], number=rest)
    return ""
