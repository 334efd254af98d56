"""Verify what went out and what came in against the logs: outbox and receipts of a station, a district's copies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

from station_desk.desk.finding import Finding
from station_desk.domain.log import LEAF_CONTEXT, Part, commitment, leaf_hash, read_header, root
from station_desk.domain.records import ACTS
from station_desk.errors import DeskError
from station_desk.store import exchanges, log
from station_desk.store.connect import Connection
from station_desk.store.exchanges import TakenLine
from station_desk.sync import bundle
from station_desk.vault.author import verify


def exchange_findings(read: Connection) -> list[Finding]:
    """Return every finding about bundles sent and logs taken in."""
    found = list(_sent(read))
    for peer in exchanges.peers(read, "station"):
        found += _taken(read, peer.code)
    return found


def _sent(read: Connection) -> Iterator[Finding]:
    """What was told to the district once must still be what the log says: a cut tail shows here."""
    size = log.head(read).size
    for number, row in enumerate(exchanges.outgoing(read), 1):
        try:
            note = bundle.read(row.bundle).note
        except DeskError:
            yield Finding("sent-unreadable", row.last_line, f"bundle {row.seq}")
            continue
        claims, digest = note.claims, sha256(note.text).hexdigest()
        kept = (number, row.last_line, row.note_sha256)
        if (claims.seq, claims.log_size, digest) != kept or row.seq != number:
            yield Finding("sent-differs", row.last_line, f"bundle {row.seq}")
        elif claims.log_size > size or log.root_at(read, claims.log_size) != claims.log_root:
            yield Finding("log-differs-from-sent", claims.log_size, f"bundle {row.seq}")


def _taken(read: Connection, station: str) -> Iterator[Finding]:
    """A district's copy must be what it accepted: each line, each part, each root, and the list made of them."""
    lines = exchanges.station_lines(read, station)
    keys = exchanges.person_keys(read, station)
    for place, line in enumerate(lines, 1):
        if line.seq != place:
            yield Finding("taken-missing", place, station)
        yield from _line(line, station, keys)
    leaves = [line.leaf for line in lines]
    for row in exchanges.accepted(read, station):
        if row.log_size > len(leaves) or root(leaves[: row.log_size]) != row.log_root:
            yield Finding("taken-root-differs", row.log_size, station)
    yield from _list(read, station, lines)


def _line(line: TakenLine, station: str, keys: dict[str, bytes]) -> Iterator[Finding]:
    if line.header is None or line.signature is None:
        return
    header = read_header(line.header)
    if leaf_hash(line.header, line.signature) != line.leaf:
        yield Finding("taken-differs", line.seq, station)
    for name, (salt, data) in line.parts.items():
        if header.commitments.get(name) != commitment(salt, data).hex():
            yield Finding("taken-part-differs", line.seq, station)
    try:
        verify(keys.get(header.person, b""), LEAF_CONTEXT + line.header, line.signature)
    except DeskError:
        yield Finding("taken-author-differs", line.seq, station)


def _list(read: Connection, station: str, lines: list[TakenLine]) -> Iterator[Finding]:
    newest = {}
    for line in lines:
        header = read_header(line.header) if line.header is not None else None
        if header is not None and header.kind in ACTS and Part.DISTRICT in line.parts:
            told = json.loads(line.parts[Part.DISTRICT][1])
            newest[header.record] = (told["token"], told["state"], told["answers"].get("name", ""), line.seq)
    rows = exchanges.station_matters(read, station)
    listed = {row.record: (row.token, row.state, row.name, row.last_seq) for row in rows}
    for record in listed.keys() | newest.keys():
        if listed.get(record) != newest.get(record):
            yield Finding("taken-list-differs", 0, f"{station} {record}")
