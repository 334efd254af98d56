"""What is done about one of the people: adding, giving a role, a new password. Owns a page for each of these.

A colleague types the own password at this desk, and so does the second officer; neither is kept longer than the act.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import partial

from PySide6.QtWidgets import QLineEdit

from station_desk.desk import people
from station_desk.desk.people import Colleague
from station_desk.desk.ports import Desk
from station_desk.desk.reading import PersonRow
from station_desk.domain.calendar import DateRefusedError, read_date, show_date
from station_desk.domain.roles import OF_KIND, Power, may_hold
from station_desk.errors import DeskError, ErrorCode, Problem
from station_desk.ui.act_page import ActPage
from station_desk.ui.buttons import VerbButton
from station_desk.ui.choice import Choice
from station_desk.ui.field_row import FieldRow
from station_desk.ui.hand_over import HandOver
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card
from station_desk.ui.passphrase_fields import PassphraseFields
from station_desk.ui.person_fields import RankBox, WomanOrMan, called
from station_desk.ui.powers import end_asked, weekday
from station_desk.ui.role_fields import RoleFields
from station_desk.ui.second_fields import SecondFields
from station_desk.ui.stepper import Step

STEPS = (
    Step("who", "person.step_who"),
    Step("role", "person.step_role"),
    Step("passphrase", "person.step_passphrase"),
)
GIVE_STEPS = (Step("role", "person.step_role"), Step("until", "power.how_long"))
SIGNS, NAMED = "signs", "named"
FOR_GOOD, UNTIL = "for_good", "until"


class AddPersonPage(HandOver):
    """Who, what they may do, their password; somebody who only stands in the list needs the first step alone."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, "person.add_title", STEPS)
        self._desk = desk
        words = kit.words
        self.name = QLineEdit()
        self.name_row = FieldRow(kit, "people.name_of", self.name, required=True)
        self.rank = RankBox(kit)
        self.rank_row = FieldRow(kit, "people.rank_of", self.rank)
        self.sex = WomanOrMan(kit)
        self.sign = Choice(kit, "person.signs", [(SIGNS, "person.signs_yes"), (NAMED, "person.signs_no")], SIGNS)
        self.sign.changed.connect(self._settle)
        self.next = VerbButton(words, "person.next", self._leave_who, voice="loud")
        self.add_panel(
            "who",
            [
                self.name_row,
                self.rank_row,
                FieldRow(kit, "people.sex", self.sex),
                self.sign,
            ],
            [self.next],
        )
        self.roles = RoleFields(kit, desk, OF_KIND[desk.office.kind])
        self.chosen = VerbButton(words, "person.next", self._leave_role, voice="loud")
        self.roles.second.entered.connect(self.go_on)
        self.add_panel("role", [self.roles], [self.chosen], "who")
        self.hand = PlainLabel()
        self.passphrase = PassphraseFields(kit)
        self.passphrase.second.returnPressed.connect(self.go_on)
        self.verb = VerbButton(words, "people.add", self._add, voice="loud")
        self.add_panel("passphrase", [self.hand, self.passphrase], [self.verb], "role")
        self.finish_panels()

    def _settle(self, _: str = "") -> None:
        self.kit.words.tie(self.next, "person.next" if self.sign.chosen == SIGNS else "people.add")

    def _leave_who(self) -> None:
        for row in (self.name_row, self.rank_row):
            row.set_problem(None)
        if not self.name.text().strip():
            self.name_row.set_problem("problem.required")
            self.name.setFocus()
        elif self.sign.chosen == SIGNS:
            self.go("role")
        else:
            self._run(partial(people.add, self._desk, self.name.text(), self.rank.currentText(), self.sex.woman))

    def _leave_role(self) -> None:
        if self.roles.answer() is not None:
            self.kit.words.tie(self.hand, "person.hand_over", name=self._name)
            self.go("passphrase")

    def _add(self) -> None:
        answer = self.roles.answer()
        if answer is None:
            self.go("role")
        elif self.passphrase.agree():
            role, second = answer
            about = (self.name.text(), self.rank.currentText(), self.sex.woman)
            self._run(partial(people.add, self._desk, *about, self.passphrase.text, role, second))

    def _run(self, add: partial[people.PersonAdded]) -> None:
        self.kit.runner.run(add, done=self._added, failed=self._refuse, busy=self, name="people.add")

    @property
    def _name(self) -> str:
        return " ".join(f"{self.rank.currentText()} {self.name.text()}".split())

    def _added(self, _: people.PersonAdded) -> None:
        self.passphrase.clear()
        self.roles.second.clear()
        self.back_wanted.emit()
        self.kit.notices.done("people.added", name=self._name)

    def _refuse(self, error: DeskError) -> bool:
        """Say it beside its field, on the step where that stands; what was typed stays."""
        if error.code is ErrorCode.NAME_NEEDED:
            self.go("who")
            self.name_row.refuse(error)
            return True
        if error.code is ErrorCode.NAME_LONG:
            self.go("who")
            long_name = len(" ".join(self.name.text().split())) > int(error.facts["limit"])
            row = self.name_row if long_name else self.rank_row
            row.refuse(error)
            row.editor.setFocus()
            return True
        if self.passphrase.refuse(error):
            return True
        if self.roles.refuse(error):
            self.go("role")
            self.roles.refuse(error)  # again, as the step has put the keyboard on its first question
            return True
        return False


