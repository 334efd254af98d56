"""The counsellor's working notes, sealed under a key that only those who may read them hold. Owns its handing on.

    compartment.made      about {generation}
    compartment.granted   about {generation, to: a person, or two ids joined by "+"}; part `sealed`: the key, sealed
    note.sealed           record = the matter, about {generation}; part `sealed`: the note, sealed
    sealed.read           about {record, notes}
    sealed.broken         about {record, why, notes}: opened in an emergency by two officers; part `facts`: the reason

A generation of the key is handed to everybody who may read what is written from now on, each to the own box. For an
emergency it is also sealed to every pair of officers who may break the glass, and to every pair of recovery sheets:
neither of the two opens it alone. When somebody holds it who should not any more, alone or in a pair, the next note
begins a new one. Older ones are handed on only by somebody who holds them. No note ever stands in a search index or
leaves for the district.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import combinations

from station_desk.desk import staffing
from station_desk.desk.approvals import Agreed, Agreeing, Second, seconded
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk
from station_desk.desk.recording import reason_text
from station_desk.desk.sight import must_see
from station_desk.domain.authority import BROKEN as BROKEN
from station_desk.domain.authority import KEY_GRANTED as KEY_GRANTED
from station_desk.domain.authority import KEY_MADE as KEY_MADE
from station_desk.domain.figures import mask_aadhaar
from station_desk.domain.letters import readable
from station_desk.domain.log import Header, HeaderError, Part, canonical, read_header, read_headers, read_part
from station_desk.domain.roles import Right, keeps_sealed_notes
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import log, office
from station_desk.store.connect import Connection
from station_desk.store.office import PersonRow
from station_desk.vault import box
from station_desk.vault.compartment import KEY_BYTES, new_key, open_part, seal_part
from station_desk.vault.secret import Secret

NOTE, READ = "note.sealed", "sealed.read"
NOTE_MAX = 8000
# Why the glass may be broken; the words beside it say more.
WHY = ("danger_to_life", "court_order", "counsellor_absent", "complaint_about_staff")


def _context(desk: Desk, what: str, about: str) -> bytes:
    return canonical({"context": f"station-desk/{what}/v1", "office": desk.office.id, "about": about})


# The key and who holds it


def _grants(read: Connection) -> dict[tuple[int, str], bytes]:
    """Return every sealed key by generation and by whom it was sealed to.

    Only what somebody who might handed on counts, the first of it, and only to a box that is still theirs: one from
    before a person's newest key opens nothing. A line that cannot be read is for the recount to tell.
    """
    return _handed(read)[0]


def _handed(read: Connection) -> tuple[dict[tuple[int, str], bytes], frozenset[int]]:
    """Return `_grants`, and the generations that were also sealed to a box which is nobody's any more."""
    found: dict[tuple[int, str], bytes] = {}
    former: set[int] = set()
    judged = staffing.judgement(read)
    unfounded = frozenset(judged.unfounded)
    for line in log.lines_of_kind(read, KEY_GRANTED):
        with suppress(ValueError, KeyError, TypeError):
            about = read_header(line.header).about
            generation, to = int(about["generation"]), str(about["to"])
            keyed = max((judged.known[one].line for one in to.split("+") if one in judged.known), default=0)
            if line.seq in unfounded:
                continue
            if line.seq < keyed:
                former.add(generation)
                continue
            key = bytes.fromhex(read_part(line.parts[Part.SEALED][1])["key"])
            found.setdefault((generation, to), key)
    return found, frozenset(former)


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
    in_force = staffing.judgement(read).sheets  # a sheet that one officer made alone gets no key
    sheets = [(row.id, row.box) for row in office.sheets(read) if row.active and row.id in in_force]
    both = [*combinations(sorted(officers), 2), *combinations(sorted(sheets), 2)]
    return {f"{first[0]}+{second[0]}": (first[1], second[1]) for first, second in both}


