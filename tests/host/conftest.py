"""What the machine tests share: a second, real Python process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import station_desk

StartPython = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start_python() -> StartPython:
    """Start a script in a process of its own that finds this package; `before` is put in front of the interpreter."""
    source = str(Path(station_desk.__file__).parent.parent)

    def start(script: str, *arguments: str, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*before, sys.executable, "-c", script, *arguments],
            env={**os.environ, "PYTHONPATH": source},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start
