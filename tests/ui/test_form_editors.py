"""Editors of answers: each kind of field, by keyboard, named, and handing out what was typed as it was typed."""

import pytest
from accessible import description_of, find_unnamed, name_of
from form_room import room_of
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from typing_hands import Hands

from station_desk.desk.ports import intake_form
from station_desk.domain.fields import Field, FieldKind
from station_desk.errors import Problem, ProblemCode, Weight
from station_desk.ui.field_widgets.editor import Editor
from station_desk.ui.field_widgets.lines import DateEditor, LineEditor
from station_desk.ui.field_widgets.matrix import MatrixEditor
from station_desk.ui.field_widgets.nest import AnswerRow, RepeatEditor
from station_desk.ui.field_widgets.options import ButtonsEditor, CheckEditor, RadioEditor
from station_desk.ui.field_widgets.pick import PickManyEditor, PickOneEditor
from station_desk.ui.field_widgets.registry import WIDGET, make_editor
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.main_window import MainWindow

FORM = intake_form()
EVERY_FIELD = FORM.fields


class Bench:
    """A page with rows of questions, and hands."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.kit: Kit = window.kit
        self.hands = Hands(window)
        self.page = QWidget()
        self.column = QVBoxLayout(self.page)
        window.setCentralWidget(self.page)

    def row(self, id: str | Field) -> AnswerRow:
        field = FORM.field(id) if isinstance(id, str) else id
        row = AnswerRow(room_of(self.kit), make_editor(room_of(self.kit), field))
        self.column.addWidget(row)
        row.show()
        return row

    def put(self, id: str | Field) -> Editor:
        return self.row(id).answer


@pytest.fixture
def bench(window: MainWindow) -> Bench:
    """An empty bench."""
    return Bench(window)


def test_every_kind_of_field_has_an_editor() -> None:
    """The widget registry is complete and holds nothing else."""
    assert set(WIDGET) == set(FieldKind)


def sample(field: Field) -> object:
    """An answer as a person would type or choose it."""
    match field.kind:
        case FieldKind.ONE:
            return field.choices[-1].code
        case FieldKind.MANY:
            return [choice.code for choice in field.choices if "none" not in choice.marks][:2]
        case FieldKind.MATRIX:
            return {field.rows[0].code: field.choices[0].code, field.rows[-1].code: field.choices[-1].code}
        case FieldKind.GROUP:
            return {child.id: sample(child) for child in field.fields}
        case FieldKind.REPEAT:
            return [{child.id: sample(child) for child in field.fields}] * 2
        case FieldKind.PERSON:
            return "p2"
        case FieldKind.NUMBER:
            return "१२"
        case _:
            return "31.2.2026 <b>कुछ भी</b>"


@pytest.mark.parametrize("field", EVERY_FIELD, ids=lambda field: field.id)
def test_what_is_shown_is_handed_out_again(bench: Bench, field: Field) -> None:
    """Every field of the intake shows a draft's answer and gives it back unchanged, in both languages."""
    if field.kind is FieldKind.AUTO:
        return
    editor = bench.put(field)
    assert editor.value() is None
    editor.set_value(sample(field), {})
    assert editor.value() == sample(field)
    bench.kit.words.switch()
    assert editor.value() == sample(field)
    editor.set_value(None, {})
    assert editor.value() is None


@pytest.mark.parametrize("field", EVERY_FIELD, ids=lambda field: field.id)
def test_everything_that_takes_the_keyboard_has_a_name(bench: Bench, field: Field) -> None:
    """A screen reader is told what each line, button and box asks, rows of a repeat included."""
    editor = bench.put(field)
    if isinstance(editor, RepeatEditor):
        editor.add()
        editor.add()
    assert find_unnamed(bench.page) == []


def test_radio_buttons_are_one_stop_and_the_arrows_move(bench: Bench) -> None:
    """Tab enters and leaves; an arrow key alone answers nothing; the space bar chooses and takes back."""
    first, second = bench.put("safe_now"), bench.put("privacy_given")
    hands = bench.hands
    assert isinstance(first, RadioEditor)
    first.focus()
    hands.press(Qt.Key.Key_Right)
    assert (first.value(), hands.at) == (None, first.buttons[1])
    hands.space()
    assert first.value() == "no"
    hands.press(Qt.Key.Key_Right)
    assert first.value() == "not_known"
    hands.tab()
    assert second.isAncestorOf(hands.at)
    hands.press(Qt.Key.Key_Backtab)
    assert hands.at is first.buttons[2]
    hands.press(Qt.Key.Key_Backspace)
    assert first.value() is None
    hands.space()
    hands.space()
    assert first.value() is None, "choosing what is chosen takes it back"


