"""One matter: facts in words, her name only on request and for a while, what was changed when."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from accessible import find_unnamed, name_of
from form_room import WHOLE
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from typing_hands import Hands

from station_desk.desk import keeping, people, reading, recording
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.finding import Finding, FindingCode
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.host.clock import PracticeClock
from station_desk.store import log
from station_desk.ui.dialogs.reason import ReasonDialog
from station_desk.ui.dialogs.reveal import REASONS, RevealDialog
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.matter import SHOWN_MS, MatterPage
from station_desk.ui.record_table import MASK
from tests.conftest import NOON, PASSPHRASE
from tests.staff import add_staff, seat

NAME = "पुष्पा देवी"


def show(window: MainWindow, desk: Desk, record: str) -> MatterPage:
    """Open a matter on top of the window."""
    page = MatterPage(window.kit, desk, record)
    window.open_page(page)
    window.kit.runner.drain()
    return page


@pytest.fixture
def matter(station: Desk, window: MainWindow) -> Iterator[MatterPage]:
    """A finished matter that was corrected once: her name and what she wants."""
    record = recording.add(station, {**WHOLE, "name": "पुष्पा", "she_wants": "fir_now"}).record
    raw = {**WHOLE, "name": NAME, "she_wants": "wants_time", "received_by": station.person.id}
    recording.amend(station, record, raw, "नाम अधूरा सुना गया था")
    yield show(window, station, record)
    window.kit.runner.drain()


def texts(page: QWidget) -> str:
    """Everything that can be read on the page."""
    QApplication.processEvents()
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def reveal(page: MatterPage, why: int = 0) -> None:
    """Ask for her name as a person would, by keyboard."""
    hands = Hands(page.window())
    page.show_name.setFocus()
    hands.space()
    hands.press(Qt.Key.Key_Down, times=why)
    hands.space()
    hands.press(Qt.Key.Key_Return)
    page.kit.runner.drain()


def reads(desk: Desk) -> list[dict[str, object]]:
    """What the log says about readings of identity."""
    with desk.store.read() as read:
        headers = [json.loads(line.header) for line in log.lines(read, 1, log.head(read).size)]
    return [header for header in headers if header["kind"] == "identity.read"]


def test_facts_are_told_in_words_and_she_is_masked(matter: MatterPage) -> None:
    """Part by part, no code and no ISO date; nothing that says who she is."""
    assert matter.title.text() == "प्रकरण MSK/SAS/2026/0001"
    assert ("किस माध्यम से", "सीधे केन्द्र पर") in matter.sheet.lines
    assert ("आने का समय", "06-10-2026 11:00") in matter.sheet.lines
    assert matter.name.text() == MASK
    assert name_of(matter.name) == "नाम छिपा है"
    shown = texts(matter)
    for secret in ("पुष्पा", "बिहारीपुर", "7000001003"):
        assert secret not in shown


def test_states_stand_in_words_beside_their_shapes(matter: MatterPage, window: MainWindow) -> None:
    """Finished, how much is still to ask, how far it has got; in both languages."""
    assert {"पूरी", "यहीं है"} <= set(texts(matter).split("\n"))
    window.kit.words.switch()
    assert {"Finished", "Here only"} <= set(texts(matter).split("\n"))


def test_history_shows_the_old_answer_struck_through_and_hides_names(matter: MatterPage) -> None:
    """Newest first, with who, when and why; that the name was changed is told, not the name."""
    matter.toggle_facts()
    lines = texts(matter).split("\n")
    place = lines.index("क्या कब हुआ")
    told = lines[place + 1 :]
    assert told[0] == "त्रुटि सुधार – 06-10-2026 12:00, महिला मुख्य आरक्षी ऊषा किरन"
    assert told[1] == "कारण: नाम अधूरा सुना गया था"
    assert told[2:5] == ["वे क्या चाहती हैं?", "अभी एफ0आई0आर0", "सोचने का समय"]
    assert told[5:7] == ["नाम", "बदला (नाम देखने पर दिखेगा)"]
    assert told[7].startswith("प्रविष्टि पूरी की गई – ")
    assert told[8].startswith("टोकन दिया गया – ")
    (changes,) = matter.history.change_lists
    struck = changes._labels[1]
    assert struck.property("type") == "struck"
    assert name_of(struck) == "पहले: अभी एफ0आई0आर0"


def test_her_name_is_shown_for_a_reason_that_is_logged(matter: MatterPage, station: Desk) -> None:
    """A reason is chosen, none beforehand; then her name, her answers and the old name are there."""
    matter.ask_why()
    dialog = matter.findChild(RevealDialog)
    assert dialog is not None
    assert not dialog.verb.isEnabled()
    assert find_unnamed(dialog) == []
    dialog.reject()
    assert reads(station) == []
    reveal(matter, why=2)
    (line,) = reads(station)
    assert line["about"] == {"record": matter._record, "why": REASONS[2][0]}
    assert matter.name.text() == NAME
    assert ("नाम", NAME) in matter.sheet.lines
    assert ("नाम", "पुष्पा", NAME) in matter.history.change_lists[0].shown
    assert "नाम एक मिनट बाद अपने आप छिप जाएगा।" in texts(matter)


def test_the_name_hides_by_itself_after_a_minute(matter: MatterPage, qtbot: QtBot) -> None:
    """Who walks in later reads nothing."""
    reveal(matter)
    assert (matter._timer.isActive(), matter._timer.interval()) == (True, SHOWN_MS)
    with qtbot.waitSignal(matter.hidden):
        matter._timer.start(0)
    assert "पुष्पा" not in texts(matter)
    assert matter._revealed is None
    assert matter.show_name.isVisible()


@pytest.mark.parametrize("how", ["button", "back", "other page", "language and back"])
def test_the_name_hides_when_the_page_is_left(matter: MatterPage, station: Desk, window: MainWindow, how: str) -> None:
    """In whatever way: the answers are forgotten, not only covered."""
    reveal(matter)
    match how:
        case "button":
            matter.hide_name.click()
        case "back":
            window.back()
        case "language and back":
            window.kit.words.switch()
            assert matter.name.text() == NAME, "a change of language is no leaving"
            window.back()
        case _:
            window.open_page(IntakePage(window.kit, station))
    assert matter._revealed is None
    assert not [line for line in matter.sheet.lines if NAME in line]


def test_a_matter_that_changes_meanwhile_is_masked_anew(matter: MatterPage, station: Desk, window: MainWindow) -> None:
    """What was shown belonged to an older state."""
    reveal(matter)
    raw = {**WHOLE, "received_by": station.person.id, "route": "fir"}
    window.kit.runner.run(recording.amend, station, matter._record, raw, "अभियोग पंजीकृत")
    window.kit.runner.drain()
    assert matter.name.text() == MASK
    assert len(matter.history.change_lists) == 2


def test_what_can_be_done_follows_the_state(station: Desk, window: MainWindow) -> None:
    """Open: go on or cancel. Finished: correct. Cancelled: nothing, and it says why."""

    def verbs(page: MatterPage) -> list[str]:
        if page.slip.isHidden():
            page.acts.more.click()
        return [verb.text() for verb in (page.go_on, page.amend, page.cancel) if verb.isVisible()]

    begun = recording.open_record(station, {"name": "सुनीता"}).record
    page = show(window, station, begun)
    assert verbs(page) == ["आगे भरें", "निरस्त करें"]
    page.cancel.click()
    dialog = page.findChild(ReasonDialog)
    assert dialog is not None
    dialog.reason.setText("सुनीता चली गयीं")
    dialog.verb.click()
    window.kit.runner.drain()
    assert "पीड़िता" in dialog.row.problem.text(), "the desk knows the name that this page does not"
    assert dialog.reason.text() == "सुनीता चली गयीं"
    dialog.reason.setText("बिना बताये चली गयीं")
    dialog.verb.click()
    window.kit.runner.drain()
    assert verbs(page) == []
    page.toggle_facts()
    assert "कारण: बिना बताये चली गयीं" in texts(page)
    assert page.timeline.said[0][1] == "निरस्त की गई: बिना बताये चली गयीं"
    finished = show(window, station, recording.add(station, WHOLE).record)
    assert verbs(finished) == ["प्रविष्टि में त्रुटि सुधार (&C)"]
    finished.amend.click()
    window.kit.runner.drain()
    assert isinstance(window.page, IntakePage)
    assert reading.matter(station, begun).row.state == "cancelled"


def test_the_page_is_read_by_the_arrow_keys_and_has_names(matter: MatterPage, window: MainWindow, qtbot: QtBot) -> None:
    """What has happened takes the keyboard first; the facts, once shown, are scrolled without a mouse."""
    assert find_unnamed(matter) == []
    assert matter.scroll_area is not None
    hands = Hands(window)
    assert hands.at is matter.timeline
    hands.press(Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(matter.scroll_area.hasFocus)  # a letter presses a button as a finger does, which takes a moment
    QApplication.processEvents()
    matter.scroll_area.verticalScrollBar().setValue(0)
    hands.press(Qt.Key.Key_PageDown)
    assert matter.scroll_area.verticalScrollBar().value() > 0


def test_a_record_that_is_not_there_leads_back(station: Desk, window: MainWindow) -> None:
    """The notice says so; no blank page stays behind."""
    page = show(window, station, "0" * 32)
    assert window.page is not page
    assert window.kit.notices.kind == "danger"


def test_verbs_are_offered_by_right(station: Desk, window: MainWindow) -> None:
    """The nodal officer sees and prints, corrects nothing; the supervisor does not even ask for her name."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.NODAL_OFFICER, Role.CENTRE_STAFF)
    people.give(station, staff.ids[Role.HOUSE_OFFICER], Role.SUPERVISOR, second=staff.second(Role.NODAL_OFFICER))
    record = recording.add(station, WHOLE).record

    def offered(desk: Desk) -> dict[str, bool]:
        page = show(window, desk, record)
        page.acts.more.click()
        verbs = {"correct": page.amend, "name": page.show_name, "slip": page.slip, "wall": page.wall}
        seen = {name: verb.isVisible() for name, verb in verbs.items()}
        window.forget_pages()
        return seen

    assert offered(station) == {"correct": True, "name": True, "slip": True, "wall": True}
    nodal = seat(station, staff.second(Role.NODAL_OFFICER))
    assert offered(nodal) == {"correct": False, "name": True, "slip": True, "wall": False}
    head = seat(nodal, SecondPerson(reading.people(nodal)[0].id, PASSPHRASE))
    house = next(power for power in people.colleagues(head)[1].powers if power.role is Role.HOUSE_OFFICER)
    people.end(head, house, staff.second(Role.NODAL_OFFICER))
    supervisor = seat(head, staff.second(Role.HOUSE_OFFICER))
    assert offered(supervisor) == {"correct": False, "name": False, "slip": True, "wall": False}


