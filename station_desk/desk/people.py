"""The people of the office: adding, powers, a new passphrase, leaving. Owns the lines that tell of them.

    person.added   a colleague who signs in, or a new key of one (FORMAT 7.7)   record = the person
    person.named   a colleague who does not sign in
    person.left    somebody who works here no longer

A colleague types the own passphrase at this desk: nobody else ever holds their keys.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date

from station_desk.desk import approvals, key_file, sealing, sign_in, staffing
from station_desk.desk.approvals import Agreeing, TwoSheets, seconded
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk
from station_desk.domain import authority
from station_desk.domain.authority import PERSON_ADDED as PERSON_ADDED
from station_desk.domain.authority import PERSON_LEFT as PERSON_LEFT
from station_desk.domain.authority import PERSON_NAMED as PERSON_NAMED
from station_desk.domain.authority import (
    ROLE_ENDED,
    ROLE_GRANTED,
    ends_last_second,
    needs_second_to_give,
)
from station_desk.domain.calendar import end_of_day
from station_desk.domain.ids import PersonId
from station_desk.domain.letters import readable, words_of
from station_desk.domain.log import Part, canonical
from station_desk.domain.roles import Power, Right, Role, in_force, may_hold
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import new_id
from station_desk.host.paths import read_resource
from station_desk.store import log, office
from station_desk.store.connect import Connection
from station_desk.store.office import PersonRow
from station_desk.vault import keyring
from station_desk.vault.passphrase import offer, read_words

WORDS = "lists/passphrase-words.txt"
PEOPLE = frozenset({"people"})
NAME_MAX = 80  # letters of a name or a rank: it has to stand on one line of the register


def person_parts(person: PersonRow) -> dict[Part, bytes]:
    """Return the parts of the line that tells of a person: who and with which key for the district, the rest for us."""
    told = {"name": person.name, "person": person.id, "rank": person.rank}
    ours = {"active": person.active, "box": person.box.hex(), "sheet": person.sheet, "woman": person.woman}
    return {
        Part.DISTRICT: canonical({**told, "key": person.key.hex()} if person.key else told),
        Part.FACTS: canonical(ours),
    }


def tell(desk: Desk, write: Connection, kind: str, person: PersonRow) -> int:
    """Write the line that tells of a person and keep their row; return the line's number."""
    revision = len(log.lines_of_record(write, person.id)) + 1
    seq = write_line(desk, write, kind, record=person.id, revision=revision, parts=person_parts(person))
    office.put_person(write, person)
    return seq


@dataclass(frozen=True, slots=True)
class PersonAdded:
    """A new colleague."""

    id: str
    changed: frozenset[str] = field(default=PEOPLE)


@dataclass(frozen=True, slots=True)
class PeopleChanged:
    """Something about the people of the office is different now."""

    changed: frozenset[str] = field(default=PEOPLE)


def add(
    desk: Desk,
    name: str,
    rank: str,
    woman: bool,
    passphrase: str = "",
    role: Role | None = None,
    second: Agreeing | None = None,
) -> PersonAdded:
    """Add a colleague; with a passphrase, which they type themselves, they sign in and write in their own name.

    Who signs in has a role, at first that of the desk staff; a weighty one needs a second person (`needs_second`).
    Raises NAME_NEEDED, NAME_LONG (`limit`), ROLES_TOGETHER (a role of the other kind of office), PASSPHRASE_SHORT,
    PASSPHRASE_COMMON, SECOND_NEEDED, NOT_ALLOWED.
    """
    desk.must(Right.PEOPLE)
    desk.must_be_sound()
    name, rank = " ".join(readable(name).split()), " ".join(readable(rank).split())
    if not words_of(name):
        raise DeskError(ErrorCode.NAME_NEEDED)
    if max(len(name), len(rank)) > NAME_MAX:
        raise DeskError(ErrorCode.NAME_LONG, limit=NAME_MAX)
    row = PersonRow(new_id(), name, rank, woman, bool(passphrase), b"", True)
    if not passphrase:
        with desk.store.write() as write:
            tell(desk, write, PERSON_NAMED, row)
        return PersonAdded(row.id)
    first = role or (Role.CENTRE_STAFF if desk.office.kind == "station" else Role.DISTRICT_DESK)
    if not may_hold(desk.office.kind, {first}):
        raise DeskError(ErrorCode.ROLES_TOGETHER)
    if needs_second(desk, first) and second is None:
        raise DeskError(ErrorCode.SECOND_NEEDED)
    with nullcontext() if second is None else seconded(desk, second) as agreeing:
        before = key_file.in_force(desk.room)
        slot = keyring.add_slot(
            before,
            desk.room.secrets,
            PersonId(row.id),
            passphrase,
            key_file.device_key(desk.folder),
            [desk.office.name, name],
        )
        whole = replace(row, key=slot.author_public, box=slot.box_public)

        def act(write: Connection) -> None:  # all of it or nothing: nobody is left behind who has no role
            tell(desk, write, PERSON_ADDED, whole)
            line = _grant(desk, write, row.id, first, {"role": first.value, "until": ""})
            if agreeing is not None:
                agreeing.sign(desk, write, line, ROLE_GRANTED)

        key_file.change(desk, slot.data, act)
    return PersonAdded(row.id)


