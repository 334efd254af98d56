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

from station_desk.desk import note_drafts, reading, recording, sealing, slips, walls
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.enrolling import EXCHANGE
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.reading import Matter, Revealed
from station_desk.desk.recording import MATTERS, Saved
from station_desk.desk.sealing import NotesOf, Opened
from station_desk.domain.answers import Answers
from station_desk.domain.fields import Choice
from station_desk.domain.records import State
from station_desk.domain.roles import Right
from station_desk.domain.sensitivity import Confidentiality
from station_desk.ui.answer_sheet import AnswerSheet, people_words
from station_desk.ui.buttons import VerbButton
from station_desk.ui.dialogs.break_glass import BreakGlassDialog
from station_desk.ui.dialogs.reason import ReasonDialog
from station_desk.ui.dialogs.reveal import RevealDialog
from station_desk.ui.dialogs.wall import WallDialog
from station_desk.ui.entry_opening import person_choice
from station_desk.ui.flow import FlowLayout
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.matter_history import MatterHistory, clock_words
from station_desk.ui.notes_panel import NotesPanel
from station_desk.ui.page import Card, Page
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.notes import OpenedNotesPage, WriteNotePage
from station_desk.ui.pages.slip import SlipPage
from station_desk.ui.record_table import CLASS_WORDS, DELIVERY_SHAPES, MASK, STATE_SHAPES
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away

SHOWN_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Read:
    """One matter with the people named in it, and what the person at the desk may do with it."""

    matter: Matter
    people: tuple[Choice, ...]
    rights: frozenset[Right]
    notes: NotesOf
    draft_waits: bool
    kept_from: int


def read_matter(desk: Desk, record: str) -> Read:
    """Read a matter without her name. Raises RECORD_MISSING, MATTER_SEALED."""
    return Read(
        matter=reading.matter(desk, record),
        people=tuple(person_choice(person) for person in reading.people(desk)),
        rights=desk.rights(),
        notes=sealing.notes_of(desk, record),
        draft_waits=note_drafts.waits(desk, record),
        kept_from=len(walls.walled(desk, record)),
    )


class MatterPage(Page):
    """A line of states, who she is (masked), the facts part by part, that there are notes, the history.

    `hidden()`   who she is can no longer be seen
    """

    topics: ClassVar[frozenset[str]] = EXCHANGE | {MATTERS, "notes", "people"}
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
        self.withheld = PlainLabel(type_="small")
        words.tie(self.withheld, "matter.withheld")
        line = QHBoxLayout()
        line.setSpacing(Space.BODY)
        line.addWidget(heading)
        line.addWidget(self.name, 1)
        line.addWidget(self.show_name)
        line.addWidget(self.hide_name)
        identity.column.addLayout(line)
        identity.column.addWidget(self._shown_for)
        identity.column.addWidget(self.withheld)
        self.sheet = AnswerSheet(kit)
        self.notes = NotesPanel(kit)
        self.notes.write_wanted.connect(self._write_note)
        self.notes.open_wanted.connect(self._open_notes)
        self.notes.break_wanted.connect(self._ask_break)
        self.history = MatterHistory(kit)
        for widget in (self._states, identity, self.sheet, self.notes, self.history):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.back = VerbButton(words, "office.back", self.back_wanted.emit, icons=icons, icon=Icon.BACK)
        self.go_on = VerbButton(words, "matter.go_on", self._write, voice="loud")
        self.amend = VerbButton(words, "matter.amend", self._write)
        self.cancel = VerbButton(words, "matter.cancel", self._ask_cancel, voice="grave")
        self.slip = VerbButton(words, "slip.token", self._show_slip)
        self.wall = VerbButton(words, "wall.verb", self._ask_wall, icons=icons, icon=Icon.COVER)
        for verb in (self.go_on, self.amend, self.slip, self.wall, self.back):
            self.verbs.addWidget(verb)
        self.apart.addWidget(self.cancel)
        for widget in (self.go_on, self.amend, self.cancel, self.wall, self.notes):
            widget.setVisible(False)
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
        matter, rights = self._read.matter, self._read.rights
        self.set_title("matter.title", token=matter.row.token)
        answers: Answers = self._revealed.answers if self._revealed else matter.facts
        self.sheet.show_answers(intake_form().sections, answers, self._read.people)
        self._show_states(matter)
        self._show_identity()
        shown = self._revealed.history if self._revealed else matter.history
        self.history.show_steps(shown, self._read.people, revealed=self._revealed is not None)
        writers = people_words(self._read.people, self.kit)
        self.notes.show_notes(self._read.notes, rights, writers, draft_waits=self._read.draft_waits)
        self.notes.setVisible(True)
        state, may_enter = State(matter.row.state), Right.ENTER in rights
        self.go_on.setVisible(may_enter and state is State.OPEN)
        self.cancel.setVisible(may_enter and state is State.OPEN)
        self.amend.setVisible(may_enter and state is State.FINAL)
        self.wall.setVisible(Right.WALL in rights)

    def _show_identity(self) -> None:
        shown = self._revealed is not None
        name = str(self._revealed.answers.get("name", "")) if self._revealed else MASK
        self.name.setText(name)
        self.name.setAccessibleName(name if shown else self.kit.words.say("matters.hidden_name"))
        self.show_name.setVisible(not shown and self._read is not None and Right.IDENTITY in self._read.rights)
        self.hide_name.setVisible(shown)
        self._shown_for.setVisible(shown)
        self.withheld.setVisible(self._revealed is not None and bool(self._revealed.withheld))

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
        if self._read is not None and self._read.kept_from:
            self._add_state(Icon.COVER, "warning", "wall.kept_from", count=self._read.kept_from)
        if clock := next((step.clock for step in reversed(matter.history) if step.clock), ""):
            self._add_state(Icon.WARNING, "warning", clock_words(clock))

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

    def _ask_wall(self) -> None:
        assert self._read is not None
        WallDialog(self, self.kit, self._desk, self._record, self._read.matter.row.token).open()

    # The sealed notes

    def _write_note(self) -> None:
        assert self._read is not None
        self.page_wanted.emit(WriteNotePage(self.kit, self._desk, self._record, self._read.matter.row.token))

    def _open_notes(self) -> None:
        self.kit.runner.run(
            sealing.read_notes,
            self._desk,
            self._record,
            done=self._show_notes,
            busy=self.notes,
            name="notes.opening",
        )

    def _show_notes(self, opened: Opened) -> None:
        if self.isVisible() and self._read is not None:
            people = people_words(self._read.people, self.kit)
            self.page_wanted.emit(OpenedNotesPage(self.kit, opened, self._read.matter.row.token, people))

    def _ask_break(self) -> None:
        assert self._read is not None
        token, count = self._read.matter.row.token, len(self._read.notes.heads)
        self.glass = BreakGlassDialog(self, self.kit, self._desk, token, count)
        self.glass.given.connect(self._break)
        self.glass.open()

    def _break(self, why: str, reason: str, second: SecondPerson) -> None:
        self.kit.runner.run(
            sealing.break_glass,
            self._desk,
            self._record,
            why,
            reason,
            second,
            done=self._broken,
            failed=self.glass.refuse,
            busy=self.glass,
            name="notes.opening",
        )

    def _broken(self, opened: Opened) -> None:
        self.glass.accept()
        self._show_notes(opened)

    def _cancelled(self, saved: Saved) -> None:
        self.dialog.accept()
        self.kit.notices.done("entry.cancelled", token=saved.token)
