"""The very first start, by keyboard alone: four steps make an encrypted office, the password opens it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from station_desk.desk import office
from station_desk.domain.roles import Role
from station_desk.ui.pages.safety import SafetyPage
from station_desk.ui.pages.sign_in import SignInPage
from station_desk.ui.pages.today import TodayPage
from station_desk.ui.pages.wizard import WizardPage
from tests.conftest import PASSPHRASE
from tests.journeys.conftest import Sitting


def test_from_nothing_to_the_first_morning(start: Callable[..., Sitting], tmp_path: Path) -> None:
    """Language, station, person, password; the office is on the disk, encrypted, and opens with what was typed."""
    folder = tmp_path / "office"
    sitting = start(folder)
    page = sitting.page
    assert isinstance(page, WizardPage)
    assert page.now == "language"
    sitting.enter()
    assert page.now == "office"
    sitting.hands.type("सासनी")
    sitting.enter()
    assert page.station is not None and page.station.code == "SAS"
    assert page.now == "person"
    sitting.hands.type("ऊषा किरन")
    sitting.hands.tab()
    sitting.hands.type("म0आ0")
    sitting.go_to(page.person)
    assert page.role is Role.IN_CHARGE
    sitting.enter()
    assert page.now == "passphrase"
    sitting.hands.type(PASSPHRASE)
    sitting.go_to(page.passphrase.second)
    sitting.hands.type(PASSPHRASE)
    sitting.enter()
    assert isinstance(sitting.page, SignInPage)
    assert office.exists(folder)
    assert not (folder / "store.db").read_bytes().startswith(b"SQLite format 3")
    assert "केन्द्र बन गया" in sitting.kit.notices.sentence

    sitting.hands.type(PASSPHRASE)
    sitting.enter()
    assert isinstance(sitting.page, TodayPage)
    assert sitting.window.windowTitle() == "थाना डेस्क"
    assert sitting.app.desk is not None
    assert sitting.app.desk.office.name == "सासनी"
    assert sitting.app.desk.person.rank == "म0आ0"

    assert not sitting.window.lasting.said
    sitting.alt(Qt.Key.Key_5)
    assert isinstance(sitting.page, SafetyPage)
    assert sitting.page.sheets_missing.isVisible()

    sitting.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert sitting.restarts == 1
    assert sitting.app.desk is None
