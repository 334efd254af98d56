"""Parse a declared form into `Form`. Owns the checks on a declaration; never opens a file (it gets parsed TOML)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import cast

from station_desk.domain.conditions import Condition, ConditionError, parse
from station_desk.domain.fields import (
    Choice,
    Coarsening,
    Field,
    FieldKind,
    Form,
    Future,
    Level,
    Need,
    Section,
    Wording,
)

Raw = Mapping[str, object]

NOT_KNOWN = Choice("not_known", Wording("ज्ञात नहीं", "Not known"))
DID_NOT_SAY = Choice("did_not_say", Wording("बताना नहीं चाहा", "Did not wish to say"))

_FIELD_KEYS = {slot.name for slot in fields(Field)} - {"fields"} | {"field"}
_WITH_CHOICES = {FieldKind.ONE, FieldKind.MANY, FieldKind.MATRIX}
_WITH_FIELDS = {FieldKind.GROUP, FieldKind.REPEAT}


class FormError(ValueError):
    """A declaration is wrong: a mistake of ours, found at start and in the tests, never shown as a person's fault."""


def parse_form(raw: Raw, lists: Mapping[str, tuple[Choice, ...]]) -> Form:
    """Build a form from its TOML mapping and the choice lists. Raises FormError naming the field."""
    sections = tuple(_section(section, lists) for section in _tables(raw, "section"))
    form = Form(id=_word(raw, "id"), version=_whole(raw, "version"), title=_wording(raw, "title"), sections=sections)
    ids = [field.id for field in form.fields]
    for id in ids:
        if ids.count(id) > 1:
            raise FormError(f"{id}: declared twice")
    for field in form.fields:
        _check_references(field, set(ids), {child.id for child in field.fields})
    return form


def parse_lists(raw: Raw) -> dict[str, tuple[Choice, ...]]:
    """Build the choice lists of a lists file; a `soft` list ends with "not known" and "did not wish to say"."""
    lists = {}
    for id, table in raw.items():
        options = [
            Choice(
                code=_word(option, "code"),
                label=_wording({"label": option}, "label"),
                marks=frozenset(_words(option, "marks")),
            )
            for option in _tables(cast(Raw, table), "options")
        ]
        if cast(Raw, table).get("soft"):
            known = {option.code for option in options}
            options += [option for option in (NOT_KNOWN, DID_NOT_SAY) if option.code not in known]
        if len({option.code for option in options}) != len(options):
            raise FormError(f"{id}: a code stands twice")
        lists[id] = tuple(options)
    return lists


def _section(raw: Raw, lists: Mapping[str, tuple[Choice, ...]]) -> Section:
    section = Section(
        id=_word(raw, "id"),
        number=_whole(raw, "number"),
        title=_wording(raw, "title"),
        fields=tuple(_field(field, lists) for field in _tables(raw, "field")),
        taps=tuple(_words(raw, "taps")),
    )
    here = {field.id: field for field in section.fields}
    if any(tap not in here or not _one_key_answers(here[tap]) for tap in section.taps):
        raise FormError(f"{section.id}: not every tap is a question here that one key answers")
    return section


def _one_key_answers(field: Field) -> bool:
    """Tell whether a field is a choice, or rows that each begin with one."""
    return field.kind is FieldKind.ONE or (field.kind is FieldKind.REPEAT and field.fields[0].kind is FieldKind.ONE)


def _field(raw: Raw, lists: Mapping[str, tuple[Choice, ...]]) -> Field:
    id = _word(raw, "id")
    unknown = set(raw) - _FIELD_KEYS
    if unknown:
        raise FormError(f"{id}: unknown keys {sorted(unknown)}")
    try:
        kind = FieldKind(_word(raw, "kind"))
        field = Field(
            id=id,
            kind=kind,
            level=Level(_word(raw, "level")),
            label=_wording(raw, "label"),
            need=Need(_word(raw, "need") if "need" in raw else "optional"),
            help=_wording(raw, "help") if "help" in raw else None,
            district=Coarsening(_word(raw, "district")) if "district" in raw else None,
            ask_if=_condition(raw),
            either=_word(raw, "either") if "either" in raw else None,
            choices=_listed(raw, "choices", lists),
            rows=_listed(raw, "rows", lists),
            fields=tuple(_field(child, lists) for child in _tables(raw, "field")),
            register=_word(raw, "register") if "register" in raw else None,
            tally=bool(raw.get("tally", False)),
            max=_whole(raw, "max") if "max" in raw else None,
            min=_whole(raw, "min") if "min" in raw else None,
            partial=bool(raw.get("partial", False)),
            future=Future(_word(raw, "future") if "future" in raw else "warn"),
            names_ok=bool(raw.get("names_ok", False)),
            later=bool(raw.get("later", False)),
        )
    except (ValueError, ConditionError) as error:
        raise FormError(f"{id}: {error}") from error
    if bool(field.choices) != (kind in _WITH_CHOICES) or bool(field.rows) != (kind is FieldKind.MATRIX):
        raise FormError(f"{id}: choices and rows do not fit a {kind.value}")
    if bool(field.fields) != (kind in _WITH_FIELDS):
        raise FormError(f"{id}: child fields do not fit a {kind.value}")
    if len({child.id for child in field.fields}) != len(field.fields):
        raise FormError(f"{id}: a child is declared twice")
    if any(child.later for child in field.fields):
        raise FormError(f"{id}: a child is declared later, which only a whole answer can be")
    return field


def _check_references(field: Field, known: set[str], siblings: set[str]) -> None:
    if field.ask_if:
        for path in field.ask_if.paths:
            if path.split(".")[0] not in known | siblings:
                raise FormError(f"{field.id}: ask_if looks at unknown {path}")
    if field.either and field.either not in known | siblings:
        raise FormError(f"{field.id}: either names unknown {field.either}")
    for child in field.fields:
        _check_references(child, known, siblings)


def _condition(raw: Raw) -> Condition | None:
    return parse(_word(raw, "ask_if")) if "ask_if" in raw else None


def _listed(raw: Raw, key: str, lists: Mapping[str, tuple[Choice, ...]]) -> tuple[Choice, ...]:
    if key not in raw:
        return ()
    if _word(raw, key) not in lists:
        raise FormError(f"{_word(raw, 'id')}: no list {raw[key]}")
    return lists[_word(raw, key)]


def _word(raw: Raw, key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value:
        raise FormError(f"{raw.get('id', '?')}: {key} is missing")
    return value


def _whole(raw: Raw, key: str) -> int:
    value = raw.get(key)
    if type(value) is not int:
        raise FormError(f"{raw.get('id', '?')}: {key} is no whole number")
    return value


def _wording(raw: Raw, key: str) -> Wording:
    value = raw.get(key)
    if not isinstance(value, Mapping):
        raise FormError(f"{raw.get('id', '?')}: {key} is missing")
    hi, en = value.get("hi"), value.get("en")
    if not isinstance(hi, str) or not isinstance(en, str) or not hi.strip() or not en.strip():
        raise FormError(f"{raw.get('id', '?')}: {key} needs both languages")
    return Wording(hi, en)


def _words(raw: Raw, key: str) -> Sequence[str]:
    return cast(Sequence[str], raw.get(key, ()))


def _tables(raw: Raw, key: str) -> Sequence[Raw]:
    return cast(Sequence[Raw], raw.get(key, ()))
