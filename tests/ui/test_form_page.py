"""The page of an entry on a real office: mistakes beside their fields, drafts, the two languages, giving up."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest
from accessible import description_of, find_unnamed
from form_room import WHOLE, opened
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPlainTextEdit
from pytestqt.qtbot import QtBot
from typing_hands import CTRL, Hands

from station_desk.desk import reading, recording
from station_desk.desk.ports import Desk, intake_form
from station_desk.desk.recording import Draft
from station_desk.domain.fields import FieldKind
from station_desk.domain.records import State
from station_desk.errors import ProblemCode
from station_desk.ui.dialogs.reason import ReasonDialog
from station_desk.ui.field_widgets.lines import LineEditor
from station_desk.ui.main_window import MainWindow
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.stepper import StepState


def with_draft(window: MainWindow, station: Desk, raw: dict[str, object]) -> AbstractContextManager[IntakePage]:
    """Open an entry from a draft that holds these answers."""
    draft = Draft(recording.new_draft_id(), "", station.now(), raw)
    recording.save_draft(station, draft.id, raw)
    return opened(window, IntakePage(window.kit, station, draft=draft))


@pytest.fixture
def entry(station: Desk, window: MainWindow) -> Iterator[IntakePage]:
    """A new entry, nothing written yet."""
    with opened(window, IntakePage(window.kit, station)) as page:
        yield page


@pytest.fixture
def begun(entry: IntakePage, window: MainWindow) -> IntakePage:
    """An entry that has its token, on the part that comes next."""
    entry._save_first()
    window.kit.runner.drain()
    entry._show_form()
    return entry


WRONG: list[tuple[str, dict[str, object], ProblemCode]] = [
    ("age_years", {"age_years": "चौबीस"}, ProblemCode.NOT_A_NUMBER),
    ("pregnant_months", {"pregnant_months": "0"}, ProblemCode.TOO_SMALL),
    ("age_years", {"age_years": "२००"}, ProblemCode.TOO_LARGE),
    ("gist_for_register", {"gist_for_register": "अ" * 121}, ProblemCode.TOO_LONG),
    ("dob", {"dob": "परसों"}, ProblemCode.NOT_A_DATE),
    ("dob", {"dob": "31.09.2000"}, ProblemCode.NO_SUCH_DATE),
    ("dob", {"dob": "2000"}, ProblemCode.DATE_NOT_EXACT),
    ("dob", {"dob": "1.1.2030"}, ProblemCode.FUTURE_DATE),
    ("arrived_at", {"arrived_at": "1.1.1999 10:00"}, ProblemCode.TOO_EARLY),
    ("gd_time", {"gd_time": "25:00"}, ProblemCode.NOT_A_TIME),
    ("channel", {"channel": "कबूतर"}, ProblemCode.NOT_A_CHOICE),
    ("needs_now", {"needs_now": ["doctor", "none"]}, ProblemCode.NONE_WITH_OTHERS),
    ("safe_phone", {"safe_phone": "12345"}, ProblemCode.NOT_A_PHONE),
    ("linked_tokens.0.token", {"linked_tokens": [{"token": "कल वाला"}]}, ProblemCode.NOT_A_TOKEN),
    ("received_by", {"received_by": "nobody"}, ProblemCode.NOT_A_PERSON),
    ("name", {"name": 7}, ProblemCode.WRONG_SHAPE),
    ("own_words", {"own_words": "आधार 9999 4105 7058"}, ProblemCode.AADHAAR_MASKED),
    ("gist_for_register", {"name": "सुनीता", "gist_for_register": "Suneeta को पीटा"}, ProblemCode.NAMES_HER),
    ("left_at", {"arrived_at": "11:00", "left_at": "10:00"}, ProblemCode.BEFORE_OTHER),
    ("age_years", {"age_years": "50", "dob": "1.1.2000", "arrived_at": "11:00"}, ProblemCode.AGE_DIFFERS),
    (
        "consent_matrix.shelter",
        {"minor": "child_under_18", "consent_by": "herself", "consent_matrix": {"shelter": "yes"}},
        ProblemCode.ADULT_ONLY,
    ),
]


@pytest.mark.parametrize(("path", "raw", "code"), WRONG, ids=[f"{path}-{code}" for path, _, code in WRONG])
def test_each_mistake_is_said_beside_its_field(
    station: Desk, window: MainWindow, path: str, raw: dict[str, object], code: ProblemCode
) -> None:
    """In Hindi and in English, in the row of the field and in what the reader hears there."""
    saved = recording.open_record(station, {})
    draft = Draft(recording.new_draft_id(), saved.record, station.now(), raw)
    with opened(window, IntakePage(window.kit, station, draft=draft)) as page:
        page._go_to(path)
        QApplication.processEvents()
        id, _, rest = path.partition(".")
        problem = next(one for one in page.model.problems(id)[rest] if one.code is code)
        row = page.view.row(id)
        for language in ("hi", "en"):
            window.kit.words.choose(language)
            labels = {field.id: field.label.in_(language) for field in intake_form().fields}
            named = {name: labels[fact] for name, fact in problem.facts if fact in labels}
            said = window.kit.words.texts.problem(problem, language, **named)
            assert said in [label.text() for label in row.findChildren(QLabel) if not label.isHidden()]
            if not rest:
                assert said in description_of(row.answer.speaker)


def test_the_known_mistakes_are_all_shown_above() -> None:
    """A new kind of mistake gets its place beside a field, or a reason why a person at the page cannot make it."""
    not_made_here = {
        ProblemCode.REQUIRED,  # shown when finishing was refused, below
        ProblemCode.UNKNOWN_FIELD,  # the page has no such field
        ProblemCode.SET_BY_PROGRAM,  # nor a way to write into these
        ProblemCode.NAME_OR_WITHHELD,  # of another form
        ProblemCode.JOINT_CLOSED,  # of the case forms, as are the next four
        ProblemCode.SIGN_LEFT_OUT,
        ProblemCode.LOOK_SOONER,
        ProblemCode.CONSENT_NOT_GIVEN,
        ProblemCode.TOO_FEW,
    }
    assert {code for _, _, code in WRONG} | not_made_here == set(ProblemCode)


def test_her_name_is_stopped_at_the_field_with_the_cure(entry: IntakePage, window: MainWindow) -> None:
    """What would be printed about her says who she is: the field says so and what to write instead."""
    hands = Hands(window)
    entry._save_first()
    window.kit.runner.drain()
    entry._show_form()
    entry._go_to("name")
    hands.type("सुनीता")
    entry._go_to("gist_for_register")
    hands.type("पति ने सुनीता को पीटा")
    row = entry.view.row("gist_for_register")
    assert not row.has_problem, "nobody is interrupted in the midst of a word"
    hands.tab()
    assert row.has_problem
    assert "“पीड़िता”" in row.problem.text()
    assert entry.view.stepper.state("signoff") is StepState.WRONG
    hands.press(Qt.Key.Key_Backtab)
    hands.press(Qt.Key.Key_A, CTRL)
    hands.type("पति ने पीड़िता को पीटा")
    hands.tab()
    assert not row.has_problem


def test_finishing_too_early_tells_everything_at_once(entry: IntakePage, window: MainWindow) -> None:
    """All that is missing is marked, counted and led to; nothing typed is lost; the first is where the keyboard is."""
    hands = Hands(window)
    entry._save_first()
    window.kit.runner.drain()
    entry._show_form()
    entry._go_to("own_words")
    hands.type("उसने मारा")
    entry._show_read_back()
    assert list(entry.beside.all_left.buttons)[:2] == ["channel", "visit_kind"]
    entry.bar.finish.click()
    window.kit.runner.drain()
    assert entry.view.open_section.id == "head"
    assert entry.view.row("channel").answer.isAncestorOf(hands.at)
    assert "8 जगह" in window.kit.notices.sentence
    for id in ("channel", "visit_kind"):
        assert entry.view.row(id).problem.text() == "यह भरना अनिवार्य है।"
    wrong = [section.id for section in entry.view.sections if entry.view.stepper.state(section.id) is StepState.WRONG]
    assert wrong == ["head", "person", "incident", "route", "signoff"]
    assert entry.model.value("own_words") == "उसने मारा"
    hands.type("सीधे")
    hands.press(Qt.Key.Key_Return)
    assert not entry.view.row("channel").has_problem


def test_the_read_back_page_leads_to_what_is_missing(entry: IntakePage, window: MainWindow) -> None:
    """Everything is there in words, her name too; a press on what is missing goes to its question."""
    entry._save_first()
    window.kit.runner.drain()
    entry._show_form()
    entry._go_to("name")
    Hands(window).type("सुनीता")
    entry._show_read_back()
    assert ("नाम", "सुनीता") in entry.read_back.sheet.lines
    assert ("प्रविष्टि कैसे हो रही है", "सामने बैठकर, उसी समय") in entry.read_back.sheet.lines
    window.kit.words.switch()
    assert ("Name", "सुनीता") in entry.read_back.sheet.lines
    entry.beside.all_left.buttons["route"].click()
    assert entry.view.open_section.id == "route"
    assert entry.view.row("route").answer.isAncestorOf(Hands(window).at)


def test_switching_the_language_keeps_what_is_typed(begun: IntakePage, window: MainWindow) -> None:
    """Labels, options, dates said back and mistakes change; letters, ticks and the keyboard's place stay."""
    hands = Hands(window)
    begun._go_to("safe_now")
    hands.space()
    begun._go_to("safe_contact")
    hands.type("शाम को बुआ के घर")
    begun._go_to("review_due")
    hands.type("7.10.26 10:00")
    raw, at = begun.model.raw, hands.at
    window.kit.words.switch()
    assert (begun.model.raw, hands.at) == (raw, at)
    row = begun.view.row("review_due")
    assert row.label.text() == "When to look again"
    assert isinstance(row.answer, LineEditor)
    assert row.answer.line.text() == "7.10.26 10:00"
    assert row.answer.understood.text() == "07-10-2026, Wednesday, 10:00"
    assert begun.bar.next.text() == "Next: Safe contact"
    window.kit.words.switch()
    assert begun.model.raw == raw


