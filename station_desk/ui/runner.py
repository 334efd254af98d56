"""Runs use cases off the GUI thread. Owns the threads, and is the only place where an exception is caught.

One writer thread does everything that may change the office, in the order it was asked for; a few reader threads do long
reads on their own snapshot. Results come back to the GUI thread. Must never know what a use case does.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
    """One run of a use case: its name for the busy mark and the way to cancel it."""

    def __init__(self, use_case: Callable[..., Any], name: Said | None) -> None:
        self.name = name
        self.shown = False
        self._stop = threading.Event()
        wanted = _parameters(use_case)
        self.can_cancel = "cancelled" in wanted
        self.tells_progress = "progress" in wanted

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the use case to stop; it ends in its own time and undoes what it began."""
        self._stop.set()


class Runner(QObject):
    """Runs use cases and brings back what they return.

    `changed(topics)`   an operation says what it changed; pages showing that refresh
    `refused(error)`    a DeskError nobody showed beside a field; the notice bar says it
    `broke(note)`       a bug; `note` is what on_bug returned, the number for the helpline
    `slow(operation)`, `went_on(operation, done, total)`, `ended(operation)`   for the busy mark
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

        `failed` sees a DeskError first and returns True when it has shown it; otherwise the notice bar does. `busy` is
        disabled meanwhile. `name` is what the busy mark says after a second. `reads` uses a reader thread: only for what
        changes nothing. A use case with a parameter `cancelled: Callable[[], bool]` can be stopped, one with
        `progress: Callable[[int, int], None]` tells how far it is.
        """
        operation = Operation(use_case, name)
        waiting = _Waiting(done, failed, busy)
        self._pending[operation] = waiting
        QTimer.singleShot(self._busy_after_ms, operation_timer(self, operation), self._show_slow(operation))
        (self._readers if reads else self._writer).submit(self._work, operation, use_case, args)
        return operation
