"""How long somebody waits after wrong passphrases. Owns the delays and the bytes in which failures are kept.

Nobody is ever locked out for good: the longest wait is fifteen minutes, whatever clock and file do. So a file that was
damaged or brought from elsewhere makes nobody wait by itself (it would for ever, since reading it dates nothing), but
the next failure costs the longest wait, until somebody signs in. Who deletes the file starts anew: what keeps a guesser
out is the cost of each guess. Must never read a clock or a file, nor keep what was typed: a name that is nobody's
counts under "".
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import ceil
from typing import Any, Final

from station_desk.domain.calendar import parse_moment, write_moment
from station_desk.domain.log import canonical
from station_desk.vault.symmetric import expand

DELAYS: Final = (0, 0, 0, 5, 15, 60, 300, 900)  # seconds after that many failures; after more, the last
LONGEST: Final = DELAYS[-1]
MOST_BYTES: Final = 64 << 10
_VERSION = 1
_MOST_COUNTED = 1_000_000
_PERSON = re.compile(r"(?:[0-9a-f]{32})?")


@dataclass(frozen=True, slots=True)
class _Tries:
    """How many in a row, and when the first and the last of them were (UTC moments as text)."""

    count: int
    first: str
    last: str

    def __post_init__(self) -> None:
        if type(self.count) is not int or not 1 <= self.count <= _MOST_COUNTED:
            raise ValueError("not a count of failures")
        parse_moment(self.first), parse_moment(self.last)


@dataclass(frozen=True, slots=True)
class Failures:
    """The wrong tries since each person's last right one. `tampered`: what was kept of them could not be believed."""

    tries: Mapping[str, _Tries] = field(default_factory=dict)
    tampered: bool = False

    def wait(self, person: str, now: datetime) -> int:
        """Tell how many seconds this person has to wait still; never more than LONGEST.

        A clock that was set, back or ahead, counts as time gone by: it may shorten a wait, never prolong it for good.
        """
        tries = self.tries.get(person)
        if tries is None:
            return 0
        delay = LONGEST if self.tampered else DELAYS[min(tries.count, len(DELAYS) - 1)]
        gone = abs((now - parse_moment(tries.last)).total_seconds())
        return max(0, ceil(delay - gone))

    def failed(self, person: str, now: datetime) -> Failures:
        """Count one more wrong try. `person` is an id, or "" for nobody's name; anything else is a bug (ValueError)."""
        if not _PERSON.fullmatch(person):
            raise ValueError("failures are counted by id")
        at, before = write_moment(now), self.tries.get(person)
        tries = _Tries(min(before.count + 1, _MOST_COUNTED), before.first, at) if before else _Tries(1, at, at)
        return replace(self, tries={**self.tries, person: tries})

    def cleared(self, person: str) -> Failures:
        """Forget a person's failures after a right try, and that the file was tampered with."""
        return Failures({id: tries for id, tries in self.tries.items() if id != person})

    def count(self, person: str) -> int:
        """Tell how many wrong tries there were."""
        return self.tries[person].count if person in self.tries else 0

    def since(self, person: str) -> str:
        """Tell when the first of them was, as a UTC moment in text; "" when there were none."""
        return self.tries[person].first if person in self.tries else ""

    def to_bytes(self, device_key: bytes) -> bytes:
        """Write them, sealed under the device key."""
        body = self._body()
        return canonical({**body, "mac": _mac(body, device_key)})

    def _body(self) -> dict[str, object]:
        people = {id: {"count": it.count, "first": it.first, "last": it.last} for id, it in self.tries.items()}
        return {"people": people, "tampered": int(self.tampered), "version": _VERSION}


def read(data: bytes | None, device_key: bytes) -> Failures:
    """Read what was kept, None for nothing yet; anything this PC did not write gives no failures but `tampered`."""
    if data is None:
        return Failures()
    try:
        tree: Any = json.loads(data) if len(data) <= MOST_BYTES else None
        people = {id: _Tries(it["count"], it["first"], it["last"]) for id, it in tree["people"].items()}
        found = Failures(people, tampered=tree["tampered"] == 1)
        sound = hmac.compare_digest(found.to_bytes(device_key), data)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        sound = False
    return found if sound else Failures(tampered=True)


def _mac(body: Mapping[str, object], device_key: bytes) -> str:
    return hmac.digest(expand(device_key, "throttle"), canonical(body), "sha256").hex()
