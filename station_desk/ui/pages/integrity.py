"""The check of the record: where it stands, who outside vouches for it, what counting it brought. Owns showing that.

Everybody who may verify reads it; signing for a finding is an act of two officers, on a page of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Final

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from station_desk.desk import soundness
from station_desk.desk.keeping import Head
from station_desk.desk.ports import Desk
from station_desk.desk.soundness import STANDING, Finding, Recounted, Soundness
from station_desk.domain.letters import fold_digits
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.buttons import VerbButton
from station_desk.ui.fact_list import FactList, Line
from station_desk.ui.field_row import FieldRow
from station_desk.ui.finding_places import by_code, say_where
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page
from station_desk.ui.pages.acknowledge import AcknowledgePage
from station_desk.ui.texts import Fact, finding_keys
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away

WORDS_ACROSS: Final = 4


class IntegrityPage(Page):
    """What was counted, the findings, the witnesses, the twelve words to compare with paper."""

    topics: ClassVar[frozenset[str]] = frozenset({STANDING, "log"})

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, "check.title")
        self._desk = desk
        self._state: Soundness | None = None
        self._counted: Recounted | None = None
        self._asked_size = 0
        words = kit.words
        about = PlainLabel(type_="soft")
        words.tie(about, "check.about")
        self.outcome = PlainLabel(type_="section")
        self._findings = QVBoxLayout()
        self._findings.setSpacing(Space.BODY)
        self._cards: list[FindingCard] = []
        self.facts = FactList(kit)
        stands = Card()
        stands.column.addWidget(self.facts)
        self._mark = QLabel()
        came = QHBoxLayout()
        came.setSpacing(Space.TIGHT)
        came.addWidget(self._mark)
        came.addWidget(self.outcome, 1)
        self.column.addWidget(about)
        self.column.addLayout(came)
        self.column.addLayout(self._findings)
        self.column.addWidget(stands)
        self.column.addWidget(self._compare())
        self.column.addStretch(1)
        self.count = VerbButton(words, "check.count", self._recount, voice="loud")
        self.sign = VerbButton(words, "check.sign", self._open_sign, voice="grave")
        self.sign.setVisible(False)
        self.back = VerbButton(words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        for verb in (self.count, self.sign, self.back):
            self.verbs.addWidget(verb)
        self._may_sign = False
        words.changed.connect(self._retell)

    @property
    def cards(self) -> Sequence[FindingCard]:
        """The findings as they are shown, one card for each kind."""
        return self._cards

    def refresh(self) -> None:
        """Read where the record stands; nothing is counted."""
        self.kit.runner.run(_read, self._desk, reads=True, done=self._show)

    def focus_first(self) -> None:
        """Begin at the counting."""
        self.count.setFocus()

    def _compare(self) -> Card:
        """Return the card with the twelve words; another number of lines may be typed from an older paper."""
        card = Card()
        heading, about = PlainLabel(type_="section"), PlainLabel(type_="small")
        self.kit.words.tie(heading, "check.compare")
        self.kit.words.tie(about, "check.compare_about")
        self.lines = QLineEdit()
        self.lines.setMaximumWidth(self.kit.theme.pixels(160))
        self.lines.returnPressed.connect(self._ask_words)
        self.lines_row = FieldRow(self.kit, "check.lines_on_paper", self.lines)
        self.show_words = VerbButton(self.kit.words, "check.show_words", self._ask_words, voice="bare")
        self.words = PlainLabel(type_="section")
        asks, row = QVBoxLayout(), QHBoxLayout()
        asks.setSpacing(Space.HAIR)
        asks.addWidget(self.lines_row)
        asks.addWidget(self.show_words)
        row.setSpacing(Space.PAGE)
        row.addLayout(asks)
        row.addWidget(self.words, 1)
        card.column.addWidget(heading)
        card.column.addWidget(about)
        card.column.addLayout(row)
        return card

    def _show(self, read: tuple[Soundness, frozenset[Right]]) -> None:
        self._state, rights = read
        self._may_sign = Right.SET_RIGHT in rights
        if not self.lines.text():
            self.lines.setText(str(self._state.printed_size or self._state.size))
            self._ask_words()
        self._retell()

    def _recount(self) -> None:
        self.kit.runner.run(
            soundness.recount, self._desk, reads=True, done=self._show_counted, busy=self.count, name="check.counting"
        )

    def _show_counted(self, counted: Recounted) -> None:
        self._counted = counted
        self._retell()
        self.count.setFocus()

    def _found(self, state: Soundness) -> tuple[tuple[Finding, ...], Mapping[str, str]]:
        """Return what is shown, and its names: what this counting brought, else what signing in found."""
        if self._counted is not None:
            return self._counted.findings, self._counted.names
        return (*state.pending, *state.notices), state.names

    def _retell(self) -> None:
        state, words = self._state, self.kit.words
        if state is None:
            return
        found, names = self._found(state)
        if self._counted is not None:
            said = "check.sound" if not found else "check.not_sound" if state.pending else "check.signed_for"
            self.outcome.setText(words.say(said, count=self._counted.size))
        else:
            said = "check.stopped" if state.pending else "check.noticed" if state.notices else ""
            self.outcome.setText(words.say(said) if said else "")
        icon, colour = (Icon.WARNING, "warning") if found else (Icon.DONE, "done")
        if state.pending:
            icon, colour = Icon.DANGER, "danger"
        self.kit.icons.put_mark(self._mark, icon, colour)
        for label in (self._mark, self.outcome):
            label.setVisible(bool(self.outcome.text()))
        for card in self._cards:
            throw_away(card)
        self._cards = [FindingCard(self.kit, same, names) for same in by_code(found)]
        for card in self._cards:
            self._findings.addWidget(card)
        self.sign.setVisible(self._may_sign and bool(state.to_sign))
        self.facts.show_lines(list(self._lines(state)))

    def _lines(self, state: Soundness) -> Iterable[Line]:
        yield Line("check.size", "check.lines", {"count": state.size})
        if self._desk.office.kind == "station":
            yield Line("check.unwitnessed", "check.lines", {"count": state.unwitnessed})
            facts: dict[str, Fact] = {"at": state.printed_at, "count": state.printed_size}
            yield Line("check.printed", "check.printed_at", facts) if state.printed_at else _never("check.printed")
            receipt = Line("check.receipt", "check.at", {"at": state.receipt_at})
            yield receipt if state.receipt_at else _never("check.receipt")

    def _ask_words(self) -> None:
        self.lines_row.set_problem(None)
        typed = fold_digits(self.lines.text()).replace(",", "").strip()
        if not (typed.isascii() and typed.isdecimal()) or len(typed) > 9:
            self.lines_row.set_problem("check.number_wanted")
            return
        self._asked_size = int(typed)
        self.kit.runner.run(
            soundness.head_at, self._desk, self._asked_size, reads=True, done=self._show_words, failed=self._no_words
        )

    def _show_words(self, head: Head) -> None:
        if head.size == self._asked_size:
            lines = (head.words[at : at + WORDS_ACROSS] for at in range(0, len(head.words), WORDS_ACROSS))
            self.words.setText("\n".join("   ".join(line) for line in lines))
            self.words.setVisible(True)

    def _no_words(self, error: DeskError) -> bool:
        if error.code is not ErrorCode.LINES_FEWER:
            return False
        self.words.setVisible(False)
        self.lines_row.refuse(error)
        return True

    def _open_sign(self) -> None:
        if self._state is not None and self._state.to_sign:
            self.page_wanted.emit(AcknowledgePage(self.kit, self._desk, self._state.to_sign, self._state.names))


class FindingCard(Card):
    """One kind of finding: what is wrong, since when and where, what to do."""

    def __init__(self, kit: Kit, same: Sequence[Finding], names: Mapping[str, str]) -> None:
        super().__init__()
        what, do = finding_keys(same[0].code.value)
        words = kit.words
        self.what = PlainLabel(type_="strong")
        words.tie(self.what, what)
        self.where = PlainLabel(say_where(kit, same, names), type_="soft")
        self.do = PlainLabel()
        words.tie(self.do, do)
        for label in (self.what, self.where, self.do):
            self.column.addWidget(label)
        self.where.setVisible(bool(self.where.text()))


def _never(name: str) -> Line:
    return Line(name, "check.never")


def _read(desk: Desk) -> tuple[Soundness, frozenset[Right]]:
    return soundness.state(desk), desk.rights()