def _held(desk: Desk, grants: Mapping[tuple[int, str], bytes]) -> dict[int, Secret]:
    """Open every generation that was handed to the person at the desk; one sealed to an old box stays shut."""
    mine = {}
    for (generation, to), sealed in grants.items():
        if to == desk.person.id:
            context = _context(desk, "compartment", f"{generation} {to}")
            key = _key_in(box.unseal, desk.personal.box_seed, sealed, context)
            if key is not None:
                mine[generation] = key
    return mine


def _key_in(unseal: Callable[..., bytes], *sealed: Secret | bytes) -> Secret | None:
    """Open the box of a key; None where it does not open, or holds none."""
    try:
        key = unseal(*sealed)
    except DeskError as error:
        if error.code is not ErrorCode.BOX_WRONG:
            raise
        return None
    return Secret(key) if len(key) == KEY_BYTES else None


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
    """Return the generation to write under, a new one as soon as somebody holds it who should not, alone or in a pair.

    That is who may read no more, an officer whose power is over or who left, a sheet that was replaced, and whoever has
    new keys: their old ones may be known. Who comes anew to a pair is handed the one in use.
    """
    entitled = _entitled(desk, write)
    if desk.person.id not in entitled:
        raise DeskError(ErrorCode.NOT_ALLOWED, right=Right.SEALED.value)
    (grants, former), newest = _handed(write), _newest(write)
    holding = {to for number, to in grants if number == newest}
    held = _held(desk, grants)
    rightly = entitled.keys() | _pairs(desk, write).keys()
    if newest in held and entitled.keys() <= holding <= rightly and newest not in former:
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


def renew_grants(desk: Desk, write: Connection, agreed: Agreed, person: str, public: bytes) -> None:
    """Hand a person with a new box, who may read the notes, every generation that two others open together."""
    if person not in _entitled(desk, write):
        return
    pair, seeds = _pair_of(*agreed.two(desk))
    for number, key in _opened_by(desk, _grants(write), pair, seeds):
        _hand_to(desk, write, number, key, person, public)


def _opened_by(
    desk: Desk, grants: Mapping[tuple[int, str], bytes], pair: str, seeds: tuple[Secret, Secret]
) -> Iterator[tuple[int, Secret]]:
    for (generation, to), sealed in grants.items():
        if to == pair:
            context = _context(desk, "compartment", f"{generation} {pair}")
            key = _key_in(box.unseal_with_both, *seeds, sealed, context)
            if key is not None:
                yield generation, key


def _pair_of(*both: Second) -> tuple[str, tuple[Secret, Secret]]:
    """Return the name of a pair and the two seeds in the order it was sealed in."""
    one, other = sorted(both, key=lambda side: side.person.id)
    return f"{one.person.id}+{other.person.id}", (one.personal.box_seed, other.personal.box_seed)


# The notes


