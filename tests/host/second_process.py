"""A second, real Python process for the machine tests."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import station_desk

_SOURCE = str(Path(station_desk.__file__).parent.parent)


def start_python(script: str, *arguments: str, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """Start a script in a process that finds this package; `before` is put in front of the interpreter."""
    return subprocess.Popen(
        [*before, sys.executable, "-c", script, *arguments],
        env={**os.environ, "PYTHONPATH": _SOURCE},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
