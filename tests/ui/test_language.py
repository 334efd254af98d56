"""The language changes at once, everywhere, and back."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QCalendarWidget,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from station_desk.domain.fields import Wording
from station_desk.errors import Problem, ProblemCode
from station_desk.host.paths import resources_dir
from station_desk.ui.kit import Kit
from station_desk.ui.ties import Ties

NAME = Wording("नाम (&N)", "&Name")


def _menu_of(edit: QLineEdit | QTextEdit) -> list[str]:
    menu = edit.createStandardContextMenu()
    texts = [action.text().split("\t")[0] for action in menu.actions() if not action.isSeparator()]
    menu.deleteLater()
    return texts


def test_a_tied_text_follows_the_language(kit: Kit, qtbot: QtBot) -> None:
    """A label, a button and an accessible name say the other language after the switch."""
    label, button = QLabel(), QPushButton()
    qtbot.addWidget(label)
    qtbot.addWidget(button)
    kit.words.tie(label, "notice.done")
    kit.words.tie(button, NAME)
    kit.words.tie_plain(button.setAccessibleName, NAME)
    assert (label.text(), button.text(), button.accessibleName()) == ("हो गया", "नाम (&N)", "नाम")
    kit.words.switch()
    assert (label.text(), button.text(), button.accessibleName()) == ("Done", "&Name", "Name")
    kit.words.switch()
    assert (label.text(), button.text(), button.accessibleName()) == ("हो गया", "नाम (&N)", "नाम")


def test_a_second_tie_replaces_the_first(kit: Kit, qtbot: QtBot) -> None:
    """A label that says something else now does not fall back at the next switch."""
    label = QLabel()
    qtbot.addWidget(label)
    kit.words.tie(label, "notice.done")
    kit.words.tie(label, "foot.backup", when="आज")
    kit.words.switch()
    assert label.text() == "Backup आज"


def test_a_cut_tie_stays_as_it_is(kit: Kit, qtbot: QtBot) -> None:
    """Nothing comes back by itself."""
    label = QLabel()
    qtbot.addWidget(label)
    kit.words.tie(label, "notice.done")
    kit.words.cut(label)
    label.setText("")
    kit.words.switch()
    assert label.text() == ""


def test_a_problem_is_retold_with_the_label_of_the_other_field(kit: Kit, qtbot: QtBot) -> None:
    """The label that a problem names changes with the rest."""
    label = QLabel()
    qtbot.addWidget(label)
    problem = Problem("left_at", ProblemCode.BEFORE_OTHER, facts=(("other", "arrived_at"),))
    kit.words.tie_problem(label, problem, other=Wording("आने का समय (&T)", "&Time of arrival"))
    assert "“आने का समय”" in label.text()
    kit.words.switch()
    assert "“Time of arrival”" in label.text()


def test_a_tie_keeps_nothing_alive() -> None:
    """A thrown-away label is forgotten, and so is one that Qt deleted."""
    ties = Ties()
    label, parent = QLabel(), QWidget()
    child = QLabel(parent)
    ties.put(label.setText, lambda: "क")
    ties.put(child.setText, lambda: "ख")
    assert len(ties) == 2
    del label
    gc.collect()
    assert len(ties) == 1
    shiboken6.delete(parent)
    ties.again()
    assert len(ties) == 0


def test_a_tie_wants_a_bound_method() -> None:
    """A lambda would be dropped at once, so it is refused."""
    with pytest.raises(TypeError):
        Ties().put(lambda _: None, lambda: "क")


def test_message_box_buttons_are_hindi_and_change_live(kit: Kit, qtbot: QtBot) -> None:
    """Qt's own buttons speak Hindi, at once, and English after the switch back."""
    box = QMessageBox()
    qtbot.addWidget(box)
    button = QMessageBox.StandardButton
    box.setStandardButtons(button.Save | button.Cancel | button.Yes | button.No)
    shown = [box.button(each) for each in (button.Save, button.Cancel, button.Yes, button.No)]
    assert [each.text() for each in shown] == ["सहेजें", "निरस्त करें", "हाँ (&Y)", "नहीं (&N)"]
    kit.words.switch()
    qtbot.waitUntil(lambda: [each.text() for each in shown] == ["Save", "Cancel", "&Yes", "&No"])
    kit.words.switch()
    qtbot.waitUntil(lambda: shown[0].text() == "सहेजें")


def test_text_menus_are_hindi_after_the_switch_and_english_after_the_switch_back(kit: Kit, qtbot: QtBot) -> None:
    """Copy and paste in a line and in a long text."""
    for edit in (QLineEdit("क"), QTextEdit("क")):
        qtbot.addWidget(edit)
        hindi = _menu_of(edit)
        assert hindi[:2] == ["वापस लें (&U)", "फिर करें (&R)"]
        assert "चिपकाएँ (&P)" in hindi
        assert all(any("\u0900" <= letter <= "\u097f" for letter in text) for text in hindi)
        kit.words.switch()
        assert "&Paste" in _menu_of(edit)
        kit.words.switch()


@pytest.mark.usefixtures("kit")
def test_a_dialog_of_qt_is_hindi(qtbot: QtBot) -> None:
    """The file dialog drawn by Qt says nothing in English."""
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    labels = {label.text() for label in dialog.findChildren(QLabel) if label.text()}
    assert "फाइल का प्रकार (&T):" in labels
    boxes = dialog.findChildren(QDialogButtonBox)
    assert {each.text() for box in boxes for each in box.buttons()} == {"खोलें (&O)", "निरस्त करें"}


def test_calendars_follow_too(kit: Kit, qtbot: QtBot) -> None:
    """Month names come from the locale, which is Indian in both languages and keeps Western digits."""
    calendar = QCalendarWidget()
    qtbot.addWidget(calendar)
    assert calendar.locale().monthName(10) == "अक्टूबर"
    assert QLocale().toString(1234567) == "12,34,567"
    kit.words.switch()
    assert QLocale().monthName(10) == "October"
    assert QLocale().toString(1234567) == "12,34,567"


def test_the_compiled_words_are_those_of_the_source(tmp_path: Path) -> None:
    """qtbase_hi.qm was compiled from the qtbase_hi.ts beside it."""
    folder = resources_dir() / "i18n"
    made = tmp_path / "made.qm"
    compiler = "import sys; from PySide6.scripts.pyside_tool import lrelease; sys.exit(lrelease())"
    subprocess.run(
        [sys.executable, "-c", compiler, str(folder / "qtbase_hi.ts"), "-qm", str(made)],
        check=True,
        capture_output=True,
    )
    assert made.read_bytes() == (folder / "qtbase_hi.qm").read_bytes()
