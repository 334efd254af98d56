"""Which lines about people and powers were written by somebody who might. Owns that judgement, line after line.

A line that nobody might write gives no power and is told as unfounded, so a patched program, or somebody who writes
into the store with its key, gains nothing but a finding. Signatures are checked elsewhere; here only who signed counts.

Two recovery sheets of the three agree in the place of a second officer where no officer is left who could, and to what
only they can agree to: that an office is left with one officer, or a matter without any who sees it. A finding may be
signed for with two sheets at any time, for what was found may be the very file by which officers prove themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from station_desk.domain.case_authority import CASE_LINES, matter_of, needed
from station_desk.domain.clock_guard import CLOCK_CONFIRMED, MARK, Reached
from station_desk.domain.log import Header
from station_desk.domain.roles import (
    FIRST,
    OF_KIND,
    RIGHTS,
    WEIGHTY,
    Kind,
    Power,
    Right,
    Role,
    in_force,
    keeps_sealed_notes,
    may_hold,
    rights,
)

MADE, VAULT_CHANGED = "office.made", "vault.changed"
PERSON_ADDED, PERSON_NAMED, PERSON_LEFT = "person.added", "person.named", "person.left"
ROLE_GRANTED, ROLE_ENDED = "role.granted", "role.ended"
APPROVED = "approval.given"
WALL_SET, WALL_LIFTED = "wall.set", "wall.lifted"
KEY_MADE, KEY_GRANTED = "compartment.made", "compartment.granted"
BROKEN, ISSUED, DRILLED, ACKNOWLEDGED = "sealed.broken", "recovery.issued", "recovery.drilled", "finding.acknowledged"
SOURCE_RECORDED = "source.recorded"
# What two sheets did at the door; `other_file` in it: the key file that lay there was not the one the record names.
USED, OTHER_FILE = "recovery.used", "other_file"

# What may be written by whom, and whose agreement it needs beside: (right of the author, right of the second or None).
_NEEDS: Final[Mapping[str, tuple[Right, Right | None]]] = {
    WALL_SET: (Right.WALL, None),
    WALL_LIFTED: (Right.WALL, Right.SECOND),
    BROKEN: (Right.BREAK_GLASS, Right.BREAK_GLASS),
    ISSUED: (Right.RECOVERY, Right.RECOVERY),
    DRILLED: (Right.RECOVERY, None),
    ACKNOWLEDGED: (Right.SET_RIGHT, Right.SET_RIGHT),
    SOURCE_RECORDED: (Right.SOURCE, None),
}
KINDS: Final = frozenset(
    {*_NEEDS, PERSON_ADDED, PERSON_NAMED, PERSON_LEFT, ROLE_GRANTED, ROLE_ENDED, APPROVED, KEY_MADE, KEY_GRANTED}
    | {MADE, VAULT_CHANGED}
)
# To these two sheets may agree beside officers: to a finding because it may be about the very file by which officers
# prove themselves; to what is about a matter because officers who are named in it, which only its parts tell, do not.
_SHEETS_MAY: Final = frozenset({ACKNOWLEDGED, BROKEN, WALL_LIFTED})


@dataclass(frozen=True, slots=True)
class Keyed:
    """The newest line that gave somebody a key: its number, who wrote it and who agreed."""

    line: int
    by: str
    agreed: frozenset[str]


@dataclass(slots=True)
class Authority:
    """What the lines so far come to: the powers given, and the numbers of lines that nobody might write.

    `known` have a key, each from the line named. `generations` are the keys of the working notes with everybody, and
    every pair, each was handed to. `paired`: there were two officers once who could agree, both for good. `reached` is
    how far time has come, `here` the moment that counts for the line in hand. `sheets` are the recovery sheets in
    force, `walls` whom each matter is kept from by hand; who is named in a matter stands in its parts only. `kind` is
    the office's, "" where its first line cannot be read. `slots` are the hashes of the key file's slots by whose they
    are, as the newest line that names one tells (None: there is none, or it cannot be read), `acts` what may change
    them since.
    """

    powers: dict[int, Power] = field(default_factory=dict)
    unfounded: list[int] = field(default_factory=list)
    known: dict[str, Keyed] = field(default_factory=dict)
    generations: dict[int, set[str]] = field(default_factory=dict)
    sheets: set[str] = field(default_factory=set)
    walls: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    paired: bool = False
    reached: Reached = field(default_factory=Reached)
    here: str = ""
    kind: Kind | None = None
    named: bool = False
    slots: Mapping[str, str] | None = None
    acts: list[Header] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known beforehand: who agreed to each line, the ids of sheets ever, the lines of sheets of each issue.

    `slots` are those of the key file by the number of the line that names it.
    """

    agreed: Mapping[int, list[Header]]
    sheets: Collection[str]
    of_issue: Mapping[int, list[Header]]
    issues: Mapping[int, Header]  # by the lines of sheets
    slots: Mapping[int, Mapping[str, str]]


