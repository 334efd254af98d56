"""Recovery sheets on a real office: two of three let somebody in again, one never does, a drill uses nothing up."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

import pytest

from station_desk.desk import office, people, reading, recording, recovery, sealing
from station_desk.desk.approvals import SecondPerson, TwoSheets
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import log
from tests.conftest import NOON, PASSPHRASE
from tests.entries import ELDER
from tests.staff import NAMES, Staff, add_staff, found

NEW = "गेहूँ की बाली पर बैठी पाँच गौरैया"


@pytest.fixture
def staff(station: Desk) -> Staff:
    """A station with a house officer who can agree."""
    return add_staff(station, Role.HOUSE_OFFICER)


@pytest.fixture
def sheets(station: Desk, staff: Staff) -> Mapping[str, str]:
    """The digits of all three sheets."""
    return recovery.issue(station, recovery.SHEETS, staff.second(Role.HOUSE_OFFICER)).digits


def _refusal(act: object) -> ErrorCode:
    assert callable(act)
    with pytest.raises(DeskError) as refused:
        act()
    return refused.value.code


def test_any_two_sheets_let_a_person_in(station: Desk, sheets: Mapping[str, str]) -> None:
    """Each ordered pair opens the office and gives the person a new passphrase; the old one is over."""
    folder, person = station.folder, station.person.id
    saved = recording.add(station, ELDER)
    office.leave(station)
    for number, (first, second) in enumerate(permutations(recovery.SHEETS, 2)):
        new = f"{NEW} {number}"
        desk = recovery.let_in(folder, sheets[first], sheets[second], person, new, NOON)
        assert reading.matter(desk, saved.record).row.token == saved.token
        assert found(desk) == []
        office.leave(desk)
    assert _refusal(lambda: office.unlock(folder, PASSPHRASE, person, practice_at=NOON)) is ErrorCode.PASSPHRASE_WRONG


def test_one_sheet_alone_opens_nothing(station: Desk, sheets: Mapping[str, str]) -> None:
    """The same sheet twice, a sheet with a wrong digit, too few digits, another office's sheet: each its own."""
    folder = station.folder
    house, nodal = sheets["house_officer"], sheets["nodal_officer"]
    office.leave(station)
    wrong = house[:-1] + str((int(house[-1]) + 1) % 10)
    other = "000011 " * 8
    for given, code in (
        ((house, house), ErrorCode.RECOVERY_SAME_SHEET),
        ((wrong, nodal), ErrorCode.RECOVERY_GROUP),
        ((house[:-2], nodal), ErrorCode.RECOVERY_DIGITS),
        ((other, nodal), ErrorCode.RECOVERY_GROUP),
    ):
        assert _refusal(lambda given=given: recovery.people_with_sheets(folder, *given, NOON)) is code


def test_other_offices_sheet(station: Desk, sheets: Mapping[str, str], district: Desk) -> None:
    """A sheet of another office is told as such, and its own office is not opened by ours."""
    second = _second_officer(district, NAMES[Role.HOUSE_OFFICER][2])
    theirs = recovery.issue(district, recovery.SHEETS, second).digits
    folder = station.folder
    office.leave(station)
    assert (
        _refusal(lambda: recovery.people_with_sheets(folder, sheets["district"], theirs["nodal_officer"], NOON))
        is ErrorCode.RECOVERY_SHEET_OTHER
    )


def _second_officer(district: Desk, passphrase: str) -> SecondPerson:
    added = people.add(district, "सुरेश चन्द्र", "क्षेत्राधिकारी", False, passphrase, Role.DISTRICT_OFFICER)
    return SecondPerson(added.id, passphrase)


def test_drill_uses_nothing_up(station: Desk, sheets: Mapping[str, str]) -> None:
    """One sheet is told by its post, two open together; both can be drilled again and the drill is remembered."""
    for _ in range(2):
        assert recovery.drill(station, sheets["district"]).sheets == ("district",)
    proved = recovery.drill(station, sheets["nodal_officer"], sheets["house_officer"])
    assert set(proved.sheets) == {"nodal_officer", "house_officer"}
    assert all(sheet.issued_at and sheet.proved_at for sheet in recovery.standing(station))
    assert found(station) == []


def test_lost_sheet_is_replaced(station: Desk, staff: Staff, sheets: Mapping[str, str]) -> None:
    """A new sheet opens with the two old ones, the lost one opens nothing, and the store is as it was."""
    folder = station.folder
    new = recovery.issue(station, ["nodal_officer"], staff.second(Role.HOUSE_OFFICER)).digits
    assert set(new) == {"nodal_officer"}
    assert _refusal(lambda: recovery.drill(station, sheets["nodal_officer"])) is ErrorCode.RECOVERY_SHEET_OTHER
    for other in ("house_officer", "district"):
        assert recovery.drill(station, new["nodal_officer"], sheets[other]).sheets
    stands = {sheet.sheet: sheet for sheet in recovery.standing(station)}
    assert stands["nodal_officer"].proved_at
    office.leave(station)
    desk = recovery.let_in(folder, sheets["district"], new["nodal_officer"], _first(folder), NEW, NOON)
    assert found(desk) == []
    office.leave(desk)


def _first(folder: Path) -> str:
    return str(office.signers(folder)[0])


