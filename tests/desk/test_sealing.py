"""The counsellor's working notes: who opens them, who does not, the glass, handing on, and where they never stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import permutations

import pytest

from station_desk.desk import office, people, reading, recording, recovery, sealing
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk
from station_desk.domain.log import Part, canonical, read_header
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import log
from station_desk.vault import box
from station_desk.vault import recovery as vault_recovery
from station_desk.vault.compartment import open_part
from station_desk.vault.secret import Secret
from tests.conftest import NOON, PASSPHRASE
from tests.entries import ELDER
from tests.staff import Staff, add_staff, found

WORDS = "वह रात को सो नहीं पाती, चम्पकवाटिका का नाम बार-बार लेती है"


@pytest.fixture
def centre(station: Desk) -> Staff:
    """A station with a house officer, a nodal officer, a counsellor and desk staff beside the in-charge."""
    return add_staff(station, Role.HOUSE_OFFICER, Role.NODAL_OFFICER, Role.COUNSELLOR, Role.CENTRE_STAFF)


@pytest.fixture
def seated(station: Desk, centre: Staff) -> Iterator[Desk]:
    """The counsellor at the same open office."""
    room = office.step_aside(station)
    second = centre.second(Role.COUNSELLOR)
    yield office.step_in(room, second.id, second.passphrase)


def _seat(desk: Desk, person: SecondPerson) -> Desk:
    return office.step_in(office.step_aside(desk), person.id, person.passphrase)


def _refusal(act: object) -> ErrorCode:
    assert callable(act)
    with pytest.raises(DeskError) as refused:
        act()
    return refused.value.code


def test_counsellor_writes_and_reads(seated: Desk) -> None:
    """What a counsellor wrote comes back to her whole, and the opening is a line of the log."""
    saved = recording.add(seated, ELDER)
    sealing.write_note(seated, saved.record, WORDS)
    (note,) = sealing.read_notes(seated, saved.record).notes
    assert note.text == WORDS
    assert WORDS not in repr(note)
    with seated.store.read() as read:
        assert log.count_kind(read, sealing.READ) == 1
    assert found(seated) == []


def test_nobody_else_holds_the_key(seated: Desk, centre: Staff) -> None:
    """The in-charge, the house officer and desk staff know that there is a note, and cannot open or write one."""
    saved = recording.add(seated, ELDER)
    sealing.write_note(seated, saved.record, WORDS)
    for person, codes in (
        (SecondPerson(_in_charge(seated), PASSPHRASE), {ErrorCode.SEALED_NO_KEY, ErrorCode.NOT_ALLOWED}),
        (centre.second(Role.HOUSE_OFFICER), {ErrorCode.NOT_ALLOWED}),
        (centre.second(Role.CENTRE_STAFF), {ErrorCode.NOT_ALLOWED}),
    ):
        desk = _seat(seated, person)
        assert len(sealing.notes_of(desk, saved.record).heads) == 1
        assert _refusal(lambda desk=desk: sealing.read_notes(desk, saved.record)) in codes
        assert _refusal(lambda desk=desk: sealing.write_note(desk, saved.record, "क")) is ErrorCode.NOT_ALLOWED


def _in_charge(desk: Desk) -> str:
    return reading.people(desk)[0].id


def test_in_charge_keeps_them_where_there_is_no_counsellor(station: Desk) -> None:
    """Without a counsellor the in-charge writes the notes; once there is one, new notes are the counsellor's alone."""
    saved = recording.add(station, ELDER)
    sealing.write_note(station, saved.record, "पहली")
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.COUNSELLOR)
    assert not sealing.may_write(station)
    counsellor = _seat(station, staff.second(Role.COUNSELLOR))
    sealing.write_note(counsellor, saved.record, "दूसरी")
    opened = sealing.read_notes(counsellor, saved.record).notes
    assert [note.text for note in opened] == [None, "दूसरी"]
    head = _seat(counsellor, SecondPerson(_in_charge(counsellor), PASSPHRASE))
    assert [note.text for note in sealing.read_notes(head, saved.record).notes] == ["पहली", None]
    assert [row.id for row in sealing.owed(head)] == [staff.ids[Role.COUNSELLOR]]
    assert sealing.hand_on(head, staff.ids[Role.COUNSELLOR]).generations == 1
    assert sealing.owed(head) == []
    again = _seat(head, staff.second(Role.COUNSELLOR))
    assert [note.text for note in sealing.read_notes(again, saved.record).notes] == ["पहली", "दूसरी"]
    assert found(again) == []


