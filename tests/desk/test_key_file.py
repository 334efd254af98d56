"""When somebody leaves the keys change: what a leaver kept opens nothing, who stays notices nothing, cuts included."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from station_desk.desk import anchor, keeping, key_file, office, people, reading, recording, recovery
from station_desk.desk.finding import FindingCode
from station_desk.desk.making import store_key
from station_desk.desk.ports import STORE_FILE, VAULT_FILE, Desk
from station_desk.domain.ids import PersonId
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.locks import FolderLock
from station_desk.host.paths import state_dir
from station_desk.store import office as office_rows
from station_desk.store import rekeying
from station_desk.store.store import Store
from station_desk.vault import keyring
from tests.conftest import NOON, PASSPHRASE
from tests.entries import ELDER
from tests.staff import NAMES, Staff, add_staff, found

LEAVER = Role.CENTRE_STAFF
PIN, OTHER_PIN = "739155", "804269"
OTHER_PASSPHRASE = "गेहूँ की बाली पर बैठी पाँच गौरैया"
MOMENTS = ("vault.json.next", STORE_FILE, office.HEAD_NOTE, VAULT_FILE, key_file.COPY)
CUTS = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody may have copied before they left, and the passphrase they know."""

    person: str
    vault: bytes
    device: bytes
    store_key: bytes

    def opens(self, store: Path) -> bool:
        """Tell whether any of it opens a store."""
        theirs = keyring.unlock(self.vault, PersonId(self.person), NAMES[LEAVER][2], self.device).office
        return any(_opens(store, key) for key in (self.store_key, store_key(theirs)))


def _opens(store: Path, key: bytes) -> bool:
    try:
        Store(store, key).close()
    except DeskError as error:
        assert error.code is ErrorCode.STORE_DAMAGED
        return False
    return True


def _kept(desk: Desk, staff: Staff) -> Kept:
    vault, device = ((desk.folder / name).read_bytes() for name in (VAULT_FILE, key_file.DEVICE_FILE))
    return Kept(staff.ids[LEAVER], vault, device, store_key(desk.room.secrets))


def _refusal(act: Callable[[], object]) -> ErrorCode:
    with pytest.raises(DeskError) as refused:
        act()
    return refused.value.code


@pytest.fixture
def staff(station: Desk) -> Staff:
    """A station with a house officer and somebody who will leave."""
    return add_staff(station, Role.HOUSE_OFFICER, LEAVER)


@pytest.fixture
def sheets(station: Desk, staff: Staff) -> Mapping[str, str]:
    """Recovery sheets printed before anybody left."""
    return recovery.issue(station, recovery.SHEETS, staff.second(Role.HOUSE_OFFICER)).digits


def test_what_a_leaver_kept_opens_nothing_that_is_stolen_later(station: Desk, staff: Staff) -> None:
    """Old key file, device key, passphrase, even the raw store key of before: the store of after stays shut."""
    kept, folder = _kept(station, staff), station.folder
    recording.add(station, ELDER)
    earlier = folder.parent / "earlier.db"
    station.store.complaints()  # folds the journal in, so that the copy is whole
    shutil.copyfile(folder / STORE_FILE, earlier)
    people.leave(station, kept.person)
    office.leave(station)
    assert not kept.opens(folder / STORE_FILE)
    assert kept.opens(earlier)  # as the window says: what was copied before stays readable
    new = (folder / VAULT_FILE).read_bytes()
    device = key_file.device_key(folder)
    asked = PersonId(kept.person), NAMES[LEAVER][2], device
    assert _refusal(lambda: keyring.unlock(new, *asked)) is ErrorCode.PERSON_UNKNOWN
    assert (folder / key_file.COPY).read_bytes() == new  # a copy of the old file would open nothing
    assert not (folder / key_file.NEXT).exists()
    assert not rekeying.copy_of(folder / STORE_FILE).exists()


