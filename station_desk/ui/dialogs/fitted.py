"""A dialog that is always as tall as what stands in it. Owns that and the margins, nothing of what is asked.

Qt measures a new dialog before wrapping texts know their width, and never again when a line is added.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from station_desk.ui.buttons import VerbButton
from station_desk.ui.kit import Kit
from station_desk.ui.theme import Space


class FittedDialog(QDialog):
    """A column of questions; `end` puts the verb and the way back under it."""

    def __init__(self, parent: QWidget, kit: Kit, width: int) -> None:
        """`width` is the least, in pixels at 100 %."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kit.words.tie_plain(self.setWindowTitle, "frame.title")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        self.column.setSpacing(Space.SMALL)
        self.setMinimumWidth(kit.theme.pixels(width))

    def end(self, verb: VerbButton, back: VerbButton) -> None:
        """Put the last line: what is done at the left, the way back at the right."""
        last = QHBoxLayout()
        last.addWidget(verb)
        last.addStretch(1)
        last.addWidget(back)
        self.column.addLayout(last)

    def event(self, event: QEvent) -> bool:
        """Measure anew whenever something in it has changed its size."""
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._fit()
        return handled

    def _fit(self) -> None:
        self.column.activate()
        wanted = self.column.totalSizeHint().height()
        if self.column.hasHeightForWidth():
            wanted = self.column.totalHeightForWidth(self.width())
        if wanted != self.height():
            self.resize(self.width(), wanted)
