"""Write one signed line of the log, inside the transaction of the act it tells of. Owns nothing else.

The author's Ed25519 signature (0.05 ms) is made while the writer is held, because it covers the line's number. A line
written under a clock in doubt says so, whatever it tells of.
"""

from __future__ import annotations

from collections.abc import Mapping

from station_desk.desk.ports import Desk, Office
from station_desk.domain.log import LEAF_CONTEXT, SALT_BYTES, Header, Part, commitment
from station_desk.host.clock import random_bytes
from station_desk.store import log
from station_desk.store.connect import Connection
from station_desk.vault.author import Author


def write_line(
    desk: Desk,
    write: Connection,
    kind: str,
    *,
    record: str = "",
    revision: int = 0,
    about: Mapping[str, str | int] | None = None,
    parts: Mapping[Part, bytes] | None = None,
) -> int:
    """Append one line by the person at the desk and return its number. `about` holds ids and counts, never words."""
    return write_line_as(
        desk, write, desk.person.id, desk.author, kind, record=record, revision=revision, about=about, parts=parts
    )


def write_line_as(
    desk: Desk,
    write: Connection,
    person: str,
    author: Author,
    kind: str,
    *,
    record: str = "",
    revision: int = 0,
    about: Mapping[str, str | int] | None = None,
    parts: Mapping[Part, bytes] | None = None,
) -> int:
    """Append one line by somebody else who proved to be there: the second person of an approval, a recovery sheet."""
    stamp = desk.time.stamp()
    seq = append_line(
        write,
        desk.office,
        person,
        author,
        stamp.at,
        kind,
        record,
        revision,
        {**(about or {}), **stamp.about},
        parts or {},
    )
    desk.time.note_line(stamp.at)
    return seq


def append_line(
    write: Connection,
    office: Office,
    person: str,
    author: Author,
    at: str,
    kind: str,
    record: str,
    revision: int,
    about: Mapping[str, str | int],
    parts: Mapping[Part, bytes],
) -> int:
    """Build, sign and append a line; used on its own only while an office is being made."""
    salted = {name: (random_bytes(SALT_BYTES), data) for name, data in parts.items()}
    header = Header(
        seq=log.next_seq(write),
        office=office.code,
        epoch=office.epoch,
        kind=kind,
        record=record,
        revision=revision,
        at=at,
        person=person,
        commitments={name.value: commitment(salt, data).hex() for name, (salt, data) in salted.items()},
        about=about,
    )
    header_bytes = header.to_bytes()
    log.append(write, header, header_bytes, author.sign(LEAF_CONTEXT + header_bytes), salted)
    return header.seq
