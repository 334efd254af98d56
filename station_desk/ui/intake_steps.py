"""What stands in place of the form at three moments: the token, the reading back, the look at a correction."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from station_desk.desk.ports import intake_form
from station_desk.domain.answers import Answers
from station_desk.domain.fields import Choice
from station_desk.domain.records import Change, changes
from station_desk.domain.sensitivity import names_her
from station_desk.ui.answer_sheet import AnswerSheet
from station_desk.ui.change_list import ChangeList
from station_desk.ui.field_row import FieldRow
from station_desk.ui.form_model import FormModel
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card
from station_desk.ui.theme import Space


class TokenCard(Card):
    """The number she is given, large enough to be read across the table."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        heading, says, ask = PlainLabel(type_="section"), PlainLabel(), PlainLabel(type_="strong")
        self.token = PlainLabel(type_="token")
        self.token.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        kit.words.tie(heading, "entry.token_is")
        kit.words.tie(says, "entry.token_say")
        kit.words.tie(ask, "entry.slip_ask")
        for label in (heading, self.token, says, ask):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.column.addWidget(label)

    def show_token(self, token: str) -> None:
        """Show a token."""
        self.token.setText(token)


class ReadBack(QWidget):
    """Everything in words, to be read to her; who she is as well, for she is the one who hears it."""

    def __init__(self, kit: Kit, model: FormModel) -> None:
        super().__init__()
        self._model = model
        heading, says = PlainLabel(type_="section"), PlainLabel(type_="soft")
        kit.words.tie(heading, "entry.read_back_title")
        kit.words.tie(says, "entry.read_back_help")
        self.sheet = AnswerSheet(kit)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.BODY)
        for widget in (heading, says, self.sheet):
            column.addWidget(widget)

    def follow(self, people: Sequence[Choice]) -> None:
        """Show what the form holds now."""
        self.sheet.show_answers(self._model.form.sections, self._model.cleaned.answers, people)


class Review(QWidget):
    """What a correction changes, old beside new, and the reason for it."""

    def __init__(self, kit: Kit, model: FormModel, original: Answers, people: Sequence[Choice]) -> None:
        super().__init__()
        self._model = model
        self._original = original
        self._kit = kit
        self._heading = PlainLabel(type_="section")
        kit.words.tie(self._heading, "entry.review_title")
        self._nothing = PlainLabel(type_="soft")
        kit.words.tie(self._nothing, "entry.nothing_changed")
        self._moved = PlainLabel(type_="section")
        kit.words.tie(self._moved, "entry.moved_title")
        self.meanwhile = ChangeList(kit, people)
        for part in (self._moved, self.meanwhile):
            part.setVisible(False)
        self.changes = ChangeList(kit, people)
        self.reason = QLineEdit()
        self.reason_row = FieldRow(
            kit, "entry.amend_reason", self.reason, help_text="entry.amend_reason_help", required=True
        )
        self.reason.textChanged.connect(lambda _: self.reason_row.set_problem(None))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.BODY)
        for widget in (self._moved, self.meanwhile, self._heading, self._nothing, self.changes, self.reason_row):
            column.addWidget(widget)

    def show_meanwhile(self, meanwhile: Sequence[Change]) -> None:
        """Show above it what somebody else changed since this correction was begun."""
        self.meanwhile.show_changes(meanwhile)
        self._kit.words.tie(self._heading, "entry.review_yours")
        for part in (self._moved, self.meanwhile):
            part.setVisible(True)

    @property
    def has_changes(self) -> bool:
        """Whether anything is different from what was final."""
        return bool(self.changes.shown)

    def follow(self) -> None:
        """Show what is different now."""
        self.changes.show_changes(list(changes(intake_form(), self._original, self._model.cleaned.answers)))
        self._nothing.setVisible(not self.has_changes)
        self.reason_row.setVisible(self.has_changes)

    def accepts_reason(self) -> bool:
        """Tell whether there is a reason that names nobody; else say so beside it and put the keyboard there."""
        return check_reason(self.reason_row, self.reason, self._model.cleaned.answers, self._original)


def check_reason(row: FieldRow, line: QLineEdit, *answers: Answers) -> bool:
    """Tell whether a reason may stand in the register's level: not empty, naming nobody known from these answers."""
    text = line.text()
    if not text.strip():
        row.set_problem("problem.required")
    elif any(names_her(intake_form(), each, text) for each in answers):
        row.set_problem("problem.names-her")
    else:
        row.set_problem(None)
        return True
    line.setFocus()
    return False