def test_every_page_of_the_form_has_names_for_the_reader(entry: IntakePage, window: MainWindow) -> None:
    """All ten parts, the token, the reading back."""
    entry._save_first()
    window.kit.runner.drain()
    assert find_unnamed(entry) == []
    entry._show_form()
    for section in intake_form().sections:
        entry.view.open(section.id)
        assert find_unnamed(window.aside) == []
    entry._show_read_back()
    assert find_unnamed(entry) == []
    assert find_unnamed(window.aside) == []


def test_tab_goes_through_the_open_part_in_the_order_it_is_read(begun: IntakePage, window: MainWindow) -> None:
    """From the steps through every question that is asked to the verbs, top to bottom, though parts are built late."""
    begun.view.open("danger")
    QApplication.processEvents()
    hands = Hands(window)
    begun.view.focus_first()
    seen = []
    for _ in range(40):
        row = begun.view.row_of(hands.at)
        if row is None:
            break
        if not seen or seen[-1] is not row:
            seen.append(row)
        hands.tab()
    asked = [row for row in begun.view._built["danger"].rows.values() if row.isVisible()]
    assert seen == asked
    assert hands.at is begun.bar.before
    begun.view.focus_first()
    hands.press(Qt.Key.Key_Backtab)
    assert begun.view.stepper.isAncestorOf(hands.at)


