"""The sealed payload: what may be inside a bundle and what may not."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest
from sync_offices import RANDOM, Author, make_leaf

from station_desk.domain import log
from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import frames, payload
from station_desk.sync.payload import Leaf, LeafHash, OpenPart

MANIFEST = b"station-desk/bundle/v1\nstation SAS\n"
START = payload.MAGIC + RANDOM + struct.pack(">I", len(MANIFEST)) + MANIFEST
ASHA = Author("a5")
LEAF = make_leaf("SAS", 1, ASHA, b'{"month":"2026-10"}')
SALT = bytes(16)


def entry(type_: int, body: bytes) -> bytes:
    return struct.pack(">BI", type_, len(body)) + body


def leaf_body(
    header: bytes = LEAF.header, names: tuple[bytes, ...] = (), data: bytes = b"{}", after: bytes = b""
) -> bytes:
    parts = b"".join(bytes([len(name)]) + name + SALT + struct.pack(">I", len(data)) + data for name in names)
    return struct.pack(">I", len(header)) + header + LEAF.signature + bytes([len(names)]) + parts + after


def refusal(*runs: bytes, count: int = 1, start: bytes = START) -> str:
    with pytest.raises(DeskError) as caught:
        payload.read(frames.pack(start, runs), MANIFEST, count)
    return str(caught.value.facts.get("why", caught.value.code.value))


def test_round_trip() -> None:
    """Leaves, withheld leaves and leaves without parts come back in log order."""
    entries = (LEAF, LeafHash(bytes(32)), Leaf(LEAF.header, LEAF.signature, ()), *[LeafHash(b"x" * 32)] * 20_000)
    assert payload.read(payload.write(MANIFEST, entries, RANDOM), MANIFEST, len(entries)) == entries


def test_nothing_to_send_is_a_payload_too() -> None:
    """A bundle without new lines shows by its size no difference to one with a few."""
    empty = payload.write(MANIFEST, (), RANDOM)
    assert payload.read(empty, MANIFEST, 0) == ()
    assert len(empty) == len(payload.write(MANIFEST, (LEAF,) * 5, RANDOM))


@pytest.mark.parametrize("part", [log.Part.FACTS, log.Part.IDENTITY, log.Part.SEALED])
def test_only_the_district_part_may_leave(part: log.Part) -> None:
    """Neither the sender packs another part nor does the receiver take one (FORMAT 7.4)."""
    with pytest.raises(ValueError, match="part-name"):
        payload.write(MANIFEST, (replace(LEAF, parts=(OpenPart(part, SALT, b"{}"),)),), RANDOM)
    assert refusal(entry(1, leaf_body(names=(part.encode(),)))) == "part-name"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (entry(1, leaf_body(names=(b"district", b"district"))), "leaf"),
        (entry(1, leaf_body(names=(b"District",))), "part-name"),
        (entry(1, leaf_body(names=(b"",))), "part-name"),
        (entry(1, leaf_body(names=(b"district",), data=b'{"a":1.5}')), "json"),
        (entry(1, leaf_body(names=(b"district",), data=b"")), "entry-size"),
        (entry(1, leaf_body(names=(b"district",), data=b"1" * (512 * 1024 + 1))), "entry-size"),
        (entry(1, leaf_body(header=b'{"seq":1, "a":2}')), "json"),
        (entry(1, leaf_body(header=b"")), "entry-size"),
        (entry(1, leaf_body(header=b"1" * (64 * 1024 + 1))), "entry-size"),
        (entry(1, leaf_body(after=b"x")), "leaf"),
        (entry(1, leaf_body()[:-1]), "entry-cut"),
        (entry(1, leaf_body()[:-5]), "entry-cut"),
        (entry(1, b""), "entry-cut"),
        (entry(2, bytes(31)), "entry-type"),
        (entry(2, bytes(33)), "entry-type"),
        (entry(0, bytes(32)), "entry-type"),
        (entry(3, bytes(32)), "entry-type"),
        (entry(2, bytes(32))[:-1], "entry-cut"),
        (entry(2, bytes(32)) + b"\x02\0", "entry-cut"),
        (entry(2, bytes(32)) * 2, "count"),
    ],
)
def test_refuses(body: bytes, why: str) -> None:
    """Every deviation from FORMAT 7 is refused with our own word for it."""
    assert refusal(body) == why


def test_count_must_fit() -> None:
    """Fewer entries than the note's range are refused, also none."""
    assert refusal(entry(2, bytes(32)), count=2) == "count"
    assert refusal(count=1) == "count"


def test_entries_do_not_cross_frames() -> None:
    """Half an entry in one frame and the rest in the next is refused (FORMAT 6.3)."""
    whole = entry(2, bytes(32))
    assert refusal(whole[:20], whole[20:]) == "entry-cut"


def test_inner_manifest_must_be_the_same_bytes() -> None:
    """One changed character, or a longer or shorter manifest, is another identity (FORMAT 5.2)."""
    for other in (MANIFEST.replace(b"SAS", b"RPR"), MANIFEST + b"x\n", MANIFEST[:-1], b""):
        start = payload.MAGIC + RANDOM + struct.pack(">I", len(other)) + other
        assert refusal(entry(2, bytes(32)), start=start) == "inner-differs"
    assert refusal(entry(2, bytes(32)), start=b"SDPAYL2\n" + START[8:]) == "magic"


def test_random_bytes_are_not_left_out() -> None:
    """A payload without its 32 random bytes is never written: its hash would tell about the contents (FORMAT 5.1)."""
    with pytest.raises(ValueError, match="random"):
        payload.write(MANIFEST, (), b"")


def test_too_many_entries_are_not_written() -> None:
    """More leaves than one bundle takes is told to the caller, who takes a smaller range."""
    with pytest.raises(DeskError) as caught:
        payload.write(MANIFEST, (LeafHash(bytes(32)),) * 200_001, RANDOM)
    assert caught.value.code is ErrorCode.BUNDLE_TOO_LARGE


def test_representation_shows_no_contents() -> None:
    """What a leaf says does not get into a log or a traceback by its repr."""
    assert "2026-10" not in repr(LEAF)
