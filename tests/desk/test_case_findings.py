"""What somebody's own program writes into a case: the check of the record tells of each line, and of no honest one."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from station_desk.desk import case_acts, cases, casework, due_list, keeping, recording, sources, walls
from station_desk.desk.finding import Finding
from station_desk.desk.journal import write_line
from station_desk.desk.law import case_form
from station_desk.desk.ports import Desk
from station_desk.domain.answers import Answers
from station_desk.domain.calendar import end_of_day
from station_desk.domain.case import CLOSURE, PROMISE, parts_of
from station_desk.domain.log import Part, canonical
from station_desk.domain.roles import Role
from tests.a_case import DISPOSED, QUIET
from tests.desk.test_casework import BEATEN, PROMISED
from tests.staff import Staff, add_staff, found, seat

UNFOUNDED, UNREADABLE = "case-line-unfounded", "case-line-unreadable"
PROMISE_KEPT = Answers({**PROMISED, "by_when": "2026-10-08"})


@pytest.fixture
def staff(station: Desk) -> Staff:
    """Who may close, who may only enter, and who does neither."""
    return add_staff(station, Role.HOUSE_OFFICER, Role.COUNSELLOR, Role.AUDITOR)


def patched(
    desk: Desk,
    kind: str,
    record: str,
    *,
    revision: int = 0,
    about: Mapping[str, str | int] | None = None,
    words: Mapping[str, str] | None = None,
    parts: Mapping[Part, bytes] | None = None,
) -> None:
    """Write a line as no use case does, and the tables as they follow from it."""
    facts = {Part.FACTS: canonical(dict(words))} if words else {}
    with desk.store.write() as write:
        write_line(
            desk, write, kind, record=record, revision=revision, about=about or {}, parts={**facts, **(parts or {})}
        )
        cases.rebuild(write)


def promise(answers: Answers, reason: str = "") -> dict[Part, bytes]:
    """Return the parts of a promise."""
    return parts_of(case_form(PROMISE), answers, "", "ordinary", reason)


def test_an_honest_case_is_not_told_of(station: Desk, staff: Staff) -> None:
    """A promise corrected and kept, a closure sent back, proposed again, approved, the matter taken up: nothing."""
    matter = recording.add(station, QUIET).record
    kept = casework.record(station, PROMISE, matter, PROMISED).record
    casework.amend(station, kept, {**PROMISED, "by_when": "09-10-2026"}, "तारीख गलत थी")
    casework.carry_on(
        station, kept, {**PROMISED, "by_when": "09-10-2026", "kept_on": "06-10-2026", "how": "पीआरवी से लाये गये"}
    )
    casework.record(station, CLOSURE, matter, DISPOSED)
    head = seat(station, staff.second(Role.HOUSE_OFFICER))
    case_acts.return_closure(head, matter, "वादा देखें")
    them = seat(head, staff.second(Role.COUNSELLOR))
    casework.record(them, CLOSURE, matter, DISPOSED)
    head = seat(them, staff.second(Role.HOUSE_OFFICER))
    case_acts.approve_closure(head, matter)
    them = seat(head, staff.second(Role.COUNSELLOR))
    case_acts.reopen(them, matter, "फिर आयीं")
    assert found(them) == []


def test_a_closing_by_who_proposed_it_or_of_nothing_is_found(station: Desk) -> None:
    """The in-charge has the right to close; neither their own proposal nor what nobody proposed."""
    first, second = (recording.add(station, QUIET).record for _ in range(2))
    closure = casework.record(station, CLOSURE, first, DISPOSED).record
    patched(station, "matter.closed", first, about={"closure": closure})
    patched(station, "matter.closed", second, about={"closure": closure})
    assert found(station) == [UNFOUNDED, UNFOUNDED]


def test_acts_of_who_may_not_enter_are_found(station: Desk, staff: Staff) -> None:
    """An auditor meets a clock, explains a sign, promises and sends a proposal back; a counsellor closes a matter."""
    matter = recording.add(station, QUIET).record
    other = recording.add(station, QUIET).record
    closure, proposed = (casework.record(station, CLOSURE, of, DISPOSED).record for of in (matter, other))
    them = seat(station, staff.second(Role.AUDITOR))
    at = {"at": them.now()}
    patched(them, "clock.met", matter, about={"deadline": "fir_copy_free"}, words=at)
    patched(them, "danger.explained", matter, about={"sign": "strangled"}, words={"reason": "x"})
    patched(them, "gate.closed", matter, about={"reasons": "danger"})
    patched(them, "promise.recorded", "p" * 32, revision=1, about={"matter": matter}, parts=promise(PROMISE_KEPT))
    patched(them, "matter.reopened", matter, about={"closure": closure}, words={"reason": "x"})
    assert found(them) == [UNFOUNDED] * 5
    them = seat(them, staff.second(Role.COUNSELLOR))
    patched(them, "matter.closed", other, about={"closure": proposed})
    assert found(them) == [UNFOUNDED] * 6


def test_an_act_from_behind_a_wall_is_found(station: Desk, staff: Staff) -> None:
    """Who is kept from a matter writes nothing into it, whatever they may elsewhere."""
    matter = recording.add(station, BEATEN).record
    walls.put_up(station, matter, staff.ids[Role.COUNSELLOR])
    them = seat(station, staff.second(Role.COUNSELLOR))
    patched(them, "gate.closed", matter, about={"reasons": "danger"})
    patched(them, "promise.recorded", "p" * 32, revision=1, about={"matter": matter}, parts=promise(PROMISE_KEPT))
    assert found(them) == [UNFOUNDED] * 2


@pytest.mark.parametrize(
    ("kind", "revision", "answers", "reason"),
    [
        ("promise.carried_on", 2, {"what": "कुछ और"}, ""),
        ("promise.amended", 2, {}, ""),
        ("promise.amended", 9, {}, "भूल"),
        ("promise.recorded", 2, {}, ""),
    ],
    ids=["progress that corrects", "no reason", "a number left out", "recorded twice"],
)
def test_a_revision_that_does_not_follow_is_found(
    station: Desk, kind: str, revision: int, answers: Mapping[str, str], reason: str
) -> None:
    """Each revision has the next number and is of a kind that may come there."""
    matter = recording.add(station, BEATEN).record
    kept = casework.record(station, PROMISE, matter, PROMISED).record
    parts = promise(Answers({**PROMISE_KEPT, **answers}), reason)
    patched(station, kind, kept, revision=revision, about={"matter": matter}, parts=parts)
    assert found(station) == [UNFOUNDED]


def test_a_revision_of_another_matter_or_form_is_found(station: Desk) -> None:
    """It was silently left out: the record stood as before, and nobody could write on in it."""
    matter, other = (recording.add(station, BEATEN).record for _ in range(2))
    kept = casework.record(station, PROMISE, matter, PROMISED).record
    patched(station, "promise.amended", kept, revision=2, about={"matter": other}, parts=promise(PROMISE_KEPT, "भूल"))
    patched(station, "session.amended", kept, revision=3, about={"matter": matter}, parts=promise(PROMISE_KEPT, "भूल"))
    assert found(station) == [UNREADABLE] * 2


def test_what_follows_a_closing_a_cancelling_or_no_entry_is_found(station: Desk, staff: Staff) -> None:
    """Only the agreed call follows a closing; nothing follows a cancelled entry, or one that was never there."""
    matter = recording.add(station, QUIET).record
    casework.record(station, CLOSURE, matter, DISPOSED)
    head = seat(station, staff.second(Role.HOUSE_OFFICER))
    case_acts.approve_closure(head, matter)
    them = seat(head, staff.second(Role.COUNSELLOR))
    begun = recording.open_record(them, {}).record
    recording.cancel(them, begun, "भूल से")
    for number, of in enumerate((matter, begun, "0" * 32)):
        record = str(number) * 32
        patched(them, "promise.recorded", record, revision=1, about={"matter": of}, parts=promise(PROMISE_KEPT))
    patched(them, "gate.closed", matter, about={"reasons": "danger"})
    assert found(them) == [UNFOUNDED] * 4


@pytest.mark.parametrize("words", [{"at": "2026-99-99T00:00:00Z"}, {"at": "1"}, {"at": "9999-12-31T23:59:59Z"}, {}])
def test_a_moment_that_does_not_exist_shuts_nothing(station: Desk, words: Mapping[str, str]) -> None:
    """One line with such a time: the matter opens, the list of today is made, she is helped on, and it is found."""
    matter = recording.add(station, BEATEN).record
    patched(station, "clock.started", matter, about={"deadline": "medical_examination"}, words=words)
    (finding,) = [one for one in keeping.verify_log(station).findings if one.code.value == UNREADABLE]
    assert finding == Finding(finding.code, finding.seq, matter, finding.since)
    assert casework.read(station, matter).case.acts == ()
    due_list.due_tasks(station, end_of_day(station.today().isoformat()))
    casework.record(station, PROMISE, matter, PROMISED)


def test_nobody_but_a_nodal_officer_says_that_the_law_was_checked(station: Desk) -> None:
    """A line of somebody without that right leaves the mark where it is, and is found."""
    open_before = sources.standing(station).open
    line = next(line for line in sources.law_lines() if line.id in open_before)
    about, words = {"line": line.id, "words": line.sha256}, {"source": "x", "day": "2026-10-06"}
    patched(station, "source.recorded", "", about=about, words=words)
    assert sources.standing(station).open == open_before
    assert found(station) == ["line-unfounded"]
