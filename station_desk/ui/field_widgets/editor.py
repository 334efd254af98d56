"""What every editor of an answer can do. Owns the manners they share; never judges an answer.

An editor hands out what was typed, as it was typed: nothing is refused, cut off or put right here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from station_desk.domain.answers import Around
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Choice, Field
from station_desk.errors import Problem
from station_desk.ui.kit import Kit

# The problems of one field by the rest of their path: "" for itself, "0.relation" for a child in its first row.
Problems = Mapping[str, Sequence[Problem]]


@dataclass(frozen=True, slots=True)
class Room:
    """What editors need of the office around them: the tools, today, this moment, the people who may be named."""

    kit: Kit
    around: Callable[[], Around]
    now: Callable[[], str]
    people: tuple[Choice, ...]


class Editor(QWidget):
    """One answer on the screen.

    `changed(settled)`   the answer is another one; settled is False in the midst of typing, True for a choice
    """

    changed = Signal(bool)

    def __init__(self, room: Room, field: Field) -> None:
        super().__init__()
        self.room = room
        self.field = field

    @property
    def speaker(self) -> QWidget:
        """The widget that takes the keyboard and is spoken: the editor itself where it is a group of several."""
        return self

    def value(self) -> object:
        """Return the answer as typed or chosen, None when there is none."""
        raise NotImplementedError

    def set_value(self, value: object, reasons: Mapping[str, str]) -> None:
        """Show an answer, kept or typed, and the reasons given for later dates by rest of path; tells nobody."""
        raise NotImplementedError

    def reasons(self) -> dict[str, str]:
        """Return the reasons given here for dates after today, by rest of path."""
        return {}

    def show_problems(self, problems: Problems) -> None:
        """Show what is wrong beside the parts of this answer; what is wrong with the whole stands in its row."""

    def ask(self, answers: Answered) -> None:
        """Show and hide the questions within this answer, seen from the cleaned answers of the whole form."""

    def focus(self, rest: str = "") -> None:  # noqa: ARG002 - only editors made of several parts look at it
        """Put the keyboard on the part of the answer with this rest of path."""
        self.speaker.setFocus()
