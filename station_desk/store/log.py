"""The log's rows: append, read, re-count. Owns tables line, part and peak; never signs and never judges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from station_desk.domain.log import Header, Part, Peak, extend, fold, leaf_hash
from station_desk.store.connect import Connection

Salted = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class LogHead:
    """Where the log stands: how many lines, the tree head over them, when the last was written ("" when empty)."""

    size: int
    root: bytes
    last_at: str


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One line as stored. `parts` holds (salt, bytes) by part name; its repr would show them, so it has none."""

    seq: int
    leaf: bytes
    header: bytes
    signature: bytes
    parts: Mapping[str, Salted]

    def __repr__(self) -> str:
        return f"<StoredLine {self.seq}>"


def next_seq(connection: Connection) -> int:
    """Return the number the next line will have."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) + 1 FROM line").fetchone()[0])


def append(
    connection: Connection, header: Header, header_bytes: bytes, signature: bytes, parts: Mapping[Part, Salted]
) -> None:
    """Add one signed line and its parts inside the caller's transaction."""
    leaf = leaf_hash(header_bytes, signature)
    connection.execute(
        "INSERT INTO line (seq, leaf, header, signature, kind, record, revision, at, person)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            header.seq,
            leaf,
            header_bytes,
            signature,
            header.kind,
            header.record,
            header.revision,
            header.at,
            header.person,
        ),
    )
    connection.executemany(
        "INSERT INTO part (seq, name, salt, bytes) VALUES (?, ?, ?, ?)",
        [(header.seq, name.value, salt, data) for name, (salt, data) in parts.items()],
    )
    _save_peaks(connection, extend(_peaks(connection), [leaf]))


def _peaks(connection: Connection) -> tuple[Peak, ...]:
    return tuple(connection.execute("SELECT height, hash FROM peak ORDER BY height DESC").fetchall())


def _save_peaks(connection: Connection, peaks: tuple[Peak, ...]) -> None:
    connection.execute("DELETE FROM peak")
    connection.executemany("INSERT INTO peak (height, hash) VALUES (?, ?)", peaks)


def head(connection: Connection) -> LogHead:
    """Return the head of the log from its kept peaks."""
    last = connection.execute("SELECT seq, at FROM line ORDER BY seq DESC LIMIT 1").fetchone()
    return LogHead(last[0] if last else 0, fold(_peaks(connection)), last[1] if last else "")


def root_at(connection: Connection, size: int) -> bytes:
    """Return the tree head over the first `size` lines, counted anew from their hashes."""
    return fold(extend((), leaves(connection, size)))


def leaves(connection: Connection, size: int) -> list[bytes]:
    """Return the hashes of the first `size` lines, oldest first, without their parts."""
    return [row[0] for row in connection.execute("SELECT leaf FROM line WHERE seq <= ? ORDER BY seq", (size,))]


def lines(connection: Connection, first: int = 1, last: int | None = None) -> Iterator[StoredLine]:
    """Yield lines first to last (both counted in), oldest first, with their parts."""
    end = last if last is not None else next_seq(connection) - 1
    for seq, leaf, header, signature in connection.execute(
        "SELECT seq, leaf, header, signature FROM line WHERE seq BETWEEN ? AND ? ORDER BY seq", (first, end)
    ):
        yield StoredLine(seq, leaf, header, signature, parts_of(connection, seq))


def parts_of(connection: Connection, seq: int) -> dict[str, Salted]:
    """Return the parts of one line that are still kept."""
    rows = connection.execute("SELECT name, salt, bytes FROM part WHERE seq = ? ORDER BY name", (seq,))
    return {name: (salt, data) for name, salt, data in rows}


def lines_of_record(connection: Connection, record: str) -> list[StoredLine]:
    """Return the revisions of one record, oldest first."""
    rows = connection.execute(
        "SELECT seq, leaf, header, signature FROM line WHERE record = ? AND revision > 0 ORDER BY revision", (record,)
    ).fetchall()
    return [StoredLine(seq, leaf, header, sig, parts_of(connection, seq)) for seq, leaf, header, sig in rows]


def count_kind(connection: Connection, kind: str) -> int:
    """Return how many lines of one kind there are."""
    return int(connection.execute("SELECT count(*) FROM line WHERE kind = ?", (kind,)).fetchone()[0])


Columns = tuple[str, str, int, str, str]


def columns(connection: Connection) -> Iterator[tuple[int, bytes, Columns]]:
    """Yield (seq, header, the columns copied from it: kind, record, revision, at, person) of every line."""
    for seq, header, *copied in connection.execute(
        "SELECT seq, header, kind, record, revision, at, person FROM line ORDER BY seq"
    ):
        yield seq, header, (copied[0], copied[1], copied[2], copied[3], copied[4])


GUARDS = frozenset({"line_is_final", "line_stays", "part_is_final", "part_stays", "line_follows"})


def missing_guards(connection: Connection) -> list[str]:
    """Return the triggers of the log that are not there any more."""
    found = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    return sorted(GUARDS - found)


def lines_of_kind(connection: Connection, kind: str) -> list[StoredLine]:
    """Return the lines of one kind with their parts, oldest first."""
    rows = connection.execute(
        "SELECT seq, leaf, header, signature FROM line WHERE kind = ? ORDER BY seq", (kind,)
    ).fetchall()
    return [StoredLine(seq, leaf, header, sig, parts_of(connection, seq)) for seq, leaf, header, sig in rows]


def records(connection: Connection) -> list[str]:
    """Return the records that intake lines are about, oldest first."""
    rows = connection.execute("SELECT record FROM line WHERE kind LIKE 'intake.%' AND revision = 1 ORDER BY seq")
    return [row[0] for row in rows]
