"""Make the files of `vectors/` anew: `PYTHONPATH=. python tests/sync/make_vectors.py` from the root of the repository.

Each file has one fault or none; `index.json` says what must become of it and in which state of the receiver. The keys
are TEST KEYS. Signatures and sealing are random, so every run gives other bytes with the same outcomes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sync_offices import (
    CREATED,
    Author,
    District,
    Station,
    fixed,
    make_leaf,
    manifest_text,
    office_keys,
    payload_of,
    seal,
    wrap,
)

from station_desk.domain import log
from station_desk.sync import age, bundle, enrolment, frames, note, payload, receipt
from station_desk.sync.note import NO_HASH
from station_desk.sync.payload import Leaf
from station_desk.sync.receipt import Receipt
from station_desk.sync.trusted_chain import Outcome

FOLDER = Path(__file__).parent / "vectors"
UNOPENED = b"no age file: what is refused before it is opened needs none"
ASHA, REKHA = Author("a5"), Author("4e")
DISTRICT_KEYS, INSIDER = office_keys("DIS"), Station("RPR")


def station(sent: int = 0) -> Station:
    """Return the station of the vectors: three lines, `sent` bundles of them received before."""
    made = Station()
    made.add_person(ASHA)
    made.add(ASHA)
    made.add_hidden()
    made.heads = [fixed(f"note {number}") for number in range(1, sent + 1)]
    return made


def unopened(sent: int = 0, sealed: bytes = UNOPENED, keys: Any = None, **changes: Any) -> bytes:
    """Return a bundle that must be refused before anybody opens it."""
    made = station(sent)
    return wrap(made.manifest(**changes), b"", sealed, keys or made.keys)


def with_leaf(leaf: Leaf) -> bytes:
    """Return a bundle whose fourth line is this one."""
    made = station()
    made.entries.append(leaf)
    return made.send()


def with_payload(change: Callable[[bytes, int], bytes]) -> bytes:
    """Return a bundle with a changed payload; `change` gets the honest one and where its frames begin."""
    made = station()
    manifest = made.manifest()
    start = 44 + len(manifest_text(manifest))
    return seal(manifest, change(payload_of(manifest, made.entries), start), made.keys)


def smuggled_part(plain: bytes, start: int) -> bytes:
    """Return the payload with the part `identity` packed instead of `district`."""
    run = b"".join(frames.unpack(plain, start)).replace(b"\x08district", b"\x08identity", 1)
    return frames.pack(plain[:start], [run])


def fraction(plain: bytes, start: int) -> bytes:
    """Return the payload with a fraction in a part."""
    run = b"".join(frames.unpack(plain, start)).replace(b'{"n":1}', b'{"n":.1', 1)
    return frames.pack(plain[:start], [run])


def bomb(plain: bytes, start: int) -> bytes:
    """Return the payload with frames that would inflate far beyond what they declare."""
    packed = frames.zlib.compress(bytes(8 * 2**20), 9)
    head = frames._HEAD.pack(1, 1, 20 * len(packed), len(packed))
    return frames.pack(plain[:start] + head + packed, [])


def dirty_padding(plain: bytes, _start: int) -> bytes:
    """Return the payload with a byte in its padding."""
    return plain[:-11] + b"x" + plain[-10:]


def missing_entry(plain: bytes, start: int) -> bytes:
    """Return the payload without its last entry."""
    return frames.pack(plain[:start], [b"".join(frames.unpack(plain, start))[:-37]])


def resigned() -> bytes:
    """Return the sealed part of SAS under a note that RPR signed."""
    stolen = bundle.read(station().send())
    claims = stolen.note.claims
    manifest = INSIDER.manifest(log_size=claims.log_size, log_root=claims.log_root)
    return wrap(manifest, b"", stolen.sealed, INSIDER.keys, payload_sha256=claims.payload_sha256)


def extra_stanza() -> bytes:
    """Return a bundle that a classic key could open as well, as far as its header tells."""
    made = station()
    manifest = made.manifest()
    plain = payload_of(manifest, made.entries)
    sealed = age.encrypt(plain, [DISTRICT_KEYS.public.sealing]).replace(b"\n--- ", b"\n-> X25519 AAAA\n\n--- ", 1)
    return wrap(manifest, plain, sealed, made.keys)


def sealed_to_another() -> bytes:
    """Return a bundle in the district's name that its key does not open."""
    made = station()
    manifest = made.manifest()
    plain = payload_of(manifest, made.entries)
    return wrap(manifest, plain, age.encrypt(plain, [office_keys("AGR").public.sealing]), made.keys)


def other_inside() -> bytes:
    """Return a bundle whose inner manifest has another number than its note."""
    made = station()
    manifest = made.manifest()
    plain = payload.write(manifest_text(replace(manifest, seq=2)), made.entries, bytes(32))
    return seal(manifest, plain, made.keys)


