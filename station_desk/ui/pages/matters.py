"""The list of matters: found by token, name in either script, village or phone; narrowed by day, kind, state, officer.

Owns asking for the rows as somebody types; names stay masked here, always.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from station_desk.desk import reading
from station_desk.desk.enrolling import EXCHANGE
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.reading import CLOSED, Filter, Listed
from station_desk.desk.recording import MATTERS
from station_desk.domain.calendar import DateRefusedError, read_date
from station_desk.domain.fields import Choice
from station_desk.domain.roles import Right
from station_desk.errors import Problem
from station_desk.ui.buttons import VerbButton
from station_desk.ui.empty_page import EmptyPage
from station_desk.ui.entry_opening import person_choice
from station_desk.ui.field_row import FieldRow
from station_desk.ui.flow import FlowLayout
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Page
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.record_table import CLOSED_SHAPE, STATE_SHAPES, RecordTable
from station_desk.ui.texts import Said
from station_desk.ui.theme import Space

PAGE: Final = 200  # rows read at a time
SEARCH_WIDTH: Final = 330
_TO_TABLE: Final = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Found:
    """What one look into the store brought back."""

    rows: list[Listed]
    people: tuple[Choice, ...]
    names: dict[str, str]
    limit: int
    may_enter: bool


def look(desk: Desk, narrowed: Filter, limit: int) -> Found:
    """Read the newest matters that fit, and the people who received them."""
    people = reading.people(desk)
    return Found(
        rows=reading.matters(desk, narrowed, limit),
        people=tuple(person_choice(person) for person in people),
        names={person.id: person.name for person in people},
        limit=limit,
        may_enter=Right.ENTER in desk.rights(),
    )


class MattersPage(Page):
    """Search and filters in a row, the table below."""

    topics: ClassVar[frozenset[str]] = EXCHANGE | {MATTERS, "people"}
    scrolls: ClassVar[bool] = False
    narrow: ClassVar[bool] = False

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, "matters.title")
        self._desk = desk
        self._limit = PAGE
        self._asking = False
        self._again = False
        self._may_enter = False
        heads = intake_form().field("matter_heads").choices
        self._people: tuple[Choice, ...] = ()
        self.search = QLineEdit()
        self.search.setMinimumWidth(kit.theme.pixels(SEARCH_WIDTH))
        self.search.setClearButtonEnabled(False)
        self.day = QLineEdit()
        self.day.setMaximumWidth(kit.theme.pixels(130))
        self.head = Narrow(kit)
        self.state = Narrow(kit)
        self.officer = Narrow(kit)
        self.show_all = VerbButton(kit.words, "matters.show_all", self.clear)
        self.count = PlainLabel(type_="small")
        self.head.offer(heads)
        self.state.offer(
            [
                Choice(code, kit.words.texts.entries[said].wording)
                for code, said in (
                    *((state.value, said) for state, (_, _, said) in STATE_SHAPES.items()),
                    (CLOSED, CLOSED_SHAPE[2]),
                )
            ]
        )
        self._filters = QWidget()
        row = FlowLayout(self._filters, spacing=Space.SMALL)
        self._day_row = FieldRow(kit, "matters.day", self.day)
        named: tuple[tuple[Said, QWidget], ...] = (
            ("matters.head", self.head),
            ("matters.state", self.state),
            ("matters.officer", self.officer),
        )
        row.addWidget(FieldRow(kit, "matters.search", self.search))
        row.addWidget(self._day_row)
        for said, widget in named:
            row.addWidget(FieldRow(kit, said, widget))
        self.table = RecordTable(kit, {choice.code: choice.label for choice in heads})
        self.none_yet = EmptyPage(kit, Icon.CASES, "matters.empty", "entry.new", self.new_entry)
        self.none_found = EmptyPage(kit, Icon.SEARCH, "matters.none_found", "matters.show_all", self.clear)
        for part in (self._filters, self.table, self.none_yet, self.none_found):
            self.column.addWidget(part, 0 if part is self._filters else 1)
        self.new = VerbButton(kit.words, "entry.new", self.new_entry, voice="loud", icons=kit.icons, icon=Icon.ADD)
        self.verbs.addWidget(self.new)
        self.verbs.addWidget(self.show_all)
        self.apart.addWidget(self.count)
        self.search.textChanged.connect(self._narrowed)
        self.day.textChanged.connect(self._narrowed)
        self.day.editingFinished.connect(self._chosen_day)
        for narrow in (self.head, self.state, self.officer):
            narrow.currentIndexChanged.connect(self._narrowed)
        self.table.opened.connect(self.open_matter)
        self.table.sealed.connect(self._say_sealed)
        self.table.records.more_wanted.connect(self._more)
        for line in (self.search, self.day):
            line.installEventFilter(self)
        self._show_parts(found=True, any_yet=True)

    def refresh(self) -> None:
        """Read the list again."""
        self._ask()

    def search_for(self, text: str) -> None:
        """Search for a text; the search line at the head of the window leads here."""
        if self.search.text() != text:
            self.search.setText(text)

    def clear(self) -> None:
        """Take all filters away."""
        for narrow in (self.head, self.state, self.officer):
            narrow.setCurrentIndex(0)
        self.day.clear()
        self.search.clear()
        self.search.setFocus()

    def new_entry(self) -> None:
        """Begin a new entry."""
        self.page_wanted.emit(IntakePage(self.kit, self._desk))

    def open_matter(self, record: str) -> None:
        """Open one matter."""
        self.page_wanted.emit(MatterPage(self.kit, self._desk, record))

    def _say_sealed(self, token: str) -> None:
        self.kit.notices.info("matters.sealed_why", token=token)

    def go_back(self) -> bool:
        """Take the filters away on Esc."""
        if not self._is_narrowed():
            return False
        self.clear()
        return True

    def focus_first(self) -> None:
        """Put the keyboard in the search line."""
        if self.none_yet.button is not None and self.none_yet.button.isVisible():
            self.none_yet.button.setFocus()
        else:
            self.search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go from search to the table with Down or Enter."""
        pressed = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in _TO_TABLE
        if pressed and self.table.records.rows:
            self.table.choose_first()
            self.table.setFocus()
            return True
        return super().eventFilter(watched, event)

    def _filter(self) -> Filter:
        return Filter(
            day=self._chosen_day() or "",
            head=self.head.code,
            state=self.state.code,
            officer=self.officer.code,
            search=self.search.text(),
        )

    def _chosen_day(self) -> str | None:
        """Return the day written, "" for none; None while it is no date, which is said under it."""
        self._day_row.set_problem(None)
        if not self.day.text().strip():
            return ""
        try:
            return read_date(self.day.text(), self._desk.today())
        except DateRefusedError as error:
            if not self.day.hasFocus():
                self._day_row.show_problem(Problem("", error.code))
            return None

    def _is_narrowed(self) -> bool:
        return bool(self.search.text() or self.day.text() or self.head.code or self.state.code or self.officer.code)

    def _narrowed(self, _: object = None) -> None:
        self._limit = PAGE
        self._ask()

    def _more(self) -> None:
        if not self._asking:
            self._limit = len(self.table.records.rows) + PAGE
            self._ask()

    def _ask(self) -> None:
        """Ask for what is wanted now; while one answer is awaited only the last wish is kept."""
        if self._asking:
            self._again = True
            return
        self._asking, self._again = True, False
        self.kit.runner.run(
            look, self._desk, self._filter(), self._limit, reads=True, done=self._show, failed=self._not_read
        )

    def _not_read(self, _: object) -> bool:
        self._asking = False
        return False

    def _show(self, found: Found) -> None:
        self._asking = False
        if found.people != self._people:
            self._people = found.people
            self.officer.offer(found.people)
        chosen = self.table.currentIndex()
        record = self.table.records.rows[chosen.row()].row.record if chosen.isValid() else ""
        whole = len(found.rows) < found.limit
        self.table.records.show_rows(found.rows, found.names, whole=whole)
        place = next((row for row, listed in enumerate(found.rows) if listed.row.record == record), None)
        if place is not None and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.table.records.index(place, 0))
        self._may_enter = found.may_enter
        said = "matters.count" if whole else "matters.count_more"
        self.kit.words.tie(self.count, said, count=len(found.rows))
        self._show_parts(found=bool(found.rows), any_yet=bool(found.rows) or self._is_narrowed())
        if self._again:
            self._ask()

    def _show_parts(self, *, found: bool, any_yet: bool) -> None:
        focused = QApplication.focusWidget()
        here = focused is not None and self.isAncestorOf(focused)
        self._filters.setVisible(any_yet)
        self.table.setVisible(found)
        self.none_yet.setVisible(not any_yet)
        self.none_found.setVisible(any_yet and not found)
        self.new.setVisible(any_yet and self._may_enter)
        if self.none_yet.button is not None:
            self.none_yet.button.setVisible(self._may_enter)
        self.count.setVisible(found)
        self.show_all.setVisible(self._is_narrowed() and found)
        if here and focused is not None and not focused.isVisible():
            self.focus_first()


class Narrow(QComboBox):
    """One filter: everything, or one of a list. A wheel that turns over it changes nothing."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._choices: tuple[Choice, ...] = ()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        kit.words.follow(self._retell)

    def offer(self, choices: object) -> None:
        """Offer these, with "all" before them; what is chosen stays chosen."""
        self._choices = tuple(choices)  # type: ignore[arg-type]
        self._retell()

    @property
    def code(self) -> str:
        """What is chosen, "" for all."""
        row = self.currentIndex()
        return self._choices[row - 1].code if 0 < row <= len(self._choices) else ""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def _retell(self) -> None:
        row = max(self.currentIndex(), 0)
        self.blockSignals(True)
        self.clear()
        self.addItems([self._kit.words.say("matters.all"), *(self._kit.words.say(one.label) for one in self._choices)])
        self.setCurrentIndex(row if row <= len(self._choices) else 0)
        self.blockSignals(False)
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + Space.PAGE)
