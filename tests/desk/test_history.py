"""What a matter's history tells before and after her name was asked for, and the drafts of corrections."""

import pytest

from station_desk.desk import reading, recording
from station_desk.desk.ports import Desk
from station_desk.errors import DeskError, ErrorCode

WHOLE = {
    "channel": "walk_in",
    "visit_kind": "first",
    "name": "पुष्पा देवी",
    "age_years": "२४",
    "village": "नगला",
    "matter_heads": ["cruelty_dowry"],
    "gist_for_register": "ससुरालीजन द्वारा मांग",
    "route": "fir",
    "respondents": [{"relation": "husband", "name": "विनोद"}],
}


def corrected(station: Desk) -> str:
    """A finished entry, corrected once in her name, in a respondent's name and in the route."""
    record = recording.add(station, WHOLE).record
    raw = {
        **WHOLE,
        "arrived_at": "11:00",
        "received_by": station.person.id,
        "entry_mode": "live",
        "name": "पुष्पा रानी",
        "route": "ncr",
        "respondents": [{"relation": "husband", "name": "विनोद कुमार"}],
    }
    recording.amend(station, record, raw, "नाम अधूरे सुने गये थे")
    return record


def test_before_the_asking_only_that_identity_changed_is_told(station: Desk) -> None:
    """Facts are told with old and new value; of who she is, only which fields changed."""
    record = corrected(station)
    step = reading.matter(station, record).history[-1]
    assert {change.path for change in step.changed} == {"arrived_at", "route"}
    assert set(step.hidden) == {"name", "respondents"}
    assert "पुष्पा" not in repr(step)
    assert "name" not in step.revision.answers


def test_after_the_asking_the_old_name_is_readable(station: Desk) -> None:
    """A correction loses nothing: what stood there before is shown together with what stands there now."""
    record = corrected(station)
    revealed = reading.reveal(station, record, "check")
    name = next(change for change in revealed.history[-1].changed if change.path == "name")
    assert (name.before, name.after) == ("पुष्पा देवी", "पुष्पा रानी")
    assert revealed.answers["name"] == "पुष्पा रानी"
    assert [step.changed for step in revealed.history[:2]] == [(), ()]
    assert "पुष्पा" not in repr(revealed)


def test_an_unknown_record_is_no_reading(station: Desk) -> None:
    """Nothing is logged about a record that is not there."""
    with pytest.raises(DeskError) as refused:
        reading.reveal(station, "0" * 32, "check")
    assert refused.value.code is ErrorCode.RECORD_MISSING


def test_a_correction_ends_its_draft_and_one_can_be_given_up(station: Desk) -> None:
    """The draft goes with the amendment; without one it can be dropped, since the finished entry stands."""
    record = recording.add(station, WHOLE).record
    raw = {**WHOLE, "arrived_at": "11:00", "received_by": station.person.id}
    recording.save_draft(station, "d1", raw, record)
    recording.amend(station, record, raw, "समय देखा गया", "d1")
    assert recording.drafts(station) == []
    recording.save_draft(station, "d2", raw, record)
    recording.drop_draft(station, "d2")
    assert recording.drafts(station) == []


def test_the_draft_of_an_open_entry_is_not_dropped(station: Desk) -> None:
    """An entry with a token is cancelled with a reason, never just forgotten."""
    record = recording.open_record(station, {}).record
    recording.save_draft(station, "d1", {}, record)
    with pytest.raises(DeskError) as refused:
        recording.drop_draft(station, "d1")
    assert refused.value.code is ErrorCode.REASON_NEEDED
    assert len(recording.drafts(station)) == 1
