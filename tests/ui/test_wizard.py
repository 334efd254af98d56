"""The first start: what is asked, what is refused and where it is said."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from typing_hands import Hands

from station_desk.desk import office
from station_desk.domain.roles import Role
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.wizard import Choices, WizardPage
from tests.conftest import PASSPHRASE

ENTER = Qt.Key.Key_Return


@pytest.fixture
def wizard(kit: Kit, window: MainWindow, tmp_path: Path) -> WizardPage:
    """The wizard on a folder that is not there yet."""
    page = WizardPage(kit, tmp_path / "office")
    window.show_alone(page)
    return page


def to_passphrase(page: WizardPage) -> None:
    """Answer everything before the passphrase."""
    page.go("office")
    page.search.setText("SAS")
    page.person.setText("ऊषा किरन")
    page.go("passphrase")


def test_search_finds_in_both_languages_and_by_code(wizard: WizardPage) -> None:
    """A few letters in Hindi, English or of the code leave the station, and a single one is chosen."""
    for typed in ("सासन", "sasn", "sas"):
        wizard.search.setText(typed)
        assert wizard.list.count() == 1
        assert wizard.choices == Choices("station", "SAS", "सासनी", "हाथरस")
    wizard.search.clear()
    assert wizard.list.count() == len(office.stations())
    assert wizard.station is not None


def test_keyboard_goes_from_search_to_list_and_on(wizard: WizardPage, window: MainWindow) -> None:
    """A few letters, Down into what is left, Down to the second, Enter chooses it and goes on."""
    hands = Hands(window)
    wizard.go("office")
    wizard.search.setFocus()
    hands.type("हाथरस")
    assert wizard.list.count() == 3
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Down)
    hands.press(ENTER)
    assert wizard.now == "person"
    assert wizard.choices.code == "HTG"


def test_language_is_switched_live_and_nothing_typed_is_lost(wizard: WizardPage, kit: Kit) -> None:
    """The second step's answers stay through a switch; the list is told in the other language."""
    wizard.go("office")
    wizard.search.setText("sas")
    wizard.languages["en"].setChecked(True)
    assert kit.words.language == "en"
    assert wizard.search.text() == "sas"
    assert wizard.list.item(0).text() == "Sasni (SAS)"
    assert wizard.choices.code == "SAS"
    kit.words.choose("hi")
    assert wizard.languages["hi"].isChecked()


def test_no_step_is_passed_without_its_answer(wizard: WizardPage, window: MainWindow) -> None:
    """Each step says beside the field what is missing and puts the keyboard there; Esc goes one step back."""
    hands = Hands(window)
    wizard.go("office")
    wizard.search.setFocus()
    hands.press(ENTER)
    assert wizard.now == "office"
    assert wizard.search_row.has_problem
    hands.type("चंदपा")
    hands.press(ENTER)
    assert wizard.now == "person"
    wizard.person.setFocus()
    hands.press(ENTER)
    assert wizard.person_row.has_problem
    hands.press(Qt.Key.Key_Escape)
    assert wizard.now == "office"
    assert wizard.search.text() == "चंदपा"


def test_district_and_unlisted_station_are_typed(wizard: WizardPage) -> None:
    """A district has name and code; a station of no list its district too; the code is put into capitals."""
    wizard.go("office")
    wizard.at_district.setChecked(True)
    assert wizard.search_row.isHidden() and wizard.district_row.isHidden()
    wizard.name.setText(" हाथरस ")
    wizard.code.setText("hts")
    assert wizard.choices == Choices("district", "HTS", "हाथरस", "हाथरस")
    wizard.at_station.setChecked(True)
    wizard.elsewhere.setChecked(True)
    wizard.district.setText("एटा")
    wizard.name.setText("अवागढ़")
    wizard.code.setText("अवा")
    assert wizard.choices == Choices("station", "अवा", "अवागढ़", "एटा")


