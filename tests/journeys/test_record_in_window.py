"""Recording an intake in the real window, in Hindi, by keyboard alone; and a program killed in the midst of it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from station_desk.desk import keeping, office, reading, recording
from station_desk.desk.ports import Desk
from station_desk.domain.records import Act
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.matters import MattersPage
from station_desk.ui.pages.today import TodayPage
from tests.conftest import NOON, PASSPHRASE
from tests.journeys.conftest import Sitting
from tests.ui.typing_hands import CTRL, Hands

ROOT = Path(__file__).parents[2]


def named(word: str) -> Callable[[QWidget], bool]:
    """Tell a widget by its words or its spoken name."""
    return lambda at: word in (at.text() if isinstance(at, QPushButton) else "") or word in at.accessibleName()


def seen(page: QWidget) -> str:
    """Everything that can be read on a page."""
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_from_her_arrival_to_a_correction(
    station: Desk, sit: Callable[[Desk], Sitting], capsys: pytest.CaptureFixture[str]
) -> None:
    """New entry, token, finished, found in Roman letters, name shown, corrected with a reason, old name readable."""
    sitting = sit(station)
    hands: Hands = sitting.hands
    counted: list[tuple[str, int]] = []

    def count(what: str) -> None:
        counted.append((what, hands.presses - sum(number for _, number in counted)))

    sitting.press(Qt.Key.Key_N, CTRL)
    entry = sitting.page
    assert isinstance(entry, IntakePage)
    hands.type("1")  # safe now: yes
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert "MSK/SAS/2026/0001" in seen(entry)
    count("first page, to the token")

    sitting.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_PageDown, CTRL, times=2)
    hands.tab()
    hands.type("सीधे")
    hands.press(Qt.Key.Key_Return)
    hands.tab()
    hands.space()
    hands.press(Qt.Key.Key_PageDown, CTRL, times=2)
    hands.type("सुनीता")
    hands.tab_to(named("आयु (वर्ष)"))
    hands.type("२९")
    hands.tab_to(named("ग्राम"))
    hands.type("कमालपुर")
    hands.press(Qt.Key.Key_PageDown, CTRL)
    hands.type("वह रोज मारता है")
    hands.tab()
    hands.space()
    hands.press(Qt.Key.Key_PageDown, CTRL, times=2)
    hands.tab_to(lambda at: entry.view.row("route").isAncestorOf(at))
    hands.space()
    hands.press(Qt.Key.Key_PageDown, CTRL)
    hands.type("पति द्वारा मारपीट")
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert "वह रोज मारता है" in seen(entry)
    assert "सुनीता" in seen(entry)
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert sitting.kit.notices.sentence == "प्रविष्टि MSK/SAS/2026/0001 पूरी हुई।"
    assert sitting.page is not entry
    count("to the finished entry")

    sitting.press(Qt.Key.Key_K, CTRL)
    hands.type("suneeta")
    sitting.enter()
    found = sitting.page
    assert isinstance(found, MattersPage)
    assert [listed.row.token for listed in found.table.records.rows] == ["MSK/SAS/2026/0001"]
    hands.press(Qt.Key.Key_Down)
    sitting.enter()
    matter = sitting.page
    assert isinstance(matter, MatterPage)
    assert "सुनीता" not in seen(matter)
    count("found and opened")

    hands.tab_to(named("नाम देखें"))
    sitting.press(Qt.Key.Key_Space)
    sitting.press(Qt.Key.Key_Space)
    sitting.enter()
    assert "सुनीता" in seen(matter)
    count("her name, with a reason")

    sitting.come_forward()
    hands.tab_to(named("और कार्य"))
    sitting.press(Qt.Key.Key_Space)
    hands.tab_to(named("त्रुटि सुधार"))
    sitting.press(Qt.Key.Key_Space)
    assert isinstance(sitting.page, IntakePage)
    hands.press(Qt.Key.Key_PageDown, CTRL, times=5)
    hands.press(Qt.Key.Key_A, CTRL)
    hands.type("सुनीता कुमारी")
    sitting.press(Qt.Key.Key_Return, CTRL)
    hands.type("पूरा नाम बाद में बताया")
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert sitting.page is matter
    assert sitting.kit.notices.sentence.startswith("MSK/SAS/2026/0001 में सुधार सहेजा।")
    count("corrected, with a reason")

    shown = seen(matter)
    assert "कारण: पूरा नाम बाद में बताया" in shown
    assert "बदला (नाम देखने पर दिखेगा)" in shown
    assert "सुनीता" not in shown
    hands.tab_to(named("नाम देखें"))
    sitting.press(Qt.Key.Key_Space)
    sitting.press(Qt.Key.Key_Space)
    sitting.enter()
    assert [changes.shown for changes in matter.history.change_lists] == [[("नाम", "सुनीता", "सुनीता कुमारी")]]

    record = matter._record
    acts = [step.revision.act for step in reading.matter(station, record).history]
    assert acts == [Act.OPENED, Act.FINALISED, Act.AMENDED]
    assert recording.drafts(station) == []
    assert not keeping.verify_log(station).findings
    with capsys.disabled():
        print("\nkeys pressed: " + ", ".join(f"{what} {number}" for what, number in counted))
    letters = sum(len(text) for text in ("सीधे", "सुनीता", "२९", "कमालपुर", "वह रोज मारता है", "पति द्वारा मारपीट"))
    assert counted[0][1] + counted[1][1] - letters < 70, "the keys that are no letters of an answer"


@dataclass
class Killed:
    """The desk opened again after the program at it was killed; `safe` is the last text it told to be safe."""

    desk: Desk
    safe: str


@pytest.fixture(params=[1, 4])
def killed(request: pytest.FixtureRequest, station_folder: Path) -> Iterator[Killed]:
    """Let a program of its own write into a new entry and kill it when it has told so many times what is safe."""
    command = [sys.executable, "-m", "tests.journeys.typist", str(station_folder)]
    told, quiet = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, stdout=told, stderr=quiet, encoding="utf-8") as typist:
        assert typist.stdout is not None
        lines = [typist.stdout.readline() for _ in range(request.param)]
        os.kill(typist.pid, signal.SIGKILL)
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        yield Killed(desk, json.loads(lines[-1])["safe"])


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_program_gives_the_draft_back(killed: Killed, sit: Callable[[Desk], Sitting]) -> None:
    """SIGKILL in the midst of a word: what was told to be safe is there, and the next start goes on with it."""
    assert killed.safe
    (draft,) = recording.drafts(killed.desk)
    assert str(draft.raw["safe_contact"]).startswith(killed.safe)
    assert not keeping.verify_log(killed.desk).findings
    sitting = sit(killed.desk)
    assert isinstance(sitting.page, TodayPage)
    sitting.go_to(sitting.page.drafts)
    sitting.enter()
    page = sitting.page
    assert isinstance(page, IntakePage)
    assert page.model.value("safe_contact") == draft.raw["safe_contact"]
