"""What an office is, its people, serials and drafts. Owns tables office, person, serial and draft."""

from __future__ import annotations

from dataclasses import dataclass

from station_desk.errors import DeskError, ErrorCode
from station_desk.store.connect import Connection


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One of the office's people. `key` (Ed25519, to check signatures) and `box` (X-Wing, to hand keys to) are public.

    Both are empty for one who does not sign in. `sheet` marks a recovery sheet, which signs what is done with it.
    """

    id: str
    name: str
    rank: str
    woman: bool
    signs_in: bool
    key: bytes
    active: bool
    box: bytes = b""
    sheet: bool = False


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A page being filled in. `bytes` are the raw answers as JSON; no repr of them is made."""

    id: str
    form: str
    record: str
    person: str
    saved_at: str
    bytes: bytes

    def __repr__(self) -> str:
        return f"<DraftRow {self.id}>"


def put_value(connection: Connection, name: str, value: bytes) -> None:
    """Keep one named value of the office."""
    connection.execute(
        "INSERT INTO office (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def value(connection: Connection, name: str) -> bytes | None:
    """Return a named value of the office, or None."""
    row = connection.execute("SELECT value FROM office WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def drop_value(connection: Connection, name: str) -> None:
    """Take a named value away, where there is one."""
    connection.execute("DELETE FROM office WHERE name = ?", (name,))


def names(connection: Connection) -> frozenset[str]:
    """Return the names of all values of the office."""
    return frozenset(row[0] for row in connection.execute("SELECT name FROM office"))


def put_person(connection: Connection, person: PersonRow) -> None:
    """Keep a person, new or changed."""
    connection.execute(
        "INSERT INTO person (id, name, rank, woman, signs_in, key, active, box, sheet)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
        " rank = excluded.rank, woman = excluded.woman, signs_in = excluded.signs_in, key = excluded.key,"
        " active = excluded.active, box = excluded.box, sheet = excluded.sheet",
        (
            person.id,
            person.name,
            person.rank,
            person.woman,
            person.signs_in,
            person.key,
            person.active,
            person.box,
            person.sheet,
        ),
    )


_PEOPLE = (
    "SELECT id, name, rank, woman, signs_in, key, active, box, sheet FROM person WHERE sheet = ?"
    " ORDER BY (SELECT min(seq) FROM line WHERE record = person.id)"
)


def people(connection: Connection) -> list[PersonRow]:
    """Return everybody who works or worked here, in the order they were added."""
    return _rows(connection, sheet=False)


def sheets(connection: Connection) -> list[PersonRow]:
    """Return the recovery sheets ever printed, in their order; `active` are those in force."""
    return _rows(connection, sheet=True)


def _rows(connection: Connection, *, sheet: bool) -> list[PersonRow]:
    rows = connection.execute(_PEOPLE, (sheet,))
    return [
        PersonRow(row[0], row[1], row[2], bool(row[3]), bool(row[4]), row[5], bool(row[6]), row[7], bool(row[8]))
        for row in rows
    ]


def take_serial(connection: Connection, year: int) -> int:
    """Give the next serial of a year; gap-free because it stands or falls with the caller's transaction."""
    row = connection.execute(
        "INSERT INTO serial (year, last) VALUES (?, 1) ON CONFLICT (year) DO UPDATE SET last = last + 1 RETURNING last",
        (year,),
    ).fetchone()
    return int(row[0])


def serials(connection: Connection) -> dict[int, int]:
    """Return the last serial given in each year."""
    return dict(connection.execute("SELECT year, last FROM serial").fetchall())


def raise_serials(connection: Connection) -> None:
    """Raise each year's last serial to the highest that a matter carries: no number is given twice."""
    connection.execute(
        "INSERT INTO serial (year, last) SELECT year, max(serial) FROM matter WHERE true GROUP BY year"
        " ON CONFLICT (year) DO UPDATE SET last = max(last, excluded.last)"
    )


def put_draft(connection: Connection, draft: DraftRow) -> None:
    """Keep the latest state of a draft. Raises NOT_ALLOWED over one that is somebody else's: no id is drawn twice."""
    kept = connection.execute(
        "INSERT INTO draft (id, form, record, person, saved_at, bytes) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET record = excluded.record, saved_at = excluded.saved_at,"
        " bytes = excluded.bytes WHERE draft.person = excluded.person",
        (draft.id, draft.form, draft.record, draft.person, draft.saved_at, draft.bytes),
    )
    if kept.rowcount != 1:
        raise DeskError(ErrorCode.NOT_ALLOWED, right="enter")


def drafts(connection: Connection, person: str) -> list[DraftRow]:
    """Return a person's drafts, newest first."""
    rows = connection.execute(
        "SELECT id, form, record, person, saved_at, bytes FROM draft WHERE person = ? ORDER BY saved_at DESC, id",
        (person,),
    )
    return [DraftRow(*row) for row in rows]


def drop_draft(connection: Connection, id: str) -> None:
    """Remove a draft, when its answers stand in a revision or the person discards it."""
    connection.execute("DELETE FROM draft WHERE id = ?", (id,))
