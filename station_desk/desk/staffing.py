"""Who holds which power and which matters are walled from whom, read straight from the log. Owns no act.

role.granted   record = the person, about {role, until ("" for open end)}
role.ended     record = the person, about {power: the granting line}
wall.set       record = the matter, about {walled: person}
wall.lifted    record = the matter, about {walled: person}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from station_desk.desk.timekeeper import newest_believed
from station_desk.domain.authority import KINDS, WALL_LIFTED, WALL_SET, Authority, judge
from station_desk.domain.log import Header, read_header
from station_desk.domain.roles import Power, Right, Role, in_force
from station_desk.domain.roles import rights as rights
from station_desk.store import log, office
from station_desk.store.connect import Connection

# Every use case asks, so the answer is kept until there is a newer line of these kinds.
_judged: dict[bytes, Authority] = {}


def authority(read: Connection) -> Authority:
    """Return the judgement over every line about people and powers, from the lines themselves."""
    return judge(_told(read, *KINDS), {row.id for row in office.sheets(read)})


def powers(read: Connection) -> tuple[Power, ...]:
    """Return every power given by somebody who might and ended by nobody, those that are over included."""
    return tuple(_judgement(read).powers.values())


def unfounded(read: Connection) -> frozenset[int]:
    """Return the lines about people and powers that were written by somebody who might not; they count for nothing."""
    return frozenset(_judgement(read).unfounded)


def _judgement(read: Connection) -> Authority:
    newest = log.newest_leaf(read, KINDS)
    if newest not in _judged:
        _judged.clear()
        _judged[newest] = authority(read)
    return _judged[newest]


def _told(read: Connection, *kinds: str) -> list[Header]:
    return [read_header(header) for header in log.headers_of_kinds(read, kinds)]


def holding(read: Connection, moment: str) -> tuple[Power, ...]:
    """Return the powers that hold at a moment, or at the newest believed line where a clock was set back since."""
    return in_force(powers(read), max(moment, newest_believed(read)[0]))


def roles_of(read: Connection, person: str, moment: str) -> frozenset[Role]:
    """Return the roles one person holds at a moment."""
    return frozenset(power.role for power in holding(read, moment) if power.person == person)


def rights_of(read: Connection, person: str, moment: str) -> frozenset[Right]:
    """Return what one person may do at a moment."""
    return rights(roles_of(read, person, moment))


def holders(read: Connection, right: Right, moment: str) -> frozenset[str]:
    """Return the people who hold a right at a moment."""
    held: dict[str, set[Role]] = defaultdict(set)
    for power in holding(read, moment):
        held[power.person].add(power.role)
    return frozenset(person for person, roles in held.items() if right in rights(roles))


def walls(read: Connection) -> Mapping[str, frozenset[str]]:
    """Return, for each matter with a wall put up by hand, the people it is kept from."""
    kept: dict[str, set[str]] = defaultdict(set)
    ignored = unfounded(read)
    for line in _told(read, WALL_SET, WALL_LIFTED):
        if line.seq in ignored:
            continue
        change = kept[line.record].add if line.kind == WALL_SET else kept[line.record].discard
        change(str(line.about["walled"]))
    return {record: frozenset(people) for record, people in kept.items() if people}
