"""The list of matters on a real office: found as one types, names masked, everything by keyboard."""

from collections.abc import Iterator

import pytest
from accessible import find_unnamed, name_of
from form_room import WHOLE, open_list
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from typing_hands import CTRL, Hands

from station_desk.desk import reading, recording
from station_desk.desk.ports import Desk
from station_desk.desk.reading import Filter
from station_desk.ui.icons import Icon
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages import matters
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.matters import MattersPage
from station_desk.ui.record_table import HEAD, MASK, NAME, STATE, TOKEN
from station_desk.ui.row_style import MARK_ROLE

WOMEN = (
    {"name": "सुनीता देवी", "village": "कमालपुर", "arrived_at": "5.10.2026 10:00", "safe_phone": "7000001111"},
    {"name": "ज़ीनत", "village": "नगला", "arrived_at": "6.10.2026 09:00", "safe_phone": "7000002222"},
    {"name": "रेखा", "village": "कमालपुर", "arrived_at": "6.10.2026 11:00", "matter_heads": ["rape_attempt"]},
)


@pytest.fixture
def list_page(station: Desk, window: MainWindow) -> Iterator[MattersPage]:
    """The list of an office with three finished matters and one begun."""
    for woman in WOMEN:
        recording.add(station, {**WHOLE, **woman})
    recording.open_record(station, {"arrived_at": "6.10.2026 11:30"})
    page = open_list(window, station)
    yield page
    window.kit.runner.drain()


def serials(page: MattersPage) -> list[int]:
    """The serials shown, from top to bottom, once the reading is done."""
    page.kit.runner.drain()
    return [listed.row.serial for listed in page.table.records.rows]


def cell(page: MattersPage, row: int, column: int) -> str:
    """What a cell says."""
    return str(page.table.records.index(row, column).data())


def test_newest_first_and_no_name_anywhere(list_page: MattersPage) -> None:
    """Token and head first, the name masked, states in words with a shape."""
    assert serials(list_page) == [4, 3, 2, 1]
    texts = [cell(list_page, row, column) for row in range(4) for column in range(7)]
    assert not [text for text in texts for woman in WOMEN if str(woman["name"]) in text]
    assert {cell(list_page, row, NAME) for row in range(4)} == {MASK}
    assert cell(list_page, 0, TOKEN) == "MSK/SAS/2026/0004"
    assert cell(list_page, 0, HEAD) == "प्रकार अभी नहीं चुना"
    assert cell(list_page, 1, HEAD) == "बलात्कार / प्रयास · गोपनीय"
    assert cell(list_page, 0, STATE).startswith("अधूरी, ")
    assert list_page.table.records.index(0, STATE).data(MARK_ROLE) == (Icon.NOW, "warning")
    assert list_page.table.records.index(1, HEAD).data(MARK_ROLE) == (Icon.LOCK, "warning")
    assert list_page.table.records.index(0, NAME).data(Qt.ItemDataRole.AccessibleTextRole) == "नाम छिपा है"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("सुनी", [1]),
        ("suneeta", [1]),
        ("zeenat", [2]),
        ("जीनत", [2]),
        ("कमालपुर", [3, 1]),
        ("kamalpur rekha", [3]),
        ("2222", [2]),
        ("MSK/SAS/2026/0003", [3]),
        ("0003", [3]),
        ("ऐसी कोई नहीं", []),
    ],
)
def test_one_line_finds_by_everything(list_page: MattersPage, window: MainWindow, typed: str, found: list[int]) -> None:
    """Name in either script, village, end of a phone, token or its serial, as one types."""
    Hands(window).type(typed)
    assert serials(list_page) == found


def test_filters_narrow_together(list_page: MattersPage, station: Desk) -> None:
    """Day, kind, state and officer; each can be taken back, all at once with Esc."""
    list_page.day.setText("6.10.26")
    assert serials(list_page) == [4, 3, 2]
    list_page.head.setCurrentIndex(list_page.head.findText("बलात्कार / प्रयास"))
    assert serials(list_page) == [3]
    list_page.head.setCurrentIndex(0)
    list_page.state.setCurrentIndex(list_page.state.findText("अधूरी"))
    assert serials(list_page) == [4]
    list_page.state.setCurrentIndex(0)
    list_page.officer.setCurrentIndex(1)
    assert list_page.officer.code == station.person.id
    assert serials(list_page) == [4, 3, 2]
    assert list_page.go_back()
    assert serials(list_page) == [4, 3, 2, 1]
    assert not list_page.go_back()


def test_a_day_that_is_none_is_said_when_the_line_is_left(list_page: MattersPage, window: MainWindow) -> None:
    """Half a date narrows nothing and is no mistake yet."""
    hands = Hands(window)
    list_page.day.setFocus()
    hands.type("31.9")
    assert serials(list_page) == [4, 3, 2, 1]
    assert not list_page._day_row.has_problem
    hands.type(".26")
    hands.tab()
    assert "ऐसी कोई तिथि" in list_page._day_row.problem.text()


