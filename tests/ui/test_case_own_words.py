"""The page on which another's case record is corrected: what she said in her own words is not for everybody."""

from __future__ import annotations

from station_desk.desk import casework, office, recording
from station_desk.desk.ports import Desk
from station_desk.domain.case import CONSENT, CaseAct
from station_desk.domain.roles import Role
from station_desk.ui.case_opening import CaseOpened, open_case_entry
from tests.a_case import QUIET, WITHDRAWN
from tests.staff import add_staff

FIELD = "reason_in_her_words"


def _asks(opened: CaseOpened) -> bool:
    return any(field.id == FIELD for section in opened.sections for field in section.fields)


def test_a_colleague_is_neither_shown_nor_asked_her_words(station: Desk) -> None:
    """The question is left out, so that nothing can be typed over words that are put back; its writer has it."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    matter = recording.add(station, QUIET).record
    record = casework.record(station, CONSENT, matter, WITHDRAWN).record
    own = open_case_entry(station, CONSENT, matter, record, CaseAct.AMENDED, None)
    assert _asks(own) and own.raw[FIELD] == WITHDRAWN[FIELD]
    office.leave(station)
    centre = staff.at_desk(station.folder, Role.CENTRE_STAFF)
    theirs = open_case_entry(centre, CONSENT, matter, record, CaseAct.AMENDED, None)
    assert not _asks(theirs) and FIELD not in theirs.raw
    assert theirs.original is not None and FIELD not in theirs.original
    office.leave(centre)
