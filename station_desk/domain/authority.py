"""Which lines about people and powers were written by somebody who might. Owns that judgement, line after line.

A line that nobody might write gives no power and is told as unfounded, so a patched program, or somebody who writes
into the store with its key, gains nothing but a finding. Signatures are checked elsewhere; here only who signed counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from station_desk.domain.log import Header
from station_desk.domain.roles import WEIGHTY, Power, Right, Role, in_force, rights

PERSON_ADDED, PERSON_NAMED, PERSON_LEFT = "person.added", "person.named", "person.left"
ROLE_GRANTED, ROLE_ENDED = "role.granted", "role.ended"
APPROVED = "approval.given"
WALL_SET, WALL_LIFTED = "wall.set", "wall.lifted"
BROKEN, ISSUED, DRILLED, ACKNOWLEDGED = "sealed.broken", "recovery.issued", "recovery.drilled", "finding.acknowledged"

# What may be written by whom, and whose agreement it needs beside: (right of the author, right of the second or None).
_NEEDS: Final[Mapping[str, tuple[Right, Right | None]]] = {
    PERSON_NAMED: (Right.PEOPLE, None),
    WALL_SET: (Right.WALL, None),
    WALL_LIFTED: (Right.WALL, Right.SECOND),
    BROKEN: (Right.BREAK_GLASS, Right.BREAK_GLASS),
    ISSUED: (Right.RECOVERY, Right.RECOVERY),
    DRILLED: (Right.RECOVERY, None),
    ACKNOWLEDGED: (Right.SET_RIGHT, Right.SET_RIGHT),
}
KINDS: Final = frozenset({*_NEEDS, PERSON_ADDED, PERSON_LEFT, ROLE_GRANTED, ROLE_ENDED, APPROVED})


@dataclass(slots=True)
class Authority:
    """What the lines so far come to: the powers given, and the numbers of lines that nobody might write.

    `known` have a key, `moment` is the newest time that was believed.
    """

    powers: dict[int, Power] = field(default_factory=dict)
    unfounded: list[int] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    moment: str = ""


def judge(lines: Iterable[Header], sheets: Collection[str]) -> Authority:
    """Judge the lines of KINDS of one office, in their order. `sheets` are the ids of recovery sheets, ever."""
    told = list(lines)
    agreed: dict[int, list[Header]] = defaultdict(list)
    for line in told:
        if line.kind == APPROVED:
            agreed[int(line.about["line"])].append(line)
    so_far = Authority()
    for line in told:
        if "clock" not in line.about:
            so_far.moment = max(so_far.moment, line.at)
        if line.kind != APPROVED and not _may(so_far, line, agreed.get(line.seq, ()), sheets):
            so_far.unfounded.append(line.seq)
            continue
        _take(so_far, line)
    return so_far


def _take(so_far: Authority, line: Header) -> None:
    if line.kind == PERSON_ADDED:
        so_far.known.add(line.record)
    elif line.kind == ROLE_GRANTED:
        role, until = Role(str(line.about["role"])), str(line.about["until"])
        so_far.powers[line.seq] = Power(line.seq, line.record, role, line.at, until, line.person)
    elif line.kind == ROLE_ENDED:
        so_far.powers.pop(int(line.about["power"]), None)


def _may(so_far: Authority, line: Header, agreed: Collection[Header], sheets: Collection[str]) -> bool:
    held = _rights(so_far, line.person)
    if line.kind == ROLE_GRANTED:
        return _may_grant(so_far, line, agreed, held)
    if line.kind == ROLE_ENDED:
        return Right.PEOPLE in held
    if line.kind == PERSON_ADDED:
        return _may_add(so_far, line, agreed, sheets, held)
    if line.kind == PERSON_LEFT:
        return (Right.RECOVERY if line.record in sheets else Right.PEOPLE) in held
    right, second = _NEEDS[line.kind]
    return right in held and (second is None or _seconded(so_far, line, agreed, second))


def _may_grant(so_far: Authority, line: Header, agreed: Collection[Header], held: frozenset[Right]) -> bool:
    if not so_far.powers and line.person == line.record:
        return line.seq <= FIRST_LINES  # whoever made the office
    others = {power.person for power in so_far.powers.values()} - {line.person, line.record}
    somebody = any(Right.SECOND in _rights(so_far, other) for other in others)
    weighty = line.about["role"] in WEIGHTY and somebody
    alone = Right.PEOPLE in held and line.person != line.record
    return alone and (not weighty or _seconded(so_far, line, agreed, Right.SECOND, but=line.record))


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
    held = in_force(so_far.powers.values(), so_far.moment)
    return rights({power.role for power in held if power.person == person})
