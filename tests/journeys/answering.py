"""Answers a form in the window by keyboard, whatever its questions look like: what an officer's fingers do, in order.

Every answer goes through the keys of its editor; nothing is put into the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit

from station_desk.domain.fields import Choice
from station_desk.ui.field_widgets.editor import Editor
from station_desk.ui.field_widgets.matrix import MatrixEditor
from station_desk.ui.field_widgets.nest import GroupEditor, Questions, RepeatEditor
from station_desk.ui.field_widgets.options import CheckEditor, RadioEditor
from station_desk.ui.field_widgets.pick import PickLine, PickManyEditor, PickOneEditor
from station_desk.ui.pages.case_entry import CaseEntryPage
from station_desk.ui.pages.intake import IntakePage
from tests.journeys.conftest import Sitting
from tests.ui.typing_hands import CTRL

Form = IntakePage | CaseEntryPage
FAR = 250  # a long part of a form with a group and a repeat in it


class CannotError(AssertionError):
    """The window does not let this answer be given."""


def fill(sitting: Sitting, page: Form, answers: Mapping[str, Any]) -> None:
    """Answer these questions in their order; a part that is not open is gone to by Ctrl+PgDown or Ctrl+PgUp."""
    for id, value in answers.items():
        to_part_of(sitting, page, id)
        row = page.view.row(id)
        if row.isHidden():
            raise CannotError(f"{id} is not asked")
        put(sitting, row.answer, value)


def to_part_of(sitting: Sitting, page: Form, id: str) -> None:
    """Open the part of a question by the keys for it."""
    sections = page.view.sections
    if not any(field.id == id for section in sections for field in section.fields):
        raise CannotError(f"{id} is no question of this page")
    place = next(n for n, section in enumerate(sections) if any(field.id == id for field in section.fields))
    while (here := sections.index(page.view.open_section)) != place:
        sitting.press(Qt.Key.Key_PageDown if here < place else Qt.Key.Key_PageUp, CTRL)
        if sections.index(page.view.open_section) == here:
            raise CannotError(f"the part of {id} never opens")


def put(sitting: Sitting, editor: Editor, value: Any) -> None:
    """Give one answer."""
    match editor:
        case GroupEditor():
            _put_all(sitting, editor.questions, value)
        case RepeatEditor():
            _put_rows(sitting, editor, value)
        case MatrixEditor():
            _put_matrix(sitting, editor, value)
        case RadioEditor():
            _enter(sitting, editor)
            codes = [choice.code for choice in editor._choices]
            _press_at(sitting, editor.buttons, codes.index(value))
        case CheckEditor():
            _enter(sitting, editor)
            for code in value:
                _press_at(sitting, editor.buttons, _place(editor.field.choices, code))
        case PickOneEditor():
            _enter(sitting, editor)
            _pick(sitting, editor.line, editor._choices, value)
        case PickManyEditor():
            _enter(sitting, editor)
            for code in value:
                _pick(sitting, editor.line, editor.field.choices, code)
        case _:
            _enter(sitting, editor)
            speaker = editor.speaker
            assert isinstance(speaker, QLineEdit | QPlainTextEdit)
            if editor.value() is not None:
                sitting.hands.press(Qt.Key.Key_A, CTRL)
            sitting.hands.type(str(value))
    sitting.settle()


def _put_all(sitting: Sitting, questions: Questions, value: Mapping[str, Any]) -> None:
    for id, one in value.items():
        if questions.rows[id].isHidden():
            raise CannotError(f"{id} is not asked")
        put(sitting, questions.rows[id].answer, one)


def _put_rows(sitting: Sitting, editor: RepeatEditor, value: Sequence[Mapping[str, Any]]) -> None:
    for number, one in enumerate(value):
        if number == len(editor.rows):
            sitting.hands.tab_to(lambda at: at is editor.add_button, FAR)
            sitting.press(Qt.Key.Key_Space)
        _put_all(sitting, editor.rows[number].questions, one)


def _put_matrix(sitting: Sitting, editor: MatrixEditor, value: Mapping[str, str]) -> None:
    _enter(sitting, editor)
    for row, code in value.items():
        target = editor.rows[row][_place(editor.field.choices, code)]
        table = list(editor.rows.values())
        lines = {button: number for number, buttons in enumerate(table) for button in buttons}
        while (by := lines[target] - lines[_at(sitting)]) != 0:  # type: ignore[index]
            sitting.hands.press(Qt.Key.Key_Down if by > 0 else Qt.Key.Key_Up)
        buttons = editor.rows[row]
        while (by := buttons.index(target) - buttons.index(_at(sitting))) != 0:  # type: ignore[arg-type]
            sitting.hands.press(Qt.Key.Key_Right if by > 0 else Qt.Key.Key_Left)
        if not target.isChecked():
            sitting.press(Qt.Key.Key_Space)


def _enter(sitting: Sitting, editor: Editor) -> None:
    sitting.come_forward()
    sitting.hands.tab_to(lambda at: editor.isAncestorOf(at), FAR)


def _press_at(sitting: Sitting, buttons: Sequence[QAbstractButton], place: int) -> None:
    wanted = buttons[place]
    if not wanted.isEnabled():
        raise CannotError(wanted.accessibleName())
    while (by := place - list(buttons).index(_at(sitting))) != 0:
        sitting.hands.press(Qt.Key.Key_Right if by > 0 else Qt.Key.Key_Left)
    if not wanted.isChecked():
        sitting.press(Qt.Key.Key_Space)


def _pick(sitting: Sitting, line: PickLine, choices: Sequence[Choice], code: str) -> None:
    """Type the name of an option, letter after letter, until it alone is meant; then Enter."""
    label = choices[_place(choices, code)].label.hi
    for letter in label:
        sitting.hands.type(letter)
        match = line.only_match()
        if match is not None and match.code == code:
            break
    sitting.enter()


def _place(choices: Sequence[Choice], code: str) -> int:
    return [choice.code for choice in choices].index(code)


def _at(sitting: Sitting) -> QAbstractButton:
    at = sitting.hands.at
    assert isinstance(at, QAbstractButton)
    return at
