"""Getting back in without a server: three sealed sheets of which any two open the office.

Owns the printing of sheets, the drill, and letting somebody in again. What is done with sheets is signed by the sheets:
each has a signing key of its own, known in the log as if it were a person. The codes are shown once and kept nowhere.

    recovery.issued    about {sheets}          by an officer, agreed to by a second
    recovery.drilled   about {sheets}
    recovery.used      about {sheets, person, other_file}  by the first sheet, agreed to by the second
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from station_desk.desk import key_file, office, sealing, staffing
from station_desk.desk.approvals import APPROVED, Agreed, Agreeing, Second, seconded, sheet_typed
from station_desk.desk.journal import write_line
from station_desk.desk.people import PERSON_ADDED, PERSON_LEFT, must_be_their_boxes, tell
from station_desk.desk.ports import VAULT_FILE, VAULT_LIMIT, Desk, Room
from station_desk.domain.authority import DRILLED as DRILLED
from station_desk.domain.authority import ISSUED as ISSUED
from station_desk.domain.authority import OTHER_FILE
from station_desk.domain.authority import USED as USED
from station_desk.domain.ids import PersonId
from station_desk.domain.log import Header, read_header
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import new_id
from station_desk.host.drives import read_file
from station_desk.host.locks import FolderLock
from station_desk.host.spool import Spool
from station_desk.store import log
from station_desk.store import office as office_rows
from station_desk.store.connect import Connection
from station_desk.store.office import PersonRow
from station_desk.vault import box, keyring, self_test
from station_desk.vault import recovery as codes
from station_desk.vault.author import Author
from station_desk.vault.keyring import OfficeSecrets
from station_desk.vault.recovery import GROUP_DIGITS as GROUP_DIGITS
from station_desk.vault.recovery import GROUPS as GROUPS
from station_desk.vault.recovery import SHEETS as SHEETS
from station_desk.vault.recovery import group_fits as group_fits
from station_desk.vault.secret import Secret

CHANGED = frozenset({"recovery", "log"})


@dataclass(frozen=True, slots=True)
class Issued:
    """New sheets, to be printed now: 48 digits each. Nothing keeps them but this object; its repr shows none."""

    digits: Mapping[str, str] = field(repr=False)
    changed: frozenset[str] = field(default=CHANGED)


def issue(desk: Desk, which: Collection[str], second: Agreeing) -> Issued:
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
    with suppress(DeskError):  # the sheets are in force: their digits are never lost; each signing in settles again
        sealing.settle(desk)
    return Issued({sheet: codes.digits(code) for sheet, code in made.items()})


def _row(desk: Desk, sheet: str, code: Secret) -> PersonRow:
    author = Author(codes.author_seed(code, desk.office.code))
    public = box.public_of(codes.box_seed(code, desk.office.code))
    return PersonRow(new_id(), sheet, "", False, False, author.public_key, True, public, sheet=True)


@dataclass(frozen=True, slots=True)
class SheetStanding:
    """One sheet: when it was made, and when a drill or its use last proved it ("" for never; UTC moments).

    It is in force from its making on. Whether it was ever printed, and can be read, only its digits prove.
    """

    sheet: str
    issued_at: str
    proved_at: str


def standing(desk: Desk) -> list[SheetStanding]:
    """Return how the three sheets stand."""
    with desk.store.read() as read:
        ignored = staffing.unfounded(read)
        made = {sheet: line for line in _lines(read, ISSUED, ignored) for sheet in _named(line)}
        posts = {row.id: row.name for row in office_rows.sheets(read) if row.active}
        proved = [(sheet, line) for line in _lines(read, DRILLED, ignored) for sheet in _named(line)]
        signed = [line for kind in (USED, APPROVED) for line in _lines(read, kind, ignored)]
        proved += [(posts[line.person], line) for line in signed if line.person in posts]
    stands = []
    for sheet in SHEETS:
        issue = made.get(sheet)
        since = [line for of, line in proved if of == sheet and issue is not None and line.seq > issue.seq]
        newest = max(since, key=lambda line: line.seq, default=None)
        stands.append(SheetStanding(sheet, issue.at if issue else "", newest.at if newest else ""))
    return stands


def _lines(read: Connection, kind: str, ignored: Collection[int]) -> Iterator[Header]:
    """Return the lines of a kind that can be read and that somebody wrote who might."""
    for line in log.lines_of_kind(read, kind):
        with suppress(ValueError):
            if line.seq not in ignored:
                yield read_header(line.header)


def _named(line: Header) -> list[str]:
    return str(line.about.get("sheets", "")).split()


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
    self_test.check()
    one, other = codes.read_digits(first), codes.read_digits(second)
    lock = FolderLock(folder)
    try:
        (secrets, names), *more = _recovered(key_file.read(folder), one, other)
        room = office.open_room(folder, lock, secrets, practice_at, more[0][0] if more else None)
        Spool(folder).wipe()
    except BaseException:
        lock.release()
        raise
    try:
        signing = [sheet_typed(room, code) for code in (one, other)]
        if tuple(sheet.person.name for sheet in signing) != names:
            raise DeskError(ErrorCode.RECOVERY_SHEET_OTHER)
        yield room, [Desk(room, sheet.person, sheet.personal, sheet.author) for sheet in signing]
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

    Of a key file that the record does not name only those slots stay that it names: who changed the passphrase since
    gets a new one too before they sign in, and the desk stands still until two have signed for it. Raises what `drill`
    raises, PERSON_UNKNOWN and those of a new passphrase.
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
        id = PersonId(person)
        slot = keyring.renew_slot(vault, room.secrets, id, passphrase, device, avoid)
        whole = replace(row, key=slot.author_public, box=slot.box_public, signs_in=True)
        named = key_file.is_named(room, vault)  # of any other only what the record knows of it stays
        kept = slot.data if named else keyring.keep_slots(slot.data, room.secrets, {*key_file.current(room, vault), id})
        both = Agreed(tuple(Second(sheet.person, sheet.author, sheet.personal) for sheet in (one, other)))

        def act(write: Connection) -> None:
            line = tell(one, write, PERSON_ADDED, whole)
            both.by[1].sign(one, write, line, PERSON_ADDED)  # the first has written it
            about: dict[str, str | int] = {"person": person, "sheets": f"{one.person.name} {other.person.name}"}
            write_line(one, write, USED, about=about if named else {**about, OTHER_FILE: 1})
            sealing.renew_grants(one, write, both, person, whole.box)

        must_be_their_boxes(one, vault)
        anew, fresh = keyring.rotate(kept, room.secrets)
        key_file.rotate(one, anew, fresh, act)
    return office.unlock(folder, passphrase, person, practice_at)