def test_the_first_person_has_a_post_that_lets_others_in(wizard: WizardPage) -> None:
    """At a station in-charge or house officer, at the district its nodal officer; what comes after is said."""
    wizard.go("person")
    assert wizard.role is Role.IN_CHARGE
    wizard.posts["station"].choose("house_officer")
    assert wizard.role is Role.HOUSE_OFFICER
    wizard.at_district.setChecked(True)
    assert wizard.role is Role.DISTRICT_OFFICER
    assert wizard.posts["station"].isHidden()
    wizard.go("passphrase")
    said = " ".join(label.text() for label in wizard.findChildren(QLabel) if label.isVisible())
    assert "रिकवरी पत्र" in said and "दूसरे अधिकारी" in said


def test_impossible_code_leads_back_to_its_field(wizard: WizardPage, kit: Kit, tmp_path: Path) -> None:
    """What the desk refuses of the second step is said there, and nothing was made."""
    wizard.go("office")
    wizard.elsewhere.setChecked(True)
    wizard.name.setText("अवागढ़")
    wizard.code.setText("अवा")
    wizard.person.setText("ऊषा")
    wizard.go("passphrase")
    wizard.passphrase.first.setText(PASSPHRASE)
    wizard.passphrase.second.setText(PASSPHRASE)
    wizard.make.click()
    kit.runner.drain()
    assert wizard.now == "office"
    assert wizard.code_row.has_problem
    assert wizard.passphrase.text == PASSPHRASE
    assert not office.exists(tmp_path / "office")


@pytest.mark.parametrize(
    ("first", "second", "row", "told"),
    [
        ("छोटा", "छोटा", "first_row", "15"),
        ("थाना सासनी सासनी थाना", "थाना सासनी सासनी थाना", "first_row", "आसानी"),
        (PASSPHRASE, PASSPHRASE + "x", "second_row", "एक से नहीं"),
    ],
)
def test_poor_passphrase_is_said_beside_its_field(
    wizard: WizardPage, kit: Kit, first: str, second: str, row: str, told: str
) -> None:
    """Short, easy or not the same twice: one sentence at the field, what was typed stays."""
    to_passphrase(wizard)
    wizard.passphrase.first.setText(first)
    wizard.passphrase.second.setText(second)
    wizard.make.click()
    kit.runner.drain()
    assert told in getattr(wizard.passphrase, row).problem.text()
    assert wizard.passphrase.text == first


def test_offered_passphrase_is_accepted(wizard: WizardPage, kit: Kit, tmp_path: Path) -> None:
    """Six words are offered; typed twice they make the office, and a half-made one before it is no hindrance."""
    (tmp_path / "office" / "being-made").mkdir(parents=True)
    (tmp_path / "office" / "being-made" / "store.db").write_bytes(b"cut off")
    to_passphrase(wizard)
    wizard.passphrase.offer.click()
    kit.runner.drain()
    offered = wizard.passphrase.offered
    assert len(offered.split()) == 6
    wizard.passphrase.first.setText(offered)
    wizard.passphrase.second.setText(offered)
    made: list[bool] = []
    wizard.made.connect(lambda: made.append(True))
    wizard.make.click()
    kit.runner.drain()
    assert made == [True]
    assert office.exists(tmp_path / "office")
    assert wizard.passphrase.text == "" and wizard.passphrase.offered == ""


def test_everything_has_a_name(wizard: WizardPage, assert_accessible: Callable[[QWidget], None]) -> None:
    """A screen reader finds a name for every part of every step."""
    assert_accessible(wizard)


def test_nothing_is_cut_off_with_large_letters(wizard: WizardPage, kit: Kit, window: MainWindow) -> None:
    """At 150 % every label of a step still has the height its words want."""
    kit.theme.apply("light", 150)
    for step in ("language", "office", "person", "passphrase"):
        wizard.go(step)
        kit.runner.drain()
        for label in window.findChildren(QWidget):
            if label.isVisible() and label.inherits("QLabel") and label.hasHeightForWidth():
                assert label.height() >= label.heightForWidth(label.width()), label
