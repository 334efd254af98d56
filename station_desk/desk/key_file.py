"""The key file on the disk: reading it, changing it together with the store, and the copy that is kept of it.

A change is durable as `vault.json.next` before the store's transaction names its hash (`vault.changed`) and becomes
`vault.json` only after it, so a power cut anywhere leaves either the old file with the old line or the new with the
new. A change of the office's keys goes the same way: the store that names the new file is the one that opens with the
key in it, and both come to be by one renaming. What stood before is kept as `vault.json.1`, unless its key opens the
store no more. Must never hold a key.
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
from station_desk.vault.keyring import OfficeSecrets

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


def rotate(desk: Desk, vault: bytes, fresh: OfficeSecrets, act: Callable[[Connection], None]) -> None:
    """Put a key file with new keys of the office in place, together with what `act` writes: all of it, or nothing.

    The open office goes on with the new keys: store, anchors and `Room.secrets`, which takes over `fresh`. The whole
    store is written once more: a second or two for each 50 MB. Raises what `Store.rekey` raises.
    """
    told = sha256(vault).hexdigest()

    def all_of_it(write: Connection) -> None:
        act(write)
        write_line(desk, write, VAULT_CHANGED, about={"sha256": told})

    write_file(desk.folder / NEXT, vault)
    try:
        desk.store.rekey(store_key(fresh), all_of_it)
    except BaseException:
        if named(desk) != told:
            (desk.folder / NEXT).unlink(missing_ok=True)
            fresh.wipe()
            raise
    desk.room.secrets.become(fresh)
    desk.room.anchor.renew(anchor_key(fresh))  # before the old file goes, which is what opens the old anchors
    _take_over(desk.folder, other_keys=True)


def store_key(secrets: OfficeSecrets) -> bytes:
    """Return the 48 bytes SQLCipher is opened with: 32 of key, 16 of salt."""
    return secrets.store_key.reveal() + secrets.store_salt.reveal()


def anchor_key(secrets: OfficeSecrets) -> bytes:
    """Return the 32 bytes that the office's anchors are sealed with."""
    return secrets.derived("anchor")


def settle(folder: Path, told: str, needed: bool = False) -> bytes:
    """Finish or drop a change that was cut off: `told` is the hash the store names. Return the file in force.

    `needed` says that the waiting file has other keys and that they alone open the store: then it is never dropped.
    """
    waiting = folder / NEXT
    if waiting.exists():
        if needed or sha256(read_file(waiting, VAULT_LIMIT)).hexdigest() == told:
            _take_over(folder, other_keys=needed)
        else:
            waiting.unlink()
    return read_file(folder / VAULT_FILE, VAULT_LIMIT)


def _take_over(folder: Path, *, other_keys: bool = False) -> None:
    """Put the waiting file in force; the copy is of the one before, or of the same where that opens nothing now."""
    after = read_file(folder / NEXT, VAULT_LIMIT)
    if (folder / VAULT_FILE).exists() and not other_keys:
        write_file(folder / BEFORE, read_file(folder / VAULT_FILE, VAULT_LIMIT))
    write_file(folder / VAULT_FILE, after)
    if other_keys:
        write_file(folder / BEFORE, after)
    (folder / NEXT).unlink(missing_ok=True)


def named(desk: Desk) -> str:
    """Return the hash of the key file that the newest line of the store names."""
    with desk.store.read() as connection:
        return told_by(connection)


def just_named(connection: Connection, folder: Path) -> bool:
    """Tell whether the store's very last line names the waiting key file: nothing was done since keys changed."""
    lines = log.lines_of_kind(connection, VAULT_CHANGED)
    told = sha256(read_file(folder / NEXT, VAULT_LIMIT)).hexdigest()
    return bool(lines) and lines[-1].seq == log.head(connection).size and told_by(connection) == told


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
