"""Who may read which part of an answer. Owns the split into parts, coarsening and the restricted rule; never a key.

Sources: BNS s.72, POCSO s.33(7), JJ Act s.74 (domain notes 2.1): matters under BNS 64-71 and 124, POCSO, trafficking
and any child as victim are restricted; a matter tied to the station's own staff is sealed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, cast

from station_desk.domain.answers import REASONS, has_mark, walk
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Coarsening, Field, FieldKind, Form, Level
from station_desk.domain.log import Part
from station_desk.domain.names import Identity
from station_desk.errors import Problem, ProblemCode

CONSENT_MATRIX: Final = "consent_matrix"
NAME_ROW: Final = "district_office_with_name"
# Identity level, and of that only for who took them down, the in-charge and the station house officer (fields 5.3).
# Of a case record, for who took that record down.
OWN_WORDS: Final = ("own_words", "her_words", "reason_in_her_words")


class Confidentiality(StrEnum):
    """The class of a matter, computed from its answers."""

    OPEN = "open"
    RESTRICTED = "restricted"
    SEALED = "sealed"


def confidentiality(form: Form, answers: Answered) -> Confidentiality:
    """Return the class of a matter from its heads, sections, her age and the respondents' ties to the station."""
    respondents = cast(Sequence[Answered], answers.get("respondents", ()))
    if any(row.get("station_or_staff_link") == "yes" for row in respondents):
        return Confidentiality.SEALED
    if (
        is_child(form, answers)
        or has_mark(form.fields, answers, "restricted")
        or _CHILD_ACT.search(str(answers.get("other_sections", "")))
    ):
        return Confidentiality.RESTRICTED
    return Confidentiality.OPEN


def linked_people(answers: Answered) -> list[str]:
    """Return the ids of the colleagues a matter is about, each once: it is kept from them."""
    respondents = cast(Sequence[Answered], answers.get("respondents", ()))
    named = [str(row["linked_person"]) for row in respondents if row.get("linked_person")]
    return sorted(set(named))


def is_child(form: Form, answers: Answered) -> bool:
    """Tell whether she is, or looks, under eighteen (POCSO s.2(1)(d))."""
    age = answers.get("age_years")
    return (isinstance(age, int) and age < 18) or has_mark(form.fields, answers, "child")


_CHILD_ACT: Final = re.compile(r"pocso|पॉ?क्सो|पाक्सो", re.IGNORECASE)


def split(form: Form, answers: Answered) -> dict[Part, dict[str, object]]:
    """Divide answers by the level of their fields into what goes in each part; a `never` answer goes in none."""
    parts: dict[Part, dict[str, object]] = {Part.FACTS: {}, Part.IDENTITY: {}, Part.SEALED: {}}
    for level, part in ((Level.FACTS, Part.FACTS), (Level.IDENTITY, Part.IDENTITY), (Level.SEALED, Part.SEALED)):
        parts[part] = _of_level(form.fields, answers, level)
    if REASONS in answers:
        parts[Part.FACTS][REASONS] = answers[REASONS]
    return {part: values for part, values in parts.items() if values}


def _of_level(fields: Sequence[Field], answers: Answered, level: Level) -> dict[str, object]:
    kept: dict[str, object] = {}
    for field in fields:
        if field.id not in answers:
            continue
        value = answers[field.id]
        if field.kind is FieldKind.GROUP:
            inner = _of_level(field.fields, cast(Answered, value), level)
            if inner:
                kept[field.id] = inner
        elif field.kind is FieldKind.REPEAT:
            rows = [_of_level(field.fields, row, level) for row in cast(Sequence[Answered], value)]
            if any(rows):
                kept[field.id] = rows
        elif field.level is level:
            kept[field.id] = value
    return kept


