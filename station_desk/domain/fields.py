"""What a form is made of: kinds, fields, choices, levels. Owns the vocabulary; never reads a file or a clock.

A field is declared once, in `resources/forms/<form>/vN.toml`; `forms` parses it into these shapes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from station_desk.domain.conditions import Condition

Language = Literal["hi", "en"]


class FieldKind(StrEnum):
    """How a field is answered; each kind is implemented once in each registry: clean, column, widget, cell."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    ONE = "one"
    MANY = "many"
    PHONE = "phone"
    PERSON = "person"
    TOKEN = "token"
    MATRIX = "matrix"
    GROUP = "group"
    REPEAT = "repeat"
    AUTO = "auto"


class Level(StrEnum):
    """How confidential an answer is: the register's facts, who she is, the counsellor's notes, or for nobody else."""

    FACTS = "facts"
    IDENTITY = "identity"
    SEALED = "sealed"
    NEVER = "never"


class Need(StrEnum):
    """When an answer is wanted: before finalising, still to ask, or optional."""

    FINALISE = "finalise"
    ASK = "ask"
    OPTIONAL = "optional"


class Coarsening(StrEnum):
    """How an answer is coarsened before it may leave for the district."""

    SAME = "same"
    MONTH = "month"
    YEAR = "year"
    AGE_BAND = "age_band"
    CODED = "coded"
    COUNT = "count"
    STATION = "station"
    YES_NO = "yes_no"


class Future(StrEnum):
    """What a date after today means for a field."""

    WARN = "warn"
    ALLOW = "allow"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in both languages."""

    hi: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the text in one language."""
        return self.hi if language == "hi" else self.en


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a list. `marks` tell the rules what it means (star, restricted, none, …)."""

    code: str
    label: Wording
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `choices` for one, many and matrix; `rows` for matrix; `fields` for group and repeat.

    `max` counts letters of text and the value of a number. `either` names the field that may be answered instead.
    `later`: what comes of it is known only afterwards, so it may be answered or change without being a correction.
    """

    id: str
    kind: FieldKind
    level: Level
    label: Wording
    need: Need = Need.OPTIONAL
    help: Wording | None = None
    district: Coarsening | None = None
    ask_if: Condition | None = None
    either: str | None = None
    choices: tuple[Choice, ...] = ()
    rows: tuple[Choice, ...] = ()
    fields: tuple[Field, ...] = ()
    register: str | None = None
    tally: bool = False
    max: int | None = None
    min: int | None = None
    partial: bool = False
    future: Future = Future.WARN
    names_ok: bool = False
    later: bool = False

    def choice(self, code: str) -> Choice | None:
        """Return the option with this code, or None."""
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True, slots=True)
class Section:
    """One step of a form. `taps` are its short answers for the page of the first ten minutes, in their order there."""

    id: str
    number: int
    title: Wording
    fields: tuple[Field, ...]
    taps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One released version of a form, whole."""

    id: str
    version: int
    title: Wording
    sections: tuple[Section, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All top-level fields in the order they are asked."""
        return tuple(field for section in self.sections for field in section.fields)

    def field(self, id: str) -> Field:
        """Return the top-level field with this id. Raises KeyError."""
        for field in self.fields:
            if field.id == id:
                return field
        raise KeyError(id)
