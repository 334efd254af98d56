"""What follows an intake: the further records of one matter and the small acts on it, folded into a `Case`.

Owns their life: what may follow what, what each revision holds. Never a key, a store or a clock. Every case record has
a form of its own, its own revisions, and names its matter in the header of each line, which is never changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, cast

from station_desk.domain.answers import Answers, is_asked
from station_desk.domain.clocks import ClockAct
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Field, FieldKind, Form
from station_desk.domain.log import Part, canonical
from station_desk.domain.sensitivity import CONSENT_MATRIX, Word, coarsened, join, split
from station_desk.errors import DeskError, ErrorCode

MATTER: Final = "matter"  # in the header of every line of a case record: the record of the intake
CONSENT, SESSION, REFERRAL, PLAN = "consent", "session", "referral", "safety_plan"
FOLLOW_UP, PROMISE, CLOSURE = "follow_up", "promise", "closure"
WITHDRAWN_KIND: Final = "withdrawn"  # what a consent record is when she took something back
CASE_FORMS: Final = (CONSENT, SESSION, REFERRAL, PLAN, FOLLOW_UP, PROMISE, CLOSURE)

# Small acts on a matter: about {record, …}, words in the `facts` part.
CLOCK_STARTED, CLOCK_MET, CLOCK_LATE = "clock.started", "clock.met", "clock.late"
OF_CLOCK: Final = "deadline"  # in `about`: which statutory clock; "clock" there is the mark of the machine's clock
GATE_CLOSED, SIGN_EXPLAINED = "gate.closed", "danger.explained"
MATTER_CLOSED, MATTER_REOPENED = "matter.closed", "matter.reopened"
CASE_ACTS: Final = (
    CLOCK_STARTED,
    CLOCK_MET,
    CLOCK_LATE,
    GATE_CLOSED,
    SIGN_EXPLAINED,
    MATTER_CLOSED,
    MATTER_REOPENED,
)


_CLOCK_WORDS: Final = {
    CLOCK_STARTED: ("started_at", "at"),
    CLOCK_MET: ("met_at", "at"),
    CLOCK_LATE: ("reason", "reason"),
}


class CaseAct(StrEnum):
    """What can be done to a case record; the second half of the kind of its line."""

    RECORDED = "recorded"
    CARRIED_ON = "carried_on"  # progress: only what the form declares as `later`
    AMENDED = "amended"  # a correction, with a reason


CASE_KINDS: Final = frozenset(f"{form}.{act.value}" for form in CASE_FORMS for act in CaseAct)


def kind_of(form: str, act: CaseAct) -> str:
    """Return the kind of a line by its form and act."""
    return f"{form}.{act.value}"


def read_kind(kind: str) -> tuple[str, CaseAct]:
    """Return form and act of a kind. Raises ValueError for another kind."""
    if kind not in CASE_KINDS:
        raise ValueError("no kind of a case record")
    form, _, act = kind.rpartition(".")
    return form, CaseAct(act)


@dataclass(frozen=True, slots=True)
class CaseRevision:
    """One revision of a case record as read back; `answers` hold the levels that the reader may see.

    `number` counts the records of this form within the matter, from 1, in the order they were first recorded; `first`
    is the line, `first_at` the moment of the first revision and `author` who wrote it. `writers` is everybody who wrote
    any revision of it.
    """

    record: str
    matter: str
    form: str
    number: int
    revision: int
    seq: int
    at: str
    person: str
    first: int
    first_at: str
    author: str
    reason: str
    answers: Answers
    writers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A small act on a matter. `words` is what its `facts` part holds; the repr shows none of it."""

    kind: str
    seq: int
    at: str
    person: str
    about: Mapping[str, str | int]
    words: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tick:
    """That a danger sign was ticked which the revision before did not hold; `at` is when she told it."""

    sign: str
    seq: int
    at: str


def ticked_anew(lines: Iterable[tuple[int, str, Answered | None]]) -> list[Tick]:
    """Return the signs that each revision of a record ticks anew; `lines` are its (line, moment, answers), in order.

    After a revision that cannot be read every sign counts as ticked anew.
    """
    found: list[Tick] = []
    known: set[str] = set()
    for seq, at, answers in lines:
        signs = _signs(answers or {})
        found += [Tick(sign, seq, at) for sign in sorted(signs - known)]
        known = signs
    return found


def _signs(answers: Answered) -> set[str]:
    ticked = answers.get("danger_signs", ())
    return {*(ticked if isinstance(ticked, list) else ()), str(answers.get("self_harm", ""))} - {""}


