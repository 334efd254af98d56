"""Offices for the tests of sync: a station that can publish anything, attacks included, and a district that receives.

The keys are TEST KEYS, derived from words that stand here for everybody to read.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from station_desk.domain import log
from station_desk.errors import DeskError
from station_desk.sync import age, bundle, note, payload, trusted_chain
from station_desk.sync.bundle import BundleNote, Manifest
from station_desk.sync.keys import OfficeKeys, PublicKeys
from station_desk.sync.note import NO_HASH
from station_desk.sync.payload import Entry, Leaf, LeafHash, OpenPart
from station_desk.sync.trusted_chain import Advance, Chain, Newest, Verdict

CREATED = datetime(2026, 10, 6, 3, 42, tzinfo=UTC)
NEWEST = Newest(schema=1, trust_version=1)
RANDOM = bytes(range(32))


def fixed(words: str) -> bytes:
    """Return 32 bytes that are always the same for these words."""
    return sha256(b"TEST KEY, NOT A SECRET: " + words.encode()).digest()


def office_keys(code: str) -> OfficeKeys:
    """Return the test keys of an office."""
    return OfficeKeys(fixed(f"{code} ed25519"), fixed(f"{code} ml-dsa-65"), fixed(f"{code} sealing"))


def hash_of(entry: Entry) -> bytes:
    """Return the leaf hash of an entry."""
    return entry.hash if isinstance(entry, LeafHash) else log.leaf_hash(entry.header, entry.signature)


@dataclass
class Author:
    """A person at a station and the key that signs for her."""

    id: str
    key: Ed25519PrivateKey = field(init=False)

    def __post_init__(self) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(fixed(f"author {self.id}"))

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()


class Station:
    """A station with a log. It writes honest lines and bundles unless it is told otherwise."""

    def __init__(self, code: str = "SAS") -> None:
        self.code = code
        self.keys = office_keys(code)
        self.entries: list[Entry] = []
        self.heads: list[bytes] = []  # the text of each note sent, hashed
        self.confirmed = 0

    @property
    def hashes(self) -> tuple[bytes, ...]:
        return tuple(hash_of(entry) for entry in self.entries)

    def add(self, author: Author, district: bytes = b'{"n":1}', **changes: Any) -> Leaf:
        """Append a readable line; `changes` are fields of its header."""
        leaf = make_leaf(self.code, len(self.entries) + 1, author, district, **changes)
        self.entries.append(leaf)
        return leaf

    def add_person(self, person: Author, by: Author | None = None) -> Leaf:
        """Append the line that introduces a person's key."""
        return self.add(by or person, introduction(person.id, person.public), kind="person.added")

    def add_hidden(self) -> LeafHash:
        """Append an audit line, of which only the hash travels."""
        hidden = LeafHash(sha256(f"{self.code} hidden {len(self.entries)}".encode()).digest())
        self.entries.append(hidden)
        return hidden

    def manifest(self, **changes: Any) -> Manifest:
        """Return the honest manifest of the next bundle, with `changes`."""
        honest = Manifest(
            station=self.code,
            epoch=1,
            seq=len(self.heads) + 1,
            prev=self.heads[-1] if self.heads else NO_HASH,
            recipient="DIS",
            schema=1,
            created=CREATED,
            trust_version=1,
            log_size=len(self.entries),
            log_root=log.root(self.hashes),
            cosigned_size=self.confirmed,
            cosigned_root=log.root(self.hashes[: self.confirmed]),
        )
        return replace(honest, **changes)

    def send(self, **changes: Any) -> bytes:
        """Make the next bundle, honest but for `changes` of its manifest, and remember its note."""
        manifest = self.manifest(**changes)
        data = bundle.make(
            manifest,
            self.entries[manifest.cosigned_size : manifest.log_size],
            self.keys,
            [office_keys("DIS").public.sealing],
        )
        self.heads.append(sha256(bundle.read(data).note.text).digest())
        return data


def make_leaf(office: str, seq: int, author: Author, district: bytes, /, **changes: Any) -> Leaf:
    """Return a signed line whose part `district` travels."""
    salt = fixed(f"salt {office} {seq}")[:16]
    header = log.Header(
        seq=seq,
        office=office,
        epoch=1,
        kind="intake.saved",
        record="0" * 32,
        revision=1,
        at="2026-10-06T03:42:00Z",
        person=author.id,
        commitments={"district": log.commitment(salt, district).hex(), "identity": "ab" * 32},
        about={},
    )
    written = replace(header, **changes).to_bytes()
    signature = author.key.sign(log.LEAF_CONTEXT + written)
    return Leaf(written, signature, (OpenPart(log.Part.DISTRICT, salt, district),))


def introduction(person: str, key: bytes) -> bytes:
    """Return the part of a line that introduces a person."""
    return log.canonical({"person": person, "name": "परीक्षण", "rank": "SI", "key": key.hex()})


def seal(manifest: Manifest, plain: bytes, keys: OfficeKeys, **changes: Any) -> bytes:
    """Return a bundle around any payload, signed with `keys`; `changes` are fields of the note."""
    return wrap(manifest, plain, age.encrypt(plain, [office_keys("DIS").public.sealing]), keys, **changes)


def wrap(manifest: Manifest, plain: bytes, sealed: bytes, keys: OfficeKeys, **changes: Any) -> bytes:
    """Return a bundle around any sealed part."""
    values = {name: getattr(manifest, name) for name in Manifest.__dataclass_fields__}
    bound = {"payload_sha256": sha256(plain).digest(), "ct_size": len(sealed), "ct_sha256": sha256(sealed).digest()}
    return bundle.join(note.write(bundle.KIND, BundleNote(**{**values, **bound, **changes}), keys), sealed)


def manifest_text(manifest: Manifest) -> bytes:
    """Return the inner manifest."""
    return note.text_of(bundle.KIND.first_line, bundle.KIND.fields[:12], manifest)


def payload_of(manifest: Manifest, entries: list[Entry]) -> bytes:
    """Return an honest payload with fixed random bytes."""
    return payload.write(manifest_text(manifest), entries, RANDOM)


class District:
    """A district that receives as FORMAT 8 says and remembers what it accepted."""

    def __init__(self, *stations: Station, code: str = "DIS") -> None:
        self.code = code
        self.keys = office_keys(code)
        self.stations: dict[str, PublicKeys] = {station.code: station.keys.public for station in stations}
        self.chains = {station.code: Chain(station.code, 1, (), ()) for station in stations}
        self.authors: dict[str, dict[str, bytes]] = {station.code: {} for station in stations}

    def plan(self, data: bytes) -> Advance | Verdict:
        """Go through the whole receiver order without keeping anything."""
        sealed = bundle.verify(bundle.read(data), self.stations, self.code)
        station = sealed.note.claims.station
        if trusted_chain.judge(self.chains[station], sealed.note, NEWEST) is Verdict.DUPLICATE:
            return Verdict.DUPLICATE
        opened = bundle.unseal(sealed, self.keys.sealing_seed)
        return trusted_chain.advance(self.chains[station], opened, self.authors[station], NEWEST)

    def receive(self, data: bytes) -> str:
        """Return `accepted`, `duplicate` or the code of the refusal; keep what was accepted."""
        try:
            plan = self.plan(data)
        except DeskError as error:
            return error.code.value
        if isinstance(plan, Verdict):
            return plan.value
        self.chains[plan.chain.station] = plan.chain
        self.authors[plan.chain.station] = dict(plan.authors)
        return "accepted"
