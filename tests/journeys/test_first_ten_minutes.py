"""Her first ten minutes in the real window: taps, token, slip, and what the answers call for at once; by keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from station_desk.desk import reading, recording
from station_desk.desk.ports import Desk
from station_desk.desk.recording import Draft
from station_desk.domain.calendar import parse_moment
from station_desk.store import log
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.slip import SlipPage
from station_desk.ui.wrapped import Check, Chip, Link
from tests.journeys.conftest import Sitting
from tests.ui.typing_hands import CTRL

MOST = 25
TAPS = "safe_now injured_or_unwell minor respondent_near privacy_given woman_officer_present language with_her".split()


def begin(sitting: Sitting) -> IntakePage:
    """Press the key of a new entry."""
    sitting.press(Qt.Key.Key_N, CTRL)
    page = sitting.page
    assert isinstance(page, IntakePage)
    return page


def with_token(sitting: Sitting) -> IntakePage:
    """Begin an entry and go past the token to the signs of danger."""
    page = begin(sitting)
    sitting.press(Qt.Key.Key_Return, CTRL)
    sitting.enter()
    assert page.view.open_section.id == "danger"
    return page


def said(widget: QWidget) -> str:
    """Everything that can be read there."""
    QApplication.processEvents()  # what was just made comes onto the screen
    buttons = [button.accessibleName() for kind in (Check, Link) for button in widget.findChildren(kind)]
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    return "\n".join([*labels, *buttons])


def choose(sitting: Sitting, page: IntakePage, id: str, down: int) -> None:
    """Go to a question by Tab and choose the answer so many steps on."""
    sitting.hands.tab_to(lambda at: page.view.row(id).isAncestorOf(at))
    for _ in range(down):
        sitting.press(Qt.Key.Key_Right)
    sitting.press(Qt.Key.Key_Space)


@pytest.mark.parametrize(("keys", "with_her"), [("12111111", ["alone"]), ("२२१४१२१२५", ["parent", "sibling"])])
@pytest.mark.parametrize("language", ["hi", "en"])
def test_from_the_key_to_the_token_with_every_tap(
    station: Desk,
    sit: Callable[[Desk], Sitting],
    capsys: pytest.CaptureFixture[str],
    keys: str,
    with_her: list[str],
    language: str,
) -> None:
    """At most 25 keys for all eight answers, on one screen without scrolling, nothing else asked before the token."""
    sitting = sit(station)
    sitting.kit.words.choose("en" if language == "en" else "hi")
    page = begin(sitting)
    assert page.scroll_area is not None and page.scroll_area.verticalScrollBar().maximum() == 0
    rows = page.view.built_rows
    assert list(rows) == TAPS and all(row.isVisible() for row in rows.values())
    assert not page.view.stepper.isVisible()
    sitting.hands.type(keys)
    sitting.settle()
    if with_her != ["alone"]:
        sitting.enter()
    assert page.bar.save_first.hasFocus()
    assert page.scroll_area.verticalScrollBar().maximum() == 0
    sitting.enter()
    assert page.token_card.isVisible() and page.token == "MSK/SAS/2026/0001"
    pressed = sitting.hands.presses
    with capsys.disabled():
        print(f"\nkeys from Ctrl+N to the token, eight answers: {pressed}")
    assert pressed <= MOST
    (listed,) = reading.matters(station)
    answers = reading.reveal(station, listed.row.record, "check").answers
    assert {*TAPS} <= set(answers)
    assert [row["who"] for row in answers["with_her"]] == with_her  # type: ignore[index]


def test_what_is_missing_never_holds_the_token_up(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Two keys are enough; a question is passed over by Enter, and an answer is taken back by Backspace."""
    sitting = sit(station)
    page = begin(sitting)
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert page.token == "MSK/SAS/2026/0001" and sitting.hands.presses == 2
    sitting.window.back()
    sitting.window.back()
    sitting.settle()
    page = begin(sitting)
    sitting.enter()
    sitting.hands.type("3")
    sitting.hands.press(Qt.Key.Key_Backtab)
    sitting.press(Qt.Key.Key_Backspace)
    assert page.model.value("safe_now") is None and page.model.value("injured_or_unwell") is None
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert page.token == "MSK/SAS/2026/0002"


