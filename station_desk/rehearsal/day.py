"""A recorded day read as answers to the intake form. Owns the mapping of the day file's words to field ids, no rule."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from station_desk.domain.answers import REASONS, find_choice
from station_desk.domain.fields import Form
from station_desk.rehearsal import safe_ways

Raw = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Day:
    """The parts of a day file that can be played now."""

    working_day: str
    staff: tuple[Raw, ...]
    entries: tuple[Raw, ...]
    shifts: tuple[Raw, ...]
    sessions: tuple[Raw, ...]

    def __repr__(self) -> str:
        return f"<Day {self.working_day}: {len(self.entries)} entries>"


def read_day(data: bytes) -> Day:
    """Parse a day file. Raises ValueError when it is none."""
    raw = json.loads(data)
    try:
        shifts = raw.get("duty_roster", {}).get("shifts", ())
        sessions = tuple(raw.get("counselling_sessions", ()))
        day = Day(str(raw["working_day"]), tuple(raw["staff"]), tuple(raw["entries"]), tuple(shifts), sessions)
        desks = [person["name_hi"] for person in day.staff if person["role"] == "desk"]
        told = [(entry["n"], entered_at(entry), entry["own_words"], entry["legal_route"]) for entry in day.entries]
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("not a day file") from error
    if not desks or not told:
        raise ValueError("a day without staff or entries")
    return day


def entered_at(entry: Raw) -> datetime:
    """Return when an entry was keyed: later than the arrival only for a back-entry."""
    return datetime.fromisoformat(entry.get("entered_at", entry["arrived_at"]))


def received_by(day: Day, entry: Raw) -> str:
    """Return who of the desk staff on shift received her: a woman if one is there, never one tied to a respondent."""
    walled = {row.get("staff_id") for row in entry.get("respondents", ())}
    arrived = entry["arrived_at"]
    on_shift = {id for shift in day.shifts if shift["start"] <= arrived < shift["end"] for id in shift["staff"]}
    free = [
        person for person in day.staff if person["id"] not in walled and person["role"] in ("desk", "nodal officer")
    ]
    free.sort(key=lambda person: (person["id"] not in on_shift, person["sex"] != "woman", person["role"] != "desk"))
    return str(free[0]["id"])


_SAME = (
    "arrived_at", "channel", "channel_ref", "visit_kind", "paper_page_no", "back_entry_reason", "interpreter",
    "respondent_near", "support_need", "minor", "needs_now", "danger_signs", "self_harm", "safe_contact", "name_roman",
    "father_or_husband", "age_basis", "village", "jurisdiction", "marital", "married_on", "own_words",
    "gist_for_register", "next_date",
)  # fmt: skip
_RENAMED = {
    "name_hi": "name", "other_names": "other_name", "age": "age_years", "sex": "gender", "mobile": "safe_phone",
    "incident_from": "from_date",
}  # fmt: skip
_ROUTE_SAME = (
    "she_wants", "cognizable_view", "information_time", "route", "gd_no", "rights_told_at", "copy_given_at",
    "portal_ref", "ncr_no", "zero_fir_to", "medical",
)  # fmt: skip
_ROUTE_RENAMED = {"fir_at": "fir_at", "note_hi": "route_note", "sent_at": "zero_fir_sent_at"}
_CONSENT_FIELDS = {"consent_by", "limits_told", "withhold_from", "note_hi", "changed_since_last"}


def answers(form: Form, day: Day, entry: Raw, people: Mapping[str, str], tokens: Mapping[int, str]) -> dict[str, Any]:
    """Return an entry as raw answers. `people` gives person ids by staff id, `tokens` those of earlier entries."""
    raw: dict[str, Any] = {id: entry[id] for id in _SAME if id in entry}
    raw |= {id: entry[name] for name, id in _RENAMED.items() if name in entry}
    raw["entry_mode"] = entry.get("entry_mode", "live")
    received = received_by(day, entry)
    raw["received_by"] = people[received]
    sex = next(person["sex"] for person in day.staff if person["id"] == received)
    raw["woman_officer_present"] = "yes" if sex == "woman" else "no"
    language, _, other = entry["language"].partition(": ")
    raw |= {"language": language, "language_other": other}
    raw["matter_heads"] = [entry["matter"], *entry.get("other_matters", ())]
    raw["with_her"] = [_companion(row) for row in entry.get("with_her", ())]
    raw["respondents"] = [_respondent(row, people) for row in entry.get("respondents", ())]
    raw["linked_tokens"] = [{"token": tokens[n], "reason": "same_matter"} for n in entry.get("linked_to", ())]
    raw["date_in_her_words"] = ", ".join(entry.get("incident_dates_as_typed", ()))
    raw |= (
        safe_ways.answers(entry)
        | _informant(entry)
        | _consent(entry["consent"])
        | _route(form, entry["legal_route"], people)
    )
    return {id: value for id, value in raw.items() if value not in (None, "", [], {})}


def with_reason(raw: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return the answers with the reason a person would give for a date after today: it is what she told."""
    reasons = {**raw.get(REASONS, {}), path: "आवेदिका ने यही तिथि बतायी"}
    return {**raw, REASONS: reasons}


