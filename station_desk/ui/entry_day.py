"""What the day means to an entry that is being taken down: asking for it, and an arrival that a doubted clock put in.

Owns no answer: the page says what stands there and takes what is to stand there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from station_desk.desk import keeping
from station_desk.desk.ports import Desk
from station_desk.errors import DeskError
from station_desk.ui.dialogs.today_is import TodayIsDialog
from station_desk.ui.entry_opening import Opened, on_the_day
from station_desk.ui.form_model import FormModel
from station_desk.ui.kit import Kit

ARRIVED = "arrived_at"


class EntryDay(QObject):
    """Asks for one page what day it is."""

    def __init__(self, page: QWidget, kit: Kit, desk: Desk) -> None:
        super().__init__(page)
        self._page, self._kit, self._desk = page, kit, desk
        self.dialog: TodayIsDialog | None = None

    def ask(self, error: DeskError, save: Callable[[], object]) -> None:
        """Ask what day it is and save then; put off, the page stays as it was and the notice says why."""
        self.dialog = TodayIsDialog(self._page, self._kit, self._desk)
        self.dialog.accepted.connect(save)
        self.dialog.rejected.connect(lambda: self._kit.notices.refuse(error))
        self.dialog.open()

    def heed(self, topics: frozenset[str], opened: Opened, model: FormModel) -> Opened | None:
        """Put an arrival that nobody wrote on the day that was confirmed; return what is open then, None if none."""
        if keeping.CLOCK not in topics:
            return None
        moved = on_the_day(opened, model.value(ARRIVED), self._desk)
        if moved is None:
            return None
        model.set(ARRIVED, moved, {}, settled=True)
        return replace(opened, doubted="")
