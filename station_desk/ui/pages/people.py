"""The people of the office: who they are, what they may do and until when. Owns the list and the card of one of them.

Each act has a page of its own (`person_acts`); what ends or lets go is asked about first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from station_desk.desk import people, sealing
from station_desk.desk.people import Colleague
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Power, Right
from station_desk.ui.buttons import VerbButton
from station_desk.ui.flow import FlowLayout
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.notices import ask
from station_desk.ui.page import Card, Page
from station_desk.ui.pages.person_acts import AddPersonPage, EndWithSecondPage, GiveRolePage, NewPassphrasePage
from station_desk.ui.person_fields import called
from station_desk.ui.powers import NAMES, end_asked, say_over, say_power
from station_desk.ui.rows_table import Cell, RowsTable
from station_desk.ui.theme import Space, Type
from station_desk.ui.throw_away import throw_away

MOST_ROWS = 6  # seen without scrolling
HEADS = ("people.name", "people.rank", "people.roles", "people.signs_in")


@dataclass(frozen=True, slots=True)
class Staff:
    """What the page reads: everybody, what the person at the desk may do, to whom they could hand the notes' key."""

    colleagues: tuple[Colleague, ...]
    rights: frozenset[Right]
    owed: frozenset[str]
    ends: frozenset[int] = frozenset()  # powers that end only with a second officer
    leaves: frozenset[str] = frozenset()  # people who are let go only with one


def read_staff(desk: Desk) -> Staff:
    """Read the people; who works here no longer stands last."""
    everybody = sorted(people.colleagues(desk), key=lambda one: not one.row.active)
    powers = [power for one in everybody for power in one.powers]
    return Staff(
        tuple(everybody),
        desk.rights(),
        frozenset(row.id for row in sealing.owed(desk)),
        frozenset(power.line for power in powers if people.needs_second_to_end(desk, power)),
        frozenset(one.row.id for one in everybody if people.needs_second_to_leave(desk, one.row.id)),
    )


