"""The store of one office: one writer, many readers. Owns transactions and the change of the store's key.

Must never decide what a record means, nor make or keep a key of its own.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# connect comes first: it tells sqlite-utils which driver's exceptions to catch.
from station_desk.store.connect import Connection, complaints, disk_errors, driver_errors, open_connection  # isort: skip

from sqlite_utils import Database

from station_desk.errors import DeskError, ErrorCode
from station_desk.store import rekeying
from station_desk.store.migrations import STEPS, TABLES, migrations

CHECK_STRIDE = 10_000  # steps of the checking between two questions whether to go on, a few milliseconds
LONGEST_READING = 120.0  # seconds that a change of keys waits for a print or a recount to end


class Store:
    """An open store. `write()` is one transaction, rolled back unless its block ends well; `read()` is one snapshot.

    `after_commit` is told of every commit, once the writer is free again; it must be quick and raise nothing.
    """

    def __init__(self, path: Path, key: bytes, *, create: bool = False) -> None:
        self._path = path
        self._key = key
        self._lock = threading.RLock()
        self._readers: list[Connection] = []
        self._reading: Counter[int] = Counter()  # how many snapshots each thread holds at this moment
        self._nobody_reads = threading.Condition(self._lock)
        self.closed = False
        self.after_commit: Callable[[], None] | None = None
        self._writer = open_connection(path, key, create=create)
        try:
            with driver_errors():
                self._migrate()
            rekeying.drop(rekeying.copy_of(path))  # what a power cut left of a change of keys that did not happen
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
        if TABLES - set(database.table_names()):
            raise DeskError(ErrorCode.STORE_DAMAGED)

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
        thread = threading.get_ident()
        with self._errors():
            with self._lock:
                reader = self._readers.pop() if self._readers else None
                self._reading[thread] += 1
            try:
                reader = reader or open_connection(self._path, self._key, read_only=True)
                reader.execute("BEGIN")
                yield reader
            finally:
                if reader is not None and reader.in_transaction:
                    reader.execute("ROLLBACK")
                with self._lock:
                    if reader is not None:
                        self._readers.append(reader)
                    self._reading -= Counter([thread])
                    self._nobody_reads.notify_all()

    def rekey(self, new_key: bytes, act: Callable[[Connection], None] = lambda _: None) -> None:
        """Change the store's key (48 bytes, the salt as it was) together with what `act` writes: both, or neither.

        Waits until nobody reads; who asks may hold neither a snapshot nor the writer (a bug: RuntimeError). A copy gets
        the new key and what `act` writes, is checked, and takes the store's place by one renaming: a power cut leaves
        the old store or the new. After an error the caller asks the store which it is. Raises ALREADY_RUNNING when the
        reading does not end, and what `write` and `check` raise.
        """
        with self._lock, driver_errors():
            if self._writer.in_transaction or self._reading[threading.get_ident()]:
                raise RuntimeError("a store changes its key between acts, not within one")
            if not self._nobody_reads.wait_for(lambda: not self._reading, LONGEST_READING):
                raise DeskError(ErrorCode.ALREADY_RUNNING)
            self._close_readers()
            copy = rekeying.copy_of(self._path)
            try:
                rekeying.copy(self._path, self._writer, copy)
                rekeying.change_key(copy, self._key, new_key, act)
                self._writer.close()
                try:
                    with disk_errors():
                        os.replace(copy, self._path)  # noqa: PTH105 - one call to fail in a test, as elsewhere
                    self._key = new_key
                finally:
                    self._writer = open_connection(self._path, self._key)
                rekeying.settle(self._path)
            finally:
                rekeying.drop(copy)
        if self.after_commit is not None:
            self.after_commit()

    def complaints(self, cancelled: Callable[[], bool] = lambda: False) -> list[str]:
        """Return what is wrong with pages and structure, nothing where they are sound.

        Raises STOPPED soon after `cancelled` says so, STORE_DAMAGED where they cannot even be checked.
        """
        with self._lock, driver_errors():
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._writer.set_progress_handler(cancelled, CHECK_STRIDE)
            try:
                return complaints(self._writer)
            finally:
                self._writer.set_progress_handler(None, 0)

    def close(self) -> None:
        """Fold the journal in and close every connection; a second call does nothing."""
        with self._lock, driver_errors():
            if self.closed:
                return
            self.closed = True
            self._close_readers()
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._writer.close()

    def _close_readers(self) -> None:
        for reader in self._readers:
            reader.close()
        self._readers.clear()
