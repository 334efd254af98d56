"""The log's bytes: headers, leaves, roots."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_desk.domain.log import (
    EMPTY_ROOT,
    Header,
    HeaderError,
    canonical,
    commitment,
    extend,
    fold,
    leaf_hash,
    read_header,
    root,
)

HEADER = Header(
    seq=1,
    office="SAS",
    epoch=1,
    kind="intake.opened",
    record="ab" * 16,
    revision=1,
    at="2026-10-06T03:42:00Z",
    person="cd" * 16,
    commitments={"facts": "00" * 32},
    about={},
)


def test_a_header_reads_back_as_it_was_written() -> None:
    """The canonical bytes carry every field and nothing else."""
    assert read_header(HEADER.to_bytes()).to_bytes() == HEADER.to_bytes()


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"[]",
        b"{}",
        HEADER.to_bytes() + b" ",
        HEADER.to_bytes().replace(b'"seq":1', b'"seq":01'),
        HEADER.to_bytes().replace(b'"seq":1', b'"seq":true'),
        HEADER.to_bytes().replace(b'"seq":1', b'"seq":1,"seq":1'),
        HEADER.to_bytes().replace(b'"v":1', b'"v":2'),
        HEADER.to_bytes().replace(b"03:42:00Z", b"03:42:00+00:00"),
        HEADER.to_bytes().replace(b'"facts"', b'"extra"'),
        HEADER.to_bytes().replace(b"00" * 32, b"0g" * 32),
    ],
)
def test_a_header_that_is_not_canonical_is_refused(bad: bytes) -> None:
    """There is one way to write a header; any other is no header."""
    with pytest.raises(HeaderError):
        read_header(bad)


def test_a_record_holds_no_fractions() -> None:
    """A float has several spellings, so none is accepted."""
    with pytest.raises(TypeError):
        canonical({"a": [1, {"b": 0.5}]})


def test_each_kind_of_hash_has_its_own_domain() -> None:
    """A leaf, a node and a commitment of the same bytes never collide by construction."""
    data = b"x" * 64
    assert len({leaf_hash(data, data), commitment(data[:16], data[16:]), sha256(b"\x01" + data).digest()}) == 3


def reference_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1 written a second way: split at the largest power of two below the size."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + reference_root(leaves[:split]) + reference_root(leaves[split:])).digest()


@given(st.integers(0, 70), st.integers(0, 70))
def test_the_root_is_that_of_rfc_6962_however_it_is_grown(first: int, more: int) -> None:
    """Growing by peaks gives the same head as the definition, at every cut."""
    leaves = [sha256(bytes([n])).digest() for n in range(first + more)]
    assert fold(extend(extend((), leaves[:first]), leaves[first:])) == reference_root(leaves) == root(leaves)


def test_a_changed_header_changes_the_leaf() -> None:
    """The leaf commits to every byte of the header and to its signature."""
    signature = bytes(64)
    other = replace(HEADER, at="2026-10-06T03:42:01Z").to_bytes()
    assert leaf_hash(HEADER.to_bytes(), signature) != leaf_hash(other, signature)
    assert leaf_hash(HEADER.to_bytes(), signature) != leaf_hash(HEADER.to_bytes(), b"\x01" * 64)
