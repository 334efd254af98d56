"""Where things lie: the program's resources and the office's data folder. Owns no file's content.

Must never create anything that other people of the machine can read, and never write below the resources.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from station_desk.errors import DeskError, ErrorCode
from station_desk.host.os_errors import writing

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600

_PACKAGE = Path(__file__).resolve().parent.parent
# Inside an installed package or a frozen program first; beside the package in a source tree.
_RESOURCE_PLACES = (_PACKAGE / "resources", _PACKAGE.parent / "resources")


def resources_dir() -> Path:
    """Find the folder of forms, lists, fonts and texts; PROGRAM_DAMAGED when the installation lacks it."""
    for place in _RESOURCE_PLACES:
        if place.is_dir():
            return place
    raise DeskError(ErrorCode.PROGRAM_DAMAGED, part="resources")


def read_resource(name: str) -> bytes:
    """Read one file the program came with, named from the resources folder with `/` (`lists/districts.toml`).

    A name that leaves the folder is a bug (ValueError); a file that is not there means a damaged installation
    (PROGRAM_DAMAGED, `part`).
    """
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts:
        raise ValueError("a resource is named from the resources folder")
    try:
        return resources_dir().joinpath(*parts.parts).read_bytes()
    except OSError:
        raise DeskError(ErrorCode.PROGRAM_DAMAGED, part=name) from None


def default_data_dir(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Name the data folder of this machine; it need not exist yet.

    `STATION_DESK_DATA` wins. Windows: `%ProgramData%\\StationDesk`. Elsewhere: `$XDG_DATA_HOME/station-desk`, else
    `~/.local/share/station-desk` (XDG base directory specification; a relative XDG_DATA_HOME is ignored as it asks).
    """
    if chosen := environ.get("STATION_DESK_DATA"):
        return Path(chosen)
    if platform == "win32":
        return Path(environ.get("PROGRAMDATA", r"C:\ProgramData")) / "StationDesk"
    shared = Path(environ.get("XDG_DATA_HOME", ""))
    return (shared if shared.is_absolute() else Path.home() / ".local" / "share") / "station-desk"


def state_dir(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Name this account's folder for what the program remembers outside the data folder; it need not exist yet.

    Windows: `%LOCALAPPDATA%\\StationDesk`. Elsewhere: `$XDG_STATE_HOME/station-desk`, else
    `~/.local/state/station-desk` (XDG base directory specification; a relative XDG_STATE_HOME is ignored as it asks).
    """
    if platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "StationDesk"
    kept = Path(environ.get("XDG_STATE_HOME", ""))
    return (kept if kept.is_absolute() else Path.home() / ".local" / "state") / "station-desk"


def make_private_dir(folder: Path) -> None:
    """Make a folder that only this account can enter (0700), or close an existing one to the others.

    On Windows the mode means nothing; there the installer's access list has to do it. Raises what `write_error` says.
    """
    with writing("make-folder"):
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if sys.platform != "win32":
            folder.chmod(PRIVATE_FOLDER)


def create_private_file(path: Path) -> int:
    """Create a file that must not exist yet, for this account only (0600), and give its descriptor for writing.

    Raises OSError as the system does: the caller knows the step. A link lying in the way is refused, not followed.
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
