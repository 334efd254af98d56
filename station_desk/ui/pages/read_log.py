"""Who looked at whose identity, when, and why: for those who answer for it. Shows tokens, never the name of a woman.

What stands out is said on top, as a question to ask and not as a proof, with a verb that shows just those rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import ClassVar, Final

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from station_desk.desk import papers, read_log, reading
from station_desk.desk.calling import CALL
from station_desk.desk.ports import Desk
from station_desk.desk.read_log import Pattern, Read
from station_desk.desk.reading import PersonRow
from station_desk.domain.calendar import DateRefusedError, day_of, read_date, show_date, show_moment
from station_desk.domain.reads import PatternCode
from station_desk.domain.roles import Right
from station_desk.errors import Problem
from station_desk.ui.buttons import VerbButton
from station_desk.ui.dialogs.break_glass import WHY as BROKEN_WHY
from station_desk.ui.dialogs.reveal import TO_PRINT
from station_desk.ui.entry_opening import CONTINUES, CORRECTS
from station_desk.ui.field_row import FieldRow
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.person_fields import called
from station_desk.ui.rows_table import Cell, RowsTable
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away

DAYS: Final = 30  # shown at first, and looked through for what stands out
HEADS: Final = ("reads.at", "reads.person", "reads.token", "reads.why")
DATE_WIDTH: Final = 150
PATTERNS: Final[Mapping[PatternCode, str]] = {
    PatternCode.MANY: "reads.many",
    PatternCode.AFTER_CLOSURE: "reads.after_closure",
}
# What was opened, where no reason is asked for each matter; an opening in an emergency has reasons of its own.
KINDS: Final[Mapping[str, str]] = {
    read_log.NOTES_OPENED: "reads.notes",
    read_log.REGISTER_SEEN: "reads.register_seen",
    read_log.REGISTER_PRINTED: "reads.register_printed",
    read_log.TRIED: "reads.tried",
}
# Reasons that nobody chooses from a list: the program writes them with what was asked of it.
UNASKED: Final[Mapping[str, str]] = {
    CALL: "reads.to_call",
    CONTINUES: "reads.to_continue",
    CORRECTS: "reads.to_correct",
}
PAPERS: Final[Mapping[str, str]] = {
    papers.REFERRAL_LETTER: "casepaper.letter",
    papers.SAFETY_PLAN: "casepaper.plan",
    papers.CALL_LIST: "due.paper_calls",
}
MARKS: Final = {read_log.SEAL_BROKEN: (Icon.HIGH, "danger"), read_log.TRIED: (Icon.WARNING, "warning")}


@dataclass(frozen=True, slots=True)
class Looked:
    """What the page reads: the readings of a period, what stands out in the last days, people, one's own rights."""

    reads: tuple[Read, ...]
    patterns: tuple[Pattern, ...]
    people: tuple[PersonRow, ...]
    rights: frozenset[Right]


def look(desk: Desk, since: date, until: date) -> Looked:
    """Read the readings, newest first."""
    found = reversed(read_log.reads(desk, since, until))
    return Looked(tuple(found), tuple(read_log.patterns(desk, DAYS)), tuple(reading.people(desk)), desk.rights())


