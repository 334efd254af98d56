"""The three recovery sheets: how they stand, making them, replacing a lost one. Owns the list and the way to each act.

Any two of them open the office without a password, so each lies sealed with another officer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from station_desk.desk import recovery
from station_desk.desk.ports import Desk
from station_desk.desk.recovery import SHEETS, SheetStanding
from station_desk.domain.calendar import day_of, show_date
from station_desk.ui.buttons import VerbButton
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Page
from station_desk.ui.pages.drill import DrillPage
from station_desk.ui.pages.sheets import SHEET_NAMES, SheetsPage
from station_desk.ui.rows_table import Cell, RowsTable

HEADS: Final = ("recovery.sheet", "recovery.issued", "recovery.state")
DRILL_EVERY: Final = timedelta(days=366)  # the sheet itself asks for a drill once a year


@dataclass(frozen=True, slots=True)
class _Row:
    standing: SheetStanding
    today: date


class RecoveryPage(Page):
    """A row for each sheet; below it make all three, replace the chosen one, drill."""

    topics: ClassVar[frozenset[str]] = frozenset({"recovery"})

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, "recovery.title")
        self._desk = desk
        words = kit.words
        about = PlainLabel()
        words.tie(about, "recovery.about")
        self.state = PlainLabel(type_="caution")
        self.table = RowsTable(kit, "recovery.title", HEADS, self._cells)
        for widget in (about, self.state, self.table):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.drill = VerbButton(words, "recovery.drill", self._open_drill, voice="loud")
        self.make = VerbButton(words, "recovery.make", self._open_all, voice="loud", icons=kit.icons, icon=Icon.PRINT)
        self.replace = VerbButton(words, "recovery.replace", self._open_one)
        self.again = VerbButton(words, "recovery.again", self._open_all)
        self.back = VerbButton(words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        for verb in (self.make, self.drill, self.replace, self.again, self.back):
            self.verbs.addWidget(verb)
        for verb in (self.make, self.drill, self.replace, self.again):
            verb.setVisible(False)
        self.state.setVisible(False)
        kit.theme.changed.connect(self._measure_table)

    def refresh(self) -> None:
        """Read how the sheets stand."""
        self.kit.runner.run(recovery.standing, self._desk, reads=True, done=self._show)

    def focus_first(self) -> None:
        """Begin at the verb that is due: make them, else the list."""
        (self.make if self.make.isVisible() else self.table).setFocus()

    def _show(self, rows: list[SheetStanding]) -> None:
        here = self.has_keyboard
        today = self._desk.today()
        self.table.show_rows([_Row(row, today) for row in rows])
        self._measure_table()
        made = all(row.issued_at for row in rows)
        proved, late = all(row.proved_at for row in rows), any(_late(row, today) for row in rows)
        self.make.setVisible(not made)
        for verb in (self.drill, self.replace, self.again):
            verb.setVisible(made)
        self.kit.words.tie(self.state, _say_state(made, proved))
        self.state.setVisible(late or not (made and proved))
        if here:
            self.focus_first()

    def _cells(self, row: _Row) -> list[Cell]:
        words, sheet = self.kit.words, row.standing
        name = Cell(words.say(SHEET_NAMES[sheet.sheet]))
        if not sheet.issued_at:
            return [name, Cell(words.say("recovery.not_made"), (Icon.WARNING, "warning")), Cell("–")]
        made = Cell(show_date(day_of(sheet.issued_at).isoformat()))
        if not sheet.proved_at:
            return [name, made, Cell(words.say("recovery.not_proved"), (Icon.WARNING, "warning"))]
        day = show_date(day_of(sheet.proved_at).isoformat())
        if _late(sheet, row.today):
            return [name, made, Cell(words.say("recovery.proved_long_ago", day=day), (Icon.WARNING, "warning"))]
        return [name, made, Cell(words.say("recovery.proved", day=day), (Icon.DONE, "done"))]

    def _measure_table(self) -> None:
        self.table.setFixedHeight(self.table.whole_height(len(SHEETS)))

    def _open_all(self) -> None:
        self.page_wanted.emit(SheetsPage(self.kit, self._desk, SHEETS))

    def _open_one(self) -> None:
        chosen = self.table.currentIndex().row()
        if chosen >= 0:
            self.page_wanted.emit(SheetsPage(self.kit, self._desk, (SHEETS[chosen],)))

    def _open_drill(self) -> None:
        self.page_wanted.emit(DrillPage(self.kit, self._desk))


def _say_state(made: bool, proved: bool) -> str:
    if not made:
        return "recovery.none_yet"
    return "recovery.drill_due" if proved else "recovery.some_not_proved"


def _late(row: SheetStanding, today: date) -> bool:
    """Tell whether nothing has proved a sheet for a year since it was proved last."""
    return bool(row.proved_at) and today - day_of(row.proved_at) >= DRILL_EVERY
