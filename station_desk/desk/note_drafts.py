"""The draft of a working note: sealed to the box of whoever writes it, so that not even the open store tells it.

Owns keeping one draft for each person and matter, until the note is written or given up. Must never hold it in clear.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from station_desk.desk.ports import Desk
from station_desk.desk.recording import DraftSaved
from station_desk.desk.sight import must_see
from station_desk.domain.log import canonical
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import office
from station_desk.vault import box

FORM = "note"  # beside the declared forms among the drafts
TEXT = "text"
HALVES = "surrogatepass"  # half a letter from a keyboard is kept as it came; the note itself drops it


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A note that is being written. `text` is None when its box can be opened no more: the writer's keys are new."""

    id: str
    saved_at: str
    text: str | None = field(repr=False)


def _context(desk: Desk, id: str, record: str) -> bytes:
    about = f"{id} {record} {desk.person.id}"
    return canonical({"context": "station-desk/note-draft/v1", "office": desk.office.id, "about": about})


def save(desk: Desk, id: str, raw: Mapping[str, object], record: str) -> DraftSaved:
    """Keep what was written so far, sealed to its writer. `raw` holds it under TEXT. Raises NOT_ALLOWED."""
    desk.must(Right.SEALED)
    sealed = box.seal(desk.person.box, str(raw[TEXT]).encode(errors=HALVES), _context(desk, id, record))
    at = desk.now()
    with desk.store.write() as write:
        office.put_draft(write, office.DraftRow(id, FORM, record, desk.person.id, at, sealed))
    return DraftSaved(id, at)


def find(desk: Desk, record: str) -> NoteDraft | None:
    """Return the draft that the person at the desk left for a matter, opened. Raises NOT_ALLOWED, MATTER_SEALED."""
    desk.must(Right.SEALED)
    with desk.store.read() as read:
        must_see(desk, read, record)
        rows = [row for row in office.drafts(read, desk.person.id) if (row.form, row.record) == (FORM, record)]
    if not rows:
        return None
    row = rows[0]
    try:
        text = box.unseal(desk.personal.box_seed, row.bytes, _context(desk, row.id, record)).decode(errors=HALVES)
    except DeskError as error:
        if error.code is not ErrorCode.BOX_WRONG:
            raise
        return NoteDraft(row.id, row.saved_at, None)
    return NoteDraft(row.id, row.saved_at, text)


def waits(desk: Desk, record: str) -> bool:
    """Tell whether the person at the desk left a draft for a matter, opening none."""
    with desk.store.read() as read:
        return any((row.form, row.record) == (FORM, record) for row in office.drafts(read, desk.person.id))


def drop(desk: Desk, id: str) -> None:
    """Discard a draft: the note is written, or given up."""
    with desk.store.write() as write:
        if any((row.id, row.form) == (id, FORM) for row in office.drafts(write, desk.person.id)):
            office.drop_draft(write, id)
