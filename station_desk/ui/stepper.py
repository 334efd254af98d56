"""The steps of a form or hand-over, each with its state in word and shape. Owns which is open, not what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from station_desk.ui.flow import FlowLayout
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.texts import Said
from station_desk.ui.theme import Space


class StepState(StrEnum):
    """How far a step is."""

    TO_COME = "to_come"
    NOW = "now"
    DONE = "done"
    WRONG = "wrong"


_SHAPES = {
    StepState.TO_COME: (Icon.TO_COME, "soft_ink", "step.to_come"),
    StepState.NOW: (Icon.NOW, "accent", "step.now"),
    StepState.DONE: (Icon.DONE, "done", "step.done"),
    StepState.WRONG: (Icon.HIGH, "danger", "step.wrong"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: an id for the program and a name for the person."""

    id: str
    name: Said


LINES = 2


class Stepper(QWidget):
    """A line of numbered steps that wraps; arrow keys move among them, one Tab enters and one leaves.

    `chosen(id)` asks for a step. With `free` False (a hand-over done in order) the steps only show how far it is.
    """

    chosen = Signal(str)

    def __init__(self, kit: Kit, steps: Sequence[Step], name: Said, *, free: bool = True) -> None:
        super().__init__()
        self._kit = kit
        self._steps = tuple(steps)
        self._states = dict.fromkeys((step.id for step in steps), StepState.TO_COME)
        self._open: str | None = None
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        row = FlowLayout(self, spacing=Space.HAIR)
        for step in self._steps:
            button = QToolButton()
            button.setProperty("step", True)
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            if not free:
                button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
                button.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            else:
                button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(partial(self._choose, step.id))
            self._group.addButton(button)
            self._buttons[step.id] = button
            row.addWidget(button)
        self._short = False
        self._hidden: frozenset[str] = frozenset()
        kit.words.tie_plain(self.setAccessibleName, name)
        kit.words.follow(self._retell)
        kit.theme.changed.connect(self._retell)

    def set_now(self, id: str) -> None:
        """Say which step is open. One that is done or wrong keeps that shape and is underlined."""
        self._open = id
        self._buttons[id].setChecked(True)
        self._retell()

    def set_state(self, id: str, state: StepState) -> None:
        """Say how far a step is: to come, done or wrong."""
        self._states[id] = state
        self._retell()

    def state(self, id: str) -> StepState:
        """Return how far a step is, NOW for the open one that is neither done nor wrong."""
        state = self._states[id]
        return StepState.NOW if id == self._open and state is StepState.TO_COME else state

    def hide_steps(self, ids: frozenset[str]) -> None:
        """Leave out the steps in which nothing is to be done; the others are numbered anew."""
        if ids != self._hidden:
            self._hidden = ids
            for step in self._steps:
                self._buttons[step.id].setVisible(step.id not in ids)
            self._retell()

    @property
    def _shown(self) -> list[Step]:
        return [step for step in self._steps if step.id not in self._hidden]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name the steps, or only number them where their names would take more than two lines."""
        super().resizeEvent(event)
        if self._short != self._must_be_short():
            self._retell()

    def _must_be_short(self) -> bool:
        room = self._kit.icons.size.width() + 2 * Space.SMALL
        names = (f"{number} {self._kit.words.plain(step.name)}" for number, step in enumerate(self._shown, 1))
        whole = sum(self.fontMetrics().horizontalAdvance(name) + room for name in names)
        return whole > LINES * self.width()

    def _choose(self, id: str, _: bool = False) -> None:
        self.chosen.emit(id)

    def _retell(self) -> None:
        words = self._kit.words
        self._short = self._must_be_short()
        for number, step in enumerate(self._shown, 1):
            icon, colour, word = _SHAPES[self.state(step.id)]
            button = self._buttons[step.id]
            name = words.plain(step.name)
            shown = str(number) if self._short and step.id != self._open else f"{number} {name}"
            button.setText(shown.replace("&", "&&"))
            button.setAccessibleName(f"{number} {name}, {words.say(word)}")
            button.setToolTip(f"{name}: {words.say(word)}")
            self._kit.icons.put(button, icon, colour)
