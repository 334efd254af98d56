"""Lines about people and powers that nobody might write give nothing and are told."""

from __future__ import annotations

import pytest

from station_desk.domain.authority import judge
from station_desk.domain.log import Header
from station_desk.domain.roles import Role

HEAD, HOUSE, NODAL, STAFF = "head", "house", "nodal", "staff"
SHEETS = {"sheet1", "sheet2", "sheet3"}


class Lines:
    """A log being written, with the office's beginning in it."""

    def __init__(self) -> None:
        self.all: list[Header] = []
        self.add("person.added", HEAD, HEAD)
        self.grant(HEAD, HEAD, Role.IN_CHARGE)
        self.add("person.added", HOUSE, HEAD)
        self.grant(HOUSE, HEAD, Role.HOUSE_OFFICER)

    def add(self, kind: str, record: str, by: str, at: str = "2026-10-06T06:00:00Z", **about: str | int) -> int:
        """Write a line; the first one is number 2, after `office.made`."""
        seq = len(self.all) + 2
        self.all.append(Header(seq, "SAS", 1, kind, record, 0, at, by, {}, about))
        return seq

    def grant(self, person: str, by: str, role: Role, until: str = "") -> int:
        """Write the giving of a power."""
        return self.add("role.granted", person, by, role=role.value, until=until)

    def agree(self, by: str, line: int) -> None:
        """Write an agreement."""
        self.add("approval.given", "", by, line=line)

    def unfounded(self) -> list[int]:
        """Return the lines that nobody might write."""
        return judge(self.all, SHEETS).unfounded


@pytest.fixture
def lines() -> Lines:
    """An office with an in-charge and a house officer."""
    return Lines()


def test_beginning_is_founded(lines: Lines) -> None:
    """The first person starts the office and lets the second in alone."""
    assert lines.unfounded() == []
    assert {power.role for power in judge(lines.all, SHEETS).powers.values()} == {Role.IN_CHARGE, Role.HOUSE_OFFICER}


def test_nobody_raises_themselves(lines: Lines) -> None:
    """A grant to oneself, by somebody without the right, or a second beginning gives no power."""
    lines.add("person.added", STAFF, HEAD)
    staff = lines.grant(STAFF, HEAD, Role.CENTRE_STAFF)
    own = lines.grant(HEAD, HEAD, Role.NODAL_OFFICER)
    upward = lines.grant(STAFF, STAFF, Role.HOUSE_OFFICER)
    sideways = lines.grant(HOUSE, STAFF, Role.SUPERVISOR)
    assert lines.unfounded() == [own, upward, sideways]
    held = judge(lines.all, SHEETS).powers
    assert staff in held
    assert own not in held


def test_weighty_power_needs_a_third(lines: Lines) -> None:
    """A second officer must agree, neither the giver nor the one who gets it, and after the line."""
    lines.add("person.added", NODAL, HEAD)
    alone = lines.grant(NODAL, HEAD, Role.NODAL_OFFICER)
    agreed = lines.grant(NODAL, HEAD, Role.NODAL_OFFICER)
    lines.agree(HOUSE, agreed)
    by_the_giver = lines.grant(NODAL, HEAD, Role.COUNSELLOR)
    lines.agree(HEAD, by_the_giver)
    by_the_taker = lines.grant(NODAL, HEAD, Role.COUNSELLOR)
    lines.agree(NODAL, by_the_taker)
    assert lines.unfounded() == [alone, by_the_giver, by_the_taker]


def test_acting_officer_agrees_only_while_acting(lines: Lines) -> None:
    """An agreement by somebody whose power was over by then counts for nothing."""
    lines.add("person.added", NODAL, HEAD)
    acting = lines.grant(NODAL, HEAD, Role.NODAL_OFFICER, until="2026-10-07T18:30:00Z")
    lines.agree(HOUSE, acting)
    late = lines.add("recovery.issued", "", HEAD, at="2026-10-08T06:00:00Z", sheets="district")
    lines.agree(NODAL, late)
    assert lines.unfounded() == [late]


def test_new_key_for_a_colleague_needs_two(lines: Lines) -> None:
    """A patched program that gives a colleague another key, to write as them, is told."""
    lines.add("person.added", STAFF, HEAD)
    stolen = lines.add("person.added", STAFF, HEAD)
    renewed = lines.add("person.added", STAFF, HEAD)
    lines.agree(HOUSE, renewed)
    assert lines.unfounded() == [stolen]


def test_sheets_let_in_by_two(lines: Lines) -> None:
    """One sheet alone gives nobody a key; two different ones do; a sheet's key comes from officers only."""
    for sheet in ("sheet1", "sheet2"):
        lines.add("person.added", sheet, HEAD)
    forged = lines.add("person.added", "sheet3", STAFF)
    alone = lines.add("person.added", HOUSE, "sheet1")
    twice = lines.add("person.added", HOUSE, "sheet1")
    lines.agree("sheet1", twice)
    both = lines.add("person.added", HOUSE, "sheet1")
    lines.agree("sheet2", both)
    assert lines.unfounded() == [forged, alone, twice]


@pytest.mark.parametrize("kind", ["wall.lifted", "sealed.broken", "recovery.issued", "finding.acknowledged"])
def test_what_weighs_is_signed_by_two(lines: Lines, kind: str) -> None:
    """Without the second person's own line the act is told, and with it it is not."""
    alone = lines.add(kind, "m", HEAD, walled="x")
    both = lines.add(kind, "m", HEAD, walled="x")
    lines.agree(HOUSE, both)
    assert lines.unfounded() == [alone]


def test_a_clock_put_back_revives_no_power(lines: Lines) -> None:
    """The latest moment ever believed counts, one that a person confirmed and one that other lines came to included."""
    acting = lines.grant(STAFF, HEAD, Role.IN_CHARGE, until="2026-10-07T18:30:00Z")
    lines.agree(HOUSE, acting)
    lines.add("person.named", "x", HEAD, at="2026-10-08T06:00:00Z", clock="confirmed", raw="2026-10-08T06:00:00Z")
    late = lines.add("person.named", "y", STAFF, at="2026-10-06T07:00:00Z")
    assert lines.unfounded() == [late]
    assert late in judge([*lines.all[:6], lines.all[-1]], SHEETS, {late: "2026-10-08T06:00:00Z"}).unfounded
