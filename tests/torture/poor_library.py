"""Start the program's desk on a library that will not do, and look what it says and what it leaves on the disk.

Run as a process of its own, with the poor `sqlcipher3` first on its path. Owns the poor ones: plain SQLite under the
driver's name, and the real driver that tells of an older version, no HMAC, or temporary files on the disk.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.conftest import NOON, PASSPHRASE

ROOT: Final = Path(__file__).parents[2]
CLEAR: Final = b"SQLite format 3\x00"
NAME: Final = "कृष्णावती"  # of the officer and the office that must not come to be

PLAIN: Final = """
from sqlite3.dbapi2 import *
from sqlite3.dbapi2 import sqlite_version_info
"""
# The real driver, lying about itself: {rule} answers for one question, everything else goes through.
LYING: Final = """
import importlib, sys
here = sys.path.pop(0)
kept = {{name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "sqlcipher3"}}
real = importlib.import_module("sqlcipher3.dbapi2")
sys.modules.update(kept)
sys.path.insert(0, here)
globals().update({{name: value for name, value in vars(real).items() if not name.startswith("__")}})
sqlite_version_info = {sqlite}


class Answer:
    def __init__(self, rows):
        self.rows = rows
    def fetchone(self):
        return self.rows[0] if self.rows else None
    def fetchall(self):
        return self.rows
    def __iter__(self):
        return iter(self.rows)


class Connection(real.Connection):
    def execute(self, sql, *rest):
        answers = {rule}
        return Answer(answers[sql]) if sql in answers else super().execute(sql, *rest)


def connect(*given, **named):
    return real.connect(*given, factory=Connection, **named)
"""
GOOD_SQLITE: Final = "real.sqlite_version_info"
STUBS: Final[Mapping[str, str]] = {
    "plain SQLite": PLAIN,
    "an older SQLCipher": LYING.format(sqlite=GOOD_SQLITE, rule={"PRAGMA cipher_version": [("4.18.0 community",)]}),
    "an older SQLite": LYING.format(sqlite=(3, 51, 2), rule={}),
    "no HMAC": LYING.format(sqlite=GOOD_SQLITE, rule={"PRAGMA cipher_use_hmac": [("0",)]}),
    "temporary files on the disk": LYING.format(
        sqlite=GOOD_SQLITE, rule={"PRAGMA compile_options": [("TEMP_STORE=1",), ("ENABLE_FTS5",)]}
    ),
    "the real one": LYING.format(sqlite=GOOD_SQLITE, rule={}),
}
GOOD: Final = "the real one"  # the control: it must work through the same stub


def write_stub(folder: Path, code: str) -> Path:
    """Lay a poor library down under the driver's name and return the folder for the path."""
    package = folder / "sqlcipher3"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "dbapi2.py").write_text(code, encoding="utf-8")
    return folder


def try_with(library: Path, office: Path, new: Path) -> Mapping[str, Any]:
    """Open an office and make another with a library; return the codes and what it says of its version."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.torture.poor_library", str(office), str(new)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(library), str(ROOT)])},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        return {"crashed": done.stderr.strip().splitlines()[-1:]}
    told: Mapping[str, Any] = json.loads(done.stdout)
    return told


def in_clear(folder: Path) -> list[str]:
    """Return the files below a folder that are a plain database or hold the officer's name."""
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
    return [path.name for path in files if CLEAR in (data := path.read_bytes()) or NAME.encode() in data]


def main() -> None:
    """Try what the arguments name and print the outcome."""
    from sqlcipher3 import dbapi2  # noqa: PLC0415 - which one this is depends on the path of this process

    from station_desk.desk import office  # noqa: PLC0415
    from station_desk.errors import DeskError  # noqa: PLC0415

    told: dict[str, Any] = {"file": dbapi2.__file__, "sqlite": list(dbapi2.sqlite_version_info)}
    folder, new = map(Path, sys.argv[1:])
    try:
        office.leave(office.unlock(folder, PASSPHRASE, practice_at=NOON))
        told["unlock"] = "opened"
    except DeskError as error:
        told["unlock"] = error.code.value
    try:
        office.create(new, "station", "SAS", NAME, "हाथरस", NAME, "उ0नि0", True, PASSPHRASE, NOON)
        told["create"] = "made"
    except DeskError as error:
        told["create"] = error.code.value
    print(json.dumps(told))


if __name__ == "__main__":
    main()
