"""The key file on the disk: reading it, changing it together with the store, and the copy that is kept of it.

A change is durable as `vault.json.next` before the store's transaction names its hash (`vault.changed`) and becomes
`vault.json` only after it, so a power cut anywhere leaves either the old file with the old line or the new with the
new. What stood before is kept as `vault.json.1`. Must never hold a key.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from station_desk.desk.journal import write_line
from station_desk.desk.ports import VAULT_FILE, VAULT_LIMIT, Desk
from station_desk.domain.log import read_header
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import random_bytes
from station_desk.host.drives import read_file, write_file
from station_desk.store import log
from station_desk.store.connect import Connection
from station_desk.vault import keyring

NEXT, BEFORE, SPOILT = "vault.json.next", "vault.json.1", "vault.json.spoilt"
DEVICE_FILE = "device.key"
DEVICE_BYTES = 32
VAULT_CHANGED = "vault.changed"


def read(folder: Path) -> list[bytes]:
    """Return the key file, and after it a newer one that a power cut left waiting. Raises VAULT_MISSING."""
    if not (folder / VAULT_FILE).exists():
        raise DeskError(ErrorCode.VAULT_MISSING, copy=int(has_copy(folder)))
    waiting = folder / NEXT
    return [read_file(path, VAULT_LIMIT) for path in (folder / VAULT_FILE, waiting) if path.exists()]


def device_key(folder: Path) -> bytes:
    """Return this machine's part of every passphrase. Raises DEVICE_KEY_MISSING, DEVICE_KEY_DAMAGED."""
    path = folder / DEVICE_FILE
    if not path.exists():
        raise DeskError(ErrorCode.DEVICE_KEY_MISSING)
    key = read_file(path, VAULT_LIMIT)
    if len(key) != DEVICE_BYTES:
        raise DeskError(ErrorCode.DEVICE_KEY_DAMAGED)
    return key


def make_device_key(folder: Path) -> bytes:
    """Draw this machine's part of every passphrase and lay it down beside the key file."""
    key = random_bytes(DEVICE_BYTES)
    write_file(folder / DEVICE_FILE, key)
    return key


def change(desk: Desk, vault: bytes, act: Callable[[Connection], None] = lambda _: None) -> None:
    """Put a new key file in place together with what `act` writes in the store: both, or neither."""
    write_file(desk.folder / NEXT, vault)
    try:
        with desk.store.write() as write:
            act(write)
            write_line(desk, write, VAULT_CHANGED, about={"sha256": sha256(vault).hexdigest()})
    except BaseException:
        if named(desk) != sha256(vault).hexdigest():
            (desk.folder / NEXT).unlink(missing_ok=True)
            raise
    _take_over(desk.folder)


def settle(folder: Path, told: str) -> bytes:
    """Finish or drop a change that was cut off: `told` is the hash the store names. Return the file in force."""
    waiting = folder / NEXT
    if waiting.exists():
        if sha256(read_file(waiting, VAULT_LIMIT)).hexdigest() == told:
            _take_over(folder)
        else:
            waiting.unlink()
    return read_file(folder / VAULT_FILE, VAULT_LIMIT)


def _take_over(folder: Path) -> None:
    if (folder / VAULT_FILE).exists():
        write_file(folder / BEFORE, read_file(folder / VAULT_FILE, VAULT_LIMIT))
    write_file(folder / VAULT_FILE, read_file(folder / NEXT, VAULT_LIMIT))
    (folder / NEXT).unlink(missing_ok=True)


def named(desk: Desk) -> str:
    """Return the hash of the key file that the newest line of the store names."""
    with desk.store.read() as connection:
        return told_by(connection)


def told_by(connection: Connection) -> str:
    """Return the hash of the key file that the newest line names, "" where none does."""
    lines = log.lines_of_kind(connection, VAULT_CHANGED)
    return str(read_header(lines[-1].header).about["sha256"]) if lines else ""


def has_copy(folder: Path) -> bool:
    """Tell whether a sound earlier key file lies beside the one in force."""
    try:
        keyring.people(read_file(folder / BEFORE, VAULT_LIMIT))
    except DeskError:
        return False
    return True


def use_copy(folder: Path) -> None:
    """Put the kept earlier key file back in force; the spoilt one is set aside, not deleted. Raises VAULT_DAMAGED."""
    copy = read_file(folder / BEFORE, VAULT_LIMIT)
    keyring.people(copy)
    if (folder / VAULT_FILE).exists():
        os.replace(folder / VAULT_FILE, folder / SPOILT)  # noqa: PTH105 - the old one goes, whatever stood there
    write_file(folder / VAULT_FILE, copy)