def needs_second(desk: Desk, role: Role, person: str = "") -> bool:
    """Tell whether giving a role to `person` needs a second officer: a weighty one does once there was one to ask."""
    with desk.store.read() as read:
        judged, moment = staffing.judgement(read), staffing.reached(read, desk.now())
    return needs_second_to_give(judged, moment, desk.person.id, person, role)


def needs_second_to_end(desk: Desk, power: Power) -> bool:
    """Tell whether ending a power needs others to agree: a weighty one does while there is somebody to ask.

    That of the last second officer does always, and nobody but two recovery sheets agrees to it.
    """
    return _needs_second_to_end(desk, [power]) or _is_last_second(desk, [power])


def needs_second_to_leave(desk: Desk, person: str) -> bool:
    """Tell whether letting somebody go needs others to agree: it ends their powers."""
    theirs = _powers_of(desk, person)
    return _needs_second_to_end(desk, theirs) or _is_last_second(desk, theirs)


def able_to_end(desk: Desk, person: str, power: Power | None = None) -> approvals.Able:
    """Tell who can agree to the end of a power of somebody, or of all of them."""
    ended = [power] if power else _powers_of(desk, person)
    return approvals.only_sheets(desk) if _is_last_second(desk, ended) else approvals.able(desk, but=person)


def _powers_of(desk: Desk, person: str) -> list[Power]:
    with desk.store.read() as read:
        return [power for power in staffing.powers(read) if power.person == person]


def _is_last_second(desk: Desk, ended: Collection[Power]) -> bool:
    with desk.store.read() as read:
        judged, moment = staffing.judgement(read), staffing.reached(read, desk.now())
    return ends_last_second(judged, moment, desk.person.id, ended)


def _needs_second_to_end(desk: Desk, ended: Collection[Power]) -> bool:
    with desk.store.read() as read:
        judged, moment = staffing.judgement(read), staffing.reached(read, desk.now())
    return authority.needs_second_to_end(judged, moment, desk.person.id, ended)


def give(desk: Desk, person: str, role: Role, until: str = "", second: Agreeing | None = None) -> PeopleChanged:
    """Give a colleague a role, for good or until the end of an Indian day (`until`, ISO), when it ends by itself.

    Raises NOT_ALLOWED, OWN_POWER (nobody gives themselves one), PERSON_UNKNOWN, NEEDS_PASSPHRASE (who does not sign in
    holds no role), ROLES_TOGETHER, SECOND_NEEDED, DAY_INVALID (no day, or one that is over), END_REACHED (`reached`:
    the record has come so far, and the role would be over at once).
    """
    desk.must(Right.PEOPLE)
    desk.must_be_sound()
    if person == desk.person.id:
        raise DeskError(ErrorCode.OWN_POWER)
    about: dict[str, str | int] = {"role": role.value, "until": _end(desk, until) if until else ""}
    if second is None:
        if needs_second(desk, role, person):
            raise DeskError(ErrorCode.SECOND_NEEDED)
        with desk.store.write() as write:
            _grant(desk, write, person, role, about)
        return PeopleChanged()
    with seconded(desk, second, but=person) as agreeing, desk.store.write() as write:
        line = _grant(desk, write, person, role, about)
        agreeing.sign(desk, write, line, ROLE_GRANTED)
    return PeopleChanged()


def _end(desk: Desk, until: str) -> str:
    try:
        day = date.fromisoformat(until)
        if day.isoformat() != until or day < desk.today():
            raise DeskError(ErrorCode.DAY_INVALID)
        end = end_of_day(until)
    except (ValueError, OverflowError) as error:
        raise DeskError(ErrorCode.DAY_INVALID) from error
    with desk.store.read() as read:
        reached = staffing.reached(read, desk.now())
    if end <= reached:
        raise DeskError(ErrorCode.END_REACHED, reached=reached)
    return end