def test_who_stays_notices_nothing(station: Desk, staff: Staff, sheets: Mapping[str, str]) -> None:
    """The sitting goes on, PINs and passphrases and sheets of before open, log and anchors are good."""
    folder, head = station.folder, station.person.id
    officer = staff.ids[Role.HOUSE_OFFICER]
    office.set_pin(station, PIN)
    theirs = office.step_in(office.step_aside(station), officer, NAMES[Role.HOUSE_OFFICER][2])
    office.set_pin(theirs, OTHER_PIN)
    desk = office.step_in_by_pin(office.step_aside(theirs), head, PIN)
    saved = recording.add(desk, ELDER)
    people.leave(desk, staff.ids[LEAVER])
    assert reading.matter(desk, saved.record).row.token == saved.token
    recording.add(desk, ELDER)
    desk.room.anchor.flush()
    assert keeping.verify_log(desk).findings == ()
    assert recovery.drill(desk, sheets["district"], sheets["house_officer"]).sheets
    again = office.step_in_by_pin(office.step_aside(desk), officer, OTHER_PIN)
    office.leave(office.step_in(office.step_aside(again), head, PASSPHRASE))
    for person, passphrase in ((head, PASSPHRASE), (officer, NAMES[Role.HOUSE_OFFICER][2])):
        with office.at_desk(folder, passphrase, person, NOON) as desk:
            assert desk.room.standing.findings == ()
    with office.at_desk(folder, PASSPHRASE, head, NOON) as desk:
        assert keeping.verify_log(desk).findings == ()
    new = "कच्ची दीवार पर चढ़ती हरी बेल"
    with recovery.let_in(folder, sheets["nodal_officer"], sheets["district"], officer, new, NOON).store.read():
        pass


def test_one_after_the_other_may_leave(station: Desk, staff: Staff) -> None:
    """Each leaving changes the keys once more, and each line of the key file names the file that came of it."""
    keys = [store_key(station.room.secrets)]
    house = staff.second(Role.HOUSE_OFFICER)
    name, rank, passphrase = NAMES[Role.COUNSELLOR]
    other = people.add(station, name, rank, True, passphrase, Role.COUNSELLOR, house).id
    for person in (staff.ids[LEAVER], other):
        people.leave(station, person, house)
        keys.append(store_key(station.room.secrets))
        assert key_file.named(station) == station.vault_sha256()
    assert len(set(keys)) == 3
    assert keeping.verify_log(station).findings == ()


def test_the_last_head_does_not_go_and_no_key_changes(station: Desk) -> None:
    """A leaving that is refused within the act leaves lines, keys and files as they were."""
    staff = add_staff(station, LEAVER)
    people.give(station, staff.ids[LEAVER], Role.IN_CHARGE, until="2026-10-11")
    acting = office.step_in(office.step_aside(station), staff.ids[LEAVER], NAMES[LEAVER][2])
    before, key = acting.vault_sha256(), store_key(acting.room.secrets)
    assert _refusal(lambda: people.leave(acting, station.person.id)) is ErrorCode.LAST_HEAD
    assert (acting.vault_sha256(), store_key(acting.room.secrets)) == (before, key)
    assert sorted(file.name for file in acting.folder.glob("*.next")) == []
    assert found(acting) == []
    assert all(row.active for row in reading.people(acting))
    acting.personal.wipe()


def test_no_new_key_for_a_box_that_the_record_does_not_know(station: Desk, staff: Staff) -> None:
    """Whoever holds the root could put their box into a slot and name the file: nothing is sealed to it.

    A colleague's slot they cannot even name; with their own they get no further than the next change of keys.
    """
    before = (station.folder / VAULT_FILE).read_bytes()
    device = key_file.device_key(station.folder)
    for person, refused in (
        (staff.ids[Role.HOUSE_OFFICER], ErrorCode.KEY_FILE_SWAPPED),
        (station.person.id, ErrorCode.VAULT_DAMAGED),
    ):
        slot = keyring.renew_slot(before, station.room.secrets, PersonId(person), NAMES[LEAVER][2], device)
        key_file.change(station, slot.data)
        assert _refusal(lambda: people.leave(station, staff.ids[LEAVER])) is refused
        (station.folder / VAULT_FILE).write_bytes(before)
    key_file.change(station, before)
    people.leave(station, staff.ids[LEAVER])


