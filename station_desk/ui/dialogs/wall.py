"""Whom a matter is kept from: the list, keeping it from one more or from the last officer, giving it back to somebody.

Owns the three dialogs and nothing of the rule; each act is the desk's and holds at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from station_desk.desk import approvals, reading, walls
from station_desk.desk.approvals import TwoSheets
from station_desk.desk.ports import Desk
from station_desk.desk.reading import PersonRow
from station_desk.desk.walls import WallChanged, Walled
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.buttons import VerbButton
from station_desk.ui.dialogs.fitted import FittedDialog
from station_desk.ui.field_row import FieldRow
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.person_fields import called
from station_desk.ui.second_fields import SecondFields
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away

WIDTH = 560


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom a matter is kept from and whom it could be kept from."""

    walled: list[Walled]
    others: list[PersonRow]


def read_standing(desk: Desk, record: str) -> Standing:
    """Read both lists. Raises MATTER_SEALED, RECORD_MISSING."""
    walled = walls.walled(desk, record)
    known = {one.row.id for one in walled} | {desk.person.id}
    return Standing(walled, [row for row in reading.people(desk) if row.active and row.id not in known])


class WallDialog(FittedDialog):
    """The list with a verb beside each name, and one question below."""

    def __init__(self, parent: QWidget, kit: Kit, desk: Desk, record: str, token: str) -> None:
        super().__init__(parent, kit, WIDTH)
        self._kit, self._desk, self._record = kit, desk, record
        words = kit.words
        heading, says = PlainLabel(type_="section"), PlainLabel(type_="small")
        words.tie(heading, "wall.title", token=token)
        words.tie(says, "wall.help")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(Space.TIGHT)
        self._shown: list[QWidget] = []
        self.lifts: dict[str, VerbButton] = {}
        self.who = QComboBox()
        words.tie(self.who.setPlaceholderText, "wall.choose")
        self.row = FieldRow(kit, "wall.who", self.who)
        self.who.currentIndexChanged.connect(lambda _: self.row.set_problem(None))
        self.put_up = VerbButton(words, "wall.put_up", self._put_up, voice="loud")
        close = VerbButton(words, "wall.close", self.reject)
        for widget in (heading, says):
            self.column.addWidget(widget)
        self.column.addLayout(self._rows)
        self.column.addWidget(self.row)
        self.end(self.put_up, close)
        self.who.setFocus()
        self._ask()

    def _ask(self) -> None:
        self._kit.runner.run(
            read_standing, self._desk, self._record, reads=True, done=self._show, failed=self._not_read
        )

    def _not_read(self, _: DeskError) -> bool:
        self.reject()
        return False

    def _show(self, standing: Standing) -> None:
        words = self._kit.words
        for widget in self._shown:
            self._rows.removeWidget(widget)
            throw_away(widget)
        self._shown.clear()
        self.lifts.clear()
        if not standing.walled:
            label = PlainLabel(type_="soft")
            words.tie(label, "wall.nobody")
            self._add(label)
        for one in standing.walled:
            self._add(self._line(one))
        self.who.clear()
        for row in standing.others:
            self.who.addItem(called(row), row.id)
        self.who.setCurrentIndex(-1)
        words.tie(self.who.setPlaceholderText, "wall.choose" if standing.others else "wall.no_others")
        for part in (self.who, self.put_up):
            part.setEnabled(bool(standing.others))
        if standing.others:
            self.who.setFocus()

    def _add(self, widget: QWidget) -> None:
        self._rows.addWidget(widget)
        self._shown.append(widget)

    def _line(self, one: Walled) -> QWidget:
        words = self._kit.words
        name = called(one.row)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        label = PlainLabel(name)
        row.addWidget(label, 1)
        if one.named:
            words.tie(label, "wall.named", person=name)
        else:
            lift = VerbButton(words, "wall.lift", lambda: self._ask_lift(one.row))
            words.tie_plain(lift.setAccessibleName, "wall.lift_named", person=name)
            row.addWidget(lift)
            self.lifts[one.row.id] = lift
        return line

    def _put_up(self) -> None:
        person = self.who.currentData()
        if person is None:
            self.row.set_problem("problem.required")
            self.who.setFocus()
            return
        name = self.who.currentText()
        self._kit.runner.run(
            walls.put_up,
            self._desk,
            self._record,
            person,
            done=lambda _: self._changed("wall.up", name),
            failed=self._refuse,
            busy=self.put_up,
        )

    def _refuse(self, error: DeskError) -> bool:
        if error.code is ErrorCode.LAST_UNWALLED:
            dialog = LastWallDialog(self, self._kit, self._desk, self._record, *self._chosen)
            dialog.accepted.connect(partial(self._changed, "wall.up", dialog.name))
            dialog.open()
        self.row.refuse(error)
        return True

    @property
    def _chosen(self) -> tuple[str, str]:
        return str(self.who.currentData()), self.who.currentText()

    def _ask_lift(self, person: PersonRow) -> None:
        dialog = LiftDialog(self, self._kit, self._desk, self._record, person)
        dialog.accepted.connect(lambda: self._changed("wall.down", called(person)))
        dialog.open()

    def _changed(self, said: str, person: str) -> None:
        self._kit.notices.done(said, person=person)
        self._ask()


