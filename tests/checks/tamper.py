"""Long check: ten thousand tamperings with a station of four days, every one of them caught."""

from __future__ import annotations

import argparse
import sys

from tests.torture.tamper_all import run

CASES = 10_000


def main() -> int:
    """Run the campaign and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=CASES)
    asked = parser.parse_args()
    tally = run(asked.seed, asked.cases, lambda text: print(text, flush=True))
    for kind, words in sorted(tally.by_kind.items()):
        print(f"  {kind:44} {dict(words)}")
    for code, times in tally.codes.most_common():
        print(f"  {times:6} {code}")
    print(f"cases {tally.cases}  {dict(tally.words)}  misses {len(tally.misses)}  seed {asked.seed}")
    for miss in tally.misses:
        print(f"MISS {miss}")
    return 1 if tally.misses else 0


if __name__ == "__main__":
    sys.exit(main())
