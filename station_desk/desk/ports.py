"""The one handle that use cases get, and what it is made of. Owns no act itself."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from station_desk.desk import staffing
from station_desk.desk.anchor import Anchor
from station_desk.desk.finding import Finding
from station_desk.desk.timekeeper import Timekeeper
from station_desk.domain.answers import Around
from station_desk.domain.calendar import day_of, write_moment
from station_desk.domain.fields import Form
from station_desk.domain.forms import parse_form, parse_lists
from station_desk.domain.roles import Kind as Kind
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import Clock
from station_desk.host.drives import read_file
from station_desk.host.locks import FolderLock
from station_desk.host.paths import read_resource
from station_desk.store.office import PersonRow
from station_desk.store.store import Store
from station_desk.vault.author import Author
from station_desk.vault.keyring import OfficeSecrets, PersonSecrets
from station_desk.vault.pins import Pins

STORE_FILE = "store.db"
VAULT_FILE = "vault.json"
VAULT_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Office:
    """What kind of office this is and what it is called.

    `id` is random, for what is kept of it elsewhere on the machine; `epoch` counts restores; `practice` is for ever.
    """

    id: str
    kind: Kind
    code: str
    name: str
    district: str
    practice: bool
    epoch: int


@dataclass(slots=True)
class Standing:
    """What the verification found and nobody has acknowledged; while there is any, nothing new is entered.

    `notices` were found as well and stop nothing.
    """

    findings: tuple[Finding, ...] = ()
    notices: tuple[Finding, ...] = ()
    older: set[str] = field(default_factory=set)  # who sat down by a slot that the record names no more


@dataclass(frozen=True, slots=True)
class Room:
    """An unlocked office: what stays open when one person leaves the desk and the next sits down."""

    folder: Path
    office: Office
    store: Store
    secrets: OfficeSecrets
    clock: Clock
    time: Timekeeper
    lock: FolderLock
    anchor: Anchor
    pins: Pins
    standing: Standing

    def now(self) -> str:
        """Return this moment as it is kept."""
        return write_moment(self.time.now())

    @property
    def closed(self) -> bool:
        """Whether nothing is open any more."""
        return self.store.closed

    def close(self) -> None:
        """Fold the store, forget every key, let go of the folder."""
        try:
            self.anchor.close()
        finally:
            try:
                self.store.close()
            finally:
                self.pins.wipe()
                self.secrets.wipe()
                self.lock.release()


@dataclass(frozen=True, slots=True)
class Desk:
    """An unlocked office with one person at it."""

    room: Room
    person: PersonRow
    personal: PersonSecrets
    author: Author

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.room.folder

    @property
    def office(self) -> Office:
        """What office this is."""
        return self.room.office

    @property
    def store(self) -> Store:
        """The open store."""
        return self.room.store

    @property
    def clock(self) -> Clock:
        """The clock of the machine; `now` and `today` are what counts."""
        return self.room.clock

    @property
    def time(self) -> Timekeeper:
        """The clock as it was judged, and corrected by a date that a person confirmed."""
        return self.room.time

    def now(self) -> str:
        """Return this moment as it is kept."""
        return self.room.now()

    def today(self) -> date:
        """Return the Indian day."""
        return self.time.today()

    def around(self, people: frozenset[str]) -> Around:
        """Return what answers are judged against now; a clock that was set back makes nothing a thing of the future."""
        latest = self.time.latest()
        return Around(day_of(write_moment(latest)), self.office.code, people, write_moment(latest))

    def must_be(self, kind: Kind) -> None:
        """Refuse an act that belongs to the other kind of office."""
        if self.office.kind != kind:
            raise DeskError(ErrorCode.NOT_A_STATION if kind == "station" else ErrorCode.NOT_A_DISTRICT)

    def rights(self) -> frozenset[Right]:
        """Return what the person may do at this moment."""
        with self.store.read() as read:
            return staffing.rights_of(read, self.person.id, self.now())

    def must(self, right: Right) -> None:
        """Refuse what the person's powers do not allow at this moment. Raises NOT_ALLOWED (`right`)."""
        if right not in self.rights():
            raise DeskError(ErrorCode.NOT_ALLOWED, right=right.value)

    def must_be_sound(self) -> None:
        """Refuse to add to a record that is not as it was written. Raises DESK_READ_ONLY (`count`, `finding`)."""
        if found := self.room.standing.findings:
            raise DeskError(ErrorCode.DESK_READ_ONLY, count=len(found), finding=found[0].code)

    def vault_sha256(self) -> str:
        """Return the hash of the key file as it lies on the disk now, "" when it is gone."""
        path = self.folder / VAULT_FILE
        return sha256(read_file(path, VAULT_LIMIT)).hexdigest() if path.exists() else ""

    def close(self) -> None:
        """Forget the person's keys and close the office."""
        self.personal.wipe()
        self.room.close()


def toml(name: str) -> Mapping[str, object]:
    """Read one of the program's own TOML resources."""
    return tomllib.loads(read_resource(name).decode())


@cache
def intake_form() -> Form:
    """Return the declared intake form."""
    return parse_form(toml("forms/intake/v1.toml"), parse_lists(toml("lists/intake.toml")))
