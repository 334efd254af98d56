"""Keeping the record honest: recount the whole log and compare what screens read with what it says. Mends nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from station_desk.desk.finding import Finding as Finding
from station_desk.desk.keeping_exchange import exchange_findings
from station_desk.desk.people import PERSON_ADDED, PERSON_NAMED
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.recording import revision_of, row_of
from station_desk.domain.log import (
    LEAF_CONTEXT,
    Header,
    HeaderError,
    Part,
    commitment,
    extend,
    fold,
    leaf_hash,
    read_header,
)
from station_desk.domain.records import ACTS
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import form_tables, log, office, queries
from station_desk.store.connect import Connection
from station_desk.vault.author import verify


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome: how many lines, the tree head counted anew (hex), and every finding."""

    size: int
    root: str
    findings: tuple[Finding, ...]


def verify_log(desk: Desk) -> Verified:
    """Check every line, part, signature, the tree head, and the tables that lists read, on one snapshot."""
    damaged = []
    try:
        desk.store.check()
    except DeskError as error:
        if error.code is not ErrorCode.STORE_DAMAGED:
            raise
        damaged.append(Finding("pages-damaged", 0))
    with desk.store.read() as read:
        size, root, found = findings(read, desk.office.code)
        found += exchange_findings(read)
    return Verified(size, root.hex(), (*damaged, *found))


def findings(read: Connection, code: str) -> tuple[int, bytes, list[Finding]]:
    """Return the number of lines, the tree head counted anew, and every finding, on the given snapshot."""
    keys = {person.id: person.key for person in office.people(read) if person.key}
    found: list[Finding] = []
    leaves: list[bytes] = []
    for line in log.lines(read):
        leaves.append(line.leaf)
        found += _line(line, len(leaves), code, keys)
    root = fold(extend((), leaves))
    head = log.head(read)
    if head.root != root:
        found.append(Finding("head-differs", head.size))
    found += [Finding("guard-missing", 0, name) for name in log.missing_guards(read)]
    found += _columns(read)
    found += _people(read)
    found += _tables(read)
    return len(leaves), root, found


def _line(line: log.StoredLine, place: int, code: str, keys: Mapping[str, bytes]) -> Iterator[Finding]:
    if line.seq != place:
        yield Finding("line-missing", place)
    try:
        header = read_header(line.header)
    except HeaderError:
        yield Finding("header-unreadable", line.seq)
        return
    if header.seq != line.seq or header.office != code:
        yield Finding("line-misplaced", line.seq)
    if leaf_hash(line.header, line.signature) != line.leaf:
        yield Finding("leaf-differs", line.seq)
    yield from _author(line, header, keys)
    for name, committed in header.commitments.items():
        salted = line.parts.get(name)
        if salted is None:
            yield Finding("part-missing", line.seq, name)
        elif commitment(*salted).hex() != committed:
            yield Finding("part-differs", line.seq, name)
    for name in line.parts.keys() - header.commitments.keys():
        yield Finding("part-unknown", line.seq, name)


def _author(line: log.StoredLine, header: Header, keys: Mapping[str, bytes]) -> Iterator[Finding]:
    key = keys.get(header.person)
    if key is None:
        yield Finding("author-unknown", line.seq)
        return
    try:
        verify(key, LEAF_CONTEXT + line.header, line.signature)
    except DeskError:
        yield Finding("signature-wrong", line.seq)


def _columns(read: Connection) -> Iterator[Finding]:
    """Compare the columns that queries use with the signed header they were copied from."""
    for seq, header_bytes, columns in log.columns(read):
        try:
            header = read_header(header_bytes)
        except HeaderError:
            continue
        if columns != (header.kind, header.record, header.revision, header.at, header.person):
            yield Finding("column-differs", seq)


def _people(read: Connection) -> Iterator[Finding]:
    """Compare everybody with the line that introduced them."""
    told = {}
    for line in (*log.lines_of_kind(read, PERSON_ADDED), *log.lines_of_kind(read, PERSON_NAMED)):
        part = json.loads(line.parts[Part.DISTRICT][1]) if Part.DISTRICT in line.parts else {}
        told[part.get("person", "")] = (part.get("name"), part.get("rank"), part.get("key", ""))
    kept = {person.id: (person.name, person.rank, person.key.hex()) for person in office.people(read)}
    for id in kept.keys() | told.keys():
        if id not in told:
            yield Finding("person-unknown", 0, id)
        elif kept.get(id) != told[id]:
            yield Finding("person-differs", 0, id)


def _tables(read: Connection) -> Iterator[Finding]:
    """Build each matter's row and search words anew from its newest revision and compare."""
    newest: dict[str, log.StoredLine] = {}
    for line in log.lines(read):
        try:
            header = read_header(line.header)
        except HeaderError:
            continue
        if header.kind in ACTS:
            newest[header.record] = line
    form = intake_form()
    stored, tallies = queries.everything(read), form_tables.everything(read, form)
    for record, line in newest.items():
        try:
            revision = revision_of(line)
        except (KeyError, ValueError):
            yield Finding("revision-unreadable", line.seq, record)
            continue
        expected = row_of(record, line.seq, revision.state, revision.answers)
        if stored.get(record) != (expected[0], queries.search_words(*expected)):
            yield Finding("table-differs", line.seq, record)
        if tallies.get(record) != form_tables.tally_of(form, revision.answers):
            yield Finding("tally-differs", line.seq, record)
    given = Counter(row.year for row, _ in stored.values())
    for year, last in office.serials(read).items():
        if given[year] != last:
            yield Finding("serial-differs", 0, str(year))
    for record in (stored.keys() | tallies.keys()) - newest.keys():
        yield Finding("table-row-unknown", 0, record)
