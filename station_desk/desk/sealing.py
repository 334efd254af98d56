"""The counsellor's working notes, sealed under a key that only those who may read them hold. Owns its handing on.

    compartment.made      about {generation}
    compartment.granted   about {generation, to: a person, or two ids joined by "+"}; part `sealed`: the key, sealed
    note.sealed           record = the matter, about {generation}; part `sealed`: the note, sealed
    sealed.read           about {record, notes}
    sealed.broken         about {record, why, notes}: opened in an emergency by two officers; part `facts`: the reason

A generation of the key is handed to everybody who may read what is written from now on, each to the own box; when
that set changes, the next note begins a new generation. Older ones are handed on only by somebody who holds them. For
an emergency each generation is also sealed to every pair of officers who may break the glass, and to every pair of
recovery sheets: neither of the two opens it alone. No note ever stands in a search index or leaves for the district.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import combinations

from station_desk.desk import staffing
from station_desk.desk.approvals import SecondPerson, seconded
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk
from station_desk.desk.recording import reason_text
from station_desk.desk.sight import must_see
from station_desk.domain.authority import BROKEN as BROKEN
from station_desk.domain.authority import KEY_GRANTED as KEY_GRANTED
from station_desk.domain.authority import KEY_MADE as KEY_MADE
from station_desk.domain.figures import mask_aadhaar
from station_desk.domain.letters import readable
from station_desk.domain.log import Header, Part, canonical, read_header
from station_desk.domain.roles import Right, keeps_sealed_notes
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import log, office
from station_desk.store.connect import Connection
from station_desk.store.office import PersonRow
from station_desk.vault import box
from station_desk.vault.compartment import new_key, open_part, seal_part
from station_desk.vault.keyring import PersonSecrets
from station_desk.vault.secret import Secret

NOTE, READ = "note.sealed", "sealed.read"
NOTE_MAX = 8000
# Why the glass may be broken; the words beside it say more.
WHY = ("danger_to_life", "court_order", "counsellor_absent", "complaint_about_staff")


def _about(header: bytes) -> Header:
    return read_header(header)


def _context(desk: Desk, what: str, about: str) -> bytes:
    return canonical({"context": f"station-desk/{what}/v1", "office": desk.office.id, "about": about})


# The key and who holds it


def _grants(read: Connection) -> dict[tuple[int, str], bytes]:
    """Return every sealed key by generation and by whom it was sealed to.

    Only what somebody who might handed on counts, the first of it, and only to a box that is still theirs: one from
    before a person's newest key opens nothing. A line that cannot be read is for the recount to tell.
    """
    found: dict[tuple[int, str], bytes] = {}
    judged = staffing.judgement(read)
    unfounded = frozenset(judged.unfounded)
    for line in log.lines_of_kind(read, KEY_GRANTED):
        with suppress(ValueError, KeyError, TypeError):
            about = _about(line.header).about
            generation, to = int(about["generation"]), str(about["to"])
            keyed = max((judged.known[one].line for one in to.split("+") if one in judged.known), default=0)
            if line.seq in unfounded or line.seq < keyed:
                continue
            key = bytes.fromhex(json.loads(line.parts[Part.SEALED][1])["key"])
            found.setdefault((generation, to), key)
    return found


def _newest(read: Connection) -> int:
    """Return the newest generation that somebody made who might."""
    return max(staffing.judgement(read).generations, default=0)


def _entitled(desk: Desk, read: Connection) -> dict[str, bytes]:
    """Return who may read what is written now, with the box each one's keys are handed to."""
    named = keeps_sealed_notes(staffing.holding(read, desk.now()))
    return {row.id: row.box for row in office.people(read) if row.id in named and row.active and row.box}


