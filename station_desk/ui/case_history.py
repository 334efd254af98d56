"""What was written of one case record and when, newest first, with what each revision changed. Owns the lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from station_desk.desk.case_reading import steps
from station_desk.domain.calendar import show_moment
from station_desk.domain.case import CaseRevision
from station_desk.domain.fields import Choice
from station_desk.ui.answer_sheet import people_words
from station_desk.ui.change_list import ChangeList
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away


class CaseHistory(Card):
    """A line for each revision, the reason under it, the changes under that."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._parts: list[QWidget] = []
        self.change_lists: list[ChangeList] = []

    def show_history(self, history: Sequence[CaseRevision], people: Sequence[Choice]) -> None:
        """Show these revisions in place of what stood there."""
        for part in self._parts:
            self.column.removeWidget(part)
            throw_away(part)
        self._parts.clear()
        self.change_lists.clear()
        words, named = self._kit.words, people_words(people, self._kit)
        self._add(PlainLabel(words.say("caserecord.history"), "section"))
        for step in reversed(steps(history)):
            revision = step.revision
            act = words.say(_act(revision))
            who = named.get(revision.person, "")
            self._add(PlainLabel(words.say("matter.step", act=act, at=show_moment(revision.at), person=who), "strong"))
            if revision.reason:
                self._add(PlainLabel(words.say("matter.reason", reason=revision.reason)))
            if step.changed:
                changed = ChangeList(self._kit, people)
                changed.setContentsMargins(Space.BODY, 0, 0, 0)
                changed.show_changes(step.changed)
                self.change_lists.append(changed)
                self._add(changed)

    def _add(self, part: QWidget) -> None:
        self.column.addWidget(part)
        self._parts.append(part)


def _act(revision: CaseRevision) -> str:
    if revision.revision == 1:
        return "caserecord.recorded"
    return "caserecord.amended" if revision.reason else "caserecord.carried_on"
