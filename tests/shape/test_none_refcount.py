"""The locked PySide6 leaves None alone: 6.12.0 drops a reference to it with nearly each call and aborts in the end."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

CALLS = 20_000
SCRIPT = f"""
import sys
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel()
before = sys.getrefcount(None)
for _ in range({CALLS}):
    label.setText("नाम")
print(before - sys.getrefcount(None))
"""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on: nothing to lose")
def test_calls_do_not_use_up_none() -> None:
    """20,000 calls that return None cost no references to it; in a process of its own, as a bad PySide6 aborts."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < CALLS // 100
