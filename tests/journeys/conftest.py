"""The real window on a real office, driven by the keyboard: for journeys that go through more than one page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from station_desk.app import App
from station_desk.desk.ports import Desk
from station_desk.host.paths import read_resource, resources_dir
from station_desk.ui.kit import make_kit
from station_desk.ui.page import Page
from station_desk.ui.remembered import Remembered
from tests.ui.typing_hands import Hands

OFFSCREEN_LACKS = "This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the offscreen screen say what it lacks; every other Qt warning fails a test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN_LACKS))


class Sitting:
    """One window with somebody at its keyboard. `bugs` must stay empty; `restarts` counts the finished locks."""

    def __init__(self, qtbot: QtBot, folder: Path, names: dict[str, str] | None = None) -> None:
        self.bugs: list[BaseException] = []
        self.restarts = 0
        self.kit = make_kit(read_resource, str(resources_dir() / "theme"), self._note)
        self.app = App(self.kit, folder, Remembered(names=names or {}), self._restart)
        self.window = self.app.window
        self.window.resize(1366, 768)
        self.hands = Hands(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def _note(self, error: BaseException) -> str:
        self.bugs.append(error)
        return "B-1"

    def _restart(self) -> None:
        self.restarts += 1

    @property
    def page(self) -> Page:
        """The open page."""
        assert self.window.page is not None
        return self.window.page

    def settle(self) -> None:
        """Wait until nothing is under way any more."""
        for _ in range(3):
            self.kit.runner.drain()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def come_forward(self) -> None:
        """Turn to this window, as with Alt+Tab, unless one of its dialogs has the keyboard."""
        active = QApplication.activeWindow()
        if active is None or (active is not self.window and active.parentWidget() is None):
            self.window.activateWindow()
            assert QTest.qWaitForWindowActive(self.window)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key and wait for what it did."""
        self.come_forward()
        self.hands.press(key, modifier)
        self.settle()

    def enter(self) -> None:
        """Press Enter and wait for what it did."""
        self.press(Qt.Key.Key_Return)

    def alt(self, key: Qt.Key) -> None:
        """Press Alt and a key."""
        self.press(key, Qt.KeyboardModifier.AltModifier)

    def go_to(self, widget: QWidget) -> None:
        """Press Tab until a widget has the keyboard."""
        self.come_forward()
        self.hands.tab_to(lambda at: at is widget or widget.isAncestorOf(at))

    def do(self, button: QWidget) -> None:
        """Go to a button by Tab and press it by Space."""
        self.go_to(button)
        self.press(Qt.Key.Key_Space)

    def name_in_dialog(self, path: Path) -> None:
        """Type a path into the file dialog that is open and press Enter."""
        dialog = next(one for one in self.window.findChildren(QFileDialog) if one.isVisible())
        dialog.activateWindow()
        self.hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.hands.type(str(path))
        self.enter()

    def close(self) -> None:
        """Take the window down without signing out; the desk belongs to the test."""
        self.app.idle.stop()
        self.settle()
        self.window.forget_pages()
        self.window.set_close_guard(lambda: True)
        self.window.close()
        self.kit.words.choose("en")  # takes Qt's Hindi words out of the application again
        self.kit.runner.drain()
        self.kit.runner.close()
        for part in (self.window, self.app, self.kit.theme, self.kit.words, self.kit.runner):
            part.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not self.bugs


@pytest.fixture
def sit(qtbot: QtBot) -> Iterator[Callable[[Desk], Sitting]]:
    """Open the window for somebody at a desk, on its first place. Ask for it after the desks."""
    open_windows = []

    def sit_down(desk: Desk) -> Sitting:
        sitting = Sitting(qtbot, desk.folder)
        open_windows.append(sitting)
        sitting.app.sit_down(desk)
        sitting.settle()
        return sitting

    yield sit_down
    for sitting in open_windows:
        sitting.close()


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Callable[..., Sitting]]:
    """Open the window on a folder as the program does at its start."""
    open_windows = []

    def open_on(folder: Path, names: dict[str, str] | None = None) -> Sitting:
        sitting = Sitting(qtbot, folder, names)
        open_windows.append(sitting)
        sitting.app.start()
        sitting.settle()
        return sitting

    yield open_on
    for sitting in open_windows:
        sitting.close()
