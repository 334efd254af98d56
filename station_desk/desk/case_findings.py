"""What the lines of a case say against themselves: who wrote them, in which order, closed by whom. Mends nothing.

A screen asks before it writes; here the same is asked of lines that somebody else's program may have written. Must
never stop at what is broken, and never tell of a line that this program writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from station_desk.desk import cases, staffing
from station_desk.desk.cases import WITH_IDENTITY
from station_desk.desk.finding import Finding, FindingCode
from station_desk.desk.law import case_form
from station_desk.desk.recount import headers_of
from station_desk.domain.case import (
    CASE_ACTS,
    CLOCK_LATE,
    CLOSURE,
    FOLLOW_UP,
    MATTER_CLOSED,
    MATTER_REOPENED,
    SIGN_EXPLAINED,
    CaseAct,
    CaseLine,
    CaseRevision,
    check_progress,
    read_kind,
)
from station_desk.domain.case_authority import CASE_LINES, CLOSURE_TOLD, matter_of
from station_desk.domain.log import Header, read_headers
from station_desk.domain.records import Act
from station_desk.errors import DeskError
from station_desk.store import log
from station_desk.store.cases import CaseRow
from station_desk.store.connect import Connection
from station_desk.store.log import StoredLine

_EXPLAINED: Final = frozenset({CLOCK_LATE, SIGN_EXPLAINED})
VISIT: Final = "visit"  # in `about` of a matter taken up because she came again; nobody types a reason for that


@dataclass(slots=True)
class _Record:
    """One case record so far: its first line, how many there were, who wrote them, the last if it could be read."""

    first: StoredLine
    count: int = 0
    writers: set[str] = field(default_factory=set)
    last: CaseRevision | None = None


@dataclass(slots=True)
class _Matter:
    """One matter so far: the closure proposed last, those decided over, whether it is closed."""

    proposed: str = ""
    decided: set[str] = field(default_factory=set)
    closed: bool = False

    @property
    def waits(self) -> str:
        """The closure that waits for somebody's decision, "" for none."""
        return "" if self.proposed in self.decided else self.proposed


def case_findings(read: Connection) -> Iterator[Finding]:
    """Find the lines of cases that cannot be read, or that nobody might write as they stand."""
    without_right = set(staffing.authority(read, CASE_LINES).unfounded)
    rows = cases.rows_of(read)
    matters = {id: _Matter() for id in log.records(read)}
    cancelled = {header.record: header.seq for header in headers_of(read, Act.CANCELLED)}
    records: dict[str, _Record] = {}
    for header in read_headers(log.headers_of_kinds(read, CASE_LINES)):
        line = StoredLine(header.seq, b"", header.to_bytes(), b"", log.parts_of(read, header.seq))
        of = matter_of(header)
        known, matter = of in matters, matters.get(of, _Matter())
        if header.kind in CASE_ACTS:
            founded = _judge_act(matter, records, line)
        else:
            record = records.setdefault(header.record, _Record(line))
            founded = _judge_revision(matter, record, rows.get(header.record), line, header)
        if founded is None:
            yield Finding(FindingCode.CASE_LINE_UNREADABLE, header.seq, of, header.at)
        elif not (founded and known) or header.seq in without_right or header.seq > cancelled.get(of, header.seq):
            yield Finding(FindingCode.CASE_LINE_UNFOUNDED, header.seq, of, header.at)


def _judge_act(matter: _Matter, records: Mapping[str, _Record], line: StoredLine) -> bool | None:
    """Tell whether an act might be written, None for one that cannot be read; the matter stands as it says anyhow."""
    act = cases.read_act(line)
    if act is None:
        return None
    founded = _may(matter, records, act)
    matter.closed = act.kind == MATTER_CLOSED or (matter.closed and act.kind != MATTER_REOPENED)
    matter.decided.add(str(act.about.get(CLOSURE_TOLD, "")))
    return founded


def _may(matter: _Matter, records: Mapping[str, _Record], act: CaseLine) -> bool:
    if matter.closed and act.kind != MATTER_REOPENED:
        return False
    if act.kind in _EXPLAINED:
        return bool(act.words.get("reason"))
    if act.kind == MATTER_CLOSED:
        closure = act.about.get(CLOSURE_TOLD)
        return bool(matter.waits) and closure == matter.waits and act.person not in records[matter.waits].writers
    if act.kind == MATTER_REOPENED:
        stood = matter.waits == act.about[CLOSURE_TOLD] if CLOSURE_TOLD in act.about else matter.closed
        return stood and bool(act.words.get("reason") or VISIT in act.about)
    return True


def _judge_revision(
    matter: _Matter, record: _Record, row: CaseRow | None, line: StoredLine, header: Header
) -> bool | None:
    """Tell whether a revision might be written, None for one that cannot be read."""
    revision = cases.read_line(line, row, record.first, WITH_IDENTITY) if row else None
    act = read_kind(header.kind)[1]
    founded = None
    if revision:
        rests = matter.closed and (revision.form, act) != (CLOSURE, CaseAct.CARRIED_ON) and revision.form != FOLLOW_UP
        founded = _follows(record, act, revision) and not rests
    record.count += 1
    record.writers.add(header.person)
    record.last = revision
    if revision and record.count == 1 and revision.form == CLOSURE:
        matter.proposed = revision.record
    return founded


def _follows(record: _Record, act: CaseAct, revision: CaseRevision) -> bool:
    """Tell whether a revision continues its record: the next number, the act that may come there, what it may change.

    Of what follows a revision that cannot be read, only the number is known.
    """
    if revision.revision != record.count + 1 or (act is CaseAct.RECORDED) != (record.count == 0):
        return False
    if act is CaseAct.AMENDED:
        return bool(revision.reason)
    if act is CaseAct.CARRIED_ON and record.last:
        try:
            check_progress(case_form(revision.form), record.last.answers, revision.answers)
        except DeskError:
            return False
    return True
