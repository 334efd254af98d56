"""Read a store with another program's SQLCipher: apsw-sqlite3mc, which shares no line with the driver we ship.

Run as a process of its own, so that two SQLites never meet in one; path and raw key come in on stdin, never in argv.
Answers with a hash of every table's rows, so that both readers can be held against each other.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

PACKAGE: Final = "apsw"
ROOT: Final = Path(__file__).parents[2]
# Reading an index through its own code needs the index's code of the very same version; its tables are read as tables.
VIRTUAL: Final = "matter_search"


def is_here() -> bool:
    """Tell whether the other reader is installed."""
    return importlib.util.find_spec(PACKAGE) is not None


def digest(rows: Iterable[tuple[Any, ...]]) -> tuple[int, str]:
    """Return how many rows there are and a hash of them all, in any order."""
    told = sorted(repr(tuple(row)) for row in rows)
    return len(told), sha256("\n".join(told).encode()).hexdigest()


def ask(store: Path, key: bytes) -> Mapping[str, Any]:
    """Return what the other reader makes of a store: `tables`, `tokens`, `version`, or `refused`."""
    asked = json.dumps({"path": str(store), "key": key.hex()})
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture.second_reader"],
        cwd=ROOT,
        input=asked,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    told: Mapping[str, Any] = json.loads(done.stdout)
    return told


def main() -> None:
    """Answer one question."""
    import apsw  # noqa: PLC0415 - this process exists for it, and nobody who imports this module may load it

    asked = json.load(sys.stdin)
    connection = apsw.Connection(asked["path"], flags=apsw.SQLITE_OPEN_READONLY)
    for setting in ("cipher = 'sqlcipher'", "legacy = 4", f"key = \"x'{asked['key']}'\""):
        connection.execute(f"PRAGMA {setting}").fetchall()
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    except apsw.Error as error:
        print(json.dumps({"refused": type(error).__name__}))
        return
    tables = {name: digest(connection.execute(f'SELECT * FROM "{name}"')) for name in names if name != VIRTUAL}
    tokens = [row[0] for row in connection.execute("SELECT token FROM matter ORDER BY token")]
    sound = connection.execute("PRAGMA integrity_check").fetchall()
    told = {"tables": tables, "tokens": tokens, "sound": sound[0][0], "version": apsw.sqlite_lib_version()}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
