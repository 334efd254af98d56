"""A head signed by the office: both signatures, strictly read."""

from __future__ import annotations

from hashlib import sha256

import pytest

from station_desk.domain.checkpoint import Checkpoint
from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import checkpoint
from station_desk.sync.keys import OfficeKeys

KEYS = OfficeKeys(*(bytes([number]) * 32 for number in (1, 2, 3)))
OTHER = OfficeKeys(*(bytes([number]) * 32 for number in (4, 5, 6)))
HEAD = Checkpoint("SAS", 1, 41, sha256(b"root").digest())


def refused(data: bytes, keys: OfficeKeys = KEYS) -> ErrorCode:
    """Return the code a checkpoint is refused with."""
    with pytest.raises(DeskError) as error:
        checkpoint.verify(data, keys.public)
    return error.value.code


def test_a_signed_head_is_read_back() -> None:
    """The text comes first as it is, then the two signatures under the log's own name."""
    data = checkpoint.make(HEAD, KEYS)
    assert checkpoint.verify(data, KEYS.public) == HEAD
    text, signatures = data.split(b"\n\n")
    assert text + b"\n" == HEAD.to_bytes()
    assert [line.split(" ")[1] for line in signatures.decode().splitlines()] == [HEAD.origin] * 2


def test_any_change_is_refused() -> None:
    """Another size, another key, a signature less, a signature of another head: never a checkpoint."""
    data = checkpoint.make(HEAD, KEYS)
    assert refused(data.replace(b"\n41\n", b"\n42\n")) is ErrorCode.SIGNATURE_WRONG
    assert refused(data, OTHER) is ErrorCode.SIGNATURE_WRONG
    lines = data.split(b"\n")
    for broken in (
        b"\n".join(lines[:-2]) + b"\n",
        b"\n".join([*lines[:-3], lines[-2], lines[-3], b""]),
        data + lines[-2] + b"\n",
        data[:-1],
        HEAD.to_bytes(),
        data.replace(b"\n\n", b"\nmore\n\n"),
        data.replace(b"\xe2\x80\x94", b"-"),
        b"",
    ):
        assert refused(broken) is ErrorCode.NOTE_MALFORMED
    moved = Checkpoint("SAS", 1, 42, HEAD.root).to_bytes() + data[data.index(b"\n\n") + 1 :]
    assert refused(moved) is ErrorCode.SIGNATURE_WRONG
