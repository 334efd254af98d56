"""Pages of case records that are not finished: kept as typed, sealed to whoever typed them.

What is sealed in a record is sealed here too: not even the open store tells what stands in a draft.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from station_desk.desk.ports import Desk
from station_desk.desk.recording import DRAFT_KEPT, DRAFTS, DraftSaved
from station_desk.desk.sight import hidden, must_see
from station_desk.domain.case import CASE_FORMS
from station_desk.domain.log import canonical
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import office
from station_desk.vault import box


def save_draft(desk: Desk, id: str, form: str, matter: str, raw: Mapping[str, object]) -> DraftSaved:
    """Keep what was typed so far, as typed, sealed to the person at the desk."""
    at = desk.now()
    with desk.store.write() as write:
        must_see(desk, write, matter)
        data = box.seal(desk.person.box, json.dumps(dict(raw)).encode(), _context(desk, id, matter))
        office.put_draft(write, office.DraftRow(id, form, matter, desk.person.id, at, data))
    return DraftSaved(id, at, frozenset({DRAFT_KEPT}))


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A page of a case record given back after a pause, a lock or a power cut. Its repr shows no answer."""

    id: str
    form: str
    matter: str
    saved_at: str
    raw: Mapping[str, object] = field(repr=False)


def drafts(desk: Desk, matter: str = "") -> list[CaseDraft]:
    """Return the unfinished case records of the person at the desk, newest first, of one matter or of all.

    One from before the person's keys were made anew opens no more and is left out.
    """
    with desk.store.read() as snapshot:
        unseen = hidden(desk, snapshot)
        rows = [
            row
            for row in office.drafts(snapshot, desk.person.id)
            if row.form in CASE_FORMS and row.record not in unseen and matter in ("", row.record)
        ]
    return [draft for row in rows if (draft := _opened(desk, row))]


def _opened(desk: Desk, row: office.DraftRow) -> CaseDraft | None:
    try:
        data = box.unseal(desk.personal.box_seed, row.bytes, _context(desk, row.id, row.record))
    except DeskError as error:
        if error.code is not ErrorCode.BOX_WRONG:
            raise
        return None
    return CaseDraft(row.id, row.form, row.record, row.saved_at, json.loads(data))


def _context(desk: Desk, id: str, matter: str) -> bytes:
    about = f"{id} {matter} {desk.person.id}"
    return canonical({"context": "station-desk/case-draft/v1", "office": desk.office.id, "about": about})


def drop_draft(desk: Desk, id: str) -> DraftSaved:
    """Discard an unfinished case record of one's own."""
    with desk.store.write() as write:
        if id in {row.id for row in office.drafts(write, desk.person.id) if row.form in CASE_FORMS}:
            office.drop_draft(write, id)
    return DraftSaved(id, desk.now(), frozenset({DRAFTS}))
