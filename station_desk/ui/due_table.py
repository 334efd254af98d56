"""What is due, overdue first: one row for each open thing, narrowed by typing, opened by Enter. Reads nothing.

Today's, and the hours of the law that run into tomorrow. A row says token, kind of matter and what is to be done;
never who she is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QVBoxLayout, QWidget

from station_desk.desk.due_list import DueTask, folded
from station_desk.desk.ports import intake_form
from station_desk.domain.calendar import INDIA, day_of, show_time
from station_desk.domain.tasks import AT_CLOSURE, TaskKind
from station_desk.ui.case_words import due_words, risk_shape, risk_word, told_whom
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel, ShortLabel
from station_desk.ui.law_words import to_verify
from station_desk.ui.rows_table import Cell, RowsTable
from station_desk.ui.theme import Space

HEADS: Final = (
    "due.column_due",
    "due.column_what",
    "due.column_section",
    "due.column_token",
    "due.column_head",
    "due.column_risk",
)
DUE, WHAT, SECTION, TOKEN, HEAD, RISK = range(len(HEADS))
WIDTHS: Final = {DUE: 148, SECTION: 205, TOKEN: 196, HEAD: 148, RISK: 112}  # at 100 %; what is to be done has the rest
FILTER_WIDTH: Final = 260
_DOWN: Final = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN: Final = {
    TaskKind.REVIEW: "task.review",
    TaskKind.SESSION: "task.session",
    TaskKind.FOLLOW_UP: "task.call",
    TaskKind.APPROVAL: "task.approval",
}


def what_words(kit: Kit, row: DueTask) -> str:
    """Return what is to be done: of a promise what was promised, of a referral to whom, else what the law calls it."""
    words, kind = kit.words, TaskKind(row.due.task.kind)
    if kind is TaskKind.FOLLOW_UP and row.due.task.key == AT_CLOSURE:
        return words.say("task.call_after")
    if kind in _PLAIN:
        return words.say(_PLAIN[kind])
    said = words.say(row.says.what) if row.says.what else "–"
    if kind is TaskKind.PROMISE:
        return words.say("task.promise", what=said)
    if row.more:
        return words.say("due.more", what=said, count=row.more)
    return words.say("task.referral", partner=said) if kind is TaskKind.REFERRAL else said


def when_words(kit: Kit, row: DueTask, now: datetime) -> tuple[str, bool]:
    """Return until when, and whether that is over. What the law wants at once, and nobody wrote down, is "now"."""
    task = row.due.task
    said, late = due_words(kit, task.due_at, now)
    if task.kind == TaskKind.APPROVAL:
        return kit.words.say("due.waits", when=kit.words.when(task.due_at, now)), False
    if row.says.at_once and not late:
        return kit.words.say("due.now"), False
    if not late and task.due_at and day_of(task.due_at) > now.astimezone(INDIA).date():
        return kit.words.say("due.tomorrow", time=show_time(task.due_at)), False  # a limit of hours runs into the night
    return said, late


class DueTable(QWidget):
    """A heading that counts, a line to narrow the rows, the rows.

    `opened(record)`   somebody wants to see the matter of a row
    """

    opened = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._all: Sequence[DueTask] = ()
        self._now: datetime | None = None
        self.shown: list[DueTask] = []
        words = kit.words
        self.heading = PlainLabel(type_="section")
        self.filter = QLineEdit()
        words.tie_plain(self.filter.setAccessibleName, "due.filter")
        words.tie_plain(self.filter.setPlaceholderText, "due.filter")
        self.filter.setFixedWidth(kit.theme.pixels(FILTER_WIDTH))
        self.filter.textChanged.connect(self._narrow)
        self.table = RowsTable(kit, "due.list", HEADS, self._cells)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        self.table.chosen.connect(self._open)
        self.table.selectionModel().currentChanged.connect(self._say_chosen)
        self.whole = ShortLabel("small")  # the chosen row where the columns are too narrow for it
        self.none = PlainLabel(type_="soft")
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.TIGHT)
        column.addLayout(head)
        column.addWidget(self.none)
        column.addWidget(self.table, 1)
        column.addWidget(self.whole)
        for watched in (self.filter, self.table):
            watched.installEventFilter(self)
        words.changed.connect(self._narrow)
        kit.theme.changed.connect(self._measure)
        self._narrow()

    def show_rows(self, rows: Sequence[DueTask], now: datetime) -> None:
        """Show these rows as they stand now; the one that was chosen stays chosen while it is there."""
        self._all, self._now = folded(rows), now
        self._narrow()

    @property
    def narrowed(self) -> bool:
        """Whether somebody has typed what to look for."""
        return bool(self.filter.text().strip())

    def clear(self) -> None:
        """Show all rows again."""
        self.filter.clear()
        if self.shown:
            self.table.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the line to the rows with Down or Enter, and back by just typing."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if watched is self.filter and event.key() in _DOWN and self.shown:
            self.table.setFocus()
            return True
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if watched is self.table and event.text().strip() and event.text().isprintable() and not held:
            self.filter.setFocus()
            self.filter.insert(event.text())
            return True
        return super().eventFilter(watched, event)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.shown):
            self.opened.emit(self.shown[row].due.task.matter)

    def _narrow(self, _: object = None) -> None:
        here = self.table.currentIndex().row()
        chosen = self.shown[here] if 0 <= here < len(self.shown) else None
        wanted = self.filter.text().casefold().split()
        self.shown = [row for row in self._all if all(word in self._said(row) for word in wanted)]
        self.table.show_rows(self.shown)
        if chosen in self.shown:
            self.table.selectRow(self.shown.index(chosen))
        words = self._kit.words
        words.tie(self.none, "due.none_found" if self._all else "due.none")
        self.none.setVisible(not self.shown)
        for part in (self.table, self.whole):
            part.setVisible(bool(self.shown))
        self.filter.setVisible(bool(self._all))
        self._say_heading()
        self._say_chosen()
        self._measure()

    def _say_heading(self) -> None:
        words = self._kit.words
        if not self._all:
            self.heading.setText(words.say("due.title_none"))
            return
        said = [words.say("due.title", count=len(self._all))]
        late = sum(self._when(row)[1] for row in self._all)
        if late:
            said.append(words.say("due.late", count=late))
        self.heading.setText(" · ".join(said))

    def _say_chosen(self, *_: object) -> None:
        here = self.table.currentIndex().row()
        row = self.shown[here] if 0 <= here < len(self.shown) else None
        said = [what_words(self._kit, row), self._cells(row)[SECTION].text] if row else []
        if row and row.says.told:
            said.append(self._kit.words.say("due.told", whom=told_whom(self._kit, row.says.told)))
        self.whole.say(" · ".join(filter(None, said)))

    def _when(self, row: DueTask) -> tuple[str, bool]:
        return when_words(self._kit, row, self._now) if self._now else ("", False)

    def _said(self, row: DueTask) -> str:
        return " ".join(cell.text for cell in self._cells(row)).casefold()

    def _cells(self, row: DueTask) -> list[Cell]:
        kit, due = self._kit, row.due
        when, late = self._when(row)
        head = intake_form().field("matter_heads").choice(due.head)
        risk = risk_word(due.risk)
        section, mark = ("", None)
        if row.says.section:
            section, mark = to_verify(kit, row.says.section, unverified=row.to_verify)
        return [
            Cell(when, (Icon.HIGH, "danger") if late else (Icon.NOW, "accent")),
            Cell(what_words(kit, row)),
            Cell(section, mark, soft=True),
            Cell(due.token),
            Cell(head.label.in_(kit.words.language) if head else kit.words.say("matters.no_head"), soft=True),
            Cell(risk.in_(kit.words.language), risk_shape(due.risk)) if risk else Cell("–", soft=True),
        ]

    def _measure(self) -> None:
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, self._kit.theme.pixels(width))
