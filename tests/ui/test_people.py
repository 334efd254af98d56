"""The people of the office: seen with their powers; added, given a role, let go, given a new password."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget
from typing_hands import Hands

from station_desk.desk import office, people, recording, sealing
from station_desk.desk.approvals import APPROVED, SecondPerson
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.store import log
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.people import PeoplePage
from station_desk.ui.pages.person_acts import AddPersonPage, EndWithSecondPage, GiveRolePage, NewPassphrasePage
from station_desk.ui.remembered import Remembered, read_remembered
from tests.conftest import NOON, PASSPHRASE
from tests.entries import ELDER
from tests.staff import NAMES, add_staff, found, seat

PASSWORD = "ऊँची पहाड़ी पर तेरह दीये"

Open = Callable[[Desk], PeoplePage]


@pytest.fixture
def opened(kit: Kit, window: MainWindow) -> Open:
    """Open the page for somebody at a desk."""

    def open_for(desk: Desk) -> PeoplePage:
        page = PeoplePage(kit, desk)
        window.show_alone(page)
        kit.runner.drain()
        return page

    return open_for


def choose(page: PeoplePage, kit: Kit, name: str) -> None:
    """Choose somebody in the list."""
    names = [row[0] for row in page.table.said]
    page.table.selectRow(names.index(name))
    kit.runner.drain()


def agree(window: MainWindow, kit: Kit) -> str:
    """Press the verb of the question that is open; return what it asked."""
    box = window.findChildren(QMessageBox)[-1]
    asked = box.text()
    next(button for button in box.buttons() if button is not box.defaultButton()).click()
    kit.runner.drain()
    return asked


def test_acting_powers_say_until_when(opened: Open, station: Desk, kit: Kit) -> None:
    """A role with an end says its last day with the day of the week, in both languages."""
    ids = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    people.give(station, ids.ids[Role.CENTRE_STAFF], Role.COUNSELLOR, "2026-10-11", ids.second(Role.HOUSE_OFFICER))
    page = opened(station)
    choose(page, kit, NAMES[Role.CENTRE_STAFF][0])
    assert page.card.said == ["केन्द्र कर्मी", "परामर्शदाता – रविवार 11-10-2026 तक"]
    kit.words.switch()
    assert page.card.said == ["Centre staff", "Counsellor – until Sunday 11-10-2026"]


def test_colleague_is_added_by_keyboard(opened: Open, station: Desk, kit: Kit, window: MainWindow) -> None:
    """Who, role, password: each step by keyboard; she is in the list with a slot of her own, nothing stays typed."""
    page = opened(station)
    hands = Hands(window)
    hands.tab_to(lambda at: at is page.add)
    hands.press(Qt.Key.Key_Return)
    adding = window.page
    assert isinstance(adding, AddPersonPage)
    hands.type("मंजरी तोमर")
    hands.tab()
    hands.type("उ0नि0")
    hands.tab_to(lambda at: at is adding.next)
    hands.space()
    assert adding.now == "role"
    hands.space()
    assert adding.roles.role is Role.CENTRE_STAFF
    assert not adding.roles.second.isVisible()
    hands.tab_to(lambda at: at is adding.chosen)
    hands.space()
    assert "मंजरी" in adding.hand.text()
    hands.type(PASSWORD)
    hands.tab()
    hands.type(PASSWORD)
    hands.press(Qt.Key.Key_Return)
    kit.runner.drain()
    assert window.page is page
    assert page.table.said[1] == ["मंजरी तोमर", "उ0नि0", "केन्द्र कर्मी", "अपना है"]
    assert "मंजरी तोमर" in kit.notices.sentence
    assert len(office.signers(station.folder)) == 2


def test_who_only_stands_in_the_list_needs_one_step(opened: Open, station: Desk, kit: Kit, window: MainWindow) -> None:
    """Without a password there is neither role nor password to ask for."""
    page = opened(station)
    page.add.click()
    adding = window.page
    assert isinstance(adding, AddPersonPage)
    adding.next.click()
    assert adding.name_row.has_problem and adding.now == "who"
    adding.name.setText("रमा देवी")
    adding.sign.choose("named")
    assert adding.next.text() == kit.words.say("people.add")
    adding.next.click()
    kit.runner.drain()
    assert page.table.said[1][0] == "रमा देवी" and page.table.said[1][3] == "नहीं है"
    assert len(office.signers(station.folder)) == 1


def test_weighty_role_asks_for_the_second_officer(opened: Open, station: Desk, kit: Kit, window: MainWindow) -> None:
    """Why is said, her password wrong is said at its step and nobody is added; right, and it is done."""
    add_staff(station, Role.HOUSE_OFFICER)
    page = opened(station)
    page.add.click()
    adding = window.page
    assert isinstance(adding, AddPersonPage)
    kit.runner.drain()
    adding.name.setText("मंजरी तोमर")
    adding.next.click()
    adding.chosen.click()
    assert adding.roles.roles.problem.isVisible()
    adding.roles.roles.choose(Role.NODAL_OFFICER.value)
    assert adding.roles.why.isVisible() and adding.roles.second.isVisible()
    adding.chosen.click()
    assert adding.now == "role"
    adding.roles.second.passphrase.setText("सही नहीं है यह वाक्य")
    adding.chosen.click()
    for field in (adding.passphrase.first, adding.passphrase.second):
        field.setText(PASSWORD)
    adding.verb.click()
    kit.runner.drain()
    assert adding.now == "role" and adding.roles.second.passphrase_row.has_problem
    assert adding.roles.second.passphrase.hasFocus()
    assert len(people.colleagues(station)) == 2
    adding.roles.second.passphrase.setText(NAMES[Role.HOUSE_OFFICER][2])
    adding.chosen.click()
    adding.verb.click()
    kit.runner.drain()
    assert page.table.said[2][:3] == ["मंजरी तोमर", "", "नोडल अधिकारी"]


def test_what_is_wrong_with_her_password_is_said_at_its_field(
    opened: Open, station: Desk, kit: Kit, window: MainWindow
) -> None:
    """Two that differ, one too short: beside the field, nobody added, the name still there."""
    opened(station).add.click()
    adding = window.page
    assert isinstance(adding, AddPersonPage)
    adding.name.setText("मंजरी")
    adding.next.click()
    adding.roles.roles.choose(Role.CENTRE_STAFF.value)
    adding.chosen.click()
    adding.passphrase.first.setText("छोटा")
    adding.verb.click()
    assert adding.passphrase.second_row.has_problem
    adding.passphrase.second.setText("छोटा")
    adding.verb.click()
    kit.runner.drain()
    assert adding.passphrase.first_row.has_problem and adding.now == "passphrase"
    assert len(people.colleagues(station)) == 1


def test_role_until_a_day(opened: Open, station: Desk, kit: Kit, window: MainWindow) -> None:
    """Only roles that fit are offered; a day that is over is refused beside the field; Sunday is said back."""
    add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    page = opened(station)
    choose(page, kit, NAMES[Role.CENTRE_STAFF][0])
    page.card.acts["people.give"].click()
    giving = window.page
    assert isinstance(giving, GiveRolePage) and giving.roles is not None
    kit.runner.drain()
    assert set(giving.roles.roles.buttons).isdisjoint({"centre_staff", "auditor"})
    giving.roles.roles.choose(Role.COUNSELLOR.value)
    giving.roles.second.passphrase.setText(NAMES[Role.HOUSE_OFFICER][2])
    giving.next.click()
    giving.until.choose("until")
    giving.day.setText("5.10.2026")
    giving.give.click()
    assert giving.day_row.has_problem and giving.day.hasFocus()
    giving.day.setText("११.१०.२०२६")
    assert "रविवार" in giving.understood.text()
    giving.give.click()
    kit.runner.drain()
    assert window.page is page
    assert page.card.said == ["केन्द्र कर्मी", "परामर्शदाता – रविवार 11-10-2026 तक"]


def test_an_end_that_the_record_has_passed_is_said_beside_the_day(
    opened: Open, station: Desk, kit: Kit, window: MainWindow
) -> None:
    """The record has come to the 15th; a role until the 11th would be over at once, so nobody is told it was given."""
    add_staff(station, Role.CENTRE_STAFF)
    office.set_practice_clock(station, NOON + timedelta(days=9))
    people.add(station, "गीता", "आरक्षी", True)
    office.set_practice_clock(station, NOON)
    page = opened(station)
    choose(page, kit, NAMES[Role.CENTRE_STAFF][0])
    page.card.acts["people.give"].click()
    giving = window.page
    assert isinstance(giving, GiveRolePage) and giving.roles is not None
    kit.runner.drain()
    giving.roles.roles.choose(Role.COUNSELLOR.value)
    giving.next.click()
    giving.until.choose("until")
    giving.day.setText("11.10.2026")
    giving.give.click()
    kit.runner.drain()
    assert window.page is giving and "15-10-2026" in giving.day_row.problem.text() and giving.day.hasFocus()


def test_role_is_ended_after_a_question(opened: Open, station: Desk, kit: Kit, window: MainWindow) -> None:
    """The question names whom and what; the safe button is the default; after the verb the role is gone."""
    add_staff(station, Role.CENTRE_STAFF)
    page = opened(station)
    choose(page, kit, NAMES[Role.CENTRE_STAFF][0])
    page.card.ends[0].click()
    asked = agree(window, kit)
    assert NAMES[Role.CENTRE_STAFF][0] in asked and "केन्द्र कर्मी" in asked
    assert page.table.said[1][2] == "–"
    assert page.card.said == []


def test_letting_go_warns_of_old_copies(opened: Open, station: Desk, kit: Kit, window: MainWindow) -> None:
    """The question says that an old copy still opens; afterwards her password opens nothing here."""
    staff = add_staff(station, Role.CENTRE_STAFF)
    page = opened(station)
    choose(page, kit, NAMES[Role.CENTRE_STAFF][0])
    assert page.card.leave is not None
    page.card.leave.click()
    asked = agree(window, kit)
    assert "बैकअप" in asked and "पुराने पासवर्ड" in asked
    assert page.table.said[1][3] == "अब यहाँ नहीं"
    assert page.card.leave is None and page.card.acts == {}
    assert staff.ids[Role.CENTRE_STAFF] not in [str(id) for id in office.signers(station.folder)]


def test_forgotten_password_is_set_anew_by_three(opened: Open, station: Desk, kit: Kit, window: MainWindow) -> None:
    """She types a new one, the second officer agrees, and she can sit down with it."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    page = opened(station)
    choose(page, kit, NAMES[Role.CENTRE_STAFF][0])
    page.card.acts["people.renew"].click()
    kit.runner.drain()
    renewing = window.page
    assert isinstance(renewing, NewPassphrasePage)
    hands = Hands(window)
    hands.tab_to(lambda at: at is renewing.passphrase.first)
    hands.type(PASSWORD)
    hands.tab()
    hands.type(PASSWORD)
    hands.tab_to(lambda at: at is renewing.second.passphrase)
    hands.press(Qt.Key.Key_Return)
    assert renewing.second.passphrase_row.has_problem
    hands.type(NAMES[Role.HOUSE_OFFICER][2])
    hands.press(Qt.Key.Key_Return)
    kit.runner.drain()
    assert window.page is page
    desk = office.step_in(station.room, staff.ids[Role.CENTRE_STAFF], PASSWORD)
    assert desk.person.name == NAMES[Role.CENTRE_STAFF][0]


