"""What follows an intake: kept as records of their own, folded into the case, counted anew, sealed where it must be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pytest

from station_desk.desk import case_acts, cases, casework, office, recording, sealing
from station_desk.desk.ports import Desk
from station_desk.domain.case import CLOSURE, PROMISE, REFERRAL, SESSION
from station_desk.domain.roles import Role
from station_desk.errors import AnswersRefusedError, DeskError, ErrorCode, ProblemCode
from station_desk.store import cases as case_rows
from station_desk.store import log
from station_desk.store.migrations import TABLES
from tests.conftest import NOON, PASSPHRASE
from tests.entries import ELDER
from tests.staff import Staff, add_staff, found

BEATEN: Final[dict[str, Any]] = {
    **ELDER,
    "arrived_at": "09:30",
    "name": "सरला",
    "age_years": 31,
    "matter_heads": ["domestic_violence"],
    "gist_for_register": "पति द्वारा मारपीट",
    "danger_signs": ["none"],
    "risk_decided": "medium",
    "consent_by": "herself",
    "consent_matrix": {"counselling": "yes", "dlsa_lawyer": "yes"},
    "rights_told": ["fir_free_copy"],
    "rights_told_at": "10:00",
    "she_wants": "help_without_fir_now",
    "cognizable_view": "yes",
}
PROMISED: Final = {
    "what": "बच्चों को ससुराल से लाना",
    "owner_outside": "बीट अधिकारी",
    "to_whom": "her",
    "by_when": "08-10-2026",
}


@pytest.fixture
def staff(station: Desk) -> Staff:
    """The officers and the counsellor."""
    return add_staff(station, Role.HOUSE_OFFICER, Role.COUNSELLOR)


def session_by(desk: Desk, **more: object) -> dict[str, object]:
    """Return a session as it is typed."""
    return {
        "started_at": "10:30",
        "ended_at": "11:10",
        "held": "yes",
        "kind": "first_support",
        "place": "centre_room",
        "privacy": "yes",
        "counsellor": desk.person.id,
        "people_present": [{"who": "herself", "consented": "yes"}],
        "consent_today": "same",
        "aim_agreed": ["calm_and_safety"],
        "danger_signs": ["none"],
        "self_harm": "no",
        "agreed_summary": "मायके में रहेंगी, अगली बैठक तय।",
        "summary_read_back": "yes",
        "support_given": ["listened"],
        "her_choice": "continue",
        "pressured": "no",
        "outcome": "support_continues",
        "risk_after": "medium",
        "next_session": "09-10-2026 11:00",
        **more,
    }


def tasks_of(desk: Desk, matter: str) -> list[tuple[str, str]]:
    """Return kind and due moment of what is open."""
    return [
        (task.kind, task.due_at) for task in casework.read(desk, matter).due if task.kind not in ("clock", "action")
    ]


def test_a_promise_stays_open_until_somebody_writes_how_it_was_kept(station: Desk) -> None:
    """It is due at the end of its day, and only an entry closes it; the log and the tables agree all along."""
    matter = recording.add(station, BEATEN).record
    kept = casework.record(station, PROMISE, matter, PROMISED)
    assert ("promise", "2026-10-08T18:29:59Z") in tasks_of(station, matter)
    with pytest.raises(DeskError) as error:
        casework.carry_on(station, kept.record, {**PROMISED, "what": "कुछ और"})
    assert error.value.code is ErrorCode.NOT_LATER
    casework.carry_on(station, kept.record, {**PROMISED, "kept_on": "06-10-2026", "how": "पीआरवी से लाये गये"})
    assert "promise" not in dict(tasks_of(station, matter))
    (promise,) = casework.read(station, matter).case.of(PROMISE)
    assert (promise.number, promise.revision) == (1, 2)
    assert found(station) == []


def test_a_text_that_names_her_is_refused_at_its_field(station: Desk) -> None:
    """The register's level never says who she is, also in what follows."""
    matter = recording.add(station, BEATEN).record
    with pytest.raises(AnswersRefusedError) as error:
        casework.record(station, PROMISE, matter, {**PROMISED, "what": "सरला के बच्चे लाना"})
    assert [(p.path, p.code) for p in error.value.problems] == [("what", ProblemCode.NAMES_HER)]


def test_working_notes_of_a_session_are_sealed_and_nowhere_in_clear(station: Desk, staff: Staff) -> None:
    """What the counsellor keeps for herself goes under her key; the session holds the rest."""
    matter = recording.add(station, BEATEN).record
    office.leave(station)
    desk = staff.at_desk(station.folder, Role.COUNSELLOR)
    casework.record(desk, SESSION, matter, session_by(desk, session_notes="रात को सोती नहीं", how_is_she="upset"))
    (note,) = sealing.read_notes(desk, matter).notes
    assert note.text and "रात को सोती नहीं" in note.text
    (session,) = casework.read(desk, matter).case.of(SESSION)
    assert "session_notes" not in session.answers and "agreed_summary" in session.answers
    with desk.store.read() as read:
        parts = [data for line in log.lines(read) for _, data in line.parts.values()]
    assert not any("सोती".encode() in data for data in parts)
    assert ("session", "2026-10-09T05:30:00Z") in tasks_of(desk, matter)
    assert found(desk) == []
    office.leave(desk)


