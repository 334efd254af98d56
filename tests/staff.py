"""A station with its people: who they are, how they sign in, and helpers to seat them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from station_desk.desk import keeping, office, people
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from tests.conftest import NOON

# The first person of the template office (ऊषा किरन) is the in-charge and signs in with PASSPHRASE.
NAMES: Mapping[Role, tuple[str, str, str]] = {
    Role.HOUSE_OFFICER: ("देवव्रत चाहर", "प्रभारी निरीक्षक", "पत्थर की नाव और चार हिरन साथ"),
    Role.NODAL_OFFICER: ("मंजरी तोमर", "उ0नि0", "बरगद तले बैठी नौ चिड़ियाँ गाती"),
    Role.COUNSELLOR: ("शुभ्रा सारस्वत", "परामर्शदाता", "धीमी बारिश में भीगता लाल छाता"),
    Role.CENTRE_STAFF: ("प्रियांशी लोधी", "महिला आरक्षी", "सरसों का खेत और उड़ती पतंगें"),
    Role.AUDITOR: ("अनिल दीक्षित", "उ0नि0", "काँच के गिलास में टूटता तारा"),
}


@dataclass(frozen=True, slots=True)
class Staff:
    """Who was added, by role: ids and passphrases."""

    ids: Mapping[Role, str]

    def second(self, role: Role) -> SecondPerson:
        """Return a colleague as the second person of an approval."""
        return SecondPerson(self.ids[role], NAMES[role][2])

    def at_desk(self, folder: Path, role: Role) -> Desk:
        """Seat a colleague; the caller leaves."""
        return office.unlock(folder, NAMES[role][2], self.ids[role], practice_at=NOON)


def found(desk: Desk) -> list[str]:
    """Recount the log, whoever sits at the desk, and return the codes of what is found."""
    with desk.store.read() as read:
        return [finding.code.value for finding in keeping.findings(read, desk.office.code)[2]]


def add_staff(desk: Desk, *roles: Role) -> Staff:
    """Add colleagues of these roles; weighty ones after the first are agreed to by the first that may."""
    ids: dict[Role, str] = {}
    agreeing: SecondPerson | None = None
    for role in roles:
        name, rank, passphrase = NAMES[role]
        second = agreeing if people.needs_second(desk, role) else None
        ids[role] = people.add(desk, name, rank, True, passphrase, role, second).id
        if agreeing is None and role in (Role.HOUSE_OFFICER, Role.NODAL_OFFICER):
            agreeing = SecondPerson(ids[role], passphrase)
    return Staff(ids)


def seat(desk: Desk, person: SecondPerson) -> Desk:
    """Let a colleague take the place of who sits at the desk; the office stays open."""
    return office.step_in(office.step_aside(desk), person.id, person.passphrase)
