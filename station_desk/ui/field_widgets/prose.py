"""A long text in her own words. Owns its growing with what is written; Tab leaves it, as everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from station_desk.domain.fields import Field
from station_desk.ui.field_widgets.editor import Editor, Room

FEWEST, MOST = 2, 14
LONG_FROM: Final = 1000  # letters: a text of such length starts with more lines
_LONG_LINES: Final = 6


class ProseEditor(Editor):
    """Several lines of text."""

    def __init__(self, room: Room, field: Field) -> None:
        super().__init__(room, field)
        self.text = _Growing(_LONG_LINES if (field.max or LONG_FROM) >= LONG_FROM else FEWEST)
        self.text.textChanged.connect(self._typed)
        self._quiet = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text)

    @property
    def speaker(self) -> QWidget:
        """The text takes the keyboard."""
        return self.text

    def value(self) -> object:
        """Return what is written."""
        return self.text.toPlainText() or None

    def set_value(self, value: object, reasons: Mapping[str, str]) -> None:  # noqa: ARG002
        """Show a text."""
        self._quiet = True
        self.text.setPlainText(str(value or ""))
        self._quiet = False

    def _typed(self) -> None:
        if not self._quiet:
            self.changed.emit(False)


class _Growing(QPlainTextEdit):
    def __init__(self, fewest: int) -> None:
        super().__init__()
        self._fewest = fewest
        self._lines = 0
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)

    def sizeHint(self) -> QSize:
        """Ask for the lines written, within limits."""
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        """Never be less high than asked for."""
        return QSize(super().minimumSizeHint().width(), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Count the lines anew at the new width."""
        super().resizeEvent(event)
        self._grow()

    def changeEvent(self, event: QEvent) -> None:
        """Grow with the letters."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()

    def _grow(self, _: object = None) -> None:
        lines = min(max(round(self.document().size().height()), self._fewest), MOST)
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()

    def _height(self) -> int:
        margins = self.contentsMargins()
        around = 2 * self.frameWidth() + margins.top() + margins.bottom() + round(2 * self.document().documentMargin())
        return max(self._lines, self._fewest) * self.fontMetrics().lineSpacing() + around + 2
