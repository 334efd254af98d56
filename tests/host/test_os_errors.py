"""The one table from system errors to codes."""

from __future__ import annotations

import errno

import pytest

from station_desk.errors import DeskError, ErrorCode
from station_desk.host.os_errors import read_error, reading, write_error, writing


@pytest.mark.parametrize(
    ("number", "written", "read"),
    [
        (errno.ENOSPC, ErrorCode.DISK_FULL, ErrorCode.FILE_UNREADABLE),
        (errno.EDQUOT, ErrorCode.DISK_FULL, ErrorCode.FILE_UNREADABLE),
        (errno.EROFS, ErrorCode.READ_ONLY, ErrorCode.FILE_UNREADABLE),
        (errno.EACCES, ErrorCode.READ_ONLY, ErrorCode.FILE_UNREADABLE),
        (errno.EPERM, ErrorCode.READ_ONLY, ErrorCode.FILE_UNREADABLE),
        (errno.ENOENT, ErrorCode.FILE_MISSING, ErrorCode.FILE_MISSING),
        (errno.ENODEV, ErrorCode.FILE_MISSING, ErrorCode.FILE_MISSING),
        (errno.ENXIO, ErrorCode.FILE_MISSING, ErrorCode.FILE_MISSING),
        (errno.ENOTDIR, ErrorCode.FILE_MISSING, ErrorCode.FILE_MISSING),
        (errno.EFBIG, ErrorCode.FILE_TOO_LARGE, ErrorCode.FILE_UNREADABLE),
        (errno.EIO, ErrorCode.WRITE_FAILED, ErrorCode.FILE_UNREADABLE),
        (errno.EMFILE, ErrorCode.WRITE_FAILED, ErrorCode.FILE_UNREADABLE),
    ],
)
def test_table(number: int, written: ErrorCode, read: ErrorCode) -> None:
    """Each system error has its own sentence for a person, by direction."""
    assert write_error(OSError(number, ""), "write").code is written
    assert read_error(OSError(number, ""), "read").code is read


@pytest.mark.parametrize(
    ("windows", "written"),
    [
        (19, ErrorCode.READ_ONLY),
        (21, ErrorCode.FILE_MISSING),
        (32, ErrorCode.WRITE_FAILED),
        (112, ErrorCode.DISK_FULL),
    ],
)
def test_windows_numbers_tell_an_access_denied_apart(windows: int, written: ErrorCode) -> None:
    """Write protection, no stick, a file held open and a full disk differ on Windows only in its own number."""
    error = OSError(errno.EACCES, "")
    error.winerror = windows  # type: ignore[attr-defined]
    assert write_error(error, "write").code is written


@pytest.mark.parametrize("context", [writing, reading])
def test_no_name_travels_along(context: type) -> None:
    """A path that a person chose appears neither in the error nor in what a traceback would print."""
    with pytest.raises(DeskError) as caught, context("open"):
        raise OSError(errno.EIO, "input/output error", "/media/stick/Sunita Devi.pdf")
    assert "Sunita" not in f"{caught.value!r} {caught.value} {caught.value.facts}"
    assert caught.value.__suppress_context__
    assert caught.value.facts == {"step": "open", "errno": errno.EIO}


def test_other_errors_pass_untouched() -> None:
    """A bug stays a bug: only the system's errors are turned."""
    with pytest.raises(ValueError), writing("write"):
        raise ValueError