def _pairs(desk: Desk, read: Connection) -> dict[str, tuple[bytes, bytes]]:
    """Return the pairs that open a generation together: two officers, or two recovery sheets."""
    may = staffing.holders(read, Right.BREAK_GLASS, desk.now())
    officers = [(row.id, row.box) for row in office.people(read) if row.id in may and row.active and row.box]
    sheets = [(row.id, row.box) for row in office.sheets(read) if row.active]
    both = [*combinations(sorted(officers), 2), *combinations(sorted(sheets), 2)]
    return {f"{first[0]}+{second[0]}": (first[1], second[1]) for first, second in both}


def _held(desk: Desk, grants: Mapping[tuple[int, str], bytes]) -> dict[int, Secret]:
    """Open every generation that was handed to the person at the desk; one sealed to an old box stays shut."""
    mine = {}
    for (generation, to), sealed in grants.items():
        if to == desk.person.id:
            try:
                context = _context(desk, "compartment", f"{generation} {to}")
                mine[generation] = Secret(box.unseal(desk.personal.box_seed, sealed, context))
            except DeskError as error:
                if error.code is not ErrorCode.BOX_WRONG:
                    raise
    return mine


def _grant(desk: Desk, write: Connection, generation: int, to: str, sealed: bytes) -> None:
    about: dict[str, str | int] = {"generation": generation, "to": to}
    write_line(desk, write, KEY_GRANTED, about=about, parts={Part.SEALED: canonical({"key": sealed.hex()})})


def _hand_to(desk: Desk, write: Connection, generation: int, key: Secret, person: str, public: bytes) -> None:
    context = _context(desk, "compartment", f"{generation} {person}")
    _grant(desk, write, generation, person, box.seal(public, key.reveal(), context))


def _hand_to_pairs(desk: Desk, write: Connection, generation: int, key: Secret, known: Collection[str]) -> None:
    for pair, (first, second) in _pairs(desk, write).items():
        if pair not in known:
            context = _context(desk, "compartment", f"{generation} {pair}")
            _grant(desk, write, generation, pair, box.seal_to_both(first, second, key.reveal(), context))


def settle(desk: Desk) -> None:
    """Hand every generation that this person holds to the pairs that lack it: new officers, new recovery sheets."""
    with desk.store.write() as write:
        _settle(desk, write)


def _settle(desk: Desk, write: Connection) -> None:
    grants = _grants(write)
    for generation, key in _held(desk, grants).items():
        known = {to for number, to in grants if number == generation}
        _hand_to_pairs(desk, write, generation, key, known)


def _writing_key(desk: Desk, write: Connection) -> tuple[int, Secret]:
    """Return the generation to write under, a new one when those who may read are others than those who hold it."""
    entitled = _entitled(desk, write)
    if desk.person.id not in entitled:
        raise DeskError(ErrorCode.NOT_ALLOWED, right=Right.SEALED.value)
    grants, newest = _grants(write), _newest(write)
    holding = {to for number, to in grants if number == newest and "+" not in to}
    held = _held(desk, grants)
    if newest in held and holding == entitled.keys():
        _settle(desk, write)
        return newest, held[newest]
    generation, key = newest + 1, new_key()
    write_line(desk, write, KEY_MADE, about={"generation": generation})
    for person, public in entitled.items():
        _hand_to(desk, write, generation, key, person, public)
    _hand_to_pairs(desk, write, generation, key, ())
    return generation, key


def owed(desk: Desk) -> list[PersonRow]:
    """Return those who may read the notes but lack older generations that the person at the desk could hand on."""
    with desk.store.read() as read:
        grants, entitled = _grants(read), _entitled(desk, read)
        mine = {generation for generation, to in grants if to == desk.person.id}
        rows = office.people(read)
    return [row for row in rows if row.id in entitled and any((number, row.id) not in grants for number in mine)]


@dataclass(frozen=True, slots=True)
class HandedOn:
    """Somebody can read earlier notes too."""

    generations: int
    changed: frozenset[str] = field(default=frozenset({"people"}))