def test_glass_is_broken_by_two_with_a_reason(seated: Desk, centre: Staff) -> None:
    """Two officers open the notes; the reason, both signatures and the count are in the log."""
    saved = recording.add(seated, ELDER)
    sealing.write_note(seated, saved.record, WORDS)
    head = _seat(seated, SecondPerson(_in_charge(seated), PASSPHRASE))
    second = centre.second(Role.HOUSE_OFFICER)
    refused = [
        (("danger_to_life", " ", second), ErrorCode.REASON_NEEDED),
        (("because", "x", second), ErrorCode.REASON_NEEDED),
        (("danger_to_life", "जान को खतरा", SecondPerson(head.person.id, PASSPHRASE)), ErrorCode.SECOND_SAME),
        (("danger_to_life", "जान को खतरा", centre.second(Role.CENTRE_STAFF)), ErrorCode.NOT_ALLOWED),
        (("danger_to_life", "जान को खतरा", SecondPerson(second.id, PASSPHRASE)), ErrorCode.PASSPHRASE_WRONG),
    ]
    for given, code in refused:
        assert _refusal(lambda given=given: sealing.break_glass(head, saved.record, *given)) is code
    (note,) = sealing.break_glass(head, saved.record, "danger_to_life", "जान को खतरा", second).notes
    assert note.text == WORDS
    with head.store.read() as read:
        assert log.count_kind(read, sealing.BROKEN) == 1
        (line,) = log.lines_of_kind(read, sealing.BROKEN)
        assert b"danger_to_life" in line.header
    assert found(head) == []


def test_later_officer_gets_the_glass_when_a_holder_sits_down(seated: Desk, centre: Staff) -> None:
    """A pair that came after the note can break the glass once somebody with the key was at the desk."""
    saved = recording.add(seated, ELDER)
    sealing.write_note(seated, saved.record, WORDS)
    head = _seat(seated, SecondPerson(_in_charge(seated), PASSPHRASE))
    nodal, house = centre.second(Role.NODAL_OFFICER), centre.second(Role.HOUSE_OFFICER)
    new = people.add(head, "रमेश पाल", "उ0नि0", False, "पुराने कुएँ पर नीम की ठंडी छाया", Role.NODAL_OFFICER, house)
    fresh = SecondPerson(new.id, "पुराने कुएँ पर नीम की ठंडी छाया")
    assert _refusal(lambda: sealing.break_glass(head, saved.record, "court_order", "आदेश", fresh)) is (
        ErrorCode.SEALED_NO_KEY
    )
    counsellor = _seat(head, centre.second(Role.COUNSELLOR))
    sealing.settle(counsellor)
    opener = _seat(counsellor, nodal)
    (note,) = sealing.break_glass(opener, saved.record, "court_order", "आदेश", fresh).notes
    assert note.text == WORDS


def test_counsellor_who_forgot_reads_on(seated: Desk, centre: Staff) -> None:
    """Two officers who can break the glass together renew her passphrase, and her notes open again for her alone."""
    saved = recording.add(seated, ELDER)
    sealing.write_note(seated, saved.record, WORDS)
    head = _seat(seated, SecondPerson(_in_charge(seated), PASSPHRASE))
    new = "कच्चे आम की टोकरी और दो गिलहरियाँ"
    people.renew(head, centre.ids[Role.COUNSELLOR], new, centre.second(Role.HOUSE_OFFICER))
    counsellor = _seat(head, SecondPerson(centre.ids[Role.COUNSELLOR], new))
    assert [note.text for note in sealing.read_notes(counsellor, saved.record).notes] == [WORDS]
    assert found(counsellor) == []


