"""What the desk does after a finding: it enters nothing new until two officers have looked at it and signed so.

Nothing is hidden by it: the finding stays in the log with their names, and what was found stays as evidence. Tables
that lists read are made anew from the log; the log itself is never touched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from station_desk.desk import staffing
from station_desk.desk.approvals import SecondPerson, seconded
from station_desk.desk.finding import Finding
from station_desk.desk.journal import write_line
from station_desk.desk.key_file import VAULT_CHANGED
from station_desk.desk.ports import Desk
from station_desk.desk.recording import reason_text, rebuild
from station_desk.domain.authority import ACKNOWLEDGED as ACKNOWLEDGED
from station_desk.domain.log import Part, canonical
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import log
from station_desk.store.connect import Connection

STANDING = "standing"  # told when there may be other findings than before


def unacknowledged(desk: Desk, found: Iterable[Finding]) -> list[Finding]:
    """Return the findings that no two officers have signed for yet."""
    with desk.store.read() as read:
        known = _known(read)
    return [finding for finding in found if str(finding) not in known]


def take_note(desk: Desk, found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Stop new entries while something grave was found that no two officers signed for; return that.

    What is no longer found stops nothing any more.
    """
    grave = tuple(unacknowledged(desk, (finding for finding in found if finding.is_grave)))
    stopped, desk.room.standing.findings = desk.room.standing.findings, grave
    if grave:
        desk.room.anchor.hold()
    elif stopped:
        desk.room.anchor.resume()
    return grave


def _known(read: Connection) -> frozenset[str]:
    lines, ignored = log.lines_of_kind(read, ACKNOWLEDGED), staffing.unfounded(read)
    told = [json.loads(line.parts[Part.FACTS][1]) for line in lines if line.seq not in ignored]
    return frozenset(text for part in told for text in part["findings"])


@dataclass(frozen=True, slots=True)
class SetRight:
    """The desk works again; `count` findings were signed for."""

    count: int
    changed: frozenset[str] = field(default=frozenset({"log", "matters", STANDING}))


def acknowledge(desk: Desk, found: tuple[Finding, ...], reason: str, second: SecondPerson) -> SetRight:
    """Sign for findings with a reason and a second officer, and let the desk work again.

    Raises NOT_ALLOWED, REASON_NEEDED, SECOND_SAME, NOTHING_FOUND and what the second person's signing in raises.
    """
    desk.must(Right.SET_RIGHT)
    if not found:
        raise DeskError(ErrorCode.NOTHING_FOUND)
    text = reason_text(reason)
    part = canonical({"findings": [str(finding) for finding in found], "reason": text})
    with seconded(desk, second, Right.SET_RIGHT) as agreeing, desk.store.write() as write:
        rebuild(write)
        line = write_line(desk, write, ACKNOWLEDGED, about={"count": len(found)}, parts={Part.FACTS: part})
        agreeing.sign(desk, write, line, ACKNOWLEDGED)
        write_line(desk, write, VAULT_CHANGED, about={"sha256": desk.vault_sha256()})
    desk.room.standing.findings = ()
    desk.room.anchor.resume()
    return SetRight(len(found))
