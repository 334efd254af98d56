"""The words of the sheets of a case and of a day, and what every sheet has. Owns the frame, no line of its content."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from station_desk.desk.papers import Place
from station_desk.desk.ports import Desk, toml
from station_desk.domain.calendar import show_moment
from station_desk.domain.cells import in_words
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Form, Language


@cache
def words() -> Mapping[str, Any]:
    """Return the words of the sheets of cases and days."""
    return toml("registers/case_sheets.toml")


class Saying:
    """The words of one sheet in one language."""

    def __init__(self, desk: Desk, language: Language) -> None:
        self.desk = desk
        self.language: Language = language
        self.common = words()["words"]

    def say(self, wording: Mapping[str, str], **facts: str) -> str:
        """Return a declared text with its facts filled in."""
        return wording[self.language].format(**facts) if facts else wording[self.language]

    def frame(self, place: Place) -> dict[str, Any]:
        """Return what every sheet has: whose it is, its copy, when and by whom it was printed."""
        desk, common = self.desk, self.common
        person = f"{desk.person.rank} {desk.person.name}".strip()
        copy = common["again"] if place.copy > 1 else common["copy"]
        return {
            "language": self.language,
            "end_text": self.say(common["end"]),
            "page_words": self.say(common["page"]),
            "continued_text": self.say(common["continued"]),
            "practice_text": self.say(common["practice"]) if desk.office.practice else None,
            "banner": self.say(common["banner"]),
            "foot": (
                self.say(copy, copy=str(place.copy)),
                self.say(common["printed"], at=show_moment(desk.now()), person=person),
            ),
        }

    def titles(self, last: str) -> tuple[str, ...]:
        """Return the heading of the office over the title of a sheet."""
        office = self.say(self.common["office"], station=self.desk.office.name, district=self.desk.office.district)
        return (office, self.say(self.common["centre"]), last)

    @property
    def signing(self) -> tuple[str, ...]:
        """The lines to be filled in under each signature, where she signs too."""
        return tuple(self.say(self.common[name]) for name in ("signature_or_thumb", "name", "date"))

    @property
    def signing_staff(self) -> tuple[str, ...]:
        """The lines to be filled in under the signature of an officer."""
        return tuple(self.say(self.common[name]) for name in ("signature", "name", "date"))


def told(form: Form, answers: Answered, id: str, language: Language) -> str:
    """Return an answer in words, "" where there is none."""
    return in_words(form.field(id), answers[id], language, {}) if id in answers else ""
