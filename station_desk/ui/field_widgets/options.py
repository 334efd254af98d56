"""Choosing from a short list: one of several as radio buttons, several of several as check boxes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtWidgets import QAbstractButton

from station_desk.domain.answers import find_choice
from station_desk.domain.fields import Choice, Field, Wording
from station_desk.ui.field_widgets.arrows import Arrows
from station_desk.ui.field_widgets.columns import ColumnLayout
from station_desk.ui.field_widgets.editor import Editor, Room
from station_desk.ui.flow import KeptLayout
from station_desk.ui.wrapped import Check, Chip, Radio


class ButtonsEditor(Editor):
    """Several buttons that answer one question. Each is spoken with the question, its help and what is wrong."""

    buttons: Sequence[QAbstractButton]

    def setAccessibleName(self, name: str) -> None:
        """Name the question, also for each of its buttons."""
        super().setAccessibleName(name)
        self._describe()

    def setAccessibleDescription(self, description: str) -> None:
        """Describe the question, also for each of its buttons."""
        super().setAccessibleDescription(description)
        self._describe()

    def _describe(self) -> None:
        parts = (self.accessibleName(), self.accessibleDescription())
        for button in self.buttons:
            button.setAccessibleDescription("\n".join(filter(None, parts)))


class RadioEditor(ButtonsEditor):
    """One of a few. Choosing what is chosen already takes it back, so does Backspace: "not asked" is an answer too."""

    def __init__(self, room: Room, field: Field, choices: Sequence[Choice]) -> None:
        super().__init__(room, field)
        self._choices = choices
        self._strange: object = None
        row = self._laid_out()
        self.buttons: tuple[Radio | Chip, ...] = tuple(self._button() for _ in choices)
        for place, (choice, button) in enumerate(zip(choices, self.buttons, strict=True)):
            room.kit.words.tie(button.say, self._said(place, choice))
            button.clicked.connect(lambda _, button=button: self._click(button))
            row.addWidget(button)
        self._arrows = Arrows(self, self.buttons, moved=self._follow, cleared=self._clear)

    def value(self) -> object:
        """Return the code chosen, or what an older form left here."""
        chosen = self._chosen()
        return self._choices[self.buttons.index(chosen)].code if chosen else self._strange

    def set_value(self, value: object, reasons: Mapping[str, str]) -> None:  # noqa: ARG002
        """Show a choice by its code or label."""
        found = find_choice(self._choices, value)
        self._strange = None if found or value in (None, "") else value
        self._mark(self.buttons[self._choices.index(found)] if found else None)

    def focus(self, rest: str = "") -> None:  # noqa: ARG002
        """Put the keyboard on the chosen button, else on the first."""
        self._arrows.stop.setFocus()

    def offer(self, codes: Collection[str]) -> None:
        """Offer only these; what is chosen already stays pressed, and can be left."""
        for choice, button in zip(self._choices, self.buttons, strict=True):
            button.setEnabled(choice.code in codes or button.isChecked())
        if not self._arrows.stop.isEnabled():
            first = next((button for button in self.buttons if button.isEnabled()), None)
            if first is not None:
                self._arrows.settle(first)

    def _laid_out(self) -> KeptLayout:
        return ColumnLayout(self)

    def _button(self) -> Radio | Chip:
        return Radio()

    def _said(self, place: int, choice: Choice) -> Wording:  # noqa: ARG002 - a chip tells its number
        return choice.label

    def _chosen(self) -> Radio | Chip | None:
        return next((button for button in self.buttons if button.isChecked()), None)

    def _click(self, button: Radio | Chip) -> None:
        self._mark(button if button.isChecked() else None)
        self._strange = None
        self.changed.emit(True)

    def _clear(self, _: QAbstractButton) -> None:
        if self._chosen() or self._strange:
            self._strange = None
            self._mark(None)
            self.changed.emit(True)

    def _follow(self, target: QAbstractButton) -> None:
        """Take the choice along with the arrow key once there is one; moving among blank buttons answers nothing."""
        if self._chosen() and isinstance(target, Radio | Chip):
            target.setChecked(True)
            self._click(target)

    def _mark(self, chosen: Radio | Chip | None) -> None:
        for button in self.buttons:
            button.setChecked(button is chosen)
        if not any(button.hasFocus() for button in self.buttons):
            first = next((button for button in self.buttons if button.isEnabled()), self.buttons[0])
            self._arrows.settle(chosen or first)


class CheckEditor(ButtonsEditor):
    """Any of a list. An option that means "none" and the others put each other out."""

    def __init__(self, room: Room, field: Field) -> None:
        super().__init__(room, field)
        self._strange: list[object] = []
        row = ColumnLayout(self)
        self.buttons: tuple[Check, ...] = tuple(Check() for _ in field.choices)
        for choice, button in zip(field.choices, self.buttons, strict=True):
            room.kit.words.tie(button.say, choice.label)
            button.clicked.connect(lambda _, choice=choice: self._click(choice))
            row.addWidget(button)
        self._arrows = Arrows(self, self.buttons)

    def value(self) -> object:
        """Return the codes ticked, in the order of the list, and what an older form left here."""
        ticked = zip(self.field.choices, self.buttons, strict=True)
        return [*(choice.code for choice, button in ticked if button.isChecked()), *self._strange] or None

    def set_value(self, value: object, reasons: Mapping[str, str]) -> None:  # noqa: ARG002
        """Show what is ticked."""
        given = value if isinstance(value, Sequence) and not isinstance(value, str) else [value] if value else []
        found = [find_choice(self.field.choices, item) for item in given]
        self._strange = [item for item, choice in zip(given, found, strict=True) if choice is None]
        for choice, button in zip(self.field.choices, self.buttons, strict=True):
            button.setChecked(choice in found)

    def focus(self, rest: str = "") -> None:  # noqa: ARG002
        """Put the keyboard on the box where it was last."""
        self._arrows.stop.setFocus()

    def _click(self, clicked: Choice) -> None:
        if self.buttons[self.field.choices.index(clicked)].isChecked():
            self._strange = []
            for choice, button in zip(self.field.choices, self.buttons, strict=True):
                if choice is not clicked and ("none" in clicked.marks or "none" in choice.marks):
                    button.setChecked(False)
        self.changed.emit(True)
