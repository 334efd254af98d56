"""Hands for the window of another process, driven by commands. Nothing of the program imports it.

Says on stdout which page is open (`page SignInPage`) and what it did (`did press`). Reads commands from stdin, one a
line: `type TEXT` where the keyboard is, `press KEYS`, `write TEXT` into the first line of the page that can be written
in.
"""

import sys
import threading
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

LOOK_EVERY_MS = 20


def start() -> None:
    """Begin to wait for the window, on a thread of our own."""
    threading.Thread(target=_drive, daemon=True).start()


def _drive() -> None:
    waiting = threading.Event()
    while (application := QApplication.instance()) is None:
        waiting.wait(LOOK_EVERY_MS / 1000)
    hands = Hands()
    QTimer.singleShot(0, application, hands.begin)
    for line in sys.stdin:
        verb, _, rest = line.rstrip("\n").partition(" ")
        QTimer.singleShot(0, application, lambda verb=verb, rest=rest: hands.obey(verb, rest))


class Hands:
    """What is done on the window's own thread."""

    def __init__(self) -> None:
        self._said = ""
        self._timer: QTimer | None = None

    def begin(self) -> None:
        """Look again and again which page is open."""
        self._timer = QTimer()
        self._timer.timeout.connect(self._tell)
        self._timer.start(LOOK_EVERY_MS)

    def obey(self, verb: str, rest: str) -> None:
        """Do what was asked and say so, or say that it failed: the program's own hooks would swallow it.

        Whoever sits there waits until the program is through with what was asked before.
        """
        page = self._page()
        if page is None or page.kit.runner.busy or not page.isEnabled():
            QTimer.singleShot(LOOK_EVERY_MS, QApplication.instance(), lambda: self.obey(verb, rest))
            return
        try:
            self._do(verb, rest)
        except Exception as error:
            print(f"failed {verb}: {type(error).__name__}", flush=True)
        else:
            print(f"did {verb}", flush=True)

    def _tell(self) -> None:
        page = self._page()
        if page is not None and not page.isActiveWindow():
            page.window().activateWindow()  # a screen without a window manager gives the keyboard to nobody
        elif page is not None and page.isEnabled():
            said = f"page {type(page).__name__}"
            if said != self._said:
                self._said = said
                print(said, flush=True)

    def _page(self) -> Any:
        windows = [window for window in QApplication.topLevelWidgets() if isinstance(window, QMainWindow)]
        return getattr(windows[0], "page", None) if windows else None

    def _do(self, verb: str, rest: str) -> None:
        if verb == "write":
            lines = self._page().findChildren(QLineEdit)
            next(line for line in lines if line.isVisible() and line.isEnabled()).setFocus()
        at = QApplication.focusWidget()
        if verb == "press":
            QTest.keySequence(at, QKeySequence(rest))
            return
        for letter in rest:
            QApplication.sendEvent(
                at, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
            )
