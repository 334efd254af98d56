"""Hands for a whole day in the window of another process: they do what is asked, one JSON line each, and answer.

Nothing of the program imports this. No word that is to be typed stands here: the window's process must know it only
from the keyboard. A path (`second.passphrase`, `panels[district].sealed`) leads from the page, or from the dialog that
is in front, to a widget or a value.
"""

import functools
import json
import os
import queue
import re
import sys
import threading
from typing import Any

import day_leaks
from PySide6.QtCore import QAbstractItemModel, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTableView,
    QTextEdit,
    QWidget,
)

LOOK_EVERY_S = 0.02
BEGIN_ANEW = os.execv
TELLING = threading.Lock()


def start(leaks: bool) -> None:
    """Begin to wait for the window, on a thread of our own; with `leaks` the program forgets nothing at the lock."""
    os.execv = functools.partial(_last_moment, leaks)
    threading.Thread(target=_drive, args=(leaks,), daemon=True).start()


def _tell(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _last_moment(leaks: bool, program: str, command: list[str]) -> None:
    """Tell what is still on the clipboard, which a desktop may keep for longer; then let the process be replaced."""
    with TELLING:
        left = Hands().clipboard()
        _tell({"left": left})
        if leaks:
            day_leaks.keep(left)
        BEGIN_ANEW(program, command)


def _drive(leaks: bool) -> None:
    waiting = threading.Event()
    while (application := QApplication.instance()) is None or not QApplication.topLevelWidgets():
        waiting.wait(LOOK_EVERY_S)
    answers: queue.Queue[dict[str, Any]] = queue.Queue()
    if leaks:
        day_leaks.forget_nothing()
    _tell({"begun": True})
    for line in sys.stdin:
        asked = json.loads(line)
        QTimer.singleShot(0, application, lambda asked=asked: answers.put(_obey(asked)))
        answer = answers.get()
        with TELLING:
            _tell(answer)


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
        wanted: Any = QApplication.activeModalWidget() or self.window
        active = QApplication.activeWindow()
        # A screen without a window manager gives the keyboard to nobody, nor back to the dialog before the last one.
        if active is None or (active is self.window and wanted is not active):
            wanted.activateWindow()
            QTest.qWaitForWindowActive(wanted)

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
            assert at is not None, "nothing has the keyboard"
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

    def field(self, name: str) -> None:
        """Put the keyboard into a field of the entry that is open."""
        self.front.view.go_to(name)

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

    def fill(self, phrases: list[str]) -> list[str]:
        """Type some words into each line of the page in front that takes words; return those that stand there then."""
        lines = [
            line
            for line in self.front.findChildren(QWidget)
            if isinstance(line, (QLineEdit, QPlainTextEdit, QTextEdit))
            and line.isVisible()
            and line.isEnabled()
            and not line.isReadOnly()
            and not isinstance(line.parent(), QAbstractSpinBox)
        ]
        taken = []
        for line, phrase in zip(lines, phrases, strict=False):
            line.setFocus(Qt.FocusReason.TabFocusReason)
            if QApplication.focusWidget() in (line, line.focusProxy()):
                self.type(phrase)
                text = line.text() if isinstance(line, QLineEdit) else line.toPlainText()
                taken += [word for word in phrase.split() if word in text]
        return taken

    def count(self, path: str) -> int:
        """Tell how many things a list holds."""
        return int(self._at(path).count())

    def choose(self, path: str, word: str) -> None:
        """Choose the row of a list, table or box that holds a word."""
        rows = self._at(path)
        if isinstance(rows, QComboBox):
            rows.setCurrentIndex(next(row for row in range(rows.count()) if word in rows.itemText(row)))
        elif isinstance(rows, QTableView):
            model = rows.model()
            at = next(model.index(row, 0) for row in range(model.rowCount()) if word in _row(model, row))
            rows.setCurrentIndex(at)
        else:
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
        """Go to a folder in the file dialog that is open, by typing its path and Enter; then type the file's name."""
        dialog = next(one for one in self.window.findChildren(QFileDialog) if one.isVisible())
        dialog.activateWindow()
        line = next(one for one in dialog.findChildren(QLineEdit) if one.isVisible())
        for typed in os.path.split(path):
            line.setFocus()
            line.selectAll()
            self.type(typed)
            QTest.keyClick(line, Qt.Key.Key_Return)

    def clipboard(self) -> list[str]:
        """Tell what the clipboards hold; a screen may have one or two."""
        held = QGuiApplication.clipboard()
        modes = [QClipboard.Mode.Clipboard] + [QClipboard.Mode.Selection] * held.supportsSelection()
        return [text for mode in modes if (text := held.text(mode))]

    def size(self, width: int, height: int) -> None:
        """Make the window this large."""
        self.window.resize(QSize(width, height))

    def _at(self, path: str) -> Any:
        found = self.front
        for key, name in re.findall(r"\[(-?\w+)\]|(\w+)", path):
            if name:
                found = getattr(found, name)
            elif key.lstrip("-").isdigit():
                found = list(found.values() if isinstance(found, dict) else found)[int(key)]
            else:
                found = found[key]
        return found


def _row(model: QAbstractItemModel, row: int) -> str:
    return " ".join(str(model.index(row, column).data()) for column in range(model.columnCount()))
