"""Asks why before something that cannot be undone. Owns the question and the check that the reason names nobody."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from station_desk.domain.answers import Answers
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.buttons import VerbButton
from station_desk.ui.field_row import FieldRow
from station_desk.ui.intake_steps import check_reason
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Space

_OF_THE_REASON = {ErrorCode.NAMES_HER: "problem.names-her", ErrorCode.REASON_NEEDED: "problem.required"}


class ReasonDialog(QDialog):
    """A question, a line for the reason, the verb, and the safe way back.

    `given(reason)`   somebody gave a reason and pressed the verb; the dialog waits for `accept` or `refuse`
    """

    given = Signal(str)

    def __init__(self, parent: QWidget, kit: Kit, question: Said, verb: Said, answers: Answers, **facts: Fact) -> None:
        super().__init__(parent)
        self._answers = answers
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kit.words.tie_plain(self.setWindowTitle, "frame.title")
        says = PlainLabel()
        kit.words.tie(says, question, **facts)
        self.reason = QLineEdit()
        self.row = FieldRow(kit, "reason.label", self.reason, help_text="reason.help", required=True)
        self.reason.textChanged.connect(lambda _: self.row.set_problem(None))
        self.verb = VerbButton(kit.words, verb, self._give, voice="grave")
        back = VerbButton(kit.words, "ask.back", self.reject)
        last = QHBoxLayout()
        last.addWidget(self.verb)
        last.addStretch(1)
        last.addWidget(back)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.WIDE, Space.WIDE, Space.WIDE, Space.WIDE)
        column.setSpacing(Space.BODY)
        column.addWidget(says)
        column.addWidget(self.row)
        column.addLayout(last)
        self.setMinimumWidth(kit.theme.pixels(480))
        self.reason.setFocus()

    def _give(self) -> None:
        if check_reason(self.row, self.reason, self._answers):
            self.given.emit(self.reason.text())

    def refuse(self, error: DeskError) -> bool:
        """Say under the reason why it was not done, whatever the trouble; what was typed stays."""
        said = _OF_THE_REASON.get(error.code)
        if said is None:
            self.row.refuse(error)
        else:
            self.row.set_problem(said)
        self.reason.setFocus()
        return True
