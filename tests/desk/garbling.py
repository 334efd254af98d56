"""A worked station of which every kind of line is garbled in every way, and everything at its desk that only reads.

Owns the making of the station, the ways of garbling and the list of what is then asked. It judges nothing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from station_desk.desk import (
    approvals,
    casework,
    enrolling,
    exchange_lists,
    keeping,
    note_drafts,
    office,
    people,
    reach_back,
    read_log,
    reading,
    receiving,
    recording,
    recovery,
    registers,
    sealing,
    sending,
    set_right,
    slips,
    soundness,
    staffing,
    walls,
)
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.ports import STORE_FILE, Desk
from station_desk.domain.calendar import INDIA, write_moment
from station_desk.domain.roles import Role
from station_desk.errors import DeskError
from station_desk.host.clock import PracticeClock
from station_desk.store import office as rows
from station_desk.store.connect import Connection, open_connection
from station_desk.vault.author import Author
from station_desk.vault.keyring import PersonSecrets
from station_desk.vault.secret import Secret
from tests import a_case
from tests.conftest import NOON, PASSPHRASE, make_office
from tests.desk.attacker import key_of
from tests.entries import ELDER
from tests.staff import NAMES, Staff, add_staff, seat

DAY: Final = NOON.date()
FORGOTTEN: Final = "नीम के पेड़ पर सात पीले तोते"


@dataclass(slots=True)
class Kept:
    """The closed station: where its files lie, who works there, and the keys that an insider holds."""

    folder: Path
    staff: Staff
    key: bytes
    head: str
    records: tuple[str, ...]
    receipt: Path
    pens: Mapping[str, tuple[bytes, bytes]] = field(repr=False)
    kinds: frozenset[str] = frozenset()

    def second(self) -> SecondPerson:
        """Return the officer who agrees."""
        return self.staff.second(Role.HOUSE_OFFICER)


def made(place: Path) -> Kept:
    """Make the station and let everything happen there of which a line tells."""
    folder, district_folder, stick = place / "station", place / "district", place / "stick"
    stick.mkdir()
    make_office(folder, "station", "SAS", "सासनी")
    make_office(district_folder, "district", "HTS", "हाथरस")
    pens: dict[str, tuple[bytes, bytes]] = {}

    def sit(desk: Desk, person: SecondPerson) -> Desk:
        desk = seat(desk, person)
        pens[desk.person.id] = desk.personal.author_seed.reveal(), desk.personal.box_seed.reveal()
        return desk

    desk = office.unlock(folder, PASSPHRASE, practice_at=NOON)
    head = SecondPerson(desk.person.id, PASSPHRASE)
    staff = add_staff(desk, *(role for role in NAMES))
    people.add(desk, "रमा", "आरक्षी", woman=True)
    records = [*_matters(desk, staff), a_case.worked(desk).matter]
    receipt = _exchanged(desk, district_folder, stick)
    _walls_and_powers(desk, staff, records)
    desk = sit(desk, staff.second(Role.CENTRE_STAFF))
    _refused(desk, records[2])
    desk = sit(desk, staff.second(Role.COUNSELLOR))
    for _ in range(2):
        sealing.write_note(desk, records[1], "वह रात को सो नहीं पाती")
    sealing.read_notes(desk, records[1])
    note_drafts.save(desk, "n1", {"text": "आधा"}, records[0])
    desk = sit(sit(desk, staff.second(Role.NODAL_OFFICER)), head)
    _papers(desk, staff, records)
    _found_and_signed(desk, staff)
    assert isinstance(desk.clock, PracticeClock)
    desk.clock.jump(NOON - timedelta(days=9000))
    keeping.confirm_date(desk, DAY)
    recording.save_draft(desk, "d1", {"name": "अधूरी"})
    recording.add(desk, _entry(7))
    key = key_of(desk)
    with desk.store.read() as read:
        kinds = frozenset(row[0] for row in read.execute("SELECT kind FROM line GROUP BY kind"))
    office.leave(desk)
    return Kept(folder, staff, key, head.id, tuple(records), receipt, pens, kinds)


def _entry(number: int) -> dict[str, Any]:
    return {**ELDER, "age_years": 20 + number, "own_words": "उसने कहा"}


def _matters(desk: Desk, staff: Staff) -> list[str]:
    records = [recording.add(desk, _entry(number)).record for number in range(3)]
    respondents = [{"name": "अज्ञात", "station_or_staff_link": "yes", "linked_person": staff.ids[Role.CENTRE_STAFF]}]
    records.append(recording.add(desk, {**_entry(3), "respondents": respondents}).record)
    opened = recording.open_record(desk, {"channel": "walk-in", "name": "केवल नाम"})
    recording.cancel(desk, opened.record, "दो बार दर्ज हुई")
    for record in records[:2]:
        whole = {**_entry(9), "arrived_at": desk.now(), "received_by": desk.person.id, "entry_mode": "live"}
        recording.amend(desk, record, whole, "भूल")
    return [*records, opened.record]


def _exchanged(desk: Desk, district_folder: Path, stick: Path) -> Path:
    with office.at_desk(district_folder, PASSPHRASE, practice_at=NOON) as district:
        enrolling.request(desk, stick / "request.sde")
        enrolling.approve(district, stick / "request.sde", stick / "approval.sda")
        enrolling.accept_approval(desk, stick / "approval.sda")
        sent = sending.export(desk, stick)
        taken = receiving.take_in(district, sent.path, stick).receipt_path
        assert taken is not None
        sending.import_receipt(desk, taken)
    slips.print_bundle(desk, sent.seq, "hi")
    return taken


def _walls_and_powers(desk: Desk, staff: Staff, records: list[str]) -> None:
    second, them = staff.second(Role.HOUSE_OFFICER), staff.ids[Role.CENTRE_STAFF]
    for record in records[1:3]:
        walls.put_up(desk, record, them)
    walls.lift(desk, records[1], them, "भूल", second)
    issued = recovery.issue(desk, recovery.SHEETS, second)
    recovery.drill(desk, issued.digits["district"])
    people.give(desk, them, Role.SUPERVISOR, (DAY + timedelta(days=2)).isoformat(), second)
    leaver = people.add(desk, "सुनीता", "आरक्षी", True, FORGOTTEN).id
    power = next(one for item in people.colleagues(desk) if item.row.id == leaver for one in item.powers)
    people.end(desk, power)
    people.leave(desk, leaver)


def _refused(desk: Desk, record: str) -> None:
    try:
        reading.matter(desk, record)
    except DeskError:
        return
    raise AssertionError("the wall does not stand")


def _papers(desk: Desk, staff: Staff, records: list[str]) -> None:
    registers.preview_day(desk, DAY, "hi")
    registers.print_day(desk, DAY, "hi")
    slips.print_token(desk, records[0], "hi")
    reading.reveal(desk, records[0], "look")
    sealing.break_glass(desk, records[1], "danger_to_life", "जान को खतरा", staff.second(Role.HOUSE_OFFICER))


def _found_and_signed(desk: Desk, staff: Staff) -> None:
    desk.room.standing.findings = (keeping.Finding(keeping.FindingCode.PAGES_DAMAGED, 0),)
    set_right.acknowledge(desk, desk.room.standing.findings, "देखा", staff.second(Role.HOUSE_OFFICER))


# Of every kind of line that this station writes: those that carry parts, what follows an intake, and the others.
WITH_PARTS: Final = (
    "compartment.granted",
    "finding.acknowledged",
    "intake.amended",
    "intake.cancelled",
    "intake.finalised",
    "intake.opened",
    "note.sealed",
    "person.added",
    "person.left",
    "person.named",
    "sealed.broken",
    "wall.lifted",
)
OF_CASES: Final = (
    "consent.recorded",
    "follow_up.recorded",
    "gate.closed",
    "promise.carried_on",
    "promise.recorded",
    "referral.recorded",
    "safety_plan.recorded",
    "session.recorded",
)
WITHOUT_PARTS: Final = (
    "approval.given",
    "bundle-slip.made",
    "bundle.prepared",
    "bundle.written",
    "clock.confirmed",
    "compartment.made",
    "enrolment.accepted",
    "enrolment.requested",
    "identity.read",
    "matter.refused",
    "office.made",
    "person.signed_in",
    "person.stepped_aside",
    "person.stepped_in",
    "receipt.taken",
    "recovery.drilled",
    "recovery.issued",
    "register.previewed",
    "register.printed",
    "role.ended",
    "role.granted",
    "sealed.read",
    "token-slip.made",
    "vault.changed",
    "wall.set",
)

# Ways of garbling one line. Each returns the columns of `line` that become others, and the bytes of parts (None: gone).

Change = tuple[dict[str, Any], Mapping[str, bytes | None]]
Way = Callable[[dict[str, Any], dict[str, bytes]], Change]
DEEP: Final = b"[" * 100_000


def _header(act: Callable[[dict[str, Any]], object]) -> Way:
    """Change a header that stays canonical, so that nothing but its meaning is wrong."""

    def way(line: dict[str, Any], _: dict[str, bytes]) -> Change:
        header = json.loads(line["header"])
        act(header)
        data = json.dumps(header, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        names = {"kind", "record", "revision", "at", "person"} & header.keys()
        return {"header": data, **{name: header[name] for name in names}}, {}

    return way


def _columns(**values: Any) -> Way:
    return lambda *_: (values, {})


def _parts(act: Callable[[bytes], bytes | None]) -> Way:
    return lambda _, parts: ({}, {name: act(data) for name, data in parts.items()})


def _each(value: Callable[[Any], Any]) -> Callable[[bytes], bytes]:
    """Put something else in the place of every value of a part, on the first and the second floor."""

    def act(data: bytes) -> bytes:
        told = json.loads(data)
        inner = {
            key: {name: value(one) for name, one in held.items()} if isinstance(held, dict) else value(held)
            for key, held in told.items()
        }
        return json.dumps(inner).encode()

    return act


def _set_about(value: Callable[[Any], Any]) -> Way:
    def act(header: dict[str, Any]) -> None:
        told = header["about"] or {"record": "nothing was told here"}
        header["about"] = {name: value(one) for name, one in told.items()}

    return _header(act)


WAYS: Final[Mapping[str, Way]] = {
    "header no json": _columns(header=b"\0"),
    "header a list": _columns(header=b"[]"),
    "header deep": _columns(header=DEEP),
    "header empty": _columns(header=b""),
    "header half": lambda line, _: ({"header": line["header"][:-9]}, {}),
    "about empty": _header(lambda header: header.update(about={} if header["about"] else {"line": 1})),
    "about other types": _set_about(lambda one: 7 if isinstance(one, str) else "७ x"),
    "about other words": _set_about(lambda one: "\u200d ÿ/\0" if isinstance(one, str) else -(2**70)),
    "about digits": _set_about(lambda one: "²" if isinstance(one, str) else 2**70),
    "about marked": _header(lambda header: header["about"].update(clock="confirmed", raw="x")),
    "about far": _header(
        lambda header: header.update(
            at="9999-12-31T23:59:59Z", about={**header["about"], "clock": "confirmed", "raw": "0001-01-01T00:00:00Z"}
        )
    ),
    "no such moment": _header(lambda header: header.update(at="9999-99-99T99:99:99Z")),
    "no person": _header(lambda header: header.update(person="")),
    "no record": _header(lambda header: header.update(record="" if header["record"] else "ff", commitments={})),
    "other kind": _header(
        lambda header: header.update(kind="wall.set" if header["kind"] != "wall.set" else "intake.amended")
    ),
    "columns empty": _columns(record="", at="", person=""),
    "columns odd": _columns(at="x", person="\ud800".encode("utf-8", "replace").decode(), revision=-1),
    "not signed": _columns(signature=b""),
    "no leaf": _columns(leaf=b"x"),
    "parts gone": _parts(lambda _: None),
    "parts no json": _parts(lambda _: b"\0"),
    "parts no utf-8": _parts(lambda _: b'{"answers":"\xff"}'),
    "parts a list": _parts(lambda _: b"[]"),
    "parts a number": _parts(lambda _: b"7"),
    "parts empty": _parts(lambda _: b"{}"),
    "parts deep": _parts(lambda _: DEEP),
    "parts numbers": _parts(_each(lambda _: 7)),
    "parts huge": _parts(_each(lambda _: 10**400)),
    "parts words": _parts(_each(lambda _: "\ud800/\0")),
    "parts lists": _parts(_each(lambda _: [{}, [], 7, None])),
    "parts maps": _parts(_each(lambda _: {"a": {"b": 1}})),
    "parts nothing": _parts(_each(lambda _: None)),
    "parts fractions": _parts(_each(lambda _: float("nan"))),
}


@contextmanager
def unguarded(folder: Path, key: bytes) -> Iterator[Connection]:
    """Open a closed store without guards and checks; the guards stand again afterwards."""
    connection = open_connection(folder / STORE_FILE, key)
    try:
        for setting in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
            connection.execute(f"PRAGMA {setting}")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def garble(folder: Path, key: bytes, kind: str, way: Way) -> bool:
    """Garble the newest line of a kind; tells whether that made it another."""
    with unguarded(folder, key) as store:
        names = ("seq", "leaf", "header", "signature", "kind", "record", "revision", "at", "person")
        row = store.execute(
            f"SELECT {', '.join(names)} FROM line WHERE kind = ? ORDER BY seq DESC LIMIT 1",
            (kind,),
        ).fetchone()
        line = dict(zip(names, row, strict=True))
        parts = dict(store.execute("SELECT name, bytes FROM part WHERE seq = ?", (line["seq"],)).fetchall())
        columns, others = way(line, parts)
        for name, value in columns.items():
            store.execute(f"UPDATE OR REPLACE line SET {name} = ? WHERE seq = ?", (value, line["seq"]))
        for name, data in others.items():
            if data is None:
                store.execute("DELETE FROM part WHERE seq = ? AND name = ?", (line["seq"], name))
            else:
                store.execute("UPDATE part SET bytes = ? WHERE seq = ? AND name = ?", (data, line["seq"], name))
    return any(line[name] != value for name, value in columns.items()) or any(
        parts[name] != data for name, data in others.items()
    )


# What is asked of the desk


@dataclass(slots=True)
class Sitting:
    """The station open, with everybody at hand who reads there. `stick` is an empty folder."""

    kept: Kept
    head: Desk
    stick: Path

    def as_(self, role: Role) -> Desk:
        """Return a colleague at the same desk, who proved nothing anew."""
        id = self.kept.staff.ids[role]
        with self.head.store.read() as read:
            row = next(row for row in rows.people(read) if row.id == id)
        author, box = (Secret(seed) for seed in self.kept.pens[id])
        return Desk(self.head.room, row, PersonSecrets(author, box), Author(author))


@contextmanager
def sitting(kept: Kept, copy: Path) -> Iterator[Sitting]:
    """Let the in-charge sit down at a copy of the station."""
    stick = copy.parent / f"{copy.name}-stick"
    stick.mkdir()
    with office.at_desk(copy, PASSPHRASE, kept.head, NOON) as desk:
        yield Sitting(kept, desk, stick)


def copied(kept: Kept, to: Path) -> Path:
    """Return a copy of the closed station."""
    return Path(shutil.copytree(kept.folder, to))


Ask = Callable[[], object]


def asks(at: Sitting) -> Iterator[tuple[str, Ask]]:
    """Yield everything that is asked, by name; each stands for itself."""
    head, nodal = at.head, at.as_(Role.NODAL_OFFICER)
    counsellor, staff = at.as_(Role.COUNSELLOR), at.as_(Role.CENTRE_STAFF)
    first, last = DAY - timedelta(days=40), DAY + timedelta(days=40)
    yield from {
        "day": lambda: registers.day_sheet(head, DAY, "hi"),
        "print": lambda: registers.print_day(head, DAY, "hi"),
        "state": lambda: soundness.state(nodal),
        "head": lambda: soundness.head_at(nodal, 9),
        "recount": lambda: soundness.recount(nodal),
        "quick": lambda: keeping.quick(head),
        "words": lambda: keeping.words(head),
        "sheets": lambda: recovery.standing(head),
        "read log": lambda: read_log.reads(nodal, first, last),
        "patterns": lambda: read_log.patterns(nodal),
        "colleagues": lambda: people.colleagues(head),
        "seconds": lambda: approvals.seconds(head),
        "asks second": lambda: people.needs_second(head, Role.AUDITOR),
        "outbox": lambda: exchange_lists.outbox(head),
        "leaving": lambda: exchange_lists.leaving(head),
        "standing": lambda: exchange_lists.standing(head),
        "bundle slip": lambda: slips.print_bundle(head, 1, "hi"),
        "receipt": lambda: sending.import_receipt(head, at.kept.receipt),
        "owed": lambda: sealing.owed(counsellor),
        "draft": lambda: recording.drafts(head),
        "judged": lambda: recording.judged(head, _entry(1)),
        "note draft": lambda: note_drafts.find(counsellor, at.kept.records[0]),
        "people": lambda: reading.people(head),
        "walls": lambda: _walls(head),
        "may write": lambda: sealing.may_write(counsellor),
        "due": lambda: casework.due(head, write_moment(NOON + timedelta(days=60))),
    }.items()
    for who, desk in (("head", head), ("staff", staff)):
        yield f"{who} matters", partial(reading.matters, desk)
        yield f"{who} search", partial(reading.matters, desk, reading.Filter(search="फूल"))
        yield f"{who} count", partial(reading.count, desk, reading.Filter(state="final"))
    for number, record in enumerate(at.kept.records):
        for who, desk in (("head", head), ("staff", staff)):
            yield f"{who} matter {number}", partial(reading.matter, desk, record)
            yield f"{who} case {number}", partial(casework.read, desk, record)
        yield f"reach back {number}", partial(reach_back.reach_back, head, record)
        yield f"reveal {number}", partial(reading.reveal, head, record, "look")
        yield f"walled {number}", partial(walls.walled, head, record)
        yield f"tries {number}", partial(reading.tries, staff, record)
        yield f"token slip {number}", partial(slips.print_token, head, record, "hi")
        yield f"notes {number}", partial(sealing.notes_of, head, record)
        yield f"note words {number}", partial(sealing.read_notes, counsellor, record)


def _walls(desk: Desk) -> object:
    with desk.store.read() as read:
        return staffing.walls(read)


def acts(at: Sitting) -> Iterator[tuple[str, Ask]]:
    """Yield what is done once two officers have signed for what was found."""
    head, kept = at.head, at.kept
    whole = {**_entry(5), "arrived_at": write_moment(NOON.astimezone(INDIA)), "received_by": kept.head}
    yield from {
        "sign": lambda: set_right.acknowledge(head, head.room.standing.findings, "देखा", kept.second()),
        "enter": lambda: recording.add(head, _entry(6)),
        "amend": lambda: recording.amend(head, kept.records[0], {**whole, "entry_mode": "live"}, "भूल"),
        "note": lambda: sealing.write_note(at.as_(Role.COUNSELLOR), kept.records[1], "और"),
        "glass": lambda: sealing.break_glass(head, kept.records[1], "court_order", "आदेश", kept.second()),
        "wall": lambda: walls.put_up(head, kept.records[0], kept.staff.ids[Role.CENTRE_STAFF]),
        "lift": lambda: walls.lift(head, kept.records[2], kept.staff.ids[Role.CENTRE_STAFF], "भूल", kept.second()),
        "send": lambda: sending.export(head, at.stick),
        "settle": lambda: sealing.settle(head),
        "checkpoint": lambda: keeping.checkpoint(head),
        "leaver": lambda: people.leave(head, kept.staff.ids[Role.AUDITOR], kept.second()),
        "recount": lambda: soundness.recount(head),
    }.items()
