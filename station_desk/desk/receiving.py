"""The district's side of the exchange: inspect a bundle, take it in, give a receipt. Owns the order of these acts.

Inspecting writes nothing. Taking in plans again and adds everything in one transaction, the signed receipt included.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypedDict

from station_desk.desk.enrolling import EXCHANGE, chain_of, trust_version
from station_desk.desk.heard import case_rows, heard_of, matter_rows
from station_desk.desk.journal import write_line
from station_desk.desk.office import keys_of
from station_desk.desk.people import PERSON_ADDED, PERSON_NAMED
from station_desk.desk.ports import Desk
from station_desk.desk.recording import MATTERS
from station_desk.desk.sending import SCHEMA
from station_desk.domain.calendar import write_moment
from station_desk.domain.log import Header, PartError, read_header, read_part
from station_desk.domain.received import Heard, NotToldError, read_person
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.drives import read_file, write_file
from station_desk.store import exchanges, log
from station_desk.store.connect import Connection
from station_desk.store.exchanges import Accepted, StationCase, StationMatter, TakenLine
from station_desk.sync import bundle, enrolment, receipt, trusted_chain
from station_desk.sync.note import NO_HASH, Signed
from station_desk.sync.payload import Leaf
from station_desk.sync.trusted_chain import Advance, Chain, Newest, Outcome, Verdict

RECEIPTS_ON_STICK = 20
NOT_VERIFIED = "not verified"
DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a bundle says and what taking it in would do. `verified` only when every check of FORMAT 8 passed.

    `matters` counts the entries by state, `cases` what followed in them by form; `named` how many entries carry a name
    by her consent.
    """

    outcome: str
    verified: bool = False
    station: str = ""
    epoch: int = 0
    seq: int = 0
    created: str = ""
    recipient: str = ""
    log_size: int = 0
    new_lines: int = 0
    matters: tuple[tuple[str, int], ...] = ()
    cases: tuple[tuple[str, int], ...] = ()
    named: int = 0
    error: DeskError | None = None

    def as_mapping(self) -> dict[str, object]:
        """Return it as plain values; `error` is the code."""
        told: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        told["matters"], told["cases"] = dict(self.matters), dict(self.cases)
        told["error"] = self.error.code.value if self.error else None
        return told


def look(path: Path) -> Inspection:
    """Tell what a file claims, without any key: not verified."""
    try:
        claims = bundle.read(read_file(path, bundle.MAX_BUNDLE)).note.claims
    except DeskError as error:
        return Inspection(verified=False, outcome=Outcome.REFUSED.value, error=error)
    return Inspection(verified=False, outcome=NOT_VERIFIED, **_told(claims))


def _told(claims: bundle.BundleNote) -> _Told:
    return {
        "station": claims.station,
        "epoch": claims.epoch,
        "seq": claims.seq,
        "created": write_moment(claims.created),
        "log_size": claims.log_size,
        "recipient": claims.recipient,
    }


class _Told(TypedDict, total=False):
    station: str
    epoch: int
    seq: int
    created: str
    log_size: int
    recipient: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """What taking a bundle in would do; `advance` is None for one that was already accepted."""

    note: Signed[bundle.BundleNote]
    chain: Chain
    advance: Advance | None
    matters: tuple[StationMatter, ...] = ()
    cases: tuple[StationCase, ...] = ()


def inspect(desk: Desk, path: Path) -> Inspection:
    """District: check a bundle wholly and tell what taking it in would do; nothing is written."""
    desk.must_be("district")
    desk.must(Right.TAKE_IN)
    try:
        data = read_file(path, bundle.MAX_BUNDLE)
        with desk.store.read() as read:
            plan = _plan(desk, read, data)
    except DeskError as error:
        claims = _claims_if_any(path)
        return Inspection(
            verified=False,
            outcome=trusted_chain.outcome(error.code).value,
            error=error,
            **(_told(claims) if claims else _Told()),
        )
    told = _told(plan.note.claims)
    if plan.advance is None:
        return Inspection(verified=True, outcome=DUPLICATE, **told)
    before = plan.note.claims.log_size - len(plan.advance.lines)
    found = [row for row in plan.matters if row.last_seq > before]  # the others were only closed, or lost their name
    states = Counter(row.state for row in found)
    forms = Counter(row.form for row in plan.cases)
    return Inspection(
        verified=True,
        outcome=Outcome.ACCEPTED.value,
        new_lines=len(plan.advance.lines),
        matters=tuple(sorted(states.items())),
        cases=tuple(sorted(forms.items())),
        named=sum(bool(row.name) for row in found),
        **told,
    )


