"""Long check: a hundred kills of a writing desk. `python3 installer/dev.py check torture [--seed N]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.torture.kill import campaign

KILLS = 100


def main() -> int:
    """Run the campaign and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=KILLS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = campaign(Path(folder) / "office", asked.kills, asked.seed)
    print(
        f"kills {outcome.kills}  tokens given {outcome.given}  lost {outcome.lost}  findings {outcome.findings}"
        f"  seed {asked.seed}"
    )
    return 1 if outcome.lost or outcome.findings else 0


if __name__ == "__main__":
    sys.exit(main())
