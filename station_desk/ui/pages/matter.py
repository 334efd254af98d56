"""One matter: its facts in words, what was done when, where it stands on its way to the district. Her name on request.

Owns showing and hiding who she is: it goes away after a minute, and when the page is left in any way.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from station_desk.desk import reading, recording, slips
from station_desk.desk.enrolling import EXCHANGE
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.reading import Matter, Revealed, Step
from station_desk.desk.recording import MATTERS, Saved
from station_desk.domain.answers import Answers
from station_desk.domain.calendar import show_moment
from station_desk.domain.fields import Choice
from station_desk.domain.records import Act, State
from station_desk.domain.sensitivity import Confidentiality
from station_desk.ui.answer_sheet import AnswerSheet, people_words
from station_desk.ui.buttons import VerbButton
from station_desk.ui.change_list import ChangeList
from station_desk.ui.dialogs.reason import ReasonDialog
from station_desk.ui.dialogs.reveal import RevealDialog
from station_desk.ui.entry_opening import person_choice
from station_desk.ui.flow import FlowLayout
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.slip import SlipPage
from station_desk.ui.record_table import CLASS_WORDS, DELIVERY_SHAPES, MASK, STATE_SHAPES
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away

SHOWN_MS: Final = 60_000
ACTS: Final = {
    Act.OPENED: "matter.opened",
    Act.FINALISED: "matter.finalised",
    Act.AMENDED: "matter.amended",
    Act.CANCELLED: "matter.cancelled",
}


@dataclass(frozen=True, slots=True)
class Read:
    """One matter with the people named in it."""

    matter: Matter
    people: tuple[Choice, ...]


def read_matter(desk: Desk, record: str) -> Read:
    """Read a matter without her name. Raises RECORD_MISSING."""
    return Read(reading.matter(desk, record), tuple(person_choice(person) for person in reading.people(desk)))


class MatterPage(Page):
    """A line of states, who she is (masked), the facts part by part, the history.

    `hidden()`   who she is can no longer be seen
    """

    topics: ClassVar[frozenset[str]] = EXCHANGE | {MATTERS}
    hidden = Signal()

    def __init__(self, kit: Kit, desk: Desk, record: str) -> None:
        super().__init__(kit, "matters.title")
        self._desk = desk
        self._record = record
        self._read: Read | None = None
        self._revealed: Revealed | None = None
        words, icons = kit.words, kit.icons
        self._states = QWidget()
        self._state_row = FlowLayout(self._states, spacing=Space.BODY)
        identity = Card()
        heading = PlainLabel(type_="section")
        words.tie(heading, "matter.identity")
        self.name = PlainLabel(type_="strong")
        self.show_name = VerbButton(words, "reveal.show", self.ask_why, icons=icons, icon=Icon.SHOW)
        self.hide_name = VerbButton(words, "matter.hide", self.hide_identity, icons=icons, icon=Icon.COVER)
        self._shown_for = PlainLabel(type_="small")
        words.tie(self._shown_for, "matter.shown_for")
        line = QHBoxLayout()
        line.setSpacing(Space.BODY)
        line.addWidget(heading)
        line.addWidget(self.name, 1)
        line.addWidget(self.show_name)
        line.addWidget(self.hide_name)
        identity.column.addLayout(line)
        identity.column.addWidget(self._shown_for)
        self.sheet = AnswerSheet(kit)
        self.history = Card()
        self._steps: list[QWidget] = []
        self.change_lists: list[ChangeList] = []
        for widget in (self._states, identity, self.sheet, self.history):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.back = VerbButton(words, "office.back", self.back_wanted.emit, icons=icons, icon=Icon.BACK)
        self.go_on = VerbButton(words, "matter.go_on", self._write, voice="loud")
        self.amend = VerbButton(words, "matter.amend", self._write)
        self.cancel = VerbButton(words, "matter.cancel", self._ask_cancel, voice="grave")
        self.slip = VerbButton(words, "slip.token", self._show_slip)
        for verb in (self.back, self.go_on, self.amend, self.slip):
            self.verbs.addWidget(verb)
        self.apart.addWidget(self.cancel)
        for verb in (self.go_on, self.amend, self.cancel):
            verb.setVisible(False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide_identity)
        if self.scroll_area is not None:
            self.scroll_area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # a page to read is scrolled by the arrow keys
        words.changed.connect(self._retell)
        self._show_identity()

    def refresh(self) -> None:
        """Read the matter again."""
        self.kit.runner.run(read_matter, self._desk, self._record, reads=True, done=self._show, failed=self._missing)

    def hideEvent(self, event: QHideEvent) -> None:
        """Hide who she is when the page is left."""
        super().hideEvent(event)
        self.hide_identity()

    def focus_first(self) -> None:
        """Put the keyboard on the text, to be read."""
        if self.scroll_area is not None:
            self.scroll_area.setFocus()

    # Who she is

    def ask_why(self) -> None:
        """Ask why her name is needed."""
        dialog = RevealDialog(self, self.kit)
        dialog.given.connect(self._reveal)
        dialog.open()

    def hide_identity(self) -> None:
        """Mask who she is again."""
        self._timer.stop()
        if self._revealed is not None:
            had_keyboard = self.hide_name.hasFocus()
            self._revealed = None
            self._retell()
            if had_keyboard:
                self.show_name.setFocus()
            self.hidden.emit()

    def _reveal(self, why: str) -> None:
        self.kit.runner.run(reading.reveal, self._desk, self._record, why, done=self._show_revealed)

    def _show_revealed(self, revealed: Revealed) -> None:
        if self.isVisible():
            self._revealed = revealed
            self._timer.start()
            self._retell()
            self.hide_name.setFocus()

    # What is shown

    def _missing(self, _: object) -> bool:
        self.back_wanted.emit()
        return False

    def _show(self, read: Read) -> None:
        self._read = read
        self._revealed = None
        self._retell()

    def _retell(self) -> None:
        if self._read is None:
            return
        matter = self._read.matter
        self.set_title("matter.title", token=matter.row.token)
        answers: Answers = self._revealed.answers if self._revealed else matter.facts
        self.sheet.show_answers(intake_form().sections, answers, self._read.people)
        self._show_states(matter)
        self._show_identity()
        self._show_history(self._revealed.history if self._revealed else matter.history)
        state = State(matter.row.state)
        self.go_on.setVisible(state is State.OPEN)
        self.cancel.setVisible(state is State.OPEN)
        self.amend.setVisible(state is State.FINAL)

    def _show_identity(self) -> None:
        shown = self._revealed is not None
        name = str(self._revealed.answers.get("name", "")) if self._revealed else MASK
        self.name.setText(name)
        self.name.setAccessibleName(name if shown else self.kit.words.say("matters.hidden_name"))
        self.show_name.setVisible(not shown)
        self.hide_name.setVisible(shown)
        self._shown_for.setVisible(shown)

    def _show_states(self, matter: Matter) -> None:
        while self._state_row.count():
            item = self._state_row.takeAt(0)
            widget = item.widget()
            if widget is not None:
                throw_away(widget)
        row = matter.row
        self._add_state(*STATE_SHAPES[State(row.state)])
        told = CLASS_WORDS.get(Confidentiality(row.confidentiality))
        if told:
            self._add_state(Icon.LOCK, "warning", told)
        if row.still_to_ask:
            self._add_state(Icon.TO_COME, "soft_ink", "matter.still_to_ask", count=row.still_to_ask)
        self._add_state(*DELIVERY_SHAPES[matter.delivery])

    def _add_state(self, icon: Icon, colour: str, said: Said, **facts: Fact) -> None:
        mark, label = QLabel(), PlainLabel(self.kit.words.say(said, **facts), "strong")
        label.setWordWrap(False)
        self.kit.icons.put_mark(mark, icon, colour)
        piece = QWidget()
        line = QHBoxLayout(piece)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.HAIR)
        line.addWidget(mark)
        line.addWidget(label)
        self._state_row.addWidget(piece)

    def _show_history(self, history: tuple[Step, ...]) -> None:
        assert self._read is not None
        for widget in self._steps:
            throw_away(widget)
        self._steps.clear()
        self.change_lists.clear()
        words = self.kit.words
        people = people_words(self._read.people, self.kit)
        labels = {field.id: field.label for field in intake_form().fields}
        self._add_step(PlainLabel(words.say("matter.history"), "section"))
        for step in reversed(history):
            revision = step.revision
            who = people.get(revision.person, "")
            line = words.say("matter.step", act=words.say(ACTS[revision.act]), at=show_moment(revision.at), person=who)
            self._add_step(PlainLabel(line, "strong"))
            if revision.reason:
                self._add_step(PlainLabel(words.say("matter.reason", reason=revision.reason)))
            if revision.act is Act.AMENDED:
                changes = ChangeList(self.kit, self._read.people)
                changes.setContentsMargins(Space.BODY, 0, 0, 0)
                changes.show_changes(step.changed, [labels[id] for id in step.hidden])
                self.change_lists.append(changes)
                self._add_step(changes)

    def _add_step(self, widget: QWidget) -> None:
        self.history.column.addWidget(widget)
        self._steps.append(widget)

    # Acts

    def _show_slip(self) -> None:
        make = partial(slips.print_token, self._desk, self._record)
        self.page_wanted.emit(SlipPage(self.kit, make, "token.pdf"))

    def _write(self) -> None:
        self.page_wanted.emit(IntakePage(self.kit, self._desk, record=self._record))

    def _ask_cancel(self) -> None:
        assert self._read is not None
        token = self._read.matter.row.token
        facts = self._read.matter.facts
        self.dialog = ReasonDialog(self, self.kit, "reason.cancel_ask", "matter.cancel", facts, token=token)
        self.dialog.given.connect(self._cancel)
        self.dialog.open()

    def _cancel(self, reason: str) -> None:
        self.kit.runner.run(
            recording.cancel,
            self._desk,
            self._record,
            reason,
            done=self._cancelled,
            failed=self.dialog.refuse,
            busy=self.dialog,
        )

    def _cancelled(self, saved: Saved) -> None:
        self.dialog.accept()
        self.kit.notices.done("entry.cancelled", token=saved.token)
