"""The statutory clocks of a matter: which of them run, from when, until when, and what became of them.

Owns the reading of `resources/law/clocks.toml` and the arithmetic of limits. Never a moment of its own (`now` is an
argument), never a rule about one section (that is data), and it never closes a clock by itself: a clock is met by the
time that somebody wrote into the intake, or by a line that a person wrote about it.

Choices made where the law gives no figure:
- Hours, days and months count from the recorded time of the information (or what the row names); months are calendar
  months of the Indian calendar, from the 31st to the last day of a shorter month; a fortnight is 14 days.
- "Forthwith" and "at once" are due at the start itself and late once the Indian day of the start is over.
- A limit that counts from a day without an hour ends with the last second of its last Indian day.
- A clock met late stays visible as met late, with both moments; one that is late, met or not, asks for a reason.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, cast

from station_desk.domain.answers import has_mark
from station_desk.domain.calendar import INDIA, day_of, end_of_day, parse_moment, write_moment
from station_desk.domain.conditions import Answered, Condition, ConditionError, look_up, parse
from station_desk.domain.fields import Field, FieldKind, Form, Level, Wording
from station_desk.domain.forms import FormError
from station_desk.domain.sensitivity import Confidentiality, confidentiality, is_child

Raw = Mapping[str, object]

FORTNIGHT_DAYS: Final = 14
# What a condition may look at besides the fields: every mark of a chosen option, and whether she is a child.
MARKS, CHILD = "marks", "child"
CHILD_ACT: Final = "pocso"  # the mark of the sections of that Act; typed as text they mean the same

_ON_BOARD: Final = frozenset(
    "id number section title when each_visit starts_from limit told done_by held source sourced".split()
)
_NOT_ON_BOARD: Final = frozenset("number board section why".split())


class LimitKind(StrEnum):
    """How a limit is counted."""

    FORTHWITH = "forthwith"
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    FORTNIGHT = "fortnight"
    NONE = "none"  # the law names an act, but no figure: never late by itself


_COUNTED: Final = frozenset({LimitKind.HOURS, LimitKind.DAYS, LimitKind.MONTHS})


class ClockState(StrEnum):
    """How a clock stands."""

    WAITING = "waiting"  # it applies, but what it counts from has not been told yet
    HELD = "held"  # it does not count while she has not agreed
    DUE = "due"
    LATE = "late"
    LATE_EXPLAINED = "late_explained"
    MET = "met"
    MET_LATE = "met_late"


@dataclass(frozen=True, slots=True)
class Limit:
    """How long the law gives; `words` say it as the office does."""

    kind: LimitKind
    n: int
    words: Wording


@dataclass(frozen=True, slots=True)
class Hold:
    """When a clock does not count, and why, in words."""

    when: Condition
    words: Wording


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One clock as declared. `number` is the row of the deadline table; several clocks may share one.

    `when` None: it starts only by a line that a person writes. `starts_from` is tried in order; `done_by` needs all.
    """

    id: str
    number: int
    section: Wording
    title: Wording
    when: Condition | None
    starts_from: tuple[str, ...]
    limit: Limit
    told: tuple[Wording, ...]
    done_by: tuple[str, ...]
    held: Hold | None
    source: str
    sourced: bool


