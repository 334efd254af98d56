"""The second person of an approval: they give their own passphrase at the same desk and sign a line of their own.

Where no officer is left who could agree, two recovery sheets do, typed by those who keep them: each signs a line.
Owns the proof that two different people agreed. Must never let one person stand on both sides, nor keep the second
person's keys longer than the act.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

from station_desk.desk import key_file, sign_in, staffing
from station_desk.desk.finding import FindingCode
from station_desk.desk.journal import write_line_as
from station_desk.desk.ports import Desk, Room
from station_desk.desk.sight import kept_from
from station_desk.domain.authority import APPROVED as APPROVED
from station_desk.domain.authority import seconds as able_to_agree
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import office
from station_desk.store.connect import Connection
from station_desk.store.office import PersonRow
from station_desk.vault import box, recovery
from station_desk.vault.author import Author
from station_desk.vault.keyring import PersonSecrets
from station_desk.vault.secret import Secret

_OF_THE_KEY_FILE = frozenset({FindingCode.KEY_FILE_DIFFERS, FindingCode.KEY_FILE_RECOVERED})


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """Who is asked to agree, and what they typed."""

    id: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TwoSheets:
    """Two recovery sheets in the place of a second person, as their digits were typed."""

    first: str = field(repr=False)
    other: str = field(repr=False)
    id: ClassVar[str] = ""  # nobody's


Agreeing = SecondPerson | TwoSheets


@dataclass(frozen=True, slots=True)
class Second:
    """Somebody who proved to be there and may agree: an officer, or a sheet that signs as if it were a person."""

    person: PersonRow
    author: Author
    personal: PersonSecrets

    def sign(self, desk: Desk, write: Connection, line: int, kind: str) -> None:
        """Write their own line that agrees to the line just written."""
        about: dict[str, str | int] = {"line": line, "kind": kind}
        write_line_as(desk, write, self.person.id, self.author, APPROVED, about=about)


@dataclass(frozen=True, slots=True)
class Agreed:
    """Those who agree to one act: a second officer, or two sheets."""

    by: tuple[Second, ...]

    def sign(self, desk: Desk, write: Connection, line: int, kind: str) -> None:
        """Write the line of each that agrees to the line just written."""
        for one in self.by:
            one.sign(desk, write, line, kind)

    def two(self, desk: Desk) -> tuple[Second, Second]:
        """Return the two who open together what neither opens alone: both sheets, or who sits here and the officer."""
        first, other, *_ = (*self.by, Second(desk.person, desk.author, desk.personal))
        return first, other


@contextmanager
def seconded(
    desk: Desk,
    asked: Agreeing,
    right: Right = Right.SECOND,
    *,
    but: str = "",
    matter: str = "",
    only_sheets: bool = False,
) -> Iterator[Agreed]:
    """Let another officer, or two sheets, prove themselves for the length of one act.

    `but` is whom the act is about, `matter` the matter: nobody agrees to it who is the one or whom the other is kept
    from. `only_sheets` says that no officer's word is enough for it.

    Raises SECOND_SAME, SECOND_WALLED, NOT_ALLOWED (`right`), PERSON_UNKNOWN, PASSPHRASE_WRONG, SIGN_IN_WAIT,
    KEY_FILE_SWAPPED, KEY_FILE_OLD; of sheets SECOND_THERE while an officer could agree, and what `recovery.drill`
    raises.
    """
    if isinstance(asked, TwoSheets):
        if not (only_sheets or may_be_sheets(desk, right, but, matter)):
            raise DeskError(ErrorCode.SECOND_THERE)
        sheets = _sheets(desk, asked)
        try:
            yield Agreed(sheets)
        finally:
            for sheet in sheets:
                sheet.personal.wipe()
        return
    if asked.id in (desk.person.id, but):
        raise DeskError(ErrorCode.SECOND_SAME)
    with desk.store.read() as read:
        person = next((row for row in office.people(read) if row.id == asked.id and row.active), None)
        held = staffing.rights_of(read, asked.id, desk.now())
        walled = asked.id in kept_from(read, matter)
    if person is None:
        raise DeskError(ErrorCode.PERSON_UNKNOWN)
    if right not in held:
        raise DeskError(ErrorCode.NOT_ALLOWED, right=right.value)
    if walled:
        raise DeskError(ErrorCode.SECOND_WALLED)
    vault = key_file.at_hand(desk.room, person.id) if right is Right.SET_RIGHT else key_file.in_force(desk.room)
    unlocked = sign_in.open_slot(desk.folder, [vault], asked.id, asked.passphrase)
    unlocked.office.wipe()
    author = Author(unlocked.personal.author_seed)
    try:
        if author.public_key != person.key:
            raise DeskError(ErrorCode.KEY_FILE_OLD)
        tries, since = sign_in.clear_failures(desk.folder, person.id)
        if tries:
            told: dict[str, str | int] = {"count": tries, "since": since}
            with desk.store.write() as write:
                write_line_as(desk, write, person.id, author, sign_in.FAILED, about=told)
        yield Agreed((Second(person, author, unlocked.personal),))
    finally:
        unlocked.personal.wipe()


@dataclass(frozen=True, slots=True)
class Able:
    """Who could agree to an act now: officers, or two sheets; `paired` tells that there were two officers once."""

    officers: tuple[PersonRow, ...]
    sheets: bool
    paired: bool


def able(desk: Desk, right: Right = Right.SECOND, but: str = "", matter: str = "") -> Able:
    """Tell who could agree; `but` is whom the act is about, `matter` which matter."""
    sheets = may_be_sheets(desk, right, but, matter) and len(sheets_in_force(desk)) > 1
    with desk.store.read() as read:
        return Able(tuple(seconds(desk, right, but, matter)), sheets, staffing.judgement(read).paired)


def only_sheets(desk: Desk) -> Able:
    """Tell who could agree to what no officer's word is enough for."""
    return Able((), len(sheets_in_force(desk)) > 1, paired=True)