def test_a_colleagues_slot_is_named_by_nobody_alone(station: Desk, staff: Staff) -> None:
    """A patched seat of the desk staff names a file with another slot of the in-charge: found, and not believed."""
    folder, head = station.folder, PersonId(station.person.id)
    honest = (folder / VAULT_FILE).read_bytes()
    clerk = office.step_in(office.step_aside(station), staff.ids[LEAVER], NAMES[LEAVER][2])
    crafted = keyring.renew_slot(honest, clerk.room.secrets, head, OTHER_PASSPHRASE, key_file.device_key(folder)).data
    key_file.change(clerk, crafted)
    assert found(clerk) == ["line-unfounded"]
    assert key_file.named(clerk) == sha256(honest).hexdigest()
    office.leave(clerk)
    assert _refusal(lambda: office.unlock(folder, OTHER_PASSPHRASE, head, NOON)) is ErrorCode.KEY_FILE_OLD
    (folder / VAULT_FILE).write_bytes(honest)
    with office.at_desk(folder, PASSPHRASE, head, NOON) as desk:
        assert [finding.code.value for finding in desk.room.standing.findings] == ["line-unfounded"]


def test_the_former_passphrase_does_not_come_back_with_the_copy(station: Desk) -> None:
    """The kept copy is of the file in force: the old passphrase opens nothing with it, the new one does."""
    folder, person = station.folder, station.person.id
    people.change_passphrase(station, PASSPHRASE, OTHER_PASSPHRASE)
    office.leave(station)
    (folder / VAULT_FILE).unlink()
    key_file.use_copy(folder)
    assert _refusal(lambda: office.unlock(folder, PASSPHRASE, person, NOON)) is ErrorCode.PASSPHRASE_WRONG
    with office.at_desk(folder, OTHER_PASSPHRASE, person, NOON) as desk:
        assert desk.room.standing.findings == ()


def test_an_older_key_file_is_said_to_be_that(station: Desk, staff: Staff) -> None:
    """After a change of keys an older file opens no store: nothing is damaged, and the copy beside it is the cure."""
    kept, folder, head = _kept(station, staff), station.folder, station.person.id
    people.leave(station, kept.person)
    office.leave(station)
    (folder / VAULT_FILE).write_bytes(kept.vault)
    assert _refusal(lambda: office.unlock(folder, PASSPHRASE, head, NOON)) is ErrorCode.KEY_FILE_STALE
    key_file.use_copy(folder)
    with office.at_desk(folder, PASSPHRASE, head, NOON) as desk:
        assert desk.room.standing.findings == ()
    store = folder / STORE_FILE
    store.write_bytes(bytes(len(store.read_bytes())))
    assert _refusal(lambda: office.unlock(folder, PASSPHRASE, head, NOON)) is ErrorCode.STORE_DAMAGED


@pytest.fixture
def cannot_rename(station: Desk) -> Path:
    """Make the last step of a change of the key file fail: a folder lies where the copy goes."""
    place = station.folder / key_file.COPY
    place.unlink(missing_ok=True)
    place.mkdir()
    return place


def test_what_the_disk_refuses_after_the_act_is_done_later(station: Desk, staff: Staff, cannot_rename: Path) -> None:
    """A colleague has their role, sheets their digits; the next change is refused until the disk takes the file."""
    folder, head = station.folder, station.person.id
    added = people.add(station, "रमा", "आरक्षी", True, OTHER_PASSPHRASE).id
    assert [one.powers[0].role for one in people.colleagues(station) if one.row.id == added] == [Role.CENTRE_STAFF]
    assert (folder / key_file.NEXT).exists()
    assert keeping.verify_log(station).findings == ()
    agreeing = staff.second(Role.HOUSE_OFFICER)
    assert _refusal(lambda: recovery.issue(station, recovery.SHEETS, agreeing)) is ErrorCode.WRITE_FAILED
    assert key_file.named(station) == sha256((folder / key_file.NEXT).read_bytes()).hexdigest()
    cannot_rename.rmdir()
    key_file.in_force(station.room)
    cannot_rename.unlink()
    cannot_rename.mkdir()
    digits = recovery.issue(station, recovery.SHEETS, agreeing).digits
    assert recovery.drill(station, digits["district"]).sheets == ("district",)
    office.leave(station)
    cannot_rename.rmdir()
    with office.at_desk(folder, PASSPHRASE, head, NOON) as desk:
        assert keeping.verify_log(desk).findings == ()
        assert recovery.drill(desk, digits["district"], digits["nodal_officer"]).sheets
    assert not (folder / key_file.NEXT).exists()


