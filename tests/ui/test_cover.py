"""F9 hides everything at once and gives it back as it was; with a PIN, only for the PIN."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from typing_hands import Hands

from station_desk.domain.fields import Wording
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.cover_sheet import Back, CoverSheet
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.notices import ask
from station_desk.ui.page import Page


class Writing(Page):
    """A page with one line to write on."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, Wording("लिखना", "Writing"))
        self.line = QLineEdit()
        self.line.setAccessibleName("पंक्ति")
        self.column.addWidget(self.line)


@pytest.fixture
def page(window: MainWindow) -> Writing:
    """A page somebody is writing on."""
    page = Writing(window.kit)
    window.show_alone(page)
    page.line.setText("सुनीता")
    page.line.setFocus()
    return page


def _seen(window: MainWindow) -> set[int]:
    """Return the colours that can be seen in the middle of the window."""
    image = window.grab().toImage()
    return {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}


@pytest.mark.usefixtures("page")
def test_covered_the_window_is_one_plain_sheet(window: MainWindow) -> None:
    """Nothing of the page can be seen, only the one sentence."""
    before = len(_seen(window))
    window.cover.toggle()
    sheets = [child for child in window.children() if child.objectName() == "cover"]
    assert len(sheets) == 1
    sheet = sheets[0]
    assert sheet.geometry() == window.rect()  # type: ignore[attr-defined]
    image = window.grab().toImage()
    paper = image.pixel(5, 5)
    row = {image.pixel(x, 30) for x in range(image.width())}
    assert row == {paper}
    assert len(_seen(window)) < before


def test_f9_covers_and_uncovers_and_gives_the_keyboard_back(qtbot: QtBot, window: MainWindow, page: Writing) -> None:
    """What was typed and where, stays."""
    qtbot.keyClick(page.line, Qt.Key.Key_F9)
    assert window.cover.covered
    focused = window.focusWidget()
    assert focused is not page.line
    qtbot.keyClick(focused, Qt.Key.Key_F9)
    assert not window.cover.covered
    assert window.focusWidget() is page.line
    assert page.line.text() == "सुनीता"
    assert [child for child in window.children() if child.objectName() == "cover" and child.isVisible()] == []  # type: ignore[attr-defined]


def test_covered_no_key_reaches_the_page(qtbot: QtBot, window: MainWindow, page: Writing) -> None:
    """Blind typing changes nothing and no shortcut works."""
    window.cover.toggle()
    qtbot.keyClicks(page.line, "abc")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert page.line.text() == "सुनीता"
    assert window.cover.covered


@pytest.mark.usefixtures("page")
def test_covered_no_shortcut_is_heard_but_the_lock(window: MainWindow) -> None:
    """F1, F8, Esc, Alt and Ctrl keys do nothing behind the sheet; Ctrl+L locks from it."""
    heard: list[str] = []
    window.switch_wanted.connect(lambda: heard.append("switch"))
    window.lock_wanted.connect(lambda: heard.append("lock"))
    window.kit.notices.warn(Wording("क", "a"))
    window.cover.cover()
    hands = Hands(window)
    for key in (Qt.Key.Key_F1, Qt.Key.Key_F6, Qt.Key.Key_F8, Qt.Key.Key_Escape, Qt.Key.Key_Menu):
        hands.press(key)
    hands.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    hands.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert heard == []
    assert window.kit.notices.showing
    assert [one for one in QApplication.topLevelWidgets() if one.isVisible()] == [window]
    hands.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert heard == ["lock"]


@pytest.fixture
def asked(window: MainWindow, page: Writing) -> list[str]:
    """The window covered so that it asks a PIN; every PIN that was given."""
    given: list[str] = []
    assert page.line.text()
    window.cover.ask_back(lambda: Back.PIN)
    window.cover.pin_given.connect(given.append)
    window.cover.cover()
    return given


def sheet_of(window: QWidget) -> CoverSheet:
    """The sheet on a window."""
    return next(child for child in window.children() if isinstance(child, CoverSheet))


def test_with_a_pin_only_the_pin_comes_back(window: MainWindow, page: Writing, asked: list[str]) -> None:
    """F9 opens nothing; digits and Enter reach the field alone; whoever judges them uncovers."""
    hands = Hands(window)
    hands.press(Qt.Key.Key_F9)
    assert window.cover.covered
    hands.type("4719")
    hands.press(Qt.Key.Key_Return)
    assert asked == ["4719"]
    assert window.cover.covered
    window.cover.uncover()
    assert not window.cover.covered
    assert window.focusWidget() is page.line
    assert page.line.text() == "सुनीता"


