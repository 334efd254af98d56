"""The people of the office: seen, added, let in with a password of their own."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from typing_hands import Hands

from station_desk.desk import office
from station_desk.desk.ports import Desk
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.people import PeoplePage
from station_desk.ui.remembered import Remembered, read_remembered

PASSWORD = "ऊँची पहाड़ी पर तेरह दीये"


@pytest.fixture
def page(kit: Kit, window: MainWindow, station: Desk) -> PeoplePage:
    """The page, shown."""
    page = PeoplePage(kit, station)
    window.show_alone(page)
    kit.runner.drain()
    return page


def test_colleague_is_added_by_keyboard(page: PeoplePage, kit: Kit, window: MainWindow, station: Desk) -> None:
    """Name, rank, Enter on the verb: she is in the list; without a password she does not open the office."""
    hands = Hands(window)
    hands.type("मंजरी तोमर")
    hands.tab()
    hands.type("उ0नि0")
    hands.tab_to(lambda at: at is page.add)
    hands.space()
    kit.runner.drain()
    assert page.table.said[1] == ["मंजरी तोमर", "उ0नि0", "महिला", "नहीं"]
    assert "मंजरी तोमर" in kit.notices.sentence
    assert page.name.text() == "" and page.name.hasFocus()
    assert len(office.signers(station.folder)) == 1


def test_colleague_with_a_password_can_sign_in(page: PeoplePage, kit: Kit, station: Desk) -> None:
    """A password twice gives her a slot of her own; it is not left standing on the page."""
    page.name.setText("मंजरी तोमर")
    page.passphrase.first.setText(PASSWORD)
    page.passphrase.second.setText(PASSWORD)
    page.add.click()
    kit.runner.drain()
    assert page.table.said[1][3] == "हाँ"
    assert page.passphrase.text == ""
    assert len(office.signers(station.folder)) == 2


def test_what_is_missing_is_said_at_its_field(page: PeoplePage, kit: Kit) -> None:
    """No name, a short password, two that differ: each beside its field, nobody added."""
    page.add.click()
    assert page.name_row.has_problem
    page.name.setText("मंजरी")
    page.passphrase.first.setText("छोटा")
    page.add.click()
    assert page.passphrase.second_row.has_problem
    page.passphrase.second.setText("छोटा")
    page.add.click()
    kit.runner.drain()
    assert page.passphrase.first_row.has_problem
    assert len(page.table.said) == 1
    assert page.name.text() == "मंजरी"


def test_language_and_names(page: PeoplePage, kit: Kit, assert_accessible: Callable[[QWidget], None]) -> None:
    """Headings and words change at once; a rank from the list changes too, a typed one stays; all parts have names."""
    page.rank.setCurrentIndex(2)
    kit.words.switch()
    assert page.rank.currentText() == "Woman head constable"
    assert page.table.model().headerData(0, Qt.Orientation.Horizontal) == "Name"
    assert page.table.said[0][2] == "Woman"
    page.rank.setEditText("हवलदार")
    kit.words.switch()
    assert page.rank.currentText() == "हवलदार"
    assert_accessible(page)


def test_remembered_choices_survive_and_nonsense_does_not() -> None:
    """What was written is read again; a damaged file is as if there were none."""
    kept = Remembered("en", "dark", 125, {"a" * 32: "उ0नि0 मंजरी"})
    assert read_remembered(kept.to_bytes()) == kept
    for nonsense in (b"", b"[]", b"{", b'{"language": "fr", "scale": 7, "shade": [], "names": []}', b"\xff"):
        assert read_remembered(nonsense) == Remembered()
