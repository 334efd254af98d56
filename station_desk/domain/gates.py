"""What may not be done with a matter as it stands: sit both sides together, or call her. Owns both answers, no words.

Sources: State of MP v. Madanlal (SC 2015), Rajeev Dagar (Delhi HC 2024), BNSS 173, BNS 199 (domain notes 5.6); the
contact rule 5.5. A gate is shut by what is not known too. It never looks at a person's rank: nobody opens it but by
changing what shut it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from station_desk.domain.calendar import INDIA, parse_moment, write_moment
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Choice, FieldKind, Form, Wording
from station_desk.domain.law import LawError, Line, Raw, codes, read_line, tables
from station_desk.domain.risk import Call, open_signs, parse_call, signs_asked
from station_desk.domain.sensitivity import Confidentiality, confidentiality

# ---- both sides together


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the gate is shut. `lasting`: no step of ours opens it."""

    line: Line
    call: Call
    lasting: bool
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GateRules:
    """The declared reasons, what to offer instead, and the words of the contact gate, in the order of the file."""

    reasons: tuple[Reason, ...]
    alternatives: Mapping[str, Line]
    calls: Mapping[WhyNot, Line]


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether a joint session, and the outcome "settled", are possible; else why not and what to offer instead."""

    open: bool
    reasons: tuple[str, ...]
    alternatives: tuple[str, ...]


DANGER_OPEN: Final = "danger_open"
DANGER_NOT_ASKED: Final = "danger_not_asked"
RESTRICTED: Final = "restricted_matter"
_REASON_KEYS: Final = frozenset({"marks", "fields", "child", "when", "lasting", "alternatives"})


def parse_gates(raw: Raw) -> GateRules:
    """Build the rules from `resources/law/gates.toml`. Raises LawError naming the row."""
    alternatives = {line.code: line for line in map(read_line, tables(raw, "alternative"))}
    reasons = tuple(_reason(table) for table in tables(raw, "reason"))
    used = {code for reason in reasons for code in reason.alternatives}
    if used != set(alternatives) or not all(reason.alternatives for reason in reasons):
        raise LawError(f"alternatives unknown, unused or missing: {sorted(used ^ set(alternatives))}")
    if not {DANGER_OPEN, DANGER_NOT_ASKED, RESTRICTED} <= {reason.line.code for reason in reasons}:
        raise LawError("a reason the rules give has no words")
    calls = {WhyNot(line.code): line for line in map(read_line, tables(raw, "call"))}
    if set(calls) != set(WhyNot):
        raise LawError("an answer of the contact gate has no words")
    return GateRules(reasons, alternatives, calls)


def _reason(raw: Raw) -> Reason:
    line = read_line(raw, _REASON_KEYS)
    by_rule = line.code in (DANGER_OPEN, DANGER_NOT_ASKED)
    call = Call((), (), False, None) if by_rule else parse_call(raw)
    return Reason(line, call, bool(raw.get("lasting", False)), codes(raw, "alternatives"))


def joint_allowed(
    rules: GateRules,
    form: Form,
    answers: Answered,
    at: str,
    later: Sequence[Answered] = (),
    explained: Collection[str] = (),
) -> Gate:
    """Tell whether both sides may sit together at a moment, and whether the matter may be called settled.

    `later` and `explained` are as for `risk.open_signs`. Every reason is given, not only the first. What was done after
    that moment, such as an FIR, does not count.
    """
    moments = {field.id for field in form.fields if field.kind is FieldKind.MOMENT}
    known = {id: value for id, value in answers.items() if id not in moments or str(value) <= at}
    found = [reason for reason in rules.reasons if _shuts(reason, form, known, later, explained)]
    offered = dict.fromkeys(code for reason in found for code in reason.alternatives)
    return Gate(not found, tuple(reason.line.code for reason in found), tuple(offered))


def _shuts(
    reason: Reason, form: Form, answers: Answered, later: Sequence[Answered], explained: Collection[str]
) -> bool:
    if reason.line.code == DANGER_OPEN:
        return bool(open_signs(form, answers, later, explained))
    if reason.line.code == DANGER_NOT_ASKED:
        return not signs_asked(answers, later)
    return (reason.line.code == RESTRICTED and _restricted(form, answers)) or reason.call.holds(form, answers)


def _restricted(form: Form, answers: Answered) -> bool:
    """Restricted apart from any tie to the staff: a sealed matter may be one about money only."""
    told = {id: value for id, value in answers.items() if id != "respondents"}
    return confidentiality(form, told) is Confidentiality.RESTRICTED


# ---- a call to her


class WhyNot(StrEnum):
    """Why she may not be called now; the words stand in `gates.toml`."""

    NOT_ASKED = "not_asked"
    SHE_SAID_NO = "she_said_no"
    NOT_NOW = "not_now"
    NO_SAFE_PHONE = "no_safe_phone"
    NO_NUMBER = "no_number"
    NO_CALLS = "no_calls"
    HOURS_NOT_ASKED = "hours_not_asked"
    OUTSIDE_HOURS = "outside_hours"


@dataclass(frozen=True, slots=True)
class CallGate:
    """Whether she may be called at a moment, and how. All but the first two fields are identity level.

    `next_at` is the next safe moment where only the hour or the day is wrong. `caller_name` is what the caller says,
    never the station or the centre; "" when she was not asked, then the caller says nothing of either.
    """

    allowed: bool
    why_not: WhyNot | None
    next_at: str | None = None
    number: str = ""
    owner: Wording | None = None
    caller_name: str = ""
    never_via: str = ""
    her_words: str = ""
    may_message: bool = False
    safe_hours: tuple[Wording, ...] = ()
    safe_days: tuple[Wording, ...] = ()

    def __repr__(self) -> str:
        return f"<CallGate allowed={self.allowed} why_not={self.why_not}>"


_HOUR: Final = re.compile(r"(\d\d)_(\d\d)")
_WEEK: Final = 7


def may_call(form: Form, answers: Answered, moment: str) -> CallGate:
    """Tell whether she may be called at a moment (domain notes 5.5): only on the number and in the hours marked safe.

    What was not asked is no permission, and the number is told only while she may be called.
    """
    hours, days = _chosen(form, answers, "safe_time"), _chosen(form, answers, "safe_day")
    why_not = _refusal(answers, hours, days)
    never_via, her_words = str(answers.get("never_contact_via", "")), str(answers.get("safe_contact", ""))
    if why_not:
        return CallGate(False, why_not, never_via=never_via, her_words=her_words)
    next_at = _next_safe(form, hours, days, moment)
    allowed = next_at == moment
    return CallGate(
        allowed,
        None if allowed else WhyNot.OUTSIDE_HOURS,
        None if allowed else next_at,
        number=str(answers["safe_phone"]) if allowed else "",
        owner=next((choice.label for choice in _chosen(form, answers, "safe_phone_owner")), None),
        caller_name=str(answers.get("say_who_is_calling", "")),
        never_via=never_via,
        her_words=her_words,
        may_message=answers.get("may_message") == "yes",
        safe_hours=tuple(choice.label for choice in hours),
        safe_days=tuple(choice.label for choice in days),
    )


def _refusal(answers: Answered, hours: Sequence[Choice], days: Sequence[Choice]) -> WhyNot | None:
    said = answers.get("may_contact")
    if said != "yes":
        return {"no": WhyNot.SHE_SAID_NO, "not_now": WhyNot.NOT_NOW}.get(str(said), WhyNot.NOT_ASKED)
    if answers.get("safe_phone_owner") == "none":
        return WhyNot.NO_SAFE_PHONE
    if not answers.get("safe_phone"):
        return WhyNot.NO_NUMBER
    calls = answers.get("may_call")
    if calls != "yes":
        return WhyNot.NO_CALLS if calls == "no" else WhyNot.NOT_ASKED
    return None if hours and days else WhyNot.HOURS_NOT_ASKED


def _chosen(form: Form, answers: Answered, id: str) -> tuple[Choice, ...]:
    value = answers.get(id)
    given = [value] if isinstance(value, str) else value if isinstance(value, (list, tuple)) else ()
    return tuple(choice for choice in form.field(id).choices if choice.code in given)


def _next_safe(form: Form, hours: Sequence[Choice], days: Sequence[Choice], moment: str) -> str:
    """Return the moment itself when it is safe, else the start of the next safe hour; its end is outside it."""
    now = parse_moment(moment).astimezone(INDIA)
    week = [choice.code for choice in form.field("safe_day").choices if "none" not in choice.marks]
    any_day = any("none" in choice.marks for choice in days)
    weekdays = range(_WEEK) if any_day else [week.index(choice.code) for choice in days]
    if any("none" in choice.marks for choice in hours):
        spans = [(0, 24)]
    else:
        spans = [(int(match[1]), int(match[2])) for choice in hours if (match := _HOUR.fullmatch(choice.code))]
    for ahead in range(_WEEK + 1):
        day = now.date() + timedelta(days=ahead)
        for start, end in sorted(spans) if day.weekday() in weekdays else ():
            begins = datetime.combine(day, time(start), INDIA)
            if begins <= now < begins + timedelta(hours=end - start):
                return moment
            if begins > now:
                return write_moment(begins)
    raise ValueError("a week without its days")
