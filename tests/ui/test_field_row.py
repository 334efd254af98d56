"""The pieces a page is made of: a question, steps, an empty place, rows, and the ring around what has the keyboard."""

from collections.abc import Callable

import pytest
from accessible import description_of, find_orphaned_labels, name_of
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from station_desk.domain.fields import Wording
from station_desk.errors import Problem, ProblemCode, Weight
from station_desk.ui.empty_page import EmptyPage
from station_desk.ui.field_row import FieldRow
from station_desk.ui.flow import FlowLayout
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import ShortLabel
from station_desk.ui.row_style import MARK_ROLE, dress_list
from station_desk.ui.stepper import Step, Stepper, StepState

NAME = Wording("नाम (&N)", "&Name")
HELP = Wording("जैसा वह बताएँ", "As she says it")
STEPS = [
    Step(id, Wording(hi, en))
    for id, hi, en in (("a", "सहमति", "Consent"), ("b", "व्यक्ति", "Person"), ("c", "घटना", "Incident"))
]

Front = Callable[[QWidget], None]


@pytest.fixture
def row(kit: Kit, qtbot: QtBot) -> FieldRow:
    """A required question with help."""
    row = FieldRow(kit, NAME, QLineEdit(), help_text=HELP, required=True)
    qtbot.addWidget(row)
    row.show()
    return row


def test_label_help_and_need_are_tied_to_the_field(row: FieldRow, kit: Kit) -> None:
    """The screen reader says the label, that it is required, and the help; all in the chosen language."""
    assert row.label.buddy() is row.editor
    assert row.label.text() == "नाम (&N) – अनिवार्य"
    assert name_of(row.editor) == "नाम – अनिवार्य"
    assert description_of(row.editor) == "जैसा वह बताएँ"
    assert find_orphaned_labels(row) == []
    kit.words.switch()
    assert name_of(row.editor) == "Name – required"
    assert description_of(row.editor) == "As she says it"


