"""The page of the first ten minutes: short questions in two columns, each answered by one digit.

Owns the digits, going on to the next question by itself and the places on the page. Answers live in the model; what
was judged is said under each question as everywhere.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station_desk.domain.fields import Choice, Field, FieldKind, Section, Wording
from station_desk.ui.field_widgets.arrows import Arrows
from station_desk.ui.field_widgets.editor import Editor, Room
from station_desk.ui.field_widgets.nest import AnswerRow
from station_desk.ui.field_widgets.options import ButtonsEditor, RadioEditor
from station_desk.ui.flow import FlowLayout, KeptLayout
from station_desk.ui.form_model import FormModel
from station_desk.ui.labels import PlainLabel
from station_desk.ui.theme import Space
from station_desk.ui.wrapped import Chip

DIGITS: Final = 10  # the tenth answer is 0; what comes after it is reached by the arrow keys


class Digits(QObject):
    """Listens for the digit of an answer and for Enter on the chips of one question.

    `picked(place)`   the digit of this chip was pressed; `passed()` asks for the next question
    """

    picked = Signal(int)
    passed = Signal()

    def __init__(self, owner: QObject, chips: Sequence[Chip]) -> None:
        super().__init__(owner)
        self._count = len(chips)
        for chip in chips:
            chip.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        """Take a digit of any script and Enter. A key held down answers one question, not all of them."""
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        place = _place(event.text())
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if place is None and not enter:
            return False
        if not event.isAutoRepeat():
            if enter:
                self.passed.emit()
            elif place is not None and place < self._count:
                self.picked.emit(place)
        return True


def _place(typed: str) -> int | None:
    """Return which answer a digit stands for, None for what is no digit."""
    digit = unicodedata.digit(typed, None) if len(typed) == 1 else None
    return None if digit is None else (digit - 1) % DIGITS


def _numbered(place: int, choice: Choice) -> Wording:
    if place >= DIGITS:
        return choice.label
    number = (place + 1) % DIGITS
    return Wording(f"{number} {choice.label.hi}", f"{number} {choice.label.en}")


class TapOne(RadioEditor):
    """One of a few, by its digit."""

    passed = Signal()

    def __init__(self, room: Room, field: Field) -> None:
        super().__init__(room, field, field.choices)
        digits = Digits(self, [chip for chip in self.buttons if isinstance(chip, Chip)])
        digits.picked.connect(self._pick)
        digits.passed.connect(self.passed)

    def _laid_out(self) -> KeptLayout:
        return FlowLayout(self, spacing=Space.HAIR)

    def _button(self) -> Chip:
        return Chip()

    def _said(self, place: int, choice: Choice) -> Wording:
        return _numbered(place, choice)

    def _pick(self, place: int) -> None:
        chip = self.buttons[place]
        chip.setFocus()
        if not chip.isChecked():
            chip.click()
        self.passed.emit()


class TapRows(ButtonsEditor):
    """Several people, each by the digit of the first question of a row; the rest of a row is asked later.

    An answer that means "nobody" puts the others out and goes on by itself.
    """

    passed = Signal()

    def __init__(self, room: Room, field: Field) -> None:
        super().__init__(room, field)
        self._child = field.fields[0]
        self._rows: list[object] = []
        row = FlowLayout(self, spacing=Space.HAIR)
        self.buttons: tuple[Chip, ...] = tuple(Chip() for _ in self._child.choices)
        for place, (choice, chip) in enumerate(zip(self._child.choices, self.buttons, strict=True)):
            room.kit.words.tie(chip.say, _numbered(place, choice))
            chip.clicked.connect(partial(self._click, choice))
            row.addWidget(chip)
        self._arrows = Arrows(self, self.buttons)
        digits = Digits(self, self.buttons)
        digits.picked.connect(self._pick)
        digits.passed.connect(self.passed)

    def value(self) -> object:
        """Return a row for each one chosen, with what else stood in it."""
        return list(self._rows) or None

    def set_value(self, value: object, reasons: Mapping[str, str]) -> None:  # noqa: ARG002
        """Show who is chosen."""
        self._rows = list(value) if isinstance(value, (list, tuple)) else []
        self._show()

    def focus(self, rest: str = "") -> None:  # noqa: ARG002
        """Put the keyboard where it was last."""
        self._arrows.stop.setFocus()

    def _pick(self, place: int) -> None:
        self.buttons[place].setFocus()
        self.buttons[place].click()
        if self.buttons[place].isChecked() and "none" in self._child.choices[place].marks:
            self.passed.emit()

    def _click(self, clicked: Choice, _: bool = False) -> None:
        if any(self._chosen(row) == clicked.code for row in self._rows):
            self._rows = [row for row in self._rows if self._chosen(row) != clicked.code]
        else:
            nobody = [choice.code for choice in self._child.choices if "none" in choice.marks]
            alone = "none" in clicked.marks
            kept = [row for row in self._rows if not alone and self._chosen(row) not in nobody]
            self._rows = [*kept, {self._child.id: clicked.code}]
        self._show()
        self.changed.emit(True)

    def _chosen(self, row: object) -> object:
        return row.get(self._child.id) if isinstance(row, Mapping) else None

    def _show(self) -> None:
        chosen = [self._chosen(row) for row in self._rows]
        for choice, chip in zip(self._child.choices, self.buttons, strict=True):
            chip.setChecked(choice.code in chosen)


def make_tap(room: Room, field: Field) -> TapOne | TapRows:
    """Make the editor of a question that one key answers."""
    return TapOne(room, field) if field.kind is FieldKind.ONE else TapRows(room, field)


class TapSection(QWidget):
    """The taps of one section. Order of the keyboard: down the first column, then down the second.

    `done()`   the last question was answered or passed over
    """

    done = Signal()

    def __init__(self, room: Room, model: FormModel, section: Section, labels: Mapping[str, Wording]) -> None:
        super().__init__()
        self._model = model
        self._labels = labels
        self.rows: dict[str, AnswerRow] = {}
        fields = {field.id: field for field in section.fields}
        columns = QHBoxLayout()
        columns.setSpacing(Space.WIDE)
        half = (len(section.taps) + 1) // 2
        for ids in (section.taps[:half], section.taps[half:]):
            column = QVBoxLayout()
            column.setSpacing(Space.SMALL)
            for id in ids:
                column.addWidget(self._row(room, fields[id]))
            column.addStretch(1)
            columns.addLayout(column, 1)
        how, then = PlainLabel(type_="soft"), PlainLabel(type_="small")
        room.kit.words.tie(how, "taps.how")
        room.kit.words.tie(then, "taps.then")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(Space.SMALL)
        whole.addWidget(how)
        whole.addLayout(columns)
        whole.addWidget(then)
        whole.addStretch(1)

    def follow(self) -> None:
        """Show what is wrong with an answer."""
        for id, row in self.rows.items():
            row.show_all(self._model.problems(id), self._labels)

    def _row(self, room: Room, field: Field) -> AnswerRow:
        editor = make_tap(room, field)
        row = AnswerRow(room, editor)
        row.help.hide()  # for the full question, which comes with the token
        editor.set_value(self._model.value(field.id), {})
        editor.changed.connect(partial(self._take, editor))
        editor.passed.connect(partial(self._go_on, field.id))
        self.rows[field.id] = row
        return row

    def _take(self, editor: Editor, settled: bool) -> None:
        self._model.set(editor.field.id, editor.value(), self._model.reasons(editor.field.id), settled=settled)

    def _go_on(self, id: str) -> None:
        ids = list(self.rows)
        following = ids[ids.index(id) + 1 :]
        if following:
            self.rows[following[0]].answer.focus()
        else:
            self.done.emit()
