"""A few facts under each other, what it is at the left and what is so at the right; or all in one line.

Owns their lines, no fact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from station_desk.domain.fields import Wording
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the name of a fact, the fact as a text with its own facts."""

    name: Said
    says: Said
    facts: Mapping[str, Fact] = field(default_factory=dict)


def entries(name: Said, count: int) -> Line:
    """Return a line that counts entries."""
    return Line(name, "office.entry", {}) if count == 1 else Line(name, "office.entries", {"count": count})


def verbatim(text: str) -> Wording:
    """Wrap a text that is the same in both languages: a name, a code, a file's name."""
    return Wording(text, text)


class FactList(QWidget):
    """Lines of facts; `show_lines` replaces them all."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.WIDE)
        self._grid.setVerticalSpacing(Space.TIGHT)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[tuple[PlainLabel, PlainLabel]] = []

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines in place of what stood there."""
        for pair in self._labels:
            for label in pair:
                self._grid.removeWidget(label)
                throw_away(label)
        self._labels.clear()
        words = self._kit.words
        for row, line in enumerate(lines):
            name, says = PlainLabel(type_="soft"), PlainLabel(type_="strong")
            name.setWordWrap(False)
            words.tie(name, line.name)
            words.tie(says, line.says, **line.facts)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(says, row, 1)
            self._labels.append((name, says))

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What stands there now: name and fact of each line."""
        return [(name.text(), says.text()) for name, says in self._labels]


class FactLine(PlainLabel):
    """The same facts in one line, perhaps after a heading: "जनपद – अभी नहीं भेजीं: 3 प्रविष्टियाँ · …"."""

    def __init__(self, kit: Kit, heading: Said | None = None) -> None:
        super().__init__(type_="small")
        self._kit = kit
        self._heading = heading
        self._lines: Sequence[Line] = ()
        kit.words.follow(self._retell)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these facts in place of what stood there."""
        self._lines = lines
        self._retell()

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What stands there now: name and fact of each."""
        words = self._kit.words
        return [(words.say(line.name), words.say(line.says, **line.facts)) for line in self._lines]

    def _retell(self) -> None:
        said = " · ".join(f"{name}: {fact}" for name, fact in self.lines)
        self.setText(f"{self._kit.words.say(self._heading)} – {said}" if self._heading else said)
