"""The coarse shape in which an answer leaves for the district, by its field's declaration. Owns no rule beyond it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from station_desk.domain.answers import LONG_MAX, REPEAT_MAX
from station_desk.domain.calendar import parse_moment
from station_desk.domain.fields import Choice, Coarsening, Field, FieldKind, Level
from station_desk.domain.sensitivity import age_band_codes

RECORD: Final = re.compile(r"[0-9a-f]{32}")
TOKEN: Final = re.compile(r"MSK/([A-Z0-9]+)/(\d{4})/(\d{4,6})")
_MONTH: Final = re.compile(r"\d{4}(-\d\d)?")
_YEAR: Final = re.compile(r"\d{4}")


def fits(field: Field, value: object) -> bool:
    """Tell whether a value has the coarsened shape its field leaves in."""
    if field.kind is FieldKind.GROUP and field.district is not Coarsening.YES_NO:
        return isinstance(value, dict) and _rows_fit(field, [value])
    if field.kind is FieldKind.REPEAT and field.district is not Coarsening.COUNT:
        return isinstance(value, list) and len(value) <= REPEAT_MAX and _rows_fit(field, value)
    match field.district:
        case None:
            return False
        case Coarsening.MONTH:
            return isinstance(value, str) and _MONTH.fullmatch(value) is not None
        case Coarsening.YEAR:
            return isinstance(value, str) and _YEAR.fullmatch(value) is not None
        case Coarsening.AGE_BAND:
            return value in age_band_codes()
        case Coarsening.COUNT:
            return type(value) is int and 0 <= value <= REPEAT_MAX
        case Coarsening.YES_NO:
            return value in ("yes", "no")
        case Coarsening.SAME | Coarsening.CODED | Coarsening.STATION:
            return field.level is not Level.IDENTITY and _SHAPES[field.kind](field, value)


def _rows_fit(field: Field, rows: list[object]) -> bool:
    children = {child.id: child for child in field.fields}
    return all(
        isinstance(row, dict) and all(id in children and fits(children[id], value) for id, value in row.items())
        for row in rows
    )


def _text(field: Field, value: object) -> bool:
    return isinstance(value, str) and len(value) <= (field.max or LONG_MAX) and value.isprintable()


def _date(field: Field, value: object) -> bool:  # noqa: ARG001
    return isinstance(value, str) and re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value) is not None


def _moment(field: Field, value: object) -> bool:  # noqa: ARG001
    try:
        return isinstance(value, str) and bool(parse_moment(value))
    except ValueError:
        return False


def _listed(choices: tuple[Choice, ...], value: object) -> bool:
    return isinstance(value, str) and any(value == choice.code for choice in choices)


def _matrix(field: Field, value: object) -> bool:
    return isinstance(value, dict) and all(
        _listed(field.rows, row) and _listed(field.choices, given) for row, given in value.items()
    )


def _never(field: Field, value: object) -> bool:  # noqa: ARG001
    return False


_SHAPES: Final[Mapping[FieldKind, Callable[[Field, object], bool]]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG: _text,
    FieldKind.NUMBER: lambda field, value: type(value) is int and 0 <= value <= (field.max or 1_000_000),
    FieldKind.DATE: _date,
    FieldKind.MOMENT: _moment,
    FieldKind.ONE: lambda field, value: _listed(field.choices, value),
    FieldKind.MANY: lambda field, value: (
        isinstance(value, list)
        and all(_listed(field.choices, one) for one in value)
        and len(value) <= len(field.choices)
    ),
    FieldKind.PHONE: _never,
    FieldKind.PERSON: lambda field, value: isinstance(value, str) and RECORD.fullmatch(value) is not None,  # noqa: ARG005
    FieldKind.TOKEN: lambda field, value: isinstance(value, str) and TOKEN.fullmatch(value) is not None,  # noqa: ARG005
    FieldKind.MATRIX: _matrix,
    FieldKind.GROUP: _never,
    FieldKind.REPEAT: _never,
    FieldKind.AUTO: lambda field, value: isinstance(value, str) and len(value) <= 40,  # noqa: ARG005
}
