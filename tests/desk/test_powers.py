"""People and powers on a real office: giving, ending, expiring, two sides of an approval, authorship."""

from __future__ import annotations

import pytest

from station_desk.desk import approvals, office, people, reading, recording, registers, staffing
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Right, Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import log
from tests.conftest import NOON, PASSPHRASE
from tests.entries import ELDER
from tests.staff import NAMES, add_staff, found


def _code(error: pytest.ExceptionInfo[DeskError]) -> ErrorCode:
    return error.value.code


def _no_findings(desk: Desk) -> None:
    assert found(desk) == []


def test_first_officer_needs_nobody_the_second_does(station: Desk) -> None:
    """With nobody to ask a weighty role is given alone; as soon as there is somebody, only together."""
    staff = add_staff(station, Role.HOUSE_OFFICER)
    assert people.needs_second(station, Role.COUNSELLOR)
    assert not people.needs_second(station, Role.CENTRE_STAFF)
    name, rank, passphrase = NAMES[Role.COUNSELLOR]
    with pytest.raises(DeskError) as alone:
        people.add(station, name, rank, True, passphrase, Role.COUNSELLOR)
    assert _code(alone) is ErrorCode.SECOND_NEEDED
    added = people.add(station, name, rank, True, passphrase, Role.COUNSELLOR, staff.second(Role.HOUSE_OFFICER))
    with station.store.read() as read:
        assert staffing.roles_of(read, added.id, station.now()) == {Role.COUNSELLOR}
        agreed = log.lines_of_kind(read, approvals.APPROVED)
        keys = {row.id: row.key for row in reading.people(station)}
    assert len(agreed) == 1
    assert keys[staff.ids[Role.HOUSE_OFFICER]] != station.person.key
    _no_findings(station)


def test_no_office_head_without_a_successor(station: Desk) -> None:
    """The last one who can let people in keeps that power; an acting one does not count as a successor."""
    (power,) = people.colleagues(station)[0].powers
    with pytest.raises(DeskError) as last:
        people.end(station, power)
    assert _code(last) is ErrorCode.LAST_HEAD
    staff = add_staff(station, Role.CENTRE_STAFF)
    people.give(station, staff.ids[Role.CENTRE_STAFF], Role.IN_CHARGE, until="2026-10-11")
    with pytest.raises(DeskError) as acting:
        people.end(station, power)
    assert _code(acting) is ErrorCode.LAST_HEAD
    _no_findings(station)


def test_acting_in_charge_till_sunday(station: Desk) -> None:
    """An acting power opens the verbs until its last day is over, then they are closed without anybody's act."""
    desk = station
    staff = add_staff(desk, Role.CENTRE_STAFF)
    person = staff.ids[Role.CENTRE_STAFF]
    people.give(desk, person, Role.IN_CHARGE, until="2026-10-11")
    with desk.store.read() as read:
        assert Right.REGISTER in staffing.rights_of(read, person, "2026-10-11T18:29:59Z")
        assert Right.REGISTER not in staffing.rights_of(read, person, "2026-10-11T18:30:00Z")
    office.set_practice_clock(desk, NOON.replace(day=12))
    (colleague,) = [one for one in people.colleagues(desk) if one.row.id == person]
    assert [power.role for power in colleague.over] == [Role.IN_CHARGE]
    assert [power.role for power in colleague.powers] == [Role.CENTRE_STAFF]


def test_clock_set_back_does_not_stretch_a_power(station: Desk) -> None:
    """What ended by the time of the last line stays ended when the clock is turned back."""
    staff = add_staff(station, Role.CENTRE_STAFF)
    person = staff.ids[Role.CENTRE_STAFF]
    people.give(station, person, Role.IN_CHARGE, until="2026-10-07")
    office.set_practice_clock(station, NOON.replace(day=9))
    recording.open_record(station, ELDER)
    office.set_practice_clock(station, NOON)
    with station.store.read() as read:
        assert staffing.roles_of(read, person, station.now()) == {Role.CENTRE_STAFF}


def test_nobody_raises_themselves(station: Desk) -> None:
    """Not even the in-charge gives the own person another role, and nobody holds three."""
    with pytest.raises(DeskError) as own:
        people.give(station, station.person.id, Role.COUNSELLOR)
    assert _code(own) is ErrorCode.OWN_POWER
    staff = add_staff(station, Role.CENTRE_STAFF)
    person = staff.ids[Role.CENTRE_STAFF]
    people.give(station, person, Role.COUNSELLOR)
    with pytest.raises(DeskError) as three:
        people.give(station, person, Role.SUPERVISOR)
    assert _code(three) is ErrorCode.ROLES_TOGETHER


