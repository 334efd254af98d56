"""Long check: the benches, each beside a baseline of the same run. `python3 installer/dev.py check bench`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHES = Path(__file__).resolve().parents[1] / "bench"


def main() -> int:
    """Run every bench; only one that breaks fails, for a timing is never asserted."""
    failed = 0
    for bench in sorted(BENCHES.glob("*.py")):
        print(f"\n{bench.stem}", flush=True)
        failed += subprocess.run([sys.executable, str(bench)], check=False).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
