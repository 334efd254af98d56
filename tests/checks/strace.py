"""Long check: strace of a whole day at the desk; no word that was typed is handed to the system in clear."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.torture.markers import Net, forms_of
from tests.torture.scripted_day import PLANTED
from tests.torture.written import Tally, can_watch, look, watch

ROOT = Path(__file__).parents[2]


def run(folder: Path, how: str) -> tuple[Tally, int]:
    """Play a day ("all" or "short") under strace in a folder; return what was found and how many words were typed."""
    record = folder / "calls"
    said = watch([sys.executable, "-m", "tests.torture.scripted_day", str(folder / "out"), how], ROOT, record)
    words = json.loads(said)["words"]
    return look(record, Net(words), Net([PLANTED])), len(words)


def main() -> int:
    """Run the check and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="for the sake of the other checks; nothing is drawn here")
    parser.parse_args()
    if not can_watch():
        print("NOT RUN: strace is not installed, or may not watch here")
        return 3
    with tempfile.TemporaryDirectory() as folder:
        tally, words = run(Path(folder), "all")
    for hit in tally.hits:
        print(f"IN CLEAR {hit}")
    control = tally.planted == len(forms_of(PLANTED))
    print(
        f"words {words}  calls {tally.calls}  files {len(tally.files)}  bytes {tally.size}  in clear {len(tally.hits)}"
        f"  on paper {tally.paper}  planted forms found {tally.planted} of {len(forms_of(PLANTED))}"
    )
    return 0 if control and not tally.hits else 1


if __name__ == "__main__":
    sys.exit(main())
