"""A table that only shows: rows of cells, made as they are seen. Owns headings and widths, not what a row says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QTableView

from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.row_style import MARK_ROLE, SOFT_ROLE, dress_list
from station_desk.ui.texts import Fact, Said

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, perhaps a shape before it (icon and colour name), perhaps in quieter ink."""

    text: str
    mark: tuple[Icon, str] | None = None
    soft: bool = False


class RowsTable(QTableView):
    """Rows that are looked at and chosen by Enter or a double click: `chosen(row)`, counted from 0."""

    chosen = Signal(int)

    def __init__(
        self,
        kit: Kit,
        name: Said,
        heads: Sequence[Said],
        cells: Callable[[Any], Sequence[Cell]],
        **facts: Fact,
    ) -> None:
        """`cells(row)` turns one row of `show_rows` into as many cells as there are heads, in the present language."""
        super().__init__()
        self._kit = kit
        self._model = _Rows(kit, heads, cells)
        self.setModel(self._model)
        dress_list(self, kit)
        kit.words.tie_plain(self.setAccessibleName, name, **facts)
        kit.words.changed.connect(self._retell)
        self.activated.connect(lambda index: self.chosen.emit(index.row()))

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; the chosen one stays chosen by its place, the first one when none was."""
        here = max(self.currentIndex().row(), 0)
        self._model.show_rows(rows)
        self._fit()
        if rows:
            self.selectRow(min(here, len(rows) - 1))

    @property
    def said(self) -> list[list[str]]:
        """Every cell's text, for tests and for copying by eye."""
        rows, columns = range(self._model.rowCount()), range(self._model.columnCount())
        return [[self._model.index(row, column).data() for column in columns] for row in rows]

    def whole_height(self, most: int) -> int:
        """Return the height that shows all rows, but at most so many."""
        rows = min(self._model.rowCount(), most)
        head = self.horizontalHeader().sizeHint().height()
        return head + rows * self.verticalHeader().defaultSectionSize() + 2 * self.frameWidth()

    def _retell(self) -> None:
        self._model.retell()
        self._fit()

    def _fit(self) -> None:
        """Make columns as wide as they need; the last one takes what is left, and fixed ones stay as they are."""
        header = self.horizontalHeader()
        for column in range(self._model.columnCount() - 1):
            if header.sectionResizeMode(column) is QHeaderView.ResizeMode.Interactive:
                self.resizeColumnToContents(column)


class _Rows(QAbstractTableModel):
    def __init__(self, kit: Kit, heads: Sequence[Said], cells: Callable[[Any], Sequence[Cell]]) -> None:
        super().__init__()
        self._kit = kit
        self._heads = heads
        self._cells = cells
        self._rows: Sequence[Any] = ()

    def show_rows(self, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def retell(self) -> None:
        last = self.index(len(self._rows) - 1, len(self._heads) - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._heads) - 1)

    def rowCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _TOP) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self._cells(self._rows[index.row()])[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return cell.text
        if role == MARK_ROLE:
            return cell.mark
        return cell.soft if role == SOFT_ROLE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._kit.words.plain(self._heads[section])
        return None