def test_the_keyboard_brings_the_question_into_sight(begun: IntakePage, window: MainWindow) -> None:
    """Label and editor of the question with the keyboard are always on the screen."""
    hands = Hands(window)
    assert begun.scroll_area is not None
    for _ in range(30):
        hands.tab()
        row = begun.view.row_of(hands.at)
        if row is None:
            break
        top = row.mapTo(begun.scroll_area.viewport(), row.rect().topLeft()).y()
        assert 0 <= top < begun.scroll_area.viewport().height()


def test_keys_go_from_part_to_part_even_in_a_long_text(begun: IntakePage, window: MainWindow) -> None:
    """Ctrl with page keys moves, Ctrl+Enter is the loud verb and never a new line."""
    hands = Hands(window)
    hands.press(Qt.Key.Key_PageDown, CTRL)
    assert begun.view.open_section.id == "safe_contact"
    begun._go_to("safe_contact")
    assert isinstance(hands.at, QPlainTextEdit)
    hands.type("बुआ")
    hands.press(Qt.Key.Key_PageUp, CTRL)
    assert begun.view.open_section.id == "danger"
    begun._go_to("safe_contact")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert begun.read_back.isVisible()
    assert begun.model.value("safe_contact") == "बुआ"


def test_nothing_is_saved_by_looking(entry: IntakePage, station: Desk, window: MainWindow) -> None:
    """Opening a new entry and leaving it makes no draft."""
    assert window.page is entry
    window.back()
    window.kit.runner.drain()
    assert recording.drafts(station) == []


