"""The rights of every role, against a matrix written by hand; holding, expiry, walls."""

from __future__ import annotations

import pytest

from station_desk.domain.roles import (
    OF_KIND,
    RIGHTS,
    Power,
    Right,
    Role,
    Sight,
    in_force,
    keeps_sealed_notes,
    may_hold,
    reads_own_words,
    rights,
    sight,
)
from station_desk.domain.sensitivity import Confidentiality

# One letter a role: S staff, C counsellor, P supervisor, I in-charge, N nodal officer, H house officer, A auditor,
# d district desk, D district officer. Written from the order and the fields notes, not from the program.
MATRIX = """
matters      S C P I N H . . .
enter        S C . I . . . . .
identity     S C . I N H . . .
own_words    . . . I . H . . .
sealed       . C P I . . . . .
break_glass  . . . I N H . . .
register     . . . I N H . . .
send         S . . I N . . . .
people       . . . I . H . . D
second       . . . I N H . . D
wall         S C . I . H . . .
recovery     . . . I N H . . D
verify       . . . I N H A d D
set_right    . . . I N H . . D
read_log     . . . . N . A . D
close        . . . I . H . . .
source       . . . . N . . . .
stations     . . . . . . . d D
approve      . . . . . . . . D
take_in      . . . . . . . d D
"""
LETTERS = {
    "S": Role.CENTRE_STAFF,
    "C": Role.COUNSELLOR,
    "P": Role.SUPERVISOR,
    "I": Role.IN_CHARGE,
    "N": Role.NODAL_OFFICER,
    "H": Role.HOUSE_OFFICER,
    "A": Role.AUDITOR,
    "d": Role.DISTRICT_DESK,
    "D": Role.DISTRICT_OFFICER,
}
BY_HAND = {
    line.split()[0]: {LETTERS[letter] for letter in line.split()[1:] if letter != "."}
    for line in MATRIX.strip().splitlines()
}


def test_matrix_names_every_right_and_role() -> None:
    """A new right or role must be decided in the matrix too."""
    assert set(BY_HAND) == {right.value for right in Right}
    assert set(LETTERS.values()) == set(Role) == set(RIGHTS)


@pytest.mark.parametrize("right", list(Right))
@pytest.mark.parametrize("role", list(Role))
def test_table_is_the_matrix(role: Role, right: Right) -> None:
    """Every pair of role and right is as it was written by hand."""
    assert (right in RIGHTS[role]) == (role in BY_HAND[right.value])


def test_two_roles_add_up() -> None:
    """A nodal officer who is in-charge too has both sets and nothing else."""
    both = rights({Role.NODAL_OFFICER, Role.IN_CHARGE})
    assert both == RIGHTS[Role.NODAL_OFFICER] | RIGHTS[Role.IN_CHARGE]
    assert rights(()) == frozenset()


def test_holding() -> None:
    """Two roles at most, of one's own kind of office, and the auditor alone."""
    assert may_hold("station", {Role.NODAL_OFFICER, Role.IN_CHARGE})
    assert not may_hold("station", {Role.NODAL_OFFICER, Role.IN_CHARGE, Role.COUNSELLOR})
    assert may_hold("station", {Role.AUDITOR})
    assert not may_hold("station", {Role.AUDITOR, Role.CENTRE_STAFF})
    assert not may_hold("station", {Role.DISTRICT_DESK})
    assert not may_hold("district", {Role.IN_CHARGE})
    assert all(may_hold(kind, {role}) for kind, roles in OF_KIND.items() for role in roles)


def _power(role: Role, since: str = "2026-10-01T00:00:00Z", until: str = "", person: str = "a") -> Power:
    return Power(1, person, role, since, until, "b")


def test_acting_power_ends_by_itself() -> None:
    """An acting in-charge till Sunday is in-charge on Saturday and not on Monday, without anybody's act."""
    power = _power(Role.IN_CHARGE, until="2026-10-11T18:30:00Z")
    assert in_force([power], "2026-10-11T18:29:59Z") == (power,)
    assert in_force([power], "2026-10-11T18:30:00Z") == ()
    assert in_force([power], "2026-09-30T00:00:00Z") == (power,)  # given by a clock that was ahead


def test_wall_stands_before_every_post() -> None:
    """A walled colleague sees only that a matter is sealed, whatever the post and whoever took it down."""
    for role in OF_KIND["station"]:
        assert sight("a", {role}, Confidentiality.OPEN, {"a"}, walled=True) is Sight.SEALED


def test_matter_of_the_stations_own_staff() -> None:
    """Other desk staff see only that it is sealed; who took it down and the officers see it."""
    seen = {
        role: sight("a", {role}, Confidentiality.SEALED, {"other"}, walled=False) is Sight.WHOLE
        for role in OF_KIND["station"]
    }
    assert seen == {
        Role.CENTRE_STAFF: False,
        Role.COUNSELLOR: True,
        Role.SUPERVISOR: True,
        Role.IN_CHARGE: True,
        Role.NODAL_OFFICER: True,
        Role.HOUSE_OFFICER: True,
        Role.AUDITOR: False,
    }
    assert sight("a", {Role.CENTRE_STAFF}, Confidentiality.SEALED, {"a"}, walled=False) is Sight.WHOLE
    assert sight("a", {Role.CENTRE_STAFF}, Confidentiality.RESTRICTED, {"b"}, walled=False) is Sight.WHOLE


def test_her_own_words() -> None:
    """Who took them down, the in-charge and the station house officer read them; a colleague and the nodal do not."""
    assert reads_own_words("a", RIGHTS[Role.CENTRE_STAFF], {"a"})
    assert not reads_own_words("a", RIGHTS[Role.CENTRE_STAFF], {"b"})
    assert reads_own_words("a", RIGHTS[Role.HOUSE_OFFICER], {"b"})
    assert not reads_own_words("a", RIGHTS[Role.NODAL_OFFICER], {"b"})


def test_who_keeps_the_sealed_notes() -> None:
    """Counsellors and a named supervisor; the in-charge only where there is neither."""
    in_charge = _power(Role.IN_CHARGE, person="i")
    assert keeps_sealed_notes([in_charge]) == {"i"}
    assert keeps_sealed_notes([in_charge, _power(Role.COUNSELLOR, person="c")]) == {"c"}
    assert keeps_sealed_notes([in_charge, _power(Role.SUPERVISOR, person="i")]) == {"i"}
