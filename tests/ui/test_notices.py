"""The notice bar is calm, says the word beside the shape, and never takes the keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from station_desk.domain.fields import Wording
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.kit import Kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.notices import ask

QUESTION = Wording("प्रारूप 0041 हटा दें? इसमें 12 उत्तर हैं।", "Delete draft 0041? It holds 12 answers.")
VERB = Wording("प्रारूप हटाएँ", "Delete the draft")


def test_each_kind_says_its_word(kit: Kit) -> None:
    """Colour is never alone."""
    said = Wording("क", "a")
    for tell, kind, word in (
        (kit.notices.done, "done", "notice.done"),
        (kit.notices.info, "info", "notice.info"),
        (kit.notices.warn, "warning", "notice.warning"),
        (kit.notices.danger, "danger", "notice.danger"),
    ):
        tell(said)
        assert (kit.notices.kind, kit.notices.sentence) == (kind, "क")
        assert kit.notices._word.text() == kit.words.say(word)
        assert not kit.notices._mark.pixmap().isNull()


def test_a_refusal_carries_its_code_and_follows_the_language(kit: Kit) -> None:
    """The helpline can ask for the code; the sentence is in the language of the screen, also after a switch."""
    kit.notices.refuse(DeskError(ErrorCode.BUNDLE_GAP, station="SAS", seq=7, missing=6, epoch=1))
    assert "थाना SAS का बण्डल 6" in kit.notices.sentence
    assert kit.notices._code.text().endswith("bundle-gap")
    kit.words.switch()
    assert "Bundle 6 of station SAS" in kit.notices.sentence


def test_stopping_is_no_error(kit: Kit) -> None:
    """What somebody asked for is told calmly and without a code."""
    kit.notices.refuse(DeskError(ErrorCode.STOPPED))
    assert kit.notices.kind == "info"
    assert kit.notices._code.isHidden()


def test_it_is_announced_and_never_takes_the_keyboard(
    kit: Kit, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A screen reader hears it; whoever is writing goes on writing."""
    heard: list[str] = []  # offscreen there is no screen reader to listen with, so the test listens at the door
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event.message()))
    window.head.search.setFocus()
    kit.notices.warn(Wording("बैकअप पुराना है", "The backup is old"))
    assert heard == ["सावधान: बैकअप पुराना है"]
    assert window.focusWidget() is window.head.search


def test_escape_puts_it_away(kit: Kit, window: MainWindow, qtbot: QtBot) -> None:
    """One key, from wherever the keyboard is."""
    kit.notices.danger(Wording("क", "a"))
    window.head.search.setFocus()
    qtbot.keyClick(window.head.search, Qt.Key.Key_Escape)
    assert not kit.notices.showing
    kit.words.switch()
    assert kit.notices.sentence == ""


@pytest.mark.usefixtures("window")
def test_what_was_done_can_be_taken_back(kit: Kit, qtbot: QtBot) -> None:
    """Undo is better than asking: the bar offers one button, once."""
    undone: list[bool] = []
    kit.notices.done(Wording("हटाया", "Removed"), action=("notice.undo", lambda: undone.append(True)))
    qtbot.mouseClick(kit.notices._action, Qt.MouseButton.LeftButton)
    assert undone == [True]
    assert not kit.notices.showing
    kit.notices.done(Wording("सहेजा", "Saved"))
    assert kit.notices._action.isHidden()


def test_done_goes_when_another_place_opens_but_a_warning_stays(kit: Kit) -> None:
    """Nothing important disappears by itself."""
    kit.notices.done(Wording("क", "a"))
    kit.notices.settle()
    assert not kit.notices.showing
    kit.notices.warn(Wording("क", "a"))
    kit.notices.settle()
    assert kit.notices.showing


def _button(box: QMessageBox, text: str) -> QPushButton:
    return next(button for button in box.findChildren(QPushButton) if button.text() == text)


def test_asking_defaults_to_the_safe_answer(
    kit: Kit, window: MainWindow, qtbot: QtBot, assert_accessible: Callable[[QWidget], None]
) -> None:
    """Enter and Escape do nothing; only the button that names the deed does it."""
    done: list[bool] = []
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        box = ask(window, kit.words, kit.icons, QUESTION, VERB, lambda: done.append(True))
        assert_accessible(box)
        assert box.text() == QUESTION.hi
        qtbot.keyClick(box.focusWidget() or box, key)
        assert done == []
    box = ask(window, kit.words, kit.icons, QUESTION, VERB, lambda: done.append(True))
    qtbot.mouseClick(_button(box, VERB.hi), Qt.MouseButton.LeftButton)
    assert done == [True]


def test_a_question_follows_the_language(kit: Kit, window: MainWindow) -> None:
    """Question and verb change while it stands."""
    box = ask(window, kit.words, kit.icons, QUESTION, VERB, lambda: None)
    kit.words.switch()
    assert box.text() == QUESTION.en
    assert {button.text() for button in box.findChildren(QPushButton)} == {VERB.en, "Go back"}


def test_typed_text_is_never_read_as_markup(kit: Kit, window: MainWindow, qtbot: QtBot) -> None:
    """A name with angle brackets is shown as it was typed."""
    kit.notices.info(Wording("<b>क</b>", "<b>a</b>"))
    assert kit.notices._sentence.textFormat() is Qt.TextFormat.PlainText
    line = QLineEdit()
    qtbot.addWidget(line)
    assert ask(window, kit.words, kit.icons, QUESTION, VERB, lambda: None).textFormat() is Qt.TextFormat.PlainText
