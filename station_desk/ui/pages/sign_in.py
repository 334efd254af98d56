"""Signing in: who, if several can, and the passphrase. Shows no name but those of the office's people.

What is wrong with the key file, and the two ways round it, are said on the page too; the desk does them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit

from station_desk.desk import key_file, office
from station_desk.desk.ports import Desk
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.buttons import VerbButton
from station_desk.ui.field_row import FieldRow
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page
from station_desk.ui.passphrase_fields import secret_field
from station_desk.ui.waiting import Waiting

BESIDE_FIELD = frozenset({ErrorCode.PASSPHRASE_WRONG, ErrorCode.KEY_FILE_OLD, ErrorCode.DEVICE_KEY_OTHER})
BESIDE_NAME = frozenset({ErrorCode.PERSON_UNKNOWN, ErrorCode.PERSON_NEEDED, ErrorCode.PERSON_LEFT})
OF_KEY_FILE = frozenset({ErrorCode.VAULT_DAMAGED, ErrorCode.VAULT_MISSING, ErrorCode.KEY_FILE_STALE})


class SignInPage(Page):
    """Opens the office of a folder; `opened(desk)` when somebody sits at it, `sheets_wanted` to come in without."""

    opened = Signal(object)
    sheets_wanted = Signal()

    def __init__(self, kit: Kit, folder: Path, signers: int, names: Mapping[str, str]) -> None:
        """`signers` counts who has a passphrase here; `names` are those known on this machine, by id."""
        super().__init__(kit, "sign_in.title")
        self._folder = folder
        words = kit.words
        about = PlainLabel(type_="soft")
        words.tie(about, "sign_in.about")
        self.person = QComboBox()
        self.person.setEditable(True)
        self.person.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for id, name in names.items():
            self.person.addItem(name, id)
        self.person_row = FieldRow(kit, "sign_in.person", self.person, help_text="sign_in.person_help")
        self._asks_name = signers > 1
        self.person_row.setVisible(self._asks_name)
        self.passphrase = secret_field()
        self.passphrase.returnPressed.connect(self._open)
        self.passphrase.installEventFilter(self)
        self.passphrase.textChanged.connect(self._hint)
        self.passphrase_row = FieldRow(kit, "sign_in.passphrase", self.passphrase)
        self.typing = PlainLabel(type_="small")
        self.typing.setVisible(False)
        self.see = QCheckBox()
        words.tie(self.see, "sign_in.see")
        self.see.toggled.connect(self._show)
        card = Card()
        self.open = VerbButton(words, "sign_in.open", self._open, voice="loud", icons=kit.icons, icon=Icon.LOCK)
        for widget in (about, self.person_row, self.passphrase_row, self.typing, self.see):
            card.column.addWidget(widget)
        card.column.addWidget(self.open, alignment=Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(card)
        self.trouble = self._earlier_copy()
        self.column.addWidget(self.trouble)
        self.column.addStretch(1)
        self.sheets = VerbButton(words, "sign_in.by_sheets", self.sheets_wanted.emit, voice="bare")
        self.verbs.addWidget(self.sheets)
        self.waiting = Waiting(self.passphrase_row, self.open)
        self.person.currentTextChanged.connect(lambda _: self.waiting.stop())
        words.changed.connect(self._hint)

    def _earlier_copy(self) -> Card:
        """What is said when the key file is spoilt, or an old one, and a sound copy lies beside it."""
        card, says = Card(), PlainLabel()
        self.kit.words.tie(says, "sign_in.copy_about")
        self.use_copy = VerbButton(self.kit.words, "sign_in.use_copy", self._use_copy, voice="loud")
        card.column.addWidget(says)
        card.column.addWidget(self.use_copy, alignment=Qt.AlignmentFlag.AlignLeft)
        card.setVisible(False)
        return card

    def say_trouble(self, error: DeskError) -> None:
        """Say what keeps the office shut, and offer the earlier key file where that would help."""
        self.kit.notices.refuse(error)
        if error.code in OF_KEY_FILE:
            self.kit.runner.run(key_file.has_copy, self._folder, reads=True, done=self._offer_copy)

    def _offer_copy(self, there: bool) -> None:
        self.trouble.setVisible(there)

    def _use_copy(self) -> None:
        self.kit.runner.run(
            _put_copy, self._folder, done=self._copy_used, failed=self._copy_refused, busy=self.use_copy
        )

    def _copy_used(self, signers: int) -> None:
        self.trouble.setVisible(False)
        self._asks_name = signers > 1  # of a damaged file nobody could tell
        self.person_row.setVisible(self._asks_name)
        self.kit.notices.warn("sign_in.copy_used")
        self.focus_first()

    def _copy_refused(self, _: DeskError) -> bool:
        self.trouble.setVisible(False)
        return False

    def focus_first(self) -> None:
        """Begin at the passphrase, unless the name is not known yet."""
        field = self.person if self._asks_name and not self.person.currentText() else self.passphrase
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice capitals typed without Shift: Caps Lock is on, and dots do not show it."""
        if watched is self.passphrase and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            text = event.text()
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if text.isalpha() and text.isascii():
                self._capitals = text.isupper() and not shift
        return super().eventFilter(watched, event)

    _capitals = False

    def _hint(self, _: str = "") -> None:
        """Say in which letters the last one was typed; nothing else of it."""
        last = self.passphrase.text()[-1:]
        said = ""
        if self._capitals and last.isascii() and last.isalpha():
            said = "sign_in.capitals"
        elif last and unicodedata.name(last, "").startswith("DEVANAGARI"):
            said = "sign_in.in_hindi"
        elif last.isascii() and last.isalpha():
            said = "sign_in.in_english"
        if said:
            self.typing.setText(self.kit.words.say(said))
        self.typing.setVisible(bool(said))

    def _show(self, seen: bool) -> None:
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Normal if seen else QLineEdit.EchoMode.Password)
        self.passphrase.setFocus()

    def _who(self) -> str:
        """Return the id of a name from the list, else what was typed."""
        if not self._asks_name:
            return ""
        typed = " ".join(self.person.currentText().split())
        row = self.person.findText(typed)
        return str(self.person.itemData(row)) if row >= 0 else typed

    def _open(self) -> None:
        if self.waiting.running:
            return
        self.passphrase_row.set_problem(None)
        self.person_row.set_problem(None)
        if self._asks_name and not self._who():
            self.person_row.set_problem("sign_in.say_who")
            self.person.setFocus()
            return
        if not self.passphrase.text():
            self.passphrase_row.set_problem("problem.required")
            self.passphrase.setFocus()
            return
        self.kit.notices.dismiss()
        self.kit.runner.run(
            office.unlock,
            self._folder,
            self.passphrase.text(),
            self._who(),
            done=self._opened,
            failed=self._refuse,
            busy=self,
            name="sign_in.opening",
        )

    def _opened(self, desk: Desk) -> None:
        self.passphrase.clear()
        self.opened.emit(desk)

    def _refuse(self, error: DeskError) -> bool:
        """Say it beside its field; what was typed stays, chosen whole so that typing replaces it."""
        if self.waiting.refuse(error):
            self.passphrase.selectAll()
            return True
        row = self.passphrase_row if error.code in BESIDE_FIELD else None
        row = self.person_row if error.code in BESIDE_NAME else row
        if row is None:
            self.say_trouble(error)
            return True
        row.refuse(error)
        row.editor.setFocus()
        self.passphrase.selectAll()
        return True


def _put_copy(folder: Path) -> int:
    """Put the copy of the key file in its place and tell how many have a passphrase in it."""
    key_file.use_copy(folder)
    return len(office.signers(folder))