def test_a_right_that_ends_meanwhile_takes_its_verbs(station: Desk, window: MainWindow) -> None:
    """An act on people is heard by the open page."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.NODAL_OFFICER)
    people.give(station, staff.ids[Role.HOUSE_OFFICER], Role.CENTRE_STAFF)
    record = recording.add(station, WHOLE).record
    house = seat(station, staff.second(Role.HOUSE_OFFICER))
    page = show(window, house, record)
    page.acts.more.click()
    assert page.amend.isVisible()
    head = seat(house, SecondPerson(reading.people(house)[0].id, PASSPHRASE))
    power = next(power for power in people.colleagues(head)[1].powers if power.role is Role.CENTRE_STAFF)
    window.kit.runner.run(people.end, head, power)
    window.kit.runner.drain()
    assert not page.amend.isVisible()


def test_a_doubtful_clock_is_told(station: Desk, window: MainWindow) -> None:
    """Beside the states and in the line of the history: first that it was in doubt, then that a person told the day."""
    clock = station.clock
    assert isinstance(clock, PracticeClock)
    record = recording.add(station, WHOLE).record
    page = show(window, station, record)
    assert "घड़ी संदिग्ध थी" not in texts(page)
    whole = {**WHOLE, "received_by": station.person.id}
    clock.jump(NOON - timedelta(days=400))
    recording.amend(station, record, {**whole, "route": "fir"}, "अभियोग पंजीकृत")
    page = show(window, station, record)
    page.toggle_facts()
    told = texts(page).split("\n")
    assert "घड़ी संदिग्ध थी" in told
    assert len([line for line in told if line.startswith("त्रुटि सुधार") and line.endswith("· घड़ी संदिग्ध थी")]) == 1
    keeping.confirm_date(station, NOON.date())
    recording.amend(station, record, {**whole, "route": "fir", "village": "कमालपुर"}, "गाँव गलत था")
    page = show(window, station, record)
    page.toggle_facts()
    told = texts(page).split("\n")
    assert "तारीख व्यक्ति ने बताई" in told
    assert len([line for line in told if line.endswith("· घड़ी संदिग्ध थी")]) == 1
    window.kit.words.switch()
    assert "The date was told by a person" in texts(page.window()).split("\n")


def test_a_cancelling_that_is_refused_keeps_its_reason(station: Desk, window: MainWindow) -> None:
    """A record in doubt takes nothing new: it is said under the reason, which stays to be given later."""
    page = show(window, station, recording.open_record(station, {}).record)
    station.room.standing.findings = (Finding(FindingCode.LEAF_DIFFERS, 1),)
    page.cancel.click()
    page.dialog.reason.setText("बिना बताये चली गयीं")
    page.dialog.verb.click()
    window.kit.runner.drain()
    assert page.dialog.isVisible()
    assert page.dialog.row.has_problem
    assert page.dialog.reason.text() == "बिना बताये चली गयीं"