def hand_on(desk: Desk, person: str) -> HandedOn:
    """Hand the generations that the person at the desk holds to a colleague who may read the notes."""
    desk.must(Right.SEALED)
    desk.must_be_sound()
    with desk.store.write() as write:
        entitled, grants = _entitled(desk, write), _grants(write)
        if person not in entitled:
            raise DeskError(ErrorCode.NOT_ALLOWED, right=Right.SEALED.value)
        held = _held(desk, grants)
        missing = [number for number in held if (number, person) not in grants]
        for number in missing:
            _hand_to(desk, write, number, held[number], person, entitled[person])
    return HandedOn(len(missing))


def renew_grants(
    desk: Desk, write: Connection, pair: str, seeds: tuple[Secret, Secret], person: str, public: bytes
) -> None:
    """Hand a person with a new box, who may read the notes, every generation that two others open together."""
    if person not in _entitled(desk, write):
        return
    for number, key in _opened_by(desk, _grants(write), pair, seeds):
        _hand_to(desk, write, number, key, person, public)


def _opened_by(
    desk: Desk, grants: Mapping[tuple[int, str], bytes], pair: str, seeds: tuple[Secret, Secret]
) -> Iterator[tuple[int, Secret]]:
    for (generation, to), sealed in grants.items():
        if to == pair:
            context = _context(desk, "compartment", f"{generation} {pair}")
            yield generation, Secret(box.unseal_with_both(*seeds, sealed, context))


def pair_of(one: str, ones: PersonSecrets, other: str, others: PersonSecrets) -> tuple[str, tuple[Secret, Secret]]:
    """Return the name of a pair and the two seeds in the order it was sealed in."""
    (first, seed), (second, seed_too) = sorted(
        [(one, ones.box_seed), (other, others.box_seed)], key=lambda side: side[0]
    )
    return f"{first}+{second}", (seed, seed_too)


# The notes


