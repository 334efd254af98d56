"""Lines about people and powers that nobody might write give nothing and are told."""

from __future__ import annotations

import pytest

from station_desk.domain.authority import judge
from station_desk.domain.clock_guard import Reached
from station_desk.domain.log import Header
from station_desk.domain.roles import Role

HEAD, HOUSE, NODAL, STAFF = "head", "house", "nodal", "staff"
SHEETS = {"sheet1", "sheet2", "sheet3"}


class Lines:
    """A log being written, with the office's beginning in it."""

    def __init__(self) -> None:
        self.all: list[Header] = []
        self.slots: dict[int, dict[str, str]] = {}
        self.add("person.added", HEAD, HEAD)
        self.grant(HEAD, HEAD, Role.IN_CHARGE)
        self.add("person.added", HOUSE, HEAD)
        self.grant(HOUSE, HEAD, Role.HOUSE_OFFICER)

    def add(self, kind: str, record: str, by: str, /, at: str = "2026-10-06T06:00:00Z", **about: str | int) -> int:
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
        return judge(self.all, SHEETS, slots=self.slots).unfounded

    def name(self, by: str, **slots: str) -> int:
        """Name a key file with these slots."""
        seq = self.add("vault.changed", "", by, sha256="ff")
        self.slots[seq] = slots
        return seq


def issue(lines: Lines, *sheets: str, by: str = HEAD, agreed: tuple[str, ...] = (HOUSE,), instead: str = "") -> int:
    """Write the making of sheets, as the desk does: who goes, who comes, the issue, who agrees."""
    if instead:
        lines.add("person.left", instead, by)
    for sheet in sheets:
        lines.add("person.added", sheet, by)
    made = lines.add("recovery.issued", "", by, sheets=" ".join(sheets))
    for other in agreed:
        lines.agree(other, made)
    return made


def alone_with_sheets(lines: Lines) -> None:
    """Make three sheets, then let the only other officer go with two of them."""
    issue(lines, *sorted(SHEETS))
    (power,) = [line.seq for line in lines.all if line.kind == "role.granted" and line.record == HOUSE]
    gone = lines.add("role.ended", HOUSE, HEAD, power=power)
    for sheet in ("sheet1", "sheet2"):
        lines.agree(sheet, gone)


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
    issue(lines, "sheet1", "sheet2")
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
    alone = lines.add(kind, "m", HEAD, walled="x", record="m")
    both = lines.add(kind, "m", HEAD, walled="x", record="m")
    lines.agree(HOUSE, both)
    assert lines.unfounded() == [alone]


def test_a_clock_put_back_revives_no_power(lines: Lines) -> None:
    """The latest moment ever believed counts, one that a person confirmed and one that other lines came to included."""
    acting = lines.grant(STAFF, HEAD, Role.IN_CHARGE, until="2026-10-07T18:30:00Z")
    lines.agree(HOUSE, acting)
    lines.add("person.named", "x", HEAD, at="2026-10-08T06:00:00Z", clock="confirmed", raw="2026-10-08T06:00:00Z")
    late = lines.add("person.named", "y", STAFF, at="2026-10-06T07:00:00Z")
    assert lines.unfounded() == [late]
    other_kinds = Reached(steady="2026-10-08T06:00:00Z")
    assert late in judge([*lines.all[:6], lines.all[-1]], SHEETS, {late: other_kinds}).unfounded


def test_a_day_said_anew_corrects_the_day_said_before(lines: Lines) -> None:
    """A year mistyped does not end what was given; a day said later revives nothing that ended by the clock itself."""
    wrong, right = "2027-10-06T06:00:00Z", "2026-10-06T06:05:00Z"
    lines.add("clock.confirmed", "", HEAD, at=wrong, clock="confirmed", raw=right)
    lines.add("person.named", "x", HEAD, at=wrong, clock="confirmed", raw=right)
    lines.add("clock.confirmed", "", HEAD, at=right, clock="confirmed", raw=right)
    acting = lines.grant(STAFF, HEAD, Role.IN_CHARGE, until="2026-10-07T18:30:00Z")
    lines.agree(HOUSE, acting)
    lines.add("person.named", "y", STAFF, at=right, clock="confirmed", raw=right)
    assert lines.unfounded() == []
    lines.add("person.named", "z", HEAD, at="2026-10-08T06:00:00Z")
    lines.add("clock.confirmed", "", STAFF, at=right, clock="confirmed", raw=right)
    revived = lines.add("person.named", "w", STAFF, at=right, clock="confirmed", raw=right)
    assert lines.unfounded() == [revived]


