"""How something stands, in a row of shapes with their words. Owns the row; never decides a state."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from station_desk.ui.flow import FlowLayout
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away


class StateMarks(QWidget):
    """Shapes and words from left to right, wrapped as words are. Clear and add anew at each telling."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._row = FlowLayout(self, spacing=Space.BODY)

    def clear(self) -> None:
        """Take every state away."""
        while self._row.count():
            widget = self._row.takeAt(0).widget()
            if widget is not None:
                throw_away(widget)

    def add(self, icon: Icon, colour: str, said: Said, **facts: Fact) -> None:
        """Add one state."""
        mark, label = QLabel(), PlainLabel(self._kit.words.say(said, **facts), "strong")
        label.setWordWrap(False)
        self._kit.icons.put_mark(mark, icon, colour)
        piece = QWidget()
        line = QHBoxLayout(piece)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.HAIR)
        line.addWidget(mark)
        line.addWidget(label)
        self._row.addWidget(piece)
