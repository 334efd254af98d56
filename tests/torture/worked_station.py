"""A station where people have worked for four days, and copies of its files as they lay at moments in between.

Owns the making of what the campaigns tamper with: everything is done through the desk's own use cases, in the folder
and the profile (XDG_STATE_HOME) that it is given. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from station_desk.desk import (
    anchor,
    enrolling,
    keeping,
    office,
    people,
    reading,
    receiving,
    recording,
    recovery,
    registers,
    sealing,
    sending,
    slips,
    walls,
)
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.ports import STORE_FILE, VAULT_FILE, Desk
from station_desk.domain.roles import Role
from station_desk.host.paths import state_dir
from station_desk.store import exchanges
from station_desk.vault.keyring import OfficeSecrets
from station_desk.vault.secret import Secret
from tests.conftest import NOON, PASSPHRASE, make_office
from tests.entries import ELDER
from tests.staff import NAMES, Staff, add_staff

WAL_FILE = f"{STORE_FILE}-wal"
PROFILE = "profile"  # the second anchor, under one name here, wherever the account keeps it
STATE_FILES = (STORE_FILE, WAL_FILE, VAULT_FILE, "vault.json.1", office.HEAD_NOTE, "device.key")
DAYS = 4
WOMEN = ("फूलमती", "रामवती", "शकुन्तला", "कलावती", "सुशीला", "मुन्नी", "गीता", "बिट्टो", "अनारकली", "चमेली")
NEW = "नीम के पेड़ पर सात पीले तोते"
IN_CHARGE = None  # who made the office has no place in the list of staff


def profile_of(folder: Path, office_id: str) -> Path:
    """Return where the account keeps the second anchor of the office in a folder."""
    return anchor.outside(state_dir(), office_id, folder)


def files_of(folder: Path, office_id: str) -> dict[str, bytes]:
    """Read every file of an office's state that is there."""
    files = {name: (folder / name).read_bytes() for name in STATE_FILES if (folder / name).exists()}
    profile = profile_of(folder, office_id)
    return files | ({PROFILE: profile.read_bytes()} if profile.exists() else {})


@dataclass(frozen=True, slots=True)
class Copy:
    """The files of an office as they lay at one moment, by name."""

    name: str
    files: Mapping[str, bytes] = field(repr=False)


@dataclass(slots=True)
class Worked:
    """The station, and what an attacker of each kind may hold.

    `copies` are in the order of time, the last is how it stands; `foreign` is another office. `seeds` are author keys
    by person; `root` and `store` what everybody who is in holds; `receipted` how many lines the district confirmed.
    """

    office_id: str
    copies: list[Copy]
    foreign: Copy
    root: bytes
    store: bytes
    seeds: Mapping[str, bytes]
    passphrases: Mapping[str, str]
    receipted: int
    noon: datetime

    @property
    def now(self) -> Copy:
        """How the station stands."""
        return self.copies[-1]

    def secrets(self) -> OfficeSecrets:
        """Return the office's keys as a sign-in gives them; whoever opens a room with them wipes them."""
        return OfficeSecrets(Secret(self.root), Secret(self.store[:32]), Secret(self.store[32:]))


class _Days:
    """The days as they go by: seats people, moves the clock, keeps copies."""

    def __init__(self, place: Path) -> None:
        self.station, self.district, self.stick = place / "station", place / "district", place / "stick"
        self.moment = NOON
        self.staff = Staff({})
        self.passphrases: dict[str, str] = {}
        self.seeds: dict[str, bytes] = {}
        self.copies: list[Copy] = []
        self.root = self.store = b""
        self.office_id = self.head = ""
        self.records: list[str] = []

    @contextmanager
    def seat(self, role: Role | None = IN_CHARGE) -> Iterator[Desk]:
        """Let somebody work for a while; afterwards the office is closed and its files are copied."""
        self.moment += timedelta(minutes=20)
        person = self.staff.ids[role] if role else self.head
        passphrase = self.passphrases.get(person, PASSPHRASE)
        with office.at_desk(self.station, passphrase, person, self.moment) as desk:
            self._note(desk)
            yield desk
        self._copy(f"after {desk.person.name}")

    def _note(self, desk: Desk) -> None:
        self.office_id, secrets = desk.office.id, desk.room.secrets
        self.seeds[desk.person.id] = desk.personal.author_seed.reveal()
        self.root = secrets.root.reveal()
        self.store = secrets.store_key.reveal() + secrets.store_salt.reveal()

    def tick(self, desk: Desk) -> None:
        """Let some minutes pass at an open desk."""
        self.moment += timedelta(minutes=4)
        office.set_practice_clock(desk, self.moment)

    def copy_open(self, desk: Desk) -> None:
        """Copy an open office: its journal stands beside the store, the anchors say where the log is."""
        desk.room.anchor.flush()
        self._copy(f"open at {desk.person.name}")

    def _copy(self, name: str) -> None:
        self.copies.append(Copy(f"{len(self.copies)} {name}", files_of(self.station, self.office_id)))


def entry(number: int, **more: Any) -> dict[str, Any]:
    """Return a complete entry; the women are invented."""
    heads = (["elder"], ["domestic violence"], ["harassment"])
    told = {**ELDER, "name": WOMEN[number % len(WOMEN)], "age_years": 20 + number, "matter_heads": heads[0]}
    return {**told, "own_words": f"उसने {number + 2} महीने से रोटी-पानी बन्द कर रखा है, रात को दरवाज़ा भी", **more}


