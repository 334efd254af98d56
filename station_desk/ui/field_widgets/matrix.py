"""The same few choices for several rows: a table of radio buttons. Owns the table and the names of its buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QRadioButton

from station_desk.domain.answers import find_choice
from station_desk.domain.fields import Field
from station_desk.ui.field_widgets.arrows import Arrows
from station_desk.ui.field_widgets.editor import Problems, Room
from station_desk.ui.field_widgets.options import ButtonsEditor
from station_desk.ui.labels import PlainLabel
from station_desk.ui.theme import Space

LABEL: Final = 440  # at 100 %; a longer question wraps


class MatrixEditor(ButtonsEditor):
    """A row for each question, a column for each answer; arrow keys move over the table, the space bar chooses."""

    def __init__(self, room: Room, field: Field) -> None:
        super().__init__(room, field)
        self._strange: dict[str, object] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.BODY)
        grid.setVerticalSpacing(Space.HAIR)
        grid.setColumnStretch(len(field.choices) + 1, 1)  # the answers stand close to their questions
        words = room.kit.words
        for column, choice in enumerate(field.choices, 1):
            head = PlainLabel(type_="soft")
            head.setWordWrap(False)
            words.tie(head, choice.label)
            grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignHCenter)
        self.rows: dict[str, list[QRadioButton]] = {}
        self._labels: dict[str, PlainLabel] = {}
        self._wrong: dict[str, PlainLabel] = {}
        for number, row in enumerate(field.rows):
            label, wrong = PlainLabel(), PlainLabel(type_="problem")
            words.tie(label, row.label)
            label.setMinimumWidth(
                min(label.fontMetrics().horizontalAdvance(label.text()), room.kit.theme.pixels(LABEL))
            )
            wrong.setVisible(False)
            grid.addWidget(label, 2 * number + 1, 0)
            grid.addWidget(wrong, 2 * number + 2, 0, 1, len(field.choices) + 1)
            buttons = [_mark() for _ in field.choices]
            for column, button in enumerate(buttons, 1):
                button.clicked.connect(lambda _, code=row.code, button=button: self._click(code, button))
                grid.addWidget(button, 2 * number + 1, column, Qt.AlignmentFlag.AlignHCenter)
            self.rows[row.code] = buttons
            self._labels[row.code] = label
            self._wrong[row.code] = wrong
        table = list(self.rows.values())
        self.buttons = [button for row in table for button in row]
        self._arrows = Arrows(self, self.buttons, grid=table, cleared=self._clear)
        words.follow(self._name)

    def value(self) -> object:
        """Return the code chosen in each row."""
        chosen = {code: self._chosen(code) for code in self.rows}
        return {**self._strange, **{code: given for code, given in chosen.items() if given}} or None

    def set_value(self, value: object, reasons: Mapping[str, str]) -> None:  # noqa: ARG002
        """Show what is chosen in each row."""
        given = value if isinstance(value, Mapping) else {}
        self._strange = {}
        for code, buttons in self.rows.items():
            found = find_choice(self.field.choices, given.get(code))
            if found is None and given.get(code) not in (None, ""):
                self._strange[code] = given[code]
            for choice, button in zip(self.field.choices, buttons, strict=True):
                button.setChecked(choice is found)

    def show_problems(self, problems: Problems) -> None:
        """Say under a row what is wrong with it."""
        words = self.room.kit.words
        for code, label in self._wrong.items():
            found = problems.get(code)
            if found:
                words.tie_problem(label, found[0])
            else:
                words.cut(label)
            label.setVisible(bool(found))

    def focus(self, rest: str = "") -> None:
        """Put the keyboard on a row."""
        (self.rows[rest][0] if rest in self.rows else self._arrows.stop).setFocus()

    def _chosen(self, code: str) -> str | None:
        pairs = zip(self.field.choices, self.rows[code], strict=True)
        return next((choice.code for choice, button in pairs if button.isChecked()), None)

    def _click(self, code: str, clicked: QRadioButton) -> None:
        chosen = clicked.isChecked()
        for button in self.rows[code]:
            button.setChecked(chosen and button is clicked)
        self._strange.pop(code, None)
        self.changed.emit(True)

    def _clear(self, here: QAbstractButton) -> None:
        code = next(code for code, buttons in self.rows.items() if here in buttons)
        if self._chosen(code) or code in self._strange:
            for button in self.rows[code]:
                button.setChecked(False)
            self._strange.pop(code, None)
            self.changed.emit(True)

    def _name(self) -> None:
        """Name each button by its row and its column."""
        words = self.room.kit.words
        for row in self.field.rows:
            for choice, button in zip(self.field.choices, self.rows[row.code], strict=True):
                button.setAccessibleName(f"{words.plain(row.label)}: {words.plain(choice.label)}")


def _mark() -> QRadioButton:
    button = QRadioButton()
    button.setAutoExclusive(False)  # all rows have one parent; each row keeps its own single choice
    return button
