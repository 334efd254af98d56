"""Runs use cases off the GUI thread. Owns the threads, and is the only place where an exception is caught.

One writer thread does everything that may change the office, in the order it was asked for; a few reader threads do
long reads on their own snapshot. Results come back to the GUI thread. Must never know what a use case does.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Final

import shiboken6
from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from station_desk.errors import DeskError
from station_desk.ui.texts import Said

READERS: Final = 2
BUSY_AFTER_MS: Final = 1000
DRAIN_MS: Final = 60_000

Done = Callable[[Any], object]
Failed = Callable[[DeskError], bool]


class Operation:
    """One run of a use case: its name for the busy mark, how far it is, and the way to cancel it."""

    def __init__(self, use_case: Callable[..., Any], name: Said | None) -> None:
        wanted = _parameters(use_case)
        self.name = name
        self.far: tuple[int, int] | None = None  # how many are finished, of how many
        self.can_cancel = "cancelled" in wanted
        self.tells_progress = "progress" in wanted
        self._stop = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the use case to stop; it ends in its own time and undoes what it began."""
        self._stop.set()


@dataclass(slots=True)
class _Waiting:
    """What the GUI thread does when an operation lands."""

    done: Done | None
    failed: Failed | None
    busy: QWidget | None
    focused: QWidget | None = None
    meanwhile: QWidget | None = None
    shown: bool = False
    forgotten: bool = False


class Runner(QObject):
    """Runs use cases and brings back what they return.

    `changed(topics)`   an operation tells what it changed; pages showing that refresh
    `refused(error)`    a DeskError nobody showed beside a field; the notice bar says it
    `broke(note)`       a bug; `note` is what on_bug returned, the number for technical support
    `slow(operation)`, `went_on(operation, done, total)`, `ended(operation)`   for the busy mark
    `idle()`            nothing is running or waiting any more
    """

    changed = Signal(object)
    refused = Signal(object)
    broke = Signal(str)
    slow = Signal(object)
    went_on = Signal(object, int, int)
    ended = Signal(object)
    idle = Signal()
    _landed = Signal(object, object, object)

    def __init__(self, on_bug: Callable[[BaseException], str], busy_after_ms: int = BUSY_AFTER_MS) -> None:
        """`on_bug` writes the crash note, without answers, and returns its number."""
        super().__init__()
        self._on_bug = on_bug
        self._busy_after_ms = busy_after_ms
        self._writer = ThreadPoolExecutor(1, "desk-writer")
        self._readers = ThreadPoolExecutor(READERS, "desk-reader")
        self._pending: dict[Operation, _Waiting] = {}
        self._landed.connect(self._land)

    def run(
        self,
        use_case: Callable[..., Any],
        *args: object,
        done: Done | None = None,
        failed: Failed | None = None,
        busy: QWidget | None = None,
        name: Said | None = None,
        reads: bool = False,
    ) -> Operation:
        """Run a use case off the GUI thread and hand its result to `done` on the GUI thread.

        `failed` sees a DeskError first and returns True when it has shown it itself; otherwise the notice bar does.
        `busy` is disabled meanwhile. `name` is what the busy mark says after a second. `reads` uses a reader thread:
        only for what changes nothing. A use case with a parameter `cancelled: Callable[[], bool]` can be stopped, one
        with `progress: Callable[[int, int], None]` tells how far it is. Keyword arguments: hand over a
        `functools.partial`.
        """
        operation = Operation(use_case, name)
        waiting = _Waiting(done, failed, busy if busy is not None and busy.isEnabled() else None)
        self._pending[operation] = waiting
        _rest(waiting)
        QTimer.singleShot(self._busy_after_ms, partial(self._show_slow, operation))
        (self._readers if reads else self._writer).submit(self._work, operation, use_case, args)
        return operation

    @property
    def busy(self) -> bool:
        """Whether something is running or waiting."""
        return bool(self._pending)

    def forget(self) -> None:
        """Let what is running finish but hand its results to nobody: the person who asked has signed out."""
        for waiting in self._pending.values():
            waiting.forgotten = True

    def cancel(self) -> None:
        """Ask whatever can be cancelled to stop: the desk is about to be left and should not wait for it."""
        for operation in self._pending:
            operation.cancel()

    def bug(self, error: BaseException) -> None:
        """Note a bug and apologise for it; also the place `sys.excepthook` should lead to."""
        try:
            note = self._on_bug(error)
        except Exception:  # the apology must come even when the note cannot be written
            note = ""
        self.broke.emit(note)

    def excepthook(self, kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
        """Take an exception that reached the interpreter from a slot, in the shape of `sys.excepthook`."""
        if issubclass(kind, Exception):
            self.bug(error)

    def drain(self, timeout_ms: int = DRAIN_MS) -> None:
        """Wait, with events going on, until nothing is running or waiting. Raises TimeoutError."""
        while self._pending:
            loop = QEventLoop()
            self.idle.connect(loop.quit)
            QTimer.singleShot(timeout_ms, partial(loop.exit, 1))
            if loop.exec():
                raise TimeoutError(f"{len(self._pending)} operations still running")
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()

    def close(self) -> None:
        """Ask what can be cancelled to stop, let the rest finish, end the threads."""
        self.forget()
        self.cancel()
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)

    def _work(self, operation: Operation, use_case: Callable[..., Any], args: tuple[object, ...]) -> None:
        """Run on a worker thread; whatever happens, the GUI thread hears of it."""
        ways: dict[str, object] = {}
        if operation.can_cancel:
            ways["cancelled"] = lambda: operation.cancelled
        if operation.tells_progress:
            ways["progress"] = _Progress(self, operation)
        try:
            result = use_case(*args, **ways)
        except BaseException as error:  # also SystemExit: a worker thread would swallow it in silence
            self._landed.emit(operation, None, error)
        else:
            self._landed.emit(operation, result, None)

    def _land(self, operation: Operation, result: object, error: BaseException | None) -> None:
        waiting = self._pending.pop(operation)
        _wake(waiting)
        if waiting.shown:
            self.ended.emit(operation)
        try:
            if isinstance(error, DeskError):
                if not waiting.forgotten and not (_alive(waiting.failed) and waiting.failed and waiting.failed(error)):
                    self.refused.emit(error)
            elif error is not None:
                self.bug(error)
            elif not waiting.forgotten:
                topics: frozenset[str] = getattr(result, "changed", frozenset())
                if topics:
                    self.changed.emit(topics)
                if waiting.done is not None and _alive(waiting.done):
                    waiting.done(result)
        except Exception as bug:
            self.bug(bug)
        if not self._pending:
            self.idle.emit()

    def _show_slow(self, operation: Operation) -> None:
        waiting = self._pending.get(operation)
        if waiting is not None and not waiting.forgotten and operation.name is not None:
            waiting.shown = True
            self.slow.emit(operation)