def test_a_wrong_pin_is_said_on_the_sheet(window: MainWindow, asked: list[str]) -> None:
    """The field is empty again, has the keyboard, and says how many are left."""
    hands = Hands(window)
    hands.type("1")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)  # while it is being judged Enter gives nothing more
    assert asked == ["1"]
    window.cover.refuse(DeskError(ErrorCode.PIN_WRONG, left=2))
    sheet = sheet_of(window)
    assert sheet.pin.text() == "" and sheet.pin.hasFocus()
    assert "2" in sheet.pin_row.problem.text()
    QApplication.processEvents()
    problem = sheet.pin_row.problem
    assert problem.height() >= problem.heightForWidth(problem.width())


@pytest.mark.usefixtures("asked")
def test_tab_and_a_page_that_takes_the_keyboard_do_not_lead_behind(window: MainWindow, page: Writing) -> None:
    """The field keeps the keyboard, whatever is pressed and whoever asks for it."""
    hands = Hands(window)
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape):
        hands.press(key)
        assert window.focusWidget() is sheet_of(window).pin
    page.line.setFocus()
    QApplication.processEvents()
    assert window.focusWidget() is sheet_of(window).pin
    QTest.keyClick(page.line, Qt.Key.Key_A)
    assert page.line.text() == "सुनीता"


@pytest.mark.usefixtures("asked")
def test_a_dialog_asks_the_pin_too(kit: Kit, window: MainWindow, qtbot: QtBot) -> None:
    """A question over the window would keep the keyboard from the field below; its own sheet has one."""
    box = ask(window, kit.words, kit.icons, Wording("हटा दें?", "Delete?"), Wording("हटाएँ", "Delete"), lambda: None)
    box.activateWindow()
    assert sheet_of(box).pin.isVisible()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is sheet_of(box).pin)


@pytest.mark.usefixtures("asked")
def test_shut_nothing_opens_it(window: MainWindow, assert_accessible: Callable[[QWidget], None]) -> None:
    """While the desk is being locked neither F9 nor the field comes back, and what was typed of a PIN is gone."""
    sheet = sheet_of(window)
    assert_accessible(sheet)
    sheet.pin.setText("47")
    window.cover.shut()
    assert sheet.pin.text() == "" and not sheet.pin.isVisible()
    hands = Hands(window)
    hands.press(Qt.Key.Key_F9)
    hands.press(Qt.Key.Key_Return)
    assert window.cover.covered


@pytest.mark.usefixtures("page")
def test_the_sheet_says_what_it_protects_from(kit: Kit, window: MainWindow) -> None:
    """Without a PIN, in both languages, that anybody can open it; never a name."""
    window.cover.ask_back(lambda: Back.KEY_OF_ANYBODY)
    window.cover.cover()
    sheet = sheet_of(window)
    assert "कोई भी" in sheet.explains.text()
    kit.words.switch()
    assert "anybody" in sheet.explains.text()
    assert window.windowTitle() == "Station Desk"


@pytest.mark.usefixtures("page")
def test_a_dialog_is_covered_too(kit: Kit, window: MainWindow) -> None:
    """A question on the screen names a record; it is hidden with the rest, and one that comes later as well."""
    said = Wording("प्रारूप 0041 हटा दें?", "Delete draft 0041?")
    verb = Wording("हटाएँ", "Delete")
    first = ask(window, kit.words, kit.icons, said, verb, lambda: None)
    window.cover.toggle()
    second = ask(window, kit.words, kit.icons, said, verb, lambda: None)
    for box in (first, second):
        sheets = [child for child in box.children() if child.objectName() == "cover"]
        assert [sheet.geometry() for sheet in sheets] == [box.rect()]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("page")
def test_the_cover_grows_with_the_window(window: MainWindow) -> None:
    """Making the window larger shows nothing."""
    window.cover.toggle()
    window.resize(1500, 900)
    sheet = next(child for child in window.children() if child.objectName() == "cover")
    assert sheet.geometry() == window.rect()  # type: ignore[attr-defined]
