"""The drill of recovery in the window: three sheets made, one tried, and two of them let somebody in; by keyboard."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from station_desk.desk import recovery
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.ui.pages.drill import DrillPage
from station_desk.ui.pages.recovery import RecoveryPage
from station_desk.ui.pages.safety import SafetyPage
from station_desk.ui.pages.sheets import SheetsPage
from tests.journeys.conftest import Sitting
from tests.staff import NAMES, add_staff, found

CTRL = Qt.KeyboardModifier.ControlModifier


def open_recovery(sitting: Sitting) -> RecoveryPage:
    """Open the sheets by the place of safety."""
    sitting.window.open_place("safety")
    sitting.settle()
    safety = sitting.page
    assert isinstance(safety, SafetyPage)
    sitting.do(safety.recovery)
    page = sitting.page
    assert isinstance(page, RecoveryPage)
    return page


def begin_making(sitting: Sitting) -> SheetsPage:
    """Press the verb that makes all three and have the house officer agree."""
    sitting.press(Qt.Key.Key_Space)
    making = sitting.page
    assert isinstance(making, SheetsPage)
    sitting.go_to(making.second.passphrase)
    sitting.hands.type(NAMES[Role.HOUSE_OFFICER][2])
    sitting.enter()
    return making


def test_sheets_made_tried_and_used(station: Desk, sit: Callable[[Desk], Sitting], tmp_path: Path) -> None:
    """Each saved by Ctrl+S, ticked, next; then a drill says whose it is, and the log tells of both without a digit."""
    add_staff(station, Role.HOUSE_OFFICER)
    sitting = sit(station)
    page = open_recovery(sitting)
    making = begin_making(sitting)
    digits = dict(making._digits)
    for sheet in recovery.SHEETS:
        assert making.now == sheet
        sitting.press(Qt.Key.Key_S, CTRL)
        sitting.name_in_dialog(tmp_path / f"{sheet}.pdf")
        assert (tmp_path / f"{sheet}.pdf").exists()
        sitting.press(Qt.Key.Key_Space)  # the tick has the keyboard once the sheet is on paper
        panel = making.panels[sheet]
        assert panel.sealed.isChecked()
        sitting.do(panel.verbs[-1])
    assert sitting.page is page
    sitting.press(Qt.Key.Key_Escape)  # the notice
    sitting.do(page.drill)
    drill = sitting.page
    assert isinstance(drill, DrillPage)
    sitting.hands.type(digits["nodal_officer"])
    sitting.enter()
    assert "नोडल अधिकारी" in drill.result.text()
    proved = {row.sheet: row.proved_at for row in recovery.standing(station)}
    assert proved["nodal_officer"] and not proved["district"]
    with station.store.read() as read:
        told = b"".join(bytes(row[0]) for row in read.execute("SELECT header FROM line"))
    assert not any(group.encode() in told for groups in digits.values() for group in groups.split())
    assert found(station) == []


def test_esc_in_between_asks_and_forgets(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Esc while a sheet is shown asks; the safe answer stays; leaving forgets, and the list says what was made."""
    add_staff(station, Role.HOUSE_OFFICER)
    sitting = sit(station)
    page = open_recovery(sitting)
    making = begin_making(sitting)
    sitting.press(Qt.Key.Key_Escape)
    assert next(box for box in making.findChildren(QMessageBox) if box.isVisible()).defaultButton().hasFocus()
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.page is making
    sitting.press(Qt.Key.Key_Escape)
    box = next(box for box in making.findChildren(QMessageBox) if box.isVisible())
    leave = next(button for button in box.buttons() if button is not box.defaultButton())
    leave.setFocus()
    sitting.press(Qt.Key.Key_Space)
    assert sitting.page is page
    assert page.drill.isVisible()