def test_who_holds_no_key_writes_no_working_note(station: Desk, staff: Staff) -> None:
    """With a counsellor there, the in-charge may keep a session but not its sealed part."""
    matter = recording.add(station, BEATEN).record
    with pytest.raises(DeskError) as error:
        casework.record(station, SESSION, matter, session_by(station, session_notes="रात को सोती नहीं"))
    assert error.value.code is ErrorCode.NOT_ALLOWED
    assert casework.read(station, matter).case.of(SESSION) == ()
    casework.record(station, SESSION, matter, session_by(station))
    assert staff.ids


def test_a_joint_session_waits_for_the_gate(station: Desk) -> None:
    """Refused while a danger sign is open, counted each time it is asked for, open once it was explained."""
    matter = recording.add(station, {**BEATEN, "danger_signs": ["choking_or_stopped_breath"]}).record
    joint = session_by(station, kind="couple_family_joint", people_present=[{"who": "herself", "consented": "yes"}])
    with pytest.raises(AnswersRefusedError) as error:
        casework.record(station, SESSION, matter, joint)
    assert ProblemCode.JOINT_CLOSED in {problem.code for problem in error.value.problems}
    gate = case_acts.ask_joint(station, matter)
    assert not gate.open and "danger_open" in gate.reasons
    assert [act.kind for act in casework.read(station, matter).case.acts] == ["gate.closed"]
    case_acts.explain_sign(station, matter, "choking_or_stopped_breath", "डॉक्टर की जाँच में पुरानी चोट निकली")
    assert "danger_open" not in case_acts.joint_gate(station, matter).reasons
    assert found(station) == []


def test_the_approver_of_a_closure_is_never_its_author(station: Desk, staff: Staff) -> None:
    """Proposed by one, closed by another; then nothing is added but the agreed call, and a visit takes it up again."""
    added = recording.add(
        station, {**BEATEN, "matter_heads": ["information"], "cognizable_view": "no", "risk_decided": "low"}
    )
    matter = added.record
    closure = {
        "closed_on": "06-10-2026",
        "reason": "needs_met",
        "asked_directly": "yes",
        "asked_how": "in_person",
        "safety_now": "safe",
        "signs_open": ["none"],
        "legal_state": "none",
        "goals": {
            "safety": "met",
            "health": "not_needed",
            "psychosocial": "met",
            "legal": "not_needed",
            "money": "not_needed",
            "child": "not_needed",
        },
        "follow_up_after": "30_days_safe_call",
        "how_to_return": "yes",
        "feedback_offered": "yes",
    }
    kept = casework.record(station, CLOSURE, matter, closure)
    with pytest.raises(DeskError) as refused:
        case_acts.approve_closure(station, matter)
    assert refused.value.code is ErrorCode.SECOND_SAME
    assert "approval" in dict(tasks_of(station, matter))
    office.leave(station)
    head = staff.at_desk(station.folder, Role.HOUSE_OFFICER)
    case_acts.approve_closure(head, matter)
    assert tasks_of(head, matter) == [("follow_up", "2026-11-05T06:30:00Z")]
    assert found(head) == []
    office.leave(head)
    with office.at_desk(station.folder, PASSPHRASE, station.person.id, NOON) as desk:
        with pytest.raises(DeskError) as closed:
            casework.record(desk, PROMISE, matter, PROMISED)
        assert closed.value.code is ErrorCode.MATTER_CLOSED
        again = {
            **BEATEN,
            "visit_kind": "same_matter_again",
            "linked_tokens": [{"token": added.token, "reason": "same_matter"}],
        }
        recording.add(desk, again)
        assert casework.read(desk, matter).case.closed is None
        assert found(desk) == []
    assert kept.number == 1


def test_the_tables_are_made_anew_from_the_log(station: Desk) -> None:
    """Emptied or changed behind the log they are found, and a rebuild gives the very same rows."""
    matter = recording.add(station, BEATEN).record
    casework.record(station, PROMISE, matter, PROMISED)
    assert {"case_record", "task", "standing"} <= TABLES
    with station.store.write() as write:
        before = case_rows.everything(write)
        write.execute("UPDATE task SET due_at = '2030-01-01T00:00:00Z'")
    assert found(station) == ["case-differs"]
    with station.store.write() as write:
        cases.rebuild(write)
        after = case_rows.everything(write)
    assert [sorted(map(str, rows)) for rows in before] == [sorted(map(str, rows)) for rows in after]
    assert found(station) == []
    assert casework.read(station, matter).case.of(REFERRAL) == ()


def test_a_clock_met_by_a_time_that_was_ahead_is_open_no_longer(station: Desk) -> None:
    """A copy of the FIR to be given in an hour is a plan; an hour later nobody is told that it is late."""
    first = {**BEATEN, "route": "fir", "fir_no": "मु0अ0सं0 1/26", "fir_at": "11:30", "information_time": "11:00"}
    matter = recording.add(station, {**first, "copy_given_at": "13:00"}).record
    open_now = [task.key for task in casework.read(station, matter).due if task.kind == "clock"]
    assert "fir_copy_free" in open_now
    office.set_practice_clock(station, NOON + timedelta(days=2))
    assert "fir_copy_free" not in [task.key for task in casework.read(station, matter).due]
    assert "fir_copy_free" not in [row.task.key for row in casework.due(station, "2026-12-31T00:00:00Z")]
    assert found(station) == []


def test_another_mark_of_the_law_is_found_and_mended_by_a_rebuild(station: Desk) -> None:
    """By which law the open tasks were made is kept beside them, and nobody changes that unseen."""
    with station.store.write() as write:
        write.execute("UPDATE office SET value = x'00' WHERE name = ?", (cases.LAW,))
    assert found(station) == ["case-differs"]
    with station.store.write() as write:
        cases.rebuild(write)
    assert found(station) == []
