"""The container: what is proved before anything is opened, and what an attacker can change."""

from __future__ import annotations

import struct
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sync_offices import (
    Author,
    District,
    Station,
    fixed,
    manifest_text,
    office_keys,
    payload_of,
    seal,
    wrap,
)

from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import age, bundle, payload

ASHA = Author("a5")


def small_station() -> Station:
    station = Station()
    station.add_person(ASHA)
    station.add(ASHA)
    station.add_hidden()
    return station


STATION = small_station()
OTHER = Station("RPR")
DATA = small_station().send()
NOTE_END = 12 + struct.unpack_from(">I", DATA, 8)[0]
DISTRICT = District(STATION, OTHER)


def refusal(data: bytes) -> str:
    """Return the code with which a fresh district refuses these bytes."""
    with pytest.raises(DeskError) as caught:
        DISTRICT.plan(data)
    return caught.value.code.value


def test_round_trip() -> None:
    """What a station packs is what its district opens."""
    sealed = bundle.verify(bundle.read(DATA), DISTRICT.stations, "DIS")
    opened = bundle.unseal(sealed, DISTRICT.keys.sealing_seed)
    assert list(opened.entries) == STATION.entries
    assert opened.note.claims.log_size == 3
    assert bundle.file_name(opened.note.claims) == "sas-e1-000001.sdb"


def test_nothing_readable_travels() -> None:
    """Neither a part nor a header can be read in the file, and the note holds only offices, numbers and hashes."""
    assert b"intake.saved" not in DATA
    assert "परीक्षण".encode() not in DATA


def test_two_recipients() -> None:
    """A bundle may be sealed to the district and to one more key, not to none and not to three."""
    recipients = [office_keys("DIS").public.sealing, age.recipient_of(fixed("recovery"))]
    data = bundle.make(STATION.manifest(), STATION.entries, STATION.keys, recipients)
    sealed = bundle.verify(bundle.read(data), DISTRICT.stations, "DIS")
    assert bundle.unseal(sealed, fixed("recovery")).entries == tuple(STATION.entries)
    for wrong in ([], [*recipients, recipients[0]]):
        with pytest.raises(ValueError, match="recipients"):
            bundle.make(STATION.manifest(), STATION.entries, STATION.keys, wrong)


def test_range_must_fit_the_entries() -> None:
    """A bundle whose entries are not its range is a mistake of ours and is never made."""
    with pytest.raises(ValueError, match="range"):
        bundle.make(STATION.manifest(), STATION.entries[:-1], STATION.keys, [DISTRICT.keys.public.sealing])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bundle-truncated"),
        (DATA[:5], "bundle-truncated"),
        (DATA[:11], "bundle-truncated"),
        (DATA[:12], "bundle-truncated"),
        (DATA[:NOTE_END], "bundle-truncated"),
        (DATA[: NOTE_END + 7], "bundle-truncated"),
        (DATA[:-1], "bundle-truncated"),
        (DATA + b"\0", "bundle-changed"),
        (b"PK\x03\x04" + DATA, "bundle-not-ours"),
        (b"SDBNDL2\n" + DATA[8:], "bundle-newer"),
        (b"SDBNDL0\n" + DATA[8:], "bundle-not-ours"),
        (b"SDBNDL1\r" + DATA[8:], "bundle-not-ours"),
        (DATA[:8] + bytes(4) + DATA[12:], "note-malformed"),
        (DATA[:8] + struct.pack(">I", 16385) + DATA[12:], "note-malformed"),
        (DATA[:8] + b"\xff" * 4 + DATA[12:], "note-malformed"),
        (DATA[:NOTE_END] + b"\xff" * 8 + DATA[NOTE_END + 8 :], "bundle-too-large"),
        (DATA[:NOTE_END] + struct.pack(">Q", 64 * 2**20 + 1) + DATA[NOTE_END + 8 :], "bundle-too-large"),
    ],
)
def test_container(data: bytes, code: str) -> None:
    """Every wrong length or magic has its code, and nothing is believed from it."""
    assert refusal(data) == code


def test_too_large_is_refused_by_its_length_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file beyond the limit is refused before a byte of it is read."""
    monkeypatch.setattr(bundle, "MAX_BUNDLE", len(DATA) - 1)
    assert refusal(DATA) == "bundle-too-large"


def test_too_large_to_send(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sealed part beyond the limit is told to the caller, who takes a smaller range."""
    monkeypatch.setattr(bundle, "MAX_SEALED", 1000)
    with pytest.raises(DeskError) as caught:
        small_station().send()
    assert caught.value.code is ErrorCode.BUNDLE_TOO_LARGE


def test_unknown_sender() -> None:
    """A perfect bundle of a station that is not enrolled here is refused."""
    assert refusal(Station("XYZ").send()) == "sender-unknown"


def test_insider_signs_anothers_ciphertext() -> None:
    """Station RPR signs a note of its own over the sealed part of SAS: the inner copy tells (FORMAT 5.2)."""
    stolen = bundle.read(DATA)
    note = stolen.note.claims
    forged = wrap(
        OTHER.manifest(log_size=note.log_size, log_root=note.log_root),
        b"",
        stolen.sealed,
        OTHER.keys,
        payload_sha256=note.payload_sha256,
    )
    assert refusal(forged) == "inner-differs"


def test_insider_signs_in_anothers_name() -> None:
    """A note in the name of SAS signed with the keys of RPR is refused before anything is opened."""
    manifest = STATION.manifest()
    assert refusal(seal(manifest, payload_of(manifest, STATION.entries), OTHER.keys)) == "signature-wrong"