def bundles() -> list[tuple[str, str, str, bytes]]:
    """Return name, state of the district, expected outcome and bytes of every bundle vector."""
    small = unopened()
    signature = small.index(b"\n\n") + 2
    second_signature = small.index("\u2014".encode(), signature + 3)
    sealed = len(small) - len(UNOPENED)
    first = station().send()
    changed_part = make_leaf("SAS", 4, ASHA, b'{"n":1}')
    changed_part = replace(changed_part, parts=(replace(changed_part.parts[0], data=b'{"n":2}'),))
    flip = lambda at: small[:at] + bytes([small[at] ^ 1]) + small[at + 1 :]  # noqa: E731
    swap = lambda old, new: small.replace(old, new, 1)  # noqa: E731
    return [
        ("good-first", "new", "accepted", first),
        ("good-overlapping", "one-sent", "accepted", station(1).send()),
        ("good-after-receipt", "one-sent", "accepted", _after_receipt()),
        ("cut-in-note", "new", "bundle-truncated", small[:500]),
        ("cut-by-one", "new", "bundle-truncated", small[:-1]),
        ("one-more", "new", "bundle-changed", small + b"\0"),
        ("magic-other", "new", "bundle-not-ours", b"PK\x03\x04\x14\0\0\0" + small[8:]),
        ("magic-v2", "new", "bundle-newer", b"SDBNDL2\n" + small[8:]),
        ("sealed-part-huge", "new", "bundle-too-large", small[: sealed - 8] + b"\xff" * 8 + small[sealed:]),
        ("note-swapped-fields", "new", "note-malformed", swap(b"epoch 1\nseq 1\n", b"seq 1\nepoch 1\n")),
        ("note-upper-case-hash", "new", "note-malformed", swap(b"prev 00", b"prev 0A")),
        ("note-plus-sign", "new", "note-malformed", swap(b"\nseq 1\nprev 00", b"\nseq +\nprev 00")),
        ("note-v2", "new", "bundle-newer", swap(b"bundle/v1", b"bundle/v2")),
        ("note-text-changed", "new", "signature-wrong", swap(b"\nseq 1\n", b"\nseq 2\n")),
        ("signature-ed25519-wrong", "new", "signature-wrong", flip(signature + 40)),
        ("signature-ml-dsa-wrong", "new", "signature-wrong", flip(second_signature + 400)),
        ("signed-by-another-station", "new", "signature-wrong", unopened(keys=INSIDER.keys)),
        ("sender-unknown", "new", "sender-unknown", unopened(station="XYZ", keys=office_keys("XYZ"))),
        ("for-another-district", "new", "wrong-recipient", unopened(recipient="AGR")),
        ("sealed-part-changed", "new", "bundle-changed", flip(len(small) - 5)),
        ("duplicate", "first-accepted", "duplicate", first),
        ("gap", "new", "bundle-gap", unopened(seq=2)),
        ("fast-forward", "new", "bundle-gap", unopened(seq=2**63 - 1)),
        ("fork-same-number", "one-sent", "bundle-fork", unopened()),
        ("fork-other-predecessor", "one-sent", "bundle-fork", unopened(sent=1, prev=fixed("another"))),
        (
            "fork-confirmed-root",
            "one-sent",
            "bundle-fork",
            unopened(1, cosigned_size=2, cosigned_root=fixed("another")),
        ),
        ("log-shorter", "one-sent", "log-rolled-back", unopened(sent=1, log_size=1)),
        ("receipt-not-remembered", "new", "receipt-not-remembered", unopened(cosigned_size=1)),
        ("epoch-closed", "second-epoch", "bundle-replayed", unopened()),
        ("epoch-unknown", "new", "bundle-epoch-unknown", unopened(epoch=2)),
        ("contents-newer", "new", "bundle-newer", unopened(schema=2)),
        ("approval-newer", "new", "trust-newer", unopened(trust_version=2)),
        ("sealed-to-another", "new", "cannot-unseal", sealed_to_another()),
        ("stanza-classic", "new", "cannot-unseal", extra_stanza()),
        ("no-age-file", "new", "cannot-unseal", small),
        ("resigned-by-insider", "new", "inner-differs", resigned()),
        ("other-number-inside", "new", "inner-differs", other_inside()),
        ("part-identity", "new", "payload-malformed", with_payload(smuggled_part)),
        ("fraction", "new", "payload-malformed", with_payload(fraction)),
        ("bomb", "new", "payload-malformed", with_payload(bomb)),
        ("padding-dirty", "new", "payload-malformed", with_payload(dirty_padding)),
        ("entry-missing", "new", "payload-malformed", with_payload(missing_entry)),
        ("root-other", "new", "log-root-differs", station().send(log_root=fixed("another"))),
        ("leaf-of-another-place", "new", "leaf-wrong", with_leaf(make_leaf("SAS", 5, ASHA, b"{}"))),
        ("part-changed", "new", "part-changed", with_leaf(changed_part)),
        ("author-unknown", "new", "author-unknown", with_leaf(make_leaf("SAS", 4, REKHA, b"{}"))),
        ("author-another", "new", "author-wrong", with_leaf(make_leaf("SAS", 4, REKHA, b"{}", person=ASHA.id))),
    ]


