"""Signing in: each thing that can be wrong has its own sentence, and nothing typed is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from typing_hands import Hands

from station_desk.desk import office, people
from station_desk.desk.ports import Desk
from station_desk.host.locks import FolderLock
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.sign_in import SignInPage
from tests.conftest import PASSPHRASE

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
