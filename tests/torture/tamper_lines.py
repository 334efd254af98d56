"""Tampering with lines so that hashes fit again: by one who holds the raw key, and by an insider with their own pen.

The careful one counts leaves and peaks anew but cannot sign. The insider also signs every own line anew, makes the
tables fit, signs the kept heads anew with the office's keys (they stand in the store), and may have removed or put back
one of the two anchors, or forged both when only what the district confirmed is touched. Owns the edits; judges nothing.
"""

from __future__ import annotations

import hmac
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from station_desk.desk import recording
from station_desk.desk.making import KEYS
from station_desk.desk.office import HEAD_NOTE
from station_desk.desk.recount import told_person
from station_desk.domain.calendar import parse_moment, write_moment
from station_desk.domain.checkpoint import Checkpoint
from station_desk.domain.log import LEAF_CONTEXT, Header, canonical, commitment, extend, fold, leaf_hash, read_header
from station_desk.store import log
from station_desk.store import office as office_rows
from station_desk.store.connect import Connection
from station_desk.store.log import StoredLine
from station_desk.sync import checkpoint as signed_checkpoint
from station_desk.sync.keys import OfficeKeys
from station_desk.vault.author import Author
from station_desk.vault.secret import Secret
from tests.torture.tamper import Case, Files
from tests.torture.tamper_rows import unguarded
from tests.torture.worked_station import PROFILE, Worked

# A pen that the insider made, to be passed off as a colleague's.
_PEN = Author(Secret(bytes(range(32))))
_PEN_PUBLIC = _PEN.public_key.hex()
PEOPLE_LINES = ("person.added", "person.named", "person.left")


@dataclass(slots=True)
class Line:
    """One line as an attacker writes it: signed anew only where its author's pen is at hand."""

    header: Header
    signature: bytes
    parts: dict[str, tuple[bytes, bytes]]
    touched: bool = False

    def change(self, **fields: Any) -> None:
        """Give the header other values."""
        self.header = replace(self.header, **fields)
        self.touched = True

    def set_part(self, name: str, data: bytes) -> None:
        """Put other bytes into a part and commit to them."""
        salt = self.parts[name][0]
        self.parts[name] = (salt, data)
        self.change(commitments={**self.header.commitments, name: commitment(salt, data).hex()})


Act = Callable[[list[Line], random.Random, str], str | None]


@dataclass(slots=True)
class Book:
    """The whole log in hand, to be written back."""

    lines: list[Line] = field(default_factory=list)

    @classmethod
    def read(cls, connection: Connection) -> Book:
        """Take the log out of the store."""
        return cls([_line(stored) for stored in log.lines(connection)])

    def write(self, connection: Connection, pens: dict[str, Author]) -> bytes:
        """Write the log back, every number and hash as it must be; return the head. Own touched lines are signed."""
        leaves = []
        connection.execute("DELETE FROM part")
        connection.execute("DELETE FROM line")
        for number, line in enumerate(self.lines, 1):
            if line.header.seq != number:
                line.change(seq=number)
            head = line.header
            data = head.to_bytes()
            if line.touched and head.person in pens:
                line.signature = pens[head.person].sign(LEAF_CONTEXT + data)
            leaves.append(leaf_hash(data, line.signature))
            connection.execute(
                "INSERT INTO line (seq, leaf, header, signature, kind, record, revision, at, person)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (number, leaves[-1], data, line.signature, head.kind, head.record, head.revision, head.at, head.person),
            )
            rows = [(number, name, salt, part) for name, (salt, part) in line.parts.items()]
            connection.executemany("INSERT INTO part (seq, name, salt, bytes) VALUES (?, ?, ?, ?)", rows)
        peaks = extend((), leaves)
        connection.execute("DELETE FROM peak")
        connection.executemany("INSERT INTO peak (height, hash) VALUES (?, ?)", peaks)
        return fold(peaks)


def _line(stored: StoredLine) -> Line:
    return Line(read_header(stored.header), stored.signature, {str(name): part for name, part in stored.parts.items()})


def _mine(lines: list[Line], draw: random.Random, me: str, upto: int = 0) -> int | None:
    places = [place for place, line in enumerate(lines[: upto or None]) if me in ("", line.header.person)]
    return draw.choice(places) if places else None


# What is done to the log. `me` is the insider, "" for one who may touch any line and sign none.


def _answers(lines: list[Line], draw: random.Random, me: str) -> str | None:
    """Other words in a part of a line, with its commitment."""
    places = [place for place, line in enumerate(lines) if line.parts and me in ("", line.header.person)]
    if not places:
        return None
    line = lines[draw.choice(places)]
    name = draw.choice(sorted(line.parts))
    told = json.loads(line.parts[name][1])
    inner = told["answers"] if isinstance(told.get("answers"), dict) else told
    texts = [key for key, value in inner.items() if isinstance(value, str) and value]
    if not texts:
        return None
    key = draw.choice(texts)
    inner[key] = inner[key] + draw.choice("अकख019")
    line.set_part(name, canonical(told))
    return f"{name}.{key} of line {line.header.seq}"


