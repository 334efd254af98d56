"""F9 hides everything at once and gives it back as it was."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from station_desk.domain.fields import Wording
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