@dataclass(frozen=True, slots=True)
class NoteHead:
    """A note as everybody who sees the matter may know of it: that it is there, whose, when."""

    line: int
    at: str
    person: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was opened; `text` is None where the reader holds no key to it, or it is `damaged`.

    Its repr shows no word.
    """

    head: NoteHead
    text: str | None = field(repr=False)
    damaged: bool = False


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
    words = _note_words(text)
    with desk.store.write() as write:
        must_see(desk, write, record)
        if not log.lines_of_record(write, record):
            raise DeskError(ErrorCode.RECORD_MISSING)
        return NoteKept(_seal(desk, write, record, words))


def note_within(desk: Desk, write: Connection, record: str, text: str) -> int:
    """Keep a working note of a matter that is seen, within the transaction of another act; return its line.

    Raises what `write_note` raises.
    """
    desk.must(Right.SEALED)
    return _seal(desk, write, record, _note_words(text))


def _note_words(text: str) -> str:
    words = mask_aadhaar(readable(text).strip())[0]  # a note has paragraphs
    if not any(letter.isprintable() and not letter.isspace() for letter in words):
        raise DeskError(ErrorCode.NOTE_EMPTY)
    if len(words) > NOTE_MAX:
        raise DeskError(ErrorCode.NOTE_LONG, limit=NOTE_MAX)
    return words


def _seal(desk: Desk, write: Connection, record: str, words: str) -> int:
    generation, key = _writing_key(desk, write)
    context = _context(desk, "note", f"{record} {desk.person.id} {log.next_seq(write)}")
    part = canonical({"sealed": seal_part(key, words.encode(), context).hex()})
    about: dict[str, str | int] = {"generation": generation}
    return write_line(desk, write, NOTE, record=record, about=about, parts={Part.SEALED: part})


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
        headers = list(read_headers(line.header for line in log.lines_about(read, NOTE, record)))
        entitled, grants = _entitled(desk, read), _grants(read)
        readers = tuple(row for row in office.people(read) if row.id in entitled)
    return NotesOf(
        heads=tuple(_head(header) for header in headers),
        readers=readers,
        may_write=desk.person.id in entitled,
        mine=sum((_generation(header), desk.person.id) in grants for header in headers),
    )


def _head(header: Header) -> NoteHead:
    return NoteHead(header.seq, header.at, header.person)


def _generation(header: Header) -> int:
    told = header.about.get("generation")
    return told if isinstance(told, int) else 0


def read_notes(desk: Desk, record: str) -> Opened:
    """Open the notes of a matter to somebody who holds the key. The opening is a line of the log."""
    desk.must(Right.SEALED)
    with desk.store.write() as write:
        must_see(desk, write, record)
        notes = tuple(_open(desk, write, record, _held(desk, _grants(write))))
        _must_open_one(notes)
        write_line(desk, write, READ, about={"record": record, "notes": len(notes)})
    return Opened(notes)


def break_glass(desk: Desk, record: str, why: str, reason: str, second: Agreeing) -> Opened:
    """Open the notes of a matter in an emergency: two officers, a reason, and a count on the daily register.

    Where the one at the desk is the only officer, two recovery sheets open them.

    `why` is one of WHY. Raises NOT_ALLOWED, MATTER_SEALED, REASON_NEEDED, REASON_LONG, SECOND_SAME, SECOND_WALLED (the
    matter is kept from the second as well), NOTES_NONE,
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
    with seconded(desk, second, Right.BREAK_GLASS, matter=record) as agreeing, desk.store.write() as write:
        pair, seeds = _pair_of(*agreeing.two(desk))
        keys = dict(_opened_by(desk, _grants(write), pair, seeds))
        notes = tuple(_open(desk, write, record, keys))
        _must_open_one(notes)
        about: dict[str, str | int] = {"record": record, "why": why, "notes": len(notes)}
        line = write_line(desk, write, BROKEN, about=about, parts={Part.FACTS: part})
        agreeing.sign(desk, write, line, BROKEN)
    return Opened(notes)


def _must_open_one(notes: Collection[Note]) -> None:
    if notes and all(note.text is None for note in notes):
        damaged = any(note.damaged for note in notes)
        raise DeskError(ErrorCode.SEALED_DAMAGED if damaged else ErrorCode.SEALED_NO_KEY)


def _open(desk: Desk, read: Connection, record: str, keys: Mapping[int, Secret]) -> Iterator[Note]:
    """Open what the keys open; a damaged note stays shut, and one whose line cannot be read the recount tells."""
    for line in log.lines_about(read, NOTE, record):
        with suppress(HeaderError):
            header = read_header(line.header)
            text, key = None, keys.get(_generation(header))
            if key is not None:
                text = _words(line, key, _context(desk, "note", f"{record} {header.person} {line.seq}"))
            yield Note(_head(header), text, key is not None and text is None)


def _words(line: log.StoredLine, key: Secret, context: bytes) -> str | None:
    try:
        return open_part(key, bytes.fromhex(read_part(line.parts[Part.SEALED][1])["sealed"]), context).decode()
    except (KeyError, TypeError, ValueError):
        return None
    except DeskError as error:
        if error.code is not ErrorCode.SEALED_DAMAGED:
            raise
        return None
