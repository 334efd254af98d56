"""Asks where a line of the law was looked up, and when. Owns the question; the desk keeps the answer."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from station_desk.desk import sources
from station_desk.desk.ports import Desk
from station_desk.desk.sources import LawLine
from station_desk.domain.answers import REASON_MAX, tidy
from station_desk.domain.calendar import DateRefusedError, read_date, show_date
from station_desk.errors import Problem
from station_desk.ui.dialogs.asking import AskingDialog
from station_desk.ui.field_row import FieldRow
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel


class SourceDialog(AskingDialog):
    """The line as staff see it, a field for the source, a field for the day; `kept` when it is on record."""

    kept = Signal()

    def __init__(self, parent: QWidget, kit: Kit, desk: Desk, line: LawLine) -> None:
        self._desk, self._line = desk, line
        section = PlainLabel(type_="soft")
        kit.words.tie(section, line.source)
        shown: list[QWidget] = [section]
        if line.more.hi:
            more = PlainLabel(type_="strong")
            kit.words.tie(more, line.more)
            shown.insert(0, more)
        self.source, self.day = QLineEdit(), QLineEdit(show_date(desk.today().isoformat()))
        self.source_row = FieldRow(kit, "law.source", self.source, help_text="law.source_help", required=True)
        self.day_row = FieldRow(kit, "law.day", self.day, help_text="law.day_help", required=True)
        self.source.textChanged.connect(lambda _: self.source_row.set_problem(None))
        self.day.textChanged.connect(lambda _: self.day_row.set_problem(None))
        super().__init__(
            parent,
            kit,
            "law.record_title",
            line.words,
            (*shown, self.source_row, self.day_row),
            (self.source, self.day),
            "law.confirm",
            self.confirm,
        )

    def confirm(self) -> None:
        """Record the source, unless something is missing or wrong, which is said beside its field, all at once."""
        fine, day = self._check_source(), self._read_day()
        if not fine:
            self.source.setFocus()
        elif day is None:
            self.day.setFocus()
        else:
            self.kit.runner.run(
                sources.record_source,
                self._desk,
                self._line.id,
                self.source.text(),
                day,
                done=self._done,
                busy=self.body,
            )

    def _check_source(self) -> bool:
        text = tidy(self.source.text())
        self.source_row.set_problem(None)
        if not text:
            self.source_row.set_problem("problem.required")
        elif len(text) > REASON_MAX:
            self.source_row.set_problem("law.source_long", limit=REASON_MAX)
        return not self.source_row.has_problem

    def _read_day(self) -> date | None:
        self.day_row.set_problem(None)
        if not self.day.text().strip():
            self.day_row.set_problem("problem.required")
            return None
        try:
            day = date.fromisoformat(read_date(self.day.text(), self._desk.today()))
        except DateRefusedError as refused:
            self.day_row.show_problem(Problem("day", refused.code))
            return None
        if day > self._desk.today():
            self.day_row.set_problem("law.day_ahead")
            return None
        return day

    def _done(self, _: object) -> None:
        self.kept.emit()
        self.accept()
        self.kit.notices.done("law.done")
