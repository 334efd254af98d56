"""What several journeys do on their way, by keyboard: set an office up, open the people, let somebody else sit down."""

from PySide6.QtCore import Qt

from station_desk.domain.roles import Role
from station_desk.ui.pages.people import PeoplePage
from station_desk.ui.pages.safety import SafetyPage
from station_desk.ui.pages.sign_in import SignInPage
from station_desk.ui.pages.switch import SwitchPage
from station_desk.ui.pages.today import TodayPage
from station_desk.ui.pages.wizard import WizardPage
from tests.conftest import PASSPHRASE
from tests.journeys.conftest import Sitting


def set_up(sitting: Sitting) -> None:
    """Go through the wizard: language, the station of Sasni, its in-charge, a password; it leads to signing in."""
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
    sitting.go_to(page.posts["station"])
    assert page.role is Role.IN_CHARGE
    sitting.enter()
    assert page.now == "passphrase"
    sitting.hands.type(PASSPHRASE)
    sitting.go_to(page.passphrase.second)
    sitting.hands.type(PASSPHRASE)
    sitting.enter()
    assert isinstance(sitting.page, SignInPage)


def sign_in(sitting: Sitting) -> None:
    """Open the office with the password of its only person."""
    sitting.hands.type(PASSPHRASE)
    sitting.enter()
    assert isinstance(sitting.page, TodayPage)


def open_safety(sitting: Sitting) -> SafetyPage:
    """Open the place of safety, the last in the column."""
    number = len(sitting.window.places.keys)
    sitting.alt(Qt.Key(Qt.Key.Key_0.value + number))
    page = sitting.page
    assert isinstance(page, SafetyPage)
    return page


def open_people(sitting: Sitting) -> PeoplePage:
    """Open the people by the place of safety."""
    sitting.do(open_safety(sitting).people)
    page = sitting.page
    assert isinstance(page, PeoplePage)
    return page


def step_aside(sitting: Sitting) -> SwitchPage:
    """Press F8 and return the page it leads to."""
    sitting.press(Qt.Key.Key_F8)
    page = sitting.page
    assert isinstance(page, SwitchPage)
    return page


def choose(sitting: Sitting, page: SwitchPage, name: str) -> None:
    """Go down the list to a name and into the field under it."""
    for _ in range(page.people.count()):
        if page.chosen is not None and page.chosen.row.name == name:
            break
        sitting.press(Qt.Key.Key_Down)
    assert page.chosen is not None and page.chosen.row.name == name
    sitting.enter()


def seat(sitting: Sitting, name: str, secret: str) -> None:
    """Let somebody else sit down, by PIN where they have one, else by password."""
    choose(sitting, step_aside(sitting), name)
    sitting.hands.type(secret)
    sitting.enter()
    assert sitting.app.desk is not None and sitting.app.desk.person.name == name
