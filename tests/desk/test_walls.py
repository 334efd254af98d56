"""The conflict-of-interest wall on a real office: a matter kept from a colleague, at once and everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from station_desk.desk import approvals, office, people, reading, recording, recovery, sealing, slips, walls
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.ports import Desk, intake_form
from station_desk.domain.fields import FieldKind
from station_desk.domain.roles import Right, Role
from station_desk.errors import DeskError, ErrorCode
from tests.conftest import PASSPHRASE
from tests.entries import ELDER
from tests.staff import add_staff, found


def _seat(desk: Desk, person: SecondPerson) -> Desk:
    return office.step_in(office.step_aside(desk), person.id, person.passphrase)


def _refusal(act: object) -> ErrorCode:
    assert callable(act)
    with pytest.raises(DeskError) as refused:
        act()
    return refused.value.code


def _typed(answers: Mapping[str, object]) -> dict[str, object]:
    """Return answers as a page would send them: without what the program sets."""
    auto = {field.id for field in intake_form().fields if field.kind is FieldKind.AUTO}
    return {id: value for id, value in answers.items() if id not in auto}


def _about(person: str) -> dict[str, Any]:
    respondents = [{"name": "अज्ञात", "station_or_staff_link": "yes", "linked_person": person}]
    return {**ELDER, "respondents": respondents}


def _sees_nothing(desk: Desk, record: str, token: str) -> None:
    (listed,) = [item for item in reading.matters(desk) if item.row.record == record]
    assert listed.sealed
    assert (listed.row.head, listed.row.officer, listed.row.linked) == ("", "", "")
    for filter in (
        reading.Filter(search=str(ELDER["name"])),
        reading.Filter(search=token),
        reading.Filter(state="final"),
        reading.Filter(head="senior_neglect"),
    ):
        assert reading.matters(desk, filter) == []
        assert reading.count(desk, filter) == 0
    for act in (
        lambda: reading.matter(desk, record),
        lambda: reading.reveal(desk, record, "x"),
        lambda: reading.find(desk, token),
        lambda: recording.amend(desk, record, ELDER, "सुधार"),
        lambda: walls.walled(desk, record),
        lambda: slips.print_token(desk, record, "hi"),
    ):
        assert _refusal(act) in (ErrorCode.MATTER_SEALED, ErrorCode.NOT_ALLOWED)


def test_colleague_named_in_a_matter_is_walled_at_once(station: Desk) -> None:
    """The colleague whom a matter is about sees only that it is sealed, in the very next look, whoever they are."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    about_head = recording.add(station, _about(staff.ids[Role.HOUSE_OFFICER]))
    house = _seat(station, staff.second(Role.HOUSE_OFFICER))
    _sees_nothing(house, about_head.record, about_head.token)
    staff_desk = _seat(house, staff.second(Role.CENTRE_STAFF))
    _sees_nothing(staff_desk, about_head.record, about_head.token)
    head = _seat(staff_desk, SecondPerson(reading.people(staff_desk)[0].id, PASSPHRASE))
    assert reading.matter(head, about_head.record).row.token == about_head.token
    assert [wall.named for wall in walls.walled(head, about_head.record)] == [True]
    assert found(head) == []


