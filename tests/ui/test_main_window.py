"""The frame: places, pages, columns, keys, what is safe."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from accessible import find_orphaned_labels, name_of
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from station_desk.domain.fields import Wording
from station_desk.ui.foot_line import Safety
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.page import Page

OFFICE = Wording("थाना सासनी · मिशन शक्ति केन्द्र", "Thana Sasni · Mission Shakti Kendra")
PERSON = Wording("म0आ0 ऊषा", "WC Usha")
NAMES = {"today": Wording("आज", "Today"), "cases": Wording("प्रकरण", "Cases"), "review": Wording("समीक्षा", "Review")}
NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)


class Sheet(Page):
    """A page with one line and a count of its refreshes."""

    topics = frozenset({"records"})

    def __init__(self, kit: Kit, title: Wording) -> None:
        super().__init__(kit, title)
        self.refreshed = 0
        self.stays = False
        self.steps = 0
        self.line = QLineEdit()
        self.line.setAccessibleName("पंक्ति")
        self.column.addWidget(self.line)

    def refresh(self) -> None:
        self.refreshed += 1

    def may_leave(self) -> bool:
        return not self.stays

    def go_back(self) -> bool:
        self.steps -= 1
        return self.steps >= 0


@pytest.fixture
def office(window: MainWindow) -> MainWindow:
    """The window with three places, somebody signed in, the first place open."""
    for key, name in NAMES.items():
        window.add_place(key, name, Icon.TODAY, lambda name=name: Sheet(window.kit, name))  # type: ignore[misc]
    window.set_head(OFFICE, PERSON, date(2026, 10, 6))
    window.set_foot(Safety(NOW, backup_at="2026-10-06T03:30:00Z"))
    window.open_place("today")
    return window


def _sheet(window: MainWindow) -> Sheet:
    assert isinstance(window.page, Sheet)
    return window.page


def test_a_page_is_made_when_its_place_is_first_opened(window: MainWindow) -> None:
    """Starting makes no page that nobody asked for, and coming back finds the same one."""
    made: list[str] = []

    def make(key: str) -> Page:
        made.append(key)
        return Sheet(window.kit, NAMES[key])

    for key in NAMES:
        window.add_place(key, NAMES[key], Icon.TODAY, lambda key=key: make(key))  # type: ignore[misc]
    assert made == []
    window.open_place("cases")
    first = window.page
    window.open_place("today")
    window.open_place("cases")
    assert made == ["cases", "today"]
    assert window.page is first


def test_arrow_keys_move_among_the_places_and_open_them(office: MainWindow, qtbot: QtBot) -> None:
    """The list is one stop of the Tab key; the keyboard stays on it."""
    office.places.setFocus()
    qtbot.keyClick(office.places, Qt.Key.Key_Down)
    assert office.place == "cases"
    assert office.focusWidget() is office.places
    qtbot.keyClick(office.places, Qt.Key.Key_Down)
    assert office.place == "review"


def test_alt_and_its_number_open_a_place(office: MainWindow, qtbot: QtBot) -> None:
    """In any keyboard layout, and the keyboard goes to the page."""
    qtbot.keyClick(office, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert office.place == "review"
    assert office.places.currentRow() == 2
    assert office.focusWidget() is _sheet(office).line


def test_a_page_that_will_not_be_left_stays(office: MainWindow, qtbot: QtBot) -> None:
    """The list shows the place that is really open."""
    _sheet(office).stays = True
    office.places.setFocus()
    qtbot.keyClick(office.places, Qt.Key.Key_Down)
    assert office.place == "today"
    assert office.places.currentRow() == 0


def test_pages_lie_on_top_of_each_other_and_escape_takes_them_away(office: MainWindow, qtbot: QtBot) -> None:
    """Back goes one step: within the page first, then the page itself, and never out of the place."""
    place = office.page
    record = Sheet(office.kit, Wording("0041", "0041"))
    _sheet(office).page_wanted.emit(record)
    assert office.page is record
    record.steps = 1
    qtbot.keyClick(record.line, Qt.Key.Key_Escape)
    assert office.page is record
    record.stays = True
    qtbot.keyClick(record.line, Qt.Key.Key_Escape)
    assert office.page is record
    record.stays = False
    record.back_wanted.emit()
    assert office.page is place
    office.back()
    assert office.page is place


def test_a_page_below_that_will_not_be_left_comes_to_sight(office: MainWindow) -> None:
    """What lies on it goes, and its place stays open; a page that takes another's place is asked for like any step."""
    below, top = (Sheet(office.kit, Wording(name, name)) for name in ("0041", "0042"))
    office.open_page(below)
    office.open_page(top)
    below.stays = True
    office.open_place("cases")
    assert office.page is below and below.isVisible()
    assert office.place == "today" and top not in office.pages
    other = Sheet(office.kit, Wording("0043", "0043"))
    below.replace_wanted.emit(other)
    assert office.page is below
    below.stays = False
    below.replace_wanted.emit(other)
    assert office.page is other and below not in office.pages


