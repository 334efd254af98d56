"""Gathers what the page of a case record is filled with. Owns what is offered at once, and what a draft remembers.

Who she is, in a record that exists, is read only with a line of the log, as for the correction of an intake.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from station_desk.desk import case_drafts, casework, reading, sealing, sources
from station_desk.desk.case_acts import joint_gate
from station_desk.desk.case_drafts import CaseDraft
from station_desk.desk.case_judging import Judge, judging, open_clocks
from station_desk.desk.law import case_form
from station_desk.desk.ports import Desk, intake_form
from station_desk.domain.answers import Answers
from station_desk.domain.case import (
    CLOSURE,
    CONSENT,
    FOLLOW_UP,
    PLAN,
    REFERRAL,
    SESSION,
    Case,
    CaseAct,
    CaseRevision,
    must_be_open,
    must_go_on,
)
from station_desk.domain.case_rules import open_promises, open_referrals
from station_desk.domain.fields import Choice, Field, FieldKind, Form, Level, Section, Wording
from station_desk.domain.gates import Gate
from station_desk.domain.roles import Right
from station_desk.domain.sensitivity import is_child
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.entry_opening import CONTINUES, CORRECTS, person_choice
from station_desk.ui.fact_list import verbatim
from station_desk.ui.form_model import read_sections
from station_desk.ui.person_fields import called

ABOUT: Final = "_about"  # in a draft, beside the answers: which record and act it is for
READ_ALOUD: Final = "consent_matrix"  # its rows are numbered, as they are read to her


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """What the page is filled with. `read` are the parts shown as read, `original` what a correction began from.

    `still_open` is what a closure must give its reasons for, in the order of the rows that it begins with.
    `readers` names who reads what is sealed, "" where the person may not write it. `other` is a draft left from before,
    `line` the revision it begins from, `moved` that this was changed since the draft was begun.
    """

    form: Form
    case: Case
    act: CaseAct
    record: str
    number: int
    line: int
    sections: tuple[Section, ...]
    read: tuple[Section, ...]
    people: tuple[Choice, ...]
    raw: dict[str, object]
    original: Answers | None
    judge: Judge
    gate: Gate
    still_open: tuple[Wording, ...]
    readers: str
    to_verify: frozenset[str]
    draft: str
    reason: str
    other: CaseDraft | None
    moved: bool

    def __repr__(self) -> str:
        return f"<CaseOpened {self.form.id} {self.record}>"


@dataclass(frozen=True, slots=True)
class _Left:
    """What a draft tells of its beginning."""

    raw: dict[str, object]
    record: str = ""
    act: CaseAct = CaseAct.RECORDED
    line: int = 0
    reason: str = ""


def open_case_entry(
    desk: Desk, form_id: str, matter: str, record: str, act: CaseAct, draft: CaseDraft | None
) -> CaseOpened:
    """Gather what is needed to write a new case record, to carry one on or to correct it; a draft tells which.

    Raises NOT_ALLOWED, RECORD_MISSING, MATTER_SEALED, MATTER_CLOSED, CLOSURE_WAITS, NOT_LATER.
    """
    desk.must(Right.ENTER)
    form = case_form(form_id)
    left = _taken_apart(draft) if draft else _Left({}, record, act)
    record, act = left.record, left.act
    case = casework.read(desk, matter).case
    mine = [one for one in case_drafts.drafts(desk, matter) if one.form == form_id]
    same = next((one for one in mine if (_taken_apart(one).record, _taken_apart(one).act) == (record, act)), None)
    if draft is None and record and same is not None:
        draft, left = same, _taken_apart(same)
    people = tuple(person_choice(person) for person in reading.people(desk))
    writes_sealed = sealing.may_write(desk)
    waiting = _still_open(desk, case) if form_id == CLOSURE else ()
    raw, line, number, newest, moved = dict(left.raw), 0, len(case.of(form_id)) + 1, None, False
    withheld: tuple[str, ...] = ()
    if record:
        must_go_on(case, record, form_id, act)
        newest, line, number, moved, raw, withheld = _of_record(
            desk, form, case, record, act, left, known=draft is not None
        )
    else:
        must_be_open(case, form_id)
        if draft is None:
            raw = _first_answers(desk, form, case)
            if waiting:
                raw["open_reasons"] = [{"what": kind} for kind, _ in waiting]
    if act is CaseAct.CARRIED_ON and draft is None:
        raw = {**_on_carrying_on(desk, form), **raw}
    sections = read_sections(_offered(form, act, sealed=writes_sealed), withheld)
    if not sections:
        raise DeskError(ErrorCode.NOT_LATER, field="")
    readers = ", ".join(called(row) for row in sealing.notes_of(desk, matter).readers) if writes_sealed else ""
    return CaseOpened(
        form=form,
        case=case,
        act=act,
        record=record,
        number=number,
        line=line,
        sections=sections,
        read=_as_read(form) if act is CaseAct.CARRIED_ON else (),
        people=people,
        raw=raw,
        original=newest if act is not CaseAct.RECORDED else None,
        judge=judging(desk, matter, record),
        gate=joint_gate(desk, matter),
        still_open=tuple(said for _, said in waiting),
        readers=readers,
        to_verify=sources.standing(desk).open,
        draft=draft.id if draft else "",
        reason=left.reason,
        other=same if draft is None and not record else None,
        moved=moved,
    )


def draft_raw(raw: Mapping[str, object], opened: CaseOpened, reason: str) -> dict[str, object]:
    """Return what a draft keeps: the answers as typed, and which record and act they are for."""
    about = {"record": opened.record, "act": opened.act.value, "line": opened.line, "reason": reason}
    return {**raw, ABOUT: about}


def _taken_apart(draft: CaseDraft) -> _Left:
    about = draft.raw.get(ABOUT)
    raw = {id: value for id, value in draft.raw.items() if id != ABOUT}
    if not isinstance(about, Mapping):
        return _Left(raw)
    act = CaseAct(about["act"])
    return _Left(raw, str(about["record"]), act, int(about["line"]), str(about["reason"]))


def _of_record(
    desk: Desk, form: Form, case: Case, record: str, act: CaseAct, left: _Left, *, known: bool
) -> tuple[Answers, int, int, bool, dict[str, object], tuple[str, ...]]:
    """Read a record that is gone on with: its answers, line, number, whether it moved on, what is on the page.

    Last, the fields that are not shown to this person: another's words are put back when it is saved.
    """
    seen = next((one for one in case.records if one.record == record), None)
    if seen is None:
        raise DeskError(ErrorCode.RECORD_MISSING)
    moved = known and left.line != seen.seq
    history: tuple[CaseRevision, ...] = (seen,)
    withheld: tuple[str, ...] = ()
    if moved or _holds_identity(form):
        why = CORRECTS if act is CaseAct.AMENDED else CONTINUES
        opened = casework.open_record(desk, record, why)
        history, withheld = opened.history, opened.withheld
    newest = history[-1].answers
    raw = _typed(form, newest)
    if known:
        base = next((one.answers for one in history if one.seq == left.line), newest)
        raw = _laid_over(form, raw, _typed(form, base), left.raw) if moved else dict(left.raw)
    return newest, seen.seq, seen.number, moved, raw, withheld


def _laid_over(
    form: Form, newest: Mapping[str, object], base: Mapping[str, object], typed: Mapping[str, object]
) -> dict[str, object]:
    """Lay what this person changed over the newest answers."""
    known = {field.id for field in form.fields}
    kept = {id: value for id, value in newest.items() if id in known and typed.get(id) == base.get(id)}
    return {**kept, **{id: value for id, value in typed.items() if id not in known or value != base.get(id)}}


def _typed(form: Form, answers: Mapping[str, object]) -> dict[str, object]:
    """Return what a person could have typed of these answers."""
    autos = {field.id for field in form.fields if field.kind is FieldKind.AUTO}
    return {id: value for id, value in answers.items() if id not in autos}


def _holds_identity(form: Form) -> bool:
    return any(_level_in(field, Level.IDENTITY) for field in form.fields)


def _level_in(field: Field, level: Level) -> bool:
    return field.level is level or any(_level_in(child, level) for child in field.fields)


# What is offered


def _offered(form: Form, act: CaseAct, *, sealed: bool) -> tuple[Section, ...]:
    """Return the parts with what may be answered now; a part without a question is left out."""
    offered = [
        replace(section, fields=tuple(_numbered(field) for field in section.fields if _is_offered(field, act, sealed)))
        for section in form.sections
    ]
    return tuple(section for section in offered if section.fields)


def _is_offered(field: Field, act: CaseAct, sealed: bool) -> bool:
    if field.kind is FieldKind.AUTO or (field.level is Level.SEALED and not sealed):
        return False
    return field.later or act is not CaseAct.CARRIED_ON


def _numbered(field: Field) -> Field:
    if field.id != READ_ALOUD:
        return field
    rows = [
        replace(row, label=Wording(f"{number}. {row.label.hi}", f"{number}. {row.label.en}"))
        for number, row in enumerate(field.rows, 1)
    ]
    return replace(field, rows=tuple(rows))


def _as_read(form: Form) -> tuple[Section, ...]:
    """Return the parts with what stands fast once it was recorded."""
    return tuple(
        replace(section, fields=tuple(field for field in section.fields if not field.later))
        for section in form.sections
    )


# What stands on a new page before anybody types

NOW, TODAY, ME = object(), object(), object()
FIRST: Final[Mapping[str, Mapping[str, object]]] = {
    SESSION: {
        "started_at": NOW,
        "held": "yes",
        "place": "centre_room",
        "counsellor": ME,
        "people_present": [{"who": "herself", "consented": "yes"}],
    },
    PLAN: {"made_on": TODAY},
    FOLLOW_UP: {"due": NOW},
    CONSENT: {"asked_at": NOW},
    CLOSURE: {"closed_on": TODAY},
}
ON_CARRYING_ON: Final[Mapping[str, Mapping[str, object]]] = {FOLLOW_UP: {"done_at": NOW, "done_by": ME}}
# Answers of the intake that a new page begins with, where the form asks the same.
AS_AT_INTAKE: Final[Mapping[str, Sequence[str]]] = {CONSENT: ("consent_by", "explained_in")}


def _first_answers(desk: Desk, form: Form, case: Case) -> dict[str, object]:
    known = {id: case.intake[id] for id in AS_AT_INTAKE.get(form.id, ()) if id in case.intake}
    if form.id == CONSENT and "consent_by" not in known and not is_child(intake_form(), case.intake):
        known["consent_by"] = "herself"
    return {**_filled(desk, FIRST.get(form.id, {})), **known}


def _still_open(desk: Desk, case: Case) -> tuple[tuple[str, Wording], ...]:
    """Return kind and words of each deadline, promise and referral that waits: a reason for every one is demanded."""
    partner = case_form(REFERRAL).field("partner")
    found = [("clock", clock.row.title) for clock in open_clocks(desk, case)]
    found += [("promise", verbatim(str(one.answers["what"]))) for one in open_promises(case)]
    for one in open_referrals(case):
        choice = partner.choice(str(one.answers["partner"]))
        found.append(("referral", choice.label if choice else verbatim(str(one.answers["partner"]))))
    kinds = {choice.code: choice.label for choice in _child(case_form(CLOSURE).field("open_reasons"), "what").choices}
    return tuple((id, Wording(f"{kinds[id].hi}: {said.hi}", f"{kinds[id].en}: {said.en}")) for id, said in found)


def _child(field: Field, id: str) -> Field:
    return next(child for child in field.fields if child.id == id)


def _on_carrying_on(desk: Desk, form: Form) -> dict[str, object]:
    return _filled(desk, ON_CARRYING_ON.get(form.id, {}))


def _filled(desk: Desk, first: Mapping[str, object]) -> dict[str, object]:
    found = {NOW: desk.now(), TODAY: desk.today().isoformat(), ME: desk.person.id}
    return {id: found[value] if value in (NOW, TODAY, ME) else value for id, value in first.items()}


def heads_of(case: Case) -> Collection[str]:
    """Return the kinds of a matter."""
    heads = case.intake.get("matter_heads", ())
    return [str(head) for head in heads] if isinstance(heads, (list, tuple)) else []
