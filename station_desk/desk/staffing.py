"""Who holds which power and which matters are walled from whom, read straight from the log. Owns no act.

role.granted   record = the person, about {role, until ("" for open end)}
role.ended     record = the person, about {power: the granting line}
wall.set       record = the matter, about {walled: person}
wall.lifted    record = the matter, about {walled: person}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import suppress

from station_desk.domain.authority import KINDS, VAULT_CHANGED, Authority, judge
from station_desk.domain.calendar import parse_moment
from station_desk.domain.clock_guard import CLOCK_CONFIRMED, CONFIRMED, MARK, is_believed
from station_desk.domain.log import Header, Part, PartError, commitment, read_header, read_part
from station_desk.domain.roles import Power, Right, Role, in_force
from station_desk.domain.roles import rights as rights
from station_desk.store import log, office
from station_desk.store.connect import Connection
from station_desk.store.log import StoredLine

# Every use case asks, so the answer is kept until there is a newer line of these kinds.
_judged: dict[bytes, Authority] = {}


def authority(read: Connection, besides: Collection[str] = ()) -> Authority:
    """Return the judgement over every line about people and powers, from the lines themselves.

    `besides` are kinds of lines to be judged with them: what was done in matters, which only a whole check asks.
    """
    told = _told(read, *KINDS, CLOCK_CONFIRMED, *besides)
    doubted = [line.seq for line in told if _may_be_behind(line)]
    slots = {line.seq: slots_in(line) for line in log.lines_of_kind(read, VAULT_CHANGED)}
    readable = {seq: told for seq, told in slots.items() if told is not None}
    return judge(told, {row.id for row in office.sheets(read)}, log.reached_before(read, doubted), readable)


def slots_in(line: StoredLine) -> Mapping[str, str] | None:
    """Return the hash of each slot of the key file that a line names, none of a part that tells none.

    None where the part is gone or is not the one that was signed: the recount tells of that.
    """
    try:
        salted = line.parts[Part.FACTS]
        if commitment(*salted).hex() != read_header(line.header).commitments[Part.FACTS]:
            return None
    except (KeyError, ValueError):
        return None
    with suppress(AttributeError, KeyError, PartError):
        return {str(person): str(slot) for person, slot in read_part(salted[1])["slots"].items()}
    return {}


def _may_be_behind(line: Header) -> bool:
    """Tell whether lines of other kinds may have come further in time than those of KINDS and this one show."""
    return line.kind == CLOCK_CONFIRMED or not is_believed(line.about)


def powers(read: Connection) -> tuple[Power, ...]:
    """Return every power given by somebody who might and ended by nobody, those that are over included."""
    return tuple(judgement(read).powers.values())


def unfounded(read: Connection) -> frozenset[int]:
    """Return the lines about people and powers that were written by somebody who might not; they count for nothing."""
    return frozenset(judgement(read).unfounded)


def judgement(read: Connection) -> Authority:
    """Return what `authority` returned last, while there is no newer line of these kinds."""
    newest = log.newest_leaf(read, KINDS)
    judged = _judged.get(newest)  # another thread may take it away at any time
    if judged is None:
        judged = authority(read)
        _judged.clear()
        _judged[newest] = judged
    return judged


def _told(read: Connection, *kinds: str) -> list[Header]:
    """Read the lines of some kinds; one that cannot be read gives nothing here, and the recount tells of it."""
    told = []
    for header in log.headers_of_kinds(read, kinds):
        with suppress(ValueError):
            told.append(read_header(header))
    return told


def holding(read: Connection, moment: str) -> tuple[Power, ...]:
    """Return the powers that hold at a moment, or at the latest one believed: no clock put back revives any."""
    return in_force(powers(read), reached(read, moment))


def reached(read: Connection, moment: str) -> str:
    """Return the later of a moment and the latest one that a line is believed to be of (`clock_guard.Reached`)."""
    days = _told(read, CLOCK_CONFIRMED)
    told = max((line.seq for line in days if line.about.get(MARK) == CONFIRMED), default=0)
    for bytes_ in log.latest_first(read):
        with suppress(ValueError):  # one that cannot be read is for the recount to tell
            line = read_header(bytes_)
            counts = MARK not in line.about or (is_believed(line.about) and line.seq >= told)
            if counts and parse_moment(line.at):
                return max(moment, line.at)
    return moment


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
    return {record: frozenset(people) for record, people in judgement(read).walls.items() if people}
