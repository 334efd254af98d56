"""The life of one intake record: what may follow what, what each revision holds, what changed. Owns no storage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

from station_desk.domain.answers import Answers
from station_desk.domain.calendar import day_of
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Field, FieldKind, Form
from station_desk.domain.log import Part, canonical, read_part
from station_desk.domain.sensitivity import Word, confidentiality, for_district, join, split
from station_desk.errors import DeskError, ErrorCode


class State(StrEnum):
    """Where a record stands. A cancelled one keeps its number."""

    OPEN = "open"
    FINAL = "final"
    CANCELLED = "cancelled"


LIVE: Final = (State.OPEN.value, State.FINAL.value)


class Act(StrEnum):
    """What can be done to a record; the kind of its line in the log."""

    OPENED = "intake.opened"
    FINALISED = "intake.finalised"
    AMENDED = "intake.amended"
    CANCELLED = "intake.cancelled"


ACTS: Final = frozenset(act.value for act in Act)
_FOLLOWS: Final[Mapping[tuple[State | None, Act], State]] = {
    (None, Act.OPENED): State.OPEN,
    (State.OPEN, Act.FINALISED): State.FINAL,
    (State.OPEN, Act.CANCELLED): State.CANCELLED,
    (State.FINAL, Act.AMENDED): State.FINAL,
}
NEEDS_REASON: Final = frozenset({Act.AMENDED, Act.CANCELLED})


def state_after(state: State | None, act: Act) -> State:
    """Return the state an act leads to. Raises RECORD_STATE when it may not follow."""
    try:
        return _FOLLOWS[state, act]
    except KeyError:
        raise DeskError(ErrorCode.RECORD_STATE, state=state.value if state else "", act=act.value) from None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the program itself puts in a record; never typed."""

    record: str
    token: str
    entered_at: str
    entered_by: str


def stamped(form: Form, answers: Answered, stamp: Stamp) -> Answers:
    """Return the answers with the fields that the program sets."""
    known = {field.id for field in form.fields if field.kind is FieldKind.AUTO}
    auto: dict[str, object] = {
        "token_no": stamp.token,
        "record_id": stamp.record,
        "entered_at": stamp.entered_at,
        "entered_by": stamp.entered_by,
        "confidentiality_class": confidentiality(form, answers).value,
        "day_status": day_status(answers),
        "married_within_seven_years": married_within_seven_years(answers),
        "first_session_after_fir_told": answers.get("rights_told_at"),
    }
    return Answers({**answers, **{id: value for id, value in auto.items() if id in known and value}})


def day_status(answers: Answered) -> str:
    """Tell whether the matter is disposed of: information only, or no action with the reason told, and no next date."""
    ended = answers.get("visit_kind") == "information_only" or answers.get("route") == "no_action_with_reason_told"
    return "disposed" if ended and "next_date" not in answers else "pending"


def married_within_seven_years(answers: Answered) -> str | None:
    """Tell whether she married less than seven years before she came (BNS 80, BNSS 194), None when no date tells."""
    married, arrived = answers.get("married_on"), answers.get("arrived_at")
    if not married or not arrived:
        return None
    day = day_of(str(arrived))
    limit = f"{day.year - 7:04d}-{day.month:02d}-{day.day:02d}"
    # Where only a year or month is known and it is the very one of the limit, the answer is not known.
    known = limit[: len(str(married))]
    if str(married) == known and len(known) < len(limit):
        return "not_known"
    return "yes" if str(married) > known else "no"


def build_parts(
    form: Form, answers: Answers, state: State, token: str, reason: str, said: Mapping[str, Word]
) -> dict[Part, bytes]:
    """Return the bytes of each part of a revision: the whole state after the act, divided by level.

    `said` is what she allows by now (`case.said`): it decides whether her name may leave.
    """
    divided = split(form, answers)
    facts: dict[str, object] = {
        "answers": divided.get(Part.FACTS, {}),
        "form": form.id,
        "state": state.value,
        "token": token,
        "version": form.version,
    }
    if reason:
        facts["reason"] = reason
    district: dict[str, object] = {
        "answers": for_district(form, answers, said),
        "class": confidentiality(form, answers).value,
        "form": form.id,
        "state": state.value,
        "token": token,
        "version": form.version,
    }
    parts = {Part.DISTRICT: canonical(district), Part.FACTS: canonical(facts)}
    for part in (Part.IDENTITY, Part.SEALED):
        if part in divided:
            parts[part] = canonical({"answers": divided[part]})
    return parts


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision as read back. `answers` hold the levels that the reader may see."""

    seq: int
    number: int
    act: Act
    at: str
    person: str
    state: State
    token: str
    reason: str
    answers: Answers


def read_revision(
    seq: int, number: int, kind: str, at: str, person: str, parts: Mapping[str, bytes], levels: Sequence[Part]
) -> Revision:
    """Put a stored revision together from the parts of the given levels (facts always)."""
    facts = read_part(parts[Part.FACTS])
    visible = [facts["answers"]]
    visible += [read_part(parts[part])["answers"] for part in levels if part in parts and part is not Part.FACTS]
    return Revision(
        seq=seq,
        number=number,
        act=Act(kind),
        at=at,
        person=person,
        state=State(facts["state"]),
        token=facts["token"],
        reason=facts.get("reason", ""),
        answers=Answers(join(visible)),
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that a revision changed; `before` or `after` is None where there was or is none."""

    path: str
    field: Field
    before: object | None
    after: object | None

    def __repr__(self) -> str:
        return f"<Change {self.path}>"


def changes(form: Form, before: Answered, after: Answered) -> Iterator[Change]:
    """Yield the top-level answers that differ between two revisions, leaving out what the program sets."""
    for field in form.fields:
        if field.kind is FieldKind.AUTO:
            continue
        old, new = before.get(field.id), after.get(field.id)
        if old != new:
            yield Change(field.id, field, old, new)


def listed(value: object) -> Sequence[str]:
    """Return the codes of a many answer, none when it was not asked."""
    return cast(Sequence[str], value) if isinstance(value, list) else ()
