"""The keys that move among the buttons of one question. Owns no answer and no button.

One Tab enters a question and one leaves it; arrow keys move within, the space bar chooses, Backspace takes back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton


class Arrows(QObject):
    """Makes several buttons one stop of the Tab key, with the arrow keys moving among them.

    `grid` holds the buttons row by row where they stand as a table; otherwise up and down go by where they are seen.
    `moved(button)` is called after an arrow key has moved the keyboard, `cleared(button)` for Backspace and Delete.
    """

    def __init__(
        self,
        owner: QObject,
        buttons: Sequence[QAbstractButton],
        *,
        grid: Sequence[Sequence[QAbstractButton]] = (),
        moved: Callable[[QAbstractButton], object] | None = None,
        cleared: Callable[[QAbstractButton], object] | None = None,
    ) -> None:
        super().__init__(owner)
        self._buttons = list(buttons)
        self._grid = grid
        self._moved = moved
        self._cleared = cleared
        for button in self._buttons:
            button.installEventFilter(self)
        self.settle(self._buttons[0])

    @property
    def stop(self) -> QAbstractButton:
        """The button at which Tab enters."""
        return self._stop

    def settle(self, stop: QAbstractButton) -> None:
        """Make one button the stop of the Tab key."""
        self._stop = stop
        for button in self._buttons:
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button is stop else Qt.FocusPolicy.ClickFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Listen to the keys of the buttons."""
        if isinstance(watched, QAbstractButton):
            if event.type() is QEvent.Type.FocusIn:
                self.settle(watched)
            elif event.type() is QEvent.Type.MouseButtonDblClick:
                return True  # the second half of a double click would take back what the first has chosen
            elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
                return self._pressed(watched, event)
        return False

    def _pressed(self, here: QAbstractButton, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        key = event.key()
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._cleared is not None:
            self._cleared(here)
            return True
        target = self._target(here, key)
        if target is None:
            return key in _ARROWS
        target.setFocus(Qt.FocusReason.TabFocusReason)
        if self._moved is not None:
            self._moved(target)
        return True

    def _target(self, here: QAbstractButton, key: int) -> QAbstractButton | None:
        place = self._buttons.index(here)
        if self._grid:
            return self._in_grid(here, key)
        match key:
            case Qt.Key.Key_Left:
                return self._from(place - 1, -1)
            case Qt.Key.Key_Right:
                return self._from(place + 1, 1)
            case Qt.Key.Key_Up:
                return self._above(here) or self._from(place - 1, -1)
            case Qt.Key.Key_Down:
                return self._below(here) or self._from(place + 1, 1)
            case Qt.Key.Key_Home:
                return self._from(0, 1)
            case Qt.Key.Key_End:
                return self._from(len(self._buttons) - 1, -1)
        return None

    def _from(self, place: int, by: int) -> QAbstractButton | None:
        """Return the first button from a place on, in one direction, that can take the keyboard."""
        rest = self._buttons[place:] if by > 0 else self._buttons[place::-1] if place >= 0 else []
        return next((button for button in rest if button.isEnabled()), None)

    def _in_grid(self, here: QAbstractButton, key: int) -> QAbstractButton | None:
        row, column = next((r, line.index(here)) for r, line in enumerate(self._grid) if here in line)
        steps = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Home: (-row, -column),
            Qt.Key.Key_End: (len(self._grid) - 1 - row, 0),
        }
        down, right = steps.get(Qt.Key(key), (0, 0))
        row, column = row + down, column + right
        if (down or right) and 0 <= row < len(self._grid) and 0 <= column < len(self._grid[row]):
            return self._grid[row][column]
        return None

    @property
    def _usable(self) -> list[QAbstractButton]:
        return [button for button in self._buttons if button.isEnabled()]

    def _above(self, here: QAbstractButton) -> QAbstractButton | None:
        higher = [button for button in self._usable if button.geometry().bottom() < here.geometry().top()]
        return max(higher, key=lambda button: (button.y(), -abs(button.x() - here.x())), default=None)

    def _below(self, here: QAbstractButton) -> QAbstractButton | None:
        lower = [button for button in self._usable if button.geometry().top() > here.geometry().bottom()]
        return min(lower, key=lambda button: (button.y(), abs(button.x() - here.x())), default=None)


_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
