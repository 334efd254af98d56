"""A matter in which things have happened: sessions, a referral, promises, a call, consent, a plan, a gate that shut.

The woman is invented. Everything goes through the use cases, as it would from the window.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from station_desk.desk import case_acts, casework, recording, slips
from station_desk.desk.ports import Desk
from station_desk.domain.case import CLOSURE, CONSENT, FOLLOW_UP, PLAN, PROMISE, REFERRAL, SESSION
from tests.desk.test_casework import BEATEN, PROMISED, session_by

CHOKED: Final = "choking_or_stopped_breath"
AFTER_A_SIGN: Final[dict[str, object]] = {
    "danger_signs": [CHOKED],
    "risk_after": "high",
    "next_session": "07-10-2026 11:00",
    "actions_done": ["sho_told"],
    "supervisor_look": "asked",
}
REFERRED: Final[dict[str, object]] = {
    "partner": "dlsa",
    "need_served": ["legal"],
    "urgency": "7_days",
    "basis": "consent_row",
    "consent_row": "dlsa_lawyer",
    "consent_on": "06-10-2026",
    "what_shared": ["token_only"],
    "status": "accepted",
    "next_check": "08-10-2026 11:00",
}
CALL: Final[dict[str, object]] = {"due": "06-10-2026 11:30", "way": "safe_call"}
PLANNED: Final[dict[str, object]] = {
    "made_on": "06-10-2026",
    "exit": "पीछे का आँगन, फिर बुआ का घर",
    "pocket_card": "card_given",
}
WITHDRAWN: Final[dict[str, object]] = {
    "kind": "withdrawn",
    "asked_at": "11:50",
    "consent_by": "herself",
    "withdrawn_scope": ["counselling"],
    "reason_in_her_words": "घर में पता चल जायेगा",
}
DISPOSED: Final[dict[str, object]] = {
    "closed_on": "06-10-2026",
    "reason": "needs_met",
    "asked_directly": "yes",
    "asked_how": "in_person",
    "safety_now": "safe",
    "signs_open": ["none"],
    "legal_state": "none",
    "goals": dict.fromkeys(("safety", "health", "psychosocial", "legal", "money", "child"), "met"),
    "follow_up_after": "30_days_safe_call",
    "how_to_return": "yes",
    "feedback_offered": "yes",
}
QUIET: Final[dict[str, object]] = {
    **BEATEN,
    "matter_heads": ["information"],
    "cognizable_view": "no",
    "risk_decided": "low",
}


@dataclass(frozen=True, slots=True)
class Worked:
    """The record of the matter and of what followed."""

    matter: str
    token: str
    promise: str
    referral: str
    call: str
    plan: str


def worked(desk: Desk) -> Worked:
    """Enter a matter with a starred sign and let a good deal happen in it."""
    added = recording.add(
        desk,
        {
            **BEATEN,
            "danger_signs": [CHOKED],
            "risk_decided": "immediate",
            "route": "fir",
            "fir_at": "10:20",
            "sections": ["bns_85"],
            "medical": {"consent": "yes", "sent_at": "10:45"},
        },
    )
    matter = added.record
    casework.record(desk, SESSION, matter, session_by(desk, **AFTER_A_SIGN))
    referral = casework.record(desk, REFERRAL, matter, REFERRED).record
    kept = casework.record(desk, PROMISE, matter, {**PROMISED, "what": "चिकित्सक के पास ले जाना"}).record
    casework.carry_on(
        desk,
        kept,
        {**PROMISED, "what": "चिकित्सक के पास ले जाना", "kept_on": "06-10-2026", "how": "पीआरवी से ले गये"},
    )
    promise = casework.record(desk, PROMISE, matter, PROMISED).record
    call = casework.record(desk, FOLLOW_UP, matter, CALL).record
    plan = casework.record(desk, PLAN, matter, PLANNED).record
    casework.record(desk, CONSENT, matter, WITHDRAWN)
    case_acts.ask_joint(desk, matter)
    slips.print_token(desk, matter, "hi")
    return Worked(matter, added.token, promise, referral, call, plan)


def proposed(desk: Desk) -> tuple[str, str]:
    """Enter a quiet matter and propose to close it; return the records of the matter and of the closure."""
    matter = recording.add(desk, QUIET).record
    return matter, casework.record(desk, CLOSURE, matter, DISPOSED).record