@pytest.mark.parametrize("id", ["self_harm", "danger_signs", "consent_matrix"])
def test_each_button_is_spoken_with_its_question(bench: Bench, id: str) -> None:
    """Who comes to a button by Tab hears what is asked, how to ask it, and what is wrong."""
    row = bench.row(id)
    assert isinstance(row.answer, ButtonsEditor)
    row.show_all({"": (Problem(id, ProblemCode.REQUIRED),)}, {})
    for button in row.answer.buttons:
        heard = description_of(button)
        assert row.label.text() in heard
        assert row.help.text() in heard
        assert bench.kit.words.say("problem.required") in heard


def test_a_double_click_does_not_take_back_what_it_chose(bench: Bench) -> None:
    """People new to a mouse click everything twice."""
    editor = bench.put("safe_now")
    assert isinstance(editor, RadioEditor)
    button = editor.buttons[0]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.sendEvent(button, _double_press(button))
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert editor.value() == "yes"


def _double_press(widget: QWidget) -> QMouseEvent:
    """The second press of a double click, as Qt sends it."""
    middle = QPointF(widget.rect().center())
    left = Qt.MouseButton.LeftButton
    return QMouseEvent(
        QEvent.Type.MouseButtonDblClick, middle, widget.mapToGlobal(middle), left, left, Qt.KeyboardModifier.NoModifier
    )


def test_none_and_the_others_put_each_other_out(bench: Bench) -> None:
    """ "None of these" cannot stand beside a danger sign."""
    editor = bench.put("danger_signs")
    assert isinstance(editor, CheckEditor)
    editor.focus()
    bench.hands.space()
    bench.hands.press(Qt.Key.Key_Down)
    bench.hands.space()
    assert len(editor.value()) == 2  # type: ignore[arg-type]
    editor.buttons[-1].setFocus()
    bench.hands.space()
    assert editor.value() == ["none"]
    editor.buttons[0].setFocus()
    bench.hands.space()
    assert editor.value() == [editor.field.choices[0].code]


def test_boxes_stand_in_columns_and_long_texts_wrap(bench: Bench) -> None:
    """Nothing is cut off: each box is as high as its lines, and the columns have one width."""
    editor = bench.put("rights_told")
    assert isinstance(editor, CheckEditor)
    bench.window.resize(700, 700)
    QApplication.processEvents()
    lefts = {box.x() for box in editor.buttons}
    assert len(lefts) == 2
    for box in editor.buttons:
        lines = box.text().count("\n") + 1
        assert box.height() >= lines * box.fontMetrics().lineSpacing()
        assert box.text().replace("\n", " ") == name_of(box)


def test_a_long_list_is_found_by_hindi_or_english(bench: Bench) -> None:
    """Typing a part of a word in either language leads to the option; Enter takes it; the code is kept."""
    editor = bench.put("channel")
    assert isinstance(editor, PickOneEditor)
    editor.focus()
    bench.hands.type("चिकित्सा")
    bench.hands.press(Qt.Key.Key_Return)
    assert editor.value() == "hospital"
    bench.hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    bench.hands.type("walk")
    bench.hands.press(Qt.Key.Key_Return)
    assert (editor.value(), editor.line.text()) == ("walk_in", "सीधे केन्द्र पर")
    bench.kit.words.switch()
    assert (editor.value(), editor.line.text()) == ("walk_in", "Walk-in")


def test_the_whole_list_opens_with_down(bench: Bench) -> None:
    """Who does not know what to type sees the list and goes through it."""
    editor = bench.put("channel")
    assert isinstance(editor, PickOneEditor)
    editor.focus()
    bench.hands.press(Qt.Key.Key_Down)
    bench.hands.press(Qt.Key.Key_Down)
    bench.hands.press(Qt.Key.Key_Return)
    assert editor.value() == editor.field.choices[1].code


def test_the_only_match_is_taken_when_the_line_is_left(bench: Bench) -> None:
    """Typing enough letters and Tab is an answer; what matches nothing stays as it was typed."""
    editor = bench.put("channel")
    bench.put("safe_now")
    assert isinstance(editor, PickOneEditor)
    editor.focus()
    bench.hands.type("school")
    bench.hands.press(Qt.Key.Key_Escape)
    bench.hands.tab()
    assert editor.value() == "school_box"
    editor.focus()
    bench.hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    bench.hands.type("कबूतर")
    bench.hands.tab()
    assert editor.value() == "कबूतर"


