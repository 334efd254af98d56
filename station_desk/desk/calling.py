"""Before a call to her: how, when and on which number. Owns that the asking is a line of the log, as for her name."""

from __future__ import annotations

from dataclasses import dataclass, field

from station_desk.desk import cases
from station_desk.desk.cases import WITH_IDENTITY, answers_with_identity, case_of
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.reading import IDENTITY_READ
from station_desk.desk.sight import gate
from station_desk.domain.case import FOLLOW_UP, PLAN, must_be_open
from station_desk.domain.gates import CallGate, may_call
from station_desk.domain.log import read_headers
from station_desk.domain.roles import Right
from station_desk.store import cases as case_rows
from station_desk.store import log
from station_desk.store.connect import Connection

CALL = "call"  # why her identity was read


@dataclass(frozen=True, slots=True)
class Calling:
    """The rules for calling her, shown at a moment; `code_word` is from her newest safety plan. Its repr shows none."""

    at: str
    gate: CallGate
    code_word: str = field(repr=False)
    changed: frozenset[str] = field(default=frozenset({"log"}))


def call_gate(desk: Desk, matter: str) -> Calling:
    """Show whether she may be called now, and how. The asking is a line of the log, in the same transaction.

    Raises NOT_ALLOWED, RECORD_MISSING, RECORD_DAMAGED, MATTER_SEALED, MATTER_CLOSED (a cancelled entry).
    """
    desk.must(Right.IDENTITY)
    gate(desk, matter)
    with desk.store.write() as write:
        must_be_open(case_of(write, matter), FOLLOW_UP)
        at = desk.now()
        found = may_call(intake_form(), answers_with_identity(write, matter), at)
        word = code_word(write, matter)
        write_line(desk, write, IDENTITY_READ, about={"record": matter, "why": CALL})
    return Calling(at, found, word)


def code_word(read: Connection, matter: str) -> str:
    """Return the code word of her newest safety plan, "" where there is none; whoever shows it logs that."""
    plan = case_of(read, matter).newest(PLAN)
    row = case_rows.record(read, plan.record) if plan else None
    whole = cases.revision_of(read, row, WITH_IDENTITY) if row else None
    return str(whole.answers.get("code_word", "")) if whole else ""


def rules_shown(desk: Desk, read: Connection, matter: str) -> str:
    """Return when the person at the desk was last shown these rules today, "" when they were not."""
    today, mine = desk.today().isoformat(), (desk.person.id, matter, CALL)
    headers = read_headers(log.headers_between(read, (IDENTITY_READ,), today, today))
    return max(
        (one.at for one in headers if (one.person, one.about.get("record"), one.about.get("why")) == mine), default=""
    )
