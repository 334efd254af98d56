"""Every use case asks for its right before anything else: each role against each, on one real station and district.

The arguments are nonsense on purpose: who may do a thing is refused for another reason, who may not is refused first.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from station_desk.desk import (
    call_list,
    calling,
    case_acts,
    case_reading,
    casework,
    consent_slip,
    due_sheet,
    enrolling,
    exchange_lists,
    keeping,
    letters,
    office,
    papers,
    people,
    plan_papers,
    reach_back,
    read_log,
    reading,
    receiving,
    recording,
    recovery,
    registers,
    sealing,
    sending,
    set_right,
    slips,
    sources,
    walls,
)
from station_desk.desk.approvals import SecondPerson
from station_desk.desk.law import clock_rows
from station_desk.desk.ports import Desk
from station_desk.domain.roles import RIGHTS, Power, Right, Role
from station_desk.errors import DeskError, ErrorCode
from tests.conftest import NOON, PASSPHRASE
from tests.domain.test_roles import BY_HAND
from tests.staff import NAMES, add_staff

NOBODY = SecondPerson("0" * 32, "x")
NOWHERE = Path("nowhere")
DAY = date(2026, 10, 6)
POWER = Power(1, "0" * 32, Role.AUDITOR, "", "", "")

Act = Callable[[Desk], object]
STATION: Mapping[str, tuple[Right, Act]] = {
    "matters": (Right.MATTERS, lambda desk: reading.matters(desk)),
    "count": (Right.MATTERS, lambda desk: reading.count(desk, reading.Filter())),
    "matter": (Right.MATTERS, lambda desk: reading.matter(desk, "x")),
    "find": (Right.MATTERS, lambda desk: reading.find(desk, "x")),
    "case file": (Right.MATTERS, lambda desk: case_reading.read_file(desk, "x")),
    "page of a case record": (Right.MATTERS, lambda desk: case_reading.read_record(desk, "x")),
    "gate of a matter": (Right.MATTERS, lambda desk: case_reading.read_gate(desk, "x")),
    "reveal": (Right.IDENTITY, lambda desk: reading.reveal(desk, "x", "why")),
    "open": (Right.ENTER, lambda desk: recording.open_record(desk, {"x": 1})),
    "finalise": (Right.ENTER, lambda desk: recording.finalise(desk, "x", {})),
    "add": (Right.ENTER, lambda desk: recording.add(desk, {})),
    "amend": (Right.ENTER, lambda desk: recording.amend(desk, "x", {}, "x")),
    "cancel": (Right.ENTER, lambda desk: recording.cancel(desk, "x", "x")),
    "token slip": (Right.MATTERS, lambda desk: slips.print_token(desk, "x", "hi")),
    "bundle slip": (Right.SEND, lambda desk: slips.print_bundle(desk, 1, "hi")),
    "preview": (Right.REGISTER, lambda desk: registers.preview_day(desk, DAY, "hi")),
    "print": (Right.REGISTER, lambda desk: registers.print_day(desk, DAY, "hi")),
    "outbox": (Right.SEND, lambda desk: exchange_lists.outbox(desk)),
    "leaving": (Right.SEND, lambda desk: exchange_lists.leaving(desk)),
    "export": (Right.SEND, lambda desk: sending.export(desk, NOWHERE)),
    "receipt": (Right.SEND, lambda desk: sending.import_receipt(desk, NOWHERE)),
    "request": (Right.SEND, lambda desk: enrolling.request(desk, NOWHERE / "x")),
    "approval": (Right.SEND, lambda desk: enrolling.accept_approval(desk, NOWHERE)),
    "note": (Right.SEALED, lambda desk: sealing.write_note(desk, "x", "x")),
    "notes": (Right.SEALED, lambda desk: sealing.read_notes(desk, "x")),
    "note heads": (Right.MATTERS, lambda desk: sealing.notes_of(desk, "x")),
    "glass": (Right.BREAK_GLASS, lambda desk: sealing.break_glass(desk, "x", "court_order", "x", NOBODY)),
    "wall": (Right.WALL, lambda desk: walls.put_up(desk, "x", "0" * 32)),
    "lift": (Right.WALL, lambda desk: walls.lift(desk, "x", "1" * 32, "x", NOBODY)),
    "walled": (Right.MATTERS, lambda desk: walls.walled(desk, "x")),
    "reads": (Right.READ_LOG, lambda desk: read_log.reads(desk, DAY, DAY)),
    "patterns": (Right.READ_LOG, lambda desk: read_log.patterns(desk)),
    "case": (Right.MATTERS, lambda desk: casework.read(desk, "x")),
    "due": (Right.MATTERS, lambda desk: casework.due(desk, "x")),
    "case record": (Right.ENTER, lambda desk: casework.record(desk, "session", "x", {})),
    "carry on": (Right.ENTER, lambda desk: casework.carry_on(desk, "x", {})),
    "correct a case record": (Right.ENTER, lambda desk: casework.amend(desk, "x", {}, "x")),
    "open a case record": (Right.IDENTITY, lambda desk: casework.open_record(desk, "x", "why")),
    "call": (Right.IDENTITY, lambda desk: calling.call_gate(desk, "x")),
    "clock met": (Right.ENTER, lambda desk: case_acts.note_met(desk, "x", clock_rows()[0].id, "")),
    "clock late": (Right.ENTER, lambda desk: case_acts.note_late(desk, "x", clock_rows()[0].id, "x")),
    "clock started": (Right.ENTER, lambda desk: case_acts.note_started(desk, "x", clock_rows()[0].id, "")),
    "sign explained": (Right.ENTER, lambda desk: case_acts.explain_sign(desk, "x", "x", "x")),
    "joint": (Right.MATTERS, lambda desk: case_acts.joint_gate(desk, "x")),
    "reopen": (Right.ENTER, lambda desk: case_acts.reopen(desk, "x", "x")),
    "close": (Right.CLOSE, lambda desk: case_acts.approve_closure(desk, "x")),
    "send back": (Right.CLOSE, lambda desk: case_acts.return_closure(desk, "x", "x")),
    "law": (Right.MATTERS, lambda desk: sources.standing(desk)),
    "referral letter": (Right.MATTERS, lambda desk: letters.print_referral(desk, "x", "hi")),
    "recall": (Right.MATTERS, lambda desk: letters.print_recall(desk, "x", "hi")),
    "consent slip": (Right.MATTERS, lambda desk: consent_slip.print_consent(desk, "x", "hi")),
    "safety plan": (Right.IDENTITY, lambda desk: plan_papers.print_plan(desk, "x", "why", "hi")),
    "pocket card": (Right.MATTERS, lambda desk: plan_papers.print_card(desk, "x", "hi")),
    "due sheet": (Right.MATTERS, lambda desk: due_sheet.print_due(desk, DAY, "hi")),
    "call list": (Right.IDENTITY, lambda desk: call_list.print_calls(desk, DAY, "hi")),
    "papers": (Right.MATTERS, lambda desk: papers.papers(desk, "x")),
    "reach back": (Right.MATTERS, lambda desk: reach_back.reach_back(desk, "x")),
    "source": (Right.SOURCE, lambda desk: sources.record_source(desk, "x", "x", DAY)),
}
BOTH: Mapping[str, tuple[Right, Act]] = {
    "verify": (Right.VERIFY, lambda desk: keeping.verify_log(desk)),
    "set right": (Right.SET_RIGHT, lambda desk: set_right.acknowledge(desk, (), "x", NOBODY)),
    "colleague": (Right.PEOPLE, lambda desk: people.add(desk, " ", "", True)),
    "role": (Right.PEOPLE, lambda desk: people.give(desk, "x", Role.AUDITOR, "2000-01-01")),
    "end": (Right.PEOPLE, lambda desk: people.end(desk, POWER)),
    "leave": (Right.PEOPLE, lambda desk: people.leave(desk, "x")),
    "renew": (Right.PEOPLE, lambda desk: people.renew(desk, "x", "x", NOBODY)),
    "sheets": (Right.RECOVERY, lambda desk: recovery.issue(desk, recovery.SHEETS, NOBODY)),
    "drill": (Right.RECOVERY, lambda desk: recovery.drill(desk, "x")),
}
DISTRICT: Mapping[str, tuple[Right, Act]] = {
    "stations": (Right.STATIONS, lambda desk: exchange_lists.stations(desk)),
    "received": (Right.STATIONS, lambda desk: exchange_lists.received(desk)),
    "parts": (Right.STATIONS, lambda desk: receiving.parts_held(desk, "SAS")),
    "look": (Right.APPROVE, lambda desk: enrolling.look_at_request(desk, NOWHERE)),
    "approve": (Right.APPROVE, lambda desk: enrolling.approve(desk, NOWHERE, NOWHERE)),
    "inspect": (Right.TAKE_IN, lambda desk: receiving.inspect(desk, NOWHERE)),
    "take in": (Right.TAKE_IN, lambda desk: receiving.take_in(desk, NOWHERE, None)),
    "receipts": (Right.TAKE_IN, lambda desk: receiving.write_receipts(desk, "SAS", 1, NOWHERE)),
}


@pytest.fixture(scope="module")
def seats(
    station_template: Path, district_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[Role, Desk]]:
    """One person of each role at one open station and one open district."""
    home = tmp_path_factory.mktemp("rights")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(home / "state"))
        station_folder = Path(shutil.copytree(station_template, home / "station"))
        district_folder = Path(shutil.copytree(district_template, home / "district"))
        with (
            office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as station,
            office.at_desk(district_folder, PASSPHRASE, practice_at=NOON) as district,
        ):
            staff = add_staff(station, *NAMES)
            seated = {role: office.step_in(station.room, person, NAMES[role][2]) for role, person in staff.ids.items()}
            words = "नीम के पेड़ पर झूला और सावन"
            named = people.add(station, "गीता", "", True, words, Role.SUPERVISOR, staff.second(Role.HOUSE_OFFICER))
            seated |= {Role.IN_CHARGE: station, Role.SUPERVISOR: office.step_in(station.room, named.id, words)}
            clerk = people.add(district, "मोहन", "", False, words, Role.DISTRICT_DESK)
            seated |= {
                Role.DISTRICT_OFFICER: district,
                Role.DISTRICT_DESK: office.step_in(district.room, clerk.id, words),
            }
            yield seated


def _refused_for_the_role(desk: Desk, act: Act) -> bool:
    try:
        act(desk)
    except DeskError as error:
        return error.code is ErrorCode.NOT_ALLOWED
    return False


def _ours(role: Role) -> Mapping[str, tuple[Right, Act]]:
    district = role in (Role.DISTRICT_DESK, Role.DISTRICT_OFFICER)
    return {**(DISTRICT if district else STATION), **BOTH}


def test_every_right_is_asked_for_by_a_use_case() -> None:
    """A right that nothing asks for protects nothing; the second person's is asked for in `seconded`."""
    asked = {right for right, _ in (*STATION.values(), *BOTH.values(), *DISTRICT.values())}
    assert set(Right) - asked == {Right.SECOND, Right.OWN_WORDS}


@pytest.mark.parametrize("role", list(Role))
def test_use_cases_follow_the_matrix(seats: Mapping[Role, Desk], role: Role) -> None:
    """Refused exactly where the hand-written matrix has a dot."""
    assert set(seats) == set(Role)
    wrong = [
        name
        for name, (right, act) in _ours(role).items()
        if _refused_for_the_role(seats[role], act) == (role in BY_HAND[right.value])
        # The in-charge has the right to the notes and, where there is a counsellor, no key to write one.
        and not (name == "note" and role is Role.IN_CHARGE)
    ]
    assert wrong == []
    assert RIGHTS[role] <= set(Right)
