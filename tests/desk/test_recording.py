"""Recording an intake at a real desk."""

from datetime import timedelta
from pathlib import Path

import pytest

from station_desk.desk import keeping, office, reading, recording
from station_desk.desk.ports import Desk
from station_desk.domain.records import State
from station_desk.errors import AnswersRefusedError, DeskError, ErrorCode, ProblemCode, Weight
from tests.conftest import NOON, PASSPHRASE

WHOLE = {
    "channel": "walk_in",
    "visit_kind": "first",
    "entry_mode": "live",
    "name": "पुष्पा देवी",
    "father_or_husband": "पत्नी विनोद कुमार",
    "age_years": "२४",
    "gender": "woman",
    "village": "नगला बिहारीपुर",
    "safe_phone": "7000001003",
    "own_words": "मैं पुष्पा, विनोद की पत्नी।\nदूसरी पंक्ति।",
    "matter_heads": ["cruelty_dowry"],
    "gist_for_register": "ससुरालीजन द्वारा मांग",
    "route": "dir_protection_officer",
    "information_time": "09:48",
}


def test_the_first_page_gets_a_token_whatever_is_missing(station: Desk) -> None:
    """A woman does not wait for a form: token first, the rest later."""
    saved = recording.open_record(station, {"channel": "walk_in"})
    assert (saved.token, saved.state) == ("MSK/SAS/2026/0001", State.OPEN)
    facts = reading.matter(station, saved.record).facts
    assert facts["received_by"] == station.person.id
    assert facts["arrived_at"] == "2026-10-06T06:30:00Z"


def test_serials_run_without_a_gap_and_a_cancelled_one_keeps_its_number(station: Desk) -> None:
    """Refusals use no number; cancelling needs a reason and takes none back."""
    first = recording.open_record(station, {})
    with pytest.raises(AnswersRefusedError):
        recording.open_record(station, {"safe_phone": "12"})
    with pytest.raises(DeskError) as refused:
        recording.cancel(station, first.record, "  ")
    assert refused.value.code is ErrorCode.REASON_NEEDED
    cancelled = recording.cancel(station, first.record, "बिना बताये चली गयीं")
    second = recording.open_record(station, {})
    assert (cancelled.state, cancelled.token) == (State.CANCELLED, "MSK/SAS/2026/0001")
    assert second.token == "MSK/SAS/2026/0002"


def test_only_the_short_list_blocks_finalising(station: Desk) -> None:
    """Every missing answer of the short list is told at once; the others are still to ask."""
    opened = recording.open_record(station, {})
    with pytest.raises(AnswersRefusedError) as refused:
        recording.finalise(station, opened.record, {})
    missing = {problem.path for problem in refused.value.problems if problem.code is ProblemCode.REQUIRED}
    assert missing == {
        "arrived_at", "received_by", "channel", "visit_kind", "name", "age_years", "village", "matter_heads",
        "gist_for_register", "route",
    }  # fmt: skip
    done = recording.finalise(
        station, opened.record, {**WHOLE, "arrived_at": "11:00", "received_by": station.person.id}
    )
    assert done.state is State.FINAL
    assert "consent_matrix" in done.to_ask


def test_a_withheld_name_and_an_age_band_are_enough(station: Desk) -> None:
    """She need not say who she is; a town's station stands for a village."""
    raw = {**WHOLE, "name_withheld": "yes", "age_band": "18_24", "police_station": "सासनी"}
    for id in ("name", "age_years", "village", "own_words", "father_or_husband"):
        raw.pop(id)
    assert recording.add(station, raw).state is State.FINAL


def test_amending_needs_a_reason_and_keeps_the_old_value_readable(station: Desk) -> None:
    """The earlier revision stands beside the new one; nothing is overwritten."""
    saved = recording.add(station, WHOLE)
    raw = {**dict(reading.reveal(station, saved.record, "amend").answers), "route": "fir"}
    for auto in ("token_no", "record_id", "entered_at", "entered_by", "confidentiality_class", "day_status"):
        raw.pop(auto, None)
    with pytest.raises(DeskError) as refused:
        recording.amend(station, saved.record, raw, "")
    assert refused.value.code is ErrorCode.REASON_NEEDED
    recording.amend(station, saved.record, raw, "थाना प्रभारी के निर्देश पर अभियोग")
    steps = reading.matter(station, saved.record).history
    assert [step.revision.act.value for step in steps] == ["intake.opened", "intake.finalised", "intake.amended"]
    change = {change.path: (change.before, change.after) for change in steps[-1].changed}
    assert change["route"] == ("dir_protection_officer", "fir")
    assert steps[-1].revision.reason == "थाना प्रभारी के निर्देश पर अभियोग"


