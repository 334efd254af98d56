"""Everything that was written of one matter, newest first: the entry, what followed, acts, papers. Her name is masked.

Owns putting the lines together and showing them; what Enter opens is decided by the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QSizePolicy

from station_desk.desk import papers
from station_desk.desk.case_reading import TOKEN_SLIP, CaseFile, Paper
from station_desk.desk.law import clock_rows
from station_desk.desk.reading import Step
from station_desk.domain.calendar import show_moment
from station_desk.domain.case import (
    CLOCK_LATE,
    CLOCK_MET,
    CLOCK_STARTED,
    GATE_CLOSED,
    MATTER_CLOSED,
    MATTER_REOPENED,
    OF_CLOCK,
    SIGN_EXPLAINED,
    Case,
    CaseLine,
    CaseRevision,
)
from station_desk.domain.fields import Choice
from station_desk.domain.records import Act
from station_desk.ui.answer_sheet import people_words
from station_desk.ui.case_words import Shape, record_name, sign_word, standing, told
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.matter_history import ACTS, clock_words
from station_desk.ui.rows_table import Cell, RowsTable

MOST: Final = 8  # lines seen without scrolling
_HEADS: Final = ("casefile.column_at", "casefile.column_what", "casefile.column_by")
_PAPERS: Final[Mapping[str, str]] = {
    TOKEN_SLIP: "timeline.token_slip",
    papers.REFERRAL_LETTER: "timeline.referral_letter",
    papers.RECALL_LETTER: "timeline.recall_letter",
    papers.CONSENT_SLIP: "timeline.consent_slip",
    papers.SAFETY_PLAN: "timeline.safety_plan",
    papers.POCKET_CARD: "timeline.pocket_card",
}
_WHAT: Final = 1
_BY_WIDTH: Final = 130  # at 100 %


class Opens(Enum):
    """What stands behind a line."""

    ENTRY = auto()
    RECORD = auto()
    CLOCKS = auto()
    ACT = auto()


@dataclass(frozen=True, slots=True)
class Event:
    """One line: when and by whom, and the thing it tells of. `newest` is the record as it stands now."""

    seq: int
    at: str
    person: str
    of: Step | CaseRevision | CaseLine | Paper
    newest: CaseRevision | None = None

    @property
    def opens(self) -> Opens:
        """Tell what Enter leads to."""
        match self.of:
            case Step():
                return Opens.ENTRY
            case CaseRevision():
                return Opens.RECORD
            case CaseLine(kind=kind) if kind in (CLOCK_STARTED, CLOCK_MET, CLOCK_LATE):
                return Opens.CLOCKS
            case _:
                return Opens.ACT

    @property
    def record(self) -> str:
        """The case record that it tells of: its own, or the closure that was decided on; "" for none."""
        if isinstance(self.of, CaseRevision):
            return self.of.record
        return str(self.of.about.get("closure", "")) if isinstance(self.of, CaseLine) else ""


def events(file: CaseFile, history: Sequence[Step]) -> list[Event]:
    """Put the lines of a matter together, newest first; the number of the line decides, not the clock."""
    newest = {record.record: record for record in file.case.records}
    found = [Event(step.revision.seq, step.revision.at, step.revision.person, step) for step in history]
    found += [
        Event(one.seq, one.at, one.person, one, newest.get(one.record) if one.revision == 1 else None)
        for one in file.revisions
    ]
    found += [Event(act.seq, act.at, act.person, act) for act in file.case.acts]
    found += [Event(paper.seq, paper.at, paper.person, paper) for paper in file.papers]
    return sorted(found, key=lambda event: event.seq, reverse=True)


def event_words(kit: Kit, case: Case, event: Event, people: Mapping[str, str]) -> tuple[Shape, str]:
    """Return what a line says, as a shape and words."""
    match event.of:
        case Step() as step:
            return _step(kit, step)
        case CaseRevision() as revision:
            return _revision(kit, case, revision, event.newest, people)
        case CaseLine() as act:
            return act_words(kit, act)
        case Paper() as paper:
            return (Icon.PRINT, "soft_ink"), paper_words(kit, paper)


def paper_words(kit: Kit, paper: Paper) -> str:
    """Return what was printed."""
    said = kit.words.say(_PAPERS.get(paper.code, "timeline.paper"))
    return said if paper.copy == 1 else kit.words.say("timeline.copy", paper=said, copy=str(paper.copy))


def _step(kit: Kit, step: Step) -> tuple[Shape, str]:
    words, revision = kit.words, step.revision
    line = words.say(ACTS[revision.act])
    if revision.reason:
        line = words.say("timeline.with", what=line, words=revision.reason)
    if step.clock:
        line = words.say("matter.step_clock", step=line, clock=words.say(clock_words(step.clock)))
    return ((Icon.CLOSE, "soft_ink") if revision.act is Act.CANCELLED else (Icon.CASES, "soft_ink")), line


def _revision(
    kit: Kit, case: Case, revision: CaseRevision, newest: CaseRevision | None, people: Mapping[str, str]
) -> tuple[Shape, str]:
    """A first revision tells what was kept and how it stands now; a later one what was added or why it was changed."""
    words, name, says = kit.words, record_name(kit, revision), told(kit, revision, people)
    if revision.revision == 1:
        line = words.say("timeline.with", what=name, words=says) if says else name
        shape, state = standing(kit, case, newest or revision)
        return shape, words.say("timeline.standing", what=line, state=state) if state else line
    if revision.reason:
        line = words.say("timeline.amended", what=name)
        return (Icon.NOW, "soft_ink"), words.say("timeline.with", what=line, words=revision.reason)
    _, state = standing(kit, case, revision)
    line = words.say("timeline.carried_on", what=name)
    return (Icon.NOW, "soft_ink"), words.say("timeline.with", what=line, words=state or says) if state or says else line


def act_words(kit: Kit, act: CaseLine) -> tuple[Shape, str]:
    """Return what a small act says, with the reason that was given."""
    words, reason = kit.words, act.words.get("reason", "")
    clock = {row.id: row.title for row in clock_rows()}.get(str(act.about.get(OF_CLOCK, "")))
    title = clock.in_(words.language) if clock else ""
    match act.kind:
        case _ if act.kind == CLOCK_STARTED:
            return (Icon.NOW, "accent"), words.say("timeline.clock_started", title=title)
        case _ if act.kind == CLOCK_MET:
            said = words.say("timeline.clock_met", title=title, at=act.words.get("at", ""))
            return (Icon.DONE, "done"), said
        case _ if act.kind == CLOCK_LATE:
            return (Icon.WARNING, "warning"), words.say("timeline.clock_late", title=title, reason=reason)
        case _ if act.kind == GATE_CLOSED:
            return (Icon.HIGH, "danger"), words.say("timeline.gate_closed")
        case _ if act.kind == SIGN_EXPLAINED:
            sign = sign_word(str(act.about.get("sign", ""))).in_(words.language)
            return (Icon.INFO, "accent"), words.say("timeline.sign_explained", sign=sign, reason=reason)
        case _ if act.kind == MATTER_CLOSED:
            return (Icon.DONE, "done"), words.say("timeline.closed")
        case _ if act.kind == MATTER_REOPENED and "closure" in act.about:
            return (Icon.BACK, "warning"), words.say("timeline.returned", reason=reason)
        case _ if "visit" in act.about:
            return (Icon.NOW, "warning"), words.say("timeline.came_again")
        case _:
            return (Icon.NOW, "warning"), words.say("timeline.reopened", reason=reason)


class Timeline(RowsTable):
    """The lines as a table; arrows move, Enter or a click opens.

    `wanted(event)`   somebody wants to see what stands behind a line
    """

    wanted = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, "casefile.timeline", _HEADS, self._cells)
        self._case: Case | None = None
        self._people: Sequence[Choice] = ()
        self._events: Sequence[Event] = ()
        self._names: Mapping[str, str] = {}
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda index: self._open(index.row()))
        kit.theme.changed.connect(self._measure)

    def show_events(
        self, case: Case, shown: Sequence[Event], people: Sequence[Choice], names: Mapping[str, str]
    ) -> None:
        """Show these lines in place of what stood there; `names` tells who wrote them, without the rank."""
        self._case, self._people, self._events, self._names = case, people, shown, names
        self.show_rows(shown)
        self._measure()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the chosen line with Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _cells(self, event: Event) -> list[Cell]:
        assert self._case is not None
        people = people_words(self._people, self._kit)
        shape, says = event_words(self._kit, self._case, event, people)
        return [
            Cell(show_moment(event.at), soft=True),
            Cell(says, shape),
            Cell(self._names.get(event.person, ""), soft=True),
        ]

    def _open(self, row: int) -> None:
        self.wanted.emit(self._events[row])

    def _measure(self) -> None:
        self.setColumnWidth(len(_HEADS) - 1, self._kit.theme.pixels(_BY_WIDTH))
        self.setFixedHeight(self.whole_height(MOST))
