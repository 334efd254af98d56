"""The narrow tables that lists and search read, and their rebuilding. Derived from the log; never the truth."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from station_desk.domain.letters import words_of
from station_desk.domain.names import name_key, name_keys, search_form
from station_desk.store.connect import Connection

PHONE_END = 4
CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One matter as a list shows it; the name stays out until it is asked for.

    `writer` entered it; `linked` holds the ids of colleagues it is about, one blank apart, none for most.
    """

    record: str
    token: str
    year: int
    serial: int
    state: str
    confidentiality: str
    arrived_at: str
    arrived_day: str
    entered_at: str
    head: str
    officer: str
    writer: str
    linked: str
    still_to_ask: int
    last_seq: int


@dataclass(frozen=True, slots=True)
class Searchable:
    """What a matter is found by. Its repr shows no value."""

    names: Sequence[str] = ()
    village: str = ""
    phones: Sequence[str] = field(default=())

    def __repr__(self) -> str:
        return "<Searchable>"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed by; an empty value narrows nothing. `state` may be CLOSED beside those of an entry."""

    day: str = ""
    head: str = ""
    state: str = ""
    officer: str = ""
    search: str = ""

    def __repr__(self) -> str:
        return "<Filter>"


_COLUMNS = (
    "record, token, year, serial, state, confidentiality, arrived_at, arrived_day, entered_at, head, officer,"
    " writer, linked, still_to_ask, last_seq"
)


def put_matter(connection: Connection, row: MatterRow, found_by: Searchable) -> None:
    """Write a matter's row and what it is found by, in place of what stood there."""
    connection.execute("DELETE FROM matter_search WHERE record = ?", (row.record,))
    connection.execute("DELETE FROM matter WHERE record = ?", (row.record,))
    connection.execute(
        f"INSERT INTO matter ({_COLUMNS}) VALUES ({', '.join('?' * 15)})",  # noqa: S608 - a constant list of columns
        (
            row.record,
            row.token,
            row.year,
            row.serial,
            row.state,
            row.confidentiality,
            row.arrived_at,
            row.arrived_day,
            row.entered_at,
            row.head,
            row.officer,
            row.writer,
            row.linked,
            row.still_to_ask,
            row.last_seq,
        ),
    )
    connection.execute(
        "INSERT INTO matter_search (record, words) VALUES (?, ?)", (row.record, search_words(row, found_by))
    )


def search_words(row: MatterRow, found_by: Searchable) -> str:
    """Return all words a matter is indexed under: spelt and keyed names, village, token and its parts, phone ends."""
    words = [search_form(row.token), str(row.serial), f"{row.serial:04d}"]
    for text in (*found_by.names, found_by.village):
        words += [search_form(text), name_keys(text)]
    for phone in found_by.phones:
        words += [phone[start:] for start in range(len(phone) - PHONE_END + 1)]
    return " ".join(words)


def search_terms(typed: str) -> str:
    """Turn typed text into an FTS5 query: every word must match as a beginning, in its spelling or by its name key."""
    terms = []
    for word in words_of(search_form(typed)):
        forms = {word} | ({key} if len(key := name_key(word)) >= 2 and not word.isdigit() else set())
        terms.append("(" + " OR ".join(f'"{form}"*' for form in sorted(forms)) + ")")
    return " AND ".join(terms)


def matters(connection: Connection, filter: Filter, limit: int = 200, without: Collection[str] = ()) -> list[MatterRow]:
    """Return matters newest first, narrowed by the filter, but for the records `without`."""
    where, values = _where(filter, without)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM matter WHERE {where}"  # noqa: S608 - constant columns, bound values
        " ORDER BY arrived_at DESC, serial DESC LIMIT ?",
        (*values, limit),
    )
    return [MatterRow(*row) for row in rows]


def count(connection: Connection, filter: Filter, without: Collection[str] = ()) -> int:
    """Return how many matters the filter leaves, not counting the records `without`."""
    where, values = _where(filter, without)
    return int(connection.execute(f"SELECT count(*) FROM matter WHERE {where}", values).fetchone()[0])  # noqa: S608


