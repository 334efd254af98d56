"""Answers to a form: cleaned, checked, counted. Owns the `clean` registry; knows no store, no screen and no clock.

Value shapes by kind: text, long, phone, person, token, one: str · number: int · date: "YYYY-MM-DD" or partial ·
moment: "YYYY-MM-DDTHH:MM:SSZ" · many: codes in declared order · matrix: {row: code} · group: {id: value} ·
repeat: [{id: value}]. What was not asked is absent, never blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, cast

from station_desk.domain.calendar import DateRefusedError, day_of, read_date, read_moment
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Choice, Field, FieldKind, Form, Future, Need
from station_desk.domain.figures import mask_aadhaar, read_phone, read_whole
from station_desk.domain.ids import read_token
from station_desk.domain.letters import readable
from station_desk.errors import Problem, ProblemCode, Weight

REASONS: Final = "reasons"
TEXT_MAX: Final = 200
REASON_MAX: Final = 300
LONG_MAX: Final = 20_000
REPEAT_MAX: Final = 40


class Answers(Mapping[str, object]):
    """The cleaned answers of one form. Reads like a mapping; its repr shows no value."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = dict(values)

    def __getitem__(self, id: str) -> object:
        return self._values[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<Answers: {len(self._values)} fields>"


@dataclass(frozen=True, slots=True)
class Around:
    """What an answer is judged against: the Indian day, this station's code, its people's ids, the moment.

    `now` may be "", then only the day decides what is later than now.
    """

    today: date
    station: str
    people: frozenset[str] = frozenset()
    now: str = ""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The outcome of cleaning: what may be kept, what to say, what is still to ask, what blocks finalising."""

    answers: Answers
    problems: tuple[Problem, ...]
    to_ask: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def refusals(self) -> tuple[Problem, ...]:
        """The problems that keep a value out or still want a reason."""
        return tuple(problem for problem in self.problems if problem.weight is not Weight.NOTICE)


@dataclass(slots=True)
class _Desk:
    """Where the problems of one cleaning are laid down."""

    around: Around
    reasons: Mapping[str, object]
    problems: list[Problem] = field(default_factory=list)

    def say(self, path: str, code: ProblemCode, weight: Weight = Weight.REFUSE, **facts: str | int) -> object | None:
        """Lay down one problem; returns None, the value that a refused answer leaves."""
        self.problems.append(Problem(path, code, weight, tuple(sorted(facts.items()))))
        return None


def clean(form: Form, raw: Mapping[str, object], around: Around) -> Cleaned:
    """Clean what was typed into a form, field by field, and tell everything that is wrong at once.

    `raw` is {field id: value} as typed or in the kept shape, plus `reasons` {path: text} for dates after today. A
    refused value is left out of the answers; an answer to a question that is not asked is left out without a word.
    """
    raw_reasons = raw.get(REASONS)
    desk = _Desk(around, raw_reasons if isinstance(raw_reasons, Mapping) else {})
    known = {field.id for field in form.fields}
    for id in raw:
        if id not in known and id != REASONS:
            desk.say(id, ProblemCode.UNKNOWN_FIELD)
    values = _only_asked(form.fields, _clean_fields(form.fields, raw, "", desk), {})
    used = {path: tidy(str(text)) for path, text in desk.reasons.items() if _was_needed(path, desk.problems)}
    for path, text in used.items():
        if len(text) > REASON_MAX:
            desk.say(path, ProblemCode.TOO_LONG, limit=REASON_MAX, count=len(text))
    if used:
        values[REASONS] = used
    to_ask, missing = wanted(form, values)
    return Cleaned(Answers(values), tuple(desk.problems), to_ask, missing)


def wanted(form: Form, answers: Answered) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the paths of fields still to ask and of those that block finalising, in the order of the form.

    Of two fields that stand for each other only the first is named.
    """
    to_ask: list[str] = []
    missing: list[str] = []
    asks_more = not has_mark(form.fields, answers, "nothing_to_ask")
    for field_ in form.fields:
        if field_.kind is FieldKind.AUTO or field_.id in answers or not is_asked(field_, answers):
            continue
        if field_.either and (field_.either in missing or answers.get(field_.either) not in (None, "no")):
            continue
        if field_.need is Need.FINALISE:
            missing.append(field_.id)
        elif field_.need is Need.ASK and asks_more:
            to_ask.append(field_.id)
    return tuple(to_ask), tuple(missing)


def has_mark(fields: Sequence[Field], answers: Answered, mark: str) -> bool:
    """Tell whether an option chosen in a one or many field carries a mark."""
    for field_ in fields:
        if field_.kind in (FieldKind.ONE, FieldKind.MANY) and field_.id in answers:
            value = answers[field_.id]
            codes = [value] if isinstance(value, str) else cast(Sequence[str], value)
            if any(mark in choice.marks for choice in field_.choices if choice.code in codes):
                return True
    return False


def is_asked(field: Field, answers: Answered) -> bool:
    """Tell whether a field's condition holds for these answers."""
    return field.ask_if is None or field.ask_if.holds(answers)


def walk(fields: Sequence[Field], answers: Answered, prefix: str = "") -> Iterator[tuple[str, Field, object]]:
    """Yield (path, field, value) of every answered leaf, through groups and repeats.

    A repeat that is told to the district only as how many it has is a leaf.
    """
    for field_ in fields:
        if field_.id not in answers:
            continue
        value, path = answers[field_.id], prefix + field_.id
        if field_.kind is FieldKind.GROUP:
            yield from walk(field_.fields, cast(Answered, value), path + ".")
        elif field_.kind is FieldKind.REPEAT and not isinstance(value, int):
            for row, entry in enumerate(cast(Sequence[Answered], value)):
                yield from walk(field_.fields, entry, f"{path}.{row}.")
        else:
            yield path, field_, value


def tidy(text: str) -> str:
    """Return a one-line text as it is kept: one Unicode form, single blanks, no Aadhaar number."""
    return mask_aadhaar(" ".join(readable(text).split()))[0]


def _was_needed(path: str, problems: Sequence[Problem]) -> bool:
    return any(problem.path == path and problem.code is ProblemCode.FUTURE_DATE for problem in problems)


def _clean_fields(fields: Sequence[Field], raw: Answered, prefix: str, desk: _Desk) -> dict[str, object]:
    values: dict[str, object] = {}
    for field_ in fields:
        path = prefix + field_.id
        value = _clean_field(field_, raw.get(field_.id), path, desk)
        if value is not None:
            values[field_.id] = value
    return values


def _only_asked(fields: Sequence[Field], values: dict[str, object], around: Answered) -> dict[str, object]:
    """Leave out what is not asked; inside a group a condition may look at its own fields and at the whole form."""
    kept = dict(values)
    for field_ in fields:
        scope = {**around, **kept}
        if field_.id not in kept:
            continue
        if not is_asked(field_, scope):
            del kept[field_.id]
        elif field_.kind is FieldKind.GROUP:
            kept[field_.id] = _only_asked(field_.fields, cast(dict[str, object], kept[field_.id]), scope)
        elif field_.kind is FieldKind.REPEAT:
            rows = cast(list[dict[str, object]], kept[field_.id])
            kept[field_.id] = [_only_asked(field_.fields, row, scope) for row in rows]
    return kept


def is_blank(raw: object) -> bool:
    """Tell whether nothing was typed: blank text, an empty list or group."""
    return raw is None or raw in ("", [], {}) or (isinstance(raw, str) and not readable(raw).strip())


def _clean_field(field: Field, raw: object, path: str, desk: _Desk) -> object | None:
    return None if is_blank(raw) else CLEAN[field.kind](field, raw, path, desk)


def _text(field: Field, raw: object, path: str, desk: _Desk) -> object | None:
    if not isinstance(raw, str):
        return desk.say(path, ProblemCode.WRONG_SHAPE)
    text = readable(raw).strip()
    if field.kind is FieldKind.TEXT:
        text = " ".join(text.split())
    text, masked = mask_aadhaar(text)
    if masked:
        desk.say(path, ProblemCode.AADHAAR_MASKED, Weight.NOTICE, count=masked)
    limit = field.max or (LONG_MAX if field.kind is FieldKind.LONG else TEXT_MAX)
    if len(text) > limit:
        return desk.say(path, ProblemCode.TOO_LONG, limit=limit, count=len(text))
    return text


def _number(field: Field, raw: object, path: str, desk: _Desk) -> object | None:
    number = raw if type(raw) is int else read_whole(raw) if isinstance(raw, str) else None
    if number is None:
        return desk.say(path, ProblemCode.NOT_A_NUMBER)
    if number < (field.min or 0):
        return desk.say(path, ProblemCode.TOO_SMALL, limit=field.min or 0)
    if field.max is not None and number > field.max:
        return desk.say(path, ProblemCode.TOO_LARGE, limit=field.max)
    return number


def _date(field: Field, raw: object, path: str, desk: _Desk) -> object | None:
    if not isinstance(raw, str):
        return desk.say(path, ProblemCode.WRONG_SHAPE)
    try:
        kept = read_date(raw, desk.around.today, partial=field.partial)
    except DateRefusedError as error:
        return desk.say(path, error.code)
    return kept if _not_after_today(field, kept, path, desk) else None


def _moment(field: Field, raw: object, path: str, desk: _Desk) -> object | None:
    if not isinstance(raw, str):
        return desk.say(path, ProblemCode.WRONG_SHAPE)
    try:
        kept = read_moment(raw, desk.around.today)
    except DateRefusedError as error:
        return desk.say(path, error.code)
    if field.future is Future.REFUSE and desk.around.now and kept > desk.around.now:
        return desk.say(path, ProblemCode.FUTURE_DATE, day=kept)
    return kept if _not_after_today(field, day_of(kept).isoformat(), path, desk) else None


def _not_after_today(field: Field, day: str, path: str, desk: _Desk) -> bool:
    """A later day is refused, or warned about and kept: with its reason the warning becomes a notice."""
    if field.future is Future.ALLOW or day <= desk.around.today.isoformat()[: len(day)]:
        return True
    if field.future is Future.REFUSE:
        desk.say(path, ProblemCode.FUTURE_DATE, day=day)
        return False
    reason = desk.reasons.get(path)
    given = isinstance(reason, str) and bool(reason.strip())
    desk.say(path, ProblemCode.FUTURE_DATE, Weight.NOTICE if given else Weight.WARN, day=day)
    return True


def _one(field: Field, raw: object, path: str, desk: _Desk) -> object | None:
    choice = find_choice(field.choices, raw)
    return choice.code if choice else desk.say(path, ProblemCode.NOT_A_CHOICE)


def _many(field: Field, raw: object, path: str, desk: _Desk) -> object | None:
    if isinstance(raw, str) or not isinstance(raw, Sequence):
        return desk.say(path, ProblemCode.WRONG_SHAPE)
    chosen = [find_choice(field.choices, item) for item in raw]
    if None in chosen:
        return desk.say(path, ProblemCode.NOT_A_CHOICE)
    kept = [choice for choice in field.choices if choice in chosen]
    if len(kept) > 1 and any("none" in choice.marks for choice in kept):
        return desk.say(path, ProblemCode.NONE_WITH_OTHERS)
    return [choice.code for choice in kept]


def find_choice(choices: Sequence[Choice], raw: object) -> Choice | None:
    """Find an option by its code, by its label in either language, or by the word its code was made from."""
    if not isinstance(raw, str):
        return None
    code = re.sub("[^a-z0-9]+", "_", raw.lower()).strip("_")
    for choice in choices:
        if raw in (choice.code, choice.label.hi, choice.label.en) or (code and code == choice.code):
            return choice
    return None


def _phone(field: Field, raw: object, path: str, desk: _Desk) -> object | None:  # noqa: ARG001
    phone = read_phone(raw) if isinstance(raw, str) else None
    return phone or desk.say(path, ProblemCode.NOT_A_PHONE)


def _person(field: Field, raw: object, path: str, desk: _Desk) -> object | None:  # noqa: ARG001
    known = isinstance(raw, str) and raw in desk.around.people
    return raw if known else desk.say(path, ProblemCode.NOT_A_PERSON)


def _token(field: Field, raw: object, path: str, desk: _Desk) -> object | None:  # noqa: ARG001
    token = read_token(raw, desk.around.station, desk.around.today.year) if isinstance(raw, str) else None
    return str(token) if token else desk.say(path, ProblemCode.NOT_A_TOKEN)


def _matrix(field: Field, raw: object, path: str, desk: _Desk) -> object | None:
    if not isinstance(raw, Mapping):
        return desk.say(path, ProblemCode.WRONG_SHAPE)
    known = {row.code for row in field.rows}
    for row in raw:
        if row not in known:
            desk.say(f"{path}.{row}", ProblemCode.UNKNOWN_FIELD)
    kept = {}
    for row in field.rows:
        given = raw.get(row.code)
        if given in (None, ""):
            continue
        choice = find_choice(field.choices, given)
        if choice:
            kept[row.code] = choice.code
        else:
            desk.say(f"{path}.{row.code}", ProblemCode.NOT_A_CHOICE)
    return kept or None


def _group(field: Field, raw: object, path: str, desk: _Desk) -> object | None:
    if not isinstance(raw, Mapping):
        return desk.say(path, ProblemCode.WRONG_SHAPE)
    known = {child.id for child in field.fields}
    for id in raw:
        if id not in known:
            desk.say(f"{path}.{id}", ProblemCode.UNKNOWN_FIELD)
    return _clean_fields(field.fields, raw, path + ".", desk) or None


def _repeat(field: Field, raw: object, path: str, desk: _Desk) -> object | None:
    if isinstance(raw, str) or not isinstance(raw, Sequence):
        return desk.say(path, ProblemCode.WRONG_SHAPE)
    if len(raw) > REPEAT_MAX:
        return desk.say(path, ProblemCode.TOO_LARGE, limit=REPEAT_MAX)
    return [entry for row, item in enumerate(raw) if (entry := _group(field, item, f"{path}.{row}", desk))] or None


def _auto(field: Field, raw: object, path: str, desk: _Desk) -> object | None:  # noqa: ARG001
    return desk.say(path, ProblemCode.SET_BY_PROGRAM)


CLEAN: Final[Mapping[FieldKind, Callable[[Field, object, str, _Desk], object | None]]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.MOMENT: _moment,
    FieldKind.ONE: _one,
    FieldKind.MANY: _many,
    FieldKind.PHONE: _phone,
    FieldKind.PERSON: _person,
    FieldKind.TOKEN: _token,
    FieldKind.MATRIX: _matrix,
    FieldKind.GROUP: _group,
    FieldKind.REPEAT: _repeat,
    FieldKind.AUTO: _auto,
}
