"""Two matters to their end, as a counsellor, the in-charge, the SHO and the district live them in the window:

(c) a dowry matter, from the refused joint sitting to her next visit; (d) a consent taken back after her name went out.
Hindi, keyboard alone, a real office, a real district.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from station_desk.desk import casework, recording
from station_desk.desk.papers import RECALL_LETTER, REFERRAL_LETTER
from station_desk.desk.ports import Desk
from station_desk.domain.case import GATE_CLOSED, SESSION
from station_desk.domain.roles import Role
from station_desk.domain.tasks import TaskKind
from station_desk.host.clock import PracticeClock
from station_desk.ui.dialogs.reason import ReasonDialog
from station_desk.ui.pages.case_entry import CaseEntryPage
from station_desk.ui.pages.case_record import CaseRecordPage
from station_desk.ui.pages.gone_out import GoneOutPage
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.joint_gate import JointGatePage
from station_desk.ui.pages.letter import LetterPage
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.matters import MattersPage
from station_desk.ui.pages.receiving import ReceivingPage
from station_desk.ui.pages.stations import StationPage, StationsPage
from station_desk.ui.pages.today import TodayPage
from tests.conftest import PASSPHRASE
from tests.entries import ELDER
from tests.journeys.answering import fill
from tests.journeys.conftest import Sitting
from tests.journeys.steps import seat
from tests.journeys.test_case_page_in_window import dialog_of, do_task, letter, open_line, texts
from tests.journeys.test_exchange_in_window import join, look, send, take_receipt
from tests.referrals import text_of
from tests.staff import NAMES, add_staff, found
from tests.ui.typing_hands import CTRL

Sit = Callable[[Desk], Sitting]
HER: Final = "श्रीमती पुष्पा देवी"
TOKEN: Final = "MSK/SAS/2026/0001"
NUMBER: Final = "7000001003"
FEARED: Final = "threat_to_kill"
# As the desk took it down this morning: nobody has told her yet that she may have an FIR, and the SHO was asked.
DOWRY: Final[dict[str, Any]] = {
    **ELDER,
    "arrived_at": "09:30",
    "name": HER,
    "age_years": 24,
    "village": "नगला बिहारीपुर",
    "matter_heads": ["cruelty_dowry"],
    "gist_for_register": "ससुरालीजन द्वारा मोटरसाइकिल व दो लाख की मांग",
    "danger_signs": [FEARED, "confined_or_no_phone"],
    "self_harm": "no",
    "actions_done": ["sho_told"],
    "risk_decided": "high",
    "consent_by": "herself",
    "consent_matrix": {"counselling": "yes", "family_told": "yes", "protection_officer_dpo": "yes"},
    "she_wants": "help_without_fir_now",
    "cognizable_view": "doubt_sho_asked",
    "route": "family_court",
    "may_contact": "yes",
    "safe_phone_owner": "own",
    "safe_phone": NUMBER,
    "safe_time": ["12_13"],
    "safe_day": ["any_day"],
    "may_call": "yes",
    "say_who_is_calling": "सिलाई वाली",
}


def picture(sitting: Sitting, name: str) -> None:
    """Keep what the window shows, where somebody wants to look at it."""
    if folder := os.environ.get("PICTURES"):
        sitting.settle()
        QApplication.processEvents()
        sitting.window.grab().save(str(Path(folder) / f"{name}.png"))


# What every session of this matter is asked; what differs is told where it is written.
SITTING: Final[dict[str, Any]] = {
    "started_at": "",
    "held": "yes",
    "ended_at": "",
    "kind": "",
    "place": "centre_room",
    "privacy": "yes",
    "counsellor": "",
    "people_present": [],
    "called_not_come": [],
    "consent_today": "same",
    "aim_agreed": ["family_talk"],
    "danger_signs": ["none"],
    "self_harm": "no",
    "agreed_summary": "",
    "summary_read_back": "yes",
    "support_given": ["listened"],
    "her_choice": "",
    "pressured": "no",
    "outcome": "",
    "risk_after": "",
    "next_session": "",
}


# The end of it as the in-charge writes it, all but what is still open.
CLOSED: Final[dict[str, Any]] = {
    "closed_on": "आज",
    "reason": "settled_and_checked",
    "asked_directly": "yes",
    "asked_how": "in_person",
    "safety_now": "safe",
    "signs_open": ["none"],
    "legal_state": "none",
    "goals": dict.fromkeys(("safety", "health", "psychosocial", "legal", "money", "child"), "met"),
    "follow_up_after": "30_days_safe_call",
    "how_to_return": "yes",
    "feedback_offered": "no",
}


def entry_page(sitting: Sitting) -> CaseEntryPage:
    """The open page of a case record."""
    page = sitting.page
    assert isinstance(page, CaseEntryPage)
    return page


class Count:
    """Tells how many keys each step took."""

    def __init__(self, sitting: Sitting) -> None:
        self._hands = sitting.hands
        self._from = sitting.hands.presses
        self.steps: list[tuple[str, int]] = []

    def __call__(self, what: str) -> None:
        self.steps.append((what, self._hands.presses - self._from))
        self._from = self._hands.presses

    def tell(self, capsys: pytest.CaptureFixture[str], title: str) -> None:
        with capsys.disabled():
            print(f"\n{title}, keys: " + ", ".join(f"{what} {number}" for what, number in self.steps))


def due_row(sitting: Sitting, token: str) -> list[str]:
    """Open the first place and return the row of a matter in what is due."""
    sitting.alt(Qt.Key.Key_1)
    page = sitting.page
    assert isinstance(page, TodayPage)
    return next(row for row in page.due.table.said if any(token in cell for cell in row))


def sit_down(sitting: Sitting, role: Role | None) -> Desk:
    """Let a colleague sit down by F8; None is the in-charge."""
    name, secret = (NAMES[role][0], NAMES[role][2]) if role else ("ऊषा किरन", PASSPHRASE)
    seat(sitting, name, secret)
    assert sitting.app.desk is not None
    return sitting.app.desk


def find(sitting: Sitting, words: str) -> MatterPage:
    """Find a matter by Ctrl+K and open it."""
    sitting.press(Qt.Key.Key_K, CTRL)
    sitting.hands.type(words)
    sitting.enter()
    assert isinstance(sitting.page, MattersPage)
    sitting.hands.press(Qt.Key.Key_Down)
    sitting.enter()
    page = sitting.page
    assert isinstance(page, MatterPage)
    return page


def save(sitting: Sitting, page: QWidget) -> None:
    """Save by the key for it; what was refused is told."""
    sitting.press(Qt.Key.Key_Return, CTRL)
    refused = getattr(getattr(page, "model", None), "refusals", ())
    assert sitting.page is not page, [(one.path, one.code.value) for one in refused]


def pass_time(desk: Desk, span: timedelta) -> None:
    """Let time pass in the practice office."""
    assert isinstance(desk.clock, PracticeClock)
    desk.clock.advance(span)


def test_a_dowry_matter_to_its_end_and_back(
    station: Desk, district: Desk, sit: Sit, qtbot: QtBot, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Refused, told and explained, adjourned, agreed, promised, closed by two, called after thirty days, come again."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.COUNSELLOR)
    assert staff.ids
    added = recording.add(station, DOWRY)
    matter = added.record
    sitting = sit(station)
    count = Count(sitting)

    desk = sit_down(sitting, Role.COUNSELLOR)
    count("the counsellor sits down")
    page = find(sitting, "pushpa")
    picture(sitting, "c01-matter")
    letter(sitting, qtbot, Qt.Key.Key_D, lambda: isinstance(sitting.page, JointGatePage))
    gate = sitting.page
    assert isinstance(gate, JointGatePage)
    said = texts(gate)
    picture(sitting, "c02-gate")
    for reason in ("खतरे का गम्भीर संकेत खुला है", "एफ0आई0आर0 का विकल्प बताया गया", "संज्ञेय अपराध है या नहीं"):
        assert reason in said
    assert "अब तक 1 बार" in said and HER not in said
    assert {"tell_sho", "safety_plan", "tell_fir_choice", "support_only"} <= set(gate.instead)
    count("both sides together: refused")

    sitting.go_to(gate.instead["tell_fir_choice"])
    sitting.enter()
    entry = sitting.page
    assert isinstance(entry, IntakePage)
    assert entry.view.row("rights_told").isAncestorOf(sitting.hands.at), "at the question that is missing"
    fill(
        sitting,
        entry,
        {
            "rights_told": ["fir_free_copy", "lawyer_free"],
            "rights_told_at": "अभी",
            "cognizable_view": "no",
            "deciding_officer": staff.ids[Role.HOUSE_OFFICER],
            "route": "ncr",
            "ncr_no": "41/26",
        },
    )
    picture(sitting, "c03-choice-told")
    sitting.press(Qt.Key.Key_Return, CTRL)
    sitting.hands.type("एफ0आई0आर0 का विकल्प अब बताया, थाना प्रभारी ने देखा")
    picture(sitting, "c04-review")
    save(sitting, entry)
    assert sitting.page is page
    count("the FIR choice told, with its time")

    letter(sitting, qtbot, Qt.Key.Key_D, lambda: isinstance(sitting.page, JointGatePage))
    gate = sitting.page
    assert isinstance(gate, JointGatePage)
    assert "एफ0आई0आर0 का विकल्प" not in texts(gate) and "अब तक 2 बार" in texts(gate)
    sitting.go_to(gate.explains[FEARED])
    sitting.enter()
    dialog_of(sitting, ReasonDialog)
    sitting.hands.type("अकेले में फिर पूछा: धमकी नहीं, गुस्से में कही बात थी")
    sitting.do(gate.dialog.verb)
    assert not gate.write.isHidden()
    picture(sitting, "c05-gate-open")
    count("the sign explained")

    pass_time(desk, timedelta(minutes=50))
    letter(sitting, qtbot, Qt.Key.Key_P, lambda: isinstance(sitting.page, CaseEntryPage))
    session = entry_page(sitting)
    fill(
        sitting,
        session,
        {
            **SITTING,
            "kind": "couple_family_joint",
            "started_at": "12:10",
            "ended_at": "12:45",
            "counsellor": desk.person.id,
            "people_present": [{"who": "herself", "consented": "yes"}],
            "called_not_come": [{"who": "in_laws", "how": "notice", "reason": "does_not_want", "count": "1"}],
            "agreed_summary": "ससुराल पक्ष नहीं आया। अगली तिथि पर फिर बुलायेंगे।",
            "her_choice": "family_talk",
            "outcome": "adjourned",
            "risk_after": "medium",
            "next_session": "08-10-2026 12:00",
        },
    )
    picture(sitting, "c06-adjourned")
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert session.model.refusals[0].path == "supervisor_look"
    picture(sitting, "c07-supervisor-asked")
    fill(sitting, session, {"supervisor_look": "asked"})
    save(sitting, session)
    count("called and not come: adjourned")
    assert sitting.page is page
    assert page.timeline.said[0][1] == "परामर्श 1: दोनों पक्ष / परिवार साथ, अगली तिथि दी गई"
    (session_kept,) = casework.read(desk, matter).case.of(SESSION)
    assert session_kept.answers["called_not_come"] and session_kept.answers["supervisor_look"] == "asked"
    assert session_kept.answers["gate_result"] == "gate_open"
    picture(sitting, "c08-after-adjourned")

    promised = {"what": "बहू का फोन और कपड़े लौटाना", "owner_outside": "पति", "to_whom": "other_side"}
    pass_time(desk, timedelta(days=2))
    desk = sit_down(sitting, Role.COUNSELLOR)
    due_row(sitting, TOKEN)
    picture(sitting, "c09-today")
    page = find(sitting, "pushpa")
    picture(sitting, "c10-matter-later")
    letter(sitting, qtbot, Qt.Key.Key_D, lambda: isinstance(sitting.page, CaseEntryPage))
    session = entry_page(sitting)
    picture(sitting, "c11-joint")
    fill(
        sitting,
        session,
        {
            **SITTING,
            "kind": "couple_family_joint",
            "started_at": "12:05",
            "ended_at": "12:45",
            "counsellor": desk.person.id,
            "people_present": [{"who": "herself", "consented": "yes"}, {"who": "husband", "consented": "yes"}],
            "aim_agreed": ["family_talk"],
            "agreed_summary": "पक्ष-2 मारपीट और माँग नहीं करेगा, फोन लौटायेगा।",
            "her_choice": "family_talk",
            "outcome": "settled_with_follow_up",
            "risk_after": "low",
            "next_session": "14-10-2026 12:00",
            "agreement": {
                "terms": "पक्ष-2 कोई माँग नहीं करेगा; पक्ष-1 मायके बात कर सकेगी।",
                "witnesses": "ग्राम प्रधान",
                "review_on": "23-10-2026",
                "breach_step": "एफ0आई0आर0 लिखी जायेगी",
                "can_end_told": "yes",
            },
        },
    )
    picture(sitting, "c12-agreement")
    save(sitting, session)
    count("agreement")
    picture(sitting, "c13-agreed")
    assert page.timeline.said[0][1].startswith("परामर्श 2: दोनों पक्ष / परिवार साथ, सुलह-समझौता")

    letter(sitting, qtbot, Qt.Key.Key_V, lambda: isinstance(sitting.page, CaseEntryPage))
    promise = entry_page(sitting)
    fill(sitting, promise, {**promised, "by_when": "10-10-2026"})
    save(sitting, promise)
    count("promise")
    letter(sitting, qtbot, Qt.Key.Key_V, lambda: isinstance(sitting.page, CaseEntryPage))
    promise = entry_page(sitting)
    fill(
        sitting,
        promise,
        {
            "what": "बीट अधिकारी हर सप्ताह हाल पूछेंगी",
            "owner": staff.ids[Role.HOUSE_OFFICER],
            "to_whom": "her",
            "by_when": "30-10-2026",
        },
    )
    save(sitting, promise)
    letter(sitting, qtbot, Qt.Key.Key_R, lambda: isinstance(sitting.page, CaseEntryPage))
    referral = entry_page(sitting)
    fill(
        sitting,
        referral,
        {
            "partner": "dpo_protection_officer",
            "need_served": ["legal"],
            "urgency": "7_days",
            "basis": "consent_row",
            "consent_row": "protection_officer_dpo",
            "consent_on": "06-10-2026",
            "what_shared": ["token_only", "gist"],
            "status": "accepted",
            "next_check": "15-10-2026 11:00",
        },
    )
    picture(sitting, "c14-referral")
    save(sitting, referral)
    count("referral")
    pass_time(desk, timedelta(days=1))
    page = find(sitting, "pushpa")
    do_task(sitting, page, TaskKind.PROMISE)
    kept = entry_page(sitting)
    picture(sitting, "c14-promise-kept")
    fill(sitting, kept, {"kept_on": "आज"})
    sitting.hands.tab()
    fill(sitting, kept, {"how": "फोन और कपड़े लाकर दिये"})
    save(sitting, kept)
    count("promise kept")
    assert any("पूरा हुआ 09-10-2026" in line[1] for line in page.timeline.said)

    desk = sit_down(sitting, None)
    page = find(sitting, "pushpa")
    letter(sitting, qtbot, Qt.Key.Key_N, lambda: isinstance(sitting.page, CaseEntryPage))
    closure = entry_page(sitting)
    fill(sitting, closure, {"legal_state": "none"})
    picture(sitting, "c15-still-open")
    fill(sitting, closure, CLOSED)
    picture(sitting, "c15-closure")
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert sitting.page is closure
    picture(sitting, "c16-closure-refused")
    refused = [one.path for one in closure.model.refusals]
    assert refused == [f"open_reasons.{number}.why" for number in range(4)], refused
    for line in (
        "समय सीमा: एन0सी0आर0",
        "समय सीमा: घरेलू घटना रिपोर्ट",
        "वादा: बीट अधिकारी हर सप्ताह",
        "संदर्भन: जिला प्रोबेशन अधिकारी",
    ):
        assert line in texts(closure)
    count("closure refused")
    whys = (
        "पाक्षिक डायरी चलती रहेगी",
        "संरक्षण अधिकारी को शिकायत नहीं गयी",
        "बीट अधिकारी आगे भी पूछेंगी",
        "वे अब नहीं जाना चाहतीं",
    )
    fill(sitting, closure, {"open_reasons": [{"why": why} for why in whys]})
    save(sitting, closure)
    picture(sitting, "c17-proposed")
    count("closure proposed")
    do_task(sitting, page, TaskKind.APPROVAL)
    record = sitting.page
    assert isinstance(record, CaseRecordPage) and record.approve.isHidden()
    assert "थाना प्रभारी" in sitting.kit.notices.sentence
    picture(sitting, "c18-own-approval")
    count("one's own approval refused")

    desk = sit_down(sitting, Role.HOUSE_OFFICER)
    page = find(sitting, "pushpa")
    do_task(sitting, page, TaskKind.APPROVAL)
    record = sitting.page
    assert isinstance(record, CaseRecordPage)
    picture(sitting, "c19-to-approve")
    letter(sitting, qtbot, Qt.Key.Key_A, lambda: bool(sitting.window.findChildren(QMessageBox)))
    box = dialog_of(sitting, QMessageBox)
    sitting.go_to(box.buttons()[0])
    sitting.press(Qt.Key.Key_Space)
    sitting.settle()
    assert sitting.page is page and "निस्तारित" in texts(page)
    count("approved by another")

    pass_time(desk, timedelta(days=30))
    desk = sit_down(sitting, Role.COUNSELLOR)
    assert "निस्तारण के बाद हाल पूछें" in due_row(sitting, TOKEN)
    picture(sitting, "c20-thirty-days")
    page = find(sitting, "pushpa")
    picture(sitting, "c21-closed")
    do_task(sitting, page, TaskKind.FOLLOW_UP)
    call = entry_page(sitting)
    assert NUMBER not in texts(call)
    sitting.press(Qt.Key.Key_Space)
    picture(sitting, "c22-call")
    assert NUMBER in texts(call) and "सिलाई वाली" in texts(call)
    fill(sitting, call, {"reached": "her", "danger_changed": "no_change"})
    fill(sitting, call, {"no_next_reason": "she_will_come"})
    save(sitting, call)
    assert [task.kind for task, _ in page.tasks.links] == []
    assert casework.read(desk, matter).case.closed is not None
    count("the safe call after 30 days")

    desk = sit_down(sitting, None)
    sitting.press(Qt.Key.Key_N, CTRL)
    entry = sitting.page
    assert isinstance(entry, IntakePage)
    sitting.press(Qt.Key.Key_Return, CTRL)
    sitting.enter()
    fill(sitting, entry, {"channel": "walk_in", "visit_kind": "same_matter_again"})
    fill(sitting, entry, {"linked_tokens": [{"token": "1"}]})
    picture(sitting, "c23-again")
    fill(
        sitting,
        entry,
        {
            "name": "पुष्पा",
            "age_years": "24",
            "village": "नगला बिहारीपुर",
            "police_station": "सासनी",
            "matter_heads": ["cruelty_dowry"],
            "route": "other_department",
            "sent_to_office": "जिला प्रोबेशन कार्यालय",
            "information_time": "अभी",
            "gist_for_register": "पुनः आगमन, फिर माँग",
        },
    )
    sitting.press(Qt.Key.Key_Return, CTRL)
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert sitting.kit.notices.sentence == "प्रविष्टि MSK/SAS/2026/0002 पूरी हुई।"
    picture(sitting, "c24-reopened")
    count("she comes again")
    page = find(sitting, "0001")
    picture(sitting, "c25-reopened-matter")
    assert page.timeline.said[0][1] == "वे फिर आईं, प्रकरण फिर खुला" and "फिर खुला" in texts(page)
    assert casework.read(desk, matter).case.closed is None

    stick = tmp_path / "stick"
    stick.mkdir()
    there = sit(district)
    sitting.window.activateWindow()
    join(sitting, there, stick)
    taken = carry(sitting, there, stick)
    assert ("नाम", "कोई नाम नहीं") in taken.seen.lines
    count("joined, sent, receipted")
    count.tell(capsys, "a dowry matter")
    assert found(desk) == [] and found(district) == []


TO_OSC: Final[dict[str, Any]] = {
    "partner": "osc",
    "partner_office": "महिला चिकित्सालय परिसर",
    "need_served": ["safety_shelter"],
    "urgency": "24_h",
    "basis": "consent_row",
    "consent_row": "osc",
    "consent_on": "06-10-2026",
    "what_shared": ["token_only", "first_name", "contact"],
    "status": "sent",
    "sent_at": "11:00",
    "next_check": "08-10-2026 11:00",
}
WOMAN: Final[dict[str, Any]] = {
    **ELDER,
    "arrived_at": "09:30",
    "name": HER,
    "age_years": 24,
    "village": "नगला बिहारीपुर",
    "matter_heads": ["domestic_violence"],
    "gist_for_register": "पति द्वारा मारपीट",
    "danger_signs": ["none"],
    "risk_decided": "medium",
    "consent_by": "herself",
    "consent_matrix": {"counselling": "yes", "osc": "yes", "district_office_with_name": "yes"},
    "rights_told": ["fir_free_copy"],
    "rights_told_at": "10:00",
    "cognizable_view": "no",
    "may_contact": "yes",
    "safe_phone_owner": "own",
    "safe_phone": NUMBER,
    "safe_time": ["12_13"],
    "safe_day": ["any_day"],
    "may_call": "yes",
    "say_who_is_calling": "सिलाई वाली",
}


def carry(here: Sitting, there: Sitting, stick: Path) -> ReceivingPage:
    """Send a bundle, take it in at the district, and take the receipt in at the station."""
    page = look(there, send(here, stick))
    there.do(page.take)
    here.do(take_receipt(here, stick / dict(page.taken.lines)["पावती की फाइल"]).finish)
    return page


def names_held(there: Sitting) -> list[str]:
    """Open what the district holds of the first station, and return what stands where a name would."""
    there.alt(Qt.Key.Key_1)
    stations = there.page
    assert isinstance(stations, StationsPage)
    there.go_to(stations.table)
    there.enter()
    held = there.page
    assert isinstance(held, StationPage)
    return [row[4] for row in held.table.said]


def call_list(sitting: Sitting, qtbot: QtBot) -> str:
    """Print today's calls from the first place and return what stands on the paper."""
    sitting.alt(Qt.Key.Key_1)
    letter(sitting, qtbot, Qt.Key.Key_C, lambda: isinstance(sitting.page, LetterPage))
    page = sitting.page
    assert isinstance(page, LetterPage) and page._printed is not None
    return text_of(page._printed.pdf)


