"""Making and opening an office. Owns the order in which key file, store and first lines come to be.

A new office is made beside a marker that is removed last: what a power cut leaves half made is made anew.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from station_desk.desk.journal import append_line, write_line
from station_desk.desk.people import PERSON_ADDED, person_parts
from station_desk.desk.ports import STORE_FILE, VAULT_FILE, VAULT_LIMIT, Desk, Kind, Office, intake_form, toml
from station_desk.desk.recording import rebuild
from station_desk.domain.calendar import write_moment
from station_desk.domain.fields import Wording
from station_desk.domain.ids import OFFICE_CODE, PersonId
from station_desk.domain.log import canonical
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import Clock, PracticeClock, SystemClock, new_id, ticks
from station_desk.host.drives import read_file, write_file
from station_desk.host.locks import FolderLock
from station_desk.host.paths import create_private_file, make_private_dir
from station_desk.host.spool import Spool
from station_desk.store import form_tables
from station_desk.store import office as office_rows
from station_desk.store.store import Store
from station_desk.sync.keys import OfficeKeys
from station_desk.vault import keyring
from station_desk.vault.author import Author
from station_desk.vault.cost import FLOOR, calibrate
from station_desk.vault.keyring import PersonSecrets

OFFICE = "office"
KEYS = "keys"
BEING_MADE = "being-made"
# What the window or a cut-off making may have left in a folder that is no office yet.
OURS = frozenset({VAULT_FILE, STORE_FILE, BEING_MADE, "desk.lock", "notes.log", "spool", "window.json"})
MADE, OPENED, LEFT = "office.made", "person.signed_in", "person.signed_out"


@dataclass(frozen=True, slots=True)
class Station:
    """A station of the list the wizard offers."""

    code: str
    name: Wording
    district: Wording


def stations() -> list[Station]:
    """Return the stations of the shipped list, in its order."""
    rows = cast(list[dict[str, Any]], toml("lists/stations.toml")["station"])
    return [Station(row["code"], Wording(**row["name"]), Wording(**row["district"])) for row in rows]


def exists(folder: Path) -> bool:
    """Tell whether a folder holds an office; one whose making was cut off does not count, nobody has used it."""
    found = [(folder / name).exists() for name in (VAULT_FILE, STORE_FILE)]
    # The key file is written last, so both together are an office whatever a cut left beside them.
    return all(found) or (any(found) and not (folder / BEING_MADE).exists())


def create(
    folder: Path,
    kind: Kind,
    code: str,
    name: str,
    district: str,
    person_name: str,
    rank: str,
    woman: bool,
    passphrase: str,
    practice_at: datetime | None = None,
) -> None:
    """Make an encrypted office with its first person.

    `practice_at` makes a practice office, marked so for ever, the only kind that accepts another clock. Raises
    OFFICE_EXISTS, CODE_INVALID, PASSPHRASE_SHORT, PASSPHRASE_COMMON, DISK_FULL, READ_ONLY, ALREADY_RUNNING.
    """
    if not OFFICE_CODE.fullmatch(code):
        raise DeskError(ErrorCode.CODE_INVALID)
    if not name.strip() or not person_name.strip():
        raise DeskError(ErrorCode.NAME_NEEDED)
    if not exists(folder) and folder.is_dir() and any(entry.name not in OURS for entry in folder.iterdir()):
        raise DeskError(ErrorCode.FOLDER_NOT_EMPTY)
    make_private_dir(folder)
    with FolderLock(folder):
        if exists(folder):
            raise DeskError(ErrorCode.OFFICE_EXISTS)
        making = folder / BEING_MADE
        if making.exists():
            for left in (folder / STORE_FILE, folder / VAULT_FILE):
                left.unlink(missing_ok=True)
            shutil.rmtree(making)
        make_private_dir(making)
        office = Office(kind, code, name.strip(), district.strip(), practice_at is not None, 1)
        clock: Clock = PracticeClock(practice_at) if practice_at else SystemClock()
        cost = FLOOR if practice_at else calibrate(ticks)
        person = office_rows.PersonRow(new_id(), person_name.strip(), rank.strip(), woman, True, b"", True)
        vault, secrets = keyring.create(code, PersonId(person.id), passphrase, cost, [office.name, person.name])
        os.close(create_private_file(making / STORE_FILE))
        store = Store(making / STORE_FILE, store_key(secrets), create=True)
        try:
            _first_lines(store, office, person, Author(secrets.author_seed), write_moment(clock.now()))
        finally:
            store.close()
        (making / STORE_FILE).replace(folder / STORE_FILE)
        write_file(folder / VAULT_FILE, vault)
        shutil.rmtree(making)


def store_key(secrets: PersonSecrets) -> bytes:
    """Return the 48 bytes SQLCipher is opened with: 32 of key, 16 of salt."""
    return secrets.store_key.reveal() + secrets.store_salt.reveal()


def _first_lines(store: Store, office: Office, person: office_rows.PersonRow, author: Author, at: str) -> None:
    with store.write() as write:
        form_tables.make(write, intake_form())
        office_rows.put_value(write, OFFICE, _office_bytes(office))
        office_rows.put_value(write, KEYS, OfficeKeys.generate().to_bytes())
        about = {"kind": office.kind, "practice": int(office.practice)}
        append_line(write, office, person.id, author, at, MADE, "", 0, about, {})
        parts = person_parts(person.id, person.name, person.rank, author.public_key)
        append_line(write, office, person.id, author, at, PERSON_ADDED, person.id, 1, {}, parts)
        row = office_rows.PersonRow(person.id, person.name, person.rank, person.woman, True, author.public_key, True)
        office_rows.add_person(write, row)


def _office_bytes(office: Office) -> bytes:
    return canonical(
        {
            "code": office.code,
            "district": office.district,
            "epoch": office.epoch,
            "kind": office.kind,
            "name": office.name,
            "practice": office.practice,
        }
    )


def signers(folder: Path) -> list[PersonId]:
    """Return the ids of those who have a passphrase here. Their names are inside the store."""
    return keyring.people(read_vault(folder))


def read_vault(folder: Path) -> bytes:
    """Return the bytes of the key file. Raises OFFICE_MISSING, VAULT_MISSING."""
    if not exists(folder):
        raise DeskError(ErrorCode.OFFICE_MISSING)
    if not (folder / VAULT_FILE).exists():
        raise DeskError(ErrorCode.VAULT_MISSING)
    return read_file(folder / VAULT_FILE, VAULT_LIMIT)


def unlock(folder: Path, passphrase: str, person: str = "", practice_at: datetime | None = None) -> Desk:
    """Open an office for one person.

    `person` (an id, or a name as it stands in the office) is needed where several have a passphrase. Names are inside
    the store, so a name is tried on every slot. Raises OFFICE_MISSING, VAULT_MISSING, VAULT_DAMAGED, STORE_MISSING,
    PASSPHRASE_WRONG, PERSON_NEEDED, ALREADY_RUNNING, STORE_DAMAGED, STORE_NEWER, READ_ONLY, CLOCK_IS_REAL.
    """
    vault = read_vault(folder)
    lock = FolderLock(folder)
    try:
        desk = _try_slots(folder, lock, vault, passphrase, person, practice_at)
    except BaseException:
        lock.release()
        raise
    Spool(folder).wipe()
    return desk


def _try_slots(
    folder: Path, lock: FolderLock, vault: bytes, passphrase: str, person: str, practice_at: datetime | None
) -> Desk:
    slots, refusal = keyring.people(vault), ErrorCode.PASSPHRASE_WRONG
    if not person and len(slots) > 1:
        raise DeskError(ErrorCode.PERSON_NEEDED, count=len(slots))
    for slot in [PersonId(person)] if person in slots else slots:
        try:
            found, secrets = keyring.unlock(vault, slot, passphrase)
        except DeskError as error:
            if error.code is not ErrorCode.PASSPHRASE_WRONG:
                raise
            continue
        desk = _sit_down(folder, lock, secrets, found, practice_at)
        if person in ("", desk.person.id, desk.person.name):
            _greet(desk)
            return desk
        with desk.store.read() as read:
            if person not in {name for row in office_rows.people(read) for name in (row.id, row.name)}:
                refusal = ErrorCode.PERSON_UNKNOWN
        desk.store.close()
        secrets.wipe()
    raise DeskError(refusal)


def _sit_down(
    folder: Path, lock: FolderLock, secrets: PersonSecrets, person: str, practice_at: datetime | None
) -> Desk:
    if not (folder / STORE_FILE).exists():
        raise DeskError(ErrorCode.STORE_MISSING)
    store = Store(folder / STORE_FILE, store_key(secrets))
    try:
        with store.read() as read:
            raw = office_rows.value(read, OFFICE)
            row = next((row for row in office_rows.people(read) if row.id == person), None)
        if raw is None or row is None:
            raise DeskError(ErrorCode.STORE_DAMAGED)
        office = Office(**json.loads(raw))
        if practice_at and not office.practice:
            raise DeskError(ErrorCode.CLOCK_IS_REAL)
    except BaseException:
        store.close()
        raise
    clock: Clock = PracticeClock(practice_at) if practice_at else SystemClock()
    return Desk(folder, office, row, store, secrets, Author(secrets.author_seed), clock, lock)


def _greet(desk: Desk) -> None:
    with desk.store.write() as write:
        if not form_tables.fits(write, intake_form()):
            rebuild(write)
        write_line(desk, write, OPENED)


def leave(desk: Desk) -> None:
    """Sign out and close; keys are forgotten and the folder let go even when the last line cannot be written."""
    try:
        with desk.store.write() as write:
            write_line(desk, write, LEFT)
    finally:
        desk.close()


@contextmanager
def at_desk(folder: Path, passphrase: str, person: str = "", practice_at: datetime | None = None) -> Iterator[Desk]:
    """Open an office for the length of a block and leave it properly."""
    desk = unlock(folder, passphrase, person, practice_at)
    try:
        yield desk
    finally:
        leave(desk)


def keys_of(desk: Desk) -> OfficeKeys:
    """Return the office's own keys, which never leave the store."""
    with desk.store.read() as read:
        raw = office_rows.value(read, KEYS)
    if raw is None:
        raise DeskError(ErrorCode.STORE_DAMAGED)
    return OfficeKeys.from_bytes(raw)


def set_practice_clock(desk: Desk, moment: datetime) -> None:
    """Move the clock of a practice office. Raises CLOCK_IS_REAL in any other."""
    if not desk.office.practice or not isinstance(desk.clock, PracticeClock):
        raise DeskError(ErrorCode.CLOCK_IS_REAL)
    desk.clock.set(moment.astimezone(UTC))