def test_second_person_is_another_who_may(station: Desk) -> None:
    """One's own passphrase, a colleague without the right and a wrong passphrase are refused; nothing is written."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.AUDITOR, Role.CENTRE_STAFF)
    person = staff.ids[Role.CENTRE_STAFF]
    for second, code in (
        (SecondPerson(station.person.id, PASSPHRASE), ErrorCode.SECOND_SAME),
        (staff.second(Role.AUDITOR), ErrorCode.NOT_ALLOWED),
        (staff.second(Role.CENTRE_STAFF), ErrorCode.SECOND_SAME),
        (SecondPerson(staff.ids[Role.HOUSE_OFFICER], PASSPHRASE), ErrorCode.PASSPHRASE_WRONG),
        (SecondPerson("nobody", PASSPHRASE), ErrorCode.PERSON_UNKNOWN),
    ):
        with pytest.raises(DeskError) as refused:
            people.give(station, person, Role.COUNSELLOR, second=second)
        assert _code(refused) is code
    with station.store.read() as read:
        assert staffing.roles_of(read, person, station.now()) == {Role.CENTRE_STAFF}


def test_roles_close_the_verbs(station: Desk) -> None:
    """Desk staff enter but do not print or add people; the auditor sees no matter at all."""
    folder = station.folder
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF, Role.AUDITOR)
    office.leave(station)
    desk = staff.at_desk(folder, Role.CENTRE_STAFF)
    saved = recording.add(desk, ELDER)
    for refused in (
        lambda: registers.print_day(desk, NOON.date(), "hi"),
        lambda: people.add(desk, "कोई", "", True),
    ):
        with pytest.raises(DeskError) as error:
            refused()
        assert _code(error) is ErrorCode.NOT_ALLOWED
    office.leave(desk)
    auditor = staff.at_desk(folder, Role.AUDITOR)
    for closed in (
        lambda: reading.matters(auditor),
        lambda: reading.matter(auditor, saved.record),
        lambda: reading.reveal(auditor, saved.record, "x"),
        lambda: reading.find(auditor, saved.token),
        lambda: recording.open_record(auditor, ELDER),
    ):
        with pytest.raises(DeskError) as error:
            closed()
        assert _code(error) is ErrorCode.NOT_ALLOWED
    _no_findings(auditor)
    office.leave(auditor)


def test_leaver_cannot_come_back(station: Desk) -> None:
    """After leaving the passphrase opens nothing, the powers are over and what they wrote still verifies."""
    folder = station.folder
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    office.leave(station)
    theirs = staff.at_desk(folder, Role.CENTRE_STAFF)
    recording.add(theirs, ELDER)
    office.leave(theirs)
    head = office.unlock(folder, PASSPHRASE, "ऊषा किरन", practice_at=NOON)
    people.leave(head, staff.ids[Role.CENTRE_STAFF])
    _no_findings(head)
    office.leave(head)
    with pytest.raises(DeskError) as gone:
        staff.at_desk(folder, Role.CENTRE_STAFF)
    assert _code(gone) in (ErrorCode.PERSON_UNKNOWN, ErrorCode.PASSPHRASE_WRONG)


def test_old_key_file_does_not_let_a_leaver_in(station: Desk) -> None:
    """The key file of before a leaving, put back, opens the store for nobody; the one in force opens it again."""
    folder = station.folder
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    before = (folder / "vault.json").read_bytes()
    people.leave(station, staff.ids[Role.CENTRE_STAFF])
    office.leave(station)
    after = (folder / "vault.json").read_bytes()
    (folder / "vault.json").write_bytes(before)
    with pytest.raises(DeskError) as left:
        staff.at_desk(folder, Role.CENTRE_STAFF)
    assert _code(left) is ErrorCode.KEY_FILE_STALE
    with pytest.raises(DeskError) as stays:
        office.unlock(folder, PASSPHRASE, "ऊषा किरन", practice_at=NOON)
    assert _code(stays) is ErrorCode.KEY_FILE_STALE
    (folder / "vault.json").write_bytes(after)
    head = office.unlock(folder, PASSPHRASE, "ऊषा किरन", practice_at=NOON)
    assert head.room.standing.findings == ()
    office.leave(head)


def test_old_key_file_of_the_same_keys_is_found(station: Desk) -> None:
    """One from before somebody came, put back, opens the store, and the next sign-in tells of it."""
    folder = station.folder
    before = (folder / "vault.json").read_bytes()
    add_staff(station, Role.HOUSE_OFFICER)
    office.leave(station)
    (folder / "vault.json").write_bytes(before)
    head = office.unlock(folder, PASSPHRASE, "ऊषा किरन", practice_at=NOON)
    assert "key-file-differs" in {finding.code.value for finding in head.room.standing.findings}
    with pytest.raises(DeskError) as closed:
        recording.open_record(head, ELDER)
    assert _code(closed) is ErrorCode.DESK_READ_ONLY
    assert reading.matters(head) == []
    office.leave(head)


def test_forgotten_passphrase_with_two_others_present(station: Desk) -> None:
    """Two officers let a colleague type a new passphrase; the old one is over, old signatures stay good."""
    folder = station.folder
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    person = staff.ids[Role.CENTRE_STAFF]
    office.leave(station)
    theirs = staff.at_desk(folder, Role.CENTRE_STAFF)
    old_key = theirs.person.key
    recording.add(theirs, ELDER)
    office.leave(theirs)
    new = "मिट्टी के नये घड़े में ठंडा पानी"
    head = office.unlock(folder, PASSPHRASE, "ऊषा किरन", practice_at=NOON)
    with pytest.raises(DeskError) as themselves:
        people.renew(head, person, new, staff.second(Role.CENTRE_STAFF))
    assert _code(themselves) is ErrorCode.SECOND_SAME
    people.renew(head, person, new, staff.second(Role.HOUSE_OFFICER))
    office.leave(head)
    with pytest.raises(DeskError) as over:
        staff.at_desk(folder, Role.CENTRE_STAFF)
    assert _code(over) is ErrorCode.PASSPHRASE_WRONG
    again = office.unlock(folder, new, person, practice_at=NOON)
    assert again.person.key != old_key
    recording.add(again, ELDER)
    _no_findings(again)
    office.leave(again)


def test_nobody_writes_as_another(station: Desk) -> None:
    """A line signed by the in-charge in a colleague's name is found; no use case takes an author as an argument."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    other = next(row for row in reading.people(station) if row.id == staff.ids[Role.CENTRE_STAFF])
    forged = Desk(station.room, other, station.personal, station.author)
    recording.add(forged, ELDER)
    assert set(found(station)) == {"signature-wrong"}


