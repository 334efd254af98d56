"""Tampering inside the store by somebody who holds its raw key: cells, rows, the order of rows, the schema.

Owns the edits; judges nothing. Each edit lifts the guards and every check first and puts the guards back as they were,
so that nothing is caught by their absence. What takes its author's key too stands in `tamper_lines`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from station_desk.store.connect import Connection
from tests.torture.tamper import NO_RECORD, Case, Judge
from tests.torture.worked_station import Worked

# Shadow tables of the index are reached through it and, one by one, as the tables they are.
INDEX: Final = "matter_search"
Edit = Callable[[Connection], None]


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """Lift triggers and checks, and put the triggers back exactly as they were, all in one commit."""
    run = connection.execute
    for setting in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
        run(f"PRAGMA {setting}")
    triggers = run("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name").fetchall()
    run("BEGIN IMMEDIATE")
    for name, _ in triggers:
        run(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        run(sql)
    run("COMMIT")


class Rows:
    """What stands in the store, read once: tables, their columns, keys and rows."""

    def __init__(self, judge: Judge) -> None:
        with judge.raw(judge.worked.now.files) as connection:
            found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
            self.tables = [name for name, sql in found if name not in NO_RECORD and not name.startswith("sqlite_")]
            self.columns: dict[str, list[str]] = {}
            self.keys: dict[str, list[str]] = {}
            self.rows: dict[str, list[tuple[Any, ...]]] = {}
            for table in self.tables:
                info = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
                self.columns[table] = [row[1] for row in info]
                keyed = sorted((row[5], row[1]) for row in info if row[5])
                self.keys[table] = [name for _, name in keyed] or ["rowid"]
                picked = ", ".join(f'"{name}"' for name in (*self.keys[table], *self.columns[table]))
                rows = connection.execute(f'SELECT {picked} FROM "{table}"').fetchall()
                self.rows[table] = [tuple(row) for row in rows]
        self.filled = [table for table in self.tables if self.rows[table]]

    def where(self, table: str, row: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """Return the condition that finds a row by its key."""
        keys = self.keys[table]
        return " AND ".join(f'"{key}" IS ?' for key in keys), row[: len(keys)]

    def cells(self, table: str, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return the values of a row in the order of the columns."""
        return row[len(self.keys[table]) :]


def cases(worked: Worked, judge: Judge, draw: random.Random, count: int) -> Iterator[Case]:
    """Draw edits of every sort, every table as often as any other."""
    rows = Rows(judge)
    sorts = (_cell, _cell, _cell, _removed, _inserted, _swapped, _several)
    for number in range(count):
        table = rows.filled[number % len(rows.filled)]
        sort = draw.choice(sorts)
        what, edit = sort(rows, draw, table)
        yield Case(f"{sort.__name__[1:]}: {table}", what, dict(worked.now.files), _guarded(edit))


def _guarded(edit: Edit) -> Edit:
    def act(connection: Connection) -> None:
        with unguarded(connection):
            edit(connection)

    return act


def _cell(rows: Rows, draw: random.Random, table: str) -> tuple[str, Edit]:
    """One value of one row is another."""
    row = draw.choice(rows.rows[table])
    place = draw.randrange(len(rows.columns[table]))
    column, before = rows.columns[table][place], rows.cells(table, row)[place]
    others = [rows.cells(table, other)[place] for other in rows.rows[table]]
    after = _another(draw, before, others)
    where, key = rows.where(table, row)

    def edit(connection: Connection) -> None:
        connection.execute(f'UPDATE OR REPLACE "{table}" SET "{column}" = ? WHERE {where}', (after, *key))

    return f"{column} of {key!r:.60}: {before!r:.40} > {after!r:.40}", edit


def _another(draw: random.Random, value: Any, others: Sequence[Any]) -> Any:
    """Return another value of the same sort: a small change, a neighbour's, nothing."""
    different = [other for other in others if other != value and type(other) is type(value)]
    if different and draw.random() < 0.3:
        return draw.choice(different)
    if isinstance(value, int):
        return value + draw.choice((-1, 1, 2, 1000)) if draw.random() < 0.8 else 0 if value else 1
    if isinstance(value, str):
        if not value or draw.random() < 0.1:
            return value + "1" if not value else ""
        at = draw.randrange(len(value))
        letter = draw.choice([sign for sign in "0123456789abcdefक" if sign != value[at]])
        return value[:at] + letter + value[at + 1 :]
    if isinstance(value, bytes):
        if not value or draw.random() < 0.1:
            return value + b"\0" if not value else value[:-1]
        at = draw.randrange(len(value))
        return value[:at] + bytes([value[at] ^ 1 << draw.randrange(8)]) + value[at + 1 :]
    return "1" if value is None else None


