"""One question of a form: label above, help under the field, what is wrong under that. Owns their ties to each other.

Must never hold the answer; that is the editor's, which the caller made.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from station_desk.errors import DeskError, Problem, Weight
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.texts import Fact, Said, error_key
from station_desk.ui.theme import Space, set_mark

_WEIGHTS = {
    Weight.REFUSE: (Icon.HIGH, "danger", "problem", "field.refuse"),
    Weight.WARN: (Icon.WARNING, "warning", "caution", "field.warn"),
    Weight.NOTICE: (Icon.INFO, "accent", "soft", "field.notice"),
}


class FieldRow(QWidget):
    """A label, an editor, a line of help and a line for what is wrong, tied together for keyboard and screen reader."""

    def __init__(
        self,
        kit: Kit,
        label: Said,
        editor: QWidget,
        *,
        help_text: Said | None = None,
        required: bool = False,
        speaker: QWidget | None = None,
        **facts: Fact,
    ) -> None:
        """`label` may hold a mnemonic, "नाम (&N)". `required` is said in words beside the label.

        `speaker` is the widget within the editor that takes the keyboard, where that is not the editor itself.
        """
        super().__init__()
        self._kit = kit
        self.editor = editor
        self._speaker = speaker or editor
        self._said: tuple[Said, dict[str, Fact]] = (label, facts)
        self._required = required
        self._help_said = help_text
        self.label = PlainLabel(type_="strong")
        self.label.setBuddy(self._speaker)
        self.help = PlainLabel(type_="small")
        if help_text is None:
            self.help.hide()
        self._mark = QLabel()
        self.problem = PlainLabel(type_="problem")
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.TIGHT)
        line.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.problem, 1)
        self._line.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.HAIR)
        column.addWidget(self.label)
        column.addWidget(editor)
        column.addWidget(self.help)
        column.addWidget(self._line)
        if help_text is not None:
            kit.words.tie(self.help, help_text)
        kit.words.follow(self._retell)

    def set_problem(self, said: Said | None, *, weight: Weight = Weight.REFUSE, **facts: Fact) -> None:
        """Say under the field what is wrong, by key (`problem.required`, `error.passphrase-wrong`); None clears it."""
        if said is None:
            self._clear()
        else:
            self._kit.words.tie(self.problem, said, **facts)
            self._show(weight)

    def show_problem(self, problem: Problem, **named: Said) -> None:
        """Say a problem of the form under the field; `named` gives labels for the field ids among its facts."""
        self._kit.words.tie_problem(self.problem, problem, **named)
        self._show(problem.weight)

    def refuse(self, error: DeskError) -> None:
        """Say a known error under the field."""
        key = error_key(error)
        self._kit.words.tie(self.problem, key, **self._kit.words.texts.facts_for(key, error.facts))
        self._show(Weight.REFUSE)

    @property
    def has_problem(self) -> bool:
        """Whether something is said to be wrong."""
        return not self._line.isHidden()

    def _show(self, weight: Weight) -> None:
        icon, colour, type_, word = _WEIGHTS[weight]
        self._kit.icons.put_mark(self._mark, icon, colour)
        self._kit.words.tie_plain(self._mark.setAccessibleName, word)
        set_mark(self.problem, "type", type_)
        set_mark(self._speaker, "problem", weight is Weight.REFUSE)
        self._line.setVisible(True)
        self._tell_reader()

    def _clear(self) -> None:
        self._kit.words.cut(self.problem)
        self.problem.clear()
        self._line.setVisible(False)
        set_mark(self._speaker, "problem", False)
        self._tell_reader()

    def _retell(self) -> None:
        words = self._kit.words
        said, facts = self._said
        need = f" – {words.say('field.required')}" if self._required else ""
        self.label.setText(words.say(said, **facts) + need)
        self._speaker.setAccessibleName(words.plain(said, **facts) + need)
        self._tell_reader()

    def _tell_reader(self) -> None:
        """Give the editor the help and what is wrong as its spoken description."""
        self._speaker.setAccessibleDescription(
            "\n".join(part for part in (self.problem.text(), self.help.text()) if part)
        )
