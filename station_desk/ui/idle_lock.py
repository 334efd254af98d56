"""Notices that nobody has touched the computer for a while, or that it slept. Owns the noticing; the caller acts.

The clock is given and should go on while the machine sleeps, so that a lid opened after an hour locks before it shows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

DEFAULT_MINUTES: Final = 15
MINUTES: Final = (5, 10, DEFAULT_MINUTES)  # never longer, and never off
LOOK_EVERY_MS: Final = 2_000
SLEPT_SECONDS: Final = 1.0  # the two clocks behind it are not read at the same moment

_TOUCHES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.InputMethod,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class IdleMinutes(QObject):
    """After how many minutes this computer locks by itself; `changed(minutes)` when somebody chose another number."""

    changed = Signal(int)

    def __init__(self, now: int = DEFAULT_MINUTES) -> None:
        super().__init__()
        self.now = now

    def choose(self, minutes: int) -> None:
        """Go by another number, one of MINUTES."""
        if minutes in MINUTES and minutes != self.now:
            self.now = minutes
            self.changed.emit(minutes)


class IdleLock(QObject):
    """Calls `on_idle` once when nobody touched anything for some minutes or the machine slept; again after `start`."""

    def __init__(
        self,
        on_idle: Callable[[], object],
        clock: Callable[[], float],
        slept: Callable[[], float] = lambda: 0.0,
        *,
        minutes: float = DEFAULT_MINUTES,
        look_every_ms: int = LOOK_EVERY_MS,
    ) -> None:
        """`clock` tells seconds that never go back and go on during sleep, `slept` for how many it has slept so far."""
        super().__init__()
        self._on_idle = on_idle
        self._clock = clock
        self._slept = slept
        self._limit = minutes * 60
        self._touched, self._slept_before = clock(), slept()
        self._timer = QTimer(self)
        self._timer.setInterval(look_every_ms)
        self._timer.timeout.connect(self.check)

    @property
    def running(self) -> bool:
        """Whether it is counting."""
        return self._timer.isActive()

    @property
    def minutes(self) -> float:
        """After how many minutes it calls."""
        return self._limit / 60

    @property
    def over(self) -> bool:
        """Whether the minutes are over, which a short sleep of the machine alone does not mean."""
        return self._clock() - self._touched >= self._limit

    def set_minutes(self, minutes: float) -> None:
        """Change after how long it calls."""
        self._limit = minutes * 60

    def start(self) -> None:
        """Begin to count: somebody has signed in."""
        self._touched, self._slept_before = self._clock(), self._slept()
        self._timer.start()
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def stop(self) -> None:
        """Stop counting: nobody is signed in."""
        self._timer.stop()
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def check(self) -> bool:
        """Call `on_idle` if the time is over or the machine slept; return whether it was so."""
        if not self.running or not self._is_due():
            return False
        self.stop()
        self._on_idle()
        return True

    def _is_due(self) -> bool:
        return self.over or self._slept() - self._slept_before >= SLEPT_SECONDS

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """Count anew from each touch; one that comes too late (after sleep) locks instead and is swallowed."""
        if event.type() not in _TOUCHES:
            return False
        if self.check():
            return True
        self._touched = self._clock()
        return False