def without(raw: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return the answers without the value at a path, as a person clears a refused field and goes on."""
    first, _, rest = path.partition(".")
    value = raw.get(first)
    if not rest:
        return {id: kept for id, kept in raw.items() if id != first}
    if isinstance(value, Sequence) and not isinstance(value, str):
        row, _, inside = rest.partition(".")
        rows = [without(item, inside) if place == int(row) else item for place, item in enumerate(value)]
        return {**raw, first: rows}
    return {**raw, first: without(value if isinstance(value, Mapping) else {}, rest)}


def _yes_no(value: object) -> object:
    return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


def _told(values: Raw) -> dict[str, Any]:
    return {id: _yes_no(value) for id, value in values.items() if value is not None}


def _companion(row: Raw) -> dict[str, Any]:
    return _told({"who": row["who"], "detail": row.get("detail_hi"), "she_agrees": row.get("she_agrees")})


def _respondent(row: Raw, people: Mapping[str, str]) -> dict[str, Any]:
    return _told(
        {
            "known": row.get("known"),
            "relation": row.get("relation"),
            "name": row.get("name_hi"),
            "station_or_staff_link": row.get("staff_link"),
            "linked_person": people.get(row.get("staff_id", "")),
            "link_words": row.get("link_hi"),
            "known_record": row.get("known_record"),
        }
    )


def _informant(entry: Raw) -> dict[str, Any]:
    told = entry.get("informant")
    if not told:
        return {}
    named = {"name": told["name_hi"], "name_roman": told.get("name_roman"), "relation": told["relation"]}
    return {"informant": _told({**named, "phone": told.get("mobile")})}


def _consent(told: Raw) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "consent_by": told["consent_by"],
        "limits_told": _yes_no(told.get("limits_told")),
        "withhold_from": told.get("withhold_from"),
        "consent_note": told.get("note_hi"),
        "consent_matrix": {row: value for row, value in told.items() if row not in _CONSENT_FIELDS},
    }
    changed = told.get("changed_since_last", ())
    if changed:
        raw |= {"consent_withdrawn_at": changed[0]["at"], "consent_withdrawn_scope": [row["row"] for row in changed]}
    return raw


def _route(form: Form, told: Raw, people: Mapping[str, str]) -> dict[str, Any]:
    raw = {id: told[id] for id in _ROUTE_SAME if id in told}
    raw |= {id: told[name] for name, id in _ROUTE_RENAMED.items() if name in told}
    if "fir_no" in told:
        raw["fir_no" if told["route"] in ("FIR", "zero FIR") else "fir_no_before"] = told["fir_no"]
    for name, id in (("deciding_officer", "deciding_officer"), ("recorded_by", "fir_recorded_by")):
        if name in told:
            raw[id] = people[told[name]]
    known = form.field("sections").choices
    raw["sections"] = [section for section in told.get("sections", ()) if find_choice(known, section)]
    raw["other_sections"] = ", ".join(s for s in told.get("sections", ()) if not find_choice(known, s))
    if "permission" in told:
        given = told["permission"]
        times = {id: given.get(id) for id in ("asked_at", "given_at")}
        raw["enquiry_permission"] = _told({"officer": given["officer_hi"], "number": given["no"], **times})
    if "statement" in told:
        raw["statement"] = _told({"place" if id == "place_hi" else id: v for id, v in told["statement"].items()})
    if "child_steps" in told:
        raw["child_steps"] = _told(told["child_steps"])
    return raw
