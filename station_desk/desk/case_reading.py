"""What the page of a matter reads of everything that followed: each revision, what is open, clocks, papers, drafts.

Facts only, and only for who may see the matter. Writes nothing; her name is for `casework.open_record`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from station_desk.desk import case_drafts, cases, sources
from station_desk.desk.case_drafts import CaseDraft
from station_desk.desk.case_judging import clocks_of, joint_gate_of
from station_desk.desk.law import case_form
from station_desk.desk.papers import PRINTED
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.recount import headers_of
from station_desk.desk.sight import gate
from station_desk.domain.case import GATE_CLOSED, Case, CaseRevision
from station_desk.domain.clocks import Clock
from station_desk.domain.gates import Gate
from station_desk.domain.records import Change, changes
from station_desk.domain.risk import open_signs
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import cases as case_rows
from station_desk.store.cases import TaskRow as TaskRow
from station_desk.store.connect import Connection

TOKEN_SLIP: Final = "token-slip.made"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of one matter that was printed: its code as in `desk.papers`, and which print of it this was."""

    code: str
    copy: int
    seq: int
    at: str
    person: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A matter with everything that followed, as the person at the desk may read it.

    `revisions` are all revisions of all case records, `due` what is open, the earliest first, `drafts` one's own;
    `to_verify` names the lines of the law that nobody has looked up yet (`sources.LawLine.id`).
    """

    case: Case
    revisions: tuple[CaseRevision, ...] = field(repr=False)
    due: tuple[TaskRow, ...]
    clocks: tuple[Clock, ...]
    papers: tuple[Paper, ...]
    drafts: tuple[CaseDraft, ...] = field(repr=False)
    to_verify: frozenset[str]


def read_file(desk: Desk, matter: str) -> CaseFile:
    """Return a matter with everything that followed. Raises RECORD_MISSING, RECORD_DAMAGED, MATTER_SEALED."""
    desk.must(Right.MATTERS)
    gate(desk, matter)
    with desk.store.read() as snapshot:
        case = cases.case_of(snapshot, matter)
        rows = case_rows.of_matter(snapshot, matter)
        revisions = tuple(revision for row in rows for revision in cases.history_of(snapshot, row))
        due = tuple(cases.open_tasks(snapshot, matter, desk.now()))
        papers = tuple(_papers(snapshot, matter))
    return CaseFile(
        case=case,
        revisions=revisions,
        due=due,
        clocks=clocks_of(desk, case),
        papers=papers,
        drafts=tuple(case_drafts.drafts(desk, matter)),
        to_verify=sources.standing(desk).open,
    )


def _papers(read: Connection, matter: str) -> Iterator[Paper]:
    for kind in (TOKEN_SLIP, PRINTED):
        for header in headers_of(read, kind):
            if header.about.get("record") == matter:
                code, copy = str(header.about.get("paper", TOKEN_SLIP)), int(header.about.get("copies", 1))
                yield Paper(code, copy, header.seq, header.at, header.person)


@dataclass(frozen=True, slots=True)
class RevisionRead:
    """One revision of a case record with what it changed."""

    revision: CaseRevision
    changed: tuple[Change, ...]


def steps(history: Sequence[CaseRevision]) -> tuple[RevisionRead, ...]:
    """Return each revision of one record, oldest first, with what it changed."""
    found: list[RevisionRead] = []
    for revision in history:
        before = found[-1].revision.answers if found else revision.answers
        changed = tuple(changes(case_form(revision.form), before, revision.answers))
        found.append(RevisionRead(revision, changed))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class RecordFile:
    """One case record at facts level: its matter, every revision, and the case it belongs to."""

    case: Case
    history: tuple[CaseRevision, ...] = field(repr=False)

    @property
    def newest(self) -> CaseRevision:
        """Return the record as it stands."""
        return self.history[-1]


def read_record(desk: Desk, record: str) -> RecordFile:
    """Return one case record without who she is. Raises RECORD_MISSING, RECORD_DAMAGED, MATTER_SEALED."""
    desk.must(Right.MATTERS)
    with desk.store.read() as snapshot:
        row = case_rows.record(snapshot, record)
    if row is None:
        raise DeskError(ErrorCode.RECORD_MISSING)
    gate(desk, row.matter)
    with desk.store.read() as snapshot:
        history = tuple(cases.history_of(snapshot, row))
        if not history:
            raise DeskError(ErrorCode.RECORD_DAMAGED)
        return RecordFile(cases.case_of(snapshot, row.matter), history)


@dataclass(frozen=True, slots=True)
class GateFile:
    """Whether both sides may sit together now, the danger signs that stand open, how often it was refused."""

    gate: Gate
    signs: tuple[str, ...]
    refused: int
    to_verify: frozenset[str]


def read_gate(desk: Desk, matter: str) -> GateFile:
    """Return how the gate of a matter stands; the looking is not counted. Raises MATTER_SEALED, RECORD_MISSING."""
    desk.must(Right.MATTERS)
    gate(desk, matter)
    with desk.store.read() as snapshot:
        case = cases.case_of(snapshot, matter)
    signs = open_signs(intake_form(), case.intake, case.later_answers, case.explained_signs)
    refused = sum(act.kind == GATE_CLOSED for act in case.acts)
    return GateFile(joint_gate_of(desk, case), signs, refused, sources.standing(desk).open)
