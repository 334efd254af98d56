"""Recording an intake: draft, token, finalise, amend, cancel. Owns the order of these acts; never shows anything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from station_desk.desk import cases
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.sight import hidden, may_read_own_words, must_see
from station_desk.domain.answers import REASON_MAX, Answers, Cleaned, is_blank, tidy, wanted
from station_desk.domain.authority import WALL_SET
from station_desk.domain.calendar import day_of
from station_desk.domain.case import MATTER_REOPENED, CaseRevision
from station_desk.domain.clock_guard import ClockState
from station_desk.domain.ids import Token, is_token
from station_desk.domain.judging import judge, required
from station_desk.domain.log import Part
from station_desk.domain.records import (
    NEEDS_REASON,
    Act,
    Revision,
    Stamp,
    State,
    build_parts,
    listed,
    stamped,
    state_after,
)
from station_desk.domain.roles import Right
from station_desk.domain.sensitivity import OWN_WORDS, confidentiality, identity_of, linked_people, names_her
from station_desk.domain.shapes import is_shaped
from station_desk.errors import AnswersRefusedError, DeskError, ErrorCode, Problem
from station_desk.host.clock import new_id
from station_desk.store import cases as case_rows
from station_desk.store import form_tables, log, office, queries
from station_desk.store.connect import Connection

MATTERS = "matters"
DRAFTS = "drafts"
DRAFT_KEPT = "draft-kept"  # told while somebody types, so only the foot line listens to it
LEVELS = (Part.FACTS, Part.IDENTITY)


@dataclass(frozen=True, slots=True)
class Saved:
    """What an act left behind. `notices` are said beside fields though nothing was refused; `changed` names topics."""

    record: str
    token: str
    state: State
    seq: int
    to_ask: tuple[str, ...]
    notices: tuple[Problem, ...]
    changed: frozenset[str] = field(default=frozenset({MATTERS, DRAFTS}))


def judged(desk: Desk, raw: Mapping[str, object]) -> Cleaned:
    """Judge what stands on the page, as saving would; nothing is written."""
    with desk.store.read() as read:
        return _judged(desk, read, raw)


def _judged(desk: Desk, connection: Connection, raw: Mapping[str, object]) -> Cleaned:
    people = frozenset(person.id for person in office.people(connection))
    return judge(intake_form(), raw, desk.around(people))


def _with_defaults(desk: Desk, raw: Mapping[str, object]) -> dict[str, object]:
    """Fill in what a draft always has: when she came (now, until told otherwise), who received her, keyed live."""
    typed = {id: value for id, value in raw.items() if not is_blank(value)}
    return {"arrived_at": desk.now(), "received_by": desk.person.id, "entry_mode": "live", **typed}


def open_record(desk: Desk, raw: Mapping[str, object], draft: str = "") -> Saved:
    """Save the first page: judge it, give the next token, write the first revision.

    Raises AnswersRefusedError with every refusal; what is missing never blocks a token. A clock in doubt asks for the
    day first, because the token's year goes by it (DATE_UNCONFIRMED, `keeping.confirm_date`).
    """
    _must_enter(desk)
    with desk.store.write() as write:
        return _begin(desk, write, _with_defaults(desk, raw), draft)


def _begin(desk: Desk, write: Connection, raw: Mapping[str, object], draft: str) -> Saved:
    if desk.time.state is not ClockState.STEADY:
        raise DeskError(ErrorCode.DATE_UNCONFIRMED)
    cleaned = _judged(desk, write, raw)
    if cleaned.refusals:
        raise AnswersRefusedError(cleaned.refusals)
    year = day_of(str(cleaned.answers["arrived_at"])).year
    token = str(Token(desk.office.code, year, office.take_serial(write, year)))
    saved = _write(desk, write, new_id(), None, Act.OPENED, cleaned, token, "")
    if draft:
        _carry_draft(desk, write, draft, saved.record)
    return saved


def _carry_draft(desk: Desk, write: Connection, draft: str, record: str) -> None:
    for row in office.drafts(write, desk.person.id):
        if row.id == draft:
            office.put_draft(write, office.DraftRow(row.id, row.form, record, row.person, row.saved_at, row.bytes))


def finalise(desk: Desk, record: str, raw: Mapping[str, object], draft: str = "") -> Saved:
    """Finish an open record. Raises AnswersRefusedError with all refusals and missing answers of the short list."""
    _must_enter(desk)
    with desk.store.write() as write:
        must_see(desk, write, record)
        saved = _finish(desk, write, record, with_unread(desk, write, record, latest(write, record), raw))
        if draft:
            drop_own(desk, write, draft)
        return saved


def _finish(desk: Desk, write: Connection, record: str, raw: Mapping[str, object]) -> Saved:
    last = latest(write, record)
    cleaned = _judged(desk, write, raw)
    blocking = required(cleaned)
    if blocking:
        raise AnswersRefusedError(blocking)
    return _write(desk, write, record, last, Act.FINALISED, cleaned, last.token, "")


def add(desk: Desk, raw: Mapping[str, object]) -> Saved:
    """Give a token and finalise in one transaction, as for an entry that is complete: all or nothing."""
    _must_enter(desk)
    filled = _with_defaults(desk, raw)
    with desk.store.write() as write:
        cleaned = _judged(desk, write, filled)
        blocking = required(cleaned)
        if blocking:
            raise AnswersRefusedError(blocking)
        opened = _begin(desk, write, filled, "")
        return _finish(desk, write, opened.record, filled)


def amend(desk: Desk, record: str, raw: Mapping[str, object], reason: str, draft: str = "", based_on: int = 0) -> Saved:
    """Correct a final record, with a reason; the earlier revision stays as it was.

    Her own words stay as they were where the person may not read them. Raises RECORD_MOVED when somebody corrected the
    record after the revision in line `based_on` (0 for any).
    """
    _must_enter(desk)
    with desk.store.write() as write:
        must_see(desk, write, record)
        last = latest(write, record)
        if based_on and last.seq != based_on:
            raise DeskError(ErrorCode.RECORD_MOVED)
        cleaned = _judged(desk, write, with_unread(desk, write, record, last, raw))
        blocking = required(cleaned)
        if blocking:
            raise AnswersRefusedError(blocking)
        because = _reason(reason, last.answers, cleaned.answers)
        saved = _write(desk, write, record, last, Act.AMENDED, cleaned, last.token, because)
        if draft:
            drop_own(desk, write, draft)
        return saved


def cancel(desk: Desk, record: str, reason: str) -> Saved:
    """Cancel an open record with a reason; it keeps its number. Raises CASE_BEGUN: what followed it would be lost."""
    _must_enter(desk)
    with desk.store.write() as write:
        must_see(desk, write, record)
        last = latest(write, record)
        if case_rows.of_matter(write, record) or cases.acts_of(write, record):
            raise DeskError(ErrorCode.CASE_BEGUN)
        kept = Cleaned(last.answers, (), (), ())
        saved = _write(desk, write, record, last, Act.CANCELLED, kept, last.token, _reason(reason, last.answers))
        for row in office.drafts(write, desk.person.id):
            if row.record == record and row.form == intake_form().id:
                office.drop_draft(write, row.id)
        return saved


def _must_enter(desk: Desk) -> None:
    desk.must_be("station")
    desk.must(Right.ENTER)
    desk.must_be_sound()


def with_unread(
    desk: Desk, read: Connection, record: str, last: Revision | CaseRevision, raw: Mapping[str, object]
) -> Mapping[str, object]:
    """Put back what the person writing was not shown, so that nobody drops it unread."""
    if may_read_own_words(desk, read, record):
        return raw
    return {**raw, **{id: last.answers[id] for id in OWN_WORDS if id in last.answers}}


def reason_text(reason: str) -> str:
    """Return a reason as it is kept. Raises REASON_NEEDED, REASON_LONG (`limit`)."""
    text = tidy(reason)
    if not text:
        raise DeskError(ErrorCode.REASON_NEEDED)
    if len(text) > REASON_MAX:
        raise DeskError(ErrorCode.REASON_LONG, limit=REASON_MAX)
    return text


def _reason(reason: str, *known: Answers) -> str:
    """Return a reason as it is kept. It is read by everybody, so it names her by nothing known of her, old or new."""
    text = reason_text(reason)
    if any(names_her(intake_form(), answers, text) for answers in known):
        raise DeskError(ErrorCode.NAMES_HER)
    return text


def _write(
    desk: Desk,
    write: Connection,
    record: str,
    last: Revision | None,
    act: Act,
    cleaned: Cleaned,
    token: str,
    reason: str,
) -> Saved:
    state = state_after(last.state if last else None, act)
    if act in NEEDS_REASON and not reason:
        raise DeskError(ErrorCode.REASON_NEEDED)
    form = intake_form()
    first_entered = str(last.answers.get("entered_at", desk.now())) if last else desk.now()
    # Who took it down stays who took it down: whoever corrects it later does not come to read her own words by that.
    first_writer = str(last.answers.get("entered_by", desk.person.id)) if last else desk.person.id
    stamp = Stamp(record, token, first_entered, first_writer)
    answers = stamped(form, cleaned.answers, stamp)
    seq = write_line(
        desk,
        write,
        act.value,
        record=record,
        revision=last.number + 1 if last else 1,
        parts=build_parts(form, answers, state, token, reason, cases.said_of(write, record, answers)),
    )
    put_derived(write, record, seq, state, answers)
    _take_up_again(desk, write, record, _linked(answers) - _linked(last.answers if last else {}))
    # A colleague once named stays walled until two officers lift it: one correction does not give the matter away.
    for person in sorted(set(linked_people(last.answers if last else {})) - set(linked_people(answers))):
        write_line(desk, write, WALL_SET, record=record, about={"walled": person})
    notices = tuple(problem for problem in cleaned.problems if problem not in cleaned.refusals)
    return Saved(record, token, state, seq, cleaned.to_ask, notices)


def _linked(answers: Mapping[str, object]) -> set[str]:
    rows = cast(Sequence[Mapping[str, object]], answers.get("linked_tokens", ()))
    return {str(row.get("token", "")) for row in rows}


def _take_up_again(desk: Desk, write: Connection, record: str, tokens: Iterable[str]) -> None:
    """Take up the closed matters to which this visit is said to belong: she came again.

    A later correction of the visit says nothing new of them; what is kept from the writer stays as it is.
    """
    unseen = hidden(desk, write)
    for token in sorted(tokens):
        linked = queries.record_of_token(write, token)
        if linked and linked != record and linked not in unseen and cases.case_of(write, linked).closed:
            write_line(desk, write, MATTER_REOPENED, record=linked, about={"visit": record})
            cases.put_standing(write, linked)


def put_derived(write: Connection, record: str, seq: int, state: State, answers: Answers) -> None:
    """Write everything that lists, search and counts read of one record."""
    _put_row(write, record, seq, state, answers)
    cases.put_standing(write, record)


def _put_row(write: Connection, record: str, seq: int, state: State, answers: Answers) -> None:
    queries.put_matter(write, *row_of(record, seq, state, answers))
    form_tables.put(write, intake_form(), record, answers)


def rebuild(write: Connection) -> None:
    """Make the derived tables anew from the log, when the declared form counts other fields than the store does.

    A record is shown as its newest revision that can be read; the others are for the recount to tell.
    """
    queries.clear(write)
    form_tables.make(write, intake_form())
    for record in log.records(write):
        for line in reversed(log.lines_of_record(write, record)):
            revision = readable(line)
            if revision is not None:
                _put_row(write, record, line.seq, revision.state, revision.answers)
                break
    cases.rebuild(write)


def row_of(record: str, seq: int, state: State, answers: Answers) -> tuple[queries.MatterRow, queries.Searchable]:
    """Return what lists and search read of one record, derived from its newest revision alone."""
    form = intake_form()
    token = str(answers["token_no"])
    arrived = str(answers["arrived_at"])
    heads = listed(answers.get("matter_heads"))
    to_ask, missing = wanted(form, answers)
    row = queries.MatterRow(
        record=record,
        token=token,
        year=int(token.split("/")[2]),
        serial=int(token.split("/")[3]),
        state=state.value,
        confidentiality=confidentiality(form, answers).value,
        arrived_at=arrived,
        arrived_day=day_of(arrived).isoformat(),
        entered_at=str(answers.get("entered_at", arrived)),
        head=_gravest(heads),
        officer=str(answers.get("received_by", "")),
        writer=str(answers.get("entered_by", "")),
        linked=" ".join(linked_people(answers)),
        still_to_ask=0 if state is State.CANCELLED else len(to_ask) + len(missing),
        last_seq=seq,
    )
    names = [str(answers[id]) for id in ("name", "name_roman", "other_name", "father_or_husband") if id in answers]
    found_by = queries.Searchable(
        names=names, village=str(answers.get("village", "")), phones=identity_of(form, answers).phones
    )
    return row, found_by


def _gravest(heads: Sequence[str]) -> str:
    """Return the head a list shows: one that restricts the matter before any other."""
    field = intake_form().field("matter_heads")
    restricted = [code for code in heads if (choice := field.choice(code)) and "restricted" in choice.marks]
    return next(iter([*restricted, *heads]), "")


def latest(connection: Connection, record: str) -> Revision:
    """Return the newest revision of a record with facts and identity. Raises RECORD_MISSING, RECORD_DAMAGED."""
    lines = log.lines_of_record(connection, record)
    if not lines:
        raise DeskError(ErrorCode.RECORD_MISSING)
    revision = readable(lines[-1])
    if revision is None:
        raise DeskError(ErrorCode.RECORD_DAMAGED)
    return revision


def readable(line: log.StoredLine) -> Revision | None:
    """Read one stored line as a revision that lists can show; None for one that is damaged."""
    try:
        revision = revision_of(line)
    except (AttributeError, LookupError, TypeError, ValueError):  # whatever stands there, it is no revision of ours
        return None
    words = (revision.token, revision.reason, str(revision.answers.get("token_no", "")))
    whole = is_shaped(intake_form(), revision.answers) and "arrived_at" in revision.answers
    return revision if whole and all(isinstance(word, str) for word in words) and is_token(words[2]) else None


def revision_of(line: log.StoredLine, levels: tuple[Part, ...] = LEVELS) -> Revision:
    """Read one stored line as a revision with the given levels."""
    return cases.read_intake(line, levels)


@dataclass(frozen=True, slots=True)
class Draft:
    """A page given back after a pause, a lock or a power cut. Its repr shows no answer."""

    id: str
    record: str
    saved_at: str
    raw: Mapping[str, object]

    def __repr__(self) -> str:
        return f"<Draft {self.id}>"


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """A draft is safe; `at` is when."""

    id: str
    at: str
    changed: frozenset[str] = field(default=frozenset())


def save_draft(desk: Desk, id: str, raw: Mapping[str, object], record: str = "") -> DraftSaved:
    """Keep what was typed so far, as typed, in the encrypted store."""
    at = desk.now()
    data = json.dumps(raw).encode()  # escaped, so that half a letter from a keyboard is kept as it came
    with desk.store.write() as write:
        office.put_draft(write, office.DraftRow(id, intake_form().id, record, desk.person.id, at, data))
    return DraftSaved(id, at, frozenset({DRAFT_KEPT}))


def drafts(desk: Desk) -> list[Draft]:
    """Return the drafts of the person at the desk, newest first, but for matters that are kept from them by now."""
    with desk.store.read() as read:
        unseen = hidden(desk, read)
        rows = [
            row
            for row in office.drafts(read, desk.person.id)
            if row.form == intake_form().id and row.record not in unseen
        ]
    return [Draft(row.id, row.record, row.saved_at, json.loads(row.bytes)) for row in rows]


def drop_draft(desk: Desk, id: str) -> DraftSaved:
    """Discard a draft, unless its record is still open: that one is cancelled instead, with a reason."""
    with desk.store.write() as write:
        records = [row.record for row in office.drafts(write, desk.person.id) if row.id == id and row.record]
        if any(latest(write, record).state is State.OPEN for record in records):
            raise DeskError(ErrorCode.REASON_NEEDED)
        drop_own(desk, write, id)
    return DraftSaved(id, desk.now(), frozenset({DRAFTS}))


def drop_own(desk: Desk, write: Connection, id: str) -> None:
    """Remove a draft of the person at the desk; a colleague's stays, whoever names it."""
    if any(row.id == id for row in office.drafts(write, desk.person.id)):
        office.drop_draft(write, id)


def new_draft_id() -> str:
    """Return an id for a page that is about to be filled in."""
    return new_id()
