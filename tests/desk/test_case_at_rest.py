"""What no longer moves in a case: a decided closure, a closed or cancelled matter, progress once told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from station_desk.desk import calling, case_acts, case_drafts, casework, letters, office, recording
from station_desk.desk.ports import Desk
from station_desk.domain.case import CLOSURE, FOLLOW_UP, PROMISE, REFERRAL, SESSION, SIGN_EXPLAINED
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from tests.a_case import CALL, DISPOSED, QUIET, REFERRED
from tests.conftest import NOON, PASSPHRASE
from tests.desk.test_casework import BEATEN, PROMISED, session_by, tasks_of
from tests.staff import Staff, add_staff, found, seat

SENT: Final[dict[str, object]] = {**REFERRED, "status": "sent", "sent_at": "11:30", "carrier": "by_hand"}
RECALLED: Final[dict[str, object]] = {**SENT, "status": "recalled", "recalled_at": "11:50"}
RESPONDENT: Final[dict[str, object]] = {"name": "अज्ञात", "station_or_staff_link": "yes"}


@pytest.fixture
def staff(station: Desk) -> Staff:
    """The officers and the counsellor."""
    return add_staff(station, Role.HOUSE_OFFICER, Role.COUNSELLOR)


def refused(act: Callable[[], object]) -> ErrorCode:
    """Return why an act is refused."""
    with pytest.raises(DeskError) as error:
        act()
    return error.value.code


def approved(desk: Desk, staff: Staff, matter: str) -> None:
    """Let the head of the station close a matter; afterwards nobody sits at the desk."""
    head = seat(desk, staff.second(Role.HOUSE_OFFICER))
    case_acts.approve_closure(head, matter)
    office.leave(head)


def test_a_closure_is_judged_anew_when_it_is_approved(station: Desk, staff: Staff) -> None:
    """A promise given since the proposal is nowhere in it: it goes back instead of vanishing with the matter."""
    matter = recording.add(station, QUIET).record
    casework.record(station, CLOSURE, matter, DISPOSED)
    casework.record(station, PROMISE, matter, PROMISED)
    head = seat(station, staff.second(Role.HOUSE_OFFICER))
    assert refused(lambda: case_acts.approve_closure(head, matter)) is ErrorCode.CLOSURE_STALE
    case_acts.return_closure(head, matter, "वादा बाकी है")
    assert "promise" in dict(tasks_of(head, matter))
    assert found(head) == []


def test_a_closure_does_not_outlive_a_session_held_since(station: Desk, staff: Staff) -> None:
    """Whoever met her after the proposal may have heard of new danger: it goes back."""
    matter = recording.add(station, QUIET).record
    casework.record(station, CLOSURE, matter, DISPOSED)
    casework.record(station, SESSION, matter, session_by(station))
    head = seat(station, staff.second(Role.HOUSE_OFFICER))
    assert refused(lambda: case_acts.approve_closure(head, matter)) is ErrorCode.CLOSURE_STALE


def test_a_decided_closure_is_signed_later_and_never_corrected(station: Desk, staff: Staff) -> None:
    """The grounds and the agreed call are those that were approved, in the revision the log names."""
    matter = recording.add(station, QUIET).record
    closure = casework.record(station, CLOSURE, matter, DISPOSED).record
    approved(station, staff, matter)
    with office.at_desk(station.folder, PASSPHRASE, station.person.id, NOON) as desk:
        other = {**DISPOSED, "reason": "she_asked", "follow_up_after": "none"}
        assert refused(lambda: casework.amend(desk, closure, other, "भूल")) is ErrorCode.MATTER_CLOSED
        casework.carry_on(desk, closure, {**DISPOSED, "sho_signature": "signature"})
        assert tasks_of(desk, matter) == [("follow_up", "2026-11-05T06:30:00Z")]
        closed = casework.read(desk, matter).case.closed
        assert closed and (closed.about["closure"], closed.about["revision"]) == (closure, 1)
        case_acts.reopen(desk, matter, "फिर आईं")
        assert refused(lambda: casework.amend(desk, closure, other, "भूल")) is ErrorCode.CLOSURE_NONE
        assert found(desk) == []


def test_a_closure_is_approved_as_it_was_read(station: Desk, staff: Staff) -> None:
    """One amended while the approver had it open is read again first."""
    matter = recording.add(station, QUIET).record
    kept = casework.record(station, CLOSURE, matter, DISPOSED)
    casework.amend(station, kept.record, {**DISPOSED, "safety_now": "not_known"}, "फोन पर पता नहीं चला")
    head = seat(station, staff.second(Role.HOUSE_OFFICER))
    assert refused(lambda: case_acts.approve_closure(head, matter, kept.seq)) is ErrorCode.RECORD_MOVED


def test_who_wrote_any_revision_of_a_closure_does_not_approve_it(station: Desk, staff: Staff) -> None:
    """Proposed by one, rewritten by the head, signed by the first again: still not the head's to approve."""
    matter = recording.add(station, QUIET).record
    counsellor = seat(station, staff.second(Role.COUNSELLOR))
    closure = casework.record(counsellor, CLOSURE, matter, DISPOSED).record
    office.leave(counsellor)
    with office.at_desk(station.folder, PASSPHRASE, station.person.id, NOON) as desk:
        casework.amend(desk, closure, {**DISPOSED, "reason": "she_asked"}, "कारण दूसरा है")
    counsellor = staff.at_desk(station.folder, Role.COUNSELLOR)
    typed = {**DISPOSED, "reason": "she_asked", "officer_signature": "signature"}
    casework.carry_on(counsellor, closure, typed)
    office.leave(counsellor)
    with office.at_desk(station.folder, PASSPHRASE, station.person.id, NOON) as desk:
        assert not casework.read(desk, matter).case.may_decide(desk.person.id)
        assert refused(lambda: case_acts.approve_closure(desk, matter)) is ErrorCode.SECOND_SAME
    head = staff.at_desk(station.folder, Role.HOUSE_OFFICER)
    case_acts.approve_closure(head, matter)
    assert found(head) == []
    office.leave(head)


