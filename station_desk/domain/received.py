"""What a station may tell its district, checked on arrival. Owns the rules for a signed part of an enrolled station.

A signature proves who wrote a part, not that the program wrote it: an office's own key could sign anything. So each
part is held against the declared form (only fields that leave, each in its coarsened shape) and against the life of its
record (one token for ever, one act after another). What does not fit is refused whole, never trimmed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, cast

from station_desk.domain.answers import LONG_MAX, REPEAT_MAX
from station_desk.domain.calendar import parse_moment
from station_desk.domain.clock_guard import has_only_marks
from station_desk.domain.fields import Choice, Coarsening, Field, FieldKind, Form, Level
from station_desk.domain.log import Header
from station_desk.domain.records import Act, State, state_after
from station_desk.domain.sensitivity import NAME_ROW, Confidentiality, age_band_codes, is_child
from station_desk.errors import DeskError

_RECORD: Final = re.compile(r"[0-9a-f]{32}")
_MONTH: Final = re.compile(r"\d{4}(-\d\d)?")
_YEAR: Final = re.compile(r"\d{4}")
_TOKEN: Final = re.compile(r"MSK/([A-Z0-9]+)/(\d{4})/(\d{4,6})")


class NotToldError(ValueError):
    """The part is not what a station's program would have told."""


@dataclass(frozen=True, slots=True)
class Before:
    """What the district knows of a record: its newest revision, its state and its token."""

    revision: int
    state: State
    token: str


@dataclass(frozen=True, slots=True)
class Told:
    """One revision as the district may keep it."""

    token: str
    state: State
    confidentiality: Confidentiality
    head: str
    arrived_month: str
    name: str

    def __repr__(self) -> str:
        return f"<Told {self.token}>"


def read_told(form: Form, header: Header, part: object, before: Before | None) -> Told:
    """Check one district part against its header, the form and what is known. Raises NotToldError."""
    if not isinstance(part, dict) or part.keys() != {"answers", "class", "form", "state", "token", "version"}:
        raise NotToldError("keys")
    if (part["form"], part["version"]) != (form.id, form.version) or not isinstance(part["answers"], dict):
        raise NotToldError("form")
    answers = cast(dict[str, object], part["answers"])
    token, state = str(part["token"]), _life(header, part, before)
    fields = {field.id: field for field in form.fields}
    for id, value in answers.items():
        if id == "name":
            _check_name(form, answers)
        elif id not in fields or not _fits(fields[id], value):
            raise NotToldError(f"answer {id}" if id in fields else "answer")
    try:
        confidentiality = Confidentiality(str(part["class"]))
    except ValueError:
        raise NotToldError("class") from None
    heads = cast(list[str], answers.get("matter_heads", []))
    arrived = str(answers.get("arrived_at", header.at))
    return Told(token, state, confidentiality, heads[0] if heads else "", arrived[:7], str(answers.get("name", "")))


def _life(header: Header, part: Mapping[str, object], before: Before | None) -> State:
    """Check record, token and the order of acts; return the state the act leads to."""
    token = _TOKEN.fullmatch(str(part["token"]))
    if not _RECORD.fullmatch(header.record) or token is None or token[1] != header.office:
        raise NotToldError("token")
    if not has_only_marks(header.about):
        raise NotToldError("about")
    if header.revision <= (before.revision if before else 0) or (before and before.token != part["token"]):
        raise NotToldError("order")
    try:
        parse_moment(header.at)
        state = _after(before, header.revision, Act(header.kind))
    except (ValueError, DeskError) as error:  # a time or an act that does not exist, an act that may not follow
        raise NotToldError("act") from error
    if state.value != part["state"]:
        raise NotToldError("state")
    return state


def _after(before: Before | None, revision: int, act: Act) -> State:
    """Return the state an act leads to. Revisions in between may have stayed at the station (FORMAT 7.2)."""
    follows_at_once = revision == (before.revision + 1 if before else 1)
    if follows_at_once or (before and before.state is not State.OPEN):
        return state_after(before.state if before else None, act)
    # What was withheld may have finished the record, but never begun it again.
    return state_after(State.FINAL if act is Act.AMENDED else State.OPEN, act)


def _check_name(form: Form, answers: Mapping[str, object]) -> None:
    """A name comes only with the consent row that lets it and never of a child."""
    matrix, name = answers.get("consent_matrix"), answers["name"]
    consented = isinstance(matrix, Mapping) and matrix.get(NAME_ROW) == "yes"
    child = is_child(form, answers) or answers.get("age_years") in ("under_12", "12_15", "16_17")
    if not consented or child or not isinstance(name, str) or not 0 < len(name) <= (form.field("name").max or 0):
        raise NotToldError("name")


def _fits(field: Field, value: object) -> bool:
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
        isinstance(row, dict) and all(id in children and _fits(children[id], value) for id, value in row.items())
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
    FieldKind.PERSON: lambda field, value: isinstance(value, str) and _RECORD.fullmatch(value) is not None,  # noqa: ARG005
    FieldKind.TOKEN: lambda field, value: isinstance(value, str) and _TOKEN.fullmatch(value) is not None,  # noqa: ARG005
    FieldKind.MATRIX: _matrix,
    FieldKind.GROUP: _never,
    FieldKind.REPEAT: _never,
    FieldKind.AUTO: lambda field, value: isinstance(value, str) and len(value) <= 40,  # noqa: ARG005
}


def read_person(header: Header, part: object) -> None:
    """Check the part that introduces a colleague. Raises NotToldError."""
    if not isinstance(part, dict) or not {"name", "person", "rank"} <= part.keys() <= {"key", "name", "person", "rank"}:
        raise NotToldError("person")
    if part["person"] != header.record or not _RECORD.fullmatch(header.record) or not has_only_marks(header.about):
        raise NotToldError("person")
    if not all(isinstance(value, str) and len(value) <= 200 and value.isprintable() for value in part.values()):
        raise NotToldError("person")
