"""Which lines about people and powers were written by somebody who might. Owns that judgement, line after line.

A line that nobody might write gives no power and is told as unfounded, so a patched program, or somebody who writes
into the store with its key, gains nothing but a finding. Signatures are checked elsewhere; here only who signed counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from station_desk.domain.clock_guard import is_believed
from station_desk.domain.log import Header
from station_desk.domain.roles import RIGHTS, WEIGHTY, Power, Right, Role, in_force, keeps_sealed_notes, rights

PERSON_ADDED, PERSON_NAMED, PERSON_LEFT = "person.added", "person.named", "person.left"
ROLE_GRANTED, ROLE_ENDED = "role.granted", "role.ended"
APPROVED = "approval.given"
WALL_SET, WALL_LIFTED = "wall.set", "wall.lifted"
KEY_MADE, KEY_GRANTED = "compartment.made", "compartment.granted"
BROKEN, ISSUED, DRILLED, ACKNOWLEDGED = "sealed.broken", "recovery.issued", "recovery.drilled", "finding.acknowledged"

# What may be written by whom, and whose agreement it needs beside: (right of the author, right of the second or None).
_NEEDS: Final[Mapping[str, tuple[Right, Right | None]]] = {
    WALL_SET: (Right.WALL, None),
    WALL_LIFTED: (Right.WALL, Right.SECOND),
    BROKEN: (Right.BREAK_GLASS, Right.BREAK_GLASS),
    ISSUED: (Right.RECOVERY, Right.RECOVERY),
    DRILLED: (Right.RECOVERY, None),
    ACKNOWLEDGED: (Right.SET_RIGHT, Right.SET_RIGHT),
}
KINDS: Final = frozenset(
    {*_NEEDS, PERSON_ADDED, PERSON_NAMED, PERSON_LEFT, ROLE_GRANTED, ROLE_ENDED, APPROVED, KEY_MADE, KEY_GRANTED}
)


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
    every pair, each was handed to. `paired`: there were two officers once who could agree, both for good. `moment` is
    the latest time that was ever believed, `here` the one that counts for the line in hand.
    """

    powers: dict[int, Power] = field(default_factory=dict)
    unfounded: list[int] = field(default_factory=list)
    known: dict[str, Keyed] = field(default_factory=dict)
    generations: dict[int, set[str]] = field(default_factory=dict)
    paired: bool = False
    moment: str = ""
    here: str = ""


def judge(lines: Iterable[Header], sheets: Collection[str], reached: Mapping[int, str] | None = None) -> Authority:
    """Judge the lines of KINDS of one office, in their order. `sheets` are the ids of recovery sheets, ever.

    `reached` tells, for some numbers, the latest moment believed in any line before: a clock that was put back since
    revives no power.
    """
    told = list(lines)
    waiting = sorted((reached or {}).items(), reverse=True)
    so_far = Authority()
    agreed: dict[int, list[Header]] = defaultdict(list)
    for line in told:
        if line.kind == APPROVED and "line" in line.about:
            agreed[_number(line.about["line"])].append(line)
    for line in told:
        while waiting and waiting[-1][0] <= line.seq:
            so_far.moment = max(so_far.moment, waiting.pop()[1])
        if is_believed(line.about):
            so_far.moment = max(so_far.moment, line.at)
        so_far.here = max(so_far.moment, line.at)
        try:
            founded = line.kind == APPROVED or _may(so_far, line, agreed.get(line.seq, ()), sheets)
            if founded:
                _take(so_far, line, agreed.get(line.seq, ()))
        except (KeyError, ValueError):  # a line that does not say what lines of its kind say
            founded = False
        if not founded:
            so_far.unfounded.append(line.seq)
    return so_far


def _number(told: str | int) -> int:
    return told if isinstance(told, int) else 0


def _take(so_far: Authority, line: Header, agreed: Collection[Header]) -> None:
    if line.kind == PERSON_ADDED:
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
    so_far.paired = so_far.paired or len(lasting_seconds(so_far.powers.values(), so_far.known)) > 1