@dataclass(frozen=True, slots=True)
class ClockAct:
    """What people wrote about one clock: when it started, when it was met, why it is late. "" for what nobody wrote."""

    started_at: str = ""
    met_at: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of one matter, at one moment.

    `last_at` is the last moment that is still in time: `due_at`, save for "forthwith", where it ends the day.
    `missing` are the fields whose time would meet it and is not written yet.
    """

    row: ClockRow
    starts_at: str | None
    due_at: str | None
    last_at: str | None
    state: ClockState
    met_at: str | None
    reason: str
    missing: tuple[str, ...]
    doubtful: bool

    @property
    def wants_reason(self) -> bool:
        """Tell whether somebody has still to write why this clock was missed."""
        return self.state in (ClockState.LATE, ClockState.MET_LATE) and not self.reason

    @property
    def open(self) -> bool:
        """Tell whether something has still to be done."""
        return self.state not in (ClockState.MET, ClockState.MET_LATE)


def board(
    rows: Sequence[ClockRow],
    form: Form,
    answers: Answered,
    acts: Mapping[str, ClockAct],
    now: str,
    *,
    doubtful: bool,
) -> tuple[Clock, ...]:
    """Return the clocks of a matter in the order of the table, as they stand at `now`.

    A clock that a person wrote about stays, even when a correction of the intake no longer starts it.
    """
    seen = _seen(form, with_written(rows, answers, acts))
    return tuple(
        _clock(row, seen, acts.get(row.id, ClockAct()), now, doubtful=doubtful)
        for row in rows
        if row.id in acts or (row.when and row.when.holds(seen))
    )


def with_written(rows: Sequence[ClockRow], answers: Answered, acts: Mapping[str, ClockAct]) -> dict[str, object]:
    """Return the answers with the times that people wrote about clocks, where the intake itself says none.

    That she was sent to the doctor is true wherever it was written, so what counts from that begins. Where several
    times meet a clock, a line that it is met says all of them: by then all was done.
    """
    found = dict(answers)
    for row in rows:
        met = acts.get(row.id, ClockAct()).met_at
        for path in row.done_by if met else ():
            if not look_up(found, path):
                first, _, rest = path.partition(".")
                found[first] = {**cast(Answered, found.get(first) or {}), rest: met} if rest else met
    return found


def _clock(row: ClockRow, seen: Answered, act: ClockAct, now: str, *, doubtful: bool) -> Clock:
    told = act.started_at or next((str(look_up(seen, path)) for path in row.starts_from if look_up(seen, path)), "")
    start, due, last = _counted(told, row.limit)
    missing = tuple(path for path in row.done_by if not look_up(seen, path))
    by_fields = "" if missing or not row.done_by else max(str(look_up(seen, path)) for path in row.done_by)
    met = act.met_at or by_fields
    met = met if met and met <= now else ""  # a time ahead is a plan, not an act
    if met:
        state = ClockState.MET_LATE if last and met > last else ClockState.MET
    elif row.held and row.held.when.holds(seen):
        state = ClockState.HELD
    elif not start:
        state = ClockState.WAITING
    elif last and now > last:
        state = ClockState.LATE_EXPLAINED if act.reason else ClockState.LATE
    else:
        state = ClockState.DUE
    return Clock(row, start, due, last, state, met or None, act.reason, missing, doubtful)


def _counted(told: str, limit: Limit) -> tuple[str | None, str | None, str | None]:
    """Return start, due moment and last moment in time. A month or a year alone starts nothing: no day is guessed."""
    if len(told) == len("2026-10-06"):
        midnight = datetime.combine(date.fromisoformat(told), datetime.min.time(), INDIA)
        last = None if limit.kind is LimitKind.NONE else last_second(_later(midnight, limit).date())
        return write_moment(midnight), last, last
    if "T" not in told:
        return None, None, None
    if limit.kind is LimitKind.NONE:
        return told, None, None
    if limit.kind is LimitKind.FORTHWITH:
        return told, told, last_second(day_of(told))
    due = write_moment(_later(parse_moment(told).astimezone(INDIA), limit))
    return told, due, due


def _later(start: datetime, limit: Limit) -> datetime:
    """Return the moment, in Indian time, at which a limit that started then is over."""
    match limit.kind:
        case LimitKind.HOURS:
            return start + timedelta(hours=limit.n)
        case LimitKind.DAYS:
            return start + timedelta(days=limit.n)
        case LimitKind.FORTNIGHT:
            return start + timedelta(days=FORTNIGHT_DAYS)
        case LimitKind.MONTHS:
            years, month = divmod(start.month - 1 + limit.n, 12)
            year = start.year + years
            return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))
        case LimitKind.FORTHWITH | LimitKind.NONE:
            return start


def last_second(day: date) -> str:
    """Return the last moment of an Indian day."""
    return write_moment(parse_moment(end_of_day(day.isoformat())) - timedelta(seconds=1))


def _seen(form: Form, answers: Answered) -> dict[str, object]:
    """Return what the conditions look at: the answers, a repeat as one list per question, the marks, the child."""
    seen = dict(answers)
    for field in form.fields:
        if field.kind is FieldKind.REPEAT and field.id in answers:
            entries = cast(Sequence[Answered], answers[field.id])
            seen[field.id] = {child.id: _flat(entries, child) for child in field.fields}
    marks = {mark for mark in _all_marks(form) if has_mark(form.fields, answers, mark)}
    if _names_child_act(form, answers):
        marks.add(CHILD_ACT)
    seen[MARKS] = sorted(marks)
    seen[CHILD] = "yes" if is_child(form, answers) else "no"
    return seen


def _all_marks(form: Form) -> set[str]:
    return {mark for field in form.fields for choice in field.choices for mark in choice.marks}


def _names_child_act(form: Form, answers: Answered) -> bool:
    """Tell whether the sections typed as text name the Act on offences against children: alone they restrict."""
    typed = {"other_sections": answers.get("other_sections", "")}
    return confidentiality(form, typed) is Confidentiality.RESTRICTED


def _flat(entries: Sequence[Answered], child: Field) -> list[object]:
    found: list[object] = []
    for entry in entries:
        value = entry.get(child.id)
        found += value if isinstance(value, list) else [] if value is None else [value]
    return found


def parse_clocks(raw: Raw, form: Form) -> tuple[ClockRow, ...]:
    """Build the rows of the board from the TOML mapping. Raises FormError naming the row that is declared wrongly.

    Rows that are not for a centre stand in the same table with `board = false` and the reason; they are checked, not
    returned. Every field named must exist and be of the `facts` level: the board is shown to people who may not know
    who she is.
    """
    again = raw.get("again")
    if not isinstance(again, str):
        raise FormError("again is missing")
    if {field.id for field in form.fields} & {MARKS, CHILD}:
        raise FormError("a field of the form has the name of a derived answer")
    tables = cast(Sequence[Raw], raw.get("clock", ()))
    for table in tables:
        if table.get("board") is False:
            _check_left_out(table)
    rows = tuple(_row(table, form, again) for table in tables if table.get("board") is not False)
    ids = [row.id for row in rows]
    for id in ids:
        if ids.count(id) > 1:
            raise FormError(f"{id}: declared twice")
    return rows


def _row(raw: Raw, form: Form, again: str) -> ClockRow:
    id = _text(raw, "id", "?")
    unknown = set(raw) - _ON_BOARD
    if unknown:
        raise FormError(f"{id}: unknown keys {sorted(unknown)}")
    when = None
    if "when" in raw:
        source = _text(raw, "when", id)
        when = _condition(source if raw.get("each_visit") else f"({source}) and not ({again})", form, id)
    held = raw.get("held")
    if type(raw.get("number")) is not int or type(raw.get("sourced")) is not bool:
        raise FormError(f"{id}: number or sourced is missing")
    told = raw.get("told")
    if not isinstance(told, list):
        raise FormError(f"{id}: told is missing")
    return ClockRow(
        id=id,
        number=cast(int, raw["number"]),
        section=_wording(raw.get("section"), id, "section"),
        title=_wording(raw.get("title"), id, "title"),
        when=when,
        starts_from=_paths(raw, "starts_from", form, id, {FieldKind.MOMENT, FieldKind.DATE}),
        limit=_limit(raw.get("limit"), id),
        told=tuple(_wording(one, id, "told") for one in told),
        done_by=_paths(raw, "done_by", form, id, {FieldKind.MOMENT}),
        held=_hold(held, form, id) if held is not None else None,
        source=_text(raw, "source", id),
        sourced=cast(bool, raw["sourced"]),
    )


def _check_left_out(raw: Raw) -> None:
    id = f"row {raw.get('number', '?')}"
    if set(raw) != _NOT_ON_BOARD or type(raw["number"]) is not int:
        raise FormError(f"{id}: a row left out has number, section and why, nothing else")
    _wording(raw["section"], id, "section")
    _wording(raw["why"], id, "why")


def _limit(raw: object, id: str) -> Limit:
    if not isinstance(raw, Mapping) or set(raw) - {"kind", "n", "hi", "en"}:
        raise FormError(f"{id}: limit is missing or has unknown keys")
    try:
        kind = LimitKind(_text(raw, "kind", id))
    except ValueError as error:
        raise FormError(f"{id}: {error}") from error
    n = raw.get("n", 0)
    if type(n) is not int or (n > 0) != (kind in _COUNTED):
        raise FormError(f"{id}: n does not fit a limit of {kind.value}")
    return Limit(kind, n, _wording({"hi": raw.get("hi"), "en": raw.get("en")}, id, "limit"))


def _hold(raw: object, form: Form, id: str) -> Hold:
    if not isinstance(raw, Mapping) or set(raw) != {"when", "hi", "en"}:
        raise FormError(f"{id}: held needs when, hi and en")
    return Hold(_condition(_text(raw, "when", id), form, id), _wording({"hi": raw["hi"], "en": raw["en"]}, id, "held"))


def _condition(source: str, form: Form, id: str) -> Condition:
    try:
        condition = parse(source)
    except ConditionError as error:
        raise FormError(f"{id}: {error}") from error
    for path in condition.paths - {MARKS, CHILD}:
        _field(path, form, id)
    return condition


def _paths(raw: Raw, key: str, form: Form, id: str, kinds: set[FieldKind]) -> tuple[str, ...]:
    paths = raw.get(key)
    if not isinstance(paths, list) or any(not isinstance(path, str) for path in paths):
        raise FormError(f"{id}: {key} is no list of fields")
    for path in paths:
        if _field(path, form, id).kind not in kinds:
            raise FormError(f"{id}: {path} holds no time")
    return tuple(paths)


def _field(path: str, form: Form, id: str) -> Field:
    """Return the field at a dotted path; the row of a matrix is the matrix itself."""
    first, _, rest = path.partition(".")
    try:
        field = form.field(first)
    except KeyError:
        raise FormError(f"{id}: no field {path}") from None
    if field.kind is FieldKind.MATRIX and rest in {row.code for row in field.rows}:
        rest = ""
    if rest:
        child = next((child for child in field.fields if child.id == rest), None)
        if child is None:
            raise FormError(f"{id}: no field {path}")
        field = child
    if field.level is not Level.FACTS:
        raise FormError(f"{id}: {path} is not of the facts level")
    return field


def _text(raw: Raw, key: str, id: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise FormError(f"{id}: {key} is missing")
    return value


def _wording(raw: object, id: str, key: str) -> Wording:
    if not isinstance(raw, Mapping) or set(raw) != {"hi", "en"}:
        raise FormError(f"{id}: {key} needs both languages")
    return Wording(_text(raw, "hi", id), _text(raw, "en", id))
