"""The key file on the disk: reading it, changing it together with the store, and the copy that is kept of it.

A change is durable as `vault.json.next` before the store's transaction names its hash (`vault.changed`) and becomes
`vault.json` only after it, so a power cut anywhere leaves either the old file with the old line or the new with the
new. A change of the office's keys goes the same way: the store that names the new file is the one that opens with the
key in it, and both come to be by one renaming. Beside it lies `vault.json.1`, a copy of the same file and never of one
before: no former passphrase or sheet comes back with it. Must never hold a key.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from station_desk.desk import staffing
from station_desk.desk.finding import FindingCode
from station_desk.desk.journal import write_line
from station_desk.desk.ports import VAULT_FILE, VAULT_LIMIT, Desk, Room
from station_desk.domain.authority import VAULT_CHANGED as VAULT_CHANGED
from station_desk.domain.ids import PersonId
from station_desk.domain.log import Part, canonical, read_header
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import random_bytes
from station_desk.host.drives import PART, read_file, write_file
from station_desk.host.os_errors import writing
from station_desk.store import log, office
from station_desk.store.connect import Connection
from station_desk.store.store import Store
from station_desk.vault import keyring
from station_desk.vault.keyring import OfficeSecrets

NEXT, COPY, SPOILT = "vault.json.next", "vault.json.1", "vault.json.spoilt"
DEVICE_FILE = "device.key"
FORMER_ANCHOR_KEY = "anchor.former"  # of the office, in the store: hash of the key file of the change, then 32 bytes


def read(folder: Path) -> list[bytes]:
    """Return the key file, and after it a newer one that a power cut left waiting. Raises VAULT_MISSING."""
    if not (folder / VAULT_FILE).exists():
        raise DeskError(ErrorCode.VAULT_MISSING, copy=int(has_copy(folder)))
    waiting = _waiting(folder)
    return [read_file(folder / VAULT_FILE, VAULT_LIMIT), *([waiting] if waiting is not None else [])]


def in_force(room: Room) -> bytes:
    """Return the key file that the store names, for whatever is read from it or made of it while the office is open.

    A change whose last renaming failed is finished first; where the disk is still too full the waiting file counts.
    Raises KEY_FILE_SWAPPED when another file lies there, VAULT_MISSING, VAULT_DAMAGED (`step`) when the open office
    has other keys.
    """
    with suppress(DeskError):
        _finish(room)
    with room.store.read() as connection:
        told = told_by(connection)
    vaults = read(room.folder)
    found = next((vault for vault in vaults if sha256(vault).hexdigest() == told), None if told else vaults[0])
    if found is None:
        raise DeskError(ErrorCode.KEY_FILE_SWAPPED)
    keyring.prove(found, room.secrets)
    return found


def _finish(room: Room) -> None:
    """Finish a change whose last renaming failed: the file that the store names is never overwritten unrenamed."""
    with room.store.read() as connection:
        told = told_by(connection)
    waiting = _waiting(room.folder)
    if waiting is not None and sha256(waiting).hexdigest() == told:
        _take_over(room.store, room.folder)


def at_hand(room: Room, person: str) -> bytes:
    """Return the key file to know somebody by who sits down, or who signs for what was found.

    It is the one in force. Only while the desk stands still because of the key file itself is it the one that lies
    there, else nobody could put that right; and then only for those whose slot in it is still the one that the record
    names: no passphrase that was changed since counts. Raises what `in_force` raises, KEY_FILE_OLD.
    """
    if all(finding.code is not FindingCode.KEY_FILE_DIFFERS for finding in room.standing.findings):
        return in_force(room)
    vault = read(room.folder)[0]
    keyring.prove(vault, room.secrets)
    if person not in current(room, vault):
        raise DeskError(ErrorCode.KEY_FILE_OLD)
    return vault


def is_named(room: Room, vault: bytes) -> bool:
    """Tell whether a key file is the one that the record names, or the record names none."""
    with room.store.read() as connection:
        return told_by(connection) in ("", sha256(vault).hexdigest())


def current(room: Room, vault: bytes) -> frozenset[PersonId]:
    """Return whose slot in a key file is still as the record names it: everybody's in the one it names."""
    prints = keyring.prints(vault)
    if is_named(room, vault):
        return frozenset(prints)
    with room.store.read() as connection:
        named = _slots_told(connection)
    return frozenset(person for person, print_ in prints.items() if named.get(person) == print_)


