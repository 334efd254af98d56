"""A record or a clock that cannot be relied on is said for as long as it is so, and the cover asks the PIN."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt

from station_desk.desk import keeping, office, reading, recording, set_right, soundness
from station_desk.desk.finding import FindingCode
from station_desk.desk.journal import write_line
from station_desk.desk.keeping import Finding
from station_desk.desk.ports import Desk
from station_desk.desk.recount import headers_of
from station_desk.domain.clock_guard import ClockState
from station_desk.domain.roles import Role
from station_desk.host.clock import PracticeClock
from station_desk.store import log
from station_desk.ui.dialogs.pin import PinDialog
from station_desk.ui.labels import PlainLabel
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.integrity import IntegrityPage
from tests.conftest import NOON, PASSPHRASE
from tests.entries import ELDER
from tests.journeys.conftest import Sitting
from tests.staff import add_staff


def clock_of(desk: Desk) -> PracticeClock:
    """The clock of a practice office."""
    assert isinstance(desk.clock, PracticeClock)
    return desk.clock


def press(sitting: Sitting, note: str) -> None:
    """Press the verb of a lasting note by keyboard."""
    verb = sitting.window.lasting.verb(note)
    assert verb is not None
    sitting.do(verb)


def test_the_date_is_asked_once_and_then_counts(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """Two months back: the date is asked, put off with a note that stays, and once told everything goes by it."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON - timedelta(days=60))
    sitting = sit(desk)
    dialog = sitting.app.soundness.dialog
    assert dialog is not None
    dialog.activateWindow()
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.app.soundness.dialog is None
    assert "टोकन देने से पहले आज की तारीख पूछी जाएगी" in sitting.window.lasting.said["clock"]
    sitting.alt(Qt.Key.Key_2)
    assert "clock" in sitting.window.lasting.said
    press(sitting, "clock")
    dialog = sitting.app.soundness.dialog
    assert dialog is not None
    dialog.activateWindow()
    sitting.hands.type("31.02.2026")
    sitting.enter()
    assert dialog.day_row.has_problem
    dialog.day.selectAll()
    sitting.hands.type("06-10-2026")
    sitting.enter()
    assert desk.today() == NOON.date()
    assert desk.time.state is ClockState.STEADY
    assert "06-10-2026 बताई गई" in sitting.window.lasting.said["clock"]
    with desk.store.read() as read:
        assert log.count_kind(read, "clock.confirmed") == 1