def seconds(desk: Desk, right: Right = Right.SECOND, but: str = "", matter: str = "") -> list[PersonRow]:
    """Return who could be the second person now; `but` is whom the act is about, `matter` which matter."""
    with desk.store.read() as read:
        held = _able(desk, read, right, but, matter)
        return [row for row in office.people(read) if row.id in held]


def _able(desk: Desk, read: Connection, right: Right, but: str, matter: str) -> frozenset[str]:
    judged, moment = staffing.judgement(read), staffing.reached(read, desk.now())
    return able_to_agree(judged, moment, {desk.person.id, but, *kept_from(read, matter)}, right)


# Two recovery sheets


def may_be_sheets(desk: Desk, right: Right = Right.SECOND, but: str = "", matter: str = "") -> bool:
    """Tell whether two sheets may agree: where no officer could, or while the key file itself is in question.

    Officers prove themselves by that file, so of those who changed their passphrase nobody may be left who can.
    """
    if right is Right.SET_RIGHT and any(finding.code in _OF_THE_KEY_FILE for finding in desk.room.standing.findings):
        return True
    with desk.store.read() as read:
        return not _able(desk, read, right, but, matter)


def sheets_in_force(desk: Desk) -> frozenset[str]:
    """Return the posts whose recovery sheet is in force, issued by two who might."""
    with desk.store.read() as read:
        judged = staffing.judgement(read)
        return frozenset(row.name for row in office.sheets(read) if row.active and row.id in judged.sheets)


def whose(desk: Desk, typed: str) -> str:
    """Tell whose sheet was typed. Raises RECOVERY_DIGITS, RECOVERY_GROUP, RECOVERY_SHEET_OTHER."""
    sheet = sheet_typed(desk.room, recovery.read_digits(typed))
    sheet.personal.wipe()
    return sheet.person.name


def sheet_typed(room: Room, code: Secret) -> Second:
    """Let a sheet sign that the record knows as in force. Raises RECOVERY_SHEET_OTHER."""
    seeds = recovery.author_seed(code, room.office.code), recovery.box_seed(code, room.office.code)
    author = Author(seeds[0])
    known = author.public_key, box.public_of(seeds[1])
    with room.store.read() as read:
        rows = [row for row in office.sheets(read) if row.active and (row.key, row.box) == known]
    if not rows:
        raise DeskError(ErrorCode.RECOVERY_SHEET_OTHER)
    return Second(rows[0], author, PersonSecrets(*seeds))


def _sheets(desk: Desk, typed: TwoSheets) -> tuple[Second, Second]:
    one, other = (sheet_typed(desk.room, recovery.read_digits(digits)) for digits in (typed.first, typed.other))
    if one.person.id == other.person.id:
        raise DeskError(ErrorCode.RECOVERY_SAME_SHEET, sheet=one.person.name)
    if not {one.person.name, other.person.name} <= sheets_in_force(desk):
        raise DeskError(ErrorCode.RECOVERY_SHEET_OTHER)
    return one, other
