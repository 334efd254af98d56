"""An answer in words, as it is read back, shown and printed. Owns the `cell` registry; knows no paper and no screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from station_desk.domain.calendar import show_date, show_moment
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Choice, Field, FieldKind, Language, Wording

People = Mapping[str, str]  # rank and name by id

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

# The words of what the program itself puts in a record.
_AUTO: Final[Mapping[str, Wording]] = {
    "yes": Wording("हाँ", "Yes"),
    "no": Wording("नहीं", "No"),
    "not_known": Wording("ज्ञात नहीं", "Not known"),
    "open": Wording("सामान्य", "Ordinary"),
    "restricted": Wording("गोपनीय", "Restricted"),
    "sealed": Wording("मुहरबन्द", "Sealed"),
    "gate_open": Wording("अनुमति थी", "Allowed"),
    "gate_closed": Wording("बन्द था", "Closed"),
    "pending": Wording("लम्बित", "Pending"),
    "disposed": Wording("निस्तारित", "Disposed of"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of answers read out. `depth` is 1 within a group, a row or a matrix; such a heading has no words.

    `field` is the field asked, None for the row of a matrix. Its repr shows no answer.
    """

    path: str
    label: str
    words: str
    depth: int
    field: Field | None

    def __repr__(self) -> str:
        return f"<Told {self.path}>"


def in_words(field: Field, value: object, language: Language, people: People) -> str:
    """Return an answer as one line of words: labels for codes, dates the office way, names for ids."""
    return CELL[field.kind](field, value, language, people)


def tell(fields: Sequence[Field], answers: Answered, language: Language, people: People) -> Iterator[Told]:
    """Yield what was answered, field by field in the order of the form; groups, rows and matrices line by line."""
    for field in fields:
        if field.id in answers:
            yield from _tell_one(field, answers[field.id], language, people)


def _tell_one(field: Field, value: object, language: Language, people: People) -> Iterator[Told]:
    label = field.label.in_(language)
    if field.kind is FieldKind.MATRIX:
        yield Told(field.id, label, "", 0, field)
        given = cast(Mapping[str, str], value)
        for row in field.rows:
            if row.code in given:
                words = _label(field.choices, given[row.code], language)
                yield Told(f"{field.id}.{row.code}", row.label.in_(language), words, 1, None)
    elif field.kind is FieldKind.GROUP:
        yield Told(field.id, label, "", 0, field)
        yield from _tell_inner(field, cast(Answered, value), field.id, language, people)
    elif field.kind is FieldKind.REPEAT:
        for number, entry in enumerate(cast(Sequence[Answered], value)):
            path = f"{field.id}.{number}"
            yield Told(path, f"{label} {number + 1}", "", 0, field)
            yield from _tell_inner(field, entry, path, language, people)
    else:
        yield Told(field.id, label, in_words(field, value, language, people), 0, field)


def _tell_inner(field: Field, answers: Answered, path: str, language: Language, people: People) -> Iterator[Told]:
    for child in field.fields:
        if child.id in answers:
            words = in_words(child, answers[child.id], language, people)
            yield Told(f"{path}.{child.id}", child.label.in_(language), words, 1, child)


def _label(choices: Sequence[Choice], code: object, language: Language) -> str:
    """Return an option's label; a code of an older form that has no option now stays readable as it is."""
    return next((choice.label.in_(language) for choice in choices if choice.code == code), str(code))


def _plain(field: Field, value: object, language: Language, people: People) -> str:  # noqa: ARG001
    return str(value)


def _date(field: Field, value: object, language: Language, people: People) -> str:  # noqa: ARG001
    return show_date(str(value))


def _moment(field: Field, value: object, language: Language, people: People) -> str:  # noqa: ARG001
    return show_moment(str(value))


def _one(field: Field, value: object, language: Language, people: People) -> str:  # noqa: ARG001
    return _label(field.choices, value, language)


def _many(field: Field, value: object, language: Language, people: People) -> str:  # noqa: ARG001
    return ", ".join(_label(field.choices, code, language) for code in cast(Sequence[str], value))


def _person(field: Field, value: object, language: Language, people: People) -> str:  # noqa: ARG001
    return people.get(str(value), str(value))


def _matrix(field: Field, value: object, language: Language, people: People) -> str:  # noqa: ARG001
    given = cast(Mapping[str, str], value)
    rows = (row for row in field.rows if row.code in given)
    return "; ".join(f"{row.label.in_(language)}: {_label(field.choices, given[row.code], language)}" for row in rows)


def _group(field: Field, value: object, language: Language, people: People) -> str:
    answers = cast(Answered, value)
    inner = (child for child in field.fields if child.id in answers)
    return "; ".join(
        f"{child.label.in_(language)}: {in_words(child, answers[child.id], language, people)}" for child in inner
    )


def _repeat(field: Field, value: object, language: Language, people: People) -> str:
    rows = cast(Sequence[Answered], value)
    return "  ".join(f"({number}) {_group(field, row, language, people)}" for number, row in enumerate(rows, 1))


def _auto(field: Field, value: object, language: Language, people: People) -> str:  # noqa: ARG001
    text = str(value)
    if _MOMENT.fullmatch(text):
        return show_moment(text)
    return _AUTO[text].in_(language) if text in _AUTO else people.get(text, text)


CELL: Final[Mapping[FieldKind, Callable[[Field, object, Language, People], str]]] = {
    FieldKind.TEXT: _plain,
    FieldKind.LONG: _plain,
    FieldKind.NUMBER: _plain,
    FieldKind.DATE: _date,
    FieldKind.MOMENT: _moment,
    FieldKind.ONE: _one,
    FieldKind.MANY: _many,
    FieldKind.PHONE: _plain,
    FieldKind.PERSON: _person,
    FieldKind.TOKEN: _plain,
    FieldKind.MATRIX: _matrix,
    FieldKind.GROUP: _group,
    FieldKind.REPEAT: _repeat,
    FieldKind.AUTO: _auto,
}
