"""Signing in: each thing that can be wrong has its own sentence, and nothing typed is lost."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from typing_hands import Hands

from station_desk.desk import office, people
from station_desk.desk.ports import Desk
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.locks import FolderLock
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.sign_in import SignInPage
from tests.conftest import PASSPHRASE

ROOT = Path(__file__).parents[2]
SECOND = "ऊँची पहाड़ी पर तेरह दीये"
ENTER = Qt.Key.Key_Return


class Door:
    """The page, the keyboard and whoever came in."""

    def __init__(self, kit: Kit, window: MainWindow, folder: Path, signers: int, names: dict[str, str]) -> None:
        self.kit = kit
        self.page = SignInPage(kit, folder, signers, names)
        self.inside: list[Desk] = []
        self.page.opened.connect(self.inside.append)
        window.show_alone(self.page)
        self.hands = Hands(window)

    def knock(self, passphrase: str) -> None:
        """Type a passphrase where the keyboard is and press Enter."""
        self.hands.type(passphrase)
        self.hands.press(ENTER)
        self.kit.runner.drain()

    @property
    def said(self) -> str:
        """What is said beside a field or in the notice bar."""
        rows = (self.page.person_row, self.page.passphrase_row)
        return " ".join(row.problem.text() for row in rows if row.has_problem) or self.kit.notices.sentence


@pytest.fixture
def door(kit: Kit, window: MainWindow, station_folder: Path) -> Callable[..., Door]:
    """Stand before the station's office; whoever came in leaves at the end."""

    def before(signers: int = 1, names: dict[str, str] | None = None) -> Door:
        return Door(kit, window, station_folder, signers, names or {})

    return before


def test_right_passphrase_opens(door: Callable[..., Door]) -> None:
    """Type, Enter, in; the passphrase is gone from the page."""
    here = door()
    here.knock(PASSPHRASE)
    (desk,) = here.inside
    assert desk.person.name == "ऊषा किरन"
    assert here.page.passphrase.text() == ""
    office.leave(desk)


def test_wrong_passphrase_is_said_and_kept(door: Callable[..., Door]) -> None:
    """The sentence stands at the field; the text stays, chosen whole, so that typing replaces it."""
    here = door()
    here.knock("गलत " + PASSPHRASE)
    assert "मेल नहीं खाया" in here.said
    assert here.page.passphrase.hasFocus()
    assert here.page.passphrase.selectedText() != ""
    here.knock(PASSPHRASE)
    (desk,) = here.inside
    office.leave(desk)


def test_each_trouble_has_its_own_sentence(door: Callable[..., Door], station_folder: Path) -> None:
    """A second copy, a damaged or missing key file, a missing or damaged store: what happened and what to do."""
    here = door()
    lock = FolderLock(station_folder)
    here.knock(PASSPHRASE)
    said = [here.said]
    lock.release()
    vault, store = station_folder / "vault.json", station_folder / "store.db"
    keys = vault.read_bytes()
    vault.write_bytes(keys.replace(b'"version":1', b'"version":0'))
    here.hands.press(ENTER)
    here.kit.runner.drain()
    said.append(here.said)
    vault.unlink()
    here.hands.press(ENTER)
    here.kit.runner.drain()
    said.append(here.said)
    vault.write_bytes(keys)
    pages = store.read_bytes()
    store.write_bytes(pages[:100] + b"?" * 4000 + pages[4100:])
    here.hands.press(ENTER)
    here.kit.runner.drain()
    said.append(here.said)
    store.unlink()
    here.hands.press(ENTER)
    here.kit.runner.drain()
    said.append(here.said)
    assert "दूसरी खिड़की" in said[0]
    assert "चाबी की फाइल खराब" in said[1]
    assert "चाबी की फाइल नहीं मिली" in said[2]
    assert "अभिलेख की फाइल खराब" in said[3]
    assert "अपनी जगह पर नहीं" in said[4]
    assert not here.inside
    assert here.page.passphrase.text() == PASSPHRASE


def test_after_wrong_passphrases_the_page_waits_and_lets_go_by_itself(
    door: Callable[..., Door], qtbot: QtBot, kit: Kit
) -> None:
    """How long still is said in words and counts down, in either language; then the verb works again."""
    here = door()
    for _ in range(20):
        here.knock("गलत")
        if here.page.waiting.running:
            break
    assert "सेकण्ड बाद" in here.said
    assert not here.page.open.isEnabled()
    kit.words.switch()
    assert "try again in" in here.said
    here.page.waiting.refuse(DeskError(ErrorCode.SIGN_IN_WAIT, seconds=61))
    assert "1 min 1 s" in here.said
    here.page.waiting.refuse(DeskError(ErrorCode.SIGN_IN_WAIT, seconds=1))
    with qtbot.waitSignal(here.page.waiting.over):
        pass
    assert here.page.open.isEnabled()
    assert here.said == ""


def test_a_spoilt_key_file_has_its_way_back(door: Callable[..., Door], station_folder: Path) -> None:
    """With a sound copy beside it the page offers that, says what it means, and the password opens again."""
    with office.at_desk(station_folder, PASSPHRASE) as desk:
        people.add(desk, "मंजरी तोमर", "उ0नि0", True, SECOND)
    (station_folder / "vault.json").write_bytes(b"{}")
    here = door()
    here.knock(PASSPHRASE)
    assert "चाबी की फाइल खराब" in here.kit.notices.sentence
    assert here.page.trouble.isVisible()
    here.page.use_copy.click()
    here.kit.runner.drain()
    assert not here.page.trouble.isVisible()
    assert "ठीक प्रति लगा दी गई" in here.kit.notices.sentence
    here.page.passphrase.clear()
    here.page.focus_first()
    here.hands.type("ऊषा किरन")  # there are two in the copy, which the damaged file did not tell
    here.page.passphrase.setFocus()
    here.knock(PASSPHRASE)
    (desk,) = here.inside
    assert desk.room.standing.findings == ()
    office.leave(desk)


