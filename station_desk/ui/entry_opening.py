"""Gathers what a page of an entry is filled with: a new one, a draft, an open record, a finished one to be corrected.

Owns which of these it is, that showing who she is for writing is logged, and putting a draft together with what
somebody else has changed since it was begun; never shows anything itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from station_desk.desk import reading, recording
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.recording import Draft
from station_desk.domain.answers import REASONS, Answers
from station_desk.domain.calendar import INDIA, parse_moment, write_moment
from station_desk.domain.clock_guard import ClockState
from station_desk.domain.fields import Choice, FieldKind, Wording
from station_desk.domain.records import Change, State, changes
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.form_model import UNREAD

CONTINUES, CORRECTS = "continue", "correct"  # why an entry that is opened for writing shows who she is
# Where a draft keeps the reason of a correction, the line of the revision it was begun from, and a time of arrival
# that only a clock in doubt tells.
AMENDMENT, BEGAN, DOUBTED = "amendment", "began", "doubted"


@dataclass(frozen=True, slots=True)
class Opened:
    """What the page is filled with. `state` is None for an entry without a token, `other` a draft left from before.

    `line` is the revision it begins from, `withheld` names what the person may not read, `meanwhile` tells what
    somebody else changed since the draft was begun, `doubted` is a time of arrival that only a clock in doubt tells.
    """

    people: tuple[Choice, ...]
    raw: dict[str, object]
    original: Answers | None
    record: str
    token: str
    state: State | None
    draft: str
    other: Draft | None = None
    line: int = 0
    withheld: tuple[str, ...] = ()
    reason: str = ""
    meanwhile: tuple[Change, ...] = ()
    doubted: str = ""

    def __repr__(self) -> str:
        return f"<Opened {self.record}>"


def open_entry(desk: Desk, record: str, draft: Draft | None) -> Opened:
    """Gather what is needed to write: a new entry, a draft, an open record, or a final one that is to be corrected."""
    people = tuple(person_choice(person) for person in reading.people(desk))
    record = draft.record if draft else record
    if not record:
        return _without_token(desk, people, draft)
    matter = reading.matter(desk, record)
    row, state = matter.row, State(matter.row.state)
    if state is State.CANCELLED:
        if draft:
            recording.drop_draft(desk, draft.id)
        raise DeskError(ErrorCode.RECORD_STATE, state=state.value, act="write")
    own = draft or next((one for one in recording.drafts(desk) if one.record == record), None)
    raw, reason, began, _ = _taken_apart(own.raw) if own else ({}, "", 0, "")
    moved = began not in (0, row.last_seq)
    newest: Answers | None = None
    meanwhile: tuple[Change, ...] = ()
    if state is State.FINAL or own is None or moved:
        revealed = reading.reveal(desk, record, CORRECTS if state is State.FINAL else CONTINUES)
        newest = _with_unread(revealed.answers, matter.withheld)
        if own is None:
            raw = _typed(newest, matter.withheld)
        elif moved:
            base = next(step.revision.answers for step in revealed.history if step.revision.seq == began)
            base = _with_unread(base, matter.withheld)
            raw = _merged(desk, raw, base, newest, matter.withheld)
            meanwhile = tuple(changes(intake_form(), base, newest))
    return Opened(
        people=people,
        raw=raw,
        original=newest if state is State.FINAL else None,
        record=record,
        token=row.token,
        state=state,
        draft=own.id if own else "",
        line=row.last_seq,
        withheld=matter.withheld,
        reason=reason,
        meanwhile=meanwhile,
    )


def draft_raw(raw: Mapping[str, object], reason: str, opened: Opened) -> dict[str, object]:
    """Return what a draft keeps: the answers as typed, and what `Opened` tells of its beginning."""
    reasons = raw.get(REASONS)
    kept = dict(reasons) if isinstance(reasons, Mapping) else {}
    if reason:
        kept[AMENDMENT] = reason
    if opened.line:
        kept[BEGAN] = str(opened.line)
    if opened.doubted and raw.get("arrived_at") == opened.doubted:
        kept[DOUBTED] = opened.doubted
    return {**raw, **({REASONS: kept} if kept else {})}


def person_choice(person: reading.PersonRow) -> Choice:
    """Make a person of the office an option of a list."""
    name = " ".join(filter(None, (person.rank, person.name)))
    return Choice(person.id, Wording(name, name))


def _without_token(desk: Desk, people: tuple[Choice, ...], draft: Draft | None) -> Opened:
    if draft is not None:
        raw, _, _, doubted = _taken_apart(draft.raw)
        return Opened(people, raw, None, "", "", None, draft.id, doubted=doubted)
    desk.must(Right.ENTER)
    blank: dict[str, object] = {"arrived_at": desk.now(), "received_by": desk.person.id, "entry_mode": "live"}
    other = next((one for one in recording.drafts(desk) if not one.record), None)
    doubted = str(blank["arrived_at"]) if desk.time.state is not ClockState.STEADY else ""
    return Opened(people, blank, None, "", "", None, "", other, doubted=doubted)


def on_the_day(opened: Opened, typed: object, desk: Desk) -> str | None:
    """Return the time of arrival on the day that was confirmed, None where somebody wrote it or nothing is to mend.

    The page put in the moment of a clock that was in doubt; its time of day stays.
    """
    if not opened.doubted or opened.token or typed != opened.doubted:
        return None
    then = parse_moment(opened.doubted).astimezone(INDIA)
    day = desk.today()
    return write_moment(min(then.replace(year=day.year, month=day.month, day=day.day), desk.time.now()))


def _taken_apart(kept: Mapping[str, object]) -> tuple[dict[str, object], str, int, str]:
    """Return the answers of a draft, and the reason, line (0 when not kept) and doubted arrival of `draft_raw`."""
    reasons = kept.get(REASONS)
    known = dict(reasons) if isinstance(reasons, Mapping) else {}
    reason, began = str(known.pop(AMENDMENT, "")), int(str(known.pop(BEGAN, "0")))
    doubted = str(known.pop(DOUBTED, ""))
    raw = {id: value for id, value in kept.items() if id != REASONS}
    return {**raw, **({REASONS: known} if known else {})}, reason, began, doubted


def _with_unread(answers: Answers, withheld: Collection[str]) -> Answers:
    """Mark what the person may not read as answered, so that nothing that hangs on it seems to be taken out."""
    return Answers({**answers, **dict.fromkeys(withheld, UNREAD)}) if withheld else answers


def _typed(answers: Mapping[str, object], withheld: Collection[str]) -> dict[str, object]:
    """Return what a person could have typed of these answers."""
    ids = {field.id for field in intake_form().fields if field.kind is not FieldKind.AUTO} | {REASONS}
    return {id: value for id, value in answers.items() if id in ids and id not in withheld}


def _merged(
    desk: Desk, raw: Mapping[str, object], base: Answers, newest: Answers, withheld: Collection[str]
) -> dict[str, object]:
    """Lay what this person changed, as typed, over the newest answers; what they left alone becomes the newest."""
    judged = recording.judged(desk, {**raw, **dict.fromkeys(withheld, UNREAD)})
    refused = {problem.path.partition(".")[0] for problem in judged.refusals}  # typed too, though it is no answer yet
    merged = _typed(newest, withheld)
    for field in intake_form().fields:
        id = field.id
        if field.kind is FieldKind.AUTO or id in withheld:
            continue
        if raw.get(id) != base.get(id) and (judged.answers.get(id) != base.get(id) or id in refused):
            if id in raw:
                merged[id] = raw[id]
            else:
                merged.pop(id, None)
    return {**merged, **({REASONS: raw[REASONS]} if REASONS in raw else {})}