def test_an_act_that_may_not_follow_is_refused(station: Desk) -> None:
    """A final record is not finalised or cancelled again, an unknown one not found."""
    saved = recording.add(station, WHOLE)
    for act in (
        lambda: recording.finalise(
            station, saved.record, {**WHOLE, "arrived_at": "11:00", "received_by": station.person.id}
        ),
        lambda: recording.cancel(station, saved.record, "भूल से"),
    ):
        with pytest.raises(DeskError) as refused:
            act()
        assert refused.value.code is ErrorCode.RECORD_STATE
    with pytest.raises(DeskError) as missing:
        reading.matter(station, "0" * 32)
    assert missing.value.code is ErrorCode.RECORD_MISSING


@pytest.mark.parametrize(
    "gist", ["पुष्पा को मारा", "Pushpa ko mara", "विनोद द्वारा मारपीट", "फोन 7000001003 पर धमकी", "नगला बिहारीपुर में घटना"]
)
def test_a_gist_that_names_her_is_stopped_at_the_field(station: Desk, gist: str) -> None:
    """Her name, her husband's, her village or phone in either script never reaches the register's line."""
    with pytest.raises(AnswersRefusedError) as refused:
        recording.add(station, {**WHOLE, "gist_for_register": gist})
    assert [(problem.path, problem.code) for problem in refused.value.problems] == [
        ("gist_for_register", ProblemCode.NAMES_HER)
    ]


def test_a_reason_that_names_her_is_refused(station: Desk) -> None:
    """The reason of a cancelling is read by everybody."""
    opened = recording.open_record(station, {"name": "पुष्पा देवी"})
    with pytest.raises(DeskError) as refused:
        recording.cancel(station, opened.record, "पुष्पा चली गयी")
    assert refused.value.code is ErrorCode.NAMES_HER


def test_a_future_date_is_kept_only_with_a_reason(station: Desk) -> None:
    """It is warned about; with a reason it stands, and the reason with it."""
    raw = {**WHOLE, "from_date": "12-10-2026"}
    with pytest.raises(AnswersRefusedError) as refused:
        recording.add(station, raw)
    assert [(p.path, p.code, p.weight) for p in refused.value.problems] == [
        ("from_date", ProblemCode.FUTURE_DATE, Weight.WARN)
    ]
    saved = recording.add(station, {**raw, "reasons": {"from_date": "विवाह नियत है"}})
    facts = reading.matter(station, saved.record).facts
    assert (facts["from_date"], facts["reasons"]) == ("2026-10-12", {"from_date": "विवाह नियत है"})


def test_all_problems_are_told_at_once(station: Desk) -> None:
    """Seven faults give seven problems, each with its own code."""
    bad = {
        **WHOLE,
        "age_years": "बीस",
        "safe_phone": "12345",
        "from_date": "31.09.2026",
        "information_time": "25:10",
        "route": "nowhere",
        "gist_for_register": "क" * 121,
        "unheard_of": "x",
    }
    with pytest.raises(AnswersRefusedError) as refused:
        recording.add(station, bad)
    assert {(problem.path, problem.code) for problem in refused.value.problems} >= {
        ("age_years", ProblemCode.NOT_A_NUMBER),
        ("safe_phone", ProblemCode.NOT_A_PHONE),
        ("from_date", ProblemCode.NO_SUCH_DATE),
        ("information_time", ProblemCode.NOT_A_TIME),
        ("route", ProblemCode.NOT_A_CHOICE),
        ("gist_for_register", ProblemCode.TOO_LONG),
        ("unheard_of", ProblemCode.UNKNOWN_FIELD),
    }


def test_what_the_program_sets_cannot_be_typed(station: Desk) -> None:
    """Nobody writes a token, a class or a time of entry by hand."""
    with pytest.raises(AnswersRefusedError) as refused:
        recording.open_record(station, {"token_no": "MSK/SAS/2026/0009", "confidentiality_class": "open"})
    assert {problem.code for problem in refused.value.problems} == {ProblemCode.SET_BY_PROGRAM}