# Who agrees signs right after the line, in the same transaction: two sheets at most. Nobody agrees to it later.
MOST_AGREEING: Final = 2
MOST_SHEETS: Final = 3


def judge(
    lines: Iterable[Header],
    sheets: Collection[str],
    reached: Mapping[int, Reached] | None = None,
    slots: Mapping[int, Mapping[str, str]] | None = None,
) -> Authority:
    """Judge the lines of KINDS of one office, in their order. `sheets` are the ids of recovery sheets, ever.

    Lines of cases may stand among them; they change nothing that others are judged by.

    Lines with which a person says the day stand among them and are not judged. `reached` tells, for some numbers, how
    far time had come by any line before: a clock that was put back since revives no power. `slots` are those that each
    line which names a key file tells; a line whose part cannot be read is told by others and has none here.
    """
    every = list(lines)
    waiting = sorted((reached or {}).items(), key=lambda item: item[0], reverse=True)
    so_far, told = Authority(), _told(every, sheets, slots or {})
    for line in every:
        time = so_far.reached
        while waiting and waiting[-1][0] <= line.seq:
            before = waiting.pop()[1]
            time.steady = max(time.steady, before.steady)
            time.confirmed = max(time.confirmed, before.confirmed)
        time.take(line.at, str(line.about.get(MARK, "")), line.kind == CLOCK_CONFIRMED)
        so_far.here = max(time.latest, line.at)
        if line.kind == CLOCK_CONFIRMED:
            continue
        try:
            founded = line.kind == APPROVED or _may(so_far, told, line)
            if founded:
                _take(so_far, told, line)
        except (KeyError, ValueError):  # a line that does not say what lines of its kind say
            founded = False
        if not founded:
            so_far.unfounded.append(line.seq)
    return so_far


def _told(lines: Collection[Header], sheets: Collection[str], slots: Mapping[int, Mapping[str, str]]) -> _Told:
    agreed: dict[int, list[Header]] = defaultdict(list)
    at = {line.seq: line for line in lines}
    of_issue = {line.seq: _of_issue(line, at, sheets) for line in lines if line.kind == ISSUED}
    for line in lines:
        if line.kind == APPROVED and 0 < line.seq - (to := _number(line.about.get("line", 0))) <= MOST_AGREEING:
            agreed[to].append(line)
    issues = {line.seq: at[issue] for issue, theirs in of_issue.items() for line in theirs}
    return _Told(agreed, sheets, of_issue, issues, slots)


def _of_issue(issue: Header, at: Mapping[int, Header], sheets: Collection[str]) -> list[Header]:
    """Return the lines of the sheets that one issue is about: right before it the new ones, before these the old."""
    count = len(str(issue.about.get("sheets", "")).split())
    near = [at[seq] for seq in range(issue.seq - 2 * min(count, MOST_SHEETS), issue.seq) if seq in at]
    theirs = [line for line in near if line.record in sheets and line.person == issue.person]
    return [
        line
        for line in theirs
        if line.kind == PERSON_LEFT or (line.kind == PERSON_ADDED and line.seq >= issue.seq - count)
    ]


def _number(told: str | int) -> int:
    return told if isinstance(told, int) else 0


