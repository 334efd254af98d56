"""A row of widgets that wraps to the next line where the width ends, as words do. Owns only their places.

The items are made here and kept after Qt has taken one away. An item made by Qt itself may be freed or lose its Python
side without a word, and asking it then ends the process (PySide 6.11, seen when a page was closed).
"""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem

from station_desk.ui.theme import Space


class KeptLayout(QLayout):
    """A layout whose height follows from its width and whose items Python keeps; a kind of it only says the places."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._taken: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addWidget(self, widget: QWidget) -> None:
        """Take one more widget."""
        self.addChildWidget(widget)
        self.addItem(QWidgetItem(widget))

    def addItem(self, item: QLayoutItem) -> None:
        """Take one more widget, as Qt asks."""
        self._items.append(item)

    def count(self) -> int:
        """Count the widgets, as Qt asks."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:
        """Return one widget's item, as Qt asks."""
        return self._items[index] if 0 <= index < len(self._items) else None  # type: ignore[return-value]

    def takeAt(self, index: int) -> QLayoutItem:
        """Let go of one widget, as Qt asks; Qt deletes the item."""
        if not 0 <= index < len(self._items):
            return None  # type: ignore[return-value]
        self._taken.append(self._items.pop(index))
        return self._taken[-1]

    def expandingDirections(self) -> Qt.Orientation:
        """Take no more room than the widgets want."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at a width."""
        return self._place(QRect(0, 0, width, 0), moving=False)

    def setGeometry(self, rect: QRect) -> None:
        """Move the widgets to their places."""
        super().setGeometry(rect)
        self._place(rect, moving=True)

    def _visible(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    @abstractmethod
    def _place(self, rect: QRect, *, moving: bool) -> int:
        """Place the widgets in a rectangle, moving them or only reckoning; return the height used."""


class FlowLayout(KeptLayout):
    """Places its widgets from left to right, or from the right edge, in as many lines as they need."""

    def __init__(self, parent: QWidget | None = None, *, at_right: bool = False, spacing: int = Space.TIGHT) -> None:
        super().__init__(parent)
        self._at_right = at_right
        self.setSpacing(spacing)

    def sizeHint(self) -> QSize:
        """Prefer one line."""
        hints = [item.sizeHint() for item in self._visible()]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(len(hints) - 1, 0)
        return self._with_margins(QSize(width, max((hint.height() for hint in hints), default=0)))

    def minimumSize(self) -> QSize:
        """Be content with the width of the widest widget."""
        hints = [item.minimumSize() for item in self._visible()]
        return self._with_margins(
            QSize(max((hint.width() for hint in hints), default=0), max((hint.height() for hint in hints), default=0))
        )

    def _with_margins(self, size: QSize) -> QSize:
        margins = self.contentsMargins()
        return QSize(size.width() + margins.left() + margins.right(), size.height() + margins.top() + margins.bottom())

    def _place(self, rect: QRect, *, moving: bool) -> int:
        margins = self.contentsMargins()
        room = rect.marginsRemoved(margins)
        top = room.top()
        for line in self._lines(room.width()):
            height = max(_height(item, room.width()) for item in line)
            width = sum(item.sizeHint().width() for item in line) + self.spacing() * (len(line) - 1)
            left = room.left() + (max(room.width() - width, 0) if self._at_right else 0)
            for item in line:
                hint = item.sizeHint()
                if moving:
                    item.setGeometry(QRect(left, top, min(hint.width(), room.width()), height))
                left += hint.width() + self.spacing()
            top += height + self.spacing()
        return max(top - self.spacing(), room.top()) - rect.top() + margins.bottom()

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._visible():
            wide = item.sizeHint().width()
            if lines and used + self.spacing() + wide <= width:
                lines[-1].append(item)
                used += self.spacing() + wide
            else:
                lines.append([item])
                used = wide
        return lines


def _height(item: QLayoutItem, room: int) -> int:
    """Return how high an item is; one wider than the room is as high as its text then needs."""
    narrowed = item.sizeHint().width() > room and item.hasHeightForWidth()
    return item.heightForWidth(room) if narrowed else item.sizeHint().height()
