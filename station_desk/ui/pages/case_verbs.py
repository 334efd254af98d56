"""What can be done with a case from its page: new records, both sides together, closing, taking up again, open tasks.

Owns which verb is offered to whom and the page that each leads to; what is kept, the desk decides again.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from station_desk.desk import case_acts
from station_desk.desk.case_drafts import CaseDraft
from station_desk.desk.case_reading import CaseFile, TaskRow
from station_desk.desk.casework import Kept
from station_desk.desk.ports import Desk
from station_desk.domain.case import CLOSURE, CONSENT, FOLLOW_UP, PLAN, PROMISE, REFERRAL, SESSION, Case, CaseAct
from station_desk.domain.gates import Gate
from station_desk.domain.roles import Right
from station_desk.domain.tasks import TaskKind
from station_desk.ui.buttons import VerbButton
from station_desk.ui.dialogs.clock import ClockDialog, answers
from station_desk.ui.dialogs.one_of import OneOfDialog
from station_desk.ui.dialogs.reason import ReasonDialog
from station_desk.ui.page import Page
from station_desk.ui.pages.case_entry import CaseEntryPage
from station_desk.ui.pages.case_record import CaseRecordPage
from station_desk.ui.pages.clock_board import ClockBoardPage
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.joint_gate import JointGatePage, joint_session

_NEW: Final[Mapping[str, str]] = {
    SESSION: "casefile.new_session",
    REFERRAL: "casefile.new_referral",
    PROMISE: "casefile.new_promise",
    FOLLOW_UP: "casefile.new_follow_up",
    CONSENT: "casefile.new_consent",
    PLAN: "casefile.new_plan",
    CLOSURE: "casefile.new_closure",
}


class CaseVerbs(QObject):
    """The buttons for the foot of a page, and what they do. `more` is for whoever lays them out."""

    def __init__(self, page: Page, desk: Desk, matter: str) -> None:
        super().__init__(page)
        self._page, self._desk, self._matter = page, desk, matter
        self._kit = page.kit
        self._case: Case | None = None
        words = page.kit.words
        self.new = {form: VerbButton(words, said, partial(self.begin, form)) for form, said in _NEW.items()}
        self.joint = VerbButton(words, "casefile.joint", self._ask_joint)
        words.tie_plain(self.joint.setToolTip, "casefile.joint_long")
        self.decide = VerbButton(words, "casefile.decide", self._decide, voice="loud")
        self.reopen = VerbButton(words, "casefile.reopen", self._ask_reopen)
        self.more = VerbButton(words, "casefile.more")
        self.buttons = (self.decide, self.reopen, *self.new.values(), self.joint)
        for button in self.buttons:
            button.setVisible(False)

    def follow(self, case: Case, rights: frozenset[Right]) -> None:
        """Offer what may be done as the case stands; a closed one takes only the agreed call, or is taken up again."""
        self._case = case
        may, closed = Right.ENTER in rights and not case.cancelled, case.closed is not None
        for form, button in self.new.items():
            waits = form == CLOSURE and case.waiting_closure is not None
            button.setVisible(may and (form == FOLLOW_UP or not closed) and not waits)
        self.joint.setVisible(may and not closed)
        self.reopen.setVisible(may and closed)
        self.decide.setVisible(self.may_decide(case, rights))

    def may_decide(self, case: Case, rights: frozenset[Right]) -> bool:
        """Tell whether the person at the desk may approve or return the closure that waits."""
        return Right.CLOSE in rights and case.may_decide(self._desk.person.id)

    def begin(self, form: str) -> None:
        """Open an empty page for a new record."""
        self._page.page_wanted.emit(CaseEntryPage(self._kit, self._desk, form, self._matter))

    def go_on_with(self, draft: CaseDraft) -> None:
        """Open a page that was left unfinished."""
        self._page.page_wanted.emit(CaseEntryPage(self._kit, self._desk, draft.form, draft.matter, draft=draft))

    def do_task(self, task: TaskRow, file: CaseFile, rights: frozenset[Right]) -> None:
        """Open the act that closes an open task; who may not write sees the record that it is about."""
        may = Right.ENTER in rights and not file.case.cancelled
        record = next((record for record in file.case.records if record.record == task.key), None)
        match TaskKind(task.kind):
            case TaskKind.CLOCK:
                self._do_clock(task.key, file, may=may)
            case TaskKind.APPROVAL:
                self._show_record(task.key)
                if not self.may_decide(file.case, rights):
                    self._kit.notices.info("task.approval_whose")
            case _ if not may:
                if record is not None:
                    self._show_record(record.record)
            case TaskKind.ACTION:
                self._page.page_wanted.emit(IntakePage(self._kit, self._desk, record=self._matter))
            case TaskKind.REVIEW:
                self._ask_review()
            case TaskKind.SESSION:
                self.begin(SESSION)
            case _ if record is not None:
                page = CaseEntryPage(
                    self._kit, self._desk, record.form, self._matter, record=record.record, act=CaseAct.CARRIED_ON
                )
                self._page.page_wanted.emit(page)
            case _:  # the call that was agreed on after the last one, or when the matter was closed
                self.begin(FOLLOW_UP)

    def _do_clock(self, id: str, file: CaseFile, *, may: bool) -> None:
        clock = next((clock for clock in file.clocks if clock.row.id == id), None)
        if clock is not None and may and answers(clock):
            self.dialog = ClockDialog(self._page, self._kit, self._desk, self._matter, clock)
            self.dialog.open()
        else:
            page = ClockBoardPage(self._kit, self._desk, self._matter, file.case.token, id)
            self._page.page_wanted.emit(page)

    def _show_record(self, record: str) -> None:
        self._page.page_wanted.emit(CaseRecordPage(self._kit, self._desk, record))

    def _decide(self) -> None:
        if self._case is not None and (waits := self._case.waiting_closure):
            self._show_record(waits.record)

    def _ask_review(self) -> None:
        verbs = (
            (_NEW[SESSION], partial(self.begin, SESSION)),
            (_NEW[FOLLOW_UP], partial(self.begin, FOLLOW_UP)),
        )
        self.choosing = OneOfDialog(self._page, self._kit, "task.review", "task.review_ask", verbs)
        self.choosing.open()

    # Both sides together

    def _ask_joint(self) -> None:
        self._kit.runner.run(case_acts.ask_joint, self._desk, self._matter, done=self._asked_joint, busy=self._page)

    def _asked_joint(self, gate: Gate) -> None:
        if gate.open:
            self._page.page_wanted.emit(joint_session(self._kit, self._desk, self._matter))
            self._kit.notices.info("casefile.joint_open")
        else:
            self._page.page_wanted.emit(JointGatePage(self._kit, self._desk, self._matter))

    # Taking up again

    def _ask_reopen(self) -> None:
        assert self._case is not None
        self.asking = ReasonDialog(
            self._page,
            self._kit,
            "casefile.reopen_ask",
            "casefile.reopen",
            self._case.intake,
            token=self._case.token,
        )
        self.asking.given.connect(self._reopen)
        self.asking.open()

    def _reopen(self, reason: str) -> None:
        self._kit.runner.run(
            case_acts.reopen,
            self._desk,
            self._matter,
            reason,
            done=self._reopened,
            failed=self.asking.refuse,
            busy=self.asking,
        )

    def _reopened(self, _: Kept) -> None:
        assert self._case is not None
        self.asking.accept()
        self._kit.notices.done("casefile.reopened_done", token=self._case.token)