def test_an_anchor_of_the_old_keys_is_not_believed_later(station: Desk, staff: Staff) -> None:
    """Old and new key file laid side by side, as after a cut, with anchors sealed under the old root: found."""
    kept, folder = _kept(station, staff), station.folder
    places = (folder / office.HEAD_NOTE, anchor.outside(state_dir(), station.office.id, folder))
    station.room.anchor.flush()
    anchors = [place.read_bytes() for place in places]
    people.leave(station, kept.person)
    office.leave(station)
    new = (folder / VAULT_FILE).read_bytes()
    (folder / VAULT_FILE).write_bytes(kept.vault)
    (folder / key_file.NEXT).write_bytes(new)
    for place, data in zip(places, anchors, strict=True):
        place.write_bytes(data)
    device, head = key_file.device_key(folder), PersonId(station.person.id)
    before, after = (keyring.unlock(data, head, PASSPHRASE, device).office for data in (kept.vault, new))
    room = office.open_room(folder, FolderLock(folder), before, NOON, after)
    with room.store.read() as read:
        assert [finding.code.value for finding in room.anchor.compare(read)] == ["anchor-damaged"] * 2
    room.close()
    assert (folder / VAULT_FILE).read_bytes() == new


def test_the_key_of_the_anchors_before_goes_with_the_change(station: Desk, staff: Staff) -> None:
    """A settled change leaves nothing of it; who puts a value back in its place is found, at the next sign-in too."""
    people.leave(station, staff.ids[LEAVER])
    with station.store.read() as read:
        assert office_rows.value(read, key_file.FORMER_ANCHOR_KEY) is None
    with station.store.write() as write:
        office_rows.put_value(write, key_file.FORMER_ANCHOR_KEY, b"?" * 96)
    assert FindingCode.OFFICE_DIFFERS in {finding.code for finding in keeping.verify_log(station).findings}
    folder = station.folder
    office.leave(station)
    with office.at_desk(folder, PASSPHRASE, station.person.id, NOON) as desk:
        assert FindingCode.OFFICE_DIFFERS in {finding.code for finding in desk.room.standing.findings}


def test_an_older_waiting_file_is_dropped(station: Desk, staff: Staff) -> None:
    """A file with new keys that waits beside a store with the old ones never came into force: it goes."""
    folder = station.folder
    before = (folder / VAULT_FILE).read_bytes()
    data, fresh = keyring.rotate(before, station.room.secrets, PersonId(staff.ids[LEAVER]))
    fresh.wipe()
    office.leave(station)
    (folder / key_file.NEXT).write_bytes(data)
    for passphrase, person in ((PASSPHRASE, station.person.id), (NAMES[LEAVER][2], staff.ids[LEAVER])):
        with office.at_desk(folder, passphrase, person, NOON) as desk:
            assert desk.room.standing.findings == ()
    assert (folder / VAULT_FILE).read_bytes() == before
    assert not (folder / key_file.NEXT).exists()


# --- power cuts --------------------------------------------------------------------------------------

