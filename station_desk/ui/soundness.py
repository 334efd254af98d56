"""Whether the record and the clock can be relied on, said for as long as it is so. Owns the two lasting notes.

Asks once what day it is when the clock is in doubt, and has the whole log counted once a day in the background. What is
found is the desk's; what is done about it is done on the page of the check.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

import shiboken6
from PySide6.QtCore import QObject, QTimer

from station_desk.desk import soundness
from station_desk.desk.keeping import CLOCK
from station_desk.desk.ports import Desk
from station_desk.desk.soundness import STANDING, Finding
from station_desk.domain.clock_guard import ClockState
from station_desk.domain.roles import Right
from station_desk.ui.dialogs.today_is import TodayIsDialog
from station_desk.ui.main_window import MainWindow

COUNT_AFTER_MS: Final = 20_000  # the first things of the morning come first
RECORD: Final = "record"


class Soundness(QObject):
    """Watches for one sitting after the other; `begin` when somebody sits down, `end` when they leave."""

    def __init__(self, window: MainWindow, open_check: Callable[[], object]) -> None:
        """`open_check` leads to the page of the check."""
        super().__init__(window)
        self._window = window
        self._kit = window.kit
        self._open_check = open_check
        self._desk: Desk | None = None
        self._rights: frozenset[Right] = frozenset()
        self._dialog: TodayIsDialog | None = None
        self._counted: date | None = None
        self._told: tuple[Finding, ...] = ()
        self._clock_said = (False, "")  # whether it was said to be in doubt, and the day that a person told
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(COUNT_AFTER_MS)
        self._later.timeout.connect(self.count)
        self._kit.runner.changed.connect(self._hear)

    @property
    def dialog(self) -> TodayIsDialog | None:
        """The question about the date while it is open."""
        return self._dialog if self._dialog is not None and shiboken6.isValid(self._dialog) else None

    def begin(self, desk: Desk, rights: frozenset[Right]) -> None:
        """Say what is known about record and clock, ask for the date, and count the log when nobody has today."""
        self._desk, self._rights, self._told, self._clock_said = desk, rights, (), (False, "")
        self.look()
        if desk.time.state is not ClockState.STEADY:
            self.ask_date()
        if Right.VERIFY in rights and self._counted != desk.today():
            self._later.start()

    def look(self) -> None:
        """Put the notes up or take them away, as things stand now."""
        desk, lasting = self._desk, self._window.lasting
        if desk is None:
            return
        found = desk.room.standing.findings
        missed = tuple(notice for notice in desk.room.standing.notices if notice.seq and Right.VERIFY in self._rights)
        if (*found, *missed) != self._told:
            self._told = (*found, *missed)
            if missed and not found:
                lasting.put(RECORD, "warning", "soundness.mark_missed", ("soundness.open_check", self._open_check))
            elif found:
                offer = ("soundness.open_check", self._open_check) if Right.VERIFY in self._rights else None
                said = "soundness.found" if offer is not None else "soundness.found_tell"
                lasting.put(RECORD, "danger", said, offer, count=len(found))
            else:
                lasting.clear(RECORD)
        self._say_clock(desk)

    def _say_clock(self, desk: Desk) -> None:
        """Say that the clock is in doubt; or, as long as a person's word stands for it, which day that was."""
        lasting, doubted = self._window.lasting, desk.time.state is not ClockState.STEADY
        day = desk.today().isoformat() if desk.time.confirmed else ""
        if (doubted, day) == self._clock_said:
            return
        self._clock_said = doubted, day
        if doubted:
            said = "soundness.clock" if desk.office.kind == "station" else "soundness.clock_marked"
            lasting.put(CLOCK, "warning", said, ("soundness.say_date", self.ask_date))
        elif day:
            lasting.put(CLOCK, "info", "soundness.clock_told", ("soundness.other_date", self.ask_date), day=day)
        else:
            lasting.clear(CLOCK)

    def ask_date(self) -> None:
        """Ask what day it is."""
        if self._desk is not None and self.dialog is None:
            self._dialog = TodayIsDialog(self._window, self._kit, self._desk)
            self._dialog.open()

    def count(self) -> None:
        """Count the whole log anew in the background, once a day."""
        desk = self._desk
        if desk is not None and self._counted != desk.today():
            self._counted = desk.today()
            self._kit.runner.run(soundness.recount, desk, reads=True, failed=self._not_counted)

    def end(self) -> None:
        """Stop watching: the person leaves the desk."""
        self._later.stop()
        self._desk = None
        if self.dialog is not None:
            self._dialog = None if self.dialog.close() else self._dialog
        self._window.lasting.clear_all()

    def _hear(self, topics: frozenset[str]) -> None:
        if topics & {STANDING, CLOCK}:
            self.look()

    def _not_counted(self, _: object) -> bool:
        """Leave it for the next sitting: the person lost the right to it meanwhile, or the disk could not be read."""
        self._counted = None
        return True
