"""Questions within a question: a group of them, or a group for each of several people or events.

Owns adding and taking away rows; a row taken away can be had back at once, so nobody is asked whether they are sure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from station_desk.domain.answers import REPEAT_MAX, is_asked
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Field, Wording
from station_desk.errors import Problem
from station_desk.ui.announce import announce
from station_desk.ui.buttons import VerbButton
from station_desk.ui.field_row import FieldRow
from station_desk.ui.field_widgets.editor import Editor, Problems, Room
from station_desk.ui.icons import Icon
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card
from station_desk.ui.tab_order import insert_tabs, stops
from station_desk.ui.texts import Said
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away

Make = Callable[[Room, Field], Editor]
Value = TypeVar("Value")


class AnswerRow(FieldRow):
    """A question with its editor: label above, help and what is wrong below."""

    def __init__(self, room: Room, editor: Editor, *, required: bool = False) -> None:
        field = editor.field
        super().__init__(room.kit, field.label, editor, help_text=field.help, required=required, speaker=editor.speaker)
        self.answer = editor
        self._shown: Problem | None = None

    def put_under_label(self, widget: QWidget) -> None:
        """Put something between the label and the editor: the answer that stood there before."""
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, widget)

    def show_all(self, problems: Problems, labels: Mapping[str, Wording]) -> None:
        """Show what is wrong with the answer and with its parts; `labels` names other fields a problem speaks of."""
        own = problems.get("", (None,))[0]
        if own != self._shown:
            self._shown = own
            if own is None:
                self.set_problem(None)
            else:
                self.show_problem(own, **_named(own, labels))
                self._announce()
        self.answer.show_problems(problems)

    def _announce(self) -> None:
        """Say to the reader what has become wrong where somebody is writing; what is elsewhere waits in its row."""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            announce(self.answer.speaker, self.problem.text())


def _named(problem: Problem, labels: Mapping[str, Wording]) -> dict[str, Said]:
    return {name: labels[fact] for name, fact in problem.facts if isinstance(fact, str) and fact in labels}


class Questions(QWidget):
    """The child questions of one group or of one row of a repeat."""

    def __init__(self, room: Room, field: Field, make: Make, changed: Callable[[bool], object]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        self.rows: dict[str, AnswerRow] = {}
        for child in field.fields:
            editor = make(room, child)
            editor.changed.connect(changed)
            self.rows[child.id] = AnswerRow(room, editor)
            column.addWidget(self.rows[child.id])

    def value(self) -> dict[str, object]:
        """Return what is answered, by child id."""
        given = {id: row.answer.value() for id, row in self.rows.items()}
        return {id: value for id, value in given.items() if value is not None}

    def set_value(self, value: Answered, reasons: Mapping[str, str]) -> None:
        """Show the answers of the children."""
        for id, row in self.rows.items():
            row.answer.set_value(value.get(id), under(id, reasons))

    def reasons(self) -> dict[str, str]:
        """Return the reasons given in the children, by rest of path."""
        return {
            f"{id}.{rest}".rstrip("."): text
            for id, row in self.rows.items()
            for rest, text in row.answer.reasons().items()
        }

    def show_problems(self, problems: Problems) -> None:
        """Hand each child what is wrong with it."""
        for id, row in self.rows.items():
            row.show_all(under(id, problems), {})

    def ask(self, answers: Answered, own: Answered) -> None:
        """Show what is asked: a condition looks at the fields beside it and at the whole form."""
        scope = {**answers, **own}
        for row in self.rows.values():
            row.setVisible(is_asked(row.answer.field, scope))
            row.answer.ask(scope)

    def focus(self, rest: str) -> None:
        """Put the keyboard on a child, or on the first that is asked."""
        id, _, deeper = rest.partition(".")
        shown = [row for row in self.rows.values() if not row.isHidden()]
        row = self.rows.get(id) or (shown[0] if shown else None)
        if row is not None:
            row.answer.focus(deeper)


class GroupEditor(Editor):
    """A few questions that belong together, on a card of their own."""

    def __init__(self, room: Room, field: Field, make: Make) -> None:
        super().__init__(room, field)
        self.questions = Questions(room, field, make, self._tell)
        card = Card()
        card.column.addWidget(self.questions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def value(self) -> object:
        """Return the answers by child id."""
        return self.questions.value() or None

    def set_value(self, value: object, reasons: Mapping[str, str]) -> None:
        """Show the answers of the children."""
        self.questions.set_value(value if isinstance(value, Mapping) else {}, reasons)

    def reasons(self) -> dict[str, str]:
        """Return the reasons given in the children."""
        return self.questions.reasons()

    def show_problems(self, problems: Problems) -> None:
        """Hand each child what is wrong with it."""
        self.questions.show_problems(problems)

    def ask(self, answers: Answered) -> None:
        """Show the children that are asked."""
        own = answers.get(self.field.id)
        self.questions.ask(answers, own if isinstance(own, Mapping) else {})

    def focus(self, rest: str = "") -> None:
        """Put the keyboard on a child."""
        self.questions.focus(rest)

    def _tell(self, settled: bool) -> None:
        self.changed.emit(settled)


@dataclass(frozen=True, slots=True)
class _Row:
    card: Card
    heading: PlainLabel
    remove: VerbButton
    questions: Questions


class RepeatEditor(Editor):
    """The same questions for each of several people or events."""

    def __init__(self, room: Room, field: Field, make: Make) -> None:
        super().__init__(room, field)
        self._make = make
        self._answers: Answered = {}
        self.rows: list[_Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.TIGHT)
        self.add_button = VerbButton(room.kit.words, "form.add_row", self.add, icons=room.kit.icons, icon=Icon.ADD)
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addStretch(1)
        self._column.addLayout(foot)
        room.kit.words.changed.connect(self._number)
        self._number()

    def value(self) -> object:
        """Return the rows; an empty one stays in its place until it is taken away, so that numbers do not jump."""
        rows = [row.questions.value() for row in self.rows]
        return rows if any(rows) else None

    def set_value(self, value: object, reasons: Mapping[str, str]) -> None:
        """Show the rows."""
        given = value if isinstance(value, Sequence) and not isinstance(value, str) else []
        while self.rows:
            self._discard(self.rows.pop())
        for number, answers in enumerate(given):
            row = self._insert(number)
            row.questions.set_value(answers if isinstance(answers, Mapping) else {}, under(str(number), reasons))
        self._number()

    def reasons(self) -> dict[str, str]:
        """Return the reasons given in the rows."""
        return {
            f"{number}.{rest}": text
            for number, row in enumerate(self.rows)
            for rest, text in row.questions.reasons().items()
        }

    def show_problems(self, problems: Problems) -> None:
        """Hand each row what is wrong with it."""
        for number, row in enumerate(self.rows):
            row.questions.show_problems(under(str(number), problems))

    def ask(self, answers: Answered) -> None:
        """Show what is asked in each row."""
        self._answers = answers
        for row in self.rows:
            row.questions.ask(answers, row.questions.value())

    def focus(self, rest: str = "") -> None:
        """Put the keyboard on a row, or on the button that adds the first."""
        number, _, deeper = rest.partition(".")
        if self.rows:
            place = int(number) if number.isdigit() and int(number) < len(self.rows) else 0
            self.rows[place].questions.focus(deeper)
        else:
            self.add_button.setFocus()

    def add(self) -> None:
        """Add a blank row at the end and put the keyboard in it."""
        row = self._insert(len(self.rows))
        self._number()
        row.questions.ask(self._answers, {})
        row.questions.focus("")

    def remove(self, row: _Row) -> None:
        """Take a row away and offer it back."""
        place = self.rows.index(row)
        answers, reasons = row.questions.value(), row.questions.reasons()
        self.rows.remove(row)
        self._discard(row)
        self._number()
        self.focus(str(min(place, len(self.rows) - 1)))
        if answers:
            self.changed.emit(True)
            back = partial(self._put_back, place, answers, reasons)
            self.room.kit.notices.done("form.row_removed", action=("notice.undo", back))

    def _put_back(self, place: int, answers: Answered, reasons: Mapping[str, str]) -> None:
        row = self._insert(min(place, len(self.rows)))
        row.questions.set_value(answers, reasons)
        self._number()
        self.changed.emit(True)
        row.questions.focus("")

    def _insert(self, place: int) -> _Row:
        words, icons = self.room.kit.words, self.room.kit.icons
        card, heading = Card(), PlainLabel(type_="strong")
        questions = Questions(self.room, self.field, self._make, self._tell)
        remove = VerbButton(words, "form.remove_row", voice="bare", icons=icons, icon=Icon.CLOSE)
        row = _Row(card, heading, remove, questions)
        remove.clicked.connect(lambda: self.remove(row))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(remove)  # after the questions it would take away, on the screen and for the Tab key
        card.column.addWidget(heading)
        card.column.addWidget(questions)
        card.column.addLayout(foot)
        self.rows.insert(place, row)
        self._column.insertWidget(place, card)
        insert_tabs(card, self._stop_after(place))
        return row

    def _stop_after(self, place: int) -> QWidget:
        """Return where Tab goes after a row: the first stop of the next one, or the button that adds another."""
        following = self.rows[place + 1].card if place + 1 < len(self.rows) else None
        return next(stops(following), self.add_button) if following is not None else self.add_button

    def _discard(self, row: _Row) -> None:
        self._column.removeWidget(row.card)
        throw_away(row.card)

    def _tell(self, settled: bool) -> None:
        self.changed.emit(settled)

    def _number(self) -> None:
        words = self.room.kit.words
        for number, row in enumerate(self.rows, 1):
            name = f"{words.plain(self.field.label)} {number}"
            row.heading.setText(name)
            row.remove.setAccessibleName(f"{words.plain('form.remove_row')}: {name}")
        self.add_button.setAccessibleName(f"{words.plain('form.add_row')}: {words.plain(self.field.label)}")
        self.add_button.setEnabled(len(self.rows) < REPEAT_MAX)


def under(id: str, by_path: Mapping[str, Value]) -> dict[str, Value]:
    """Pick what belongs to a part and shorten its paths."""
    found = {"": by_path[id]} if id in by_path else {}
    return {**found, **{path[len(id) + 1 :]: value for path, value in by_path.items() if path.startswith(f"{id}.")}}
