"""Small acts on a matter: a clock met or explained, both sides seated or not, the closing and the taking up again.

Owns their order. Each is one line of the log about the matter; nothing closes by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from station_desk.desk import cases
from station_desk.desk.case_judging import clocks_of, joint_gate_of
from station_desk.desk.cases import answers_with_identity, case_of
from station_desk.desk.casework import Kept, must_work, still_fits
from station_desk.desk.journal import write_line
from station_desk.desk.law import clock_rows
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.recording import reason_text
from station_desk.desk.sight import gate, must_see
from station_desk.domain.calendar import parse_moment, write_moment
from station_desk.domain.case import (
    CLOCK_LATE,
    CLOCK_MET,
    CLOCK_STARTED,
    GATE_CLOSED,
    MATTER_CLOSED,
    MATTER_REOPENED,
    OF_CLOCK,
    SIGN_EXPLAINED,
    Case,
    must_be_open,
)
from station_desk.domain.clocks import ClockState
from station_desk.domain.gates import Gate
from station_desk.domain.log import Part, canonical
from station_desk.domain.risk import open_signs
from station_desk.domain.roles import Right
from station_desk.domain.sensitivity import identity_of
from station_desk.errors import DeskError, ErrorCode
from station_desk.store.connect import Connection

_LATE: Final = frozenset({ClockState.LATE, ClockState.LATE_EXPLAINED, ClockState.MET_LATE})


def note_met(desk: Desk, matter: str, clock: str, at: str) -> Kept:
    """Note that what a clock waits for was done, and when (a UTC moment).

    Raises CLOCK_UNKNOWN, MOMENT_AHEAD, MOMENT_EARLY, and CLOCK_TOLD where it is met: a wrong time is corrected in the
    entry, or stays with the reason beside it.
    """
    return _note(desk, matter, CLOCK_MET, clock, {"at": at})


def note_late(desk: Desk, matter: str, clock: str, reason: str) -> Kept:
    """Write why a clock was missed, as the case diary does; it stays late.

    Raises REASON_NEEDED, CLOCK_UNKNOWN, and CLOCK_NOT_LATE while it still runs.
    """
    return _note(desk, matter, CLOCK_LATE, clock, {"reason": reason_text(reason)})


def _note(desk: Desk, matter: str, kind: str, clock: str, words: Mapping[str, str]) -> Kept:
    if clock not in {row.id for row in clock_rows()}:
        raise DeskError(ErrorCode.CLOCK_UNKNOWN)

    def fits(case: Case) -> None:
        _must_fit(desk, case, kind, clock, words.get("at", ""))

    return _act(desk, matter, kind, {OF_CLOCK: clock}, words, fits)


def _must_fit(desk: Desk, case: Case, kind: str, clock: str, at: str) -> None:
    """Refuse what cannot be true of a clock as it stands, or would take back what is written of it."""
    shown = next((one for one in clocks_of(desk, case) if one.row.id == clock), None)
    if kind == CLOCK_LATE:
        if shown is None or shown.state not in _LATE:
            raise DeskError(ErrorCode.CLOCK_NOT_LATE)
        return
    if write_moment(parse_moment(at)) != at:
        raise ValueError("a moment is kept in UTC seconds")
    if at > desk.now():
        raise DeskError(ErrorCode.MOMENT_AHEAD)
    if shown and (shown.met_at or (kind == CLOCK_STARTED and shown.starts_at)):
        raise DeskError(ErrorCode.CLOCK_TOLD)
    if kind == CLOCK_MET and at < ((shown and shown.starts_at) or case.intake_at):
        raise DeskError(ErrorCode.MOMENT_EARLY)


def _act(
    desk: Desk,
    matter: str,
    kind: str,
    about: Mapping[str, str | int],
    words: Mapping[str, str],
    fits: Callable[[Case], None] = lambda _: None,
) -> Kept:
    must_work(desk)
    with desk.store.write() as write:
        must_see(desk, write, matter)
        case = case_of(write, matter)
        must_be_open(case, "")
        fits(case)
        return _write_act(desk, write, matter, kind, about, words)


def _write_act(
    desk: Desk, write: Connection, matter: str, kind: str, about: Mapping[str, str | int], words: Mapping[str, str]
) -> Kept:
    identity = identity_of(intake_form(), answers_with_identity(write, matter))
    if any(identity.named_in(text) for text in words.values()):
        raise DeskError(ErrorCode.NAMES_HER)
    parts = {Part.FACTS: canonical(dict(words))} if words else {}
    seq = write_line(desk, write, kind, record=matter, about=about, parts=parts)
    cases.put_standing(write, matter)
    return Kept("", matter, kind, 0, seq)


def note_started(desk: Desk, matter: str, clock: str, at: str) -> Kept:
    """Note that something began a clock that no answer of the intake tells of.

    Raises CLOCK_UNKNOWN, MOMENT_AHEAD, and CLOCK_TOLD where it has begun.
    """
    return _note(desk, matter, CLOCK_STARTED, clock, {"at": at})


def explain_sign(desk: Desk, matter: str, sign: str, reason: str) -> Kept:
    """Write why a danger sign no longer stands open. Raises REASON_NEEDED, SIGN_NOT_OPEN."""
    words = {"reason": reason_text(reason)}
    must_work(desk)
    with desk.store.write() as write:
        must_see(desk, write, matter)
        case = case_of(write, matter)
        must_be_open(case, "")
        if sign not in open_signs(intake_form(), case.intake, case.later_answers, case.explained_signs):
            raise DeskError(ErrorCode.SIGN_NOT_OPEN)
        return _write_act(desk, write, matter, SIGN_EXPLAINED, {"sign": sign}, words)


def joint_gate(desk: Desk, matter: str) -> Gate:
    """Tell whether both sides may be seated together in this matter, and if not why and what may be done instead."""
    desk.must(Right.MATTERS)
    gate(desk, matter)
    with desk.store.read() as snapshot:
        return joint_gate_of(desk, case_of(snapshot, matter))


def ask_joint(desk: Desk, matter: str) -> Gate:
    """Ask to seat both sides together. A gate that is closed is a line of the log: closings are counted.

    Raises MATTER_CLOSED.
    """
    found = joint_gate(desk, matter)
    with desk.store.read() as snapshot:
        must_be_open(case_of(snapshot, matter), "")
    if not found.open:
        _act(desk, matter, GATE_CLOSED, {"reasons": " ".join(found.reasons)}, {})
    return found


# Closing and reopening


def approve_closure(desk: Desk, matter: str, seen: int = 0) -> Kept:
    """Close a matter as others proposed; `seen` is the line of the proposal that was read (0 for any).

    Raises NOT_ALLOWED, CLOSURE_NONE, SECOND_SAME (one's own proposal, or a part of it), RECORD_MOVED, and CLOSURE_STALE
    where the matter went on since: it is judged anew.
    """
    desk.must(Right.CLOSE)
    desk.must_be_sound()
    with desk.store.write() as write:
        must_see(desk, write, matter)
        case = case_of(write, matter)
        waits = case.waiting_closure
        if waits is None or case.cancelled:
            raise DeskError(ErrorCode.CLOSURE_NONE)
        if not case.may_decide(desk.person.id):
            raise DeskError(ErrorCode.SECOND_SAME)
        if seen and waits.seq != seen:
            raise DeskError(ErrorCode.RECORD_MOVED)
        if not still_fits(desk, write, case, waits):
            raise DeskError(ErrorCode.CLOSURE_STALE)
        about: dict[str, str | int] = {"closure": waits.record, "revision": waits.revision}
        return _write_act(desk, write, matter, MATTER_CLOSED, about, {})


def return_closure(desk: Desk, matter: str, reason: str) -> Kept:
    """Send a proposed closure back; the matter goes on. Raises NOT_ALLOWED, CLOSURE_NONE, REASON_NEEDED."""
    desk.must(Right.CLOSE)
    desk.must_be_sound()
    words = {"reason": reason_text(reason)}
    with desk.store.write() as write:
        must_see(desk, write, matter)
        waits = case_of(write, matter).waiting_closure
        if waits is None:
            raise DeskError(ErrorCode.CLOSURE_NONE)
        return _write_act(desk, write, matter, MATTER_REOPENED, {"closure": waits.record}, words)


def reopen(desk: Desk, matter: str, reason: str) -> Kept:
    """Take a closed matter up again, with a reason. Raises REASON_NEEDED, MATTER_NOT_CLOSED."""
    words = {"reason": reason_text(reason)}
    must_work(desk)
    with desk.store.write() as write:
        must_see(desk, write, matter)
        if case_of(write, matter).closed is None:
            raise DeskError(ErrorCode.MATTER_NOT_CLOSED)
        return _write_act(desk, write, matter, MATTER_REOPENED, {}, words)
