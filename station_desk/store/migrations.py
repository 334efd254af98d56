"""The schema, as named steps. Imports nothing of the program, so that an old step never changes its meaning.

Until release 1.0.0 there is one step, changed in place; from then on steps are only added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from sqlite_utils import Database, Migrations

migrations = Migrations("station_desk")

STEPS = frozenset({"first"})

SCHEMA = """
CREATE TABLE office (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE line (
    seq INTEGER PRIMARY KEY,
    leaf BLOB NOT NULL CHECK (length(leaf) = 32),
    header BLOB NOT NULL,
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    revision INTEGER NOT NULL,
    at TEXT NOT NULL,
    person TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX line_of_record ON line (record, revision) WHERE revision > 0;
CREATE INDEX line_of_kind ON line (kind, record);
CREATE INDEX line_by_at ON line (at);

CREATE TABLE part (
    seq INTEGER NOT NULL REFERENCES line (seq),
    name TEXT NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    bytes BLOB NOT NULL,
    PRIMARY KEY (seq, name)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER line_is_final BEFORE UPDATE ON line BEGIN SELECT RAISE(ABORT, 'a line is never changed'); END;
CREATE TRIGGER line_stays BEFORE DELETE ON line BEGIN SELECT RAISE(ABORT, 'a line is never removed'); END;
CREATE TRIGGER part_is_final BEFORE UPDATE ON part BEGIN SELECT RAISE(ABORT, 'a part is never changed'); END;
CREATE TRIGGER part_stays BEFORE DELETE ON part BEGIN SELECT RAISE(ABORT, 'a part is never removed'); END;
CREATE TRIGGER line_follows BEFORE INSERT ON line
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM line)
    BEGIN SELECT RAISE(ABORT, 'lines have no gap'); END;

CREATE TABLE peak (
    height INTEGER PRIMARY KEY,
    hash BLOB NOT NULL
) STRICT;

CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    rank TEXT NOT NULL,
    woman INTEGER NOT NULL,
    signs_in INTEGER NOT NULL,
    key BLOB NOT NULL,
    active INTEGER NOT NULL,
    box BLOB NOT NULL,
    sheet INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
    size INTEGER PRIMARY KEY,
    root BLOB NOT NULL CHECK (length(root) = 32),
    at TEXT NOT NULL,
    note BLOB NOT NULL
) STRICT;

CREATE TABLE serial (
    year INTEGER PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

CREATE TABLE draft (
    id TEXT PRIMARY KEY,
    form TEXT NOT NULL,
    record TEXT NOT NULL,
    person TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE matter (
    record TEXT PRIMARY KEY,
    token TEXT NOT NULL UNIQUE,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    state TEXT NOT NULL,
    confidentiality TEXT NOT NULL,
    arrived_at TEXT NOT NULL,
    arrived_day TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    head TEXT NOT NULL,
    officer TEXT NOT NULL,
    writer TEXT NOT NULL,
    linked TEXT NOT NULL,
    still_to_ask INTEGER NOT NULL,
    last_seq INTEGER NOT NULL REFERENCES line (seq),
    UNIQUE (year, serial)
) STRICT, WITHOUT ROWID;
CREATE INDEX matter_by_day ON matter (arrived_day DESC, arrived_at DESC, state, head, officer);
CREATE INDEX matter_by_state ON matter (state, arrived_at DESC);

CREATE TABLE case_record (
    record TEXT PRIMARY KEY,
    matter TEXT NOT NULL,
    form TEXT NOT NULL,
    number INTEGER NOT NULL,
    first INTEGER NOT NULL REFERENCES line (seq),
    last_seq INTEGER NOT NULL REFERENCES line (seq),
    UNIQUE (matter, form, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE standing (
    matter TEXT PRIMARY KEY,
    risk TEXT NOT NULL,
    closed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE task (
    matter TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    due_at TEXT NOT NULL,
    owner TEXT NOT NULL,
    PRIMARY KEY (matter, kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_by_due ON task (due_at);

CREATE VIRTUAL TABLE matter_search USING fts5 (
    record UNINDEXED, words,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'",
    detail = none, columnsize = 0, prefix = '1 2 3'
);

CREATE TABLE peer (
    code TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    enrolment BLOB NOT NULL,
    enrolled_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY,
    first_line INTEGER NOT NULL,
    last_line INTEGER NOT NULL,
    note_sha256 TEXT NOT NULL,
    bundle BLOB NOT NULL,
    prepared_at TEXT NOT NULL,
    written_at TEXT
) STRICT;

CREATE TABLE outbox_line (
    bundle INTEGER NOT NULL,
    line INTEGER NOT NULL REFERENCES line (seq),
    PRIMARY KEY (bundle, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
    receipt_seq INTEGER PRIMARY KEY,
    bundle_seq INTEGER NOT NULL REFERENCES outbox (seq),
    result TEXT NOT NULL,
    log_size INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    taken_at TEXT NOT NULL
) STRICT;

CREATE TABLE inbox (
    station TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    note_sha256 TEXT NOT NULL,
    log_size INTEGER NOT NULL,
    log_root BLOB NOT NULL,
    accepted_at TEXT NOT NULL,
    receipt_seq INTEGER NOT NULL,
    receipt BLOB NOT NULL,
    PRIMARY KEY (station, epoch, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE station_line (
    station TEXT NOT NULL,
    seq INTEGER NOT NULL,
    leaf BLOB NOT NULL,
    header BLOB,
    signature BLOB,
    PRIMARY KEY (station, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE station_part (
    station TEXT NOT NULL,
    seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    salt BLOB NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (station, seq, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE station_person (
    station TEXT NOT NULL,
    id TEXT NOT NULL,
    key BLOB NOT NULL,
    PRIMARY KEY (station, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE station_matter (
    station TEXT NOT NULL,
    record TEXT NOT NULL,
    token TEXT NOT NULL,
    state TEXT NOT NULL,
    confidentiality TEXT NOT NULL,
    head TEXT NOT NULL,
    arrived_month TEXT NOT NULL,
    name TEXT NOT NULL,
    revision INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    closed_at TEXT NOT NULL,
    PRIMARY KEY (station, record)
) STRICT, WITHOUT ROWID;

CREATE TABLE station_case (
    station TEXT NOT NULL,
    record TEXT NOT NULL,
    matter TEXT NOT NULL,
    form TEXT NOT NULL,
    revision INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    PRIMARY KEY (station, record)
) STRICT, WITHOUT ROWID;
"""

LAID: Final = frozenset(re.findall(r"CREATE (?:UNIQUE |VIRTUAL )?(?:TABLE|INDEX|TRIGGER) (\w+)", SCHEMA))
TABLES: Final = frozenset(re.findall(r"CREATE (?:VIRTUAL )?TABLE (\w+)", SCHEMA))
# Tables that the search index, the declared form and the library make for themselves.
_MADE_ELSEWHERE: Final = ("matter_search_", "tally_", "_sqlite_", "sqlite_")


def differences(laid: Iterable[tuple[str, str, str, str]]) -> list[str]:
    """Return what of a store's schema is missing, other or unknown. Each thing: type, name, its table, statement."""
    ours = [
        (name, sql) for kind, name, table, sql in laid if kind == "trigger" or not table.startswith(_MADE_ELSEWHERE)
    ]
    found = {name for name, sql in ours if sql in SCHEMA}
    return sorted((LAID - found) | {name for name, _ in ours if name not in found})


def laying(name: str) -> str:
    """Return the statement that lays a trigger, "" for anything else."""
    return next((text for text in _statements(SCHEMA) if text.startswith(f"CREATE TRIGGER {name} ")), "")


@migrations()
def first(db: Database) -> None:
    """Lay the whole schema of the first release."""
    for statement in _statements(SCHEMA):
        db.execute(statement)


def _statements(script: str) -> list[str]:
    """Split on the semicolon that ends a statement; a trigger's inner ones are followed by END."""
    found, current = [], ""
    for piece in script.split(";"):
        current += piece
        if "BEGIN SELECT" in current and "END" not in current:
            current += ";"
            continue
        if current.strip():
            found.append(current.strip())
        current = ""
    return found