def test_opening_a_place_clears_what_lies_on_top(office: MainWindow) -> None:
    """Also the place one is in already."""
    place = office.page
    office.open_page(Sheet(office.kit, Wording("0041", "0041")))
    office.open_place("today")
    assert office.page is place


def test_a_page_refreshes_when_its_topic_changed_and_it_is_seen(office: MainWindow) -> None:
    """A hidden page waits until it is shown; other topics do not concern it."""
    page = _sheet(office)
    assert page.refreshed == 1
    office.kit.runner.changed.emit(frozenset({"people"}))
    assert page.refreshed == 1
    office.kit.runner.changed.emit(frozenset({"records", "people"}))
    assert page.refreshed == 2
    office.open_place("cases")
    office.kit.runner.changed.emit(frozenset({"records"}))
    office.kit.runner.changed.emit(frozenset({"records"}))
    assert page.refreshed == 2
    office.open_place("today")
    assert page.refreshed == 3


def test_the_right_column_is_there_only_when_the_page_has_something(office: MainWindow) -> None:
    """Hidden when empty, and each page has its own."""
    assert not office.aside.isVisible()
    note = QLabel("CWC को सूचना 18:10 तक")
    _sheet(office).set_aside(note)
    assert office.aside.isVisible()
    assert note.isVisible()
    office.open_place("cases")
    assert not office.aside.isVisible()
    office.open_place("today")
    assert note.isVisible()
    _sheet(office).set_aside(None)
    assert not office.aside.isVisible()


