"""The stations of the district: what came from each, and the matters a station has told of."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem

from station_desk.desk import exchange_lists
from station_desk.desk.enrolling import EXCHANGE
from station_desk.desk.exchange_lists import StationMatter, StationRow
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.recording import MATTERS
from station_desk.domain.calendar import show_date, show_moment
from station_desk.ui.buttons import VerbButton
from station_desk.ui.empty_page import EmptyPage
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.page import Page
from station_desk.ui.pages.approve import ApprovePage
from station_desk.ui.pages.receiving import STATE_WORDS
from station_desk.ui.row_style import MARK_ROLE, dress_list

STATE_SHAPES = {
    "open": (Icon.NOW, "accent"),
    "final": (Icon.DONE, "done"),
    "cancelled": (Icon.CLOSE, "soft_ink"),
}
STATION_HEADS = (
    "stations.column_station",
    "stations.column_matters",
    "stations.column_last",
    "stations.column_when",
    "stations.column_next",
)
MATTER_HEADS = ("stations.token", "stations.head", "stations.month", "stations.state", "stations.name")


class StationsPage(Page):
    """One row for each enrolled station; Enter opens what it has told."""

    topics: ClassVar[frozenset[str]] = EXCHANGE | {MATTERS}
    scrolls: ClassVar[bool] = False
    narrow: ClassVar[bool] = False

    def __init__(self, kit: Kit, desk: Desk, open_people: Callable[[], object]) -> None:
        super().__init__(kit, "stations.title")
        self._desk = desk
        self._rows: list[StationRow] = []
        self.table = QTableWidget(0, 5)
        dress_list(self.table, kit)
        kit.words.tie_plain(self.table.setAccessibleName, "stations.title")
        self.table.activated.connect(self._open)
        self.empty = EmptyPage(kit, Icon.DISTRICT, "stations.empty", "stations.join", self._join)
        self.table.setVisible(False)
        self.empty.setVisible(False)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.empty, 1)
        self.join = VerbButton(kit.words, "stations.join", self._join)
        self.verbs.addWidget(self.join)
        self.verbs.addWidget(VerbButton(kit.words, "today.people", open_people))
        kit.words.changed.connect(self._retell)

    def refresh(self) -> None:
        """Read the stations."""
        self.kit.runner.run(exchange_lists.stations, self._desk, reads=True, done=self._show)

    def _show(self, rows: list[StationRow]) -> None:
        self._rows = rows
        self.table.setVisible(bool(rows))
        self.join.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._retell()
        if rows and self.table.currentRow() < 0:
            self.table.selectRow(0)
        if not self.isAncestorOf(self.focusWidget() or self):
            self.focus_first()

    def _retell(self) -> None:
        words = self.kit.words
        self.table.setHorizontalHeaderLabels([words.say(head) for head in STATION_HEADS])
        self.table.setRowCount(len(self._rows))
        for row, station in enumerate(self._rows):
            last = words.say("district.bundle", number=station.last_seq) if station.last_seq else "–"
            cells = (
                f"{station.name} ({station.code})",
                words.say("office.entries", count=station.matters),
                last,
                show_moment(station.last_at) if station.last_at else "–",
                words.say("district.bundle", number=station.last_seq + 1),
            )
            for column, cell in enumerate(cells):
                self.table.setItem(row, column, QTableWidgetItem(cell))
        self.table.resizeColumnsToContents()

    def _open(self, index: QModelIndex) -> None:
        station = self._rows[index.row()]
        self.page_wanted.emit(StationPage(self.kit, self._desk, station))

    def _join(self) -> None:
        self.page_wanted.emit(ApprovePage(self.kit, self._desk))


class StationPage(Page):
    """What one station has told of its matters: no name unless her consent let it come."""

    topics: ClassVar[frozenset[str]] = frozenset({MATTERS})
    scrolls: ClassVar[bool] = False
    narrow: ClassVar[bool] = False

    def __init__(self, kit: Kit, desk: Desk, station: StationRow) -> None:
        super().__init__(kit, "stations.of", station=station.name)
        self._desk = desk
        self._station = station
        self._rows: list[StationMatter] = []
        self._heads = {choice.code: choice.label for choice in intake_form().field("matter_heads").choices}
        self.table = QTableWidget(0, 5)
        dress_list(self.table, kit)
        kit.words.tie_plain(self.table.setAccessibleName, "stations.of", station=station.name)
        self.empty = EmptyPage(kit, Icon.CASES, "stations.nothing")
        self.table.setVisible(False)
        self.empty.setVisible(False)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.empty, 1)
        self.back = VerbButton(kit.words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        self.verbs.addWidget(self.back)
        kit.words.changed.connect(self._retell)

    def refresh(self) -> None:
        """Read the station's matters."""
        self.kit.runner.run(exchange_lists.received, self._desk, self._station.code, reads=True, done=self._show)

    def _show(self, rows: list[StationMatter]) -> None:
        self._rows = rows
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._retell()
        if rows and self.table.currentRow() < 0:
            self.table.selectRow(0)
            self.table.setFocus()

    def _retell(self) -> None:
        words = self.kit.words
        self.table.setHorizontalHeaderLabels([words.say(head) for head in MATTER_HEADS])
        self.table.setRowCount(len(self._rows))
        for row, matter in enumerate(self._rows):
            head = self._heads.get(matter.head)
            state = QTableWidgetItem(words.say(STATE_WORDS[matter.state]))
            state.setData(MARK_ROLE, STATE_SHAPES[matter.state])
            cells = (
                QTableWidgetItem(matter.token),
                QTableWidgetItem(words.say(head) if head else "–"),
                QTableWidgetItem(show_date(matter.arrived_month)),
                state,
                QTableWidgetItem(matter.name or words.say("stations.name_stays")),
            )
            for column, cell in enumerate(cells):
                self.table.setItem(row, column, cell)
        self.table.resizeColumnsToContents()