def _grant(desk: Desk, write: Connection, person: str, role: Role, about: dict[str, str | int]) -> int:
    if not _must_work_here(write, person).signs_in:
        raise DeskError(ErrorCode.NEEDS_PASSPHRASE)
    held = staffing.roles_of(write, person, desk.now())
    if not may_hold(desk.office.kind, held | {role}):
        raise DeskError(ErrorCode.ROLES_TOGETHER)
    return write_line(desk, write, ROLE_GRANTED, record=person, about=about)


def end(desk: Desk, power: Power, second: Agreeing | None = None) -> PeopleChanged:
    """End a power; a weighty one with a second officer who is not whose power it is (`needs_second_to_end`).

    Where nobody would be left who can agree, only two recovery sheets do. Raises NOT_ALLOWED, SECOND_NEEDED,
    SECOND_SAME, LAST_HEAD when nobody would be left who can let people in, LAST_SECOND where the sheets are needed, and
    what the second person's signing in or the proving of the sheets raises.
    """
    desk.must(Right.PEOPLE)
    desk.must_be_sound()
    _must_leave_enough(desk, [power])

    def act(write: Connection) -> list[int]:
        return [write_line(desk, write, ROLE_ENDED, record=power.person, about={"power": power.line})]

    with _agreed(desk, [power], power.person, second) as agreed, desk.store.write() as write:
        agreed(write, act(write))
    return PeopleChanged()


@contextmanager
def _agreed(
    desk: Desk, ended: Collection[Power], person: str, second: Agreeing | None
) -> Iterator[Callable[[Connection, Collection[int]], None]]:
    """Let others agree to the ending of powers where that is needed; yields what signs beside each line."""
    last = _is_last_second(desk, ended)
    if last and not isinstance(second, TwoSheets):
        raise DeskError(ErrorCode.LAST_SECOND)
    if not last and not _needs_second_to_end(desk, ended):
        yield lambda *_: None
        return
    if second is None:
        raise DeskError(ErrorCode.SECOND_NEEDED)
    with seconded(desk, second, but=person, only_sheets=last) as agreeing:

        def sign(write: Connection, lines: Collection[int]) -> None:
            for line in lines:
                agreeing.sign(desk, write, line, ROLE_ENDED)

        yield sign


def leave(desk: Desk, person: str, second: Agreeing | None = None) -> PeopleChanged:
    """Let a colleague go: their passphrase opens nothing more here, their powers end, what they wrote stays theirs.

    The keys that they knew change, the store's among them: a copy of the key file that they kept opens nothing that is
    copied later. An old copy of the whole folder still opens with the old passphrase. May take some seconds. Who holds
    a weighty power goes only with a second officer (`needs_second_to_leave`). Raises what `end` raises, OWN_POWER,
    LAST_SLOT, VAULT_DAMAGED (`step`: box), those of `key_file.rotate`.
    """
    desk.must(Right.PEOPLE)
    desk.must_be_sound()
    if person == desk.person.id:
        raise DeskError(ErrorCode.OWN_POWER)
    with desk.store.read() as read:
        row = _must_work_here(read, person)
    theirs = _powers_of(desk, person)
    _must_leave_enough(desk, theirs)

    with _agreed(desk, theirs, person, second) as agreed:

        def act(write: Connection) -> None:
            for power in theirs:
                agreed(write, [write_line(desk, write, ROLE_ENDED, record=person, about={"power": power.line})])
            tell(desk, write, PERSON_LEFT, replace(row, active=False, signs_in=False))

        if not row.signs_in:
            with desk.store.write() as write:
                act(write)
            return PeopleChanged()
        before = key_file.in_force(desk.room)
        must_be_their_boxes(desk, before)
        vault, fresh = keyring.rotate(before, desk.room.secrets, PersonId(person))
        key_file.rotate(desk, vault, fresh, act)
    desk.room.pins.forget(PersonId(person))
    return PeopleChanged()