def test_key_of_earlier_notes_is_handed_on(opened: Open, station: Desk, kit: Kit, window: MainWindow) -> None:
    """Who holds the key sees who lacks it, is asked, and after that nobody lacks it."""
    sealing.write_note(station, recording.add(station, ELDER).record, "शाम को फोन करना है")
    staff = add_staff(station, Role.COUNSELLOR)
    people.give(station, staff.ids[Role.COUNSELLOR], Role.CENTRE_STAFF)
    page = opened(station)
    choose(page, kit, NAMES[Role.COUNSELLOR][0])
    page.card.acts["people.hand_on"].click()
    agree(window, kit)
    assert "people.hand_on" not in page.card.acts
    assert sealing.owed(station) == []


def test_counsellor_hands_the_key_on_and_may_nothing_else(
    opened: Open, station: Desk, kit: Kit, window: MainWindow
) -> None:
    """Who reads the notes but has no right over people: the one act is there, every other is hidden."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.COUNSELLOR)
    counsellor = seat(station, staff.second(Role.COUNSELLOR))
    sealing.write_note(counsellor, recording.add(counsellor, ELDER).record, "शाम को फोन करना है")
    head = seat(counsellor, SecondPerson(station.person.id, PASSPHRASE))
    later = people.add(
        head, "रजनी वर्मा", "परामर्शदाता", True, PASSWORD, Role.COUNSELLOR, staff.second(Role.HOUSE_OFFICER)
    )
    counsellor = seat(head, staff.second(Role.COUNSELLOR))
    page = opened(counsellor)
    assert page.add.isHidden()
    for row in range(page.table.model().rowCount()):
        page.table.selectRow(row)
        assert page.card.leave is None and page.card.ends == []
        assert set(page.card.acts) <= {"people.hand_on"}
    choose(page, kit, "रजनी वर्मा")
    page.card.acts["people.hand_on"].click()
    agree(window, kit)
    assert later.id not in {row.id for row in sealing.owed(counsellor)}
    assert page.card.acts == {}


def test_own_row_and_those_without_the_right_offer_nothing(opened: Open, station: Desk, kit: Kit) -> None:
    """Nobody changes their own role; centre staff see who there is and can do nothing about it."""
    staff = add_staff(station, Role.CENTRE_STAFF)
    page = opened(station)
    assert page.card.acts == {} and page.card.leave is None and page.card.ends == []
    desk = office.step_in(office.step_aside(station), staff.ids[Role.CENTRE_STAFF], NAMES[Role.CENTRE_STAFF][2])
    page = opened(desk)
    choose(page, kit, "ऊषा किरन")
    assert not page.add.isVisible()
    assert page.card.acts == {} and page.card.leave is None and page.card.ends == []


def test_language_and_names(
    opened: Open, station: Desk, kit: Kit, window: MainWindow, assert_accessible: Callable[[QWidget], None]
) -> None:
    """Headings and words change at once; a rank from the list changes too, a typed one stays; all parts have names."""
    add_staff(station, Role.HOUSE_OFFICER)
    page = opened(station)
    choose(page, kit, NAMES[Role.HOUSE_OFFICER][0])
    assert_accessible(page)
    page.add.click()
    adding = window.page
    assert isinstance(adding, AddPersonPage)
    adding.rank.setCurrentIndex(2)
    kit.words.switch()
    assert adding.rank.currentText() == "Woman head constable"
    assert page.table.model().headerData(0, Qt.Orientation.Horizontal) == "Name"
    assert page.table.said[1][2] == "Station house officer"
    adding.rank.setEditText("हवलदार")
    kit.words.switch()
    assert adding.rank.currentText() == "हवलदार"
    assert_accessible(adding)


def test_remembered_choices_survive_and_nonsense_does_not() -> None:
    """What was written is read again; a damaged file is as if there were none."""
    kept = Remembered("en", "dark", 125, {"a" * 32: "उ0नि0 मंजरी"}, 5)
    assert read_remembered(kept.to_bytes()) == kept
    for nonsense in (
        b"",
        b"[]",
        b"{",
        b'{"language": "fr", "scale": 7, "shade": [], "names": [], "idle_minutes": 0}',
        b"\xff",
    ):
        assert read_remembered(nonsense) == Remembered()


def test_weighty_role_ends_with_the_second_officer(opened: Open, station: Desk, kit: Kit, window: MainWindow) -> None:
    """The page asks for their password; wrong, it is said at its field; right, the role is gone."""
    add_staff(station, Role.HOUSE_OFFICER, Role.COUNSELLOR)
    page = opened(station)
    choose(page, kit, NAMES[Role.COUNSELLOR][0])
    page.card.ends[0].click()
    kit.runner.drain()
    ending = window.page
    assert isinstance(ending, EndWithSecondPage)
    ending.second.passphrase.setText("सही नहीं है यह वाक्य")
    ending.verb.click()
    kit.runner.drain()
    assert ending.second.passphrase_row.has_problem and window.page is ending
    ending.second.passphrase.setText(NAMES[Role.HOUSE_OFFICER][2])
    ending.verb.click()
    kit.runner.drain()
    assert window.page is page
    assert page.card.said == []


def test_letting_go_needs_the_second_officer(opened: Open, station: Desk, kit: Kit, window: MainWindow) -> None:
    """By keyboard: Esc does nothing; a wrong password is said at its field; right, and she is gone with her slot."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.COUNSELLOR)
    page = opened(station)
    choose(page, kit, NAMES[Role.COUNSELLOR][0])
    hands = Hands(window)
    hands.tab_to(lambda at: at is page.card.leave)
    hands.space()
    kit.runner.drain()
    going = window.page
    assert isinstance(going, EndWithSecondPage)
    said = "\n".join(label.text() for label in going.card.findChildren(QLabel))
    assert NAMES[Role.COUNSELLOR][0] in said and kit.words.say("power.why_second_leave") in said
    hands.press(Qt.Key.Key_Escape)
    assert window.page is page
    hands.tab_to(lambda at: at is page.card.leave)
    hands.space()
    kit.runner.drain()
    going = window.page
    assert isinstance(going, EndWithSecondPage)
    assert going.second.who.currentData() == staff.ids[Role.HOUSE_OFFICER]
    hands.tab_to(lambda at: at is going.second.passphrase)
    hands.type("सही नहीं है यह वाक्य")
    hands.press(Qt.Key.Key_Return)
    kit.runner.drain()
    assert going.second.passphrase_row.has_problem and going.second.passphrase.hasFocus()
    assert len(office.signers(station.folder)) == 3
    hands.type(NAMES[Role.HOUSE_OFFICER][2])
    hands.press(Qt.Key.Key_Return)
    kit.runner.drain()
    assert window.page is page
    assert NAMES[Role.COUNSELLOR][0] in kit.notices.sentence
    assert len(office.signers(station.folder)) == 2
    gone = next(row for row in page.table.said if row[0] == NAMES[Role.COUNSELLOR][0])
    assert gone[2:] == ["–", kit.words.say("people.gone")]
    with station.store.read() as read:
        assert log.count_kind(read, APPROVED) == 2  # her role was given, and she was let go
    assert found(station) == []


