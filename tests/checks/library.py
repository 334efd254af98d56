"""Long check: no office is opened or made, and nothing written in clear, on an older or another SQLCipher."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from station_desk.errors import ErrorCode
from tests.conftest import make_office
from tests.torture.poor_library import GOOD, STUBS, in_clear, try_with, write_stub
from tests.torture.tamper import own_profile

OLDER = "sqlcipher3-binary==0.6.0"  # SQLite 3.51.1: within the range of the lost-write bug of the journal


def install(folder: Path) -> bool:
    """Install the older release into a folder of its own; return whether it could be had."""
    words = [sys.executable, "-m", "pip", "install", "--no-deps", "--only-binary", ":all:", "--target", str(folder)]
    return subprocess.run([*words, OLDER], capture_output=True, check=False).returncode == 0


def main() -> int:
    """Run the check and print what each library led to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="for the sake of the other checks; nothing is drawn here")
    parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as place, own_profile(Path(place) / "state"):
        folder = Path(place)
        libraries = {name: write_stub(folder / f"stub {n}", code) for n, (name, code) in enumerate(STUBS.items())}
        older = folder / "older"
        if has_older := install(older):
            libraries[OLDER] = older
        for number, (name, library) in enumerate(libraries.items()):
            office = make_office(folder / f"office {number}", "station", "SAS", "सासनी")
            new = folder / f"new {number}"
            before = (office / "store.db").read_bytes()
            told = try_with(library, office, new)
            wanted = ("opened", "made") if name == GOOD else (ErrorCode.STORE_UNSUITABLE, ErrorCode.STORE_UNSUITABLE)
            clear = in_clear(office) + in_clear(new)
            same = name == GOOD or (office / "store.db").read_bytes() == before
            right = (told.get("unlock"), told.get("create")) == wanted and not clear and same
            failed |= not right
            print(
                f"{'ok' if right else 'WRONG':6} {name:30} {told}  in clear: {clear or 'nothing'}  store same: {same}"
            )
    if not has_older:
        print(f"NOT RUN: {OLDER} cannot be had; the others {'failed' if failed else 'held'}")
    return 1 if failed else 0 if has_older else 3


if __name__ == "__main__":
    sys.exit(main())
