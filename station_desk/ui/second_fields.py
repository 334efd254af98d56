"""The second officer of an approval: who they are, and their own password, typed at the same desk.

Owns the two fields and what is said beside them; who may agree and whether they did is the desk's to judge.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from station_desk.desk import approvals
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.ports import Desk
from station_desk.desk.reading import PersonRow
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.field_row import FieldRow
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.passphrase_fields import secret_field
from station_desk.ui.person_fields import called
from station_desk.ui.theme import Space

BESIDE_WHO = frozenset({ErrorCode.SECOND_SAME, ErrorCode.SECOND_NEEDED, ErrorCode.PERSON_UNKNOWN})
BESIDE_PASSPHRASE = frozenset({ErrorCode.PASSPHRASE_WRONG, ErrorCode.SIGN_IN_WAIT, ErrorCode.KEY_FILE_OLD})


class SecondFields(QWidget):
    """Who agrees and their password; or, where nobody could, a sentence that says so and what to do.

    `entered`         Enter was pressed in the password: the page does its one act
    `known(anybody)`  the list has come; says whether there is anybody to ask
    """

    entered = Signal()
    known = Signal(bool)

    def __init__(self, kit: Kit, desk: Desk, right: Right = Right.SECOND, *, but: str = "") -> None:
        """`right` is what the second person must hold; `but` is somebody who cannot be it: the act is about them."""
        super().__init__()
        self._kit = kit
        self._right = right
        self._but = but
        self.who = QComboBox()
        kit.words.tie(self.who.setPlaceholderText, "second.choose")
        self.who_row = FieldRow(kit, "second.who", self.who, required=True)
        self.passphrase = secret_field()
        self.passphrase.returnPressed.connect(self.entered)
        self.passphrase_row = FieldRow(kit, "second.passphrase", self.passphrase, required=True)
        self.nobody = PlainLabel(type_="caution")
        kit.words.tie(self.nobody, "second.nobody")
        self.nobody.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        for widget in (self.who_row, self.passphrase_row, self.nobody):
            column.addWidget(widget)
        self.setFocusProxy(self.who)
        self.who.currentIndexChanged.connect(self._choose)
        kit.runner.run(approvals.seconds, desk, right, reads=True, done=self._show)

    def second(self) -> SecondPerson | None:
        """Return who agrees and what they typed; None after saying beside the field what is missing."""
        self.who_row.set_problem(None)
        self.passphrase_row.set_problem(None)
        chosen = self.who.currentData()
        if chosen is None:
            self.who_row.set_problem("problem.required")
            self.who.setFocus()
            return None
        if not self.passphrase.text():
            self.passphrase_row.set_problem("problem.required")
            self.passphrase.setFocus()
            return None
        return SecondPerson(str(chosen), self.passphrase.text())

    def refuse(self, error: DeskError) -> bool:
        """Say beside its field why they could not agree; False when the error is about something else."""
        of_them = error.code is ErrorCode.NOT_ALLOWED and error.facts.get("right") == self._right.value
        if error.code in BESIDE_WHO or of_them:
            self.who_row.refuse(error)
            self.who.setFocus()
            return True
        if error.code in BESIDE_PASSPHRASE:
            self.passphrase_row.refuse(error)
            self.passphrase.setFocus()
            self.passphrase.selectAll()
            return True
        return False

    def clear(self) -> None:
        """Forget what was typed."""
        self.passphrase.clear()
        self.who_row.set_problem(None)
        self.passphrase_row.set_problem(None)

    def _choose(self, _: int) -> None:
        self.who_row.set_problem(None)

    def _show(self, rows: list[PersonRow]) -> None:
        """Offer those who may agree; the only one is chosen already."""
        able = [row for row in rows if row.id != self._but]
        self.who.clear()
        for row in able:
            self.who.addItem(called(row), row.id)
        self.who.setCurrentIndex(0 if len(able) == 1 else -1)
        for widget in (self.who_row, self.passphrase_row):
            widget.setVisible(bool(able))
        self.nobody.setVisible(not able)
        self.known.emit(bool(able))
