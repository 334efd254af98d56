"""The first page of the day at a station: what to begin, what is unfinished, what is due, how the day stands.

Owns no rule of what is due; a row leads to its matter, where it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from station_desk.desk import case_drafts, due_list, exchange_lists, reading, recording
from station_desk.desk.call_list import print_calls
from station_desk.desk.case_drafts import CaseDraft
from station_desk.desk.casework import CASES
from station_desk.desk.due_list import DueTask
from station_desk.desk.due_sheet import print_due
from station_desk.desk.enrolling import EXCHANGE
from station_desk.desk.exchange_lists import Outbox
from station_desk.desk.keeping import CLOCK
from station_desk.desk.law import case_form
from station_desk.desk.ports import Desk
from station_desk.desk.reading import Filter
from station_desk.desk.recording import DRAFTS, MATTERS, Draft
from station_desk.desk.sources import SOURCES
from station_desk.domain.calendar import DAYS_EN, DAYS_HI, end_of_day
from station_desk.domain.fields import Wording
from station_desk.domain.records import State
from station_desk.domain.roles import Right
from station_desk.ui.buttons import VerbButton
from station_desk.ui.due_table import DueTable
from station_desk.ui.fact_list import FactLine, Line, entries, verbatim
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Page
from station_desk.ui.pages.case_entry import CaseEntryPage
from station_desk.ui.pages.letter import LetterPage
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.row_style import MARK_ROLE, dress_list
from station_desk.ui.texts import day as shown_day
from station_desk.ui.theme import Space

DAY_CHANGES_MS = 60_000
NEW_HEIGHT = 56
MOST_DRAFTS = 2  # seen without scrolling, so that the list of what is due keeps its room


@dataclass(frozen=True, slots=True)
class Morning:
    """What the page shows, read in one go. `tokens` gives the token of a draft that has one.

    `outbox` is None for somebody who sends nothing.
    """

    day: date
    drafts: tuple[Draft | CaseDraft, ...]
    tokens: dict[str, str]
    due: tuple[DueTask, ...]
    came: int
    unfinished: int
    outbox: Outbox | None
    rights: frozenset[Right]


def read_morning(desk: Desk) -> Morning:
    """Read everything the page shows. `unfinished` counts open entries of any day."""
    day, rights = desk.today(), desk.rights()
    entered, followed = recording.drafts(desk), case_drafts.drafts(desk)
    of = {draft.id: draft.record for draft in entered if draft.record} | {draft.id: draft.matter for draft in followed}
    return Morning(
        day=day,
        drafts=tuple(sorted([*entered, *followed], key=lambda draft: draft.saved_at, reverse=True)),
        tokens={id: reading.matter(desk, record).row.token for id, record in of.items()},
        due=tuple(due_list.due_tasks(desk, end_of_day(day.isoformat()))),
        came=reading.count(desk, Filter(day=day.isoformat())),
        unfinished=reading.count(desk, Filter(state=State.OPEN.value)),
        outbox=exchange_lists.outbox(desk) if Right.SEND in rights else None,
        rights=rights,
    )


class TodayPage(Page):
    """A big button beside how the day and the district stand, the drafts that wait, and what is due."""

    topics: ClassVar[frozenset[str]] = EXCHANGE | {MATTERS, CASES, DRAFTS, CLOCK, SOURCES, "people"}
    scrolls: ClassVar[bool] = False
    narrow: ClassVar[bool] = False

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
        self.new.setMinimumHeight(kit.theme.pixels(NEW_HEIGHT))
        self.day, self.district = FactLine(kit), FactLine(kit, "today.district_heading")
        begin, waiting, top = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for widget in (self.new, self.day, self.district):
            begin.addWidget(widget)
        begin.addStretch(1)

        self._drafts_heading = PlainLabel(type_="section")
        words.tie(self._drafts_heading, "today.drafts")
        self.drafts = QListWidget()
        dress_list(self.drafts, kit)
        self.drafts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words.tie_plain(self.drafts.setAccessibleName, "today.drafts")
        self.drafts.activated.connect(lambda index: self._continue(index.row()))
        waiting.addWidget(self._drafts_heading)
        waiting.addWidget(self.drafts)
        waiting.addStretch(1)
        for column in (begin, waiting):
            column.setSpacing(Space.TIGHT)
        top.setSpacing(Space.WIDE)
        top.addLayout(begin, 1)
        top.addLayout(waiting, 1)
        self.column.addLayout(top)

        self.due = DueTable(kit)
        self.due.opened.connect(self._open)
        self.column.addWidget(self.due, 1)
        self.register = VerbButton(words, "today.register", lambda: self.place_wanted.emit("register"))
        self.to_district = VerbButton(words, "today.district", lambda: self.place_wanted.emit("district"))
        self.print_due = VerbButton(words, "due.print", self._print_due, icons=kit.icons, icon=Icon.PRINT)
        self.print_calls = VerbButton(words, "due.calls", self._print_calls, icons=kit.icons, icon=Icon.PRINT)
        self._offers: dict[QWidget, Right] = {
            self.print_due: Right.MATTERS,
            self.print_calls: Right.IDENTITY,
            self.register: Right.REGISTER,
            self.to_district: Right.SEND,
        }
        for offered in self._offers:
            self.verbs.addWidget(offered)
        self.people = VerbButton(words, "today.people", open_people)
        self.apart.addWidget(self.people)
        self._offers |= {self.new: Right.ENTER, self.district: Right.SEND, self.people: Right.PEOPLE}
        for part in self._offers:
            part.setVisible(False)  # until it is known what the person may do
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

    def focus_first(self) -> None:
        """Begin at the new entry; until it is known what is offered the page itself holds the keyboard."""
        if self._morning is None:
            self.setFocus()
        else:
            super().focus_first()

    def go_back(self) -> bool:
        """Esc takes away what the list was narrowed to."""
        if not self.due.narrowed:
            return False
        self.due.clear()
        return True

    def _show(self, morning: Morning) -> None:
        first, self._morning = self._morning is None, morning
        for part, right in self._offers.items():
            part.setVisible(right in morning.rights)
        self._retell()
        if first and (self.has_keyboard or QApplication.focusWidget() is None):
            self.focus_first()

    def _look_at_clock(self) -> None:
        """Read again when the day is another one; else only say anew how long there is."""
        if self._morning is not None and self._morning.day != self._desk.today():
            self.refresh()
        elif self._morning is not None:
            self.due.show_rows(self._morning.due, self._desk.time.now())

    def _open(self, record: str) -> None:
        self.page_wanted.emit(MatterPage(self.kit, self._desk, record))

    def _continue(self, row: int) -> None:
        if self._morning is None:
            return
        draft = self._morning.drafts[row]
        if isinstance(draft, CaseDraft):
            self._carry_on(draft, self._morning)
        else:
            self._open_draft(draft)

    def _carry_on(self, draft: CaseDraft, morning: Morning) -> None:
        if Right.ENTER in morning.rights:
            self.page_wanted.emit(CaseEntryPage(self.kit, self._desk, draft.form, draft.matter, draft=draft))
        else:
            self._open(draft.matter)

    def _print_due(self) -> None:
        make = partial(print_due, self._desk, self._desk.today())
        self.page_wanted.emit(LetterPage(self.kit, self._desk, make, "due.paper"))

    def _print_calls(self) -> None:
        make = partial(print_calls, self._desk, self._desk.today())
        self.page_wanted.emit(LetterPage(self.kit, self._desk, make, "due.paper_calls"))

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
        self.due.show_rows(morning.due, self._desk.time.now())

    def _show_drafts(self, morning: Morning) -> None:
        here = self.drafts.currentRow()
        self._drafts_heading.setVisible(bool(morning.drafts))
        self.drafts.setVisible(bool(morning.drafts))
        self.drafts.clear()
        now = self._desk.time.now()
        for draft in morning.drafts:
            item = QListWidgetItem(self._draft_words(draft, morning.tokens.get(draft.id, ""), now))
            item.setData(MARK_ROLE, (Icon.NOW, "accent"))
            self.drafts.addItem(item)
        self.drafts.setCurrentRow(min(max(here, 0), len(morning.drafts) - 1))
        rows = min(len(morning.drafts), MOST_DRAFTS)
        self.drafts.setFixedHeight(rows * max(self.drafts.sizeHintForRow(0), 1) + 2 * self.drafts.frameWidth())

    def _draft_words(self, draft: Draft | CaseDraft, token: str, now: datetime) -> str:
        words = self.kit.words
        when = words.when(draft.saved_at, now)
        if isinstance(draft, CaseDraft):
            return words.say("due.draft", token=token, form=words.say(case_form(draft.form).title), when=when)
        return words.say("today.draft_of", token=token, when=when) if token else words.say("today.draft", when=when)

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