def _claims_if_any(path: Path) -> bundle.BundleNote | None:
    try:
        return bundle.read(read_file(path, bundle.MAX_BUNDLE)).note.claims
    except DeskError:
        return None


def _plan(desk: Desk, connection: Connection, data: bytes) -> _Plan:
    peers = {peer.code: peer for peer in exchanges.peers(connection, "station")}
    pinned = {code: enrolment.keys_of(enrolment.read_request(peer.enrolment).claims) for code, peer in peers.items()}
    sealed = bundle.verify(bundle.read(data), pinned, desk.office.code)
    station = sealed.note.claims.station
    chain = chain_of(connection, peers[station])
    newest = Newest(SCHEMA, trust_version(connection, peers[station]))
    if trusted_chain.judge(chain, sealed.note, newest) is Verdict.DUPLICATE:
        return _Plan(sealed.note, chain, None)
    opened = bundle.unseal(sealed, keys_of(desk).sealing_seed)
    authors = exchanges.person_keys(connection, station)
    plan = _Plan(sealed.note, chain, trusted_chain.advance(chain, opened, authors, newest))
    return _heard(connection, plan)


def _heard(read: Connection, plan: _Plan) -> _Plan:
    """Hold every new line against its form and the life of its record. Raises LEAF_WRONG for what does not fit."""
    assert plan.advance is not None
    claims = plan.note.claims
    heard = heard_of(read, claims.station)
    matters, records = matter_rows(claims.station, heard), case_rows(claims.station, heard)
    for line in plan.advance.lines:
        if line.leaf is None or line.header is None:
            continue
        try:
            _take(heard, line.seq, line.header, line.leaf)
        except NotToldError as error:
            raise DeskError(
                ErrorCode.LEAF_WRONG,
                station=claims.station,
                epoch=claims.epoch,
                seq=claims.seq,
                place=line.seq,
                why=str(error),
            ) from None
    return replace(
        plan,
        matters=tuple(row for id, row in matter_rows(claims.station, heard).items() if matters.get(id) != row),
        cases=tuple(row for id, row in case_rows(claims.station, heard).items() if records.get(id) != row),
    )