def _take(so_far: Authority, told: _Told, line: Header) -> None:
    agreed = told.agreed.get(line.seq, ())
    if line.kind in _CHANGE_SLOTS:
        so_far.acts.append(line)
    if line.kind == MADE:
        so_far.kind = next(kind for kind in OF_KIND if kind == line.about["kind"])
    elif line.kind == VAULT_CHANGED:
        so_far.named, so_far.slots = True, told.slots.get(line.seq)
        so_far.acts.clear()
    elif line.kind == PERSON_ADDED:
        so_far.known[line.record] = Keyed(line.seq, line.person, frozenset(other.person for other in agreed))
    elif line.kind == ROLE_GRANTED:
        role, until = Role(str(line.about["role"])), str(line.about["until"])
        so_far.powers[line.seq] = Power(line.seq, line.record, role, line.at, until, line.person)
    elif line.kind == ROLE_ENDED:
        so_far.powers.pop(_number(line.about["power"]), None)
    elif line.kind == KEY_MADE:
        so_far.generations[_number(line.about["generation"])] = {line.person}
    elif line.kind == KEY_GRANTED:
        so_far.generations[_number(line.about["generation"])].add(str(line.about["to"]))
    elif line.kind == WALL_SET:
        so_far.walls[line.record].add(str(line.about["walled"]))
    elif line.kind == WALL_LIFTED:
        so_far.walls[line.record].discard(str(line.about["walled"]))
    elif line.kind == ISSUED:
        for sheet in (of for of in told.of_issue.get(line.seq, ()) if of.seq not in so_far.unfounded):
            (so_far.sheets.discard if sheet.kind == PERSON_LEFT else so_far.sheets.add)(sheet.record)
    so_far.paired = so_far.paired or len(lasting_seconds(so_far.powers.values(), so_far.known)) > 1


def _may(so_far: Authority, told: _Told, line: Header) -> bool:
    held = _rights(so_far, line.person)
    if line.kind == MADE:
        return line.seq == 1 and line.about["kind"] in OF_KIND
    if line.kind == VAULT_CHANGED:
        return bool(line.about["sha256"]) and _may_name(so_far, told, line)
    if line.kind == ROLE_GRANTED:
        return _may_grant(so_far, told, line, held)
    if line.kind == ROLE_ENDED:
        ended = so_far.powers.get(_number(line.about["power"]))
        return Right.PEOPLE in held and (ended is None or _may_end(so_far, told, line, [ended]))
    if line.kind == PERSON_ADDED:
        return _may_add(so_far, told, line, held)
    if line.kind == PERSON_NAMED:
        return Right.PEOPLE in held and line.record not in so_far.known
    if line.kind == PERSON_LEFT:
        if line.record in told.sheets:
            return _is_issued(so_far, told, line)
        theirs = [power for power in so_far.powers.values() if power.person == line.record]
        return Right.PEOPLE in held and _may_end(so_far, told, line, theirs)
    if line.kind == KEY_MADE:
        return _may_make_key(so_far, line)
    if line.kind == KEY_GRANTED:
        return _may_hand_key(so_far, line)
    if line.kind == WALL_SET:
        return Right.WALL in held and _may_wall(so_far, told, line)
    if line.kind in CASE_LINES:
        return needed(line) in held and line.person not in so_far.walls.get(matter_of(line), ())
    right, second = _NEEDS[line.kind]
    kept = _kept_from(so_far, line)
    if right not in held or line.person in kept or second is None:
        return right in held and line.person not in kept
    return _seconded(so_far, told, line, second, but=kept) or (
        line.kind in _SHEETS_MAY and _agreed_by_sheets(so_far, told, line)
    )


def _kept_from(so_far: Authority, line: Header) -> set[str]:
    """Return whom the matter of a line is kept from by hand: they neither act in it nor agree to anything in it."""
    if line.kind == BROKEN:
        return so_far.walls.get(str(line.about["record"]), set())
    if line.kind == WALL_LIFTED:
        return so_far.walls.get(line.record, set()) | {str(line.about["walled"])}
    return set()


# Who is to be asked


def seconds(so_far: Authority, moment: str, but: Collection[str], right: Right = Right.SECOND) -> frozenset[str]:
    """Return who could agree at a moment: the right, and a key to sign with."""
    held = in_force(so_far.powers.values(), moment)
    able = {power.person for power in held if right in RIGHTS[power.role]}
    return frozenset(able & so_far.known.keys() - set(but))


