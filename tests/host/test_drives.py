"""Writing whole and proven, reading within bounds, finding sticks."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from second_process import start_python

from station_desk.errors import DeskError, ErrorCode
from station_desk.host.drives import (
    PART,
    free_bytes,
    read_file,
    removable_drives,
    settle,
    write_file,
)

OLD, NEW = b"old bundle" * 500, b"new bundle, longer" * 100_000


def code_of(act: Callable[[], object]) -> ErrorCode:
    """Run an act that must end in a known error and give its code."""
    with pytest.raises(DeskError) as caught:
        act()
    return caught.value.code


def names(folder: Path) -> list[str]:
    """List what lies in a folder."""
    return sorted(entry.name for entry in folder.iterdir())


# --- writing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"x", NEW])
def test_written_file_is_whole_private_and_alone(tmp_path: Path, data: bytes) -> None:
    """What was given stands there, for this account only, and no unfinished file beside it."""
    path = tmp_path / "vault.json"
    write_file(path, data)
    assert path.read_bytes() == data
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names(tmp_path) == ["vault.json"]


def test_existing_file_is_replaced_and_an_old_part_is_no_hindrance(tmp_path: Path) -> None:
    """A crash of last week left a part file, even a link: it is removed, not written through."""
    path, elsewhere = tmp_path / "a.sdb", tmp_path / "elsewhere"
    path.write_bytes(OLD)
    elsewhere.write_bytes(b"precious")
    (tmp_path / f"a.sdb{PART}").symlink_to(elsewhere)
    write_file(path, NEW)
    assert path.read_bytes() == NEW
    assert elsewhere.read_bytes() == b"precious"
    assert not (tmp_path / f"a.sdb{PART}").exists()


def test_short_writes_are_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that takes only a little at a time still gets everything."""
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:1000]))
    write_file(tmp_path / "a", NEW[:50_500])
    assert (tmp_path / "a").read_bytes() == NEW[:50_500]


@pytest.mark.skipif(sys.platform != "linux", reason="names the Linux calls")
def test_order_of_the_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a power cut depends on: synced and read back before the renaming, the folder synced after it."""
    seen: list[str] = []

    def watch(call: str) -> None:
        real: Callable[..., Any] = getattr(os, call)

        def watched(*arguments: Any, **keywords: Any) -> Any:
            folder = call == "fsync" and stat.S_ISDIR(os.fstat(arguments[0]).st_mode)
            seen.append("fsync folder" if folder else call)
            return real(*arguments, **keywords)

        monkeypatch.setattr(os, call, watched)

    for call in ("write", "fsync", "posix_fadvise", "read", "replace"):
        watch(call)
    write_file(tmp_path / "a", b"x")
    assert seen == ["write", "fsync", "posix_fadvise", "read", "read", "replace", "fsync folder"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, ErrorCode.DISK_FULL),
        (errno.EDQUOT, ErrorCode.DISK_FULL),
        (errno.EROFS, ErrorCode.READ_ONLY),
        (errno.EIO, ErrorCode.WRITE_FAILED),
        (errno.ENODEV, ErrorCode.FILE_MISSING),
    ],
)
@pytest.mark.parametrize("call", ["open", "write", "fsync", "read", "replace"])
def test_nth_failure_of_each_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, code: ErrorCode
) -> None:
    """Whichever call fails, for whichever cause: the cause is told, the old file or the new is whole, no part stays."""
    path = tmp_path / "a.sdb"
    real: Callable[..., Any] = getattr(os, call)
    for nth in range(1, 50):
        path.write_bytes(OLD)
        calls: list[int] = []

        def fail(*arguments: Any, nth: int = nth, calls: list[int] = calls, **keywords: Any) -> Any:
            calls.append(1)
            if len(calls) == nth:
                raise OSError(number, "injected", str(path))
            return real(*arguments, **keywords)

        with monkeypatch.context() as patch:
            patch.setattr(os, call, fail)
            try:
                write_file(path, NEW)
                failed = False
            except DeskError as error:
                failed = True
                assert error.code is code
        if len(calls) < nth:
            assert not failed
            break
        assert failed
        assert path.read_bytes() in (OLD, NEW)
        assert names(tmp_path) == ["a.sdb"]
    else:
        pytest.fail("the campaign did not reach the end of the calls")
    assert nth > 1
    assert path.read_bytes() == NEW


def test_a_folder_that_cannot_be_synced_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some file systems have no folder sync and say EINVAL; the file itself is proven all the same."""
    real = os.fsync

    def refuse_folders(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", refuse_folders)
    write_file(tmp_path / "a", NEW)
    assert (tmp_path / "a").read_bytes() == NEW


@pytest.mark.parametrize("place", [0, len(NEW) // 2, len(NEW) - 1])
def test_a_medium_that_gives_other_bytes_back_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    """A fake or dying stick returns a changed byte: nothing is called written and the old file stays."""
    path = tmp_path / "a.sdb"
    path.write_bytes(OLD)
    real, done = os.read, [0]

    def lie(descriptor: int, count: int) -> bytes:
        piece = bytearray(real(descriptor, count))
        if done[0] <= place < done[0] + len(piece):
            piece[place - done[0]] ^= 1
        done[0] += len(piece)
        return bytes(piece)

    with monkeypatch.context() as patch:
        patch.setattr(os, "read", lie)
        assert code_of(lambda: write_file(path, NEW)) is ErrorCode.READ_BACK_DIFFERS
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["a.sdb"]


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"x"])
def test_a_medium_that_gives_back_less_or_more_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[bytes], bytes]
) -> None:
    """A cut or a longer file is no proof either."""
    real_fsync = os.fsync

    def spoil(descriptor: int) -> None:
        part = tmp_path / f"a{PART}"
        if part.exists():
            part.write_bytes(change(part.read_bytes()))
        real_fsync(descriptor)

    monkeypatch.setattr(os, "fsync", spoil)
    assert code_of(lambda: write_file(tmp_path / "a", NEW)) is ErrorCode.READ_BACK_DIFFERS


