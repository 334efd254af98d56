"""While the office is open only the key file that the record names counts: an older one in its place opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from station_desk.desk import key_file, office, people, recovery, set_right, sign_in, soundness
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.ports import VAULT_FILE, Desk
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from tests.conftest import NOON, PASSPHRASE
from tests.staff import NAMES, Staff, add_staff, seat

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


def test_two_officers_can_still_sign_for_an_older_key_file(station_folder: Path) -> None:
    """Where the copy is all that is left the desk stands still until they have, and goes on after."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        staff = add_staff(desk, OFFICER)
        head = desk.person.id
        before = (station_folder / VAULT_FILE).read_bytes()
        people.change_passphrase(desk, PASSPHRASE, OTHER)
    (station_folder / VAULT_FILE).write_bytes(before)
    with office.at_desk(station_folder, PASSPHRASE, head, NOON) as desk:
        pending = soundness.recount(desk).pending
        assert [finding.code.value for finding in pending] == ["key-file-differs"]
        assert refusal(lambda: people.change_passphrase(desk, PASSPHRASE, OTHER)) is ErrorCode.KEY_FILE_SWAPPED
        set_right.acknowledge(desk, pending, "पुरानी प्रति रखी गई", staff.second(OFFICER))
        people.change_passphrase(desk, PASSPHRASE, OTHER)


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