def test_with_nobody_to_agree_the_verb_rests(opened: Open, station: Desk, kit: Kit, window: MainWindow) -> None:
    """Who ends the role of the only other officer reads what to do first, in the language of the screen."""
    add_staff(station, Role.HOUSE_OFFICER)
    opened(station)
    one = next(one for one in people.colleagues(station) if one.row.name == NAMES[Role.HOUSE_OFFICER][0])
    ending = EndWithSecondPage(kit, station, one, one.powers[0])
    window.open_page(ending)
    kit.runner.drain()
    assert not ending.verb.isEnabled() and ending.back.hasFocus()
    assert ending.second.nobody.isVisible()
    kit.words.choose("en")
    said = "\n".join(label.text() for label in ending.card.findChildren(QLabel))
    assert kit.words.say("role.house_officer") in said


def test_a_name_too_long_is_said_at_its_field(opened: Open, station: Desk, kit: Kit, window: MainWindow) -> None:
    """The name or the rank, whichever it is; what was typed stays and no notice comes."""
    opened(station).add.click()
    adding = window.page
    assert isinstance(adding, AddPersonPage)
    adding.sign.choose("named")
    adding.name.setText("क" * 81)
    adding.next.click()
    kit.runner.drain()
    assert adding.name_row.has_problem and adding.name.hasFocus()
    assert not adding.rank_row.has_problem and not kit.notices.showing
    adding.name.setText("रमा देवी")
    adding.rank.setEditText("ख" * 81)
    adding.next.click()
    kit.runner.drain()
    assert adding.rank_row.has_problem and adding.rank_row.isAncestorOf(Hands(window).at)
    assert not adding.name_row.has_problem and not kit.notices.showing
    assert len(adding.rank.currentText()) == 81
