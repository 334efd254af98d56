"""What of one matter has already gone out, to whom and with what proof: shown after she withdrew her consent.

Owns showing it and leading to the letter that asks for it back. It shows tokens, offices and codes, never who she is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Qt

from station_desk.desk import letters, reach_back
from station_desk.desk.casework import CASES
from station_desk.desk.enrolling import EXCHANGE
from station_desk.desk.law import case_form
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.reach_back import Gone, Proof, ReachBack, Way
from station_desk.desk.recording import MATTERS
from station_desk.domain.calendar import show_moment
from station_desk.domain.case import REFERRAL
from station_desk.domain.fields import Wording
from station_desk.domain.sensitivity import NAME_ROW
from station_desk.ui.buttons import VerbButton
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page
from station_desk.ui.pages.letter import LetterPage
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Space, Type
from station_desk.ui.throw_away import throw_away

WAYS: Final = {
    Way.BUNDLE: "gone.bundle",
    Way.LETTER: "gone.letter",
    Way.REFERRAL: "gone.referral",
    Way.RECALL: "gone.recalled",
}
PROOFS: Final = {
    Proof.RECEIPT: "gone.receipt",
    Proof.WRITTEN: "gone.written",
    Proof.PRINTED: "gone.printed",
    Proof.TOLD: "gone.told",
}


class GoneOutPage(Page):
    """A card for each thing that went out, the newest first, under the consent that no longer stands."""

    topics: ClassVar[frozenset[str]] = EXCHANGE | {CASES, MATTERS, "log"}

    def __init__(self, kit: Kit, desk: Desk, matter: str, token: str, write: Callable[[str], Page]) -> None:
        """`write` makes the page on which a referral is written down as taken back."""
        super().__init__(kit, "gone.title", token=token)
        self._desk, self._matter, self._write = desk, matter, write
        self.recalls: dict[str, VerbButton] = {}
        self.writes: dict[str, VerbButton] = {}
        self.back = VerbButton(kit.words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        self.verbs.addWidget(self.back)
        if self.scroll_area is not None:
            self.scroll_area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # a page to read is scrolled by the arrow keys

    def refresh(self) -> None:
        """Read again what has gone out."""
        self.kit.runner.run(reach_back.reach_back, self._desk, self._matter, reads=True, done=self._show)

    def focus_first(self) -> None:
        """Put the keyboard on the first letter that may be made, else on the text, to be read."""
        first = next(iter((*self.recalls.values(), *self.writes.values())), None)
        if first is not None:
            first.setFocus()
        elif self.scroll_area is not None:
            self.scroll_area.setFocus()

    def _show(self, found: ReachBack) -> None:
        had_keyboard = self.has_keyboard
        while (item := self.column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                throw_away(widget)
        self.recalls.clear()
        self.writes.clear()
        if found.stopped:
            card = Card()
            self._say(card, "gone.stopped", "section")
            rows = {row.code: row.label for row in intake_form().field("consent_matrix").rows}
            for stopped in found.stopped:
                at = show_moment(stopped.at)
                self._say(card, self.kit.words.both("gone.stopped_row", row=rows[stopped.row], at=at))
            self.column.addWidget(card)
        says = PlainLabel(type_="soft")
        self.kit.words.tie(says, "gone.what_now" if found.gone else "gone.nothing")
        self.column.addWidget(says)
        recalled = {gone.record for gone in found.gone if gone.way is Way.RECALL}
        for gone in reversed(found.gone):
            self.column.addWidget(self._card(gone, recalled))
        self.column.addStretch(1)
        if had_keyboard:
            self.focus_first()

    def _card(self, gone: Gone, recalled: set[str]) -> Card:
        card, at = Card(), show_moment(gone.at)
        card.column.setSpacing(Space.TIGHT)
        self._say(card, _to(gone), "section")
        numbered = {} if gone.way is Way.REFERRAL else {"number": gone.number or "–"}
        self._say(card, WAYS[gone.way], "strong", at=at, **numbered)
        if gone.way is not Way.RECALL:
            self._say(card, "gone.named" if gone.named else "gone.unnamed")
        if gone.shared:
            self._say(card, self.kit.words.both("gone.shared", what=_labels(gone.shared)))
        self._say(card, PROOFS[gone.proof], "soft")
        if gone.stopped_at and gone.way is not Way.RECALL:
            self._say(card, "gone.stopped_at", "caution", at=show_moment(gone.stopped_at))
            if gone.way is Way.BUNDLE:
                self._say(card, "gone.next_bundle")
        wants = gone.way in (Way.LETTER, Way.REFERRAL) and gone.stopped_at and gone.record not in recalled
        if wants and gone.record not in self.recalls:
            button = VerbButton(self.kit.words, "gone.recall", partial(self._recall, gone.record))
            card.column.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
            self.recalls[gone.record] = button
        if gone.way is Way.REFERRAL and gone.stopped_at and not gone.recalled:
            button = VerbButton(self.kit.words, "gone.write", partial(self._write_down, gone.record))
            card.column.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
            self.writes[gone.record] = button
        return card

    def _say(self, card: Card, said: Said, type_: Type = "body", **facts: Fact) -> None:
        label = PlainLabel(type_=type_)
        self.kit.words.tie(label, said, **facts)
        card.column.addWidget(label)

    def _write_down(self, record: str) -> None:
        self.page_wanted.emit(self._write(record))

    def _recall(self, record: str) -> None:
        make = partial(letters.print_recall, self._desk, record)
        self.page_wanted.emit(LetterPage(self.kit, self._desk, make, "casepaper.recall"))


def _to(gone: Gone) -> Said:
    """Return what the office is called that has it: its own name beside its kind, where both are known."""
    if NAME_ROW in gone.rows or gone.way is Way.BUNDLE:
        return "gone.district"
    partner = case_form(REFERRAL).field("partner").choice(gone.to)
    label = partner.label if partner else Wording(gone.to, gone.to)
    if not gone.office:
        return label
    return Wording(f"{label.hi}: {gone.office}", f"{label.en}: {gone.office}")


def _labels(codes: Sequence[str]) -> Wording:
    choices = [choice for choice in case_form(REFERRAL).field("what_shared").choices if choice.code in codes]
    return Wording(", ".join(one.label.hi for one in choices), ", ".join(one.label.en for one in choices))
