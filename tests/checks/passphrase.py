"""Long check: six hundred kills while passphrases, people and recovery sheets change."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from pathlib import Path

from tests.torture.key_kills import campaign

KILLS = 600


def main() -> int:
    """Run the campaign and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=KILLS)
    asked = parser.parse_args()
    if "forkserver" not in multiprocessing.get_all_start_methods():
        print("NOT RUN: this system cannot end a process the hard way")
        return 3
    with tempfile.TemporaryDirectory() as folder:
        outcome = campaign(Path(folder), asked.kills, asked.seed, lambda text: print(text, flush=True))
    for what, times in sorted(outcome.opened.items()):
        print(f"  {what:24} {times}")
    print(f"kills {outcome.kills}  after the end {outcome.finished}  wrong {len(outcome.wrong)}  seed {asked.seed}")
    for wrong in outcome.wrong:
        print(f"WRONG {wrong}")
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
