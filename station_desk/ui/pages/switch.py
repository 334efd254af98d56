"""Between two people: the first has stepped aside, the next sits down by PIN or password. The office stays open.

Owns choosing who it is and the one field; the desk judges. Nothing of the person before is shown or kept here.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from station_desk.desk import office
from station_desk.desk.office import NextPerson
from station_desk.desk.ports import Desk, Room
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.buttons import VerbButton
from station_desk.ui.field_row import FieldRow
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page
from station_desk.ui.passphrase_fields import secret_field
from station_desk.ui.person_fields import called
from station_desk.ui.pin_field import pin_field
from station_desk.ui.row_style import MARK_ROLE, ROW, dress_list
from station_desk.ui.waiting import Waiting

MOST_ROWS = 6
BESIDE_PASSPHRASE = frozenset({ErrorCode.PASSPHRASE_WRONG, ErrorCode.KEY_FILE_OLD, ErrorCode.PERSON_LEFT})


class SwitchPage(Page):
    """Who sits down next. `opened(desk)` when they do, `lock_wanted` for the verb and for a PIN that is used up."""

    opened = Signal(object)
    lock_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "switch.title")
        self._room: Room | None = None
        self._next: list[NextPerson] = []
        self._by_passphrase = False
        words = kit.words
        about = PlainLabel(type_="soft")
        words.tie(about, "switch.about")
        self.people = QListWidget()
        dress_list(self.people, kit)
        words.tie_plain(self.people.setAccessibleName, "switch.who")
        self.people.currentRowChanged.connect(self._choose)
        self.people.activated.connect(lambda _: self._to_field())
        self.pin, self.passphrase = pin_field(), secret_field()
        self.pin_row = FieldRow(kit, "switch.pin", self.pin)
        self.passphrase_row = FieldRow(kit, "sign_in.passphrase", self.passphrase)
        self.instead = VerbButton(words, "switch.by_passphrase", self._take_passphrase, voice="bare")
        self.sit = VerbButton(words, "switch.sit", self._sit, voice="loud", icons=kit.icons, icon=Icon.SWITCH)
        card = Card()
        for widget in (about, self.people, self.pin_row, self.passphrase_row):
            card.column.addWidget(widget)
        for verb in (self.instead, self.sit):
            card.column.addWidget(verb, alignment=Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(card)
        self.column.addStretch(1)
        lock = VerbButton(words, "frame.lock", self.lock_wanted.emit, icons=kit.icons, icon=Icon.LOCK)
        self.apart.addWidget(lock)
        self.waiting = Waiting(self.passphrase_row, self.sit)
        for field in (self.pin, self.passphrase):
            field.returnPressed.connect(self._sit)
        words.changed.connect(self._retell)
        self._settle()

    def seat(self, room: Room) -> None:
        """Offer the people of an open office."""
        self._room = room
        self.kit.runner.run(office.next_people, room, reads=True, done=self._show)

    def focus_first(self) -> None:
        """Begin at the list."""
        self.people.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def chosen(self) -> NextPerson | None:
        """Who is chosen."""
        row = self.people.currentRow()
        return self._next[row] if 0 <= row < len(self._next) else None

    def _show(self, people: list[NextPerson]) -> None:
        """List everybody, those who need no password first."""
        self._next = sorted(people, key=lambda one: not one.by_pin)
        self.people.clear()
        for _ in self._next:
            self.people.addItem(QListWidgetItem())
        self._retell()
        rows = min(len(self._next), MOST_ROWS)
        self.people.setFixedHeight(
            rows * max(self.people.sizeHintForRow(0), self.kit.theme.pixels(ROW)) + 2 * self.people.frameWidth()
        )
        self.people.setCurrentRow(0)
        self.focus_first()

    def _retell(self) -> None:
        for row, one in enumerate(self._next):
            said = "switch.person_by_pin" if one.by_pin else "switch.person"
            item = self.people.item(row)
            item.setText(self.kit.words.say(said, person=called(one.row)))
            item.setData(MARK_ROLE, (Icon.DONE, "done") if one.by_pin else (Icon.LOCK, "soft_ink"))

    def _choose(self, _: int) -> None:
        self._by_passphrase = False
        self.waiting.stop()
        for field, row in ((self.pin, self.pin_row), (self.passphrase, self.passphrase_row)):
            field.setText("")
            row.set_problem(None)
        self._settle()

    def _settle(self) -> None:
        by_pin = self.chosen is not None and self.chosen.by_pin and not self._by_passphrase
        self.pin_row.setVisible(by_pin)
        self.instead.setVisible(by_pin)
        self.passphrase_row.setVisible(self.chosen is not None and not by_pin)
        self.sit.setEnabled(self.chosen is not None and not self.waiting.running)

    def _take_passphrase(self) -> None:
        self._by_passphrase = True
        self._settle()
        self._to_field()

    def _to_field(self) -> None:
        (self.passphrase if self.pin_row.isHidden() else self.pin).setFocus(Qt.FocusReason.OtherFocusReason)

    def _sit(self) -> None:
        room, chosen = self._room, self.chosen
        if room is None or chosen is None or self.waiting.running:
            return
        by_pin = not self.pin_row.isHidden()
        field, row = (self.pin, self.pin_row) if by_pin else (self.passphrase, self.passphrase_row)
        row.set_problem(None)
        if not field.text():
            row.set_problem("problem.required")
            field.setFocus()
            return
        self.kit.runner.run(
            office.step_in_by_pin if by_pin else office.step_in,
            room,
            chosen.row.id,
            field.text(),
            done=self._opened,
            failed=self._refuse,
            busy=self,
            name="sign_in.opening",
        )

    def _opened(self, desk: Desk) -> None:
        for field in (self.pin, self.passphrase):
            field.setText("")
        self.opened.emit(desk)

    def _refuse(self, error: DeskError) -> bool:
        """Say it beside the field; a PIN that is used up locks the desk."""
        if error.code is ErrorCode.PIN_SPENT:
            self.lock_wanted.emit()
            return True
        if self.waiting.refuse(error):
            return True
        if error.code is ErrorCode.PIN_WRONG:
            self.pin.setText("")
            self.pin_row.refuse(error)
            self.pin.setFocus()
        elif error.code in BESIDE_PASSPHRASE:
            self.passphrase_row.refuse(error)
            self.passphrase.setFocus()
            self.passphrase.selectAll()
        else:
            return False
        return True
