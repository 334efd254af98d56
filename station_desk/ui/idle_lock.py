"""Notices that nobody has touched the computer for a while. Owns the counting; what happens then is the caller's.

The clock is given and should go on while the machine sleeps, so that a lid opened after an hour locks before it shows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

DEFAULT_MINUTES: Final = 15
LOOK_EVERY_MS: Final = 10_000

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


class IdleLock(QObject):
    """Calls `on_idle` once when nobody has touched anything for some minutes, and again only after `start`."""

    def __init__(
        self,
        on_idle: Callable[[], object],
        clock: Callable[[], float],
        *,
        minutes: float = DEFAULT_MINUTES,
        look_every_ms: int = LOOK_EVERY_MS,
    ) -> None:
        """`clock` tells seconds that never go back and go on during sleep."""
        super().__init__()
        self._on_idle = on_idle
        self._clock = clock
        self._limit = minutes * 60
        self._touched = clock()
        self._timer = QTimer(self)
        self._timer.setInterval(look_every_ms)
        self._timer.timeout.connect(self.check)

    @property
    def running(self) -> bool:
        """Whether it is counting."""
        return self._timer.isActive()

    def set_minutes(self, minutes: float) -> None:
        """Change after how long it calls."""
        self._limit = minutes * 60

    def start(self) -> None:
        """Begin to count: somebody has signed in."""
        self._touched = self._clock()
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
        """Call `on_idle` if the time is over; return whether it was."""
        if not self.running or self._clock() - self._touched < self._limit:
            return False
        self.stop()
        self._on_idle()
        return True

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """Count anew from each touch; one that comes too late (after sleep) locks instead and is swallowed."""
        if event.type() not in _TOUCHES:
            return False
        if self.check():
            return True
        self._touched = self._clock()
        return False
