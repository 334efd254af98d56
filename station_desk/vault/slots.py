"""The form of `vault.json`: office, slots, sheets, checksum and seal. Owns its bytes; opens nothing, derives nothing.

    {"check": sha256, "mac": hmac-sha256, "office": "SAS", "version": 1,
     "store": hex of 76: the store's key and salt, shut under the root,
     "slots": [{"id": hex of 16, "person": hex of 16, "device": hex of 16, "box": hex of 1216,
                "kdf": {"name": "argon2id", "m": KiB, "t": passes, "p": lanes, "salt": hex of 16},
                "wrapped": hex of 92, "root": hex of 1168}],
     "sheets": {sheet: hex of 1216, its public box key},
     "pairs": {"sheet+sheet": hex of 2304, the root sealed to both}}

`wrapped` are a person's own seeds, under passphrase and device key; `box` is the public key of the second of them, and
`root` the root sealed to it, so that a new root can be handed to everybody without their passphrases. `pairs` is empty
until all three sheets are known. `device` is a print of the device key that the slot was made with.
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
from itertools import combinations
from typing import Any, Final

from station_desk.domain.ids import OFFICE_CODE, PersonId
from station_desk.domain.log import canonical
from station_desk.errors import DeskError, ErrorCode
from station_desk.vault.box import ADDED_BYTES as BOX_ADDED_BYTES
from station_desk.vault.box import PUBLIC_BYTES
from station_desk.vault.cost import SALT_BYTES, Cost
from station_desk.vault.recovery import SHEETS
from station_desk.vault.symmetric import ADDED_BYTES

VERSION: Final = 1
ID_BYTES: Final = 16
DEVICE_PRINT_BYTES: Final = 16
ROOT_BYTES: Final = 32
STORE_BYTES: Final = 32 + 16  # the store's key and salt
PERSONAL_BYTES: Final = 32 + 32  # author seed and box seed
MOST_BYTES: Final = 256 << 10  # some forty people
PAIRS: Final = tuple(combinations(SHEETS, 2))

_WRAPPED_BYTES = PERSONAL_BYTES + ADDED_BYTES
_SEALED_ROOT_BYTES = ROOT_BYTES + BOX_ADDED_BYTES
_PAIR_BYTES = ROOT_BYTES + 2 * BOX_ADDED_BYTES
_MAC_BYTES = 32
_HEX = re.compile(r"[0-9a-f]*")
_SLOT_CONTEXT = "station-desk/vault/v1/slot"


@dataclass(frozen=True, slots=True)
class Slot:
    """One person's wrapped seeds, and the root sealed to the box that one of them opens."""

    id: str
    person: PersonId
    device: bytes
    box: bytes
    cost: Cost
    salt: bytes
    wrapped: bytes
    root: bytes

    def bound_to(self, office: str) -> bytes:
        """Give what the wrapping is bound to, as associated data: whose slot and box, office and PC, at what cost."""
        return canonical({"context": _SLOT_CONTEXT, "office": office, **self._header()})

    def tree(self) -> dict[str, object]:
        """Give the slot as it stands in the file."""
        return {**self._header(), "wrapped": self.wrapped.hex(), "root": self.root.hex()}

    def print(self) -> str:
        """Give the hash of what the passphrase wraps: another passphrase, or other seeds, give another."""
        return hashlib.sha256(canonical({**self._header(), "wrapped": self.wrapped.hex()})).hexdigest()

    def _header(self) -> dict[str, object]:
        cost = {"m": self.cost.memory, "t": self.cost.passes, "p": self.cost.lanes}
        kdf = {"name": "argon2id", "salt": self.salt.hex(), **cost}
        whose = {"id": self.id, "person": self.person, "device": self.device.hex(), "box": self.box.hex()}
        return {**whose, "kdf": kdf}


