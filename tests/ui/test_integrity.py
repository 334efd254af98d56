"""The check of the record in the window: sound, not sound, compared with paper, signed for."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from station_desk.desk import keeping, office, recording, registers, set_right, soundness
from station_desk.desk.finding import Finding, FindingCode
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.ui.finding_places import say_where
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.acknowledge import AcknowledgePage
from station_desk.ui.pages.integrity import IntegrityPage
from tests.entries import ELDER
from tests.staff import NAMES, Staff, add_staff

Open = Callable[[Desk], IntegrityPage]


@pytest.fixture
def staff(station: Desk) -> Staff:
    """An office with a second officer, an auditor, one entry, and a printed register."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.AUDITOR)
    recording.add(station, ELDER)
    registers.print_day(station, station.today(), "hi")
    return staff


@pytest.fixture
def opened(kit: Kit, window: MainWindow) -> Open:
    """Open the page for somebody at a desk."""

    def open_for(desk: Desk) -> IntegrityPage:
        page = IntegrityPage(kit, desk)
        window.show_alone(page)
        kit.runner.drain()
        return page

    return open_for


def change_behind(desk: Desk) -> None:
    """Change a row that lists read, behind the log, as somebody with the key could."""
    with desk.store.write() as write:
        write.execute("UPDATE matter SET head = 'other'")


def test_sound_record_says_so(opened: Open, station: Desk, staff: Staff, kit: Kit) -> None:
    """Counted to the end: the number of lines, no finding, what the last paper witnesses."""
    assert staff.ids
    page = opened(station)
    assert page.count.hasFocus() and not page.outcome.isVisible()
    page.count.click()
    kit.runner.drain()
    assert "ठीक है" in page.outcome.text() and page.cards == []
    facts = dict(page.facts.lines)
    assert facts["पंजिका छपी"].startswith("06-10-2026 12:00")
    assert facts["जनपद की पावती"] == "अभी नहीं"
    assert not page.sign.isVisible()
    assert not station.room.standing.findings


def test_words_of_the_printed_register_come_again(opened: Open, station: Desk, staff: Staff, kit: Kit) -> None:
    """The number on the newest paper stands there with its twelve words; another number brings others."""
    assert staff.ids
    page = opened(station)
    printed = soundness.state(station).printed_size
    assert page.lines.text() == str(printed)
    assert page.words.text().split() == list(soundness.head_at(station, printed).words)
    first = page.words.text()
    page.lines.setText("२")
    page.show_words.click()
    kit.runner.drain()
    assert page.words.text() != first and len(page.words.text().split()) == 12
    page.lines.setText("99999")
    page.show_words.click()
    kit.runner.drain()
    assert page.lines_row.has_problem and not page.words.isVisible()
    page.lines.setText("बारह")
    page.show_words.click()
    assert page.lines_row.problem.text() == kit.words.say("check.number_wanted")


def test_finding_says_what_and_what_to_do_and_stops_entering(
    opened: Open, station: Desk, staff: Staff, kit: Kit, window: MainWindow
) -> None:
    """A table changed behind the log: one card with both sentences; two officers sign and entering goes on."""
    change_behind(station)
    page = opened(station)
    page.count.click()
    kit.runner.drain()
    assert "वैसा नहीं" in page.outcome.text()
    assert [bool(card.what.text() and card.do.text()) for card in page.cards] == [True] * len(page.cards) != []
    assert station.room.standing.findings
    kit.words.switch()
    assert "not as it was written" in page.outcome.text()
    kit.words.switch()
    page.sign.click()
    signing = window.page
    assert isinstance(signing, AcknowledgePage)
    kit.runner.drain()
    signing.verb.click()
    assert signing.reason_row.has_problem and signing.reason.hasFocus()
    signing.reason.setText("बिजली जाने के बाद ऐसा मिला; थाना प्रभारी ने देखा")
    signing.second.passphrase.setText(NAMES[Role.HOUSE_OFFICER][2])
    signing.press()
    kit.runner.drain()
    assert window.page is page
    assert not station.room.standing.findings
    assert not page.sign.isVisible()
    page.count.click()
    kit.runner.drain()
    assert "ठीक है" in page.outcome.text()
    assert staff.ids


