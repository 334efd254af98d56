"""Locking the real program in its own process: the draft is kept, the desk left, the process that knew is gone."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from station_desk.desk import keeping, office, recording
from station_desk.desk.office import LEFT
from station_desk.desk.ports import Desk
from station_desk.host.clock import ticks_through_sleep
from station_desk.store import log
from station_desk.ui.idle_lock import IdleLock
from station_desk.ui.pages.safety import SafetyPage
from station_desk.ui.remembered import FILE, read_remembered
from tests.conftest import NOON, PASSPHRASE
from tests.journeys.conftest import Sitting

CTRL = Qt.KeyboardModifier.ControlModifier
ROOT = Path(__file__).parents[2]
REMOTE = Path(__file__).parent / "remote"
WRITTEN = "गुलमोहरविहार"  # stands nowhere in the program or the office


class Program:
    """The window's process and a remote hand in it."""

    def __init__(self, folder: Path, home: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
        environment = {
            **kept,
            "HOME": str(home),
            "PYTHONPATH": f"{REMOTE}{os.pathsep}{ROOT}",
            "PYTHONIOENCODING": "utf-8",
            "QT_QPA_PLATFORM": "offscreen",
            "STATION_DESK_REMOTE": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "station_desk", "--data", str(folder)],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def say(self, command: str) -> None:
        """Give the hand a command."""
        assert self.process.stdin is not None
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def wait_for(self, said: str) -> None:
        """Read what the hand tells until it tells this; the end of the process ends the wait."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            assert not line.startswith("failed"), line
            if line.rstrip("\n") == said:
                return
        raise AssertionError(f"the window never said {said!r}")

    @property
    def command(self) -> list[str]:
        """Return the command line the process has now."""
        return Path(f"/proc/{self.process.pid}/cmdline").read_text().split("\0")[1:-1]

    def count_in_memory(self, text: str) -> int:
        """Count how often a text stands in the process's memory, in any of Python's and Qt's encodings."""
        forms = [text.encode(form) for form in ("utf-8", "utf-16-le", "utf-32-le")]
        found = 0
        maps = Path(f"/proc/{self.process.pid}/maps").read_text()
        try:
            with Path(f"/proc/{self.process.pid}/mem").open("rb", 0) as memory:
                for start, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps, re.MULTILINE):
                    memory.seek(int(start, 16))
                    try:
                        data = memory.read(int(end, 16) - int(start, 16))
                    except OSError:
                        continue
                    found += sum(data.count(form) for form in forms)
        except PermissionError:
            pytest.skip("the program keeps onlookers out of its memory, and this test is not run by root")
        return found


@pytest.fixture
def real_folder(tmp_path: Path) -> Path:
    """A station's office on the machine's own time, which is what the program opens."""
    folder = tmp_path / "real"
    office.create(folder, "station", "SAS", "सासनी", "हाथरस", "ऊषा किरन", "महिला मुख्य आरक्षी", True, PASSPHRASE)
    return folder


@pytest.fixture
def program(real_folder: Path, tmp_path: Path) -> Iterator[Program]:
    """The program on a station's folder, with a home of its own."""
    home = tmp_path / "home"
    home.mkdir()
    running = Program(real_folder, home)
    yield running
    running.process.kill()
    running.process.communicate()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_locked_program_has_forgotten_and_kept(program: Program, real_folder: Path, tmp_path: Path) -> None:
    """Ctrl+L in the middle of an entry: same process, new program at sign-in, nothing in memory, all in the draft."""
    program.wait_for("page SignInPage")
    program.say(f"type {PASSPHRASE}")
    program.say("press Return")
    program.wait_for("page TodayPage")
    program.say("press Ctrl+N")
    program.wait_for("page IntakePage")
    for keys in ("Ctrl+Return", "Return", "Ctrl+PgDown"):  # the token, no slip, the part after danger
        program.say(f"press {keys}")
        program.wait_for("did press")
    program.say(f"write {WRITTEN}")
    program.wait_for("did write")
    assert program.count_in_memory(WRITTEN) > 0
    program.say("press Ctrl+L")
    program.wait_for("page SignInPage")
    assert program.process.poll() is None
    assert program.command[-2:] == ["--lang", "hi"]
    assert program.count_in_memory(WRITTEN) == 0
    assert program.count_in_memory(PASSPHRASE) == 0
    (left,) = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert left.suffix == ".head"  # the log's head, kept beside the office on purpose; no settings, no history
    with office.at_desk(real_folder, PASSPHRASE) as desk:  # and the folder is free again
        (draft,) = recording.drafts(desk)
        assert WRITTEN in json.dumps(draft.raw, ensure_ascii=False)
        with desk.store.read() as read:
            assert log.count_kind(read, LEFT) == 1
        assert not keeping.verify_log(desk).findings