@dataclass(frozen=True, slots=True)
class Case:
    """One matter with everything that followed. `intake` and the records hold facts, never who she is.

    `as_of` is the moment of the newest line in it, `written_at` that of the newest revision of its intake; `ticks` are
    looked up only where somebody explained a sign.
    """

    matter: str
    token: str
    intake: Answers
    intake_at: str
    as_of: str
    cancelled: bool = False
    records: tuple[CaseRevision, ...] = ()
    acts: tuple[CaseLine, ...] = ()
    ticks: tuple[Tick, ...] = ()
    written_at: str = ""

    def of(self, form: str) -> tuple[CaseRevision, ...]:
        """Return the records of one form in their order, each in its newest revision."""
        return tuple(record for record in self.records if record.form == form)

    def newest(self, form: str) -> CaseRevision | None:
        """Return the last record of one form, None when there is none."""
        return next(reversed(self.of(form)), None)

    @property
    def closed(self) -> CaseLine | None:
        """Return the act that closed the matter, None while it is open."""
        turn = next((act for act in reversed(self.acts) if act.kind in (MATTER_CLOSED, MATTER_REOPENED)), None)
        return turn if turn and turn.kind == MATTER_CLOSED else None

    @property
    def waiting_closure(self) -> CaseRevision | None:
        """Return the closure that somebody has still to approve, None when there is none."""
        newest = self.newest(CLOSURE)
        decided = {str(act.about.get("closure", "")) for act in self.acts}
        return newest if newest and newest.record not in decided else None

    def may_decide(self, person: str) -> bool:
        """Tell whether a person had no hand in the closure that waits: who wrote any of it does not approve it."""
        waits = self.waiting_closure
        return waits is not None and person not in {waits.author, waits.person, *waits.writers}

    @property
    def clock_acts(self) -> dict[str, ClockAct]:
        """Return what people wrote about each clock, the newest word of each kind."""
        told: dict[str, ClockAct] = {}
        for act in self.acts:
            if act.kind in _CLOCK_WORDS and (clock := str(act.about.get(OF_CLOCK, ""))):
                slot, word = _CLOCK_WORDS[act.kind]
                told[clock] = replace(told.get(clock, ClockAct()), **{slot: act.words.get(word, "")})
        return told

    @property
    def explained_signs(self) -> frozenset[str]:
        """Return the danger signs that somebody has explained, with reasons, since they were last ticked."""
        explained = {str(act.about.get("sign", "")): act.seq for act in self.acts if act.kind == SIGN_EXPLAINED}
        again = {tick.sign for tick in self.ticks if tick.seq > explained.get(tick.sign, tick.seq)}
        return frozenset(explained.keys() - again)

    def known_at(self, at: str) -> Case:
        """Return the case with the sessions begun and the acts done by a moment; the intake as it is corrected now."""
        records = tuple(
            record
            for record in self.records
            if record.form != SESSION or str(record.answers.get("started_at", record.first_at)) <= at
        )
        return replace(
            self,
            records=records,
            acts=tuple(act for act in self.acts if act.at <= at),
            ticks=tuple(tick for tick in self.ticks if tick.at <= at),
        )

    @property
    def later_answers(self) -> tuple[Answers, ...]:
        """Return the answers of the sessions, which ask about danger again."""
        return tuple(record.answers for record in self.of(SESSION))

    @property
    def risk(self) -> str:
        """Return the risk as it was last decided, "" before anybody did."""
        told = [str(record.answers["risk_after"]) for record in self.records if "risk_after" in record.answers]
        return told[-1] if told else str(self.intake.get("risk_decided", ""))


def consents(case: Case) -> dict[str, str]:
    """Return what she allows by now, row by row: the intake's matrix and every later answer or withdrawal."""
    return {row: word.value for row, word in said(case.intake, case.of(CONSENT)).items()}


def said(intake: Answered, later: Sequence[CaseRevision]) -> dict[str, Word]:
    """Return her newest word on each row of the matrix, and whose it is; `later` are the consent records in order."""
    by = str(intake.get("consent_by", ""))
    words = {row: Word(value, by) for row, value in _matrix(intake).items()}
    words |= dict.fromkeys(_withdrawn_at_intake(intake), Word("no", by))
    for record in later:
        by = str(record.answers.get("consent_by", ""))
        words |= {row: Word(value, by) for row, value in _said_later(intake, record).items()}
    return words


def _said_later(intake: Answered, record: CaseRevision) -> dict[str, str]:
    """Return what a consent record says to each row; not what the intake tells she withdrew after it."""
    asked, ended = str(record.answers.get("asked_at", record.first_at)), str(intake.get("consent_withdrawn_at", ""))
    over = _withdrawn_at_intake(intake) if ended >= asked else ()
    return {row: value for row, value in told_consent(record.answers).items() if row not in over}


def told_consent(answers: Answered) -> dict[str, str]:
    """Return what a consent record says to each row that it speaks of; one that was withdrawn is a no."""
    scope = cast(Sequence[str], answers.get("withdrawn_scope", ()))
    return {**_matrix(answers), **dict.fromkeys(scope, "no")}


def _matrix(answers: Answered) -> Mapping[str, str]:
    return cast(Mapping[str, str], answers.get(CONSENT_MATRIX, {}))


def _withdrawn_at_intake(intake: Answered) -> Sequence[str]:
    return cast(Sequence[str], intake.get("consent_withdrawn_scope", ()))


