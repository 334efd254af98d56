"""The bundle `*.sdb`: a signed note and a sealed part in one file (FORMAT 4, 8 steps 1 to 10). Bytes in, objects out.

Three steps, each of which takes only what the one before returned, so that none can be left out:

    read     what the file claims; needs no key and believes nothing
    verify   who sent it, to whom, and that it arrived whole
    unseal   what is inside

Between `verify` and `unseal` the receiver asks `trusted_chain.judge`. This module knows no state of any station.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256

from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import age, note, payload
from station_desk.sync.keys import OfficeKeys, PublicKeys
from station_desk.sync.note import Signed, Unverified
from station_desk.sync.payload import Entry
from station_desk.sync.values import HASH, NUMBER, OFFICE, POSITIVE, TIME, Value

MAGIC = b"SDBNDL1\n"
MAX_SEALED = 64 * 1024 * 1024
MAX_BUNDLE = 8 + 4 + note.MAX_NOTE + 8 + MAX_SEALED
MAX_RECIPIENTS = 2

_NOTE_SIZE = struct.Struct(">I")
_SEALED_SIZE = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a bundle says of itself, outside in the note and again inside the payload (FORMAT 4.2, 5.2)."""

    station: str
    epoch: int
    seq: int
    prev: bytes
    recipient: str
    schema: int
    created: datetime
    trust_version: int
    log_size: int
    log_root: bytes
    cosigned_size: int
    cosigned_root: bytes


@dataclass(frozen=True, slots=True)
class BundleNote(Manifest):
    """The whole note: the manifest and what binds the sealed part to it."""

    payload_sha256: bytes
    ct_size: int
    ct_sha256: bytes


