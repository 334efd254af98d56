"""One case record as it stands: its facts, its history with reasons, what of it says who she is only on request.

Owns showing and hiding that part, as the page of a matter does: it goes away after a minute and when the page is left.
The decision on a proposed closure is taken here, under the closure itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent

from station_desk.desk import case_acts, case_reading, casework, reading
from station_desk.desk.case_reading import RecordFile
from station_desk.desk.casework import CASES, Kept, Opened
from station_desk.desk.law import case_form
from station_desk.desk.ports import Desk
from station_desk.desk.recording import MATTERS
from station_desk.domain.calendar import show_moment
from station_desk.domain.case import CaseAct, must_go_on
from station_desk.domain.fields import Choice
from station_desk.domain.roles import Right
from station_desk.errors import DeskError
from station_desk.ui.answer_sheet import AnswerSheet, people_words
from station_desk.ui.buttons import VerbButton
from station_desk.ui.case_history import CaseHistory
from station_desk.ui.case_timeline import act_words
from station_desk.ui.case_words import has_identity, has_sealed, may_go_on, record_name, standing
from station_desk.ui.dialogs.reason import ReasonDialog
from station_desk.ui.dialogs.reveal import SHOWN_MS, RevealDialog
from station_desk.ui.entry_opening import person_choice
from station_desk.ui.fact_list import verbatim
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.notices import ask
from station_desk.ui.page import Page
from station_desk.ui.pages.case_entry import CaseEntryPage
from station_desk.ui.pages.record_papers import RecordPapers, offered
from station_desk.ui.state_marks import StateMarks


@dataclass(frozen=True, slots=True)
class Read:
    """One case record with the people named in it, and what the person at the desk may do."""

    file: RecordFile
    people: tuple[Choice, ...]
    rights: frozenset[Right]
    papers: frozenset[str]


def read_record(desk: Desk, record: str) -> Read:
    """Read a case record without who she is. Raises RECORD_MISSING, MATTER_SEALED."""
    people = tuple(person_choice(person) for person in reading.people(desk))
    file, rights = case_reading.read_record(desk, record), desk.rights()
    return Read(file, people, rights, offered(desk, file.newest, rights))


class CaseRecordPage(Page):
    """States, the answers part by part, the history; below carry on, correct, its papers, the decision on a closure."""

    topics: ClassVar[frozenset[str]] = frozenset({CASES, MATTERS, "people"})

    def __init__(self, kit: Kit, desk: Desk, record: str) -> None:
        super().__init__(kit, "matters.title")
        self._desk, self._record = desk, record
        self._read: Read | None = None
        self._opened: Opened | None = None
        words, icons = kit.words, kit.icons
        self.states = StateMarks(kit)
        self.decision = PlainLabel()
        self.masked, self._sealed, self._shown_for = (PlainLabel(type_="small") for _ in range(3))
        words.tie(self.masked, "caserecord.masked")
        words.tie(self._sealed, "caserecord.sealed")
        words.tie(self._shown_for, "matter.shown_for")
        self.sheet = AnswerSheet(kit)
        self.history = CaseHistory(kit)
        for widget in (
            self.states,
            self.decision,
            self.masked,
            self._shown_for,
            self.sheet,
            self._sealed,
            self.history,
        ):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self.approve = VerbButton(words, "caserecord.approve", self._ask_approve, voice="loud")
        self.give_back = VerbButton(words, "caserecord.return", self._ask_return)
        self.carry_on = VerbButton(words, "caserecord.carry_on", lambda: self._write(CaseAct.CARRIED_ON))
        self.correct = VerbButton(words, "caserecord.correct", lambda: self._write(CaseAct.AMENDED))
        self.show_more = VerbButton(words, "caserecord.show", self.ask_why, icons=icons, icon=Icon.SHOW)
        self.hide_it = VerbButton(words, "caserecord.hide", self.hide_identity, icons=icons, icon=Icon.COVER)
        self.back = VerbButton(words, "office.back", self.back_wanted.emit, icons=icons, icon=Icon.BACK)
        self.papers = RecordPapers(self, desk, record)
        self._verbs = (self.approve, self.give_back, self.carry_on, self.correct, self.show_more, self.hide_it)
        for verb in (*self._verbs, *self.papers.buttons.values(), self.back):
            self.verbs.addWidget(verb)
        for part in (*self._verbs, self.decision, self.masked, self._sealed, self._shown_for, self.history):
            part.setVisible(False)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self.hide_identity)
        if self.scroll_area is not None:
            self.scroll_area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # a page to read is scrolled by the arrow keys
        words.changed.connect(self._retell)

    def refresh(self) -> None:
        """Read the record again."""
        self.kit.runner.run(read_record, self._desk, self._record, reads=True, done=self._show, failed=self._missing)

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
        """Ask why it is needed."""
        dialog = RevealDialog(self, self.kit)
        dialog.given.connect(self._reveal)
        dialog.open()

    def hide_identity(self) -> None:
        """Mask who she is again."""
        self._timer.stop()
        if self._opened is not None:
            had_keyboard = self.hide_it.hasFocus()
            self._opened = None
            self._retell()
            if had_keyboard:
                self.show_more.setFocus()

    def _reveal(self, why: str) -> None:
        self.kit.runner.run(casework.open_record, self._desk, self._record, why, done=self._show_opened)

    def _show_opened(self, opened: Opened) -> None:
        if self.isVisible():
            self._opened = opened
            self._timer.start()
            self._retell()
            self.hide_it.setFocus()

    # What is shown

    def _missing(self, _: DeskError) -> bool:
        self.back_wanted.emit()
        return False

    def _show(self, read: Read) -> None:
        self._read, self._opened = read, None
        self._retell()

    def _retell(self) -> None:
        if self._read is None:
            return
        file, rights, kit = self._read.file, self._read.rights, self.kit
        revision = self._opened.revision if self._opened else file.newest
        history = self._opened.history if self._opened else file.history
        form, token = revision.form, file.case.token
        self.set_title("caserecord.title", what=record_name(kit, revision), token=token)
        self.states.clear()
        shape, state = standing(kit, file.case, file.newest)
        if state:
            self.states.add(*shape, verbatim(state))
        self.states.setVisible(bool(state))
        self._say_decision(file)
        self.sheet.show_answers(case_form(form).sections, revision.answers, self._read.people)
        self.history.show_history(history, self._read.people)
        self.history.setVisible(True)
        opened, holds = self._opened is not None, has_identity(form)
        self.masked.setVisible(holds and not opened)
        self._shown_for.setVisible(opened)
        self._sealed.setVisible(has_sealed(form))
        waits = file.case.waiting_closure
        mine = waits is not None and waits.record == self._record
        decides = mine and Right.CLOSE in rights and file.case.may_decide(self._desk.person.id)
        self.approve.setVisible(decides)
        self.give_back.setVisible(decides)
        self.carry_on.setVisible(self._may_write(CaseAct.CARRIED_ON) and may_go_on(form))
        self.correct.setVisible(self._may_write(CaseAct.AMENDED))
        self.show_more.setVisible(holds and not opened and Right.IDENTITY in rights)
        self.hide_it.setVisible(opened)
        self.papers.follow(file.case.matter, self._read.papers)

    def _may_write(self, act: CaseAct) -> bool:
        """Tell whether the person may write on in this record as its matter stands."""
        assert self._read is not None
        file = self._read.file
        try:
            must_go_on(file.case, self._record, file.newest.form, act)
        except DeskError:
            return False
        return Right.ENTER in self._read.rights

    def _say_decision(self, file: RecordFile) -> None:
        """Say who decided on a closure, when, and why it was returned."""
        turns = [act for act in file.case.acts if act.about.get("closure") == self._record]
        self.decision.setVisible(bool(turns))
        if turns and self._read is not None:
            act, people = turns[-1], people_words(self._read.people, self.kit)
            self.decision.setText(
                self.kit.words.say(
                    "matter.step",
                    act=act_words(self.kit, act)[1],
                    at=show_moment(act.at),
                    person=people.get(act.person, ""),
                )
            )

    # Acts

    def _write(self, act: CaseAct) -> None:
        assert self._read is not None
        newest = self._read.file.newest
        page = CaseEntryPage(self.kit, self._desk, newest.form, newest.matter, record=self._record, act=act)
        self.page_wanted.emit(page)

    def _ask_approve(self) -> None:
        assert self._read is not None
        token = self._read.file.case.token
        ask(
            self,
            self.kit.words,
            self.kit.icons,
            "caserecord.approve_ask",
            "caserecord.approve_verb",
            self._approve,
            grave=False,
            token=token,
        )

    def _approve(self) -> None:
        assert self._read is not None
        self.kit.runner.run(
            case_acts.approve_closure,
            self._desk,
            self._read.file.case.matter,
            self._read.file.newest.seq,
            done=self._approved,
            busy=self,
        )

    def _approved(self, _: Kept) -> None:
        self._leave("caserecord.approved")

    def _ask_return(self) -> None:
        assert self._read is not None
        case = self._read.file.case
        self.dialog = ReasonDialog(
            self, self.kit, "caserecord.return_ask", "caserecord.return_verb", case.intake, token=case.token
        )
        self.dialog.given.connect(self._return)
        self.dialog.open()

    def _return(self, reason: str) -> None:
        assert self._read is not None
        self.kit.runner.run(
            case_acts.return_closure,
            self._desk,
            self._read.file.case.matter,
            reason,
            done=self._returned,
            failed=self.dialog.refuse,
            busy=self.dialog,
        )

    def _returned(self, _: Kept) -> None:
        self.dialog.accept()
        self._leave("caserecord.returned")

    def _leave(self, said: str) -> None:
        """Say it on the page of the matter, to which one goes back."""
        assert self._read is not None
        self.back_wanted.emit()
        self.kit.notices.done(said, token=self._read.file.case.token)