def test_a_stick_that_is_gone(tmp_path: Path) -> None:
    """The folder is not there any more: the stick was pulled out."""
    assert code_of(lambda: write_file(tmp_path / "stick" / "a.sdb", NEW)) is ErrorCode.FILE_MISSING
    assert code_of(lambda: free_bytes(tmp_path / "stick")) is ErrorCode.FILE_MISSING


LIMITED = """
import resource, sys
from pathlib import Path
from station_desk.errors import DeskError
from station_desk.host.drives import write_file
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    write_file(Path(sys.argv[1]), bytes(100_000))
except DeskError as error:
    print(error.code.value)
"""


def test_a_file_system_that_takes_no_larger_file(tmp_path: Path) -> None:
    """FAT ends at 4 GiB; the kernel's own limit stands in for it here."""
    path = tmp_path / "a.sdb"
    path.write_bytes(OLD)
    with start_python(LIMITED, str(path)) as child:
        said, complaint = child.communicate()
    assert (said, complaint) == ("file-too-large\n", "")
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["a.sdb"]


STICK = """
import subprocess, sys
from pathlib import Path
from station_desk.errors import DeskError
from station_desk.host.drives import free_bytes, write_file
from station_desk.host.spool import Spool
stick = Path(sys.argv[1])

def told(act):
    try:
        act()
        return "done"
    except DeskError as error:
        return f"{error.code.value} {error.facts['step']}"

subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", stick], check=True)
spool = Spool(stick)
path = stick / "a.sdb"
print(told(lambda: write_file(path, b"old" * 1000)))
print(told(lambda: write_file(path, bytes(300_000))))
print(told(lambda: spool.put(bytes(300_000))), list(spool.folder.iterdir()))
print(path.read_bytes() == b"old" * 1000, sorted(entry.name for entry in stick.iterdir()))
subprocess.run(["mount", "-o", "remount,ro", stick], check=True)
print(told(lambda: write_file(path, b"new")))
print(path.read_bytes() == b"old" * 1000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a mount namespace")
def test_a_stick_that_is_really_full_and_really_closed(tmp_path: Path) -> None:
    """A real small file system, first full, then mounted read-only: each its own code, the old file untouched."""
    private_mounts = ("unshare", "--mount", "--map-root-user")
    if subprocess.run([*private_mounts, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this kernel lets no test mount")
    with start_python(STICK, str(tmp_path), before=private_mounts) as child:
        said, complaint = child.communicate()
    assert complaint == ""
    assert said.splitlines() == [
        "done",
        "disk-full space",
        "disk-full spool []",
        "True ['a.sdb', 'spool']",
        "read-only create",
        "True",
    ]


def test_settle_returns() -> None:
    """Settling the sticks is allowed to everyone and ends."""
    assert settle() is None  # type: ignore[func-returns-value]


# --- reading -------------------------------------------------------------------------------------


def test_read_within_the_limit(tmp_path: Path) -> None:
    """Exactly at the limit is allowed, one byte more is not, and a large file is read whole."""
    path = tmp_path / "a"
    path.write_bytes(NEW)
    assert hashlib.sha256(read_file(path, len(NEW))).digest() == hashlib.sha256(NEW).digest()
    with pytest.raises(DeskError) as caught:
        read_file(path, len(NEW) - 1)
    assert caught.value.code is ErrorCode.FILE_TOO_LARGE
    assert caught.value.facts["limit"] == len(NEW) - 1


def test_read_what_is_no_file(tmp_path: Path) -> None:
    """Missing, a folder, a pipe: each ends at once with a code, none hangs."""
    os.mkfifo(tmp_path / "pipe")
    assert code_of(lambda: read_file(tmp_path / "gone", 10)) is ErrorCode.FILE_MISSING
    assert code_of(lambda: read_file(tmp_path / "gone" / "deeper", 10)) is ErrorCode.FILE_MISSING
    assert code_of(lambda: read_file(tmp_path, 10)) is ErrorCode.FILE_UNREADABLE
    assert code_of(lambda: read_file(tmp_path / "pipe", 10)) is ErrorCode.FILE_UNREADABLE


@pytest.mark.parametrize(("call", "number"), [("open", errno.EACCES), ("read", errno.EIO)])
def test_read_a_bad_sector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> None:
    """A file that is there but does not give its bytes is unreadable, not missing."""
    (tmp_path / "a").write_bytes(b"x")

    def fail(*_: object) -> None:
        raise OSError(number, "")

    monkeypatch.setattr(os, call, fail)
    assert code_of(lambda: read_file(tmp_path / "a", 10)) is ErrorCode.FILE_UNREADABLE


# --- sticks --------------------------------------------------------------------------------------


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    """Lay out what Linux shows for a fixed disk, a card reader, a USB hard disk and an encrypted stick."""
    devices = tmp_path / "devices"

    def disk(place: str, removable: str, *partitions: str) -> None:
        (devices / place).mkdir(parents=True)
        (devices / place / "removable").write_text(removable + "\n")
        for name in partitions:
            (devices / place / name).mkdir()
            (devices / place / name / "partition").write_text("1\n")

    disk("pci0/ata1/block/sda", "0", "sda1")
    disk("pci0/mmc/block/mmcblk0", "1", "mmcblk0p1")
    disk("pci0/usb1/1-2/block/sdb", "0", "sdb1")
    disk("pci0/usb1/1-3/block/sdc", "1")
    disk("virtual/block/dm-0", "0")
    (devices / "virtual/block/dm-0/slaves").mkdir()
    (devices / "virtual/block/dm-0/slaves/sdc").symlink_to(devices / "pci0/usb1/1-3/block/sdc")
    blocks = tmp_path / "block"
    blocks.mkdir()
    for flag in [*devices.rglob("removable"), *devices.rglob("partition")]:
        (blocks / flag.parent.name).symlink_to(flag.parent)
    for name in ("card", "my stick", "sealed"):
        (tmp_path / "media" / name).mkdir(parents=True)
    media = str(tmp_path / "media")
    (tmp_path / "mounts").write_text(
        "proc /proc proc rw 0 0\n"
        "/dev/sda1 / ext4 rw,relatime 0 0\n"
        f"/dev/mmcblk0p1 {media}/card vfat ro,nosuid 0 0\n"
        f"/dev/sdb1 {media}/my\\040stick exfat rw,errors=remount-ro 0 0\n"
        f"/dev/dm-0 {media}/sealed ext4 rw 0 0\n"
        f"/dev/sdc {media}/pulled-out vfat rw 0 0\n"
        "/dev/unknown9 /srv ext4 rw 0 0\n",
        "utf-8",
    )
    return tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's lists are Linux")
def test_sticks_are_told_from_fixed_disks(kernel: Path) -> None:
    """Card, USB disk (blank in its path) and the stick below an encrypted volume are found; the fixed disk is not."""
    drives = removable_drives(kernel / "mounts", kernel / "block")
    assert [(drive.path.name, drive.read_only) for drive in drives] == [
        ("card", True),
        ("my stick", False),
        ("sealed", False),
    ]
    assert all(0 < drive.free <= drive.size for drive in drives)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's lists are Linux")
def test_no_list_means_no_stick(tmp_path: Path) -> None:
    """A system without the kernel's list has no sticks, and that is no error."""
    assert removable_drives(tmp_path / "mounts", tmp_path / "block") == []


def test_this_machine_can_be_asked() -> None:
    """The real lists of the machine running the test are readable, whatever is plugged in."""
    for drive in removable_drives():
        assert drive.path.is_dir()