_MANIFEST: tuple[tuple[str, Value], ...] = (
    ("station", OFFICE),
    ("epoch", POSITIVE),
    ("seq", POSITIVE),
    ("prev", HASH),
    ("recipient", OFFICE),
    ("schema", POSITIVE),
    ("created", TIME),
    ("trust-version", POSITIVE),
    ("log-size", NUMBER),
    ("log-root", HASH),
    ("cosigned-size", NUMBER),
    ("cosigned-root", HASH),
)
KIND = note.Kind(
    first_line="station-desk/bundle/v1",
    claims=BundleNote,
    fields=(*_MANIFEST, ("payload-sha256", HASH), ("ct-size", NUMBER), ("ct-sha256", HASH)),
    signer="station",
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A file that looks like a bundle. Nothing in it has been proved."""

    note: Unverified[BundleNote]
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedBundle:
    """A bundle that its station signed for this office and that arrived whole. Not opened yet."""

    note: Signed[BundleNote]
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bundle:
    """An opened bundle: one entry per leaf of (cosigned-size, log-size]. Its leaves are not checked yet."""

    note: Signed[BundleNote]
    entries: tuple[Entry, ...]


def make(manifest: Manifest, entries: Sequence[Entry], keys: OfficeKeys, recipients: Sequence[bytes]) -> bytes:
    """Return the bytes of a new bundle, sealed to 1 or 2 recipients and signed by the station.

    Every call seals anew, so the caller keeps the bytes and hands out the same ones again (FORMAT 9.1).
    Raises DeskError `bundle-too-large` (fact `limit`): take a smaller range of the log.
    """
    if len(entries) != manifest.log_size - manifest.cosigned_size:
        raise ValueError("one entry for each leaf of the range")
    if not 1 <= len(recipients) <= MAX_RECIPIENTS:
        raise ValueError("1 or 2 recipients")
    plain = payload.write(note.text_of(KIND.first_line, _MANIFEST, manifest), entries, os.urandom(payload.RANDOM_BYTES))
    sealed = age.encrypt(plain, recipients)
    if len(sealed) > MAX_SEALED:
        raise DeskError(ErrorCode.BUNDLE_TOO_LARGE, limit=MAX_SEALED)
    claims = BundleNote(
        **asdict(manifest),
        payload_sha256=sha256(plain).digest(),
        ct_size=len(sealed),
        ct_sha256=sha256(sealed).digest(),
    )
    return join(note.write(KIND, claims, keys), sealed)


def join(signed_note: bytes, sealed: bytes) -> bytes:
    """Return the container of a note and a sealed part (FORMAT 4)."""
    return MAGIC + _NOTE_SIZE.pack(len(signed_note)) + signed_note + _SEALED_SIZE.pack(len(sealed)) + sealed


def read(data: bytes) -> Envelope:
    """Take a file apart without believing it (FORMAT 8 steps 1, 2).

    Raises DeskError `bundle-too-large`, `bundle-not-ours`, `bundle-newer`, `bundle-truncated`, `bundle-changed`,
    `note-malformed`.
    """
    if len(data) > MAX_BUNDLE:
        raise DeskError(ErrorCode.BUNDLE_TOO_LARGE, limit=MAX_BUNDLE)
    _check_magic(data)
    start, note_size = _read_size(_NOTE_SIZE, data, len(MAGIC))
    if not 1 <= note_size <= note.MAX_NOTE:
        raise DeskError(ErrorCode.NOTE_MALFORMED, field="length")
    sealed_start, sealed_size = _read_size(_SEALED_SIZE, data, start + note_size)
    if sealed_size > MAX_SEALED:
        raise DeskError(ErrorCode.BUNDLE_TOO_LARGE, limit=MAX_SEALED)
    if len(data) < sealed_start + sealed_size:
        raise DeskError(ErrorCode.BUNDLE_TRUNCATED, size=len(data), expected=sealed_start + sealed_size)
    if len(data) > sealed_start + sealed_size:
        raise DeskError(ErrorCode.BUNDLE_CHANGED, why="bytes-after-the-end")
    return Envelope(note=note.read(KIND, data[start : start + note_size]), sealed=data[sealed_start:])


def verify(envelope: Envelope, stations: Mapping[str, PublicKeys], office: str) -> SealedBundle:
    """Check who sent the bundle, that it is for `office`, and that it arrived whole (FORMAT 8 steps 3 to 6).

    `stations` are the pinned keys of every enrolled station, by code.
    Raises DeskError `sender-unknown`, `signature-wrong`, `note-malformed`, `wrong-recipient`, `bundle-changed`.
    """
    keys = stations.get(envelope.note.signer)
    if keys is None:
        raise DeskError(ErrorCode.SENDER_UNKNOWN, office=envelope.note.signer)
    signed = note.verify(envelope.note, keys)
    claims = signed.claims
    if claims.recipient != office:
        raise DeskError(ErrorCode.WRONG_RECIPIENT, office=claims.recipient)
    if claims.cosigned_size > claims.log_size:
        raise DeskError(ErrorCode.NOTE_MALFORMED, field="cosigned-size")
    if len(envelope.sealed) != claims.ct_size or sha256(envelope.sealed).digest() != claims.ct_sha256:
        raise DeskError(ErrorCode.BUNDLE_CHANGED, why="sealed-part")
    return SealedBundle(note=signed, sealed=envelope.sealed)


def unseal(bundle: SealedBundle, sealing_seed: bytes) -> Bundle:
    """Open a verified bundle with our private sealing key (FORMAT 8 steps 8 to 10).

    Raises DeskError `bundle-too-large`, `cannot-unseal`, `inner-differs`, `payload-malformed`.
    """
    claims = bundle.note.claims
    count = claims.log_size - claims.cosigned_size
    if count > payload.MAX_ENTRIES:
        raise DeskError(ErrorCode.BUNDLE_TOO_LARGE, limit=payload.MAX_ENTRIES)
    _check_recipients(bundle.sealed)
    plain = age.decrypt(bundle.sealed, sealing_seed)
    if sha256(plain).digest() != claims.payload_sha256:
        raise DeskError(ErrorCode.INNER_DIFFERS)
    return Bundle(note=bundle.note, entries=payload.read(plain, _manifest_lines(bundle.note.text), count))


def file_name(manifest: Manifest) -> str:
    """Return the name for people; no rule depends on it."""
    return f"{manifest.station.lower()}-e{manifest.epoch}-{manifest.seq:06d}.sdb"


def _manifest_lines(text: bytes) -> bytes:
    """Cut the manifest off the signed text: the type and the lines to `cosigned-root`, as they came (FORMAT 5.2)."""
    return b"".join(line + b"\n" for line in text.split(b"\n")[: 1 + len(_MANIFEST)])


def _check_magic(data: bytes) -> None:
    magic = data[: len(MAGIC)]
    if magic == MAGIC:
        return
    if MAGIC.startswith(magic):
        raise DeskError(ErrorCode.BUNDLE_TRUNCATED, size=len(data), expected=len(MAGIC))
    if len(magic) == len(MAGIC) and magic[:6] == MAGIC[:6] and magic[6:7] in b"23456789" and magic[7:] == b"\n":
        raise DeskError(ErrorCode.BUNDLE_NEWER, what="bundle")
    raise DeskError(ErrorCode.BUNDLE_NOT_OURS)


def _read_size(form: struct.Struct, data: bytes, start: int) -> tuple[int, int]:
    """Return where the sized bytes begin and how many there are."""
    if len(data) < start + form.size:
        raise DeskError(ErrorCode.BUNDLE_TRUNCATED, size=len(data), expected=start + form.size)
    (size,) = form.unpack_from(data, start)
    return start + form.size, size


def _check_recipients(sealed: bytes) -> None:
    """Refuse any way in but one or two hybrid recipients (FORMAT 4.4)."""
    types = [stanza.type for stanza in age.read_header(sealed).stanzas]
    if len(types) > MAX_RECIPIENTS or set(types) != {age.STANZA}:
        raise DeskError(ErrorCode.CANNOT_UNSEAL, step="recipients")
