"""What one guess costs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import station_desk
from station_desk.vault import cost
from station_desk.vault.cost import FLOOR, Cost, calibrate, derive

GIB = 1 << 20


@pytest.mark.parametrize(
    "parameters",
    [
        (FLOOR.memory - 1, 3, 4),
        (FLOOR.memory, 2, 4),
        (FLOOR.memory, 3, 0),
        (GIB + 1, 3, 4),
        (FLOOR.memory, 11, 4),
        (FLOOR.memory, 3, 9),
        (0, 0, 0),
        (-FLOOR.memory, -3, -4),
    ],
)
def test_no_cost_outside_the_bounds(parameters: tuple[int, int, int]) -> None:
    """Neither a downgrade nor a freeze can even be written down."""
    with pytest.raises(ValueError):
        Cost(*parameters)


def test_bounds_themselves_are_allowed() -> None:
    """64 MiB with three passes is the least, 1 GiB with ten the most."""
    assert Cost(64 << 10, 3, 4) == FLOOR
    Cost(64 << 10, 3, 1)
    Cost(GIB, 10, 8)


def test_derivation_is_argon2id_of_the_standard() -> None:
    """The key is the one that another implementation (argon2-cffi 25.1.0, version 0x13) gave for the same input."""
    key = derive("नीली चिड़िया पेड़".encode(), bytes(range(16)), FLOOR)
    assert key.hex() == "d1bc7cf84a4c501b0303ca29c0fa44183e2529a89016bff9e5b86c5e05c6b62a"


def ticks_of(spans: list[float]) -> Callable[[], float]:
    """Make a clock that shows the given span between each pair of readings."""
    readings = iter([reading for span in spans for reading in (0.0, span)])
    return lambda: next(readings)


@pytest.mark.parametrize(
    ("spans", "memory", "passes"),
    [
        ([0.5], 64, 3),
        ([9.0], 64, 3),
        ([0.3, 0.4, 0.5], 64, 5),
        ([0.1] * 7 + [0.5], 64, 10),
        ([0.1] * 7 + [0.22, 0.44, 0.88], 256, 10),
        ([0.1] * 11, 512, 10),
    ],
)
def test_calibration_only_goes_up(
    spans: list[float], memory: int, passes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow machine stays at the floor, a fast one gets passes and then memory until half a second or 512 MiB."""
    monkeypatch.setattr(cost, "derive", lambda *_: b"")  # the clock is made up, so the work would be for nothing
    assert calibrate(ticks_of(spans)) == Cost(memory << 10, passes, FLOOR.lanes)


CALIBRATED = """
import pathlib
import resource
from station_desk.vault.cost import calibrate
mapped = int(pathlib.Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (mapped + (200 << 20),) * 2)
print(calibrate(lambda: 0.0).memory >> 10)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on memory")
def test_calibration_takes_no_memory_that_is_not_there() -> None:
    """Under a real limit the office is made with what the machine gives, and no error."""
    environ = {**os.environ, "PYTHONPATH": str(Path(station_desk.__file__).parent.parent)}
    answer = subprocess.run(
        [sys.executable, "-c", CALIBRATED], env=environ, check=False, capture_output=True, text=True
    )
    assert (answer.stdout, answer.stderr) == ("128\n", "")


SHORT = """
import pathlib
import resource
from station_desk.errors import DeskError
from station_desk.vault import cost
from station_desk.vault.cost import FLOOR, Cost, derive
mapped = int(pathlib.Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (mapped + (300 << 20),) * 2)
derive(b"x", bytes(16), FLOOR)
try:
    derive(b"x", bytes(16), Cost(1 << 20, 3, 4))
except DeskError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on memory")
def test_too_little_memory_is_told() -> None:
    """A machine that cannot give the memory says so and how much is needed, under a real limit."""
    source = str(Path(station_desk.__file__).parent.parent)
    environ = {**os.environ, "PYTHONPATH": source}
    answer = subprocess.run([sys.executable, "-c", SHORT], env=environ, check=False, capture_output=True, text=True)
    assert (answer.stdout, answer.stderr) == ("memory-short needed=1024\n", "")


TOGETHER = """
from concurrent.futures import ThreadPoolExecutor
from station_desk.vault import cost
from station_desk.vault.cost import FLOOR, derive
with ThreadPoolExecutor(2) as pool:
    print(len(set(pool.map(lambda number: derive(b"x", bytes([number]) * 16, FLOOR), range(6)))))
"""


def test_threads_take_turns() -> None:
    """Two that derive at once both get their key; without turns the library waits for ever, so a process of its own."""
    environ = {**os.environ, "PYTHONPATH": str(Path(station_desk.__file__).parent.parent)}
    answer = subprocess.run(
        [sys.executable, "-c", TOGETHER], env=environ, check=False, capture_output=True, text=True, timeout=60
    )
    assert (answer.stdout, answer.stderr) == ("6\n", "")