class LastWallDialog(FittedDialog):
    """Two recovery sheets before a matter is kept from the last officer who sees it; says so first."""

    def __init__(self, parent: QWidget, kit: Kit, desk: Desk, record: str, person: str, name: str) -> None:
        super().__init__(parent, kit, WIDTH - Space.PAGE)
        self._kit, self._desk, self._record, self._person = kit, desk, record, person
        self.name = name
        words = kit.words
        heading, says = PlainLabel(type_="section"), PlainLabel(type_="caution")
        words.tie(heading, "wall.last_title", person=name)
        words.tie(says, "wall.last_help", person=name)
        self.second = SecondFields(kit, desk, able=approvals.only_sheets)
        self.second.known.connect(lambda _: self.second.setFocus())
        self.second.entered.connect(self._put_up, Qt.ConnectionType.QueuedConnection)
        self.verb = VerbButton(words, "wall.put_up", self._put_up, voice="grave")
        self.verb.setEnabled(False)
        self.second.known.connect(self.verb.setEnabled)
        back = VerbButton(words, "ask.back", self.reject)
        for widget in (heading, says, self.second):
            self.column.addWidget(widget)
        self.end(self.verb, back)

    def done(self, result: int) -> None:
        """Forget the digits however the dialog ends."""
        self.second.clear()
        super().done(result)

    def _put_up(self) -> None:
        sheets = self.second.second()
        if isinstance(sheets, TwoSheets):
            self._kit.runner.run(
                walls.put_up,
                self._desk,
                self._record,
                self._person,
                sheets,
                done=lambda _: self.accept(),
                failed=self.second.refuse,
                busy=self,
            )


class LiftDialog(FittedDialog):
    """A reason and a second officer before somebody sees the matter again."""

    def __init__(self, parent: QWidget, kit: Kit, desk: Desk, record: str, person: PersonRow) -> None:
        super().__init__(parent, kit, WIDTH - Space.PAGE)
        self._kit, self._desk, self._record, self._person = kit, desk, record, person
        words = kit.words
        heading, says = PlainLabel(type_="section"), PlainLabel(type_="small")
        words.tie(heading, "wall.lift_title", person=called(person))
        words.tie(says, "wall.lift_help")
        self.reason = QLineEdit()
        self.reason_row = FieldRow(kit, "reason.label", self.reason, help_text="reason.help", required=True)
        self.reason.textChanged.connect(lambda _: self.reason_row.set_problem(None))
        self.second = SecondFields(kit, desk, but=person.id, matter=record)
        # Queued: the dialog is disabled while the desk works, and the key must have done its way up by then.
        self.second.entered.connect(self._lift, Qt.ConnectionType.QueuedConnection)
        self.verb = VerbButton(words, "wall.lift", self._lift, voice="grave")
        self.verb.setEnabled(False)
        self.second.known.connect(self.verb.setEnabled)
        back = VerbButton(words, "ask.back", self.reject)
        for widget in (heading, says, self.reason_row, self.second):
            self.column.addWidget(widget)
        self.end(self.verb, back)
        self.reason.setFocus()

    def done(self, result: int) -> None:
        """Forget the second person's password however the dialog ends."""
        self.second.clear()
        super().done(result)

    def _lift(self) -> None:
        if not self.reason.text().strip():
            self.reason_row.set_problem("problem.required")
            self.reason.setFocus()
        elif (second := self.second.second()) is not None:
            self._kit.runner.run(
                walls.lift,
                self._desk,
                self._record,
                self._person.id,
                self.reason.text(),
                second,
                done=self._lifted,
                failed=self._refuse,
                busy=self,
            )

    def _lifted(self, _: WallChanged) -> None:
        self.accept()

    def _refuse(self, error: DeskError) -> bool:
        """Say beside its field why it was not taken; what was typed stays."""
        if self.second.refuse(error):
            return True
        if error.code is ErrorCode.REASON_NEEDED:
            self.reason_row.set_problem("problem.required")
        else:
            self.reason_row.refuse(error)
        self.reason.setFocus()
        return True
