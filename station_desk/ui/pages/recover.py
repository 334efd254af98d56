"""Coming in without a password: two recovery sheets, who is let in, their new password. Forgets the digits at the end.

Owns the three steps; the desk opens the office and has the sheets sign for it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from station_desk.desk import recovery
from station_desk.desk.ports import Desk
from station_desk.desk.reading import PersonRow
from station_desk.errors import DeskError
from station_desk.ui.buttons import VerbButton
from station_desk.ui.hand_over import HandOver
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.passphrase_fields import PassphraseFields
from station_desk.ui.person_fields import called
from station_desk.ui.row_style import ROW, dress_list
from station_desk.ui.stepper import Step
from station_desk.ui.two_sheets import OF_SHEETS, TwoSheetFields

STEPS = (
    Step("sheets", "recover.step_sheets"),
    Step("who", "recover.step_who"),
    Step("passphrase", "recover.step_passphrase"),
)
ROWS = 6


class RecoverPage(HandOver):
    """Two sheets open the office for somebody; `opened(desk)` when they sit at it, `given_up` on the way back."""

    opened = Signal(object)
    given_up = Signal()

    def __init__(self, kit: Kit, folder: Path) -> None:
        super().__init__(kit, "recover.title", STEPS)
        self._folder = folder
        words = kit.words
        about = PlainLabel()
        words.tie(about, "recover.about")
        self.sheets = TwoSheetFields(kit, partial(recovery.whose, folder))
        self.first, self.second = self.sheets.first, self.sheets.second
        self.sheets.entered.connect(self._to_who)
        to_who = VerbButton(words, "wizard.on", self._to_who, voice="loud")
        self.add_panel("sheets", [about, self.sheets], [to_who])
        ask = PlainLabel()
        words.tie(ask, "recover.who_about")
        self.people = QListWidget()
        dress_list(self.people, kit)
        self.people.setMinimumHeight(kit.theme.pixels(ROWS * ROW) // 2)
        self.people.setMaximumHeight(kit.theme.pixels(ROWS * ROW))
        words.tie_plain(self.people.setAccessibleName, "recover.step_who")
        self.people.activated.connect(lambda _: self._to_passphrase())
        to_passphrase = VerbButton(words, "wizard.on", self._to_passphrase, voice="loud")
        self.add_panel("who", [ask, self.people], [to_passphrase], "sheets")
        self._theirs = PlainLabel()
        self.passphrase = PassphraseFields(kit)
        self.passphrase.second.returnPressed.connect(self._let_in)
        self.open = VerbButton(words, "recover.open", self._let_in, voice="loud", icons=kit.icons, icon=Icon.LOCK)
        self.add_panel("passphrase", [self._theirs, self.passphrase], [self.open], "who")
        self.finish_panels()

    def go_back(self) -> bool:
        """Take one step back; from the first one to signing in, where nothing typed here is kept."""
        if not super().go_back():
            self.forget()
            self.given_up.emit()
        return True

    def forget(self) -> None:
        """Forget the digits and the new password."""
        self.sheets.clear()
        self.passphrase.clear()

    def _to_who(self) -> None:
        digits = self.sheets.digits()
        if digits is None:
            return
        self.kit.runner.run(
            recovery.people_with_sheets,
            self._folder,
            *digits,
            done=self._show_people,
            failed=self._refuse,
            busy=self,
            name="recover.checking",
        )

    # Who, and their password

    def _show_people(self, rows: list[PersonRow]) -> None:
        self.people.clear()
        for row in rows:
            item = QListWidgetItem(called(row))
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            self.people.addItem(item)
        self.people.setCurrentRow(0 if len(rows) == 1 else -1)
        self.go("who")

    def _to_passphrase(self) -> None:
        chosen = self.people.currentItem()
        if chosen is None:
            self.people.setFocus()
            self.kit.notices.info("recover.choose")
            return
        self.kit.notices.dismiss()
        self.kit.words.tie(self._theirs, "recover.passphrase_about", person=chosen.text())
        self.go("passphrase")

    def _let_in(self) -> None:
        chosen, digits = self.people.currentItem(), self.sheets.digits()
        if chosen is None or digits is None or not self.passphrase.agree():
            return
        self.kit.runner.run(
            recovery.let_in,
            self._folder,
            *digits,
            chosen.data(Qt.ItemDataRole.UserRole),
            self.passphrase.text,
            done=self._opened,
            failed=self._refuse,
            busy=self,
            name="recover.opening",
        )

    def _opened(self, desk: Desk) -> None:
        self.all_done()
        self.forget()
        self.opened.emit(desk)

    def _refuse(self, error: DeskError) -> bool:
        if error.code in OF_SHEETS:
            self.go("sheets")
            return self.sheets.refuse(error)
        return self.passphrase.refuse(error)
