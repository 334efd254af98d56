"""Keeping the record honest: recount the log, compare what screens read and what others witnessed. Mends nothing.

`verify_log` looks at everything, `quick` at what is cheap at every signing in. Both only tell; who asked decides.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from station_desk.desk import key_file, staffing, witnesses
from station_desk.desk.enrolling import APPROVAL, REQUEST
from station_desk.desk.finding import Finding as Finding
from station_desk.desk.finding import FindingCode as FindingCode
from station_desk.desk.journal import write_line
from station_desk.desk.keeping_exchange import exchange_findings as exchange_findings
from station_desk.desk.making import KEYS, MADE, OFFICE, told_sha256
from station_desk.desk.office_keys import keys_of
from station_desk.desk.people import WORDS
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.recording import readable, row_of
from station_desk.desk.recount import Recount, headers_of, keys_before
from station_desk.desk.witnesses import Witness
from station_desk.domain.checkpoint import Checkpoint, head_words
from station_desk.domain.clock_guard import CLOCK_CONFIRMED as CLOCK_CONFIRMED
from station_desk.domain.log import HeaderError
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.paths import read_resource
from station_desk.store import exchanges, form_tables, log, office, queries
from station_desk.store.connect import Connection
from station_desk.store.log import SignedHead
from station_desk.sync import checkpoint as signed_checkpoint
from station_desk.vault.passphrase import read_words

SIGNED_IN: Final = "person.signed_in"
CLOCK: Final = "clock"  # told when a date was confirmed
REGISTER_PRINTED: Final = "register.printed"
# Lines between two signed heads, and lines looked at when somebody signs in.
STRIDE: Final = 100


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome: how many lines, the tree head counted anew (hex), and every finding."""

    size: int
    root: str
    findings: tuple[Finding, ...]


def verify_log(
    desk: Desk, cancelled: Callable[[], bool] = lambda: False, progress: Callable[[int, int], None] = lambda *_: None
) -> Verified:
    """Check the file, every line, part and signature, the tables that lists read, and every witness.

    Raises NOT_ALLOWED, STOPPED; what is found is told, never raised.
    """
    desk.must(Right.VERIFY)

    def told(lines: int) -> None:
        progress(lines, whole)
        if cancelled():
            raise DeskError(ErrorCode.STOPPED)

    damaged = []
    try:
        desk.store.check()
    except DeskError as error:
        if error.code is not ErrorCode.STORE_DAMAGED:
            raise
        damaged.append(Finding(FindingCode.PAGES_DAMAGED, 0))
    with desk.store.read() as read:
        whole = log.head(read).size
        size, root, found = findings(read, desk.office.code, told)
        found += desk.room.anchor.compare(read)
        found += _key_file(desk, read)
        found += exchange_findings(read)
    return Verified(size, root.hex(), (*damaged, *found))


def quick(desk: Desk) -> list[Finding]:
    """Check what is cheap at every signing in: anchors, newest witnesses, the last lines, guards, the key file.

    Call it before the sitting's first line is written. Heads are counted anew, signatures and parts of the last lines.
    """
    with desk.store.read() as read:
        head = log.head(read)
        found = desk.room.anchor.compare(read)
        kept = Witness(FindingCode.HEAD_DIFFERS, head.size, head.root, 0)
        found += witnesses.contradictions(read, [kept, *witnesses.newest(read)])
        first = max(1, head.size - STRIDE + 1)
        tail = Recount(desk.office.code, keys_before(read, first))
        tail.walk(read, first)
        found += tail.found
        found += _guards(read)
        found += _unfounded(read)
        found += _key_file(desk, read)
    return found


def findings(
    read: Connection, code: str, told: Callable[[int], None] = lambda _: None
) -> tuple[int, bytes, list[Finding]]:
    """Return the number of lines, the tree head counted anew, and what the store says against itself."""
    recount = Recount(code, ignored=staffing.unfounded(read))
    recount.walk(read, told=told)
    found = recount.found
    if log.peaks(read) != recount.peaks:
        found.append(Finding(FindingCode.HEAD_DIFFERS, 0))
    found += _guards(read)
    found += _unfounded(read)
    found += _people(read, recount)
    found += _tables(read, recount)
    found += _office(read, recount)
    found += witnesses.contradictions(read, witnesses.signed_heads(read, log.checkpoints(read)))
    found += _heads(read)
    return recount.size, recount.root, found


def _heads(read: Connection) -> Iterator[Finding]:
    """Every signing in tells how many signed heads there were: find the first by which one is gone or too many."""
    sizes = [row.size for row in log.checkpoints(read)]
    for line in headers_of(read, SIGNED_IN):
        if line.about.get("heads") != sum(size < line.seq for size in sizes):
            yield Finding(FindingCode.CHECKPOINT_DIFFERS, line.seq, since=line.at)
            return


def _guards(read: Connection) -> list[Finding]:
    return [Finding(FindingCode.GUARD_MISSING, 0, name) for name in log.missing_guards(read)]


def _unfounded(read: Connection) -> Iterator[Finding]:
    """Find the lines about people, powers and what weighs that were written by somebody who might not."""
    try:
        unfounded = staffing.authority(read).unfounded
    except (HeaderError, KeyError, ValueError):
        return  # a header that cannot be read is told where lines are checked
    for seq in unfounded:
        yield Finding(FindingCode.LINE_UNFOUNDED, seq, since=log.at_of(read, seq))