def test_very_many_are_picked_and_listed_below(bench: Bench) -> None:
    """A hundred sections are not a hundred boxes: what was picked stands below and can be unticked."""
    editor = bench.put("sections")
    assert isinstance(editor, PickManyEditor)
    editor.focus()
    codes = [editor.field.choices[place].code for place in (0, 40)]
    for code in codes:
        bench.hands.type(next(choice.label.hi for choice in editor.field.choices if choice.code == code))
        bench.hands.press(Qt.Key.Key_Return)
    assert editor.value() == codes
    editor.boxes[0].setFocus()
    bench.hands.space()
    assert editor.value() == codes[1:]
    bench.kit.words.switch()
    assert name_of(editor.boxes[1]) == editor.field.choices[40].label.en


def test_a_matrix_is_one_stop_and_names_row_and_column(bench: Bench) -> None:
    """The arrows move over the table; each button says which row and which answer it is."""
    editor = bench.put("consent_matrix")
    after = bench.put("safe_now")
    assert isinstance(editor, MatrixEditor)
    rows = list(editor.rows.values())
    assert name_of(rows[1][0]) == "परामर्श (काउन्सलिंग): हाँ"
    editor.focus()
    bench.hands.space()
    bench.hands.press(Qt.Key.Key_Down)
    bench.hands.press(Qt.Key.Key_Right)
    bench.hands.space()
    first, second = editor.field.rows[:2]
    assert editor.value() == {first.code: "yes", second.code: "no"}
    bench.hands.press(Qt.Key.Key_Backspace)
    assert editor.value() == {first.code: "yes"}
    bench.hands.tab()
    assert after.isAncestorOf(bench.hands.at)


def test_what_is_wrong_with_a_row_of_a_matrix_stands_under_it(bench: Bench) -> None:
    """The row that cannot be so is named, not the table."""
    row = bench.row("consent_matrix")
    row.show_all({"hospital": (Problem("consent_matrix.hospital", ProblemCode.ADULT_ONLY),)}, {})
    editor = row.answer
    assert isinstance(editor, MatrixEditor)
    said = bench.kit.words.say("problem.adult-only")
    assert [label.text() for label in row.findChildren(PlainLabel) if label.isVisible() and label.text() == said]
    row.show_all({}, {})
    assert not [label.text() for label in row.findChildren(PlainLabel) if label.isVisible() and label.text() == said]


def test_the_date_understood_stands_beside_the_line(bench: Bench) -> None:
    """6.10.26 is said back with its weekday, a month by its name, in the language of the screen."""
    editor = bench.put("from_date")
    assert isinstance(editor, DateEditor)
    editor.focus()
    bench.hands.type("६.१०.२६")
    assert editor.understood.text() == "06-10-2026, मंगलवार"
    assert editor.value() == "६.१०.२६"
    bench.kit.words.switch()
    assert editor.understood.text() == "06-10-2026, Tuesday"
    editor.set_value("2026-09", {})
    assert (editor.line.text(), editor.understood.text()) == ("09-2026", "September 2026")
    editor.set_value("31.09.2026", {})
    assert (editor.line.text(), editor.understood.text()) == ("31.09.2026", "")


def test_now_is_a_moment_and_a_kept_one_is_not_worn_down(bench: Bench) -> None:
    """ "अभी" becomes the moment when the line is left; a kept moment keeps its seconds until somebody types."""
    editor = bench.put("rights_told_at")
    bench.put("safe_now")
    assert isinstance(editor, DateEditor)
    editor.set_value("2026-10-06T03:42:17Z", {})
    assert (editor.line.text(), editor.value()) == ("06-10-2026 09:12", "2026-10-06T03:42:17Z")
    editor.focus()
    bench.hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    bench.hands.type("अभी")
    bench.hands.tab()
    assert (editor.value(), editor.line.text()) == ("2026-10-06T06:30:00Z", "06-10-2026 12:00")


def test_a_later_date_asks_why_right_there(bench: Bench) -> None:
    """The warning brings its own line for the reason, which goes when the date is put right."""
    row = bench.row("married_on")
    editor = row.answer
    assert isinstance(editor, DateEditor)
    assert not editor.reason_row.isVisible()
    later = Problem("married_on", ProblemCode.FUTURE_DATE, Weight.WARN, (("day", "2026-12-29"),))
    row.show_all({"": (later,)}, {})
    assert editor.reason_row.isVisible()
    assert "29-12-2026" in row.problem.text()
    editor.reason.setFocus()
    bench.hands.type("उन्होंने यही बताया")
    assert editor.reasons() == {"": "उन्होंने यही बताया"}
    editor.line.setFocus()
    row.show_all({}, {})
    assert not editor.reason_row.isVisible()