def test_typing_is_a_draft_within_a_moment(begun: IntakePage, station: Desk, window: MainWindow, qtbot: QtBot) -> None:
    """No key is pressed for saving, and the page says when it was."""
    begun._go_to("safe_contact")
    with qtbot.waitSignal(begun.keeper.kept, timeout=1000):
        Hands(window).type("शाम")
    qtbot.waitUntil(lambda: begun.keeper.safe)
    (draft,) = recording.drafts(station)
    assert draft.raw["safe_contact"] == "शाम"
    assert begun._kept.label.text() == "प्रारूप आज 12:00 पर सहेजा"


def test_leaving_in_any_way_saves_the_last_letter(begun: IntakePage, station: Desk, window: MainWindow) -> None:
    """The next question, the next part, another page, a lock: what was typed a moment ago is safe."""
    hands = Hands(window)

    def kept(id: str) -> object:
        window.kit.runner.drain()
        return next(iter(recording.drafts(station))).raw.get(id)

    begun._go_to("safe_contact")
    hands.type("एक")
    hands.tab()
    assert kept("safe_contact") == "एक"
    begun._go_to("never_contact_via")
    hands.type("दो")
    hands.press(Qt.Key.Key_PageDown, CTRL)
    assert kept("never_contact_via") == "दो"
    begun._go_to("say_who_is_calling")
    hands.type("तीन")
    begun.keep()
    assert kept("say_who_is_calling") == "तीन"
    hands.type("चार")
    window.back()
    assert kept("say_who_is_calling") == "तीनचार"
    assert window.kit.notices.sentence == "अधूरी प्रविष्टि प्रारूप में सुरक्षित है।"


