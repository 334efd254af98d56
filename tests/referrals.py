"""A woman who agreed to being sent to the One Stop Centre, and the referral; for tests of papers. She is invented."""

from __future__ import annotations

import subprocess
from typing import Any, Final

from station_desk.desk.ports import Desk
from station_desk.domain.log import Header, read_header
from station_desk.store import log
from tests.desk.test_casework import BEATEN

NUMBER: Final = "7000001003"
WOMAN: Final[dict[str, Any]] = {
    **BEATEN,
    "name": "श्रीमती सरला देवी",
    "consent_matrix": {"counselling": "yes", "osc": "yes", "dlsa_lawyer": "not_now", "hospital": "no"},
    "may_contact": "yes",
    "safe_phone_owner": "neighbour",
    "safe_phone": NUMBER,
    "safe_time": ["12_13"],
    "safe_day": ["tuesday"],
    "may_call": "yes",
    "say_who_is_calling": "सिलाई केन्द्र वाली दीदी",
    "never_contact_via": "देवर",
}
RESTRICTED: Final[dict[str, Any]] = {
    **WOMAN,
    "matter_heads": ["rape_attempt"],
    "route": "fir",
    "fir_no": "मु0अ0सं0 311/26",
    "fir_at": "10:10",
}
TO_OSC: Final[dict[str, Any]] = {
    "partner": "osc",
    "partner_office": "महिला चिकित्सालय परिसर",
    "need_served": ["safety_shelter"],
    "urgency": "24_h",
    "basis": "consent_row",
    "consent_row": "osc",
    "consent_on": "06-10-2026",
    "what_shared": ["token_only", "first_name", "contact", "gist"],
    "status": "accepted",
    "next_check": "08-10-2026 11:00",
}
SENT: Final[dict[str, Any]] = {**TO_OSC, "status": "sent", "sent_at": "11:00"}
WITHDRAWN: Final[dict[str, Any]] = {
    "kind": "withdrawn",
    "asked_at": "11:30",
    "consent_by": "herself",
    "withdrawn_scope": ["osc"],
}
PLAN: Final[dict[str, Any]] = {
    "made_on": "06-10-2026",
    "danger_times": "शाम को शराब पीकर आने पर",
    "who_to_call": [{"name": "मीना", "relation": "sister", "phone": "7000001009"}],
    "code_word": "नमक खत्म",
    "pocket_card": "card_given",
}


def text_of(pdf: bytes) -> str:
    """Return the text another program finds in a PDF, on one line."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def told(desk: Desk, kind: str) -> list[Header]:
    """Return the headers of the log's lines of a kind, oldest first."""
    with desk.store.read() as read:
        return [read_header(header) for header in log.headers_of_kinds(read, (kind,))]
