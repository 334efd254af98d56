"""The one handle that use cases get, and what it is made of. Owns no act itself."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from station_desk.domain.answers import Around
from station_desk.domain.calendar import INDIA, write_moment
from station_desk.domain.fields import Form
from station_desk.domain.forms import parse_form, parse_lists
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import Clock
from station_desk.host.locks import FolderLock
from station_desk.host.paths import read_resource
from station_desk.store.office import PersonRow
from station_desk.store.store import Store
from station_desk.vault.author import Author
from station_desk.vault.keyring import PersonSecrets

Kind = Literal["station", "district"]

STORE_FILE = "store.db"
VAULT_FILE = "vault.json"
VAULT_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Office:
    """What kind of office this is and what it is called. `epoch` counts restores; `practice` is for ever."""

    kind: Kind
    code: str
    name: str
    district: str
    practice: bool
    epoch: int


@dataclass(frozen=True, slots=True)
class Desk:
    """An unlocked office with one person at it."""

    folder: Path
    office: Office
    person: PersonRow
    store: Store
    secrets: PersonSecrets
    author: Author
    clock: Clock
    lock: FolderLock

    def now(self) -> str:
        """Return this moment as it is kept."""
        return write_moment(self.clock.now())

    def today(self) -> date:
        """Return the Indian day."""
        return self.clock.now().astimezone(INDIA).date()

    def around(self, people: frozenset[str]) -> Around:
        """Return what answers are judged against now."""
        return Around(today=self.today(), station=self.office.code, people=people, now=self.now())

    def must_be(self, kind: Kind) -> None:
        """Refuse an act that belongs to the other kind of office."""
        if self.office.kind != kind:
            raise DeskError(ErrorCode.NOT_A_STATION if kind == "station" else ErrorCode.NOT_A_DISTRICT)

    def close(self) -> None:
        """Fold the store, forget the keys, let go of the folder."""
        try:
            self.store.close()
        finally:
            self.secrets.wipe()
            self.lock.release()


def toml(name: str) -> Mapping[str, object]:
    """Read one of the program's own TOML resources."""
    return tomllib.loads(read_resource(name).decode())


@cache
def intake_form() -> Form:
    """Return the declared intake form."""
    return parse_form(toml("forms/intake/v1.toml"), parse_lists(toml("lists/intake.toml")))
