"""A store that takes nothing more: whoever leaves a page, in whatever way, loses no word of it unasked, and is told."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from station_desk.desk import note_drafts, office, people, recording
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.cover_sheet import Back
from station_desk.ui.page import Page
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.matters import MattersPage
from station_desk.ui.pages.notes import WriteNotePage
from station_desk.ui.pages.safety import SafetyPage
from station_desk.ui.pages.switch import SwitchPage
from station_desk.ui.pages.today import TodayPage
from tests.conftest import NOON, PASSPHRASE
from tests.journeys.conftest import Sitting
from tests.staff import NAMES, add_staff
from tests.ui.form_room import WHOLE

PIN = "4719"
LONG = "गुलमोहरविहार " * 4000  # fits into no page that is free
CTRL = Qt.KeyboardModifier.ControlModifier


def fill(desk: Desk) -> None:
    """Let the store grow no further."""
    desk.store._writer.execute("PRAGMA max_page_count = 1")  # SQLite takes the pages there are


def make_room(desk: Desk) -> None:
    """Let it grow again."""
    desk.store._writer.execute("PRAGMA max_page_count = 1000000")


@pytest.fixture
def sitting(station_folder: Path, sit: Callable[[Desk], Sitting]) -> Sitting:
    """Somebody in the middle of an entry, on a store that is full."""
    sitting = sit(office.unlock(station_folder, PASSPHRASE, practice_at=NOON))
    sitting.press(Qt.Key.Key_N, CTRL)
    page = sitting.page
    assert isinstance(page, IntakePage) and sitting.app.desk is not None
    fill(sitting.app.desk)
    page.model.set("safe_contact", LONG, {}, settled=True)
    return sitting


def go_back(sitting: Sitting) -> None:
    """Press Esc until it leads back: a notice is put away first."""
    if sitting.kit.notices.showing:
        sitting.press(Qt.Key.Key_Escape)
    sitting.press(Qt.Key.Key_Escape)


def choose_place(sitting: Sitting) -> None:
    """Go down the list of places."""
    sitting.window.places.setFocus()
    sitting.press(Qt.Key.Key_Down)


def seek(sitting: Sitting) -> None:
    """Look for something from the head of the window."""
    sitting.press(Qt.Key.Key_K, CTRL)
    sitting.hands.type("बुआ")
    sitting.enter()


def close(sitting: Sitting) -> None:
    """Close the window."""
    sitting.window.close()
    sitting.settle()


# Every way off a page, and what the question says then.
WAYS: dict[str, tuple[Callable[[Sitting], None], str]] = {
    "back": (go_back, "leave.not_left"),
    "place by key": (lambda sitting: sitting.alt(Qt.Key.Key_2), "leave.not_left"),
    "place in the list": (choose_place, "leave.not_left"),
    "new entry": (lambda sitting: sitting.press(Qt.Key.Key_N, CTRL), "leave.not_left"),
    "search": (seek, "leave.not_left"),
    "switch": (lambda sitting: sitting.press(Qt.Key.Key_F8), "leave.not_switched"),
    "close": (close, "leave.not_closed"),
}


def asked(sitting: Sitting) -> QMessageBox:
    """Return the question that is open."""
    box = sitting.window.before.asking
    assert box is not None
    return box


def give_up(sitting: Sitting) -> None:
    """Go without saving, by keyboard: one Tab away, and Tab stays within the question."""
    box = asked(sitting)
    stay = sitting.hands.at
    assert box.isAncestorOf(stay) and stay is box.defaultButton()
    sitting.press(Qt.Key.Key_Tab)
    go = sitting.hands.at
    assert box.isAncestorOf(go) and go is not stay
    sitting.press(Qt.Key.Key_Tab)
    assert sitting.hands.at is stay
    sitting.press(Qt.Key.Key_Tab)
    sitting.press(Qt.Key.Key_Space)


def every_way_asks(sitting: Sitting, page: Page, typed: Callable[[], object]) -> None:
    """Go each way; the page stays with its text, the question says so, and a further try to save leaves it open."""
    for name, (go, question) in WAYS.items():
        go(sitting)
        box = asked(sitting)
        assert box.text() == sitting.kit.words.say(question), name
        page.keep()
        sitting.settle()
        assert asked(sitting) is box and sitting.page is page, name
        sitting.press(Qt.Key.Key_Escape)
        assert sitting.window.before.asking is None, name
        assert sitting.page is page and page.isVisible() and page.isEnabled(), name
        assert typed() == LONG, name
        assert sitting.window.isVisible() and sitting.app.desk is not None


def kept(folder: Path) -> bool:
    """Tell whether the draft lies in the store with all that was typed."""
    with office.at_desk(folder, PASSPHRASE, practice_at=NOON) as desk:
        return any(draft.raw.get("safe_contact") == LONG for draft in recording.drafts(desk))


def test_switch_stays_and_goes_once_there_is_room(sitting: Sitting) -> None:
    """F8 leaves page, text and person where they are and says so; with room again the same key goes through."""
    page, desk = sitting.page, sitting.app.desk
    assert isinstance(page, IntakePage) and desk is not None
    sitting.press(Qt.Key.Key_F8)
    assert sitting.page is page and sitting.app.desk is desk
    assert page.isEnabled() and page.model.value("safe_contact") == LONG
    assert asked(sitting).text() == sitting.kit.words.say("leave.not_switched")
    sitting.enter()
    make_room(desk)
    sitting.press(Qt.Key.Key_F8)
    assert isinstance(sitting.page, SwitchPage)
    assert [draft.raw["safe_contact"] for draft in recording.drafts(desk)] == [LONG]


def test_every_way_off_an_entry_asks(sitting: Sitting) -> None:
    """Back, another place, a new entry, a search, switch, close: nothing typed goes unasked."""
    page = sitting.page
    assert isinstance(page, IntakePage)
    every_way_asks(sitting, page, lambda: page.model.value("safe_contact"))


@pytest.mark.parametrize(
    ("way", "leads_to"),
    [
        ("back", TodayPage),
        ("place by key", MattersPage),
        ("search", MattersPage),
        ("new entry", IntakePage),
        ("switch", SwitchPage),
        ("close", None),
    ],
)
def test_without_saving_by_keyboard(sitting: Sitting, way: str, leads_to: type[Page] | None) -> None:
    """One Tab and Space lead where the way was to lead, without the text; the page is gone."""
    page = sitting.page
    WAYS[way][0](sitting)
    give_up(sitting)
    assert page not in sitting.window.pages
    if leads_to is None:
        assert not sitting.window.isVisible()
    else:
        assert isinstance(sitting.page, leads_to)


def test_with_room_every_way_keeps_what_was_typed(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """The page is left only once its draft lies in the store, and no question comes."""
    sitting = sit(station)
    for number, (go, _) in enumerate(list(WAYS.values())[:5]):
        sitting.alt(Qt.Key.Key_1)
        sitting.press(Qt.Key.Key_N, CTRL)
        page = sitting.page
        assert isinstance(page, IntakePage)
        page.model.set("safe_contact", f"{number} {LONG}", {}, settled=True)
        go(sitting)
        assert page not in sitting.window.pages
        assert f"{number} {LONG}" in {draft.raw["safe_contact"] for draft in recording.drafts(station)}
        if not isinstance(sitting.page, IntakePage):  # a new entry says more: that the one before is here
            assert sitting.kit.notices.sentence == sitting.kit.words.say("entry.kept")
    assert len(recording.drafts(station)) == 5


def test_a_power_that_ends_takes_no_text_along(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """The page whose place is gone stays until its text is saved or given up; then the first place left opens."""
    clerk = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF).ids[Role.CENTRE_STAFF]
    sitting = sit(office.step_in(station.room, clerk, NAMES[Role.CENTRE_STAFF][2]))
    sitting.press(Qt.Key.Key_N, CTRL)
    page = sitting.page
    assert isinstance(page, IntakePage)
    (power,) = next(one.powers for one in people.colleagues(station) if one.row.id == clerk)
    people.end(station, power)
    fill(station)
    page.model.set("safe_contact", LONG, {}, settled=True)
    sitting.kit.runner.changed.emit(frozenset({"people"}))
    sitting.settle()
    assert sitting.window.places.keys == ["safety"]
    assert asked(sitting).text() == sitting.kit.words.say("leave.not_left")
    sitting.enter()
    assert sitting.page is page and page.model.value("safe_contact") == LONG
    go_back(sitting)
    assert asked(sitting).isVisible() and sitting.page is page
    sitting.enter()
    make_room(station)
    page.keep()
    sitting.settle()
    sitting.kit.runner.changed.emit(frozenset({"people"}))
    sitting.settle()
    assert sitting.window.pages == [sitting.page] and isinstance(sitting.page, SafetyPage)
    assert sitting.app.desk is not None
    assert [draft.raw["safe_contact"] for draft in recording.drafts(sitting.app.desk)] == [LONG]


def test_a_correction_that_was_overtaken_waits_for_room(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Beginning anew from another's change leaves the old page only once its text is kept, and takes it along."""
    record = recording.add(station, WHOLE).record
    sitting = sit(station)
    page = IntakePage(sitting.kit, station, record=record)
    sitting.window.open_page(page)
    sitting.settle()
    theirs = {**WHOLE, "she_wants": "wants_time", "route": "fir", "received_by": station.person.id}
    recording.amend(station, record, theirs, "उन्होंने बाद में बताया")
    page.model.set("village", "कमालपुर", {}, settled=True)
    page._show_read_back()
    sitting.settle()
    page.review.reason.setText("गाँव गलत लिखा था")
    page.model.set("safe_contact", LONG, {}, settled=True)
    fill(station)
    page.bar.save_amendment.click()
    sitting.settle()
    assert asked(sitting).text() == sitting.kit.words.say("leave.not_left")
    sitting.enter()
    assert sitting.page is page and page.model.value("safe_contact") == LONG
    make_room(station)
    page.bar.save_amendment.click()
    sitting.settle()
    again = sitting.page
    assert isinstance(again, IntakePage) and again is not page
    assert again.model.value("safe_contact") == LONG and again.review.reason.text() == "गाँव गलत लिखा था"
    assert [name for name, _, _ in again.review.meanwhile.shown] == ["वे क्या चाहती हैं?", "क्या कार्यवाही होगी"]


