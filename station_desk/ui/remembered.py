"""What the window remembers of a computer between two starts: how it looks, after how long it locks, who signs in.

Kept beside the office in the open, so nothing of a matter may ever stand here. Names of the office's people are kept
only where several sign in and have to say who they are. A file that cannot be read is forgotten, never an error.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from station_desk.domain.fields import Language
from station_desk.ui.idle_lock import DEFAULT_MINUTES, MINUTES
from station_desk.ui.texts import LANGUAGES
from station_desk.ui.theme import SCALES, Shade

FILE: Final = "window.json"
LIMIT: Final = 64 << 10
SHADES: Final[tuple[Shade, ...]] = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Remembered:
    """The choices of this computer. `names` holds rank and name by id."""

    language: Language = "hi"
    shade: Shade = "light"
    scale: int = SCALES[0]
    names: Mapping[str, str] = field(default_factory=dict)
    idle_minutes: int = DEFAULT_MINUTES

    def to_bytes(self) -> bytes:
        """Write it down."""
        look = {"language": self.language, "shade": self.shade, "scale": self.scale}
        told = {**look, "idle_minutes": self.idle_minutes, "names": dict(self.names)}
        return json.dumps(told, ensure_ascii=False, indent=1).encode()


def read_remembered(data: bytes) -> Remembered:
    """Read what was written down; whatever is not as it should be becomes the usual."""
    try:
        told: Any = json.loads(data)
    except ValueError:
        return Remembered()
    if not isinstance(told, dict):
        return Remembered()
    usual = Remembered()
    names = told.get("names")
    return Remembered(
        language=told["language"] if told.get("language") in LANGUAGES else usual.language,
        shade=told["shade"] if told.get("shade") in SHADES else usual.shade,
        scale=told["scale"] if told.get("scale") in SCALES else usual.scale,
        idle_minutes=told["idle_minutes"] if told.get("idle_minutes") in MINUTES else usual.idle_minutes,
        names={str(id): str(name) for id, name in names.items()} if isinstance(names, dict) else {},
    )
