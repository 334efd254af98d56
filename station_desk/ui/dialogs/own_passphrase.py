"""Changing one's own password: the old one, and the new one twice. Judges nothing itself."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from station_desk.desk import people
from station_desk.desk.ports import Desk
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.dialogs.asking import AskingDialog
from station_desk.ui.field_row import FieldRow
from station_desk.ui.kit import Kit
from station_desk.ui.passphrase_fields import PassphraseFields, secret_field


class OwnPassphraseDialog(AskingDialog):
    """The old password, the new one; what the desk refuses stands beside its field."""

    def __init__(self, parent: QWidget, kit: Kit, desk: Desk) -> None:
        self._desk = desk
        self.old = secret_field()
        self.old_row = FieldRow(kit, "own_passphrase.old", self.old, required=True)
        self.new = PassphraseFields(kit)
        super().__init__(
            parent,
            kit,
            "own_passphrase.title",
            "own_passphrase.about",
            (self.old_row, self.new),
            (self.old, self.new.first, self.new.second),
            "own_passphrase.change",
            self._change,
        )

    def _change(self) -> None:
        self.old_row.set_problem(None)
        if not self.old.text():
            self.old_row.set_problem("problem.required")
            self.old.setFocus()
        elif self.new.agree():
            self.kit.runner.run(
                people.change_passphrase,
                self._desk,
                self.old.text(),
                self.new.text,
                done=self._done,
                failed=self._refuse,
                busy=self.body,
                name="own_passphrase.changing",
            )

    def _done(self, _: object) -> None:
        self.old.setText("")
        self.new.clear()
        self.accept()
        self.kit.notices.done("own_passphrase.changed")

    def _refuse(self, error: DeskError) -> bool:
        if error.code is ErrorCode.PASSPHRASE_WRONG:
            self.old_row.refuse(error)
            self.old.setFocus()
            self.old.selectAll()
            return True
        return self.new.refuse(error)
