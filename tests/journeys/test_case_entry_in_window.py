"""Writing what follows an intake, in the real window, in Hindi, by keyboard alone."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from station_desk.desk import case_drafts, casework, letters, office, recording, sealing
from station_desk.desk.ports import Desk
from station_desk.domain.case import CONSENT, FOLLOW_UP, PLAN, PROMISE, REFERRAL, SESSION, CaseAct
from station_desk.domain.log import read_headers
from station_desk.domain.roles import Role
from station_desk.store import log
from station_desk.ui.pages.case_entry import CaseEntryPage, gone_out
from station_desk.ui.pages.gone_out import GoneOutPage
from station_desk.ui.pages.letter import LetterPage
from station_desk.ui.pages.today import TodayPage
from tests.conftest import NOON, PASSPHRASE
from tests.desk.test_casework import BEATEN, PROMISED, session_by
from tests.journeys.conftest import Sitting
from tests.referrals import SENT, WITHDRAWN, WOMAN
from tests.staff import Staff, add_staff, found
from tests.ui.typing_hands import CTRL

SAFE: Final[dict[str, Any]] = {
    "may_contact": "yes",
    "safe_phone_owner": "own",
    "safe_phone": "7000001003",
    "safe_time": ["12_13"],
    "safe_day": ["any_day"],
    "may_call": "yes",
    "say_who_is_calling": "सिलाई वाली",
    "never_contact_via": "जेठ का फोन",
}
Sit = Callable[[Desk], Sitting]


def seen(page: QWidget) -> str:
    """Everything that can be read on a page."""
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def looked(desk: Desk) -> list[str]:
    """Why her identity was read, look by look."""
    with desk.store.read() as read:
        headers = list(read_headers(line.header for line in log.lines(read)))
    return [str(header.about["why"]) for header in headers if header.kind == "identity.read"]


def open_entry(sitting: Sitting, form: str, matter: str, **more: Any) -> CaseEntryPage:
    """Open the page of a case record on top of today."""
    page = CaseEntryPage(sitting.kit, sitting.app.desk, form, matter, **more)  # type: ignore[arg-type]
    sitting.window.open_page(page)
    sitting.settle()
    return page


def to_part(sitting: Sitting, page: CaseEntryPage, id: str) -> None:
    """Go to a later part by the key for it."""
    for _ in range(8):
        if page.view.open_section.id == id:
            return
        sitting.press(Qt.Key.Key_PageDown, CTRL)
    raise AssertionError(f"{id} never opens")


def answer(sitting: Sitting, page: CaseEntryPage, id: str) -> None:
    """Go to a question by Tab and choose what has the keyboard there."""
    sitting.hands.tab_to(lambda at: page.view.row(id).isAncestorOf(at))
    sitting.hands.space()


def choose(sitting: Sitting, page: CaseEntryPage, id: str, word: str) -> None:
    """Go to a question by Tab, to an option by the arrow keys, and choose it."""
    sitting.hands.tab_to(lambda at: page.view.row(id).isAncestorOf(at))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
        for _ in range(20):
            if word in sitting.hands.at.accessibleName():
                if not sitting.hands.at.isChecked():
                    sitting.press(Qt.Key.Key_Space)
                return
            sitting.hands.press(key)
    raise AssertionError(f"{word} is no option of {id}")


@pytest.fixture
def counsellor(station_folder: Path) -> Iterator[tuple[Desk, str, Staff]]:
    """The counsellor at the desk, with a matter that the in-charge took down."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        staff = add_staff(desk, Role.HOUSE_OFFICER, Role.COUNSELLOR)
        matter = recording.add(desk, BEATEN).record
    desk = staff.at_desk(station_folder, Role.COUNSELLOR)
    yield desk, matter, staff
    office.leave(desk)