def device_key(folder: Path) -> bytes:
    """Return this machine's part of every passphrase. Raises DEVICE_KEY_MISSING, DEVICE_KEY_DAMAGED."""
    path = folder / DEVICE_FILE
    if not path.exists():
        raise DeskError(ErrorCode.DEVICE_KEY_MISSING)
    key = read_file(path, VAULT_LIMIT)
    if len(key) != keyring.DEVICE_KEY_BYTES:
        raise DeskError(ErrorCode.DEVICE_KEY_DAMAGED)
    return key


def make_device_key(folder: Path) -> bytes:
    """Draw this machine's part of every passphrase and lay it down beside the key file."""
    key = random_bytes(keyring.DEVICE_KEY_BYTES)
    write_file(folder / DEVICE_FILE, key)
    return key


def change(desk: Desk, vault: bytes, act: Callable[[Connection], None] = lambda _: None) -> None:
    """Put a new key file in place together with what `act` writes in the store: both, or neither.

    Once the store names it the change is made: what the disk then refuses is done at the next opening.
    """
    _finish(desk.room)
    write_file(desk.folder / NEXT, vault)
    try:
        with desk.store.write() as write:
            act(write)
            name(desk, write, vault)
    except BaseException:
        if named(desk) != sha256(vault).hexdigest():
            (desk.folder / NEXT).unlink(missing_ok=True)
            raise
    with suppress(DeskError):
        _take_over(desk.store, desk.folder)


def rotate(desk: Desk, vault: bytes, fresh: OfficeSecrets, act: Callable[[Connection], None]) -> None:
    """Put a key file with new keys of the office in place, together with what `act` writes: all of it, or nothing.

    The open office goes on with the new keys: store, anchors and `Room.secrets`, which takes over `fresh`. The whole
    store is written once more: a second or two for each 50 MB. What the disk refuses once that is done waits for the
    next opening. Raises what `Store.rekey` raises.
    """
    _finish(desk.room)
    told, former = sha256(vault).hexdigest(), anchor_key(desk.room.secrets)

    def all_of_it(write: Connection) -> None:
        act(write)
        name(desk, write, vault)
        office.put_value(write, FORMER_ANCHOR_KEY, told.encode() + former)

    write_file(desk.folder / NEXT, vault)
    try:
        desk.store.rekey(store_key(fresh), all_of_it)
    except BaseException:
        if named(desk) != told:
            (desk.folder / NEXT).unlink(missing_ok=True)
            fresh.wipe()
            raise
    desk.room.secrets.become(fresh)
    desk.room.anchor.renew(anchor_key(fresh))  # before the old file goes, which is what opens the old anchors
    with suppress(DeskError):
        _take_over(desk.store, desk.folder)


def name(desk: Desk, write: Connection, vault: bytes) -> None:
    """Write the line that names a key file as the one in force."""
    about = {"sha256": sha256(vault).hexdigest()}
    write_line(desk, write, VAULT_CHANGED, about=about, parts={Part.FACTS: slots_part(vault)})


def slots_part(vault: bytes) -> bytes:
    """Return what the line that names a key file says of each slot in it."""
    return canonical({"slots": keyring.prints(vault)})


def store_key(secrets: OfficeSecrets) -> bytes:
    """Return the 48 bytes SQLCipher is opened with: 32 of key, 16 of salt."""
    return secrets.store_key.reveal() + secrets.store_salt.reveal()


def anchor_key(secrets: OfficeSecrets) -> bytes:
    """Return the 32 bytes that the office's anchors are sealed with."""
    return secrets.derived("anchor")


def settle(store: Store, folder: Path, told: str, held: OfficeSecrets) -> bytes:
    """Finish or drop a change that was cut off: `told` is the hash the store names. Return the file in force.

    `held` are the keys that open the store: a waiting file that alone has them is never dropped.
    """
    waiting = _waiting(folder)
    if waiting is not None:
        other_keys = not _fits(read_file(folder / VAULT_FILE, VAULT_LIMIT), held)
        if (other_keys and _fits(waiting, held)) or sha256(waiting).hexdigest() == told:
            _take_over(store, folder)
            waiting = None
    if waiting is not None:
        (folder / NEXT).unlink()
    for unfinished in (VAULT_FILE, NEXT, COPY):  # what a cut left of a file that never got its name
        (folder / f"{unfinished}{PART}").unlink(missing_ok=True)
    return read_file(folder / VAULT_FILE, VAULT_LIMIT)


