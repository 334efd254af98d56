"""The printed text of an answer, one way for each kind of field. Owns the `cell` registry; never judges who reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from station_desk.domain.calendar import show_date, show_moment
from station_desk.domain.fields import Choice, Field, FieldKind, Language

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_GROUPED_FROM: Final = 10_000  # below it a number may be a year


@dataclass(frozen=True, slots=True)
class Say:
    """How to say an answer: in which language, and the printed names of the station's people by their id."""

    language: Language
    people: Mapping[str, str] = field(default_factory=dict)


def cell(field: Field, value: object, say: Say) -> str:
    """Return the text of one answer in its kept shape (see `domain.answers`); what was not answered is empty."""
    return "" if value is None else CELL[field.kind](field, value, say)


def _text(field: Field, value: object, say: Say) -> str:  # noqa: ARG001
    return str(value)


def _number(field: Field, value: object, say: Say) -> str:  # noqa: ARG001
    number = cast(int, value)
    if abs(number) < _GROUPED_FROM:
        return str(number)
    digits = str(abs(number))
    high, low = digits[:-3], digits[-3:]
    pairs = re.findall(r"\d{1,2}", high[::-1])
    return ("-" if number < 0 else "") + ",".join([*(pair[::-1] for pair in reversed(pairs)), low])


def _date(field: Field, value: object, say: Say) -> str:  # noqa: ARG001
    return show_date(cast(str, value))


def _moment(field: Field, value: object, say: Say) -> str:  # noqa: ARG001
    return show_moment(cast(str, value))


def _one(field: Field, value: object, say: Say) -> str:
    return _label(field.choices, value, say)


def _many(field: Field, value: object, say: Say) -> str:
    return ", ".join(_label(field.choices, code, say) for code in cast(Sequence[object], value))


def _person(field: Field, value: object, say: Say) -> str:  # noqa: ARG001
    return say.people.get(cast(str, value), str(value))


def _matrix(field: Field, value: object, say: Say) -> str:
    answers = cast(Mapping[str, object], value)
    return "; ".join(
        f"{row.label.in_(say.language)}: {_label(field.choices, answers[row.code], say)}"
        for row in field.rows
        if row.code in answers
    )


def _group(field: Field, value: object, say: Say) -> str:
    answers = cast(Mapping[str, object], value)
    return "; ".join(
        f"{part.label.in_(say.language)}: {cell(part, answers[part.id], say)}"
        for part in field.fields
        if part.id in answers
    )


def _repeat(field: Field, value: object, say: Say) -> str:
    entries = [_group(field, entry, say) for entry in cast(Sequence[object], value)]
    if len(entries) == 1:
        return entries[0]
    return "\n".join(f"({number}) {entry}" for number, entry in enumerate(entries, 1))


def _auto(field: Field, value: object, say: Say) -> str:
    """Say what the program set: a listed code, a person, a moment, a day, or text as it is."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _number(field, value, say)
    text = str(value)
    if _MOMENT.fullmatch(text):
        return show_moment(text)
    if _DATE.fullmatch(text):
        return show_date(text)
    return say.people.get(text) or _label(field.choices, value, say)


def _label(choices: Sequence[Choice], code: object, say: Say) -> str:
    """Return a choice in words. A code of an older list is printed as it is rather than lost."""
    return next((choice.label.in_(say.language) for choice in choices if choice.code == code), str(code))


CELL: Final[Mapping[FieldKind, Callable[[Field, object, Say], str]]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.MOMENT: _moment,
    FieldKind.ONE: _one,
    FieldKind.MANY: _many,
    FieldKind.PHONE: _text,
    FieldKind.PERSON: _person,
    FieldKind.TOKEN: _text,
    FieldKind.MATRIX: _matrix,
    FieldKind.GROUP: _group,
    FieldKind.REPEAT: _repeat,
    FieldKind.AUTO: _auto,
}
