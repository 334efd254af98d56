"""Buttons with verbs on them. Owns how loud they are; never decides what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from station_desk.ui.icons import Icon, Icons
from station_desk.ui.language import Words
from station_desk.ui.texts import Fact, Said

Voice = Literal["quiet", "loud", "grave", "bare"]
_COLOUR = {"quiet": "ink", "loud": "on_accent", "grave": "danger", "bare": "accent"}


class VerbButton(QPushButton):
    """A push button that says what will happen.

    `quiet` by default, `loud` for the one thing a page is for, `grave` for what cannot be undone, `bare` for a link
    within text. Enter presses it only while it has the keyboard.
    """

    def __init__(
        self,
        words: Words,
        said: Said,
        pressed: Callable[[], object] | None = None,
        *,
        voice: Voice = "quiet",
        icons: Icons | None = None,
        icon: Icon | None = None,
        parent: QWidget | None = None,
        **facts: Fact,
    ) -> None:
        super().__init__(parent)
        self.setAutoDefault(False)
        for each in ("loud", "grave", "bare"):
            self.setProperty(each, voice == each)
        words.tie(self, said, **facts)
        if icons is not None and icon is not None:
            icons.put(self, icon, _COLOUR[voice])
        if pressed is not None:
            self.clicked.connect(lambda: pressed())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be pressed by Enter too; Qt does so only in a dialog, and there for a button that has not the keyboard."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)
