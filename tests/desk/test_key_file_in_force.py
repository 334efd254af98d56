"""While the office is open only the key file that the record names counts: an older one in its place opens nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from station_desk.desk import key_file, office, people, reading, recovery, set_right, sign_in, soundness
from station_desk.desk.approvals import SecondPerson, TwoSheets
from station_desk.desk.ports import VAULT_FILE, Desk
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.vault import keyring
from tests.conftest import NOON, PASSPHRASE
from tests.staff import NAMES, Staff, add_staff, found, seat

OFFICER = Role.HOUSE_OFFICER
OLD, NEW = NAMES[OFFICER][2], "मेरा नया गुप्त रास्ता पहाड़ के पार"
OTHER = "गेहूँ की बाली पर बैठी पाँच गौरैया"


def refusal(act: Callable[[], object]) -> ErrorCode:
    """Return the code that an act is refused with."""
    with pytest.raises(DeskError) as refused:
        act()
    return refused.value.code


@pytest.fixture
def staff(station: Desk) -> Staff:
    """A station with a house officer who agrees and one of the desk staff."""
    return add_staff(station, OFFICER, Role.CENTRE_STAFF)


@pytest.fixture
def older(station: Desk, staff: Staff) -> bytes:
    """The key file from before the house officer changed the passphrase; the in-charge sits at the desk again."""
    before = (station.folder / VAULT_FILE).read_bytes()
    theirs = seat(station, staff.second(OFFICER))
    people.change_passphrase(theirs, OLD, NEW)
    seat(theirs, SecondPerson(station.person.id, PASSPHRASE)).personal.wipe()
    return before


def test_an_older_key_file_lets_nobody_agree_or_sit_down(station: Desk, staff: Staff, older: bytes) -> None:
    """Swapped in during a sitting, with the old passphrase that belongs to it: refused, and put back all is well."""
    file, officer = station.folder / VAULT_FILE, staff.ids[OFFICER]
    desk = seat(station, SecondPerson(station.person.id, PASSPHRASE))
    now = file.read_bytes()
    file.write_bytes(older)
    agreeing = SecondPerson(officer, OLD)
    acts: list[Callable[[], object]] = [
        lambda: people.give(desk, staff.ids[Role.CENTRE_STAFF], Role.COUNSELLOR, "", agreeing),
        lambda: people.renew(desk, staff.ids[Role.CENTRE_STAFF], OTHER, agreeing),
        lambda: recovery.issue(desk, recovery.SHEETS, agreeing),
        lambda: office.step_in(desk.room, officer, OLD),
    ]
    assert [refusal(act) for act in acts] == [ErrorCode.KEY_FILE_SWAPPED] * len(acts)
    file.write_bytes(now)
    people.give(desk, staff.ids[Role.CENTRE_STAFF], Role.COUNSELLOR, "", SecondPerson(officer, NEW))
    desk.personal.wipe()


def test_no_change_is_made_of_an_older_key_file(station: Desk, staff: Staff, older: bytes) -> None:
    """A change made of it would bring the old passphrase back with a line that names it: refused, nothing written."""
    file = station.folder / VAULT_FILE
    desk = seat(station, SecondPerson(station.person.id, PASSPHRASE))
    file.write_bytes(older)
    acts: list[Callable[[], object]] = [
        lambda: people.change_passphrase(desk, PASSPHRASE, OTHER),
        lambda: people.add(desk, "रमा", "आरक्षी", True, OTHER),
        lambda: people.leave(desk, staff.ids[Role.CENTRE_STAFF]),
        lambda: recovery.drill(desk, "1"),
    ]
    assert [refusal(act) for act in acts] == [ErrorCode.KEY_FILE_SWAPPED] * len(acts)
    assert file.read_bytes() == older
    desk.personal.wipe()


def test_a_key_file_from_before_a_leaving_does_not_shut_the_office(station: Desk, staff: Staff) -> None:
    """Of a file with the former root nothing is made; else nobody could open the store with what came of it."""
    file = station.folder / VAULT_FILE
    before = file.read_bytes()
    people.leave(station, staff.ids[Role.CENTRE_STAFF])
    now = file.read_bytes()
    file.write_bytes(before)
    assert refusal(lambda: people.change_passphrase(station, PASSPHRASE, OTHER)) is ErrorCode.KEY_FILE_SWAPPED
    file.write_bytes(now)
    people.change_passphrase(station, PASSPHRASE, OTHER)


@dataclass
class Restored:
    """A closed office whose key file is from before the house officer changed the passphrase; the sheets' digits."""

    folder: Path
    head: str
    staff: Staff
    sheets: Mapping[str, str]
    right: bytes

    @property
    def typed(self) -> tuple[str, str]:
        """The digits of two sheets."""
        return self.sheets["nodal_officer"], self.sheets["district"]