def test_a_session_with_sealed_notes(
    counsellor: tuple[Desk, str, Staff], sit: Sit, capsys: pytest.CaptureFixture[str]
) -> None:
    """From its first to its last part without a mouse; the notes are sealed, the rest is in the case."""
    desk, matter, staff = counsellor
    assert staff.ids
    sitting = sit(desk)
    hands = sitting.hands
    page = open_entry(sitting, SESSION, matter)
    began = hands.presses
    hands.type("12:00")
    answer(sitting, page, "kind")
    answer(sitting, page, "privacy")
    to_part(sitting, page, "present")
    answer(sitting, page, "consent_today")
    to_part(sitting, page, "aim")
    assert "परामर्शदाता शुभ्रा सारस्वत" in page.sealed.text()
    answer(sitting, page, "aim_agreed")
    choose(sitting, page, "danger_signs", "कोई नहीं")
    answer(sitting, page, "self_harm")
    to_part(sitting, page, "notes")
    hands.tab_to(lambda at: page.view.row("session_notes").isAncestorOf(at))
    hands.type("रात को सोती नहीं")
    to_part(sitting, page, "summary")
    hands.type("मायके में रहेंगी")
    for id in ("summary_read_back", "support_given", "her_choice", "pressured"):
        answer(sitting, page, id)
    to_part(sitting, page, "outcome")
    answer(sitting, page, "outcome")
    answer(sitting, page, "risk_after")
    hands.tab_to(lambda at: page.view.row("next_session").isAncestorOf(at))
    hands.type("08-10-2026 11:00")
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert page.model.refusals == ()
    assert sitting.kit.notices.sentence == "परामर्श 1 सहेजा।"
    assert isinstance(sitting.page, TodayPage)
    with capsys.disabled():
        print(f"\na session: {hands.presses - began} keys, letters and all")
    (session,) = casework.read(desk, matter).case.of(SESSION)
    assert session.answers["agreed_summary"] == "मायके में रहेंगी"
    assert "session_notes" not in session.answers
    (note,) = sealing.read_notes(desk, matter).notes
    assert note.text and "रात को सोती नहीं" in note.text
    assert case_drafts.drafts(desk, matter) == []
    assert found(desk) == []


def test_a_promise_made_and_kept(station: Desk, sit: Sit, capsys: pytest.CaptureFixture[str]) -> None:
    """Made with few keys; carried on later with what stands fast shown as read; kept on, and how."""
    matter = recording.add(station, BEATEN).record
    sitting = sit(station)
    hands = sitting.hands
    page = open_entry(sitting, PROMISE, matter)
    texts = ("बच्चों के कागज लाना", "08-10-2026")
    began = hands.presses
    hands.type(texts[0])
    answer(sitting, page, "owner")
    answer(sitting, page, "to_whom")
    hands.tab()
    hands.type(texts[1])
    sitting.press(Qt.Key.Key_Return, CTRL)
    made = hands.presses - began - sum(map(len, texts))
    assert sitting.kit.notices.sentence == "वादा 1 सहेजा।"
    (promise,) = casework.read(station, matter).case.of(PROMISE)
    assert promise.answers["by_when"] == "2026-10-08"

    page = open_entry(sitting, PROMISE, matter, record=promise.record, act=CaseAct.CARRIED_ON)
    assert "बच्चों के कागज लाना" in seen(page)
    began = hands.presses
    hands.type("आज")
    hands.tab()
    hands.type("पीआरवी से लाये")
    sitting.press(Qt.Key.Key_Return, CTRL)
    kept = hands.presses - began - len("आज") - len("पीआरवी से लाये")
    (promise,) = casework.read(station, matter).case.of(PROMISE)
    assert (promise.revision, promise.answers["kept_on"]) == (2, "2026-10-06")
    with capsys.disabled():
        print(f"\nkeys beside the text: a promise {made}, kept {kept}")
    assert made <= 10
    assert kept <= 10