def test_a_childs_own_yes_does_not_open_an_adults_row(station: Desk) -> None:
    """Under eighteen, the rows only an adult gives are refused when she alone consents."""
    raw = {
        **WHOLE,
        "age_years": "15",
        "consent_by": "herself",
        "consent_matrix": {"shelter": "yes", "counselling": "yes"},
    }
    with pytest.raises(AnswersRefusedError) as refused:
        recording.add(station, raw)
    assert [(p.path, p.code) for p in refused.value.problems] == [("consent_matrix.shelter", ProblemCode.ADULT_ONLY)]


def test_the_list_is_masked_and_the_asking_is_logged(station: Desk) -> None:
    """A row of the list holds no name; who asked for it, and why, is a line of the log."""
    saved = recording.add(station, WHOLE)
    assert "पुष्पा" not in repr(reading.matters(station)) + repr(reading.matter(station, saved.record).facts._values)
    before = keeping.verify_log(station).size
    assert reading.reveal(station, saved.record, "phone").answers["name"] == "पुष्पा देवी"
    assert keeping.verify_log(station).size == before + 1


@pytest.mark.parametrize(
    "typed", ["पुष", "push", "Puspa", "पुश्पा", "बिहारीपुर", "1003", "0001", "MSK/SAS/2026/0001", "vinod", "पुष्पा नगला"]
)
def test_she_is_found_by_name_village_token_or_end_of_phone(station: Desk, typed: str) -> None:
    """One box, either script, prefix as one types."""
    recording.add(station, WHOLE)
    recording.add(
        station,
        {
            **WHOLE,
            "name": "सीता",
            "father_or_husband": "रामलाल",
            "village": "कोटा",
            "safe_phone": "7000009999",
            "own_words": "क",
        },
    )
    found = reading.matters(station, reading.Filter(search=typed))
    assert [item.row.token for item in found] == ["MSK/SAS/2026/0001"]


def test_vowel_signs_matter_in_search(station: Desk) -> None:
    """सीता does not find सुता, and quotes or operators in the box are only letters."""
    recording.add(station, {**WHOLE, "name": "सुता", "own_words": "क"})
    for typed in ("सीता", '"', "AND OR NOT", "(*)", "NEAR/2", "'; DROP TABLE line"):
        assert reading.matters(station, reading.Filter(search=typed)) == []


def test_a_draft_is_given_back_as_typed(station_folder: Path) -> None:
    """What was typed, right or wrong, is there after a new sign-in, and goes when it is finalised."""
    typed = {"name": "पुष्पा देवी", "safe_phone": "12", "from_date": "31.09."}
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        recording.save_draft(desk, "d1", typed)
    later = NOON + timedelta(hours=2)
    with office.at_desk(station_folder, PASSPHRASE, practice_at=later) as desk:
        (draft,) = recording.drafts(desk)
        assert (draft.raw, draft.saved_at) == (typed, "2026-10-06T06:30:00Z")
        opened = recording.open_record(desk, {"channel": "walk_in"}, "d1")
        assert recording.drafts(desk)[0].record == opened.record
        with pytest.raises(DeskError):
            recording.drop_draft(desk, "d1")
        recording.finalise(desk, opened.record, {**WHOLE, "arrived_at": "11:00", "received_by": desk.person.id}, "d1")
        assert recording.drafts(desk) == []


def test_a_matter_tied_to_the_staff_is_sealed_and_a_child_is_restricted(station: Desk) -> None:
    """The class follows from the answers alone."""
    child = recording.add(station, {**WHOLE, "age_years": "9"})
    rape = recording.add(station, {**WHOLE, "matter_heads": ["domestic_violence", "rape_attempt"]})
    tied = recording.add(station, {**WHOLE, "respondents": [{"relation": "husband", "station_or_staff_link": "yes"}]})
    classes = {item.row.record: (item.row.confidentiality, item.row.head) for item in reading.matters(station)}
    assert classes[child.record][0] == "restricted"
    assert classes[rape.record] == ("restricted", "rape_attempt")
    assert classes[tied.record][0] == "sealed"
