"""How sound the record is, as the page of the check reads it."""

import pytest

from station_desk.desk import keeping, office, recording, registers, set_right, soundness
from station_desk.desk.anchor import outside
from station_desk.desk.finding import Finding, FindingCode
from station_desk.desk.journal import write_line
from station_desk.desk.ports import STORE_FILE, Desk
from station_desk.desk.recount import STEP
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.paths import state_dir
from tests.conftest import NOON, PASSPHRASE
from tests.entries import ELDER
from tests.staff import NAMES, add_staff


def test_printed_register_is_the_witness(station: Desk) -> None:
    """The newest printing tells its moment and lines; the words at that size are those of the paper."""
    assert soundness.state(station).printed_at == ""
    recording.add(station, ELDER)
    before = keeping.words(station)
    registers.print_day(station, station.today(), "hi")
    state = soundness.state(station)
    assert (state.printed_at, state.printed_size) == ("2026-10-06T06:30:00Z", before.size)
    assert state.unwitnessed == state.size - state.printed_size
    assert soundness.head_at(station, state.printed_size) == before


@pytest.mark.parametrize("size", [0, -1, 10_000])
def test_head_beyond_the_log_is_refused(station: Desk, size: int) -> None:
    """A number that is not in the log has no words."""
    with pytest.raises(DeskError) as refused:
        soundness.head_at(station, size)
    assert refused.value.code is ErrorCode.LINES_FEWER


def test_counting_stops_entries_when_something_grave_comes_out(station: Desk) -> None:
    """Sound: nothing is stopped. A row changed behind the log: pending, and the desk takes no new entry."""
    recording.add(station, ELDER)
    assert soundness.recount(station).pending == ()
    with station.store.write() as write:
        write.execute("UPDATE matter SET head = 'other'")
    counted = soundness.recount(station)
    assert [finding.code for finding in counted.pending] == [FindingCode.TABLE_DIFFERS]
    assert soundness.state(station).pending == counted.pending
    with pytest.raises(DeskError) as refused:
        recording.add(station, ELDER)
    assert refused.value.code is ErrorCode.DESK_READ_ONLY


def test_only_who_may_verify_reads_it(station: Desk) -> None:
    """The auditor may, centre staff may not."""
    staff = add_staff(station, Role.HOUSE_OFFICER, Role.CENTRE_STAFF, Role.AUDITOR)
    seats = {
        role: office.step_in(station.room, staff.ids[role], NAMES[role][2])
        for role in (Role.CENTRE_STAFF, Role.AUDITOR)
    }
    assert soundness.state(seats[Role.AUDITOR]).size > 0
    for read in (soundness.state, soundness.recount, lambda desk: soundness.head_at(desk, 1)):
        with pytest.raises(DeskError) as refused:
            read(seats[Role.CENTRE_STAFF])
        assert refused.value.code is ErrorCode.NOT_ALLOWED


def test_a_witness_that_cannot_be_kept_stops_nothing(station: Desk) -> None:
    """A notice beside the record is told, and entries go on."""
    assert set_right.take_note(station, [Finding(FindingCode.ANCHOR_MISSING, 0)]) == ()
    recording.add(station, ELDER)


def test_recount_can_be_stopped_and_tells_how_far(station: Desk) -> None:
    """A long recount tells its lines now and then and stops when asked; nothing is changed by stopping."""
    with station.store.write() as write:
        for _ in range(2 * STEP):
            write_line(station, write, "test.line")
    told: list[tuple[int, int]] = []
    soundness.recount(station, progress=lambda done, whole: told.append((done, whole)))
    assert [done for done, _ in told] == [STEP, 2 * STEP]
    with pytest.raises(DeskError) as stopped:
        soundness.recount(station, cancelled=lambda: True)
    assert stopped.value.code is ErrorCode.STOPPED
    assert station.room.standing.findings == ()


def test_a_missing_mark_stays_shown_until_two_sign(station: Desk) -> None:
    """An older copy with its own mark and the account's one deleted: entering goes on, but nobody overlooks it."""
    agreeing = add_staff(station, Role.HOUSE_OFFICER).second(Role.HOUSE_OFFICER)
    folder, head = station.folder, station.person.id
    office.leave(station)
    older = {name: (folder / name).read_bytes() for name in (STORE_FILE, office.HEAD_NOTE)}
    with office.at_desk(folder, PASSPHRASE, head, NOON) as desk:
        recording.add(desk, ELDER)
    for name, data in older.items():
        (folder / name).write_bytes(data)
    outside(state_dir(), desk.office.id, folder).unlink()
    for _ in range(2):  # the mark is there again at the second sitting
        with office.at_desk(folder, PASSPHRASE, head, NOON) as desk:
            assert desk.room.standing.findings == ()
            (notice,) = soundness.state(desk).to_sign
            assert (notice.code, notice.where, notice.is_grave) == (FindingCode.ANCHOR_MISSING, "2", False)
            registers.print_day(desk, desk.today(), "hi")
            counted = soundness.recount(desk)
            assert (counted.findings, counted.pending) == ((notice,), ())
    with office.at_desk(folder, PASSPHRASE, head, NOON) as desk:
        set_right.acknowledge(desk, soundness.state(desk).to_sign, "नया खाता", agreeing)
        assert soundness.state(desk).notices == ()
    with office.at_desk(folder, PASSPHRASE, head, NOON) as desk:
        assert soundness.state(desk).notices == ()
        assert soundness.recount(desk).findings == ()