def _may(so_far: Authority, line: Header, agreed: Collection[Header], sheets: Collection[str]) -> bool:
    held = _rights(so_far, line.person)
    if line.kind == ROLE_GRANTED:
        return _may_grant(so_far, line, agreed, held)
    if line.kind == ROLE_ENDED:
        ended = so_far.powers.get(_number(line.about["power"]))
        return Right.PEOPLE in held and (ended is None or _may_end(so_far, line, agreed, [ended]))
    if line.kind == PERSON_ADDED:
        return _may_add(so_far, line, agreed, sheets, held)
    if line.kind == PERSON_NAMED:
        return Right.PEOPLE in held and line.record not in so_far.known
    if line.kind == PERSON_LEFT:
        if line.record in sheets:
            return Right.RECOVERY in held
        theirs = [power for power in so_far.powers.values() if power.person == line.record]
        return Right.PEOPLE in held and _may_end(so_far, line, agreed, theirs)
    if line.kind == KEY_MADE:
        return _may_make_key(so_far, line)
    if line.kind == KEY_GRANTED:
        return _may_hand_key(so_far, line)
    right, second = _NEEDS[line.kind]
    return right in held and (second is None or _seconded(so_far, line, agreed, second))


# Who is to be asked


def seconds(so_far: Authority, moment: str, but: Collection[str]) -> frozenset[str]:
    """Return who could agree at a moment: the right, and a key to sign with."""
    held = in_force(so_far.powers.values(), moment)
    able = {power.person for power in held if Right.SECOND in RIGHTS[power.role]}
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


def _may_end(so_far: Authority, line: Header, agreed: Collection[Header], ended: Collection[Power]) -> bool:
    if any(power.person != line.record for power in ended) or ends_last_second(so_far, so_far.here, line.person, ended):
        return False
    alone = not needs_second_to_end(so_far, so_far.here, line.person, ended)
    return alone or _seconded(so_far, line, agreed, Right.SECOND, but=line.record)


def _may_grant(so_far: Authority, line: Header, agreed: Collection[Header], held: frozenset[Right]) -> bool:
    if not so_far.powers and line.person == line.record:
        return line.seq <= FIRST_LINES  # whoever made the office
    if Right.PEOPLE not in held or line.person == line.record:
        return False
    role = Role(str(line.about["role"]))
    alone = not needs_second_to_give(so_far, so_far.here, line.person, line.record, role)
    return alone or _seconded(so_far, line, agreed, Right.SECOND, but=line.record)


def _may_make_key(so_far: Authority, line: Header) -> bool:
    entitled = keeps_sealed_notes(in_force(so_far.powers.values(), so_far.here))
    return line.person in entitled and line.about["generation"] == len(so_far.generations) + 1


def _may_hand_key(so_far: Authority, line: Header) -> bool:
    """A key is handed on by who holds it, or by the two who renewed somebody and open it together."""
    holding = so_far.generations.get(_number(line.about["generation"]), set())
    if line.person in holding:
        return True
    renewed = so_far.known.get(str(line.about["to"]))
    if renewed is None or renewed.by != line.person:
        return False
    return any("+".join(sorted((line.person, other))) in holding for other in renewed.agreed)


# office.made, the first person and their power stand at the very beginning; later nobody starts an office again.
FIRST_LINES: Final = 3


def _may_add(
    so_far: Authority, line: Header, agreed: Collection[Header], sheets: Collection[str], held: frozenset[Right]
) -> bool:
    if line.record in sheets:
        return Right.RECOVERY in held and line.record not in so_far.known
    if not so_far.known:
        return line.person == line.record and line.seq <= FIRST_LINES
    if line.record not in so_far.known:
        return Right.PEOPLE in held
    if line.person in sheets:
        return any(other.person in sheets and other.person != line.person for other in agreed)
    return Right.PEOPLE in held and _seconded(so_far, line, agreed, Right.SECOND, but=line.record)


def _seconded(so_far: Authority, line: Header, agreed: Collection[Header], right: Right, but: str = "") -> bool:
    return any(
        other.person not in (line.person, but) and right in _rights(so_far, other.person) and other.seq > line.seq
        for other in agreed
    )


def _rights(so_far: Authority, person: str) -> frozenset[Right]:
    held = in_force(so_far.powers.values(), so_far.here)
    return rights({power.role for power in held if power.person == person})
