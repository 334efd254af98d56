"""What a matter's page tells of its sealed working notes: that they are there, whose, when, who may read them.

Owns which verbs are offered to whom. Must never hold a word of a note.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from station_desk.desk.sealing import NotesOf
from station_desk.domain.calendar import show_moment
from station_desk.domain.roles import Right
from station_desk.ui.buttons import VerbButton
from station_desk.ui.flow import FlowLayout
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card
from station_desk.ui.person_fields import called
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away


class NotesPanel(Card):
    """The card on a matter's page.

    `write_wanted()`, `open_wanted()`, `break_wanted()`   a verb was pressed
    """

    write_wanted = Signal()
    open_wanted = Signal()
    break_wanted = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        words, icons = kit.words, kit.icons
        heading = PlainLabel(type_="section")
        words.tie(heading, "notes.heading")
        self.count = PlainLabel()
        self._heads_at = 2
        self.heads: list[PlainLabel] = []
        self.readers = PlainLabel(type_="small")
        self.write = VerbButton(words, "notes.write", self.write_wanted.emit)
        self.open = VerbButton(words, "notes.open", self.open_wanted.emit, icons=icons, icon=Icon.SHOW)
        self.break_glass = VerbButton(words, "notes.break", self.break_wanted.emit, voice="grave")
        self._logged = PlainLabel(type_="small")
        words.tie(self._logged, "notes.open_logged")
        self._verbs = QWidget()
        row = FlowLayout(self._verbs, spacing=Space.TIGHT)
        for verb in (self.write, self.open, self.break_glass):
            row.addWidget(verb)
        for widget in (heading, self.count, self.readers, self._verbs, self._logged):
            self.column.addWidget(widget)
        self.column.setSpacing(Space.TIGHT)

    def show_notes(
        self, notes: NotesOf, rights: frozenset[Right], people: Mapping[str, str], *, draft_waits: bool
    ) -> None:
        """Show how the notes stand; `people` names the writers by id."""
        words = self._kit.words
        count = len(notes.heads)
        if count < 2:
            words.tie(self.count, "notes.one" if count else "notes.none")
        else:
            words.tie(self.count, "notes.count", count=count)
        for label in self.heads:
            self.column.removeWidget(label)
            throw_away(label)
        self.heads.clear()
        for place, head in enumerate(notes.heads):
            label = PlainLabel(type_="soft")
            words.tie(label, "notes.head", at=show_moment(head.at), person=people.get(head.person, ""))
            self.column.insertWidget(self._heads_at + place, label)
            self.heads.append(label)
        if notes.readers:
            words.tie(self.readers, "notes.readers", people=", ".join(called(row) for row in notes.readers))
        else:
            words.tie(self.readers, "notes.no_readers")
        words.tie(self.write, "notes.go_on" if draft_waits else "notes.write")
        self.write.setVisible(notes.may_write)
        self.open.setVisible(Right.SEALED in rights and notes.mine > 0)
        self.break_glass.setVisible(Right.BREAK_GLASS in rights and notes.mine < count)
        opens = not (self.open.isHidden() and self.break_glass.isHidden())
        self._logged.setVisible(opens)
        self._verbs.setVisible(opens or notes.may_write)
