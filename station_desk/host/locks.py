"""One running copy per data folder. Owns the lock file; must never trust what is written in one.

The lock belongs to the running process, not to the file: when the process ends in any way, a kill or a power cut
included, the operating system lets go of it. So the file stays where it is, and its mere presence means nothing.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from types import TracebackType

from station_desk.errors import DeskError, ErrorCode
from station_desk.host.os_errors import writing
from station_desk.host.paths import PRIVATE_FILE

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK_NAME = "desk.lock"
_HELD_BY_ANOTHER = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}


class FolderLock:
    """The right to be the one running copy on a data folder; `release` or the end of a `with` gives it back."""

    def __init__(self, folder: Path) -> None:
        """Take the lock at once, without waiting; ALREADY_RUNNING when another copy holds it."""
        with writing("lock"):
            # Not inheritable (Python's default): a viewer started from here must not keep the lock alive.
            descriptor = os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        try:
            _lock(descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> FolderLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _lock(descriptor: int) -> None:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD_BY_ANOTHER:
            raise DeskError(ErrorCode.ALREADY_RUNNING) from None
        raise DeskError(ErrorCode.WRITE_FAILED, step="lock", errno=error.errno or 0) from None