def test_alt_and_the_letter_go_to_the_field(row: FieldRow, qtbot: QtBot, front: Front) -> None:
    """The mnemonic is a Latin letter, so it works in every layout."""
    other = QLineEdit(row)
    other.show()
    front(row)
    other.setFocus()
    qtbot.keyClick(other, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert row.focusWidget() is row.editor


def test_what_is_wrong_is_said_under_the_field(row: FieldRow, kit: Kit) -> None:
    """In words, with a shape, in the description too, and it goes when it is put right."""
    assert not row.has_problem
    row.set_problem("problem.required")
    assert row.has_problem
    assert row.problem.isVisible()
    assert description_of(row.editor).startswith("यह भरना अनिवार्य है।")
    kit.words.switch()
    assert description_of(row.editor).startswith("This is required.")
    row.set_problem(None)
    assert not row.problem.isVisible()
    assert description_of(row.editor) == "As she says it"
    kit.words.switch()
    assert row.problem.text() == ""


def test_a_refusal_marks_the_field_and_a_notice_does_not(row: FieldRow) -> None:
    """The red border means that it must be put right."""
    row.show_problem(Problem("name", ProblemCode.TOO_LONG, facts=(("limit", 120), ("count", 130))))
    assert "130" in row.problem.text()
    assert row.editor.property("problem") is True
    row.show_problem(Problem("name", ProblemCode.AADHAAR_MASKED, Weight.NOTICE, (("count", 1),)))
    assert row.editor.property("problem") is False
    assert row.has_problem


def test_steps_say_their_state_in_word_and_shape(kit: Kit, qtbot: QtBot) -> None:
    """Done, wrong, open, to come; the open one keeps what is known of it."""
    stepper = Stepper(kit, STEPS, Wording("खण्ड", "Sections"))
    qtbot.addWidget(stepper)
    stepper.set_state("a", StepState.DONE)
    stepper.set_now("b")
    buttons = list(stepper._buttons.values())
    assert [name_of(button) for button in buttons] == ["1 सहमति, पूरा", "2 व्यक्ति, अभी", "3 घटना, बाकी है"]
    stepper.set_state("b", StepState.WRONG)
    stepper.set_now("c")
    assert [stepper.state(step.id) for step in STEPS] == [StepState.DONE, StepState.WRONG, StepState.NOW]
    kit.words.switch()
    assert name_of(buttons[1]) == "2 Person, to put right"


def test_arrow_keys_move_among_the_steps(kit: Kit, qtbot: QtBot, front: Front) -> None:
    """One Tab enters, arrows choose."""
    stepper = Stepper(kit, STEPS, Wording("खण्ड", "Sections"))
    qtbot.addWidget(stepper)
    stepper.set_now("a")
    front(stepper)
    first = stepper._buttons["a"]
    first.setFocus()
    with qtbot.waitSignal(stepper.chosen) as chosen:
        qtbot.keyClick(first, Qt.Key.Key_Right)
    assert chosen.args == ["b"]
    stops = [button for button in stepper._buttons.values() if button.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(stops) == 1


def test_steps_that_only_show_cannot_be_pressed(kit: Kit, qtbot: QtBot) -> None:
    """A hand-over is done in its order."""
    stepper = Stepper(kit, STEPS, Wording("चरण", "Steps"), free=False)
    qtbot.addWidget(stepper)
    assert all(button.focusPolicy() is Qt.FocusPolicy.NoFocus for button in stepper._buttons.values())


def test_an_empty_place_says_what_belongs_there_and_offers_one_button(kit: Kit, qtbot: QtBot) -> None:
    """One sentence, one verb."""
    pressed: list[bool] = []
    empty = EmptyPage(kit, Icon.TODAY, HELP, NAME, lambda: pressed.append(True))
    qtbot.addWidget(empty)
    buttons = empty.findChildren(QPushButton)
    assert len(buttons) == 1
    buttons[0].click()
    assert pressed == [True]


@pytest.mark.usefixtures("kit")
def test_a_row_of_verbs_wraps(qtbot: QtBot) -> None:
    """Long Hindi verbs go to the next line instead of being cut."""
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder)
    for _ in range(4):
        flow.addWidget(QPushButton("प्रविष्टि पूरी करें"))
    one_line = flow.sizeHint()
    assert flow.heightForWidth(one_line.width()) == one_line.height()
    assert flow.heightForWidth(one_line.width() // 2) > 2 * one_line.height()
    holder.resize(one_line.width() // 2, 200)
    holder.show()
    edges = [button.geometry().right() for button in holder.findChildren(QPushButton)]
    assert max(edges) <= holder.width()


@pytest.mark.usefixtures("kit")
def test_a_short_label_gives_way_but_says_the_whole(qtbot: QtBot) -> None:
    """The screen reader and the mouse get what the eye does not."""
    label = ShortLabel()
    qtbot.addWidget(label)
    label.say("थाना सासनी · मिशन शक्ति केन्द्र")
    label.resize(80, 30)
    label.show()
    assert label.text().endswith("…")
    assert name_of(label) == "थाना सासनी · मिशन शक्ति केन्द्र"
    label.resize(600, 30)
    assert label.text() == "थाना सासनी · मिशन शक्ति केन्द्र"


def test_rows_are_tall_enough_and_tab_leaves_the_table(kit: Kit, qtbot: QtBot) -> None:
    """36 to 40 pixels at 100 %, more with larger letters; no trap for the keyboard."""
    table = QTableWidget(3, 2)
    qtbot.addWidget(table)
    table.setItem(0, 0, QTableWidgetItem("0041"))
    table.item(0, 0).setData(MARK_ROLE, (Icon.HIGH, "danger"))
    dress_list(table, kit)
    table.show()
    assert 36 <= table.rowHeight(0) <= 40
    assert not table.tabKeyNavigation()
    kit.theme.apply("light", 150)
    assert table.rowHeight(0) >= 54
    names = QListView()
    qtbot.addWidget(names)
    names.setModel(QStringListModel(["सुनीता"]))
    dress_list(names, kit)
    assert names.sizeHintForRow(0) >= 54


def test_a_chosen_row_differs_by_more_than_its_colour(kit: Kit, qtbot: QtBot) -> None:
    """A bar at its left edge and lines above and below, in colours that pass on the selection."""
    table = QTableWidget(3, 1)
    qtbot.addWidget(table)
    dress_list(table, kit)
    table.resize(300, 200)
    table.show()
    table.selectRow(1)
    image = table.viewport().grab().toImage()
    middle = table.visualRect(table.model().index(1, 0)).center().y()
    assert image.pixelColor(1, middle).name() == QColor(kit.theme.colours.accent).name()


def _ring_pixels(window: QWidget, colour: str) -> int:
    image = window.grab().toImage()
    wanted = QColor(colour).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


def _makers() -> dict[str, Callable[[], QWidget]]:
    return {
        "line": QLineEdit,
        "long": QPlainTextEdit,
        "box": QComboBox,
        "tick": lambda: QCheckBox("गर्भवती"),
        "choice": lambda: QRadioButton("हाँ"),
        "button": lambda: QPushButton("छापें"),
        "table": lambda: QTableWidget(2, 2),
    }


@pytest.mark.parametrize("kind", sorted(_makers()))
@pytest.mark.parametrize("shade", ["light", "dark"])
def test_the_ring_is_seen_around_every_kind_of_widget(
    kit: Kit, qtbot: QtBot, kind: str, shade: str, front: Front
) -> None:
    """Two pixels on each of the four sides, and only around what has the keyboard."""
    kit.theme.apply(shade)  # type: ignore[arg-type]
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.setContentsMargins(20, 20, 20, 20)
    widget, other = _makers()[kind](), QLineEdit()
    column.addWidget(widget)
    column.addWidget(other)
    front(window)
    other.setFocus()
    widget.setFocus()
    ring = kit.theme.ring.rect
    assert ring == widget.geometry().adjusted(-3, -3, 3, 3)
    image = window.grab().toImage()
    colour = QColor(kit.theme.colours.focus).name()
    middle = ring.center()
    for x, y in (
        (middle.x(), ring.top()),
        (middle.x(), ring.top() + 1),
        (middle.x(), ring.bottom()),
        (middle.x(), ring.bottom() - 1),
        (ring.left(), middle.y()),
        (ring.left() + 1, middle.y()),
        (ring.right(), middle.y()),
        (ring.right() - 1, middle.y()),
    ):
        assert image.pixelColor(x, y).name() == colour, (x, y)
    widget.hide()
    assert _ring_pixels(window, colour) == 0 or window.focusWidget() is other


def test_the_ring_is_cut_off_where_a_scrolling_area_ends(kit: Kit, qtbot: QtBot, front: Front) -> None:
    """A field scrolled half out of sight draws nothing over what stands below."""
    window, inside = QWidget(), QWidget()
    qtbot.addWidget(window)
    tall = QVBoxLayout(inside)
    fields = [QLineEdit() for _ in range(30)]
    for field in fields:
        tall.addWidget(field)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setWidget(inside)
    column = QVBoxLayout(window)
    column.addWidget(scroll)
    column.addSpacing(60)
    window.resize(400, 300)
    front(window)
    fields[0].setFocus()
    assert _ring_pixels(window, kit.theme.colours.focus) > 0
    scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())
    assert _ring_pixels(window, kit.theme.colours.focus) == 0
