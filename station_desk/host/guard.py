"""Closing the process to onlookers. Owns what is done once at process start, before any secret exists.

Must never stop the program: a machine that lacks a measure runs without it, and the answer says so.
"""

from __future__ import annotations

import ctypes
import os
import sys
from dataclasses import dataclass

if sys.platform != "win32":
    import resource

_PR_SET_DUMPABLE = 4  # linux/prctl.h


@dataclass(frozen=True, slots=True)
class Guarded:
    """Which measures hold: no core file, and no reading of our memory by other programs of the same account."""

    no_core_file: bool
    no_onlooker: bool


def guard_process() -> Guarded:
    """Forbid core files, debuggers of the same account (Linux), and files readable by others (umask 077)."""
    os.umask(0o077)
    return Guarded(no_core_file=_forbid_core_file(), no_onlooker=_forbid_onlooker())


def _forbid_core_file() -> bool:
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # lowering is always allowed
        return True
    return False


def _forbid_onlooker() -> bool:
    if sys.platform != "linux":
        return False
    no = ctypes.c_ulong(0)  # the kernel reads whole words
    return bool(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, no, no, no, no) == 0)
