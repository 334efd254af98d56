"""Sitting down at an office and leaving it: signing in, changing places, leaving. Owns the order of these acts.

unlock      passphrase → key file → store → quick look at the record → signed in
step_aside  the first person's keys are dropped, the store stays open (`Room`)
step_in     the next person's passphrase, or a PIN they set since they signed in today
leave       everything is closed and forgotten; the caller then ends the process (lock)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from station_desk.desk import cases, keeping, key_file, sealing, set_right, sign_in, timekeeper
from station_desk.desk.anchor import Anchor, of_other_folders
from station_desk.desk.anchor import outside as anchor_outside
from station_desk.desk.finding import FindingCode
from station_desk.desk.journal import write_line
from station_desk.desk.making import OFFICE, read_office
from station_desk.desk.making import create as create
from station_desk.desk.making import exists as exists
from station_desk.desk.making import stations as stations
from station_desk.desk.office_keys import keys_of as keys_of
from station_desk.desk.ports import STORE_FILE, Desk, Room, Standing, intake_form
from station_desk.desk.recording import rebuild
from station_desk.domain.ids import PersonId
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import Clock, PracticeClock, SystemClock
from station_desk.host.locks import FolderLock
from station_desk.host.paths import state_dir
from station_desk.host.spool import Spool
from station_desk.store import form_tables, log
from station_desk.store import office as office_rows
from station_desk.store.log import LogHead
from station_desk.store.office import PersonRow
from station_desk.store.store import Store
from station_desk.vault import keyring, self_test
from station_desk.vault.author import Author
from station_desk.vault.keyring import OfficeSecrets, PersonSecrets, Unlocked
from station_desk.vault.pins import Pins

OPENED, LEFT, FAILED = keeping.SIGNED_IN, "person.signed_out", sign_in.FAILED
ASIDE, SEATED = "person.stepped_aside", "person.stepped_in"
HEAD_NOTE = "head.note"
ORDER_DAY = date(2025, 10, 6)  # the order that made the centres: no record is older


def signers(folder: Path) -> list[PersonId]:
    """Return the ids of those who have a passphrase here. Their names are inside the store."""
    return keyring.people(_vaults(folder)[0])


def _vaults(folder: Path) -> list[bytes]:
    if not exists(folder):
        raise DeskError(ErrorCode.OFFICE_MISSING)
    return key_file.read(folder)


def unlock(folder: Path, passphrase: str, person: str = "", practice_at: datetime | None = None) -> Desk:
    """Open an office for one person.

    `person` (an id, or a name as it stands in the office) is needed where several have a passphrase. Names are inside
    the store, so a name is tried on every slot. Raises OFFICE_MISSING, VAULT_MISSING, VAULT_DAMAGED,
    DEVICE_KEY_MISSING, STORE_MISSING, PASSPHRASE_WRONG, SIGN_IN_WAIT, PERSON_NEEDED, PERSON_LEFT, ALREADY_RUNNING,
    STORE_DAMAGED, KEY_FILE_STALE, STORE_NEWER, READ_ONLY, CLOCK_IS_REAL, LIBRARY_UNSUITABLE.
    """
    self_test.check()
    _vaults(folder)  # that there is no office is told before a lock is laid in the folder
    lock = FolderLock(folder)
    try:
        desk = _open(folder, lock, _vaults(folder), passphrase, person, practice_at)
    except BaseException:
        lock.release()
        raise
    Spool(folder).wipe()
    return desk


def _open(
    folder: Path, lock: FolderLock, vaults: list[bytes], passphrase: str, person: str, practice_at: datetime | None
) -> Desk:
    slots = [str(id) for vault in reversed(vaults) for id in keyring.people(vault)]
    if not person and len(set(slots)) > 1:
        raise DeskError(ErrorCode.PERSON_NEEDED, count=len(set(slots)))
    if person in slots or not person:
        unlocked = sign_in.open_slot(folder, vaults, person or slots[0], passphrase)
    else:
        unlocked = sign_in.open_any(folder, vaults, list(dict.fromkeys(slots)), passphrase, "")
    waiting: OfficeSecrets | None = None
    try:
        waiting = _waiting_keys(folder, vaults, unlocked, passphrase)
        room = open_room(folder, lock, unlocked.office, practice_at, waiting)
    except BaseException as error:
        unlocked.personal.wipe()
        # The store goes with the file that waits, and there this passphrase is over: nothing is damaged.
        shut = isinstance(error, DeskError) and error.code in (ErrorCode.STORE_DAMAGED, ErrorCode.KEY_FILE_STALE)
        if shut and waiting is None and len(vaults) > 1:
            raise DeskError(ErrorCode.PASSPHRASE_WRONG) from None
        raise
    try:
        if len(vaults) > 1:  # one of the two has just come into force, and only what opens that one counts
            device, force = key_file.device_key(folder), key_file.read(folder)[0]
            again = keyring.unlock(force, unlocked.person, passphrase, device)
            again.office.wipe()
            again.personal.wipe()
        desk = _seat(room, unlocked.person, unlocked.personal)
        if person not in ("", desk.person.id, desk.person.name):
            raise DeskError(ErrorCode.PASSPHRASE_WRONG)
        if desk.person.id not in key_file.current(room, key_file.read(folder)[0]):
            room.standing.older.add(desk.person.id)
        _greet(desk)
    except BaseException:
        unlocked.personal.wipe()
        room.close()
        raise
    return desk


def _waiting_keys(folder: Path, vaults: list[bytes], unlocked: Unlocked, passphrase: str) -> OfficeSecrets | None:
    """Return the keys of a key file that a power cut left waiting, where they are others than those in `unlocked`."""
    for vault in vaults[1:]:
        with suppress(DeskError):
            other = keyring.unlock(vault, unlocked.person, passphrase, key_file.device_key(folder))
            other.personal.wipe()
            if other.office.root != unlocked.office.root:
                return other.office
            other.office.wipe()
    return None


def open_room(
    folder: Path,
    lock: FolderLock,
    secrets: OfficeSecrets,
    practice_at: datetime | None,
    waiting: OfficeSecrets | None = None,
) -> Room:
    """Open the store with keys that somebody has just proved to hold; nobody sits at the desk yet.

    `waiting` are those of a newer key file that a power cut left beside the one in force. Whichever opens the store is
    kept by the room and its file put in force; the other keys are wiped. STORE_DAMAGED when neither does, or
    KEY_FILE_STALE when the kept copy of the key file is another one: an older may have been put in its place.
    """
    if not (folder / STORE_FILE).exists():
        raise DeskError(ErrorCode.STORE_MISSING)
    try:
        store, held = _open_store(folder / STORE_FILE, secrets, waiting)
    except DeskError as error:
        if error.code is ErrorCode.STORE_DAMAGED and key_file.copy(folder) not in (None, key_file.read(folder)[0]):
            raise DeskError(ErrorCode.KEY_FILE_STALE) from None
        raise
    try:
        with store.read() as read:
            raw, told = office_rows.value(read, OFFICE), key_file.told_by(read)
        if raw is None:
            raise DeskError(ErrorCode.STORE_DAMAGED)
        office = read_office(raw)
        if practice_at and not office.practice:
            raise DeskError(ErrorCode.CLOCK_IS_REAL)
        clock: Clock = PracticeClock(practice_at) if practice_at else SystemClock()
        with store.read() as read:
            time = timekeeper.resume(clock, read, ORDER_DAY)
            former = key_file.anchor_key_before(read, folder)
        outside = anchor_outside(state_dir(), office.id, folder)
        anchor = Anchor(
            places=(folder / HEAD_NOTE, outside),
            key=former or key_file.anchor_key(held),
            office=office.code,
            epoch=office.epoch,
            head=lambda: _head(store),
            others=of_other_folders(outside),
        )
        if former:
            anchor.renew(key_file.anchor_key(held))
        key_file.settle(store, folder, told, held)
        store.after_commit = anchor.told
    except BaseException:
        store.close()
        raise
    finally:
        for other in (secrets, waiting):
            if other is not None and other is not held:
                other.wipe()
    return Room(folder, office, store, held, clock, time, lock, anchor, Pins(), Standing())


def _open_store(path: Path, secrets: OfficeSecrets, waiting: OfficeSecrets | None) -> tuple[Store, OfficeSecrets]:
    """Open the store with the keys in force or, where they do not, with those waiting; return which did."""
    try:
        return Store(path, key_file.store_key(secrets)), secrets
    except DeskError as error:
        if waiting is None or error.code is not ErrorCode.STORE_DAMAGED:
            raise
    return Store(path, key_file.store_key(waiting)), waiting


def _head(store: Store) -> LogHead:
    with store.read() as read:
        return log.head(read)


def _seat(room: Room, person: str, personal: PersonSecrets) -> Desk:
    """Let a person sit down who proved to hold their keys. Raises PERSON_LEFT, KEY_FILE_OLD."""
    with room.store.read() as read:
        row = next((row for row in office_rows.people(read) if row.id == person), None)
    if row is None:
        raise DeskError(ErrorCode.STORE_DAMAGED)
    if not (row.active and row.signs_in):
        raise DeskError(ErrorCode.PERSON_LEFT)
    author = Author(personal.author_seed)
    if author.public_key != row.key:
        raise DeskError(ErrorCode.KEY_FILE_OLD)
    return Desk(room, row, personal, author)


def _greet(desk: Desk) -> None:
    """Look at the record, then write that the person is here, and the wrong tries there were before."""
    looked = keeping.quick(desk)
    found = set_right.take_note(desk, looked)
    tries, since = sign_in.clear_failures(desk.folder, desk.person.id)
    with desk.store.write() as write:
        if not (form_tables.fits(write, intake_form()) and cases.fits(write)):
            rebuild(write)
        if tries:
            write_line(desk, write, FAILED, about={"count": tries, "since": since})
        missing = keeping.note_missing(desk, write, looked)
        write_line(desk, write, OPENED, about={"heads": len(log.checkpoints(write))})
    if missing:  # its line tells of it from now on
        set_right.take_note(desk, [one for one in looked if one.code is not FindingCode.ANCHOR_MISSING])
    if not found:
        sealing.settle(desk)


def leave(desk: Desk) -> None:
    """Sign out and close; keys are forgotten and the folder let go even when the last line cannot be written."""
    try:
        with desk.store.write() as write:
            write_line(desk, write, LEFT)
        if desk.office.kind == "station" and not desk.room.standing.findings:
            keeping.checkpoint(desk)
    finally:
        desk.close()


@contextmanager
def at_desk(folder: Path, passphrase: str, person: str = "", practice_at: datetime | None = None) -> Iterator[Desk]:
    """Open an office for the length of a block and leave it properly."""
    desk = unlock(folder, passphrase, person, practice_at)
    try:
        yield desk
    finally:
        if not desk.room.closed:
            leave(desk)


# Cover and switch: the process lives on.


def set_pin(desk: Desk, pin: str) -> None:
    """Keep a PIN of the person at the desk in memory, until the process ends. Raises PIN_SHORT, PIN_COMMON."""
    desk.room.pins.set(PersonId(desk.person.id), pin, desk.personal)


def has_pin(desk: Desk) -> bool:
    """Tell whether the person at the desk has a PIN that can still be tried."""
    return desk.room.pins.has(PersonId(desk.person.id))


def check_pin(desk: Desk, pin: str) -> None:
    """Uncover: check the PIN of the person at the desk. Raises PIN_WRONG (`left`), PIN_SPENT after the third."""
    desk.room.pins.open(PersonId(desk.person.id), pin).wipe()


def step_aside(desk: Desk) -> Room:
    """Leave the place to the next person: this person's keys are dropped, the store stays open."""
    try:
        with desk.store.write() as write:
            write_line(desk, write, ASIDE)
    finally:
        desk.personal.wipe()
    return desk.room