def test_nobody_at_the_keyboard_locks_by_itself(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """After the minutes are over the screen is covered, the desk left and the process asked to begin anew, once."""
    sitting = sit(office.unlock(station_folder, PASSPHRASE, practice_at=NOON))
    sitting.app.idle.set_minutes(0)
    assert sitting.app.idle.check()
    assert sitting.window.cover.covered
    sitting.settle()
    assert sitting.restarts == 1
    assert not sitting.window.pages
    assert not sitting.app.idle.running
    sitting.app.lock()
    sitting.settle()
    assert sitting.restarts == 1


def test_the_minutes_chosen_hold_from_then_on(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """Five minutes chosen on the page: the lock goes by them at once, and this computer remembers them."""
    sitting = sit(office.unlock(station_folder, PASSPHRASE, practice_at=NOON))
    sitting.window.open_place("safety")
    sitting.settle()
    page = sitting.page
    assert isinstance(page, SafetyPage)
    page.idle.setFocus()
    sitting.hands.press(Qt.Key.Key_Home)
    sitting.settle()
    assert sitting.app.idle.minutes == 5
    assert read_remembered((station_folder / FILE).read_bytes()).idle_minutes == 5


def test_a_machine_that_slept_locks_at_once(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """The first look after the lid was opened covers and locks, however short the sleep was."""
    slept = [0.0]
    sitting = sit(office.unlock(station_folder, PASSPHRASE, practice_at=NOON))
    sitting.app.idle.stop()
    sitting.app.idle = IdleLock(sitting.app.lock, ticks_through_sleep, lambda: slept[0])
    sitting.app.idle.start()
    assert not sitting.app.idle.check()
    slept[0] = 4.0
    assert sitting.app.idle.check()
    assert sitting.window.cover.covered
    sitting.settle()
    assert sitting.restarts == 1


def test_nothing_of_ours_is_left_after_a_lock(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """What was copied here is gone from the clipboard, the search line empty, and no page, PIN or history is kept."""
    sitting = sit(office.unlock(station_folder, PASSPHRASE, practice_at=NOON))
    search = sitting.window.head.search
    search.setFocus()
    sitting.hands.type(WRITTEN)
    sitting.press(Qt.Key.Key_A, CTRL)
    sitting.press(Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == WRITTEN
    room = sitting.app.room
    assert room is not None
    sitting.press(Qt.Key.Key_L, CTRL)
    assert QGuiApplication.clipboard().text() == ""
    assert search.text() == ""
    assert not search.isUndoAvailable()
    assert not sitting.window.pages
    assert sitting.app.room is None
    assert repr(room.pins) == "Pins(0)"
    assert WRITTEN.encode() not in b"".join(path.read_bytes() for path in station_folder.rglob("*") if path.is_file())


def test_end_of_shift_says_what_is_open(station_folder: Path, sit: Callable[[Desk], Sitting]) -> None:
    """The verb of the menu counts one's own drafts before it locks; the way back locks nothing."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    recording.save_draft(desk, recording.new_draft_id(), {"present_name": WRITTEN})
    sitting = sit(desk)
    for answer in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        sitting.window.shift_over.emit()
        sitting.settle()
        (question,) = [box for box in sitting.window.findChildren(QMessageBox) if box.isVisible()]
        assert "1 प्रारूप" in question.text()
        question.activateWindow()
        if answer is Qt.Key.Key_Return:
            sitting.hands.tab_to(lambda at: getattr(at, "text", str)() == "ताला लगाएँ")
        sitting.press(answer)
        assert sitting.restarts == (answer is Qt.Key.Key_Return)


def test_closing_the_window_leaves_the_desk_first(station_folder: Path, start: Callable[..., Sitting]) -> None:
    """The window stays until the leaving is in the log, then it goes and the folder is free."""
    sitting = start(station_folder)
    sitting.hands.type(PASSPHRASE)
    sitting.enter()
    assert sitting.app.desk is not None
    assert not sitting.window.close()
    sitting.settle()
    assert not sitting.window.isVisible()
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk, desk.store.read() as read:
        assert log.count_kind(read, LEFT) == 1
