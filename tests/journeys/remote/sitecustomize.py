"""Hands for the window of another process: Python imports this by itself when its folder is on the path.

Says on stdout which page is open (`page SignInPage`) and what it did (`did press`). Reads commands from stdin, one a line:
`type TEXT` where the keyboard is, `press KEYS`, `write TEXT` into the first line of the page that can be written in.
"""

import os
import sys
import threading


def drive() -> None:
    """Wait for the window, then read commands until the input ends."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    begun = threading.Event()
    while QApplication.instance() is None:
        begun.wait(0.01)
    application = QApplication.instance()
    hands = Hands()
    QTimer.singleShot(0, application, hands.begin)
    for line in sys.stdin:
        verb, _, rest = line.rstrip("\n").partition(" ")
        QTimer.singleShot(0, application, lambda verb=verb, rest=rest: hands.obey(verb, rest))


class Hands:
    """What is done on the window's own thread."""

    def __init__(self) -> None:
        self.said = ""

    def begin(self) -> None:
        """Look again and again which page is open."""
        from PySide6.QtCore import QTimer

        self.timer = QTimer()
        self.timer.timeout.connect(self.tell)
        self.timer.start(20)

    def tell(self) -> None:
        """Say which page is open, once it can be used."""
        page = self.page()
        if page is not None and page.isEnabled() and page.isActiveWindow():
            said = f"page {type(page).__name__}"
            if said != self.said:
                self.said = said
                print(said, flush=True)

    def page(self):
        """Return the open page, if the window is there."""
        from PySide6.QtWidgets import QApplication, QMainWindow

        windows = [window for window in QApplication.topLevelWidgets() if isinstance(window, QMainWindow)]
        return getattr(windows[0], "page", None) if windows else None

    def obey(self, verb: str, rest: str) -> None:
        """Do what was asked and say so, or say that it failed: the program's own hooks would swallow it."""
        try:
            self.do(verb, rest)
        except Exception as error:
            print(f"failed {verb}: {type(error).__name__}", flush=True)
        else:
            print(f"did {verb}", flush=True)

    def do(self, verb: str, rest: str) -> None:
        """Type a text letter by letter, or press a combination of keys."""
        from PySide6.QtCore import QEvent, Qt
        from PySide6.QtGui import QKeyEvent, QKeySequence
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication, QLineEdit

        if verb == "write":
            lines = [line for line in self.page().findChildren(QLineEdit) if line.isVisible() and line.isEnabled()]
            lines[0].setFocus()
        at = QApplication.focusWidget()
        if verb == "press":
            QTest.keySequence(at, QKeySequence(rest))
        else:
            for letter in rest:
                QApplication.sendEvent(
                    at, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
                )


if os.environ.get("STATION_DESK_REMOTE"):
    threading.Thread(target=drive, daemon=True).start()
