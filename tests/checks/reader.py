"""Long check: another program's SQLCipher reads every table of a station of four days just as we do."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from station_desk.desk.ports import STORE_FILE
from station_desk.store.connect import open_connection
from tests.torture import second_reader, worked_station
from tests.torture.tamper import own_profile


def main() -> int:
    """Run the check and print what was compared."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--seed", type=int, default=1, help="taken so that all checks are called alike; nothing is drawn"
    )
    parser.parse_args()
    if not second_reader.is_here():
        print("NOT RUN: apsw-sqlite3mc is not installed")
        return 3
    wrong = []
    with tempfile.TemporaryDirectory() as place, own_profile(Path(place) / "state"):
        worked = worked_station.make(Path(place) / "made")
        path = Path(place) / "made" / "station" / STORE_FILE
        told = second_reader.ask(path, worked.store)
        connection = open_connection(path, worked.store, read_only=True)
        for name, found in told["tables"].items():
            ours = second_reader.digest(connection.execute(f'SELECT * FROM "{name}"'))
            if tuple(found) != ours:
                wrong.append(name)
        connection.close()
        refused = second_reader.ask(path, bytes([worked.store[0] ^ 1]) + worked.store[1:])
    if told["sound"] != "ok" or "refused" not in refused:
        wrong.append("integrity or a wrong key")
    rows = sum(found[0] for found in told["tables"].values())
    lines = told["tables"]["line"][0]
    print(
        f"SQLite {told['version']}: tables {len(told['tables'])}  rows {rows}  lines {lines}"
        f"  tokens {len(told['tokens'])}  differing {wrong or 'none'}"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
