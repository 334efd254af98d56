"""Getting back in without a server: three sealed sheets of which any two open the office.

Owns the printing of sheets, the drill, and letting somebody in again. What is done with sheets is signed by the sheets:
each has a signing key of its own, known in the log as if it were a person. The codes are shown once and kept nowhere.

    recovery.issued    about {sheets}          by an officer, agreed to by a second
    recovery.drilled   about {sheets}
    recovery.used      about {sheets, person}  by the first sheet, agreed to by the second
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from station_desk.desk import key_file, office, sealing
from station_desk.desk.approvals import Second, SecondPerson, seconded
from station_desk.desk.journal import write_line
from station_desk.desk.people import PERSON_ADDED, PERSON_LEFT, must_be_their_boxes, tell
from station_desk.desk.ports import VAULT_FILE, VAULT_LIMIT, Desk, Room
from station_desk.domain.authority import DRILLED as DRILLED
from station_desk.domain.authority import ISSUED as ISSUED
from station_desk.domain.ids import PersonId
from station_desk.domain.log import read_header
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import new_id
from station_desk.host.drives import read_file
from station_desk.host.locks import FolderLock
from station_desk.store import log
from station_desk.store import office as office_rows
from station_desk.store.connect import Connection
from station_desk.store.office import PersonRow
from station_desk.vault import box, keyring
from station_desk.vault import recovery as codes
from station_desk.vault.author import Author
from station_desk.vault.keyring import OfficeSecrets, PersonSecrets
from station_desk.vault.recovery import SHEETS as SHEETS
from station_desk.vault.recovery import group_fits as group_fits
from station_desk.vault.secret import Secret

USED = "recovery.used"
CHANGED = frozenset({"recovery", "log"})


@dataclass(frozen=True, slots=True)
class Issued:
    """New sheets, to be printed now: 48 digits each. Nothing keeps them but this object; its repr shows none."""

    digits: Mapping[str, str] = field(repr=False)
    changed: frozenset[str] = field(default=CHANGED)


def issue(desk: Desk, which: Collection[str], second: SecondPerson) -> Issued:
    """Make new sheets, all three or one in place of a lost one; the old ones of these posts open nothing more.

    Where a sheet is replaced the office's keys change, as in a leaving: with a kept key file the old sheet opens
    nothing that is written from now on. Raises NOT_ALLOWED, DESK_READ_ONLY, SECOND_SAME, RECOVERY_UNFINISHED (the first
    time it must be all three), VAULT_DAMAGED (`step`: box), those of `key_file.rotate`.
    """
    desk.must(Right.RECOVERY)
    desk.must_be_sound()
    with seconded(desk, second, Right.RECOVERY) as agreeing:
        before = key_file.in_force(desk.room)
        known = keyring.sheets(before)
        made = {sheet: codes.new_code() for sheet in SHEETS if sheet in which}
        if not made or len(known.keys() | made.keys()) < len(SHEETS):
            raise DeskError(ErrorCode.RECOVERY_UNFINISHED, known=len(known))
        rows = {sheet: _row(desk, sheet, code) for sheet, code in made.items()}
        publics = {sheet: row.box for sheet, row in rows.items()}
        vault = keyring.put_sheets(before, desk.room.secrets, publics)

        def act(write: Connection) -> None:
            for old in office_rows.sheets(write):
                if old.active and old.name in rows:
                    tell(desk, write, PERSON_LEFT, replace(old, active=False))
            for row in rows.values():
                tell(desk, write, PERSON_ADDED, row)
            line = write_line(desk, write, ISSUED, about={"sheets": " ".join(rows)})
            agreeing.sign(desk, write, line, ISSUED)

        if known:
            must_be_their_boxes(desk, before)
            anew, fresh = keyring.rotate(vault, desk.room.secrets)
            key_file.rotate(desk, anew, fresh, act)
        else:
            key_file.change(desk, vault, act)
    sealing.settle(desk)
    return Issued({sheet: codes.digits(code) for sheet, code in made.items()})


def _row(desk: Desk, sheet: str, code: Secret) -> PersonRow:
    author = Author(codes.author_seed(code, desk.office.code))
    public = box.public_of(codes.box_seed(code, desk.office.code))
    return PersonRow(new_id(), sheet, "", False, False, author.public_key, True, public, sheet=True)


@dataclass(frozen=True, slots=True)
class SheetStanding:
    """One sheet: when it was printed and when a drill last proved it ("" for never; UTC moments)."""

    sheet: str
    issued_at: str
    drilled_at: str


def standing(desk: Desk) -> list[SheetStanding]:
    """Return how the three sheets stand."""
    with desk.store.read() as read:
        made, proved = _last(read, ISSUED), _last(read, DRILLED)
    return [
        SheetStanding(sheet, at, drilled if (drilled := proved.get(sheet, "")) >= at else "")
        for sheet in SHEETS
        for at in [made.get(sheet, "")]
    ]


def _last(read: Connection, kind: str) -> dict[str, str]:
    lines = [read_header(line.header) for line in log.lines_of_kind(read, kind)]
    return {sheet: line.at for line in lines for sheet in str(line.about["sheets"]).split()}


@dataclass(frozen=True, slots=True)
class Drilled:
    """The sheets that were proved to work; they stay as good as before."""

    sheets: tuple[str, ...]
    changed: frozenset[str] = field(default=CHANGED)


def drill(desk: Desk, first: str, second: str = "") -> Drilled:
    """Prove that one sheet is in force, or that two open the office together; nothing is used up.

    Raises RECOVERY_DIGITS, RECOVERY_GROUP (`group`), RECOVERY_SHEET_OTHER, RECOVERY_SAME_SHEET.
    """
    desk.must(Right.RECOVERY)
    vault = key_file.in_force(desk.room)
    code = codes.read_digits(first)
    proved: tuple[str, ...] = (keyring.whose_sheet(vault, code),)
    if second.strip():
        secrets, proved = keyring.recover(vault, code, codes.read_digits(second))
        same = secrets.root == desk.room.secrets.root
        secrets.wipe()
        if not same:
            raise DeskError(ErrorCode.RECOVERY_SHEET_OTHER)
    with desk.store.write() as write:
        write_line(desk, write, DRILLED, about={"sheets": " ".join(proved)})
    return Drilled(proved)


# At the door, with nobody signed in


@contextmanager
def _opened(folder: Path, first: str, second: str, practice_at: datetime | None) -> Iterator[tuple[Room, list[Desk]]]:
    """Open the office with two sheets; yields it with both sheets as those who sign. Closes it again."""
    one, other = codes.read_digits(first), codes.read_digits(second)
    lock = FolderLock(folder)
    try:
        (secrets, names), *more = _recovered(key_file.read(folder), one, other)
        room = office.open_room(folder, lock, secrets, practice_at, more[0][0] if more else None)
    except BaseException:
        lock.release()
        raise
    try:
        with room.store.read() as read:
            rows = {row.name: row for row in office_rows.sheets(read) if row.active}
        yield room, [_signing(room, rows.get(name), code) for name, code in zip(names, (one, other), strict=True)]
    finally:
        room.close()


def _recovered(vaults: list[bytes], one: Secret, other: Secret) -> list[tuple[OfficeSecrets, tuple[str, str]]]:
    """Open each key file with two sheets; the one in force comes first. Raises its error when none opens."""
    opened: list[tuple[OfficeSecrets, tuple[str, str]]] = []
    refused: list[DeskError] = []
    for vault in vaults:
        try:
            opened.append(keyring.recover(vault, one, other))
        except DeskError as error:
            refused.append(error)
    if not opened:
        raise refused[0]
    return opened


def _signing(room: Room, row: PersonRow | None, code: Secret) -> Desk:
    """Let a sheet sign that the record knows as in force. Raises RECOVERY_SHEET_OTHER."""
    seeds = codes.author_seed(code, room.office.code), codes.box_seed(code, room.office.code)
    author = Author(seeds[0])
    if row is None or (row.key, row.box) != (author.public_key, box.public_of(seeds[1])):
        raise DeskError(ErrorCode.RECOVERY_SHEET_OTHER)
    return Desk(room, row, PersonSecrets(*seeds), author)


def whose(folder: Path, typed: str) -> str:
    """Tell whose sheet was typed (one of SHEETS); it opens nothing.

    Raises RECOVERY_DIGITS, RECOVERY_GROUP, RECOVERY_SHEET_OTHER, VAULT_MISSING, VAULT_DAMAGED.
    """
    return keyring.whose_sheet(key_file.read(folder)[0], codes.read_digits(typed))


def people_with_sheets(folder: Path, first: str, second: str, practice_at: datetime | None = None) -> list[PersonRow]:
    """Return who could be let in again with these two sheets; nothing is changed.

    Raises what `drill` raises, VAULT_MISSING, VAULT_DAMAGED, STORE_MISSING, ALREADY_RUNNING.
    """
    with _opened(folder, first, second, practice_at) as (room, _), room.store.read() as read:
        return [row for row in office_rows.people(read) if row.active]


def let_in(
    folder: Path, first: str, second: str, person: str, passphrase: str, practice_at: datetime | None = None
) -> Desk:
    """Give a colleague a new passphrase with two sheets, and sit them down. Their keys are new as well.

    Raises what `drill` raises, PERSON_UNKNOWN and those of a new passphrase.
    """
    with _opened(folder, first, second, practice_at) as (room, (one, other)):
        with room.store.read() as read:
            row = next((row for row in office_rows.people(read) if row.id == person and row.active), None)
        if row is None:
            raise DeskError(ErrorCode.PERSON_UNKNOWN)
        try:
            device = key_file.device_key(folder)
        except DeskError as error:
            if error.code is not ErrorCode.DEVICE_KEY_MISSING:
                raise
            device = key_file.make_device_key(folder)
        avoid = [room.office.name, row.name]
        vault = read_file(folder / VAULT_FILE, VAULT_LIMIT)
        slot = keyring.renew_slot(vault, room.secrets, PersonId(person), passphrase, device, avoid)
        whole = replace(row, key=slot.author_public, box=slot.box_public, signs_in=True)
        agreeing = Second(other.person, other.author, other.personal)
        pair, seeds = sealing.pair_of(one.person.id, one.personal, other.person.id, other.personal)

        def act(write: Connection) -> None:
            line = tell(one, write, PERSON_ADDED, whole)
            agreeing.sign(one, write, line, PERSON_ADDED)
            about: dict[str, str | int] = {"person": person, "sheets": f"{one.person.name} {other.person.name}"}
            write_line(one, write, USED, about=about)
            sealing.renew_grants(one, write, pair, seeds, person, whole.box)

        must_be_their_boxes(one, vault)
        anew, fresh = keyring.rotate(slot.data, room.secrets)
        key_file.rotate(one, anew, fresh, act)
    return office.unlock(folder, passphrase, person, practice_at)
