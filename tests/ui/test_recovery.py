"""Recovery sheets in the window: how they stand, made one after the other, tried; the digits stay on paper."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QWidget
from typing_hands import Hands

from station_desk.desk import recovery
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.drill import DrillPage
from station_desk.ui.pages.recovery import RecoveryPage
from station_desk.ui.pages.sheets import SheetsPage
from station_desk.ui.row_style import MARK_ROLE
from tests.staff import NAMES, add_staff
from tests.ui.accessible import description_of, name_of


@pytest.fixture
def page(kit: Kit, window: MainWindow, station: Desk) -> RecoveryPage:
    """The page, shown, in an office with a second officer."""
    add_staff(station, Role.HOUSE_OFFICER)
    page = RecoveryPage(kit, station)
    window.show_alone(page)
    kit.runner.drain()
    return page


def make(page: RecoveryPage, kit: Kit, window: MainWindow) -> SheetsPage:
    """Begin making all three and let the second officer agree."""
    page.make.click()
    making = window.page
    assert isinstance(making, SheetsPage)
    kit.runner.drain()
    making.second.passphrase.setText(NAMES[Role.HOUSE_OFFICER][2])
    making.issue.click()
    kit.runner.drain()
    return making


def seal(making: SheetsPage, kit: Kit, to: Path) -> None:
    """Save the sheet that is shown, tick it, go on."""
    panel = making.panel
    assert panel is not None
    making.save_to(to)
    kit.runner.drain()
    panel.sealed.click()
    panel.verbs[-1].click()
    kit.runner.drain()


def texts_of(window: QWidget) -> str:
    """Return everything a window says: texts, names and descriptions, its title, the clipboard."""
    said = [window.windowTitle(), QApplication.clipboard().text()]
    for widget in window.findChildren(QWidget):
        said += [name_of(widget), description_of(widget), widget.toolTip()]
        if isinstance(widget, QLabel | QLineEdit):
            said.append(widget.text())
    return "\n".join(said)


def test_none_yet_is_said(page: RecoveryPage) -> None:
    """Before they are made: a plain warning, three rows, and the one verb that makes them has the keyboard."""
    assert page.state.isVisible()
    assert [row[1] for row in page.table.said] == ["अभी नहीं बना"] * 3
    assert page.make.hasFocus()
    assert not page.drill.isVisible() and not page.replace.isVisible()


def test_sheets_are_made_one_after_the_other(
    page: RecoveryPage, kit: Kit, window: MainWindow, station: Desk, tmp_path: Path
) -> None:
    """Each is on paper and ticked before the next is shown; then they stand in the list and open together."""
    making = make(page, kit, window)
    digits = dict(making._digits)
    for number, sheet in enumerate(recovery.SHEETS):
        panel = making.panel
        assert making.now == sheet and panel is not None
        assert panel.paper.pages == 1
        assert not panel.sealed.isEnabled() and not panel.verbs[-1].isEnabled()
        seal(making, kit, tmp_path / f"{number}.pdf")
        assert (tmp_path / f"{number}.pdf").read_bytes().startswith(b"%PDF")
    assert window.page is page
    assert [row[1] for row in page.table.said] == ["06-10-2026"] * 3
    assert kit.words.say("sheet.all_saved") in texts_of(window), "files with the digits lie there still"
    assert [row[2] for row in page.table.said] == ["जाँचा नहीं गया"] * 3
    assert page.state.isVisible() and "जाँचा नहीं गया" in page.state.text()
    assert recovery.drill(station, digits["house_officer"], digits["district"]).sheets == ("house_officer", "district")
    page.refresh()
    kit.runner.drain()
    assert [row[2] for row in page.table.said] == ["जाँचा गया, 06-10-2026", "जाँचा नहीं गया", "जाँचा गया, 06-10-2026"]
    marks = [page.table.model().index(row, 2).data(MARK_ROLE) for row in range(3)]
    assert marks[0] == marks[2] and marks[1] and marks[0] != marks[1], "a shape of its own beside each word"
    recovery.drill(station, digits["nodal_officer"])
    page.refresh()
    kit.runner.drain()
    assert not page.state.isVisible()


def test_digits_are_nowhere_but_on_the_paper(
    page: RecoveryPage, kit: Kit, window: MainWindow, assert_accessible: Callable[[QWidget], None]
) -> None:
    """No text, name, title, clipboard or repr holds a group of them while they are shown."""
    making = make(page, kit, window)
    Hands(window).press(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    said = texts_of(window) + repr(making.panel) + repr(making)
    for groups in making._digits.values():
        assert not any(group in said for group in groups.split())
    assert_accessible(making)


def test_after_printing_alone_the_digits_are_said_to_be_on_paper_only(
    page: RecoveryPage, kit: Kit, window: MainWindow
) -> None:
    """Where no file was saved there is none to be deleted."""
    making = make(page, kit, window)
    for _ in recovery.SHEETS:
        panel = making.panel
        assert panel is not None
        panel.on_paper()  # as the printer tells
        panel.sealed.click()
        panel.verbs[-1].click()
        kit.runner.drain()
    said = texts_of(window)
    assert kit.words.say("sheet.all_done") in said and kit.words.say("sheet.all_saved") not in said


def test_leaving_is_asked_about_and_forgets(page: RecoveryPage, kit: Kit, window: MainWindow) -> None:
    """Esc asks first; staying keeps the sheet, leaving forgets the digits."""
    making = make(page, kit, window)
    window.back()
    box = window.findChild(QMessageBox)
    assert box is not None and window.page is making
    assert "3" in box.text()
    box.reject()
    kit.runner.drain()
    assert making.panel is not None and making.panel.paper_made is not None
    making._forget_and_leave()
    assert window.page is page
    assert making._digits == {} and all(panel.paper_made is None for panel in making.panels.values())


def test_wrong_second_officer_makes_nothing(page: RecoveryPage, kit: Kit, window: MainWindow, station: Desk) -> None:
    """Her password wrong: said beside it, no sheet is made."""
    page.make.click()
    making = window.page
    assert isinstance(making, SheetsPage)
    kit.runner.drain()
    making.second.passphrase.setText("यह उनका वाक्य नहीं है")
    making.issue.click()
    kit.runner.drain()
    assert making.second.passphrase_row.has_problem and making.now == "agree"
    assert all(not sheet.issued_at for sheet in recovery.standing(station))


def test_one_sheet_is_replaced(page: RecoveryPage, kit: Kit, window: MainWindow, tmp_path: Path) -> None:
    """The chosen one alone is made anew: its old digits open nothing, the others still do."""
    making = make(page, kit, window)
    old = dict(making._digits)
    for _ in recovery.SHEETS:
        seal(making, kit, tmp_path / "sheet.pdf")
    page.table.selectRow(1)
    page.replace.click()
    again = window.page
    assert isinstance(again, SheetsPage) and list(again.panels) == ["nodal_officer"]
    kit.runner.drain()
    again.second.passphrase.setText(NAMES[Role.HOUSE_OFFICER][2])
    again.issue.click()
    kit.runner.drain()
    seal(again, kit, tmp_path / "sheet.pdf")
    assert window.page is page
    page.drill.click()
    drill = window.page
    assert isinstance(drill, DrillPage)
    hands = Hands(window)
    hands.type(old["nodal_officer"].replace(" ", ""))
    hands.press(Qt.Key.Key_Return)
    kit.runner.drain()
    assert drill.first.row.has_problem and not drill.result.isVisible()
    drill.first.clear()
    drill.first.line.setFocus()
    hands.type(old["district"].replace(" ", ""))
    hands.press(Qt.Key.Key_Return)
    kit.runner.drain()
    assert "जनपद" in drill.result.text() and drill.result.isVisible()


def test_drill_tells_whose_it_is_and_forgets(page: RecoveryPage, kit: Kit, window: MainWindow, tmp_path: Path) -> None:
    """Devanagari digits and two together; a wrong group is named while typing; what worked is not left standing."""
    making = make(page, kit, window)
    digits = dict(making._digits)
    for _ in recovery.SHEETS:
        seal(making, kit, tmp_path / "sheet.pdf")
    page.drill.click()
    drill = window.page
    assert isinstance(drill, DrillPage)
    hands = Hands(window)
    hands.type("1")
    hands.press(Qt.Key.Key_Return)
    assert drill.first.row.has_problem and drill.first.line.hasFocus()
    hands.press(Qt.Key.Key_Backspace)
    devanagari = str.maketrans("0123456789", "०१२३४५६७८९")
    hands.type(digits["house_officer"].replace(" ", "").translate(devanagari))
    hands.tab_to(lambda at: at is drill.two)
    hands.space()
    hands.tab_to(lambda at: at is drill.other.line)
    hands.type(digits["nodal_officer"])
    hands.press(Qt.Key.Key_Return)
    kit.runner.drain()
    assert "थाना प्रभारी" in drill.result.text() and "नोडल अधिकारी" in drill.result.text()
    assert drill.first.digits == "" and drill.other.digits == ""
    hands.press(Qt.Key.Key_Escape, times=2)  # the notice, then the page
    kit.runner.drain()
    assert window.page is page
    assert [row[2] for row in page.table.said] == ["जाँचा गया, 06-10-2026"] * 2 + ["जाँचा नहीं गया"]