def _where(filter: Filter, without: Collection[str]) -> tuple[str, list[str]]:
    """Return the condition a filter means and the values bound to it; a search without a word finds nothing."""
    where, values = ["1"], [*without]
    if without:
        where.append(f"record NOT IN ({', '.join('?' * len(without))})")
    if filter.state == CLOSED:
        where.append("record IN (SELECT matter FROM standing WHERE closed_at <> '')")
    for column, value in (
        ("arrived_day", filter.day),
        ("head", filter.head),
        ("state", "" if filter.state == CLOSED else filter.state),
        ("officer", filter.officer),
    ):
        if value:
            where.append(f"{column} = ?")
            values.append(value)
    if filter.search.strip():
        terms = search_terms(filter.search)
        if not terms:
            return "0", []
        where.append("record IN (SELECT record FROM matter_search WHERE matter_search MATCH ?)")
        values.append(terms)
    return " AND ".join(where), values


def matter(connection: Connection, record: str) -> MatterRow | None:
    """Return the row of one record, or None."""
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM matter WHERE record = ?",  # noqa: S608 - a constant list of columns
        (record,),
    ).fetchone()
    return MatterRow(*row) if row else None


def guarded(connection: Connection) -> list[MatterRow]:
    """Return the matters that not everybody may see: sealed ones and those about a colleague."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM matter WHERE confidentiality = 'sealed' OR linked <> ''"  # noqa: S608 - constant
    )
    return [MatterRow(*row) for row in rows]


def touched_since(connection: Connection, seq: int) -> dict[str, int]:
    """Return the records whose newest revision is a line after `seq`, each with that line."""
    return dict(connection.execute("SELECT record, last_seq FROM matter WHERE last_seq > ?", (seq,)).fetchall())


def acts_since(connection: Connection, kinds: Sequence[str], seq: int) -> list[tuple[str, int]]:
    """Return the records to which acts of these kinds were done after line `seq`, each with the last such line."""
    places = ", ".join("?" * len(kinds))
    rows = connection.execute(
        f"SELECT record, max(seq) FROM line WHERE kind IN ({places}) AND seq > ? GROUP BY record",  # noqa: S608
        (*kinds, seq),
    )
    return rows.fetchall()


def record_of_token(connection: Connection, token: str) -> str | None:
    """Return the record that carries a token, or None."""
    row = connection.execute("SELECT record FROM matter WHERE token = ?", (token,)).fetchone()
    return row[0] if row else None


def between(connection: Connection, first: str, last: str) -> list[MatterRow]:
    """Return the matters that arrived from one Indian day to another, both counted in, in order of arrival."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM matter WHERE arrived_day BETWEEN ? AND ? ORDER BY arrived_at, serial",  # noqa: S608
        (first, last),
    )
    return [MatterRow(*row) for row in rows]


def serial_before(connection: Connection, day: str) -> str:
    """Return the token of the last matter that arrived before a day, or ""."""
    row = connection.execute(
        "SELECT token FROM matter WHERE arrived_day < ? ORDER BY year DESC, serial DESC LIMIT 1", (day,)
    ).fetchone()
    return row[0] if row else ""


def everything(connection: Connection) -> dict[str, tuple[MatterRow | None, str]]:
    """Return every row and its search words, by record, to be compared with the log; None for words without a row."""
    words: dict[str, str] = {}
    for record, text in connection.execute("SELECT record, words FROM matter_search"):
        words[record] = f"{words[record]}\n{text}" if record in words else text  # a second row differs from every text
    rows = connection.execute(f"SELECT {_COLUMNS} FROM matter")  # noqa: S608 - a constant list of columns
    found = [MatterRow(*row) for row in rows]
    return {row.record: (row, words.pop(row.record, "")) for row in found} | dict.fromkeys(words, (None, ""))


def clear(connection: Connection) -> None:
    """Empty the derived tables before they are rebuilt from the log."""
    for table in ("matter_search", "matter"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constant names