def test_a_call_within_her_hours(station: Desk, sit: Sit, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing of her before somebody asks; then number and caller; when that was shown stands in the record."""
    matter = recording.add(station, {**BEATEN, **SAFE}).record
    sitting = sit(station)
    hands = sitting.hands
    page = open_entry(sitting, FOLLOW_UP, matter)
    assert "7000001003" not in seen(page)
    began = hands.presses
    sitting.press(Qt.Key.Key_Space)
    for told in ("7000001003", "सिलाई वाली", "जेठ का फोन"):
        assert told in seen(page)
    hands.space()  # she was reached
    answer(sitting, page, "danger_changed")
    sitting.press(Qt.Key.Key_PageDown, CTRL)
    answer(sitting, page, "no_next_reason")
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert sitting.kit.notices.sentence == "अनुवर्तन 1 सहेजा।"
    pressed = hands.presses - began
    (contact,) = casework.read(station, matter).case.of(FOLLOW_UP)
    assert contact.answers["safe_gate_shown"] == contact.answers["done_at"]
    assert looked(station) == ["call"]
    assert found(station) == []
    with capsys.disabled():
        print(f"\na call: {pressed} keys")
    assert pressed <= 12


def test_no_number_outside_her_hours(station: Desk, sit: Sit) -> None:
    """It says when next, plans the call for then, and shows no number; it was asked for, so it is in the log."""
    matter = recording.add(station, {**BEATEN, **SAFE, "safe_time": ["15_16"]}).record
    sitting = sit(station)
    page = open_entry(sitting, FOLLOW_UP, matter)
    sitting.press(Qt.Key.Key_Space)
    assert "7000001003" not in seen(page)
    assert "सिलाई वाली" not in seen(page)
    assert "06-10-2026 15:00" in seen(page)
    sitting.press(Qt.Key.Key_Return, CTRL)
    (planned,) = casework.read(station, matter).case.of(FOLLOW_UP)
    assert (planned.answers["due"], "done_at" in planned.answers) == ("2026-10-06T09:30:00Z", False)
    assert looked(station) == ["call"]


def test_everything_wrong_is_told_at_once_and_nothing_typed_is_lost(station: Desk, sit: Sit) -> None:
    """Three mistakes of three kinds, each beside its question; the keyboard on the first; what was typed stays."""
    matter = recording.add(station, BEATEN).record
    sitting = sit(station)
    hands = sitting.hands
    page = open_entry(sitting, PROMISE, matter)
    assert page.model.refusals == ()
    hands.type("सरला के बच्चे लाना")
    hands.tab_to(lambda at: page.view.row("by_when").isAncestorOf(at))
    hands.type("31-02-2026")
    sitting.press(Qt.Key.Key_Return, CTRL)
    wrong = {problem.path: problem.code.value for problem in page.model.refusals}
    assert wrong == {"what": "names-her", "owner": "required", "to_whom": "required", "by_when": "no-such-date"}
    assert page.view.row("what").isAncestorOf(hands.at)
    assert (page.model.value("what"), page.model.value("by_when")) == ("सरला के बच्चे लाना", "31-02-2026")
    assert casework.read(station, matter).case.of(PROMISE) == ()
    page.keep()
    sitting.settle()
    (draft,) = case_drafts.drafts(station, matter)
    assert draft.raw["what"] == "सरला के बच्चे लाना"


def test_a_draft_comes_back_after_the_lock(station_folder: Path, sit: Sit) -> None:
    """Locked in the midst of carrying on: the draft, sealed, knows its record and act, and goes on from there."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    matter = recording.add(desk, BEATEN).record
    record = casework.record(desk, PROMISE, matter, PROMISED).record
    sitting = sit(desk)
    page = open_entry(sitting, PROMISE, matter, record=record, act=CaseAct.CARRIED_ON)
    sitting.hands.tab_to(lambda at: page.view.row("not_kept_why").isAncestorOf(at))
    sitting.hands.type("गुलमोहरविहार")
    sitting.press(Qt.Key.Key_L, CTRL)
    assert sitting.restarts == 1
    sitting.window.cover.uncover()  # that process would be gone by now
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as again:
        with again.store.read() as read:
            rows = read.execute("SELECT bytes FROM draft").fetchall()
        assert rows and not any("गुलमोहरविहार".encode() in row[0] for row in rows)
        (draft,) = case_drafts.drafts(again, matter)
        sitting = sit(again)
        page = open_entry(sitting, PROMISE, matter, draft=draft)
        assert page.model.value("not_kept_why") == "गुलमोहरविहार"
        sitting.press(Qt.Key.Key_Return, CTRL)
        (promise,) = casework.read(again, matter).case.of(PROMISE)
        assert (promise.revision, promise.answers["not_kept_why"]) == (2, "गुलमोहरविहार")
        assert case_drafts.drafts(again, matter) == []


def test_a_joint_session_is_refused_at_its_question(station: Desk, sit: Sit) -> None:
    """Every reason in words as soon as it is chosen, with what may be done instead; the choice stays as it was made."""
    matter = recording.add(station, {**BEATEN, "danger_signs": ["choking_or_stopped_breath"]}).record
    sitting = sit(station)
    page = open_entry(sitting, SESSION, matter)
    assert "खतरे का गम्भीर संकेत" not in seen(page)
    choose(sitting, page, "kind", "दोनों पक्ष")
    said = page.view.row("kind").findChildren(QLabel)
    assert any("खतरे का गम्भीर संकेत खुला है" in label.text() and label.isVisible() for label in said)
    assert page.model.value("kind") == "couple_family_joint"
    choose(sitting, page, "kind", "पहली बातचीत")
    assert "खतरे का गम्भीर संकेत" not in seen(page)


def test_a_danger_told_in_the_session_says_what_to_do_now(station: Desk, sit: Sit) -> None:
    """Beside the form, at the tick, not at saving; what was done is said as done."""
    matter = recording.add(station, BEATEN).record
    sitting = sit(station)
    page = open_entry(sitting, SESSION, matter)
    to_part(sitting, page, "aim")
    assert page.beside.now.isHidden()
    answer(sitting, page, "danger_signs")
    sitting.settle()
    assert not page.beside.now.isHidden()
    assert "थाना प्रभारी" in seen(page.beside.now)


def test_a_changed_consent_leads_to_the_consent_page(station: Desk, sit: Sit) -> None:
    """A session in which she withdrew is saved, then the page of the withdrawal stands open and says what stops."""
    matter = recording.add(station, BEATEN).record
    sitting = sit(station)
    page = open_entry(sitting, SESSION, matter)
    for id, value in session_by(station, consent_today="withdrawn").items():
        page.model.set(id, value, {}, settled=False)
    sitting.press(Qt.Key.Key_Return, CTRL)
    consent = sitting.page
    assert isinstance(consent, CaseEntryPage)
    assert consent.model.value("kind") == "withdrawn"
    assert sitting.kit.notices.sentence.startswith("परामर्श 1 सहेजा।")
    to_part(sitting, consent, "rows")
    choose(sitting, consent, "withdrawn_scope", "काउन्सलिंग")
    assert "परामर्श की नई बैठक नहीं रखी जाएगी।" in seen(consent)
    sitting.press(Qt.Key.Key_Return, CTRL)
    (kept,) = casework.read(station, matter).case.of(CONSENT)
    assert "counselling" in str(kept.answers["withdrawn_scope"])
    gone = sitting.page
    assert isinstance(gone, GoneOutPage)
    assert "परामर्श (काउन्सलिंग) – 06-10-2026 12:00 से" in seen(gone)
    assert "अभी कुछ बाहर नहीं गया" in seen(gone)


def test_what_has_gone_out_leads_to_the_letter_that_asks_for_it_back(station: Desk, sit: Sit) -> None:
    """Partner, what was told and the proof; the recall letter by one key, after which it is shown as printed."""
    matter = recording.add(station, WOMAN).record
    referral = casework.record(station, REFERRAL, matter, SENT).record
    letters.print_referral(station, referral, "hi")
    casework.record(station, CONSENT, matter, WITHDRAWN)
    sitting = sit(station)
    page = gone_out(sitting.kit, station, matter, "MSK/SAS/2026/0001")
    sitting.window.open_page(page)
    sitting.settle()
    assert "वन स्टॉप सेंटर (सखी): महिला चिकित्सालय परिसर" in seen(page)
    assert "संदर्भन पत्र म0श0के0-1/2026 छापा गया" in seen(page)
    assert WOMAN["name"] not in seen(page)
    sitting.do(page.recalls[referral])
    assert isinstance(sitting.page, LetterPage)
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.page is page
    assert "वापसी पत्र म0श0के0-2/2026 छापा गया" in seen(page)
    assert page.recalls == {}


def test_the_rows_of_a_consent_are_numbered_to_be_read_aloud(station: Desk, sit: Sit) -> None:
    """Each row begins with its number; the answers are kept by their codes all the same."""
    matter = recording.add(station, BEATEN).record
    sitting = sit(station)
    page = open_entry(sitting, CONSENT, matter)
    to_part(sitting, page, "rows")
    for line in ("1. प्रकरण लिखा जाये", "12. चोट का फोटो लेना"):
        assert line in seen(page)
    sitting.hands.tab_to(lambda at: page.view.row("consent_matrix").isAncestorOf(at))
    sitting.hands.space()
    assert page.model.cleaned.answers["consent_matrix"] == {"record_my_case": "yes"}


def test_her_plan_is_read_with_a_line_in_the_log_and_corrected_with_a_reason(station: Desk, sit: Sit) -> None:
    """What is hers comes back for a correction; the reason may not name her; the earlier revision stays."""
    matter = recording.add(station, BEATEN).record
    plan = {"made_on": "06-10-2026", "danger_times": "शाम को", "pocket_card": "nothing_taken"}
    record = casework.record(station, PLAN, matter, plan).record
    sitting = sit(station)
    hands = sitting.hands
    page = open_entry(sitting, PLAN, matter, record=record, act=CaseAct.AMENDED)
    assert looked(station) == ["correct"]
    assert page.model.value("danger_times") == "शाम को"
    hands.tab_to(lambda at: page.view.row("danger_times").isAncestorOf(at))
    hands.press(Qt.Key.Key_End, CTRL)
    hands.type(" और रात")
    sitting.press(Qt.Key.Key_Return, CTRL)
    hands.type("सरला ने कहा")
    sitting.do(page.dialog.verb)
    assert page.dialog.row.has_problem
    hands.press(Qt.Key.Key_A, CTRL)
    hands.type("बाद में बताया")
    sitting.do(page.dialog.verb)
    assert sitting.kit.notices.sentence == "सुरक्षा योजना 1 सहेजी।"
    opened = casework.open_record(station, record, "check")
    assert [one.answers["danger_times"] for one in opened.history] == ["शाम को", "शाम को और रात"]
    assert opened.revision.reason == "बाद में बताया"


def test_who_holds_no_key_is_not_asked_for_what_is_sealed(station: Desk, sit: Sit) -> None:
    """With a counsellor in the office the in-charge's session has no sealed part, and a line says why."""
    add_staff(station, Role.HOUSE_OFFICER, Role.COUNSELLOR)
    matter = recording.add(station, BEATEN).record
    sitting = sit(station)
    page = open_entry(sitting, SESSION, matter)
    assert "notes" not in [section.id for section in page.view.sections]
    to_part(sitting, page, "aim")
    assert "how_is_she" not in page.view.built_rows
    assert "केवल परामर्शदाता" in page.sealed.text()


def test_a_session_that_did_not_take_place_has_few_parts(station: Desk, sit: Sit) -> None:
    """Parts in which nothing is asked go away, the others are numbered anew and the keys pass them by."""
    matter = recording.add(station, BEATEN).record
    sitting = sit(station)
    page = open_entry(sitting, SESSION, matter)
    sitting.hands.press(Qt.Key.Key_Backtab)
    choose(sitting, page, "held", "नहीं")
    assert page.model.value("held") == "no"
    passed = [page.view.open_section.id]
    while page.view.beside(1) is not None:
        sitting.press(Qt.Key.Key_PageDown, CTRL)
        passed.append(page.view.open_section.id)
    assert passed == ["meeting", "present", "outcome"]
