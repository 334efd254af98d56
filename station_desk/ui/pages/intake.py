"""Taking an entry down: first page, token, the other parts in any order, reading back, finishing; correcting one.

Owns the order of these steps and which verb stands at the bottom. What was typed is kept as a draft all along.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from station_desk.desk import recording, slips, sources
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.recording import Draft, Saved
from station_desk.domain.answers import Answers
from station_desk.domain.clock_guard import ClockState
from station_desk.domain.records import State
from station_desk.errors import AnswersRefusedError, DeskError, ErrorCode
from station_desk.ui.draft_keeper import DraftKeeper
from station_desk.ui.entry_aside import EntryAside
from station_desk.ui.entry_day import ARRIVED, EntryDay
from station_desk.ui.entry_giving_up import EntryGivingUp
from station_desk.ui.entry_opening import Opened, draft_raw, open_entry
from station_desk.ui.entry_verbs import EntryVerbs, Stage
from station_desk.ui.field_widgets.editor import Room
from station_desk.ui.form_keyboard import KEYS as FORM_KEYS
from station_desk.ui.form_keyboard import FormKeyboard
from station_desk.ui.form_model import FormModel, first_page, read_sections
from station_desk.ui.form_view import FormView
from station_desk.ui.intake_steps import ReadBack, Review, TokenCard
from station_desk.ui.kept_mark import KeptMark
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Page
from station_desk.ui.pages.slip import SlipPage
from station_desk.ui.tab_order import insert_tabs
from station_desk.ui.throw_away import throw_away
from station_desk.ui.urgent import ReviewDay

# What the page listens to; the frame lists them under F1.
KEYS: Final = (*FORM_KEYS, ("1 2 3", "taps.key"))
SLIP: Final = "slip_taken"


class IntakePage(Page):
    """One entry being written."""

    def __init__(
        self,
        kit: Kit,
        desk: Desk,
        *,
        draft: Draft | None = None,
        record: str = "",
        typed: bool = False,
        at: str = "",
    ) -> None:
        """`typed` says that the draft comes from another page and may not be in the store.

        `at` is the question at which the keyboard begins, where the page before knows what is missing.
        """
        super().__init__(kit, "entry.new")
        self._desk = desk
        self._wanted = (record, draft)
        self._typed = typed
        self._at = at
        self._opened: Opened | None = None
        self._stage: QWidget | None = None
        self.day = EntryDay(self, kit, desk)
        self.giving_up = EntryGivingUp(self, kit, desk, self._end)
        self.bar = EntryVerbs(
            self,
            step=self._step,
            show_form=self._show_form,
            save_first=self._save_first,
            take_slip=self._take_slip,
            read_back=self._show_read_back,
            finish=self._finish,
            save_amendment=self._save_amendment,
            discard=lambda: self.giving_up.ask_discard(self.keeper, amends=self._amends),
            cancel=self._ask_cancel,
        )
        self._kept = KeptMark(kit, desk.time.now)
        self.beside_title.addWidget(self._kept)
        self.withheld = PlainLabel(type_="small")
        kit.words.tie(self.withheld, "entry.withheld")
        self.withheld.setVisible(False)
        self.fixed.addWidget(self.withheld)
        self.keyboard = FormKeyboard(
            self,
            self._view_on_screen,
            step=self._step,
            press_loud=self.bar.press_loud,
            question_left=self._question_left,
        )
        kit.runner.changed.connect(self._heed_clock)

    # What the frame asks

    def refresh(self) -> None:
        """Open the entry when the page is first shown."""
        if self._opened is None:
            self.kit.runner.run(
                open_entry,
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
            self.kit.notices.info("entry.kept")

    def go_back(self) -> bool:
        """Go from reading back to the form."""
        if self._opened is None or self._over or self._stage in (None, self.view):
            return False
        self._show_form()
        return True

    def focus_first(self) -> None:
        """Put the keyboard where the work goes on."""
        if self._opened is None:
            super().focus_first()
        elif self._stage is self.view:
            self.view.focus_first()
        elif self._stage is self.token_card:
            self.bar.go_on.setFocus()
        elif self._stage is self.review and self.review.has_changes:
            self.review.reason.setFocus()
        elif self.scroll_area is not None:
            self.scroll_area.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Save what is not safe yet when another page, a lock or the end of the program takes this one away."""
        super().hideEvent(event)
        self.keep()

    # Filling

    def _not_opened(self, _: DeskError) -> bool:
        self.back_wanted.emit()
        return False

    def _fill(self, opened: Opened) -> None:
        self._opened = opened
        self._over = False
        self._amends = opened.state is State.FINAL
        self._people = opened.people
        people = frozenset(choice.code for choice in opened.people)
        self._room = Room(self.kit, lambda: self._desk.around(people), self._desk.now, opened.people)
        self.withheld.setVisible(bool(opened.withheld))
        self.model = FormModel(intake_form(), self._room.around, opened.raw, opened.withheld)
        self.model.setParent(self)
        self.keeper = DraftKeeper(self.kit.runner, self._desk, self._draft_raw, opened.draft, opened.record)
        self.keeper.setParent(self)
        self.keeper.kept.connect(self._kept.say)
        self.model.changed.connect(lambda _: self.keeper.touch())
        self.token_card = TokenCard(self.kit)
        self.token_card.setVisible(False)
        self.read_back = ReadBack(self.kit, self.model)
        self.read_back.setVisible(False)
        self.beside = EntryAside(self.kit, self.model, self._may_go)
        self.beside.wanted.connect(self._go_to)
        self.kit.runner.run(sources.standing, self._desk, reads=True, done=self.beside.urgent.verify)
        self.beside.written.connect(lambda id: self.view.show_again(id))
        self.review_day = ReviewDay(self.model, self._desk.now, lambda id: self.view.show_again(id))
        self.review = Review(self.kit, self.model, opened.original or Answers({}), self._people)
        self.review.setVisible(False)
        self.review.reason.setText(opened.reason)
        self.review.reason.textEdited.connect(lambda _: self.keeper.touch())
        self._view: FormView | None = None
        self.model.judged.connect(self._follow)
        self._name_page()
        if self._amends:
            self.kit.words.tie(self.bar.discard, "entry.discard_amendment")
        self._build_view()
        for stage in (self.token_card, self.read_back, self.review):
            self.column.addWidget(stage)
        self.column.addStretch(1)
        self._show_form()
        if self._at:
            self._go_to(self._at)
        if opened.meanwhile:
            self.review.show_meanwhile(opened.meanwhile)
            self._typed = True
            self._show_read_back()
            self.kit.notices.warn("entry.moved")
        if self._typed:
            self.keeper.touch()
        if opened.doubted and self._desk.time.state is ClockState.STEADY:
            self.kit.notices.warn("entry.arrival_doubted")
        if opened.other is not None:
            when = self.kit.words.when(opened.other.saved_at, self._desk.time.now())
            self.kit.notices.info("drafts.here", action=("drafts.go_on", self._open_other), when=when)

    def _open_other(self) -> None:
        """Go on with the draft left from before, in place of the blank page."""
        assert self._opened is not None
        self._replace(IntakePage(self.kit, self._desk, draft=self._opened.other))

    def _open_again(self) -> None:
        """Begin anew from what somebody else changed meanwhile, with what was typed here laid over it."""
        assert self._opened is not None
        self.keeper.touch()
        draft = Draft(self.keeper.draft, self._opened.record, self._desk.now(), self._draft_raw())
        self._replace(IntakePage(self.kit, self._desk, draft=draft, typed=True))

    def _replace(self, page: Page) -> None:
        self.kit.notices.dismiss()
        self.replace_wanted.emit(page)

    @property
    def view(self) -> FormView:
        """The form with the parts that may be filled in now."""
        assert self._view is not None
        return self._view

    @property
    def token(self) -> str:
        """The token, "" before there is one."""
        return self._opened.token if self._opened else ""

    def _build_view(self) -> None:
        """Make the form anew: with its first page until there is a token, then whole."""
        assert self._opened is not None
        form, token = self.model.form, bool(self._opened.token)
        first = first_page(form)
        seen = [each for each in form.sections if token or each in first or self.model.is_wrong(each)]
        sections = read_sections(seen, self._opened.withheld)
        old = self._view
        self._view = FormView(self._room, self.model, sections, self.bar.before, self._opened.original, taps=not token)
        self._view.tapped.connect(self.bar.save_first.setFocus)
        if old is not None:
            for widget in (old, old.stepper):
                throw_away(widget)
        self.fixed.addWidget(self._view.stepper)
        insert_tabs(self._view.stepper, self.bar.before)
        self.column.insertWidget(0, self._view)
        self._view.opened.connect(self._section_opened)
        self._view.shown.connect(self.keyboard.show_question)
        place = 0 if old is None or not token else min(len(first), len(sections) - 1)
        self._view.open(sections[place].id)

    def _draft_raw(self) -> dict[str, object]:
        assert self._opened is not None
        return draft_raw(self.model.raw, self.review.reason.text(), self._opened)

    # Moving

    def _show(self, stage: QWidget) -> None:
        if self._stage is self.token_card and self.model.value(SLIP) is None:
            self.model.set(SLIP, "no", {}, settled=True)  # she goes on without paper
        self._stage = stage
        form = stage is self.view
        for each in (self.view, self.token_card, self.read_back, self.review):
            each.setVisible(each is stage)
        self.view.stepper.setVisible(form and len(self.view.sections) > 1)
        self.set_aside(None if stage is self.review else self.beside)
        self._settle_verbs()
        if self.scroll_area is not None:
            self.scroll_area.verticalScrollBar().setValue(0)
            policy = (
                Qt.FocusPolicy.NoFocus if form else Qt.FocusPolicy.StrongFocus
            )  # a page to read is scrolled by keys
            self.scroll_area.setFocusPolicy(policy)
        self._name_page()
        self.focus_first()

    def _show_form(self) -> None:
        self._show(self.view)

    def _show_read_back(self) -> None:
        self.model.settle()
        self.keeper.flush()
        if self._amends:
            self.review.follow()
            self._show(self.review)
        else:
            self.read_back.follow(self._people)
            self._show(self.read_back)
            if self.beside.urgent.left:
                self.kit.notices.warn("urgent.before_finish", count=self.beside.urgent.left)

    def _may_go(self, id: str) -> bool:
        return any(field.id == id for section in self.view.sections for field in section.fields) and bool(self.token)

    def _go_to(self, path: str) -> None:
        if self._stage is not self.view:
            self._show_form()
        self.view.go_to(path)

    def _step(self, by: int) -> None:
        if self._stage is self.view and not self.view.step(by) and by > 0:
            self.bar.press_loud()

    def _section_opened(self, _: str) -> None:
        self.keeper.flush()
        self._follow()
        self._settle_verbs()
        if self.scroll_area is not None:
            self.scroll_area.verticalScrollBar().setValue(0)

    def _follow(self) -> None:
        if self._view is None:
            return
        self.beside.follow(self.view.open_section, self.view.sections)
        self.beside.guide(self.view.built_rows)

    def _view_on_screen(self) -> FormView | None:
        """Return the form while it is what the page shows; None while it opens, gives a token or is read back."""
        return self._view if self._opened is not None and self._stage is self._view else None

    def _question_left(self) -> None:
        """Judge and save when the keyboard leaves a question."""
        self.model.settle()
        self.keeper.flush()

    # Verbs

    def _settle_verbs(self) -> None:
        """Show the verbs of this step."""
        if self._opened is None or self._stage is None:
            return
        place = self.view.sections.index(self.view.open_section)
        following = self.view.sections[place + 1].title if place + 1 < len(self.view.sections) else None
        stages = {self.view: Stage.FORM, self.token_card: Stage.TOKEN, self.read_back: Stage.READ_BACK}
        stage = stages.get(self._stage, Stage.REVIEW)
        self.beside.show_for(stage, bool(self._opened.token))
        self.bar.settle(stage, bool(self._opened.token), self._amends, place > 0, following)
        self.bar.save_amendment.setEnabled(stage is not Stage.REVIEW or self.review.has_changes)

    # Acts

    def _save_first(self) -> None:
        self.keeper.hold()
        self.kit.runner.run(
            recording.open_record,
            self._desk,
            self.model.raw,
            self.keeper.draft,
            done=self._got_token,
            failed=self._refused_first,
            busy=self,
            name="entry.saving",
        )

    def _got_token(self, saved: Saved) -> None:
        assert self._opened is not None
        self._opened = Opened(
            self._people, {}, None, saved.record, saved.token, saved.state, self.keeper.draft, line=saved.seq
        )
        self.keeper.record = saved.record
        self.keeper.release()
        self.keeper.touch()  # the draft may not have been in the store when the record began
        self.token_card.show_token(saved.token)
        self._build_view()
        self._show(self.token_card)

    def _take_slip(self) -> None:
        """Note that she takes the slip and show it; the way back leads to where she is asked."""
        assert self._opened is not None
        self.model.set(SLIP, "yes", {}, settled=True)
        self.bar.note_slip()
        make = partial(slips.print_token, self._desk, self._opened.record)
        self.page_wanted.emit(SlipPage(self.kit, make, "token.pdf"))

    def _finish(self) -> None:
        self.keeper.hold()
        assert self._opened is not None
        self.kit.runner.run(
            recording.finalise,
            self._desk,
            self._opened.record,
            self.model.raw,
            self.keeper.draft,
            done=partial(self._saved, "entry.finished"),
            failed=self._refused,
            busy=self,
            name="entry.saving",
        )

    def _save_amendment(self) -> None:
        if not self.review.accepts_reason():
            return
        self.keeper.hold()
        assert self._opened is not None
        self.kit.runner.run(
            recording.amend,
            self._desk,
            self._opened.record,
            self.model.raw,
            self.review.reason.text(),
            self.keeper.draft,
            self._opened.line,
            done=partial(self._saved, "entry.amended"),
            failed=self._refused,
            busy=self,
            name="entry.saving",
        )

    def _saved(self, said: str, saved: Saved) -> None:
        self._end(said, saved.token)

    def _end(self, said: str, token: str) -> None:
        self.keeper.end()
        self._leave()
        self.kit.notices.done(said, token=token)

    def _leave(self) -> None:
        """Take this page away; what the notice bar still says belongs to it and goes too."""
        self._over = True
        self.kit.notices.dismiss()
        self.back_wanted.emit()

    def _refused_first(self, error: DeskError) -> bool:
        if error.code is ErrorCode.DATE_UNCONFIRMED:
            self.keeper.release()
            self.day.ask(error, self._save_first)
            return True
        return self._refused(error, insist=False)

    def _heed_clock(self, topics: frozenset[str]) -> None:
        moved = self.day.heed(topics, self._opened, self.model) if self._opened is not None else None
        if moved is not None:
            self._opened = moved
            self.view.show_again(ARRIVED)

    def _refused(self, error: DeskError, insist: bool = True) -> bool:
        """Show everything that is wrong, put the keyboard on the first; the notice says how many."""
        self.keeper.release()
        if error.code is ErrorCode.RECORD_MOVED or error.facts.get("state") == State.FINAL:
            self._open_again()
            return True
        if not isinstance(error, AnswersRefusedError):
            return False
        self.model.refuse(error.problems, insist=insist)
        problems = self.model.refusals
        if not self.token:
            self._build_view()  # with the parts in which something must be put right
            self._show_form()
        here = {field.id for section in self.view.sections for field in section.fields}
        first = next((one.path for one in problems if one.path.partition(".")[0] in here), None)
        if first is not None:
            self._go_to(first)
        self.kit.notices.refuse(AnswersRefusedError(problems))  # where either of two answers will do, that is one thing
        return True

    def _ask_cancel(self) -> None:
        assert self._opened is not None
        self.giving_up.ask_cancel(self.keeper, self._opened.record, self.token, self.model.cleaned.answers)

    # Words

    def _name_page(self) -> None:
        token = self.token
        if token:
            self.set_title("entry.amending" if self._amends else "entry.named", token=token)