@dataclass(frozen=True, slots=True)
class VaultFile:
    """What a vault file says, before anybody has proved to belong there."""

    office: str
    store: bytes
    slots: tuple[Slot, ...]
    sheets: Mapping[str, bytes]
    pairs: Mapping[str, bytes]
    mac: bytes = b""

    def body(self) -> bytes:
        """Give the bytes that the seal is made over: all but the seal and the checksum."""
        return canonical(self._tree())

    def to_bytes(self) -> bytes:
        """Write the file."""
        sealed = {**self._tree(), "mac": self.mac.hex()}
        return canonical({**sealed, "check": _check(sealed)})

    def _tree(self) -> dict[str, object]:
        return {
            "office": self.office,
            "store": self.store.hex(),
            "slots": [slot.tree() for slot in self.slots],
            "sheets": {sheet: public.hex() for sheet, public in self.sheets.items()},
            "pairs": {pair: sealed.hex() for pair, sealed in self.pairs.items()},
            "version": VERSION,
        }


def pair_name(first: str, second: str) -> str:
    """Name the pair of two sheets, which stand in the order of SHEETS."""
    return f"{first}+{second}"


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
        raise damaged("form") from None
    if not sound:
        raise damaged("check")
    if type(version) is int and version > VERSION:
        raise DeskError(ErrorCode.VAULT_NEWER, version=version, known=VERSION)
    try:
        vault = VaultFile(
            _office(tree["office"]),
            _bytes(tree["store"], STORE_BYTES + ADDED_BYTES),
            tuple(map(_slot, tree["slots"])),
            {sheet: _bytes(public, PUBLIC_BYTES) for sheet, public in tree["sheets"].items()},
            {pair: _bytes(sealed, _PAIR_BYTES) for pair, sealed in tree["pairs"].items()},
            _bytes(tree["mac"], _MAC_BYTES),
        )
    except (ValueError, TypeError, AttributeError, KeyError):
        raise damaged("form") from None
    if not _consistent(vault) or vault.to_bytes() != data:
        raise damaged("form")
    return vault


def damaged(step: str) -> DeskError:
    """Make the error of a key file that is not what it should be."""
    return DeskError(ErrorCode.VAULT_DAMAGED, step=step)


def _consistent(vault: VaultFile) -> bool:
    people = [slot.person for slot in vault.slots]
    expected = {pair_name(*pair) for pair in PAIRS} if set(vault.sheets) == set(SHEETS) else set()
    return (
        0 < len(people) == len(set(people)) == len({slot.box for slot in vault.slots})
        and set(vault.sheets) <= set(SHEETS)
        and len(set(vault.sheets.values())) == len(vault.sheets)
        and set(vault.pairs) == expected
    )


def _check(rest: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical(rest)).hexdigest()


def _office(value: object) -> str:
    if not isinstance(value, str) or not OFFICE_CODE.fullmatch(value):
        raise ValueError("not an office code")
    return value


def _slot(tree: Mapping[str, Any]) -> Slot:
    kdf = tree["kdf"]
    return Slot(
        id=_bytes(tree["id"], ID_BYTES).hex(),
        person=PersonId(_bytes(tree["person"], ID_BYTES).hex()),
        device=_bytes(tree["device"], DEVICE_PRINT_BYTES),
        box=_bytes(tree["box"], PUBLIC_BYTES),
        cost=_cost(kdf["m"], kdf["t"], kdf["p"]),
        salt=_bytes(kdf["salt"], SALT_BYTES),
        wrapped=_bytes(tree["wrapped"], _WRAPPED_BYTES),
        root=_bytes(tree["root"], _SEALED_ROOT_BYTES),
    )


def _cost(memory: object, passes: object, lanes: object) -> Cost:
    if type(memory) is not int or type(passes) is not int or type(lanes) is not int:
        raise TypeError("a cost is of whole numbers")
    try:
        return Cost(memory, passes, lanes)
    except ValueError:
        raise damaged("cost") from None


def _bytes(value: object, length: int) -> bytes:
    if not isinstance(value, str) or len(value) != 2 * length or not _HEX.fullmatch(value):
        raise ValueError("not the hexadecimal of that many bytes")
    return bytes.fromhex(value)
