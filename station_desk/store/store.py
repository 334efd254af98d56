"""The store of one office: one writer, many readers. Owns transactions; never decides what a record means."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# connect comes first: it tells sqlite-utils which driver's exceptions to catch.
from station_desk.store.connect import Connection, driver_errors, open_connection  # isort: skip

from sqlite_utils import Database

from station_desk.errors import DeskError, ErrorCode
from station_desk.store.migrations import STEPS, migrations


class Store:
    """An open store. `write()` is one transaction, rolled back unless its block ends well; `read()` is one snapshot.

    `after_commit` is told of every commit, once the writer is free again; it must be quick and raise nothing.
    """

    def __init__(self, path: Path, key: bytes, *, create: bool = False) -> None:
        self._path = path
        self._key = key
        self._lock = threading.RLock()
        self._readers: list[Connection] = []
        self.closed = False
        self.after_commit: Callable[[], None] | None = None
        self._writer = open_connection(path, key, create=create)
        try:
            with driver_errors():
                self._migrate()
        except BaseException:
            self._writer.close()
            raise

    def __repr__(self) -> str:
        return "<Store>"

    def _migrate(self) -> None:
        database = Database(self._writer)
        applied = {step.name for step in migrations.applied(database)}
        if applied - STEPS:
            raise DeskError(ErrorCode.STORE_NEWER)
        migrations.apply(database)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Yield the writer inside one immediate transaction, rolled back unless its block ends well."""
        with self._lock, self._errors():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._roll_back()
                raise
            try:
                self._writer.execute("COMMIT")
            except BaseException:
                self._roll_back()
                raise
        if self.after_commit is not None:
            self.after_commit()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Translate driver errors. After a page that fails its check SQLCipher calls a writable file read-only."""
        try:
            with driver_errors():
                yield
        except DeskError as error:
            if error.code is ErrorCode.READ_ONLY and error.__cause__ is not None and self._is_writable():
                raise DeskError(ErrorCode.STORE_DAMAGED) from error.__cause__
            raise

    def _is_writable(self) -> bool:
        return os.access(self._path, os.W_OK) and os.access(self._path.parent, os.W_OK)

    def _roll_back(self) -> None:
        if self._writer.in_transaction:
            self._writer.execute("ROLLBACK")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a read-only connection on its own snapshot, which no writer waits for."""
        with self._errors():
            with self._lock:
                reader = self._readers.pop() if self._readers else None
            reader = reader or open_connection(self._path, self._key, read_only=True)
            try:
                reader.execute("BEGIN")
                yield reader
            finally:
                if reader.in_transaction:
                    reader.execute("ROLLBACK")
                with self._lock:
                    self._readers.append(reader)

    def check(self) -> None:
        """Check pages and structure. Raises STORE_DAMAGED. A missing last page is only seen by integrity_check."""
        with self._lock, driver_errors():
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            broken = self._writer.execute("PRAGMA cipher_integrity_check").fetchall()
            sound = self._writer.execute("PRAGMA integrity_check").fetchone()[0]
        if broken or sound != "ok":
            raise DeskError(ErrorCode.STORE_DAMAGED)

    def close(self) -> None:
        """Fold the journal in and close every connection; a second call does nothing."""
        with self._lock, driver_errors():
            if self.closed:
                return
            self.closed = True
            for reader in self._readers:
                reader.close()
            self._readers.clear()
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._writer.close()