class ReadLogPage(Page):
    """Sentences on top, period and person below them, then the rows."""

    topics: ClassVar[frozenset[str]] = frozenset({"log", "people"})
    scrolls: ClassVar[bool] = False
    narrow: ClassVar[bool] = False

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, "reads.title")
        self._desk = desk
        self._looked = Looked((), (), (), frozenset())
        self._only: Pattern | None = None
        self._until = desk.today()
        self._since = self._until - timedelta(days=DAYS - 1)
        self._shown: list[Read] = []
        words = kit.words
        self.about = PlainLabel(type_="soft")
        words.tie(self.about, "reads.about")
        self.standing_out = Card()
        self.standing_out.setVisible(False)
        self._sentences = QVBoxLayout()
        self.standing_out.column.addLayout(self._sentences)
        self.pattern_verbs: list[VerbButton] = []
        self._made: list[_Sentence] = []
        self.since, self.until, self.person = QLineEdit(), QLineEdit(), QComboBox()
        self.since_row = FieldRow(kit, "reads.since", self.since)
        self.until_row = FieldRow(kit, "reads.until", self.until)
        person_row = FieldRow(kit, "reads.person_only", self.person)
        for line in (self.since, self.until):
            line.returnPressed.connect(self._type_period)
            line.editingFinished.connect(self._type_period)
        self.person.currentIndexChanged.connect(self._filter)
        self.everything = VerbButton(words, "reads.everything", self._show_everything, voice="bare")
        self.everything.setVisible(False)
        self.count = PlainLabel(type_="soft")
        asks = QHBoxLayout()
        asks.setSpacing(Space.BODY)
        for row in (self.since_row, self.until_row):
            asks.addWidget(row)
        asks.addWidget(person_row, 1)
        self.table = RowsTable(kit, "reads.title", HEADS, self._cells)
        self.table.chosen.connect(self._open)
        self.column.addWidget(self.about)
        self.column.addWidget(self.standing_out)
        self.column.addLayout(asks)
        told = QHBoxLayout()
        told.addWidget(self.count, 1)
        told.addWidget(self.everything)
        self.column.addLayout(told)
        self.column.addWidget(self.table, 1)
        self.open = VerbButton(words, "office.open_entry", lambda: self._open(self.table.currentIndex().row()))
        self.back = VerbButton(words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        self.open.setVisible(False)
        self.verbs.addWidget(self.open)
        self.verbs.addWidget(self.back)
        self.table.selectionModel().currentChanged.connect(self._settle_open)
        words.changed.connect(self._retell)
        kit.theme.changed.connect(self._measure_dates)
        self._measure_dates()
        self._say_period()

    def refresh(self) -> None:
        """Read the readings of the period."""
        self.kit.runner.run(look, self._desk, self._since, self._until, reads=True, done=self._show)

    def focus_first(self) -> None:
        """Begin in the rows."""
        self.table.setFocus()

    def go_back(self) -> bool:
        """Esc takes away the narrowing to a pattern first."""
        if self._only is None:
            return False
        self._show_everything()
        return True

    @property
    def sentences(self) -> list[str]:
        """What stands out, as it is said."""
        return [sentence.says.text() for sentence in self._made]

    # Within

    def _show(self, looked: Looked) -> None:
        self._looked = looked
        self._retell()

    def _retell(self) -> None:
        self._say_patterns()
        self._offer_people()
        self._filter()

    def _say_patterns(self) -> None:
        for sentence in self._made:
            throw_away(sentence)
        self._made = []
        for pattern in self._looked.patterns:
            sentence = _Sentence(self.kit, self._sentence(pattern), partial(self._narrow, pattern))
            self._sentences.addWidget(sentence)
            self._made.append(sentence)
        self.pattern_verbs = [sentence.verb for sentence in self._made]
        self.standing_out.setVisible(bool(self._made))

    def _sentence(self, pattern: Pattern) -> str:
        first, last = (show_date(day_of(at).isoformat()) for at in (pattern.first, pattern.last))
        facts = {"person": self._name(pattern.person), "first": first, "last": last}
        said = PATTERNS[pattern.code]
        wanted = self.kit.words.texts.facts_for(
            said, {**facts, "count": pattern.count, "matters": len(pattern.records)}
        )
        return self.kit.words.say(said, **wanted)

    def _offer_people(self) -> None:
        """Fill the list of people, keeping who is chosen."""
        chosen = self.person.currentData()
        self.person.blockSignals(True)
        self.person.clear()
        self.person.addItem(self.kit.words.say("reads.everybody"), "")
        for row in self._looked.people:
            self.person.addItem(called(row), row.id)
        self.person.setCurrentIndex(max(self.person.findData(chosen), 0))
        self.person.blockSignals(False)

    def _filter(self, _: int = 0) -> None:
        """Show the rows of the chosen person, and of a pattern where one was chosen."""
        person, only = str(self.person.currentData() or ""), self._only
        self._shown = [
            one
            for one in self._looked.reads
            if person in ("", one.person)
            and (
                only is None
                or (one.person == only.person and one.record in only.records and only.first <= one.at <= only.last)
            )
        ]
        self.table.show_rows(self._shown)
        self.count.setText(self.kit.words.say("reads.count", count=len(self._shown)))
        self.everything.setVisible(only is not None)
        self._settle_open()

    def _narrow(self, pattern: Pattern) -> None:
        """Show just the rows of a pattern; the period is widened where it lies outside."""
        self._only = pattern
        self.person.setCurrentIndex(max(self.person.findData(pattern.person), 0))
        first, last = day_of(pattern.first), day_of(pattern.last)
        if first < self._since or last > self._until:
            self._since, self._until = min(first, self._since), max(last, self._until)
            self._say_period()
            self.refresh()
        self._filter()
        self.table.setFocus()

    def _show_everything(self) -> None:
        self._only = None
        self.person.setCurrentIndex(0)
        self._filter()
        self.table.setFocus()

    def _type_period(self) -> None:
        """Take a period as it was typed; what is no date is said and changes nothing."""
        today = self._desk.today()
        days = [
            self._day(line, row, today) for line, row in ((self.since, self.since_row), (self.until, self.until_row))
        ]
        since, until = days
        if since is None or until is None:
            return
        if since > until:
            self.until_row.set_problem("reads.turned_round")
            return
        if (since, until) != (self._since, self._until):
            self._since, self._until, self._only = since, until, None
            self._say_period()
            self.refresh()

    def _day(self, line: QLineEdit, row: FieldRow, today: date) -> date | None:
        row.set_problem(None)
        try:
            return date.fromisoformat(read_date(line.text(), today))
        except DateRefusedError as refused:
            row.show_problem(Problem("day", refused.code))
            return None

    def _say_period(self) -> None:
        for line, day in ((self.since, self._since), (self.until, self._until)):
            line.setText(show_date(day.isoformat()))

    def _cells(self, one: Read) -> list[Cell]:
        mark = MARKS.get(one.kind)
        token = Cell(one.token or "–", soft=not one.token)
        return [Cell(show_moment(one.at)), Cell(self._name(one.person)), token, Cell(self._why(one), mark)]

    def _why(self, one: Read) -> str:
        """Say why, in words; of a register for which day."""
        words = self.kit.words
        if one.kind == read_log.SEAL_BROKEN:
            why = words.say(dict(BROKEN_WHY).get(one.why, "reads.no_reason"))
            if not one.agreed:
                return words.say("reads.broken", why=why)
            return words.say("reads.broken_with", why=why, others=", ".join(map(self._other, one.agreed)))
        if one.kind in KINDS:
            return words.say(KINDS[one.kind], **words.texts.facts_for(KINDS[one.kind], {"day": one.why}))
        why = words.say({**dict(TO_PRINT), **UNASKED}.get(one.why, "reads.no_reason"))
        if not one.paper:
            return why
        return words.say("reads.on_paper", paper=words.say(PAPERS.get(one.paper, "reads.paper")), why=why)

    def _other(self, agreed: str) -> str:
        """Say who agreed: a second officer by name; whoever is nobody of the office is a recovery sheet."""
        known = any(row.id == agreed for row in self._looked.people)
        return self._name(agreed) if known else self.kit.words.say("recovery.title")

    def _name(self, person: str) -> str:
        row = next((row for row in self._looked.people if row.id == person), None)
        return called(row) if row is not None else "–"

    def _settle_open(self, *_: object) -> None:
        row = self.table.currentIndex().row()
        self.open.setVisible(Right.MATTERS in self._looked.rights)
        self.open.setEnabled(0 <= row < len(self._shown) and bool(self._shown[row].record))

    def _open(self, row: int) -> None:
        record = self._shown[row].record if 0 <= row < len(self._shown) else ""
        if record and Right.MATTERS in self._looked.rights:
            self.page_wanted.emit(MatterPage(self.kit, self._desk, record))

    def _measure_dates(self) -> None:
        for line in (self.since, self.until):
            line.setFixedWidth(self.kit.theme.pixels(DATE_WIDTH))


class _Sentence(QWidget):
    """One thing that stands out, and the verb that shows its rows."""

    def __init__(self, kit: Kit, says: str, show: Callable[[], object]) -> None:
        super().__init__()
        self.says = PlainLabel(says, type_="caution")
        self.verb = VerbButton(kit.words, "reads.show_these", show, voice="bare")
        self.verb.setAccessibleName(f"{self.verb.text()}: {says}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.says, 1)
        row.addWidget(self.verb)
