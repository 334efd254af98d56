"""What stops the desk, and what two officers' signatures do: it works again, and the same found anew stops it anew."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from station_desk.desk import keeping, key_file, office, people, recording, set_right, soundness
from station_desk.desk.finding import FindingCode
from station_desk.desk.ports import STORE_FILE, Desk
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import log
from station_desk.store.connect import open_connection
from tests.conftest import NOON, PASSPHRASE
from tests.desk.attacker import behind_the_log, key_of
from tests.entries import ELDER
from tests.staff import Staff, add_staff


@dataclass
class Worked:
    """A closed office with one entry and two officers."""

    folder: Path
    person: str
    staff: Staff
    key: bytes

    def open(self) -> Desk:
        """Let the in-charge sit down."""
        return office.unlock(self.folder, PASSPHRASE, self.person, practice_at=NOON)

    def sign(self, desk: Desk) -> None:
        """Sign for everything that stops the desk."""
        second = self.staff.second(Role.HOUSE_OFFICER)
        set_right.acknowledge(desk, desk.room.standing.findings, "देखा", second)

    def tamper(self, statement: str) -> None:
        """Change the store behind the log."""
        with behind_the_log(self.folder, self.key) as store:
            store.execute(statement)


@pytest.fixture
def worked(station_folder: Path) -> Worked:
    """Make the day's work and leave."""
    desk = office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    staff = add_staff(desk, Role.HOUSE_OFFICER, Role.CENTRE_STAFF)
    recording.add(desk, ELDER)
    made = Worked(station_folder, desk.person.id, staff, key_of(desk))
    office.leave(desk)
    return made


def standing(desk: Desk) -> set[str]:
    """Return the codes of what stops the desk."""
    return {finding.code.value for finding in desk.room.standing.findings}


def put_back(folder: Path, kept: Path) -> None:
    """Put an older copy of the whole folder in its place."""
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)


def test_a_copy_from_before_a_change_of_keys_stops_the_desk(worked: Worked, own_state: Path, tmp_path: Path) -> None:
    """Its keys cannot read the newer mark outside it: that is evidence until two officers have signed."""
    shutil.copytree(worked.folder, tmp_path / "before")
    desk = worked.open()
    people.leave(desk, worked.staff.ids[Role.CENTRE_STAFF])
    recording.add(desk, ELDER)
    office.leave(desk)
    put_back(worked.folder, tmp_path / "before")
    (outside,) = own_state.rglob("*.head")
    lies = outside.read_bytes()
    desk = worked.open()
    assert standing(desk) == {"anchor-damaged"}
    with pytest.raises(DeskError) as error:
        recording.add(desk, ELDER)
    assert error.value.code is ErrorCode.DESK_READ_ONLY
    office.leave(desk)
    assert outside.read_bytes() == lies
    desk = worked.open()
    worked.sign(desk)
    recording.add(desk, ELDER)
    assert keeping.quick(desk) == []
    office.leave(desk)
    outside.write_bytes(b"x")
    desk = worked.open()
    assert standing(desk) == {"anchor-damaged"}  # signed for once is not signed for ever
    office.leave(desk)


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE matter SET officer = '', confidentiality = 'open'", "table-differs"),
        ("UPDATE person SET name = 'और कोई' WHERE id = (SELECT min(id) FROM person)", "person-differs"),
    ],
)
def test_what_was_mended_and_changed_again_stops_again(worked: Worked, statement: str, finding: str) -> None:
    """Signing mends rows from the log; the same row changed the same way is no old acquaintance."""
    for _ in range(2):
        worked.tamper(statement)
        desk = worked.open()
        soundness.recount(desk)
        assert standing(desk) == {finding}
        worked.sign(desk)
        assert soundness.recount(desk).findings == ()
        office.leave(desk)


def test_a_person_that_the_log_does_not_know_is_known_by_how_it_stands(worked: Worked) -> None:
    """It cannot be mended, so it is remembered with what it says; changed, it stops the desk again."""
    worked.tamper(
        "INSERT INTO person (id, name, rank, woman, signs_in, key, active, box, sheet)"
        " SELECT 'ff', name, rank, woman, 0, x'', 0, x'', 0 FROM person LIMIT 1"
    )
    desk = worked.open()
    assert soundness.recount(desk).pending
    worked.sign(desk)
    counted = soundness.recount(desk)
    assert ([item.code.value for item in counted.findings], counted.pending) == (["person-unknown"], ())
    office.leave(desk)
    worked.tamper("UPDATE person SET active = 1 WHERE id = 'ff'")
    desk = worked.open()
    assert [item.code.value for item in soundness.recount(desk).pending] == ["person-unknown"]
    office.leave(desk)


