"""The drawings beside the words. Owns reading and recolouring them; an icon never stands without a text.

The font has no marks such as a tick or a triangle, so these are drawings too and look the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QLabel

from station_desk.ui.theme import Theme
from station_desk.ui.ties import Ties

SIZE: Final = 20
AIR: Final = 4  # between a drawing and its word
_SHARP: Final = (1.0, 2.0)
_CURRENT: Final = b"currentColor"


class Icon(StrEnum):
    """The drawings there are; the value is the file's name in resources/icons."""

    TODAY = "calendar-event"
    CASES = "folders"
    COUNSELLING = "messages"
    CENTRE = "building-community"
    REGISTER = "book-2"
    REVIEW = "chart-bar"
    DISTRICT = "building-bank"
    SEARCH = "search"
    COVER = "eye-off"
    SHOW = "eye"
    LOCK = "lock"
    SAFETY = "shield"
    SWITCH = "switch-horizontal"
    LANGUAGE = "language"
    PRINT = "printer"
    ADD = "plus"
    BACK = "arrow-left"
    STICK = "usb"
    CLOSE = "x"
    WAIT = "hourglass"
    INFO = "info-circle"
    WARNING = "alert-triangle"
    DANGER = "alert-octagon"
    DONE = "check"
    NOW = "circle-filled"
    TO_COME = "circle"
    HIGH = "triangle-filled"


class Icons:
    """Drawings in the colours of the theme, drawn anew when it changes."""

    def __init__(self, read: Callable[[str], bytes], theme: Theme) -> None:
        self._drawings = {icon: read(f"icons/{icon.value}.svg") for icon in Icon}
        self._theme = theme
        self._ties = Ties()
        self._drawn: dict[tuple[Icon, str, int], QIcon] = {}
        theme.changed.connect(self._redraw)

    def icon(self, icon: Icon, colour: str = "ink") -> QIcon:
        """Return a drawing in a colour of the theme (`ink`, `accent`, `danger`, …), for this moment only."""
        place = (icon, getattr(self._theme.colours, colour), self._theme.scale)
        if place not in self._drawn:
            self._drawn[place] = self._draw(icon, place[1])
        return self._drawn[place]

    def pixmap(self, icon: Icon, colour: str = "ink") -> QPixmap:
        """Return a drawing as pixels for a label or a list row, sharp enough for the sharpest screen."""
        return self.icon(icon, colour).pixmap(self.size, _screen_ratio())

    @property
    def size(self) -> QSize:
        """How large a drawing is now, with the air at its right."""
        return QSize(self._theme.pixels(SIZE + AIR), self._theme.pixels(SIZE))

    def put(self, bearer: QAbstractButton | QAction, icon: Icon, colour: str = "ink") -> None:
        """Put a drawing before the text of a button or action, now and after each change of colours."""
        self._ties.put(bearer.setIcon, partial(self.icon, icon, colour))
        if isinstance(bearer, QAbstractButton):
            self._ties.put(bearer.setIconSize, lambda: self.size)

    def put_mark(self, label: QLabel, icon: Icon, colour: str = "ink") -> None:
        """Put a drawing on a label of its own, which stands beside the label with the word."""
        self._ties.put(label.setPixmap, partial(self.pixmap, icon, colour))

    def _redraw(self) -> None:
        self._drawn.clear()
        self._ties.again()

    def _draw(self, icon: Icon, colour: str) -> QIcon:
        renderer = QSvgRenderer(QByteArray(self._drawings[icon].replace(_CURRENT, colour.encode())))
        drawn = QIcon()
        for ratio in _SHARP:
            pixels = QPixmap(self.size * ratio)
            pixels.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixels)
            renderer.render(painter, QRectF(0, 0, pixels.height(), pixels.height()))
            painter.end()
            pixels.setDevicePixelRatio(ratio)
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Disabled):  # Qt would tint them itself
                drawn.addPixmap(pixels, mode)
        return drawn


def _screen_ratio() -> float:
    screens = QGuiApplication.screens()
    return max((screen.devicePixelRatio() for screen in screens), default=1.0)
