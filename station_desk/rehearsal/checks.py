"""What correct software must do with an entry of a played day. Owns the checks, each from rules and own fields alone.

A note of the day file (`expected`) is checked by the first check whose words it holds; a note that no check claims is
counted as not yet checked. No check looks at an entry's number.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar, cast

from station_desk.desk import reading, registers, slips
from station_desk.desk.ports import Desk, intake_form
from station_desk.domain.calendar import day_of, parse_moment, show_time
from station_desk.domain.case import SESSION
from station_desk.domain.figures import mask_aadhaar
from station_desk.domain.names import Identity
from station_desk.domain.sensitivity import identity_of
from station_desk.errors import DeskError, ErrorCode, Problem, ProblemCode
from station_desk.rehearsal.case_checks import CASE_NOTES, EVERY_CASE
from station_desk.rehearsal.clock_checks import CLOCK_NOTES, EVERY_CLOCK
from station_desk.rehearsal.context import WHY, Check, Context, Kept, Result
from station_desk.rehearsal.session_checks import EVERY_SESSION, SESSION_NOTES


def check(context: Context, kept: Kept) -> tuple[list[Result], list[tuple[int, str]]]:
    """Run every general check on an entry and its sessions, and each note that a check knows; return the others."""
    everywhere, notes = {**EVERY_ENTRY, **EVERY_CLOCK, **EVERY_CASE}, {**NOTES, **CLOCK_NOTES, **CASE_NOTES}
    results = [Result(kept.n, what, holds(context, kept)) for what, holds in everywhere.items()]
    unchecked = []
    for note in kept.entry.get("expected", ()):
        known = _known(notes, note)
        if known is None:
            unchecked.append((kept.n, note))
        else:
            results.append(Result(kept.n, note, known(context, kept)))
    for done in context.done_in(kept, SESSION):
        results += [Result(kept.n, what, holds(context, kept, done)) for what, holds in EVERY_SESSION.items()]
        for note in done.told.get("expected", ()):
            of_session = _known(SESSION_NOTES, note)
            if of_session is None:
                unchecked.append((kept.n, note))
            else:
                results.append(Result(kept.n, note, of_session(context, kept, done)))
    return results, unchecked


Holds = TypeVar("Holds")


def _known(checks: Mapping[str, Holds], note: str) -> Holds | None:
    return next((holds for words, holds in checks.items() if re.search(words, note)), None)


def _final(context: Context, kept: Kept) -> bool:
    return reading.matter(context.station, kept.record).row.state == "final"


def _class_agrees(context: Context, kept: Kept) -> bool:
    found = reading.matter(context.station, kept.record).row.confidentiality
    return found == str(kept.entry["confidentiality_class"])


def _words_whole(context: Context, kept: Kept) -> bool:
    """Her words stand as they were told, but for a masked identity number and the one Unicode form."""
    told = unicodedata.normalize("NFC", kept.entry["own_words"]).strip()
    return str(context.answers(kept)["own_words"]) == mask_aadhaar(told)[0]


def _identity(context: Context, kept: Kept) -> Identity:
    return identity_of(intake_form(), context.answers(kept))


def _restricted_row_blind(context: Context, kept: Kept) -> bool:
    """A row that is not open shows nothing that makes her known, no age and no gist."""
    if kept.entry["confidentiality_class"] == "open":
        return True
    answers, cells = context.answers(kept), context.row(kept).cells
    gist = str(answers["gist_for_register"])
    shown = "\n".join(cells)
    return not _identity(context, kept).named_in(shown) and gist not in shown and not cells[4] and not cells[5]


def _district_blind(context: Context, kept: Kept) -> bool:
    """What the district holds names her only where she herself, an adult, said yes to it."""
    texts = context.held(kept)
    consent = kept.entry["consent"]
    named = consent.get("district_office_with_name") == "yes" and consent["consent_by"] == "herself"
    if not texts:
        return False
    if named:
        return all(str(context.answers(kept)["name"]) in text for text in texts)
    identity = _identity(context, kept)
    return not any(identity.named_in(value) for text in texts for value in _strings(json.loads(text)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _found_by_name(context: Context, kept: Kept) -> bool:
    """She is found by her name in either script."""
    for id in ("name_hi", "name_roman"):
        if id in kept.entry:
            found = reading.matters(context.station, reading.Filter(search=kept.entry[id]))
            if kept.token not in {item.row.token for item in found}:
                return False
    return True


def _accepted(context: Context, kept: Kept) -> bool:
    return reading.matter(context.station, kept.record).delivery.value == "accepted"


EVERY_ENTRY: Mapping[str, Check] = {
    "saved and final": _final,
    "class of confidentiality follows from the answers": _class_agrees,
    "her words are kept whole": _words_whole,
    "a restricted row shows no identity, age or gist": _restricted_row_blind,
    "the district holds no identity without her consent": _district_blind,
    "found by her name in either script": _found_by_name,
    "accepted by the district's receipt": _accepted,
}


def _said(problems: Sequence[Problem], code: ProblemCode) -> list[str]:
    return [problem.path for problem in problems if problem.code is code]


def _single_name(context: Context, kept: Kept) -> bool:
    answers = context.answers(kept)
    return len(str(answers["name"]).split()) == 1 and "father_or_husband" not in answers


def _married_recently(context: Context, kept: Kept) -> bool:
    return context.answers(kept).get("married_within_seven_years") == "yes"


def _choice_told(context: Context, kept: Kept) -> bool:
    answers = context.answers(kept)
    return {"rights_told_at", "deciding_officer", "she_wants"} <= answers.keys() and "fir_no" not in answers


def _reference_whole(context: Context, kept: Kept) -> bool:
    number = re.findall(r"\d{14}", kept.entry["channel_ref"])[0]
    answers = context.answers(kept)
    return number in str(answers["channel_ref"]) and number in str(answers["own_words"])


def _nothing_to_ask(context: Context, kept: Kept) -> bool:  # noqa: ARG001
    return kept.to_ask == 0 and not kept.refused


def _aadhaar_masked(context: Context, kept: Kept) -> bool:
    words = str(context.answers(kept)["own_words"])
    told = re.findall(r"\d{4} \d{4} \d{4}", kept.entry["own_words"])
    masked = all(number not in words and f"XXXX XXXX {number[-4:]}" in words for number in told)
    return bool(told) and masked and "own_words" in _said(kept.notices, ProblemCode.AADHAAR_MASKED)


def _kept_as_typed(pattern: str) -> Check:
    def holds(context: Context, kept: Kept) -> bool:
        told = re.findall(pattern, kept.entry["own_words"])
        words = str(context.answers(kept)["own_words"])
        return bool(told) and all(piece in words for piece in told)

    return holds


def _code_only(context: Context, kept: Kept) -> bool:
    row = context.row(kept)
    coded = re.fullmatch(r"पीड़ित(ा|)-\S+|पीड़ित व्यक्ति-\S+", row.cells[3]) is not None
    return coded and _restricted_row_blind(context, kept) and _district_blind(context, kept)


def _two_times(context: Context, kept: Kept) -> bool:
    matter = reading.matter(context.station, kept.record)
    arrived, entered = matter.row.arrived_at, matter.row.entered_at
    rows = list(context.rows(day_of(arrived)).values())
    times = [row.cells[2][:5] for row in rows]
    marked = context.row(kept).mark
    return parse_moment(entered) > parse_moment(arrived) and times == sorted(times) and show_time(entered) in marked


def _serials_in_order_of_keying(context: Context, kept: Kept) -> bool:
    rows = reading.matters(context.station, reading.Filter(day=day_of(_arrived(context, kept)).isoformat()))
    keyed = sorted((item.row.entered_at, item.row.serial) for item in rows)
    return [serial for _, serial in keyed] == sorted(serial for _, serial in keyed)


def _arrived(context: Context, kept: Kept) -> str:
    return reading.matter(context.station, kept.record).row.arrived_at


def _no_complaint(*paths: str) -> Check:
    def holds(context: Context, kept: Kept) -> bool:  # noqa: ARG001
        said = {problem.path for problem in (*kept.refused, *kept.notices)}
        return not said & set(paths)

    return holds


def _gender_as_told(context: Context, kept: Kept) -> bool:
    return context.answers(kept)["gender"] == str(kept.entry["sex"])


def _later_date_kept(context: Context, kept: Kept) -> bool:
    answers = context.answers(kept)
    asked = "from_date" in _said(kept.refused, ProblemCode.FUTURE_DATE)
    reasons = cast(Mapping[str, str], answers.get("reasons", {}))
    return asked and answers["from_date"] == str(kept.entry["incident_from"]) and "from_date" in reasons


def _impossible_refused(context: Context, kept: Kept) -> bool:
    answers = context.answers(kept)
    refused = "from_date" in _said(kept.refused, ProblemCode.NO_SUCH_DATE)
    words = all(typed in str(answers["own_words"]) for typed in kept.entry["incident_dates_as_typed"])
    return bool(refused and "from_date" not in answers and words)


def _not_on_register(context: Context, kept: Kept) -> bool:
    shown = "\n".join(context.row(kept).cells)
    words = str(context.answers(kept)["own_words"])
    return not any(words[at : at + 40] in shown for at in range(0, len(words) - 40, 40))


def _other_script_kept(context: Context, kept: Kept) -> bool:
    return context.answers(kept)["other_name"] == str(kept.entry["other_names"])


def _walled_seats(context: Context, kept: Kept) -> list[Desk]:
    """Return the seats of the colleagues whom an entry is about."""
    linked = {row["staff_id"] for row in kept.entry.get("respondents", ()) if row.get("staff_link")}
    return [context.seats[id] for id in linked]


def _sealed_from_them(context: Context, kept: Kept) -> bool:
    """They see a token in the list and nothing else: not by search, filter, number, token, opening or paper."""
    name = str(kept.entry["name_hi"])
    narrowed = [
        reading.Filter(search=name),
        reading.Filter(search=kept.token),
        reading.Filter(state="final", search=name),
    ]
    for desk in _walled_seats(context, kept):
        (listed,) = [item for item in reading.matters(desk, limit=1000) if item.row.record == kept.record]
        blank = listed.sealed and not (listed.row.head or listed.row.officer or listed.row.linked)
        found = [filter for filter in narrowed if reading.matters(desk, filter) or reading.count(desk, filter)]
        if found or not blank or not all(_shut(desk, kept)):
            return False
    return bool(_walled_seats(context, kept))


def _shut(desk: Desk, kept: Kept) -> Iterator[bool]:
    acts: tuple[Callable[[], object], ...] = (
        lambda: reading.matter(desk, kept.record),
        lambda: reading.reveal(desk, kept.record, WHY),
        lambda: reading.find(desk, kept.token),
        lambda: slips.print_token(desk, kept.record, "hi"),
        lambda: registers.print_day(desk, date.fromisoformat(str(kept.entry["arrived_at"])[:10]), "hi"),
    )
    for act in acts:
        try:
            act()
        except DeskError as error:
            yield error.code in (ErrorCode.MATTER_SEALED, ErrorCode.NOT_ALLOWED)
        else:
            yield False


def _sealed_at_once(context: Context, kept: Kept) -> bool:
    """They were signed in already when it was entered, and the wall stands all the same."""
    return all(desk.room is context.station.room for desk in _walled_seats(context, kept)) and _sealed_from_them(
        context, kept
    )


def _tries_logged(context: Context, kept: Kept) -> bool:
    """Each try to open it is a line of the log with the name of who tried."""
    for desk in _walled_seats(context, kept):
        before = _tries(desk, kept)
        for _ in _shut(desk, kept):
            pass
        if _tries(desk, kept) <= before:
            return False
    return bool(_walled_seats(context, kept))


def _tries(desk: Desk, kept: Kept) -> int:
    return reading.tries(desk, kept.record)


NOTES: Mapping[str, Check] = {
    "must be sealed from .* search, lists": _sealed_from_them,
    "the wall must act at once": _sealed_at_once,
    "every attempt of .* must be in the audit log": _tries_logged,
    "a single name must be accepted": _single_name,
    "married within 7 years must be computed": _married_recently,
    "FIR choice told and refused must stand in the record": _choice_told,
    "14-digit IGRS number must be kept whole": _reference_whole,
    "must be skippable without red marks": _nothing_to_ask,
    "must be refused or masked to the last four": _aadhaar_masked,
    "12-digit UPI reference that fails the check": _kept_as_typed(r"\d{12}"),
    r"\+91 .* must be kept as typed": _kept_as_typed(r"₹[\d,/-]+|\+91[ \d]+"),
    "code (only|पीड़िता-. only)|name only as code in register and bundle": _code_only,
    "two times kept": _two_times,
    "serials of entries keyed live": _serials_in_order_of_keying,
    "GD time .* later than arrival: no error": _no_complaint("gd_no", "gd_time"),
    "must be selectable": _gender_as_told,
    "consent for district with name = no": _district_blind,
    "a date in the future .* is right here": _later_date_kept,
    "earlier than arrival .*: accept": _no_complaint("information_time", "arrived_at"),
    "do not exist: must be refused as dates": _impossible_refused,
    "must stay an amount": _kept_as_typed(r"[\d,]+/-"),
    "must warn: the deed date": _later_date_kept,
    "must not appear on the register: gist only": _not_on_register,
    "Bangla form kept as other name": _other_script_kept,
}