def test_guards_are_laid_again(worked: Worked) -> None:
    """A guard taken away, and a trigger that nobody laid, are over once it was signed for; each time anew."""
    for _ in range(2):
        connection = open_connection(worked.folder / STORE_FILE, worked.key)
        connection.execute("DROP TRIGGER line_is_final")
        connection.execute('CREATE TRIGGER "a ""b" AFTER INSERT ON line BEGIN DELETE FROM matter; END')
        connection.close()
        desk = worked.open()
        assert [str(item) for item in desk.room.standing.findings] == [
            'guard-missing line 0 a "b',
            "guard-missing line 0 line_is_final",
        ]
        worked.sign(desk)
        assert keeping.quick(desk) == []
        with pytest.raises(Exception, match="a line is never changed"), desk.store.write() as write:
            write.execute("UPDATE line SET kind = 'x'")
        office.leave(desk)


def test_a_key_file_is_named_only_when_it_was_signed_for(worked: Worked) -> None:
    """Signing for a changed list names no key file, so one swapped before the signing does not come into force."""
    worked.tamper("UPDATE matter SET head = ''")
    desk = worked.open()
    soundness.recount(desk)
    with desk.store.read() as read:
        named = len(log.lines_of_kind(read, key_file.VAULT_CHANGED))
    worked.sign(desk)
    with desk.store.read() as read:
        assert len(log.lines_of_kind(read, key_file.VAULT_CHANGED)) == named
    office.leave(desk)


def test_a_copy_opened_elsewhere_leaves_the_original_alone(worked: Worked, tmp_path: Path) -> None:
    """A copy goes its own way on the same account; the original, and the copy, find nothing amiss."""
    copy = Path(shutil.copytree(worked.folder, tmp_path / "copy"))
    for _ in range(2):
        with office.at_desk(copy, PASSPHRASE, worked.person, NOON) as desk:
            assert standing(desk) <= {"anchor-missing"}
            recording.add(desk, ELDER)
    desk = worked.open()
    assert standing(desk) == set()
    recording.add(desk, ELDER)
    office.leave(desk)


def test_an_older_copy_opened_elsewhere_is_found(worked: Worked, tmp_path: Path) -> None:
    """Putting the older copy at another place does not hide it: what the account keeps of the real folder speaks."""
    older = Path(shutil.copytree(worked.folder, tmp_path / "older"))
    desk = worked.open()
    recording.add(desk, ELDER)
    office.leave(desk)
    for _ in range(2):
        with office.at_desk(older, PASSPHRASE, worked.person, NOON) as desk:
            assert "log-rolled-back" in standing(desk)
            with pytest.raises(DeskError):
                recording.add(desk, ELDER)


def test_signing_for_one_finding_leaves_those_nobody_saw(worked: Worked) -> None:
    """What came up after the page was opened goes on stopping the desk, and the mark outside it is not moved on."""
    worked.tamper("UPDATE matter SET head = 'other'")
    worked.tamper("UPDATE person SET name = 'और कोई' WHERE id = (SELECT min(id) FROM person)")
    desk = worked.open()
    soundness.recount(desk)
    seen, unseen = sorted(desk.room.standing.findings, key=lambda found: found.code is FindingCode.PERSON_DIFFERS)
    mark = worked.folder / office.HEAD_NOTE
    before = mark.read_bytes()
    set_right.acknowledge(desk, (seen,), "देखा", worked.staff.second(Role.HOUSE_OFFICER))
    assert desk.room.standing.findings == (unseen,)
    with pytest.raises(DeskError) as error:
        recording.add(desk, ELDER)
    assert error.value.code is ErrorCode.DESK_READ_ONLY
    desk.room.anchor.flush()
    assert mark.read_bytes() == before
    worked.sign(desk)
    recording.add(desk, ELDER)
    desk.room.anchor.flush()
    assert mark.read_bytes() != before
    office.leave(desk)
