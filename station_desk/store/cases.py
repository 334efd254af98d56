"""The tables of what follows an intake: case records, open tasks, where each matter stands. Derived from the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from station_desk.domain.case import CASE_KINDS
from station_desk.store.connect import Connection


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case record: which matter it belongs to, the how-manyth of its form, its first and its newest line."""

    record: str
    matter: str
    form: str
    number: int
    first: int
    last_seq: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One thing that is open. `due_at` is a UTC moment, "" where nothing limits it; `owner` a person's id or ""."""

    matter: str
    kind: str
    key: str
    due_at: str
    owner: str


@dataclass(frozen=True, slots=True)
class StandingRow:
    """Where a matter stands: the risk as last decided, when it was closed ("" while open)."""

    matter: str
    risk: str
    closed_at: str


@dataclass(frozen=True, slots=True)
class Due:
    """One open task with what a list shows of its matter."""

    task: TaskRow
    token: str
    head: str
    confidentiality: str
    risk: str


_CASE = "record, matter, form, number, first, last_seq"
_TASK = "matter, kind, key, due_at, owner"


def put_record(connection: Connection, row: CaseRow) -> None:
    """Write the row of a case record, in place of an earlier revision's."""
    connection.execute(
        f"INSERT OR REPLACE INTO case_record ({_CASE}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant
        (row.record, row.matter, row.form, row.number, row.first, row.last_seq),
    )


def put_standing(connection: Connection, row: StandingRow, tasks: Iterable[TaskRow]) -> None:
    """Write where a matter stands and everything that is open in it, in place of what stood there."""
    connection.execute("DELETE FROM task WHERE matter = ?", (row.matter,))
    connection.executemany(
        f"INSERT INTO task ({_TASK}) VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - a constant list of columns
        [(task.matter, task.kind, task.key, task.due_at, task.owner) for task in tasks],
    )
    connection.execute(
        "INSERT OR REPLACE INTO standing (matter, risk, closed_at) VALUES (?, ?, ?)",
        (row.matter, row.risk, row.closed_at),
    )


def of_matter(connection: Connection, matter: str) -> list[CaseRow]:
    """Return the case records of a matter in the order they were first recorded."""
    rows = connection.execute(
        f"SELECT {_CASE} FROM case_record WHERE matter = ? ORDER BY first",  # noqa: S608 - a constant
        (matter,),
    )
    return [CaseRow(*row) for row in rows]


def touched_since(connection: Connection, seq: int) -> list[tuple[str, int]]:
    """Return the matters in which a case record's newest revision is a line after `seq`, each with the last of them."""
    asked = "SELECT matter, max(last_seq) FROM case_record WHERE last_seq > ? GROUP BY matter"
    return connection.execute(asked, (seq,)).fetchall()


def record(connection: Connection, id: str) -> CaseRow | None:
    """Return the row of one case record, or None."""
    row = connection.execute(f"SELECT {_CASE} FROM case_record WHERE record = ?", (id,)).fetchone()  # noqa: S608
    return CaseRow(*row) if row else None


def standings(connection: Connection, matters: Sequence[str]) -> dict[str, StandingRow]:
    """Return where each of these matters stands."""
    rows = connection.execute(
        f"SELECT matter, risk, closed_at FROM standing WHERE matter IN ({', '.join('?' * len(matters))})",  # noqa: S608
        tuple(matters),
    )
    return {row[0]: StandingRow(*row) for row in rows}


def due(connection: Connection, until: str) -> list[Due]:
    """Return the open tasks of every matter that is not closed, due before a UTC moment, the earliest first."""
    columns = ", ".join(f"t.{name}" for name in _TASK.split(", "))
    rows = connection.execute(
        f"SELECT {columns}, m.token, m.head, m.confidentiality, s.risk"  # noqa: S608 - constant columns
        " FROM task AS t JOIN matter AS m ON m.record = t.matter JOIN standing AS s ON s.matter = t.matter"
        " WHERE t.due_at <> '' AND t.due_at < ? ORDER BY t.due_at, t.kind, t.key",
        (until,),
    )
    return [Due(TaskRow(*row[:5]), *row[5:]) for row in rows]


def everything(connection: Connection) -> tuple[list[CaseRow], list[StandingRow], list[TaskRow]]:
    """Return every row of the three tables, to be compared with the log."""
    return (
        [CaseRow(*row) for row in connection.execute(f"SELECT {_CASE} FROM case_record ORDER BY first")],  # noqa: S608
        [StandingRow(*row) for row in connection.execute("SELECT matter, risk, closed_at FROM standing")],
        [TaskRow(*row) for row in connection.execute(f"SELECT {_TASK} FROM task")],  # noqa: S608 - a constant
    )


def clear(connection: Connection) -> None:
    """Empty the tables before they are rebuilt from the log."""
    for table in ("task", "standing", "case_record"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constant names


def lines(connection: Connection) -> list[tuple[int, str, str, int, bytes]]:
    """Return (line, kind, record, revision, header) of every revision of a case record, oldest first."""
    places = ", ".join("?" * len(CASE_KINDS))
    rows = connection.execute(
        f"SELECT seq, kind, record, revision, header FROM line WHERE kind IN ({places}) ORDER BY seq",  # noqa: S608
        tuple(sorted(CASE_KINDS)),
    )
    return rows.fetchall()