def _after_receipt() -> bytes:
    made = station(1)
    made.confirmed = 2
    return made.send()


def receipts() -> list[tuple[str, str, bytes]]:
    """Return name, expected outcome and bytes of every receipt vector."""
    leaves = station().hashes
    good = Receipt(
        district="DIS",
        station="SAS",
        epoch=1,
        seq=1,
        note_sha256=fixed("note 1"),
        result=Outcome.ACCEPTED,
        reason="none",
        log_size=3,
        log_root=log.root(leaves),
        district_time=CREATED,
        trust_version=1,
        receipt_seq=1,
        prev=NO_HASH,
    )
    make = lambda **changes: receipt.make(replace(good, **changes), DISTRICT_KEYS)  # noqa: E731
    return [
        ("receipt-accepted", "accepted", make()),
        (
            "receipt-held",
            "accepted",
            make(result=Outcome.HELD, reason="bundle-gap", log_size=0, log_root=log.EMPTY_ROOT),
        ),
        ("receipt-for-another-station", "receipt-not-ours", make(station="RPR")),
        ("receipt-gap", "receipt-gap", make(receipt_seq=2)),
        ("receipt-other-predecessor", "receipt-fork", make(prev=fixed("another"))),
        ("receipt-unknown-bundle", "receipt-bundle-unknown", make(seq=9)),
        ("receipt-other-root", "receipt-root-differs", make(log_root=fixed("another"))),
        ("receipt-signed-by-another", "signature-wrong", receipt.make(good, INSIDER.keys)),
    ]


def enrolments() -> list[tuple[str, str, str, bytes]]:
    """Return name, ending, expected fingerprint or code, and bytes of every enrolment vector."""
    keys = station().keys
    asked = enrolment.make_request("SAS", "महिला हेल्प डेस्क, थाना सासनी", 1, 0, log.EMPTY_ROOT, CREATED, keys)
    request = enrolment.read_request(asked)
    other = enrolment.read_request(enrolment.make_request("SAS", "थाना", 2, 0, log.EMPTY_ROOT, CREATED, keys))
    given = enrolment.make_approval("DIS", "जनपद हाथरस", request, 1, CREATED, DISTRICT_KEYS)
    approval = enrolment.read_approval(given, request)
    return [
        ("request", "sde", enrolment.request_fingerprint(request.claims), asked),
        (
            "request-without-the-keys",
            "sde",
            "signature-wrong",
            note.write(enrolment.REQUEST, request.claims, INSIDER.keys),
        ),
        ("approval", "sda", enrolment.approval_fingerprint(approval.claims, request.claims), given),
        (
            "approval-of-another-request",
            "sda",
            "enrolment-not-ours",
            enrolment.make_approval("DIS", "जनपद हाथरस", other, 1, CREATED, DISTRICT_KEYS),
        ),
    ]


def states(first: bytes) -> dict[str, Any]:
    """Return the states a district can be in: what it knows of SAS when a file comes."""
    made = station()
    district = District(made)
    district.receive(first)
    chain = district.chains["SAS"]
    known = [leaf.hex() for leaf in made.hashes[:2]]
    authors = {ASHA.id: ASHA.public.hex()}
    return {
        "new": {"epoch": 1, "notes": [], "leaves": [], "authors": {}},
        "one-sent": {"epoch": 1, "notes": [fixed("note 1").hex()], "leaves": known, "authors": authors},
        "first-accepted": {
            "epoch": 1,
            "notes": [head.hex() for head in chain.notes],
            "leaves": [leaf.hex() for leaf in chain.leaves],
            "authors": authors,
        },
        "second-epoch": {"epoch": 2, "notes": [], "leaves": known, "authors": authors},
    }


def main() -> None:
    """Write all files and the index."""
    for old in FOLDER.glob("*"):
        old.unlink()
    made = bundles()
    for name, _state, _expected, data in made:
        (FOLDER / f"{name}.sdb").write_bytes(data)
    for name, _expected, data in receipts():
        (FOLDER / f"{name}.sdr").write_bytes(data)
    asked = enrolments()
    for name, ending, _expected, data in asked:
        (FOLDER / f"{name}.{ending}").write_bytes(data)
    index = {
        "about": "Test vectors of station_desk/sync/FORMAT.md. TEST KEYS: published here, protect nothing.",
        "district": {"code": "DIS", "private": DISTRICT_KEYS.to_bytes().hex(), "schema": 1, "trust-version": 1},
        "stations": {code: office_keys(code).public.to_bytes().hex() for code in ("SAS", "RPR")},
        "states": states(made[0][3]),
        "bundles": [{"file": f"{name}.sdb", "state": state, "expect": expected} for name, state, expected, _ in made],
        "station": {"sent": {"1": [fixed("note 1").hex(), 3]}, "leaves": [leaf.hex() for leaf in station().hashes]},
        "receipts": [{"file": f"{name}.sdr", "expect": expected} for name, expected, _ in receipts()],
        "enrolments": [{"file": f"{name}.{ending}", "expect": expected} for name, ending, expected, _ in asked],
    }
    (FOLDER / "index.json").write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
