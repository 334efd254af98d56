"""What follows an intake in a day file, read as answers to the case forms. Owns that mapping of words, no rule.

What the day file does not tell is left out; what a person answers once the form asks for it stands in `asked_for`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from station_desk.domain.fields import Form
from station_desk.rehearsal.day import entered_at

Raw = Mapping[str, Any]

NOT_HELD = "did not come"
_SENT = frozenset({"sent", "in progress", "done"})
_SAME = (
    "kind", "place", "aim_agreed", "how_is_she", "danger_signs", "support_given", "her_choice", "pressured",
    "risk_after", "next_session", "supervisor_look", "her_feedback",
)  # fmt: skip
_RENAMED = {
    "start": "started_at", "end": "ended_at", "self_harm_check": "self_harm", "session_notes_hi": "session_notes",
    "child_notes_hi": "child_notes", "other_side_version_hi": "other_side_version",
    "agreed_summary_hi": "agreed_summary",
}  # fmt: skip
_ASIDE = re.compile(r"\s*\(.*?\)")
# The words of the tries, which the day file has in Hindi.
_WHO = {"आवेदिका": "herself"}
_HOW = {"फोन": "safe_phone"}
_WHY = {"नहीं उठा": "no_answer"}
_AFTER_ENTRY = timedelta(minutes=20)  # a referral without a time of its own was made then


def sent_at(entry: Raw, place: int) -> str:
    """Return when a referral was sent; without a time of its own some minutes after the entry, one after the other."""
    told = entry["referrals"][place].get("sent_at")
    return str(told or (entered_at(entry) + _AFTER_ENTRY + timedelta(minutes=5 * place)).isoformat())


def is_sent(told: Raw) -> bool:
    """Tell whether a referral has left the desk."""
    return told["status"] in _SENT or "sent_at" in told


def referral(entry: Raw, place: int) -> dict[str, Any]:
    """Return a referral without its legal ground, which depends on the case. Accepted, with a time, is in progress."""
    told = entry["referrals"][place]
    raw = {id: told[id] for id in ("partner", "urgency", "what_shared")}
    accepted = told["status"] == "accepted" and "sent_at" in told
    raw |= {"need_served": [told["need_served"]], "status": "in progress" if accepted else told["status"]}
    if is_sent(told):
        raw["sent_at"] = sent_at(entry, place)
    if "documents" in told["what_shared"]:
        raw["documents"] = told.get("note_hi", "प्रार्थना पत्र की प्रति")
    return raw


def session(told: Raw, people: Mapping[str, str]) -> dict[str, Any]:
    """Return a session as the counsellor types it, only what the day file tells."""
    raw = {id: told[id] for id in _SAME if id in told}
    raw |= {id: told[name] for name, id in _RENAMED.items() if told.get(name) is not None}
    held = told["outcome"] != NOT_HELD
    raw |= {"held": "yes" if held else "no", "privacy": "yes" if told["privacy"] else "no"}
    raw |= {"outcome": told["outcome"]} if held else {}
    raw["counsellor"] = people[told["counsellors"][0]]
    if len(told["counsellors"]) > 1:
        raw["with_counsellor"] = people[told["counsellors"][1]]
    raw["people_present"] = [
        {"who": _ASIDE.sub("", row["role"]), "consented": "yes" if row["consented"] else "no"}
        for row in told["people_present"]
    ]
    raw["called_not_come"] = [_not_come(row) for row in told["called_not_come"]]
    raw["consent_today"] = _ASIDE.sub("", told["consent_today"])
    if "agreement" in told:
        agreed = told["agreement"]
        raw["agreement"] = {
            "terms": "\n".join(agreed["terms_hi"]),
            "witnesses": agreed["witness_hi"],
            "review_on": agreed["review_on"],
            "can_end_told": "yes" if agreed["can_end_any_time_told"] else "no",
        }
    return raw


def _not_come(row: Raw) -> dict[str, Any]:
    how = next(code for word, code in _HOW.items() if word in row["how_hi"])
    return {"who": _WHO[row["who_hi"]], "how": how, "reason": _WHY[row["reason_hi"]], "count": row["count"]}


def promises(told: Raw, entry: Raw, people: Mapping[str, str], outside: Form) -> list[dict[str, Any]]:
    """Return the promises of a session; who is no colleague is named as the session names those who sat in."""
    to_whom = "her" if entry["consent"]["consent_by"] == "herself" else "child_or_guardian"
    found = []
    for row in told.get("promises", ()):
        owner = people.get(row["who"])
        other = outside.field("people_present").fields[0].choice(row["who"])
        by = {"owner": owner} if owner else {"owner_outside": other.label.hi if other else row["who"]}
        found.append({"what": row["what_hi"], "to_whom": to_whom, "by_when": row["by"][:10], **by})
    return found


def safety_plan(told: Raw) -> dict[str, Any]:
    """Return the plan that was made in a session: what was agreed stands in the summary."""
    plan = told["safety_plan"]
    refused = "nothing_taken" if "note_hi" in plan else "not_asked"
    card = "card_given" if plan["pocket_card_given"] else refused
    return {"made_on": told["date"], "other_steps": told["agreed_summary_hi"], "pocket_card": card}


def consent_anew(told: Raw, entry: Raw, matrix: Mapping[str, str]) -> dict[str, Any]:
    """Return the consent as it was filled in anew in a session that says it changed."""
    language, _, _ = entry["language"].partition(": ")
    return {
        "kind": "changed",
        "asked_at": told["start"],
        "consent_by": entry["consent"]["consent_by"],
        "explained_in": language,
        "read_aloud": "yes",
        "limits_told": "yes" if entry["consent"].get("limits_told") else "no",
        "consent_matrix": matrix,
        "consent_sign": {"how": "thumb"},
    }


def withdrawal(entry: Raw, at: str, rows: Sequence[str]) -> dict[str, Any]:
    """Return that she takes back what she had allowed on an earlier visit."""
    by = entry["consent"]["consent_by"]
    return {"kind": "withdrawn", "asked_at": at, "consent_by": by, "withdrawn_scope": list(rows)}


def asked_for(told: Raw) -> dict[str, Any]:
    """Return what the counsellor answers when the form asks for what the day file leaves out, by path."""
    done = ["sho_told", *(["stayed_with_her"] if told.get("self_harm_check") in ("plan", "attempt") else [])]
    return {
        "summary_read_back": "yes",
        "actions_done": done,
        "guardian_outside": "no",
        "supervisor_look": "asked",
        "supervisor_on": told.get("date"),
        "agreement.breach_step": "केन्द्र में फिर सूचना, आगे की कार्यवाही उनकी इच्छा से",
        "acknowledgement": "none",
        "result": "other",
        "relief": {"stage": "not_begun"},
    }


def last_moment(told: Raw) -> datetime:
    """Return when a session was over."""
    return datetime.fromisoformat(told["end"] or told["start"])
