"""Before a key is touched and after an opening that failed: the library is tried, what was opened is wiped."""

from __future__ import annotations

from pathlib import Path

import pytest

from station_desk.desk import office, recovery, sign_in
from station_desk.desk.ports import STORE_FILE, Desk
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.vault import self_test
from station_desk.vault.keyring import Unlocked
from tests.conftest import NOON, PASSPHRASE, make_office
from tests.staff import add_staff


@pytest.fixture
def poor(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library whose known answer is not the one it gives."""
    monkeypatch.setattr(self_test, "_HKDF_KEY", bytes(42))


def _refused(error: pytest.ExceptionInfo[DeskError]) -> tuple[ErrorCode, object]:
    return error.value.code, error.value.facts


@pytest.mark.usefixtures("poor")
def test_a_poor_library_makes_no_office(tmp_path: Path) -> None:
    """Keys it would make are poor for ever, so not even the folder comes to be."""
    with pytest.raises(DeskError) as error:
        make_office(tmp_path / "new", "station", "SAS", "सासनी")
    assert _refused(error) == (ErrorCode.LIBRARY_UNSUITABLE, {"step": "hkdf"})
    assert not (tmp_path / "new").exists()


def test_a_poor_library_opens_nothing_by_sheets(station: Desk, request: pytest.FixtureRequest) -> None:
    """Neither the look at who could be let in nor the letting in goes past it."""
    staff = add_staff(station, Role.HOUSE_OFFICER)
    digits = recovery.issue(station, recovery.SHEETS, staff.second(Role.HOUSE_OFFICER)).digits
    office.leave(station)
    request.getfixturevalue("poor")
    two = digits["district"], digits["house_officer"]
    for act in (
        lambda: recovery.people_with_sheets(station.folder, *two, NOON),
        lambda: recovery.let_in(station.folder, *two, station.person.id, PASSPHRASE, NOON),
    ):
        with pytest.raises(DeskError) as error:
            act()
        assert _refused(error) == (ErrorCode.LIBRARY_UNSUITABLE, {"step": "hkdf"})


def test_seeds_are_wiped_when_the_store_does_not_open(station_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The right passphrase, and no store behind it: nothing of the person stays in memory."""
    opened: list[Unlocked] = []
    really = sign_in.open_slot

    def watched(*given: object) -> Unlocked:
        opened.append(really(*given))  # type: ignore[arg-type]
        return opened[-1]

    monkeypatch.setattr(sign_in, "open_slot", watched)
    (station_folder / STORE_FILE).rename(station_folder / "elsewhere")
    with pytest.raises(DeskError) as error:
        office.unlock(station_folder, PASSPHRASE, practice_at=NOON)
    assert error.value.code is ErrorCode.STORE_MISSING
    assert repr(opened[0].personal.author_seed) == repr(opened[0].personal.box_seed) == "Secret(wiped)"
