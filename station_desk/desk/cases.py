"""A matter with everything that followed, read from the log; and the tables that lists read of it. Owns the folding."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from station_desk.desk.law import case_form, case_law, law_sha256
from station_desk.domain.answers import Answers
from station_desk.domain.calendar import parse_moment, write_moment
from station_desk.domain.case import (
    CASE_ACTS,
    CLOCK_MET,
    CLOCK_STARTED,
    CONSENT,
    MATTER,
    SESSION,
    SIGN_EXPLAINED,
    Case,
    CaseLine,
    CaseRevision,
    Tick,
    answers_of,
    numbered,
    read_kind,
    said,
    ticked_anew,
)
from station_desk.domain.log import HeaderError, Part, read_header, read_headers
from station_desk.domain.records import Revision, read_revision
from station_desk.domain.sensitivity import Word
from station_desk.domain.shapes import is_shaped
from station_desk.domain.tasks import tasks
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import cases, log, office
from station_desk.store.cases import CaseRow, StandingRow, TaskRow
from station_desk.store.connect import Connection
from station_desk.store.log import StoredLine

LAW = "law"  # in the store: by which law and forms the tables were made
FACTS = (Part.FACTS,)
WITH_IDENTITY = (Part.FACTS, Part.IDENTITY)


def case_of(read: Connection, matter: str, intake: Revision | None = None) -> Case:
    """Fold one matter, facts only. What cannot be read is left out: the recount tells of it.

    `intake` is its newest revision where the caller has just read it. Raises RECORD_MISSING, RECORD_DAMAGED.
    """
    newest = intake or newest_facts(read, matter)
    rows = cases.of_matter(read, matter)
    records = tuple(record for row in rows if (record := revision_of(read, row)))
    acts = tuple(sorted(acts_of(read, matter), key=lambda act: act.seq))
    return Case(
        matter=matter,
        token=newest.token,
        intake=newest.answers,
        intake_at=str(newest.answers.get("arrived_at", newest.at)),
        as_of=max([newest.at, *(record.at for record in records), *(act.at for act in acts)]),
        cancelled=newest.state.value == "cancelled",
        records=records,
        acts=acts,
        ticks=_ticks(read, matter, rows) if any(act.kind == SIGN_EXPLAINED for act in acts) else (),
        written_at=newest.at,
    )


def _ticks(read: Connection, matter: str, rows: list[CaseRow]) -> tuple[Tick, ...]:
    """Return when each danger sign was ticked anew, at the intake and in each session."""
    found = ticked_anew(_intake_revisions(read, matter))
    for row in rows:
        if row.form == SESSION:
            lines = log.lines_of_record(read, row.record)
            read_back = [(line.seq, read_line(line, row, lines[0], FACTS)) for line in lines]
            found += ticked_anew(
                (seq, str(one.answers.get("started_at", one.first_at)) if one else "", one.answers if one else None)
                for seq, one in read_back
            )
    return tuple(found)


def _intake_revisions(read: Connection, matter: str) -> Iterator[tuple[int, str, Answers | None]]:
    for line in log.lines_of_record(read, matter):
        one = _intake_or_none(line, FACTS)
        yield (line.seq, one.at, one.answers) if one else (line.seq, "", None)


def newest_facts(read: Connection, matter: str) -> Revision:
    """Return the newest revision of an intake that can be read, facts only."""
    lines = log.lines_of_record(read, matter)
    if not lines:
        raise DeskError(ErrorCode.RECORD_MISSING)
    return _newest_readable(lines, FACTS)


def read_intake(line: StoredLine, levels: tuple[Part, ...]) -> Revision:
    """Read one stored line as a revision of an intake. Raises whatever bytes that somebody garbled bring about."""
    header = read_header(line.header)
    parts = {name: data for name, (_, data) in line.parts.items()}
    return read_revision(line.seq, header.revision, header.kind, header.at, header.person, parts, levels)


def _intake_or_none(line: StoredLine, levels: tuple[Part, ...]) -> Revision | None:
    try:
        return read_intake(line, levels)
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return None


def _newest_readable(lines: Sequence[StoredLine], levels: tuple[Part, ...]) -> Revision:
    found = next((one for line in reversed(lines) if (one := _intake_or_none(line, levels))), None)
    if found is None:
        raise DeskError(ErrorCode.RECORD_DAMAGED)
    return found


def revision_of(read: Connection, row: CaseRow, levels: tuple[Part, ...] = FACTS) -> CaseRevision | None:
    """Return the newest revision of a case record that can be read, None when none can."""
    lines = log.lines_of_record(read, row.record)
    found = next((found for line in reversed(lines) if (found := read_line(line, row, lines[0], levels))), None)
    return _written_by(lines, found) if found else None


def history_of(read: Connection, row: CaseRow, levels: tuple[Part, ...] = FACTS) -> list[CaseRevision]:
    """Return every revision of a case record that can be read, oldest first."""
    lines = log.lines_of_record(read, row.record)
    return [found for line in lines if (found := read_line(line, row, lines[0], levels))]


def read_line(line: StoredLine, row: CaseRow, first: StoredLine, levels: tuple[Part, ...]) -> CaseRevision | None:
    """Read one stored line as a revision of a case record; None for one that is damaged or another matter's."""
    try:
        header, began = read_header(line.header), read_header(first.header)
        form, _ = read_kind(header.kind)
        if (form, header.about[MATTER]) != (row.form, row.matter):
            return None
        answers, reason = answers_of({name: data for name, (_, data) in line.parts.items()}, levels)
        if not is_shaped(case_form(form), answers):
            return None
    except (AttributeError, HeaderError, LookupError, RecursionError, TypeError, ValueError):
        return None
    return CaseRevision(
        record=row.record,
        matter=row.matter,
        form=form,
        number=row.number,
        revision=header.revision,
        seq=line.seq,
        at=header.at,
        person=header.person,
        first=first.seq,
        first_at=began.at,
        author=began.person,
        reason=reason,
        answers=answers,
    )


