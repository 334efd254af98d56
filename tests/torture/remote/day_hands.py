"""Hands for a whole day in the window of another process: they do what is asked, one JSON line each, and answer.

Nothing of the program imports this. No word that is to be typed stands here: the window's process must know it only
from the keyboard. A path (`second.passphrase`, `panels[district].sealed`) leads from the page, or from the dialog that
is in front, to a widget or a value.
"""

import json
import queue
import re
import sys
import threading
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QFileDialog,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

LOOK_EVERY_S = 0.02


def start() -> None:
    """Begin to wait for the window, on a thread of our own."""
    threading.Thread(target=_drive, daemon=True).start()


def _drive() -> None:
    waiting = threading.Event()
    while (application := QApplication.instance()) is None or not QApplication.topLevelWidgets():
        waiting.wait(LOOK_EVERY_S)
    answers: queue.Queue[dict[str, Any]] = queue.Queue()
    print(json.dumps({"begun": True}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        QTimer.singleShot(0, application, lambda asked=asked: answers.put(_obey(asked)))
        print(json.dumps(answers.get()), flush=True)


def _obey(asked: dict[str, Any]) -> dict[str, Any]:
    try:
        told = getattr(Hands(), asked.pop("do"))(**asked)
    except Exception as error:  # the program's own hooks would swallow it
        return {"failed": f"{type(error).__name__}: {error}"}
    return {"told": told}


class Hands:
    """What is done on the window's own thread."""

    def __init__(self) -> None:
        windows = [window for window in QApplication.topLevelWidgets() if isinstance(window, QMainWindow)]
        self.window: Any = windows[0]
        if QApplication.activeWindow() is None:  # a screen without a window manager gives the keyboard to nobody
            self.window.activateWindow()
            QTest.qWaitForWindowActive(self.window)

    @property
    def front(self) -> Any:
        """The dialog that is in front, else the page."""
        active = QApplication.activeWindow()
        return self.window.page if active is None or active is self.window else active

    def look(self) -> dict[str, Any]:
        """Tell which page and which dialog is there, and whether the program is at work."""
        page, front = self.window.page, self.front
        busy = page is None or page.kit.runner.busy or not page.isEnabled()
        covered = bool(self.window.cover.covered)
        return {"page": type(page).__name__, "front": type(front).__name__, "busy": busy, "covered": covered}

    def type(self, text: str) -> int:
        """Type a text where the keyboard is."""
        for letter in text:
            at = QApplication.focusWidget()
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(at, event)
        return len(text)

    def press(self, keys: str) -> None:
        """Press a key, with others held down."""
        QTest.keySequence(QApplication.focusWidget() or self.window, QKeySequence(keys))

    def go(self, path: str) -> None:
        """Put the keyboard on a widget."""
        self._at(path).setFocus(Qt.FocusReason.TabFocusReason)

    def push(self, path: str) -> None:
        """Press a button by the space bar."""
        button = self._at(path)
        assert button.isVisible() and button.isEnabled(), f"{path} cannot be pressed"
        button.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(button, Qt.Key.Key_Space)

    def agree(self) -> str:
        """Press the verb of the question in front, which is not its safe answer; return which."""
        box = self.front
        button = next(one for one in box.findChildren(QAbstractButton) if one is not box.defaultButton())
        QTest.keyClick(button, Qt.Key.Key_Space)
        return type(box).__name__

    def fill(self, words: list[str]) -> int:
        """Type a word into each line of the page in front that takes words; return how many were typed."""
        lines = [
            line
            for line in self.front.findChildren(QWidget)
            if isinstance(line, (QLineEdit, QPlainTextEdit, QTextEdit))
            and line.isVisible()
            and line.isEnabled()
            and not line.isReadOnly()
            and not isinstance(line.parent(), QAbstractSpinBox)
        ]
        used = 0
        for line, word in zip(lines, words, strict=False):
            line.setFocus(Qt.FocusReason.TabFocusReason)
            if QApplication.focusWidget() is line:
                self.type(word)
                used += 1
        return used

    def count(self, path: str) -> int:
        """Tell how many things a list holds."""
        return int(self._at(path).count())

    def choose(self, path: str, word: str) -> None:
        """Choose the row of a list that holds a word."""
        rows = self._at(path)
        rows.setCurrentRow(next(row for row in range(rows.count()) if word in rows.item(row).text()))

    def read(self, path: str) -> Any:
        """Tell a value: a text, a number, a mapping."""
        found = self._at(path)
        return found if isinstance(found, (str, int, dict, list)) else str(found)

    def usable(self, path: str) -> bool:
        """Tell whether a button can be pressed."""
        button = self._at(path)
        return bool(button.isVisible() and button.isEnabled())

    def name_file(self, path: str) -> None:
        """Type a path into the file dialog that is open, and press Enter."""
        dialog = next(one for one in self.window.findChildren(QFileDialog) if one.isVisible())
        dialog.activateWindow()
        line = next(one for one in dialog.findChildren(QLineEdit) if one.isVisible())
        line.setFocus()
        line.selectAll()
        self.type(path)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def clipboard(self) -> str:
        """Tell what the clipboard holds."""
        return QGuiApplication.clipboard().text()

    def size(self, width: int, height: int) -> None:
        """Make the window this large."""
        self.window.resize(QSize(width, height))

    def _at(self, path: str) -> Any:
        found = self.front
        for key, name in re.findall(r"\[(-?\w+)\]|(\w+)", path):
            found = getattr(found, name) if name else found[int(key) if key.lstrip("-").isdigit() else key]
        return found