class PeoplePage(Page):
    """The list; below it the chosen one: powers in force, powers that are over, what can be done."""

    topics: ClassVar[frozenset[str]] = frozenset({"people"})

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, "people.title")
        self._desk = desk
        self._staff = Staff((), frozenset(), frozenset())
        self.table = RowsTable(kit, "people.title", HEADS, self._cells)
        self.card = PersonCard(kit)
        self.table.chosen.connect(lambda _: self.card.focus_first())
        self.card.setVisible(False)
        self.column.addWidget(self.table)
        self.column.addWidget(self.card)
        self.column.addStretch(1)
        self.add = VerbButton(kit.words, "people.add", self._open_add, voice="loud", icons=kit.icons, icon=Icon.ADD)
        self.back = VerbButton(kit.words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        self.add.setVisible(False)
        self.verbs.addWidget(self.add)
        self.verbs.addWidget(self.back)
        self.table.selectionModel().currentChanged.connect(self._choose)
        kit.words.changed.connect(self._choose)
        kit.theme.changed.connect(self._measure_table)

    @property
    def chosen(self) -> Colleague | None:
        """Who is chosen in the list."""
        row = self.table.currentIndex().row()
        return self._staff.colleagues[row] if 0 <= row < len(self._staff.colleagues) else None

    def refresh(self) -> None:
        """Read the people."""
        self.kit.runner.run(read_staff, self._desk, reads=True, done=self._show)

    def focus_first(self) -> None:
        """Begin in the list: arrows choose, Enter goes to what can be done."""
        self.table.setFocus()

    def _show(self, staff: Staff) -> None:
        self._staff = staff
        self.table.show_rows(staff.colleagues)
        self._measure_table()
        self.add.setVisible(Right.PEOPLE in staff.rights)
        self._choose()

    def _cells(self, one: Colleague) -> list[Cell]:
        words, gone = self.kit.words, not one.row.active
        roles = ", ".join(words.say(NAMES[power.role]) for power in one.powers)
        signs = words.say("people.yes" if one.row.signs_in else "people.no")
        if gone:
            who = [Cell(one.row.name, soft=True), Cell(one.row.rank, soft=True)]
            return [*who, Cell("–", soft=True), Cell(words.say("people.gone"), soft=True)]
        return [Cell(one.row.name), Cell(one.row.rank), Cell(roles or "–"), Cell(signs)]

    def _measure_table(self) -> None:
        self.table.setFixedHeight(self.table.whole_height(MOST_ROWS))

    def _choose(self, *_: object) -> None:
        """Show the chosen person with what the one at the desk can do for them."""
        one, rights = self.chosen, self._staff.rights
        self.card.setVisible(one is not None)
        if one is None:
            return
        if self.card.has_keyboard:
            self.table.setFocus()
        own = one.row.id == self._desk.person.id
        may = Right.PEOPLE in rights and one.row.active and not own
        acts: list[tuple[str, Callable[[], object]]] = []
        if may:
            if one.row.signs_in:
                acts.append(("people.give", self._open_give))
                acts.append(("people.renew", self._open_renew))
            else:
                acts.append(("people.let_in", self._open_renew))
        if one.row.id in self._staff.owed and Right.SEALED in rights:
            acts.append(("people.hand_on", self._ask_hand_on))
        self.card.show_person(one, own, acts, self._ask_end if may else None, self._ask_leave if may else None)

    # The acts

    def _open_add(self) -> None:
        self.page_wanted.emit(AddPersonPage(self.kit, self._desk))

    def _open_give(self) -> None:
        if one := self.chosen:
            self.page_wanted.emit(GiveRolePage(self.kit, self._desk, one))

    def _open_renew(self) -> None:
        if one := self.chosen:
            self.page_wanted.emit(NewPassphrasePage(self.kit, self._desk, one.row))

    def _ask_end(self, power: Power) -> None:
        if (one := self.chosen) and power.line in self._staff.ends:
            self.page_wanted.emit(EndWithSecondPage(self.kit, self._desk, one, power))
        elif one:
            name = called(one.row)
            ask(
                self,
                self.kit.words,
                self.kit.icons,
                end_asked(self.kit.words, name, power.role),
                "people.end_verb",
                lambda: self._run(people.end, power, said="people.ended", name=name),
            )

    def _ask_leave(self) -> None:
        if (one := self.chosen) and one.row.id in self._staff.leaves:
            self.page_wanted.emit(EndWithSecondPage(self.kit, self._desk, one, None))
        elif one:
            id, name = one.row.id, called(one.row)
            ask(
                self,
                self.kit.words,
                self.kit.icons,
                "people.leave_ask" if one.row.signs_in else "people.leave_ask_named",
                "people.leave_verb",
                lambda: self._run(people.leave, id, said="people.left", name=name),
                name=name,
            )

    def _ask_hand_on(self) -> None:
        if one := self.chosen:
            id, name = one.row.id, called(one.row)
            ask(
                self,
                self.kit.words,
                self.kit.icons,
                "people.hand_on_ask",
                "people.hand_on_verb",
                lambda: self._run(sealing.hand_on, id, said="people.handed_on", name=name),
                grave=False,
                name=name,
            )

    def _run(self, act: Callable[..., object], about: object, *, said: str, name: str) -> None:
        notices = self.kit.notices
        self.kit.runner.run(act, self._desk, about, done=lambda _: notices.done(said, name=name), name="people.title")


class PersonCard(Card):
    """One of the people: powers (`said`) with the verb that ends each, those that are over, the acts."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.heading = PlainLabel(type_="section")
        self._about = PlainLabel(type_="soft")
        self._powers = QVBoxLayout()
        self._powers.setSpacing(Space.HAIR)
        self._acts = FlowLayout()
        self.column.addWidget(self.heading)
        self.column.addWidget(self._about)
        self.column.addLayout(self._powers)
        self.column.addLayout(self._acts)
        self._made: list[QWidget] = []
        self.said: list[str] = []
        self.ends: list[VerbButton] = []
        self.acts: dict[str, VerbButton] = {}
        self.leave: VerbButton | None = None

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is on one of its verbs."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def focus_first(self) -> None:
        """Put the keyboard on the first verb."""
        for verb in (*self.acts.values(), *self.ends):
            verb.setFocus()
            return

    def show_person(
        self,
        one: Colleague,
        own: bool,
        acts: list[tuple[str, Callable[[], object]]],
        end: Callable[[Power], object] | None,
        leave: Callable[[], object] | None,
    ) -> None:
        """Show somebody; `end` and `leave` are None where the one at the desk may not."""
        words = self._kit.words
        for widget in self._made:
            throw_away(widget)
        self._made, self.said, self.ends, self.acts, self.leave = [], [], [], {}, None
        self.heading.setText(called(one.row))
        self._about.setText(words.say(_about(one, own)))
        self._about.setVisible(bool(self._about.text()))
        for power in one.powers:
            self._add_power(say_power(words, power), "body", power, end)
        for power in one.over:
            self._add_power(say_over(words, power), "soft", power, None)
        for said, act in acts:
            self.acts[said] = VerbButton(words, said, act)
            self._acts.addWidget(self.acts[said])
            self._made.append(self.acts[said])
        if leave is not None:
            self.leave = VerbButton(words, "people.leave", leave, voice="grave")
            self._acts.addWidget(self.leave)
            self._made.append(self.leave)

    def _add_power(self, said: str, type_: Type, power: Power, end: Callable[[Power], object] | None) -> None:
        self.said.append(said)
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(PlainLabel(said, type_=type_), 1)
        if end is not None:
            verb = VerbButton(self._kit.words, "people.end", lambda: end(power), voice="bare")
            verb.setAccessibleName(f"{verb.text()}: {said}")
            line.addWidget(verb)
            self.ends.append(verb)
        self._powers.addWidget(row)
        self._made.append(row)


def _about(one: Colleague, own: bool) -> str:
    """Name the sentence above somebody's powers."""
    if not one.row.active:
        return "people.about_gone"
    if own:
        return "people.about_own"
    if not one.row.signs_in:
        return "people.about_named"
    return "people.about_powers" if one.powers else "people.about_powerless"