def test_patched_program_gains_nothing(station: Desk) -> None:
    """Lines that a use case would refuse, written all the same: they give no power, and the next look tells of them."""
    folder = station.folder
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    person = staff.ids[Role.CENTRE_STAFF]
    room = office.step_aside(station)
    them = office.step_in(room, person, NAMES[Role.CENTRE_STAFF][2])
    with them.store.write() as write:
        write_line(them, write, "role.granted", record=person, about={"role": "in_charge", "until": ""})
    assert not them.rights() & {Right.PEOPLE, Right.REGISTER}
    assert found(them) == ["line-unfounded"]
    office.leave(them)
    head = office.unlock(folder, PASSPHRASE, "ऊषा किरन", practice_at=NOON)
    assert [finding.code.value for finding in head.room.standing.findings] == ["line-unfounded"]
    office.leave(head)


def test_one_officer_does_not_come_to_be_alone(station: Desk) -> None:
    """A weighty power ends only with a second officer, never the last one's, and no weighty role is given alone."""
    staff = add_staff(station, Role.NODAL_OFFICER, Role.COUNSELLOR)
    nodal, counsellor = staff.second(Role.NODAL_OFFICER), staff.ids[Role.COUNSELLOR]
    theirs = {power.person: power for one in people.colleagues(station) for power in one.powers}
    for act, code in (
        (lambda: people.end(station, theirs[nodal.id]), ErrorCode.LAST_SECOND),
        (lambda: people.leave(station, nodal.id), ErrorCode.LAST_SECOND),
        (lambda: people.end(station, theirs[counsellor]), ErrorCode.SECOND_NEEDED),
        (lambda: people.leave(station, counsellor), ErrorCode.SECOND_NEEDED),
    ):
        with pytest.raises(DeskError) as refused:
            act()
        assert _code(refused) is code
    assert people.needs_second_to_end(station, theirs[counsellor])
    people.end(station, theirs[counsellor], nodal)
    people.leave(station, counsellor)
    _no_findings(station)
    with station.store.write() as write:  # a patched program ends it all the same
        write_line(station, write, "role.ended", record=nodal.id, about={"power": theirs[nodal.id].line})
    assert found(station) == ["line-unfounded"]
    assert people.needs_second(station, Role.NODAL_OFFICER)


@pytest.mark.parametrize("until", ["abc", "2026-13-01", "2026-10-7", "9999-12-31", "2020-01-01"])
def test_no_role_until_no_day(station: Desk, until: str) -> None:
    """What is no day, or none to come, is refused in words."""
    staff = add_staff(station, Role.CENTRE_STAFF)
    with pytest.raises(DeskError) as refused:
        people.give(station, staff.ids[Role.CENTRE_STAFF], Role.COUNSELLOR, until)
    assert _code(refused) is ErrorCode.DAY_INVALID


def test_who_does_not_sign_in_holds_no_role(station: Desk) -> None:
    """Nor does anybody take a role of the other kind of office, and a name is short and can be read."""
    named = people.add(station, "रमा देवी", "", True)
    password = "ऊँची पहाड़ी पर तेरह दीये"
    for act, code in (
        (lambda: people.give(station, named.id, Role.HOUSE_OFFICER), ErrorCode.NEEDS_PASSPHRASE),
        (lambda: people.add(station, "रजनी", "", True, password, Role.DISTRICT_DESK), ErrorCode.ROLES_TOGETHER),
        (lambda: people.add(station, "क" * 81, "", True), ErrorCode.NAME_LONG),
        (lambda: people.add(station, "\ud800\u200b\u200d", "", True), ErrorCode.NAME_NEEDED),
    ):
        with pytest.raises(DeskError) as refused:
            act()
        assert _code(refused) is code
    assert len(people.colleagues(station)) == 2
    _no_findings(station)
