"""The program fails closed on a library that will not do; `dev.py check library` tries an older release as well."""

from pathlib import Path

import pytest

from station_desk.errors import ErrorCode
from tests.torture.poor_library import GOOD, STUBS, in_clear, try_with, write_stub


@pytest.mark.parametrize("what", [name for name in STUBS if name != GOOD])
def test_a_poor_library_opens_and_writes_nothing(what: str, station_folder: Path, tmp_path: Path) -> None:
    """An office is neither opened nor made, its files stay as they were, and nothing lies anywhere in clear."""
    before = {path.name: path.read_bytes() for path in station_folder.iterdir() if path.is_file()}
    told = try_with(write_stub(tmp_path / "library", STUBS[what]), station_folder, tmp_path / "new")
    assert (told["unlock"], told["create"]) == (ErrorCode.STORE_UNSUITABLE, ErrorCode.STORE_UNSUITABLE)
    assert str(tmp_path / "library") in told["file"]
    after = {path.name: path.read_bytes() for path in station_folder.iterdir() if path.is_file()}
    assert {name: after.get(name) for name in before} == before
    assert in_clear(station_folder) == in_clear(tmp_path / "new") == []


def test_the_real_library_works_through_the_same_stub(station_folder: Path, tmp_path: Path) -> None:
    """What refuses above is what the library tells of itself, not the way it was put there."""
    told = try_with(write_stub(tmp_path / "library", STUBS[GOOD]), station_folder, tmp_path / "new")
    assert (told["unlock"], told["create"]) == ("opened", "made")
