"""Who else vouches for where the log stood: the office's own signed heads, bundles sent, the district's receipts.

Owns the comparison with the log. A log that was cut, put back or rewritten cannot please all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass

from station_desk.desk.enrolling import own_approval
from station_desk.desk.finding import Finding, FindingCode, lying
from station_desk.desk.making import KEYS
from station_desk.errors import DeskError
from station_desk.store import exchanges, log, office
from station_desk.store.connect import Connection
from station_desk.store.exchanges import Outgoing, Receipted
from station_desk.store.log import SignedHead
from station_desk.sync import bundle, enrolment, receipt
from station_desk.sync import checkpoint as signed_checkpoint
from station_desk.sync.keys import OfficeKeys


@dataclass(frozen=True, slots=True)
class Witness:
    """A tree head that somebody vouches for; `code` is the finding when the log does not have it.

    `seq` is the line that the finding names.
    """

    code: FindingCode
    size: int
    root: bytes
    seq: int
    where: str = ""


Seen = Witness | Finding


def signed_heads(read: Connection, rows: Iterable[SignedHead]) -> Iterator[Seen]:
    """Yield the heads the office signed; one that is not what was signed is a finding at once."""
    keys = None
    for row in rows:
        try:
            keys = keys or OfficeKeys.from_bytes(office.value(read, KEYS) or b"").public
            claims = signed_checkpoint.verify(row.note or b"", keys)  # an old page put back can leave none
        except DeskError:
            claims = None
        if claims is None or (claims.size, claims.root, log.at_of(read, claims.size)) != (row.size, row.root, row.at):
            lies = lying(row.size, row.root, row.at, row.note)
            yield Finding(FindingCode.CHECKPOINT_DIFFERS, row.size, since=row.at, lies=lies)
        else:
            yield Witness(FindingCode.CHECKPOINT_DIFFERS, row.size, row.root, row.size)


def sent(rows: Iterable[Outgoing]) -> Iterator[Seen]:
    """Yield the heads that bundles told the district."""
    for row in rows:
        where = f"bundle {row.seq}"
        try:
            claims = bundle.read(row.bundle).note.claims
        except DeskError:
            yield Finding(FindingCode.SENT_UNREADABLE, row.last_line, where, row.prepared_at, lying(row.bundle))
        else:
            yield Witness(FindingCode.LOG_DIFFERS_FROM_SENT, claims.log_size, claims.log_root, claims.log_size, where)


def receipted(read: Connection, rows: Iterable[Receipted]) -> Iterator[Seen]:
    """Yield the heads that the district confirmed with its own signature."""
    approval = None
    for row in rows:
        where, lies = f"receipt {row.receipt_seq}", lying(astuple(row))
        try:
            approval = approval or own_approval(read).claims
            claims = receipt.verify(row.receipt, approval.district, enrolment.keys_of(approval)).claims
        except DeskError:
            yield Finding(FindingCode.RECEIPT_DIFFERS, row.log_size, where, row.taken_at, lies)
            continue
        if (claims.receipt_seq, claims.seq, claims.result, claims.log_size) != (
            row.receipt_seq,
            row.bundle_seq,
            row.result,
            row.log_size,
        ):
            yield Finding(FindingCode.RECEIPT_DIFFERS, row.log_size, where, row.taken_at, lies)
        yield Witness(FindingCode.LOG_DIFFERS_FROM_RECEIPT, claims.log_size, claims.log_root, claims.log_size, where)


def newest(read: Connection) -> list[Seen]:
    """Return the newest witness of each kind."""
    bundles, heads = exchanges.newest_outgoing(read), log.checkpoints(read)
    return [
        *signed_heads(read, heads[-1:]),
        *sent([bundles] if bundles else []),
        *receipted(read, exchanges.receipts(read)[-1:]),
    ]


def contradictions(read: Connection, seen: Iterable[Seen]) -> list[Finding]:
    """Return what the witnesses say against the log; `since` is the last moment that both share, where one is known."""
    kept = list(seen)
    vouched = [one for one in kept if isinstance(one, Witness)]
    roots = log.roots_at(read, [one.size for one in vouched])
    agreed = max((one.size for one in vouched if roots.get(one.size) == one.root), default=0)
    since = log.at_of(read, agreed)
    return [
        *(one for one in kept if isinstance(one, Finding)),
        *(
            Finding(one.code, one.seq, one.where, since, lying(one.size, one.root, roots.get(one.size)))
            for one in vouched
            if roots.get(one.size) != one.root
        ),
    ]