def _back_dated(lines: list[Line], draw: random.Random, me: str) -> str | None:
    """Another time on a line, earlier or between its neighbours."""
    place = _mine(lines, draw, me)
    if place is None:
        return None
    line = lines[place]
    back = timedelta(seconds=draw.choice((1, 30, 600, 86_400, 400_000)))
    moment = write_moment(parse_moment(line.header.at) + (back if draw.random() < 0.2 else -back))
    line.change(at=moment)
    return f"line {line.header.seq} at {moment}"


def _removed(lines: list[Line], draw: random.Random, me: str) -> str | None:
    """A line is gone and the rest have moved up."""
    place = _mine(lines, draw, me)
    return None if place is None else f"line {lines.pop(place).header.seq}"


def _last_removed(lines: list[Line], draw: random.Random, me: str) -> str | None:
    """The last lines are gone."""
    count = draw.choice((1, 1, 2, 3, draw.randrange(1, 40)))
    if me and any(line.header.person != me for line in lines[-count:]):
        count = 1
    del lines[-count:]
    return f"the last {count}"


def _inserted(lines: list[Line], draw: random.Random, me: str) -> str | None:
    """A line that was never written stands between others."""
    place = _mine(lines, draw, me)
    if place is None:
        return None
    model = lines[place]
    about = {**model.header.about, "count": draw.randrange(9)}
    line = Line(replace(model.header, about=about, revision=0, record=""), model.signature, {}, touched=True)
    line.header = replace(line.header, commitments={})
    at = draw.randrange(1, len(lines))  # one at the end, signed by its own author, is just a line that was written
    lines.insert(at, line)
    return f"{model.header.kind} as line {at + 1}"


def _reordered(lines: list[Line], draw: random.Random, me: str) -> str | None:
    """Two lines have changed places."""
    first, second = _mine(lines, draw, me), _mine(lines, draw, me)
    if first is None or second is None or first == second:
        return None
    lines[first], lines[second] = lines[second], lines[first]
    return f"{first + 1} and {second + 1}"


def _renamed(lines: list[Line], draw: random.Random, me: str) -> str | None:
    """A line is said to be somebody else's, of another kind, or about another record."""
    place = _mine(lines, draw, me)
    if place is None:
        return None
    line = lines[place]
    name = draw.choice(("person", "kind", "record", "office", "epoch"))
    other = draw.choice(lines).header
    value = {"office": "SAX", "epoch": line.header.epoch + 1}.get(name, getattr(other, name))
    if value == getattr(line.header, name):
        return None
    line.change(**{name: value})
    return f"{name} of line {line.header.seq}"


def _about(lines: list[Line], draw: random.Random, me: str) -> str | None:
    """Another id or count in a line."""
    places = [place for place, line in enumerate(lines) if line.header.about and me in ("", line.header.person)]
    if not places:
        return None
    line = lines[draw.choice(places)]
    key = draw.choice(sorted(line.header.about))
    value = line.header.about[key]
    line.change(about={**line.header.about, key: value + 1 if isinstance(value, int) else value + "0"})
    return f"{key} of line {line.header.seq}"


def _lent_pen(lines: list[Line], draw: random.Random, me: str) -> str | None:
    """A colleague's line is rewritten and signed with the insider's pen."""
    others = [line for line in lines if line.parts and line.header.person != me]
    if not me or not others:
        return None
    line = draw.choice(others)
    line.change(at=line.header.at, about={**line.header.about, "count": draw.randrange(99)})
    return f"line {line.header.seq} signed by another"


def _new_pen(lines: list[Line], draw: random.Random, me: str) -> str | None:
    """At the end: a colleague is given a key that the insider holds, signs something with it, gets the old one back."""
    told = [line for line in lines if line.header.kind == "person.added" and line.header.record != me]
    colleagues = [line for line in told if not json.loads(line.parts["facts"][1])["sheet"]]
    if not me or not colleagues:
        return None
    model = draw.choice(colleagues)
    at, colleague = lines[-1].header.at, model.header.record
    revision = sum(line.header.record == colleague for line in lines)
    for number, key in enumerate((_PEN_PUBLIC, None, json.loads(model.parts["district"][1])["key"]), 1):
        fresh = Line(
            replace(model.header, at=at, person=me, revision=revision + number, about={}), b"", {}, touched=True
        )
        if key is None:  # the colleague's own line, with which the colleague has nothing to do
            fresh.change(kind="register.previewed", person=colleague, record="", revision=0, commitments={})
        else:
            fresh.parts = dict(model.parts)
            fresh.set_part("district", canonical({**json.loads(model.parts["district"][1]), "key": key}))
        lines.append(fresh)
    return f"{me[:6]} signs as {colleague[:6]}"


def _own_power(lines: list[Line], draw: random.Random, me: str) -> str | None:
    """At the end: the insider is given a role, by themselves."""
    if not me:
        return None
    role = draw.choice(("auditor", "nodal_officer", "house_officer", "counsellor", "in_charge"))
    model = next(line for line in lines if line.header.kind == "role.granted")
    about = {"role": role, "until": ""}
    header = replace(model.header, at=lines[-1].header.at, person=me, record=me, revision=0, about=about)
    lines.append(Line(header, b"", {}, touched=True))
    return f"{me[:6]} is {role}"


