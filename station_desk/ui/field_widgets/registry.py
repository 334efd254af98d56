"""Which editor answers which kind of field. Owns the `widget` registry: one entry for each kind, proved by a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtWidgets import QVBoxLayout

from station_desk.domain.cells import in_words
from station_desk.domain.fields import Field, FieldKind
from station_desk.ui.field_widgets.editor import Editor, Room
from station_desk.ui.field_widgets.lines import (
    DateEditor,
    LineEditor,
    MomentEditor,
    NumberEditor,
    PhoneEditor,
    TokenEditor,
)
from station_desk.ui.field_widgets.matrix import MatrixEditor
from station_desk.ui.field_widgets.nest import GroupEditor, RepeatEditor
from station_desk.ui.field_widgets.options import CheckEditor, RadioEditor
from station_desk.ui.field_widgets.pick import PickManyEditor, PickOneEditor
from station_desk.ui.field_widgets.prose import ProseEditor
from station_desk.ui.labels import PlainLabel

FEW: Final = 10  # so many options are laid out, more are found by typing
MANY: Final = 30


def make_editor(room: Room, field: Field) -> Editor:
    """Make the editor of one field."""
    return WIDGET[field.kind](room, field)


class AutoEditor(Editor):
    """What the program itself puts in a record: shown, never typed."""

    def __init__(self, room: Room, field: Field) -> None:
        super().__init__(room, field)
        self._value: object = None
        self._label = PlainLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._label)
        room.kit.words.changed.connect(self._retell)

    def value(self) -> object:
        """Return None: the program sets it when it writes."""
        return None

    def set_value(self, value: object, reasons: Mapping[str, str]) -> None:  # noqa: ARG002
        """Show what stands in the record."""
        self._value = value
        self._retell()

    def _retell(self) -> None:
        language = self.room.kit.words.language
        people = {choice.code: choice.label.in_(language) for choice in self.room.people}
        self._label.setText("" if self._value is None else in_words(self.field, self._value, language, people))


def _one(room: Room, field: Field) -> Editor:
    kind = RadioEditor if len(field.choices) <= FEW else PickOneEditor
    return kind(room, field, field.choices)


def _many(room: Room, field: Field) -> Editor:
    return CheckEditor(room, field) if len(field.choices) <= MANY else PickManyEditor(room, field)


def _person(room: Room, field: Field) -> Editor:
    kind = RadioEditor if 0 < len(room.people) <= FEW else PickOneEditor
    return kind(room, field, room.people)


WIDGET: Final[Mapping[FieldKind, Callable[[Room, Field], Editor]]] = {
    FieldKind.TEXT: LineEditor,
    FieldKind.LONG: ProseEditor,
    FieldKind.NUMBER: NumberEditor,
    FieldKind.DATE: DateEditor,
    FieldKind.MOMENT: MomentEditor,
    FieldKind.ONE: _one,
    FieldKind.MANY: _many,
    FieldKind.PHONE: PhoneEditor,
    FieldKind.PERSON: _person,
    FieldKind.TOKEN: TokenEditor,
    FieldKind.MATRIX: MatrixEditor,
    FieldKind.GROUP: partial(GroupEditor, make=make_editor),
    FieldKind.REPEAT: partial(RepeatEditor, make=make_editor),
    FieldKind.AUTO: AutoEditor,
}