def lasting_seconds(powers: Iterable[Power], known: Collection[str]) -> frozenset[str]:
    """Return who can agree and goes on doing so: acting powers do not count."""
    able = {power.person for power in powers if not power.until and Right.SECOND in RIGHTS[power.role]}
    return frozenset(able.intersection(known))


def needs_second_to_give(so_far: Authority, moment: str, giver: str, taker: str, role: Role) -> bool:
    """Tell whether a role needs a second officer: a weighty one does unless there has never been one to ask.

    Once there were two, nobody comes to be alone again by losing the other. Between just these two either may give the
    other a role, for there is no third.
    """
    if role not in WEIGHTY:
        return False
    if seconds(so_far, moment, (giver, taker)):
        return True
    return so_far.paired and taker not in lasting_seconds(so_far.powers.values(), so_far.known)


def needs_second_to_end(so_far: Authority, moment: str, ender: str, ended: Collection[Power]) -> bool:
    """Tell whether ending these powers of one person needs a second officer who is not that person."""
    weighty = [power for power in in_force(ended, moment) if power.role in WEIGHTY]
    return bool(weighty) and bool(seconds(so_far, moment, (ender, weighty[0].person)))


def ends_last_second(so_far: Authority, moment: str, ender: str, ended: Collection[Power]) -> bool:
    """Tell whether the one who ends these powers would then be without anybody to ask, or the office without two."""
    weighty = [power for power in in_force(ended, moment) if Right.SECOND in RIGHTS[power.role]]
    left = [power for power in so_far.powers.values() if power not in ended]
    if not weighty or weighty[0].person not in so_far.known:
        return False
    before, after = (lasting_seconds(powers, so_far.known) for powers in (so_far.powers.values(), left))
    if len(after) < min(len(before), 2) and so_far.paired:
        return True
    still = any(
        power.person == weighty[0].person and Right.SECOND in RIGHTS[power.role] for power in in_force(left, moment)
    )
    return weighty[0].person != ender and not still and not seconds(so_far, moment, (ender, weighty[0].person))


def walls_out_last(so_far: Authority, moment: str, record: str, walled: str, named: Collection[str] = ()) -> bool:
    """Tell whether no officer who puts up walls and can agree would see a matter any more; `named` are those in it."""
    officers = seconds(so_far, moment, ()) & seconds(so_far, moment, (), Right.WALL)
    return officers - so_far.walls.get(record, set()) - set(named) == {walled}


def _may_wall(so_far: Authority, told: _Told, line: Header) -> bool:
    walled = str(line.about["walled"])
    alone = not walls_out_last(so_far, so_far.here, line.record, walled)
    if line.person in so_far.walls.get(line.record, set()):
        return False
    return line.person != walled and (alone or _agreed_by_sheets(so_far, told, line))


def _may_end(so_far: Authority, told: _Told, line: Header, ended: Collection[Power]) -> bool:
    if any(power.person != line.record for power in ended):
        return False
    if ends_last_second(so_far, so_far.here, line.person, ended):
        return _agreed_by_sheets(so_far, told, line)
    alone = not needs_second_to_end(so_far, so_far.here, line.person, ended)
    if alone or _seconded(so_far, told, line, Right.SECOND, but={line.record}):
        return True
    # One of several roles that end together, and with the last of them the office's second officer.
    theirs = [power for power in so_far.powers.values() if power.person == line.record]
    return ends_last_second(so_far, so_far.here, line.person, theirs) and _agreed_by_sheets(so_far, told, line)


def _may_grant(so_far: Authority, told: _Told, line: Header, held: frozenset[Right]) -> bool:
    role = Role(str(line.about["role"]))
    if not so_far.powers and line.person == line.record:  # whoever made the office
        return line.seq <= FIRST_LINES and (so_far.kind is None or role in FIRST[so_far.kind])
    if Right.PEOPLE not in held or line.person == line.record:
        return False
    theirs = {power.role for power in in_force(so_far.powers.values(), so_far.here) if power.person == line.record}
    if so_far.kind is not None and not may_hold(so_far.kind, theirs | {role}):
        return False
    alone = not needs_second_to_give(so_far, so_far.here, line.person, line.record, role)
    return alone or _seconded(so_far, told, line, Right.SECOND, but={line.record})


