"""The station's side of the exchange: fix a bundle, write it, take the receipt in. Owns the order of these acts.

A bundle's number, range and bytes are fixed in the store before any file exists, so that a crash or a lost stick can
only repeat it (FORMAT 9.1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from station_desk.desk import keeping
from station_desk.desk.enrolling import EXCHANGE, NOTE_LIMIT, own_approval
from station_desk.desk.journal import write_line
from station_desk.desk.office import keys_of
from station_desk.desk.ports import Desk
from station_desk.desk.recording import MATTERS
from station_desk.desk.releasing import WHOLE, Release, whole_sha256
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.drives import read_file, write_file
from station_desk.store import exchanges, log
from station_desk.store.connect import Connection
from station_desk.store.exchanges import Outgoing, Receipted
from station_desk.sync import bundle, enrolment, receipt
from station_desk.sync.note import NO_HASH
from station_desk.sync.payload import Leaf
from station_desk.sync.trusted_chain import Verdict

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Exported:
    """What stands on the stick now: the newest bundle, and every other one the district has not receipted yet."""

    path: Path
    seq: int
    first_line: int
    last_line: int
    fingerprint: str
    written: int
    changed: frozenset[str] = field(default=EXCHANGE | {MATTERS})


def export(desk: Desk, folder: Path) -> Exported:
    """Station: fix the next bundle if there is anything new, write all that is not receipted, read each back.

    Raises NOT_ENROLLED, NOTHING_TO_SEND, NAMES_HER (a text that names her is found on the way out), and what writing to
    the stick can meet.
    """
    desk.must_be("station")
    desk.must(Right.SEND)
    desk.must_be_sound()
    keeping.checkpoint(desk)
    _prepare(desk)
    with desk.store.read() as read:
        sent = exchanges.outgoing(read)
        covered = _confirmed(read)[0]
        waiting = [row for row in sent if row.last_line > covered]
    if not waiting:
        raise DeskError(ErrorCode.NOTHING_TO_SEND)
    for row in waiting:
        write_file(folder / bundle.file_name(bundle.read(row.bundle).note.claims), row.bundle)
        with desk.store.write() as write:
            line = write_line(desk, write, "bundle.written", about={"bundle": row.seq, "note": row.note_sha256})
            exchanges.mark_written(write, row.seq, log.at_of(write, line))
    last = waiting[-1]
    path = folder / bundle.file_name(bundle.read(last.bundle).note.claims)
    return Exported(path, last.seq, last.first_line, last.last_line, last.note_sha256[:16], len(waiting))


def _prepare(desk: Desk) -> None:
    """Make the next bundle and fix it in the outbox, unless nothing the district may read is new."""
    keys = keys_of(desk)
    with desk.store.read() as read:
        approval = own_approval(read).claims
        sent = exchanges.outgoing(read)
        confirmed, confirmed_root = _confirmed(read)
        head = log.head(read)
        release = Release(read)
        entries = [release.entry(line) for line in log.lines(read, confirmed + 1, head.size)]
    whole = [place for place, entry in enumerate(entries, confirmed + 1) if isinstance(entry, Leaf)]
    reached = sent[-1].last_line if sent else confirmed
    if not whole or whole[-1] <= reached:
        return
    manifest = bundle.Manifest(
        station=desk.office.code,
        epoch=desk.office.epoch,
        seq=len(sent) + 1,
        prev=bytes.fromhex(sent[-1].note_sha256) if sent else NO_HASH,
        recipient=approval.district,
        schema=SCHEMA,
        created=desk.time.now(),
        trust_version=approval.trust_version,
        log_size=head.size,
        log_root=head.root,
        cosigned_size=confirmed,
        cosigned_root=confirmed_root,
    )
    data = bundle.make(manifest, entries, keys, [approval.sealing])
    # The receiver's own reader proves the bytes before they are fixed: what cannot be read back is never sent.
    note = bundle.verify(bundle.read(data), {desk.office.code: keys.public}, approval.district).note
    with desk.store.write() as write:
        if len(exchanges.outgoing(write)) + 1 != manifest.seq:
            raise DeskError(ErrorCode.ALREADY_RUNNING)
        about: dict[str, str | int] = {"bundle": manifest.seq, "note": note.hash.hex(), WHOLE: whole_sha256(whole)}
        at = log.at_of(write, write_line(desk, write, "bundle.prepared", about=about))
        exchanges.prepare(write, manifest.seq, confirmed + 1, head.size, note.hash.hex(), data, at, whole)


def _confirmed(connection: Connection) -> tuple[int, bytes]:
    """Return the size and root of our log that the district last confirmed, or with which the epoch began."""
    taken = exchanges.receipts(connection)
    if taken:
        claims = _receipt_claims(connection, taken[-1])
        return claims.log_size, claims.log_root
    approval = own_approval(connection).claims
    return approval.from_size, approval.from_root


def _receipt_claims(connection: Connection, row: Receipted) -> receipt.Receipt:
    approval = own_approval(connection).claims
    return receipt.verify(row.receipt, approval.district, enrolment.keys_of(approval)).claims


@dataclass(frozen=True, slots=True)
class ReceiptTaken:
    """A receipt of the district is in; records up to line `log_size` count as accepted when the result says so."""

    result: str
    seq: int
    log_size: int
    changed: frozenset[str] = field(default=EXCHANGE | {MATTERS})


def import_receipt(desk: Desk, path: Path) -> ReceiptTaken:
    """Station: take a receipt in. The same one again changes nothing. Raises every refusal of FORMAT 10.2."""
    desk.must_be("station")
    desk.must(Right.SEND)
    data = read_file(path, NOTE_LIMIT)
    with desk.store.read() as read:
        approval = own_approval(read).claims
        signed = receipt.verify(data, approval.district, enrolment.keys_of(approval))
        verdict = receipt.judge(_receipt_chain(desk, read, approval), signed)
    claims = signed.claims
    if verdict is Verdict.DUPLICATE:
        return ReceiptTaken("duplicate", claims.seq, claims.log_size, frozenset())
    with desk.store.write() as write:
        line = write_line(desk, write, "receipt.taken", about={"bundle": claims.seq, "result": claims.result.value})
        at = log.at_of(write, line)
        row = Receipted(claims.receipt_seq, claims.seq, claims.result.value, claims.log_size, data, at)
        exchanges.put_receipt(write, row)
    return ReceiptTaken(claims.result.value, claims.seq, claims.log_size)


def _receipt_chain(desk: Desk, read: Connection, approval: enrolment.Approval) -> receipt.ReceiptChain:
    taken = exchanges.receipts(read)
    keys = enrolment.keys_of(approval)
    return receipt.ReceiptChain(
        station=desk.office.code,
        district=approval.district,
        epoch=desk.office.epoch,
        confirmed=_confirmed(read)[0],
        receipts=tuple(receipt.verify(row.receipt, approval.district, keys).hash for row in taken),
        sent={row.seq: _sent(row) for row in exchanges.outgoing(read)},
        leaves=tuple(log.leaves(read, log.head(read).size)),
    )


def _sent(row: Outgoing) -> receipt.Sent:
    return receipt.Sent(bytes.fromhex(row.note_sha256), row.last_line)
