"""How she may be reached, read out of her own words as a person at the desk does. Owns those words, no rule.

The day file has one sentence for it; the form asks for hours, name of the caller and way one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Raw = Mapping[str, Any]

_CALLER = re.compile(r"'([^']+)' (?:कहकर|कहें)")
_HOURS = re.compile(r"(सवेरे|दिन में|दोपहर|शाम) (\d+) से (\d+)")
_ANY_TIME = re.compile("कभी भी|किसी भी समय")
_NO_CALLS = re.compile("काल नहीं|WhatsApp पर केवल")
# The first words that are found tell the way; without any it is a call.
_WAYS = (
    (re.compile("महिला बीट"), "home_visit"),
    (re.compile("SMS|WhatsApp"), "message"),
    (re.compile("माध्यम"), "safe_person"),
    (re.compile("केवल केन्द्र में"), "she_came"),
    (re.compile(""), "safe_call"),
)
_MORNING, _NOON, _DEFAULT = "सवेरे", 12, "11:00"
_EARLY = 7  # an hour before this, not said to be of the morning, is of the afternoon


def answers(entry: Raw) -> dict[str, Any]:
    """Return the answers of the page on safe contact."""
    words = str(entry["safe_contact"])
    raw: dict[str, Any] = {"may_contact": "yes"}
    if "mobile" in entry:
        silent = _NO_CALLS.search(words) is not None
        raw |= {"may_call": "no" if silent else "yes"} | ({"may_message": "yes"} if silent else {})
    if named := _CALLER.search(words):
        raw["say_who_is_calling"] = named[1]
    if hours := _hours(words):
        raw |= {"safe_time": hours, "safe_day": ["any_day"]}
    return raw


def caller(entry: Raw) -> str:
    """Return what a caller is to say, "" where she did not tell."""
    named = _CALLER.search(str(entry["safe_contact"]))
    return named[1] if named else ""


def way(entry: Raw) -> str:
    """Return by which way she is to be reached."""
    return next(way for words, way in _WAYS if words.search(str(entry["safe_contact"])))


def planned(entry: Raw) -> dict[str, Any]:
    """Return the contact that is planned for her next date, in her first safe hour."""
    hours = [hour for hour in _hours(str(entry["safe_contact"])) if hour != "any_time"]
    at = f"{hours[0][:2]}:00" if hours else _DEFAULT
    return {"due": f"{entry['next_date']}T{at}:00+05:30", "way": way(entry)}


def _hours(words: str) -> list[str]:
    if _ANY_TIME.search(words):
        return ["any_time"]
    found = _HOURS.search(words)
    if found is None:
        return []
    first, last = int(found[2]), int(found[3])
    first += _NOON if found[1] != _MORNING and first < _EARLY else 0
    last += _NOON if last < first else 0
    return [f"{hour:02}_{hour + 1:02}" for hour in range(first, last)]
