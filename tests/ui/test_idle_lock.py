"""The idle lock counts from the last touch."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from station_desk.ui.idle_lock import IdleLock


class Watch:
    """A clock the test turns by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    """The clock."""
    return Watch()


@pytest.mark.usefixtures("qapp")
def test_locks_once_after_the_minutes(watch: Watch) -> None:
    """It calls when the time is over, and not again until somebody has signed in."""
    calls: list[float] = []
    lock = IdleLock(lambda: calls.append(watch.now), watch, minutes=15)
    lock.start()
    watch.now += 899
    assert not lock.check()
    watch.now += 1
    assert lock.check()
    assert not lock.check()
    assert calls == [1900.0]
    lock.start()
    watch.now += 900
    assert lock.check()


def test_a_key_begins_the_count_anew(qtbot: QtBot, watch: Watch) -> None:
    """Typing keeps it open."""
    calls: list[float] = []
    lock = IdleLock(lambda: calls.append(watch.now), watch, minutes=15)
    line = QLineEdit()
    qtbot.addWidget(line)
    lock.start()
    watch.now += 600
    qtbot.keyClick(line, Qt.Key.Key_A)
    watch.now += 600
    assert not lock.check()
    assert calls == []
    lock.stop()


def test_the_first_touch_after_sleep_locks_and_does_nothing_else(qtbot: QtBot, watch: Watch) -> None:
    """A lid opened after an hour shows the lock, and the key that woke it writes nothing."""
    calls: list[float] = []
    lock = IdleLock(lambda: calls.append(watch.now), watch, minutes=15)
    line = QLineEdit()
    qtbot.addWidget(line)
    lock.start()
    watch.now += 3600
    qtbot.keyClick(line, Qt.Key.Key_A)
    assert calls == [4600.0]
    assert line.text() == ""


def test_the_timer_looks_by_itself(qtbot: QtBot, watch: Watch) -> None:
    """Nobody has to call `check`."""
    calls: list[float] = []
    lock = IdleLock(lambda: calls.append(watch.now), watch, minutes=1, look_every_ms=1)
    lock.start()
    watch.now += 60
    qtbot.waitUntil(lambda: bool(calls))
    assert not lock.running


@pytest.mark.usefixtures("qapp")
def test_stopped_it_never_calls(watch: Watch) -> None:
    """Nobody is signed in, so there is nothing to lock."""
    calls: list[float] = []
    lock = IdleLock(lambda: calls.append(watch.now), watch, minutes=1)
    lock.start()
    lock.stop()
    watch.now += 3600
    assert not lock.check()
    assert calls == []


@pytest.mark.usefixtures("qapp")
def test_the_minutes_can_be_changed(watch: Watch) -> None:
    """A shorter time counts from the last touch."""
    calls: list[float] = []
    lock = IdleLock(lambda: calls.append(watch.now), watch, minutes=15)
    lock.start()
    watch.now += 300
    lock.set_minutes(5)
    assert lock.check()
    assert len(calls) == 1