def test_a_key_held_down_answers_one_question(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """The repeats of a key that is not let go, and a digit that no answer has, change nothing."""
    sitting = sit(station)
    page = begin(sitting)
    sitting.hands.type("1")
    for _ in range(3):
        held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1", True)
        QApplication.sendEvent(sitting.hands.at, held)
    sitting.hands.type("9")
    assert page.model.value("safe_now") == "yes" and page.model.value("injured_or_unwell") is None
    assert page.view.row("injured_or_unwell").isAncestorOf(sitting.hands.at)


def test_alone_and_somebody_put_each_other_out(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Who came along is a row each, and what stood in a row already stays."""
    draft = Draft(recording.new_draft_id(), "", station.now(), {"with_her": [{"who": "parent", "she_agrees": "yes"}]})
    sitting = sit(station)
    page = IntakePage(sitting.kit, station, draft=draft)
    sitting.window.open_page(page)
    sitting.settle()
    sitting.hands.tab_to(lambda at: page.view.row("with_her").isAncestorOf(at))
    sitting.hands.type("3")
    assert page.model.value("with_her") == [{"who": "parent", "she_agrees": "yes"}, {"who": "husband"}]
    sitting.hands.type("1")
    assert page.model.value("with_her") == [{"who": "alone"}]
    chips = page.view.row("with_her").findChildren(Chip)
    assert [chip.accessibleName() for chip in chips if chip.isChecked()] == ["1 अकेली"]


def test_going_on_without_paper_is_noted_by_itself(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """One Enter leads from the token to the signs of danger, and says that she has no slip at home."""
    sitting = sit(station)
    page = with_token(sitting)
    assert page.model.value("slip_taken") == "no"
    assert [section.id for section in page.view.sections][:3] == ["first_minutes", "danger", "safe_contact"]


def test_a_slip_is_shown_printed_and_noted(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Tab and Space open the paper, Esc leads back to the token, and going on does not take the answer back."""
    sitting = sit(station)
    page = begin(sitting)
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert page.bar.go_on.text() == "नहीं, आगे भरें"
    sitting.do(page.bar.slip)
    assert isinstance(sitting.page, SlipPage)
    with station.store.read() as read:
        assert log.count_kind(read, "token-slip.made") == 1
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.page is page and page.token_card.isVisible()
    assert page.bar.go_on.text() == "आगे भरें"
    sitting.enter()
    assert page.model.value("slip_taken") == "yes"


def test_a_mistake_from_before_is_shown_before_the_token(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """What a draft holds in another part and cannot stand there opens that part; nothing is lost."""
    sitting = sit(station)
    draft = Draft(recording.new_draft_id(), "", station.now(), {"safe_phone": "12345", "safe_now": "yes"})
    page = IntakePage(sitting.kit, station, draft=draft)
    sitting.window.open_page(page)
    sitting.settle()
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert page.token == "" and page.view.open_section.id == "safe_contact"
    assert page.view.row("safe_phone").isAncestorOf(sitting.hands.at)
    sitting.press(Qt.Key.Key_A, CTRL)
    sitting.hands.type("7000001003")
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert page.token == "MSK/SAS/2026/0001"
    assert (page.model.value("safe_now"), page.model.value("safe_phone")) == ("yes", "7000001003")


def test_a_sign_of_danger_is_the_next_act_at_once(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """A starred tick lists its acts with source and mark, demands what was done and a day; a tick writes, and back."""
    sitting = sit(station)
    page = with_token(sitting)
    urgent = page.beside.urgent
    assert urgent.left == 0
    sitting.press(Qt.Key.Key_Space)  # threat to kill
    assert page.model.value("danger_signs") == ["threat_to_kill"]
    assert {"tell_sho", "separate_room", "fir_question", "safety_plan", "look_again_in_48_hours"} <= set(urgent.acts)
    assert "सत्यापन शेष" in said(urgent) and "थाना प्रभारी / केन्द्र प्रभारी को अभी बतायें" in said(urgent)
    demanded = "खतरे का गम्भीर संकेत है: यह अभी लिखें।"
    assert [page.view.row(id).problem.text() for id in ("actions_done", "review_due")] == [demanded] * 2
    left = urgent.left

    sitting.press(Qt.Key.Key_F6)
    sitting.hands.tab_to(lambda at: at is urgent.acts["tell_sho"])
    sitting.press(Qt.Key.Key_Space)
    assert page.model.value("actions_done") == ["sho_told"]
    assert urgent.left == left - 1
    told = urgent.acts["tell_sho"]
    assert isinstance(told, Check) and told.isChecked() and told.hasFocus()
    assert not page.view.row("actions_done").has_problem
    sitting.press(Qt.Key.Key_Space)
    assert page.model.value("actions_done") is None and urgent.left == left

    sitting.hands.tab_to(lambda at: at is urgent.acts["look_again_in_48_hours"])
    sitting.press(Qt.Key.Key_Space)
    assert page.view.row("review_due").isAncestorOf(sitting.hands.at)
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert page.read_back.isVisible()
    assert sitting.kit.notices.sentence.startswith(f"तुरन्त के {left} काम")


def test_thoughts_of_dying_bring_the_numbers(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Not left alone, means away, whom to call; the numbers stand there once each and go when it is done."""
    sitting = sit(station)
    page = with_token(sitting)
    choose(sitting, page, "self_harm", 4)
    assert page.model.value("self_harm") == "attempt"
    urgent = page.beside.urgent
    acts = list(urgent.acts)
    assert acts[:4] == ["not_left_alone", "means_removed", "call_relative_108_tele_manas", "hospital_plan_or_attempt"]
    assert "14416, 1800-891-4416 – टेली-मानस" in said(urgent)
    assert said(urgent).count("108 – एम्बुलेंस") == 1
    page.model.set("self_harm_action", ["tele_manas"], {}, settled=True)
    assert "1800-891-4416" not in said(urgent)


def test_a_decided_risk_proposes_its_day_and_never_less(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """Below the least nothing is offered; the step that is chosen brings its day, one that was written stays."""
    sitting = sit(station)
    page = with_token(sitting)
    sitting.press(Qt.Key.Key_Space)  # threat to kill: at least high
    assert "जोखिम कम से कम: उच्च" in said(page.beside.urgent)
    row = page.view.row("risk_decided")
    sitting.hands.tab_to(row.isAncestorOf)
    sitting.press(Qt.Key.Key_Left)
    sitting.press(Qt.Key.Key_Space)
    assert page.model.value("risk_decided") == "high"
    due = str(page.model.value("review_due"))
    assert (parse_moment(due) - parse_moment(station.now())).total_seconds() == 48 * 3600
    assert not page.view.row("review_due").has_problem
    sitting.press(Qt.Key.Key_Right)
    assert page.model.value("risk_decided") == "immediate"
    assert str(page.model.value("review_due")) < due
    page.model.set("review_due", "06-10-2026 18:00", {}, settled=True)
    sitting.press(Qt.Key.Key_Left)
    assert page.model.value("review_due") == "06-10-2026 18:00"


def test_coming_again_because_it_got_worse_raises_the_least(station: Desk, sit: Callable[[Desk], Sitting]) -> None:
    """A risk chosen before stays as it was chosen, and the page says that it is too low now."""
    sitting = sit(station)
    page = with_token(sitting)
    page.view.row("danger_signs").answer.focus()
    page.model.set("danger_signs", ["none"], {}, settled=True)
    choose(sitting, page, "risk_decided", 0)
    assert page.model.value("risk_decided") == "low"
    assert "फिर से तय करें" not in said(page.beside.urgent)
    page.model.set("visit_kind", "same_matter_worse", {}, settled=True)
    assert "जोखिम कम से कम: उच्च" in said(page.beside.urgent)
    assert "चुना हुआ जोखिम इससे कम है" in said(page.beside.urgent)
    assert page.model.value("risk_decided") == "low"
    offered = [button.isEnabled() for button in page.view.row("risk_decided").answer.buttons]  # type: ignore[attr-defined]
    assert offered == [True, False, True, True]
