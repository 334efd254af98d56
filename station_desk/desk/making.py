"""Making an office. Owns the order in which key file, store and first lines come to be.

A new office is made beside a marker that is removed last: what a power cut leaves half made is made anew.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from station_desk.desk.journal import append_line
from station_desk.desk.key_file import DEVICE_FILE, make_device_key, slots_part
from station_desk.desk.key_file import store_key as store_key
from station_desk.desk.people import PERSON_ADDED, person_parts
from station_desk.desk.ports import STORE_FILE, VAULT_FILE, Kind, Office, intake_form, toml
from station_desk.domain.authority import MADE as MADE
from station_desk.domain.authority import ROLE_GRANTED, VAULT_CHANGED
from station_desk.domain.calendar import write_moment
from station_desk.domain.fields import Wording
from station_desk.domain.ids import OFFICE_CODE, PersonId
from station_desk.domain.log import Part, canonical
from station_desk.domain.roles import FIRST, Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import Clock, PracticeClock, SystemClock, new_id, ticks
from station_desk.host.drives import write_file
from station_desk.host.locks import FolderLock
from station_desk.host.paths import create_private_file, make_private_dir
from station_desk.store import form_tables
from station_desk.store import office as office_rows
from station_desk.store.connect import Connection
from station_desk.store.office import PersonRow
from station_desk.store.store import Store
from station_desk.sync.keys import OfficeKeys
from station_desk.vault import box, keyring, self_test
from station_desk.vault.author import Author
from station_desk.vault.cost import FLOOR, calibrate
from station_desk.vault.keyring import Unlocked

OFFICE, KEYS = "office", "keys"
BEING_MADE = "being-made"
# What the window or a cut-off making may have left in a folder that is no office yet.
OURS = frozenset({VAULT_FILE, STORE_FILE, DEVICE_FILE, BEING_MADE, "desk.lock", "notes.log", "spool", "window.json"})


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
    role: Role | None = None,
) -> None:
    """Make an encrypted office with its first person, who lets the others in (`role`: one of `roles.FIRST`).

    `practice_at` makes a practice office, marked so for ever, the only kind that accepts another clock. Raises
    LIBRARY_UNSUITABLE, OFFICE_EXISTS, CODE_INVALID, PASSPHRASE_SHORT, PASSPHRASE_COMMON, DISK_FULL, READ_ONLY,
    ALREADY_RUNNING.
    """
    self_test.check()  # keys that a poor library makes are poor for ever
    first = role or FIRST[kind][0]
    if first not in FIRST[kind]:
        raise DeskError(ErrorCode.ROLES_TOGETHER)
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
        office = Office(new_id(), kind, code, name.strip(), district.strip(), practice_at is not None, 1)
        clock: Clock = PracticeClock(practice_at) if practice_at else SystemClock()
        cost = FLOOR if practice_at else calibrate(ticks)
        person = PersonRow(new_id(), person_name.strip(), rank.strip(), woman, True, b"", True)
        device = make_device_key(folder)
        avoid = [office.name, person.name]
        vault, unlocked = keyring.create(code, PersonId(person.id), passphrase, device, cost, avoid)
        os.close(create_private_file(making / STORE_FILE))
        store = Store(making / STORE_FILE, store_key(unlocked.office), create=True)
        try:
            _first_lines(store, office, person, unlocked, first, vault, write_moment(clock.now()))
        finally:
            store.close()
            unlocked.office.wipe()
            unlocked.personal.wipe()
        (making / STORE_FILE).replace(folder / STORE_FILE)
        write_file(folder / VAULT_FILE, vault)
        shutil.rmtree(making)


def _first_lines(
    store: Store, office: Office, person: PersonRow, unlocked: Unlocked, role: Role, vault: bytes, at: str
) -> None:
    author = Author(unlocked.personal.author_seed)
    whole = replace(person, key=author.public_key, box=box.public_of(unlocked.personal.box_seed))

    def line(
        write: Connection,
        kind: str,
        record: str,
        revision: int,
        about: dict[str, str | int],
        parts: dict[Part, bytes],
    ) -> None:
        append_line(write, office, person.id, author, at, kind, record, revision, about, parts)

    with store.write() as write:
        form_tables.make(write, intake_form())
        office_rows.put_value(write, OFFICE, _office_bytes(office))
        office_rows.put_value(write, KEYS, OfficeKeys.generate().to_bytes())
        line(write, MADE, "", 0, {"kind": office.kind, "sha256": told_sha256(_office_bytes(office))}, {})
        line(write, PERSON_ADDED, person.id, 1, {}, person_parts(whole))
        line(write, ROLE_GRANTED, person.id, 0, {"role": role.value, "until": ""}, {})
        line(write, VAULT_CHANGED, "", 0, {"sha256": sha256(vault).hexdigest()}, {Part.FACTS: slots_part(vault)})
        office_rows.put_person(write, whole)


def read_office(raw: bytes) -> Office:
    """Read what the store says this office is. Raises STORE_DAMAGED."""
    try:
        return Office(**json.loads(raw))
    except (TypeError, ValueError):
        raise DeskError(ErrorCode.STORE_DAMAGED) from None


def told_sha256(raw: bytes) -> str:
    """Return the hash of what the office is said to be for ever: all but the epoch, which a restore raises."""
    told = {name: value for name, value in json.loads(raw).items() if name != "epoch"}
    return sha256(canonical(told)).hexdigest()


def _office_bytes(office: Office) -> bytes:
    return canonical(
        {
            "code": office.code,
            "district": office.district,
            "epoch": office.epoch,
            "id": office.id,
            "kind": office.kind,
            "name": office.name,
            "practice": office.practice,
        }
    )
