"""Locking the real program in its own process: the draft is kept, the desk left, the process that knew is gone."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from station_desk.desk import keeping, office, recording
from station_desk.desk.office import LEFT
from station_desk.desk.ports import Desk
from station_desk.store import log
from tests.conftest import NOON, PASSPHRASE
from tests.journeys.conftest import Sitting

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
def program(station_folder: Path, tmp_path: Path) -> Iterator[Program]:
    """The program on a station's folder, with a home of its own."""
    home = tmp_path / "home"
    home.mkdir()
    running = Program(station_folder, home)
    yield running
    running.process.kill()
    running.process.communicate()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_locked_program_has_forgotten_and_kept(program: Program, station_folder: Path, tmp_path: Path) -> None:
    """Ctrl+L in the middle of an entry: same process, new program at sign-in, nothing in memory, all in the draft."""
    program.wait_for("page SignInPage")
    program.say(f"type {PASSPHRASE}")
    program.say("press Return")
    program.wait_for("page TodayPage")
    program.say("press Ctrl+N")
    program.wait_for("page IntakePage")
    for _ in range(2):
        program.say("press Ctrl+PgDown")
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
    assert not [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:  # and the folder is free again
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
