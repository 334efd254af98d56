"""What the desk does after a finding: it enters nothing new until two officers have looked at it and signed so.

Nothing is hidden by it: the finding stays in the log with their names. Tables that lists read, people and the guards
of the log are made anew from the log, which itself is never touched. What cannot be mended is remembered by what was
found there, so the same place changed once more stops the desk again.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256

from station_desk.desk import keeping, key_file, staffing
from station_desk.desk.approvals import Agreeing, seconded
from station_desk.desk.finding import Finding, FindingCode
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk
from station_desk.desk.recording import reason_text, rebuild
from station_desk.desk.recount import Recount
from station_desk.domain.authority import ACKNOWLEDGED as ACKNOWLEDGED
from station_desk.domain.log import Part, canonical, read_part
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import log, office
from station_desk.store.connect import Connection

STANDING = "standing"  # told when there may be other findings than before


def unacknowledged(desk: Desk, found: Iterable[Finding]) -> list[Finding]:
    """Return the findings that no two officers have signed for yet."""
    with desk.store.read() as read:
        known = _known(read)
        return [finding for finding in found if finding.is_mended or _mark(read, finding) not in known]


def take_note(desk: Desk, found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Stop new entries while something grave was found that no two officers signed for; return that.

    What is no longer found stops nothing any more. What stops nothing is kept to be shown, with every anchor that was
    missing when a sitting began and that neither two officers nor the district have confirmed since.
    """
    with desk.store.read() as read:
        missed = keeping.missed(read)
    left = unacknowledged(desk, [*found, *missed])
    grave = tuple(finding for finding in left if finding.is_grave)
    stopped, desk.room.standing.findings = desk.room.standing.findings, grave
    desk.room.standing.notices = tuple(finding for finding in left if not finding.is_grave)
    if grave:
        desk.room.anchor.hold()
    elif stopped:
        desk.room.anchor.resume()
    return grave


def _known(read: Connection) -> frozenset[str]:
    lines, ignored = log.lines_of_kind(read, ACKNOWLEDGED), staffing.unfounded(read)
    marks: set[str] = set()
    for line in lines:
        # A line that cannot be read is told where lines are checked, and what it signed for is asked about again.
        with suppress(KeyError, TypeError, ValueError):
            if line.seq not in ignored:
                marks |= {str(mark) for mark in read_part(line.parts[Part.FACTS][1])["marks"]}
    return frozenset(marks)


def _mark(read: Connection, finding: Finding) -> str:
    """Name a finding together with what was found there, or lies there now, by its hash."""
    if finding.lies:
        return f"{finding} {finding.lies}"
    match finding.code:
        case FindingCode.PERSON_DIFFERS | FindingCode.PERSON_UNKNOWN:
            lies: object = [row for row in (*office.people(read), *office.sheets(read)) if row.id == finding.where]
        case FindingCode.GUARD_MISSING:
            lies = log.statement_of(read, finding.where)
        case FindingCode.OFFICE_DIFFERS:
            lies = sorted((name, office.value(read, name)) for name in office.names(read))
        case _ if finding.seq:
            lies = [
                (at.header, at.signature, at.leaf, at.parts, also)
                for at, also in log.walk(read, finding.seq, finding.seq)
            ]
        case _:
            lies = ""
    return f"{finding} {sha256(repr(lies).encode()).hexdigest()}"


def _mend(desk: Desk, write: Connection, found: Iterable[Finding]) -> None:
    """Make anew from the log what was found to differ from it."""
    codes = {finding.code for finding in found}
    rebuild(write)
    office.raise_serials(write)
    log.lay_guards(write)
    if FindingCode.HEAD_DIFFERS in codes:
        log.count_peaks(write)
    if codes & {FindingCode.PERSON_DIFFERS, FindingCode.PERSON_UNKNOWN}:
        recount = Recount(desk.office.code, ignored=staffing.unfounded(write))
        recount.walk(write)
        doubtful = {finding.seq for finding in recount.found}
        for seq, row in recount.people.values():
            if row is not None and seq not in doubtful:
                office.put_person(write, row)


@dataclass(frozen=True, slots=True)
class SetRight:
    """The desk works again; `count` findings were signed for."""

    count: int
    changed: frozenset[str] = field(default=frozenset({"log", "matters", STANDING}))


def acknowledge(desk: Desk, found: tuple[Finding, ...], reason: str, second: Agreeing) -> SetRight:
    """Sign for findings with a reason and a second officer, and let the desk work again.

    What was found meanwhile, and nobody has seen here, goes on stopping it. Of a key file that was put there those
    slots stay that the record names, so no former passphrase comes back; whoever sat down by one signs for nothing.
    Raises NOT_ALLOWED, REASON_NEEDED, SECOND_SAME, NOTHING_FOUND, OWN_KEY_OLD and
    what the second person's signing in raises.
    """
    desk.must(Right.SET_RIGHT)
    if not found:
        raise DeskError(ErrorCode.NOTHING_FOUND)
    if desk.person.id in desk.room.standing.older:
        raise DeskError(ErrorCode.OWN_KEY_OLD)
    text = reason_text(reason)
    with seconded(desk, second, Right.SET_RIGHT) as agreeing:

        def act(write: Connection) -> None:
            if any(finding.is_grave for finding in found):
                _mend(desk, write, found)
            marks = [_mark(write, finding) for finding in found if not finding.is_mended]
            part = canonical({"findings": [str(finding) for finding in found], "marks": marks, "reason": text})
            line = write_line(desk, write, ACKNOWLEDGED, about={"count": len(found)}, parts={Part.FACTS: part})
            agreeing.sign(desk, write, line, ACKNOWLEDGED)

        if any(finding.code is FindingCode.KEY_FILE_DIFFERS for finding in found):
            key_file.change(desk, key_file.without_former_slots(desk.room), act)
        else:
            with desk.store.write() as write:
                act(write)
    seen = {(finding, finding.lies) for finding in found}
    left = tuple(one for one in desk.room.standing.findings if (one, one.lies) not in seen)
    desk.room.standing.findings = left
    desk.room.standing.notices = tuple(one for one in desk.room.standing.notices if (one, one.lies) not in seen)
    if not left:
        desk.room.anchor.resume()
        desk.room.anchor.flush()
    return SetRight(len(found))