def test_auditor_counts_and_reads_but_does_not_sign(opened: Open, station: Desk, staff: Staff, kit: Kit) -> None:
    """The auditor sees every finding and cannot sign it away."""
    change_behind(station)
    desk = office.step_in(office.step_aside(station), staff.ids[Role.AUDITOR], NAMES[Role.AUDITOR][2])
    page = opened(desk)
    page.count.click()
    kit.runner.drain()
    assert page.cards
    assert not page.sign.isVisible()


def test_everything_has_a_name(
    opened: Open, station: Desk, staff: Staff, kit: Kit, assert_accessible: Callable[[QWidget], None]
) -> None:
    """A screen reader finds every part, with findings shown."""
    change_behind(station)
    page = opened(station)
    page.count.click()
    kit.runner.drain()
    assert_accessible(page)
    assert staff.ids


def test_a_finding_names_where_it_lies(opened: Open, station: Desk, staff: Staff, kit: Kit, window: MainWindow) -> None:
    """Person, matter and year stand beside what was found, here and on the page that is signed; no id does."""
    person = staff.ids[Role.AUDITOR]
    change_behind(station)
    with station.store.write() as write:
        write.execute("UPDATE person SET woman = 1 - woman WHERE id = ?", (person,))
        write.execute("UPDATE serial SET last = last + 1")
    page = opened(station)
    page.count.click()
    kit.runner.drain()
    name, rank, _ = NAMES[Role.AUDITOR]
    said = "\n".join(card.where.text() for card in page.cards)
    for told in (f"{rank} {name}", "MSK/SAS/2026/0001", "वर्ष 2026"):
        assert told in said
    assert person not in said
    page.sign.click()
    signing = window.page
    assert isinstance(signing, AcknowledgePage)
    kit.runner.drain()
    on_page = "\n".join(label.text() for label in signing.findChildren(QLabel))
    assert all(card.where.text() in on_page for card in page.cards)


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (Finding(FindingCode.ANCHOR_MISSING, 0, "1"), "केन्द्र के फोल्डर में रखा निशान"),
        (Finding(FindingCode.ANCHOR_NOT_WRITTEN, 0, "2 disk-full"), "इस कम्प्यूटर के खाते में रखा निशान"),
        (Finding(FindingCode.LOG_ROLLED_BACK, 7, "3"), "इसी केन्द्र के दूसरे फोल्डर का निशान · पंक्ति 7"),
        (Finding(FindingCode.TAKEN_LIST_DIFFERS, 0, "SAS 0123456789abcdef"), "कार्यालय SAS"),
        (Finding(FindingCode.SENT_DIFFERS, 0, "bundle 3"), "बण्डल 3"),
        (Finding(FindingCode.PERSON_UNKNOWN, 0, "0123456789abcdef"), "–"),
        (Finding(FindingCode.PART_DIFFERS, 5, "facts"), "पंक्ति 5"),
    ],
)
def test_each_place_has_words(kit: Kit, finding: Finding, said: str) -> None:
    """Marks, offices and bundles are named in words; what has no name is a dash, never an id."""
    assert say_where(kit, [finding], {}) == said


def test_a_mark_that_was_missing_is_shown_and_signed_for(
    opened: Open, station: Desk, staff: Staff, kit: Kit, window: MainWindow
) -> None:
    """It stops nothing and is shown all the same, at opening the page and after counting, until two have signed."""
    with station.store.write() as write:
        keeping.note_missing(station, write, [Finding(FindingCode.ANCHOR_MISSING, 0, "2")])
    set_right.take_note(station, [])
    page = opened(station)
    assert "काम नहीं रुका" in page.outcome.text() and len(page.cards) == 1
    page.count.click()
    kit.runner.drain()
    assert len(page.cards) == 1 and not station.room.standing.findings
    page.sign.click()
    signing = window.page
    assert isinstance(signing, AcknowledgePage)
    kit.runner.drain()
    signing.reason.setText("नया खाता बनाया गया")
    signing.second.passphrase.setText(NAMES[Role.HOUSE_OFFICER][2])
    signing.press()
    kit.runner.drain()
    assert window.page is page and not page.sign.isVisible()
    assert station.room.standing.notices == () and staff.ids
