"""What an operating system's error means to a person. Owns the one table from `OSError` to `DeskError`.

Must never carry a file name, a path or the system's message along: a person may have typed them. The number and the
step are enough for technical support.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from station_desk.errors import DeskError, ErrorCode

_FULL = {errno.ENOSPC, errno.EDQUOT}
_CLOSED_TO_US = {errno.EROFS, errno.EACCES, errno.EPERM}
_GONE = {errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO, getattr(errno, "ENOMEDIUM", errno.ENODEV)}

# Windows reports these four as a bare "access denied" in errno; its own number tells them apart.
_WINDOWS_NOT_READY = 21
_WINDOWS_HELD_BY_ANOTHER = {32, 33}
_WINDOWS_DISK_FULL = {39, 112}


def write_error(error: OSError, step: str) -> DeskError:
    """Tell what stopped a writing step: DISK_FULL, READ_ONLY, FILE_MISSING, FILE_TOO_LARGE or WRITE_FAILED."""
    number = error.errno or 0
    windows = getattr(error, "winerror", None)
    if number in _FULL or windows in _WINDOWS_DISK_FULL:
        code = ErrorCode.DISK_FULL
    elif number in _GONE or windows == _WINDOWS_NOT_READY:
        code = ErrorCode.FILE_MISSING
    elif number in _CLOSED_TO_US and windows not in _WINDOWS_HELD_BY_ANOTHER:
        code = ErrorCode.READ_ONLY
    elif number == errno.EFBIG:
        code = ErrorCode.FILE_TOO_LARGE
    else:
        code = ErrorCode.WRITE_FAILED
    return DeskError(code, step=step, errno=number)


def read_error(error: OSError, step: str) -> DeskError:
    """Tell what stopped a reading step: FILE_MISSING or FILE_UNREADABLE."""
    number = error.errno or 0
    gone = number in _GONE or getattr(error, "winerror", None) == _WINDOWS_NOT_READY
    return DeskError(ErrorCode.FILE_MISSING if gone else ErrorCode.FILE_UNREADABLE, step=step, errno=number)


@contextmanager
def writing(step: str) -> Iterator[None]:
    """Turn an `OSError` of the block into what `write_error` says."""
    try:
        yield
    except OSError as error:
        raise write_error(error, step) from None


@contextmanager
def reading(step: str) -> Iterator[None]:
    """Turn an `OSError` of the block into what `read_error` says."""
    try:
        yield
    except OSError as error:
        raise read_error(error, step) from None