CHILD = """
import os, signal, sys
from pathlib import Path
from station_desk.desk import office, people
from tests.conftest import NOON, PASSPHRASE
folder, head, leaver, moment = sys.argv[1:]
desk = office.unlock(Path(folder), PASSPHRASE, head, practice_at=NOON)
desk.room.anchor.flush()
done = 0
def step(event, arguments):
    global done
    if event not in ("open", "os.rename", "os.remove"):
        return
    done += 1
    named = event == "os.rename" and os.path.basename(os.fspath(arguments[1])) == moment
    if named or moment == str(done):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(step)
print("ready", flush=True)
people.leave(desk, leaver)
print(done, flush=True)
os._exit(0)
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """A closed station, with the account's own folder, to be copied for each cut."""

    folder: Path
    state: Path
    head: str
    staff: Staff
    sheets: Mapping[str, str]
    kept: Kept

    def copy(self, place: Path, patch: pytest.MonkeyPatch) -> Path:
        """Copy both; the account's folder is the copy from now on."""
        patch.setenv("XDG_STATE_HOME", str(shutil.copytree(self.state, place / "state")))
        return Path(shutil.copytree(self.folder, place / "station"))

    def cut(self, folder: Path, moment: str = "", after: float | None = None) -> tuple[int, float]:
        """Let the leaver go in a process of its own, killed at a named step or after a time; steps and seconds."""
        arguments = [sys.executable, "-c", CHILD, str(folder), self.head, self.kept.person, moment]
        child = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        began = time.monotonic()
        if after is not None:
            time.sleep(after)
            child.kill()
        told = child.communicate()[0].strip()
        return int(told or 0), time.monotonic() - began

    def openers(self) -> list[Callable[[Path], None]]:
        """Return the ways of those who stay into the office."""
        officer, passphrase = self.staff.ids[Role.HOUSE_OFFICER], NAMES[Role.HOUSE_OFFICER][2]

        def by_sheets(folder: Path) -> None:
            assert recovery.people_with_sheets(folder, self.sheets["district"], self.sheets["nodal_officer"], NOON)

        return [
            lambda folder: _sound(folder, self.head, PASSPHRASE),
            lambda folder: _sound(folder, officer, passphrase),
            by_sheets,
        ]

    def gone(self, folder: Path) -> bool:
        """Tell whether the leaver went, and hold everything else against it: all of it happened, or nothing."""
        with office.at_desk(folder, PASSPHRASE, self.head, NOON) as desk:
            assert keeping.verify_log(desk).findings == ()
            (row,) = [row for row in reading.people(desk) if row.id == self.kept.person]
            assert key_file.named(desk) == desk.vault_sha256()
            officer = PersonId(self.staff.ids[Role.HOUSE_OFFICER]), NAMES[Role.HOUSE_OFFICER][2]
            vault, device = (folder / VAULT_FILE).read_bytes(), key_file.device_key(folder)
            assert keyring.unlock(vault, *officer, device).office == desk.room.secrets
        gone = not row.active
        assert self.kept.opens(folder / STORE_FILE) == (not gone)
        assert (self.kept.person in office.signers(folder)) == (not gone)
        assert [*folder.glob("*.next"), *folder.glob(f"{STORE_FILE}.next*")] == []
        return gone


def _sound(folder: Path, person: str, passphrase: str) -> None:
    with office.at_desk(folder, passphrase, person, NOON) as desk:
        assert desk.room.standing.findings == ()


@pytest.fixture
def scene(station: Desk, staff: Staff, sheets: Mapping[str, str], own_state: Path) -> Scene:
    """The station with its people and sheets, closed."""
    recording.add(station, ELDER)
    kept = _kept(station, staff)
    office.leave(station)
    return Scene(station.folder, own_state, station.person.id, staff, sheets, kept)


def test_a_cut_anywhere_leaves_all_of_it_or_nothing(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before each renaming, at steps and at times drawn from a seed: who stays gets in, first in turn."""
    draw = random.Random(3)
    steps, seconds = scene.cut(scene.copy(tmp_path / "whole", monkeypatch))
    assert steps > len(MOMENTS)
    cuts: list[tuple[str, float | None]] = [(moment, None) for moment in MOMENTS]
    cuts += [(str(draw.randint(1, steps)), None) for _ in range(7)]
    cuts += [("", draw.uniform(0, seconds)) for _ in range(CUTS - len(cuts))]
    outcomes = []
    for number, (moment, after) in enumerate(cuts):
        folder = scene.copy(tmp_path / str(number), monkeypatch)
        scene.cut(folder, moment, after)
        openers = scene.openers()
        openers[number % len(openers)](folder)
        outcomes.append(scene.gone(folder))
        shutil.rmtree(tmp_path / str(number))
    assert outcomes[: len(MOMENTS)] == [False, False, True, True, True]


@pytest.mark.parametrize("opener", range(3))
def test_each_who_stays_can_be_the_first_after_a_cut(
    scene: Scene, opener: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store has its new key, key file and anchors have not: a passphrase finishes it, and so do two sheets."""
    folder = scene.copy(tmp_path / "cut", monkeypatch)
    scene.cut(folder, office.HEAD_NOTE)
    assert (folder / key_file.NEXT).exists()
    assert (folder / VAULT_FILE).read_bytes() == scene.kept.vault
    leaver = scene.kept.person, NAMES[LEAVER][2]
    assert _refusal(lambda: office.unlock(folder, leaver[1], leaver[0], NOON)) is ErrorCode.PASSPHRASE_WRONG
    scene.openers()[opener](folder)
    assert scene.gone(folder)
