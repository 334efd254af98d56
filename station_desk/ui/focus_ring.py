"""One ring around whatever has the keyboard, in every window. Owns following and drawing it; never takes a click.

It is drawn over the window, outside the widget, and cut off where a scrolling area ends, so every kind of widget gets
the same ring without being asked.
"""

from __future__ import annotations

from typing import Final

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

WIDTH: Final = 2
GAP: Final = 1
_ROUND: Final = 7
_MOVES: Final = frozenset(
    {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange}
)


class FocusRing(QObject):
    """Follows the keyboard focus of the application with a ring of `colour`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.colour = QColor()
        self._band: _Band | None = None
        self._watched: list[QWidget] = []
        self._focused: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    @property
    def rect(self) -> QRect:
        """Where the ring is, in its window; empty when there is none."""
        band = self._band
        return band.geometry() if band is not None and shiboken6.isValid(band) and not band.isHidden() else QRect()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move with the widget and with everything that carries it."""
        if event.type() in _MOVES and watched is not self._band:
            self._place()
        return False

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        for widget in self._watched:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        self._focused = None if now is None or now.isWindow() or now.property("ringless") else now
        carrier = self._focused
        while carrier is not None:
            carrier.installEventFilter(self)
            self._watched.append(carrier)
            carrier = None if carrier.isWindow() else carrier.parentWidget()
        self._place()

    def _place(self) -> None:
        focused = self._focused
        if focused is None or not shiboken6.isValid(focused) or not focused.isVisible():
            if self._band is not None and shiboken6.isValid(self._band):
                self._band.hide()
            return
        window = focused.window()
        if self._band is None or not shiboken6.isValid(self._band):
            self._band = _Band(window)
        elif self._band.parentWidget() is not window:
            self._band.setParent(window)
        room = WIDTH + GAP
        whole = QRect(focused.mapTo(window, QPoint(0, 0)), focused.size()).adjusted(-room, -room, room, room)
        self._band.lay(whole, _seen(focused, window), self.colour)


class _Band(QWidget):
    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._colour = QColor()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def lay(self, whole: QRect, seen: QRect, colour: QColor) -> None:
        """Lie around `whole`, visible only within `seen`, both in the window."""
        self._colour = colour
        shown = whole.intersected(seen)
        if shown.isEmpty():
            self.hide()
            return
        inner = whole.adjusted(WIDTH, WIDTH, -WIDTH, -WIDTH)
        hole = inner.adjusted(_ROUND // 2, _ROUND // 2, -_ROUND // 2, -_ROUND // 2)
        region = QRegion(shown) - QRegion(hole)
        if self.geometry() != whole:
            self.setGeometry(whole)
        self.setMask(region.translated(-whole.topLeft()))
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colour, WIDTH))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), _ROUND, _ROUND)
        painter.end()


def _seen(widget: QWidget, window: QWidget) -> QRect:
    """Return the part of the window in which the widget can be seen: inside every scrolling area that carries it."""
    seen = window.rect()
    carrier, parent = widget, widget.parentWidget()
    while parent is not None and not carrier.isWindow():
        if isinstance(parent, QAbstractScrollArea) and parent.viewport() is carrier and carrier is not widget:
            room = WIDTH + GAP
            here = QRect(carrier.mapTo(window, QPoint(0, 0)), carrier.size()).adjusted(-room, -room, room, room)
            seen = seen.intersected(here)
        carrier, parent = parent, parent.parentWidget()
    return seen
