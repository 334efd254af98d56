"""Counts down after wrong tries, beside the field, and lets go by itself. How long is the desk's to say."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.field_row import FieldRow

TICK_MS: Final = 500
MINUTE: Final = 60


class Waiting(QObject):
    """Holds a verb back and says how long still; `over` when it has let go."""

    over = Signal()

    def __init__(self, row: FieldRow, verb: QWidget) -> None:
        super().__init__(row)
        self._row = row
        self._verb = verb
        self._seconds = self._told = 0
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tell)

    @property
    def running(self) -> bool:
        """Whether somebody still has to wait."""
        return self._timer.isActive()

    def refuse(self, error: DeskError) -> bool:
        """Begin to wait when the desk asks for it; False when the error is about something else."""
        if error.code is not ErrorCode.SIGN_IN_WAIT:
            return False
        self._seconds, self._told = int(error.facts.get("seconds", 1)), 0
        self._since.start()
        self._timer.start()
        self._verb.setEnabled(False)
        self._tell()
        return True

    def stop(self) -> None:
        """Let go at once: somebody else is chosen, and what they have to wait is told when they try."""
        if self.running:
            self._timer.stop()
            self._verb.setEnabled(True)
            self._row.set_problem(None)
            self.over.emit()

    def _tell(self) -> None:
        left = self._seconds - self._since.elapsed() // 1000
        if left <= 0:
            self.stop()
        elif left != self._told:
            self._told = left
            if left >= MINUTE:
                self._row.set_problem("waiting.minutes", minutes=left // MINUTE, seconds=left % MINUTE)
            else:
                self._row.set_problem("waiting.seconds", seconds=left)
