"""The receipt `*.sdr`: what the district says about one bundle (FORMAT 10), and what the station believes of it.

Owns the note and the station's rules for the chain of receipts. State and bytes in, a decision out; it stores nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from station_desk.domain import log
from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import note
from station_desk.sync.keys import OfficeKeys, PublicKeys
from station_desk.sync.note import NO_HASH, Signed
from station_desk.sync.trusted_chain import FIRST_SEQ, Outcome, Verdict
from station_desk.sync.values import HASH, NUMBER, OFFICE, POSITIVE, REASON, TIME, Value

NO_REASON = "none"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says. `reason` is `none` or the code of the refusal (FORMAT 10.1)."""

    district: str
    station: str
    epoch: int
    seq: int
    note_sha256: bytes
    result: Outcome
    reason: str
    log_size: int
    log_root: bytes
    district_time: datetime
    trust_version: int
    receipt_seq: int
    prev: bytes


KIND = note.Kind(
    first_line="station-desk/receipt/v1",
    claims=Receipt,
    fields=(
        ("district", OFFICE),
        ("station", OFFICE),
        ("epoch", POSITIVE),
        ("seq", POSITIVE),
        ("note-sha256", HASH),
        ("result", Value(Outcome)),
        ("reason", REASON),
        ("log-size", NUMBER),
        ("log-root", HASH),
        ("district-time", TIME),
        ("trust-version", POSITIVE),
        ("receipt-seq", POSITIVE),
        ("prev", HASH),
    ),
    signer="district",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A bundle this station made: its note hash, and how far into the log it reaches."""

    note_hash: bytes
    log_size: int


@dataclass(frozen=True, slots=True)
class ReceiptChain:
    """What a station knows in its present epoch: receipts 1 to n by note hash, bundles sent by number, its own log.

    `confirmed` is the log size of the last receipt, or the `from-size` of the approval before the first.
    """

    station: str
    district: str
    epoch: int
    confirmed: int
    receipts: tuple[bytes, ...] = field(repr=False)
    sent: Mapping[int, Sent] = field(repr=False)
    leaves: tuple[bytes, ...] = field(repr=False)


def make(receipt: Receipt, keys: OfficeKeys) -> bytes:
    """Return the signed receipt.

    Raises ValueError when the reason does not fit the result.
    """
    if not _reason_fits(receipt):
        raise ValueError("a receipt has a reason unless it accepts")
    return note.write(KIND, receipt, keys)


def verify(data: bytes, district: str, keys: PublicKeys) -> Signed[Receipt]:
    """Parse a receipt and check that the station's own district signed it; `keys` are its pinned keys.

    Raises DeskError `note-malformed`, `bundle-newer`, `sender-unknown`, `signature-wrong`.
    """
    unverified = note.read(KIND, data)
    if not _reason_fits(unverified.claims):
        raise DeskError(ErrorCode.NOTE_MALFORMED, field="reason")
    if unverified.signer != district:
        raise DeskError(ErrorCode.SENDER_UNKNOWN, office=unverified.signer)
    return note.verify(unverified, keys)


def judge(chain: ReceiptChain, receipt: Signed[Receipt]) -> Verdict:
    """Decide whether a verified receipt is the next one for this station (FORMAT 10.2).

    Raises DeskError `receipt-not-ours`, `receipt-replayed`, `receipt-fork`, `receipt-gap`, `receipt-bundle-unknown`,
    `receipt-root-differs`; facts `epoch`, `receipt`.
    """
    claims = receipt.claims
    if (claims.district, claims.station) != (chain.district, chain.station) or claims.epoch > chain.epoch:
        raise _refusal(ErrorCode.RECEIPT_NOT_OURS, claims, station=claims.station)
    if claims.epoch < chain.epoch:
        raise _refusal(ErrorCode.RECEIPT_REPLAYED, claims)
    if claims.receipt_seq <= len(chain.receipts):
        if chain.receipts[claims.receipt_seq - FIRST_SEQ] == receipt.hash:
            return Verdict.DUPLICATE
        raise _refusal(ErrorCode.RECEIPT_FORK, claims)
    if claims.receipt_seq > len(chain.receipts) + 1:
        raise _refusal(ErrorCode.RECEIPT_GAP, claims, missing=len(chain.receipts) + 1)
    if claims.prev != (chain.receipts[-1] if chain.receipts else NO_HASH):
        raise _refusal(ErrorCode.RECEIPT_FORK, claims)
    sent = chain.sent.get(claims.seq)
    if sent is None or sent.note_hash != claims.note_sha256:
        raise _refusal(ErrorCode.RECEIPT_BUNDLE_UNKNOWN, claims, seq=claims.seq)
    _check_log(chain, claims, sent)
    return Verdict.NEXT


def file_name(receipt: Receipt) -> str:
    """Return the name for people; no rule depends on it."""
    return f"{receipt.station.lower()}-e{receipt.epoch}-{receipt.receipt_seq:06d}.sdr"


def _reason_fits(receipt: Receipt) -> bool:
    return (receipt.result is Outcome.ACCEPTED) == (receipt.reason == NO_REASON)


def _check_log(chain: ReceiptChain, claims: Receipt, sent: Sent) -> None:
    """Check that what the district confirms is our own log, and no less than before (FORMAT 10.2 e)."""
    if not chain.confirmed <= claims.log_size <= len(chain.leaves):
        raise _refusal(ErrorCode.RECEIPT_ROOT_DIFFERS, claims)
    if log.root(chain.leaves[: claims.log_size]) != claims.log_root:
        raise _refusal(ErrorCode.RECEIPT_ROOT_DIFFERS, claims)
    if claims.result is Outcome.ACCEPTED and claims.log_size != sent.log_size:
        raise _refusal(ErrorCode.RECEIPT_ROOT_DIFFERS, claims)


def _refusal(code: ErrorCode, claims: Receipt, **facts: str | int) -> DeskError:
    return DeskError(code, epoch=claims.epoch, receipt=claims.receipt_seq, **facts)