def test_a_day_told_wrongly_is_told_once_more(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """By keyboard, from the note that says which day counts: both words stay, the token given keeps its number."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON - timedelta(days=400))
    sitting = sit(desk)
    for day, known in (("06-01-2027", "घड़ी पर भरोसा नहीं"), ("06-10-2026", "गलत बता दी गई")):
        if known.startswith("गलत"):
            press(sitting, "clock")
        dialog = sitting.app.soundness.dialog
        assert dialog is not None
        assert any(known in label.text() for label in dialog.findChildren(PlainLabel))
        dialog.activateWindow()
        sitting.hands.type(day)
        sitting.enter()
        assert sitting.window.head.day.text() == day
        assert f"{day} बताई गई" in sitting.window.lasting.said["clock"]
        recording.add(desk, ELDER)
    with desk.store.read() as read:
        told = [line.about["day"] for line in headers_of(read, "clock.confirmed")]
    assert told == ["2027-01-06", "2026-10-06"]
    tokens = {listed.row.token for listed in reading.matters(desk)}
    assert tokens == {"MSK/SAS/2027/0001", "MSK/SAS/2026/0001"}
    assert soundness.recount(desk).findings == ()


def test_a_clock_that_is_set_later_raises_the_note(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """Found at the next look, without a dialog in the middle of somebody's writing."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    sitting = sit(desk)
    assert not sitting.window.lasting.said
    clock_of(desk).jump(NOON + timedelta(days=90))
    sitting.app.soundness.look()
    assert "clock" in sitting.window.lasting.said
    assert sitting.app.soundness.dialog is None
    clock_of(desk).jump(NOON)


def test_what_the_count_finds_stops_entries_and_is_said(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """A line changed behind the log: the background count raises the banner, whose verb leads to the check."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    sitting = sit(desk)
    with desk.store.write() as write:
        write.execute("UPDATE person SET name = 'कोई और'")
    sitting.app.soundness.count()
    sitting.settle()
    assert "नई प्रविष्टि रुकी है" in sitting.window.lasting.said["record"]
    assert desk.room.standing.findings
    press(sitting, "record")
    sitting.settle()
    assert isinstance(sitting.page, IntegrityPage)


def test_the_note_goes_with_what_it_tells_of(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """Findings that are gone at the next count, and those that two officers signed for, take the note away."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    staff = add_staff(desk, Role.HOUSE_OFFICER)
    sitting = sit(desk)

    def set_name(name: str) -> None:
        with desk.store.write() as write:
            write.execute("UPDATE person SET name = ? WHERE id = ?", (name, desk.person.id))

    def count() -> None:
        sitting.kit.runner.run(soundness.recount, desk, reads=True)
        sitting.settle()

    set_name("कोई और")
    count()
    assert "record" in sitting.window.lasting.said
    set_name(desk.person.name)
    count()
    assert not sitting.window.lasting.said
    assert recording.add(desk, ELDER).token
    desk.room.anchor.flush()
    assert not soundness.recount(desk).findings, "the anchors go on being written"

    set_name("कोई और")
    count()
    second = staff.second(Role.HOUSE_OFFICER)
    sitting.kit.runner.run(set_right.acknowledge, desk, desk.room.standing.findings, "बिजली गई", second)
    sitting.settle()
    assert not sitting.window.lasting.said


def begin_entry(sitting: Sitting) -> IntakePage:
    """Put the question about the date off and answer a question of a new entry."""
    dialog = sitting.app.soundness.dialog
    assert dialog is not None
    dialog.activateWindow()
    sitting.press(Qt.Key.Key_Escape)
    sitting.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    page = sitting.page
    assert isinstance(page, IntakePage)
    sitting.hands.type("1")
    return page


def test_a_token_asks_for_the_day_and_then_comes_by_itself(
    station_folder: Path, sit: Callable[[Desk], Sitting]
) -> None:
    """Esc leaves the page as it was and says why; the day once told, the token comes, and an arrival goes by it."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON - timedelta(days=400))
    sitting = sit(desk)
    page = begin_entry(sitting)
    sitting.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog = page.day.dialog
    assert dialog is not None
    dialog.activateWindow()
    assert dialog.day.hasFocus()
    sitting.press(Qt.Key.Key_Escape)
    assert "पहले आज की तारीख बताएँ" in sitting.kit.notices.sentence
    assert page.token == "" and page.model.value("safe_now") == "yes"
    assert sitting.page is page and page.isEnabled()

    sitting.hands.type("1")
    sitting.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.day.dialog is not None
    page.day.dialog.activateWindow()
    sitting.hands.type("06-10-2026")
    sitting.enter()
    assert page.token == "MSK/SAS/2026/0001"
    assert page.token_card.isVisible()
    assert (page.model.value("safe_now"), page.model.value("injured_or_unwell")) == ("yes", "no")
    (row,) = [listed.row for listed in reading.matters(desk)]
    assert row.arrived_day == "2026-10-06"
    assert "06-10-2026 बताई गई" in sitting.window.lasting.said["clock"]
    assert sitting.window.head.day.text() == "06-10-2026"


def test_an_arrival_that_was_written_stays(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """Only the moment that the doubted clock put in moves to the day that was told; one somebody wrote does not."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON - timedelta(days=400))
    sitting = sit(desk)
    page = begin_entry(sitting)
    page.model.set("arrived_at", "05-10-2026 22:15", {}, settled=True)
    sitting.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.day.dialog is not None
    page.day.dialog.activateWindow()
    sitting.hands.type("06-10-2026")
    sitting.enter()
    assert page.token == "MSK/SAS/2026/0001"
    (row,) = [listed.row for listed in reading.matters(desk)]
    assert row.arrived_day == "2026-10-05"


def test_a_draft_remembers_that_its_arrival_is_in_doubt(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """Gone on with after the clock was put right, the page says to look at the time of arrival."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON - timedelta(days=400))
    sitting = sit(desk)
    begin_entry(sitting)
    sitting.press(Qt.Key.Key_Escape)
    press(sitting, "clock")
    dialog = sitting.app.soundness.dialog
    assert dialog is not None
    dialog.activateWindow()
    sitting.hands.type("06-10-2026")
    sitting.enter()
    (draft,) = recording.drafts(desk)
    sitting.window.open_page(IntakePage(sitting.kit, desk, draft=draft))
    sitting.settle()
    assert "आने का समय" in sitting.kit.notices.sentence


def test_a_head_is_signed_when_many_lines_have_come(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """By the minute's look, once in a hundred lines, and never while something found stands."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    sitting = sit(desk)

    def signed() -> int:
        sitting.app._look_again()
        sitting.settle()
        with desk.store.read() as read:
            return len(log.checkpoints(read))

    before = signed()
    for _ in range(keeping.STRIDE):
        with desk.store.write() as write:
            write_line(desk, write, "identity.read")
    desk.room.standing.findings = (Finding(FindingCode.HEAD_DIFFERS, 3),)
    assert signed() == before
    desk.room.standing.findings = ()
    assert signed() == before + 1
    assert signed() == before + 1


def test_a_sound_record_is_counted_once_a_day_in_silence(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """Nothing is said, nothing stops, and the second sitting of the day does not count again."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    sitting = sit(desk)
    sitting.app.soundness.count()
    sitting.settle()
    assert not sitting.window.lasting.said
    assert not desk.room.standing.findings
    assert not soundness.recount(desk).pending


def test_findings_at_sign_in_are_said_at_once(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """What the quick look found stands over the first page."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    desk.room.standing.findings = (Finding(FindingCode.HEAD_DIFFERS, 3),)
    sitting = sit(desk)
    assert "1 जगह" in sitting.window.lasting.said["record"]
    sitting.kit.words.switch()
    assert "1 place" in sitting.window.lasting.said["record"]
    desk.room.standing.findings = ()


def test_who_may_not_check_is_told_whom_to_tell(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """For the desk staff the note has no verb that would only be refused."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        staff = add_staff(desk, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    desk = staff.at_desk(station_folder, Role.CENTRE_STAFF)
    desk.room.standing.findings = (Finding(FindingCode.HEAD_DIFFERS, 3),)
    sitting = sit(desk)
    assert "थाना प्रभारी" in sitting.window.lasting.said["record"]
    assert sitting.window.lasting.verb("record") is None
    desk.room.standing.findings = ()


def test_cover_with_a_pin_by_keyboard(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """F9 twice without a PIN offers one; then F9 asks it, the right one comes back, three wrong ones lock."""
    sitting = sit(office.unlock(station_folder, PASSPHRASE, practice_at=NOON))
    sitting.press(Qt.Key.Key_F9)
    assert sitting.window.cover.covered
    sitting.press(Qt.Key.Key_F9)
    assert not sitting.window.cover.covered
    assert "पिन" in sitting.kit.notices.sentence
    sitting.do(sitting.kit.notices._action)
    (dialog,) = [one for one in sitting.window.findChildren(PinDialog) if one.isVisible()]
    dialog.activateWindow()
    sitting.hands.type("4719")
    sitting.enter()
    sitting.hands.type("4719")
    sitting.enter()
    sitting.press(Qt.Key.Key_F9)
    sitting.press(Qt.Key.Key_F9)
    assert sitting.window.cover.covered
    sitting.hands.type("4719")
    sitting.enter()
    assert not sitting.window.cover.covered
    sitting.press(Qt.Key.Key_F9)
    for _ in range(3):
        assert sitting.restarts == 0
        sitting.hands.type("9153")
        sitting.enter()
    assert sitting.restarts == 1
    assert sitting.window.cover.covered