def test_an_entry_with_work_on_it_is_not_cancelled(station: Desk) -> None:
    """One person alone does not make a promise and a session vanish from what is due."""
    matter = recording.open_record(station, BEATEN).record
    casework.record(station, PROMISE, matter, PROMISED)
    assert refused(lambda: recording.cancel(station, matter, "भूल से")) is ErrorCode.CASE_BEGUN
    assert "promise" in dict(tasks_of(station, matter))


def test_a_sign_explained_keeps_an_open_entry_too(station: Desk) -> None:
    """A small act on the matter is work on it as well as a record is."""
    matter = recording.open_record(station, {**BEATEN, "danger_signs": ["choking_or_stopped_breath"]}).record
    case_acts.explain_sign(station, matter, "choking_or_stopped_breath", "डॉक्टर की जाँच में पुरानी चोट निकली")
    assert [act.kind for act in casework.read(station, matter).case.acts] == [SIGN_EXPLAINED]
    assert refused(lambda: recording.cancel(station, matter, "भूल से")) is ErrorCode.CASE_BEGUN


def test_correcting_a_visit_does_not_take_up_again_what_was_closed_since(station: Desk, staff: Staff) -> None:
    """She came again once; a typo put right later says nothing new of the other matter."""
    first = recording.add(station, QUIET)
    again = {
        **QUIET,
        "visit_kind": "same_matter_again",
        "linked_tokens": [{"token": first.token, "reason": "same_matter"}],
    }
    visit = recording.add(station, again).record
    casework.record(station, CLOSURE, first.record, DISPOSED)
    approved(station, staff, first.record)
    with office.at_desk(station.folder, PASSPHRASE, station.person.id, NOON) as desk:
        recording.amend(desk, visit, {**again, "age_years": 32, "received_by": desk.person.id}, "उम्र गलत लिखी थी")
        assert casework.read(desk, first.record).case.closed
        more = QUIET
        recording.amend(desk, visit, {**more, "age_years": 32, "received_by": desk.person.id}, "दूसरा प्रकरण निकला")
        recording.amend(desk, visit, {**again, "age_years": 32, "received_by": desk.person.id}, "वही प्रकरण है")
        assert casework.read(desk, first.record).case.closed is None, "a link newly told takes it up again"
        assert found(desk) == []


def test_a_colleague_does_not_take_up_what_is_kept_from_them(station: Desk, staff: Staff) -> None:
    """A matter behind a wall stays as it is, whatever token the colleague writes."""
    walled = {**QUIET, "respondents": [RESPONDENT | {"linked_person": staff.ids[Role.COUNSELLOR]}]}
    first = recording.add(station, walled)
    casework.record(station, CLOSURE, first.record, DISPOSED)
    approved(station, staff, first.record)
    counsellor = staff.at_desk(station.folder, Role.COUNSELLOR)
    assert refused(lambda: casework.read(counsellor, first.record)) is ErrorCode.MATTER_SEALED
    recording.add(
        counsellor,
        {
            **QUIET,
            "visit_kind": "same_matter_again",
            "linked_tokens": [{"token": first.token, "reason": "same_matter"}],
        },
    )
    office.leave(counsellor)
    with office.at_desk(station.folder, PASSPHRASE, station.person.id, NOON) as desk:
        assert casework.read(desk, first.record).case.closed