@dataclass(frozen=True, slots=True)
class NextPerson:
    """Somebody who may sit down, and whether their PIN is enough."""

    row: PersonRow
    by_pin: bool


def next_people(room: Room) -> list[NextPerson]:
    """Return who may sit down next."""
    with room.store.read() as read:
        rows = office_rows.people(read)
    return [NextPerson(row, room.pins.has(PersonId(row.id))) for row in rows if row.active and row.signs_in]


def step_in(room: Room, person: str, passphrase: str) -> Desk:
    """Sit down with a passphrase while the store is open.

    Raises PASSPHRASE_WRONG, SIGN_IN_WAIT, PERSON_LEFT, KEY_FILE_SWAPPED, KEY_FILE_OLD.
    """
    unlocked = sign_in.open_slot(room.folder, [key_file.at_hand(room, person)], person, passphrase)
    unlocked.office.wipe()
    room.standing.older.discard(person)
    return _sit_down(room, person, unlocked.personal)


def step_in_by_pin(room: Room, person: str, pin: str) -> Desk:
    """Sit down with a PIN. Raises PIN_WRONG (`left`), PIN_SPENT: the caller then locks."""
    return _sit_down(room, person, room.pins.open(PersonId(person), pin))


def _sit_down(room: Room, person: str, personal: PersonSecrets) -> Desk:
    try:
        desk = _seat(room, person, personal)
        tries, since = sign_in.clear_failures(room.folder, person)
        with desk.store.write() as write:
            if tries:
                write_line(desk, write, FAILED, about={"count": tries, "since": since})
            write_line(desk, write, SEATED)
    except BaseException:
        personal.wipe()
        raise
    return desk


def close_room(room: Room) -> None:
    """Close an office at which nobody sits."""
    room.close()


def set_practice_clock(desk: Desk, moment: datetime) -> None:
    """Move the clock of a practice office. Raises CLOCK_IS_REAL in any other."""
    if not desk.office.practice or not isinstance(desk.clock, PracticeClock):
        raise DeskError(ErrorCode.CLOCK_IS_REAL)
    desk.clock.set(moment.astimezone(UTC))
