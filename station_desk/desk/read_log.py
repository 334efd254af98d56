"""The read log: who opened whose identity, when and why, for those who answer for it. Owns no line of the log.

Who tried to open what is kept from them stands there too; a try shows nobody anything and makes no pattern.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from station_desk.desk import keeping, reading, registers, sealing
from station_desk.desk.approvals import APPROVED
from station_desk.desk.ports import Desk
from station_desk.desk.recording import readable
from station_desk.desk.sight import TRIED as TRIED
from station_desk.desk.sight import walled
from station_desk.domain import reads as rules
from station_desk.domain.authority import MOST_AGREEING
from station_desk.domain.log import Header, read_headers
from station_desk.domain.reads import Pattern as Pattern
from station_desk.domain.reads import Read as Read
from station_desk.domain.records import State
from station_desk.domain.roles import Right
from station_desk.store import log, queries
from station_desk.store.connect import Connection

NAME_SEEN, NOTES_OPENED, SEAL_BROKEN = reading.IDENTITY_READ, sealing.READ, sealing.BROKEN
REGISTER_SEEN, REGISTER_PRINTED = registers.REGISTER_SEEN, keeping.REGISTER_PRINTED
KINDS: Final = (NAME_SEEN, NOTES_OPENED, SEAL_BROKEN, REGISTER_SEEN, REGISTER_PRINTED, TRIED)


def reads(desk: Desk, since: date, until: date, person: str = "", record: str = "") -> list[Read]:
    """Return the readings from one Indian day to another, both counted in, oldest first; narrowed where asked.

    A reading under a clock in doubt counts to every day it may belong to, by its place among the other lines.
    """
    desk.must(Right.READ_LOG)
    with desk.store.read() as read:
        found = _reads(desk, read, since, until)
    return [one for one in found if person in ("", one.person) and record in ("", one.record)]


def _reads(desk: Desk, read: Connection, since: date, until: date) -> list[Read]:
    """Gather the readings; of a matter that is walled from the reader not even that somebody opened it is told."""
    behind, agreed = walled(desk, read), _agreed(read)
    found: list[Read] = []
    tokens: dict[str, str] = {}
    for header in read_headers(log.headers_between(read, KINDS, since.isoformat(), until.isoformat())):
        record = str(header.about.get("record", ""))
        if record in behind:
            continue
        if record and record not in tokens:
            row = queries.matter(read, record)
            tokens[record] = row.token if row else ""
        others = agreed.get(header.seq, ()) if header.kind == SEAL_BROKEN else ()
        found.append(_read(header, record, tokens.get(record, ""), tuple(others)))
    return found


def _agreed(read: Connection) -> Mapping[int, list[str]]:
    """Return who agreed to each line: they sign right after it."""
    found: dict[int, list[str]] = defaultdict(list)
    for header in read_headers(log.headers_of_kinds(read, (APPROVED,))):
        line = header.about.get("line")
        if isinstance(line, int) and 0 < header.seq - line <= MOST_AGREEING:
            found[line].append(header.person)
    return found


def _read(header: Header, record: str, token: str, agreed: tuple[str, ...]) -> Read:
    why = str(header.about.get("why") or header.about.get("day", ""))
    paper = str(header.about.get("paper", ""))
    return Read(header.at, header.person, record, token, header.kind, why, agreed, paper)


def patterns(desk: Desk, days: int = 30) -> list[Pattern]:
    """Return what stands out in the readings of the last days, today counted in."""
    desk.must(Right.READ_LOG)
    today = desk.today()
    with desk.store.read() as read:
        found = [one for one in _reads(desk, read, today - timedelta(days=days - 1), today) if one.kind != TRIED]
        closed = {record: closed_at(read, record) for record in {one.record for one in found} - {""}}
    return rules.patterns(found, {record: at for record, at in closed.items() if at})


def closed_at(read: Connection, record: str) -> str:
    """Return the moment since which a matter has been closed: cancelled, or disposed of; "" while it is not.

    A revision that cannot be read neither closes it nor opens it again.
    """
    since = ""
    for revision in filter(None, map(readable, log.lines_of_record(read, record))):
        if revision.state is State.CANCELLED or revision.answers.get("day_status") == "disposed":
            since = since or revision.at
        else:
            since = ""
    return since
