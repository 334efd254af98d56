"""Two matters to their end, as a counsellor, the in-charge, the SHO and the district live them in the window:

(c) a dowry matter, from the refused joint sitting to her coming again; (d) a consent taken back after her name was sent.
Hindi, keyboard alone, a real office, a real district.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from station_desk.desk import case_reading, casework, recording
from station_desk.desk.ports import Desk
from station_desk.domain.case import CLOSURE, FOLLOW_UP, PROMISE, REFERRAL, SESSION
from station_desk.domain.roles import Role
from station_desk.domain.tasks import TaskKind
from station_desk.host.clock import PracticeClock
from station_desk.ui.dialogs.reason import ReasonDialog
from station_desk.ui.pages.case_entry import CaseEntryPage
from station_desk.ui.pages.case_record import CaseRecordPage
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.joint_gate import JointGatePage
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.matters import MattersPage
from tests.conftest import PASSPHRASE
from tests.entries import ELDER
from tests.journeys.answering import fill
from tests.journeys.conftest import Sitting
from tests.journeys.steps import seat
from tests.journeys.test_case_page_in_window import dialog_of, do_task, letter, open_line, texts
from tests.staff import NAMES, Staff, add_staff, found
from tests.ui.typing_hands import CTRL

Sit = Callable[[Desk], Sitting]
HER: Final = "श्रीमती पुष्पा देवी"
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
    "consent_matrix": {"counselling": "yes", "family_told": "yes"},
    "she_wants": "help_without_fir_now",
    "cognizable_view": "doubt_sho_asked",
    "route": "family_court",
    "may_contact": "yes",
    "safe_phone_owner": "own",
    "safe_phone": "7000001003",
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