def test_a_consent_taken_back_after_her_name_went_out(
    station: Desk, district: Desk, sit: Sit, qtbot: QtBot, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Sent with her name and receipted, a letter out; withdrawn; what went is listed, asked back, no more goes."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.COUNSELLOR)
    assert staff.ids
    stick = tmp_path / "stick"
    stick.mkdir()
    recording.add(station, WOMAN)
    here, there = sit(station), sit(district)
    count = Count(here)
    join(here, there, stick)
    count("joined the district")
    taken = carry(here, there, stick)
    assert ("नाम", "1 – सहमति से") in taken.seen.lines
    assert names_held(there) == [HER]
    picture(there, "d01-district-named")
    count("a bundle with her name, receipted")

    find(here, "pushpa")
    letter(here, qtbot, Qt.Key.Key_R, lambda: isinstance(here.page, CaseEntryPage))
    referral = entry_page(here)
    fill(here, referral, TO_OSC)
    here.press(Qt.Key.Key_Return, CTRL)
    picture(here, "d02-letter-offered")
    here.enter()
    paper = here.page
    assert isinstance(paper, LetterPage)
    picture(here, "d03-letter")
    count("referral and its letter")
    here.press(Qt.Key.Key_Escape)

    find(here, "pushpa")
    letter(here, qtbot, Qt.Key.Key_F, lambda: isinstance(here.page, CaseEntryPage))
    call = entry_page(here)
    fill(here, call, {"due": "06-10-2026 12:30", "way": "safe_call"})
    save(here, call)
    assert NUMBER in call_list(here, qtbot)
    count("a call planned, the list printed")
    page = find(here, "pushpa")

    letter(here, qtbot, Qt.Key.Key_S, lambda: isinstance(here.page, CaseEntryPage))
    consent = entry_page(here)
    fill(
        here,
        consent,
        {"kind": "withdrawn", "consent_by": "herself", "withdrawn_scope": ["osc", "district_office_with_name"]},
    )
    picture(here, "d04-withdrawn")
    save(here, consent)
    gone = here.page
    assert isinstance(gone, GoneOutPage)
    picture(here, "d05-gone")
    for line in (
        "बण्डल 1 जनपद को भेजा गया, 06-10-2026 12:00",
        "संदर्भन पत्र म0श0के0-1/2026 छापा गया, 06-10-2026 12:00",
        "नाम के साथ गया",
        "प्रमाण: उनकी पावती",
    ):
        assert line in texts(gone)
    assert HER not in texts(gone) and "पुष्पा" not in texts(gone)
    count("withdrawn, and what has gone out")
    (again,) = gone.recalls.values()
    here.do(again)
    asked_back = here.page
    assert isinstance(asked_back, LetterPage)
    picture(here, "d06-recall")
    here.press(Qt.Key.Key_Escape)
    assert here.page is gone and "वापसी पत्र म0श0के0-2/2026 छापा गया" in texts(gone) and gone.recalls == {}
    picture(here, "d07-recalled")
    count("the recall letter")
    here.do(next(iter(gone.writes.values())))
    back = entry_page(here)
    fill(here, back, {"recall_reason": "consent_withdrawn"})
    picture(here, "d08-taken-back")
    save(here, back)
    assert here.page is gone and gone.writes == {}
    here.press(Qt.Key.Key_Escape)
    here.press(Qt.Key.Key_Escape)
    assert here.window.page is page
    assert TaskKind.REFERRAL not in {task.kind for task, _ in page.tasks.links}
    count("written down as taken back")

    letter(here, qtbot, Qt.Key.Key_K, page.gone.isVisible)
    letter(here, qtbot, Qt.Key.Key_G, lambda: isinstance(here.page, GoneOutPage))
    assert "बण्डल 1 जनपद को" in texts(here.page), "the list is found again on another day"
    here.press(Qt.Key.Key_Escape)
    open_line(here, page, "संदर्भन 1: ")
    record = here.page
    assert isinstance(record, CaseRecordPage)
    assert record.papers.buttons[REFERRAL_LETTER].isHidden() and record.papers.buttons[RECALL_LETTER].isVisible()
    picture(here, "d09-referral")
    here.press(Qt.Key.Key_Escape)
    letter(here, qtbot, Qt.Key.Key_R, lambda: isinstance(here.page, CaseEntryPage))
    again_sent = entry_page(here)
    fill(here, again_sent, TO_OSC)
    here.press(Qt.Key.Key_Return, CTRL)
    assert [one.path for one in again_sent.model.refusals] == ["consent_row"]
    picture(here, "d10-not-again")
    assert "उनसे पूछकर सहमति भरें" in texts(again_sent)
    here.press(Qt.Key.Key_Escape)
    here.press(Qt.Key.Key_Escape)
    count("sending again refused, with the cure")

    page = find(here, "pushpa")
    letter(here, qtbot, Qt.Key.Key_K, page.amend.isVisible)
    letter(here, qtbot, Qt.Key.Key_C, lambda: isinstance(here.page, IntakePage))
    entry = here.page
    assert isinstance(entry, IntakePage)
    fill(here, entry, {"may_contact": "no"})
    here.press(Qt.Key.Key_Return, CTRL)
    here.hands.type("अब फोन न करने को कहा")
    save(here, entry)
    listed = call_list(here, qtbot)
    picture(here, "d11-call-list")
    assert NUMBER not in listed and TOKEN in listed and "सम्पर्क से मना किया है" in listed
    assert "वे स्वयं आएँ तब बात करें" in listed, "the cure"
    page = find(here, "pushpa")
    do_task(here, page, TaskKind.FOLLOW_UP)
    call = entry_page(here)
    here.press(Qt.Key.Key_Space)
    picture(here, "d12-no-call")
    assert NUMBER not in texts(call) and "सम्पर्क से मना किया है" in texts(call)
    here.press(Qt.Key.Key_Escape)
    count("no call any more")

    taken = carry(here, there, stick)
    assert ("बण्डल", "संख्या 2") in taken.seen.lines and ("नाम", "कोई नाम नहीं") in taken.seen.lines
    assert names_held(there) == ["थाने में"]
    picture(there, "d14-district-after")
    count("the next bundle, without a name, receipted")
    count.tell(capsys, "a consent taken back")
    assert found(station) == [] and found(district) == []


def test_a_joint_session_written_down_and_refused_is_counted_once(station: Desk, sit: Sit, qtbot: QtBot) -> None:
    """Who chooses it in the form without asking at the gate is counted as well; saving again is the same asking."""
    matter = recording.add(station, DOWRY).record
    sitting = sit(station)
    find(sitting, "pushpa")
    letter(sitting, qtbot, Qt.Key.Key_P, lambda: isinstance(sitting.page, CaseEntryPage))
    session = entry_page(sitting)
    fill(sitting, session, {"kind": "couple_family_joint"})
    for _ in range(2):
        sitting.press(Qt.Key.Key_Return, CTRL)
        assert "kind" in [one.path for one in session.model.refusals]
    assert [act.kind for act in casework.read(station, matter).case.acts] == [GATE_CLOSED]
    assert found(station) == []