def test_many_letters_are_few_savings_and_the_last_one_counts(
    begun: IntakePage, station: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    """However fast somebody types, savings follow each other and end with what stands on the page."""
    times: list[str] = []
    begun.keeper.kept.connect(times.append)
    begun._go_to("safe_contact")
    text = "शाम को बुआ के घर " * 20
    Hands(window).type(text)
    qtbot.waitUntil(lambda: begun.keeper.safe)
    (draft,) = recording.drafts(station)
    assert draft.raw["safe_contact"] == text
    assert 1 <= len(times) < len(text) / 20


def test_no_draft_comes_back_after_its_entry_is_finished(station: Desk, window: MainWindow) -> None:
    """A letter typed just before finishing is in the entry, and the saving of the draft does not outlive it."""
    with with_draft(window, station, {**WHOLE, "received_by": station.person.id}) as page:
        page._save_first()
        window.kit.runner.drain()
        page._show_form()
        page._go_to("own_words")
        Hands(window).type("उसने मारा")
        page._show_read_back()
        page._show_form()
        page._go_to("own_words")
        Hands(window).type("।")
        page._finish()
        window.kit.runner.drain()
    (listed,) = reading.matters(station)
    assert listed.row.state == State.FINAL
    assert reading.reveal(station, listed.row.record, "check").answers["own_words"] == "उसने मारा।"
    assert recording.drafts(station) == []


def test_a_draft_is_offered_when_a_new_entry_is_begun(station: Desk, window: MainWindow) -> None:
    """What was left is found again, with its time, and one press goes on with it."""
    recording.save_draft(station, recording.new_draft_id(), {"name": "सुनीता"})
    with opened(window, IntakePage(window.kit, station)) as page:
        assert window.kit.notices.sentence == "आपकी आज 12:00 की अधूरी प्रविष्टि यहाँ है।"
        window.kit.notices._act()
        window.kit.runner.drain()
        other = window.page
        assert isinstance(other, IntakePage)
        assert other is not page
        assert other.model.raw == {"name": "सुनीता"}


def test_a_draft_without_a_token_is_thrown_away_only_after_asking(
    entry: IntakePage, station: Desk, window: MainWindow
) -> None:
    """The safe answer is the default; no number is used up."""
    entry._go_to("safe_now")
    Hands(window).space()
    entry.keep()
    window.kit.runner.drain()
    entry.bar.discard.click()
    box = entry.findChild(QMessageBox)
    assert box is not None
    assert box.focusWidget().text() == "पीछे जाएँ"  # type: ignore[attr-defined]
    next(button for button in box.buttons() if button.text() == "प्रारूप हटाएँ").click()
    window.kit.runner.drain()
    assert recording.drafts(station) == []
    assert window.page is not entry
    assert recording.open_record(station, {}).token.endswith("0001")


def test_giving_up_after_the_token_needs_a_reason_that_names_nobody(
    entry: IntakePage, station: Desk, window: MainWindow
) -> None:
    """The number stays in the register, cancelled, with the reason; the draft is gone."""
    entry._save_first()
    window.kit.runner.drain()
    entry._show_form()
    entry._go_to("name")
    Hands(window).type("सुनीता")
    entry.model.settle()
    entry.bar.cancel.click()
    dialog = entry.findChild(ReasonDialog)
    assert dialog is not None
    dialog.verb.click()
    assert dialog.row.problem.text() == "यह भरना अनिवार्य है।"
    dialog.reason.setText("सुनीता चली गयीं")
    dialog.verb.click()
    assert "पीड़िता" in dialog.row.problem.text()
    dialog.reason.setText("बिना बताये चली गयीं")
    dialog.verb.click()
    window.kit.runner.drain()
    (listed,) = reading.matters(station)
    assert listed.row.state == State.CANCELLED
    assert reading.matter(station, listed.row.record).history[-1].revision.reason == "बिना बताये चली गयीं"
    assert recording.drafts(station) == []
    assert window.page is not entry
    assert "0001" in window.kit.notices.sentence


def final(station: Desk, **more: object) -> str:
    """A finished entry."""
    return recording.add(station, {**WHOLE, **more}).record


def test_a_correction_opens_filled_and_keeps_the_old_answer_in_sight(station: Desk, window: MainWindow) -> None:
    """What is changed shows what stood there; nothing can be saved without a change and a reason."""
    record = final(station)
    hands = Hands(window)
    with opened(window, IntakePage(window.kit, station, record=record)) as page:
        page.bar.to_review.click()
        assert not page.bar.save_amendment.isEnabled()
        assert page.review._nothing.isVisible()
        page._show_form()
        page._go_to("village")
        hands.press(Qt.Key.Key_A, CTRL)
        hands.type("कमालपुर")
        hands.tab()
        before = page.view._built["person"]._before["village"]
        assert (before.isVisible(), before.text()) == (True, "नगला बिहारीपुर")
        page.bar.to_review.click()
        assert page.review.changes.shown == [("ग्राम / मोहल्ला", "नगला बिहारीपुर", "कमालपुर")]
        page.bar.save_amendment.click()
        assert page.review.reason_row.problem.text() == "यह भरना अनिवार्य है।"
        hands.type("नगला बिहारीपुर नहीं था")
        page.bar.save_amendment.click()
        assert "पीड़िता" in page.review.reason_row.problem.text(), "the old village would still give her away"
        hands.press(Qt.Key.Key_A, CTRL)
        hands.type("गाँव गलत सुना गया")
        page.bar.save_amendment.click()
        window.kit.runner.drain()
    step = reading.reveal(station, record, "check").history[-1]
    assert step.revision.reason == "गाँव गलत सुना गया"
    assert [(change.before, change.after) for change in step.changed] == [("नगला बिहारीपुर", "कमालपुर")]
    assert recording.drafts(station) == []


def test_an_unfinished_correction_is_a_draft_too(station: Desk, window: MainWindow) -> None:
    """Reason and changes come back; giving it up leaves the finished entry as it was."""
    record = final(station)
    with opened(window, IntakePage(window.kit, station, record=record)) as page:
        page._go_to("village")
        Hands(window).type("ए ")
        page.bar.to_review.click()
        Hands(window).type("गलत सुना")
        page.keep()
    window.back()
    window.back()
    (draft,) = recording.drafts(station)
    assert draft.record == record
    with opened(window, IntakePage(window.kit, station, draft=draft)) as page:
        assert page.title.text() == "त्रुटि सुधार MSK/SAS/2026/0001"
        assert page.review.reason.text() == "गलत सुना"
        page.bar.to_review.click()
        assert page.review.has_changes
        page.giving_up.discard(page.keeper)
        window.kit.runner.drain()
    assert recording.drafts(station) == []
    assert len(reading.matter(station, record).history) == 2


def test_a_draft_that_may_not_be_thrown_away_is_kept_on(station: Desk, window: MainWindow) -> None:
    """Another desk gave it a token meanwhile: it is refused, and what is typed after that is saved as before."""
    with opened(window, IntakePage(window.kit, station)) as page:
        page.model.set("village", "कमालपुर", {}, settled=True)
        page.keep()
        window.kit.runner.drain()
        saved = recording.open_record(station, {"channel": "walk_in"})
        recording.save_draft(station, page.keeper.draft, page.model.raw, saved.record)
        page.giving_up.discard(page.keeper)
        window.kit.runner.drain()
        assert window.page is page and window.kit.notices.kind == "danger"
        page.keeper.record = saved.record
        page.model.set("village", "रामपुर", {}, settled=True)
        page.keep()
        window.kit.runner.drain()
        assert page.safe
        (draft,) = recording.drafts(station)
        assert draft.raw["village"] == "रामपुर"


def test_an_open_entry_is_gone_on_with_by_whoever_is_at_the_desk(station: Desk, window: MainWindow) -> None:
    """Without a draft of one's own the first page is opened from the record, and that is logged."""
    saved = recording.open_record(station, {"name": "सुनीता", "channel": "walk_in"})
    with opened(window, IntakePage(window.kit, station, record=saved.record)) as page:
        assert page.token == saved.token
        assert page.model.value("name") == "सुनीता"
        assert not {field.id for field in intake_form().fields if field.kind is FieldKind.AUTO} & page.model.raw.keys()
        assert page.bar.to_read_back.isVisible()


def test_an_entry_cancelled_meanwhile_is_not_gone_on_with(station: Desk, window: MainWindow) -> None:
    """The page goes back and the notice says why."""
    saved = recording.open_record(station, {})
    recording.cancel(station, saved.record, "दोबारा लिखी गई")
    with opened(window, IntakePage(window.kit, station, record=saved.record)) as page:
        assert window.page is not page
        assert window.kit.notices.kind == "danger"
