"""The place of safety: what cover, switch and lock protect, one's own PIN and password, and the doors to what is kept.

Owns no rule; each door leads to a page of its own, shown to those whose powers open it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from station_desk.desk import office, recovery
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Right
from station_desk.ui.buttons import VerbButton
from station_desk.ui.dialogs.own_passphrase import OwnPassphraseDialog
from station_desk.ui.dialogs.pin import PinDialog
from station_desk.ui.field_row import FieldRow
from station_desk.ui.flow import FlowLayout
from station_desk.ui.icons import Icon
from station_desk.ui.idle_lock import MINUTES
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page
from station_desk.ui.pages.integrity import IntegrityPage
from station_desk.ui.pages.people import PeoplePage
from station_desk.ui.pages.read_log import ReadLogPage
from station_desk.ui.pages.recovery import RecoveryPage
from station_desk.ui.pages.sources import SourcesPage
from station_desk.ui.texts import Said
from station_desk.ui.theme import Space

IDLE: Final = {5: "safety.idle_5", 10: "safety.idle_10", 15: "safety.idle_15"}


@dataclass(frozen=True, slots=True)
class Safe:
    """What the page shows, read in one go."""

    rights: frozenset[Right]
    has_pin: bool
    sheets_made: bool


def read_safety(desk: Desk) -> Safe:
    """Read everything the page shows."""
    made = all(sheet.issued_at for sheet in recovery.standing(desk))
    return Safe(desk.rights(), office.has_pin(desk), made)


class SafetyPage(Page):
    """Three short cards, what is one's own, and the doors."""

    topics: ClassVar[frozenset[str]] = frozenset({"people", "recovery"})
    narrow: ClassVar[bool] = False

    def __init__(self, kit: Kit, desk: Desk, shift_over: Callable[[], object]) -> None:
        super().__init__(kit, "safety.title")
        self._desk = desk
        words = kit.words
        cards = QGridLayout()
        cards.setSpacing(Space.BODY)
        for column, (icon, title, guards, leaves) in enumerate(
            (
                (Icon.COVER, "safety.cover", "safety.cover_guards", "safety.cover_leaves"),
                (Icon.SWITCH, "safety.switch", "safety.switch_guards", "safety.switch_leaves"),
                (Icon.LOCK, "safety.lock", "safety.lock_guards", "safety.lock_leaves"),
            )
        ):
            cards.addWidget(self._card(icon, title, guards, leaves), 0, column)
            cards.setColumnStretch(column, 1)
        self.column.addLayout(cards)
        self._pin_says = PlainLabel()
        self.pin = VerbButton(words, "safety.set_pin", self._set_pin)
        self.passphrase = VerbButton(words, "safety.own_passphrase", self._change_passphrase)
        own, beside = QVBoxLayout(), QHBoxLayout()
        own.setSpacing(Space.BODY)
        own.addWidget(self._heading("safety.own"))
        own.addWidget(self._pin_says)
        own.addLayout(_row(self.pin, self.passphrase))
        own.addStretch(1)
        self.idle = QComboBox()
        for minutes in MINUTES:
            self.idle.addItem("", minutes)
        words.follow(self._say_minutes)
        self.idle.setCurrentIndex(MINUTES.index(kit.idle_minutes.now))
        self.idle.currentIndexChanged.connect(self._keep_idle)
        self.idle_row = FieldRow(kit, "safety.idle", self.idle, help_text="safety.idle_about")
        beside.setSpacing(Space.PAGE)
        beside.addLayout(own, 1)
        beside.addWidget(self.idle_row, 1, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(beside)
        self._kept = self._heading("safety.kept")
        self.column.addWidget(self._kept)
        self.sheets_missing = PlainLabel(type_="caution")
        words.tie(self.sheets_missing, "safety.no_sheets")
        self.column.addWidget(self.sheets_missing)
        self.people = VerbButton(words, "safety.people", lambda: self.page_wanted.emit(PeoplePage(kit, desk)))
        self.recovery = VerbButton(words, "safety.recovery", lambda: self.page_wanted.emit(RecoveryPage(kit, desk)))
        self.integrity = VerbButton(words, "safety.integrity", self.open_check)
        self.read_log = VerbButton(words, "safety.read_log", lambda: self.page_wanted.emit(ReadLogPage(kit, desk)))
        self.sources = VerbButton(words, "law.door", lambda: self.page_wanted.emit(SourcesPage(kit, desk)))
        self._doors = {
            self.people: {Right.PEOPLE, Right.SEALED},  # who reads the notes hands their key on there
            self.recovery: {Right.RECOVERY},
            self.integrity: {Right.VERIFY},
            self.read_log: {Right.READ_LOG},
            self.sources: {Right.MATTERS},
        }
        self.column.addLayout(_row(*self._doors))
        support = PlainLabel(type_="soft")
        words.tie(support, "safety.support")
        self.column.addWidget(support)
        self.column.addStretch(1)
        self.over = VerbButton(words, "frame.shift_over", shift_over, icons=kit.icons, icon=Icon.LOCK)
        self.apart.addWidget(self.over)
        for widget in (self._kept, self.sheets_missing, self.idle_row, *self._doors):
            widget.setVisible(False)

    def refresh(self) -> None:
        """Read what this person may open and whether the sheets are made."""
        self.kit.runner.run(read_safety, self._desk, reads=True, done=self._show)

    def open_check(self) -> None:
        """Open the check of the record."""
        self.page_wanted.emit(IntegrityPage(self.kit, self._desk))

    def _show(self, safe: Safe) -> None:
        doors = [door for door, rights in self._doors.items() if rights & safe.rights]
        for door in self._doors:
            door.setVisible(door in doors)
        self.idle_row.setVisible(Right.PEOPLE in safe.rights)
        self._kept.setVisible(bool(doors) or not safe.sheets_made)
        self.sheets_missing.setVisible(not safe.sheets_made)
        self._show_pin(safe.has_pin)

    def _show_pin(self, has_pin: bool) -> None:
        words = self.kit.words
        words.tie(self._pin_says, "safety.has_pin" if has_pin else "safety.no_pin")
        words.tie(self.pin, "safety.change_pin" if has_pin else "safety.set_pin")

    def _keep_idle(self, place: int) -> None:
        """Take another number of minutes; it is kept with this computer, beside how its window looks."""
        self.kit.idle_minutes.choose(MINUTES[place])
        self._say_lock()

    def _say_minutes(self) -> None:
        for place, minutes in enumerate(MINUTES):
            self.idle.setItemText(place, self.kit.words.say(IDLE[minutes]))

    def _say_lock(self) -> None:
        self.kit.words.tie(self._lock_guards, "safety.lock_guards", minutes=self.kit.idle_minutes.now)

    def _set_pin(self) -> None:
        dialog = PinDialog(self, self.kit, self._desk)
        dialog.kept.connect(lambda: self._show_pin(True))
        dialog.open()

    def _change_passphrase(self) -> None:
        OwnPassphraseDialog(self, self.kit, self._desk).open()

    def _heading(self, said: Said) -> PlainLabel:
        label = PlainLabel(type_="section")
        self.kit.words.tie(label, said)
        return label

    def _card(self, icon: Icon, title: Said, guards: Said, leaves: Said) -> Card:
        """One way of leaving the desk: its key, what it protects from, what it does not."""
        card, mark = Card(), QLabel()
        self.kit.icons.put_mark(mark, icon, "accent")
        head = QHBoxLayout()
        head.addWidget(mark)
        head.addWidget(self._heading(title), 1)
        card.column.addLayout(head)
        for said, type_icon, colour in ((guards, Icon.DONE, "done"), (leaves, Icon.WARNING, "warning")):
            label, sign, line = PlainLabel(), QLabel(), QGridLayout()
            if said == "safety.lock_guards":
                self._lock_guards = label
                self._say_lock()
            else:
                self.kit.words.tie(label, said)
            self.kit.icons.put_mark(sign, type_icon, colour)
            line.addWidget(sign, 0, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label, 0, 1)
            line.setColumnStretch(1, 1)
            card.column.addLayout(line)
        card.column.addStretch(1)
        return card


def _row(*widgets: QWidget) -> FlowLayout:
    row = FlowLayout()
    for widget in widgets:
        row.addWidget(widget)
    return row
