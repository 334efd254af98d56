"""The shape of the house: the import contracts of pyproject.toml are kept, and a proof that they bite."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "station_desk"
LINTER = Path(sysconfig.get_path("scripts")) / "lint-imports"

# file in the package -> what is added to it: at least one breach of each contract
PLANTS = {
    "domain/planted.py": "import os.path\nfrom concurrent.futures import Future\n",
    "errors.py": "\nimport time\n",
    "sync/planted.py": "import station_desk.vault.planted\nimport station_desk.desk.planted\nimport sqlite3\n",
    "vault/planted.py": "import sqlcipher3.dbapi2\n",
    "store/planted.py": "from cryptography.hazmat import primitives\n",
    "ui/planted.py": "from station_desk.store import planted\nfrom station_desk.host import planted as machine\n",
    "rehearsal/planted.py": "from PySide6.QtWidgets import QWidget\nimport station_desk.printing.planted\n",
    "desk/planted.py": "from reportlab.pdfgen import canvas\nimport shiboken6\n",
    "printing/planted.py": "import sqlite_utils\nfrom station_desk.printing import planted_twin\n",
    "printing/planted_twin.py": "from station_desk.printing import planted\n",
    "host/planted.py": "",
    "planted.py": "",
}

# what the linter must say of them
FINDINGS = [
    "station_desk.domain is not allowed to import os",
    "station_desk.domain is not allowed to import concurrent",
    "station_desk.errors is not allowed to import time",
    "station_desk.sync is not allowed to import station_desk.vault",
    "station_desk.sync is not allowed to import station_desk.desk",
    "station_desk.sync is not allowed to import sqlite3",
    "station_desk.vault is not allowed to import sqlcipher3",
    "station_desk.store is not allowed to import cryptography",
    "station_desk.ui is not allowed to import station_desk.store",
    "station_desk.ui is not allowed to import station_desk.host",
    "station_desk.rehearsal is not allowed to import PySide6",
    "station_desk.rehearsal is not allowed to import station_desk.printing",
    "station_desk.desk is not allowed to import reportlab",
    "station_desk.desk is not allowed to import shiboken6",
    "station_desk.printing is not allowed to import sqlite_utils",
    "No cycles are allowed in station_desk.printing",
    "The following modules are not listed as layers:\n\n- station_desk.planted\n",
]


def lint(folder: Path) -> tuple[int, str]:
    """Run the import contracts of a source tree; return the linter's exit code and words."""
    done = subprocess.run(
        [LINTER, "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_contracts_are_kept() -> None:
    """The package keeps every import contract, and none was skipped."""
    code, said = lint(ROOT)
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8").count("[[tool.importlinter.contracts]]")
    assert code == 0, said
    assert f"Contracts: {contracts} kept, 0 broken." in said


def test_contracts_bite(tmp_path: Path) -> None:
    """Breaches planted in a copy of the package are each found, and leave no contract standing."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(PACKAGE, tmp_path / "station_desk", ignore=shutil.ignore_patterns("__pycache__"))
    for name, lines in PLANTS.items():
        with (tmp_path / "station_desk" / name).open("a", encoding="utf-8") as planted:
            planted.write(lines)
    code, said = lint(tmp_path)
    assert code == 1, said
    assert [finding for finding in FINDINGS if finding not in said] == [], said
    assert "Contracts: 0 kept" in said


# Where a moment, an identifier or a file would get into the domain by another door than an import.
CLOCKS = {"now", "today", "utcnow", "uuid4", "urandom"}


def back_doors(source: str) -> list[str]:
    """List the calls in a module that read the clock, roll dice or open a file."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            asked = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            if asked in CLOCKS or called in CLOCKS | {"open", "__import__", "import_module"}:
                found.append(f"{asked or called} (line {node.lineno})")
    return found


@pytest.mark.parametrize(
    "path", [*sorted((PACKAGE / "domain").rglob("*.py")), PACKAGE / "errors.py"], ids=lambda p: p.name
)
def test_domain_is_told_the_time(path: Path) -> None:
    """Times, ids and files arrive in the domain as arguments; it asks nobody for them."""
    assert back_doors(path.read_text(encoding="utf-8")) == []


def test_back_doors_are_seen() -> None:
    """The look at the domain's calls finds what it is there for."""
    assert back_doors("from datetime import UTC, datetime\nat = datetime.now(UTC)\nopen('x')\n") == [
        "now (line 2)",
        "open (line 3)",
    ]
