"""The stations of the district: what came from each, and the matters a station has told of."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from station_desk.desk import exchange_lists
from station_desk.desk.enrolling import EXCHANGE
from station_desk.desk.exchange_lists import StationMatter, StationRow
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.recording import MATTERS
from station_desk.domain.calendar import show_date, show_moment
from station_desk.ui.buttons import VerbButton
from station_desk.ui.empty_page import EmptyPage
from station_desk.ui.fact_list import entries
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.page import Page
from station_desk.ui.pages.approve import ApprovePage
from station_desk.ui.pages.receiving import STATE_WORDS
from station_desk.ui.record_table import CLOSED_SHAPE
from station_desk.ui.rows_table import Cell, RowsTable

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

    def __init__(self, kit: Kit, desk: Desk, open_people: Callable[[], object], *, may_join: bool = True) -> None:
        """`may_join` says whether the person at the desk may approve a station."""
        super().__init__(kit, "stations.title")
        self._may_join = may_join
        self._desk = desk
        self._rows: list[StationRow] = []
        self.table = RowsTable(kit, "stations.title", STATION_HEADS, self._cells)
        self.table.chosen.connect(self._open)
        self.empty = EmptyPage(kit, Icon.DISTRICT, "stations.empty", "stations.join" if may_join else None, self._join)
        self.table.setVisible(False)
        self.empty.setVisible(False)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.empty, 1)
        self.join = VerbButton(kit.words, "stations.join", self._join)
        self.verbs.addWidget(self.join)
        self.verbs.addWidget(VerbButton(kit.words, "today.people", open_people))

    def refresh(self) -> None:
        """Read the stations."""
        self.kit.runner.run(exchange_lists.stations, self._desk, reads=True, done=self._show)

    def _show(self, rows: list[StationRow]) -> None:
        self._rows = rows
        self.table.setVisible(bool(rows))
        self.join.setVisible(bool(rows) and self._may_join)
        self.empty.setVisible(not rows)
        self.table.show_rows(rows)
        if self.has_keyboard:
            self.focus_first()

    def _cells(self, station: StationRow) -> list[Cell]:
        words = self.kit.words
        held = entries("stations.column_matters", station.matters)
        return [
            Cell(f"{station.name} ({station.code})"),
            Cell(words.say(held.says, **held.facts)),
            Cell(words.say("district.bundle", number=station.last_seq) if station.last_seq else "–"),
            Cell(show_moment(station.last_at) if station.last_at else "–"),
            Cell(words.say("district.bundle", number=station.last_seq + 1)),
        ]

    def _open(self, row: int) -> None:
        self.page_wanted.emit(StationPage(self.kit, self._desk, self._rows[row]))

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
        self._heads = {choice.code: choice.label for choice in intake_form().field("matter_heads").choices}
        self.table = RowsTable(kit, "stations.of", MATTER_HEADS, self._cells, station=station.name)
        self.empty = EmptyPage(kit, Icon.CASES, "stations.nothing")
        self.table.setVisible(False)
        self.empty.setVisible(False)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.empty, 1)
        self.back = VerbButton(kit.words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        self.verbs.addWidget(self.back)

    def refresh(self) -> None:
        """Read the station's matters."""
        self.kit.runner.run(exchange_lists.received, self._desk, self._station.code, reads=True, done=self._show)

    def _show(self, rows: list[StationMatter]) -> None:
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.table.show_rows(rows)
        if self.has_keyboard:
            self.focus_first()

    def _cells(self, matter: StationMatter) -> list[Cell]:
        words = self.kit.words
        head = self._heads.get(matter.head)
        open_shape = (*STATE_SHAPES[matter.state], STATE_WORDS[matter.state])
        icon, colour, says = CLOSED_SHAPE if matter.closed_at else open_shape
        return [
            Cell(matter.token),
            Cell(words.say(head) if head else "–"),
            Cell(show_date(matter.arrived_month)),
            Cell(words.say(says), (icon, colour)),
            Cell(matter.name) if matter.name else Cell(words.say("stations.name_stays"), soft=True),
        ]
