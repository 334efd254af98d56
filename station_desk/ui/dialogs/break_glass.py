"""Asks for all that opening sealed notes in an emergency needs: why, a reason in words, a second officer.

Owns the questions; the desk opens the notes and writes the opening down.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from station_desk.desk import sealing
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.buttons import VerbButton
from station_desk.ui.choice import Choice
from station_desk.ui.dialogs.fitted import FittedDialog
from station_desk.ui.field_row import FieldRow
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.second_fields import SecondFields

WIDTH: Final = 560
_SAID: Final = {
    "danger_to_life": "glass.danger_to_life",
    "court_order": "glass.court_order",
    "counsellor_absent": "glass.counsellor_absent",
    "complaint_about_staff": "glass.complaint_about_staff",
}
WHY: Final = tuple((why, _SAID[why]) for why in sealing.WHY)


class BreakGlassDialog(FittedDialog):
    """What will be opened and written, the questions, the verb, the way back.

    `given(why, reason, second)`   everything was answered; the dialog waits for `accept` or `refuse`
    """

    given = Signal(str, str, object)

    def __init__(self, parent: QWidget, kit: Kit, desk: Desk, record: str, token: str, count: int) -> None:
        super().__init__(parent, kit, WIDTH)
        words = kit.words
        heading, says = PlainLabel(type_="section"), PlainLabel(type_="caution")
        words.tie(heading, "glass.title")
        if count == 1:
            words.tie(says, "glass.what_one", token=token)
        else:
            words.tie(says, "glass.what", token=token, count=count)
        self.why = Choice(kit, "glass.why", WHY)
        self.reason = QLineEdit()
        self.reason_row = FieldRow(kit, "glass.reason", self.reason, help_text="glass.reason_help", required=True)
        self.reason.textChanged.connect(lambda _: self.reason_row.set_problem(None))
        self.second = SecondFields(kit, desk, Right.BREAK_GLASS, matter=record)
        # Queued: the dialog is disabled while the desk works, and the key must have done its way up by then.
        self.second.entered.connect(self._give, Qt.ConnectionType.QueuedConnection)
        self.verb = VerbButton(words, "glass.break", self._give, voice="grave")
        self.verb.setEnabled(False)
        self.second.known.connect(self.verb.setEnabled)
        back = VerbButton(words, "ask.back", self.reject)
        for widget in (heading, says, self.why, self.reason_row, self.second):
            self.column.addWidget(widget)
        self.end(self.verb, back)
        self.why.put_keyboard()

    def refuse(self, error: DeskError) -> bool:
        """Say beside its field why it was not taken; what was typed stays."""
        if self.second.refuse(error):
            return True
        if error.code is ErrorCode.REASON_NEEDED:
            self.reason_row.set_problem("problem.required")
        else:
            self.reason_row.refuse(error)
        self.reason.setFocus()
        return True

    def done(self, result: int) -> None:
        """Forget the second person's password however the dialog ends."""
        self.second.clear()
        super().done(result)

    def _give(self) -> None:
        if not self.why.chosen:
            self.why.set_problem("problem.required")
        elif not self.reason.text().strip():
            self.reason_row.set_problem("problem.required")
            self.reason.setFocus()
        elif (second := self.second.second()) is not None:
            self.given.emit(self.why.chosen, self.reason.text(), second)
