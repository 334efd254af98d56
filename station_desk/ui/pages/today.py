"""The first page of the day at a station: what to begin, what is unfinished, how the day and the district stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from station_desk.desk import exchange_lists, reading, recording
from station_desk.desk.enrolling import EXCHANGE
from station_desk.desk.exchange_lists import Outbox
from station_desk.desk.keeping import CLOCK
from station_desk.desk.ports import Desk
from station_desk.desk.reading import Filter
from station_desk.desk.recording import DRAFTS, MATTERS, Draft
from station_desk.domain.calendar import DAYS_EN, DAYS_HI
from station_desk.domain.fields import Wording
from station_desk.domain.records import State
from station_desk.domain.roles import Right
from station_desk.ui.buttons import VerbButton
from station_desk.ui.fact_list import FactList, Line, entries, verbatim
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page
from station_desk.ui.row_style import MARK_ROLE, ROW, dress_list
from station_desk.ui.texts import day as shown_day
from station_desk.ui.theme import Space

DAY_CHANGES_MS = 60_000
MOST_DRAFTS = 5  # seen without scrolling


@dataclass(frozen=True, slots=True)
class Morning:
    """What the page shows, read in one go. `tokens` gives the token of a draft that has one.

    `outbox` is None for somebody who sends nothing.
    """

    day: date
    drafts: tuple[Draft, ...]
    tokens: dict[str, str]
    came: int
    unfinished: int
    outbox: Outbox | None
    rights: frozenset[Right]


def read_morning(desk: Desk) -> Morning:
    """Read everything the page shows. `unfinished` counts open entries of any day."""
    day = desk.today()
    drafts, rights = recording.drafts(desk), desk.rights()
    return Morning(
        day=day,
        drafts=tuple(drafts),
        tokens={draft.id: reading.matter(desk, draft.record).row.token for draft in drafts if draft.record},
        came=reading.count(desk, Filter(day=day.isoformat())),
        unfinished=reading.count(desk, Filter(state=State.OPEN.value)),
        outbox=exchange_lists.outbox(desk) if Right.SEND in rights else None,
        rights=rights,
    )


class TodayPage(Page):
    """A big button, the drafts that wait, and two small lists of facts with a way on from each."""

    topics: ClassVar[frozenset[str]] = EXCHANGE | {MATTERS, DRAFTS, CLOCK, "people"}

    def __init__(
        self,
        kit: Kit,
        desk: Desk,
        new_entry: Callable[[], object],
        open_draft: Callable[[Draft], object],
        open_people: Callable[[], object],
    ) -> None:
        super().__init__(kit, "today.title")
        self._desk = desk
        self._morning: Morning | None = None
        self._open_draft = open_draft
        words = kit.words
        self.new = VerbButton(words, "today.new", new_entry, voice="loud", icons=kit.icons, icon=Icon.ADD)
        self.new.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.new.setMinimumHeight(kit.theme.pixels(2 * ROW))
        self.column.addWidget(self.new)

        self._drafts_heading = PlainLabel(type_="section")
        words.tie(self._drafts_heading, "today.drafts")
        self.drafts = QListWidget()
        dress_list(self.drafts, kit)
        self.drafts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words.tie_plain(self.drafts.setAccessibleName, "today.drafts")
        self.drafts.activated.connect(lambda index: self._continue(index.row()))
        self.column.addWidget(self._drafts_heading)
        self.column.addWidget(self.drafts)

        self.day = FactList(kit)
        self.register = VerbButton(words, "today.register", lambda: self.place_wanted.emit("register"))
        cards = QHBoxLayout()
        cards.setSpacing(Space.BODY)
        cards.addWidget(self._card("today.day", self.day, self.register), 1)
        self.district = FactList(kit)
        self.to_district = VerbButton(words, "today.district", lambda: self.place_wanted.emit("district"))
        self._district_card = self._card("today.district_heading", self.district, self.to_district)
        self._district_card.setVisible(False)
        cards.addWidget(self._district_card, 1)
        self.column.addLayout(cards)
        self.column.addStretch(1)
        self.people = VerbButton(words, "today.people", open_people)
        self.verbs.addWidget(self.people)
        for verb in (self.new, self.register, self.to_district, self.people):
            verb.setVisible(False)  # until it is known what the person may do
        words.follow(self._retell)
        kit.theme.changed.connect(self._retell)
        self._midnight = QTimer(self)
        self._midnight.timeout.connect(self._look_at_clock)
        self._midnight.start(DAY_CHANGES_MS)

    def refresh(self) -> None:
        """Read how the day stands, after what is still being written: a draft that was left a moment ago is on it."""
        self.kit.runner.run(read_morning, self._desk, done=self._show)

    def showEvent(self, event: QShowEvent) -> None:
        """Read again whenever the page comes back: a draft that was kept tells nobody."""
        self.mark_stale()
        super().showEvent(event)

    def _card(self, heading: str, facts: FactList, verb: VerbButton) -> Card:
        card = Card()
        title = PlainLabel(type_="section")
        self.kit.words.tie(title, heading)
        card.column.addWidget(title)
        card.column.addWidget(facts)
        card.column.addStretch(1)
        card.column.addWidget(verb, alignment=Qt.AlignmentFlag.AlignLeft)
        return card

    def _show(self, morning: Morning) -> None:
        first, self._morning = self._morning is None, morning
        shown: tuple[tuple[QWidget, Right], ...] = (
            (self.new, Right.ENTER),
            (self.register, Right.REGISTER),
            (self.to_district, Right.SEND),
            (self._district_card, Right.SEND),
            (self.people, Right.PEOPLE),
        )
        for part, right in shown:
            part.setVisible(right in morning.rights)
        self._retell()
        if first and (self.has_keyboard or QApplication.focusWidget() is None):
            self.focus_first()

    def _look_at_clock(self) -> None:
        if self._morning is not None and self._morning.day != self._desk.today():
            self.refresh()

    def _continue(self, row: int) -> None:
        if self._morning is not None:
            self._open_draft(self._morning.drafts[row])

    def _retell(self) -> None:
        morning, words = self._morning, self.kit.words
        if morning is None:
            self._drafts_heading.setVisible(False)
            self.drafts.setVisible(False)
            return
        weekday = Wording(DAYS_HI[morning.day.weekday()], DAYS_EN[morning.day.weekday()])
        words.tie(self.title, "today.title_of", day=shown_day(morning.day), weekday=words.say(weekday))
        self._show_drafts(morning)
        self.day.show_lines([entries("today.came", morning.came), entries("today.unfinished", morning.unfinished)])
        if morning.outbox is not None:
            self.district.show_lines(self._district_lines(morning.outbox))

    def _show_drafts(self, morning: Morning) -> None:
        words, here = self.kit.words, self.drafts.currentRow()
        self._drafts_heading.setVisible(bool(morning.drafts))
        self.drafts.setVisible(bool(morning.drafts))
        self.drafts.clear()
        now = self._desk.time.now()
        for draft in morning.drafts:
            when = words.when(draft.saved_at, now)
            token = morning.tokens.get(draft.id)
            says = words.say("today.draft_of", token=token, when=when) if token else words.say("today.draft", when=when)
            item = QListWidgetItem(says)
            item.setData(MARK_ROLE, (Icon.NOW, "accent"))
            self.drafts.addItem(item)
        self.drafts.setCurrentRow(min(max(here, 0), len(morning.drafts) - 1))
        rows = min(len(morning.drafts), MOST_DRAFTS)
        self.drafts.setFixedHeight(rows * max(self.drafts.sizeHintForRow(0), 1) + 2 * self.drafts.frameWidth())

    def _district_lines(self, outbox: Outbox) -> list[Line]:
        if outbox.district is None:
            return [Line("district.name", "district.not_enrolled")]
        now = self._desk.time.now()
        last = (
            Line("district.receipt", verbatim(self.kit.words.when(outbox.last_receipt_at, now)))
            if outbox.last_receipt_at
            else Line("district.receipt", "district.receipt_none")
        )
        return [
            entries("district.fresh", outbox.fresh),
            entries("district.waiting", outbox.waiting),
            last,
        ]
