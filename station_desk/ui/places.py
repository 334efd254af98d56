"""The left column: the places of the office, always in the same order. Owns only the list; the frame opens them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QSizePolicy

from station_desk.ui.icons import SIZE, Icon
from station_desk.ui.kit import Kit
from station_desk.ui.texts import Said

_ROOM = 24  # padding, selection bar and frame of a row, beside its icon and word


class Places(QListWidget):
    """A list with a drawing and a word in each row; arrow keys move, and moving opens."""

    opened = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._rows: list[tuple[str, Said, Icon]] = []
        self.setObjectName("places")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        kit.words.tie_plain(self.setAccessibleName, "frame.places")
        kit.words.changed.connect(self._retell)
        kit.theme.changed.connect(self._retell)
        self.currentRowChanged.connect(self._open)

    def add(self, key: str, name: Said, icon: Icon) -> None:
        """Add a place at the end."""
        self._rows.append((key, name, icon))
        self.blockSignals(True)  # the first row becomes current by itself; nobody asked to open it yet
        self.addItem(QListWidgetItem())
        self.setCurrentRow(-1)
        self.blockSignals(False)
        self._retell()

    def forget(self) -> None:
        """Take every place away: another person has others."""
        self.blockSignals(True)
        self._rows.clear()
        self.clear()
        self.blockSignals(False)
        self.updateGeometry()

    def show_open(self, key: str) -> None:
        """Mark a place as the open one, without opening it again."""
        self.blockSignals(True)
        self.setCurrentRow(self.keys.index(key))
        self.blockSignals(False)

    @property
    def keys(self) -> list[str]:
        """The keys of the places, from top to bottom."""
        return [key for key, _, _ in self._rows]

    def sizeHint(self) -> QSize:
        """Be as wide as the longest word wants."""
        widest = max(
            (self.fontMetrics().horizontalAdvance(self._kit.words.plain(name)) for _, name, _ in self._rows), default=0
        )
        return QSize(widest + self._kit.theme.pixels(SIZE + _ROOM) + 2 * _ROOM, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Keep the width; the height can scroll."""
        return QSize(self.sizeHint().width(), self._kit.theme.pixels(3 * SIZE))

    def changeEvent(self, event: QEvent) -> None:
        """Ask for a new width when the letters grow."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()

    def _retell(self) -> None:
        self.setIconSize(self._kit.icons.size)
        for row, (_, name, icon) in enumerate(self._rows):
            item = self.item(row)
            item.setText(self._kit.words.plain(name))
            item.setIcon(self._kit.icons.icon(icon, "ink"))
            item.setToolTip(
                self._kit.words.say("frame.place_key", place=self._kit.words.plain(name), key=f"Alt+{row + 1}")
            )
        self.updateGeometry()

    def _open(self, row: int) -> None:
        if row >= 0:
            self.opened.emit(self._rows[row][0])
