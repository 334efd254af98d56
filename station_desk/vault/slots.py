"""The form of `vault.json`: office, slots, check and seal. Owns its bytes; opens nothing and derives nothing.

    {"check": sha256, "mac": hmac-sha256, "office": "SAS", "version": 1, "slots": [
       {"id": hex16, "person": hex16, "nonce": hex12, "wrapped": hex96,
        "kdf": {"name": "argon2id", "m": KiB, "t": passes, "p": lanes, "salt": hex16}}]}

Canonical JSON (RFC 8785), one way to write each content, everything else refused. `check` is a plain checksum of the
rest: it keeps nobody out, but tells a damaged file from a wrong passphrase. `mac` is the seal under the office's own key
(`keyring`) and does keep people out. Must never read a file it would not write itself.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass

import rfc8785

from station_desk.domain.ids import OFFICE_CODE, PersonId
from station_desk.errors import DeskError, ErrorCode
from station_desk.vault.cost import SALT_BYTES, Cost

VERSION = 1
ID_BYTES = 16
NONCE_BYTES = 12
WRAPPED_BYTES = 96  # 32 + 16 + 32 of keys, 16 of Poly1305
MAC_BYTES = 32
MOST_BYTES = 64 << 10  # over a hundred people
_CONTEXT = "station-desk/vault/v1/slot"


@dataclass(frozen=True, slots=True)
class Slot:
    """One person's wrapped keys."""

    id: str
    person: PersonId
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes

    def bound(self, office: str) -> bytes:
        """Give what the wrapping is bound to (the AEAD's associated data): whose slot, of which office, at what cost."""
        header: rfc8785.dumps.__annotations__ = {}  # placeholder
        return rfc8785.dumps(header)