class GiveRolePage(HandOver):
    """Which role, for a weighty one with the second officer; then until when."""

    def __init__(self, kit: Kit, desk: Desk, one: Colleague) -> None:
        super().__init__(kit, "power.give", GIVE_STEPS)
        self.set_title("power.title", name=called(one.row))
        self._desk = desk
        self._one = one
        kind, held = desk.office.kind, {power.role for power in one.powers}
        free = [role for role in OF_KIND[kind] if role not in held and may_hold(kind, held | {role})]
        self.roles = RoleFields(kit, desk, free, but=one.row.id) if free else None
        self.next = VerbButton(kit.words, "person.next", self._leave_role, voice="loud")
        if self.roles is not None:
            self.roles.second.entered.connect(self.go_on)
            self.add_panel("role", [self.roles], [self.next])
        else:
            none_left = PlainLabel()
            kit.words.tie(none_left, "power.none_left")
            self.add_panel("role", [none_left], [])
        self.until = Choice(kit, "power.how_long", [(FOR_GOOD, "power.for_good"), (UNTIL, "power.until_day")], FOR_GOOD)
        self.until.changed.connect(self._settle)
        self.day = QLineEdit()
        self.day.textChanged.connect(self._say_day)
        self.day.returnPressed.connect(self.go_on)
        self.day_row = FieldRow(kit, "power.last_day", self.day, help_text="power.last_day_help", required=True)
        self.understood = PlainLabel(type_="soft")
        self.give = VerbButton(kit.words, "power.give", self._give, voice="loud")
        self.add_panel("until", [self.until, self.day_row, self.understood], [self.give], "role")
        kit.words.changed.connect(self._say_day)
        self._settle()
        self.finish_panels()

    def _leave_role(self) -> None:
        if self.roles is not None and self.roles.answer() is not None:
            self.go("until")
            self.until.put_keyboard()

    def _settle(self, _: str = "") -> None:
        self.day_row.setVisible(self.until.chosen == UNTIL)
        self.understood.setVisible(self.until.chosen == UNTIL)

    def _say_day(self, _: str = "") -> None:
        """Say back the day of the week of what was typed, so that a slip of the hand is seen."""
        self.day_row.set_problem(None)
        self.understood.clear()
        with suppress(DateRefusedError):
            read = read_date(self.day.text(), self._desk.today())
            words = self.kit.words
            name = words.say(weekday(date.fromisoformat(read)))
            self.understood.setText(words.say("power.understood", weekday=name, day=show_date(read)))

    def _wanted_day(self) -> str | None:
        """Return the last day (ISO), "" for none; None after saying what is wrong with it."""
        if self.until.chosen != UNTIL:
            return ""
        self.day_row.set_problem(None)
        try:
            read = read_date(self.day.text(), self._desk.today())
        except DateRefusedError as refused:
            self.day_row.show_problem(Problem("day", refused.code))
        else:
            if read >= self._desk.today().isoformat():
                return read
            self.day_row.set_problem("power.day_over")
        self.day.setFocus()
        return None

    def _give(self) -> None:
        until = self._wanted_day()
        answer = self.roles.answer() if until is not None and self.roles is not None else None
        if answer is not None:
            role, second = answer
            self.kit.runner.run(
                people.give,
                self._desk,
                self._one.row.id,
                role,
                until,
                second,
                done=self._given,
                failed=self._refuse,
                busy=self,
                name="power.give",
            )

    def _given(self, _: object) -> None:
        if self.roles is not None:
            self.roles.second.clear()
        self.back_wanted.emit()
        self.kit.notices.done("power.given", name=called(self._one.row))

    def _refuse(self, error: DeskError) -> bool:
        """Say it beside its field, on the step where that stands; what was typed stays."""
        if error.code is ErrorCode.DAY_INVALID:
            self.day_row.set_problem("power.day_over")
            self.day.setFocus()
            return True
        if error.code is ErrorCode.END_REACHED:
            self.day_row.refuse(error)
            self.day.setFocus()
            return True
        if self.roles is not None and self.roles.refuse(error):
            self.go("role")
            self.roles.refuse(error)  # again, as the step has put the keyboard on its first question
            return True
        return False


