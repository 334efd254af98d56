"""The page of a case by keyboard: what has happened, what is to be done, every act from one place, closing too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from station_desk.desk import case_acts, case_drafts, case_reading, casework, reading
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.law import gate_rules
from station_desk.desk.ports import Desk
from station_desk.domain.calendar import show_moment
from station_desk.domain.case import CLOSURE, FOLLOW_UP, PLAN, PROMISE, REFERRAL, SESSION, CaseAct
from station_desk.domain.clocks import ClockState
from station_desk.domain.roles import Role
from station_desk.domain.tasks import TaskKind
from station_desk.host.clock import PracticeClock
from station_desk.ui.dialogs.clock import LATE, MET, ClockDialog
from station_desk.ui.dialogs.one_of import OneOfDialog
from station_desk.ui.dialogs.reason import ReasonDialog
from station_desk.ui.dialogs.reveal import RevealDialog
from station_desk.ui.pages.case_act import CaseActPage
from station_desk.ui.pages.case_entry import CaseEntryPage
from station_desk.ui.pages.case_record import CaseRecordPage
from station_desk.ui.pages.clock_board import ClockBoardPage
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.joint_gate import WRITTEN_AS, JointGatePage
from station_desk.ui.pages.matter import MatterPage
from tests.a_case import CALL, CHOKED, Worked, proposed, worked
from tests.conftest import PASSPHRASE
from tests.journeys.conftest import Sitting
from tests.staff import Staff, add_staff, found, seat

Sit = Callable[[Desk], Sitting]
D = TypeVar("D", bound=QWidget)
NAME = "सरला"
REASON = "डॉक्टर की जाँच में पुरानी चोट निकली"


@pytest.fixture
def staff(station: Desk) -> Staff:
    """The officers and the counsellor."""
    return add_staff(station, Role.HOUSE_OFFICER, Role.NODAL_OFFICER)


def in_charge(desk: Desk) -> SecondPerson:
    """The first person of the office."""
    return SecondPerson(reading.people(desk)[0].id, PASSPHRASE)


def open_case(sitting: Sitting, desk: Desk, matter: str) -> MatterPage:
    """Open a matter on top of the list."""
    sitting.alt(Qt.Key.Key_2)
    page = MatterPage(sitting.kit, desk, matter)
    sitting.window.open_page(page)
    sitting.settle()
    return page


def letter(sitting: Sitting, qtbot: QtBot, key: Qt.Key, done: Callable[[], bool]) -> None:
    """Press Alt and a letter, and wait for the button to come up again, as it does under a finger."""
    sitting.alt(key)
    qtbot.waitUntil(done)
    sitting.settle()


def dialog_of(sitting: Sitting, kind: type[D]) -> D:
    """Return the dialog of a kind that is open."""
    (dialog,) = [one for one in sitting.window.findChildren(kind) if one.isVisible()]
    dialog.activateWindow()
    return dialog


def texts(page: QWidget) -> str:
    """Everything that can be read on a page."""
    QApplication.processEvents()
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def do_task(sitting: Sitting, page: MatterPage, kind: TaskKind, key: str = "") -> None:
    """Go to the right column by F6, to an open thing by Tab, and press Enter."""
    link = next(link for task, link in page.tasks.links if task.kind == kind and key in ("", task.key))
    sitting.press(Qt.Key.Key_F6)
    sitting.go_to(link)
    sitting.enter()


def open_line(sitting: Sitting, page: MatterPage, word: str) -> None:
    """Go down the timeline to the first line with a word and press Enter."""
    sitting.go_to(page.timeline)
    sitting.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    row = next(row for row, line in enumerate(page.timeline.said) if word in line[1])
    for _ in range(row):
        sitting.press(Qt.Key.Key_Down)
    sitting.enter()


def test_everything_that_happened_stands_in_one_timeline(station: Desk, sit: Sit) -> None:
    """Newest first, in words, with who and when; no name of hers; risk in word and shape, in both languages."""
    case = worked(station)
    sitting = sit(station)
    page = open_case(sitting, station, case.matter)
    said = [line[1] for line in page.timeline.said]
    assert said[:5] == [
        "टोकन पर्ची छापी",
        "दोनों पक्ष साथ: नहीं हो सका",
        "सहमति 1: सहमति वापस ली, परामर्श (काउन्सलिंग)",
        "सुरक्षा योजना 1",
        f"अनुवर्तन 1: सुरक्षित नम्बर पर फोन · करना है, {show_moment('2026-10-06T06:00:00Z')} तक",
    ]
    assert "वादा 2: बच्चों को ससुराल से लाना · खुला, 08-10-2026 तक" in said
    assert "वादा 1: चिकित्सक के पास ले जाना · पूरा हुआ 06-10-2026" in said
    assert "वादा 1, आगे: पूरा हुआ 06-10-2026" in said
    assert any(line.startswith("संदर्भन 1: जिला विधिक सेवा प्राधिकरण") and "मान गईं" in line for line in said)
    assert said[-2:] == ["प्रविष्टि पूरी की गई", "टोकन दिया गया"]
    assert page.timeline.said[0] == [show_moment(station.now()), "टोकन पर्ची छापी", "ऊषा किरन"]
    assert NAME not in texts(page) and not any(NAME in line for line in said)
    assert "खतरा: उच्च" in texts(page)
    sitting.kit.words.switch()
    assert page.timeline.said[1][1] == "Both sides together: not possible"
    assert "Risk: High" in texts(page)


def test_a_record_opens_with_its_facts_and_who_she_is_only_on_request(station: Desk, sit: Sit, qtbot: QtBot) -> None:
    """Enter on its line; the way out of the house is identity: a reason, a line of the log, and hidden on leaving."""
    case = worked(station)
    sitting = sit(station)
    open_line(sitting, open_case(sitting, station, case.matter), "सुरक्षा योजना 1")
    page = sitting.page
    assert isinstance(page, CaseRecordPage)
    assert page.title.text() == f"सुरक्षा योजना 1 · {case.token}"
    assert ("जेब का कार्ड", "कार्ड दिया") in page.sheet.lines
    assert "आँगन" not in texts(page)
    letter(sitting, qtbot, Qt.Key.Key_D, lambda: bool(sitting.window.findChildren(RevealDialog)))
    dialog_of(sitting, RevealDialog)
    sitting.press(Qt.Key.Key_Space)
    sitting.enter()
    assert "पीछे का आँगन, फिर बुआ का घर" in texts(page)
    assert found(station) == []
    sitting.press(Qt.Key.Key_Escape)
    assert page._opened is None
    assert isinstance(sitting.page, MatterPage)


def test_carry_on_and_correct_open_the_page_of_the_record(station: Desk, sit: Sit, qtbot: QtBot) -> None:
    """From the record itself and from the open task that it is; earlier revisions stand below with what changed."""
    case = worked(station)
    sitting = sit(station)
    page = open_case(sitting, station, case.matter)
    open_line(sitting, page, "वादा 1, आगे")
    record = sitting.page
    assert isinstance(record, CaseRecordPage)
    assert [shown[0] for shown in record.history.change_lists[0].shown] == ["कब पूरा हुआ", "कैसे पूरा हुआ (नाम न लिखें)"]
    letter(sitting, qtbot, Qt.Key.Key_C, lambda: isinstance(sitting.page, CaseEntryPage))
    assert wanted(sitting)[0] == PROMISE and wanted(sitting)[3] is CaseAct.AMENDED
    sitting.press(Qt.Key.Key_Escape)
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.page is page
    do_task(sitting, page, TaskKind.PROMISE)
    assert wanted(sitting)[:4] == (PROMISE, case.matter, case.promise, CaseAct.CARRIED_ON)
    sitting.press(Qt.Key.Key_Escape)
    do_task(sitting, page, TaskKind.REFERRAL)
    assert wanted(sitting)[:4] == (REFERRAL, case.matter, case.referral, CaseAct.CARRIED_ON)


def wanted(sitting: Sitting) -> tuple[object, ...]:
    """Form, matter, record and act that the open page was asked for."""
    page = sitting.page
    assert isinstance(page, CaseEntryPage)
    return page._wanted


@pytest.mark.parametrize(
    ("key", "form"),
    [
        (Qt.Key.Key_P, SESSION),
        (Qt.Key.Key_R, REFERRAL),
        (Qt.Key.Key_V, PROMISE),
        (Qt.Key.Key_F, FOLLOW_UP),
        (Qt.Key.Key_Y, PLAN),
        (Qt.Key.Key_N, CLOSURE),
    ],
)
def test_every_new_record_is_one_letter_away(station: Desk, sit: Sit, qtbot: QtBot, key: Qt.Key, form: str) -> None:
    """Alt and a letter; no two verbs of the page have the same one."""
    case = worked(station)
    sitting = sit(station)
    page = open_case(sitting, station, case.matter)
    page.acts.more.click()
    verbs = (*page.acts.new.values(), page.acts.joint, page.acts.more, page.amend, page.slip, page.gone, page.wall)
    letters = [verb.shortcut().toString() for verb in (*verbs, page.show_name, page.show_facts, page.tasks.board)]
    assert len({*letters}) == len(letters) and "" not in letters
    letter(sitting, qtbot, key, lambda: isinstance(sitting.page, CaseEntryPage))
    assert wanted(sitting)[:4] == (form, case.matter, "", CaseAct.RECORDED)


def test_a_clock_is_met_or_its_delay_explained_from_the_board(station: Desk, sit: Sit, qtbot: QtBot) -> None:
    """The open task asks when; a wrong or a future time is said at the line; the board shows it and the section."""
    case = worked(station)
    sitting = sit(station)
    page = open_case(sitting, station, case.matter)
    clock = next(task.key for task, _ in page.tasks.links if task.kind == TaskKind.CLOCK)
    do_task(sitting, page, TaskKind.CLOCK, clock)
    dialog = dialog_of(sitting, ClockDialog)
    for wrong in ("99:99", "13:00"):
        sitting.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        sitting.hands.type(wrong)
        sitting.enter()
        assert dialog.isVisible() and dialog.rows[MET].has_problem
        assert dialog.lines[MET].text() == wrong
    sitting.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    sitting.hands.type("11:40")
    sitting.enter()
    assert clock not in {task.key for task, _ in page.tasks.links}
    letter(sitting, qtbot, Qt.Key.Key_M, lambda: isinstance(sitting.page, ClockBoardPage))
    board = sitting.page
    assert isinstance(board, ClockBoardPage) and board._board is not None
    states = {one.row.id: one.state for one in board._board.file.clocks}
    assert states[clock] is ClockState.MET
    assert any("173(2)" in line[4] for line in board.table.said)
    sitting.press(Qt.Key.Key_Escape)
    open_line(sitting, page, "समय-सीमा का काम हुआ")
    assert isinstance(sitting.page, ClockBoardPage)
    assert sitting.page.clock is not None and sitting.page.clock.row.id == clock
    assert found(station) == []


def test_a_late_clock_takes_a_reason(station: Desk, sit: Sit) -> None:
    """A day later it is overdue; what is written is why, and it stays late."""
    case = worked(station)
    assert isinstance(station.clock, PracticeClock)
    station.clock.advance(timedelta(days=1))
    sitting = sit(station)
    page = open_case(sitting, station, case.matter)
    late = next(line for line in page.tasks.lines if line.task.kind == TaskKind.CLOCK and line.late)
    do_task(sitting, page, TaskKind.CLOCK, late.task.key)
    dialog = dialog_of(sitting, ClockDialog)
    sitting.go_to(dialog.choice)
    sitting.press(Qt.Key.Key_Down)
    sitting.press(Qt.Key.Key_Space)
    sitting.go_to(dialog.lines[LATE])
    sitting.hands.type(f"{NAME} नहीं आयीं")
    sitting.enter()
    assert dialog.isVisible() and dialog.rows[LATE].has_problem
    sitting.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    sitting.hands.type("विवेचक अवकाश पर थे")
    sitting.enter()
    (clock,) = [one for one in case_reading.read_file(station, case.matter).clocks if one.row.id == late.task.key]
    assert clock.state is ClockState.LATE_EXPLAINED
    assert any("विलम्ब का कारण" in line[1] and "विवेचक" in line[1] for line in page.timeline.said)


def test_both_sides_together_is_refused_with_every_reason_and_a_way_on(station: Desk, sit: Sit, qtbot: QtBot) -> None:
    """Each reason with its section, counted; the sign is explained there; alternatives lead to their act."""
    case = worked(station)
    sitting = sit(station)
    page = open_case(sitting, station, case.matter)
    letter(sitting, qtbot, Qt.Key.Key_D, lambda: isinstance(sitting.page, JointGatePage))
    gate = sitting.page
    assert isinstance(gate, JointGatePage)
    said = texts(gate)
    assert "इस प्रकरण में अब तक 2 बार।" in said
    assert "खतरे का गम्भीर संकेत खुला है" in said
    assert "सत्यापन शेष" in said
    assert set(gate.instead) == set(case_acts.joint_gate(station, case.matter).alternatives)
    sitting.go_to(gate.instead["safety_plan"])
    sitting.enter()
    assert wanted(sitting)[:2] == (PLAN, case.matter)
    sitting.press(Qt.Key.Key_Escape)
    assert sitting.page is page, "the gate is not gone through again on the way back"
    open_line(sitting, page, "दोनों पक्ष साथ")
    shut = sitting.page
    assert isinstance(shut, CaseActPage)
    assert any("खतरे का गम्भीर संकेत" in label.text() for label in shut.reasons)
    sitting.press(Qt.Key.Key_Escape)
    gate = JointGatePage(sitting.kit, station, case.matter)
    sitting.window.open_page(gate)
    sitting.settle()
    sitting.go_to(gate.explains[CHOKED])
    sitting.enter()
    dialog_of(sitting, ReasonDialog)
    sitting.hands.type(REASON)
    sitting.do(gate.dialog.verb)
    assert not gate.explains and "danger_open" not in case_acts.joint_gate(station, case.matter).reasons
    sitting.press(Qt.Key.Key_Escape)
    sitting.press(Qt.Key.Key_Escape)
    assert page.timeline.said[0][1].endswith(REASON)
    acts = [act.kind for act in casework.read(station, case.matter).case.acts]
    assert acts.count("gate.closed") == 2, "looking at the gate again is not counted"
    assert found(station) == []


def test_every_alternative_of_the_gate_leads_somewhere() -> None:
    """A new line of the file without a way on is found here."""
    assert set(WRITTEN_AS) == set(gate_rules().alternatives)


def test_the_risk_is_looked_at_in_a_session_or_a_call(station: Desk, sit: Sit) -> None:
    """The open review asks which; an urgent action leads to the entry, a session to a new one."""
    matter, _ = proposed(station)
    case = worked(station)
    sitting = sit(station)
    page = open_case(sitting, station, matter)
    do_task(sitting, page, TaskKind.REVIEW)
    dialog_of(sitting, OneOfDialog)
    sitting.hands.tab()
    sitting.press(Qt.Key.Key_Space)
    assert wanted(sitting)[:4] == (FOLLOW_UP, matter, "", CaseAct.RECORDED)
    page = open_case(sitting, station, case.matter)
    do_task(sitting, page, TaskKind.SESSION)
    assert wanted(sitting)[:4] == (SESSION, case.matter, "", CaseAct.RECORDED)
    sitting.press(Qt.Key.Key_Escape)
    do_task(sitting, page, TaskKind.ACTION)
    assert isinstance(sitting.page, IntakePage)


def test_a_closure_is_decided_by_somebody_else_and_taken_back(
    station: Desk, staff: Staff, sit: Sit, qtbot: QtBot
) -> None:
    """Who wrote it is told whose act it is; the house officer approves it; then it is taken up again."""
    matter, closure = proposed(station)
    sitting = sit(station)
    page = open_case(sitting, station, matter)
    assert page.acts.decide.isHidden()
    assert "निस्तारण की स्वीकृति बाकी" in texts(page)
    do_task(sitting, page, TaskKind.APPROVAL)
    record = sitting.page
    assert isinstance(record, CaseRecordPage) and record.approve.isHidden()
    assert "थाना प्रभारी" in sitting.kit.notices.sentence

    head = seat(station, staff.second(Role.HOUSE_OFFICER))
    sitting = sit(head)
    page = open_case(sitting, head, matter)
    do_task(sitting, page, TaskKind.APPROVAL)
    record = sitting.page
    assert isinstance(record, CaseRecordPage) and record._record == closure
    letter(sitting, qtbot, Qt.Key.Key_A, lambda: bool(sitting.window.findChildren(QMessageBox)))
    dialog_of(sitting, QMessageBox)
    sitting.press(Qt.Key.Key_Escape)
    assert casework.read(head, matter).case.closed is None, "nothing closes by Esc"
    letter(sitting, qtbot, Qt.Key.Key_A, lambda: bool(sitting.window.findChildren(QMessageBox)))
    box = dialog_of(sitting, QMessageBox)
    sitting.go_to(box.buttons()[0])
    sitting.press(Qt.Key.Key_Space)
    sitting.settle()
    assert sitting.page is page and "निस्तारित" in texts(page)
    assert page.timeline.said[0][1] == "निस्तारण स्वीकृत, प्रकरण बन्द"
    assert [link for task, link in page.tasks.links if task.kind != TaskKind.FOLLOW_UP] == []
    assert reading.matters(head, reading.Filter(state=reading.CLOSED))[0].row.record == matter
    assert reading.matters(head)[0].closed

    them = seat(head, in_charge(head))
    sitting = sit(them)
    page = open_case(sitting, them, matter)
    assert [form for form, verb in page.acts.new.items() if verb.isVisible()] == [FOLLOW_UP]
    letter(sitting, qtbot, Qt.Key.Key_O, lambda: bool(sitting.window.findChildren(ReasonDialog)))
    dialog_of(sitting, ReasonDialog)
    sitting.hands.type("उन्होंने फिर सहायता माँगी")
    sitting.do(page.acts.asking.verb)
    assert casework.read(them, matter).case.closed is None
    assert "फिर खुला" in texts(page) and page.acts.new[SESSION].isVisible()
    assert found(them) == []


def test_a_closure_is_returned_with_a_reason(station: Desk, staff: Staff, sit: Sit, qtbot: QtBot) -> None:
    """The matter goes on, a new closure can be written, and the timeline says why."""
    matter, _ = proposed(station)
    head = seat(station, staff.second(Role.HOUSE_OFFICER))
    sitting = sit(head)
    page = open_case(sitting, head, matter)
    letter(sitting, qtbot, Qt.Key.Key_A, lambda: isinstance(sitting.page, CaseRecordPage))
    record = sitting.page
    assert isinstance(record, CaseRecordPage)
    letter(sitting, qtbot, Qt.Key.Key_W, lambda: bool(sitting.window.findChildren(ReasonDialog)))
    dialog_of(sitting, ReasonDialog)
    sitting.hands.type("बच्चों की बात बाकी है")
    sitting.do(record.dialog.verb)
    assert sitting.page is page
    assert page.timeline.said[0][1] == "निस्तारण लौटाया: बच्चों की बात बाकी है"
    assert page.timeline.said[1][1].endswith("लौटाया गया")
    assert casework.read(head, matter).case.waiting_closure is None
    assert not any(verb.isVisible() for verb in page.acts.new.values()), "the house officer enters nothing"


def test_an_unfinished_record_stands_on_top_and_is_gone_on_with(station: Desk, sit: Sit) -> None:
    """It has the keyboard when the page opens; Enter opens the page as it was left."""
    case = worked(station)
    case_drafts.save_draft(station, "d" * 32, FOLLOW_UP, case.matter, CALL)
    sitting = sit(station)
    page = open_case(sitting, station, case.matter)
    (link,) = page.drafts
    assert sitting.hands.at is link
    assert link.accessibleName().startswith("अधूरा: अनुवर्तन")
    sitting.enter()
    draft = wanted(sitting)[4]
    assert isinstance(draft, case_drafts.CaseDraft) and draft.id == "d" * 32


def test_less_wanted_verbs_stand_behind_one(station: Desk, sit: Sit, qtbot: QtBot) -> None:
    """Two lines of verbs at 1366 × 768; the others come at one letter, with the keyboard on the first."""
    case: Worked = worked(station)
    sitting = sit(station)
    page = open_case(sitting, station, case.matter)
    lines = {verb.y() for verb in (*page.acts.buttons, page.acts.more, page.back) if verb.isVisible()}
    assert len(lines) == 2
    assert not page.slip.isVisible()
    letter(sitting, qtbot, Qt.Key.Key_K, page.slip.isVisible)
    assert sitting.hands.at is page.amend
    sitting.enter()
    assert isinstance(sitting.page, IntakePage)