@pytest.fixture
def restored(station_folder: Path) -> Restored:
    """Put the older key file, with the same root, in the place of the one in force."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        staff, head = add_staff(desk, OFFICER, Role.NODAL_OFFICER, Role.CENTRE_STAFF), desk.person.id
        sheets = recovery.issue(desk, recovery.SHEETS, staff.second(OFFICER)).digits
        before = (station_folder / VAULT_FILE).read_bytes()
        people.change_passphrase(seat(desk, staff.second(OFFICER)), OLD, NEW)
    right = (station_folder / VAULT_FILE).read_bytes()
    (station_folder / VAULT_FILE).write_bytes(before)
    return Restored(station_folder, head, staff, sheets, right)


def test_two_whose_slots_are_current_sign_for_an_older_key_file(restored: Restored) -> None:
    """The desk stands still until they have; a passphrase that was changed since agrees to nothing, then and after."""
    folder, officer = restored.folder, restored.staff.ids[OFFICER]
    with office.at_desk(folder, PASSPHRASE, restored.head, NOON) as desk:
        pending = soundness.recount(desk).pending
        assert [finding.code.value for finding in pending] == ["key-file-differs"]
        assert refusal(lambda: people.change_passphrase(desk, PASSPHRASE, OTHER)) is ErrorCode.KEY_FILE_SWAPPED
        for typed in (OLD, NEW):
            agreeing = SecondPerson(officer, typed)
            assert refusal(lambda by=agreeing: set_right.acknowledge(desk, pending, "देखा", by)) is (
                ErrorCode.KEY_FILE_OLD
            )
        assert refusal(lambda: office.step_in(desk.room, officer, OLD)) is ErrorCode.KEY_FILE_OLD
        set_right.acknowledge(desk, pending, "पुरानी प्रति रखी गई", restored.staff.second(Role.NODAL_OFFICER))
        people.change_passphrase(desk, PASSPHRASE, OTHER)
        assert found(desk) == []
    for typed in (OLD, NEW):
        assert refusal(lambda typed=typed: office.unlock(folder, typed, officer, NOON)) is ErrorCode.PASSPHRASE_WRONG


def test_who_came_in_by_a_former_slot_reads_and_signs_for_nothing(restored: Restored) -> None:
    """Also when the right file is put back meanwhile: the passphrase was the old one."""
    folder, officer = restored.folder, restored.staff.ids[OFFICER]
    with office.at_desk(folder, OLD, officer, NOON) as desk:
        assert reading.matters(desk) == []
        found_here = desk.room.standing.findings
        agreeing = restored.staff.second(Role.NODAL_OFFICER)
        (folder / VAULT_FILE).write_bytes(restored.right)
        assert refusal(lambda: set_right.acknowledge(desk, found_here, "देखा", agreeing)) is ErrorCode.OWN_KEY_OLD


def test_two_sheets_sign_for_an_older_key_file_beside_one_officer(restored: Restored) -> None:
    """Officers prove themselves by that very file, so sheets may agree also while there are other officers."""
    with office.at_desk(restored.folder, PASSPHRASE, restored.head, NOON) as desk:
        set_right.acknowledge(desk, desk.room.standing.findings, "देखा", TwoSheets(*restored.typed))
        assert found(desk) == []
        assert restored.staff.ids[OFFICER] not in keyring.people((restored.folder / VAULT_FILE).read_bytes())
        agreeing = restored.staff.second(Role.NODAL_OFFICER)
        people.renew(desk, restored.staff.ids[OFFICER], NEW, agreeing)
    with office.at_desk(restored.folder, NEW, restored.staff.ids[OFFICER], NOON) as desk:
        assert desk.room.standing.findings == ()


def test_sheets_at_the_door_do_not_take_an_older_key_file_silently(restored: Restored) -> None:
    """They let somebody in, the former slot is gone, and the desk stands still until two have signed for it."""
    folder, clerk = restored.folder, restored.staff.ids[Role.CENTRE_STAFF]
    desk = recovery.let_in(folder, *restored.typed, clerk, OTHER, NOON)
    assert [finding.code.value for finding in desk.room.standing.findings] == ["key-file-recovered"]
    office.leave(desk)
    for typed in (OLD, NEW):
        refused = refusal(lambda typed=typed: office.unlock(folder, typed, restored.staff.ids[OFFICER], NOON))
        assert refused is ErrorCode.PASSPHRASE_WRONG
    with office.at_desk(folder, PASSPHRASE, restored.head, NOON) as head:
        pending = soundness.recount(head).pending
        assert [finding.code.value for finding in pending] == ["key-file-recovered"]
        set_right.acknowledge(head, pending, "देखा", restored.staff.second(Role.NODAL_OFFICER))
        assert soundness.recount(head).pending == ()
    with office.at_desk(folder, OTHER, clerk, NOON) as desk:
        assert desk.room.standing.findings == ()


def test_a_change_that_was_not_renamed_is_finished_first(station: Desk) -> None:
    """The store names the waiting file: it is put in force before anything is made of it, and never lost."""
    file, waiting = station.folder / VAULT_FILE, station.folder / key_file.NEXT
    before = file.read_bytes()
    people.change_passphrase(station, PASSPHRASE, OTHER)
    waiting.write_bytes(file.read_bytes())
    file.write_bytes(before)
    people.add(station, "रमा", "आरक्षी", True, NEW)
    assert not waiting.exists()
    assert key_file.named(station) == station.vault_sha256()
    sign_in.open_slot(station.folder, [file.read_bytes()], station.person.id, OTHER).office.wipe()
