"""Choosing a PIN for today: typed twice. Owns the two fields; the PIN stays in the desk's memory and nowhere else."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from station_desk.desk import office
from station_desk.desk.ports import Desk
from station_desk.domain.letters import fold_digits
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.dialogs.asking import AskingDialog
from station_desk.ui.field_row import FieldRow
from station_desk.ui.kit import Kit
from station_desk.ui.pin_field import pin_field

BESIDE_FIRST = frozenset({ErrorCode.PIN_SHORT, ErrorCode.PIN_COMMON, ErrorCode.MEMORY_SHORT})


class PinDialog(AskingDialog):
    """Two fields and what is wrong beside them; `kept` when the desk has taken the PIN."""

    kept = Signal()

    def __init__(self, parent: QWidget, kit: Kit, desk: Desk) -> None:
        self._desk = desk
        self.first, self.second = pin_field(), pin_field()
        self.first_row = FieldRow(kit, "pin.first", self.first, help_text="pin.help", required=True)
        self.second_row = FieldRow(kit, "pin.second", self.second, required=True)
        rows = (self.first_row, self.second_row)
        lines = (self.first, self.second)
        super().__init__(parent, kit, "pin.title", "pin.about", rows, lines, "pin.keep", self._keep)

    def _keep(self) -> None:
        for row in (self.first_row, self.second_row):
            row.set_problem(None)
        if not self.first.text():
            self.first_row.set_problem("problem.required")
            self.first.setFocus()
        elif fold_digits(self.first.text()) != fold_digits(self.second.text()):
            self.second_row.set_problem("pin.differ")
            self.second.setFocus()
            self.second.selectAll()
        else:
            self.kit.runner.run(
                office.set_pin,
                self._desk,
                self.first.text(),
                reads=True,
                done=self._done,
                failed=self._refuse,
                busy=self.body,
            )

    def _done(self, _: None) -> None:
        for field in (self.first, self.second):
            field.setText("")
        self.kept.emit()
        self.accept()
        self.kit.notices.done("pin.kept")

    def _refuse(self, error: DeskError) -> bool:
        if error.code not in BESIDE_FIRST:
            return False
        self.first_row.refuse(error)
        self.first.setFocus()
        self.first.selectAll()
        return True
