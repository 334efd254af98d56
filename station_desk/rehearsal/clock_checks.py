"""What correct software must do with the deadlines of an entry. Owns these checks, each from rules and own fields.

No check looks at an entry's number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from station_desk.desk import case_reading, casework
from station_desk.desk.law import clock_rows
from station_desk.desk.ports import intake_form
from station_desk.domain.answers import has_mark
from station_desk.domain.calendar import write_moment
from station_desk.domain.clocks import Clock, ClockState, board
from station_desk.domain.tasks import TaskKind
from station_desk.rehearsal.context import Check, Context, Kept

CWC, CHILD_MEDICAL = "pocso_cwc_and_special_court", "child_medical"
MEDICAL, TWO_MONTHS = "medical_examination", "investigation_complete"
CHILD_FORMS, BEFORE_CWC = "pocso_form_a_and_form_b", "child_in_need_before_cwc"
DAY = timedelta(hours=24)


def clock(context: Context, kept: Kept, id: str) -> Clock | None:
    """Return a clock of the matter as it stands when the day is over, None where it does not apply."""
    return next((clock for clock in context.file(kept).clocks if clock.row.id == id), None)


def utc(told: str | datetime) -> str:
    """Return a moment of the day file as it is kept."""
    return write_moment(datetime.fromisoformat(told) if isinstance(told, str) else told)


def route(kept: Kept, path: str) -> str:
    """Return a time of the legal route, "" where there is none."""
    value: Any = kept.entry["legal_route"]
    for part in path.split("."):
        value = (value or {}).get(part)
    return str(value or "")


def information(kept: Kept) -> str:
    """Return when the information came, "" where that is not told."""
    return route(kept, "information_time")


def _due_after(clock: Clock | None, start: str, span: timedelta) -> bool:
    """Tell whether a clock began at a time of the day file and is due a span later."""
    began = datetime.fromisoformat(start)
    return clock is not None and (clock.starts_at, clock.due_at) == (utc(began), utc(began + span))


def _clocks_run(context: Context, kept: Kept) -> bool:
    """Each deadline the entry names runs from the time and until the time it names, none that it names is missing.

    One that the FIR itself meets counts from the information; one that began before she came cannot be told here.
    """
    came = min(kept.entry["arrived_at"], information(kept) or kept.entry["arrived_at"])
    for told in kept.entry["statutory_trigger"]:
        found, start = clock(context, kept, told["clock"]), told["starts_at"]
        if found is None:
            return False
        if not start or start < came:
            continue
        start = information(kept) if "fir_at" in found.row.done_by else start
        due = told["due_at"]
        if found.starts_at != utc(start) or (due and found.due_at != utc(due)):
            return False
    return True


def _no_clock(context: Context, kept: Kept) -> bool:
    return not context.file(kept).clocks


def _no_case(context: Context, kept: Kept) -> bool:
    """Information only: nothing runs, nothing is planned, nothing is open."""
    file = context.file(kept)
    told = file.case.intake["visit_kind"] == "information_only"
    return told and not (file.clocks or file.due or file.revisions or kept.first_due)


def _woman_and_magistrate(context: Context, kept: Kept) -> bool:
    found = [clock(context, kept, id) for id in ("woman_officer_records", "magistrate_statement")]
    return all(one is not None and one.starts_at == utc(information(kept)) for one in found)


def _cwc_and_court(context: Context, kept: Kept) -> bool:
    """24 hours from the information; met by the later of both times, open while one is missing."""
    found = clock(context, kept, CWC)
    told = {path: route(kept, path) for path in ("child_steps.cwc_told_at", "child_steps.special_court_told_at")}
    if found is None or not _due_after(found, information(kept), DAY):
        return False
    if all(told.values()):
        return found.state is ClockState.MET and found.met_at == utc(max(told.values()))
    return found.open and set(found.missing) == {path for path, at in told.items() if not at}


def _form_b_stays(context: Context, kept: Kept) -> bool:
    """Nobody wrote that both forms went: it is due after 24 hours, and late from then on."""
    found = clock(context, kept, CHILD_FORMS)
    late = found is not None and found.state is ClockState.LATE and found.wants_reason
    first = {(task.key, task.due_at) for task in kept.first_due if task.kind == TaskKind.CLOCK}
    return late and _due_after(found, information(kept), DAY) and (CHILD_FORMS, found.due_at if found else "") in first


def _not_pressed(context: Context, kept: Kept) -> bool:
    """No clock of the examination for rape; what she said of being examined stands, and nothing is due by it."""
    said = route(kept, "medical.consent").replace(" ", "_")
    medical = context.file(kept).case.intake["medical"]
    child = clock(context, kept, CHILD_MEDICAL)
    due = {task.key for task in (*context.file(kept).due, *kept.first_due)}
    return (
        clock(context, kept, MEDICAL) is None
        and isinstance(medical, Mapping)
        and medical["consent"] == said
        and (child is None or child.state is ClockState.HELD)
        and not due & {MEDICAL, CHILD_MEDICAL}
    )


def _two_months(context: Context, kept: Kept) -> bool:
    found, start = clock(context, kept, TWO_MONTHS), route(kept, "fir_at")
    began = datetime.fromisoformat(start)
    due = began.replace(month=began.month + 2)
    return found is not None and (found.starts_at, found.due_at) == (utc(began), utc(due))


def _two_months_by_rape(context: Context, kept: Kept) -> bool:
    """The limit runs, and would not without the sections on rape."""
    sections = [code for code in _listed(context, kept, "sections") if not _marked("sections", code, "rape")]
    other = {**context.file(kept).case.intake, "sections": sections}
    without = board(clock_rows(), intake_form(), other, {}, context.station.now(), doubtful=False)
    return _two_months(context, kept) and bool(sections) and TWO_MONTHS not in {one.row.id for one in without}


def _marked(field: str, code: str, mark: str) -> bool:
    return has_mark([intake_form().field(field)], {field: [code]}, mark)


def _listed(context: Context, kept: Kept, field: str) -> Sequence[str]:
    value = context.file(kept).case.intake.get(field, ())
    return value if isinstance(value, list) else ()


def _not_started(id: str) -> Check:
    def holds(context: Context, kept: Kept) -> bool:
        found = clock(context, kept, id)
        return found is None or found.starts_at is None

    return holds


def _medical_in_time(context: Context, kept: Kept) -> bool:
    found = clock(context, kept, MEDICAL)
    met = found is not None and found.state is ClockState.MET and found.met_at == utc(route(kept, "medical.sent_at"))
    return met and _due_after(found, information(kept), DAY)


def _removal_from_complaint(context: Context, kept: Kept) -> bool:
    """No answer tells when the platform was asked: it waits until somebody writes that, then it is 24 hours."""
    (sent,) = (row["sent_at"] for row in kept.entry["referrals"] if "sent_at" in row)
    waited = {(task.key, task.due_at) for task in kept.first_due}
    found = clock(context, kept, "image_removal_by_platform")
    return ("image_removal_by_platform", "") in waited and _due_after(found, sent, DAY)


def _disabled_victim(context: Context, kept: Kept) -> bool:
    found = clock(context, kept, "disabled_victim_home_interpreter_video")
    return found is not None and found.open and found.starts_at == utc(information(kept))


def _fortnightly(context: Context, kept: Kept) -> bool:
    """On the list of the day it is due on, two weeks after the information."""
    id = "ncr_fortnightly_diary"
    listed = {row.task.key for row in casework.due(context.station, "9999") if row.task.matter == kept.record}
    began = information(kept)
    return _due_after(clock(context, kept, id), began, timedelta(days=14)) and id in listed


def _fir_at_once(context: Context, kept: Kept) -> bool:
    found = clock(context, kept, "missing_child_fir_at_once")
    at_once = _due_after(found, information(kept), timedelta())
    return at_once and found is not None and found.met_at == utc(route(kept, "fir_at"))


def _cwc_from_arrival(context: Context, kept: Kept) -> bool:
    found = clock(context, kept, BEFORE_CWC)
    words = found is not None and "यात्रा" in found.row.limit.words.hi
    return words and _due_after(found, kept.entry["arrived_at"], DAY)


def _date_not_known(context: Context, kept: Kept) -> bool:
    found = clock(context, kept, "workplace_complaint")
    return found is not None and (found.state, found.starts_at, found.due_at) == (ClockState.WAITING, None, None)


def _enquiry(context: Context, kept: Kept) -> bool:
    given = route(kept, "permission.given_at")
    asked = context.file(kept).case.intake["enquiry_permission"]
    told = isinstance(asked, Mapping) and asked["given_at"] == utc(given)
    return told and _due_after(clock(context, kept, "preliminary_enquiry"), given, timedelta(days=14))


def _old_clocks_stay(context: Context, kept: Kept) -> bool:
    """The second visit starts none of the clocks of the first, which still run from their own time."""
    mine = {one.row.id for one in context.file(kept).clocks}
    for n in kept.entry["linked_to"]:
        first = next(entry for entry in context.day.entries if entry["n"] == n)
        clocks = case_reading.read_file(context.station, context.records[n]).clocks
        began = utc(first["legal_route"]["information_time"])
        if not any(one.row.id == CWC and one.starts_at == began for one in clocks):
            return False
    return CWC not in mine and BEFORE_CWC not in mine


def _copy_given(context: Context, kept: Kept) -> bool:
    """Her copy of the FIR is noted, though others are told nothing."""
    found = clock(context, kept, "fir_copy_free")
    withheld = _listed(context, kept, "withhold_from")
    return bool(withheld) and found is not None and found.met_at == utc(route(kept, "copy_given_at"))


CLOCK_NOTES: Mapping[str, Check] = {
    "no statutory clock may start": _no_clock,
    "no case, no clock, no follow-up call": _no_case,
    "inside 74-79: woman officer and Magistrate": _woman_and_magistrate,
    "^CWC (and Special Court )?clock 24 h": _cwc_and_court,
    "Form B not sent: must stay red": _form_b_stays,
    r"medical clock \(rape\) must not start": _not_pressed,
    "refused medical must be accepted and never": _not_pressed,
    r"^two-month investigation limit": _two_months,
    "two-month limit starts because of BNS 64": _two_months_by_rape,
    r"two-month limit of BNSS 193\(2\) must not start": _not_started(TWO_MONTHS),
    "image removal clock must not start": _not_started("image_removal_by_platform"),
    "^medical 24 h due": _medical_in_time,
    "removal clock 24 h from the complaint": _removal_from_complaint,
    "chosen place and video clock must start": _disabled_victim,
    "NCR route, fortnightly diary list": _fortnightly,
    "no '24 hours wait' anywhere": _fir_at_once,
    r"CWC production 24 h from \d\d:\d\d, journey excluded": _cwc_from_arrival,
    "must stay 'date not known'": _date_not_known,
    "preliminary enquiry needs the CO's permission": _enquiry,
    "a second visit starts no new 24 h CWC clock": _old_clocks_stay,
    "must not block the FIR copy": _copy_given,
}

EVERY_CLOCK: Mapping[str, Check] = {"each deadline runs from and until the right time": _clocks_run}