def test_mix_and_match() -> None:
    """The note of one bundle with the sealed part of another is refused, also when the lengths agree."""
    first, second = bundle.read(DATA), bundle.read(small_station().send())
    assert len(first.sealed) == len(second.sealed)
    assert refusal(bundle.join(first.note.data, second.sealed)) == "bundle-changed"


def test_for_another_district() -> None:
    """A bundle for another office is refused before it is opened."""
    assert refusal(small_station().send(recipient="AGR")) == "wrong-recipient"


def test_sealed_to_another_key() -> None:
    """A bundle in our name that our key does not open is refused."""
    manifest = STATION.manifest()
    plain = payload_of(manifest, STATION.entries)
    sealed = age.encrypt(plain, [office_keys("AGR").public.sealing])
    assert refusal(wrap(manifest, plain, sealed, STATION.keys)) == "cannot-unseal"


@pytest.mark.parametrize("stanzas", [b"-> X25519 AAAA\n\n", b"-> grease x\n\n"])
def test_no_other_way_in(stanzas: bytes) -> None:
    """A stanza that is not hybrid is refused although the file would open: it would weaken the seal (FORMAT 4.4)."""
    manifest = STATION.manifest()
    plain = payload_of(manifest, STATION.entries)
    sealed = bytearray(age.encrypt(plain, [office_keys("DIS").public.sealing]))
    at = sealed.index(b"\n--- ") + 1
    sealed[at:at] = stanzas
    assert refusal(wrap(manifest, plain, bytes(sealed), STATION.keys)) == "cannot-unseal"


@pytest.mark.parametrize(
    "changes",
    [
        {"epoch": 2},
        {"seq": 2},
        {"prev": b"x" * 32},
        {"recipient": "AGR"},
        {"schema": 2},
        {"trust_version": 2},
        {"log_size": 4},
        {"log_root": b"x" * 32},
        {"cosigned_root": b"x" * 32},
    ],
)
def test_inner_copy_covers_every_field(changes: dict[str, object]) -> None:
    """Whichever field the inner manifest tells otherwise, the bundle is refused."""
    manifest = STATION.manifest()
    inside = replace(manifest, **changes)  # type: ignore[arg-type]
    plain = payload.write(manifest_text(inside), STATION.entries, bytes(32))
    assert refusal(seal(manifest, plain, STATION.keys)) == "inner-differs"


def test_payload_hash_is_checked() -> None:
    """A payload that is not the one the note speaks of is refused."""
    manifest = STATION.manifest()
    data = seal(manifest, payload_of(manifest, STATION.entries), STATION.keys, payload_sha256=bytes(32))
    assert refusal(data) == "inner-differs"


def test_range_limits_before_opening() -> None:
    """A log that shrinks in its own note, or a range beyond the limit, is refused before the age part is touched."""
    manifest = STATION.manifest()
    assert refusal(wrap(replace(manifest, cosigned_size=4), b"", b"x", STATION.keys)) == "note-malformed"
    assert refusal(wrap(replace(manifest, log_size=200_001), b"", b"x", STATION.keys)) == "bundle-too-large"


def test_every_fourth_cut_is_refused() -> None:
    """A copy that ends early is never taken, wherever it ends."""
    assert {refusal(DATA[:size]) for size in range(0, len(DATA), 4)} == {"bundle-truncated"}


def test_flipped_bytes_are_refused() -> None:
    """No flipped byte is taken: container and note at every third place, the sealed part at every 41st."""
    for position in [*range(0, NOTE_END + 8, 3), *range(NOTE_END + 8, len(DATA), 41)]:
        flipped = bytearray(DATA)
        flipped[position] ^= 1 << position % 8
        assert refusal(bytes(flipped)), position


@given(
    position=st.integers(0, len(DATA) - 1),
    mask=st.integers(1, 255),
    cut=st.integers(0, 40),
    more=st.binary(max_size=40),
)
@settings(max_examples=150, database=None, deadline=None)
def test_splices_are_refused(position: int, mask: int, cut: int, more: bytes) -> None:
    """Bytes changed, cut out and put in at one place never make a bundle that is taken."""
    changed = DATA[:position] + bytes([DATA[position] ^ mask]) + more + DATA[position + 1 + cut :]
    assert refusal(changed)


@given(data=st.binary(max_size=200))
@settings(max_examples=150, database=None, deadline=None)
def test_garbage_is_refused_with_our_own_error(data: bytes) -> None:
    """Nothing but a known code comes out of bytes that are no bundle, also right after the magic."""
    assert refusal(data)
    assert refusal(bundle.MAGIC + data)


@given(data=st.binary(max_size=200))
@settings(max_examples=100, database=None, deadline=None)
def test_hostile_station_gets_no_further_than_a_code(data: bytes) -> None:
    """A station with good keys and a payload of garbage is refused by a known code, never by a crash."""
    manifest = STATION.manifest()
    start = payload_of(manifest, STATION.entries)[: 44 + len(manifest_text(manifest))]
    assert refusal(seal(manifest, (start + data).ljust(16384, b"\0"), STATION.keys)) == "payload-malformed"


def test_note_hash_is_that_of_the_text() -> None:
    """The note hash is over the signed lines alone (FORMAT 3.6)."""
    sealed = bundle.verify(bundle.read(DATA), DISTRICT.stations, "DIS")
    assert sealed.note.hash == sha256(DATA[12 : DATA.index(b"\n\n", 12) + 1]).digest()