def test_filters_change_their_words_and_keep_what_is_chosen(list_page: MattersPage, window: MainWindow) -> None:
    """The language of the screen is no filter."""
    list_page.state.setCurrentIndex(2)
    before = serials(list_page)
    window.kit.words.switch()
    assert (list_page.state.currentText(), serials(list_page)) == ("Finished", before)
    assert cell(list_page, 0, STATE).startswith("Finished, ")


def test_from_the_search_line_to_a_matter_by_keyboard(list_page: MattersPage, window: MainWindow) -> None:
    """Type, Down, arrows, Enter; and back to the same row."""
    hands = Hands(window)
    assert hands.at is list_page.search
    hands.press(Qt.Key.Key_Down)
    assert hands.at is list_page.table
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    window.kit.runner.drain()
    page = window.page
    assert isinstance(page, MatterPage)
    assert page.title.text() == "प्रकरण MSK/SAS/2026/0003"
    hands.press(Qt.Key.Key_Escape)
    assert window.page is list_page
    assert list_page.table.currentIndex().row() == 1


def test_tab_leaves_the_table(list_page: MattersPage, window: MainWindow) -> None:
    """No trap: Tab goes on to the verbs."""
    hands = Hands(window)
    list_page.table.setFocus()
    hands.tab()
    assert hands.at is list_page.new


def test_the_list_follows_what_is_saved_and_keeps_the_row(list_page: MattersPage, station: Desk) -> None:
    """A new entry comes to the top; the chosen matter stays chosen."""
    list_page.table.setCurrentIndex(list_page.table.records.index(2, 0))
    list_page.kit.runner.run(recording.open_record, station, {})
    assert serials(list_page) == [5, 4, 3, 2, 1]
    assert list_page.table.currentIndex().row() == 3


def test_while_one_answer_is_awaited_only_the_last_wish_is_kept(list_page: MattersPage, window: MainWindow) -> None:
    """Fast typing asks the store twice, not nine times, and ends with what was typed last."""
    asked: list[object] = []
    run = window.kit.runner.run

    def counted(*args: object, **ways: object) -> object:
        asked.append(args[2])
        return run(*args, **ways)  # type: ignore[arg-type]

    list_page.kit.runner.run = counted  # type: ignore[assignment,method-assign]
    for letter in range(9):
        list_page.search.setText("kamalpur"[: letter + 1])
    assert serials(list_page) == [3, 1]
    assert len(asked) == 2
    assert repr(asked[-1]) == repr(Filter()) == "<Filter>"


def test_more_rows_come_when_the_end_is_reached(
    station: Desk, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long list is read a part at a time, as somebody goes down in it."""
    monkeypatch.setattr(matters, "PAGE", 20)
    for _ in range(45):
        recording.open_record(station, {})
    page = open_list(window, station)
    assert len(serials(page)) == 20
    page.table.setFocus()
    page.table.choose_first()
    hands = Hands(window)
    for _ in range(4):
        hands.press(Qt.Key.Key_End, CTRL)
        window.kit.runner.drain()
    assert serials(page) == list(range(45, 0, -1))
    assert page.table.currentIndex().row() == 44


def test_an_empty_office_has_one_button(station: Desk, window: MainWindow) -> None:
    """It says what belongs here, and Space begins the first entry."""
    page = open_list(window, station)
    hands = Hands(window)
    assert page.none_yet.isVisible()
    assert not page._filters.isVisible()
    assert not page.new.isVisible()
    assert hands.at is page.none_yet.button
    hands.space()
    window.kit.runner.drain()
    assert isinstance(window.page, IntakePage)


def test_nothing_found_offers_everything(list_page: MattersPage, window: MainWindow) -> None:
    """A search that finds nothing is no dead end."""
    hands = Hands(window)
    hands.type("xyz")
    assert serials(list_page) == []
    assert list_page.none_found.isVisible()
    assert hands.at is list_page.search
    assert list_page.none_found.button is not None
    list_page.none_found.button.click()
    assert serials(list_page) == [4, 3, 2, 1]


def test_the_list_has_names_for_the_reader(list_page: MattersPage) -> None:
    """Search, filters and table, and each row says its cells."""
    assert find_unnamed(list_page) == []
    assert name_of(list_page.table) == "प्रकरणों की सूची"
    interface = QAccessible.queryAccessibleInterface(list_page.table)
    cells = [interface.child(at).text(QAccessible.Text.Name) for at in range(interface.childCount())]
    assert "MSK/SAS/2026/0004" in cells
    assert "नाम छिपा है" in cells


def test_reading_the_list_is_no_reading_of_identity(list_page: MattersPage, station: Desk) -> None:
    """Nobody's name is asked for by looking at the list; the matter itself says as little."""
    (first, *_) = list_page.table.records.rows
    matter = reading.matter(station, first.row.record)
    assert "name" not in matter.facts
