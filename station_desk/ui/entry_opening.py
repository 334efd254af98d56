"""Gathers what a page of an entry is filled with: a new one, a draft, an open record, a finished one to be corrected.

Owns which of these it is, and that showing who she is for writing is logged; never shows anything itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from station_desk.desk import reading, recording
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.recording import Draft
from station_desk.domain.answers import Answers
from station_desk.domain.fields import Choice, FieldKind, Wording
from station_desk.domain.records import State
from station_desk.errors import DeskError, ErrorCode

CONTINUES, CORRECTS = "continue", "correct"  # why an entry that is opened for writing shows who she is
AMENDMENT = "amendment"  # where a draft keeps the reason of a correction


@dataclass(frozen=True, slots=True)
class Opened:
    """What the page is filled with. `state` is None for an entry without a token, `other` a draft left from before."""

    people: tuple[Choice, ...]
    raw: dict[str, object]
    original: Answers | None
    record: str
    token: str
    state: State | None
    draft: str
    other: Draft | None = None

    def __repr__(self) -> str:
        return f"<Opened {self.record}>"


def open_entry(desk: Desk, record: str, draft: Draft | None) -> Opened:
    """Gather what is needed to write: a new entry, a draft, an open record, or a final one that is to be corrected."""
    form = intake_form()
    people = tuple(person_choice(person) for person in reading.people(desk))
    record = draft.record if draft else record
    if not record:
        blank: dict[str, object] = {
            "arrived_at": desk.now(),
            "received_by": desk.person.id,
            "entry_mode": "live",
        }
        if draft is not None:
            return Opened(people, dict(draft.raw), None, "", "", None, draft.id)
        other = next((one for one in recording.drafts(desk) if not one.record), None)
        return Opened(people, blank, None, "", "", None, "", other)
    row = reading.matter(desk, record).row
    state = State(row.state)
    if state is State.CANCELLED:
        if draft:
            recording.drop_draft(desk, draft.id)
        raise DeskError(ErrorCode.RECORD_STATE, state=state.value, act="write")
    own = draft or next((one for one in recording.drafts(desk) if one.record == record), None)
    original = None
    if state is State.FINAL:
        original = reading.reveal(desk, record, CORRECTS).answers
    elif own is None:
        original = reading.reveal(desk, record, CONTINUES).answers
    typed = {field.id for field in form.fields if field.kind is not FieldKind.AUTO} | {"reasons"}
    kept = {id: value for id, value in (original or {}).items() if id in typed}
    raw = dict(own.raw) if own else kept
    return Opened(
        people, raw, original if state is State.FINAL else None, record, row.token, state, own.id if own else ""
    )


def person_choice(person: reading.PersonRow) -> Choice:
    """Make a person of the office an option of a list."""
    name = " ".join(filter(None, (person.rank, person.name)))
    return Choice(person.id, Wording(name, name))
