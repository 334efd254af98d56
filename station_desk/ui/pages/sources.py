"""Everything that staff are told of the law: what was checked, by whom, in what; what is still to be verified.

Owns the list and what it is narrowed to. Whoever sees matters may read it; a nodal officer records a source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QLineEdit

from station_desk.desk import reading, sources
from station_desk.desk.law import helplines
from station_desk.desk.ports import Desk
from station_desk.desk.reading import PersonRow
from station_desk.desk.sources import SOURCES, Checked, LawLine, Standing
from station_desk.domain.roles import Right
from station_desk.ui.buttons import VerbButton
from station_desk.ui.dialogs.source import SourceDialog
from station_desk.ui.field_row import FieldRow
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel, ShortLabel
from station_desk.ui.law_words import SHAPE, TO_VERIFY
from station_desk.ui.page import Page
from station_desk.ui.person_fields import called
from station_desk.ui.rows_table import Cell, RowsTable
from station_desk.ui.theme import Space

KINDS: Final = {
    "clock": "law.clock",
    "guidance": "law.guidance",
    "action": "law.action",
    "gate": "law.gate",
    "instead": "law.instead",
    "least": "law.least",
    "partner": "law.partner",
    "limit": "law.limit",
    "helpline": "law.helpline",
}
HEADS: Final = ("law.column_state", "law.column_kind", "law.column_words", "law.column_section")
STATE, KIND, WORDS, SECTION = range(len(HEADS))
WIDTHS: Final = {STATE: 225, KIND: 165, SECTION: 225}  # at 100 %; what staff are shown has the rest
OPEN: Final = "open"
Row = tuple[LawLine, Checked | None]


@dataclass(frozen=True, slots=True)
class Looked:
    """What the page reads: how each line stands, who people are, whether one may record a source."""

    standing: Standing
    people: tuple[PersonRow, ...]
    may_record: bool


def look(desk: Desk) -> Looked:
    """Read how the law stands."""
    return Looked(sources.standing(desk), tuple(reading.people(desk)), Right.SOURCE in desk.rights())


class SourcesPage(Page):
    """Kind, state and a line to search in; the rows; the verb of the nodal officer."""

    topics: ClassVar[frozenset[str]] = frozenset({SOURCES, "people"})
    scrolls: ClassVar[bool] = False
    narrow: ClassVar[bool] = False

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, "law.title")
        self._desk = desk
        self._looked = Looked(Standing(()), (), False)
        self.shown: list[Row] = []
        self.dialog: SourceDialog | None = None
        words = kit.words
        about = PlainLabel(type_="soft")
        words.tie(about, "law.about")
        self.kind, self.state, self.search = QComboBox(), QComboBox(), QLineEdit()
        for code in ("", *KINDS):
            self.kind.addItem("", code)
        for code in ("", OPEN):
            self.state.addItem("", code)
        asks = QHBoxLayout()
        asks.setSpacing(Space.BODY)
        asks.addWidget(FieldRow(kit, "law.search", self.search), 2)
        asks.addWidget(FieldRow(kit, "law.kind", self.kind), 1)
        asks.addWidget(FieldRow(kit, "law.state", self.state), 1)
        self.count = PlainLabel(type_="small")
        self.table = RowsTable(kit, "law.title", HEADS, self._cells)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(WORDS, QHeaderView.ResizeMode.Stretch)
        self.whole = ShortLabel("small")  # the chosen row where the columns are too narrow for it
        self.table.selectionModel().currentChanged.connect(self._say_chosen)
        self.none = PlainLabel(type_="soft")
        self.column.addWidget(about)
        self.column.addLayout(asks)
        self.column.addWidget(self.count)
        self.column.addWidget(self.none)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.whole)
        self.record = VerbButton(words, "law.record", self.open_chosen, voice="loud")
        self.all = VerbButton(words, "law.show_all", self._clear)
        self.back = VerbButton(words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        for verb in (self.record, self.all, self.back):
            self.verbs.addWidget(verb)
        self.record.setVisible(False)
        self.search.textChanged.connect(self._narrow)
        for narrow in (self.kind, self.state):
            narrow.currentIndexChanged.connect(self._narrow)
        self.table.chosen.connect(lambda _: self.open_chosen())
        for watched in (self.search, self.table):
            watched.installEventFilter(self)
        words.follow(self._retell)
        kit.theme.changed.connect(self._fit_columns)

    def refresh(self) -> None:
        """Read how every line stands."""
        self.kit.runner.run(look, self._desk, reads=True, done=self._show)

    def focus_first(self) -> None:
        """Begin in the search line."""
        self.search.setFocus()

    def go_back(self) -> bool:
        """Esc takes away what the list was narrowed to."""
        if not self._narrowed:
            return False
        self._clear()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from the search line to the rows with Down or Enter, and back by just typing."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        down = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if watched is self.search and down and self.shown:
            self.table.setFocus()
            return True
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if watched is self.table and event.text().strip() and event.text().isprintable() and not held:
            self.search.setFocus()
            self.search.insert(event.text())
            return True
        return super().eventFilter(watched, event)

    def open_chosen(self) -> None:
        """Ask where the chosen line was looked up; who may not record that is told who does."""
        row = self.table.currentIndex().row()
        if not 0 <= row < len(self.shown):
            return
        if not self._looked.may_record:
            self.kit.notices.info("law.nodal_only")
            return
        self.dialog = SourceDialog(self, self.kit, self._desk, self.shown[row][0])
        self.dialog.open()

    # Within

    @property
    def _narrowed(self) -> bool:
        return bool(self.search.text() or self.kind.currentIndex() or self.state.currentIndex())

    def _clear(self) -> None:
        for narrow in (self.kind, self.state):
            narrow.setCurrentIndex(0)
        self.search.clear()
        self.search.setFocus()

    def _show(self, looked: Looked) -> None:
        self._looked = looked
        self.record.setVisible(looked.may_record)
        self._narrow()

    def _retell(self) -> None:
        words = self.kit.words
        for place, said in enumerate(("law.all_kinds", *KINDS.values())):
            self.kind.setItemText(place, words.say(said))
        for place, said in enumerate(("law.all_states", "law.only_open")):
            self.state.setItemText(place, words.say(said))
        self._narrow()

    def _narrow(self, _: object = None) -> None:
        standing, chosen = self._looked.standing, self.table.currentIndex().row()
        here = self.shown[chosen][0].id if 0 <= chosen < len(self.shown) else ""
        kind, only_open = self.kind.currentData(), self.state.currentData() == OPEN
        still = standing.open
        wanted = self.search.text().casefold().split()
        self.shown = [
            (line, done)
            for line, done in standing.lines
            if kind in ("", line.kind)
            and (not only_open or line.id in still)
            and all(word in " ".join(cell.text for cell in self._cells((line, done))).casefold() for word in wanted)
        ]
        self.table.show_rows(self.shown)
        ids = [line.id for line, _ in self.shown]
        if here in ids:
            self.table.selectRow(ids.index(here))
        words = self.kit.words
        self.count.setText(words.say("law.count", count=len(ids), open=len(still.intersection(ids))))
        words.tie(self.none, "law.none_found" if still or not only_open else "law.all_done")
        self.none.setVisible(bool(standing.lines) and not ids)
        for part in (self.table, self.whole):
            part.setVisible(bool(ids))
        self.record.setEnabled(bool(ids))
        self.all.setVisible(self._narrowed)
        self._say_chosen()
        self._fit_columns()

    def _say_chosen(self, *_: object) -> None:
        here = self.table.currentIndex().row()
        cells = self._cells(self.shown[here]) if 0 <= here < len(self.shown) else []
        self.whole.say(" · ".join(cells[place].text for place in (WORDS, SECTION, STATE) if cells))

    def _cells(self, row: Row) -> list[Cell]:
        line, done = row
        words, language = self.kit.words, self.kit.words.language
        kind = words.say(KINDS[line.kind])
        said = self._helpline(line, done) if line.kind == "helpline" else line.words.in_(language)
        if line.kind == "clock":
            said = f"{said} – {line.more.in_(language)}"
        return [self._state(line, done), Cell(kind, soft=True), Cell(said), Cell(line.source.in_(language), soft=True)]

    def _state(self, line: LawLine, done: Checked | None) -> Cell:
        words = self.kit.words
        if done is not None:
            person = next((called(row) for row in self._looked.people if row.id == done.person), "–")
            return Cell(words.say("law.checked", source=done.source, day=done.day, person=person), (Icon.DONE, "done"))
        if line.sourced:
            return Cell(words.say("law.found"), (Icon.INFO, "soft_ink"))
        return Cell(words.say(TO_VERIFY), SHAPE)

    def _helpline(self, line: LawLine, done: Checked | None) -> str:
        """Say number, name, hours and when the number was checked last."""
        words = self.kit.words
        known = next(one for one in helplines() if f"helpline/{one.line.code}" == line.id)
        hours = known.hours.in_(words.language) if known.hours else words.say("law.hours_unknown")
        day = done.day if done else known.last_verified
        last = words.say("law.last_verified", day=day) if day else words.say("law.never_verified")
        return " · ".join((", ".join(known.numbers), line.words.in_(words.language), last, hours))

    def _fit_columns(self) -> None:
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, self.kit.theme.pixels(width))
