"""The first page of the day: what it counts is so, what waits is opened by Enter."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from typing_hands import Hands

from station_desk.desk import case_drafts, casework, enrolling, people, recording, walls
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.ports import Desk
from station_desk.desk.recording import Draft
from station_desk.domain.case import PROMISE
from station_desk.domain.roles import Role
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.page import Page
from station_desk.ui.pages.today import TodayPage
from tests.conftest import PASSPHRASE
from tests.desk.test_casework import BEATEN, PROMISED
from tests.entries import ELDER
from tests.staff import add_staff, seat


class Morning:
    """The page in its window, and what was asked of it."""

    def __init__(self, kit: Kit, window: MainWindow, desk: Desk) -> None:
        self.kit = kit
        self.asked: list[object] = []
        self.page = TodayPage(
            kit, desk, lambda: self.asked.append("new"), self.asked.append, lambda: self.asked.append("people")
        )
        self.page.place_wanted.connect(self.asked.append)
        window.show_alone(self.page)
        kit.runner.drain()
        self.hands = Hands(window)


@pytest.fixture
def morning(kit: Kit, window: MainWindow, station: Desk) -> Callable[[], Morning]:
    """Open the page on what was recorded so far."""
    return lambda: Morning(kit, window, station)


def test_quiet_morning_is_calm(morning: Callable[[], Morning]) -> None:
    """Nothing waits: no drafts are spoken of, the counts are nought, the keyboard is on the new entry."""
    here = morning()
    assert here.page.title.text() == "आज, मंगलवार 06-10-2026"
    assert here.page.drafts.isHidden()
    assert here.page.day.lines == [("आज आईं", "0 प्रविष्टियाँ"), ("अधूरी, सब दिनों की", "0 प्रविष्टियाँ")]
    assert here.page.district.lines == [("जनपद कार्यालय", "अभी जुड़ा नहीं है")]
    assert here.page.new.hasFocus()
    here.hands.space()
    here.hands.press(Qt.Key.Key_Return)
    assert here.asked == ["new", "new"]


def test_drafts_wait_with_time_and_token_but_no_name(morning: Callable[[], Morning], station: Desk) -> None:
    """A draft shows when it was kept and its token if it has one; Enter goes on with the chosen one."""
    saved = recording.open_record(station, {"name": "फूलमती"})
    recording.save_draft(station, "a" * 32, {"name": "सुनीता"})
    recording.save_draft(station, "b" * 32, {"name": "फूलमती"}, saved.record)
    here = morning()
    texts = [here.page.drafts.item(row).text() for row in range(here.page.drafts.count())]
    assert sorted(texts) == [f"{saved.token} · आज 12:00 सहेजा", "नई प्रविष्टि का प्रारूप · आज 12:00 सहेजा"]
    assert not any("सुनीता" in text or "फूलमती" in text for text in texts)
    here.hands.tab_to(lambda at: at is here.page.drafts)
    here.hands.press(Qt.Key.Key_Down)
    here.hands.press(Qt.Key.Key_Return)
    (opened,) = here.asked
    assert isinstance(opened, Draft)
    assert opened.id == recording.drafts(station)[1].id


def test_counts_follow_what_is_done(
    morning: Callable[[], Morning], station: Desk, district: Desk, kit: Kit, tmp_path: Path
) -> None:
    """An entry that comes or is left unfinished is counted at once; so is what the district has not got."""
    asked = enrolling.request(station, tmp_path / "r.sde")
    assert asked.path is not None
    enrolling.accept_approval(station, enrolling.approve(district, asked.path, tmp_path / "a.sda").path or tmp_path)
    here = morning()
    kit.runner.run(recording.add, station, ELDER)
    kit.runner.run(recording.open_record, station, {"name": "मुन्नी"})
    kit.runner.drain()
    assert here.page.day.lines == [("आज आईं", "2 प्रविष्टियाँ"), ("अधूरी, सब दिनों की", "1 प्रविष्टि")]
    assert here.page.district.lines == [
        ("अभी नहीं भेजीं", "2 प्रविष्टियाँ"),
        ("भेजीं, पावती बाकी", "0 प्रविष्टियाँ"),
        ("पिछली पावती", "अभी कोई नहीं"),
    ]
    kit.words.switch()
    assert here.page.district.lines[0] == ("Not sent yet", "2 entries")


def test_ways_on_lead_to_the_places(morning: Callable[[], Morning], kit: Kit, window: MainWindow) -> None:
    """The register of today and the district are one press away."""
    for place in ("register", "district"):
        window.add_place(place, f"place.{place}", Icon.REGISTER, lambda: Page(kit, "place.register"))
    for place in ("register", "district"):
        here = morning()
        button = here.page.register if place == "register" else here.page.to_district
        here.hands.tab_to(lambda at, button=button: at is button)
        here.hands.space()
        assert here.asked == [place]
        assert window.place == place


def test_everything_fits_and_has_a_name(
    morning: Callable[[], Morning], station: Desk, assert_accessible: Callable[[QWidget], None]
) -> None:
    """At 1366x768 with two drafts all of them are seen, and eight rows of what is due."""
    recording.save_draft(station, "a" * 32, {})
    matter = recording.add(station, BEATEN).record
    case_drafts.save_draft(station, "b" * 32, PROMISE, matter, {"what": "बच्चों को लाना"})
    for _ in range(12):
        casework.record(station, PROMISE, matter, {**PROMISED, "by_when": "06-10-2026"})
    here = morning()
    assert_accessible(here.page)
    table = here.page.due.table
    assert table.viewport().height() >= 8 * table.verticalHeader().defaultSectionSize()
    assert here.page.drafts.verticalScrollBar().maximum() == 0
    drafts = [here.page.drafts.item(row).text() for row in range(here.page.drafts.count())]
    assert "MSK/SAS/2026/0001 · वादा अधूरा · आज 12:00 सहेजा" in drafts


def test_what_is_offered_follows_the_rights(kit: Kit, window: MainWindow, station: Desk) -> None:
    """The supervisor of counselling begins nothing, prints nothing and sends nothing; only the counts are there."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    recording.add(station, ELDER)
    people.give(station, staff.ids[Role.CENTRE_STAFF], Role.SUPERVISOR, second=staff.second(Role.HOUSE_OFFICER))
    power = next(one for one in people.colleagues(station)[2].powers if one.role is Role.CENTRE_STAFF)
    people.end(station, power)
    here = Morning(kit, window, seat(station, staff.second(Role.CENTRE_STAFF)))
    page = here.page
    verbs = (page.new, page.register, page.to_district, page.people, page.district, page.print_calls)
    assert not [verb for verb in verbs if verb.isVisible()]
    assert page.day.lines[0] == ("आज आईं", "1 प्रविष्टि")


def test_the_draft_of_a_matter_kept_from_somebody_is_not_theirs_any_more(
    kit: Kit, window: MainWindow, station: Desk
) -> None:
    """The page still opens, and neither the draft nor its token is on it."""
    staff = add_staff(station, Role.HOUSE_OFFICER)
    record = recording.add(station, ELDER).record
    recording.save_draft(station, "a" * 32, dict(ELDER), record)
    assert not Morning(kit, window, station).page.drafts.isHidden()
    house = seat(station, staff.second(Role.HOUSE_OFFICER))
    walls.put_up(house, record, station.person.id)
    head = seat(house, SecondPerson(station.person.id, PASSPHRASE))
    here = Morning(kit, window, head)
    assert here.page.drafts.isHidden()
