"""One of a few: radio buttons under each other, one stop of the Tab key. Owns which is chosen, not what it means."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from station_desk.ui.field_widgets.arrows import Arrows
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Space
from station_desk.ui.wrapped import Radio


class Choice(QWidget):
    """A question and its answers; `changed(code)` when a person has chosen another one."""

    changed = Signal(str)

    def __init__(self, kit: Kit, question: Said, answers: Sequence[tuple[str, Said]], chosen: str = "") -> None:
        """`chosen` stands at first; "" leaves all open, for what nobody should say without thinking."""
        super().__init__()
        self._kit = kit
        heading = PlainLabel(type_="strong")
        kit.words.tie(heading, question)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addWidget(heading)
        self.buttons: dict[str, Radio] = {}
        for code, said in answers:
            button = Radio()
            kit.words.tie(button.say, said)
            button.setChecked(code == chosen)
            button.clicked.connect(lambda _=False, code=code: self.choose(code))
            room = button.sizePolicy()
            room.setHorizontalPolicy(QSizePolicy.Policy.Preferred)  # narrower than its text in one line
            button.setSizePolicy(room)
            column.addWidget(button)
            self.buttons[code] = button
        self.problem = PlainLabel(type_="problem")
        self.problem.setVisible(False)
        column.addWidget(self.problem)
        self._arrows = Arrows(self, list(self.buttons.values()))
        if chosen:
            self._arrows.settle(self.buttons[chosen])
        kit.words.tie_plain(self.setAccessibleName, question)

    @property
    def chosen(self) -> str:
        """The code of what is chosen, "" while nothing is."""
        return next((code for code, button in self.buttons.items() if button.isChecked()), "")

    def choose(self, chosen: str) -> None:
        """Choose an answer."""
        for code, button in self.buttons.items():
            button.setChecked(code == chosen)
        self._arrows.settle(self.buttons[chosen])
        self.set_problem(None)
        self.changed.emit(chosen)

    def set_problem(self, said: Said | None, **facts: Fact) -> None:
        """Say under the answers what is wrong, and put the keyboard there; None clears it."""
        if said is None:
            self._kit.words.cut(self.problem)
            self.problem.clear()
        else:
            self._kit.words.tie(self.problem, said, **facts)
            self.put_keyboard()
        self.problem.setVisible(said is not None)

    def put_keyboard(self) -> None:
        """Put the keyboard on the chosen answer, else on the first."""
        self._arrows.stop.setFocus()
