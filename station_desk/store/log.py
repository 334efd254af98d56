"""The log's rows: append, read, re-count. Owns tables line, part and peak; never signs and never judges."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from station_desk.domain.calendar import end_of_day
from station_desk.domain.clock_guard import CLOCK_CONFIRMED, CONFIRMED, MARK, RAW, Reached
from station_desk.domain.log import Header, HeaderError, Part, Peak, extend, fold, leaf_hash, read_header
from station_desk.store.connect import Connection
from station_desk.store.migrations import differences, laying

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
    _save_peaks(connection, extend(peaks(connection), [leaf]))


def peaks(connection: Connection) -> tuple[Peak, ...]:
    """Return the kept peaks of the tree, the highest first."""
    return tuple(connection.execute("SELECT height, hash FROM peak ORDER BY height DESC").fetchall())


def _save_peaks(connection: Connection, peaks: tuple[Peak, ...]) -> None:
    connection.execute("DELETE FROM peak")
    connection.executemany("INSERT INTO peak (height, hash) VALUES (?, ?)", peaks)


def count_peaks(connection: Connection) -> None:
    """Make the kept peaks anew from the lines."""
    _save_peaks(connection, extend((), leaves(connection, next_seq(connection))))


def head(connection: Connection) -> LogHead:
    """Return the head of the log from its kept peaks."""
    last = connection.execute("SELECT seq, at FROM line ORDER BY seq DESC LIMIT 1").fetchone()
    return LogHead(last[0] if last else 0, fold(peaks(connection)), last[1] if last else "")


def root_at(connection: Connection, size: int) -> bytes:
    """Return the tree head over the first `size` lines, counted anew from their hashes."""
    return fold(extend((), leaves(connection, size)))


def roots_at(connection: Connection, sizes: Iterable[int]) -> dict[int, bytes]:
    """Return the tree heads at several sizes in one pass, counted anew; a size the log does not reach has none."""
    wanted = sorted(set(sizes))
    counted = leaves(connection, wanted[-1]) if wanted else []
    peaks: tuple[Peak, ...] = ()
    roots, before = {}, 0
    for size in wanted:
        if size <= len(counted):
            peaks, before = extend(peaks, counted[before:size]), size
            roots[size] = fold(peaks)
    return roots


def at_of(connection: Connection, seq: int) -> str:
    """Return the moment of a line, "" when there is none with this number."""
    row = connection.execute("SELECT at FROM line WHERE seq = ?", (seq,)).fetchone()
    return row[0] if row else ""


def leaves(connection: Connection, size: int) -> list[bytes]:
    """Return the hashes of the first `size` lines, oldest first, without their parts."""
    return [row[0] for row in connection.execute("SELECT leaf FROM line WHERE seq <= ? ORDER BY seq", (size,))]


Columns = tuple[str, str, int, str, str]


def lines(connection: Connection, first: int = 1, last: int | None = None) -> Iterator[StoredLine]:
    """Yield lines first to last (both counted in), oldest first, with their parts."""
    for line, _ in walk(connection, first, last):
        yield line


def walk(connection: Connection, first: int = 1, last: int | None = None) -> Iterator[tuple[StoredLine, Columns]]:
    """Yield lines first to last with their parts and what the columns say: kind, record, revision, at, person.

    Lines and parts are read side by side, once.
    """
    end = last if last is not None else next_seq(connection) - 1
    rows = connection.execute(
        "SELECT seq, name, salt, bytes FROM part WHERE seq BETWEEN ? AND ? ORDER BY seq, name", (first, end)
    )
    by_line = groupby(rows, key=itemgetter(0))
    part_seq, parts = next(by_line, (0, iter(())))
    for seq, leaf, header, signature, kind, record, revision, at, person in connection.execute(
        "SELECT seq, leaf, header, signature, kind, record, revision, at, person FROM line"
        " WHERE seq BETWEEN ? AND ? ORDER BY seq",
        (first, end),
    ):
        while part_seq and part_seq < seq:
            part_seq, parts = next(by_line, (0, iter(())))
        salted = {name: (salt, data) for _, name, salt, data in parts} if part_seq == seq else {}
        yield StoredLine(seq, leaf, header, signature, salted), (kind, record, revision, at, person)


def newest_first(connection: Connection) -> Iterator[bytes]:
    """Yield the headers of the log, the newest first."""
    for row in connection.execute("SELECT header FROM line ORDER BY seq DESC"):
        yield row[0]


def latest_first(connection: Connection) -> Iterator[bytes]:
    """Yield the headers of the log, the latest by their own moment first."""
    for row in connection.execute("SELECT header FROM line ORDER BY at DESC"):
        yield row[0]


def reached_before(connection: Connection, seqs: Collection[int]) -> dict[int, Reached]:
    """Return, for each of these numbers, how far time had come by the lines before it."""
    if not seqs:
        return {}
    wanted, so_far, found = iter(sorted(set(seqs))), Reached(), {}
    at_once = next(wanted, 0)
    marks = f"CASE WHEN {_UNMARKED} THEN '' WHEN {_holds(MARK, CONFIRMED)} THEN '{CONFIRMED}' ELSE '?' END"
    rows = connection.execute(
        f"SELECT seq, at, {marks}, {_holds('kind', CLOCK_CONFIRMED)} FROM line WHERE seq <= ? ORDER BY seq",  # noqa: S608
        (max(seqs),),
    )
    for seq, at, mark, says_day in rows:
        if seq == at_once:
            found[seq] = replace(so_far)
            at_once = next(wanted, 0)
        so_far.take(at, mark, bool(says_day))
    return found


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


def count_kind_between(connection: Connection, kind: str, first_day: str, last_day: str) -> int:
    """Return how many lines of one kind were written from one Indian day to another (ISO), both counted in."""
    return len(headers_between(connection, (kind,), first_day, last_day))


def headers_between(connection: Connection, kinds: Sequence[str], first_day: str, last_day: str) -> list[bytes]:
    """Return the headers of these kinds (of all, when none is named) from one Indian day to another, both counted in.

    Days are ISO; the oldest line comes first. The order of the lines decides, not what a doubtful clock showed: a line
    that the clock guard marked counts to every day it may belong to, so a clock that was set hides nothing.
    """
    start, end = _moments(first_day, last_day)
    before = connection.execute(
        f"SELECT seq, at FROM line WHERE {_UNMARKED} AND at < ? ORDER BY at DESC, seq DESC LIMIT 1",  # noqa: S608
        (start,),
    ).fetchone() or (0, "")
    after = connection.execute(
        f"SELECT seq, at FROM line WHERE {_UNMARKED} AND at >= ? ORDER BY at, seq LIMIT 1",  # noqa: S608 - a constant
        (end,),
    ).fetchone() or (next_seq(connection), "~")
    of_kind = f" AND kind IN ({', '.join('?' * len(kinds))})" if kinds else ""
    rows = connection.execute(
        f"SELECT header FROM line WHERE seq > ? AND seq < ?{of_kind} ORDER BY seq",  # noqa: S608 - places for values
        (before[0], after[0], *kinds),
    )
    return [row[0] for row in rows if not _is_elsewhere(row[0], (start, end), (before[1], after[1]))]


# Canonical JSON has one spelling, so a mark of the clock guard is found without parsing; the index says the same.
_UNMARKED = f"instr(header, CAST('\"{MARK}\":' AS BLOB)) = 0"


def _holds(name: str, value: str) -> str:
    return f'instr(header, CAST(\'"{name}":"{value}"\' AS BLOB)) > 0'


def _is_elsewhere(header: bytes, span: tuple[str, str], around: tuple[str, str]) -> bool:
    """Tell whether a line stands on a day outside the span that a person confirmed and its neighbours bear out."""
    if f'"{MARK}":"{CONFIRMED}"'.encode() not in header:
        return False
    try:
        line = read_header(header)
    except HeaderError:
        return False  # told where lines are checked; until then it counts to every day
    at, raw = line.at, str(line.about.get(RAW, ""))
    return around[0] <= at < around[1] and not any(span[0] <= moment < span[1] for moment in (at, raw))


def _moments(first_day: str, last_day: str) -> tuple[str, str]:
    day_before = date.fromisoformat(first_day) - timedelta(days=1)
    return end_of_day(day_before.isoformat()), end_of_day(last_day)


GUARDS = frozenset({"line_is_final", "line_stays", "part_is_final", "part_stays", "line_follows"})


def missing_guards(connection: Connection) -> list[str]:
    """Return the guards of the log, and whatever else of the schema, that are not as they were laid."""
    laid = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return differences(laid)


def lay_guards(connection: Connection) -> None:
    """Lay the guards of the log anew where they are missing or other, and take away triggers that nobody laid."""
    for name in missing_guards(connection):
        if connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = ?", (name,)).fetchone():
            quoted = name.replace('"', '""')
            connection.execute(f'DROP TRIGGER "{quoted}"')
        if statement := laying(name):
            connection.execute(statement)


def statement_of(connection: Connection, name: str) -> str:
    """Return the statement that something of the schema was laid with, "" where it is not there."""
    row = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return row[0] or "" if row else ""


def lines_of_kind(connection: Connection, kind: str) -> list[StoredLine]:
    """Return the lines of one kind with their parts, oldest first."""
    rows = connection.execute(
        "SELECT seq, leaf, header, signature FROM line WHERE kind = ? ORDER BY seq", (kind,)
    ).fetchall()
    return [StoredLine(seq, leaf, header, sig, parts_of(connection, seq)) for seq, leaf, header, sig in rows]


def headers_of_kinds(connection: Connection, kinds: Collection[str]) -> list[bytes]:
    """Return the headers of the lines of some kinds, oldest first."""
    rows = connection.execute(
        f"SELECT header FROM line WHERE kind IN ({', '.join('?' * len(kinds))}) ORDER BY seq",  # noqa: S608 - marks only
        tuple(kinds),
    )
    return [row[0] for row in rows]


def newest_leaf(connection: Connection, kinds: Collection[str]) -> bytes:
    """Return the hash of the newest line of some kinds, empty where there is none."""
    places = ", ".join("?" * len(kinds))
    row = connection.execute(
        f"SELECT leaf FROM line WHERE seq = (SELECT max(seq) FROM line WHERE kind IN ({places}))",  # noqa: S608
        tuple(kinds),
    ).fetchone()
    return row[0] if row else b""


def lines_about(connection: Connection, kind: str, record: str) -> list[StoredLine]:
    """Return the lines of one kind about one record with their parts, oldest first."""
    rows = connection.execute(
        "SELECT seq, leaf, header, signature FROM line WHERE kind = ? AND record = ? ORDER BY seq", (kind, record)
    ).fetchall()
    return [StoredLine(seq, leaf, header, sig, parts_of(connection, seq)) for seq, leaf, header, sig in rows]


def records(connection: Connection) -> list[str]:
    """Return the records that intake lines are about, oldest first."""
    rows = connection.execute("SELECT record FROM line WHERE kind LIKE 'intake.%' AND revision = 1 ORDER BY seq")
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class SignedHead:
    """Where the log stood when the office signed it: the signed note and what is kept beside it to find it by."""

    size: int
    root: bytes
    at: str
    note: bytes


def put_checkpoint(connection: Connection, row: SignedHead) -> None:
    """Keep a signed head; of one size there is one."""
    connection.execute(
        "INSERT OR IGNORE INTO checkpoint (size, root, at, note) VALUES (?, ?, ?, ?)",
        (row.size, row.root, row.at, row.note),
    )


def checkpoints(connection: Connection) -> list[SignedHead]:
    """Return every signed head, the oldest first."""
    return [SignedHead(*row) for row in connection.execute("SELECT size, root, at, note FROM checkpoint ORDER BY size")]