def _key_file(desk: Desk, read: Connection) -> Iterator[Finding]:
    """Compare the key file with the one that the newest line names."""
    told = key_file.told_by(read)
    try:
        same = desk.vault_sha256() == told
    except DeskError:
        same = False
    if told and not same:
        lines = log.lines_of_kind(read, key_file.VAULT_CHANGED)
        yield Finding(FindingCode.KEY_FILE_DIFFERS, lines[-1].seq, since=log.at_of(read, lines[-1].seq))


def _people(read: Connection, recount: Recount) -> Iterator[Finding]:
    """Compare everybody with the newest line that told of them."""
    kept = {person.id: person for person in (*office.people(read), *office.sheets(read))}
    for id in kept.keys() | recount.people.keys():
        if id not in recount.people:
            yield Finding(FindingCode.PERSON_UNKNOWN, 0, id)
        elif kept.get(id) != recount.people[id][1]:
            yield Finding(FindingCode.PERSON_DIFFERS, 0, id)


def _tables(read: Connection, recount: Recount) -> Iterator[Finding]:
    """Build each matter's row and search words anew from its newest revision and compare."""
    form = intake_form()
    stored, tallies = queries.everything(read), form_tables.everything(read, form)
    for record, line in recount.newest.items():
        since = log.at_of(read, line.seq)
        revision = readable(line)
        if revision is None:
            yield Finding(FindingCode.REVISION_UNREADABLE, line.seq, record, since)
            continue
        expected = row_of(record, line.seq, revision.state, revision.answers)
        if stored.get(record) != (expected[0], queries.search_words(*expected)):
            yield Finding(FindingCode.TABLE_DIFFERS, line.seq, record, since)
        if tallies.get(record) != form_tables.tally_of(form, revision.answers):
            yield Finding(FindingCode.TALLY_DIFFERS, line.seq, record, since)
    given, last = Counter(row.year for row, _ in stored.values() if row), office.serials(read)
    for year in sorted(given.keys() | last.keys()):
        if given[year] != last.get(year):
            yield Finding(FindingCode.SERIAL_DIFFERS, 0, str(year))
    for record in (stored.keys() | tallies.keys()) - recount.newest.keys():
        yield Finding(FindingCode.TABLE_ROW_UNKNOWN, 0, record)


def _office(read: Connection, recount: Recount) -> Iterator[Finding]:
    """Compare what the office is said to be with the line that made it: practice is for ever, epochs only rise."""
    made = [line.about for line in headers_of(read, MADE)]
    try:
        raw = office.value(read, OFFICE) or b""
        told = json.loads(raw)
        same = made and made[0].get("sha256") == told_sha256(raw)
        stations = {f"{APPROVAL}/{peer.code}" for peer in exchanges.peers(read, "station")}
        strange = office.names(read) - stations - {OFFICE, KEYS, REQUEST, key_file.FORMER_ANCHOR_KEY}
        if not same or strange or told["epoch"] != recount.epoch:
            yield Finding(FindingCode.OFFICE_DIFFERS, 1)
    except (KeyError, TypeError, ValueError):
        yield Finding(FindingCode.OFFICE_DIFFERS, 1)


def unwitnessed(read: Connection) -> int:
    """Return how many lines nobody outside vouches for yet.

    A receipt of the district covers the lines it confirms, a printed register those whose head stands on the paper,
    beside signatures (`log` in the line of its printing).
    """
    confirmed = [row.log_size for row in exchanges.receipts(read)]
    printed = [int(line.about.get("log", 0)) for line in headers_of(read, REGISTER_PRINTED)]
    return log.head(read).size - max([0, *confirmed, *printed])


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log stands, as it is compared with a printed register or over a telephone. `root` is hex."""

    size: int
    root: str
    words: tuple[str, ...]


def words(desk: Desk) -> Head:
    """Return the head of the log in twelve words."""
    with desk.store.read() as read:
        head = log.head(read)
    return Head(head.size, head.root.hex(), tuple(head_words(head.root, read_words(read_resource(WORDS)))))


def checkpoint(desk: Desk, every: int = 1) -> int:
    """Sign the head with the office's keys and keep it; return its size.

    With `every`, only when so many lines have come since the last one. Signing never holds the writer.
    """
    with desk.store.read() as read:
        head, kept = log.head(read), log.checkpoints(read)
    newest = kept[-1].size if kept else 0
    if head.size - newest < every:
        return newest
    claims = Checkpoint(desk.office.code, desk.office.epoch, head.size, head.root)
    note = signed_checkpoint.make(claims, keys_of(desk))
    with desk.store.write() as write:
        log.put_checkpoint(write, SignedHead(head.size, head.root, head.last_at, note))
    return head.size


@dataclass(frozen=True, slots=True)
class DateConfirmed:
    """The day that tokens and registers go by from now on."""

    day: date
    changed: frozenset[str] = field(default=frozenset({CLOCK, "log"}))


def confirm_date(desk: Desk, day: date) -> DateConfirmed:
    """Take the person's word for what day it is; every line says so from now on, with what the machine's clock shows.

    Raises CLOCK_STEADY, DATE_TOO_EARLY (`first`), DATE_TOO_LATE (`last`).
    """
    state = desk.time.state
    desk.time.confirm(day)
    with desk.store.write() as write:
        write_line(desk, write, CLOCK_CONFIRMED, about={"day": day.isoformat(), "state": state.value})
    return DateConfirmed(day)
