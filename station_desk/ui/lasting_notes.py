"""What stays true until somebody sees to it: lines over the page that no moving about puts away. Owns showing them.

Unlike a notice such a line has no way to be closed; whoever set it clears it when it is no longer so.
"""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from station_desk.ui.buttons import VerbButton
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.notices import Offer
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Space, set_mark

Weight = Literal["info", "warning", "danger"]
_SHAPES: Final[dict[Weight, tuple[Icon, str]]] = {
    "info": (Icon.INFO, "accent"),
    "warning": (Icon.WARNING, "warning"),
    "danger": (Icon.DANGER, "danger"),
}


class LastingNotes(QWidget):
    """Lines under each other, each with a shape, a sentence and the verb that leads to setting it right."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._lines: dict[str, _Line] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.HAIR)
        self.setVisible(False)

    def put(self, key: str, weight: Weight, said: Said, offer: Offer | None = None, **facts: Fact) -> None:
        """Show a line under a key, in place of the one it had; `offer` is its verb and what that does."""
        self.clear(key)
        line = _Line(self._kit, weight, said, offer, facts)
        self._lines[key] = line
        self._column.addWidget(line)
        self.setVisible(True)

    def clear(self, key: str) -> None:
        """Take a line away; nothing happens when there is none."""
        line = self._lines.pop(key, None)
        if line is not None:
            self._column.removeWidget(line)
            line.setParent(None)
            line.deleteLater()
            self.setVisible(bool(self._lines))

    def clear_all(self) -> None:
        """Take every line away: somebody else sits down."""
        for key in list(self._lines):
            self.clear(key)

    @property
    def said(self) -> dict[str, str]:
        """What the lines say now, by key."""
        return {key: line.sentence.text() for key, line in self._lines.items()}

    def verb(self, key: str) -> VerbButton | None:
        """Return the verb of a line, None where it has none."""
        return self._lines[key].verb


class _Line(QFrame):
    def __init__(self, kit: Kit, weight: Weight, said: Said, offer: Offer | None, facts: dict[str, Fact]) -> None:
        super().__init__()
        self.setObjectName("notice")
        set_mark(self, "kind", weight)
        mark = QLabel()
        kit.icons.put_mark(mark, *_SHAPES[weight])
        self.sentence = PlainLabel()
        kit.words.tie(self.sentence, said, **facts)
        self.verb = VerbButton(kit.words, *offer) if offer is not None else None
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.SMALL, Space.HAIR, Space.TIGHT, Space.HAIR)
        row.setSpacing(Space.TIGHT)
        row.addWidget(mark, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.sentence, 1)
        if self.verb is not None:
            row.addWidget(self.verb, alignment=Qt.AlignmentFlag.AlignVCenter)
