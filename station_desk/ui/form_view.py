"""A form on the screen, one section at a time. Owns building a section when it is first opened and moving among them.

Answers live in the model; what is typed goes there and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_desk.domain.cells import in_words
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Field, FieldKind, Need, Section, Wording
from station_desk.ui.field_widgets.editor import Room
from station_desk.ui.field_widgets.nest import AnswerRow
from station_desk.ui.field_widgets.registry import make_editor
from station_desk.ui.first_taps import TapSection
from station_desk.ui.form_model import FormModel
from station_desk.ui.labels import PlainLabel
from station_desk.ui.stepper import Step, Stepper, StepState
from station_desk.ui.tab_order import insert_tabs
from station_desk.ui.theme import Space


class FormView(QWidget):
    """The open section, with a stepper that the page puts above it.

    `opened(id)`   another section is open; `shown()` asks that what has the keyboard be brought into sight
    `tapped()`     the last of the short answers of the first page was given or passed over
    """

    opened = Signal(str)
    shown = Signal()
    tapped = Signal()

    def __init__(
        self,
        room: Room,
        model: FormModel,
        sections: Sequence[Section],
        before: QWidget,
        original: Answered | None = None,
        *,
        taps: bool = False,
    ) -> None:
        """Tab comes to `before` after the last question. `original` are the answers that are being corrected.

        With `taps` a section that has short answers shows only those, each to be given by one key.
        """
        super().__init__()
        self._room = room
        self.model = model
        self.sections = tuple(sections)
        self._before = before
        self._original = original
        self._taps = taps
        self._labels = {field.id: field.label for field in model.form.fields}
        self._built: dict[str, _SectionView | TapSection] = {}
        self._states: dict[str, StepState] = {}
        self.open_section = self.sections[0]
        self.stepper = Stepper(room.kit, [Step(section.id, section.title) for section in self.sections], "form.steps")
        self.stepper.chosen.connect(self._choose)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        model.judged.connect(self._follow)

    def open(self, id: str) -> None:
        """Open a section, building it when it was never open before."""
        self.model.settle()
        section = next(section for section in self.sections if section.id == id)
        for view in self._built.values():
            view.setVisible(False)
        self.open_section = section
        if id not in self._built:
            view = self._build(section)
            self._built[id] = view
            self._column.addWidget(view)
            insert_tabs(view, self._before)
        self._built[id].follow()
        self._built[id].setVisible(True)
        self.stepper.set_now(id)
        self._show_states()
        self.opened.emit(id)

    def _build(self, section: Section) -> _SectionView | TapSection:
        if not (self._taps and section.taps):
            return _SectionView(self._room, self.model, section, self._labels, self._original)
        view = TapSection(self._room, self.model, section, self._labels)
        view.done.connect(self.tapped)
        return view

    def step(self, by: int) -> bool:
        """Open the next section or the one before; return whether there is one."""
        section = self.beside(by)
        if section is None:
            return False
        self.open(section.id)
        self.focus_first()
        return True

    def beside(self, by: int) -> Section | None:
        """Return the next section (1) or the one before (-1) in which anything is asked, None when there is none."""
        place = self.sections.index(self.open_section)
        there = self.sections[place + 1 :] if by > 0 else reversed(self.sections[:place])
        return next((section for section in there if self._is_asked(section)), None)

    def go_to(self, path: str) -> None:
        """Open the section of a field and put the keyboard in it."""
        id, _, rest = path.partition(".")
        section = next(section for section in self.sections if any(field.id == id for field in section.fields))
        if section is not self.open_section or section.id not in self._built:
            self.open(section.id)
        row = self._built[section.id].rows[id]
        row.answer.focus(rest)
        self.shown.emit()

    def focus_first(self) -> None:
        """Put the keyboard on the first question of the open section."""
        view = self._built[self.open_section.id]
        first = next((row for row in view.rows.values() if not row.isHidden()), None)
        if first is not None:
            first.answer.focus()

    def focus_unanswered(self) -> None:
        """Put the keyboard on the first question of the open section that has no answer, else on the first."""
        rows = [row for row in self._built[self.open_section.id].rows.values() if not row.isHidden()]
        blank = next((row for row in rows if self.model.value(row.answer.field.id) in (None, "", [], {})), None)
        if blank is not None:
            blank.answer.focus()
        else:
            self.focus_first()

    def row_of(self, widget: QWidget | None) -> QWidget | None:
        """Return the question a widget belongs to, None when it is elsewhere."""
        rows = self._built[self.open_section.id].rows.values() if self.open_section.id in self._built else ()
        return next((row for row in rows if widget is not None and row.isAncestorOf(widget)), None)

    @property
    def built_rows(self) -> dict[str, AnswerRow]:
        """The questions of every section that has been opened, by field."""
        return {id: row for view in self._built.values() for id, row in view.rows.items()}

    def row(self, id: str) -> AnswerRow:
        """Return the question of a field in a section that has been opened. Raises KeyError."""
        return next(view.rows[id] for view in self._built.values() if id in view.rows)

    def show_again(self, id: str) -> None:
        """Show an answer that the page itself has changed, where its question was built before."""
        for row in (view.rows[id] for view in self._built.values() if id in view.rows):
            row.answer.set_value(self.model.value(id), self.model.reasons(id))

    def _choose(self, id: str) -> None:
        self.open(id)
        self.focus_first()

    def _follow(self) -> None:
        if self.open_section.id in self._built:
            self._built[self.open_section.id].follow()
        self._show_states()

    def _is_asked(self, section: Section) -> bool:
        return any(field.kind is not FieldKind.AUTO and self.model.is_asked(field.id) for field in section.fields)

    def _show_states(self) -> None:
        idle = {section.id for section in self.sections if not self._is_asked(section)}
        self.stepper.hide_steps(frozenset(idle - {self.open_section.id}))
        for section in self.sections:
            if self.model.is_wrong(section):
                state = StepState.WRONG
            elif self.model.still_to_ask(section):
                state = StepState.TO_COME
            else:
                state = StepState.DONE
            if self._states.get(section.id) is not state:
                self._states[section.id] = state
                self.stepper.set_state(section.id, state)


class _SectionView(QWidget):
    """All questions of one section, those not asked hidden."""

    def __init__(
        self,
        room: Room,
        model: FormModel,
        section: Section,
        labels: Mapping[str, Wording],
        original: Answered | None,
    ) -> None:
        super().__init__()
        self._model = model
        self._labels = labels
        self.rows: dict[str, AnswerRow] = {}
        self._before: dict[str, _Before] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.BODY)
        for place, field in enumerate(section.fields):
            if field.kind is FieldKind.AUTO:
                continue
            editor = make_editor(room, field)
            earlier = field.either in {one.id for one in section.fields[:place]}
            row = AnswerRow(room, editor, required=field.need is Need.FINALISE and not earlier)
            editor.set_value(model.value(field.id), model.reasons(field.id))
            editor.changed.connect(partial(self._take, row))
            column.addWidget(row)
            self.rows[field.id] = row
            if original is not None:
                self._before[field.id] = _Before(room, field, original.get(field.id))
                row.put_under_label(self._before[field.id])
        column.addStretch(1)

    def follow(self) -> None:
        """Show what the model judges: what is asked, what is wrong, what is being corrected."""
        answers = self._model.cleaned.answers
        for id, row in self.rows.items():
            row.setVisible(self._model.is_asked(id))
            row.answer.ask(answers)
            row.show_all(self._model.problems(id), self._labels)
            if id in self._before:
                self._before[id].compare(answers.get(id))

    def _take(self, row: AnswerRow, settled: bool) -> None:
        editor = row.answer
        self._model.set(editor.field.id, editor.value(), editor.reasons(), settled=settled)


class _Before(PlainLabel):
    """The old answer, struck through, once it has been changed."""

    def __init__(self, room: Room, field: Field, old: object) -> None:
        super().__init__(type_="struck")
        self._room = room
        self._field = field
        self._old = old
        self.setVisible(False)
        room.kit.words.follow(self._retell)

    def compare(self, new: object) -> None:
        """Show it when the answer is another one now."""
        self.setVisible(self._old is not None and new != self._old)

    def _retell(self) -> None:
        if self._old is not None:
            language = self._room.kit.words.language
            people = {choice.code: choice.label.in_(language) for choice in self._room.people}
            old = in_words(self._field, self._old, language, people)
            self.setText(old)
            self.setAccessibleName(self._room.kit.words.say("form.was", old=old))
