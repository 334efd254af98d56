"""A record changed behind the log, in the window: found, said, entering stops; two officers sign and it goes on."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from station_desk.desk import office, recording
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.pages.acknowledge import AcknowledgePage
from station_desk.ui.pages.integrity import IntegrityPage
from station_desk.ui.pages.read_log import ReadLogPage
from station_desk.ui.pages.safety import SafetyPage
from tests.entries import ELDER
from tests.journeys.conftest import Sitting
from tests.staff import NAMES, add_staff


def open_safety(sitting: Sitting) -> SafetyPage:
    """Open the place of safety."""
    sitting.window.open_place("safety")
    sitting.settle()
    safety = sitting.page
    assert isinstance(safety, SafetyPage)
    return safety


def refused(desk: Desk) -> ErrorCode | None:
    """Return why an entry is not taken, None when it is."""
    try:
        recording.add(desk, ELDER)
    except DeskError as error:
        return error.code
    return None


def test_found_signed_for_and_going_on(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Counting by Enter finds it; nothing new is entered; a reason and the second officer, and entering goes on."""
    add_staff(station, Role.HOUSE_OFFICER)
    recording.add(station, ELDER)
    with station.store.write() as write:
        write.execute("UPDATE matter SET head = 'other'")
    sitting = sit(station)
    sitting.do(open_safety(sitting).integrity)
    page = sitting.page
    assert isinstance(page, IntegrityPage)
    sitting.enter()
    assert page.cards and "वैसा नहीं" in page.outcome.text()
    assert refused(station) is ErrorCode.DESK_READ_ONLY
    sitting.do(page.sign)
    signing = sitting.page
    assert isinstance(signing, AcknowledgePage)
    sitting.hands.type("बाहर से बदला मिला, थाना प्रभारी को बताया")
    sitting.go_to(signing.second.passphrase)
    sitting.hands.type(NAMES[Role.HOUSE_OFFICER][2])
    sitting.enter()
    assert sitting.page is page
    assert refused(station) is None
    sitting.press(Qt.Key.Key_Escape)
    sitting.do(page.count)
    assert "ठीक है" in page.outcome.text()


def test_auditor_checks_and_reads_but_opens_nothing(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """The auditor reaches the check and the read log, and neither cases nor the signing."""
    staff = add_staff(station, Role.NODAL_OFFICER, Role.AUDITOR)
    desk = office.step_in(office.step_aside(station), staff.ids[Role.AUDITOR], NAMES[Role.AUDITOR][2])
    sitting = sit(desk)
    safety = open_safety(sitting)
    assert not safety.people.isVisible() and not safety.recovery.isVisible()
    sitting.do(safety.integrity)
    page = sitting.page
    assert isinstance(page, IntegrityPage)
    sitting.enter()
    assert "ठीक है" in page.outcome.text() and not page.sign.isVisible()
    sitting.press(Qt.Key.Key_Escape)
    sitting.do(safety.read_log)
    reads = sitting.page
    assert isinstance(reads, ReadLogPage)
    assert not reads.open.isVisible()