ACTS: tuple[Act, ...] = (
    _answers,
    _answers,
    _back_dated,
    _removed,
    _last_removed,
    _inserted,
    _reordered,
    _renamed,
    _about,
)


def careful(worked: Worked, draw: random.Random, count: int) -> Iterator[Case]:
    """Edits by one who holds the raw key but nobody's pen: leaves and peaks fit, signatures cannot."""
    for _ in range(count):
        act, seed = draw.choice(ACTS), draw.random()
        edit = _edit(act, seed, "", {}, heads=draw.random() < 0.5, upto=0)
        yield Case(f"careful: {act.__name__[1:]}", f"seed {seed}", dict(worked.now.files), edit)


def insider(worked: Worked, draw: random.Random, count: int) -> Iterator[Case]:
    """Edits by a colleague who signs the own lines anew and makes everything in the store fit."""
    pens = {person: Author(Secret(seed)) for person, seed in worked.seeds.items()}
    for _ in range(count):
        me = draw.choice(sorted(pens))
        act, seed = draw.choice((*ACTS, _lent_pen, _new_pen, _own_power)), draw.random()
        mine = {me: pens[me]}
        if act is _lent_pen:
            mine = dict.fromkeys(pens, pens[me])
        elif act is _new_pen:
            mine = dict.fromkeys(worked.passphrases, _PEN) | mine
        witness = draw.choice(("both anchors", "both anchors", "head.note", "profile", "the district"))
        files: Files = dict(worked.now.files)
        upto = 0
        if act in (_new_pen, _own_power):
            witness = "both anchors"
        if witness == "the district":
            upto = worked.receipted
        elif witness != "both anchors":
            gone = PROFILE if witness == HEAD_NOTE else HEAD_NOTE
            old = draw.choice(worked.copies).files.get(gone, b"")
            files |= {gone: old} if draw.random() < 0.5 else {}
            if files[gone] == worked.now.files[gone]:
                del files[gone]
        edit = _edit(act, seed, me, mine, heads=True, upto=upto)
        case = Case(f"insider: {act.__name__[1:]}", f"{me[:6]}, left: {witness}, seed {seed}", files, edit)
        yield replace(case, forge=_forged(worked)) if upto else case


def _edit(
    act: Act, seed: float, me: str, pens: dict[str, Author], *, heads: bool, upto: int
) -> Callable[[Connection], None]:
    def edit(connection: Connection) -> None:
        draw = random.Random(seed)
        book = Book.read(connection)
        touched = book.lines[:upto] if upto else book.lines
        rest = book.lines[upto:] if upto else []
        for _ in range(20):
            if act(touched, draw, me) is not None:
                break
        else:
            raise LookupError("nothing to do")
        book.lines = touched + rest
        with unguarded(connection):
            book.write(connection, pens)
            _fit_tables(connection)
            if heads:
                _sign_heads(connection)

    return edit


def _fit_tables(connection: Connection) -> None:
    """Make lists, people and serials what the log now says, as far as it can be read."""
    try:
        recording.rebuild(connection)
    except (KeyError, ValueError, TypeError):
        return  # what no longer reads as a revision is left as it is
    for line in log.lines(connection):
        header = read_header(line.header)
        if header.kind in PEOPLE_LINES and (row := told_person(line, header)) is not None:
            office_rows.put_person(connection, row)
    counted = connection.execute("SELECT year, count(*) FROM matter GROUP BY year").fetchall()
    connection.execute("DELETE FROM serial")
    connection.executemany("INSERT INTO serial (year, last) VALUES (?, ?)", counted)


def _sign_heads(connection: Connection) -> None:
    """Sign every kept head anew over the log as it now is; one it does not reach is dropped."""
    keys = OfficeKeys.from_bytes(office_rows.value(connection, KEYS) or b"")
    office = json.loads(office_rows.value(connection, "office") or b"")
    kept = log.checkpoints(connection)
    connection.execute("DELETE FROM checkpoint")
    roots = log.roots_at(connection, [row.size for row in kept])
    for row in kept:
        if row.size in roots:
            claims = Checkpoint(office["code"], office["epoch"], row.size, roots[row.size])
            fresh = replace(row, root=roots[row.size], note=signed_checkpoint.make(claims, keys))
            log.put_checkpoint(connection, fresh)


def _forged(worked: Worked) -> Callable[[Connection], Files]:
    """Return what writes both anchors as the program would, with the key that everybody who is in holds."""

    def forge(connection: Connection) -> Files:
        head = log.head(connection)
        text = Checkpoint("SAS", 1, head.size, head.root).to_bytes()
        secrets = worked.secrets()
        mac = hmac.new(secrets.derived("anchor"), text, sha256).hexdigest().encode()
        return dict.fromkeys((HEAD_NOTE, PROFILE), text + b"hmac " + mac + b"\n")

    return forge
