"""Papers on their way to a printer or viewer. Owns the one folder where a page may lie unencrypted for a while.

Must never leave anything there longer than it is needed: the desk empties it after use and at every start. Overwriting
is done before removal, but a flash disk may keep old blocks; only disk encryption covers that.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from station_desk.host.clock import new_id
from station_desk.host.os_errors import writing
from station_desk.host.paths import create_private_file, make_private_dir

SPOOL_NAME = "spool"
_CHUNK = 1 << 20


class Spool:
    """The spool folder of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        """Make the folder, private, or take the one that is there; `wipe` is the caller's next step at a start."""
        self.folder = data_dir / SPOOL_NAME
        make_private_dir(self.folder)

    def put(self, data: bytes, suffix: str = ".pdf") -> Path:
        """Lay down a paper under a random name and give its path; on an error (`write_error`) nothing is left."""
        path = self.folder / (new_id() + suffix)
        try:
            with writing("spool"):
                descriptor = create_private_file(path)
                try:
                    rest = memoryview(data)
                    while rest:
                        rest = rest[os.write(descriptor, rest) :]
                finally:
                    os.close(descriptor)
        except BaseException:
            _overwrite_and_unlink(path)
            raise
        return path

    def remove(self, path: Path) -> bool:
        """Overwrite and remove one paper; False when it could not be removed (a viewer may still hold it)."""
        if path.parent != self.folder:
            raise ValueError("not a paper of this spool")
        return _overwrite_and_unlink(path)

    def wipe(self) -> int:
        """Overwrite and remove everything; gives the number of entries that could not be removed."""
        with writing("spool"):
            entries = sorted(self.folder.iterdir())
        return sum(not _overwrite_and_unlink(entry) for entry in entries)


def _overwrite_and_unlink(path: Path) -> bool:
    # A disk that cannot overwrite (full, failing) must still be asked to remove.
    with contextlib.suppress(OSError):
        if path.is_file() and not path.is_symlink():
            _overwrite(path)
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _overwrite(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
    try:
        left = os.fstat(descriptor).st_size
        zeros = bytes(min(left, _CHUNK))
        while left > 0:
            left -= os.write(descriptor, zeros[:left])
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
