"""Hands on the keyboard: every key goes to whatever has the keyboard, as it would from a person. Counts the presses."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


class Hands:
    """Presses keys and types words."""

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self.presses = 0

    @property
    def at(self) -> QWidget:
        """What has the keyboard now."""
        if (
            QApplication.activeWindow() is None
        ):  # the offscreen screen gives the keyboard to nobody when a dialog closes
            self.window.activateWindow()
            assert QTest.qWaitForWindowActive(self.window)
        focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the keyboard"
        return focused

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, times: int = 1) -> None:
        """Press one key some times."""
        for _ in range(times):
            QApplication.processEvents()  # what was made by the last key is on the screen before the next one
            QTest.keyClick(QApplication.activePopupWidget() or self.at, key, modifier)
            self.presses += 1
        QApplication.processEvents()

    def tab(self, times: int = 1) -> None:
        """Press Tab."""
        self.press(Qt.Key.Key_Tab, times=times)

    def space(self) -> None:
        """Press the space bar."""
        self.press(Qt.Key.Key_Space)

    def type(self, text: str) -> None:
        """Type a text in any script, a press for each letter."""
        for letter in text:
            QApplication.processEvents()
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(
                    QApplication.activePopupWidget() or self.at, QKeyEvent(kind, Qt.Key.Key_unknown, NONE, letter)
                )
            self.presses += 1

    def tab_to(self, wanted: Callable[[QWidget], bool], most: int = 60) -> None:
        """Press Tab until something has the keyboard."""
        for _ in range(most):
            if wanted(self.at):
                return
            self.tab()
        raise AssertionError("Tab never comes there")
