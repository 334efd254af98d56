"""Lines under a question that say more than one sentence: why a gate is shut, what a withdrawal stops.

Owns putting them there and taking them away; the rules that call for them are the domain's.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication

from station_desk.domain.fields import Wording
from station_desk.ui.announce import announce
from station_desk.ui.field_widgets.nest import AnswerRow
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel


class FieldSays(PlainLabel):
    """A few lines at the foot of one question."""

    def __init__(self, kit: Kit, row: AnswerRow) -> None:
        super().__init__(type_="body")
        self._kit = kit
        self._row = row
        self._lines: tuple[Wording, ...] = ()
        self.setVisible(False)
        column = row.layout()
        assert column is not None
        column.addWidget(self)
        kit.words.changed.connect(self._retell)

    def say(self, lines: Sequence[Wording]) -> None:
        """Say these lines, or nothing; what is new is spoken where somebody is writing."""
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        self._retell()
        self.setVisible(bool(lines))
        focused = QApplication.focusWidget()
        if lines and focused is not None and self._row.isAncestorOf(focused):
            announce(self._row.answer.speaker, self.text())

    def _retell(self) -> None:
        self.setText("\n".join(line.in_(self._kit.words.language) for line in self._lines))
