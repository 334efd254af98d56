"""Making, opening and keeping an office."""

import os
from pathlib import Path

import pytest

from station_desk.desk import keeping, key_file, making, office, people, recording, sign_in
from station_desk.desk.ports import STORE_FILE, VAULT_FILE
from station_desk.errors import DeskError, ErrorCode
from tests.conftest import NOON, PASSPHRASE, make_office
from tests.staff import found


def refused(act: object, *args: object, **named: object) -> ErrorCode:
    """Return the code an act is refused with."""
    with pytest.raises(DeskError) as error:
        act(*args, **named)  # type: ignore[operator]
    return error.value.code


def test_each_way_an_office_does_not_open_has_its_own_code(station_folder: Path, tmp_path: Path) -> None:
    """Wrong passphrase, no office, no key file, no store, a damaged one: never the same words."""
    assert refused(office.unlock, station_folder, PASSPHRASE + "x") is ErrorCode.PASSPHRASE_WRONG
    assert refused(office.unlock, tmp_path / "nowhere", PASSPHRASE) is ErrorCode.OFFICE_MISSING
    store = (station_folder / STORE_FILE).read_bytes()
    (station_folder / STORE_FILE).write_bytes(os.urandom(len(store)))
    assert refused(office.unlock, station_folder, PASSPHRASE) is ErrorCode.STORE_DAMAGED
    (station_folder / STORE_FILE).unlink()
    assert refused(office.unlock, station_folder, PASSPHRASE) is ErrorCode.STORE_MISSING
    (station_folder / STORE_FILE).write_bytes(store)
    (station_folder / VAULT_FILE).unlink()
    assert refused(office.unlock, station_folder, PASSPHRASE) is ErrorCode.VAULT_MISSING


def test_a_second_running_copy_is_told_so(station_folder: Path) -> None:
    """The second is refused while the first runs, and opens after it has left."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON):
        assert refused(office.unlock, station_folder, PASSPHRASE) is ErrorCode.ALREADY_RUNNING
    office.leave(office.unlock(station_folder, PASSPHRASE))


def test_an_office_is_never_made_over_another(station_folder: Path) -> None:
    """The folder of an office is left alone."""
    assert refused(make_office, station_folder, "station", "SAS", "सासनी") is ErrorCode.OFFICE_EXISTS


def test_an_office_whose_making_was_cut_off_is_made_anew(tmp_path: Path) -> None:
    """A power cut between store and key file leaves nothing that blocks the next try."""
    folder = tmp_path / "office"
    (folder / making.BEING_MADE).mkdir(parents=True)
    (folder / STORE_FILE).write_bytes(b"half")
    assert not office.exists(folder)
    make_office(folder, "station", "SAS", "सासनी")
    office.leave(office.unlock(folder, PASSPHRASE))


def test_only_a_practice_office_takes_another_clock(tmp_path: Path) -> None:
    """A real office runs on the machine's clock, whatever is asked."""
    folder = tmp_path / "real"
    office.create(folder, "station", "SAS", "सासनी", "हाथरस", "ऊषा", "", True, PASSPHRASE)
    assert refused(office.unlock, folder, PASSPHRASE, practice_at=NOON) is ErrorCode.CLOCK_IS_REAL
    with office.at_desk(folder, PASSPHRASE) as desk:
        assert not desk.office.practice
        assert refused(office.set_practice_clock, desk, NOON) is ErrorCode.CLOCK_IS_REAL


def test_files_of_an_office_are_private(station_folder: Path) -> None:
    """Nobody else on the PC reads the folder or a file in it."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON):
        for path in [station_folder, *station_folder.iterdir()]:
            assert path.stat().st_mode & 0o077 == 0, path.name


def test_a_colleague_with_a_passphrase_signs_in_and_writes_in_their_own_name(station_folder: Path) -> None:
    """Each line carries its author's signature; the name asks for the right slot."""
    theirs = "हरे खेत के पार पुराना कुआँ"
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        added = people.add(desk, "प्रियांशी लोधी", "महिला आरक्षी", True, theirs)
        named = people.add(desk, "सरोजनी", "होमगार्ड", True)
    assert refused(office.unlock, station_folder, theirs) is ErrorCode.PERSON_NEEDED
    with office.at_desk(station_folder, theirs, "प्रियांशी लोधी", practice_at=NOON) as desk:
        assert desk.person.id == added.id
        saved = recording.open_record(desk, {"received_by": named.id})
        assert found(desk) == []
    with office.at_desk(station_folder, PASSPHRASE, "ऊषा किरन", practice_at=NOON) as desk, desk.store.read() as read:
        assert recording.latest(read, saved.record).person == added.id
    assert refused(office.unlock, station_folder, PASSPHRASE, "प्रियांशी लोधी") is ErrorCode.PASSPHRASE_WRONG


def test_a_table_of_other_columns_is_rebuilt_from_the_log(station_folder: Path) -> None:
    """A release that counts other fields finds the old records in its new table after sign-in."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        recording.open_record(desk, {"channel": "walk_in"})
        with desk.store.write() as write:
            write.execute("DROP TABLE tally_intake")
            write.execute("CREATE TABLE tally_intake (record TEXT PRIMARY KEY) STRICT, WITHOUT ROWID")
            write.execute("DELETE FROM matter_search")
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        assert keeping.verify_log(desk).findings == ()


def test_somebody_unknown_is_a_wrong_passphrase(station_folder: Path) -> None:
    """An id that is nobody's, of any shape, is refused like a wrong passphrase and counted under no name."""
    for person in ("nobody", "f" * 32, "नाम"):
        with pytest.raises(DeskError) as error:
            sign_in.open_slot(station_folder, key_file.read(station_folder), person, PASSPHRASE)
        assert error.value.code is ErrorCode.PASSPHRASE_WRONG