class _Progress:
    """Tells the GUI thread how far a use case is, at most once for each percent."""

    def __init__(self, runner: Runner, operation: Operation) -> None:
        self._runner = runner
        self._operation = operation
        self._percent = -1

    def __call__(self, done: int, total: int) -> None:
        percent = done * 100 // max(total, 1)
        if percent != self._percent:
            self._percent = percent
            self._operation.far = (done, total)
            self._runner.went_on.emit(self._operation, done, total)


def _parameters(use_case: Callable[..., Any]) -> frozenset[str]:
    try:
        return frozenset(inspect.signature(use_case).parameters)
    except ValueError:  # some callables written in C do not tell
        return frozenset()


def _rest(waiting: _Waiting) -> None:
    """Disable the widget that asked, and remember where the keyboard was and where it goes meanwhile."""
    if waiting.busy is not None:
        focused = QApplication.focusWidget()
        if focused is not None and (focused is waiting.busy or waiting.busy.isAncestorOf(focused)):
            waiting.focused = focused
        waiting.busy.setEnabled(False)
        waiting.meanwhile = QApplication.focusWidget()


def _wake(waiting: _Waiting) -> None:
    """Enable it again and give the keyboard back, unless the person has moved on."""
    if waiting.busy is not None and shiboken6.isValid(waiting.busy):
        waiting.busy.setEnabled(True)
        if waiting.focused is not None and QApplication.focusWidget() is waiting.meanwhile:
            waiting.focused.setFocus()


def _alive(receiver: Callable[..., object] | None) -> bool:
    """Tell whether the page that asked still exists, also when its method waits in a `partial`."""
    method = receiver.func if isinstance(receiver, partial) else receiver
    owner = getattr(method, "__self__", None)
    return receiver is not None and (not isinstance(owner, QObject) or shiboken6.isValid(owner))