def _written_by(lines: Sequence[StoredLine], revision: CaseRevision) -> CaseRevision:
    """Add who wrote any revision, also one that cannot be read."""
    headers = read_headers(line.header for line in lines)
    return replace(revision, writers=frozenset(header.person for header in headers))


def acts_of(read: Connection, matter: str) -> list[CaseLine]:
    """Return the small acts on a matter; one that cannot be read is left out."""
    return [act for kind in CASE_ACTS for line in log.lines_about(read, kind, matter) if (act := read_act(line))]


def read_act(line: StoredLine) -> CaseLine | None:
    """Read one stored line as a small act; None for one that is damaged or tells a moment that does not exist."""
    try:
        header = read_header(line.header)
        words = json.loads(line.parts[Part.FACTS][1]) if Part.FACTS in line.parts else {}
        told = {str(name): str(text) for name, text in words.items()}
        if header.kind in (CLOCK_STARTED, CLOCK_MET) and not _is_moment(told["at"]):
            return None
    except (AttributeError, HeaderError, LookupError, OverflowError, RecursionError, TypeError, ValueError):
        return None
    return CaseLine(header.kind, line.seq, header.at, header.person, header.about, told)


def _is_moment(told: str) -> bool:
    """Tell whether a moment exists, with years enough after it to count every limit in. Raises ValueError."""
    return write_moment(parse_moment(told)) == told < "9000"


def said_of(read: Connection, matter: str, intake: Answers) -> dict[str, Word]:
    """Return what she allows by now by the intake's answers and every consent record.

    Nothing is allowed while the newest revision of a consent record cannot be read: it may be what took it back.
    """
    rows = [row for row in cases.of_matter(read, matter) if row.form == CONSENT]
    later = [record for row in rows if (record := revision_of(read, row)) and record.seq == row.last_seq]
    return said(intake, later) if len(later) == len(rows) else {}


# The derived tables


def standing_rows(case: Case) -> tuple[StandingRow, list[TaskRow]]:
    """Return what lists read of where a matter stands, derived from its fold alone."""
    closed = case.closed
    row = StandingRow(case.matter, case.risk, closed.at if closed else "")
    found = [
        TaskRow(case.matter, task.kind.value, task.key, task.due_at, task.owner) for task in tasks(case, case_law())
    ]
    return row, found


def open_tasks(read: Connection, matter: str, now: str) -> list[TaskRow]:
    """Return what is open in a matter at a UTC moment, the earliest first, then what nothing limits.

    The kept rows know only the moment of the newest line: what was then still ahead may be over by now.
    """
    case = case_of(read, matter)
    rows = standing_rows(replace(case, as_of=max(now, case.as_of)))[1]
    return sorted(rows, key=lambda row: (not row.due_at, row.due_at, row.kind, row.key))


def put_standing(write: Connection, matter: str) -> None:
    """Write where a matter stands after an act on it or on one of its case records."""
    cases.put_standing(write, *standing_rows(case_of(write, matter)))


def rows_of(read: Connection) -> dict[str, CaseRow]:
    """Return the row of each case record, counted anew from the log."""
    numbers: dict[str, CaseRow] = {}
    firsts: dict[str, list[tuple[str, str]]] = {}
    for seq, kind, record, revision, raw in cases.lines(read):
        try:
            matter, form = str(read_header(raw).about[MATTER]), read_kind(kind)[0]
        except (HeaderError, LookupError, ValueError):
            continue
        if revision == 1:
            firsts.setdefault(matter, []).append((form, record))
            number = numbered(firsts[matter])[record]
            numbers[record] = CaseRow(record, matter, form, number, seq, seq)
        elif record in numbers:
            known = numbers[record]
            numbers[record] = CaseRow(record, known.matter, known.form, known.number, known.first, seq)
    return numbers


def fits(read: Connection) -> bool:
    """Tell whether the tables were made by the law and the forms that the program has now."""
    return office.value(read, LAW) == law_sha256()


def rebuild(write: Connection, told: Callable[[int], None] = lambda _: None) -> None:
    """Make the tables anew from the log; `told` hears how many matters are done."""
    cases.clear(write)
    office.put_value(write, LAW, law_sha256())
    for row in rows_of(write).values():
        cases.put_record(write, row)
    for number, matter in enumerate(log.records(write), 1):
        try:
            put_standing(write, matter)
        except DeskError:
            continue  # a matter that cannot be read is for the recount to tell
        told(number)


def answers_with_identity(read: Connection, matter: str) -> Answers:
    """Return the newest readable answers of an intake with who she is, for checks that show nothing of it."""
    return _newest_readable(log.lines_of_record(read, matter), WITH_IDENTITY).answers
