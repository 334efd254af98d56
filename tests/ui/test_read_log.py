"""Who looked at whose identity, in the window: rows with tokens, narrowed by period, person and pattern."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from typing_hands import Hands

from station_desk.desk import (
    call_list,
    calling,
    casework,
    letters,
    office,
    plan_papers,
    reading,
    recording,
    registers,
)
from station_desk.desk.ports import Desk
from station_desk.domain.case import FOLLOW_UP, PLAN, REFERRAL
from station_desk.domain.reads import MANY_IN_A_DAY
from station_desk.domain.roles import Role
from station_desk.ui.entry_opening import CONTINUES, CORRECTS
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.read_log import ReadLogPage
from tests.a_case import CALL
from tests.conftest import NOON
from tests.entries import ELDER
from tests.referrals import PLAN as PLANNED
from tests.referrals import TO_OSC, WOMAN
from tests.staff import NAMES, Staff, add_staff

Open = Callable[[Role], ReadLogPage]


@pytest.fixture
def staff(station: Desk) -> Staff:
    """An office with a nodal officer and an auditor, and two entries whose name the in-charge has looked at."""
    staff = add_staff(station, Role.NODAL_OFFICER, Role.AUDITOR)
    for why in ("contact", "legal"):
        reading.reveal(station, recording.add(station, ELDER).record, why)
    return staff


@pytest.fixture
def opened(kit: Kit, window: MainWindow, station: Desk, staff: Staff) -> Open:
    """Open the page for a colleague who sits down in place of the in-charge."""

    def open_for(role: Role) -> ReadLogPage:
        desk = office.step_in(office.step_aside(station), staff.ids[role], NAMES[role][2])
        page = ReadLogPage(kit, desk)
        window.show_alone(page)
        kit.runner.drain()
        return page

    return open_for


def test_rows_say_when_who_whose_why_by_token(opened: Open, station: Desk) -> None:
    """Newest first, reasons in words, a printed register by its day; no name of a woman anywhere."""
    registers.print_day(station, station.today(), "hi")
    page = opened(Role.AUDITOR)
    assert page.table.said == [
        ["06-10-2026 12:00", "महिला मुख्य आरक्षी ऊषा किरन", "–", "06-10-2026 की पंजिका छापी"],
        ["06-10-2026 12:00", "महिला मुख्य आरक्षी ऊषा किरन", "MSK/SAS/2026/0002", "विधिक कार्यवाही के लिए"],
        ["06-10-2026 12:00", "महिला मुख्य आरक्षी ऊषा किरन", "MSK/SAS/2026/0001", "उनसे सम्पर्क करना है"],
    ]
    assert "फूलमती" not in str(page.table.said)
    assert page.sentences == [] and not page.standing_out.isVisible()


def test_every_reason_that_the_program_writes_has_words(opened: Open, station: Desk) -> None:
    """A call, an entry gone on with or corrected, and what was printed: as which paper, and why."""
    matter = recording.add(station, WOMAN).record
    plan = casework.record(station, PLAN, matter, PLANNED).record
    casework.record(station, FOLLOW_UP, matter, CALL)
    calling.call_gate(station, matter)
    for why in (CONTINUES, CORRECTS):
        reading.reveal(station, matter, why)
    letters.print_referral(station, casework.record(station, REFERRAL, matter, TO_OSC).record, "hi")
    plan_papers.print_plan(station, plan, "file", "hi")
    call_list.print_calls(station, station.today(), "hi")
    page = opened(Role.AUDITOR)
    assert [row[3] for row in page.table.said] == [
        "कागज पर – आज के फोन: उन्हें फोन करने के लिए",
        "कागज पर – सुरक्षा योजना, पूरी: फाइल में रखने के लिए",
        "कागज पर – संदर्भन पत्र: संदर्भन के लिए",
        "त्रुटि सुधार के लिए",
        "अधूरी प्रविष्टि आगे भरने के लिए",
        "उन्हें फोन करने के लिए",
        "विधिक कार्यवाही के लिए",
        "उनसे सम्पर्क करना है",
    ]


def test_period_and_person_narrow(opened: Open, kit: Kit) -> None:
    """Another person has looked at nothing; a period before has no rows; what is no date changes nothing."""
    page = opened(Role.AUDITOR)
    page.person.setCurrentIndex(page.person.findText(f"{NAMES[Role.NODAL_OFFICER][1]} {NAMES[Role.NODAL_OFFICER][0]}"))
    assert page.table.said == []
    page.person.setCurrentIndex(0)
    assert len(page.table.said) == 2
    page.until.setText("कल")
    page.until.editingFinished.emit()
    kit.runner.drain()
    assert page.until_row.has_problem or page.table.said == []
    page.until.setText("५.१०.२०२६")
    page.until.editingFinished.emit()
    kit.runner.drain()
    assert page.table.said == [] and not page.until_row.has_problem
    page.since.setText("6.10.2026")
    page.since.editingFinished.emit()
    assert page.until_row.has_problem


def test_pattern_is_a_sentence_with_its_rows(opened: Open, station: Desk, kit: Kit, window: MainWindow) -> None:
    """Many matters in a day: a question on top; its verb shows just those rows, Esc shows all again."""
    for _ in range(MANY_IN_A_DAY):
        reading.reveal(station, recording.add(station, ELDER).record, "check")
    station.clock.set(NOON + timedelta(days=1))
    registers.print_day(station, station.today(), "hi")
    page = opened(Role.NODAL_OFFICER)
    assert len(page.sentences) == 1
    assert "ऊषा किरन" in page.sentences[0] and str(MANY_IN_A_DAY + 2) in page.sentences[0]
    everything = len(page.table.said)
    hands = Hands(window)
    hands.tab_to(lambda at: at is page.pattern_verbs[0])
    hands.press(Qt.Key.Key_Return)
    kit.runner.drain()
    assert len(page.table.said) == MANY_IN_A_DAY + 2 == everything - 1
    assert page.everything.isVisible()
    hands.press(Qt.Key.Key_Escape)
    assert len(page.table.said) == everything
    kit.words.switch()
    assert "saw identities" in page.sentences[0]


def test_matter_opens_only_for_those_who_see_matters(opened: Open, kit: Kit, window: MainWindow) -> None:
    """Enter on a row opens the matter for the nodal officer."""
    page = opened(Role.NODAL_OFFICER)
    assert page.open.isVisible()
    Hands(window).press(Qt.Key.Key_Return)
    kit.runner.drain()
    assert isinstance(window.page, MatterPage)


def test_auditor_opens_no_matter(
    opened: Open, kit: Kit, window: MainWindow, assert_accessible: Callable[[QWidget], None]
) -> None:
    """The auditor has no verb for it, and Enter does nothing."""
    page = opened(Role.AUDITOR)
    assert not page.open.isVisible()
    Hands(window).press(Qt.Key.Key_Return)
    kit.runner.drain()
    assert window.page is page
    assert_accessible(page)
