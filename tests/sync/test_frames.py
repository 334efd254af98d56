"""Frames: limits, padding, and bombs that do not go off."""

from __future__ import annotations

import random
import struct
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import frames

PAD, END = 2, 3


def frame(type_: int, flags: int, raw_size: int, stored: bytes) -> bytes:
    return struct.pack(">BBII", type_, flags, raw_size, len(stored)) + stored


def padded(*pieces: bytes) -> bytes:
    """End a payload honestly after these frames."""
    size = sum(map(len, pieces)) + 20
    pad = frames.padded_size(size) - size
    return b"".join([*pieces, frame(PAD, 0, pad, bytes(pad)), frame(END, 0, 0, b"")])


def refusal(payload: bytes) -> str:
    with pytest.raises(DeskError) as caught:
        list(frames.unpack(payload, 0))
    assert caught.value.code is ErrorCode.PAYLOAD_MALFORMED
    return str(caught.value.facts["why"])


@given(
    runs=st.lists(
        st.binary(min_size=1, max_size=3000) | st.binary(min_size=1, max_size=9).map(lambda b: b * 300), max_size=9
    )
)
@settings(max_examples=60, database=None, deadline=None)
def test_round_trip(runs: list[bytes]) -> None:
    """Runs come back whole and in order, whether they compress or not."""
    packed = frames.pack(b"before", runs)
    assert list(frames.unpack(packed, 6)) == runs
    assert len(packed) == frames.padded_size(len(packed)) >= 16384


@given(size=st.integers(0, 2**28))
@settings(max_examples=300, database=None)
def test_padme(size: int) -> None:
    """A padded size is a fixed point, never smaller, at least 16 KiB, and at most an eighth larger."""
    target = frames.padded_size(size)
    assert target >= max(size, 16384)
    assert frames.padded_size(target) == target
    assert size < 16384 or target <= size * 9 / 8


def test_few_sizes() -> None:
    """All sizes up to 64 MiB fall into at most 32 buckets for each doubling, so a size tells little."""
    assert len({frames.padded_size(size) for size in range(0, 2**26, 4999)}) <= 32 * 12


ONE = frame(1, 0, 3, b"abc")


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (padded(ONE)[:-1], "size"),
        (padded(ONE) + bytes(512), "size"),
        (bytes(16384), "pad"),
        (padded(frame(4, 0, 3, b"abc")), "pad"),
        (padded(frame(0, 0, 3, b"abc")), "pad"),
        (padded(frame(1, 2, 3, b"abc")), "frame-size"),
        (padded(frame(1, 0, 4, b"abc")), "frame-size"),
        (padded(frame(1, 0, 0, b"")), "frame-size"),
        (padded(frame(1, 0, 2**20 + 1, bytes(2**20 + 1))), "frame-size"),
        (padded(frame(1, 1, 3, b"abc")), "frame-size"),
        (padded(frame(1, 1, 30, b"not zlib")), "zlib"),
        (padded(frame(1, 1, 61, zlib.compress(b"ab" * 30))), "zlib"),
        (padded(frame(1, 1, 59, zlib.compress(b"ab" * 30))), "zlib"),
        (padded(frame(1, 1, 60, zlib.compress(b"ab" * 30) + b"x")), "zlib"),
        (padded(frame(1, 1, 60, zlib.compress(b"ab" * 30)[:-1])), "zlib"),
        (padded(frame(1, 1, 2000, zlib.compress(bytes(2000)))), "frame-size"),
        (padded(ONE).replace(frame(END, 0, 0, b""), frame(END, 1, 0, b"")), "end"),
        (padded(ONE, frame(PAD, 0, 0, b"")), "end"),
        (padded(frame(END, 0, 0, b"")), "pad"),
        (padded(ONE)[:-10] + bytes(10), "end"),
        (padded(ONE)[:-11] + b"x" + frame(END, 0, 0, b""), "pad"),
        (padded(ONE)[:-20] + struct.pack(">BBII", 1, 0, 500, 500) + bytes(10), "pad"),
        (struct.pack(">BBII", 1, 0, 16384, 16384) + bytes(16374), "frame-cut"),
        (frame(1, 0, 16365, bytes(16365)) + bytes(9), "frame-cut"),
    ],
)
def test_refuses(payload: bytes, why: str) -> None:
    """Every deviation from FORMAT 6 is refused with our own word for it."""
    assert refusal(payload) == why


def test_bomb_does_not_go_off() -> None:
    """A frame that would inflate to 64 MiB is refused with little memory, whatever size it declares (FORMAT 6.5)."""
    bomb = zlib.compress(bytes(64 * 2**20), 9)
    lies = padded(frame(1, 1, 2**20, bomb))
    honest = padded(frame(1, 1, 2**20, zlib.compress(bytes(2**20), 9)))
    tracemalloc.start()
    try:
        assert refusal(lies) == "zlib"
        assert refusal(honest) == "frame-size"
        assert tracemalloc.get_traced_memory()[1] < 4 * 2**20
    finally:
        tracemalloc.stop()


def test_total_is_limited() -> None:
    """Many frames within the ratio cannot add up beyond 256 MiB, in reading or in writing."""
    run = random.Random(7).randbytes(60_000) + bytes(2**20 - 60_000)
    packed = zlib.compress(run)
    payload = padded(*[frame(1, 1, len(run), packed)] * 257)
    seen = 0
    with pytest.raises(DeskError) as caught:
        for _ in frames.unpack(payload, 0):
            seen += 1
    assert (caught.value.facts["why"], seen) == ("total", 256)


def test_writer_respects_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reader would refuse is not written: too much in all, a run too large, a run of nothing."""
    monkeypatch.setattr(frames, "MAX_TOTAL", 1000)
    with pytest.raises(DeskError) as caught:
        frames.pack(b"", [bytes(501), bytes(500)])
    assert caught.value.code is ErrorCode.BUNDLE_TOO_LARGE
    for run in (b"", bytes(2**20 + 1)):
        monkeypatch.setattr(frames, "MAX_TOTAL", 2**28)
        with pytest.raises(ValueError, match="1 MiB"):
            frames.pack(b"", [run])


def test_high_ratio_is_stored_raw() -> None:
    """Honest text that compresses beyond 20:1 is stored raw, so that its own receiver takes it."""
    run = b"a" * 100_000
    assert list(frames.unpack(frames.pack(b"", [run]), 0)) == [run]
