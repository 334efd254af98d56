"""An acting in-charge in the window: made for some days by two officers, and over by itself; by keyboard, in Hindi."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt

from station_desk.desk import office
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Right, Role
from station_desk.ui.pages.person_acts import GiveRolePage
from tests.conftest import NOON
from tests.journeys.conftest import Sitting
from tests.journeys.steps import open_people
from tests.staff import NAMES, add_staff, found


def test_acting_in_charge_for_some_days(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Chosen in the list, given until Sunday with the house officer's password, in force, and on Monday over."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    clerk = staff.ids[Role.CENTRE_STAFF]
    sitting = sit(station)
    page = open_people(sitting)
    sitting.press(Qt.Key.Key_Down)
    sitting.press(Qt.Key.Key_Down)
    assert page.chosen is not None and page.chosen.row.id == clerk
    sitting.enter()
    sitting.press(Qt.Key.Key_Space)
    giving = sitting.page
    assert isinstance(giving, GiveRolePage) and giving.roles is not None
    while giving.roles.role is not Role.IN_CHARGE:
        sitting.press(Qt.Key.Key_Down)
        sitting.press(Qt.Key.Key_Space)
    sitting.go_to(giving.roles.second.passphrase)
    sitting.hands.type(NAMES[Role.HOUSE_OFFICER][2])
    sitting.enter()
    sitting.press(Qt.Key.Key_Down)
    sitting.press(Qt.Key.Key_Space)
    sitting.go_to(giving.day)
    sitting.hands.type("11.10.2026")
    sitting.enter()
    assert sitting.page is page
    assert "भूमिका दे दी गई" in sitting.kit.notices.sentence
    assert page.card.said == ["केन्द्र कर्मी", "प्रभारी मिशन शक्ति केन्द्र – रविवार 11-10-2026 तक"]
    desk = office.step_in(station.room, clerk, NAMES[Role.CENTRE_STAFF][2])
    assert Right.PEOPLE in desk.rights()
    station.clock.set(NOON + timedelta(days=6))
    assert Right.PEOPLE not in desk.rights()
    page.mark_stale()
    sitting.press(Qt.Key.Key_Escape)
    sitting.press(Qt.Key.Key_Escape)
    page = open_people(sitting)
    sitting.press(Qt.Key.Key_Down)
    sitting.press(Qt.Key.Key_Down)
    assert page.card.said == ["केन्द्र कर्मी", "प्रभारी मिशन शक्ति केन्द्र – 11-10-2026 को समाप्त"]
    assert found(station) == []
