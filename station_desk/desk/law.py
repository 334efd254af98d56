"""The declared law and the case forms, read once from the program's own resources. Owns no rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import cast

from station_desk.desk.ports import intake_form, toml
from station_desk.domain.case import CLOSURE, REFERRAL
from station_desk.domain.clocks import ClockRow, parse_clocks
from station_desk.domain.fields import Form, Wording
from station_desk.domain.forms import parse_form, parse_lists
from station_desk.domain.gates import GateRules, parse_gates
from station_desk.domain.guidance import Guidance, parse_guidance
from station_desk.domain.law import Line, read_line
from station_desk.domain.partners import Helpline, Partner, parse_helplines, parse_partners
from station_desk.domain.risk import RiskRules, parse_risk
from station_desk.domain.tasks import CaseLaw
from station_desk.host.paths import read_resource


@cache
def case_form(id: str) -> Form:
    """Return the declared form of a case record."""
    lists = {**parse_lists(toml("lists/intake.toml")), **parse_lists(toml("lists/case.toml"))}
    return parse_form(toml(f"forms/{id}/v1.toml"), lists)


@cache
def clock_rows() -> tuple[ClockRow, ...]:
    """Return the declared deadlines."""
    return parse_clocks(toml("law/clocks.toml"), intake_form())


@cache
def gate_rules() -> GateRules:
    """Return why both sides may not be seated together, and when she may not be called."""
    return parse_gates(toml("law/gates.toml"))


@cache
def risk_rules() -> RiskRules:
    """Return what danger signs call for."""
    return parse_risk(toml("law/actions.toml"))


@cache
def guidance() -> Guidance:
    """Return what to tell her about the legal process."""
    return parse_guidance(toml("law/guidance.toml"))


@cache
def consent_stops() -> Mapping[str, Wording]:
    """Return what stops when she withdraws her consent, by row of it."""
    rows = cast(Mapping[str, Mapping[str, str]], toml("law/withdrawal.toml"))
    return {code: Wording(row["hi"], row["en"]) for code, row in rows.items()}


@cache
def partners() -> tuple[Partner, ...]:
    """Return the kinds of partner she can be sent to."""
    return parse_partners(toml("law/partners.toml"))


@cache
def helplines() -> tuple[Helpline, ...]:
    """Return the numbers that help."""
    return parse_helplines(toml("law/helplines.toml"))


@cache
def consent_limits() -> tuple[Line, ...]:
    """Return what cannot be promised to stay secret, whatever she consents to."""
    return tuple(read_line(row) for row in cast(Sequence[Mapping[str, object]], toml("law/limits.toml")["limit"]))


@cache
def law_sha256() -> bytes:
    """Return the hash of everything that the open tasks of a case are derived by."""
    names = (
        "forms/intake/v1",
        "forms/referral/v1",
        "forms/closure/v1",
        "lists/intake",
        "lists/case",
        "law/clocks",
        "law/actions",
    )
    return sha256(b"".join(sha256(read_resource(f"{name}.toml")).digest() for name in names)).digest()


@cache
def case_law() -> CaseLaw:
    """Return everything the tasks of a case are derived by."""
    return CaseLaw(intake_form(), case_form(REFERRAL), case_form(CLOSURE), clock_rows(), risk_rules())
