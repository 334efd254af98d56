"""Use cases run off the GUI thread, one writer at a time, and whatever happens is brought back."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from station_desk.domain.fields import Wording
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.busy_mark import BusyMark
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.runner import Runner

NAME = Wording("रजिस्टर बन रहा है", "Making the register")

Front = Callable[[QWidget], None]


@dataclass(frozen=True)
class Saved:
    """A result that says what it changed."""

    token: str
    changed: frozenset[str] = frozenset({"records"})


@pytest.fixture
def slow_runner(qapp: QApplication, bugs: list[BaseException]) -> Runner:  # noqa: ARG001  there must be one
    """A runner whose busy mark comes at once."""

    def note(error: BaseException) -> str:
        bugs.append(error)
        return "B-1"

    return Runner(note, busy_after_ms=0)


def test_it_runs_elsewhere_and_answers_here(kit: Kit) -> None:
    """The use case is on the writer thread, the answer on the GUI thread."""
    threads: list[int] = []
    answers: list[tuple[int, int]] = []

    def double(number: int) -> int:
        threads.append(threading.get_ident())
        return 2 * number

    kit.runner.run(double, 21, done=lambda answer: answers.append((answer, threading.get_ident())))
    kit.runner.drain()
    assert answers == [(42, threading.get_ident())]
    assert threads != [threading.get_ident()]


def test_writers_wait_for_each_other_and_keep_their_order(kit: Kit) -> None:
    """Two operations are never inside the office at once, and the same thread does both."""
    inside = threading.Lock()
    told: list[tuple[int, int]] = []

    def write(number: int) -> None:
        assert inside.acquire(blocking=False)
        told.append((number, threading.get_ident()))
        inside.release()

    for number in range(20):
        kit.runner.run(write, number)
    kit.runner.drain()
    assert [number for number, _ in told] == list(range(20))
    assert len({thread for _, thread in told}) == 1


def test_a_long_read_does_not_hold_the_writer(kit: Kit) -> None:
    """A read that waits for a later write would otherwise wait for ever."""
    written = threading.Event()
    answers: list[bool] = []
    kit.runner.run(written.wait, 30, done=answers.append, reads=True)
    kit.runner.run(written.set)
    kit.runner.drain()
    assert answers == [True]


def test_what_changed_is_told_before_the_answer(kit: Kit) -> None:
    """Pages refresh by topic; one that is opened by the answer is fresh already."""
    told: list[object] = []
    kit.runner.changed.connect(told.append)
    kit.runner.run(Saved, "MSK/SAS/2026/0041", done=lambda saved: told.append(saved.token))
    kit.runner.run(int)
    kit.runner.drain()
    assert told == [frozenset({"records"}), "MSK/SAS/2026/0041"]


def _refuse() -> None:
    raise DeskError(ErrorCode.DISK_FULL, step="write")


def test_a_known_error_becomes_a_notice(kit: Kit) -> None:
    """The person reads the sentence and the code; the answer is not called."""
    answers: list[object] = []
    kit.runner.run(_refuse, done=answers.append)
    kit.runner.drain()
    assert kit.notices.sentence == kit.words.say("error.disk-full")
    assert answers == []


def test_an_error_shown_beside_a_field_is_not_said_twice(kit: Kit) -> None:
    """The page that knows better takes it."""
    seen: list[ErrorCode] = []

    def take(error: DeskError) -> bool:
        seen.append(error.code)
        return True

    kit.runner.run(_refuse, failed=take)
    kit.runner.drain()
    assert seen == [ErrorCode.DISK_FULL]
    assert not kit.notices.showing
    kit.runner.run(_refuse, failed=lambda _: False)
    kit.runner.drain()
    assert kit.notices.showing


def _break() -> None:
    raise ZeroDivisionError


def test_a_bug_is_noted_and_apologised_for(kit: Kit, window: MainWindow, bugs: list[BaseException]) -> None:
    """Anything else is a bug: the note is written, the apology names its number, the program goes on."""
    kit.runner.run(_break)
    kit.runner.drain()
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]
    assert "B-1" in window._apology.informativeText()  # type: ignore[union-attr]
    bugs.clear()
    answers: list[int] = []
    kit.runner.run(int, done=answers.append)
    kit.runner.drain()
    assert answers == [0]


def test_a_bug_in_the_answer_is_a_bug_too(kit: Kit, bugs: list[BaseException]) -> None:
    """A page that stumbles over its result does not take the program with it."""
    kit.runner.run(int, done=lambda _: _break())
    kit.runner.drain()
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]
    bugs.clear()


def test_even_a_wish_to_exit_is_brought_back(kit: Kit, bugs: list[BaseException]) -> None:
    """A worker thread would swallow SystemExit, and the page would wait for ever."""

    def leave() -> None:
        raise SystemExit

    kit.runner.run(leave)
    kit.runner.drain()
    assert [type(bug) for bug in bugs] == [SystemExit]
    bugs.clear()


@pytest.mark.usefixtures("qapp")
def test_the_apology_comes_even_when_the_note_cannot_be_written() -> None:
    """A full disk does not hide a bug."""

    def note(_: BaseException) -> str:
        raise OSError

    runner, told = Runner(note), list[str]()
    runner.broke.connect(told.append)
    runner.run(_break)
    runner.drain()
    runner.close()
    assert told == [""]


def test_after_sign_out_nobody_gets_the_last_persons_results(kit: Kit) -> None:
    """The operation ends, its answer and its error go nowhere."""
    held = threading.Event()
    told: list[object] = []
    kit.runner.changed.connect(told.append)
    kit.runner.run(held.wait, 30, done=told.append)
    kit.runner.run(_refuse)
    kit.runner.run(Saved, "x", done=told.append)
    kit.runner.forget()
    held.set()
    kit.runner.drain()
    assert told == []
    assert not kit.notices.showing


def test_a_page_that_is_gone_is_not_called(kit: Kit) -> None:
    """Its answer comes too late and is dropped."""

    class Gone(QWidget):
        told = 0

        def hear(self, _: object) -> None:
            Gone.told += 1

    held = threading.Event()
    page = Gone()
    kit.runner.run(held.wait, 30, done=page.hear)
    shiboken6.delete(page)
    held.set()
    kit.runner.drain()
    assert Gone.told == 0


def test_the_button_rests_meanwhile_and_gets_the_keyboard_back(kit: Kit, qtbot: QtBot, front: Front) -> None:
    """A second press is impossible; whoever used the keyboard goes on where they were."""
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    button, other = QPushButton("सहेजें"), QLineEdit()
    column.addWidget(button)
    column.addWidget(other)
    front(page)
    button.setFocus()
    held = threading.Event()
    kit.runner.run(held.wait, 30, busy=button)
    assert not button.isEnabled()
    held.set()
    kit.runner.drain()
    assert button.isEnabled()
    assert page.focusWidget() is button


def test_a_button_that_was_resting_before_stays_so(kit: Kit, qtbot: QtBot) -> None:
    """Only what the runner disabled is enabled again."""
    button = QPushButton("सहेजें")
    qtbot.addWidget(button)
    button.setEnabled(False)
    kit.runner.run(int, busy=button)
    kit.runner.drain()
    assert not button.isEnabled()


def test_a_slow_operation_is_named_tells_how_far_it_is_and_can_be_stopped(slow_runner: Runner, qtbot: QtBot) -> None:
    """The busy mark has what it needs, and the use case hears the wish to stop."""
    went: list[tuple[int, int]] = []
    ended: list[object] = []
    slow_runner.went_on.connect(lambda _, done, total: went.append((done, total)))
    slow_runner.ended.connect(ended.append)
    stopped = threading.Event()

    def count(upto: int, *, cancelled: Callable[[], bool], progress: Callable[[int, int], None]) -> None:
        for number in range(upto):
            progress(number, upto)
        while not cancelled():
            stopped.wait(0.001)
        raise DeskError(ErrorCode.STOPPED)

    refused: list[ErrorCode] = []
    slow_runner.refused.connect(lambda error: refused.append(error.code))
    with qtbot.waitSignal(slow_runner.slow):
        operation = slow_runner.run(count, 1000, name=NAME)
    assert operation.can_cancel
    operation.cancel()
    slow_runner.drain()
    slow_runner.close()
    assert refused == [ErrorCode.STOPPED]
    assert ended == [operation]
    assert went[0] == (0, 1000)
    assert len(went) == 100


def test_the_busy_mark_says_what_is_under_way_and_stops_it(kit: Kit, slow_runner: Runner, qtbot: QtBot) -> None:
    """Name, how far, a way to stop; gone when it is over."""
    mark = BusyMark(replace(kit, runner=slow_runner))
    qtbot.addWidget(mark)
    let_go = threading.Event()

    def print_pages(pages: int, *, cancelled: Callable[[], bool], progress: Callable[[int, int], None]) -> bool:
        progress(500, pages)
        let_go.wait(30)
        return cancelled()

    answers: list[bool] = []
    slow_runner.run(print_pages, 1000, name=NAME, done=answers.append)
    qtbot.waitUntil(lambda: mark.sentence == "रजिस्टर बन रहा है – 1,000 में से 500")
    assert not mark.isHidden()
    mark.findChild(QPushButton).click()
    assert mark.sentence == "रजिस्टर बन रहा है – रुक रहा है…"
    let_go.set()
    slow_runner.drain()
    slow_runner.close()
    assert mark.isHidden()
    assert answers == [True]


def test_a_quick_operation_shows_no_busy_mark(kit: Kit) -> None:
    """Nothing flickers."""
    told: list[object] = []
    kit.runner.slow.connect(told.append)
    kit.runner.run(int, name=NAME)
    kit.runner.drain()
    assert told == []


def test_draining_says_what_hangs(kit: Kit) -> None:
    """A test never waits for ever."""
    held = threading.Event()
    kit.runner.run(held.wait, 30)
    with pytest.raises(TimeoutError):
        kit.runner.drain(timeout_ms=1)
    held.set()
    kit.runner.drain()


def test_the_interpreters_hook_leads_to_the_same_apology(kit: Kit, bugs: list[BaseException]) -> None:
    """An exception in a slot is noted; leaving by the keyboard is not a bug."""
    told: list[str] = []
    kit.runner.broke.connect(told.append)
    kit.runner.excepthook(ValueError, ValueError(), None)
    kit.runner.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert told == ["B-1"]
    bugs.clear()
