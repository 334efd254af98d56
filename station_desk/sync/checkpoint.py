"""The head of an office's log, signed by the office (C2SP tlog-checkpoint with the two signature lines of FORMAT 3).

Owns the bytes both ways. The key's name is the log's origin. Checkpoints stay at the office: whoever has the store and
an earlier checkpoint on paper or in a copy can prove what the log was.
"""

from __future__ import annotations

from station_desk.domain.checkpoint import Checkpoint, CheckpointError, read_checkpoint
from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import note
from station_desk.sync.keys import OfficeKeys, PublicKeys


def make(checkpoint: Checkpoint, keys: OfficeKeys) -> bytes:
    """Return the checkpoint, signed twice."""
    return note.signed(checkpoint.to_bytes(), checkpoint.origin, keys)


def verify(data: bytes, keys: PublicKeys) -> Checkpoint:
    """Read a signed checkpoint and check both signatures.

    Raises DeskError `note-malformed`, `signature-wrong`.
    """
    text, _, signatures = data.partition(b"\n\n")
    text += b"\n"
    try:
        claims = read_checkpoint(text)
        lines = signatures.decode().split("\n")
    except (CheckpointError, UnicodeDecodeError):
        raise DeskError(ErrorCode.NOTE_MALFORMED, field="checkpoint") from None
    if lines[-1]:
        raise DeskError(ErrorCode.NOTE_MALFORMED, field="lines")
    pair = note.read_signatures(claims.origin, lines[:-1])
    return note.verify(note.Unverified(claims, claims.origin, data, text, pair), keys).claims
