"""How rows of a list look: tall enough for a finger, a line under each, the chosen one marked by more than its colour.

Owns drawing and the manners of a table (Tab leaves it, one row is one choice); never the rows themselves.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from station_desk.ui.kit import Kit
from station_desk.ui.theme import Space

# What a model may answer beside Qt's own roles: a shape before the text, as (Icon, colour name); text in quiet ink.
MARK_ROLE: Final = Qt.ItemDataRole.UserRole + 101
SOFT_ROLE: Final = Qt.ItemDataRole.UserRole + 102

ROW: Final = 38
_BAR: Final = 4


class RowDelegate(QStyledItemDelegate):
    """Draws one cell: a shape and its word, or a text that ends in "…" where room is short."""

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit = kit

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Be at least a comfortable row high, more when the letters are larger."""
        hint = super().sizeHint(option, index)
        mark = self._kit.icons.size.width() if index.data(MARK_ROLE) is not None else 0
        return QSize(hint.width() + mark + 2 * Space.SMALL, max(hint.height(), self._kit.theme.pixels(ROW)))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint the cell."""
        option = QStyleOptionViewItem(option)
        self.initStyleOption(option, index)
        colours, cell = self._kit.theme.colours, QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(cell, QColor(colours.selection if chosen else colours.card))
        line = QColor(colours.border if chosen else colours.hairline)
        painter.fillRect(cell.x(), cell.bottom(), cell.width(), 1, line)
        if chosen:
            painter.fillRect(cell.x(), cell.y(), cell.width(), 1, QColor(colours.border))
            if index.column() == 0:
                painter.fillRect(cell.x(), cell.y(), _BAR, cell.height(), QColor(colours.accent))
        room = cell.adjusted(Space.SMALL, 0, -Space.TIGHT, 0)
        mark = index.data(MARK_ROLE)
        if mark is not None:
            icon, colour = mark
            # Never ask painter.device(): PySide 6.11 then deletes the device it returned, in the middle of painting.
            pixels = self._kit.icons.pixmap(icon, colour)
            size = self._kit.icons.size
            painter.drawPixmap(QPoint(room.x(), room.y() + (room.height() - size.height()) // 2), pixels)
            room.setLeft(room.left() + size.width() + Space.HAIR)
        painter.setFont(option.font)
        painter.setPen(QColor(colours.soft_ink if index.data(SOFT_ROLE) else colours.ink))
        text = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(option.displayAlignment | Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()


def dress_list(view: QAbstractItemView, kit: Kit) -> None:
    """Give a list or table its rows and manners; its accessible name is still the caller's to set."""
    view.setItemDelegate(RowDelegate(kit, view))
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    if isinstance(view, QTableView):
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setCornerButtonEnabled(False)
        view.verticalHeader().setVisible(False)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        view.horizontalHeader().setHighlightSections(False)
        view.horizontalHeader().setStretchLastSection(True)
        rows = _Rows(kit, view)
        kit.theme.changed.connect(rows.fit)
    elif isinstance(view, QListView):
        view.setUniformItemSizes(True)


class _Rows(QWidget):
    """Keeps a table's rows as tall as the letters want. A child of the table, so that it ends with it."""

    def __init__(self, kit: Kit, table: QTableView) -> None:
        super().__init__(table)
        self._kit = kit
        self.setVisible(False)
        self.fit()

    def fit(self) -> None:
        """Set the height of every row."""
        table = self.parentWidget()  # not kept in an attribute: a circle would be collected while the table is painted
        if isinstance(table, QTableView):
            table.verticalHeader().setDefaultSectionSize(self._kit.theme.pixels(ROW))
