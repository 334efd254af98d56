"""What the district believes of a station's log, and what a new bundle does to it (FORMAT 8 steps 7, 11, 12).

State and a verified bundle in, a decision or the next state out; no file, no clock, no key of ours. The rules:

* a bundle continues exactly where the chain of notes ends: no gap, no second note for a number (8.1 a to d)
* it builds on a log that this office has confirmed, and never on a shorter one (8.1 f to h)
* all leaves together give the root that the note states (step 11)
* each leaf that may be read is in its place and is what its author signed (8.2, 7.7)

`judge` asks for nothing but the note, so it comes before anything is opened; `advance` asks it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from types import MappingProxyType

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from station_desk.domain import log
from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import strict_json
from station_desk.sync.bundle import Bundle, BundleNote
from station_desk.sync.enrolment import Request
from station_desk.sync.note import NO_HASH, Signed
from station_desk.sync.payload import Entry, Leaf, LeafHash
from station_desk.sync.values import HASH

PERSON_ADDED = "person.added"
FIRST_SEQ = 1


class Verdict(Enum):
    """What the note of a bundle means for a station's chain when it is not refused."""

    NEXT = "next"
    DUPLICATE = "duplicate"


class Outcome(StrEnum):
    """What becomes of a file (FORMAT 8.3); the `result` of a receipt. A duplicate gets its first receipt again."""

    ACCEPTED = "accepted"
    HELD = "held"
    REFUSED = "refused"
    FORK = "fork"


_HELD = frozenset(
    {
        ErrorCode.BUNDLE_GAP,
        ErrorCode.BUNDLE_NEWER,
        ErrorCode.BUNDLE_EPOCH_UNKNOWN,
        ErrorCode.TRUST_NEWER,
        ErrorCode.RECEIPT_NOT_REMEMBERED,
    }
)
_FORKS = frozenset({ErrorCode.BUNDLE_FORK, ErrorCode.LOG_ROLLED_BACK})


@dataclass(frozen=True, slots=True)
class Chain:
    """What the district has accepted from a station in its present epoch.

    `notes` are the note hashes of bundles 1 to n, `leaves` the leaf hashes 1 to m of the log.
    """

    station: str
    epoch: int
    notes: tuple[bytes, ...] = field(repr=False)
    leaves: tuple[bytes, ...] = field(repr=False)

    @property
    def last_seq(self) -> int:
        """The number of the last accepted bundle, 0 before the first."""
        return len(self.notes)

    @property
    def head(self) -> bytes:
        """The note hash the next bundle must name as `prev`."""
        return self.notes[-1] if self.notes else NO_HASH


