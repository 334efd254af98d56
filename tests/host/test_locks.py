"""One running copy per data folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from second_process import start_python

from station_desk.errors import DeskError, ErrorCode
from station_desk.host.locks import LOCK_NAME, FolderLock

HOLD = """
import sys
from pathlib import Path
from station_desk.host.locks import FolderLock
with FolderLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
print("free", flush=True)
sys.stdin.readline()
"""


def refused(folder: Path) -> bool:
    """Tell whether the folder is taken."""
    try:
        FolderLock(folder).release()
    except DeskError as error:
        assert error.code is ErrorCode.ALREADY_RUNNING
        return True
    return False


def test_second_process_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    """Two copies of the program never write to one store; when the first closes, the second may start."""
    with start_python(HOLD, str(tmp_path)) as first:
        assert first.stdin and first.stdout
        assert first.stdout.readline() == "held\n"
        assert refused(tmp_path)
        first.stdin.write("\n")
        first.stdin.flush()
        assert first.stdout.readline() == "free\n"
        assert not refused(tmp_path)
        first.stdin.close()


def test_a_killed_process_leaves_the_folder_free(tmp_path: Path) -> None:
    """After kill -9 the lock file is still there but nobody is locked out."""
    with start_python(HOLD, str(tmp_path)) as first:
        assert first.stdout
        assert first.stdout.readline() == "held\n"
        assert refused(tmp_path)
        first.kill()
        first.wait()
    assert (tmp_path / LOCK_NAME).exists()
    assert not refused(tmp_path)


def test_same_process_is_refused_too(tmp_path: Path) -> None:
    """A second window of the same process is a second copy as well; releasing twice is harmless."""
    lock = FolderLock(tmp_path)
    assert refused(tmp_path)
    lock.release()
    lock.release()
    assert not refused(tmp_path)


def test_two_folders_do_not_hinder_each_other(tmp_path: Path) -> None:
    """The practice office may run beside the real one."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with FolderLock(tmp_path / "a"), FolderLock(tmp_path / "b"):
        assert refused(tmp_path / "a")


def test_missing_folder_is_told(tmp_path: Path) -> None:
    """No folder, no lock: a known error."""
    with pytest.raises(DeskError) as caught:
        FolderLock(tmp_path / "gone")
    assert caught.value.code is ErrorCode.FILE_MISSING
