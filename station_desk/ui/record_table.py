"""The list of matters as a table: token and head first, the name masked, states in word and shape.

Of a matter that is sealed from the person at the desk the token is told, and that it is sealed; nothing else.

Owns how a row looks and moving in it; never what is in the list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from station_desk.desk.reading import Delivery, Listed
from station_desk.domain.calendar import show_moment
from station_desk.domain.fields import Wording
from station_desk.domain.records import State
from station_desk.domain.sensitivity import Confidentiality
from station_desk.ui.case_words import risk_shape, risk_word
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.row_style import MARK_ROLE, SOFT_ROLE, dress_list

MASK: Final = "••••••"
COLUMNS: Final = (
    "matters.column_token",
    "matters.column_head",
    "matters.column_risk",
    "matters.column_name",
    "matters.column_arrived",
    "matters.column_state",
    "matters.column_delivery",
    "matters.column_officer",
)
TOKEN, HEAD, RISK, NAME, ARRIVED, STATE, DELIVERY, OFFICER = range(len(COLUMNS))
WIDTHS: Final = (175, 205, 100, 70, 155, 150, 160, 100)  # at 100 %; the last takes what is left
STATE_SHAPES: Final = {
    State.OPEN: (Icon.NOW, "warning", "state.open"),
    State.FINAL: (Icon.DONE, "done", "state.final"),
    State.CANCELLED: (Icon.CLOSE, "soft_ink", "state.cancelled"),
}
CLOSED_SHAPE: Final = (Icon.DONE, "soft_ink", "casefile.closed")
DELIVERY_SHAPES: Final = {
    Delivery.RECORDED: (Icon.TO_COME, "soft_ink", "matters.recorded"),
    Delivery.BUNDLED: (Icon.NOW, "accent", "matters.bundled"),
    Delivery.ACCEPTED: (Icon.DONE, "done", "matters.accepted"),
}
CLASS_WORDS: Final = {Confidentiality.RESTRICTED: "matters.restricted", Confidentiality.SEALED: "matters.sealed"}
_Index = QModelIndex | QPersistentModelIndex


class RecordModel(QAbstractTableModel):
    """The rows that were read.

    `more_wanted()`   somebody has come to the end of what was read and there may be more
    """

    more_wanted = Signal()

    def __init__(self, kit: Kit, heads: Mapping[str, Wording], parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._heads = heads
        self._people: Mapping[str, str] = {}
        self.rows: Sequence[Listed] = ()
        self._whole = True
        kit.words.changed.connect(self._retell)

    def show_rows(self, rows: Sequence[Listed], people: Mapping[str, str], *, whole: bool) -> None:
        """Show these rows; `whole` says that there are no others."""
        old = [listed.row.record for listed in self.rows]
        new = [listed.row.record for listed in rows]
        self._people, self._whole = people, whole
        if old and new[: len(old)] == old:  # the same list, grown or with other words: places and choice stay
            if len(new) > len(old):
                self.beginInsertRows(QModelIndex(), len(old), len(new) - 1)
                self.rows = rows
                self.endInsertRows()
            self.rows = rows
            self._changed()
        else:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Count the rows, as Qt asks."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Count the columns, as Qt asks."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._kit.words.say(COLUMNS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Say what stands in a cell: its words, its shape, how a reader says it."""
        listed = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(listed, index.column())
        if role == MARK_ROLE:
            return self._shape(listed, index.column())
        if role == SOFT_ROLE:
            return listed.sealed or index.column() in (NAME, OFFICER) or listed.row.state == State.CANCELLED
        if role == Qt.ItemDataRole.AccessibleTextRole:
            hidden = index.column() == NAME and not listed.sealed
            return self._kit.words.say("matters.hidden_name") if hidden else self._words(listed, index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == HEAD:
            return self._words(listed, HEAD)
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        """Tell that there may be more rows, as Qt asks."""
        return not parent.isValid() and not self._whole

    def fetchMore(self, parent: _Index) -> None:  # noqa: ARG002
        """Ask for more rows; they come later."""
        self.more_wanted.emit()

    def _words(self, listed: Listed, column: int) -> str:
        row, words = listed.row, self._kit.words
        if listed.sealed and column != TOKEN:
            return words.say("matters.sealed") if column == HEAD else ""
        match column:
            case 0:
                return row.token
            case 1:
                head = words.say(self._heads[row.head]) if row.head in self._heads else words.say("matters.no_head")
                told = CLASS_WORDS.get(Confidentiality(row.confidentiality))
                return f"{head} · {words.say(told)}" if told else head
            case 2:
                risk = risk_word(listed.risk)
                return words.say(risk) if risk else ""
            case 3:
                return MASK
            case 4:
                return show_moment(row.arrived_at)
            case 5 if listed.closed:
                return words.say(CLOSED_SHAPE[2])
            case 5:
                said = words.say(STATE_SHAPES[State(row.state)][2])
                left = words.say("matters.left", count=row.still_to_ask)
                return f"{said}, {left}" if row.still_to_ask else said
            case 6:
                return words.say(DELIVERY_SHAPES[listed.delivery][2])
            case _:
                return self._people.get(row.officer, "")

    def _shape(self, listed: Listed, column: int) -> tuple[Icon, str] | None:
        if listed.sealed:
            return (Icon.LOCK, "warning") if column == HEAD else None
        if column == RISK:
            return risk_shape(listed.risk) if listed.risk else None
        if column == STATE and listed.closed:
            return CLOSED_SHAPE[:2]
        if column == STATE:
            return STATE_SHAPES[State(listed.row.state)][:2]
        if column == DELIVERY:
            return DELIVERY_SHAPES[listed.delivery][:2]
        if column == HEAD and Confidentiality(listed.row.confidentiality) in CLASS_WORDS:
            return Icon.LOCK, "warning"
        return None

    def _retell(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        self._changed()

    def _changed(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(COLUMNS) - 1))


class RecordTable(QTableView):
    """The table; arrow keys move, Enter or a click opens.

    `opened(record)`   somebody wants to see a matter; `sealed(token)` one that is sealed from them
    """

    opened = Signal(str)
    sealed = Signal(str)

    def __init__(self, kit: Kit, heads: Mapping[str, Wording], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.records = RecordModel(kit, heads, self)
        self.setModel(self.records)
        dress_list(self, kit)
        kit.words.tie_plain(self.setAccessibleName, "matters.list")
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.clicked.connect(self._open)
        kit.theme.changed.connect(self._measure)
        self._measure()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the chosen row with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def choose_first(self) -> None:
        """Choose the first row when none is chosen, so that the arrow keys have where to begin."""
        if self.records.rows and not self.currentIndex().isValid():
            self.setCurrentIndex(self.records.index(0, 0))

    def _open(self, index: QModelIndex) -> None:
        listed = self.records.rows[index.row()]
        if listed.sealed:
            self.sealed.emit(listed.row.token)
        else:
            self.opened.emit(listed.row.record)

    def _measure(self) -> None:
        for column, width in enumerate(WIDTHS):
            self.setColumnWidth(column, self._kit.theme.pixels(width))
