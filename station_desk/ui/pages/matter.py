"""One matter: what has happened in it, what is to be done now, and every act from here. Her name on request.

Owns showing and hiding who she is: it goes away after a minute, and when the page is left in any way. What can be done
with the case stands in `ui/pages/case_verbs.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from station_desk.desk import (
    case_reading,
    consent_slip,
    keeping,
    note_drafts,
    reading,
    recording,
    sealing,
    slips,
    walls,
)
from station_desk.desk.approvals import Agreeing
from station_desk.desk.case_drafts import CaseDraft
from station_desk.desk.case_reading import CaseFile, TaskRow
from station_desk.desk.casework import CASES
from station_desk.desk.enrolling import EXCHANGE
from station_desk.desk.law import case_form
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.reading import Matter, Revealed, Step
from station_desk.desk.recording import DRAFTS, MATTERS, Saved
from station_desk.desk.sealing import NotesOf, Opened
from station_desk.desk.sources import SOURCES
from station_desk.domain.answers import Answers
from station_desk.domain.case import OF_CLOCK, CaseLine, CaseRevision
from station_desk.domain.fields import Choice
from station_desk.domain.records import State
from station_desk.domain.roles import Right
from station_desk.domain.sensitivity import CONSENT_MATRIX
from station_desk.ui.answer_sheet import AnswerSheet, people_words
from station_desk.ui.buttons import VerbButton
from station_desk.ui.case_tasks import CaseTasks
from station_desk.ui.case_timeline import Event, Opens, Timeline, events
from station_desk.ui.dialogs.break_glass import BreakGlassDialog
from station_desk.ui.dialogs.reason import ReasonDialog
from station_desk.ui.dialogs.reveal import SHOWN_MS as SHOWN_MS
from station_desk.ui.dialogs.reveal import RevealDialog
from station_desk.ui.dialogs.wall import WallDialog
from station_desk.ui.entry_opening import person_choice
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.matter_history import MatterHistory
from station_desk.ui.matter_states import MatterStates
from station_desk.ui.notes_panel import NotesPanel
from station_desk.ui.page import Card, Page
from station_desk.ui.pages.case_act import CaseActPage
from station_desk.ui.pages.case_entry import gone_out
from station_desk.ui.pages.case_record import CaseRecordPage
from station_desk.ui.pages.case_verbs import CaseVerbs
from station_desk.ui.pages.clock_board import ClockBoardPage
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.letter import LetterPage
from station_desk.ui.pages.notes import OpenedNotesPage, WriteNotePage
from station_desk.ui.pages.slip import SlipPage
from station_desk.ui.record_table import MASK
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away
from station_desk.ui.wrapped import Link


@dataclass(frozen=True, slots=True)
class Read:
    """One matter with the people named in it, and what the person at the desk may do with it."""

    matter: Matter
    file: CaseFile
    people: tuple[Choice, ...]
    names: Mapping[str, str]
    rights: frozenset[Right]
    notes: NotesOf
    draft_waits: bool
    kept_from: int


def read_matter(desk: Desk, record: str) -> Read:
    """Read a matter without her name. Raises RECORD_MISSING, MATTER_SEALED."""
    people = reading.people(desk)
    return Read(
        matter=reading.matter(desk, record),
        file=case_reading.read_file(desk, record),
        people=tuple(person_choice(person) for person in people),
        names={person.id: person.name for person in people},
        rights=desk.rights(),
        notes=sealing.notes_of(desk, record),
        draft_waits=note_drafts.waits(desk, record),
        kept_from=len(walls.walled(desk, record)),
    )


class MatterPage(Page):
    """A line of states, what is unfinished, who she is (masked), what has happened, the facts on request, the notes.

    `hidden()`   who she is can no longer be seen
    """

    topics: ClassVar[frozenset[str]] = EXCHANGE | {
        MATTERS,
        CASES,
        DRAFTS,
        SOURCES,
        keeping.CLOCK,
        "notes",
        "people",
    }
    hidden = Signal()

    def __init__(self, kit: Kit, desk: Desk, record: str) -> None:
        super().__init__(kit, "matters.title")
        self._desk = desk
        self._record = record
        self._read: Read | None = None
        self._revealed: Revealed | None = None
        words, icons = kit.words, kit.icons
        self._states = MatterStates(kit)
        self._unfinished = QVBoxLayout()
        self._unfinished.setSpacing(0)
        self.drafts: list[Link] = []
        identity = Card()
        heading = PlainLabel(type_="section")
        words.tie(heading, "matter.identity")
        self.name = PlainLabel(type_="strong")
        self.show_name = VerbButton(words, "casefile.show_name", self.ask_why, icons=icons, icon=Icon.SHOW)
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
        told = PlainLabel(type_="section")
        words.tie(told, "casefile.timeline")
        about = PlainLabel(type_="small")
        words.tie(about, "casefile.timeline_help")
        about.setWordWrap(False)
        heads = QHBoxLayout()
        heads.addWidget(told, 1)
        heads.addWidget(about, alignment=Qt.AlignmentFlag.AlignBottom)
        self.timeline = Timeline(kit)
        self.timeline.wanted.connect(self._open_event)
        self.show_facts = VerbButton(words, "casefile.facts", self.toggle_facts)
        self.facts = QWidget()
        facts = QVBoxLayout(self.facts)
        facts.setContentsMargins(0, 0, 0, 0)
        facts.setSpacing(Space.BODY)
        facts.addWidget(self.sheet)
        facts.addWidget(self.history)
        self.facts.setVisible(False)
        self.column.addWidget(self._states)
        self.column.addLayout(self._unfinished)
        self.column.addWidget(identity)
        self.column.addLayout(heads)
        self.column.addWidget(self.timeline)
        self.column.addWidget(self.show_facts, alignment=Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.facts)
        self.column.addWidget(self.notes)
        self.column.addStretch(1)
        self.tasks = CaseTasks(kit)
        self.tasks.wanted.connect(self._do_task)
        self.tasks.board_wanted.connect(self._open_board)
        self.back = VerbButton(words, "office.back", self.back_wanted.emit, icons=icons, icon=Icon.BACK)
        self.go_on = VerbButton(words, "matter.go_on", self._write, voice="loud")
        self.amend = VerbButton(words, "casefile.correct", self._write)
        self.cancel = VerbButton(words, "matter.cancel", self._ask_cancel, voice="grave")
        self.slip = VerbButton(words, "slip.token", self._show_slip)
        self.consent = VerbButton(words, "casefile.consent_slip", self._show_consent)
        self.gone = VerbButton(words, "casefile.gone_out", self._show_gone)
        self.wall = VerbButton(words, "casefile.wall", self._ask_wall, icons=icons, icon=Icon.COVER)
        self.verbs.addWidget(self.go_on)
        self.acts = CaseVerbs(self, desk, record)
        less = (self.amend, self.slip, self.consent, self.gone, self.wall)
        for verb in (*self.acts.buttons, self.acts.more, *less, self.back):
            self.verbs.addWidget(verb)
        self.acts.more.clicked.connect(self._toggle_more)
        self.apart.addWidget(self.cancel)
        self._more = False
        for widget in (self.go_on, self.amend, self.slip, self.consent, self.gone, self.cancel, self.wall, self.notes):
            widget.setVisible(False)
        self.set_aside(self.tasks)
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
        self.kit.runner.run(read_matter, self._desk, self._record, done=self._show, failed=self._missing)

    def showEvent(self, event: QShowEvent) -> None:
        """Read again whenever the page comes back: a draft that was kept tells nobody."""
        self.mark_stale()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Hide who she is when the page is left."""
        super().hideEvent(event)
        self.hide_identity()

    def focus_first(self) -> None:
        """Put the keyboard on what is unfinished, else on what has happened: arrows move, Enter opens."""
        if self.drafts:
            self.drafts[0].setFocus()
        else:
            self.timeline.setFocus()

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
            self._show_facts(shown=True)
            self._retell()
            self.hide_name.setFocus()

    # What is shown

    def _missing(self, _: object) -> bool:
        self.back_wanted.emit()
        return False

    def _show(self, read: Read) -> None:
        first, self._read = self._read is None, read
        self._revealed = None
        self._retell()
        if first and (self.has_keyboard or QApplication.focusWidget() is None):
            self.focus_first()

    def toggle_facts(self) -> None:
        """Show the facts of the entry with its corrections, to be read by the arrow keys; or put them away."""
        self._show_facts(shown=self.facts.isHidden())
        if self.scroll_area is not None and not self.facts.isHidden():
            self.scroll_area.setFocus()
            QTimer.singleShot(0, self, self._bring_facts)

    def _bring_facts(self) -> None:
        """Put the top of the facts to the top of the page, once they have their places."""
        if self.scroll_area is not None:
            self.scroll_area.verticalScrollBar().setValue(self.show_facts.y())

    def _show_facts(self, *, shown: bool) -> None:
        self.facts.setVisible(shown)
        self.kit.words.tie(self.show_facts, "casefile.facts_hide" if shown else "casefile.facts")

    def _retell(self) -> None:
        if self._read is None:
            return
        matter, file, rights = self._read.matter, self._read.file, self._read.rights
        self.set_title("matter.title", token=matter.row.token)
        answers: Answers = self._revealed.answers if self._revealed else matter.facts
        self.sheet.show_answers(intake_form().sections, answers, self._read.people)
        self._states.show_matter(matter, file.case, self._read.kept_from)
        self._show_identity()
        shown = self._revealed.history if self._revealed else matter.history
        self.history.show_steps(shown, self._read.people, revealed=self._revealed is not None)
        writers = people_words(self._read.people, self.kit)
        self.notes.show_notes(self._read.notes, rights, writers, draft_waits=self._read.draft_waits)
        self.notes.setVisible(True)
        self.timeline.show_events(file.case, events(file, matter.history), self._read.people, self._read.names)
        self.tasks.show_tasks(file, writers, self._desk.time.now())
        self._show_drafts(file.drafts if Right.ENTER in rights else ())
        self.acts.follow(file.case, rights)
        self._show_verbs()

    def _show_verbs(self) -> None:
        assert self._read is not None
        rights, state = self._read.rights, State(self._read.matter.row.state)
        may_enter = Right.ENTER in rights
        self.go_on.setVisible(may_enter and state is State.OPEN)
        self.cancel.setVisible(may_enter and state is State.OPEN)
        self.amend.setVisible(self._more and may_enter and state is State.FINAL)
        self.slip.setVisible(self._more)
        self.gone.setVisible(self._more and self._desk.office.kind == "station")
        self.consent.setVisible(self._more and CONSENT_MATRIX in self._read.file.case.intake)
        self.wall.setVisible(self._more and Right.WALL in rights)

    def _toggle_more(self) -> None:
        """Show the verbs that are wanted less often, and put the keyboard on the first; or put them away."""
        self._more = not self._more
        if self._read is not None:
            self._show_verbs()
        first = next((verb for verb in (self.amend, self.slip) if not verb.isHidden()), None)
        if first is not None:
            first.setFocus()

    def _show_drafts(self, drafts: tuple[CaseDraft, ...]) -> None:
        here = any(link.hasFocus() for link in self.drafts)
        for link in self.drafts:
            self._unfinished.removeWidget(link)
            throw_away(link)
        self.drafts.clear()
        words, now = self.kit.words, self._desk.time.now()
        for draft in drafts:
            link = Link()
            what = case_form(draft.form).title.in_(words.language)
            link.say(words.say("casefile.draft", what=what, when=words.when(draft.saved_at, now)))
            link.clicked.connect(lambda _=False, draft=draft: self.acts.go_on_with(draft))
            self._unfinished.addWidget(link)
            self.drafts.append(link)
        if here:
            self.focus_first()

    def _show_identity(self) -> None:
        shown = self._revealed is not None
        name = str(self._revealed.answers.get("name", "")) if self._revealed else MASK
        self.name.setText(name)
        self.name.setAccessibleName(name if shown else self.kit.words.say("matters.hidden_name"))
        self.show_name.setVisible(not shown and self._read is not None and Right.IDENTITY in self._read.rights)
        self.hide_name.setVisible(shown)
        self._shown_for.setVisible(shown)
        self.withheld.setVisible(self._revealed is not None and bool(self._revealed.withheld))

    # What a line of the page leads to

    def _open_event(self, event: Event) -> None:
        assert self._read is not None
        people = people_words(self._read.people, self.kit)
        if event.record:
            self.page_wanted.emit(CaseRecordPage(self.kit, self._desk, event.record))
        elif event.opens is Opens.ENTRY:
            if self.facts.isHidden():
                self.toggle_facts()
        elif event.opens is Opens.CLOCKS and isinstance(event.of, CaseLine):
            self._open_board(str(event.of.about.get(OF_CLOCK, "")))
        elif not isinstance(event.of, (CaseRevision, Step)):
            self.page_wanted.emit(CaseActPage(self.kit, event.of, people, self._read.matter.row.token))

    def _open_board(self, clock: str = "") -> None:
        assert self._read is not None
        token = self._read.matter.row.token
        self.page_wanted.emit(ClockBoardPage(self.kit, self._desk, self._record, token, clock))

    def _do_task(self, task: TaskRow) -> None:
        assert self._read is not None
        self.acts.do_task(task, self._read.file, self._read.rights)

    # Acts

    def _show_slip(self) -> None:
        make = partial(slips.print_token, self._desk, self._record)
        self.page_wanted.emit(SlipPage(self.kit, make, "token.pdf"))

    def _show_consent(self) -> None:
        make = partial(consent_slip.print_consent, self._desk, self._record)
        self.page_wanted.emit(LetterPage(self.kit, self._desk, make, "casepaper.consent"))

    def _show_gone(self) -> None:
        assert self._read is not None
        self.page_wanted.emit(gone_out(self.kit, self._desk, self._record, self._read.matter.row.token))

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
        self.glass = BreakGlassDialog(self, self.kit, self._desk, self._record, token, count)
        self.glass.given.connect(self._break)
        self.glass.open()

    def _break(self, why: str, reason: str, second: Agreeing) -> None:
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
