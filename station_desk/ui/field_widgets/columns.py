"""Equal columns that wrap: as many beside each other as the width holds. Owns only the places of its widgets."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QWidget

from station_desk.ui.flow import KeptLayout
from station_desk.ui.theme import Space


class ColumnLayout(KeptLayout):
    """Places its widgets row by row in columns of one width, that of the widest; what is too wide wraps its text.

    With more than `few` widgets there are at least two columns, so that one long text does not make a long list.
    """

    def __init__(self, parent: QWidget | None = None, *, few: int = 5) -> None:
        super().__init__(parent)
        self._few = few
        self.setSpacing(Space.HAIR)

    def sizeHint(self) -> QSize:
        """Prefer two columns."""
        width = self._widest()
        return QSize(2 * width + self.spacing(), self.heightForWidth(2 * width + self.spacing()))

    def minimumSize(self) -> QSize:
        """Be content with one column of wrapped texts."""
        sizes = [item.minimumSize() for item in self._visible()]
        return QSize(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )

    def _widest(self) -> int:
        return max((item.sizeHint().width() for item in self._visible()), default=0)

    def _place(self, rect: QRect, *, moving: bool) -> int:
        items, gap = self._visible(), self.spacing()
        limit = (rect.width() - gap) // 2 if len(items) > self._few else rect.width()
        wide = max(min(self._widest(), limit), 1)
        columns = max((rect.width() + gap) // (wide + gap), 1)
        top = rect.top()
        for start in range(0, len(items), columns):
            row = items[start : start + columns]
            height = max(_height(item, wide) for item in row)
            if moving:
                for place, item in enumerate(row):
                    item.setGeometry(QRect(rect.left() + place * (wide + gap), top, wide, height))
            top += height + gap
        return max(top - gap, rect.top()) - rect.top()


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
