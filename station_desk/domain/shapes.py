"""Whether kept answers have the shape that their fields are kept in. Owns the shape of each kind; never mends one.

What the program wrote always has it. Bytes that somebody else put in its place may have any, and nobody who reads
answers should have to ask of each whether it is a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from station_desk.domain.answers import REASONS
from station_desk.domain.calendar import day_of
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Field, FieldKind, Form

_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_LARGEST: Final = 1 << 53


def is_shaped(form: Form, answers: Answered) -> bool:
    """Tell whether every answer has the shape of its field; what no field declares is nobody's to read."""
    return _shaped(form.fields, answers) and _words_by_word(answers.get(REASONS, {}))


def _shaped(fields: Sequence[Field], answers: object) -> bool:
    if not isinstance(answers, Mapping):
        return False
    return all(_SHAPE[field.kind](field, answers[field.id]) for field in fields if field.id in answers)


def _word(field: Field, value: object) -> bool:  # noqa: ARG001
    return isinstance(value, str)


def _number(field: Field, value: object) -> bool:  # noqa: ARG001
    return type(value) is int and -_LARGEST < value < _LARGEST


def _date(field: Field, value: object) -> bool:  # noqa: ARG001
    return isinstance(value, str) and _DATE.fullmatch(value) is not None


def _moment(field: Field, value: object) -> bool:  # noqa: ARG001
    try:
        return isinstance(value, str) and bool(day_of(value))
    except (ValueError, OverflowError):
        return False


def _words(field: Field, value: object) -> bool:  # noqa: ARG001
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _words_by_word(value: object) -> bool:
    return isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())


def _matrix(field: Field, value: object) -> bool:  # noqa: ARG001
    return _words_by_word(value)


def _group(field: Field, value: object) -> bool:
    return _shaped(field.fields, value)


def _rows(field: Field, value: object) -> bool:
    return isinstance(value, list) and all(_shaped(field.fields, row) for row in value)


_SHAPE: Final[Mapping[FieldKind, Callable[[Field, object], bool]]] = {
    FieldKind.TEXT: _word,
    FieldKind.LONG: _word,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.MOMENT: _moment,
    FieldKind.ONE: _word,
    FieldKind.MANY: _words,
    FieldKind.PHONE: _word,
    FieldKind.PERSON: _word,
    FieldKind.TOKEN: _word,
    FieldKind.MATRIX: _matrix,
    FieldKind.GROUP: _group,
    FieldKind.REPEAT: _rows,
    FieldKind.AUTO: _word,
}
