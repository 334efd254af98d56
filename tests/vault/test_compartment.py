"""What is shut under the compartment key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vault_offices import code_of

from station_desk.errors import ErrorCode
from station_desk.vault import symmetric
from station_desk.vault.compartment import new_key, open_part, seal_part
from station_desk.vault.secret import Secret

KEY = Secret(bytes(range(32)))


@given(plain=st.binary(max_size=3000), context=st.binary(max_size=40))
def test_a_part_comes_back(plain: bytes, context: bytes) -> None:
    """Any bytes come back whole with the same key and context, and with nothing else."""
    sealed = seal_part(KEY, plain, context)
    assert open_part(KEY, sealed, context) == plain
    assert sealed != seal_part(KEY, plain, context)
    assert code_of(open_part, new_key(), sealed, context) is ErrorCode.SEALED_DAMAGED
    assert code_of(open_part, KEY, sealed, context + b"x") is ErrorCode.SEALED_DAMAGED


@pytest.mark.parametrize(
    ("shorter", "longer", "alike"), [(0, 1020, True), (1020, 1021, False), (1021, 2044, True), (5000, 8000, True)]
)
def test_the_length_tells_little(shorter: int, longer: int, alike: bool) -> None:
    """Notes are as long as the next power of two, the shortest all alike."""
    lengths = {len(seal_part(KEY, bytes(size), b"")) for size in (shorter, longer)}
    assert (len(lengths) == 1) == alike


def test_no_changed_or_cut_part_opens() -> None:
    """Every byte counts, and the length; the padding too."""
    sealed = seal_part(KEY, "उसने कहा".encode(), b"c")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert code_of(open_part, KEY, bytes(changed), b"c") is ErrorCode.SEALED_DAMAGED
    for size in (0, 1, 11, 12, 27, 28, 100, len(sealed) - 1):
        assert code_of(open_part, KEY, sealed[:size], b"c") is ErrorCode.SEALED_DAMAGED
    assert code_of(open_part, KEY, sealed + b"\0", b"c") is ErrorCode.SEALED_DAMAGED


@pytest.mark.parametrize(
    "framed",
    [
        b"",
        b"\0\0",
        bytes(4),  # not padded
        bytes(1025),
        bytes(2048),  # padded too far
        b"\xff\xff\xff\xff" + bytes(1020),  # longer than it is
        b"\0\0\0\1" + b"a" + bytes(1018) + b"b",  # a second content in the padding
    ],
)
def test_a_holder_who_seals_otherwise_is_not_believed(framed: bytes) -> None:
    """A right key does not make a wrong form right: one content, one spelling."""
    sealed = symmetric.shut(KEY.reveal(), framed, b"station-desk/sealed/v1\nc")
    assert code_of(open_part, KEY, sealed, b"c") is ErrorCode.SEALED_DAMAGED


def test_keys_are_random() -> None:
    """Each generation has 32 bytes of its own."""
    first, second = new_key(), new_key()
    assert first != second
    assert len(first.reveal()) == 32
