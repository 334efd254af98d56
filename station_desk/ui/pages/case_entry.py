"""Writing one case record: a session, a referral, a plan, a contact, a promise, a consent, a closure; later and anew.

Owns the order of its steps and which verb stands at the bottom. What was typed is kept as a draft all along.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtGui import QHideEvent

from station_desk.desk import case_acts, case_drafts, casework
from station_desk.desk.calling import Calling
from station_desk.desk.case_drafts import CaseDraft
from station_desk.desk.casework import Kept
from station_desk.desk.law import case_form
from station_desk.desk.ports import Desk
from station_desk.desk.recording import DraftSaved
from station_desk.domain.answers import Answers
from station_desk.domain.case import CONSENT, FOLLOW_UP, REFERRAL, CaseAct
from station_desk.domain.disclosure import RECALLED
from station_desk.domain.fields import Level
from station_desk.errors import AnswersRefusedError, DeskError, ErrorCode, ProblemCode
from station_desk.ui.answer_sheet import AnswerSheet
from station_desk.ui.buttons import VerbButton
from station_desk.ui.call_card import CallCard
from station_desk.ui.case_aside import CaseAside
from station_desk.ui.case_opening import CaseOpened, draft_raw, open_case_entry
from station_desk.ui.case_refusals import note_too_long, say_elsewhere
from station_desk.ui.case_says import WITHDRAWN, CaseSays
from station_desk.ui.case_words import SAVED
from station_desk.ui.dialogs.reason import ReasonDialog
from station_desk.ui.draft_keeper import DraftKeeper
from station_desk.ui.field_widgets.editor import Room
from station_desk.ui.form_keyboard import FormKeyboard
from station_desk.ui.form_model import FormModel
from station_desk.ui.form_view import FormView
from station_desk.ui.icons import Icon
from station_desk.ui.kept_mark import KeptMark
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.notices import ask
from station_desk.ui.page import Page
from station_desk.ui.pages.gone_out import GoneOutPage
from station_desk.ui.pages.record_papers import goes_out, offer_letter
from station_desk.ui.still_to_ask import StillToAsk
from station_desk.ui.tab_order import insert_tabs

TITLES: Final = {
    CaseAct.RECORDED: "case_entry.titled",
    CaseAct.CARRIED_ON: "case_entry.carried_on",
    CaseAct.AMENDED: "case_entry.amended",
}
NEW_CONSENT: Final = "new_consent"  # the mark of an answer after which the consent is asked anew
_OF_THE_REASON: Final = frozenset({ErrorCode.NAMES_HER, ErrorCode.REASON_NEEDED, ErrorCode.REASON_LONG})


class CaseEntryPage(Page):
    """One case record being written, carried on or corrected. A draft tells by itself which it is."""

    def __init__(
        self,
        kit: Kit,
        desk: Desk,
        form: str,
        matter: str,
        *,
        record: str = "",
        act: CaseAct = CaseAct.RECORDED,
        draft: CaseDraft | None = None,
    ) -> None:
        super().__init__(kit, case_form(form).title)
        self._desk = desk
        self._matter = matter
        self._wanted = (form, matter, record, act, draft)
        self._begin: Mapping[str, object] = {}
        self._opened: CaseOpened | None = None
        self._view: FormView | None = None
        self._over = False
        self._counted = False
        self._reason = ""
        words, icons = kit.words, kit.icons
        self.before = VerbButton(words, "form.before", lambda: self._step(-1), icons=icons, icon=Icon.BACK)
        self.next = VerbButton(words, "entry.go_on", lambda: self._step(1))
        self.save = VerbButton(words, "case_entry.save", self._save, voice="loud")
        self.law = VerbButton(words, "case_entry.law", self._turn_law)
        self.discard = VerbButton(words, "case_entry.discard", self._ask_discard, voice="grave")
        for verb in (self.before, self.next, self.save, self.law):
            self.verbs.addWidget(verb)
        self.apart.addWidget(self.discard)
        for verb in (self.before, self.next, self.save, self.law, self.discard):
            verb.setVisible(False)
        self.keyboard = FormKeyboard(
            self,
            lambda: self._view,
            step=self._step,
            press_loud=self._press_loud,
            question_left=self._question_left,
        )
        self._kept = KeptMark(kit, desk.time.now)
        self.beside_title.addWidget(self._kept)
        self.sealed = PlainLabel(type_="small")
        self.sealed.setVisible(False)

    def begin_with(self, raw: Mapping[str, object]) -> None:
        """Put answers on a page that has not been shown yet: what the page before it learned."""
        self._begin = raw

    # What the frame asks

    def refresh(self) -> None:
        """Open the record when the page is first shown."""
        if self._opened is None:
            self.kit.runner.run(
                open_case_entry,
                self._desk,
                *self._wanted,
                done=self._fill,
                failed=self._not_opened,
                busy=self,
                name="entry.opening",
            )

    def keep(self) -> None:
        """Save what is not safe yet."""
        if self._opened is not None:
            self.keeper.flush()

    @property
    def safe(self) -> bool:
        """Whether everything written is in the store."""
        return self._opened is None or self._over or self.keeper.safe

    def left(self) -> None:
        """Say that the draft is kept, if it is."""
        if self._opened is not None and self.keeper.exists and not self._over and self.keeper.safe:
            self.kit.notices.info("case_entry.kept")

    def focus_first(self) -> None:
        """Put the keyboard where the work begins: on the call, else on the first question."""
        if self._view is None:
            super().focus_first()
        elif self.call is not None:
            self.call.show_rules.setFocus()
        else:
            self._view.focus_unanswered()

    def hideEvent(self, event: QHideEvent) -> None:
        """Save what is not safe yet, and hide her number, when the page is left in any way."""
        super().hideEvent(event)
        self.keep()
        if self._opened is not None and self.call is not None:
            self.call.forget()

    # Filling

    def _not_opened(self, _: DeskError) -> bool:
        self.back_wanted.emit()
        return False

    def _fill(self, opened: CaseOpened) -> None:
        self._opened = opened
        self._reason = opened.reason
        form, kit = opened.form, self.kit
        people = frozenset(choice.code for choice in opened.people)
        room = Room(kit, lambda: self._desk.around(people), self._desk.now, opened.people)
        self.model = FormModel(form, room.around, {**opened.raw, **self._begin}, judge=opened.judge)
        self.model.setParent(self)
        self.keeper = DraftKeeper(kit.runner, self._desk, self._draft_raw, opened.draft, save=self._save_draft)
        self.keeper.setParent(self)
        self.keeper.kept.connect(self._kept.say)
        self.model.changed.connect(lambda _: self.keeper.touch())
        token = opened.case.token
        self.set_title(kit.words.both(TITLES[opened.act], form=form.title, number=opened.number, token=token))
        if opened.act is CaseAct.AMENDED:
            kit.words.tie(self.save, "case_entry.save_amendment")
        view = FormView(room, self.model, opened.sections, self.before, opened.original)
        self._view = view
        self.fixed.addWidget(view.stepper)
        view.stepper.setVisible(len(opened.sections) > 1)
        self.fixed.addWidget(self.sealed)
        insert_tabs(view.stepper, self.before)
        self.call: CallCard | None = None
        if form.id == FOLLOW_UP and opened.act is not CaseAct.AMENDED:
            self.call = CallCard(kit, self._desk, self._matter)
            self.call.shown.connect(self._called)
            self.column.addWidget(self.call)
            insert_tabs(self.call, self.before)
        self.column.addWidget(view)
        if opened.read and opened.original is not None:
            heading, self.as_read = PlainLabel(type_="soft"), AnswerSheet(kit)
            kit.words.tie(heading, "case_entry.as_read")
            self.column.addWidget(heading)
            self.column.addWidget(self.as_read)
            self.as_read.show_answers(opened.read, opened.original, opened.people)
        self.column.addStretch(1)
        self._left = StillToAsk(kit, self.model, whole=False)
        self._left.wanted.connect(self._go_to)
        self.beside = CaseAside(kit, opened, self._left)
        self.says = CaseSays(kit, view, opened)
        view.opened.connect(self._section_opened)
        view.shown.connect(self.keyboard.show_question)
        self.model.judged.connect(self._follow)
        self.set_aside(self.beside)
        view.open(opened.sections[0].id)
        if opened.moved:
            self.keeper.touch()
            kit.notices.warn("case_entry.moved")
        if self._begin:
            self.keeper.touch()
        if opened.other is not None:
            when = kit.words.when(opened.other.saved_at, self._desk.time.now())
            kit.notices.info("case_entry.here", action=("case_entry.go_on", self._open_other), when=when)
        if self.isVisible():
            self.focus_first()

    def _open_other(self) -> None:
        """Go on with the draft left from before, in place of the new page."""
        assert self._opened is not None
        other = CaseEntryPage(self.kit, self._desk, self._opened.form.id, self._matter, draft=self._opened.other)
        self.kit.notices.dismiss()
        self.replace_wanted.emit(other)

    def _draft_raw(self) -> dict[str, object]:
        assert self._opened is not None
        return draft_raw(self.model.raw, self._opened, self._reason)

    def _save_draft(self, desk: Desk, id: str, raw: Mapping[str, object], _: str) -> DraftSaved:
        return case_drafts.save_draft(desk, id, self._wanted[0], self._matter, raw)

    # Moving

    @property
    def view(self) -> FormView:
        """The form with the parts that may be filled in now."""
        assert self._view is not None
        return self._view

    def _step(self, by: int) -> None:
        if self._view is not None and not self._view.step(by) and by > 0:
            self.save.setFocus()

    def _go_to(self, path: str) -> None:
        self.view.go_to(path)

    def _section_opened(self, _: str) -> None:
        self.keeper.flush()
        self._follow()
        if self.scroll_area is not None:
            self.scroll_area.verticalScrollBar().setValue(0)

    def _question_left(self) -> None:
        self.model.settle()
        self.keeper.flush()

    def _follow(self) -> None:
        """Show verbs, what is left, what is to be done and said, as the answers stand now."""
        opened = self._opened
        assert opened is not None
        here = self.view.open_section
        self._left.follow((here,), self.view.sections)
        self.beside.follow(self.model.cleaned.answers)
        self.says.follow(self.model)
        whole = next(section for section in opened.form.sections if section.id == here.id)
        asked = [field for field in whole.fields if field.level is Level.SEALED and self.model.is_asked(field.id)]
        if opened.act is CaseAct.CARRIED_ON:
            asked = [field for field in asked if field.later]
        self.sealed.setVisible(bool(asked))
        self.kit.words.tie(
            self.sealed, "case_entry.sealed_by" if opened.readers else "case_entry.sealed_not",
            **({"people": opened.readers} if opened.readers else {}),
        )  # fmt: skip
        following = self.view.beside(1)
        self.before.setVisible(self.view.beside(-1) is not None)
        self.next.setVisible(following is not None)
        if following is not None:
            self.kit.words.tie(self.next, self.kit.words.both("form.next", section=following.title))
        for verb in (self.save, self.law, self.discard):
            verb.setVisible(True)

    def _turn_law(self) -> None:
        self.beside.law.setVisible(self.beside.law.isHidden())

    def _called(self, found: Calling) -> None:
        """Somebody is about to call her: begin the contact with now, me, by phone; outside her hours plan it."""
        assert self._opened is not None
        gate, value = found.gate, self.model.value
        if not gate.allowed:
            untouched = value("due") == self._opened.raw.get("due")
            if gate.next_at and self._opened.act is CaseAct.RECORDED and untouched:
                self._put({"due": gate.next_at, "way": "safe_call"})
            return
        first = {"way": "safe_call", "done_at": found.at, "done_by": self._desk.person.id}
        self._put({id: told for id, told in first.items() if not value(id)})
        if self._has("reached"):
            self.view.go_to("reached")

    def _put(self, told: Mapping[str, object]) -> None:
        for id, answer in told.items():
            if self._has(id):
                self.model.set(id, answer, {}, settled=True)
                self.view.show_again(id)

    def _has(self, id: str) -> bool:
        return any(field.id == id for section in self.view.sections for field in section.fields)

    # Acts

    def _press_loud(self) -> None:
        if self.save.isVisible() and self.save.isEnabled():
            self.save.click()

    def _save(self) -> None:
        opened = self._opened
        assert opened is not None
        self.model.settle()
        if opened.act is CaseAct.AMENDED:
            self._ask_reason(opened)
            return
        self.keeper.hold()
        use_case = (
            partial(casework.record, self._desk, opened.form.id, self._matter)
            if opened.act is CaseAct.RECORDED
            else partial(casework.carry_on, self._desk, opened.record)
        )
        self.kit.runner.run(
            use_case,
            self.model.raw,
            self.keeper.draft,
            done=self._saved,
            failed=self._refused,
            busy=self,
            name="case_entry.saving",
        )

    def _ask_reason(self, opened: CaseOpened) -> None:
        self.model.refuse((), insist=True)
        if self.model.refusals:
            self._show_refusals()
            return
        if self._unchanged(opened):
            self.kit.notices.info("entry.nothing_changed")
            return
        self.dialog = ReasonDialog(self, self.kit, "case_entry.amend_ask", "case_entry.save_amendment", Answers({}))
        self.dialog.reason.setText(self._reason)
        self.dialog.reason.textChanged.connect(self._take_reason)
        self.dialog.given.connect(self._amend)
        self.dialog.open()

    def _unchanged(self, opened: CaseOpened) -> bool:
        autos = {field.id for field in opened.form.fields} - {
            field.id for section in opened.sections for field in section.fields
        }
        before = {id: value for id, value in (opened.original or {}).items() if id not in autos}
        return before == dict(self.model.cleaned.answers)

    def _take_reason(self, reason: str) -> None:
        self._reason = reason
        self.keeper.touch()

    def _amend(self, reason: str) -> None:
        assert self._opened is not None
        self.keeper.hold()
        self.kit.runner.run(
            casework.amend,
            self._desk,
            self._opened.record,
            self.model.raw,
            reason,
            self.keeper.draft,
            done=self._amended,
            failed=self._amend_refused,
            busy=self.dialog,
            name="case_entry.saving",
        )

    def _amended(self, kept: Kept) -> None:
        self.dialog.accept()
        self._saved(kept)

    def _amend_refused(self, error: DeskError) -> bool:
        if error.code in _OF_THE_REASON:
            self.keeper.release()
            return self.dialog.refuse(error)
        self.dialog.reject()
        return self._refused(error)

    def _saved(self, kept: Kept) -> None:
        assert self._opened is not None
        if goes_out(self._opened, self.model.cleaned.answers):
            self.keeper.end()
            self._over = True
            self.offering = offer_letter(self, self._desk, kept, partial(self._leave_saved, kept))
            return
        consent = self._consent_told()
        self._leave(follow_with=consent or self._gone_out())
        if consent is None:
            self.kit.notices.done(SAVED[kept.form], number=kept.number)
        else:
            self.kit.notices.done("case_entry.consent_next", number=kept.number)

    def _leave_saved(self, kept: Kept, follow_with: Page | None) -> None:
        self._leave(follow_with)
        self.kit.notices.done(SAVED[kept.form], number=kept.number)

    def _gone_out(self) -> GoneOutPage | None:
        """Return what has already gone out, after a consent was withdrawn."""
        assert self._opened is not None
        opened, answers = self._opened, self.model.cleaned.answers
        withdrawn = opened.form.id == CONSENT and opened.act is CaseAct.RECORDED and bool(answers.get(WITHDRAWN))
        return gone_out(self.kit, self._desk, self._matter, opened.case.token) if withdrawn else None

    def _consent_told(self) -> CaseEntryPage | None:
        """Return the page of a new consent, where an answer of this record calls for one."""
        assert self._opened is not None
        if self._opened.act is not CaseAct.RECORDED:
            return None
        answers = self.model.cleaned.answers
        for field in self._opened.form.fields:
            choice = field.choice(str(answers.get(field.id, "")))
            if choice is not None and NEW_CONSENT in choice.marks:
                page = CaseEntryPage(self.kit, self._desk, CONSENT, self._matter)
                known = case_form(CONSENT).field("kind").choice(choice.code)
                page.begin_with({"kind": known.code} if known else {})
                return page
        return None

    def _leave(self, follow_with: Page | None = None) -> None:
        self.keeper.end()
        self._over = True
        self.kit.notices.dismiss()
        if follow_with is None:
            self.back_wanted.emit()
        else:
            self.replace_wanted.emit(follow_with)

    def _refused(self, error: DeskError) -> bool:
        """Show everything that is wrong, put the keyboard on the first; the notice says how many."""
        self.keeper.release()
        if error.code is ErrorCode.NOTE_LONG:
            error = AnswersRefusedError((note_too_long(self.model.form, self.model.cleaned.answers, error),))
        if not isinstance(error, AnswersRefusedError):
            return False
        if any(problem.code is ProblemCode.JOINT_CLOSED for problem in error.problems):
            self._count_asking()
        self.model.refuse(error.problems, insist=True)
        self._show_refusals()
        return True

    def _count_asking(self) -> None:
        """Both sides together, written down and refused, was asked for: counted as at the gate, once for this page."""
        if not self._counted:
            self._counted = True
            self.kit.runner.run(case_acts.ask_joint, self._desk, self._matter)

    def _show_refusals(self) -> None:
        problems = self.model.refusals
        first = next((one.path for one in problems if self._has(one.path.partition(".")[0])), None)
        if first is not None:
            self._go_to(first)
            self.kit.notices.refuse(AnswersRefusedError(problems))
        elif problems:
            say_elsewhere(self.kit, self.model.form, problems[0])

    def _ask_discard(self) -> None:
        ask(self, self.kit.words, self.kit.icons, "case_entry.discard_ask", "case_entry.discard", self._discard)

    def _discard(self) -> None:
        self.keeper.hold()
        self.kit.runner.run(
            case_drafts.drop_draft,
            self._desk,
            self.keeper.draft,
            done=self._discarded,
            failed=self._not_discarded,
            busy=self,
        )

    def _discarded(self, _: object) -> None:
        self._leave()
        self.kit.notices.done("case_entry.discarded")

    def _not_discarded(self, _: DeskError) -> bool:
        self.keeper.release()
        return False


def gone_out(kit: Kit, desk: Desk, matter: str, token: str) -> GoneOutPage:
    """Return the page of what has gone out of a matter; from it a referral is written down as taken back."""
    status = next(one.code for one in case_form(REFERRAL).field("status").choices if RECALLED in one.marks)

    def taken_back(record: str) -> CaseEntryPage:
        page = CaseEntryPage(kit, desk, REFERRAL, matter, record=record, act=CaseAct.CARRIED_ON)
        page.begin_with({"status": status, "recalled_at": desk.now()})
        return page

    return GoneOutPage(kit, desk, matter, token, taken_back)