def test_lock_covers_says_so_and_locks_once_it_is_saved(sitting: Sitting, station_folder: Path) -> None:
    """Ctrl+L covers, F9 opens nothing, the cover says what to do; with room again Ctrl+L saves and locks."""
    desk = sitting.app.desk
    assert desk is not None
    sitting.press(Qt.Key.Key_L, CTRL)
    cover = sitting.window.cover
    assert cover.covered and cover.back is Back.UNSAVED
    assert sitting.restarts == 0 and sitting.app.desk is desk
    (sheet,) = cover._living()
    assert sheet.says.text() == sitting.kit.words.say("cover.unsaved")
    assert sheet.explains.isVisible() and "15" in sheet.explains.text()
    sitting.press(Qt.Key.Key_F9)
    assert cover.covered
    make_room(desk)
    sitting.press(Qt.Key.Key_L, CTRL)
    assert sitting.restarts == 1
    assert kept(station_folder)


def test_the_minutes_run_out_a_second_time(sitting: Sitting, station_folder: Path) -> None:
    """The idle lock waits for the text once; when the minutes run out again it locks without it."""
    idle = sitting.app.idle
    idle.set_minutes(0)
    assert idle.check()
    sitting.settle()
    assert sitting.restarts == 0 and idle.running
    assert sitting.window.cover.back is Back.UNSAVED
    assert idle.check()
    sitting.settle()
    assert sitting.restarts == 1 and sitting.app.room is None
    assert not kept(station_folder)


