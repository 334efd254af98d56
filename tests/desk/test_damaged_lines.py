"""Lines that cannot be read, and odd things typed: told in words, never a bug, and the desk opens all the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from station_desk.desk import (
    keeping,
    note_drafts,
    office,
    people,
    reading,
    recording,
    sealing,
    soundness,
    walls,
)
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.ports import Desk
from station_desk.domain.clock_guard import ClockState
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from tests.conftest import NOON, PASSPHRASE
from tests.desk.attacker import key_of
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


def test_a_draft_belongs_to_its_writer(station: Desk) -> None:
    """A colleague who knows its name neither writes over it nor drops it, not even by an entry of their own."""
    staff = add_staff(station, Role.CENTRE_STAFF)
    head = SecondPerson(station.person.id, PASSPHRASE)
    recording.save_draft(station, "mine", {"gist": "x"})
    desk = seat(station, staff.second(Role.CENTRE_STAFF))
    with pytest.raises(DeskError) as error:
        recording.save_draft(desk, "mine", {"gist": "y"})
    assert error.value.code is ErrorCode.NOT_ALLOWED
    recording.drop_draft(desk, "mine")
    record = recording.open_record(desk, {"channel": "walk-in", "name": "क"}).record
    whole = {**ELDER, "arrived_at": desk.now(), "received_by": desk.person.id, "entry_mode": "live"}
    recording.finalise(desk, record, whole, "mine")
    desk = seat(desk, head)
    assert [draft.raw for draft in recording.drafts(desk)] == [{"gist": "x"}]


def test_a_garbled_wall_is_found_and_the_others_stand(station_folder: Path) -> None:
    """It keeps nothing from anybody any more, which is why it stops the desk; a wall beside it stands as before."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    staff = add_staff(desk, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    head, them = SecondPerson(desk.person.id, PASSPHRASE), staff.ids[Role.CENTRE_STAFF]
    first, second = (recording.add(desk, ELDER).record for _ in range(2))
    for record in (first, second):
        walls.put_up(desk, record, them)
    closed = Worked(station_folder, desk.person.id, staff, key_of(desk))
    office.leave(desk)
    closed.tamper(f"UPDATE line SET header = x'00' WHERE kind = 'wall.set' AND record = '{first}'")
    desk = closed.open()
    assert {item.code.value for item in desk.room.standing.findings} >= {"header-unreadable"}
    assert [wall.row.id for wall in walls.walled(desk, second)] == [them]
    assert walls.walled(desk, first) == []
    desk = seat(desk, staff.second(Role.CENTRE_STAFF))
    with pytest.raises(DeskError) as error:
        reading.matter(desk, second)
    assert error.value.code is ErrorCode.MATTER_SEALED
    desk = seat(desk, head)
    closed.sign(desk)
    walls.put_up(desk, first, them)
    assert [wall.row.id for wall in walls.walled(desk, first)] == [them]
    office.leave(desk)


@pytest.mark.parametrize(
    "garbled", ["header = x'00'", "header = CAST(replace(header, '\"line\"', '\"lime\"') AS BLOB)"]
)
def test_a_garbled_approval_takes_the_power_with_it(station_folder: Path, garbled: str) -> None:
    """A weighty role to which nobody can be shown to have agreed counts for nothing; that is told, and no bug."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    staff = add_staff(desk, Role.HOUSE_OFFICER, Role.NODAL_OFFICER)
    closed = Worked(station_folder, desk.person.id, staff, key_of(desk))
    office.leave(desk)
    closed.tamper(f"UPDATE line SET {garbled} WHERE kind = 'approval.given'")
    desk = closed.open()
    codes = {item.code.value for item in soundness.recount(desk).findings}
    assert codes & {"header-unreadable", "signature-wrong"}
    assert "line-unfounded" in codes
    powers = {row.row.id: {power.role for power in row.powers} for row in people.colleagues(desk)}
    assert powers[staff.ids[Role.NODAL_OFFICER]] == set()
    assert powers[staff.ids[Role.HOUSE_OFFICER]] == {Role.HOUSE_OFFICER}
    office.leave(desk)


def test_an_honest_grant_under_a_confirmed_day_is_founded(station_folder: Path) -> None:
    """Whose acting power is over agrees to nothing any more, and nobody is asked in their place: desk and log agree."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    staff = add_staff(desk, Role.CENTRE_STAFF)
    people.give(desk, staff.ids[Role.CENTRE_STAFF], Role.NODAL_OFFICER, NOON.date().isoformat())
    office.leave(desk)
    later = NOON + timedelta(days=75)
    desk = office.unlock(station_folder, PASSPHRASE, desk.person.id, practice_at=later)
    assert desk.time.state is ClockState.AHEAD
    keeping.confirm_date(desk, later.date())
    people.add(desk, *NAMES[Role.HOUSE_OFFICER][:2], True, NAMES[Role.HOUSE_OFFICER][2], Role.HOUSE_OFFICER)
    assert keeping.quick(desk) == []
    assert keeping.verify_log(desk).findings == ()
    office.leave(desk)
