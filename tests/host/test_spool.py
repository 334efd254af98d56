"""Papers on their way to a printer."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from station_desk.errors import DeskError, ErrorCode
from station_desk.host.spool import Spool

PAPER = b"%PDF-1.7 her name and what happened " * 1000


def test_paper_is_private_and_nameless(tmp_path: Path) -> None:
    """Folder 0700, file 0600, and the name tells nothing."""
    spool = Spool(tmp_path)
    path = spool.put(PAPER)
    assert path.read_bytes() == PAPER
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(spool.folder.stat().st_mode) == 0o700
    assert path.suffix == ".pdf"
    assert len(path.stem) == 32


def test_removed_paper_is_overwritten_first(tmp_path: Path) -> None:
    """Another name for the same file shows that the bytes themselves were overwritten, not only unlinked."""
    spool = Spool(tmp_path)
    path = spool.put(PAPER)
    other = tmp_path / "other-name"
    other.hardlink_to(path)
    assert spool.remove(path)
    assert not path.exists()
    assert other.read_bytes() == bytes(len(PAPER))


def test_wipe_at_start_removes_what_a_crash_left(tmp_path: Path) -> None:
    """A new start finds the folder of a crashed one and empties it, viewers' lock files included."""
    left = Spool(tmp_path)
    left.put(PAPER)
    (left.folder / ".~lock.x.pdf#").write_text("viewer")
    fresh = Spool(tmp_path)
    assert fresh.wipe() == 0
    assert list(fresh.folder.iterdir()) == []


def test_a_link_is_removed_and_not_followed(tmp_path: Path) -> None:
    """A link in the spool must not make us overwrite a file elsewhere."""
    precious = tmp_path / "store.db"
    precious.write_bytes(b"precious")
    spool = Spool(tmp_path)
    (spool.folder / "link.pdf").symlink_to(precious)
    assert spool.wipe() == 0
    assert precious.read_bytes() == b"precious"


def test_what_cannot_be_removed_is_counted(tmp_path: Path) -> None:
    """A viewer's folder or a held file is reported, the rest still goes."""
    spool = Spool(tmp_path)
    (spool.folder / "folder").mkdir()
    paper = spool.put(PAPER)
    assert spool.wipe() == 1
    assert not paper.exists()


def test_overwriting_fails_but_the_paper_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that can no longer overwrite is still asked to remove."""
    spool = Spool(tmp_path)
    path = spool.put(PAPER)

    def refuse(*_: object) -> int:
        raise OSError(errno.EIO, "")

    monkeypatch.setattr(os, "write", refuse)
    assert spool.remove(path)
    assert not path.exists()


def test_full_disk_leaves_no_half_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk fills up in the middle, the started paper is removed and the code says why."""
    spool = Spool(tmp_path)
    real_write, calls = os.write, []

    def fill_up(descriptor: int, data: bytes) -> int:
        calls.append(len(data))
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "")
        return real_write(descriptor, data[:100])

    monkeypatch.setattr(os, "write", fill_up)
    with pytest.raises(DeskError) as caught:
        spool.put(PAPER)
    assert caught.value.code is ErrorCode.DISK_FULL
    assert list(spool.folder.iterdir()) == []


def test_only_its_own_papers(tmp_path: Path) -> None:
    """The spool overwrites nothing outside its folder."""
    with pytest.raises(ValueError):
        Spool(tmp_path).remove(tmp_path / "store.db")
