"""A whole first shift of a new office, by keyboard, in Hindi: everybody does their part, the record tells it all."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from station_desk.desk import recovery, registers, sealing
from station_desk.desk.ports import Desk
from station_desk.domain.log import read_header
from station_desk.domain.roles import OF_KIND, Role
from station_desk.store import log
from station_desk.ui.dialogs.pin import PinDialog
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.notes import OpenedNotesPage, WriteNotePage
from station_desk.ui.pages.person_acts import AddPersonPage
from station_desk.ui.pages.recovery import RecoveryPage
from station_desk.ui.pages.register import RegisterPage
from station_desk.ui.pages.sheets import SheetsPage
from tests.journeys.conftest import Sitting
from tests.journeys.steps import open_people, open_safety, seat, set_up, sign_in
from tests.papers import texts_of
from tests.staff import NAMES, found

CTRL = Qt.KeyboardModifier.ControlModifier
PIN = "4719"
NOTE = "बेटे ने कहा है कि घर आयी तो जान से मार देगा"


def verb(word: str) -> Callable[[QWidget], bool]:
    """Tell a button by its words."""
    return lambda at: isinstance(at, QPushButton) and word in at.text()


@dataclass(frozen=True, slots=True)
class Shift:
    """The window of the shift, and what the people do at it."""

    sitting: Sitting

    @property
    def desk(self) -> Desk:
        """Who sits there now."""
        assert self.sitting.app.desk is not None
        return self.sitting.app.desk

    def add(self, role: Role, agreeing: str = "") -> None:
        """Add a colleague, who types the own password; the second officer's is asked where the role is weighty."""
        sitting, (name, rank, passphrase) = self.sitting, NAMES[role]
        people = open_people(sitting)
        sitting.do(people.add)
        page = sitting.page
        assert isinstance(page, AddPersonPage)
        sitting.hands.type(name)
        sitting.hands.tab()
        sitting.hands.type(rank)
        sitting.do(page.next)
        for _ in OF_KIND["station"]:
            sitting.press(Qt.Key.Key_Space)
            if page.roles.role is role:
                break
            sitting.press(Qt.Key.Key_Down)
        assert page.roles.role is role
        if agreeing:
            sitting.go_to(page.roles.second.passphrase)
            sitting.hands.type(agreeing)
            sitting.enter()
        else:
            sitting.do(page.chosen)
        sitting.hands.type(passphrase)
        sitting.go_to(page.passphrase.second)
        sitting.hands.type(passphrase)
        sitting.enter()
        assert sitting.page is people
        assert name in sitting.kit.notices.sentence

    def keep_pin(self) -> None:
        """Set a PIN in the place of safety."""
        sitting = self.sitting
        sitting.do(open_safety(sitting).pin)
        (dialog,) = [one for one in sitting.window.findChildren(PinDialog) if one.isVisible()]
        dialog.activateWindow()
        for _ in range(2):
            sitting.hands.type(PIN)
            sitting.enter()

    def make_sheets(self, agreeing: str, folder: Path) -> None:
        """Make the three recovery sheets, each saved as PDF and ticked off."""
        sitting = self.sitting
        sitting.do(open_safety(sitting).recovery)
        page = sitting.page
        assert isinstance(page, RecoveryPage)
        sitting.do(page.make)
        making = sitting.page
        assert isinstance(making, SheetsPage)
        sitting.go_to(making.second.passphrase)
        sitting.hands.type(agreeing)
        sitting.enter()
        for sheet in recovery.SHEETS:
            sitting.press(Qt.Key.Key_S, CTRL)
            sitting.name_in_dialog(folder / f"{sheet}.pdf")
            sitting.press(Qt.Key.Key_Space)
            sitting.do(making.panels[sheet].verbs[-1])
        assert sitting.page is page

    def enter_first_page(self) -> str:
        """Take down what keeps her safe and get a token."""
        sitting = self.sitting
        sitting.press(Qt.Key.Key_N, CTRL)
        page = sitting.page
        assert isinstance(page, IntakePage)
        sitting.hands.space()
        sitting.press(Qt.Key.Key_Return, CTRL)
        assert page.token_card.isVisible()
        return page.token

    def open_first_matter(self) -> MatterPage:
        """Open the first matter of the list."""
        sitting = self.sitting
        sitting.alt(Qt.Key.Key_2)
        sitting.press(Qt.Key.Key_Down)
        sitting.enter()
        page = sitting.page
        assert isinstance(page, MatterPage)
        return page

    def write_note(self) -> None:
        """Write a working note and seal it."""
        sitting = self.sitting
        self.open_first_matter()
        sitting.hands.tab_to(verb("टिप्पणी लिखें"))
        sitting.press(Qt.Key.Key_Space)
        assert isinstance(sitting.page, WriteNotePage)
        sitting.hands.type(NOTE)
        sitting.press(Qt.Key.Key_Return, CTRL)
        assert "टिप्पणी मुहरबन्द हुई" in sitting.kit.notices.sentence

    def break_glass(self, agreeing: str) -> OpenedNotesPage:
        """Open the notes in an emergency with the second officer's password."""
        sitting = self.sitting
        matter = self.open_first_matter()
        sitting.hands.tab_to(verb("आपात स्थिति में खोलें"))
        sitting.press(Qt.Key.Key_Space)
        sitting.hands.space()
        sitting.go_to(matter.glass.reason)
        sitting.hands.type("जान का खतरा, परामर्शदाता बाहर हैं")
        sitting.go_to(matter.glass.second.passphrase)
        sitting.hands.type(agreeing)
        sitting.enter()
        page = sitting.page
        assert isinstance(page, OpenedNotesPage)
        return page


