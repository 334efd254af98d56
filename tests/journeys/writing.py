"""Filling a form in as a person at the keyboard does: from part to part, to each question by Tab, answered by its keys.

Owns no words of a form; answers are told by the codes of the declared lists, texts as they are typed.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from station_desk.ui.field_widgets.editor import Editor
from station_desk.ui.field_widgets.matrix import MatrixEditor
from station_desk.ui.field_widgets.nest import AnswerRow, GroupEditor, Questions, RepeatEditor
from station_desk.ui.field_widgets.options import CheckEditor, RadioEditor
from station_desk.ui.field_widgets.pick import PickOneEditor
from station_desk.ui.form_view import FormView
from station_desk.ui.pages.case_entry import CaseEntryPage
from station_desk.ui.pages.intake import IntakePage
from tests.journeys.conftest import Sitting
from tests.ui.typing_hands import CTRL

PARTS: Final = 12  # more than any form has


def seen(page: QWidget) -> str:
    """Everything that can be read on a page."""
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def write(sitting: Sitting, page: CaseEntryPage | IntakePage, answers: Mapping[str, object]) -> None:
    """Answer questions in the order of the form, beginning in the part that is open; what is not asked fails."""
    left = dict(answers)
    for _ in range(PARTS):
        for field in page.view.open_section.fields:
            if field.id in left:
                _answer(sitting, page.view.row(field.id), left.pop(field.id))
        if not left or page.view.beside(1) is None:
            break
        sitting.press(Qt.Key.Key_PageDown, CTRL)
    assert not left, f"not asked: {sorted(left)}"


def to_part(sitting: Sitting, view: FormView, id: str) -> None:
    """Go to a later part by the key for it."""
    for _ in range(PARTS):
        if view.open_section.id == id:
            return
        sitting.press(Qt.Key.Key_PageDown, CTRL)
    raise AssertionError(f"{id} never opens")


def save(sitting: Sitting) -> None:
    """Press the loud verb by its key."""
    sitting.press(Qt.Key.Key_Return, CTRL)


def _answer(sitting: Sitting, row: AnswerRow, value: object) -> None:
    sitting.hands.tab_to(row.isAncestorOf, most=120)
    editor = row.answer
    if isinstance(editor, RadioEditor):
        codes = [choice.code for choice in editor._choices]
        _tick(sitting, editor.buttons[codes.index(str(value))])
    elif isinstance(editor, CheckEditor):
        assert isinstance(value, Sequence) and not isinstance(value, str)
        wanted = {str(code) for code in value}
        assert wanted <= {choice.code for choice in editor.field.choices}
        for choice, button in zip(editor.field.choices, editor.buttons, strict=True):
            if button.isChecked() != (choice.code in wanted):
                _tick(sitting, button, on=choice.code in wanted)
    elif isinstance(editor, MatrixEditor):
        assert isinstance(value, Mapping)
        _fill_matrix(sitting, editor, value)
    elif isinstance(editor, RepeatEditor):
        assert isinstance(value, Sequence)
        for each in value:
            sitting.go_to(editor.add_button)
            sitting.press(Qt.Key.Key_Space)
            _fill(sitting, editor.rows[-1].questions, each)
    elif isinstance(editor, GroupEditor):
        _fill(sitting, editor.questions, value)
    elif isinstance(editor, PickOneEditor):
        choice = next(choice for choice in editor._choices if choice.code == value)
        _type_over(sitting, choice.label.hi)
        sitting.enter()
    else:
        _type_over(sitting, str(value))
    _came_in(editor, value)


def _fill(sitting: Sitting, questions: Questions, answers: object) -> None:
    assert isinstance(answers, Mapping)
    for id, row in questions.rows.items():
        if id in answers:
            assert not row.isHidden(), f"{id} is not asked"
            _answer(sitting, row, answers[id])


def _type_over(sitting: Sitting, text: str) -> None:
    sitting.press(Qt.Key.Key_A, CTRL)
    sitting.hands.type(text)


def _tick(sitting: Sitting, button: QAbstractButton, *, on: bool = True) -> None:
    """Go from one button of a question to another by the arrow keys, and press it unless it is so already."""
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        for _ in range(40):
            if sitting.hands.at is button:
                if button.isChecked() is not on:
                    sitting.press(Qt.Key.Key_Space)
                return
            sitting.hands.press(key)
    raise AssertionError(f"the arrow keys never come to {button.accessibleName()}")


def _fill_matrix(sitting: Sitting, editor: MatrixEditor, answers: Mapping[str, object]) -> None:
    codes = [choice.code for choice in editor.field.choices]
    for number, (code, buttons) in enumerate(editor.rows.items()):
        if code not in answers:
            continue
        target = buttons[codes.index(str(answers[code]))]
        table = list(editor.rows.values())
        here = next((r, line.index(at)) for r, line in enumerate(table) if (at := sitting.hands.at) in line)
        down, right = number - here[0], codes.index(str(answers[code])) - here[1]
        sitting.hands.press(Qt.Key.Key_Down if down > 0 else Qt.Key.Key_Up, times=abs(down))
        sitting.hands.press(Qt.Key.Key_Right if right > 0 else Qt.Key.Key_Left, times=abs(right))
        assert sitting.hands.at is target
        if not target.isChecked():
            sitting.press(Qt.Key.Key_Space)


def _came_in(editor: Editor, value: object) -> None:
    """A question that stays blank under the keys is a fault of the page, not of the test."""
    assert editor.value() is not None, f"{editor.field.id} took nothing of {value!r}"
