"""Three matters from her first ten minutes on, as a constable and the counsellor live them in the window:

(a) the rape of an adult, (b) a child, (e) an adult couple that their kin threaten. Hindi, keyboard alone, real office.
The women, the child and the couple are invented. With PICTURES set to a folder the main moments are kept there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from station_desk.desk import case_reading, casework, due_sheet, letters, reading, registers, sealing
from station_desk.desk.law import case_form
from station_desk.desk.ports import Desk, intake_form
from station_desk.domain.case import CLOSURE, CONSENT, FOLLOW_UP, PLAN, PROMISE, REFERRAL, SESSION
from station_desk.domain.clocks import Clock, ClockState
from station_desk.domain.fields import Field
from station_desk.domain.roles import Role
from station_desk.domain.tasks import TaskKind
from station_desk.errors import ProblemCode
from station_desk.host.clock import PracticeClock
from station_desk.ui.dialogs.clock import LATE, ClockDialog
from station_desk.ui.dialogs.one_of import OneOfDialog
from station_desk.ui.due_table import DUE, WHAT
from station_desk.ui.page import Page
from station_desk.ui.pages.case_entry import CaseEntryPage
from station_desk.ui.pages.clock_board import ClockBoardPage
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.joint_gate import JointGatePage
from station_desk.ui.pages.letter import LetterPage
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.matters import MattersPage
from station_desk.ui.pages.today import TodayPage
from tests.journeys.answering import fill
from tests.journeys.conftest import Sitting
from tests.journeys.steps import seat
from tests.journeys.test_case_page_in_window import dialog_of, do_task, letter, texts
from tests.referrals import text_of
from tests.staff import NAMES, add_staff, found
from tests.ui.typing_hands import CTRL

Sit = Callable[[Desk], Sitting]
P = TypeVar("P", bound=Page)
COLLEAGUES: Final = (Role.HOUSE_OFFICER, Role.COUNSELLOR, Role.NODAL_OFFICER, Role.CENTRE_STAFF)
CHOSEN: Final = "settled_with_follow_up"


# ---- what an officer does


def here(sitting: Sitting, kind: type[P]) -> P:
    """Return the open page, of this kind."""
    page = sitting.page
    assert isinstance(page, kind), type(page)
    return page


def picture(sitting: Sitting, name: str) -> None:
    """Keep what is on the screen, where somebody wants to look at it."""
    if folder := os.environ.get("PICTURES"):
        sitting.settle()
        (QApplication.activeModalWidget() or sitting.window).grab().save(str(Path(folder) / f"{name}.png"))


def desk_of(sitting: Sitting) -> Desk:
    """Return the desk of whoever sits there."""
    assert sitting.app.desk is not None
    return sitting.app.desk


def take_seat(sitting: Sitting, role: Role) -> None:
    """Let a colleague sit down by F8, name and password."""
    seat(sitting, NAMES[role][0], NAMES[role][2])


def later(desk: Desk, **time: float) -> None:
    """Let time go by."""
    assert isinstance(desk.clock, PracticeClock)
    desk.clock.advance(timedelta(**time))


def begin(sitting: Sitting, taps: str) -> IntakePage:
    """Answer the taps of her first minutes, give the token, go on without paper."""
    sitting.press(Qt.Key.Key_N, CTRL)
    page = here(sitting, IntakePage)
    sitting.hands.type(taps)
    sitting.settle()
    sitting.enter()
    sitting.enter()
    assert page.token == "MSK/SAS/2026/0001"
    sitting.enter()
    assert page.view.open_section.id == "danger"
    return page


def finish(sitting: Sitting) -> None:
    """Read back, and finish."""
    sitting.press(Qt.Key.Key_Return, CTRL)
    sitting.press(Qt.Key.Key_Return, CTRL)


def open_case(sitting: Sitting) -> MatterPage:
    """Open the only matter from the list of matters."""
    sitting.alt(Qt.Key.Key_2)
    sitting.go_to(here(sitting, MattersPage).table)
    sitting.enter()
    return here(sitting, MatterPage)


def write(sitting: Sitting, qtbot: QtBot, key: Qt.Key) -> CaseEntryPage:
    """Open a new case record by its letter."""
    letter(sitting, qtbot, key, lambda: isinstance(sitting.page, CaseEntryPage))
    return here(sitting, CaseEntryPage)


def back_to(sitting: Sitting, page: Page) -> None:
    """Press Esc until a page is open again: a notice goes first, then the page."""
    for _ in range(4):
        if sitting.page is not page:
            sitting.press(Qt.Key.Key_Escape)
    assert sitting.page is page


def send(sitting: Sitting, case: MatterPage) -> None:
    """Save a referral that was sent and look at its letter, which is offered at once."""
    sitting.press(Qt.Key.Key_Return, CTRL)
    dialog_of(sitting, OneOfDialog)
    sitting.enter()
    here(sitting, LetterPage)
    picture(sitting, f"letter-{sitting.hands.presses}")
    back_to(sitting, case)


def note_met(sitting: Sitting, case: MatterPage, clock: str, at: str) -> None:
    """Write from the right column when a clock was met."""
    do_task(sitting, case, TaskKind.CLOCK, clock)
    dialog_of(sitting, ClockDialog)
    sitting.hands.press(Qt.Key.Key_A, CTRL)
    sitting.hands.type(at)
    sitting.enter()


def explain_late(sitting: Sitting, case: MatterPage, clock: str, why: str) -> None:
    """Write from the right column why a clock was missed."""
    do_task(sitting, case, TaskKind.CLOCK, clock)
    dialog = dialog_of(sitting, ClockDialog)
    sitting.go_to(dialog.choice)
    sitting.press(Qt.Key.Key_Down)
    sitting.press(Qt.Key.Key_Space)
    sitting.go_to(dialog.lines[LATE])
    sitting.hands.type(why)
    sitting.enter()


def shut_gate(sitting: Sitting, qtbot: QtBot, name: str) -> JointGatePage:
    """Ask for both sides together; the reasons stand there. The page stays open."""
    letter(sitting, qtbot, Qt.Key.Key_D, lambda: isinstance(sitting.page, JointGatePage))
    gate = here(sitting, JointGatePage)
    picture(sitting, name)
    return gate


# ---- what an officer looks for


def open_now(case: MatterPage, kind: TaskKind) -> list[str]:
    """Return what of a kind stands open in the right column."""
    return [line.task.key for line in case.tasks.lines if line.task.kind == kind]


def clocks(desk: Desk, matter: str) -> dict[str, Clock]:
    """Return the clocks of a matter as they stand now."""
    return {clock.row.id: clock for clock in case_reading.read_file(desk, matter).clocks}


def record_of(desk: Desk) -> str:
    """Return the record of the only matter."""
    (listed,) = reading.matters(desk)
    return listed.row.record


def on_lists(sitting: Sitting) -> str:
    """Return what can be read on the first page of the day and in the list of matters."""
    sitting.alt(Qt.Key.Key_1)
    today = here(sitting, TodayPage)
    told = [texts(today), *(" ".join(row) for row in today.due.table.said)]
    sitting.alt(Qt.Key.Key_2)
    matters = here(sitting, MattersPage)
    model = matters.table.model()
    places = [model.index(row, at) for row in range(model.rowCount()) for at in range(model.columnCount())]
    told += [texts(matters), *(str(place.data()) for place in places), sitting.window.windowTitle()]
    return "\n".join(told)


def on_papers(desk: Desk, matter: str) -> str:
    """Return what another program reads in the papers that leave the desk: register, what is due, letters."""
    day = desk.today()
    made = [registers.print_day(desk, day, "hi").pdf, due_sheet.print_due(desk, day, "hi").pdf]
    sent = casework.read(desk, matter).case.of(REFERRAL)
    made += [letters.print_referral(desk, referral.record, "hi").pdf for referral in sent]
    return "\n".join(text_of(pdf) for pdf in made)


def nowhere(told: str, *words: str) -> None:
    """None of these words, nor any part of a name among them, can be read there."""
    for word in words:
        assert word not in told, word


def choices_of(fields: Sequence[Field]) -> Iterator[str]:
    """Yield the Hindi words of everything that can be chosen."""
    for field in fields:
        yield from (choice.label.hi for choice in field.choices)
        yield from choices_of(field.fields)


@pytest.fixture
def sitting(station: Desk, sit: Sit) -> Sitting:
    """The window, with the constable at its keyboard."""
    add_staff(station, *COLLEAGUES)
    window = sit(station)
    take_seat(window, Role.CENTRE_STAFF)
    return window


# ---- (a) the rape of an adult

RAPED: Final = "श्रीमती राजकुमारी देवी"
FIRST_A: Final[dict[str, Any]] = {
    "danger_signs": ["threat_to_kill", "forced_sex", "she_fears_for_life"],
    "self_harm": "no",
    "needs_now": ["doctor", "lawyer"],
    "actions_done": ["sho_told"],
    "risk_decided": "immediate",
    "may_contact": "yes",
    "safe_phone_owner": "relative",
    "safe_phone": "9000001009",
    "safe_time": ["12_13"],
    "safe_day": ["any_day"],
    "may_call": "yes",
    "may_message": "no",
    "say_who_is_calling": "फैक्ट्री से",
    "arrived_at": "11:30",
    "channel": "walk_in",
    "visit_kind": "first",
    "consent_by": "herself",
    "explained_in": "hindi",
    "read_aloud": "yes",
    "consent_matrix": {
        "record_my_case": "yes",
        "counselling": "yes",
        "dlsa_lawyer": "yes",
        "hospital": "yes",
        "family_told": "no",
        "district_office_with_name": "no",
    },
    "withhold_from": ["pradhan", "media"],
    "name": RAPED,
    "age_years": "28",
    "gender": "woman",
    "village": "ततारपुर की गढ़ी",
    "police_station": "सासनी",
    "own_words": "मेरी मर्जी के खिलाफ जबरदस्ती की।",
    "matter_heads": ["rape_attempt"],
    "violence_group": "sexual_contact_with_penetration",
    "from_date": "05-10-2026",
    "place_kind": "workplace",
    "respondents": [{"relation": "employer", "known": "known"}],
    "rights_told": ["fir_free_copy", "zero_fir", "lawyer_free", "medical_free"],
    "rights_told_at": "11:34",
    "she_wants": "fir_now",
    "cognizable_view": "yes",
    "information_time": "11:35",
    "sections": ["bns_64_1", "bns_351_3"],
    "route": "fir",
    "gd_no": "21",
    "fir_no": "303/26",
    "fir_at": "11:50",
    "copy_given_at": "11:55",
    "medical": {"offered_at": "11:40", "consent": "yes"},
    "gist_for_register": "पीड़िता की सूचना पर अभियोग, मेडिकल हेतु भेजा",
}
# Day file, entry 9 (there a zero FIR): what has to run, and until when.
RUNS_A: Final = {
    "woman_officer_records": "06-10-2026",
    "report_to_magistrate": "06-10-2026",
    "magistrate_statement_24h": "07-10-2026 11:35 तक",
    "medical_examination": "07-10-2026 11:35 तक",
    "investigation_complete": "06-12-2026 11:50 तक",
    "progress_to_victim": "04-01-2027 11:50 तक",
    "magistrate_statement": "",
    "rape_victim_statement_place": "",
    "woman_officer_takes_statement": "",
}


def test_a_raped_woman_is_seen_through_her_first_two_days(
    station: Desk, sitting: Sitting, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    """Clocks, medical, referrals, a sealed session, the lateness explained; nothing settled; her name on no paper."""
    began = sitting.hands.presses
    page = begin(sitting, "12111113")
    token = sitting.hands.presses - began
    fill(sitting, page, FIRST_A)
    picture(sitting, "a1-entry")
    finish(sitting)
    today = here(sitting, TodayPage)
    entered = sitting.hands.presses - began
    due = {row[WHAT]: row[DUE] for row in today.due.table.said}
    assert due["चिकित्सीय परीक्षण हेतु भेजना (सहमति से)"] == "कल 11:35 तक", "24 hours over the night"
    picture(sitting, "a2-today")
    matter = record_of(station)

    case = open_case(sitting)
    assert sorted(open_now(case, TaskKind.CLOCK)) == sorted(RUNS_A)
    shown = {line.task.key: line for line in case.tasks.lines}
    for clock, until in RUNS_A.items():
        assert shown[clock].due == ("आज तक" if until == "06-10-2026" else until), clock
    assert "184(1)" in shown["medical_examination"].below
    assert "सत्यापन शेष" in shown["magistrate_statement_24h"].below
    assert clocks(station, matter)["fir_copy_free"].state is ClockState.MET
    assert {"doctor_first", "medical_with_consent"} <= {*open_now(case, TaskKind.ACTION)}
    picture(sitting, "a3-case")

    note_met(sitting, case, "medical_examination", "11:58")
    assert clocks(station, matter)["medical_examination"].state is ClockState.MET
    assert not {"doctor_first", "medical_with_consent"} & {*open_now(case, TaskKind.ACTION)}
    assert {"medical_report", "hospital_free_treatment"} <= {*open_now(case, TaskKind.CLOCK)}
    assert clocks(station, matter)["medical_report"].state is ClockState.WAITING

    gate = shut_gate(sitting, qtbot, "a4-gate")
    assert set(case_reading.read_gate(station, matter).gate.reasons) == {"restricted_matter", "danger_open"}
    for said in ("Madanlal", "यह कारण हटता नहीं।", "खतरे का गम्भीर संकेत खुला है", "अब तक 1 बार"):
        assert said in texts(gate)
    assert {"support_only", "lawyer_free", "safety_plan"} <= {*gate.instead}
    back_to(sitting, case)

    hospital = write(sitting, qtbot, Qt.Key.Key_R)
    to_hospital = {"partner": "hospital", "need_served": ["health"], "urgency": "now", "consent_row": "hospital"}
    agreed = {"basis": "consent_row", "consent_on": "06-10-2026", "what_shared": ["token_only"]}
    gone = {"status": "sent", "sent_at": "11:58", "next_check": "07-10-2026 10:00"}
    fill(sitting, hospital, {**agreed, **to_hospital, **gone})
    picture(sitting, "a5-referral")
    send(sitting, case)
    lawyer = write(sitting, qtbot, Qt.Key.Key_R)
    to_lawyer = {"partner": "dlsa", "need_served": ["legal"], "urgency": "24_h", "consent_row": "dlsa_lawyer"}
    fill(sitting, lawyer, {**agreed, **to_lawyer, **gone})
    send(sitting, case)
    assert len(open_now(case, TaskKind.REFERRAL)) == 2

    take_seat(sitting, Role.COUNSELLOR)
    later(station, minutes=40)
    case = open_case(sitting)
    session = write(sitting, qtbot, Qt.Key.Key_P)
    asked = sitting.hands.presses
    fill(sitting, session, {"started_at": "12:02", "held": "yes", "kind": "couple_family_joint"})
    assert "Madanlal" in texts(session)
    picture(sitting, "a6-joint-session")
    fill(sitting, session, {"kind": "first_support", "ended_at": "12:38", "place": "centre_room", "privacy": "yes"})
    fill(sitting, session, {"people_present": [{"who": "herself", "consented": "yes"}], "consent_today": "same"})
    fill(sitting, session, {"aim_agreed": ["calm_and_safety"], "danger_signs": ["she_fears_for_life"]})
    fill(sitting, session, {"self_harm": "no", "actions_done": ["escort"], "session_notes": "रात को नींद नहीं आती"})
    fill(sitting, session, {"agreed_summary": "कल फिर बात।", "summary_read_back": "yes", "support_given": ["listened"]})
    fill(sitting, session, {"her_choice": "fir", "pressured": "no", "outcome": CHOSEN})
    picture(sitting, "a7-settled")
    sitting.press(Qt.Key.Key_Return, CTRL)
    refused = {(problem.path, problem.code) for problem in session.model.refusals}
    assert ("outcome", ProblemCode.JOINT_CLOSED) in refused
    assert not casework.read(station, matter).case.of(SESSION)
    fill(sitting, session, {"outcome": "support_continues", "risk_after": "high", "next_session": "08-10-2026 11:00"})
    fill(sitting, session, {"supervisor_look": "asked"})
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert sitting.page is case, session.model.refusals
    spoken = sitting.hands.presses - asked
    (kept,) = casework.read(station, matter).case.of(SESSION)
    assert "session_notes" not in kept.answers
    (note,) = sealing.read_notes(desk_of(sitting), matter).notes
    assert note.text is not None and "रात को नींद नहीं आती" in note.text
    assert "shelter_or_escort" not in open_now(case, TaskKind.ACTION), "an escort given in a session is seen as given"

    later(station, days=1)
    take_seat(sitting, Role.CENTRE_STAFF)
    case = open_case(sitting)
    late = {line.task.key for line in case.tasks.lines if line.late and line.task.kind == TaskKind.CLOCK}
    assert {"magistrate_statement_24h", "report_to_magistrate", "woman_officer_records"} <= late
    picture(sitting, "a8-next-day")
    explain_late(sitting, case, "magistrate_statement_24h", "न्यायालय में अवकाश था")
    statement = clocks(station, matter)["magistrate_statement_24h"]
    assert (statement.state, statement.reason) == (ClockState.LATE_EXPLAINED, "न्यायालय में अवकाश था")
    letter(sitting, qtbot, Qt.Key.Key_M, lambda: isinstance(sitting.page, ClockBoardPage))
    rows = {row[1]: row[0] for row in here(sitting, ClockBoardPage).table.said}
    assert rows["चिकित्सीय परीक्षण हेतु भेजना (सहमति से)"] == "समय पर हुआ"
    assert rows[statement.row.title.hi] == "विलम्बित, कारण लिखा है"
    picture(sitting, "a9-board")

    nowhere(on_lists(sitting), RAPED, "राजकुमारी", "9000001009", "ततारपुर")
    nowhere(on_papers(station, matter), RAPED, "राजकुमारी", "9000001009", "ततारपुर")
    assert found(station) == []
    with capsys.disabled():
        print(f"\n(a) token {token} keys, entry {entered}, session {spoken}, all {sitting.hands.presses - began}")


# ---- (b) a child

CHILD: Final = "राधिका उर्फ परी"
MOTHER: Final = "कुसुमलता"
ALONE: Final = {"hospital", "shelter", "photo_of_injury", "district_office_with_name"}
CONSENT_B: Final[dict[str, Any]] = {
    "explained_in": "hindi",
    "read_aloud": "yes",
    "consent_matrix": {"record_my_case": "yes", "counselling": "yes", "cwc": "yes", **dict.fromkeys(ALONE, "yes")},
    "withhold_from": ["pradhan", "media"],
}
FIRST_B: Final[dict[str, Any]] = {
    "danger_signs": ["child_hurt_or_threatened"],
    "self_harm": "not_asked",
    "self_harm_not_asked_reason": "child",
    "needs_now": ["children_safe"],
    "actions_done": ["sho_told"],
    "risk_decided": "high",
    "arrived_at": "10:15",
    "channel": "women_help_desk",
    "visit_kind": "first",
    "consent_by": "herself",
    **CONSENT_B,
    "name": CHILD,
    "age_years": "9",
    "age_basis": "document_seen",
    "gender": "girl",
    "village": "बिलौठिया खुर्द",
    "police_station": "सासनी",
    "informant": {"name": MOTHER, "relation": "mother", "phone": "9000001005"},
    "school_or_workplace": "प्राथमिक विद्यालय बिलौठिया",
    "own_words": "सर ने गलत तरीके से छुआ।",
    "matter_heads": ["molestation"],
    "violence_group": "other_sexual_contact",
    "from_date": "03-10-2026",
    "respondents": [{"relation": "teacher", "known": "known"}],
    "rights_told": ["fir_free_copy", "lawyer_free", "medical_free"],
    "rights_told_at": "10:20",
    "she_wants": "fir_now",
    "cognizable_view": "yes",
    "information_time": "10:22",
    "sections": ["bns_74", "pocso_9_10"],
    "route": "fir",
    "gd_no": "17",
    "fir_no": "303/26",
    "fir_at": "11:40",
    "copy_given_at": "11:50",
    "medical": {"offered_at": "11:55", "consent": "not_now"},
    "child_steps": {"form_a_given": "yes", "form_b_sent": "no", "night_at_station": "no"},
    "gist_for_register": "पीड़िता-क (बालिका) के साथ छेड़छाड़; पॉक्सो में अभियोग",
}
# Day file, entry 5, less the copy of the FIR (met) and the child's medical (held: offered, "not now").
RUNS_B: Final = {
    "woman_officer_records",
    "magistrate_statement",
    "pocso_written_read_over",
    "pocso_cwc_and_special_court",
    "pocso_form_a_and_form_b",
    "child_statement_rules",
    "report_to_magistrate",
    "investigation_complete",
    "progress_to_victim",
}


def test_a_childs_matter_keeps_to_the_law_of_children(
    station: Desk, sitting: Sitting, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    """No consent of the child alone; committee and court in 24 hours; never with the accused; her notes sealed."""
    began = sitting.hands.presses
    page = begin(sitting, "11211112")
    fill(sitting, page, FIRST_B)
    finish(sitting)
    assert sitting.page is page
    refused = {problem.path: problem.code for problem in page.model.refusals}
    assert refused == dict.fromkeys((f"consent_matrix.{row}" for row in ALONE), ProblemCode.ADULT_ONLY)
    assert page.view.row("consent_matrix").isAncestorOf(sitting.hands.at)
    picture(sitting, "b1-consent-refused")
    fill(sitting, page, {"consent_by": "guardian_child_s_assent"})
    finish(sitting)
    today = here(sitting, TodayPage)
    assert any("विशेष न्यायालय" in row[WHAT] for row in today.due.table.said), "24 hours over the night"
    matter = record_of(station)

    case = open_case(sitting)
    assert {*open_now(case, TaskKind.CLOCK)} == RUNS_B
    found_clocks = clocks(station, matter)
    assert found_clocks["child_medical"].state is ClockState.HELD
    assert "medical_examination" not in found_clocks, "the section for rape does not run"
    shown = {line.task.key: line.due for line in case.tasks.lines}
    assert shown["pocso_cwc_and_special_court"] == shown["pocso_form_a_and_form_b"] == "07-10-2026 10:22 तक"
    assert shown["investigation_complete"] == "06-12-2026 11:40 तक"
    picture(sitting, "b2-case")

    gate = shut_gate(sitting, qtbot, "b3-gate")
    reasons = set(case_reading.read_gate(station, matter).gate.reasons)
    assert reasons == {"restricted_matter", "child", "danger_open"}
    assert {"trusted_person", "cwc_told", "support_only"} <= {*gate.instead}
    back_to(sitting, case)

    committee = write(sitting, qtbot, Qt.Key.Key_R)
    fill(
        sitting,
        committee,
        {
            "partner": "cwc",
            "need_served": ["child"],
            "urgency": "24_h",
            "basis": "must_report",
            "what_shared": ["documents"],
            "documents": "एफ0आई0आर0 की प्रति",
            "status": "sent",
            "sent_at": "11:58",
            "next_check": "07-10-2026 10:00",
        },
    )
    send(sitting, case)
    do_task(sitting, case, TaskKind.CLOCK, "pocso_cwc_and_special_court")
    dialog = dialog_of(sitting, ClockDialog)
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    for path in ("cwc_told_at", "special_court_told_at"):
        field = next(field for field in intake_form().field("child_steps").fields if field.id == path)
        assert field.label.hi in said
    picture(sitting, "b4-both-told")
    sitting.press(Qt.Key.Key_Escape)
    later(station, minutes=30)
    note_met(sitting, case, "pocso_cwc_and_special_court", "12:20")
    assert not {"cwc_and_special_court", "child_at_risk"} & {*open_now(case, TaskKind.ACTION)}
    assert "pocso_form_a_and_form_b" in open_now(case, TaskKind.CLOCK), "Form B was not sent"

    take_seat(sitting, Role.COUNSELLOR)
    later(station, minutes=40)
    case = open_case(sitting)
    session = write(sitting, qtbot, Qt.Key.Key_P)
    fill(sitting, session, {"started_at": "12:35", "held": "yes", "kind": "child_with_guardian", "ended_at": "12:58"})
    fill(sitting, session, {"place": "centre_room", "privacy": "yes"})
    both = [{"who": "child", "consented": "yes"}, {"who": "mother", "consented": "yes"}]
    fill(sitting, session, {"people_present": both, "guardian_outside": "yes", "consent_today": "same"})
    fill(sitting, session, {"aim_agreed": ["calm_and_safety", "child"], "danger_signs": ["child_hurt_or_threatened"]})
    fill(sitting, session, {"self_harm": "not_asked", "actions_done": ["sho_told"], "child_notes": "खिलौनों से खेली"})
    picture(sitting, "b5-child-notes")
    assert "घटना के बारे में न पूछें" in texts(session)
    fill(sitting, session, {"agreed_summary": "मां साथ रहेंगी।", "summary_read_back": "yes"})
    fill(sitting, session, {"support_given": ["listened"], "her_choice": "continue", "pressured": "no"})
    fill(sitting, session, {"outcome": "support_continues", "risk_after": "medium", "next_session": "12-10-2026 12:00"})
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert sitting.page is case, session.model.refusals
    (kept,) = casework.read(station, matter).case.of(SESSION)
    assert kept.answers["guardian_outside"] == "yes" and "child_notes" not in kept.answers
    (note,) = sealing.read_notes(desk_of(sitting), matter).notes
    assert note.text is not None and "खिलौनों से खेली" in note.text

    take_seat(sitting, Role.CENTRE_STAFF)
    who = (CHILD, "राधिका", "परी", MOTHER, "बिलौठिया", "9000001005", "विद्यालय")
    nowhere(on_lists(sitting), *who)
    nowhere(on_papers(station, matter), *who)
    assert found(station) == []
    with capsys.disabled():
        print(f"\n(b) all {sitting.hands.presses - began} keys")


# ---- (e) an adult couple under threat

COUPLE: Final = "शिवानी लोधी"
NEW_NUMBER: Final = "7000001011"
FIRST_E: Final[dict[str, Any]] = {
    "danger_signs": ["threat_to_kill", "weapon_seen_or_shown", "kin_threatening_the_couple", "she_fears_for_life"],
    "self_harm": "no",
    "needs_now": ["shelter", "police_at_spot"],
}
REST_E: Final[dict[str, Any]] = {
    "risk_decided": "immediate",
    "may_contact": "yes",
    "safe_phone_owner": "relative",
    "safe_phone": NEW_NUMBER,
    "safe_time": ["12_13"],
    "safe_day": ["any_day"],
    "may_call": "yes",
    "may_message": "no",
    "say_who_is_calling": "कोचिंग से",
    "never_contact_via": "मायके का कोई फोन",
    "arrived_at": "11:35",
    "channel": "walk_in",
    "visit_kind": "first",
    "consent_by": "herself",
    "explained_in": "hindi",
    "read_aloud": "yes",
    "consent_matrix": {
        "record_my_case": "yes",
        "counselling": "no",
        "dlsa_lawyer": "yes",
        "shelter": "not_now",
        "family_told": "no",
    },
    "withhold_from": ["own_parents", "pradhan", "media"],
    "name": COUPLE,
    "dob": "14/02/2005",
    "gender": "woman",
    "village": "गढ़ी पदमसिंह",
    "police_station": "सासनी",
    "address": "इगलास अड्डा, किराये का कमरा",
    "marital": "married",
    "married_on": "28-09-2026",
    "own_words": "अपनी मर्जी से शादी की, भाई ने तमंचा दिखाया।",
    "matter_heads": ["forced_kin_threat_to_couple", "elopement_missing"],
    "from_date": "01-10-2026",
    "respondents": [{"relation": "brother", "known": "known", "known_record": ["weapon"]}],
    "rights_told": ["fir_free_copy", "zero_fir", "lawyer_free"],
    "rights_told_at": "11:50",
    "she_wants": "help_without_fir_now",
    "cognizable_view": "doubt_sho_asked",
    "information_time": "11:44",
    "route": "other_department",
    "sent_to_office": "पुलिस कार्यालय, सुरक्षा हेतु",
    "gd_no": "23",
    "gist_for_register": "बालिग दम्पति द्वारा परिजनों से जान का खतरा बताकर सुरक्षा की मांग",
}


def test_an_adult_couple_is_kept_safe_from_its_kin(
    station: Desk, sitting: Sitting, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of age by her day of birth; the SHO now; nobody hands her over; address hidden; the number in her hours only."""
    began = sitting.hands.presses
    page = begin(sitting, "21141113")
    fill(sitting, page, FIRST_E)
    urgent = page.beside.urgent
    assert {"tell_sho", "couple_not_handed_over", "shelter_or_escort", "safety_plan"} <= {*urgent.acts}
    assert "सुपुर्द न करें" in urgent.acts["couple_not_handed_over"].accessibleName()
    picture(sitting, "e1-danger")
    sitting.press(Qt.Key.Key_F6)
    sitting.hands.tab_to(lambda at: at is urgent.acts["tell_sho"])
    sitting.press(Qt.Key.Key_Space)
    assert page.model.value("actions_done") == ["sho_told"]
    sitting.press(Qt.Key.Key_F6)
    fill(sitting, page, REST_E)
    finish(sitting)
    today = here(sitting, TodayPage)
    assert any("खतरा फिर देखें" in row[WHAT] and row[DUE] == "आज तक" for row in today.due.table.said)
    matter = record_of(station)
    assert reading.matter(station, matter).facts["age_years"] == 21
    for form in (intake_form(), *map(case_form, (SESSION, REFERRAL, PLAN, FOLLOW_UP, PROMISE, CONSENT, CLOSURE))):
        assert not [said for said in choices_of(form.fields) if "सुपुर्द" in said or "परिजनों को सौंप" in said]

    case = open_case(sitting)
    assert open_now(case, TaskKind.CLOCK) == [], "day file, entry 11: no clock runs"
    assert "couple_not_handed_over" in open_now(case, TaskKind.ACTION)
    picture(sitting, "e2-case")
    session = write(sitting, qtbot, Qt.Key.Key_P)
    assert "परामर्श अनिवार्य नहीं है" in texts(session)
    picture(sitting, "e3-session-after-a-no")
    back_to(sitting, case)

    call = write(sitting, qtbot, Qt.Key.Key_F)
    assert NEW_NUMBER not in texts(call)
    sitting.press(Qt.Key.Key_Space)
    for told in (NEW_NUMBER, "कोचिंग से", "मायके का कोई फोन"):
        assert told in texts(call)
    picture(sitting, "e4-call")
    back_to(sitting, case)
    later(station, minutes=90)
    call = write(sitting, qtbot, Qt.Key.Key_F)
    sitting.press(Qt.Key.Key_Space)
    assert NEW_NUMBER not in texts(call) and "कोचिंग से" not in texts(call)
    assert "07-10-2026 12:00" in texts(call)
    picture(sitting, "e5-call-too-late")
    back_to(sitting, case)

    where = (NEW_NUMBER, "इगलास अड्डा", "गढ़ी पदमसिंह")
    nowhere(on_lists(sitting), COUPLE, *where)
    nowhere(on_papers(station, matter), *where)
    assert found(station) == []
    with capsys.disabled():
        print(f"\n(e) all {sitting.hands.presses - began} keys")
