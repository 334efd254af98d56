"""The second person of an approval: they give their own passphrase at the same desk and sign a line of their own.

Owns the proof that two different people agreed. Must never let one person stand on both sides, nor keep the second
person's keys longer than the act.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from station_desk.desk import key_file, sign_in, staffing
from station_desk.desk.journal import write_line_as
from station_desk.desk.ports import Desk
from station_desk.domain.authority import APPROVED as APPROVED
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import office
from station_desk.store.connect import Connection
from station_desk.store.office import PersonRow
from station_desk.vault.author import Author
from station_desk.vault.keyring import PersonSecrets


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """Who is asked to agree, and what they typed."""

    id: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Second:
    """Somebody who proved to be there and may agree."""

    person: PersonRow
    author: Author
    personal: PersonSecrets

    def sign(self, desk: Desk, write: Connection, line: int, kind: str) -> None:
        """Write their own line that agrees to the line just written."""
        about: dict[str, str | int] = {"line": line, "kind": kind}
        write_line_as(desk, write, self.person.id, self.author, APPROVED, about=about)


@contextmanager
def seconded(desk: Desk, asked: SecondPerson, right: Right = Right.SECOND) -> Iterator[Second]:
    """Let another officer prove themselves for the length of one act.

    Raises SECOND_SAME, NOT_ALLOWED (`right`), PERSON_UNKNOWN, PASSPHRASE_WRONG, SIGN_IN_WAIT, KEY_FILE_SWAPPED.
    """
    if asked.id == desk.person.id:
        raise DeskError(ErrorCode.SECOND_SAME)
    with desk.store.read() as read:
        person = next((row for row in office.people(read) if row.id == asked.id and row.active), None)
        held = staffing.rights_of(read, asked.id, desk.now())
    if person is None:
        raise DeskError(ErrorCode.PERSON_UNKNOWN)
    if right not in held:
        raise DeskError(ErrorCode.NOT_ALLOWED, right=right.value)
    vault = key_file.at_hand(desk.room) if right is Right.SET_RIGHT else key_file.in_force(desk.room)
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
        yield Second(person, author, unlocked.personal)
    finally:
        unlocked.personal.wipe()


def seconds(desk: Desk, right: Right = Right.SECOND) -> list[PersonRow]:
    """Return who could be the second person now."""
    with desk.store.read() as read:
        held = staffing.holders(read, right, desk.now())
        people = office.people(read)
    return [row for row in people if row.active and row.signs_in and row.id in held and row.id != desk.person.id]
