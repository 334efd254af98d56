"""Closing the process to onlookers."""

from __future__ import annotations

import os
import sys

import pytest
from second_process import start_python

from station_desk.host import guard

ASK = """
import ctypes, os, resource, sys
from station_desk.host.guard import guard_process
print(guard_process())
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), oct(os.umask(0)), flush=True)
os.abort()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux")
def test_no_core_no_onlooker_no_open_files() -> None:
    """After the guard the kernel itself says: no core file, not dumpable, new files closed; an abort dumps nothing."""
    with start_python(ASK) as child:
        assert child.stdout
        said = child.stdout.read().splitlines()
        _, status = os.waitpid(child.pid, 0)
        child.returncode = status
    assert said == ["Guarded(no_core_file=True, no_onlooker=True)", "(0, 0) 0 0o77"]
    assert os.WIFSIGNALED(status)
    assert not os.WCOREDUMP(status)


def test_harmless_where_the_measure_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """On another system the guard says what it could not do instead of stopping the program."""
    monkeypatch.setattr(sys, "platform", "win32")
    before = os.umask(0o022)
    try:
        assert guard.guard_process() == guard.Guarded(no_core_file=False, no_onlooker=False)
    finally:
        os.umask(before)