def must_be_their_boxes(desk: Desk, vault: bytes) -> None:
    """Refuse to hand new keys to a box that the record does not know: a leaver may have put one of theirs in the file.

    Whoever holds the root could write a key file that opens well. Raises VAULT_DAMAGED (`step`).
    """
    with desk.store.read() as read:
        people = {row.id: row.box for row in office.people(read) if row.active and row.signs_in}
        sheets = {row.name: row.box for row in office.sheets(read) if row.active}
    theirs = all(people.get(id) == public for id, public in keyring.boxes(vault).items())
    if not theirs or any(sheets.get(sheet) != public for sheet, public in keyring.sheets(vault).items()):
        raise DeskError(ErrorCode.VAULT_DAMAGED, step="box")


def renew(desk: Desk, person: str, passphrase: str, second: Agreeing) -> PeopleChanged:
    """Let a colleague who forgot the passphrase type a new one, with two others present; their keys are new too.

    What they signed before stays signed with the old key. The office's keys change too, as in a leaving, so that no
    kept key file opens with the old passphrase what is written from now on. May take some seconds. Raises NOT_ALLOWED,
    OWN_POWER, SECOND_SAME, VAULT_DAMAGED (`step`: box), those of a new passphrase and of `key_file.rotate`.
    """
    desk.must(Right.PEOPLE)
    desk.must_be_sound()
    if person == desk.person.id:
        raise DeskError(ErrorCode.SECOND_SAME)
    with desk.store.read() as read:
        row = _must_work_here(read, person)
    with seconded(desk, second, but=person) as agreeing:
        before = key_file.in_force(desk.room)
        must_be_their_boxes(desk, before)
        slot = keyring.renew_slot(
            before,
            desk.room.secrets,
            PersonId(person),
            passphrase,
            key_file.device_key(desk.folder),
            [desk.office.name, row.name],
        )
        whole = replace(row, key=slot.author_public, box=slot.box_public, signs_in=True)

        def act(write: Connection) -> None:
            line = tell(desk, write, PERSON_ADDED, whole)
            agreeing.sign(desk, write, line, PERSON_ADDED)
            sealing.renew_grants(desk, write, agreeing, person, whole.box)

        vault, fresh = keyring.rotate(slot.data, desk.room.secrets)
        key_file.rotate(desk, vault, fresh, act)
    desk.room.pins.forget(PersonId(person))
    return PeopleChanged()


def change_passphrase(desk: Desk, old: str, new: str) -> PeopleChanged:
    """Change the passphrase of the person at the desk; wrong tries of the old one count as at the door.

    Raises PASSPHRASE_WRONG, SIGN_IN_WAIT, KEY_FILE_SWAPPED and those of a new passphrase.
    """
    device = key_file.device_key(desk.folder)
    before = key_file.in_force(desk.room)
    avoid = [desk.office.name, desk.person.name]
    with sign_in.counted(desk.folder, device, desk.person.id):
        vault = keyring.change_passphrase(before, PersonId(desk.person.id), old, new, device, avoid)
    key_file.change(desk, vault)
    return PeopleChanged(frozenset())


def _must_work_here(read: Connection, person: str) -> PersonRow:
    row = next((row for row in office.people(read) if row.id == person and row.active), None)
    if row is None:
        raise DeskError(ErrorCode.PERSON_UNKNOWN)
    return row


def _must_leave_enough(desk: Desk, ended: Collection[Power]) -> None:
    """Refuse to end powers without which nobody could let people in."""
    with desk.store.read() as read:
        judged, moment = staffing.judgement(read), staffing.reached(read, desk.now())
        signing = {row.id for row in office.people(read) if row.active and row.signs_in}
    left = [power for power in in_force(judged.powers.values(), moment) if power not in ended]
    heads = {power.person for power in left if not power.until and Right.PEOPLE in staffing.rights((power.role,))}
    if not heads & signing:
        raise DeskError(ErrorCode.LAST_HEAD)


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person as the page of people shows them: row, powers in force, and powers that are over by themselves."""

    row: PersonRow
    powers: tuple[Power, ...]
    over: tuple[Power, ...]


def colleagues(desk: Desk) -> list[Colleague]:
    """Return everybody with their powers."""
    with desk.store.read() as read:
        rows = office.people(read)
        every, now = staffing.powers(read), set(staffing.holding(read, desk.now()))
    return [
        Colleague(
            row,
            tuple(power for power in every if power.person == row.id and power in now),
            tuple(power for power in every if power.person == row.id and power not in now),
        )
        for row in rows
    ]


def offer_passphrase() -> str:
    """Return a new passphrase of six plain words, for whoever would rather not think one up."""
    return offer(read_words(read_resource(WORDS)))