@dataclass(frozen=True, slots=True)
class Newest:
    """How far this office has got: what a note must not be ahead of (FORMAT 8.1 e)."""

    schema: int
    trust_version: int


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line of the log that is new to the district. `header` and `leaf` are None when only its hash came."""

    seq: int
    hash: bytes
    header: log.Header | None
    leaf: Leaf | None


@dataclass(frozen=True, slots=True)
class Advance:
    """The next state of a station: to be stored whole or not at all."""

    chain: Chain
    authors: Mapping[str, bytes]
    lines: tuple[NewLine, ...]


def outcome(code: ErrorCode) -> Outcome:
    """Return what becomes of a file that was refused with this code (FORMAT 8.3)."""
    if code in _HELD:
        return Outcome.HELD
    return Outcome.FORK if code in _FORKS else Outcome.REFUSED


def begin(request: Request, before: Chain | None) -> Chain:
    """Return the chain with which an approved epoch starts (FORMAT 11.3); `before` is the chain of the epoch before.

    Raises DeskError `enrolment-epoch-old`, `enrolment-log-differs`.
    """
    if before is not None and request.epoch <= before.epoch:
        raise DeskError(ErrorCode.ENROLMENT_EPOCH_OLD, station=request.station, epoch=request.epoch)
    leaves = before.leaves if before is not None else ()
    if request.from_size > len(leaves) or log.root(leaves[: request.from_size]) != request.from_root:
        raise DeskError(ErrorCode.ENROLMENT_LOG_DIFFERS, station=request.station, size=request.from_size)
    return Chain(station=request.station, epoch=request.epoch, notes=(), leaves=leaves[: request.from_size])


def judge(chain: Chain, note: Signed[BundleNote], newest: Newest) -> Verdict:
    """Decide what a verified note means for its station's chain (FORMAT 8.1).

    Raises DeskError `bundle-replayed`, `bundle-epoch-unknown`, `bundle-gap`, `bundle-fork`, `bundle-newer`,
    `trust-newer`, `receipt-not-remembered`, `log-rolled-back`; facts `station`, `epoch`, `seq`.
    """
    claims = note.claims
    if claims.station != chain.station:
        raise ValueError("the chain of another station")
    if claims.epoch < chain.epoch:
        raise _refusal(ErrorCode.BUNDLE_REPLAYED, claims)
    if claims.epoch > chain.epoch:
        raise _refusal(ErrorCode.BUNDLE_EPOCH_UNKNOWN, claims)
    if claims.seq <= chain.last_seq:
        if chain.notes[claims.seq - FIRST_SEQ] == note.hash:
            return Verdict.DUPLICATE
        raise _refusal(ErrorCode.BUNDLE_FORK, claims)
    if claims.seq > chain.last_seq + 1:
        raise _refusal(ErrorCode.BUNDLE_GAP, claims, missing=chain.last_seq + 1)
    if claims.prev != chain.head:
        raise _refusal(ErrorCode.BUNDLE_FORK, claims)
    if claims.schema > newest.schema:
        raise DeskError(ErrorCode.BUNDLE_NEWER, what="schema")
    if claims.trust_version > newest.trust_version:
        raise _refusal(ErrorCode.TRUST_NEWER, claims, trust=claims.trust_version)
    _check_ground(chain, claims)
    return Verdict.NEXT


def advance(chain: Chain, bundle: Bundle, authors: Mapping[str, bytes], newest: Newest) -> Advance:
    """Return what the station's chain becomes with this bundle; `authors` are the keys known so far, by person.

    Raises DeskError as `judge` does, and `log-root-differs`, `leaf-wrong`, `part-changed`, `author-unknown`,
    `author-wrong` (facts `station`, `place`). ValueError for a duplicate: there is nothing to advance.
    """
    if judge(chain, bundle.note, newest) is not Verdict.NEXT:
        raise ValueError("not the next bundle")
    claims = bundle.note.claims
    hashes = tuple(_hash(entry) for entry in bundle.entries)
    overlap = len(chain.leaves) - claims.cosigned_size
    if hashes[:overlap] != chain.leaves[claims.cosigned_size :]:
        raise _refusal(ErrorCode.BUNDLE_FORK, claims)
    leaves = chain.leaves + hashes[overlap:]
    if log.root(leaves) != claims.log_root:
        raise _refusal(ErrorCode.LOG_ROOT_DIFFERS, claims)
    keys = dict(authors)
    lines = tuple(
        _line(claims, seq, hash_, entry, keys)
        for seq, (hash_, entry) in enumerate(zip(hashes, bundle.entries, strict=True), claims.cosigned_size + 1)
        if seq > len(chain.leaves)
    )
    return Advance(
        chain=replace(chain, notes=(*chain.notes, bundle.note.hash), leaves=leaves),
        authors=MappingProxyType(keys),
        lines=lines,
    )


def _check_ground(chain: Chain, claims: BundleNote) -> None:
    """Check the log the bundle builds on (FORMAT 8.1 f to h)."""
    if claims.cosigned_size > len(chain.leaves):
        raise _refusal(ErrorCode.RECEIPT_NOT_REMEMBERED, claims)
    if log.root(chain.leaves[: claims.cosigned_size]) != claims.cosigned_root:
        raise _refusal(ErrorCode.BUNDLE_FORK, claims)
    if claims.log_size < len(chain.leaves):
        raise _refusal(ErrorCode.LOG_ROLLED_BACK, claims)


def _hash(entry: Entry) -> bytes:
    return entry.hash if isinstance(entry, LeafHash) else log.leaf_hash(entry.header, entry.signature)


def _line(claims: BundleNote, seq: int, hash_: bytes, entry: Entry, keys: dict[str, bytes]) -> NewLine:
    """Check one new line (FORMAT 8.2) and learn the key it introduces."""
    if isinstance(entry, LeafHash):
        return NewLine(seq=seq, hash=hash_, header=None, leaf=None)
    header = _header(claims, seq, entry)
    for part in entry.parts:
        if header.commitments.get(part.name) != log.commitment(part.salt, part.data).hex():
            raise _refusal(ErrorCode.PART_CHANGED, claims, place=seq)
    introduced = _introduced(claims, seq, header, entry)
    key = keys.get(header.person, introduced.get(header.person))
    if key is None:
        raise _refusal(ErrorCode.AUTHOR_UNKNOWN, claims, place=seq)
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(entry.signature, log.LEAF_CONTEXT + entry.header)
    except InvalidSignature:
        raise _refusal(ErrorCode.AUTHOR_WRONG, claims, place=seq) from None
    keys.update(introduced)
    return NewLine(seq=seq, hash=hash_, header=header, leaf=entry)


def _header(claims: BundleNote, seq: int, leaf: Leaf) -> log.Header:
    try:
        header = log.read_header(leaf.header)
    except log.HeaderError:
        raise _refusal(ErrorCode.LEAF_WRONG, claims, place=seq, why="header") from None
    if header.seq != seq:
        raise _refusal(ErrorCode.LEAF_WRONG, claims, place=seq, why="place")
    if header.office != claims.station or header.epoch > claims.epoch:
        raise _refusal(ErrorCode.LEAF_WRONG, claims, place=seq, why="office")
    return header


def _introduced(claims: BundleNote, seq: int, header: log.Header, leaf: Leaf) -> dict[str, bytes]:
    """Return the person and the key that the leaf introduces, if any (FORMAT 7.7). Its part has been checked."""
    told = [part.data for part in leaf.parts if part.name is log.Part.DISTRICT]
    if header.kind != PERSON_ADDED or not told:
        return {}
    try:
        match strict_json.read(told[0]):
            case {"person": str(person), "key": str(key)} if person:
                return {person: HASH.read(key)}
    except ValueError:
        pass
    raise _refusal(ErrorCode.LEAF_WRONG, claims, place=seq, why="person")


def _refusal(code: ErrorCode, claims: BundleNote, **facts: str | int) -> DeskError:
    return DeskError(code, station=claims.station, epoch=claims.epoch, seq=claims.seq, **facts)
