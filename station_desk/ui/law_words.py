"""The one mark of law that nobody has looked up yet, in word and shape. Owns that mark, not what is to be verified.

Which lines are is told by the desk: `sources.standing(desk).open`. The mark comes first: a text that is cut off at its
end must not lose it.
"""

from __future__ import annotations

from typing import Final

from station_desk.domain.fields import Wording
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.texts import Said

TO_VERIFY: Final = "case_aside.unsourced"
SHAPE: Final = (Icon.WARNING, "warning")


def marked(kit: Kit, said: Wording, *, unverified: bool) -> Wording:
    """Return a text of the law in both languages, with the word of the mark when it is unverified: for ties."""
    return kit.words.both("case_aside.source", source=said) if unverified else said


def to_verify(kit: Kit, said: Said, *, unverified: bool) -> tuple[str, tuple[Icon, str] | None]:
    """Return a text of the law for a cell or a label, and the shape before it: both say so when it is unverified."""
    words = kit.words.say(said)
    return (kit.words.say("case_aside.source", source=words), SHAPE) if unverified else (words, None)