@dataclass(frozen=True, slots=True)
class NoteHead:
    """A note as everybody who sees the matter may know of it: that it is there, whose, when."""

    line: int
    at: str
    person: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was opened; `text` is None where the reader holds no key to it. Its repr shows no word."""

    head: NoteHead
    text: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class NoteKept:
    """A note is sealed and kept."""

    line: int
    changed: frozenset[str] = field(default=frozenset({"matters", "notes"}))


@dataclass(frozen=True, slots=True)
class Opened:
    """The notes of a matter, opened; the opening is in the log."""

    notes: tuple[Note, ...]
    changed: frozenset[str] = field(default=frozenset({"log"}))


def write_note(desk: Desk, record: str, text: str) -> NoteKept:
    """Keep a working note, sealed. Raises NOT_ALLOWED, MATTER_SEALED, NOTE_EMPTY, NOTE_LONG (`limit`)."""
    desk.must(Right.SEALED)
    desk.must_be_sound()
    words = mask_aadhaar(readable(text).strip())[0]  # a note has paragraphs
    if not any(letter.isprintable() and not letter.isspace() for letter in words):
        raise DeskError(ErrorCode.NOTE_EMPTY)
    if len(words) > NOTE_MAX:
        raise DeskError(ErrorCode.NOTE_LONG, limit=NOTE_MAX)
    with desk.store.write() as write:
        must_see(desk, write, record)
        if not log.lines_of_record(write, record):
            raise DeskError(ErrorCode.RECORD_MISSING)
        generation, key = _writing_key(desk, write)
        context = _context(desk, "note", f"{record} {desk.person.id} {log.next_seq(write)}")
        part = canonical({"sealed": seal_part(key, words.encode(), context).hex()})
        about: dict[str, str | int] = {"generation": generation}
        line = write_line(desk, write, NOTE, record=record, about=about, parts={Part.SEALED: part})
    return NoteKept(line)


def may_write(desk: Desk) -> bool:
    """Tell whether the person at the desk may write working notes now."""
    with desk.store.read() as read:
        return desk.person.id in _entitled(desk, read)


@dataclass(frozen=True, slots=True)
class NotesOf:
    """How the notes of a matter stand for the person at the desk.

    `readers` may read what is written now; `mine` counts the notes whose key this person holds.
    """

    heads: tuple[NoteHead, ...]
    readers: tuple[PersonRow, ...]
    may_write: bool
    mine: int


def notes_of(desk: Desk, record: str) -> NotesOf:
    """Tell which notes a matter has and who may read them, opening none. Raises MATTER_SEALED."""
    desk.must(Right.MATTERS)
    with desk.store.read() as read:
        must_see(desk, read, record)
        headers = [_about(line.header) for line in log.lines_about(read, NOTE, record)]
        entitled, grants = _entitled(desk, read), _grants(read)
        readers = tuple(row for row in office.people(read) if row.id in entitled)
    return NotesOf(
        heads=tuple(NoteHead(header.seq, header.at, header.person) for header in headers),
        readers=readers,
        may_write=desk.person.id in entitled,
        mine=sum((int(header.about["generation"]), desk.person.id) in grants for header in headers),
    )


def note_heads(desk: Desk, record: str) -> list[NoteHead]:
    """Return which notes a matter has, oldest first, without a word of them. Raises MATTER_SEALED."""
    desk.must(Right.MATTERS)
    with desk.store.read() as read:
        must_see(desk, read, record)
        return [_head(line) for line in log.lines_about(read, NOTE, record)]


def _head(line: log.StoredLine) -> NoteHead:
    header = _about(line.header)
    return NoteHead(line.seq, header.at, header.person)


def read_notes(desk: Desk, record: str) -> Opened:
    """Open the notes of a matter to somebody who holds the key. The opening is a line of the log."""
    desk.must(Right.SEALED)
    with desk.store.write() as write:
        must_see(desk, write, record)
        notes = tuple(_open(desk, write, record, _held(desk, _grants(write))))
        if notes and all(note.text is None for note in notes):
            raise DeskError(ErrorCode.SEALED_NO_KEY)
        write_line(desk, write, READ, about={"record": record, "notes": len(notes)})
    return Opened(notes)


def break_glass(desk: Desk, record: str, why: str, reason: str, second: SecondPerson) -> Opened:
    """Open the notes of a matter in an emergency: two officers, a reason, and a count on the daily register.

    `why` is one of WHY. Raises NOT_ALLOWED, MATTER_SEALED, REASON_NEEDED, REASON_LONG, SECOND_SAME, NOTES_NONE,
    SEALED_NO_KEY (the notes were never handed to this pair) and what the second person's signing in raises.
    """
    desk.must(Right.BREAK_GLASS)
    if why not in WHY:
        raise DeskError(ErrorCode.REASON_NEEDED)
    part = canonical({"reason": reason_text(reason)})
    with desk.store.read() as read:
        must_see(desk, read, record)
        if not log.lines_about(read, NOTE, record):
            raise DeskError(ErrorCode.NOTES_NONE)
    with seconded(desk, second, Right.BREAK_GLASS) as agreeing, desk.store.write() as write:
        pair, seeds = pair_of(desk.person.id, desk.personal, agreeing.person.id, agreeing.personal)
        keys = dict(_opened_by(desk, _grants(write), pair, seeds))
        notes = tuple(_open(desk, write, record, keys))
        if all(note.text is None for note in notes):
            raise DeskError(ErrorCode.SEALED_NO_KEY)
        about: dict[str, str | int] = {"record": record, "why": why, "notes": len(notes)}
        line = write_line(desk, write, BROKEN, about=about, parts={Part.FACTS: part})
        agreeing.sign(desk, write, line, BROKEN)
    return Opened(notes)


def _open(desk: Desk, read: Connection, record: str, keys: Mapping[int, Secret]) -> Iterator[Note]:
    for line in log.lines_about(read, NOTE, record):
        header = _about(line.header)
        key = keys.get(int(header.about["generation"]))
        text = None
        if key is not None:
            sealed = bytes.fromhex(json.loads(line.parts[Part.SEALED][1])["sealed"])
            text = open_part(key, sealed, _context(desk, "note", f"{record} {header.person} {line.seq}")).decode()
        yield Note(_head(line), text)
