"""Three matters from her first ten minutes on, as a constable, a counsellor and the in-charge live them in the window:

(a) the rape of an adult, (b) a child, (e) an adult couple that their kin threaten. Hindi, keyboard alone, a real office.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt

from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.desk import reading
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.today import TodayPage
from tests.journeys.answering import fill
from tests.journeys.conftest import Sitting
from tests.staff import add_staff
from tests.ui.typing_hands import CTRL

Sit = Callable[[Desk], Sitting]
HER = "श्रीमती राजकुमारी देवी"


def picture(sitting: Sitting, name: str) -> None:
    folder = os.environ.get("PICTURES")
    if folder:
        sitting.settle()
        sitting.window.grab().save(str(Path(folder) / f"{name}.png"))


def begin(sitting: Sitting, taps: str) -> IntakePage:
    sitting.press(Qt.Key.Key_N, CTRL)
    page = sitting.page
    assert isinstance(page, IntakePage)
    sitting.hands.type(taps)
    sitting.settle()
    sitting.enter()
    return page


def test_a(station: Desk, sit: Sit) -> None:
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.COUNSELLOR, Role.NODAL_OFFICER)
    sitting = sit(station)
    page = begin(sitting, "12111113")
    picture(sitting, "a1-taps")
    sitting.enter()
    assert page.token
    picture(sitting, "a2-token")
    sitting.enter()
    fill(sitting, page, {
        "danger_signs": ["threat_to_kill", "forced_sex", "she_fears_for_life"],
        "self_harm": "no", "needs_now": ["doctor", "lawyer"],
    })
    picture(sitting, "a3-danger")
    fill(sitting, page, {
        "actions_done": ["sho_told"], "risk_decided": "immediate",
        "may_contact": "yes", "safe_phone_owner": "relative", "safe_phone": "9000001009",
        "safe_time": ["12_13"], "safe_day": ["any_day"], "may_call": "yes", "may_message": "no",
        "say_who_is_calling": "फैक्ट्री से",
        "arrived_at": "11:30", "channel": "walk_in", "visit_kind": "first",
        "received_by": station.person.id,
        "consent_by": "herself", "explained_in": "hindi", "read_aloud": "yes",
        "consent_matrix": {"record_my_case": "yes", "counselling": "yes", "dlsa_lawyer": "yes", "hospital": "yes",
                           "family_told": "no", "district_office_with_name": "no"},
        "withhold_from": ["pradhan", "media"],
        "name": HER, "age_years": "28", "gender": "woman", "village": "ततारपुर की गढ़ी", "police_station": "सासनी",
    })
    picture(sitting, "a4-person")
    fill(sitting, page, {
        "own_words": "मेरी मर्जी के खिलाफ जबरदस्ती की।",
        "matter_heads": ["rape_attempt"], "violence_group": "sexual_contact_with_penetration",
        "from_date": "05-10-2026", "place_kind": "workplace",
        "respondents": [{"relation": "employer", "known": "known"}],
        "rights_told": ["fir_free_copy", "zero_fir", "lawyer_free", "medical_free"], "rights_told_at": "11:34",
        "she_wants": "fir_now", "cognizable_view": "yes", "information_time": "11:35",
        "sections": ["bns_64_1", "bns_351_3"], "route": "fir",
        "gd_no": "21", "fir_no": "303/26", "fir_at": "11:50", "copy_given_at": "11:55",
        "medical": {"offered_at": "11:40", "consent": "yes"},
    })
    picture(sitting, "a5-route")
    fill(sitting, page, {"gist_for_register": "पीड़िता की सूचना पर अभियोग, मेडिकल हेतु भेजा"})
    sitting.press(Qt.Key.Key_Return, CTRL)
    picture(sitting, "a6-readback")
    sitting.press(Qt.Key.Key_Return, CTRL)
    assert isinstance(sitting.page, TodayPage), page.model.refusals
    picture(sitting, "a7-today")
    print("intake keys", sitting.hands.presses)
    (listed,) = reading.matters(station)
    sitting.alt(Qt.Key.Key_2)
    print(type(sitting.page))
    sitting.enter()
    case = sitting.page
    assert isinstance(case, MatterPage)
    picture(sitting, "a8-case")
    for line in case.tasks.lines:
        print(line.task.kind, "|", line.what, "|", line.due, "|", line.below, line.late)
    sitting.window.resize(1366, 2200)
    picture(sitting, "a8-case-long")
    sitting.window.resize(1366, 768)
    for line in case.timeline.said:
        print(line)