def _take_over(store: Store, folder: Path) -> None:
    """Put the waiting file in force, and a copy of it beside it; the key of the anchors before goes with it.

    While that key is there the file waits, so that it counts as a finding whenever no file does.
    """
    after = read_file(folder / NEXT, VAULT_LIMIT)
    for place in (folder / VAULT_FILE, folder / COPY):
        write_file(place, after)
    with store.write() as write:
        office.drop_value(write, FORMER_ANCHOR_KEY)
    with writing("rename"):
        (folder / NEXT).unlink(missing_ok=True)


def named(desk: Desk) -> str:
    """Return the hash of the key file that the newest line of the store names."""
    with desk.store.read() as connection:
        return told_by(connection)


def _waiting(folder: Path) -> bytes | None:
    """Return the newer key file that a power cut left waiting; what is none, or cannot be read, counts for nothing."""
    try:
        data = read_file(folder / NEXT, VAULT_LIMIT)
        keyring.people(data)
    except DeskError:
        return None
    return data


def _fits(vault: bytes, held: OfficeSecrets) -> bool:
    try:
        keyring.prove(vault, held)
    except DeskError:
        return False
    return True


def waits(folder: Path) -> bool:
    """Tell whether a change of the key file that was made is still to be finished."""
    return (folder / NEXT).exists()


def anchor_key_before(connection: Connection, folder: Path) -> bytes | None:
    """Return the key that the anchors are still sealed with after a change of keys that was cut off, else None.

    Only while the change is the store's very last line and its key file waits: never believed any later than that.
    """
    lines, waiting = log.lines_of_kind(connection, VAULT_CHANGED), _waiting(folder)
    if waiting is None or not lines or lines[-1].seq != log.head(connection).size:
        return None
    told, kept = told_by(connection), office.value(connection, FORMER_ANCHOR_KEY) or b""
    fits = sha256(waiting).hexdigest() == told and kept.startswith(told.encode())
    return kept[len(told) :] if fits else None


def told_by(connection: Connection) -> str:
    """Return the hash of the key file that the newest line names, "" where none does.

    A line that cannot be read, or that nobody might write, names none; the recount tells of it.
    """
    line = _naming(connection)
    return str(read_header(line.header).about["sha256"]) if line else ""


def _naming(connection: Connection) -> log.StoredLine | None:
    ignored = staffing.unfounded(connection)
    for line in reversed(log.lines_of_kind(connection, VAULT_CHANGED)):
        with suppress(ValueError):
            if line.seq not in ignored and "sha256" in read_header(line.header).about:
                return line
    return None


def without_former_slots(room: Room) -> bytes:
    """Return the key file that lies there, with only those slots that the record names.

    Raises VAULT_DAMAGED (`step`) for one with other keys, LAST_SLOT where none would stay.
    """
    vault = read(room.folder)[0]
    return keyring.keep_slots(vault, room.secrets, current(room, vault))


def _slots_told(connection: Connection) -> Mapping[str, str]:
    """Return the hash of each slot of the key file that is named; of what cannot be read none is."""
    line = _naming(connection)
    return (staffing.slots_in(line) if line is not None else None) or {}


def has_copy(folder: Path) -> bool:
    """Tell whether a sound copy of the key file lies beside it."""
    return copy(folder) is not None


def copy(folder: Path) -> bytes | None:
    """Return the copy that is kept of the key file, None where none is sound."""
    try:
        data = read_file(folder / COPY, VAULT_LIMIT)
        keyring.people(data)
    except DeskError:
        return None
    return data


def use_copy(folder: Path) -> None:
    """Put the kept copy of the key file in its place; the one there is set aside, not deleted. Raises VAULT_DAMAGED."""
    kept = read_file(folder / COPY, VAULT_LIMIT)
    keyring.people(kept)
    if (folder / VAULT_FILE).exists():
        os.replace(folder / VAULT_FILE, folder / SPOILT)  # noqa: PTH105 - the old one goes, whatever stood there
    write_file(folder / VAULT_FILE, kept)
