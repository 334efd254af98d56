"""The question what day it is: what was understood is said back before it counts."""

from datetime import timedelta

from typing_hands import Hands

from station_desk.desk import office
from station_desk.desk.ports import Desk
from station_desk.ui.dialogs.today_is import TodayIsDialog
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.page import Page
from tests.conftest import NOON


def test_the_day_of_the_week_is_said_back(kit: Kit, window: MainWindow, station: Desk) -> None:
    """A year mistyped shows as another day of the week, in both languages, before anybody confirms it."""
    office.set_practice_clock(station, NOON - timedelta(days=731))
    page = Page(kit, "today_is.title")
    window.show_alone(page)
    dialog = TodayIsDialog(page, kit, station)
    dialog.open()
    dialog.activateWindow()
    Hands(window).type("06-10-2027")
    assert dialog.understood.text() == "बुधवार, 06-10-2027"
    kit.words.switch()
    assert dialog.understood.text() == "Wednesday, 06-10-2027"
    kit.words.switch()
    dialog.day.setText("06-10-2026")
    assert dialog.understood.text() == "मंगलवार, 06-10-2026"
    dialog.day.setText("कल")
    assert dialog.understood.text() == ""
    dialog.reject()
