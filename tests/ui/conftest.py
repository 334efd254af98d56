"""The real window for tests of the screen: real resources, real font, offscreen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from accessible import find_unnamed
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from station_desk.host.paths import read_resource, resources_dir
from station_desk.ui.kit import Kit, make_kit
from station_desk.ui.main_window import MainWindow

OFFSCREEN_CANNOT = r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the offscreen screen say what it cannot do; every other Qt warning fails a test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(OFFSCREEN_CANNOT))


@pytest.fixture
def bugs() -> list[BaseException]:
    """Every bug the runner was told of; a test that causes one on purpose empties it."""
    return []


@pytest.fixture
def kit(qapp: QApplication, bugs: list[BaseException]) -> Iterator[Kit]:
    """The tools of a page, in Hindi, light, at 100 %. Fails the test when a bug was left in `bugs`."""

    def note(error: BaseException) -> str:
        bugs.append(error)
        return "B-1"

    kit = make_kit(read_resource, str(resources_dir() / "theme"), note)
    yield kit
    kit.runner.drain()
    kit.runner.close()
    kit.words.choose("en")  # takes Qt's Hindi words out of the application again
    for widget in qapp.topLevelWidgets():
        widget.close()
        if widget.windowType() is not Qt.WindowType.Popup:  # a list of matches is deleted by its completer
            widget.deleteLater()
    for tool in (kit.theme, kit.words, kit.runner):
        tool.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not bugs


@pytest.fixture
def front(qtbot: QtBot) -> Callable[[QWidget], None]:
    """Show a window and give it the keyboard."""

    def show(window: QWidget) -> None:
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)

    return show


@pytest.fixture
def window(kit: Kit, front: Callable[[QWidget], None]) -> MainWindow:
    """An empty main window, shown."""
    window = MainWindow(kit)
    window.resize(1366, 768)
    front(window)
    return window


@pytest.fixture
def assert_accessible() -> Callable[[QWidget], None]:
    """A check that every widget of a window which takes the keyboard has a name for the screen reader."""

    def check(window: QWidget) -> None:
        assert find_unnamed(window) == []

    return check