def make(place: Path, count: int = DAYS) -> Worked:
    """Make the station, let days go by, and return it with every copy that was kept."""
    days = _Days(place)
    days.stick.mkdir(parents=True)
    make_office(days.station, "station", "SAS", "सासनी")
    make_office(days.district, "district", "HTS", "हाथरस")
    _set_up(days)
    for number in range(count):
        _one_day(days, number, receipt=number < max(1, count - 1))
        days.moment = NOON + timedelta(days=number + 1, hours=-3)
    with days.seat(Role.CENTRE_STAFF) as desk:  # the morning after the last receipt
        _entries(days, desk, 2)
        _correct(days, desk, days.records[-1], "गाँव का नाम ठीक किया", village="नगला सिंह")
        days.copy_open(desk)
    with days.seat() as desk:
        people.change_passphrase(desk, PASSPHRASE, NEW)
        days.passphrases[desk.person.id] = NEW
        registers.print_day(desk, desk.today(), "hi")
        days.copy_open(desk)
        recording.save_draft(desk, "d2", {"name": "अधूरी"})
        receipted = max(row.log_size for row in _receipts(desk))
    return Worked(
        days.office_id,
        days.copies,
        Copy("another office", files_of(days.district, "")),
        days.root,
        days.store,
        days.seeds,
        {days.head: NEW, **{days.staff.ids[role]: NAMES[role][2] for role in days.staff.ids}},
        receipted,
        days.moment + timedelta(minutes=5),
    )


def _set_up(days: _Days) -> None:
    with office.at_desk(days.station, PASSPHRASE, practice_at=NOON) as station:
        days.head = station.person.id
        days.staff = add_staff(
            station, Role.HOUSE_OFFICER, Role.NODAL_OFFICER, Role.COUNSELLOR, Role.CENTRE_STAFF, Role.AUDITOR
        )
        days.passphrases = {days.staff.ids[role]: NAMES[role][2] for role in days.staff.ids}
        people.add(station, "रमा", "आरक्षी", woman=True)
        with office.at_desk(days.district, PASSPHRASE, practice_at=NOON) as district:
            enrolling.request(station, days.stick / "request.sde")
            enrolling.approve(district, days.stick / "request.sde", days.stick / "approval.sda")
            enrolling.accept_approval(station, days.stick / "approval.sda")
    with days.seat():
        pass


def _one_day(days: _Days, number: int, *, receipt: bool) -> None:
    with days.seat() as desk:
        _entries(days, desk, 3)
        opened = recording.open_record(desk, {"channel": "walk-in", "name": "केवल नाम"})
        recording.cancel(desk, opened.record, "दो बार दर्ज हुई")
        recording.save_draft(desk, "d1", {"name": f"मसौदा {number}"})
        days.copy_open(desk)
        slips.print_token(desk, days.records[-1], "hi")
        if number == 1:
            recovery.issue(desk, recovery.SHEETS, days.staff.second(Role.HOUSE_OFFICER))
        if number == 2:
            _move_people(days, desk)
    with days.seat(Role.CENTRE_STAFF) as desk:
        _entries(days, desk, 2)
        _correct(days, desk, days.records[-2], f"उम्र ठीक की, दिन {number}", age_years=50 + number)
    with days.seat(Role.COUNSELLOR) as desk:
        for record in days.records[-3:]:
            days.tick(desk)
            sealing.write_note(desk, record, f"वह रात को सो नहीं पाती, दिन {number}")
        days.copy_open(desk)
        sealing.read_notes(desk, days.records[-1])
    _evening(days, number, receipt=receipt)


def _move_people(days: _Days, desk: Desk) -> None:
    """A wall, an acting power, a passphrase forgotten by the counsellor."""
    walls.put_up(desk, days.records[0], days.staff.ids[Role.CENTRE_STAFF])
    until = (desk.today() + timedelta(days=2)).isoformat()
    second = days.staff.second(Role.HOUSE_OFFICER)
    people.give(desk, days.staff.ids[Role.CENTRE_STAFF], Role.SUPERVISOR, until, second)
    days.passphrases[days.staff.ids[Role.COUNSELLOR]] = NEW + " दो"
    people.renew(desk, days.staff.ids[Role.COUNSELLOR], NEW + " दो", second)


def _evening(days: _Days, number: int, *, receipt: bool) -> None:
    """Registers, the glass once, a bundle to the district and its receipt, which on the last day stays out."""
    with days.seat() as desk:
        registers.print_day(desk, desk.today(), "hi")
        if number == 2:
            second: SecondPerson = days.staff.second(Role.HOUSE_OFFICER)
            sealing.break_glass(desk, days.records[-1], "danger_to_life", "जान को खतरा", second)
        days.tick(desk)
        sent = sending.export(desk, days.stick)
        days.copy_open(desk)
        if receipt:
            with office.at_desk(days.district, PASSPHRASE, practice_at=days.moment) as district:
                taken = receiving.take_in(district, sent.path, days.stick)
            assert taken.receipt_path is not None
            sending.import_receipt(desk, taken.receipt_path)
        keeping.checkpoint(desk)


def _entries(days: _Days, desk: Desk, count: int) -> None:
    for _ in range(count):
        days.tick(desk)
        days.records.append(recording.add(desk, entry(len(days.records))).record)


def _correct(days: _Days, desk: Desk, record: str, why: str, **changed: Any) -> None:
    days.tick(desk)
    known = reading.reveal(desk, record, "amend").answers
    stamps = ("token_no", "record_id", "entered_at", "entered_by", "confidentiality_class", "day_status")
    raw = {id: value for id, value in known.items() if id not in stamps}
    recording.amend(desk, record, {**raw, **changed}, why)


def _receipts(desk: Desk) -> list[Any]:

    with desk.store.read() as read:
        return exchanges.receipts(read)
