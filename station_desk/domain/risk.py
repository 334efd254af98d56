"""What the danger signs ask for at once, and when a risk is looked at again. Owns no scale: nothing is added up.

An officer decides the risk; the program only says what a sign calls for and below which step a decision would
contradict what was ticked (domain notes 5.3, 5.4). Signs are known by the marks of their options, never by codes here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, cast

from station_desk.domain.answers import has_mark
from station_desk.domain.calendar import INDIA, day_of, parse_moment, write_moment
from station_desk.domain.conditions import Answered, Condition, look_up
from station_desk.domain.fields import Form
from station_desk.domain.law import LawError, Line, Raw, codes, condition, read_line, tables, word
from station_desk.domain.sensitivity import is_child

SIGNS: Final = "danger_signs"
SELF_HARM: Final = "self_harm"
RISK: Final = "risk_decided"
STAR: Final = "star"
# A session asks about self-harm again under an id of its own, with the same options (fields D2.12).
_ASKED_AS: Final = {SIGNS: (SIGNS,), SELF_HARM: (SELF_HARM, "self_harm_check")}


@dataclass(frozen=True, slots=True)
class DoneBy:
    """The answer that shows an action as done: one of `codes` in the field, or with no codes any answer to it."""

    field: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """What calls for something: a mark on a chosen option of one of `fields` (of any field when empty), that she is a
    child, or a condition."""

    marks: tuple[str, ...]
    fields: tuple[str, ...]
    child: bool
    when: Condition | None

    def holds(self, form: Form, answers: Answered) -> bool:
        """Tell whether these answers call for it. What was not asked calls for nothing."""
        looked_at = [field for field in form.fields if not self.fields or field.id in self.fields]
        return (
            any(has_mark(looked_at, answers, mark) for mark in self.marks)
            or (self.child and is_child(form, answers))
            or (self.when is not None and self.when.holds(answers))
        )


@dataclass(frozen=True, slots=True)
class ActionRow:
    """A declared action with what calls for it, the answers that show it done and the helplines to call for it."""

    line: Line
    call: Call
    done_by: tuple[DoneBy, ...]
    helplines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeastRow:
    """A step of the risk list below which the program does not offer a decision when `call` holds."""

    line: Line
    call: Call
    risk: str


@dataclass(frozen=True, slots=True)
class RiskRules:
    """The action list and the least steps, in the order of the file."""

    actions: tuple[ActionRow, ...]
    least: tuple[LeastRow, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """An action these answers call for; `done` is None where no answer can show it."""

    line: Line
    done_by: tuple[DoneBy, ...]
    done: bool | None
    helplines: tuple[str, ...] = ()


_CALL_KEYS: Final = frozenset({"marks", "fields", "child", "when"})
_SPAN: Final = re.compile(r"(hours|days)_(\d+)")


def parse_risk(raw: Raw) -> RiskRules:
    """Build the rules from `resources/law/actions.toml`. Raises LawError naming the row."""
    actions = tuple(
        ActionRow(
            read_line(table, _CALL_KEYS | {"done_by", "helplines"}),
            parse_call(table),
            _done_by(table),
            codes(table, "helplines"),
        )
        for table in tables(raw, "action")
    )
    least = tuple(
        LeastRow(read_line(table, _CALL_KEYS | {"risk"}), parse_call(table), word(table, "risk"))
        for table in tables(raw, "least")
    )
    return RiskRules(actions, least)


def parse_call(raw: Raw) -> Call:
    """Read what calls for a row; a row that nothing calls for is a mistake."""
    call = Call(codes(raw, "marks"), codes(raw, "fields"), bool(raw.get("child", False)), condition(raw, "when"))
    if not (call.marks or call.child or call.when) or (call.fields and not call.marks):
        raise LawError(f"{raw.get('code', '?')}: nothing calls for it")
    return call


def _done_by(raw: Raw) -> tuple[DoneBy, ...]:
    return tuple(DoneBy(word(table, "field"), codes(table, "codes")) for table in cast(Sequence[Raw], raw["done_by"]))


def actions_now(rules: RiskRules, form: Form, answers: Answered) -> tuple[Action, ...]:
    """Return what these answers call for, done or not, in the order in which one acts."""
    return tuple(
        Action(
            row.line,
            row.done_by,
            any(_shows(by, answers) for by in row.done_by) if row.done_by else None,
            row.helplines,
        )
        for row in rules.actions
        if row.call.holds(form, answers)
    )


def _shows(by: DoneBy, answers: Answered) -> bool:
    value = look_up(answers, by.field)
    if not by.codes:
        return value not in (None, "", [], {})
    return any(code in _given(value) for code in by.codes)


def _given(value: object) -> Sequence[object]:
    return [value] if isinstance(value, str) else value if isinstance(value, (list, tuple)) else ()


def open_signs(
    form: Form, answers: Answered, later: Sequence[Answered] = (), explained: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the starred signs ticked at the intake or since, less those that somebody has explained.

    `later` are answers of later records that asked again. A sign does not close because a later asking did not bring it
    up again: somebody explains it, or it stays open. Whoever passes `explained` leaves out what was ticked anew since.
    """
    found: list[str] = []
    for asked in (answers, *later):
        for id, names in _ASKED_AS.items():
            given = [code for name in names for code in _given(asked.get(name))]
            starred = [choice.code for choice in form.field(id).choices if STAR in choice.marks]
            found += [code for code in starred if code in given]
    return tuple(code for code in dict.fromkeys(found) if code not in explained)


def signs_asked(answers: Answered, later: Sequence[Answered] = ()) -> bool:
    """Tell whether anybody asked about danger: no answer is not the answer "none"."""
    return any(asked.get(SIGNS) for asked in (answers, *later))


def least_rows(rules: RiskRules, form: Form, answers: Answered) -> tuple[LeastRow, ...]:
    """Return what raises the least step for these answers."""
    return tuple(row for row in rules.least if row.call.holds(form, answers))


def least_risk(rules: RiskRules, form: Form, answers: Answered) -> str | None:
    """Return the lowest step of the risk list to offer for these answers; None while danger was not asked about.

    A starred sign, or a repeat visit because it got worse, raises it. It is not a result: the officer decides, and may
    decide higher.
    """
    steps = [choice.code for choice in form.field(RISK).choices]
    raised = [steps.index(row.risk) for row in least_rows(rules, form, answers)]
    if not raised and not signs_asked(answers):
        return None
    return steps[max(raised, default=0)]


def review_due(form: Form, risk: str, decided_at: str) -> str:
    """Return the moment by which a decided risk is looked at again, from the mark of its step.

    Same day is the last second of the Indian day of the decision; hours and days count from its moment. Raises KeyError
    for a step the form does not know.
    """
    choice = form.field(RISK).choice(risk)
    if choice is None:
        raise KeyError(risk)
    if "same_day" in choice.marks:
        return write_moment(datetime.combine(day_of(decided_at), time(23, 59, 59), INDIA))
    unit, count = next(match.groups() for mark in sorted(choice.marks) if (match := _SPAN.fullmatch(mark)))
    span = timedelta(hours=int(count)) if unit == "hours" else timedelta(days=int(count))
    return write_moment(parse_moment(decided_at) + span)
