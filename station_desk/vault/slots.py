"""The form of `vault.json`: office, slots, checksum and seal. Owns its bytes; opens nothing and derives nothing.

    {"check": sha256, "mac": hmac-sha256, "office": "SAS", "version": 1, "slots": [
        {"id": hex of 16 bytes, "person": hex of 16, "nonce": hex of 12, "wrapped": hex of 96,
         "kdf": {"name": "argon2id", "m": KiB, "t": passes, "p": lanes, "salt": hex of 16}}]}

Canonical JSON (RFC 8785): each content can be written one way only, everything else is refused. `check` is a plain
checksum of all the rest: it keeps nobody out, but tells a damaged file from a wrong passphrase. `mac`, under a key of
the office (`keyring`), does keep people out. Must never accept a file that it would not write itself.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from station_desk.domain.ids import OFFICE_CODE, PersonId
from station_desk.domain.log import canonical
from station_desk.errors import DeskError, ErrorCode
from station_desk.vault.cost import SALT_BYTES, Cost

VERSION: Final = 1
ID_BYTES: Final = 16
NONCE_BYTES: Final = 12
WRAPPED_BYTES: Final = 32 + 16 + 32 + 16  # store key, store salt, author seed; Poly1305 tag
MOST_BYTES: Final = 64 << 10  # over a hundred people

_MAC_BYTES = 32
_HEX = re.compile(r"[0-9a-f]*")
_SLOT_CONTEXT = "station-desk/vault/v1/slot"


@dataclass(frozen=True, slots=True)
class Slot:
    """One person's wrapped keys."""

    id: str
    person: PersonId
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes

    def bound_to(self, office: str) -> bytes:
        """Give what the wrapping is bound to, as associated data: whose slot, of which office, at what cost."""
        return canonical({"context": _SLOT_CONTEXT, "office": office, **self._header()})

    def tree(self) -> dict[str, object]:
        """Give the slot as it stands in the file."""
        return {**self._header(), "nonce": self.nonce.hex(), "wrapped": self.wrapped.hex()}

    def _header(self) -> dict[str, object]:
        cost = {"m": self.cost.memory, "t": self.cost.passes, "p": self.cost.lanes}
        return {"id": self.id, "person": self.person, "kdf": {"name": "argon2id", "salt": self.salt.hex(), **cost}}


@dataclass(frozen=True, slots=True)
class VaultFile:
    """What a vault file says, before anybody has proved to belong there."""

    office: str
    slots: tuple[Slot, ...]
    mac: bytes = b""

    def body(self) -> bytes:
        """Give the bytes that the seal is made over: all but the seal and the checksum."""
        return canonical(self._tree())

    def to_bytes(self) -> bytes:
        """Write the file."""
        sealed = {**self._tree(), "mac": self.mac.hex()}
        return canonical({**sealed, "check": _check(sealed)})

    def _tree(self) -> dict[str, object]:
        return {"office": self.office, "slots": [slot.tree() for slot in self.slots], "version": VERSION}


def read_vault(data: bytes) -> VaultFile:
    """Read a vault file strictly.

    VAULT_NEWER (`version`, `known`) for a sound file of a later program, VAULT_DAMAGED (`step`: form, check or cost)
    for all the rest.
    """
    try:
        tree: Any = json.loads(data) if len(data) <= MOST_BYTES else None
        sound = tree["check"] == _check({name: value for name, value in tree.items() if name != "check"})
        version = tree["version"]
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        raise _damaged("form") from None
    if not sound:
        raise _damaged("check")
    if type(version) is int and version > VERSION:
        raise DeskError(ErrorCode.VAULT_NEWER, version=version, known=VERSION)
    try:
        vault = VaultFile(_office(tree["office"]), tuple(map(_slot, tree["slots"])), _bytes(tree["mac"], _MAC_BYTES))
    except (ValueError, TypeError, KeyError):
        raise _damaged("form") from None
    people = [slot.person for slot in vault.slots]
    if not people or len(set(people)) < len(people) or vault.to_bytes() != data:
        raise _damaged("form")
    return vault


def _check(rest: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical(rest)).hexdigest()


def _damaged(step: str) -> DeskError:
    return DeskError(ErrorCode.VAULT_DAMAGED, step=step)


def _office(value: object) -> str:
    if not isinstance(value, str) or not OFFICE_CODE.fullmatch(value):
        raise ValueError("not an office code")
    return value


def _slot(tree: Mapping[str, Any]) -> Slot:
    kdf = tree["kdf"]
    return Slot(
        id=_bytes(tree["id"], ID_BYTES).hex(),
        person=PersonId(_bytes(tree["person"], ID_BYTES).hex()),
        cost=_cost(kdf["m"], kdf["t"], kdf["p"]),
        salt=_bytes(kdf["salt"], SALT_BYTES),
        nonce=_bytes(tree["nonce"], NONCE_BYTES),
        wrapped=_bytes(tree["wrapped"], WRAPPED_BYTES),
    )


def _cost(memory: object, passes: object, lanes: object) -> Cost:
    if type(memory) is not int or type(passes) is not int or type(lanes) is not int:
        raise TypeError("a cost is of whole numbers")
    try:
        return Cost(memory, passes, lanes)
    except ValueError:
        raise _damaged("cost") from None


def _bytes(value: object, length: int) -> bytes:
    if not isinstance(value, str) or len(value) != 2 * length or not _HEX.fullmatch(value):
        raise ValueError("not the hexadecimal of that many bytes")
    return bytes.fromhex(value)