def test_nobody_makes_or_ends_a_sheet_alone(lines: Lines) -> None:
    """A sheet counts only by an issue that two signed for, right after it; else one officer could make two of them."""
    first = len(lines.all) + 2
    issue(lines, "sheet1", "sheet2", agreed=())
    assert lines.unfounded() == [first, first + 1, first + 2]
    early = lines.add("person.added", "sheet1", HEAD)  # slipped in some lines before one that is agreed to
    lines.add("person.named", "x", HEAD)
    issue(lines, "sheet2", "sheet3")
    ended = lines.add("person.left", "sheet2", HEAD)
    assert lines.unfounded() == [first, first + 1, first + 2, early, ended]
    assert judge(lines.all, SHEETS).sheets == {"sheet2", "sheet3"}


def test_two_sheets_agree_where_no_officer_is_left(lines: Lines) -> None:
    """They let the last second officer go, and agree to weighty roles after; once there is an officer they do not."""
    alone_with_sheets(lines)
    lines.add("person.added", NODAL, HEAD)
    given = lines.grant(NODAL, HEAD, Role.NODAL_OFFICER)
    for sheet in ("sheet1", "sheet3"):
        lines.agree(sheet, given)
    assert lines.unfounded() == []
    lines.add("person.added", STAFF, HEAD)
    again = lines.grant(STAFF, HEAD, Role.COUNSELLOR)
    for sheet in ("sheet1", "sheet2"):
        lines.agree(sheet, again)
    assert lines.unfounded() == [again]


@pytest.mark.parametrize(
    "agreeing", [(), ("sheet1",), ("sheet1", "sheet1"), ("sheet1", HOUSE), (HOUSE,), ("sheet1", "other")]
)
def test_nothing_weaker_than_two_sheets_ends_the_last_second(lines: Lines, agreeing: tuple[str, ...]) -> None:
    """One sheet, the same twice, one with the officer it is about, or something that was never a sheet."""
    issue(lines, *sorted(SHEETS))
    (power,) = [line.seq for line in lines.all if line.kind == "role.granted" and line.record == HOUSE]
    gone = lines.add("role.ended", HOUSE, HEAD, power=power)
    for one in agreeing:
        lines.agree(one, gone)
    assert lines.unfounded() == [gone]


def test_a_replaced_sheet_and_a_late_one_agree_to_nothing(lines: Lines) -> None:
    """Only sheets in force at the line, and only right after it; the issue that replaces one may be its last word."""
    alone_with_sheets(lines)
    remade = issue(lines, "sheet4", agreed=("sheet1", "sheet2"), instead="sheet1")
    sheets = {*SHEETS, "sheet4"}
    assert judge(lines.all, sheets).unfounded == []
    assert judge(lines.all, sheets).sheets == {"sheet2", "sheet3", "sheet4"}
    lines.add("person.added", NODAL, HEAD)
    given = lines.grant(NODAL, HEAD, Role.NODAL_OFFICER)
    for sheet in ("sheet1", "sheet2"):
        lines.agree(sheet, given)
    late = lines.grant(NODAL, HEAD, Role.COUNSELLOR)
    for name in ("x", "y"):
        lines.add("person.named", name, HEAD)
    for sheet in ("sheet2", "sheet3"):
        lines.agree(sheet, late)
    assert judge(lines.all, sheets).unfounded == [given, late]
    assert remade not in judge(lines.all, sheets).unfounded


def test_the_last_officer_is_walled_out_only_by_two_sheets(lines: Lines) -> None:
    """A wall that leaves nobody who sees the matter, or of oneself, is unfounded and keeps it from nobody."""
    issue(lines, *sorted(SHEETS))
    lines.add("person.added", STAFF, HEAD)
    lines.grant(STAFF, HEAD, Role.CENTRE_STAFF)
    lines.add("wall.set", "m", STAFF, walled=HOUSE)
    alone = lines.add("wall.set", "m", STAFF, walled=HEAD)
    own = lines.add("wall.set", "m", HEAD, walled=HEAD)
    with_one = lines.add("wall.set", "m", STAFF, walled=HEAD)
    lines.agree("sheet1", with_one)
    lines.agree(HOUSE, with_one)
    unread = lines.add("wall.set", "m", STAFF)
    assert lines.unfounded() == [alone, own, with_one, unread]
    assert judge(lines.all, SHEETS).walls["m"] == {HOUSE}
    both = lines.add("wall.set", "m", STAFF, walled=HEAD)
    for sheet in ("sheet1", "sheet2"):
        lines.agree(sheet, both)
    assert lines.unfounded() == [alone, own, with_one, unread]
    assert judge(lines.all, SHEETS).walls["m"] == {HOUSE, HEAD}


