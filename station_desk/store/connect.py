"""The one way to open a store. Owns the driver, the PRAGMAs and the checks; never makes or keeps a key.

Order and reasons: reliability notes 0 and (c). A key of the wrong length would be taken as a passphrase, and a store
opened without a key would be made in clear: both are refused here, before and after.
"""

from __future__ import annotations

import errno
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2

from station_desk.errors import DeskError, ErrorCode

# sqlite-utils looks for this name first; without the alias it catches the exceptions of another driver.
sys.modules.setdefault("pysqlite3", dbapi2)
sys.modules.setdefault("pysqlite3.dbapi2", dbapi2)

KEY_BYTES = 48
CLEAR_HEADER = b"SQLite format 3\x00"
OLDEST_SQLITE = (3, 51, 3)
OLDEST_CIPHER = (4, 19)
SHARED_BYTES = 32 << 10  # what SQLite writes beside the store before anything else

if TYPE_CHECKING:
    from sqlite3 import Connection as Connection  # the driver carries no types; its interface is this one
else:
    Connection = dbapi2.Connection


def open_connection(path: Path, key: bytes, *, create: bool = False, read_only: bool = False) -> Connection:
    """Open the store at `path` with its 48-byte raw key (32 key, 16 salt) and every setting it relies on.

    Raises STORE_DAMAGED (wrong key or broken file: the key was already proved by the key file), STORE_UNSUITABLE (a
    library too old or built otherwise), OFFICE_MISSING, DISK_FULL, READ_ONLY.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a store key has 48 bytes")
    if not create and not path.exists():
        raise DeskError(ErrorCode.OFFICE_MISSING)
    if path.exists() and (not path.is_file() or (path.stat().st_size and _head(path) == CLEAR_HEADER)):
        raise DeskError(ErrorCode.STORE_DAMAGED)
    with driver_errors(path.parent):
        connection: Connection = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False, timeout=10)
        try:
            _set_up(connection, key, read_only=read_only)
        except BaseException:
            connection.close()
            raise
    return connection


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(CLEAR_HEADER))


def _set_up(connection: Connection, key: bytes, *, read_only: bool) -> None:
    run = connection.execute
    run("PRAGMA cipher_log_level = NONE")
    run("PRAGMA cipher_memory_security = ON")
    run(f"PRAGMA key = \"x'{key.hex()}'\"")
    _suits(connection)
    run("SELECT count(*) FROM sqlite_master").fetchone()
    for setting in (
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "temp_store = MEMORY",
        "journal_mode = WAL",
        "synchronous = FULL",
        "fullfsync = ON",
        "mmap_size = 0",
        "cache_size = -16384",
        "recursive_triggers = ON",
    ):
        run(f"PRAGMA {setting}")
    if run("PRAGMA temp_store").fetchone()[0] != 2 or run("PRAGMA journal_mode").fetchone()[0] != "wal":
        raise DeskError(ErrorCode.STORE_UNSUITABLE)
    if read_only:
        run("PRAGMA query_only = ON")


def complaints(connection: Connection) -> list[str]:
    """Return what is wrong with pages and structure. A missing last page is only seen by integrity_check."""
    found = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
    return found + [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]


def must_be_sound(connection: Connection) -> None:
    """Check pages and structure. Raises STORE_DAMAGED."""
    if complaints(connection):
        raise DeskError(ErrorCode.STORE_DAMAGED)


def _suits(connection: Connection) -> None:
    """Fail closed on a library that would write in clear, leak temporary files or lose commits."""
    cipher = connection.execute("PRAGMA cipher_version").fetchone()
    options = {row[0] for row in connection.execute("PRAGMA compile_options")}
    version = tuple(int(part) for part in cipher[0].split()[0].split(".")) if cipher else (0,)
    hmac = connection.execute("PRAGMA cipher_use_hmac").fetchone()
    if (
        version < OLDEST_CIPHER
        or dbapi2.sqlite_version_info < OLDEST_SQLITE
        or not {"TEMP_STORE=2", "TEMP_STORE=3"} & options
        or "ENABLE_FTS5" not in options
        or not hmac
        or hmac[0] != "1"
    ):
        raise DeskError(ErrorCode.STORE_UNSUITABLE)


@contextmanager
def driver_errors(folder: Path | None = None) -> Iterator[None]:
    """Translate the driver's exceptions into codes, in this one place. A mistake in our SQL stays a bug.

    `folder` is where files are about to be made: one that does not fit is told as nothing but an I/O error.
    """
    try:
        yield
    except dbapi2.DatabaseError as error:
        code = _code(error)
        if code is None:
            raise
        if code is ErrorCode.WRITE_FAILED and folder is not None and shutil.disk_usage(folder).free < SHARED_BYTES:
            code = ErrorCode.DISK_FULL
        raise DeskError(code) from error


@contextmanager
def disk_errors() -> Iterator[None]:
    """Translate what the system says of files that are handled here without the driver."""
    try:
        yield
    except OSError as error:
        match error.errno:
            case errno.ENOSPC | errno.EDQUOT:
                code = ErrorCode.DISK_FULL
            case errno.EACCES | errno.EPERM | errno.EROFS:
                code = ErrorCode.READ_ONLY
            case _:
                code = ErrorCode.WRITE_FAILED
        raise DeskError(code) from error


def _code(error: dbapi2.DatabaseError) -> ErrorCode | None:
    match getattr(error, "sqlite_errorname", None) or str(error):
        case "SQLITE_FULL":
            return ErrorCode.DISK_FULL
        case name if name.startswith("SQLITE_IOERR"):
            return ErrorCode.WRITE_FAILED
        case name if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            return ErrorCode.READ_ONLY
        case name if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
            return ErrorCode.STORE_DAMAGED
        case name if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return ErrorCode.ALREADY_RUNNING
        case "SQLITE_INTERRUPT":
            return ErrorCode.STOPPED
    text = str(error)
    known = {
        "database or disk is full": ErrorCode.DISK_FULL,
        "disk I/O error": ErrorCode.WRITE_FAILED,
        "attempt to write a readonly database": ErrorCode.READ_ONLY,
        "unable to open database file": ErrorCode.READ_ONLY,
        "file is not a database": ErrorCode.STORE_DAMAGED,
        "database disk image is malformed": ErrorCode.STORE_DAMAGED,
        "invalid fts5 file format": ErrorCode.STORE_DAMAGED,
        "vtable constructor failed": ErrorCode.STORE_DAMAGED,
        "database is locked": ErrorCode.ALREADY_RUNNING,
        "interrupted": ErrorCode.STOPPED,
    }
    return next((code for words, code in known.items() if words in text), None)
