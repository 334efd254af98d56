"""Files on disks and sticks. Owns writing one whole and proven, reading one within bounds, and finding the sticks.

Must never leave a torn file under its final name, never say "written" before the medium gave the bytes back, and never
tell a path or file name in an error.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import re
import shutil
import stat
import string
import sys
from dataclasses import dataclass
from pathlib import Path

from station_desk.errors import DeskError, ErrorCode
from station_desk.host.os_errors import reading, writing
from station_desk.host.paths import create_private_file

PART = ".part"  # an unfinished file; whoever reads a stick passes it over
_CHUNK = 1 << 20
_BINARY = getattr(os, "O_BINARY", 0)
# Some network and FUSE file systems have no way to sync a folder and say so with these.
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}


def write_file(path: Path, data: bytes) -> None:
    """Put `data` at `path` so that after any failure or power cut the old file or the new one stands there, whole.

    Space check, `name.part` (0600), fsync, cache dropped, read back and SHA-256 compared, renamed, folder synced.
    DISK_FULL, READ_ONLY, FILE_MISSING (folder or stick gone), FILE_TOO_LARGE (FAT), WRITE_FAILED, READ_BACK_DIFFERS.
    After an error the caller reads again what stands there: a failure in the last step comes after the renaming.
    """
    free = free_bytes(path.parent)
    if free < len(data):
        raise DeskError(ErrorCode.DISK_FULL, step="space", needed=len(data), free=free)
    part = path.with_name(path.name + PART)
    try:
        _write_part(part, data)
        _read_back(part, data)
        with writing("rename"):
            os.replace(part, path)  # noqa: PTH105 - one call to fail in a test, as os.write and os.fsync are
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def read_file(path: Path, limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes; FILE_MISSING, FILE_UNREADABLE or FILE_TOO_LARGE (`limit`)."""
    with reading("open"):
        # Not blocking: a pipe lying where a bundle is expected must not hold the desk for ever.
        descriptor = os.open(path, os.O_RDONLY | _BINARY | getattr(os, "O_NONBLOCK", 0))
    try:
        with reading("read"):
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise DeskError(ErrorCode.FILE_UNREADABLE, step="open", errno=0)
            data = _read_up_to(descriptor, limit + 1)
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise DeskError(ErrorCode.FILE_TOO_LARGE, step="read", limit=limit)
    return data


def free_bytes(folder: Path) -> int:
    """Tell how many bytes this account can still write below `folder`; FILE_MISSING when it is gone."""
    with writing("space"):
        return shutil.disk_usage(folder).free


def settle() -> None:
    """Have the system write out all it still holds, so that "you may remove the stick now" is true.

    `write_file` has already synced its own file; this settles the stick's own bookkeeping. It does not unmount.
    """
    if sys.platform != "win32":
        os.sync()


def _write_part(part: Path, data: bytes) -> None:
    with writing("create"):
        part.unlink(missing_ok=True)
        descriptor = create_private_file(part)
    try:
        with writing("write"):
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest[:_CHUNK]) :]
        with writing("sync"):
            os.fsync(descriptor)
        if sys.platform == "linux":
            # Drops the (now clean) pages so that reading back asks the medium; only advice, so refusal is no failure.
            with contextlib.suppress(OSError):
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)


def _read_back(part: Path, data: bytes) -> None:
    with writing("read-back"):
        descriptor = os.open(part, os.O_RDONLY | _BINARY)
        try:
            found = _read_up_to(descriptor, len(data) + 1)
        finally:
            os.close(descriptor)
    if hashlib.sha256(found).digest() != hashlib.sha256(data).digest():
        raise DeskError(ErrorCode.READ_BACK_DIFFERS, step="read-back", size=len(data))


def _read_up_to(descriptor: int, count: int) -> bytes:
    pieces = []
    while count and (piece := os.read(descriptor, min(count, _CHUNK))):
        pieces.append(piece)
        count -= len(piece)
    return b"".join(pieces)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return  # Windows gives no handle for it; NTFS journals the renaming
    with writing("sync-folder"):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in _NO_FOLDER_SYNC:
                raise
        finally:
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Drive:
    """A stick that is in and ready: where it is mounted, free and whole size in bytes, closed to writing or not."""

    path: Path
    free: int
    size: int
    read_only: bool


def removable_drives(mounts: Path = Path("/proc/mounts"), blocks: Path = Path("/sys/class/block")) -> list[Drive]:
    """List the mounted sticks, by path; empty when none is in. The arguments are the kernel's own lists (Linux).

    A drive counts when the kernel calls it removable or it hangs on USB; one behind LUKS counts by what lies below it.
    """
    found = _windows_drives() if sys.platform == "win32" else _linux_drives(mounts, blocks)
    drives = []
    for path, read_only in found:
        # A stick pulled out between listing and asking is simply not there any more.
        with contextlib.suppress(OSError):
            usage = shutil.disk_usage(path)
            drives.append(Drive(path, usage.free, usage.total, read_only))
    return sorted(drives, key=lambda drive: drive.path)


def _linux_drives(mounts: Path, blocks: Path) -> list[tuple[Path, bool]]:
    if not mounts.is_file():
        return []
    found = {}
    for line in mounts.read_text("utf-8", "surrogateescape").splitlines():
        device, place, _, options, *_ = line.split(" ")
        if device.startswith("/dev/") and _is_removable(blocks / Path(device).resolve().name, blocks):
            found[Path(_unescape(place))] = "ro" in options.split(",")
    return list(found.items())


def _is_removable(block: Path, blocks: Path) -> bool:
    if not block.exists():
        return False
    real = block.resolve()
    below = real / "slaves"
    if below.is_dir() and (names := sorted(below.iterdir())):
        return any(_is_removable(blocks / name.name, blocks) for name in names)
    disk = real.parent if (real / "partition").exists() else real
    flag = disk / "removable"
    on_usb = any(part.startswith("usb") for part in real.parts)
    return on_usb or (flag.is_file() and flag.read_text("ascii").strip() == "1")


def _unescape(place: str) -> str:
    """Undo the octal signs by which the kernel's list writes blanks and backslashes in a path."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), place)


def _windows_drives() -> list[tuple[Path, bool]]:
    if sys.platform != "win32":
        return []
    removable = 2  # DRIVE_REMOVABLE
    kernel = ctypes.windll.kernel32
    letters = [letter for place, letter in enumerate(string.ascii_uppercase) if kernel.GetLogicalDrives() >> place & 1]
    # Whether a stick is closed to writing is not asked here: the writing itself will tell.
    return [(Path(f"{letter}:\\"), False) for letter in letters if kernel.GetDriveTypeW(f"{letter}:\\") == removable]
