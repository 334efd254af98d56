"""The people of the office: who they are, and adding one. Owns the page; who may do what comes later."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QLineEdit

from station_desk.desk import people, reading
from station_desk.desk.people import PersonAdded
from station_desk.desk.ports import Desk
from station_desk.desk.reading import PersonRow
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.buttons import VerbButton
from station_desk.ui.field_row import FieldRow
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page
from station_desk.ui.passphrase_fields import PassphraseFields
from station_desk.ui.person_fields import RankBox, WomanOrMan
from station_desk.ui.rows_table import Cell, RowsTable

MOST_ROWS = 6  # seen without scrolling
HEADS = ("people.name", "people.rank", "people.sex", "people.signs_in")


class PeoplePage(Page):
    """The list, and below it the few questions about a new colleague."""

    topics: ClassVar[frozenset[str]] = frozenset({"people"})

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, "people.title")
        self._desk = desk
        words = kit.words
        self.table = RowsTable(kit, "people.title", HEADS, self._cells)
        self.name = QLineEdit()
        self.name_row = FieldRow(kit, "people.name_of", self.name, required=True)
        self.rank = RankBox(kit)
        self.sex = WomanOrMan(kit)
        self.passphrase = PassphraseFields(kit, optional=True)
        card = Card()
        heading = PlainLabel(type_="section")
        words.tie(heading, "people.add_heading")
        for widget in (
            heading,
            self.name_row,
            FieldRow(kit, "people.rank_of", self.rank),
            FieldRow(kit, "people.sex", self.sex),
            self.passphrase,
        ):
            card.column.addWidget(widget)
        self.column.addWidget(self.table)
        self.column.addWidget(card)
        self.column.addStretch(1)
        self.add = VerbButton(words, "people.add", self._add, voice="loud", icons=kit.icons, icon=Icon.ADD)
        self.back = VerbButton(words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        self.verbs.addWidget(self.add)
        self.verbs.addWidget(self.back)
        kit.theme.changed.connect(self._measure_table)

    def refresh(self) -> None:
        """Read the people."""
        self.kit.runner.run(reading.people, self._desk, reads=True, done=self._show)

    def focus_first(self) -> None:
        """Begin at the name of a new colleague."""
        self.name.setFocus()

    def _show(self, rows: list[PersonRow]) -> None:
        self.table.show_rows(rows)
        self._measure_table()

    def _cells(self, person: PersonRow) -> list[Cell]:
        words = self.kit.words
        sex = words.say("people.woman" if person.woman else "people.man")
        signs = words.say("people.yes" if person.signs_in else "people.no")
        return [Cell(person.name), Cell(person.rank), Cell(sex), Cell(signs)]

    def _measure_table(self) -> None:
        self.table.setFixedHeight(self.table.whole_height(MOST_ROWS))

    def _add(self) -> None:
        self.name_row.set_problem(None)
        if not self.name.text().strip():
            self.name_row.set_problem("problem.required")
            self.name.setFocus()
            return
        if not self.passphrase.agree():
            return
        self.kit.runner.run(
            people.add,
            self._desk,
            self.name.text(),
            self.rank.currentText(),
            self.sex.woman,
            self.passphrase.text,
            done=self._added,
            failed=self._refuse,
            busy=self,
            name="people.add",
        )

    def _added(self, _: PersonAdded) -> None:
        self.kit.notices.done("people.added", name=self.name.text())
        self.name.clear()
        self.passphrase.clear()
        self.name.setFocus()

    def _refuse(self, error: DeskError) -> bool:
        if error.code is ErrorCode.NAME_NEEDED:
            self.name_row.refuse(error)
            return True
        return self.passphrase.refuse(error)