def test_the_pin_leads_back_to_the_text(sitting: Sitting) -> None:
    """Who has a PIN can go back and copy the text on paper; the desk says it is not locked, and locks if told to."""
    page, desk = sitting.page, sitting.app.desk
    assert isinstance(page, IntakePage) and desk is not None
    office.set_pin(desk, PIN)
    sitting.press(Qt.Key.Key_L, CTRL)
    assert sitting.window.cover.back is Back.UNSAVED_PIN
    sitting.hands.type(PIN)
    sitting.enter()
    assert not sitting.window.cover.covered
    assert sitting.page is page and page.model.value("safe_contact") == LONG
    assert asked(sitting).text() == sitting.kit.words.say("leave.not_locked")
    page.keep()
    sitting.settle()
    give_up(sitting)
    assert sitting.restarts == 1 and sitting.app.room is None


def test_closing_asks_first(sitting: Sitting) -> None:
    """The window stays with the text; only the button that says so closes without saving."""
    page = sitting.page
    assert not sitting.window.close()
    sitting.settle()
    assert sitting.window.isVisible() and sitting.page is page
    assert asked(sitting).text() == sitting.kit.words.say("leave.not_closed")
    give_up(sitting)
    assert not sitting.window.isVisible()


def test_a_note_is_not_lost_either(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """The sealed draft of a working note holds up every way off its page, and the lock; with room it is kept."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as first:
        staff = add_staff(first, Role.HOUSE_OFFICER, Role.COUNSELLOR)
        saved = recording.open_record(first, {"safe_contact": "no"}, recording.new_draft_id())
    desk = staff.at_desk(station_folder, Role.COUNSELLOR)
    sitting = sit(desk)
    page = WriteNotePage(sitting.kit, desk, saved.record, saved.token)
    sitting.window.open_page(page)
    sitting.settle()
    fill(desk)
    page.text.setPlainText(LONG)
    every_way_asks(sitting, page, page.text.toPlainText)
    sitting.press(Qt.Key.Key_L, CTRL)
    assert sitting.window.cover.back is Back.UNSAVED and sitting.restarts == 0
    make_room(desk)
    sitting.press(Qt.Key.Key_L, CTRL)
    assert sitting.restarts == 1
    with office.at_desk(station_folder, NAMES[Role.COUNSELLOR][2], desk.person.id, practice_at=NOON) as again:
        assert (draft := note_drafts.find(again, saved.record)) is not None and draft.text == LONG


def test_a_lock_stops_the_counting_in_the_background(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """What can be cancelled is asked to stop before the lock waits for anything."""
    sitting = sit(office.unlock(station_folder, PASSPHRASE, practice_at=NOON))
    stopped: list[bool] = []
    never = Event()

    def count(cancelled: Callable[[], bool]) -> None:
        while not cancelled() and len(stopped) < 2000:
            never.wait(0.002)
            stopped.append(False)
        stopped[:] = [cancelled()]
        raise DeskError(ErrorCode.STOPPED)

    sitting.kit.runner.run(count, reads=True)
    sitting.press(Qt.Key.Key_L, CTRL)
    assert stopped == [True]
    assert sitting.restarts == 1
