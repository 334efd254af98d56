"""Verify what went out and what came in against the logs: outbox and receipts of a station, a district's copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple, replace
from hashlib import sha256

from station_desk.desk import witnesses
from station_desk.desk.enrolling import REQUEST, own_approval, own_request
from station_desk.desk.finding import Finding, FindingCode, lying
from station_desk.desk.heard import case_rows, matter_rows, nothing_heard
from station_desk.desk.making import KEYS
from station_desk.desk.recount import headers_of, introduced, is_committed, is_signed
from station_desk.desk.releasing import WHOLE, whole_sha256
from station_desk.domain.log import (
    SIGNATURE_BYTES,
    Header,
    HeaderError,
    PartError,
    leaf_hash,
    read_header,
    read_part,
    root,
)
from station_desk.domain.received import NotToldError
from station_desk.errors import DeskError
from station_desk.store import exchanges, office
from station_desk.store.connect import Connection
from station_desk.store.exchanges import Outgoing, Peer, TakenLine
from station_desk.sync import bundle
from station_desk.sync.enrolment import keys_of, read_request
from station_desk.sync.keys import OfficeKeys

Told = tuple[str | int | None, str | int | None, str]


def exchange_findings(read: Connection) -> list[Finding]:
    """Return every finding about bundles sent and logs taken in."""
    outgoing, receipts = exchanges.outgoing(read), exchanges.receipts(read)
    seen = [*witnesses.sent(outgoing), *witnesses.receipted(read, receipts)]
    found = witnesses.contradictions(read, seen)
    found += _sent(read, outgoing)
    found += _receipts(read)
    found += _peers(read)
    found += _own_keys(read)
    for peer in exchanges.peers(read, "station"):
        found += _accepted(read, peer.code)
        found += _taken(read, peer.code)
    return found


def _sent(read: Connection, rows: list[Outgoing]) -> Iterator[Finding]:
    """The outbox must be what its notes claim and what the lines of its making and writing tell."""
    prepared = {
        (line.about.get("bundle"), line.about.get("note")): line.at for line in headers_of(read, "bundle.prepared")
    }
    wholes = {line.about.get("bundle"): line.about.get(WHOLE) for line in headers_of(read, "bundle.prepared")}
    went = exchanges.lines_sent_whole(read)
    lines = reversed(list(headers_of(read, "bundle.written")))  # of several the first one counts
    written = {line.about.get("bundle"): line.at for line in lines}
    for number, row in enumerate(rows, 1):
        try:
            envelope = bundle.read(row.bundle)
        except DeskError:
            continue  # told as a witness that cannot be read
        claims, digest = envelope.note.claims, sha256(envelope.note.text).hexdigest()
        kept = (row.seq, row.first_line - 1, row.last_line, row.note_sha256)
        told = (prepared.get((row.seq, row.note_sha256)), written.get(row.seq)) == (row.prepared_at, row.written_at)
        told = told and wholes.get(row.seq) == whole_sha256(went.get(row.seq, []))
        whole = (claims.seq, claims.cosigned_size, claims.log_size, digest) == kept and _is_ours(read, envelope)
        if not whole or row.seq != number or not told:
            lies = lying(astuple(replace(row, written_at=row.written_at if not told else None)), number)
            yield Finding(FindingCode.SENT_DIFFERS, row.last_line, f"bundle {row.seq}", row.prepared_at, lies)
    if len(rows) < len(prepared) or went.keys() - {row.seq for row in rows}:
        lies = lying([row.seq for row in rows], len(prepared), sorted(went))
        yield Finding(FindingCode.SENT_DIFFERS, 0, f"bundle {len(rows) + 1}", lies=lies)


def _is_ours(read: Connection, envelope: bundle.Envelope) -> bool:
    """Tell whether a bundle is still what this station signed, seal and all."""
    claims = envelope.note.claims
    try:
        own = OfficeKeys.from_bytes(office.value(read, KEYS) or b"").public
        bundle.verify(envelope, {claims.station: own}, claims.recipient)
    except DeskError:
        return False
    return True


def _receipts(read: Connection) -> Iterator[Finding]:
    """Every receipt that a line tells of is there, and no other."""
    lines = headers_of(read, "receipt.taken")
    told = Counter[Told]((line.about.get("bundle"), line.about.get("result"), line.at) for line in lines)
    kept = Counter[Told]((row.bundle_seq, row.result, row.taken_at) for row in exchanges.receipts(read))
    for one in sorted((told - kept) + (kept - told), key=str):
        lies = lying(one, told[one], kept[one])
        yield Finding(FindingCode.RECEIPT_DIFFERS, 0, f"bundle {one[0]}", lies=lies)


def _peers(read: Connection) -> Iterator[Finding]:
    """The offices at the other end are pinned as the lines of enrolment tell."""
    lines = {str(line.about.get("station")): line for line in headers_of(read, "enrolment.approved")}
    lines |= {str(line.about.get("district")): line for line in headers_of(read, "enrolment.accepted")}
    peers = {peer.code: peer for kind in ("station", "district") for peer in exchanges.peers(read, kind)}
    for code in sorted(lines.keys() | peers.keys()):
        line, peer = lines.get(code), peers.get(code)
        pinned = sha256(peer.enrolment).hexdigest() if peer else ""
        same = line and peer and line.about.get("sha256") == pinned and _is_named(read, peer, line.at)
        if not same:
            seq, since = (line.seq, line.at) if line else (0, "")
            yield Finding(FindingCode.PEER_DIFFERS, seq, code, since, lying(peer and astuple(peer)))


def _own_keys(read: Connection) -> Iterator[Finding]:
    """The office still holds the keys it asked the district to know it by."""
    if office.value(read, REQUEST) is None:
        return
    try:
        own = OfficeKeys.from_bytes(office.value(read, KEYS) or b"").public
        same = keys_of(own_request(read).claims) == own
    except DeskError:
        same = False
    if not same:
        yield Finding(FindingCode.OFFICE_DIFFERS, 1)


def _is_named(read: Connection, peer: Peer, at: str) -> bool:
    """Tell whether a peer is called what its own file says, since the line of its enrolment."""
    try:
        claims = own_approval(read).claims if peer.kind == "district" else read_request(peer.enrolment).claims
    except DeskError:
        return False
    return (claims.name, claims.epoch, at) == (peer.name, peer.epoch, peer.enrolled_at)


def _accepted(read: Connection, station: str) -> Iterator[Finding]:
    """Every bundle that a line tells was taken in is there, and no other."""
    lines = [line for line in headers_of(read, "bundle.accepted") if line.about.get("station") == station]
    told = {(line.about.get("note"), line.about.get("bundle"), line.at): line for line in lines}
    kept = {(row.note_sha256, row.seq, row.accepted_at): row for row in exchanges.accepted(read, station)}
    for which in sorted(told.keys() ^ kept.keys(), key=str):
        line, since = told.get(which), which[2]
        lies = lying(which, which in told)
        yield Finding(FindingCode.TAKEN_BUNDLE_DIFFERS, line.seq if line else 0, station, since, lies)


def _taken(read: Connection, station: str) -> Iterator[Finding]:
    """A district's copy must be what it accepted: each line, each part, each root, and the list made of them."""
    lines = exchanges.station_lines(read, station)
    keys: dict[str, bytes] = {}
    for place, line in enumerate(lines, 1):
        if line.seq != place:
            yield Finding(FindingCode.TAKEN_MISSING, place, station, lies=lying(line.seq))
        yield from _line(line, station, keys)
    pinned = exchanges.person_keys(read, station)
    if keys != pinned:
        lies = lying(sorted(keys.items() - pinned.items()), sorted(pinned.items() - keys.items()))
        yield Finding(FindingCode.TAKEN_AUTHOR_DIFFERS, 0, station, lies=lies)
    leaves = [line.leaf for line in lines]
    for row in exchanges.accepted(read, station):
        if row.log_size > len(leaves) or root(leaves[: row.log_size]) != row.log_root:
            lies = lying(astuple(row), leaves[: row.log_size])
            yield Finding(FindingCode.TAKEN_ROOT_DIFFERS, row.log_size, station, row.accepted_at, lies)
    yield from _list(read, station, lines)