def test_notes_stand_nowhere_else(seated: Desk) -> None:
    """No word of a note is in any table of the opened store, its search index included, and search finds it by none."""
    saved = recording.add(seated, ELDER)
    sealing.write_note(seated, saved.record, WORDS)
    word = "चम्पकवाटिका"
    assert reading.matters(seated, reading.Filter(search=word)) == []
    with seated.store.read() as read:
        tables = [row[0] for row in read.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        values = [value for table in tables for row in read.execute(f'SELECT * FROM "{table}"') for value in row]
    assert len(values) > 200
    stood = [
        value for value in values if word in (value.decode(errors="ignore") if isinstance(value, bytes) else str(value))
    ]
    assert stood == []


def test_too_long_and_empty(seated: Desk) -> None:
    """An empty note and one over the limit are refused in words."""
    saved = recording.add(seated, ELDER)
    assert _refusal(lambda: sealing.write_note(seated, saved.record, " \n ")) is ErrorCode.NOTE_EMPTY
    long = "क" * (sealing.NOTE_MAX + 1)
    assert _refusal(lambda: sealing.write_note(seated, saved.record, long)) is ErrorCode.NOTE_LONG
    assert _refusal(lambda: sealing.write_note(seated, "0" * 32, "क")) is ErrorCode.RECORD_MISSING


def test_named_supervisor_reads(station: Desk) -> None:
    """A supervisor who was named reads what the counsellor writes from then on."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.COUNSELLOR)
    people.give(station, staff.ids[Role.HOUSE_OFFICER], Role.SUPERVISOR)
    counsellor = _seat(station, staff.second(Role.COUNSELLOR))
    saved = recording.add(counsellor, ELDER)
    sealing.write_note(counsellor, saved.record, WORDS)
    house = _seat(counsellor, staff.second(Role.HOUSE_OFFICER))
    assert [note.text for note in sealing.read_notes(house, saved.record).notes] == [WORDS]
    assert NOON.date() == house.today()


def test_desk_staff_choose_no_key(seated: Desk, centre: Staff) -> None:
    """A key made or handed on by somebody who may not is not used, replaces none, and is found."""
    saved = recording.add(seated, ELDER)
    sealing.write_note(seated, saved.record, WORDS)
    staff = _seat(seated, centre.second(Role.CENTRE_STAFF))
    with staff.store.write() as write:
        write_line(staff, write, sealing.KEY_MADE, about={"generation": 2})
        for generation, to in ((1, centre.ids[Role.COUNSELLOR]), (2, centre.ids[Role.COUNSELLOR])):
            part = {Part.SEALED: canonical({"key": "00" * 1200})}
            write_line(staff, write, sealing.KEY_GRANTED, about={"generation": generation, "to": to}, parts=part)
    assert found(staff) == ["line-unfounded"] * 3
    counsellor = _seat(staff, centre.second(Role.COUNSELLOR))
    sealing.write_note(counsellor, saved.record, "दूसरी")
    assert [note.text for note in sealing.read_notes(counsellor, saved.record).notes] == [WORDS, "दूसरी"]


def _opened_by(desk: Desk, line: int, *all_keys: tuple[str, Secret]) -> bool:
    """Tell whether a note opens with any of these keys, alone or two together, tried on every sealed key in the log."""
    with desk.store.read() as read:
        (note,) = [one for one in log.lines_of_kind(read, sealing.NOTE) if one.seq == line]
        grants = log.lines_of_kind(read, sealing.KEY_GRANTED)
    header = read_header(note.header)
    part = bytes.fromhex(json.loads(note.parts[Part.SEALED][1])["sealed"])
    context = sealing._context(desk, "note", f"{header.record} {header.person} {line}")
    for grant in grants:
        about = read_header(grant.header).about
        to = f"{about['generation']} {about['to']}"
        sealed = bytes.fromhex(json.loads(grant.parts[Part.SEALED][1])["key"])
        for mine in [*permutations((key for _, key in all_keys), 1), *permutations((key for _, key in all_keys), 2)]:
            unseal = box.unseal if len(mine) == 1 else box.unseal_with_both
            with suppress(DeskError):
                key = Secret(unseal(*mine, sealed, sealing._context(desk, "compartment", to)))
                if open_part(key, part, context):
                    return True
    return False


def _box_of(desk: Desk) -> tuple[str, Secret]:
    """Copy the box seed of the person at the desk, as somebody who keeps their keys would."""
    return desk.person.id, Secret(desk.personal.box_seed.reveal())


@pytest.mark.parametrize("how", ["role ended", "left", "renewed", "sheet replaced"])
def test_former_holders_open_nothing_written_after(seated: Desk, centre: Staff, how: str) -> None:
    """With all keys they ever held a former pair opens the note of before and not the one of after; nor does a former
    key of somebody who stays, nor a lost sheet."""
    nodal, house = centre.second(Role.NODAL_OFFICER), centre.second(Role.HOUSE_OFFICER)
    room = seated.room
    head = _seat(seated, SecondPerson(_in_charge(seated), PASSPHRASE))
    sheets = recovery.issue(head, recovery.SHEETS, house).digits
    kept = [_box_of(head := _seat(head, person)) for person in (nodal, house)]
    counsellor = _seat(head, centre.second(Role.COUNSELLOR))
    saved = recording.add(counsellor, ELDER)
    before = sealing.write_note(counsellor, saved.record, "पहली").line
    own = _box_of(counsellor)
    head = _seat(counsellor, SecondPerson(_in_charge(counsellor), PASSPHRASE))
    fresh = centre.second(Role.COUNSELLOR)
    keys = kept
    if how == "role ended":
        (power,) = next(one.powers for one in people.colleagues(head) if one.row.id == nodal.id)
        people.end(head, power, house)
    elif how == "left":
        people.leave(head, nodal.id, house)
    elif how == "renewed":
        fresh = SecondPerson(fresh.id, "कच्चे आम की टोकरी और दो गिलहरियाँ")
        people.renew(head, fresh.id, fresh.passphrase, house)
        keys = [own]
    else:
        recovery.issue(head, ["district"], house)
        codes = [vault_recovery.read_digits(sheets[post]) for post in ("district", "house_officer")]
        keys = [("", vault_recovery.box_seed(code, head.office.code)) for code in codes]
    counsellor = _seat(head, fresh)
    after = sealing.write_note(counsellor, saved.record, "दूसरी").line
    again = sealing.write_note(counsellor, saved.record, "तीसरी").line
    assert [_opened_by(counsellor, line, *keys) for line in (before, after, again)] == [True, False, False]
    assert [note.text for note in sealing.read_notes(counsellor, saved.record).notes] == ["पहली", "दूसरी", "तीसरी"]
    head = _seat(counsellor, SecondPerson(_in_charge(counsellor), PASSPHRASE))
    opened = sealing.break_glass(head, saved.record, "court_order", "आदेश", house)
    assert [note.text for note in opened.notes] == ["पहली", "दूसरी", "तीसरी"]
    with room.store.read() as read:
        assert log.count_kind(read, sealing.KEY_MADE) == 2
    assert found(head) == []
