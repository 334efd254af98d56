"""Kill a desk while it writes, again and again, and look whether a token it had given is lost.

A child adds entries and tells each token after its commit; the parent kills it (SIGKILL) at a moment drawn from a seed.
The process dies, the machine does not: this says nothing about power cuts, which need a write shim (issue 8).
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from station_desk.desk import keeping, office, reading
from tests.conftest import NOON, PASSPHRASE, make_office

CHILD = """
import sys
from pathlib import Path
from station_desk.desk import office, recording
from tests.conftest import NOON, PASSPHRASE
desk = office.unlock(Path(sys.argv[1]), PASSPHRASE, practice_at=NOON)
print("ready", flush=True)
while True:
    saved = recording.open_record(desk, {"channel": "walk_in", "name": "फूलमती"})
    recording.save_draft(desk, "d", {"name": saved.token})
    print(saved.token, flush=True)
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a campaign found: kills, tokens given, tokens lost, findings of the log."""

    kills: int
    given: int
    lost: int
    findings: int


def campaign(folder: Path, kills: int, seed: int) -> Outcome:
    """Kill a desk `kills` times on one office and check it after each."""
    draw = random.Random(seed)
    make_office(folder, "station", "SAS", "सासनी")
    given: set[str] = set()
    lost = findings = 0
    for _ in range(kills):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(draw.uniform(0.01, 0.25))
        child.kill()
        told = child.communicate()[0].splitlines()
        given |= {line for line in told if line.startswith("MSK/") and len(line) == len("MSK/SAS/2026/0001")}
        with office.at_desk(folder, PASSPHRASE, practice_at=NOON) as desk:
            kept = {item.row.token for item in reading.matters(desk, limit=100_000)}
            findings += len(keeping.verify_log(desk).findings)
        lost += len(given - kept)
        serials = sorted(int(token.rsplit("/", 1)[1]) for token in kept)
        lost += serials != list(range(1, len(serials) + 1))
    return Outcome(kills, len(given), lost, findings)