def test_f6_goes_round_the_columns(office: MainWindow, qtbot: QtBot) -> None:
    """Places, page, what it needs now, search, and round again; with Shift the other way."""
    page = _sheet(office)
    side = QWidget()
    tick = QLineEdit(side)
    QVBoxLayout(side).addWidget(tick)
    page.set_aside(side)
    stops = [office.places, page.line, tick, office.head.search]
    office.places.setFocus()
    for before, after in pairwise([*stops, stops[0]]):
        assert office.focusWidget() is before
        qtbot.keyClick(before, Qt.Key.Key_F6)
        assert office.focusWidget() is after
    qtbot.keyClick(stops[0], Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert office.focusWidget() is office.head.search


def test_ctrl_k_searches_and_ctrl_l_locks(office: MainWindow, qtbot: QtBot) -> None:
    """From anywhere."""
    qtbot.keyClick(_sheet(office).line, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert office.focusWidget() is office.head.search
    with qtbot.waitSignal(office.lock_wanted):
        qtbot.keyClick(office.head.search, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_f1_lists_every_key(office: MainWindow, assert_accessible: Callable[[QWidget], None]) -> None:
    """What works is written down, in the language of the screen."""
    keys = [key for key, _ in office.keys.lines]
    assert {"F1", "F6", "F9", "Esc", "Ctrl+K", "Ctrl+L", "Alt+1", "Alt+3"} <= set(keys)
    assert len(keys) == len(set(keys))
    dialog = office.keys.show()
    assert {"F9", "Alt+2", "प्रकरण"} <= {label.text() for label in dialog.findChildren(QLabel)}
    assert_accessible(dialog)


def test_the_title_names_nobody(office: MainWindow) -> None:
    """Not the office, not the person, not the page; practice is marked."""
    assert office.windowTitle() == "थाना डेस्क"
    office.set_head(OFFICE, PERSON, date(2026, 10, 6), practice=True)
    assert office.windowTitle() == "थाना डेस्क – अभ्यास"
    assert office.head.practice.isVisible()
    office.kit.words.switch()
    assert office.windowTitle() == "Station Desk – practice"


def test_the_head_says_who_where_and_when_in_both_languages(office: MainWindow, qtbot: QtBot) -> None:
    """The language button names the other language in that language."""
    assert (office.head.office.text(), office.head.person.text()) == (OFFICE.hi, PERSON.hi)
    assert office.head.day.text() == "06-10-2026"
    assert office.head.language.text() == "English"
    office.head.language.click()
    qtbot.waitUntil(lambda: office.head.office.text() == OFFICE.en)  # it gets its room at the next laying out
    assert office.head.person.text() == PERSON.en
    assert office.head.language.text() == "हिन्दी"
    assert office.places.item(1).text() == "Cases"


def test_the_foot_says_what_is_safe(office: MainWindow) -> None:
    """In words, and it follows the language."""
    office.set_foot(
        Safety(
            NOW,
            draft_at="2026-10-06T08:50:00Z",
            backup_at="2026-10-06T03:30:00Z",
            receipt_at="2026-10-03T03:30:00Z",
            unwitnessed=1234,
        )
    )
    assert office.foot.statements[:3] == ["प्रारूप आज 14:20 पर सहेजा", "बैकअप आज 09:00", "जनपद की पावती 3 दिन पहले"]
    assert "1,234" in office.foot.statements[3]
    office.set_foot(Safety(NOW, backup_late=True, backup_at="2026-09-20T03:30:00Z", exchanges=False))
    assert office.foot.statements == ["बैकअप पुराना है: 16 दिन पहले"]
    office.set_foot(Safety(NOW))
    office.kit.words.switch()
    assert office.foot.statements == ["No backup yet", "No receipt from the district yet"]
    office.set_foot(None)
    assert office.foot.statements == []


def test_alone_a_page_has_nothing_of_the_office_around_it(office: MainWindow) -> None:
    """Signing in shows no places, no search, no name; and what was open before is gone."""
    office.show_alone(Sheet(office.kit, Wording("प्रवेश", "Sign in")))
    assert not office.places.isVisible()
    assert not office.head.search.isVisible()
    assert not office.head.person.isVisible()
    assert not office.foot.isVisible()
    assert office.head.cover.isVisible()
    assert office.head.language.isVisible()
    assert office.place is None
    office.open_place("cases")
    assert office.places.isVisible()
    assert office.head.search.isVisible()
    assert _sheet(office).refreshed == 1


def test_the_look_is_changed_from_the_menu(office: MainWindow, qtbot: QtBot) -> None:
    """Letter size and night colours are one click away, and told to whoever remembers them."""
    actions = {action.text(): action for action in office.head.person.menu().actions()}
    with qtbot.waitSignal(office.look_changed) as told:
        actions["बड़े अक्षर"].trigger()
    assert told.args == ["light", 125]
    with qtbot.waitSignal(office.look_changed) as told:
        actions["गहरा रंग, रात के लिए"].trigger()
    assert told.args == ["dark", 125]
    assert (office.kit.theme.shade, office.kit.theme.scale) == ("dark", 125)
    office.kit.theme.apply("light", 150)
    assert {text for text, action in actions.items() if action.isChecked()} == {"बहुत बड़े अक्षर"}


def test_everything_has_a_name_for_the_screen_reader(
    office: MainWindow, assert_accessible: Callable[[QWidget], None]
) -> None:
    """In both languages, with a notice and a right column showing."""
    side = QWidget()
    _sheet(office).set_aside(side)
    office.kit.notices.warn(Wording("क", "a"))
    for _ in range(2):
        assert_accessible(office)
        assert find_orphaned_labels(office) == []
        office.kit.words.switch()
    assert name_of(office.places) == "जगहें"
    assert name_of(office.head.language) == "भाषा बदलें: English"
    row = QAccessible.queryAccessibleInterface(office.places).child(1)
    assert row.text(QAccessible.Text.Name) == "प्रकरण"


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("scale", [100, 125, 150])
def test_the_window_fits_the_smallest_screen(office: MainWindow, scale: int, language: str) -> None:
    """1366 by 768 less a task bar holds it at every letter size, with everything shown."""
    _sheet(office).set_aside(QLabel("CWC को सूचना 18:10 तक"))
    office.kit.notices.warn(Wording("बैकअप पुराना है", "The backup is old"), action=("notice.undo", lambda: None))
    office.set_head(OFFICE, PERSON, date(2026, 10, 6), practice=True)
    office.kit.words.choose(language)  # type: ignore[arg-type]
    office.kit.theme.apply("light", scale)
    smallest = office.minimumSizeHint()
    assert smallest.width() <= 1366
    assert smallest.height() <= 720
    office.resize(1366, 720)
    assert office.aside.width() <= 0.24 * office.width() + 1


@pytest.mark.parametrize("language", ["hi", "en"])
def test_in_the_head_words_give_way_to_drawings(office: MainWindow, language: str) -> None:
    """With large letters and a long name nothing is pushed out: buttons lose their words first and still say them."""
    long = "महिला मुख्य आरक्षी चन्द्रप्रभा विश्वकर्मा"
    office.set_head(OFFICE, Wording(long, long), date(2026, 10, 6), practice=True)
    office.kit.words.choose(language)  # type: ignore[arg-type]
    office.kit.theme.apply("light", 150)
    office.resize(1366, 720)
    QApplication.processEvents()
    assert office.width() == 1366
    head = office.head
    parts = (head.person, head.switch, head.cover, head.language)
    for part in (*parts, head.search, head.day):
        assert part.isVisible()
        assert part.geometry().right() < head.width()
    assert head.language.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
    assert long in head.person.text()
    assert all(part.accessibleName() and part.toolTip() for part in parts)
    office.kit.theme.apply("light", 100)
    office.set_head(OFFICE, PERSON, date(2026, 10, 6))
    QApplication.processEvents()
    assert head.language.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    assert "…" not in head.office.text()


def test_places_follow_other_rights_and_kept_pages_stay(office: MainWindow, qtbot: QtBot) -> None:
    """A place that is gone takes its page and key along; the page of one that stays is the same one."""
    today = office.page
    office.open_place("review")
    for key in ("today", "cases"):
        if key == "today":
            office.forget_places()
        office.add_place(key, NAMES[key], Icon.TODAY, lambda: Sheet(office.kit, NAMES["today"]))
    office.settle_places()
    assert office.places.keys == ["today", "cases"]
    assert office.page is today
    assert office.pages == [today]
    qtbot.keyClick(office, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert office.place == "today"
    qtbot.keyClick(office, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert office.place == "cases"
    office.settle_places()
    assert office.place == "cases"
    assert [key for key, _ in office.keys.lines].count("Alt+1") == 1


def test_the_window_asks_before_it_closes(office: MainWindow) -> None:
    """While something is being written it stays."""
    office.set_close_guard(lambda: False)
    assert not office.close()
    office.set_close_guard(lambda: True)
    assert office.close()
