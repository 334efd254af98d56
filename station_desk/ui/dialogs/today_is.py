"""Asks what day it is when the machine's clock is in doubt, or when that was told wrongly.

Owns the question; the desk takes the answer's word.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from station_desk.desk import keeping
from station_desk.desk.ports import Desk
from station_desk.domain.calendar import INDIA, DateRefusedError, read_date, show_date, show_moment, write_moment
from station_desk.errors import DeskError, ErrorCode, Problem
from station_desk.ui.dialogs.asking import AskingDialog
from station_desk.ui.fact_list import FactList, Line, verbatim
from station_desk.ui.field_row import FieldRow
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.powers import weekday


class TodayIsDialog(AskingDialog):
    """What the machine shows, what the last entry says, a line for the date; `confirmed` when the desk goes by it."""

    confirmed = Signal()

    def __init__(self, parent: QWidget, kit: Kit, desk: Desk) -> None:
        self._desk = desk
        self._shown = desk.time.raw()
        facts = FactList(kit)
        lines = [Line("today_is.machine", verbatim(show_moment(write_moment(self._shown))))]
        told = desk.time.confirmed  # a day told wrongly is told once more; what was written stays as it is
        if told:
            lines.append(Line("today_is.told", verbatim(show_date(desk.today().isoformat()))))
        elif desk.time.last_at:
            lines.append(Line("today_is.last", verbatim(show_moment(desk.time.last_at))))
        facts.show_lines(lines)
        self.day = QLineEdit()
        self.day_row = FieldRow(kit, "today_is.day", self.day, help_text="today_is.day_help", required=True)
        self.understood = PlainLabel(type_="soft")
        super().__init__(
            parent,
            kit,
            "today_is.title_again" if told else "today_is.title",
            "today_is.about_again" if told else "today_is.about",
            (facts, self.day_row, self.understood),
            (self.day,),
            "today_is.confirm",
            self._confirm,
            back="ask.back" if told else "today_is.later",
        )
        self.day.textChanged.connect(self._say_day)
        kit.words.changed.connect(self._say_day)

    def _say_day(self, _: str = "") -> None:
        """Say back the day of the week and the year of what was typed, so that a slip of the hand is seen."""
        self.understood.clear()
        with suppress(DateRefusedError):
            read = read_date(self.day.text(), self._shown.astimezone(INDIA).date())
            words = self.kit.words
            name = words.say(weekday(date.fromisoformat(read)))
            self.understood.setText(words.say("today_is.understood", weekday=name, day=show_date(read)))

    def _confirm(self) -> None:
        self.day_row.set_problem(None)
        if not self.day.text().strip():
            self.day_row.set_problem("problem.required")
            return
        try:
            day = date.fromisoformat(read_date(self.day.text(), self._shown.astimezone(INDIA).date()))
        except DateRefusedError as refused:
            self.day_row.show_problem(Problem("day", refused.code))
            self.day.setFocus()
            return
        self.kit.runner.run(keeping.confirm_date, self._desk, day, done=self._done, failed=self._refuse, busy=self.body)

    def _done(self, _: object) -> None:
        self.confirmed.emit()
        self.accept()
        self.kit.notices.done("today_is.done", day=self._desk.today().isoformat())

    def _refuse(self, error: DeskError) -> bool:
        if error.code not in (ErrorCode.DATE_TOO_EARLY, ErrorCode.DATE_TOO_LATE):
            return False
        self.day_row.refuse(error)
        self.day.setFocus()
        return True