def test_a_whole_shift(start: Callable[..., Sitting], tmp_path: Path) -> None:
    """Office, people, sheets, an entry, a note, the seal broken by two, the count on the register, the lock."""
    sitting = start(tmp_path / "office")
    shift = Shift(sitting)
    house_officer = NAMES[Role.HOUSE_OFFICER][2]
    set_up(sitting)
    sign_in(sitting)
    shift.add(Role.HOUSE_OFFICER)
    shift.add(Role.COUNSELLOR, house_officer)
    shift.add(Role.CENTRE_STAFF)
    shift.make_sheets(house_officer, tmp_path)
    assert not shift.desk.room.standing.findings
    shift.keep_pin()

    seat(sitting, NAMES[Role.CENTRE_STAFF][0], NAMES[Role.CENTRE_STAFF][2])
    token = shift.enter_first_page()
    shift.keep_pin()
    seat(sitting, NAMES[Role.COUNSELLOR][0], NAMES[Role.COUNSELLOR][2])
    shift.write_note()
    seat(sitting, "ऊषा किरन", PIN)
    opened = shift.break_glass(house_officer)
    assert opened.cards != [] and token in opened.title.text()

    sitting.alt(Qt.Key.Key_3)
    register = sitting.page
    assert isinstance(register, RegisterPage)
    assert register.paper.pages >= 1
    assert opened.cards == [], "the notes were forgotten as soon as the page was left"
    desk = shift.desk
    printed = texts_of(registers.day_sheet(desk, desk.today(), "hi"))
    assert printed[printed.index("मुहरबन्द टिप्पणी आपात में खोली गयी") + 1] == "1"
    with desk.store.read() as read:
        written = [read_header(line.header).kind for line in log.lines(read)]
    assert written.count(sealing.BROKEN) == 1
    assert written.count("approval.given") >= 3, "the counsellor's role, the sheets, the seal"
    assert found(desk) == []
    sitting.press(Qt.Key.Key_L, CTRL)
    assert sitting.restarts == 1
    assert sitting.app.desk is None
    assert sitting.window.cover.covered
