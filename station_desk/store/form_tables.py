"""The tally table of a form: one narrow column for each field that is counted. Derived from the log; owns `column`.

The table follows the declared form: when its columns differ it is made anew and filled from the log by the caller.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Field, FieldKind, Form
from station_desk.store.connect import Connection

Value = str | int | None


def _as_is(value: object) -> Value:
    return value if isinstance(value, (str, int)) else None


def _as_json(value: object) -> Value:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


COLUMN: Final[Mapping[FieldKind, tuple[str, Callable[[object], Value]]]] = {
    FieldKind.TEXT: ("TEXT", _as_is),
    FieldKind.LONG: ("TEXT", _as_is),
    FieldKind.NUMBER: ("INTEGER", _as_is),
    FieldKind.DATE: ("TEXT", _as_is),
    FieldKind.MOMENT: ("TEXT", _as_is),
    FieldKind.ONE: ("TEXT", _as_is),
    FieldKind.MANY: ("TEXT", _as_json),
    FieldKind.PHONE: ("TEXT", _as_is),
    FieldKind.PERSON: ("TEXT", _as_is),
    FieldKind.TOKEN: ("TEXT", _as_is),
    FieldKind.MATRIX: ("TEXT", _as_json),
    FieldKind.GROUP: ("TEXT", _as_json),
    FieldKind.REPEAT: ("TEXT", _as_json),
    FieldKind.AUTO: ("TEXT", _as_is),
}


def counted(form: Form) -> tuple[Field, ...]:
    """Return the fields of a form that are counted."""
    return tuple(field for field in form.fields if field.tally)


def _table(form: Form) -> str:
    return f"tally_{form.id}"


def fits(connection: Connection, form: Form) -> bool:
    """Tell whether the table is there with just the columns the form declares."""
    found = [(row[1], row[2]) for row in connection.execute(f"PRAGMA table_info({_table(form)})")]
    return found == [("record", "TEXT"), *((field.id, COLUMN[field.kind][0]) for field in counted(form))]


def make(connection: Connection, form: Form) -> None:
    """Make the table anew, empty. Names come from the declared form, never from a person."""
    columns = "".join(f", {field.id} {COLUMN[field.kind][0]}" for field in counted(form))
    connection.execute(f"DROP TABLE IF EXISTS {_table(form)}")
    connection.execute(f"CREATE TABLE {_table(form)} (record TEXT PRIMARY KEY{columns}) STRICT, WITHOUT ROWID")


def put(connection: Connection, form: Form, record: str, answers: Answered) -> None:
    """Write the counted answers of one record, in place of an earlier revision's."""
    values = tally_of(form, answers)
    marks = ", ".join("?" * (len(values) + 1))
    connection.execute(f"INSERT OR REPLACE INTO {_table(form)} VALUES ({marks})", (record, *values))  # noqa: S608


def tally_of(form: Form, answers: Answered) -> tuple[Value, ...]:
    """Return the counted answers in the order of the columns."""
    return tuple(COLUMN[field.kind][1](answers.get(field.id)) for field in counted(form))


def everything(connection: Connection, form: Form) -> dict[str, tuple[Value, ...]]:
    """Return every row by record, to be compared with the log."""
    return {row[0]: tuple(row[1:]) for row in connection.execute(f"SELECT * FROM {_table(form)}")}  # noqa: S608


def between(connection: Connection, form: Form, first: str, last: str, live: tuple[str, ...]) -> list[dict[str, Value]]:
    """Return the counted answers of the matters in the given states that arrived from one Indian day to another."""
    names = [field.id for field in counted(form)]
    columns = ", ".join(f"t.{name}" for name in names)
    rows = connection.execute(
        f"SELECT {columns} FROM {_table(form)} AS t JOIN matter AS m ON m.record = t.record"  # noqa: S608
        f" WHERE m.arrived_day BETWEEN ? AND ? AND m.state IN ({', '.join('?' * len(live))})",
        (first, last, *live),
    )
    return [dict(zip(names, row, strict=True)) for row in rows]
