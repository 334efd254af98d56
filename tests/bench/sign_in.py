"""Time signing in and changing places beside one bare derivation of the same cost. Prints figures; asserts nothing.

Run: python tests/bench/sign_in.py [matters, 300 by default]
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from station_desk.desk import office, recording  # noqa: E402
from station_desk.vault.cost import FLOOR, derive  # noqa: E402
from tests.conftest import NOON, PASSPHRASE, make_office  # noqa: E402
from tests.entries import ELDER  # noqa: E402

ROUNDS = 7
PIN = "280641"


def seconds(work: Callable[[], object]) -> float:
    """Time one run."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Measure each way in turn and print medians and their ratio to one derivation."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_STATE_HOME"] = home
        folder = make_office(Path(home) / "station", "station", "SAS", "सासनी")
        with office.at_desk(folder, PASSPHRASE, practice_at=NOON) as desk:
            for _ in range(count):
                recording.add(desk, ELDER)
        timed: dict[str, list[float]] = {
            "one derivation": [],
            "sign in": [],
            "switch, passphrase": [],
            "switch, PIN": [],
        }
        for _ in range(ROUNDS):
            timed["one derivation"].append(seconds(lambda: derive(b"a measure", bytes(16), FLOOR)))
            begun = time.perf_counter()
            desk = office.unlock(folder, PASSPHRASE, practice_at=NOON)
            timed["sign in"].append(time.perf_counter() - begun)
            person = desk.person.id
            office.set_pin(desk, PIN)
            room = office.step_aside(desk)
            begun = time.perf_counter()
            desk = office.step_in(room, person, PASSPHRASE)
            timed["switch, passphrase"].append(time.perf_counter() - begun)
            room = office.step_aside(desk)
            begun = time.perf_counter()
            desk = office.step_in_by_pin(room, person, PIN)
            timed["switch, PIN"].append(time.perf_counter() - begun)
            office.leave(desk)
    base = statistics.median(timed["one derivation"])
    print(f"{count} matters, {ROUNDS} rounds, Argon2id at the floor (64 MiB, t 3, 4 lanes)")
    for what, values in timed.items():
        middle = statistics.median(values)
        print(f"{what:20} {middle * 1000:7.0f} ms   x {middle / base:.2f}")


if __name__ == "__main__":
    main()