def test_nothing_but_the_agreed_call_is_written_into_a_closed_matter(station: Desk, staff: Staff) -> None:
    """Not carried on, not corrected, no clock, no gate, no letter, before it is taken up again."""
    matter = recording.add(station, QUIET).record
    over = {**PROMISED, "kept_on": "06-10-2026"}
    promise = casework.record(station, PROMISE, matter, over).record
    referral = casework.record(station, REFERRAL, matter, {**REFERRED, "status": "already_has"}).record
    casework.record(station, CLOSURE, matter, DISPOSED)
    approved(station, staff, matter)
    with office.at_desk(station.folder, PASSPHRASE, station.person.id, NOON) as desk:
        for act in (
            lambda: casework.carry_on(desk, promise, {**over, "how": "स्वयं"}),
            lambda: casework.amend(desk, promise, {**over, "what": "और कुछ"}, "भूल"),
            lambda: case_acts.note_met(desk, matter, "dv_rights_told", "2026-10-06T06:00:00Z"),
            lambda: case_acts.ask_joint(desk, matter),
            lambda: letters.print_referral(desk, referral, "hi"),
        ):
            assert refused(act) is ErrorCode.MATTER_CLOSED
        call = casework.record(desk, FOLLOW_UP, matter, CALL).record
        casework.carry_on(desk, call, {**CALL, "way": "home_visit"})
        calling.call_gate(desk, matter)
        assert found(desk) == []


def test_a_cancelled_entry_gives_no_number_to_call(station: Desk) -> None:
    """There is no case in which to call her, and nothing to ask of both sides."""
    matter = recording.open_record(station, BEATEN).record
    recording.cancel(station, matter, "भूल से खुली")
    assert refused(lambda: calling.call_gate(station, matter)) is ErrorCode.MATTER_CLOSED
    assert refused(lambda: case_acts.ask_joint(station, matter)) is ErrorCode.MATTER_CLOSED


def test_progress_does_not_undo_what_was_told(station: Desk) -> None:
    """A kept promise is not open again and a recalled referral not sent again without a reason."""
    matter = recording.add(station, BEATEN).record
    promise = casework.record(station, PROMISE, matter, {**PROMISED, "not_kept_why": "पता बदल गया"}).record
    assert refused(lambda: casework.carry_on(station, promise, PROMISED)) is ErrorCode.NOT_LATER
    kept = {**PROMISED, "kept_on": "06-10-2026"}
    casework.carry_on(station, promise, {**kept, "not_kept_why": ""})
    assert refused(lambda: casework.carry_on(station, promise, PROMISED)) is ErrorCode.NOT_LATER
    referral = casework.record(station, REFERRAL, matter, {**REFERRED, "status": "own_service_used"}).record
    accepted = {**REFERRED, "status": "accepted"}
    assert refused(lambda: casework.carry_on(station, referral, accepted)) is ErrorCode.NOT_LATER
    casework.amend(station, referral, accepted, "गलत पर दबाया")
    casework.amend(station, promise, PROMISED, "दूसरे का वादा था")
    assert [kind for kind, _ in tasks_of(station, matter)].count("promise") == 1
    assert found(station) == []


def test_a_colleagues_draft_is_not_dropped_by_naming_it(station: Desk, staff: Staff) -> None:
    """Recorded, carried on or corrected with another's draft: that one stays."""
    matter = recording.add(station, BEATEN).record
    counsellor = seat(station, staff.second(Role.COUNSELLOR))
    case_drafts.save_draft(counsellor, "d" * 32, PROMISE, matter, {"what": "अधूरा"})
    office.leave(counsellor)
    with office.at_desk(station.folder, PASSPHRASE, station.person.id, NOON) as desk:
        promise = casework.record(desk, PROMISE, matter, PROMISED, "d" * 32).record
        casework.carry_on(desk, promise, {**PROMISED, "kept_on": "06-10-2026"}, "d" * 32)
        casework.amend(desk, promise, PROMISED, "भूल", "d" * 32)
    counsellor = staff.at_desk(station.folder, Role.COUNSELLOR)
    assert [draft.id for draft in case_drafts.drafts(counsellor, matter)] == ["d" * 32]
    office.leave(counsellor)


def test_a_record_that_cannot_be_read_keeps_its_number(station: Desk) -> None:
    """The next of its form is the second, in the tables as in the log."""
    matter = recording.add(station, BEATEN).record
    casework.record(station, PROMISE, matter, PROMISED)
    with station.store.write() as write:
        write.execute("DROP TRIGGER part_is_final")
        recorded = "SELECT seq FROM line WHERE kind = 'promise.recorded'"
        write.execute(f"UPDATE part SET bytes = x'00' WHERE name = 'facts' AND seq IN ({recorded})")
    assert casework.read(station, matter).case.of(PROMISE) == ()
    assert casework.record(station, PROMISE, matter, PROMISED).number == 2
