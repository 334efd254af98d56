"""The whole road once through the command line, as a district's script would go it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PASSPHRASE
from tests.entries import ELDER

ROOT = Path(__file__).parents[2]


class Shell:
    """Runs verbs in a folder with the passphrase in a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.passphrase = folder / "passphrase.txt"
        self.passphrase.write_text(PASSPHRASE + "\n", encoding="utf-8")

    def __call__(self, *words: str | Path, status: int = 0, secret: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one verb and insist on its exit status."""
        end = ["--passphrase-file", str(self.passphrase)] if secret else []
        command = [sys.executable, "-m", "station_desk.cli", *map(str, words), *end]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
        assert done.returncode == status, done.stdout + done.stderr
        return done


@pytest.fixture
def run(tmp_path: Path) -> Shell:
    """A shell in this test's folder."""
    return Shell(tmp_path)


def make(run: Shell, data: Path, kind: str, code: str, name: str) -> None:
    """Make an office."""
    run("office", "create", "--data", data, "--kind", kind, "--code", code, "--name", name, "--person", "ऊषा")


def test_the_whole_road_once(run: Shell, tmp_path: Path) -> None:
    """Create, enrol, add, list, print, export, inspect, import, receipt, verify: every verb of the contract."""
    station, district, stick = tmp_path / "s", tmp_path / "d", tmp_path / "stick"
    stick.mkdir()
    make(run, station, "station", "SAS", "सासनी")
    make(run, district, "district", "HTS", "हाथरस")
    run("enrol", "request", "--data", station, "--to", stick / "r.sde")
    run("enrol", "approve", "--data", district, stick / "r.sde", "--to", stick / "a.sda")
    run("enrol", "accept", "--data", station, stick / "a.sda")
    (tmp_path / "a.json").write_text(json.dumps(ELDER), encoding="utf-8")
    added = run("intake", "add", "--data", station, "--answers", tmp_path / "a.json")
    token = added.stdout.strip()
    assert token.startswith("MSK/SAS/")

    (row,) = json.loads(run("intake", "list", "--data", station, "--search", "phoolmati", "--json").stdout)
    assert (row["token"], row["delivery"], row["state"]) == (token, "recorded", "final")
    assert "फूलमती" not in json.dumps(row, ensure_ascii=False)

    day = row["arrived_at"][:10]
    run("register", "daily", "--data", station, "--day", day, "--out", tmp_path / "r.pdf")
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-")

    run("bundle", "export", "--data", station, "--to", stick)
    (bundle,) = stick.glob("*.sdb")
    bare = run("bundle", "inspect", bundle, "--json", secret=False)
    assert json.loads(bare.stdout)["outcome"] == "not verified"
    seen = json.loads(run("bundle", "inspect", bundle, "--data", district, "--json").stdout)
    assert (seen["verified"], seen["outcome"], seen["matters"]) == (True, "accepted", {"final": 1})
    run("bundle", "import", "--data", district, bundle, "--receipt-to", stick)
    (receipt,) = stick.glob("*.sdr")
    first = receipt.read_bytes()
    run("bundle", "import", "--data", district, bundle, "--receipt-to", stick)
    assert receipt.read_bytes() == first
    run("receipt", "import", "--data", station, receipt)
    (row,) = json.loads(run("intake", "list", "--data", station, "--json").stdout)
    assert row["delivery"] == "accepted"
    for folder in (station, district):
        verified = json.loads(run("log", "verify", "--data", folder, "--json").stdout)
        assert verified["findings"] == []


def test_known_errors_have_their_status_code_and_sentence(run: Shell, tmp_path: Path) -> None:
    """1 with a code and a sentence on stderr, 2 for wrong usage, nothing typed in what is printed."""
    station = tmp_path / "s"
    make(run, station, "station", "SAS", "सासनी")
    again = run(
        "office",
        "create",
        "--data",
        station,
        "--kind",
        "station",
        "--code",
        "SAS",
        "--name",
        "x",
        "--person",
        "x",
        status=1,
    )
    assert again.stderr.startswith("office-exists: ")
    (tmp_path / "a.json").write_text(json.dumps({**ELDER, "gist_for_register": "फूलमती का खेत"}), encoding="utf-8")
    refused = run("intake", "add", "--data", station, "--answers", tmp_path / "a.json", status=1)
    assert "gist_for_register: names-her" in refused.stderr
    assert "फूलमती" not in refused.stderr
    missing = run("intake", "add", "--data", station, "--answers", tmp_path / "none.json", status=1)
    assert missing.stderr.startswith("file-missing: ")
    (tmp_path / "b.sdb").write_bytes(b"no bundle")
    assert run("bundle", "inspect", tmp_path / "b.sdb", status=1, secret=False).stderr.startswith("bundle-not-ours: ")
    run.passphrase.write_text("गलत गलत गलत गलत गलत", encoding="utf-8")
    for bad in ("b.sdb", "nowhere.sdb", "."):
        seen = run("bundle", "inspect", tmp_path / bad, "--json", status=1, secret=False)
        assert json.loads(seen.stdout)["error"]
    (tmp_path / "twice.json").write_text('{"name": "क", "name": "ख"}', encoding="utf-8")
    assert run("intake", "add", "--data", station, "--answers", tmp_path / "twice.json", status=1).stderr.startswith(
        "file-not-answers: "
    )
    assert run(
        "office", "create", "--data", "", "--kind", "station", "--code", "SAS", "--name", "x", "--person", "x", status=2
    )
    full = run(
        "office",
        "create",
        "--data",
        tmp_path,
        "--kind",
        "station",
        "--code",
        "SAS",
        "--name",
        "x",
        "--person",
        "x",
        status=1,
    )
    assert full.stderr.startswith("folder-not-empty: ")
    wrong = run("intake", "list", "--data", station, status=1)
    assert wrong.stderr.startswith("passphrase-wrong: ")
    assert run("intake", "list", status=2).stderr
    assert run("register", "daily", "--data", station, "--day", "31-09-2026", "--out", "x.pdf", status=2).stderr
    assert run("--version", secret=False).stdout.startswith("station-desk ")
