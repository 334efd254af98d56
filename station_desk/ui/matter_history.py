"""What was done to a matter and when, newest first, with what each correction changed. Owns only these lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from station_desk.desk.ports import intake_form
from station_desk.desk.reading import Step
from station_desk.domain.calendar import show_moment
from station_desk.domain.clock_guard import CONFIRMED
from station_desk.domain.fields import Choice
from station_desk.domain.records import Act
from station_desk.ui.answer_sheet import people_words
from station_desk.ui.change_list import ChangeList
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away

ACTS: Final[Mapping[Act, str]] = {
    Act.OPENED: "matter.opened",
    Act.FINALISED: "matter.finalised",
    Act.AMENDED: "matter.amended",
    Act.CANCELLED: "matter.cancelled",
}


def clock_words(clock: str) -> str:
    """Name the text that says how the clock stood when something was written under one that was not steady."""
    return "matter.clock_told" if clock == CONFIRMED else "matter.clock_doubt"


class MatterHistory(Card):
    """A line for each act, the reason under it, the changes under that."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._steps: list[QWidget] = []
        self.change_lists: list[ChangeList] = []

    def show_steps(self, history: Sequence[Step], people: Sequence[Choice], *, revealed: bool) -> None:
        """Show these steps in place of what stood there; `revealed` says that her name was asked for."""
        for widget in self._steps:
            throw_away(widget)
        self._steps.clear()
        self.change_lists.clear()
        words = self._kit.words
        named = people_words(people, self._kit)
        labels = {field.id: field.label for field in intake_form().fields}
        self._add(PlainLabel(words.say("matter.history"), "section"))
        for step in reversed(history):
            revision = step.revision
            who = named.get(revision.person, "")
            line = words.say("matter.step", act=words.say(ACTS[revision.act]), at=show_moment(revision.at), person=who)
            if step.clock:
                line = words.say("matter.step_clock", step=line, clock=words.say(clock_words(step.clock)))
            self._add(PlainLabel(line, "strong"))
            if revision.reason:
                self._add(PlainLabel(words.say("matter.reason", reason=revision.reason)))
            if revision.act is Act.AMENDED:
                changes = ChangeList(self._kit, people)
                changes.setContentsMargins(Space.BODY, 0, 0, 0)
                why = "matter.changed_withheld" if revealed else "matter.changed_hidden"
                changes.show_changes(step.changed, [labels[id] for id in step.hidden], why)
                self.change_lists.append(changes)
                self._add(changes)

    def _add(self, widget: QWidget) -> None:
        self.column.addWidget(widget)
        self._steps.append(widget)