def _removed(rows: Rows, draw: random.Random, table: str) -> tuple[str, Edit]:
    """One row, or the last ones, are gone; of a line its parts too."""
    ordered = sorted(rows.rows[table])
    if table == "checkpoint":
        ordered.pop()  # how many heads there were is told at the next signing in: the newest has no witness yet
    first = draw.randrange(len(ordered))
    gone = ordered[first:] if draw.random() < 0.2 else ordered[first : first + 1]

    def edit(connection: Connection) -> None:
        for row in gone:
            where, key = rows.where(table, row)
            connection.execute(f'DELETE FROM "{table}" WHERE {where}', key)
            if table == "line" and len(gone) == 1:
                connection.execute("DELETE FROM part WHERE seq = ?", key)

    return f"{len(gone)} rows from {gone[0][: len(rows.keys[table])]!r:.60}", edit


def _inserted(rows: Rows, draw: random.Random, table: str) -> tuple[str, Edit]:
    """A row stands there that nobody wrote: another one's values under a key of its own."""
    row = draw.choice(rows.rows[table])
    values = list(rows.cells(table, row))
    for name in rows.keys[table]:
        if name in rows.columns[table]:
            place = rows.columns[table].index(name)
            column = [rows.cells(table, other)[place] for other in rows.rows[table]]
            values[place] = max(column) + 1 if isinstance(values[place], int) else _another(draw, values[place], [])
    unique = {"matter": ("token", "serial"), "line": ()}.get(table, ())
    for name in unique:
        place = rows.columns[table].index(name)
        values[place] = _another(draw, values[place], [])
    marks = ", ".join("?" * len(values))

    def edit(connection: Connection) -> None:
        connection.execute(f'INSERT OR REPLACE INTO "{table}" VALUES ({marks})', values)

    return f"{values!r:.80}", edit


def _swapped(rows: Rows, draw: random.Random, table: str) -> tuple[str, Edit]:
    """Two rows have changed places: everything but the key."""
    columns = [name for name in rows.columns[table] if name not in rows.keys[table]]
    if len(rows.rows[table]) < 2 or not columns:
        return _cell(rows, draw, table)
    pair = draw.sample(rows.rows[table], 2)

    def edit(connection: Connection) -> None:
        for row, other in (pair, pair[::-1]):
            where, key = rows.where(table, row)
            cells = dict(zip(rows.columns[table], rows.cells(table, other), strict=True))
            assignments = ", ".join(f'"{name}" = ?' for name in columns)
            values = [cells[name] for name in columns]
            connection.execute(f'UPDATE OR REPLACE "{table}" SET {assignments} WHERE {where}', (*values, *key))

    return f"{pair[0][0]!r:.40} and {pair[1][0]!r:.40}", edit


def _several(rows: Rows, draw: random.Random, table: str) -> tuple[str, Edit]:
    """Two or three such edits at once, in this table and others."""
    tables = [table, *draw.choices(rows.filled, k=draw.randint(1, 2))]
    made = [draw.choice((_cell, _removed, _inserted))(rows, draw, name) for name in tables]

    def edit(connection: Connection) -> None:
        for _, one in made:
            one(connection)

    return "; ".join(f"{name}: {what:.60}" for name, (what, _) in zip(tables, made, strict=True)), edit


def schema(worked: Worked) -> Iterator[Case]:
    """Guards taken away or made blind, and things planted in the schema that act later."""
    with_guards = ("line_is_final", "line_stays", "part_is_final", "part_stays", "line_follows")
    for name in with_guards:
        table = "line" if name.startswith("line") else "part"
        when = {"is_final": "UPDATE", "stays": "DELETE", "follows": "INSERT"}[name.partition("_")[2]]
        blind = f"CREATE TRIGGER {name} BEFORE {when} ON {table} BEGIN SELECT 1; END"
        never = f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END"
        yield _statements(worked, f"no {name}", f"DROP TRIGGER {name}")
        yield _statements(worked, f"blind {name}", f"DROP TRIGGER {name}", blind)
        yield _statements(worked, f"sleeping {name}", f"DROP TRIGGER {name}", never)
    planted = {
        "trigger": "CREATE TRIGGER t AFTER INSERT ON matter BEGIN UPDATE matter SET head = '' WHERE record ="
        " NEW.record; END",
        "table": "CREATE TABLE spare (a TEXT)",
        "view": "CREATE VIEW spare AS SELECT * FROM matter",
        "index": "CREATE UNIQUE INDEX spare ON matter (officer, arrived_at)",
    }
    for what, statement in planted.items():
        yield _statements(worked, f"planted {what}", statement)
    for name in ("line_of_record", "matter_by_day", "line_of_kind"):
        yield _statements(worked, f"no index {name}", f"DROP INDEX {name}")
    for name in ("peak", "serial", "checkpoint", "receipt", "matter_name", "matter_search", "inbox"):
        yield _statements(worked, f"no table {name}", "PRAGMA foreign_keys = OFF", f"DROP TABLE {name}")


def _statements(worked: Worked, what: str, *statements: str) -> Case:
    def edit(connection: Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    return Case("schema", what, dict(worked.now.files), edit)