def _take(heard: Heard, seq: int, header: Header, leaf: Leaf) -> None:
    try:
        told = [read_part(part.data) for part in leaf.parts]  # of one name, so at most one
    except PartError:
        raise NotToldError("part") from None
    part = told[0] if told else None
    if header.kind in (PERSON_ADDED, PERSON_NAMED):
        read_person(header, part)
    else:
        heard.take(seq, header, part)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What taking a bundle in did, and where its receipt was written."""

    result: str
    station: str
    seq: int
    new_lines: int
    receipt_path: Path | None
    changed: frozenset[str] = field(default=EXCHANGE | {MATTERS})


def take_in(desk: Desk, path: Path, receipt_to: Path | None) -> TakenIn:
    """District: take a bundle in, in one transaction, and write the signed receipts for the way back.

    A bundle accepted before changes nothing and gives the same receipt. Raises every refusal of FORMAT 8 with its own
    code; the refusal itself is a line of the log and nothing else is written.
    """
    desk.must_be("district")
    desk.must(Right.TAKE_IN)
    data = read_file(path, bundle.MAX_BUNDLE)
    try:
        with desk.store.read() as read:
            plan = _plan(desk, read, data)
    except DeskError as error:
        with desk.store.write() as write:
            write_line(desk, write, "bundle.refused", about={"code": error.code.value})
        raise
    result, new_lines = (DUPLICATE, 0) if plan.advance is None else ("accepted", len(plan.advance.lines))
    if plan.advance is not None:
        _accept(desk, plan)
    claims = plan.note.claims
    try:
        written = write_receipts(desk, claims.station, claims.seq, receipt_to) if receipt_to else None
    except DeskError as error:
        raise DeskError(ErrorCode.RECEIPT_NOT_WRITTEN, why=error.code.value) from error
    return TakenIn(result, claims.station, claims.seq, new_lines, written)


def _accept(desk: Desk, plan: _Plan) -> None:
    assert plan.advance is not None
    claims, keys = plan.note.claims, keys_of(desk)
    with desk.store.read() as read:
        peer = next(peer for peer in exchanges.peers(read, "station") if peer.code == claims.station)
        trust = trust_version(read, peer)
        before = [row for row in exchanges.accepted(read, claims.station) if row.epoch == claims.epoch]
    prev = receipt.verify(before[-1].receipt, desk.office.code, keys.public).hash if before else NO_HASH
    told = receipt.Receipt(
        district=desk.office.code,
        station=claims.station,
        epoch=claims.epoch,
        seq=claims.seq,
        note_sha256=plan.note.hash,
        result=Outcome.ACCEPTED,
        reason=receipt.NO_REASON,
        log_size=claims.log_size,
        log_root=claims.log_root,
        district_time=desk.time.now(),
        trust_version=trust,
        receipt_seq=len(before) + 1,
        prev=prev,
    )
    signed = receipt.make(told, keys)
    with desk.store.write() as write:
        if chain_of(write, peer) != plan.chain:
            raise DeskError(ErrorCode.ALREADY_RUNNING)
        exchanges.put_lines(write, claims.station, [_taken(line) for line in plan.advance.lines])
        for id, key in plan.advance.authors.items():
            exchanges.put_person_key(write, claims.station, id, key)
        for row in plan.matters:
            exchanges.put_station_matter(write, row)
        for case in plan.cases:
            exchanges.put_station_case(write, case)
        about: dict[str, str | int] = {"station": claims.station, "bundle": claims.seq}
        line = write_line(desk, write, "bundle.accepted", about={**about, "note": plan.note.hash.hex()})
        exchanges.put_accepted(
            write,
            Accepted(
                station=claims.station,
                epoch=claims.epoch,
                seq=claims.seq,
                note_sha256=plan.note.hash.hex(),
                log_size=claims.log_size,
                log_root=claims.log_root,
                accepted_at=log.at_of(write, line),
                receipt_seq=told.receipt_seq,
                receipt=signed,
            ),
        )


def _taken(line: trusted_chain.NewLine) -> TakenLine:
    if line.leaf is None:
        return TakenLine(line.seq, line.hash, None, None, {})
    parts = {part.name.value: (part.salt, part.data) for part in line.leaf.parts}
    return TakenLine(line.seq, line.hash, line.leaf.header, line.leaf.signature, parts)


def write_receipts(desk: Desk, station: str, seq: int, folder: Path) -> Path:
    """District: write a station's newest receipts (FORMAT 10.3); return the path of the one for bundle `seq`."""
    desk.must(Right.TAKE_IN)
    keys = keys_of(desk)
    with desk.store.read() as read:
        rows = exchanges.accepted(read, station)
    wanted: Path | None = None
    for row in rows:
        if row.seq != seq and row not in rows[-RECEIPTS_ON_STICK:]:
            continue
        path = folder / receipt.file_name(receipt.verify(row.receipt, desk.office.code, keys.public).claims)
        write_file(path, row.receipt)
        if row.seq == seq:
            wanted = path
    if wanted is None:
        raise DeskError(ErrorCode.RECORD_MISSING)
    return wanted


def parts_held(desk: Desk, station: str) -> list[tuple[str, str]]:
    """District: return (record, part as text) of everything held of a station, to audit what has left it."""
    desk.must_be("district")
    desk.must(Right.STATIONS)
    with desk.store.read() as read:
        lines = exchanges.station_lines(read, station)
    found = []
    for line in lines:
        if line.header is not None:
            record = read_header(line.header).record
            found += [(record, data.decode()) for _, data in line.parts.values()]
    return found