def withdrawn(case: Case) -> dict[str, str]:
    """Return the rows that were once allowed and are no more, each with the moment from which it is not."""
    once = {row for row, value in _matrix(case.intake).items() if value == "yes"}
    ended_at = str(case.intake.get("consent_withdrawn_at", case.intake_at))
    gone = dict.fromkeys(_withdrawn_at_intake(case.intake), ended_at)
    for record in case.of(CONSENT):
        for row, value in _said_later(case.intake, record).items():
            if value == "yes":
                once.add(row)
                gone.pop(row, None)
            elif row in once and row not in gone:
                gone[row] = record.first_at
    return gone


def parts_of(form: Form, answers: Answers, token: str, confidentiality: str, reason: str) -> dict[Part, bytes]:
    """Return the bytes of each part of a revision: the whole state after the act. No sealed answer is among them.

    The district hears what she withdrew as a no to that row. Raises ValueError for a sealed answer, which goes into a
    working note instead.
    """
    divided = split(form, answers)
    if Part.SEALED in divided:
        raise ValueError("a sealed answer is never kept in clear")
    facts: dict[str, object] = {
        "answers": divided.get(Part.FACTS, {}),
        "form": form.id,
        "token": token,
        "version": form.version,
    }
    if reason:
        facts["reason"] = reason
    leaving = {**answers, CONSENT_MATRIX: told_consent(answers)} if form.id == CONSENT else answers
    district = {
        "answers": coarsened(form, leaving),
        "class": confidentiality,
        "form": form.id,
        "token": token,
        "version": form.version,
    }
    parts = {Part.DISTRICT: canonical(district), Part.FACTS: canonical(facts)}
    if Part.IDENTITY in divided:
        parts[Part.IDENTITY] = canonical({"answers": divided[Part.IDENTITY]})
    return parts


def answers_of(parts: Mapping[str, bytes], levels: Sequence[Part]) -> tuple[Answers, str]:
    """Return the answers of a stored revision at the given levels, facts always, and its reason."""
    facts = json.loads(parts[Part.FACTS])
    visible = [facts["answers"]]
    visible += [json.loads(parts[part])["answers"] for part in levels if part in parts and part is not Part.FACTS]
    return Answers(join(visible)), str(facts.get("reason", ""))


def check_progress(form: Form, before: Answered, after: Answered) -> None:
    """Refuse progress that changes what may only be corrected, or undoes what was told. Raises NOT_LATER (`field`)."""
    later = {field.id: field for field in form.fields if field.later}
    for id in sorted(before.keys() | after.keys()):
        known = later.get(id)
        if before.get(id) != after.get(id) and (known is None or _undoes(known, before, after)):
            raise DeskError(ErrorCode.NOT_LATER, field=id)


_LASTING: Final = frozenset({"closed", "recalled", "sent"})  # marks of an option that only a correction takes back


def _undoes(field: Field, before: Answered, after: Answered) -> bool:
    if field.id in before and field.id not in after:
        return is_asked(field, after)
    marks = [
        choice.marks if (choice := field.choice(str(answers.get(field.id, "")))) else frozenset[str]()
        for answers in (before, after)
        if field.kind is FieldKind.ONE
    ]
    return bool(marks and marks[0] & _LASTING - marks[1])


def must_be_open(case: Case, form: str) -> None:
    """A cancelled entry has no case; a closed matter takes only the safe call agreed on at its closure.

    Raises MATTER_CLOSED, CLOSURE_WAITS.
    """
    if case.cancelled or (case.closed and form != FOLLOW_UP):
        raise DeskError(ErrorCode.MATTER_CLOSED)
    if form == CLOSURE and case.waiting_closure:
        raise DeskError(ErrorCode.CLOSURE_WAITS)


def must_go_on(case: Case, record: str, form: str, act: CaseAct) -> None:
    """Refuse to write on in a record that rests: a decided closure is signed later, never corrected.

    Raises MATTER_CLOSED, CLOSURE_NONE.
    """
    if form != CLOSURE:
        return must_be_open(case, form)
    waits = case.waiting_closure
    if case.cancelled or (case.closed and act is CaseAct.AMENDED):
        raise DeskError(ErrorCode.MATTER_CLOSED)
    if act is CaseAct.AMENDED and not (waits and waits.record == record):
        raise DeskError(ErrorCode.CLOSURE_NONE)
    return None


def check_withdrawal(before: Answered, after: Answered) -> None:
    """Refuse a correction by which a withdrawal would be a yes again: that she says anew. Raises WITHDRAWAL_STANDS."""
    if WITHDRAWN_KIND == before.get("kind") != after.get("kind"):
        raise DeskError(ErrorCode.WITHDRAWAL_STANDS)


def numbered(lines: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Number records within their form, from 1; `lines` are (form, record) of first revisions, oldest first."""
    counts: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for form, record in lines:
        counts[form] = counts.get(form, 0) + 1
        numbers[record] = counts[form]
    return numbers
