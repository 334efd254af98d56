"""A page for one act: what is asked on a card, one verb, the way back. Owns that shape, not what the act does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from station_desk.ui.buttons import VerbButton, Voice
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card, Page
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Type


class ActPage(Page):
    """Sentences and questions from top to bottom; the verb acts, Esc leaves and nothing was done."""

    def __init__(self, kit: Kit, title: Said, **facts: Fact) -> None:
        super().__init__(kit, title, **facts)
        self.card = Card()
        self.column.addWidget(self.card)
        self.column.addStretch(1)

    def add(self, *widgets: QWidget) -> None:
        """Put questions on the card."""
        for widget in widgets:
            self.card.column.addWidget(widget)

    def say(self, said: Said, type_: Type = "body", **facts: Fact) -> PlainLabel:
        """Put a sentence on the card."""
        label = PlainLabel(type_=type_)
        self.kit.words.tie(label, said, **facts)
        self.card.column.addWidget(label)
        return label

    def set_verb(self, verb: Said, act: Callable[[], object], voice: Voice = "loud") -> None:
        """Put the verb and the way back below, after all questions: Tab goes in the order in which things are made."""
        self.verb = VerbButton(self.kit.words, verb, act, voice=voice)
        self.back = VerbButton(
            self.kit.words, "office.back", self.back_wanted.emit, icons=self.kit.icons, icon=Icon.BACK
        )
        self.verbs.addWidget(self.verb)
        self.verbs.addWidget(self.back)

    def press(self) -> None:
        """Press the verb, as Enter in the last field does."""
        self.verb.click()

    def finish(self, said: Said, **facts: Fact) -> None:
        """Say that it is done and go back."""
        self.back_wanted.emit()
        self.kit.notices.done(said, action=None, **facts)
