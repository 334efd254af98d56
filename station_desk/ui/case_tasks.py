"""What is open in a matter, as the right column shows it: overdue first, each a line that leads to the act closing it.

Owns the words of each open thing and their groups; never what a press does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from station_desk.desk.case_reading import CaseFile, TaskRow
from station_desk.desk.law import risk_rules
from station_desk.domain.calendar import INDIA, day_of
from station_desk.domain.cells import People
from station_desk.domain.clocks import Clock, ClockState
from station_desk.domain.tasks import AT_CLOSURE, TaskKind
from station_desk.ui.buttons import VerbButton
from station_desk.ui.case_words import due_words, record_name, source_words, told
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away
from station_desk.ui.wrapped import Link


@dataclass(frozen=True, slots=True)
class Open:
    """One open thing as the column shows it: what, until when, by which section, and whether its time is over."""

    task: TaskRow
    what: str
    due: str
    below: str
    late: bool
    today: bool


_GROUPS: Final = (
    ("now", "task.now"),
    ("late", "task.late"),
    ("today", "task.today"),
    ("ahead", "task.ahead"),
    ("open", "task.open"),
)


class CaseTasks(QWidget):
    """The lines in their groups, and the way to the board of clocks under them.

    `wanted(task)`    somebody wants to do what closes one
    `board_wanted()`  somebody wants to see all clocks
    """

    wanted = Signal(object)
    board_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.links: list[tuple[TaskRow, Link]] = []
        self.lines: list[Open] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.HAIR)
        self._parts: list[QWidget] = []
        self._column.addStretch(1)

    def show_tasks(self, file: CaseFile, people: People, now: datetime) -> None:
        """Show what is open now in place of what stood there."""
        here = self._here
        for part in self._parts:
            self._column.removeWidget(part)
            throw_away(part)
        self._parts.clear()
        self.links.clear()
        self.lines = list(_lines(self._kit, file, people, now))
        for group, heading in _GROUPS:
            lines = [line for line in self.lines if _group(line) == group]
            if lines:
                self._add(PlainLabel(self._kit.words.say(heading, count=len(lines)), "strong"))
            for line in lines:
                self._add(self._line(line))
        if not self.lines:
            self._add(PlainLabel(self._kit.words.say("task.none"), "soft"))
        self.board = VerbButton(self._kit.words, "task.board", self.board_wanted.emit)
        self._add(self.board)  # made last, so that Tab and F6 come to what is open first
        self.board.setVisible(bool(file.clocks))
        if here is not None:
            (self.links[min(here, len(self.links) - 1)][1] if self.links else self.board).setFocus()

    @property
    def _here(self) -> int | None:
        """The place of the line that has the keyboard, or had it before a dialog; None when none has."""
        focused = self.window().focusWidget()
        return next((place for place, (_, link) in enumerate(self.links) if link is focused), None)

    def _add(self, part: QWidget) -> None:
        self._column.insertWidget(len(self._parts), part)
        self._parts.append(part)

    def _line(self, line: Open) -> QWidget:
        piece, mark, link = QWidget(), QLabel(), Link()
        icon, colour = (Icon.HIGH, "danger") if line.late else (Icon.NOW if line.today else Icon.TO_COME, "accent")
        self._kit.icons.put_mark(mark, icon, colour)
        link.say(line.what)
        link.setAccessibleDescription(" · ".join(part for part in (line.due, line.below) if part))
        link.clicked.connect(lambda _=False, task=line.task: self.wanted.emit(task))
        row, column = QHBoxLayout(piece), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, Space.HAIR)
        row.setSpacing(Space.HAIR)
        mark.setContentsMargins(0, Space.HAIR, 0, 0)
        row.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        column.setSpacing(0)
        column.addWidget(link)
        due, below = PlainLabel(line.due, "problem" if line.late else "small"), PlainLabel(line.below, "small")
        for label in (due, below):
            label.setContentsMargins(Space.TIGHT, 0, 0, 0)  # in line with the words of the button
            column.addWidget(label)
            label.setVisible(bool(label.text()))
        self.links.append((line.task, link))
        return piece


def _group(line: Open) -> str:
    if line.task.kind == TaskKind.ACTION:
        return "now"
    if line.late:
        return "late"
    if line.today:
        return "today"
    return "ahead" if line.task.due_at else "open"


def _lines(kit: Kit, file: CaseFile, people: People, now: datetime) -> Iterator[Open]:
    clocks = {clock.row.id: clock for clock in file.clocks}
    for task in file.due:
        due, late = due_words(kit, task.due_at, now)
        said = _what(kit, file, task, clocks, people)
        if said is None:
            continue
        what, more = said
        if task.kind == TaskKind.ACTION:  # called for from the moment she came; it stands under a heading of its own
            due, late = "", True
        elif task.kind == TaskKind.APPROVAL:  # it waits from the moment it was proposed; no time limits it
            due, late = "", False
        owner = people.get(task.owner, "")
        today = bool(task.due_at) and day_of(task.due_at) == now.astimezone(INDIA).date()
        yield Open(task, what, due, " · ".join(part for part in (*more, owner) if part), late, today)


def _what(
    kit: Kit, file: CaseFile, task: TaskRow, clocks: Mapping[str, Clock], people: People
) -> tuple[str, Sequence[str]] | None:
    """Return what is to be done, and what stands beside its time; None for a row that the case does not tell of.

    Such a row is not what the lines make; the check of the record says so, this page goes on.
    """
    words, language = kit.words, kit.words.language
    records = {record.record: record for record in file.case.records}
    record = records.get(task.key)
    match TaskKind(task.kind):
        case TaskKind.CLOCK if task.key in clocks:
            clock = clocks[task.key]
            source = source_words(kit, clock.row.section, verified=f"clock/{task.key}" not in file.to_verify)
            waits = words.say("task.waits_start") if clock.state is ClockState.WAITING else ""
            return clock.row.title.in_(language), (waits, source)
        case TaskKind.ACTION:
            row = next((row for row in risk_rules().actions if row.line.code == task.key), None)
            if row is not None:
                source = source_words(kit, row.line.source, verified=f"action/{task.key}" not in file.to_verify)
                return row.line.words.in_(language), (source,)
        case TaskKind.PROMISE if record is not None:
            return words.say("task.promise", what=told(kit, record, people)), ()
        case TaskKind.REFERRAL if record is not None:
            return words.say("task.referral", partner=told(kit, record, people)), ()
        case TaskKind.SESSION:
            return words.say("task.session"), ()
        case TaskKind.REVIEW:
            return words.say("task.review"), ()
        case TaskKind.FOLLOW_UP:
            if record is not None:
                return words.say("timeline.with", what=record_name(kit, record), words=words.say("task.call")), ()
            return words.say("task.call_after" if task.key == AT_CLOSURE else "task.call"), ()
        case TaskKind.APPROVAL:
            return words.say("task.approval"), ()
        case _:
            pass
    return None