def test_who_is_walled_agrees_to_no_lifting(lines: Lines) -> None:
    """Neither as the second person nor as the one who lifts; two sheets do where no other officer is left."""
    issue(lines, *sorted(SHEETS))
    lines.add("wall.set", "m", HEAD, walled=HOUSE)
    own = lines.add("wall.lifted", "m", HOUSE, walled=HOUSE)
    lines.agree(HEAD, own)
    themselves = lines.add("wall.lifted", "m", HEAD, walled=HOUSE)
    lines.agree(HOUSE, themselves)
    assert lines.unfounded() == [own, themselves]
    lifted = lines.add("wall.lifted", "m", HEAD, walled=HOUSE)
    for sheet in ("sheet1", "sheet2"):
        lines.agree(sheet, lifted)
    assert lines.unfounded() == [own, themselves]
    assert not judge(lines.all, SHEETS).walls["m"]


def test_roles_are_of_the_kind_of_office_and_go_together() -> None:
    """As the first line tells the kind: no district's role at a station, none beside the auditor's, at most two."""
    lines = Lines()
    lines.all.insert(
        0, Header(1, "SAS", 1, "office.made", "", 0, "2026-10-06T06:00:00Z", HEAD, {}, {"kind": "station"})
    )
    given = []
    for role in (Role.AUDITOR, Role.IN_CHARGE, Role.DISTRICT_DESK):
        given.append(len(lines.all) + 1)
        lines.all.append(
            Header(
                given[-1],
                "SAS",
                1,
                "role.granted",
                STAFF,
                0,
                "2026-10-06T06:00:00Z",
                HEAD,
                {},
                {"role": role, "until": ""},
            )
        )
        about: dict[str, str | int] = {"line": given[-1]}
        lines.all.append(
            Header(given[-1] + 1, "SAS", 1, "approval.given", "", 0, "2026-10-06T06:00:00Z", HOUSE, {}, about)
        )
    assert lines.unfounded() == given[1:]
    lines.all.append(Header(20, "SAS", 1, "office.made", "", 0, "2026-10-06T06:00:00Z", HEAD, {}, {"kind": "district"}))
    assert lines.unfounded() == [*given[1:], 20]


def test_who_a_matter_is_kept_from_agrees_to_nothing_in_it(lines: Lines) -> None:
    """Neither to opening its notes nor to lifting another's wall, nor may they do either; two sheets may agree."""
    issue(lines, *sorted(SHEETS))
    lines.add("person.added", NODAL, HEAD)
    lines.agree(HOUSE, lines.grant(NODAL, HEAD, Role.NODAL_OFFICER))
    lines.add("wall.set", "m", HEAD, walled=HOUSE)
    lines.add("wall.set", "m", HEAD, walled=NODAL)
    wrong = []
    for by, agreeing in ((HEAD, HOUSE), (HOUSE, HEAD)):
        wrong.append(lines.add("sealed.broken", "", by, record="m"))
        lines.agree(agreeing, wrong[-1])
        wrong.append(lines.add("wall.lifted", "m", by, walled=NODAL))
        lines.agree(agreeing, wrong[-1])
    wrong.append(lines.add("wall.set", "m", HOUSE, walled=STAFF))
    elsewhere = lines.add("sealed.broken", "", HEAD, record="n")
    lines.agree(HOUSE, elsewhere)
    for sheet, line in zip(("sheet1", "sheet2"), [lines.add("sealed.broken", "", HEAD, record="m")] * 2, strict=True):
        lines.agree(sheet, line)
    assert lines.unfounded() == wrong


def test_a_key_file_is_named_within_an_act(lines: Lines) -> None:
    """One's own slot changes by oneself; another's comes or goes with the line that says so, by the same author."""
    del lines.all[2:]
    lines.name(HEAD, head="a")
    lines.add("person.added", HOUSE, HEAD)
    lines.grant(HOUSE, HEAD, Role.HOUSE_OFFICER)
    lines.name(HEAD, head="a", house="b")
    lines.name(HOUSE, head="a", house="c")
    wrong = [
        lines.name(HEAD, head="a", house="d"),
        lines.name(HOUSE, head="a", house="c"),
        lines.name(HOUSE, house="c"),
        lines.name(HOUSE, head="a", house="c", other="x"),
        lines.name("nobody", head="a", house="c", nobody="x"),
        lines.name(HEAD),
    ]
    issue(lines, *sorted(SHEETS))
    lines.name(HEAD, head="a", house="c")
    lines.add("person.added", STAFF, HEAD)
    wrong.append(lines.name(HOUSE, head="a", house="c", staff="s"))
    lines.name(HEAD, head="a", house="c", staff="s")
    lines.add("person.left", STAFF, HEAD)
    lines.name(HEAD, head="a", house="c")
    lines.agree(HOUSE, lines.add("finding.acknowledged", "", HEAD))
    lines.name(HEAD, head="a")
    assert lines.unfounded() == wrong
