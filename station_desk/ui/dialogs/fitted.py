"""A dialog that is always as tall as what stands in it. Owns that and the margins, nothing of what is asked.

Qt measures a new dialog before wrapping texts know their width, and never again when a line is added. No dialog is
taller than its window: what has no room then scrolls, and the last line with its verbs stays.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from station_desk.ui.buttons import VerbButton
from station_desk.ui.kit import Kit
from station_desk.ui.theme import Space

LEAST: Final = 480  # a window so low that nothing stands in it is no measure
FRAME: Final = 32  # what a system puts over a dialog


class FittedDialog(QDialog):
    """A column of questions; `end` puts the verb and the way back under it."""

    def __init__(self, parent: QWidget, kit: Kit, width: int) -> None:
        """`width` is the least, in pixels at 100 %."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kit.words.tie_plain(self.setWindowTitle, "frame.title")
        self._theme = kit.theme
        self._body = QWidget()
        self._body.installEventFilter(self)
        self.column = QVBoxLayout(self._body)
        self.column.setContentsMargins(Space.HAIR, Space.HAIR, Space.HAIR, Space.HAIR)
        self.column.setSpacing(Space.SMALL)
        self.scroll_area = QScrollArea()
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setWidget(self._body)
        self._body.setAutoFillBackground(False)  # setWidget turns it on
        self.scroll_area.verticalScrollBar().rangeChanged.connect(lambda *_: self._follow(None, self.focusWidget()))
        kit.words.tie_plain(self.scroll_area.setAccessibleName, "frame.title")
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        self._whole.setSpacing(Space.SMALL)
        self._whole.addWidget(self.scroll_area, 1)
        self.setMinimumWidth(kit.theme.pixels(width))
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def end(self, verb: VerbButton, back: VerbButton) -> None:
        """Put the last line: what is done at the left, the way back at the right."""
        last = QHBoxLayout()
        last.setContentsMargins(Space.HAIR, 0, Space.HAIR, 0)
        last.addWidget(verb)
        last.addStretch(1)
        last.addWidget(back)
        self._whole.addLayout(last)

    def event(self, event: QEvent) -> bool:
        """Measure anew whenever something in it has changed its size."""
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._fit()
        return handled

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Measure anew what the scrolling keeps from the dialog's own layout."""
        handled = super().eventFilter(watched, event)
        if watched is self._body and event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return handled

    def _fit(self) -> None:
        self.column.activate()
        self.scroll_area.setMinimumWidth(self._body.minimumSizeHint().width())
        self._whole.activate()
        margins = self._whole.contentsMargins()
        width = max(self.width(), self.minimumWidth()) - margins.left() - margins.right()
        rest = self._whole.totalSizeHint().height() - self.scroll_area.sizeHint().height()
        asked, room = self._asked(width), self._room()
        if asked + rest > room:
            asked = self._asked(width - self.scroll_area.verticalScrollBar().sizeHint().width())
        self._body.setMinimumHeight(asked)  # wrapped texts would be pressed together otherwise
        wanted = min(asked + rest, room)
        if wanted != self.height():
            self.resize(self.width(), wanted)

    def _asked(self, width: int) -> int:
        return (
            self.column.totalHeightForWidth(width)
            if self.column.hasHeightForWidth()
            else self.column.totalSizeHint().height()
        )

    def _room(self) -> int:
        """Return how tall the dialog may be."""
        frame = max(self.frameGeometry().height() - self.height(), self._theme.pixels(FRAME))
        room = self.screen().availableGeometry().height() - frame
        parent = self.parentWidget()
        return min(room, max(parent.window().height(), LEAST)) if parent is not None else room

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        """Keep in view what has the keyboard, also where a field took it to say what is wrong."""
        if now is not None and self._body.isAncestorOf(now):
            self.scroll_area.ensureWidgetVisible(now, 0, self._theme.pixels(48))
