"""The read log: who opened whose identity, when and why, for those who answer for it. Owns no line of the log."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from station_desk.desk.ports import Desk
from station_desk.desk.recording import revision_of
from station_desk.desk.sight import walled
from station_desk.domain import reads as rules
from station_desk.domain.log import Header, HeaderError, Part, read_header
from station_desk.domain.reads import Pattern as Pattern
from station_desk.domain.reads import Read as Read
from station_desk.domain.records import State
from station_desk.domain.roles import Right
from station_desk.store import log, queries
from station_desk.store.connect import Connection

NAME_SEEN, NOTES_OPENED, SEAL_BROKEN = "identity.read", "sealed.read", "sealed.broken"
REGISTER_SEEN, REGISTER_PRINTED = "register.previewed", "register.printed"
KINDS: Final = (NAME_SEEN, NOTES_OPENED, SEAL_BROKEN, REGISTER_SEEN, REGISTER_PRINTED)


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
    behind = walled(desk, read)
    found: list[Read] = []
    tokens: dict[str, str] = {}
    for raw in log.headers_between(read, KINDS, since.isoformat(), until.isoformat()):
        try:
            header = read_header(raw)
        except HeaderError:
            continue  # told by the verification
        record = str(header.about.get("record", ""))
        if record in behind:
            continue
        if record and record not in tokens:
            row = queries.matter(read, record)
            tokens[record] = row.token if row else ""
        found.append(_read(header, record, tokens.get(record, "")))
    return found


def _read(header: Header, record: str, token: str) -> Read:
    why = str(header.about.get("why") or header.about.get("day", ""))
    return Read(header.at, header.person, record, token, header.kind, why)


def patterns(desk: Desk, days: int = 30) -> list[Pattern]:
    """Return what stands out in the readings of the last days, today counted in."""
    desk.must(Right.READ_LOG)
    today = desk.today()
    with desk.store.read() as read:
        found = _reads(desk, read, today - timedelta(days=days - 1), today)
        closed = {record: closed_at(read, record) for record in {one.record for one in found} - {""}}
    return rules.patterns(found, {record: at for record, at in closed.items() if at})


def closed_at(read: Connection, record: str) -> str:
    """Return the moment since which a matter has been closed: cancelled, or disposed of; "" while it is not."""
    since = ""
    for line in log.lines_of_record(read, record):
        revision = revision_of(line, (Part.FACTS,))
        if revision.state is State.CANCELLED or revision.answers.get("day_status") == "disposed":
            since = since or revision.at
        else:
            since = ""
    return since
