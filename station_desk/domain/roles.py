"""Who may do what. Owns the one table of rights, the rules of holding and granting powers, and who may see a matter.

Powers are told by lines of the log (`role.granted`, `role.ended`); this module only judges them. Sources: domain notes
section 6 (posts), fields notes D1.5.3 (her own words), peers notes B8 (walls, acting powers that expire by themselves).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from station_desk.domain.sensitivity import Confidentiality


class Role(StrEnum):
    """A post of the office. A person holds at most two at a time; the auditor holds no other."""

    CENTRE_STAFF = "centre_staff"
    COUNSELLOR = "counsellor"
    SUPERVISOR = "supervisor"  # named to look at the counsellor's working notes
    IN_CHARGE = "in_charge"
    NODAL_OFFICER = "nodal_officer"
    HOUSE_OFFICER = "house_officer"
    AUDITOR = "auditor"
    DISTRICT_DESK = "district_desk"
    DISTRICT_OFFICER = "district_officer"


class Right(StrEnum):
    """One thing the desk does for those who may."""

    MATTERS = "matters"  # see the masked list and a matter without her name
    ENTER = "enter"  # open, finish, correct and cancel entries
    IDENTITY = "identity"  # ask for her name, with a reason, logged
    OWN_WORDS = "own_words"  # read her own words in every matter, not only in those one took down
    SEALED = "sealed"  # write and read the counsellor's working notes; the key decides as well
    BREAK_GLASS = "break_glass"  # open them in an emergency, as one of two
    REGISTER = "register"  # look at and print the daily register
    SEND = "send"  # bundles out, receipts in, enrolment of this station
    PEOPLE = "people"  # colleagues, their powers, a new passphrase for one who forgot
    SECOND = "second"  # stand in as the second person of an approval
    WALL = "wall"  # keep a matter from a colleague; lifting needs a second person
    RECOVERY = "recovery"  # recovery sheets: print, replace, drill
    VERIFY = "verify"  # recount the log
    SET_RIGHT = "set_right"  # let the desk work again after a finding, as one of two
    READ_LOG = "read_log"  # who opened whose identity
    CLOSE = "close"  # close a matter that somebody else proposed to close
    SOURCE = "source"  # record where a line of the law was checked
    STATIONS = "stations"  # district: what stations sent
    APPROVE = "approve"  # district: approve a station
    TAKE_IN = "take_in"  # district: take bundles in, give receipts


Kind = Literal["station", "district"]

_OFFICE_HEAD: Final = frozenset(
    {Right.PEOPLE, Right.SECOND, Right.RECOVERY, Right.VERIFY, Right.SET_RIGHT, Right.READ_LOG}
)

RIGHTS: Final[Mapping[Role, frozenset[Right]]] = MappingProxyType(
    {
        Role.CENTRE_STAFF: frozenset({Right.MATTERS, Right.ENTER, Right.IDENTITY, Right.SEND, Right.WALL}),
        Role.COUNSELLOR: frozenset({Right.MATTERS, Right.ENTER, Right.IDENTITY, Right.SEALED, Right.WALL}),
        Role.SUPERVISOR: frozenset({Right.MATTERS, Right.SEALED}),
        Role.IN_CHARGE: frozenset(
            {
                Right.MATTERS,
                Right.ENTER,
                Right.IDENTITY,
                Right.OWN_WORDS,
                Right.SEALED,
                Right.CLOSE,
                Right.BREAK_GLASS,
                Right.REGISTER,
                Right.SEND,
                Right.PEOPLE,
                Right.SECOND,
                Right.WALL,
                Right.RECOVERY,
                Right.VERIFY,
                Right.SET_RIGHT,
            }
        ),
        Role.NODAL_OFFICER: frozenset(
            {
                Right.MATTERS,
                Right.IDENTITY,
                Right.BREAK_GLASS,
                Right.REGISTER,
                Right.SEND,
                Right.SECOND,
                Right.RECOVERY,
                Right.VERIFY,
                Right.SET_RIGHT,
                Right.READ_LOG,
                Right.SOURCE,
            }
        ),
        Role.HOUSE_OFFICER: frozenset(
            {
                Right.MATTERS,
                Right.IDENTITY,
                Right.OWN_WORDS,
                Right.CLOSE,
                Right.BREAK_GLASS,
                Right.REGISTER,
                Right.PEOPLE,
                Right.SECOND,
                Right.WALL,
                Right.RECOVERY,
                Right.VERIFY,
                Right.SET_RIGHT,
            }
        ),
        Role.AUDITOR: frozenset({Right.VERIFY, Right.READ_LOG}),
        Role.DISTRICT_DESK: frozenset({Right.STATIONS, Right.TAKE_IN, Right.VERIFY}),
        Role.DISTRICT_OFFICER: _OFFICE_HEAD | {Right.STATIONS, Right.APPROVE, Right.TAKE_IN},
    }
)

OF_KIND: Final[Mapping[Kind, tuple[Role, ...]]] = MappingProxyType(
    {
        "station": (
            Role.CENTRE_STAFF,
            Role.COUNSELLOR,
            Role.SUPERVISOR,
            Role.IN_CHARGE,
            Role.NODAL_OFFICER,
            Role.HOUSE_OFFICER,
            Role.AUDITOR,
        ),
        "district": (Role.DISTRICT_DESK, Role.DISTRICT_OFFICER),
    }
)
# Who may make an office: somebody has to let the others in.
FIRST: Final[Mapping[Kind, tuple[Role, ...]]] = MappingProxyType(
    {"station": (Role.IN_CHARGE, Role.HOUSE_OFFICER), "district": (Role.DISTRICT_OFFICER,)}
)
MOST_ROLES: Final = 2
# Powers that make somebody one of the two of an approval, or open what nobody else may read.
WEIGHTY: Final = frozenset(OF_KIND["station"]) - {Role.CENTRE_STAFF} | {Role.DISTRICT_OFFICER}


@dataclass(frozen=True, slots=True)
class Power:
    """A role as it was given: by whom, in which line, when, and until when ("" for open end; UTC moments)."""

    line: int
    person: str
    role: Role
    since: str
    until: str
    by: str


def in_force(powers: Iterable[Power], moment: str) -> tuple[Power, ...]:
    """Return the powers that hold at a UTC moment; one with an end is over by itself.

    A power holds from its line on, whatever the clock says: lines have an order of their own.
    """
    return tuple(power for power in powers if not power.until or moment < power.until)


def rights(roles: Collection[Role]) -> frozenset[Right]:
    """Return everything that the roles of one person allow together."""
    return frozenset().union(*(RIGHTS[role] for role in roles))


def may_hold(kind: Kind, roles: Collection[Role]) -> bool:
    """Tell whether one person may hold these roles at the same time, in an office of this kind."""
    fits = all(role in OF_KIND[kind] for role in roles)
    return fits and len(set(roles)) <= MOST_ROLES and (Role.AUDITOR not in roles or len(set(roles)) == 1)


class Sight(StrEnum):
    """How much of a matter one person sees: all that their rights allow, or only that it is sealed."""

    WHOLE = "whole"
    SEALED = "sealed"


_SEES_SEALED: Final = frozenset(
    {Role.COUNSELLOR, Role.SUPERVISOR, Role.IN_CHARGE, Role.NODAL_OFFICER, Role.HOUSE_OFFICER}
)


def sight(
    person: str, roles: Collection[Role], confidentiality: Confidentiality, took_down: Collection[str], walled: bool
) -> Sight:
    """Tell how much of a matter a person sees.

    A wall stands before everything, also before the in-charge and the station house officer. A matter tied to the
    station's staff is seen by those who took it down and by the officers who answer for it; for the rest it is sealed.
    """
    if walled:
        return Sight.SEALED
    if confidentiality is not Confidentiality.SEALED or person in took_down or _SEES_SEALED & set(roles):
        return Sight.WHOLE
    return Sight.SEALED


def reads_own_words(person: str, held: Collection[Right], took_down: Collection[str]) -> bool:
    """Tell whether a person may read her own words: who took them down, the in-charge, the station house officer."""
    return Right.OWN_WORDS in held or person in took_down


def keeps_sealed_notes(powers: Iterable[Power]) -> frozenset[str]:
    """Return who holds the key of the working notes: counsellors and named supervisors; without any, the in-charge."""
    held = tuple(powers)
    named = frozenset(power.person for power in held if power.role in (Role.COUNSELLOR, Role.SUPERVISOR))
    return named or frozenset(power.person for power in held if power.role is Role.IN_CHARGE)
