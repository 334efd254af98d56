"""Choosing a passphrase: typed twice, shown if wished, or one that is offered. Judges nothing itself."""

from __future__ import annotations

import unicodedata

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from station_desk.desk import people
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.buttons import VerbButton
from station_desk.ui.field_row import FieldRow
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.theme import Space

CODES = frozenset(
    {
        ErrorCode.PASSPHRASE_SHORT,
        ErrorCode.PASSPHRASE_LONG,
        ErrorCode.PASSPHRASE_COMMON,
        ErrorCode.PASSPHRASE_CHARACTER,
    }
)
MOST = 1000  # the field holds more than the rule allows, so that the rule can say so


class PassphraseFields(QWidget):
    """The rule in words, two fields, a box to see what is typed, and a button that offers one."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        words = kit.words
        self.first, self.second = secret_field(), secret_field()
        self.first_row = FieldRow(kit, "passphrase.first", self.first, help_text="passphrase.help", required=True)
        self.second_row = FieldRow(kit, "passphrase.second", self.second, required=True)
        self.see = QCheckBox()
        words.tie(self.see, "passphrase.see")
        self.see.toggled.connect(self._show)
        self.offer = VerbButton(words, "passphrase.offer", self._offer, voice="bare")
        self._offered = PlainLabel(type_="section")
        self._offered.setVisible(False)
        self._write_down = PlainLabel(type_="soft")
        words.tie(self._write_down, "passphrase.write_down")
        self._write_down.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.TIGHT)
        for widget in (self.first_row, self.second_row, self.see, self.offer, self._offered, self._write_down):
            column.addWidget(widget)
        self.setFocusProxy(self.first)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.first.text()

    @property
    def offered(self) -> str:
        """The passphrase that was offered, "" when none was."""
        return self._offered.text()

    def agree(self) -> bool:
        """Tell whether both fields say the same, and say so beside the second if not."""
        self.first_row.set_problem(None)
        self.second_row.set_problem(None)
        same = unicodedata.normalize("NFC", self.first.text()) == unicodedata.normalize("NFC", self.second.text())
        if not same:
            self.second_row.set_problem("passphrase.differ")
            self.second.setFocus()
        return same

    def refuse(self, error: DeskError) -> bool:
        """Say beside the field why a passphrase was refused; False when the error is about something else."""
        if error.code not in CODES:
            return False
        self.first_row.refuse(error)
        self.first.setFocus()
        return True

    def clear(self) -> None:
        """Forget what was typed and offered, also what Ctrl+Z would bring back."""
        for field in (self.first, self.second):
            field.setText("")
        self._offered.clear()
        self._offered.setVisible(False)
        self._write_down.setVisible(False)

    def _show(self, seen: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if seen else QLineEdit.EchoMode.Password
        for field in (self.first, self.second):
            field.setEchoMode(mode)

    def _offer(self) -> None:
        self._kit.runner.run(people.offer_passphrase, reads=True, done=self._show_offered)

    def _show_offered(self, offered: str) -> None:
        self._offered.setText(offered)
        self._offered.setVisible(True)
        self._write_down.setVisible(True)
        self.first.setFocus()


def secret_field() -> QLineEdit:
    """Return a field that shows dots; `setText("")` empties it for good, `clear` leaves what Ctrl+Z brings back."""
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setMaxLength(MOST)
    return field
