"""What a correction changed: the old answer struck through but readable, the new one below it. Owns only the lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_desk.domain.cells import in_words
from station_desk.domain.fields import Choice, Wording
from station_desk.domain.records import Change
from station_desk.ui.answer_sheet import people_words
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away


class Struck(PlainLabel):
    """A text struck through, which a reader hears as what stood there before."""

    def __init__(self, kit: Kit, text: str) -> None:
        super().__init__(text, "struck")
        self.setAccessibleName(kit.words.say("matter.was", old=text))


class ChangeList(QWidget):
    """One entry for each answer that changed."""

    def __init__(self, kit: Kit, people: Sequence[Choice]) -> None:
        super().__init__()
        self._kit = kit
        self._people = people
        self._changes: Sequence[Change] = ()
        self._hidden: Sequence[Wording] = ()
        self._why_hidden = "matter.changed_hidden"
        self.shown: list[tuple[str, str, str]] = []
        self._labels: list[PlainLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.HAIR)
        kit.words.changed.connect(self._retell)

    def show_changes(
        self, changes: Sequence[Change], hidden: Sequence[Wording] = (), why_hidden: str = "matter.changed_hidden"
    ) -> None:
        """Show these changes in place of what stood there; `hidden` labels what changed but may not be shown now."""
        self._changes, self._hidden, self._why_hidden = changes, hidden, why_hidden
        self._retell()

    def _retell(self) -> None:
        for label in self._labels:
            self._column.removeWidget(label)
            throw_away(label)
        self._labels.clear()
        self.shown.clear()
        words, language = self._kit.words, self._kit.words.language
        people = people_words(self._people, self._kit)
        for change in self._changes:
            name = change.field.label.in_(language)
            old = "" if change.before is None else in_words(change.field, change.before, language, people)
            new = "" if change.after is None else in_words(change.field, change.after, language, people)
            self._add(PlainLabel(name, "strong"))
            if old:
                self._add(Struck(self._kit, old))
            self._add(PlainLabel(new or words.say("matter.removed")))
            self.shown.append((name, old, new))
        for hidden in self._hidden:
            self._add(PlainLabel(hidden.in_(language), "strong"))
            self._add(PlainLabel(words.say(self._why_hidden), "soft"))

    def _add(self, label: PlainLabel) -> None:
        self._column.addWidget(label)
        self._labels.append(label)
