"""One walk over the log: every line, part and signature checked, and what the tables must say gathered on the way.

Owns the checks of single lines. Must never stop at what is broken: each thing found is told and the walk goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from station_desk.desk.finding import Finding, FindingCode
from station_desk.desk.people import PERSON_ADDED, PERSON_LEFT, PERSON_NAMED
from station_desk.domain.clock_guard import CLOCK_CONFIRMED, MARK, is_back_dated, is_believed
from station_desk.domain.log import (
    LEAF_CONTEXT,
    Header,
    HeaderError,
    Part,
    PartError,
    Peak,
    commitment,
    extend,
    fold,
    leaf_hash,
    read_header,
    read_headers,
    read_part,
)
from station_desk.domain.records import ACTS
from station_desk.errors import DeskError
from station_desk.store import log
from station_desk.store.connect import Connection
from station_desk.store.log import Columns, Salted, StoredLine
from station_desk.store.office import PersonRow
from station_desk.vault.author import verify

STEP = 500  # lines between two tellings


class Recount:
    """What a walk gathers: `newest` the newest revision of each record, `people` everybody as last told of.

    Beside a person stands the line that told; None for one whose parts cannot be read.
    """

    def __init__(self, office: str, keys: Mapping[str, bytes] | None = None, ignored: Collection[int] = ()) -> None:
        """Begin before the first line, or later with the author keys in force there.

        `ignored` are lines about people that count for nothing, because nobody might write them.
        """
        self.found: list[Finding] = []
        self.newest: dict[str, StoredLine] = {}
        self.people: dict[str, tuple[int, PersonRow | None]] = {}
        self.size = self.epoch = 0
        self._office = office
        self._keys = dict(keys or {})
        self._ignored = ignored
        self._unproved: list[tuple[StoredLine, Header]] = []
        self.peaks: tuple[Peak, ...] = ()
        self._believed = ""

    @property
    def root(self) -> bytes:
        """The tree head over the lines walked."""
        return fold(self.peaks)

    def walk(self, read: Connection, first: int = 1, told: Callable[[int], None] = lambda _: None) -> None:
        """Walk to the end of the log; `told` hears the number of lines now and then, and may raise to stop."""
        self.size = first - 1
        for line, columns in log.walk(read, first):
            self.size += 1
            if self.size % STEP == 0:
                told(self.size)
            self.peaks = extend(self.peaks, [line.leaf])
            self.found += self._line(line, columns)
        for line, header in self._unproved:
            self.found.append(Finding(FindingCode.AUTHOR_UNKNOWN, line.seq, since=header.at))

    def _line(self, line: StoredLine, columns: Columns) -> Iterator[Finding]:
        since = columns[3]
        if line.seq != self.size:
            yield Finding(FindingCode.LINE_MISSING, self.size, since=since)
            self.size = line.seq
        try:
            header = read_header(line.header)
        except HeaderError:
            yield Finding(FindingCode.HEADER_UNREADABLE, line.seq, since=since)
            return
        if header.seq != line.seq or header.office != self._office or header.epoch < self.epoch:
            yield Finding(FindingCode.LINE_MISPLACED, line.seq, since=since)
        self.epoch = max(self.epoch, header.epoch)
        if _leaf(line) != line.leaf:
            yield Finding(FindingCode.LEAF_DIFFERS, line.seq, since=since)
        if columns != (header.kind, header.record, header.revision, header.at, header.person):
            yield Finding(FindingCode.COLUMN_DIFFERS, line.seq, since=header.at)
        yield from _parts(line, header)
        yield from self._author(line, header)
        yield from self._time(line, header)
        if header.kind in ACTS:
            self.newest[header.record] = line
        if header.kind in (PERSON_ADDED, PERSON_NAMED, PERSON_LEFT) and line.seq not in self._ignored:
            self.people[header.record] = line.seq, told_person(line, header)

    def _author(self, line: StoredLine, header: Header) -> Iterator[Finding]:
        """Check the signature with the key in force, then take note of a key that the line brings (FORMAT 7.7).

        The line with which the log begins stands before the one that introduces its author.
        """
        brought = introduced(header, line.parts)
        key = self._keys.get(header.person) or brought.get(header.person)
        if key is None and not self._keys:
            self._unproved.append((line, header))
        elif key is None:
            yield Finding(FindingCode.AUTHOR_UNKNOWN, line.seq, since=header.at)
        elif not is_signed(key, line.header, line.signature):
            yield Finding(FindingCode.SIGNATURE_WRONG, line.seq, since=header.at)
        if brought and not self._keys:
            for earlier, of in self._unproved:
                if not is_signed(brought.get(of.person, b""), earlier.header, earlier.signature):
                    yield Finding(FindingCode.SIGNATURE_WRONG, earlier.seq, since=of.at)
            self._unproved.clear()
        self._keys |= brought

    def _time(self, line: StoredLine, header: Header) -> Iterator[Finding]:
        """Find a line that was dated back; one that the clock guard marked is told by its mark."""
        if not is_believed(header.about):
            return
        if header.kind == CLOCK_CONFIRMED and MARK in header.about:  # a person said what day it is: times begin anew
            self._believed = header.at
            return
        try:
            back = is_back_dated(header.at, self._believed)
        except ValueError:  # a moment that does not exist
            back = True
        if back:
            yield Finding(FindingCode.LINE_BACK_DATED, line.seq, since=header.at)
        else:
            self._believed = max(self._believed, header.at)


def _leaf(line: StoredLine) -> bytes:
    try:
        return leaf_hash(line.header, line.signature)
    except ValueError:
        return b""


def _parts(line: StoredLine, header: Header) -> Iterator[Finding]:
    for name, committed in header.commitments.items():
        salted = line.parts.get(name)
        if salted is None:
            yield Finding(FindingCode.PART_MISSING, line.seq, name, header.at)
        elif not is_committed(salted, committed):
            yield Finding(FindingCode.PART_DIFFERS, line.seq, name, header.at)
    for name in sorted(line.parts.keys() - header.commitments.keys()):
        yield Finding(FindingCode.PART_UNKNOWN, line.seq, name, header.at)


def is_as_written(line: StoredLine) -> bool:
    """Tell whether header, signature and the parts there fit each other; who signed, and what is gone, is not asked."""
    try:
        header = read_header(line.header)
    except HeaderError:
        return False
    told = header.commitments
    return _leaf(line) == line.leaf and all(is_committed(part, told.get(name, "")) for name, part in line.parts.items())


def is_committed(salted: Salted, committed: str) -> bool:
    """Tell whether a part is the one a header commits to."""
    try:
        return commitment(*salted).hex() == committed
    except ValueError:
        return False


def is_signed(key: bytes, header: bytes, signature: bytes) -> bool:
    """Tell whether a header carries the author's signature."""
    try:
        verify(key, LEAF_CONTEXT + header, signature)
    except DeskError:
        return False
    return True