def test_wall_by_hand_and_its_lifting(station: Desk) -> None:
    """An open matter is kept from a named colleague by one officer, and given back only by two, with a reason."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    person = staff.ids[Role.CENTRE_STAFF]
    saved = recording.add(station, ELDER)
    walls.put_up(station, saved.record, person)
    them = _seat(station, staff.second(Role.CENTRE_STAFF))
    _sees_nothing(them, saved.record, saved.token)
    head = _seat(them, SecondPerson(reading.people(them)[0].id, PASSPHRASE))
    second = staff.second(Role.HOUSE_OFFICER)
    assert _refusal(lambda: walls.lift(head, saved.record, person, "", second)) is ErrorCode.REASON_NEEDED
    themselves = staff.second(Role.CENTRE_STAFF)
    assert _refusal(lambda: walls.lift(head, saved.record, person, "भूल", themselves)) is ErrorCode.SECOND_SAME
    walls.lift(head, saved.record, person, "गलत नाम चुना गया था", second)
    them = _seat(head, staff.second(Role.CENTRE_STAFF))
    assert reading.matter(them, saved.record).row.token == saved.token
    assert found(them) == []


def test_name_taken_out_leaves_the_wall(station: Desk) -> None:
    """A correction that no longer names the colleague keeps the matter from them, until two officers lift the wall."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    person = staff.ids[Role.CENTRE_STAFF]
    saved = recording.add(station, _about(person))
    raw = _typed(reading.reveal(station, saved.record, "correction").answers)
    respondents = [{"name": "अज्ञात", "station_or_staff_link": "no"}]
    recording.amend(station, saved.record, {**raw, "respondents": respondents}, "सम्बन्ध गलत लिखा था")
    assert [wall.named for wall in walls.walled(station, saved.record)] == [False]
    them = _seat(station, staff.second(Role.CENTRE_STAFF))
    _sees_nothing(them, saved.record, saved.token)
    head = _seat(them, SecondPerson(reading.people(them)[0].id, PASSPHRASE))
    walls.lift(head, saved.record, person, "भूल से चुना गया", staff.second(Role.HOUSE_OFFICER))
    them = _seat(head, staff.second(Role.CENTRE_STAFF))
    assert reading.matter(them, saved.record).row.token == saved.token
    assert found(them) == []


def test_receiving_officer_is_who_received_her_first(station: Desk) -> None:
    """Putting oneself down as who received her does not open her own words."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    saved = recording.add(station, {**ELDER, "own_words": "मेरे शब्द"})
    colleague = _seat(station, staff.second(Role.CENTRE_STAFF))
    raw = _typed(reading.reveal(colleague, saved.record, "correction").answers)
    recording.amend(colleague, saved.record, {**raw, "received_by": colleague.person.id}, "मैंने सुना था")
    assert "own_words" not in reading.reveal(colleague, saved.record, "look").answers


def test_a_correction_opens_no_sealed_matter(station: Desk) -> None:
    """Who is put down as the officer in a correction does not come to see a sealed matter; who took it down does."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    about_staff = {**ELDER, "respondents": [{"name": "अज्ञात", "station_or_staff_link": "yes"}]}
    sealed = recording.add(station, about_staff)
    colleague = _seat(station, staff.second(Role.CENTRE_STAFF))
    taken_down = recording.add(colleague, about_staff)
    head = _seat(colleague, SecondPerson(station.person.id, PASSPHRASE))
    for saved, officer in ((sealed, colleague.person.id), (taken_down, head.person.id)):
        raw = _typed(reading.reveal(head, saved.record, "correction").answers)
        recording.amend(head, saved.record, {**raw, "received_by": officer}, "भूल")
    colleague = _seat(head, staff.second(Role.CENTRE_STAFF))
    assert _refusal(lambda: reading.matter(colleague, sealed.record)) is ErrorCode.MATTER_SEALED
    assert {one.row.record for one in reading.matters(colleague) if one.sealed} == {sealed.record}
    assert reading.matter(colleague, taken_down.record).row.record == taken_down.record


def test_nobody_hides_a_matter_from_themselves(station: Desk) -> None:
    """One's own account is not walled, an unknown one neither, and a walled colleague walls nobody."""
    saved = recording.add(station, ELDER)
    assert _refusal(lambda: walls.put_up(station, saved.record, station.person.id)) is ErrorCode.SECOND_SAME
    assert _refusal(lambda: walls.put_up(station, saved.record, "nobody")) is ErrorCode.PERSON_UNKNOWN
    staff = add_staff(station, Role.HOUSE_OFFICER)
    walls.put_up(station, saved.record, staff.ids[Role.HOUSE_OFFICER])
    house = _seat(station, staff.second(Role.HOUSE_OFFICER))
    first = people.colleagues(house)[0].row.id
    assert _refusal(lambda: walls.put_up(house, saved.record, first)) is ErrorCode.MATTER_SEALED


