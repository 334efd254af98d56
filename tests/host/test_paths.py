"""Resources and the data folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from station_desk.errors import DeskError, ErrorCode
from station_desk.host import paths


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_resources_of_the_source_tree_are_found() -> None:
    """The folder with the forms is found without being told where the program lies."""
    assert (paths.resources_dir() / "forms").is_dir()


def test_packaged_resources_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside a package its own resources win over what may lie beside it."""
    inside, beside = tmp_path / "station_desk" / "resources", tmp_path / "resources"
    for place in (inside, beside):
        (place / "lists").mkdir(parents=True)
        (place / "lists" / "a.txt").write_text(place.parent.name)
    monkeypatch.setattr(paths, "_RESOURCE_PLACES", (inside, beside))
    assert paths.read_resource("lists/a.txt") == b"station_desk"


def test_missing_resource_means_a_damaged_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file or the whole folder gone is told as a damaged installation, not as a missing stick."""
    with pytest.raises(DeskError) as caught:
        paths.read_resource("lists/nothing.txt")
    assert (caught.value.code, caught.value.facts) == (ErrorCode.PROGRAM_DAMAGED, {"part": "lists/nothing.txt"})
    monkeypatch.setattr(paths, "_RESOURCE_PLACES", (tmp_path / "no", tmp_path / "nowhere"))
    with pytest.raises(DeskError) as caught:
        paths.read_resource("lists/nothing.txt")
    assert caught.value.facts == {"part": "resources"}


@pytest.mark.parametrize("name", ["../pyproject.toml", "lists/../../x", "/etc/hostname"])
def test_a_resource_name_never_leaves_the_folder(name: str) -> None:
    """A name with a way out is a bug of ours and is refused as one."""
    with pytest.raises(ValueError):
        paths.read_resource(name)


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"STATION_DESK_DATA": "/srv/desk", "XDG_DATA_HOME": "/x"}, "linux", Path("/srv/desk")),
        ({"XDG_DATA_HOME": "/x/share"}, "linux", Path("/x/share/station-desk")),
        ({"XDG_DATA_HOME": "share"}, "linux", Path.home() / ".local/share/station-desk"),
        ({}, "linux", Path.home() / ".local/share/station-desk"),
        ({"PROGRAMDATA": "/pd"}, "win32", Path("/pd/StationDesk")),
    ],
)
def test_default_data_dir(environ: dict[str, str], platform: str, expected: Path) -> None:
    """Our own variable wins, then the platform's rule; a relative XDG folder is ignored as its rule asks."""
    assert paths.default_data_dir(environ, platform) == expected


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"XDG_STATE_HOME": "/state"}, "linux", Path("/state/station-desk")),
        ({"XDG_STATE_HOME": "state"}, "linux", Path.home() / ".local" / "state" / "station-desk"),
        ({}, "linux", Path.home() / ".local" / "state" / "station-desk"),
        ({"LOCALAPPDATA": "/local"}, "win32", Path("/local/StationDesk")),
        ({}, "win32", Path.home() / "AppData" / "Local" / "StationDesk"),
    ],
)
def test_state_lies_in_the_account_and_not_in_the_data_folder(
    environ: dict[str, str], platform: str, expected: Path
) -> None:
    """What must not go back with a copied data folder is kept in this account's own place."""
    assert paths.state_dir(environ, platform) == expected


def test_private_folder_is_closed_also_when_it_was_open(tmp_path: Path) -> None:
    """The data folder is 0700 with its parents made, and an existing open one is closed."""
    folder = tmp_path / "a" / "b"
    paths.make_private_dir(folder)
    assert mode(folder) == 0o700
    folder.chmod(0o755)
    paths.make_private_dir(folder)
    assert mode(folder) == 0o700


def test_private_folder_where_a_file_stands(tmp_path: Path) -> None:
    """A file in the way is a known error, not a crash."""
    (tmp_path / "data").write_text("x")
    with pytest.raises(DeskError):
        paths.make_private_dir(tmp_path / "data" / "office")


def test_private_file_is_new_and_closed(tmp_path: Path) -> None:
    """A private file is 0600 from birth, and neither an existing file nor a link is written through."""
    target = tmp_path / "keys"
    os.close(paths.create_private_file(target))
    assert mode(target) == 0o600
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for taken in ("keys", "link"):
        with pytest.raises(FileExistsError):
            paths.create_private_file(tmp_path / taken)
    assert not (tmp_path / "elsewhere").exists()