class EndWithSecondPage(ActPage):
    """Ending a weighty role, or letting go who holds one: a second officer, or two sheets, agree at this desk."""

    def __init__(self, kit: Kit, desk: Desk, one: Colleague, power: Power | None) -> None:
        """`power` is what ends; None lets them go."""
        super().__init__(kit, "people.end_verb" if power else "people.leave_verb")
        self._desk = desk
        self._one = one
        self._power = power
        name = called(one.row)
        if power is None:
            self.say("people.leave_ask", name=name)
        else:
            self.say(end_asked(kit.words, name, power.role))
        self.say("power.why_second_end" if power else "power.why_second_leave", "soft")
        able = partial(people.able_to_end, person=one.row.id, power=power)
        self.second = SecondFields(kit, desk, but=one.row.id, able=able)
        self.second.entered.connect(self.press)
        self.add(self.second)
        self.set_verb("people.end_verb" if power else "people.leave_verb", self._end, voice="grave")
        self.second.known.connect(self.verb.setEnabled)
        self.second.known.connect(self._begin)

    def _begin(self, anybody: bool) -> None:
        if anybody and self.has_keyboard:
            self.second.setFocus()

    def _end(self) -> None:
        second = self.second.second()
        if second is not None:
            self.kit.runner.run(
                partial(people.end, self._desk, self._power, second)
                if self._power
                else partial(people.leave, self._desk, self._one.row.id, second),
                done=self._ended,
                failed=self.second.refuse,
                busy=self,
                name="people.title",
            )

    def _ended(self, _: object) -> None:
        self.second.clear()
        self.finish("people.ended" if self._power else "people.left", name=called(self._one.row))


class NewPassphrasePage(ActPage):
    """Three people at the desk: who is signed in, a second officer, and the colleague who types a new password."""

    def __init__(self, kit: Kit, desk: Desk, person: PersonRow) -> None:
        title = "person.renew_title" if person.signs_in else "person.let_in_title"
        super().__init__(kit, title, name=called(person))
        self._desk = desk
        self._person = person
        if person.signs_in:
            self.say("person.renew_about")
        heading = self.say("person.renew_theirs", "section", name=called(person))
        self.passphrase = PassphraseFields(kit)
        self.add(self.passphrase)
        heading.setBuddy(self.passphrase)
        self.second = SecondFields(kit, desk, but=person.id)
        self.second.entered.connect(self.press)
        beside = Card()
        agrees = PlainLabel(type_="section")
        kit.words.tie(agrees, "person.renew_second")
        beside.column.addWidget(agrees)
        beside.column.addWidget(self.second)
        self.column.insertWidget(1, beside)
        self.set_verb("person.renew_verb", self._renew)
        self.second.known.connect(self.verb.setEnabled)

    def _renew(self) -> None:
        if not self.passphrase.text:
            self.passphrase.first_row.set_problem("problem.required")
            self.passphrase.first.setFocus()
        elif self.passphrase.agree() and (second := self.second.second()) is not None:
            self.kit.runner.run(
                people.renew,
                self._desk,
                self._person.id,
                self.passphrase.text,
                second,
                done=self._renewed,
                failed=self._refuse,
                busy=self,
                name="person.renew_verb",
            )

    def _renewed(self, _: object) -> None:
        self.passphrase.clear()
        self.second.clear()
        said = "person.renewed" if self._person.signs_in else "person.let_in_done"
        self.finish(said, name=called(self._person))

    def _refuse(self, error: DeskError) -> bool:
        return self.passphrase.refuse(error) or self.second.refuse(error)