@pytest.mark.parametrize(
    ("id", "typed", "understood"),
    [
        ("safe_phone", "+९१ ७०००० ०१००३", "70000 01003"),
        ("safe_phone", "05722 270001", "05722270001"),
        ("safe_phone", "123", ""),
        ("linked_tokens.token", "41", "MSK/SAS/2026/0041"),
        ("linked_tokens.token", "कल", ""),
    ],
)
def test_numbers_are_said_back_as_they_were_understood(bench: Bench, id: str, typed: str, understood: str) -> None:
    """A slip of the finger in a phone number or a token is seen at once."""
    parent, _, child = id.partition(".")
    field = FORM.field(parent)
    field = next(one for one in field.fields if one.id == child) if child else field
    editor = bench.put(field)
    assert isinstance(editor, LineEditor)
    editor.focus()
    bench.hands.type(typed)
    assert (editor.understood.text(), editor.value()) == (understood, typed)


def test_rows_are_added_taken_away_and_had_back_by_keyboard(bench: Bench) -> None:
    """Nobody is asked whether they are sure: the row can be had back, with everything in it."""
    editor = bench.put("with_her")
    after = bench.put("safe_now")
    assert isinstance(editor, RepeatEditor)
    hands = bench.hands
    editor.focus()
    hands.space()
    assert editor.rows[0].card.isAncestorOf(hands.at)
    hands.type("पति")
    hands.press(Qt.Key.Key_Return)
    hands.tab()
    hands.type("बाहर बैठे हैं")
    hands.tab(2)
    assert hands.at is editor.rows[0].remove
    hands.tab()
    assert hands.at is editor.add_button
    hands.space()
    hands.type("माँ")
    hands.tab_to(lambda widget: widget is editor.add_button)
    hands.tab()
    assert after.isAncestorOf(hands.at)
    kept = editor.value()
    editor.rows[0].remove.setFocus()
    hands.space()
    assert editor.value() == kept[1:]  # type: ignore[index]
    bench.kit.notices.show()
    bench.kit.notices._act()
    assert editor.value() == kept
    assert name_of(editor.rows[1].remove) == "इसे हटाएँ: साथ कौन है 2"


def test_a_question_within_a_row_is_asked_when_its_condition_holds(bench: Bench) -> None:
    """Only a link to the staff asks which of the staff, in that row alone."""
    editor = bench.put("respondents")
    assert isinstance(editor, RepeatEditor)
    editor.set_value([{"station_or_staff_link": "yes"}, {"station_or_staff_link": "no"}], {})
    editor.ask({})
    shown = [not row.questions.rows["linked_person"].isHidden() for row in editor.rows]
    assert shown == [True, False]


def test_reasons_move_with_their_rows(bench: Bench) -> None:
    """Taking the first row away gives the second row's reason the first row's place."""
    editor = bench.put("more_incidents")
    assert isinstance(editor, RepeatEditor)
    editor.set_value([{"from_date": "1.1.2027"}, {"from_date": "2.1.2027"}], {"1.from_date": "यही बताया"})
    assert editor.reasons() == {"1.from_date": "यही बताया"}
    editor.remove(editor.rows[0])
    assert editor.reasons() == {"0.from_date": "यही बताया"}


def test_tab_leaves_a_long_text_which_grows(bench: Bench) -> None:
    """Her words are one stop like any other, and as high as what is written."""
    editor, after = bench.put("safe_contact"), bench.put("safe_now")
    editor.focus()
    before = editor.sizeHint().height()
    for _ in range(6):
        bench.hands.type("शब्द")
        bench.hands.press(Qt.Key.Key_Return)
    assert editor.sizeHint().height() > before
    assert str(editor.value()).count("\n") == 6
    bench.hands.tab()
    assert after.isAncestorOf(bench.hands.at)


def test_what_an_older_form_left_is_not_lost_by_looking(bench: Bench) -> None:
    """An answer that is no option any more is handed out again until somebody chooses."""
    radio, boxes, matrix = bench.put("safe_now"), bench.put("needs_now"), bench.put("consent_matrix")
    radio.set_value("perhaps", {})
    boxes.set_value(["doctor", "horse"], {})
    matrix.set_value({"osc": "perhaps"}, {})
    assert radio.value() == "perhaps"
    assert boxes.value() == ["doctor", "horse"]
    assert matrix.value() == {"osc": "perhaps"}
    assert isinstance(radio, RadioEditor)
    radio.focus()
    bench.hands.space()
    assert radio.value() == "yes"
