"""The papers of a case by keyboard: where each is offered, where it is not, what it costs, what is on record after."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from station_desk.desk import casework, papers, recording
from station_desk.desk.papers import (
    CONSENT_SLIP,
    POCKET_CARD,
    RECALL_LETTER,
    REFERRAL_LETTER,
    SAFETY_PLAN,
)
from station_desk.desk.ports import Desk
from station_desk.domain.case import CONSENT, PLAN, REFERRAL, CaseAct
from station_desk.domain.roles import Role
from station_desk.ui.dialogs.one_of import OneOfDialog
from station_desk.ui.dialogs.reveal import RevealDialog
from station_desk.ui.pages.case_entry import CaseEntryPage
from station_desk.ui.pages.case_record import CaseRecordPage
from station_desk.ui.pages.letter import LetterPage
from tests.a_case import proposed
from tests.journeys.conftest import Sitting
from tests.journeys.test_case_entry_in_window import open_entry, seen, to_part
from tests.journeys.test_case_page_in_window import dialog_of, letter, open_case, open_line
from tests.referrals import PLAN as PLANNED
from tests.referrals import SENT, TO_OSC, WITHDRAWN, WOMAN, told
from tests.staff import add_staff, found, seat

Sit = Callable[[Desk], Sitting]
CTRL = Qt.KeyboardModifier.ControlModifier


def open_record(sitting: Sitting, desk: Desk, record: str) -> CaseRecordPage:
    """Open one case record on top of today."""
    page = CaseRecordPage(sitting.kit, desk, record)
    sitting.window.open_page(page)
    sitting.settle()
    return page


def offered(page: CaseRecordPage) -> set[str]:
    """The papers that stand at the foot of a record."""
    return {paper for paper, button in page.papers.buttons.items() if button.isVisible()}


def printed(desk: Desk, matter: str) -> list[tuple[str, str]]:
    """Which papers were printed, of which record."""
    return [(line.paper, line.of) for line in papers.papers(desk, matter)]


def test_a_letter_is_asked_for_at_the_referral_and_asked_back_after_a_withdrawal(
    station: Desk, sit: Sit, qtbot: QtBot
) -> None:
    """One letter key each; never both at a time; after the recall was written down it can be printed again."""
    matter = recording.add(station, WOMAN).record
    record = casework.record(station, REFERRAL, matter, SENT).record
    sitting = sit(station)
    open_line(sitting, open_case(sitting, station, matter), "संदर्भन 1")
    page = sitting.page
    assert isinstance(page, CaseRecordPage) and offered(page) == {REFERRAL_LETTER}
    letter(sitting, qtbot, Qt.Key.Key_P, lambda: isinstance(sitting.page, LetterPage))
    assert sitting.page.title.text() == "संदर्भन पत्र"
    sitting.press(Qt.Key.Key_Escape)
    casework.record(station, CONSENT, matter, WITHDRAWN)
    page.refresh()
    sitting.settle()
    assert offered(page) == {RECALL_LETTER}
    letter(sitting, qtbot, Qt.Key.Key_R, lambda: isinstance(sitting.page, LetterPage))
    assert sitting.page.title.text() == "संदर्भन का वापसी पत्र"
    assert printed(station, matter) == [(REFERRAL_LETTER, record), (RECALL_LETTER, record)]
    sitting.press(Qt.Key.Key_Escape)
    recalled = {"status": "recalled", "recalled_at": "11:40", "recall_reason": "consent_withdrawn", "next_check": ""}
    casework.carry_on(station, record, {**SENT, **recalled})
    page.refresh()
    sitting.settle()
    assert offered(page) == {RECALL_LETTER}
    sitting.kit.words.switch()
    assert page.papers.buttons[RECALL_LETTER].text() == "Print the &recall letter"
    assert found(station) == []


def test_a_letter_without_her_yes_is_refused_with_what_to_do(station: Desk, sit: Sit, qtbot: QtBot) -> None:
    """She is still thinking: the verb stands there, nothing is printed, and the way to go on is said."""
    matter = recording.add(station, WOMAN).record
    record = casework.record(station, REFERRAL, matter, {**TO_OSC, "status": "offered"}).record
    sitting = sit(station)
    page = open_record(sitting, station, record)
    assert offered(page) == {REFERRAL_LETTER}
    letter(sitting, qtbot, Qt.Key.Key_P, lambda: bool(sitting.kit.notices.sentence))
    assert sitting.page is page
    assert sitting.kit.notices.sentence == sitting.kit.words.say("error.consent-not-given")
    assert printed(station, matter) == []


@pytest.mark.parametrize("takes_it", [True, False], ids=["enter", "escape"])
def test_a_referral_that_is_sent_leads_to_its_letter_by_one_key(station: Desk, sit: Sit, *, takes_it: bool) -> None:
    """Saved first; Enter makes the letter, Esc leaves it for later; the case stands behind either."""
    matter = recording.add(station, WOMAN).record
    sitting = sit(station)
    case = open_case(sitting, station, matter)
    page = open_entry(sitting, REFERRAL, matter)
    for id, value in SENT.items():
        page.model.set(id, value, {}, settled=False)
    sitting.press(Qt.Key.Key_Return, CTRL)
    asked = dialog_of(sitting, OneOfDialog)
    assert "संदर्भन 1 सहेजा।" in seen(asked)
    (record,) = [one.record for one in casework.read(station, matter).case.of(REFERRAL)]
    sitting.press(Qt.Key.Key_Return if takes_it else Qt.Key.Key_Escape)
    if takes_it:
        sitting.come_forward()
        assert isinstance(sitting.page, LetterPage) and sitting.page.print.hasFocus()
        assert sitting.kit.notices.sentence == "संदर्भन 1 सहेजा।"
        sitting.press(Qt.Key.Key_Escape)  # the notice
        sitting.press(Qt.Key.Key_Escape)
    assert sitting.page is case
    assert printed(station, matter) == ([(REFERRAL_LETTER, record)] if takes_it else [])


def test_only_what_is_newly_sent_leads_to_a_letter(station: Desk, sit: Sit) -> None:
    """Carried on to "sent" it does; what comes of it later does not ask again."""
    matter = recording.add(station, WOMAN).record
    record = casework.record(station, REFERRAL, matter, TO_OSC).record
    sitting = sit(station)
    for status, asks in (("sent", True), ("in_progress", False)):
        page = open_entry(sitting, REFERRAL, matter, record=record, act=CaseAct.CARRIED_ON)
        page.model.set("status", status, {}, settled=False)
        page.model.set("sent_at", "11:00", {}, settled=False)
        sitting.press(Qt.Key.Key_Return, CTRL)
        assert bool([one for one in sitting.window.findChildren(OneOfDialog) if one.isVisible()]) == asks
        if asks:
            sitting.press(Qt.Key.Key_Escape)
        assert not isinstance(sitting.page, CaseEntryPage)
        assert sitting.kit.notices.sentence == "संदर्भन 1 सहेजा।"


def test_what_is_wrong_with_an_answer_that_is_not_on_the_page_is_said_whole(station: Desk, sit: Sit) -> None:
    """Her consent was withdrawn: the referral cannot go on as sent, and the notice names the consent and the cure."""
    matter = recording.add(station, WOMAN).record
    record = casework.record(station, REFERRAL, matter, SENT).record
    casework.record(station, CONSENT, matter, WITHDRAWN)
    sitting = sit(station)
    page = open_entry(sitting, REFERRAL, matter, record=record, act=CaseAct.CARRIED_ON)
    to_part(sitting, page, "sending")
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert sitting.page is page
    assert "कौन सी दर्ज सहमति" in sitting.kit.notices.sentence
    assert "संदर्भन वापस लें" in sitting.kit.notices.sentence


def test_a_whole_plan_asks_why_and_the_card_is_not_made_where_she_wants_none(
    station: Desk, sit: Sit, qtbot: QtBot
) -> None:
    """Printing it is a reading of who she is, with its reason; the way back prints nothing."""
    matter = recording.add(station, WOMAN).record
    plan = casework.record(station, PLAN, matter, PLANNED).record
    bare = casework.record(station, PLAN, matter, {**PLANNED, "pocket_card": "nothing_taken"}).record
    sitting = sit(station)
    page = open_record(sitting, station, plan)
    assert offered(page) == {SAFETY_PLAN, POCKET_CARD}
    letter(sitting, qtbot, Qt.Key.Key_Y, lambda: bool(sitting.window.findChildren(RevealDialog)))
    dialog_of(sitting, RevealDialog)
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.page is page and printed(station, matter) == []
    letter(
        sitting, qtbot, Qt.Key.Key_Y, lambda: any(one.isVisible() for one in sitting.window.findChildren(RevealDialog))
    )
    dialog_of(sitting, RevealDialog)
    sitting.press(Qt.Key.Key_Space)
    sitting.enter()
    assert isinstance(sitting.page, LetterPage)
    (read,) = told(station, "identity.read")
    assert read.about == {"record": matter, "why": "file", "paper": SAFETY_PLAN}
    sitting.press(Qt.Key.Key_Escape)
    letter(sitting, qtbot, Qt.Key.Key_K, lambda: isinstance(sitting.page, LetterPage))
    assert printed(station, matter) == [(SAFETY_PLAN, plan), (POCKET_CARD, plan)]
    assert len(told(station, "identity.read")) == 1
    assert offered(open_record(sitting, station, bare)) == {SAFETY_PLAN}


def test_a_consent_slip_is_printed_of_each_answer(station: Desk, sit: Sit, qtbot: QtBot) -> None:
    """Of the first from the case page behind its further verbs, of a later one from its own page."""
    matter = recording.add(station, WOMAN).record
    later = casework.record(station, CONSENT, matter, WITHDRAWN).record
    sitting = sit(station)
    case = open_case(sitting, station, matter)
    assert not case.consent.isVisible()
    letter(sitting, qtbot, Qt.Key.Key_K, case.consent.isVisible)
    letter(sitting, qtbot, Qt.Key.Key_B, lambda: isinstance(sitting.page, LetterPage))
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.page is case
    open_line(sitting, case, "सहमति 1")
    assert isinstance(sitting.page, CaseRecordPage) and offered(sitting.page) == {CONSENT_SLIP}
    letter(sitting, qtbot, Qt.Key.Key_S, lambda: isinstance(sitting.page, LetterPage))
    assert printed(station, matter) == [(CONSENT_SLIP, matter), (CONSENT_SLIP, later)]
    assert told(station, "identity.read") == []


def test_no_slip_is_offered_before_anything_was_asked(station: Desk, sit: Sit, qtbot: QtBot) -> None:
    """A slip with twelve times "not asked" is not for signing."""
    asked = {id: value for id, value in WOMAN.items() if id != "consent_matrix"}
    sitting = sit(station)
    case = open_case(sitting, station, recording.add(station, asked).record)
    letter(sitting, qtbot, Qt.Key.Key_K, case.slip.isVisible)
    assert not case.consent.isVisible()


def test_a_returned_closure_says_by_whom_when_and_why(station: Desk, sit: Sit, qtbot: QtBot) -> None:
    """On its own page, to which the line of the decision leads as well."""
    staff = add_staff(station, Role.HOUSE_OFFICER)
    matter, closure = proposed(station)
    desk = seat(station, staff.second(Role.HOUSE_OFFICER))
    sitting = sit(desk)
    page = open_record(sitting, desk, closure)
    assert not page.decision.isVisible()
    letter(sitting, qtbot, Qt.Key.Key_W, lambda: hasattr(page, "dialog"))
    page.dialog.activateWindow()
    sitting.hands.type("फोन पर हाल पूछकर लिखें")
    sitting.do(page.dialog.verb)
    open_line(sitting, open_case(sitting, desk, matter), "निस्तारण लौटाया")
    page = sitting.page  # type: ignore[assignment]
    assert isinstance(page, CaseRecordPage)
    assert page.decision.isVisible()
    for part in ("निस्तारण लौटाया: फोन पर हाल पूछकर लिखें", "06-10-2026 12:00", desk.person.name):
        assert part in page.decision.text()
