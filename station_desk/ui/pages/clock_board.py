"""The board of clocks of one matter: every time limit that runs in it, its section, its state, who is told.

Owns showing them and asking what a person writes about one; never when a limit is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtWidgets import QHeaderView

from station_desk.desk import case_reading, keeping
from station_desk.desk.case_reading import CaseFile
from station_desk.desk.casework import CASES
from station_desk.desk.ports import Desk
from station_desk.desk.recording import MATTERS
from station_desk.desk.sources import SOURCES
from station_desk.domain.calendar import show_moment
from station_desk.domain.clocks import Clock, ClockState
from station_desk.domain.roles import Right
from station_desk.errors import DeskError
from station_desk.ui.buttons import VerbButton
from station_desk.ui.case_words import CLOCK_SHAPES, source_words, told_whom
from station_desk.ui.dialogs.clock import ClockDialog, answers
from station_desk.ui.fact_list import FactList, Line, verbatim
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page
from station_desk.ui.rows_table import Cell, RowsTable
from station_desk.ui.texts import Said

_HEADS = (
    "clock.column_state",
    "clock.column_what",
    "clock.column_when",
    "clock.column_verified",
    "clock.column_section",
    "clock.column_told",
)
_WHAT, _SECTION, _TOLD = 1, 4, 5
_SECTION_WIDTH, _TOLD_WIDTH = 175, 185  # at 100 %


@dataclass(frozen=True, slots=True)
class Board:
    """The clocks of a matter, and what the person may do."""

    file: CaseFile
    may_write: bool


def read_board(desk: Desk, matter: str) -> Board:
    """Read the clocks as they stand now. Raises RECORD_MISSING, MATTER_SEALED."""
    return Board(case_reading.read_file(desk, matter), Right.ENTER in desk.rights())


class ClockBoardPage(Page):
    """The table, and under it everything about the chosen row; Enter writes about it."""

    topics: ClassVar[frozenset[str]] = frozenset({CASES, MATTERS, SOURCES, keeping.CLOCK, "people"})
    scrolls: ClassVar[bool] = False
    narrow: ClassVar[bool] = False

    def __init__(self, kit: Kit, desk: Desk, matter: str, token: str, clock: str = "") -> None:
        """`clock` names the row that is chosen at first."""
        super().__init__(kit, "clock.title", token=token)
        self._desk, self._matter, self._first = desk, matter, clock
        self._board: Board | None = None
        self.table = RowsTable(kit, "clock.title", _HEADS, self._cells, token=token)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        for column in (_SECTION, _TOLD):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
        self.none = PlainLabel(type_="soft")
        kit.words.tie(self.none, "clock.none")
        self.none.setVisible(False)
        self.card = Card()
        self.name = PlainLabel(type_="section")
        self.details = FactList(kit)
        self.card.column.addWidget(self.name)
        self.card.column.addWidget(self.details)
        self.column.addWidget(self.none)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.card)
        self.write = VerbButton(kit.words, "clock.write", self._ask, voice="loud")
        self.back = VerbButton(kit.words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        self.verbs.addWidget(self.write)
        self.verbs.addWidget(self.back)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_details())
        self.table.chosen.connect(lambda _: self._ask())
        kit.words.changed.connect(self._retell)
        kit.theme.changed.connect(self._fit_columns)
        for part in (self.card, self.write):
            part.setVisible(False)

    def refresh(self) -> None:
        """Read the clocks again."""
        self.kit.runner.run(read_board, self._desk, self._matter, reads=True, done=self._show, failed=self._missing)

    def focus_first(self) -> None:
        """Put the keyboard on the table."""
        (self.table if self.table.isVisibleTo(self) else self.back).setFocus()

    @property
    def clock(self) -> Clock | None:
        """The chosen clock."""
        row = self.table.currentIndex().row()
        return self._board.file.clocks[row] if self._board and 0 <= row < len(self._board.file.clocks) else None

    def _missing(self, _: DeskError) -> bool:
        self.back_wanted.emit()
        return False

    def _show(self, board: Board) -> None:
        self._board = board
        self.table.show_rows(board.file.clocks)
        self._fit_columns()
        self.table.setVisible(bool(board.file.clocks))
        self.none.setVisible(not board.file.clocks)
        first = next((row for row, one in enumerate(board.file.clocks) if one.row.id == self._first), None)
        if first is not None:
            self._first = ""
            self.table.selectRow(first)
        self._show_details()

    def _cells(self, clock: Clock) -> list[Cell]:
        words, language = self.kit.words, self.kit.words.language
        icon, colour, said = CLOCK_SHAPES[clock.state]
        return [
            Cell(words.say(said), (icon, colour)),
            Cell(clock.row.title.in_(language)),
            Cell(self._when(clock)),
            Cell("", None) if self._verified(clock) else Cell(words.say("case_aside.unsourced"), soft=True),
            Cell(clock.row.section.in_(language), soft=True),
            Cell(told_whom(self.kit, clock.row.told), soft=True),
        ]

    def _when(self, clock: Clock) -> str:
        if clock.met_at:
            return self.kit.words.say("clock.done_at", at=show_moment(clock.met_at))
        if clock.last_at:
            return self.kit.words.say("clock.by", at=show_moment(clock.last_at))
        return clock.row.limit.words.in_(self.kit.words.language)

    def _verified(self, clock: Clock) -> bool:
        return self._board is not None and f"clock/{clock.row.id}" not in self._board.file.to_verify

    def _source(self, clock: Clock) -> str:
        return source_words(self.kit, clock.row.section, verified=self._verified(clock))

    def _show_details(self) -> None:
        clock = self.clock
        self.card.setVisible(clock is not None)
        may = clock is not None and self._board is not None and self._board.may_write and bool(answers(clock))
        self.write.setVisible(may)
        if clock is None:
            return
        self.kit.words.tie(self.name, clock.row.title)
        told = told_whom(self.kit, clock.row.told)
        lines = [
            Line("clock.detail_source", verbatim(self._source(clock))),
            Line("clock.detail_limit", clock.row.limit.words),
            Line("clock.detail_began", _moment(clock.starts_at)),
        ]
        if clock.last_at:
            lines.append(Line("clock.detail_due", _moment(clock.last_at)))
        if clock.met_at:
            lines.append(Line("clock.detail_done", _moment(clock.met_at)))
        if told:
            lines.append(Line("clock.detail_told", verbatim(told)))
        if clock.reason:
            lines.append(Line("clock.detail_why", verbatim(clock.reason)))
        if clock.row.held and clock.state is ClockState.HELD:
            lines.append(Line("clock.detail_held", clock.row.held.words))
        self.details.show_lines(lines)

    def _retell(self) -> None:
        self._fit_columns()
        self._show_details()

    def _ask(self) -> None:
        clock = self.clock
        if clock is not None and not self.write.isHidden():
            self.dialog = ClockDialog(self, self.kit, self._desk, self._matter, clock)
            self.dialog.open()

    def _fit_columns(self) -> None:
        for column, width in ((_SECTION, _SECTION_WIDTH), (_TOLD, _TOLD_WIDTH)):
            self.table.setColumnWidth(column, self.kit.theme.pixels(width))


def _moment(kept: str | None) -> Said:
    return verbatim(show_moment(kept)) if kept else "clock.not_known"