def test_own_words_are_not_for_everybody(station: Desk) -> None:
    """A nodal officer asks for her name and does not get her own words; a correction by another keeps them."""
    words = "यह मेरे अपने शब्द हैं"
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.NODAL_OFFICER, Role.CENTRE_STAFF)
    saved = recording.add(station, {**ELDER, "own_words": words})
    nodal = _seat(station, staff.second(Role.NODAL_OFFICER))
    revealed = reading.reveal(nodal, saved.record, "review")
    assert revealed.withheld == ("own_words",)
    assert "own_words" not in revealed.answers
    assert all("own_words" not in step.revision.answers for step in revealed.history)
    colleague = _seat(nodal, staff.second(Role.CENTRE_STAFF))
    raw = _typed(reading.reveal(colleague, saved.record, "correction").answers)
    assert "own_words" not in raw
    recording.amend(colleague, saved.record, {**raw, "village": "दूसरा गाँव", "own_words": "बदला"}, "गाँव सुधारा")
    head = _seat(colleague, SecondPerson(reading.people(colleague)[0].id, PASSPHRASE))
    assert reading.reveal(head, saved.record, "review").answers["own_words"] == words


def test_correction_of_what_somebody_else_corrected_meanwhile(station: Desk) -> None:
    """A correction that began from an earlier revision is refused, and one from the newest is taken."""
    saved = recording.add(station, ELDER)
    raw = _typed(reading.reveal(station, saved.record, "correction").answers)
    first = recording.amend(station, saved.record, {**raw, "village": "पहला"}, "गाँव", based_on=saved.seq)
    late = {**raw, "village": "दूसरा"}
    assert _refusal(lambda: recording.amend(station, saved.record, late, "गाँव", based_on=saved.seq)) is (
        ErrorCode.RECORD_MOVED
    )
    recording.amend(station, saved.record, late, "गाँव", based_on=first.seq)


def test_desk_staff_do_not_wall_out_every_officer(station: Desk) -> None:
    """One officer who can have a wall lifted always sees the matter."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    head = station.person.id
    saved = recording.add(station, ELDER)
    them = _seat(station, staff.second(Role.CENTRE_STAFF))
    walls.put_up(them, saved.record, staff.ids[Role.HOUSE_OFFICER])
    assert _refusal(lambda: walls.put_up(them, saved.record, head)) is ErrorCode.LAST_UNWALLED


@pytest.mark.parametrize("how", ["by hand", "named"])
def test_the_wall_binds_the_second_person(station: Desk, how: str) -> None:
    """Who does not see a matter is not asked and agrees to nothing in it: neither its notes nor another's wall."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.NODAL_OFFICER, Role.CENTRE_STAFF)
    house, clerk = staff.ids[Role.HOUSE_OFFICER], staff.ids[Role.CENTRE_STAFF]
    saved = recording.add(station, _about(house) if how == "named" else ELDER)
    sealing.write_note(station, saved.record, "गोपनीय बात")
    walls.put_up(station, saved.record, clerk)
    if how == "by hand":
        walls.put_up(station, saved.record, house)
    walled, nodal = staff.second(Role.HOUSE_OFFICER), staff.second(Role.NODAL_OFFICER)
    for act in (
        lambda: sealing.break_glass(station, saved.record, "court_order", "आदेश", walled),
        lambda: walls.lift(station, saved.record, clerk, "भूल", walled),
    ):
        assert _refusal(act) is ErrorCode.SECOND_WALLED
    for right in (Right.SECOND, Right.BREAK_GLASS):
        asked = approvals.able(station, right, matter=saved.record)
        assert [row.id for row in asked.officers] == [nodal.id] and not asked.sheets
    sealing.break_glass(station, saved.record, "court_order", "आदेश", nodal)
    walls.lift(station, saved.record, clerk, "भूल", nodal)
    assert found(station) == []


def test_two_sheets_agree_where_the_matter_is_about_the_other_officer(station: Desk) -> None:
    """Nobody else can be asked, so two sheets are, and the record takes it as it was done."""
    staff = add_staff(station, Role.HOUSE_OFFICER)
    house = staff.second(Role.HOUSE_OFFICER)
    digits = recovery.issue(station, recovery.SHEETS, house).digits
    saved = recording.add(station, _about(house.id))
    sealing.write_note(station, saved.record, "गोपनीय बात")
    asked = approvals.able(station, Right.BREAK_GLASS, matter=saved.record)
    assert (asked.officers, asked.sheets) == ((), True)
    sheets = approvals.TwoSheets(digits["district"], digits["nodal_officer"])
    opened = sealing.break_glass(station, saved.record, "complaint_about_staff", "शिकायत", sheets)
    assert [note.text for note in opened.notes] == ["गोपनीय बात"]
    assert found(station) == []
