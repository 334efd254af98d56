"""What is done in a matter after the intake: sessions, referrals, plans, promises, closure. Owns their order.

Each is a case record with a form of its own. Sealed answers become a working note under the counsellor key in the same
transaction and are never kept in clear.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from station_desk.desk import calling, cases, sealing
from station_desk.desk.case_judging import judge_of, stamped
from station_desk.desk.cases import WITH_IDENTITY, answers_with_identity, case_of
from station_desk.desk.journal import write_line
from station_desk.desk.law import case_form
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.reading import IDENTITY_READ, must_be_code
from station_desk.desk.recording import DRAFTS, MATTERS, drop_own, reason_text, with_unread
from station_desk.desk.sight import gate, hidden, may_read_own_words, must_see
from station_desk.domain.answers import Answers, Cleaned
from station_desk.domain.case import (
    CLOSURE,
    MATTER,
    SESSION,
    Case,
    CaseAct,
    CaseRevision,
    check_progress,
    check_withdrawal,
    kind_of,
    must_be_open,
    must_go_on,
    parts_of,
)
from station_desk.domain.cells import tell
from station_desk.domain.fields import FieldKind, Form, Level
from station_desk.domain.judging import required
from station_desk.domain.roles import Right
from station_desk.domain.sensitivity import OWN_WORDS, confidentiality, identity_of, naming_paths
from station_desk.domain.tasks import TaskKind
from station_desk.errors import AnswersRefusedError, DeskError, ErrorCode, Problem, ProblemCode
from station_desk.host.clock import new_id
from station_desk.store import cases as case_rows
from station_desk.store import log, office
from station_desk.store.cases import CaseRow, Due
from station_desk.store.connect import Connection

CASES = "cases"


@dataclass(frozen=True, slots=True)
class Kept:
    """What an act left behind. `notices` are said beside fields though nothing was refused."""

    record: str
    matter: str
    form: str
    number: int
    seq: int
    notices: tuple[Problem, ...] = ()
    changed: frozenset[str] = field(default=frozenset({CASES, MATTERS, DRAFTS, "notes"}))


def judged(desk: Desk, form: str, matter: str, raw: Mapping[str, object]) -> Cleaned:
    """Judge what stands on the page, as saving would; nothing is written."""
    with desk.store.read() as read:
        must_see(desk, read, matter)
        return _judged(desk, read, case_form(form), case_of(read, matter), raw)


def _judged(
    desk: Desk, read: Connection, form: Form, case: Case, raw: Mapping[str, object], before: Answers | None = None
) -> Cleaned:
    people = frozenset(person.id for person in office.people(read))
    return judge_of(desk, case, before)(form, raw, desk.around(people))


def still_fits(desk: Desk, read: Connection, case: Case, closure: CaseRevision) -> bool:
    """Tell whether a proposed closure would be kept as it is by the case as it stands now, and nobody met her since."""
    form = case_form(CLOSURE)
    autos = {field.id for field in form.fields if field.kind is FieldKind.AUTO}
    raw = {id: value for id, value in closure.answers.items() if id not in autos}
    met_since = str(closure.answers.get("sessions", "")) != str(len(case.of(SESSION)))
    return not met_since and not required(_judged(desk, read, form, case, raw))


def record(desk: Desk, form: str, matter: str, raw: Mapping[str, object], draft: str = "") -> Kept:
    """Keep a new case record. Raises AnswersRefusedError with every refusal and missing answer, MATTER_CLOSED.

    A closure is kept as proposed; it closes nothing before somebody else approves it (`approve_closure`).
    """
    must_work(desk)
    with desk.store.write() as write:
        must_see(desk, write, matter)
        case = case_of(write, matter)
        must_be_open(case, form)
        cleaned = _accepted(desk, write, case_form(form), case, raw, None)
        # One that cannot be read keeps its number.
        number = max((row.number for row in case_rows.of_matter(write, matter) if row.form == form), default=0) + 1
        row = CaseRow(new_id(), matter, form, number, log.next_seq(write), log.next_seq(write))
        kept = _write(desk, write, row, 1, CaseAct.RECORDED, case, cleaned, "")
        if draft:
            drop_own(desk, write, draft)
        return kept


def carry_on(desk: Desk, record: str, raw: Mapping[str, object], draft: str = "") -> Kept:
    """Keep what has happened since with a case record: only fields the form declares as later. Raises NOT_LATER."""
    return _again(desk, record, CaseAct.CARRIED_ON, raw, "", draft)


def amend(desk: Desk, record: str, raw: Mapping[str, object], reason: str, draft: str = "") -> Kept:
    """Correct a case record, with a reason; the earlier revision stays as it was. Raises REASON_NEEDED."""
    return _again(desk, record, CaseAct.AMENDED, raw, reason_text(reason), draft)


def _again(desk: Desk, record: str, act: CaseAct, raw: Mapping[str, object], reason: str, draft: str) -> Kept:
    must_work(desk)
    with desk.store.write() as write:
        row = _row(write, record)
        must_see(desk, write, row.matter)
        last = cases.revision_of(write, row, WITH_IDENTITY)
        if last is None:
            raise DeskError(ErrorCode.RECORD_DAMAGED)
        case = case_of(write, row.matter)
        must_go_on(case, row.record, row.form, act)
        told = with_unread(desk, write, row.record, last, raw)
        cleaned = _accepted(desk, write, case_form(row.form), case, told, last.answers)
        check_withdrawal(last.answers, cleaned.answers)
        if act is CaseAct.CARRIED_ON:
            check_progress(case_form(row.form), last.answers, cleaned.answers)
        if reason and identity_of(intake_form(), answers_with_identity(write, row.matter)).named_in(reason):
            raise DeskError(ErrorCode.NAMES_HER)
        newer = CaseRow(row.record, row.matter, row.form, row.number, row.first, log.next_seq(write))
        kept = _write(desk, write, newer, last.revision + 1, act, case, cleaned, reason)
        if draft:
            drop_own(desk, write, draft)
        return kept


def must_work(desk: Desk) -> None:
    """Refuse to add to a matter where the person may not, or the record is not sound."""
    desk.must_be("station")
    desk.must(Right.ENTER)
    desk.must_be_sound()


def _row(read: Connection, record: str) -> CaseRow:
    row = case_rows.record(read, record)
    if row is None:
        raise DeskError(ErrorCode.RECORD_MISSING)
    return row


def _accepted(
    desk: Desk, write: Connection, form: Form, case: Case, raw: Mapping[str, object], before: Answers | None
) -> Cleaned:
    autos = {field.id for field in form.fields if field.kind is FieldKind.AUTO}
    cleaned = _judged(desk, write, form, case, {id: value for id, value in raw.items() if id not in autos}, before)
    found = list(required(cleaned))
    identity = identity_of(intake_form(), answers_with_identity(write, case.matter))
    found += [Problem(path, ProblemCode.NAMES_HER) for path in naming_paths(form, cleaned.answers, identity)]
    if found:
        raise AnswersRefusedError(tuple(found))
    shown = calling.rules_shown(desk, write, case.matter)
    return replace(cleaned, answers=stamped(desk, form, case, cleaned.answers, before, shown))


def _write(
    desk: Desk,
    write: Connection,
    row: CaseRow,
    revision: int,
    act: CaseAct,
    case: Case,
    cleaned: Cleaned,
    reason: str,
) -> Kept:
    form = case_form(row.form)
    sealed = [field for field in form.fields if field.level is Level.SEALED and field.id in cleaned.answers]
    if sealed:
        told = tell(sealed, cleaned.answers, "hi", {})
        words = "\n".join(f"{line.label}: {line.words}" for line in told)
        sealing.note_within(desk, write, row.matter, words)
    open_answers = Answers({id: value for id, value in cleaned.answers.items() if form.field(id) not in sealed})
    secrecy = confidentiality(intake_form(), case.intake).value
    seq = write_line(
        desk,
        write,
        kind_of(row.form, act),
        record=row.record,
        revision=revision,
        about={MATTER: row.matter},
        parts=parts_of(form, open_answers, case.token, secrecy, reason),
    )
    case_rows.put_record(
        write, CaseRow(row.record, row.matter, row.form, row.number, row.first if revision > 1 else seq, seq)
    )
    cases.put_standing(write, row.matter)
    notices = tuple(problem for problem in cleaned.problems if problem not in cleaned.refusals)
    return Kept(row.record, row.matter, row.form, row.number, seq, notices)


# Reading


@dataclass(frozen=True, slots=True)
class CaseRead:
    """A case as the person at the desk may read it, facts only; `due` is what is open in it, the earliest first."""

    case: Case
    due: tuple[case_rows.TaskRow, ...]


def read(desk: Desk, matter: str) -> CaseRead:
    """Return a matter with everything that followed. Raises RECORD_MISSING, MATTER_SEALED."""
    desk.must(Right.MATTERS)
    gate(desk, matter)
    with desk.store.read() as snapshot:
        return CaseRead(case_of(snapshot, matter), tuple(cases.open_tasks(snapshot, matter, desk.now())))


@dataclass(frozen=True, slots=True)
class Opened:
    """One case record with what it holds of her at identity level; the asking is in the log.

    `withheld` names the fields that are not for this person: her own words, where somebody else took them down.
    """

    revision: CaseRevision
    history: tuple[CaseRevision, ...]
    withheld: tuple[str, ...] = ()
    changed: frozenset[str] = field(default=frozenset({"log"}))


def open_record(desk: Desk, record: str, why: str) -> Opened:
    """Show a case record whole. The asking is a line of the log, in the same transaction. `why` is a code.

    Raises NOT_ALLOWED, RECORD_MISSING, RECORD_DAMAGED, MATTER_SEALED, REASON_NEEDED for a code that is none.
    """
    desk.must(Right.IDENTITY)
    must_be_code(why)
    with desk.store.read() as snapshot:
        matter = _row(snapshot, record).matter
    gate(desk, matter)
    with desk.store.write() as write:
        history = cases.history_of(write, _row(write, record), WITH_IDENTITY)
        if not history:
            raise DeskError(ErrorCode.RECORD_DAMAGED)
        withheld = () if may_read_own_words(desk, write, record) else OWN_WORDS
        write_line(desk, write, IDENTITY_READ, about={"record": matter, "why": why})
    there = tuple(id for id in withheld if any(id in one.answers for one in history))
    seen = tuple(_without(one, there) for one in history)
    return Opened(seen[-1], seen, there)


def _without(revision: CaseRevision, withheld: Collection[str]) -> CaseRevision:
    shown = {id: value for id, value in revision.answers.items() if id not in withheld}
    return replace(revision, answers=Answers(shown))


def due(desk: Desk, until: str) -> list[Due]:
    """Return what is due in all matters before a UTC moment, overdue first; none of what is kept from the person."""
    desk.must(Right.MATTERS)
    with desk.store.read() as snapshot:
        unseen = hidden(desk, snapshot)
        rows = [row for row in case_rows.due(snapshot, until) if row.task.matter not in unseen]
        now = desk.now()
        live = {
            matter: set(cases.open_tasks(snapshot, matter, now))
            for matter in {row.task.matter for row in rows if row.task.kind == TaskKind.CLOCK}
        }
        return [row for row in rows if row.task.matter not in live or row.task in live[row.task.matter]]
