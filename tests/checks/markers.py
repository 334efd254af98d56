"""Long check: over two hundred words typed in the real window on one day are nowhere in clear after the lock."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.torture.markers import forms_of
from tests.torture.remains import PLANTED, day
from tests.torture.tamper import own_profile
from tests.torture.window_day import found_centre, play, short
from tests.torture.window_process import Words

LEAST: Final = 200  # marked words
FOUR: Final = ("disk", "settings", "memory", "clipboard")


def main() -> int:
    """Run the check and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--seed", type=int, default=1, help="for the sake of the other checks; the words are new each time"
    )
    parser.parse_args()
    if sys.platform != "linux":
        print("NOT RUN: looks into /proc")
        return 3
    with tempfile.TemporaryDirectory() as place, own_profile(Path(place) / "state"):
        words = Words()
        founded = found_centre(Path(place) / "founded", words, None), words
        control = day(Path(place) / "control", short, founded=founded, leaks=True)
        found = day(Path(place) / "day", play, again=True)
    for where in ("on_disk", "settings", "memory", "clipboard"):
        for hit in getattr(found, where):
            print(f"LEFT {where}: {hit}")
    for what, count in found.places.items():
        print(f"  typed as {what}: {count}")
    print(f"  papers, made to be read: {len(found.paper)}; names in window.json, to sign in by: {len(found.names)}")
    print(f"  control, a program that forgets nothing at the lock: found in {', '.join(control.leaking) or 'no place'}")
    print(
        f"  control, while somebody sat there: in memory {found.memory_before} times, on the clipboard"
        f" {found.clipboard_before}; planted on disk {found.planted} of {len(forms_of(PLANTED))} forms"
    )
    print(
        f"marked words {found.words} in {len(found.places)} places; after the lock: on disk {len(found.on_disk)}"
        f" ({found.files} files)  settings {len(found.settings)}  memory {len(found.memory)}"
        f" ({found.memory_size >> 20} MiB)  clipboard {len(found.clipboard)}"
    )
    if not found.memory_seen:
        print("NOT RUN: the process keeps onlookers out of its memory, and this check is not run by root")
    places = [place for place in FOUR if found.memory_seen or place != "memory"]
    right = found.empty and found.can_fail and found.words >= LEAST and set(control.leaking) >= set(places)
    return 1 if not right else 0 if found.memory_seen else 3


if __name__ == "__main__":
    sys.exit(main())
