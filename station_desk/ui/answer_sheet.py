"""Answers in words, part by part, as they are read back to her and shown of a matter. Owns their lines alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from station_desk.domain.cells import tell
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Choice, Field, FieldKind, Section
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away

# What the program sets and says elsewhere: in the title of the page, in the history.
_ELSEWHERE = frozenset({"token_no", "record_id", "entered_at", "entered_by", "confidentiality_class", "day_status"})


class AnswerSheet(QWidget):
    """A card for each part of the form that has an answer."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._sections: Sequence[Section] = ()
        self._answers: Answered = {}
        self._people: Sequence[Choice] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.BODY)
        self._cards: list[Card] = []
        self._lines: list[tuple[str, str]] = []
        kit.words.changed.connect(self._retell)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What stands there now: each question with its answer in words."""
        return list(self._lines)

    def show_answers(self, sections: Sequence[Section], answers: Answered, people: Sequence[Choice]) -> None:
        """Show these answers in place of what stood there."""
        self._sections, self._answers, self._people = sections, answers, people
        self._retell()

    def forget(self) -> None:
        """Show nothing any more."""
        self.show_answers((), {}, ())

    def _retell(self) -> None:
        for card in self._cards:
            self._column.removeWidget(card)
            throw_away(card)
        self._cards.clear()
        self._lines.clear()
        language = self._kit.words.language
        people = people_words(self._people, self._kit)
        for section in self._sections:
            fields = [field for field in section.fields if not _said_elsewhere(field)]
            told = list(tell(fields, self._answers, language, people))
            if not told:
                continue
            card = Card()
            title = PlainLabel(section.title.in_(language), "section")
            card.column.addWidget(title)
            grid = QGridLayout()
            grid.setHorizontalSpacing(Space.WIDE)
            grid.setVerticalSpacing(Space.TIGHT)
            grid.setColumnStretch(0, 2)
            grid.setColumnStretch(1, 3)
            for row, line in enumerate(told):
                label = PlainLabel(line.label, "soft" if line.words else "strong")
                label.setContentsMargins(line.depth * Space.BODY, 0, 0, 0)
                if line.words:
                    words = PlainLabel(line.words)
                    grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
                    grid.addWidget(words, row, 1, Qt.AlignmentFlag.AlignTop)
                    self._lines.append((line.label, line.words))
                else:
                    grid.addWidget(label, row, 0, 1, 2)
            card.column.addLayout(grid)
            self._column.addWidget(card)
            self._cards.append(card)


def people_words(people: Sequence[Choice], kit: Kit) -> Mapping[str, str]:
    """Return rank and name of each person by id."""
    return {choice.code: choice.label.in_(kit.words.language) for choice in people}


def _said_elsewhere(field: Field) -> bool:
    return field.kind is FieldKind.AUTO and field.id in _ELSEWHERE
