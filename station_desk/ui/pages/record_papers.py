"""The papers of one case record: which verb prints which, and the page on which each is seen. Owns no paper.

What may be printed the desk decides again; a letter that is refused says why, and what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from station_desk.desk import consent_slip, letters, plan_papers
from station_desk.desk.casework import Kept
from station_desk.desk.papers import (
    CONSENT_SLIP,
    POCKET_CARD,
    RECALL_LETTER,
    REFERRAL_LETTER,
    SAFETY_PLAN,
    Printed,
)
from station_desk.desk.ports import Desk
from station_desk.domain.answers import has_mark
from station_desk.domain.case import CONSENT, PLAN, REFERRAL, CaseAct, CaseRevision
from station_desk.domain.conditions import Answered
from station_desk.domain.disclosure import was_sent
from station_desk.domain.fields import Form, Language
from station_desk.domain.roles import Right
from station_desk.ui.buttons import VerbButton
from station_desk.ui.case_opening import CaseOpened
from station_desk.ui.dialogs.one_of import OneOfDialog
from station_desk.ui.dialogs.reveal import TO_PRINT, RevealDialog
from station_desk.ui.icons import Icon
from station_desk.ui.page import Page
from station_desk.ui.pages.letter import LetterPage

VERBS: Final[Mapping[str, str]] = {
    REFERRAL_LETTER: "casepaper.print_letter",
    RECALL_LETTER: "casepaper.print_recall",
    SAFETY_PLAN: "casepaper.print_plan",
    POCKET_CARD: "casepaper.print_card",
    CONSENT_SLIP: "casepaper.print_consent",
}
TITLES: Final[Mapping[str, str]] = {
    REFERRAL_LETTER: "casepaper.letter",
    RECALL_LETTER: "casepaper.recall",
    SAFETY_PLAN: "casepaper.plan",
    POCKET_CARD: "casepaper.card",
    CONSENT_SLIP: "casepaper.consent",
}
Make = Callable[[Language], Printed]


def offered(desk: Desk, revision: CaseRevision, rights: frozenset[Right]) -> frozenset[str]:
    """Return which papers of a case record are of use now. Raises MATTER_SEALED."""
    if revision.form == REFERRAL:
        return letters.offered(desk, revision.record)
    found = {
        SAFETY_PLAN: revision.form == PLAN and Right.IDENTITY in rights,
        POCKET_CARD: revision.form == PLAN and plan_papers.wants_card(revision.answers),
        CONSENT_SLIP: revision.form == CONSENT,
    }
    return frozenset(paper for paper, wanted in found.items() if wanted)


def goes_out(opened: CaseOpened, answers: Answered) -> bool:
    """Tell whether a referral is on its way only since now, so that its letter is wanted; a correction wants none."""
    form, before = opened.form, opened.original
    if form.id != REFERRAL or opened.act is CaseAct.AMENDED:
        return False
    return _is_out(form, answers) and (before is None or not _is_out(form, before))


def _is_out(form: Form, answers: Answered) -> bool:
    return was_sent(form, answers) and not has_mark([form.field("status")], answers, "closed")


def offer_letter(page: Page, desk: Desk, kept: Kept, leave: Callable[[Page | None], object]) -> OneOfDialog:
    """Ask whether the letter is to be printed now: Enter shows it, Esc leaves it for the referral's own page."""

    def show() -> None:
        make = partial(letters.print_referral, desk, kept.record)
        leave(LetterPage(page.kit, desk, make, TITLES[REFERRAL_LETTER]))

    verbs = (("casepaper.letter_verb", show),)
    number = str(kept.number)
    dialog = OneOfDialog(
        page, page.kit, TITLES[REFERRAL_LETTER], "casepaper.letter_ask", verbs, "casepaper.letter_later", number=number
    )
    dialog.rejected.connect(lambda: leave(None))
    dialog.open()
    return dialog


class RecordPapers(QObject):
    """The buttons for the foot of a page, and what they lead to."""

    def __init__(self, page: Page, desk: Desk, record: str) -> None:
        super().__init__(page)
        self._page, self._desk, self._record = page, desk, record
        self._matter = ""
        self._makes: Mapping[str, Make] = {
            REFERRAL_LETTER: partial(letters.print_referral, desk, record),
            RECALL_LETTER: partial(letters.print_recall, desk, record),
            POCKET_CARD: partial(plan_papers.print_card, desk, record),
            CONSENT_SLIP: self._consent,
        }
        words, icons = page.kit.words, page.kit.icons
        self.buttons = {
            paper: VerbButton(words, said, partial(self._wanted, paper), icons=icons, icon=Icon.PRINT)
            for paper, said in VERBS.items()
        }
        for button in self.buttons.values():
            button.setVisible(False)

    def follow(self, matter: str, offered: frozenset[str]) -> None:
        """Offer the papers that are of use now."""
        self._matter = matter
        for paper, button in self.buttons.items():
            button.setVisible(paper in offered)

    def _wanted(self, paper: str) -> None:
        if paper == SAFETY_PLAN:
            self._ask_why()
        else:
            self._show(paper, self._makes[paper])

    def _consent(self, language: Language) -> Printed:
        return consent_slip.print_consent(self._desk, self._matter, language, self._record)

    def _ask_why(self) -> None:
        """A whole plan says who she is: ask why it is wanted, as for her name."""
        self.asking = RevealDialog(
            self._page,
            self._page.kit,
            "casepaper.plan_why",
            "casepaper.plan_help",
            "casepaper.plan_verb",
            TO_PRINT,
        )
        self.asking.given.connect(self._print_plan)
        self.asking.open()

    def _print_plan(self, why: str) -> None:
        self._show(SAFETY_PLAN, partial(plan_papers.print_plan, self._desk, self._record, why))

    def _show(self, paper: str, make: Make) -> None:
        self._page.page_wanted.emit(LetterPage(self._page.kit, self._desk, make, TITLES[paper]))