def introduced(header: Header, parts: Mapping[str, Salted]) -> dict[str, bytes]:
    """Return the person and the author key that a line introduces for later lines, if any (FORMAT 7.7)."""
    if header.kind != PERSON_ADDED:
        return {}
    told = _told(parts, Part.DISTRICT)
    try:
        return {str(told["person"]): bytes.fromhex(told["key"])}
    except (KeyError, TypeError, ValueError):
        return {}


def told_person(line: StoredLine, header: Header) -> PersonRow | None:
    """Return the row that a line about a person makes; None when its parts cannot be read."""
    told = {**_told(line.parts, Part.DISTRICT), **_told(line.parts, Part.FACTS)}
    try:
        key, box = bytes.fromhex(told.get("key", "")), bytes.fromhex(told["box"])
        active, sheet, woman = bool(told["active"]), bool(told["sheet"]), bool(told["woman"])
        name, rank = told["name"], told["rank"]
    except (KeyError, TypeError, ValueError):
        return None
    if not (isinstance(name, str) and isinstance(rank, str)):
        return None
    return PersonRow(header.record, name, rank, woman, bool(key) and active and not sheet, key, active, box, sheet)


def _told(parts: Mapping[str, Salted], name: Part) -> dict[str, Any]:
    try:
        return read_part(parts[name][1])
    except (KeyError, PartError):
        return {}


def headers_of(read: Connection, kind: str) -> Iterator[Header]:
    """Yield the headers of one kind, oldest first; one that cannot be read is told where lines are checked."""
    return read_headers(line.header for line in log.lines_of_kind(read, kind))


def keys_before(read: Connection, seq: int) -> dict[str, bytes]:
    """Return the author keys in force at a line, as the lines before it introduced them; none of it is checked."""
    keys: dict[str, bytes] = {}
    for line in log.lines_of_kind(read, PERSON_ADDED):
        if line.seq < seq:
            try:
                keys |= introduced(read_header(line.header), line.parts)
            except HeaderError:
                continue
    return keys