def test_first_issue_is_of_all_three(station: Desk, staff: Staff) -> None:
    """A single sheet before there are three is refused, and needs a second person like every issue."""
    second = staff.second(Role.HOUSE_OFFICER)
    assert _refusal(lambda: recovery.issue(station, ["district"], second)) is ErrorCode.RECOVERY_UNFINISHED
    alone = SecondPerson(station.person.id, PASSPHRASE)
    assert _refusal(lambda: recovery.issue(station, recovery.SHEETS, alone)) is ErrorCode.SECOND_SAME
    assert all(not sheet.issued_at for sheet in recovery.standing(station))


def test_sheets_work_on_another_computer(station: Desk, sheets: Mapping[str, str]) -> None:
    """Without the machine's own key no passphrase opens, with its own sentence; two sheets do, and make a new one."""
    folder, person = station.folder, station.person.id
    office.leave(station)
    (folder / "device.key").unlink()
    assert _refusal(lambda: office.unlock(folder, PASSPHRASE, person, practice_at=NOON)) is ErrorCode.DEVICE_KEY_MISSING
    desk = recovery.let_in(folder, sheets["house_officer"], sheets["district"], person, NEW, NOON)
    office.leave(desk)
    office.leave(office.unlock(folder, NEW, person, practice_at=NOON))


def test_sealed_notes_survive_a_forgotten_passphrase(station: Desk, sheets: Mapping[str, str]) -> None:
    """The in-charge who kept the notes and forgot the passphrase reads them again after recovery."""
    folder, person = station.folder, station.person.id
    saved = recording.add(station, ELDER)
    sealing.write_note(station, saved.record, "गोपनीय बात")
    office.leave(station)
    desk = recovery.let_in(folder, sheets["house_officer"], sheets["nodal_officer"], person, NEW, NOON)
    assert [note.text for note in sealing.read_notes(desk, saved.record).notes] == ["गोपनीय बात"]
    office.leave(desk)


def test_digits_are_nowhere(station: Desk, sheets: Mapping[str, str]) -> None:
    """No sheet's digits stand in the folder or in any table of the opened store."""
    plain = [digits.replace(" ", "").encode() for digits in sheets.values()]
    files = b"".join(path.read_bytes() for path in station.folder.rglob("*") if path.is_file())
    with station.store.read() as read:
        tables = [row[0] for row in read.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = repr([read.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables])
        assert log.count_kind(read, recovery.ISSUED) == 1
    for digits, spaced in zip(plain, sheets.values(), strict=True):
        assert digits not in files
        assert digits.decode() not in kept
        assert spaced not in kept


def test_a_sheet_is_not_proved_before_its_digits_were_typed(station: Desk, staff: Staff) -> None:
    """Made is not proved: a drill proves one, its use another; replaced in the same second it is unproved again."""
    sheets = recovery.issue(station, recovery.SHEETS, staff.second(Role.HOUSE_OFFICER)).digits
    assert [sheet.proved_at for sheet in recovery.standing(station)] == ["", "", ""]
    recovery.drill(station, sheets["house_officer"])
    assert [bool(sheet.proved_at) for sheet in recovery.standing(station)] == [True, False, False]
    folder, person = station.folder, station.person.id
    office.leave(station)
    desk = recovery.let_in(folder, sheets["nodal_officer"], sheets["district"], person, NEW, NOON)
    assert all(sheet.proved_at for sheet in recovery.standing(desk))
    recovery.issue(desk, ["house_officer"], staff.second(Role.HOUSE_OFFICER))
    assert [bool(sheet.proved_at) for sheet in recovery.standing(desk)] == [False, True, True]
    office.leave(desk)


def test_a_sheet_that_agreed_is_proved(station: Desk, staff: Staff) -> None:
    """Its signature under an act shows that its digits can be read."""
    sheets = recovery.issue(station, recovery.SHEETS, staff.second(Role.HOUSE_OFFICER)).digits
    people.leave(station, staff.ids[Role.HOUSE_OFFICER], TwoSheets(sheets["house_officer"], sheets["district"]))
    assert [bool(sheet.proved_at) for sheet in recovery.standing(station)] == [True, False, True]


def test_digits_are_not_lost_when_the_keys_cannot_be_handed_on(station: Desk, staff: Staff) -> None:
    """The sheets are in force with the act; what fails after it, here an officer's damaged row, costs nobody them."""
    saved = recording.add(station, ELDER)
    sealing.write_note(station, saved.record, "गोपनीय बात")
    with station.store.write() as write:
        write.execute("UPDATE person SET box = x'00' WHERE id = ?", (staff.ids[Role.HOUSE_OFFICER],))
    third = people.add(station, *NAMES[Role.NODAL_OFFICER][:2], True, NAMES[Role.NODAL_OFFICER][2]).id
    people.give(station, third, Role.NODAL_OFFICER, second=staff.second(Role.HOUSE_OFFICER))
    with pytest.raises(DeskError):
        sealing.settle(station)
    digits = recovery.issue(station, recovery.SHEETS, staff.second(Role.HOUSE_OFFICER)).digits
    assert recovery.drill(station, digits["district"], digits["house_officer"]).sheets


def test_no_paper_waits_through_an_opening_with_sheets(station: Desk, sheets: Mapping[str, str]) -> None:
    """What a crash left to be printed is gone as soon as two sheets have opened the office."""
    folder = station.folder
    office.leave(station)
    left = folder / "spool" / "left.pdf"
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"%PDF")
    assert recovery.people_with_sheets(folder, sheets["district"], sheets["nodal_officer"], NOON)
    assert not left.exists()