def test_without_an_earlier_copy_nothing_is_offered(door: Callable[..., Door], station_folder: Path) -> None:
    """A verb that could not help is not shown."""
    (station_folder / "vault.json").unlink()
    here = door()
    here.knock(PASSPHRASE)
    assert "चाबी की फाइल नहीं मिली" in here.said
    assert not here.page.trouble.isVisible()


def test_a_missing_device_key_says_so(door: Callable[..., Door], station_folder: Path) -> None:
    """No password can open then, and the sentence leads to the sheets."""
    (station_folder / "device.key").unlink()
    here = door()
    here.knock(PASSPHRASE)
    assert "device.key" in here.said
    assert here.page.sheets.isVisible()


FULL_OR_CLOSED = """
import subprocess, sys
from pathlib import Path
folder, what = Path(sys.argv[1]), sys.argv[2]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder.parent / "disk"], check=True)
disk = folder.parent / "disk" / "station"
subprocess.run(["cp", "-r", folder, disk], check=True)
if what == "closed":
    subprocess.run(["mount", "-o", "remount,ro", disk.parent], check=True)
else:
    (disk.parent / "rest").write_bytes(bytes(1 << 20))
    with (disk.parent / "rest").open("ab", 0) as rest:
        try:
            while rest.write(bytes(4096)):
                pass
        except OSError:
            pass
from PySide6.QtWidgets import QApplication
application = QApplication([])
from station_desk.app import App
from station_desk.host.paths import read_resource, resources_dir
from station_desk.ui.kit import make_kit
from station_desk.ui.remembered import Remembered
kit = make_kit(read_resource, str(resources_dir() / "theme"), lambda error: sys.exit(repr(error)))
app = App(kit, disk, Remembered(), lambda: None)
app.window.show()
app.start()
app.window.page.passphrase.setText(sys.argv[3])
app.window.page.open.click()
kit.runner.drain()
print(app.desk, app.window.page.passphrase.text() == sys.argv[3], kit.notices.sentence)
app.window.set_close_guard(lambda: True)
app.window.close()
kit.runner.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a mount namespace")
@pytest.mark.parametrize(("what", "told"), [("full", "जगह भर गई है"), ("closed", "लिखने की अनुमति नहीं है")])
def test_a_disk_that_is_full_or_read_only_is_said(station_folder: Path, what: str, told: str) -> None:
    """A real small file system: the office does not open, the sentence says why, what was typed stays."""
    private_mounts = ("unshare", "--mount", "--map-root-user")
    if subprocess.run([*private_mounts, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this kernel lets no test mount")
    (station_folder.parent / "disk").mkdir()
    command = [*private_mounts, sys.executable, "-c", FULL_OR_CLOSED, str(station_folder), what, PASSPHRASE]
    said = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", cwd=ROOT)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("None True "), said.stdout
    assert told in said.stdout


def test_one_of_several_is_chosen_by_name(door: Callable[..., Door], station_folder: Path) -> None:
    """With two who sign in the page asks who; a name from the list opens that slot, so does one that is typed."""
    with office.at_desk(station_folder, PASSPHRASE) as desk:
        added = people.add(desk, "मंजरी तोमर", "उ0नि0", True, SECOND)
        names = {desk.person.id: "महिला मुख्य आरक्षी ऊषा किरन", added.id: "उ0नि0 मंजरी तोमर"}
    here = door(2, names)
    assert not here.page.person_row.isHidden()
    here.page.person.setCurrentIndex(1)
    here.page.passphrase.setFocus()
    here.knock(PASSPHRASE)
    assert "मेल नहीं खाया" in here.said
    here.knock(SECOND)
    (desk,) = here.inside
    assert desk.person.id == added.id
    office.leave(desk)

    here = door(2)
    here.page.passphrase.setFocus()
    here.knock(PASSPHRASE)
    assert "कौन हैं" in here.said
    here.hands.type("ऊषा किरन")
    here.page.passphrase.setFocus()
    here.hands.press(ENTER)
    here.kit.runner.drain()
    (desk,) = here.inside
    assert desk.person.name == "ऊषा किरन"
    office.leave(desk)


def test_script_and_caps_lock_are_told_and_nothing_else(door: Callable[..., Door]) -> None:
    """Dots do not show in which letters one writes, so the page does; capitals without Shift mean Caps Lock."""
    here = door()
    here.hands.type("क")
    assert "हिन्दी अक्षर" in here.page.typing.text()
    QTest.keyClick(here.page.passphrase, Qt.Key.Key_A)
    assert "अंग्रेजी अक्षर" in here.page.typing.text()
    here.hands.type("A")
    assert "Caps Lock" in here.page.typing.text()
    here.page.passphrase.clear()
    assert here.page.typing.isHidden()


def test_language_changes_and_what_is_typed_stays(door: Callable[..., Door], kit: Kit) -> None:
    """The window is neutral: no office, nobody's name; its language can be switched before signing in."""
    here = door()
    here.hands.type("abc")
    kit.words.switch()
    assert here.page.title.text() == "Open the office"
    assert here.page.passphrase.text() == "abc"
    assert here.page.window().windowTitle() == "Station Desk"


def test_everything_has_a_name(door: Callable[..., Door], assert_accessible: Callable[[QWidget], None]) -> None:
    """A screen reader finds a name for every part."""
    assert_accessible(door(2).page)