def _may_make_key(so_far: Authority, line: Header) -> bool:
    entitled = keeps_sealed_notes(in_force(so_far.powers.values(), so_far.here))
    return line.person in entitled and line.about["generation"] == len(so_far.generations) + 1


def _may_hand_key(so_far: Authority, line: Header) -> bool:
    """A key is handed on by who holds it, or by two of those who renewed somebody and open it together."""
    holding = so_far.generations.get(_number(line.about["generation"]), set())
    if line.person in holding:
        return True
    renewed = so_far.known.get(str(line.about["to"]))
    if renewed is None or renewed.by != line.person:
        return False
    there = sorted({line.person, *renewed.agreed})
    return any("+".join(pair) in holding for pair in combinations(there, 2))


# office.made, the first person and their power stand at the very beginning; later nobody starts an office again.
FIRST_LINES: Final = 3


def _may_add(so_far: Authority, told: _Told, line: Header, held: frozenset[Right]) -> bool:
    if line.record in told.sheets:
        return line.record not in so_far.known and _is_issued(so_far, told, line)
    if not so_far.known:
        return line.person == line.record and line.seq <= FIRST_LINES
    if line.record not in so_far.known:
        return Right.PEOPLE in held
    if line.person in so_far.sheets:
        return any(other.person in so_far.sheets - {line.person} for other in told.agreed.get(line.seq, ()))
    return Right.PEOPLE in held and _seconded(so_far, told, line, Right.SECOND, but={line.record})


# The key file

_CHANGE_SLOTS: Final = frozenset({PERSON_ADDED, PERSON_LEFT, ISSUED, ACKNOWLEDGED})


def _may_name(so_far: Authority, told: _Told, line: Header) -> bool:
    """Tell whether a key file may be named: whose slots are others than before tells whose act it is.

    One's own slot is another after one's own passphrase changed. Another person's comes, changes or goes only with the
    line that adds or renews them, or lets them go, of the same author. Two who sign for a finding, and two sheets at
    the door, may leave slots out; these two and an issue of sheets may name a file with the same slots. What else is
    in the file (sheets, the seal) no line tells: that is held against the record where keys are made of it.
    """
    if line.person not in so_far.known:
        return False
    if not so_far.named:
        return line.seq <= FIRST_LINES + 1
    now, before = told.slots.get(line.seq), so_far.slots
    if now is None or before is None:
        return True
    acts = [act for act in so_far.acts if act.person == line.person]
    near = {act.kind for act in acts if line.seq - act.seq <= 1 + MOST_AGREEING} & {ISSUED, ACKNOWLEDGED}
    changed = {person for person, slot in now.items() if before.get(person) != slot}
    gone = before.keys() - now.keys()
    rightly = {act.record for act in acts if act.kind == PERSON_ADDED} | ({line.person} & before.keys())
    left = {act.record for act in acts if act.kind == PERSON_LEFT}
    leaves_out = ACKNOWLEDGED in near or line.person in so_far.sheets
    return bool(now) and bool(changed or gone or near) and changed <= rightly and (leaves_out or gone <= left)


# Recovery sheets


def _is_issued(so_far: Authority, told: _Told, line: Header) -> bool:
    """Tell whether the line of a sheet belongs to an issue that may be: nobody makes or ends a sheet alone."""
    issue = told.issues.get(line.seq)
    return issue is not None and _may(so_far, told, issue)


def _agreed_by_sheets(so_far: Authority, told: _Told, line: Header) -> bool:
    """Tell whether two different sheets in force agreed to what a person wrote."""
    agreeing = {other.person for other in told.agreed.get(line.seq, ())} & so_far.sheets
    return line.person not in told.sheets and len(agreeing) > 1


def _seconded(so_far: Authority, told: _Told, line: Header, right: Right, but: Collection[str]) -> bool:
    """Tell whether a second officer agreed or, where none is left who could, two sheets."""
    not_these = {line.person, *but}
    if any(
        other.person not in not_these and right in _rights(so_far, other.person)
        for other in told.agreed.get(line.seq, ())
    ):
        return True
    return not seconds(so_far, so_far.here, not_these, right) and _agreed_by_sheets(so_far, told, line)


def _rights(so_far: Authority, person: str) -> frozenset[Right]:
    held = in_force(so_far.powers.values(), so_far.here)
    return rights({power.role for power in held if power.person == person})
