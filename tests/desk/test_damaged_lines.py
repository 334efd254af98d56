"""Lines that cannot be read, and odd things typed: told in words, never a bug, and the desk opens all the same."""

from __future__ import annotations

import pytest

from station_desk.desk import note_drafts, office, reading, recording, sealing, soundness
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from tests.desk.test_set_right import Worked, worked  # noqa: F401
from tests.entries import ELDER
from tests.staff import NAMES, add_staff, seat


@pytest.mark.parametrize("kind", ["role.granted", "person.added", "vault.changed"])
def test_a_garbled_line_does_not_keep_the_office_shut(worked: Worked, kind: str) -> None:  # noqa: F811
    """It counts for nothing and is found; who holds a power by another line goes on holding it."""
    worked.tamper(f"UPDATE line SET header = x'00' WHERE kind = '{kind}' AND seq > 4")
    desk = worked.open()
    codes = {item.code.value for item in soundness.recount(desk).findings}
    office.leave(desk)
    assert "header-unreadable" in codes


def test_revisions_that_can_be_read_are_shown(worked: Worked) -> None:  # noqa: F811
    """One broken revision hides no other; where none is left the matter says that it is damaged."""
    desk = worked.open()
    record = reading.matters(desk)[0].row.record
    whole = {**ELDER, "arrived_at": desk.now(), "received_by": desk.person.id, "entry_mode": "live"}
    recording.amend(desk, record, whole, "भूल")
    office.leave(desk)
    newest = "(SELECT max(seq) FROM line WHERE revision > 0)"
    worked.tamper(f"UPDATE part SET bytes = x'00' WHERE name = 'facts' AND seq = {newest}")
    desk = worked.open()
    assert len(reading.matter(desk, record).history) == 2
    assert reading.reveal(desk, record, "look").answers["name"] == ELDER["name"]
    soundness.recount(desk)
    worked.sign(desk)
    with pytest.raises(DeskError) as error:
        recording.amend(desk, record, ELDER, "भूल")
    assert error.value.code is ErrorCode.RECORD_DAMAGED
    office.leave(desk)
    every = "(SELECT seq FROM line WHERE revision > 0)"
    worked.tamper(f"UPDATE part SET bytes = x'00' WHERE name = 'facts' AND seq IN {every}")
    desk = worked.open()
    for act in (lambda: reading.matter(desk, record), lambda: reading.reveal(desk, record, "look")):
        with pytest.raises(DeskError) as error:
            act()
        assert error.value.code is ErrorCode.RECORD_DAMAGED
    office.leave(desk)


def test_words_never_stand_where_a_code_belongs(station: Desk) -> None:
    """Why her name was asked for goes into the log's header, which everybody reads."""
    saved = recording.add(station, ELDER)
    with pytest.raises(DeskError) as error:
        reading.reveal(station, saved.record, "फूलमती was here")
    assert error.value.code is ErrorCode.REASON_NEEDED


def test_half_letters_are_kept_in_drafts_and_blank_notes_refused(station: Desk) -> None:
    """A draft comes back as it was typed; a note of signs that nobody sees is no note."""
    recording.save_draft(station, "a", {"gist": "\ud800"})
    assert recording.drafts(station)[0].raw == {"gist": "\ud800"}
    staff = add_staff(station, Role.COUNSELLOR)
    saved = recording.add(station, ELDER)
    desk = seat(station, SecondPerson(staff.ids[Role.COUNSELLOR], NAMES[Role.COUNSELLOR][2]))
    note_drafts.save(desk, "b", {"text": "\ud800"}, saved.record)
    draft = note_drafts.find(desk, saved.record)
    assert draft is not None and draft.text == "\ud800"
    with pytest.raises(DeskError) as error:
        sealing.write_note(desk, saved.record, "\u200d\u200b")
    assert error.value.code is ErrorCode.NOTE_EMPTY