def join(parts: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Put the parts of one revision together again, group by group and row by row."""
    whole: dict[str, object] = {}
    for part in parts:
        for id, value in part.items():
            whole[id] = _merged(whole[id], value) if id in whole else value
    return whole


def _merged(left: object, right: object) -> object:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return join([left, right])
    if isinstance(left, list) and isinstance(right, list):
        return [join([one, other]) for one, other in zip(left, right, strict=True)]
    raise ValueError("two parts hold the same answer")


@dataclass(frozen=True, slots=True)
class Word:
    """The newest word on one row of the consent matrix: a code of `consent_value`, and who gave it (`consent_by`)."""

    value: str
    by: str


def for_district(form: Form, answers: Answered, said: Mapping[str, Word]) -> dict[str, object]:
    """Return what may leave for the district, already coarsened; with her name only where she herself consented.

    `said` is what she allows by now, the later answers to the matrix among it: the district hears that, so that a name
    always comes with the yes that let it.
    """
    matrix = {CONSENT_MATRIX: {row: word.value for row, word in said.items()}} if said else {}
    kept = coarsened(form, {**answers, **matrix})
    if name_may_leave(form, answers, said) and "name" in answers:
        kept["name"] = answers["name"]
    return kept


def coarsened(form: Form, answers: Answered) -> dict[str, object]:
    """Return what a form lets leave for the district, each answer in its coarse shape; never a name."""
    return _coarse_fields(form.fields, answers)


def name_may_leave(form: Form, answers: Answered, said: Mapping[str, Word]) -> bool:
    """Tell whether her name may go to the district: an adult's own yes, never a guardian's for a child (BNS s.72)."""
    return said.get(NAME_ROW) == Word("yes", "herself") and not is_child(form, answers)


def _coarse_fields(fields: Sequence[Field], answers: Answered) -> dict[str, object]:
    kept: dict[str, object] = {}
    for field in fields:
        if field.id not in answers:
            continue
        value = answers[field.id]
        if field.kind is FieldKind.REPEAT and field.district is not Coarsening.COUNT:
            rows = [_coarse_fields(field.fields, row) for row in cast(Sequence[Answered], value)]
            coarse: object = rows if any(rows) else None
        elif field.kind is FieldKind.GROUP and field.district is not Coarsening.YES_NO:
            coarse = _coarse_fields(field.fields, cast(Answered, value)) or None
        else:
            coarse = _coarse(field, value)
        if coarse is not None:
            kept[field.id] = coarse
    return kept


def _coarse(field: Field, value: object) -> object | None:
    match field.district:
        case None:
            return None
        case Coarsening.SAME | Coarsening.CODED | Coarsening.STATION:
            return value
        case Coarsening.MONTH:
            return str(value)[:7]
        case Coarsening.YEAR:
            return str(value)[:4]
        case Coarsening.AGE_BAND:
            return age_band(value) if isinstance(value, int) else value
        case Coarsening.COUNT:
            return len(cast(Sequence[object], value))
        case Coarsening.YES_NO:
            return "yes" if value not in ("no", None) else "no"


AGE_BANDS: Final = (
    (12, "under_12"),
    (16, "12_15"),
    (18, "16_17"),
    (25, "18_24"),
    (35, "25_34"),
    (50, "35_49"),
    (60, "50_59"),
)
OLDEST_BAND: Final = "60_plus"


def age_band(years: int) -> str:
    """Return the band an age in years falls in."""
    return next((band for limit, band in AGE_BANDS if years < limit), OLDEST_BAND)


def age_band_codes() -> tuple[str, ...]:
    """Return every band, youngest first."""
    return (*(band for _, band in AGE_BANDS), OLDEST_BAND)


def age_on(born: date, day: date) -> int:
    """Return whole years of age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def identity_of(form: Form, answers: Answered) -> Identity:
    """Gather what would make her known: identity-level names, places and phones of the answers."""
    names: list[str] = []
    places: list[str] = []
    phones: list[str] = []
    own: list[str] = []
    for path, field, value in walk(form.fields, answers):
        last = path.rsplit(".", 1)[-1]
        if field.level is not Level.IDENTITY or not isinstance(value, str):
            continue
        if field.kind is FieldKind.PHONE:
            phones.append(value)
            own += [value] if path in _OWN_FIELDS else []
        elif last in _NAME_FIELDS:
            names.append(value)
            own += [value] if path in _OWN_FIELDS else []
        elif last in _PLACE_FIELDS:
            places.append(value)
    return Identity(names, places, phones, own)


_NAME_FIELDS: Final = frozenset(
    {"name", "name_roman", "other_name", "father_or_husband", "father", "mother", "witness_name"}
)
_OWN_FIELDS: Final = frozenset({"name", "name_roman", "other_name", "safe_phone"})  # of the woman, of nobody else
_PLACE_FIELDS: Final = frozenset({"village", "address", "school_or_workplace"})


def naming_problems(form: Form, answers: Answered) -> tuple[Problem, ...]:
    """Return a refusal for each facts-level free text that names her, in either script (decision 2; BNS s.72)."""
    identity = identity_of(form, answers)
    found = [Problem(path, ProblemCode.NAMES_HER) for path in naming_paths(form, answers, identity)]
    reasons = cast(Mapping[str, str], answers.get(REASONS, {}))
    found += [Problem(path, ProblemCode.NAMES_HER) for path, text in reasons.items() if identity.named_in(text)]
    return tuple(found)


def naming_paths(form: Form, answers: Answered, identity: Identity) -> list[str]:
    """Return the paths of facts-level free texts and telephones that name her.

    A text that may hold other people's names and numbers (`names_ok`), and their telephone, is looked at for her own
    first name and telephone; when it leaves for the district for all names and phones, never for a place.
    """
    found = []
    for path, field, value in walk(form.fields, answers):
        if field.level is not Level.FACTS or not isinstance(value, str):
            continue
        if field.kind is FieldKind.PHONE or (field.kind in _WRITTEN and field.names_ok and field.district is None):
            names_her = identity.is_her_own(value)
        else:
            names_her = field.kind in _WRITTEN and identity.named_in(value, places=not field.names_ok)
        if names_her:
            found.append(path)
    return found


_WRITTEN: Final = frozenset({FieldKind.TEXT, FieldKind.LONG})


def names_her(form: Form, answers: Answered, text: str) -> bool:
    """Tell whether a text of the register's level (a reason, a gist) names her."""
    return identity_of(form, answers).named_in(text)
