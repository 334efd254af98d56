"""The copy of a store that gets another key. Owns that file, beside the store, until it takes the store's place.

SQLCipher changes a key in place too (`PRAGMA rekey`, in a transaction of its own), but not together with the lines that
tell of it; a copy has both, or never becomes the store. Must never touch the store itself, nor leave a copy behind.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from station_desk.errors import DeskError, ErrorCode
from station_desk.store.connect import KEY_BYTES, Connection, disk_errors, must_be_sound, open_connection

SALT_BYTES = 16
_JOURNALS = ("-journal", "-wal", "-shm")
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}  # some network and FUSE file systems cannot


def copy_of(path: Path) -> Path:
    """Name the copy of a store."""
    return path.with_name(path.name + ".next")


def copy(path: Path, writer: Connection, into: Path) -> None:
    """Copy a store, as its only connection sees it, into a new file of this account's alone.

    ALREADY_RUNNING when somebody else reads the store, so that the journal cannot be folded in.
    """
    drop(into)
    busy, _, _ = writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise DeskError(ErrorCode.ALREADY_RUNNING)
    with disk_errors():
        into.touch(mode=0o600, exist_ok=False)
        shutil.copyfile(path, into)


def change_key(path: Path, key: bytes, new_key: bytes, act: Callable[[Connection], None]) -> None:
    """Encrypt a copied store anew, let `act` write in it, and check that it opens with the new key and is sound.

    A raw key of 32 bytes leaves the salt as it is, so the new 48 bytes must end as the old ones do (ValueError).
    """
    if len(new_key) != KEY_BYTES or new_key[-SALT_BYTES:] != key[-SALT_BYTES:]:
        raise ValueError("a new store key has 48 bytes and the salt of the old one")
    former = open_connection(path, key)
    try:
        former.execute("PRAGMA journal_mode = DELETE")
        former.execute(f"PRAGMA rekey = \"x'{new_key[:-SALT_BYTES].hex()}'\"")
    finally:
        former.close()
    connection = open_connection(path, new_key)
    try:
        connection.execute("BEGIN IMMEDIATE")
        act(connection)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        must_be_sound(connection)
    finally:
        connection.close()
    if any(journal.exists() for journal in _journals(path)):
        raise DeskError(ErrorCode.WRITE_FAILED)


def settle(path: Path) -> None:
    """Have the system write down that the copy has the store's name now."""
    if sys.platform == "win32":
        return  # Windows gives no handle for it; NTFS journals the renaming
    with disk_errors():
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        except OSError as error:
            if error.errno not in _NO_FOLDER_SYNC:
                raise
        finally:
            os.close(folder)


def drop(copied: Path) -> None:
    """Remove a copy and its journals, if there are any."""
    with disk_errors():
        for file in (copied, *_journals(copied)):
            file.unlink(missing_ok=True)


def _journals(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in _JOURNALS]