def _header(line: TakenLine) -> Header | None:
    try:
        return read_header(line.header) if line.header is not None else None
    except HeaderError:
        return None


def _line(line: TakenLine, station: str, keys: dict[str, bytes]) -> Iterator[Finding]:
    """Check one line with the author's key in force at it, and take note of a key that it introduces (FORMAT 7.7)."""
    lies = lying(line.leaf, line.header, line.signature, sorted(line.parts.items()))
    if line.header is None or line.signature is None:
        if line.parts:
            yield Finding(FindingCode.TAKEN_PART_DIFFERS, line.seq, station, lies=lies)
        return
    header = _header(line)
    if header is None or len(line.signature) != SIGNATURE_BYTES:
        yield Finding(FindingCode.TAKEN_DIFFERS, line.seq, station, lies=lies)
        return
    if leaf_hash(line.header, line.signature) != line.leaf:
        yield Finding(FindingCode.TAKEN_DIFFERS, line.seq, station, header.at, lies)
    for name, salted in line.parts.items():
        if not is_committed(salted, header.commitments.get(name, "")):
            yield Finding(FindingCode.TAKEN_PART_DIFFERS, line.seq, station, header.at, lies)
    brought = introduced(header, line.parts)
    key = keys.get(header.person) or brought.get(header.person, b"")
    if not is_signed(key, line.header, line.signature):
        yield Finding(FindingCode.TAKEN_AUTHOR_DIFFERS, line.seq, station, header.at, lies)
    keys |= brought


def _list(read: Connection, station: str, lines: list[TakenLine]) -> Iterator[Finding]:
    """Fold the lines anew and compare what a district lists and counts; a line that cannot be taken is left out."""
    heard = nothing_heard()
    for line in lines:
        header = _header(line)
        with suppress(NotToldError, PartError):
            if header is not None:
                parts = [read_part(data) for _, data in line.parts.values()]
                heard.take(line.seq, header, parts[0] if parts else None)
    told: dict[str, object] = {**matter_rows(station, heard), **case_rows(station, heard)}
    listed: dict[str, object] = {row.record: row for row in exchanges.station_matters(read, station)}
    counted: dict[str, object] = {row.record: row for row in exchanges.station_cases(read, station)}
    twice = listed.keys() & counted.keys()
    kept = {**listed, **counted}
    for record in sorted(kept.keys() | told.keys()):
        if kept.get(record) != told.get(record) or record in twice:
            lies = lying(str(kept.get(record)), str(told.get(record)), record in twice)
            yield Finding(FindingCode.TAKEN_LIST_DIFFERS, 0, f"{station} {record}", lies=lies)
