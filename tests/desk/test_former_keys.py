"""What was replaced opens nothing later; wrong tries count wherever they are typed; junk beside files stops nobody."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from station_desk.desk import anchor, key_file, office, people, recording, recovery, sign_in
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.ports import STORE_FILE, VAULT_FILE, Desk
from station_desk.domain.ids import PersonId
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.paths import state_dir
from station_desk.store import log
from station_desk.store import office as office_rows
from station_desk.store.store import Store
from station_desk.vault import keyring
from tests.conftest import NOON, PASSPHRASE
from tests.desk.test_key_file_in_force import refusal
from tests.entries import ELDER
from tests.staff import NAMES, Staff, add_staff

OFFICER, STAFF = Role.HOUSE_OFFICER, Role.CENTRE_STAFF
NEW = "मेरा नया गुप्त रास्ता पहाड़ के पार"


@pytest.fixture
def staff(station: Desk) -> Staff:
    """A station with a house officer who agrees and one of the desk staff."""
    return add_staff(station, OFFICER, STAFF)


def test_a_replaced_sheet_opens_nothing_with_the_kept_key_file(station: Desk, staff: Staff) -> None:
    """Neither the copy beside the key file nor the old file itself opens the store of after with the lost sheet."""
    folder = station.folder
    lost = recovery.issue(station, recovery.SHEETS, staff.second(OFFICER)).digits
    old = (folder / VAULT_FILE).read_bytes()
    recovery.issue(station, ["house_officer"], staff.second(OFFICER))
    office.leave(station)
    given = lost["house_officer"], lost["district"]
    key_file.use_copy(folder)
    assert refusal(lambda: recovery.people_with_sheets(folder, *given, NOON)) is ErrorCode.RECOVERY_SHEET_OTHER
    (folder / VAULT_FILE).write_bytes(old)
    assert refusal(lambda: recovery.people_with_sheets(folder, *given, NOON)) is ErrorCode.KEY_FILE_STALE


def test_a_forgotten_passphrase_opens_nothing_with_the_kept_key_file(station: Desk, staff: Staff) -> None:
    """After renewing somebody the old slot of theirs gives keys that the store has no more."""
    folder, person = station.folder, PersonId(staff.ids[STAFF])
    old = (folder / VAULT_FILE).read_bytes()
    people.renew(station, person, NEW, staff.second(OFFICER))
    recording.add(station, ELDER)
    office.leave(station)
    keys = keyring.unlock(old, person, NAMES[STAFF][2], key_file.device_key(folder)).office
    with pytest.raises(DeskError):
        Store(folder / STORE_FILE, key_file.store_key(keys))
    with office.at_desk(folder, NEW, person, NOON) as desk:
        assert desk.room.standing.findings == ()


def test_who_was_renewed_can_be_the_first_after_a_cut(station: Desk, staff: Staff, tmp_path: Path) -> None:
    """The store has its new key, key file and anchors have not, and only the new passphrase comes: nothing is amiss."""
    folder = station.folder
    profile, copied = (anchor.outside(state_dir(), station.office.id, place) for place in (folder, tmp_path / "cut"))
    station.room.anchor.flush()
    places = (folder / VAULT_FILE, folder / office.HEAD_NOTE, profile)
    before = [place.read_bytes() for place in places]
    former = key_file.anchor_key(station.room.secrets)
    people.renew(station, staff.ids[STAFF], NEW, staff.second(OFFICER))
    with station.store.write() as write:  # it went with the change, which in the copy is not settled yet
        office_rows.put_value(write, key_file.FORMER_ANCHOR_KEY, key_file.named(station).encode() + former)
    station.store.complaints()  # folds the journal in, so that the copy is whole
    cut = Path(shutil.copytree(folder, tmp_path / "cut"))
    office.leave(station)
    (cut / key_file.NEXT).write_bytes((cut / VAULT_FILE).read_bytes())
    for place, data in zip((cut / VAULT_FILE, cut / office.HEAD_NOTE, copied), before, strict=True):
        place.write_bytes(data)
    with office.at_desk(cut, NEW, staff.ids[STAFF], NOON) as desk:
        assert desk.room.standing.findings == ()
        assert key_file.named(desk) == desk.vault_sha256()


def test_wrong_tries_of_who_agrees_are_told_and_cleared(station: Desk, staff: Staff) -> None:
    """A right passphrase clears the count and writes in their own name how many wrong ones there were."""
    wrong = SecondPerson(staff.ids[OFFICER], "गलत")
    for _ in range(2):
        assert refusal(lambda: people.give(station, staff.ids[STAFF], Role.COUNSELLOR, "", wrong))
    people.give(station, staff.ids[STAFF], Role.COUNSELLOR, "", staff.second(OFFICER))
    with station.store.read() as read:
        assert log.count_kind(read, sign_in.FAILED) == 1
    assert sign_in.clear_failures(station.folder, wrong.id) == (0, "")


def test_guessing_the_own_old_passphrase_has_to_wait(station: Desk) -> None:
    """At an unattended desk the old passphrase cannot be guessed any faster than at the door."""
    codes = [refusal(lambda: people.change_passphrase(station, "गलत", NEW)) for _ in range(4)]
    assert codes == [ErrorCode.PASSPHRASE_WRONG] * 3 + [ErrorCode.SIGN_IN_WAIT]


def test_junk_beside_the_key_file_keeps_nobody_out(station: Desk) -> None:
    """A waiting key file that is none, and wrong tries that cannot be read, as a file too long or a folder."""
    folder, head = station.folder, station.person.id
    office.leave(station)
    for junk in (b"junk", b"\xff" * (2 << 20)):
        (folder / key_file.NEXT).write_bytes(junk)
        (folder / sign_in.THROTTLE_FILE).write_bytes(b"\xff" * 70_000)
        with office.at_desk(folder, PASSPHRASE, head, NOON) as desk:
            assert desk.room.standing.findings == ()
    (folder / sign_in.THROTTLE_FILE).unlink()
    (folder / sign_in.THROTTLE_FILE).mkdir()
    with office.at_desk(folder, PASSPHRASE, head, NOON) as desk:
        people.change_passphrase(desk, PASSPHRASE, NEW)
