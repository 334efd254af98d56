"""Somebody who has the store's key and a database tool, and knows the program: what they do behind the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from station_desk.desk.making import store_key
from station_desk.desk.ports import STORE_FILE, Desk
from station_desk.domain.log import extend
from station_desk.store import log
from station_desk.store.connect import Connection, open_connection


def key_of(desk: Desk) -> bytes:
    """Return the raw key of an open office's store."""
    return store_key(desk.room.secrets)


@contextmanager
def behind_the_log(folder: Path, key: bytes) -> Iterator[Connection]:
    """Open a closed office's store without its guards; afterwards guards stand again and the kept head fits."""
    connection = open_connection(folder / STORE_FILE, key)
    guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    connection.execute("PRAGMA foreign_keys = OFF")
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    yield connection
    for _, sql in guards:
        connection.execute(sql)
    peaks = extend((), log.leaves(connection, log.next_seq(connection)))
    connection.execute("DELETE FROM peak")
    connection.executemany("INSERT INTO peak (height, hash) VALUES (?, ?)", peaks)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def shift(connection: Connection, first: int, by: int) -> None:
    """Move the numbers of all lines from `first` on."""
    for table in ("line", "part"):
        connection.execute(f"UPDATE {table} SET seq = -(seq + ?) WHERE seq >= ?", (by, first))
        connection.execute(f"UPDATE {table} SET seq = -seq WHERE seq < 0")


def cut_tail(connection: Connection, keep: int) -> None:
    """Remove every line after the first `keep`."""
    for table in ("part", "line"):
        connection.execute(f"DELETE FROM {table} WHERE seq > ?", (keep,))
