"""Keeping the record honest: recount the log, compare what screens read and what others witnessed. Mends nothing.

`verify_log` looks at everything, `quick` at what is cheap at every signing in. Both only tell; who asked decides.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final

from station_desk.desk import cases, key_file, staffing, witnesses
from station_desk.desk.case_findings import case_findings
from station_desk.desk.enrolling import APPROVAL, REQUEST
from station_desk.desk.finding import Finding as Finding
from station_desk.desk.finding import FindingCode as FindingCode
from station_desk.desk.finding import lying
from station_desk.desk.journal import write_line
from station_desk.desk.keeping_exchange import exchange_findings as exchange_findings
from station_desk.desk.making import KEYS, MADE, OFFICE, told_sha256
from station_desk.desk.office_keys import keys_of
from station_desk.desk.people import WORDS
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.recording import readable, row_of
from station_desk.desk.recount import Recount, headers_of, keys_before
from station_desk.desk.witnesses import Witness
from station_desk.domain.authority import OTHER_FILE, USED
from station_desk.domain.checkpoint import Checkpoint, head_words
from station_desk.domain.clock_guard import CLOCK_CONFIRMED as CLOCK_CONFIRMED
from station_desk.domain.log import HeaderError
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.paths import read_resource
from station_desk.store import cases as case_rows
from station_desk.store import exchanges, form_tables, log, office, queries
from station_desk.store.cases import TaskRow
from station_desk.store.connect import Connection
from station_desk.store.log import SignedHead
from station_desk.sync import checkpoint as signed_checkpoint
from station_desk.sync.trusted_chain import Outcome
from station_desk.vault.passphrase import read_words

SIGNED_IN: Final = "person.signed_in"
CLOCK: Final = "clock"  # told when a date was confirmed
REGISTER_PRINTED: Final = "register.printed"
MARK_MISSED: Final = "anchor.missing"  # about {place}: a sitting began without the anchor of that place
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

    damaged = _pages(desk, cancelled)
    with desk.store.read() as read:
        whole = log.head(read).size
        size, root, found = findings(read, desk.office.code, told)
        found += desk.room.anchor.compare(read)
        found += _key_file(desk, read)
        found += _recovered(read)
        found += exchange_findings(read)
    return Verified(size, root.hex(), (*damaged, *found))


def _pages(desk: Desk, cancelled: Callable[[], bool]) -> list[Finding]:
    """Check the file itself."""
    try:
        complaints = desk.store.complaints(cancelled)
    except DeskError as error:
        if error.code is not ErrorCode.STORE_DAMAGED:
            raise
        complaints = [error.code.value]
    return [Finding(FindingCode.PAGES_DAMAGED, 0, lies=lying(complaints))] if complaints else []


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
        found += _recovered(read)
    return found


def note_missing(desk: Desk, write: Connection, found: Iterable[Finding]) -> bool:
    """Write down each place that had no anchor when the sitting began, before a new one covers it; tell of any."""
    places = [finding.where for finding in found if finding.code is FindingCode.ANCHOR_MISSING]
    for place in places:
        write_line(desk, write, MARK_MISSED, about={"place": place})
    return bool(places)


def missed(read: Connection) -> list[Finding]:
    """Return the places that once had no anchor, until the district has confirmed a longer log that has that line.

    A log that was put back meanwhile the district does not confirm; a paper says so only to whoever compares it.
    """
    confirmed = [row.log_size for row in exchanges.receipts(read) if row.result == Outcome.ACCEPTED]
    return [
        Finding(FindingCode.ANCHOR_MISSING, line.seq, str(line.about.get("place", "")), line.at)
        for line in headers_of(read, MARK_MISSED)
        if line.seq > max(confirmed, default=0)
    ]


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
    found += case_findings(read)
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
        told, count = line.about.get("heads"), sum(size < line.seq for size in sizes)
        if told != count:
            yield Finding(FindingCode.CHECKPOINT_DIFFERS, line.seq, since=line.at, lies=lying(told, count))
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
    try:  # one that waits for its last renaming, on a disk that is full, is in force
        lying_there = {sha256(vault).hexdigest() for vault in key_file.read(desk.folder)}
    except DeskError:
        lying_there = set()
    if told and told not in lying_there:
        lines = log.lines_of_kind(read, key_file.VAULT_CHANGED)
        yield Finding(FindingCode.KEY_FILE_DIFFERS, lines[-1].seq, since=log.at_of(read, lines[-1].seq))
    if office.value(read, key_file.FORMER_ANCHOR_KEY) is not None and not key_file.waits(desk.folder):
        yield Finding(FindingCode.OFFICE_DIFFERS, 1)


def _recovered(read: Connection) -> Iterator[Finding]:
    """Find where recovery sheets opened the office on another key file than the one named."""
    for line in headers_of(read, USED):
        if line.about.get(OTHER_FILE):
            yield Finding(FindingCode.KEY_FILE_RECOVERED, line.seq, since=line.at)


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
            lies = lying(last.get(year, 0) - given[year])  # entries that come after it change neither
            yield Finding(FindingCode.SERIAL_DIFFERS, 0, str(year), lies=lies)
    for record in (stored.keys() | tallies.keys()) - recount.newest.keys():
        yield Finding(FindingCode.TABLE_ROW_UNKNOWN, 0, record)
    yield from _cases(read, recount)


def _cases(read: Connection, recount: Recount) -> Iterator[Finding]:
    """Count anew what belongs to each matter, where it stands and what is open in it, and compare."""
    if not cases.fits(read):
        yield Finding(FindingCode.CASE_DIFFERS, 0)  # made by another law than the program's
    kept, standings, tasks = case_rows.everything(read)
    told = cases.rows_of(read)
    for record in sorted({row.record for row in kept} ^ told.keys()) or sorted(
        row.record for row in kept if told[row.record] != row
    ):
        seq = told[record].last_seq if record in told else 0
        yield Finding(FindingCode.CASE_DIFFERS, seq, record, log.at_of(read, seq))
        return  # what is open is derived from these rows
    by_matter: dict[str, list[TaskRow]] = {}
    for task in tasks:
        by_matter.setdefault(task.matter, []).append(task)
    stands = {row.matter: row for row in standings}
    for record, line in recount.newest.items():
        found, stood = sorted(by_matter.pop(record, []), key=str), stands.pop(record, None)
        if readable(line) is None:
            continue  # told above
        try:
            standing, expected = cases.standing_rows(cases.case_of(read, record))
            same = stood == standing and found == sorted(expected, key=str)
        except (ArithmeticError, DeskError, LookupError, TypeError, ValueError):  # leads to no line, or is no time
            same = False
        if not same:
            yield Finding(FindingCode.CASE_DIFFERS, line.seq, record, log.at_of(read, line.seq))
    for record in sorted(by_matter.keys() | stands.keys()):
        yield Finding(FindingCode.TABLE_ROW_UNKNOWN, 0, record)


def _office(read: Connection, recount: Recount) -> Iterator[Finding]:
    """Compare what the office is said to be with the line that made it: practice is for ever, epochs only rise."""
    made = [line.about for line in headers_of(read, MADE)]
    try:
        raw = office.value(read, OFFICE) or b""
        told = json.loads(raw)
        same = made and made[0].get("sha256") == told_sha256(raw)
        stations = {f"{APPROVAL}/{peer.code}" for peer in exchanges.peers(read, "station")}
        strange = office.names(read) - stations - {OFFICE, KEYS, REQUEST, key_file.FORMER_ANCHOR_KEY, cases.LAW}
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
    return log.head(read).size - max([0, *confirmed, *(one.size for one in printed(read))])


@dataclass(frozen=True, slots=True)
class RegisterPrinted:
    """A register that was printed, and the number of lines whose head stands on that paper."""

    at: str
    size: int


def printed(read: Connection) -> list[RegisterPrinted]:
    """Return the registers that were printed, oldest first; no paper tells of lines that came after it."""
    found = []
    for line in headers_of(read, REGISTER_PRINTED):
        size = line.about.get("log")
        if isinstance(size, int) and 0 <= size < line.seq:
            found.append(RegisterPrinted(line.at, size))
    return found


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
    return head_of(head.size, head.root)


def head_of(size: int, root: bytes) -> Head:
    """Return a head as people compare it."""
    return Head(size, root.hex(), tuple(head_words(root, read_words(read_resource(WORDS)))))


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
    with desk.time.confirming(day), desk.store.write() as write:  # the desk goes by it only once the line is kept
        write_line(desk, write, CLOCK_CONFIRMED, about={"day": day.isoformat(), "state": state.value})
    return DateConfirmed(day)
