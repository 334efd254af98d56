"""A smoke run of the tampering campaign, and proofs that it can miss; the long one is `dev.py check tamper`."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from station_desk.desk import keeping
from station_desk.store.connect import Connection
from tests.torture import worked_station
from tests.torture.tamper import Case, Judge, campaign, own_profile
from tests.torture.tamper_all import few
from tests.torture.tamper_rows import unguarded
from tests.torture.worked_station import Worked


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a profile of its own, for the whole module."""
    folder = tmp_path_factory.mktemp("tamper")
    with own_profile(folder / "state"):
        yield folder


@pytest.fixture(scope="module")
def worked(place: Path) -> Worked:
    """A station of one day."""
    return worked_station.make(place / "made", 1)


@pytest.fixture
def judge(worked: Worked, place: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """A judge of that station."""
    monkeypatch.setenv("XDG_STATE_HOME", str(place / "state"))
    return Judge(worked, place)


def test_every_tampering_is_caught(judge: Judge) -> None:
    """Some cases of every sort: old pages and copies, lost tails, rows, lines signed anew, key files, anchors."""
    tally = campaign(judge, few(judge.worked, judge, random.Random(1), 4))
    assert tally.misses == []
    assert tally.cases > 30
    assert tally.words["quick"] and tally.words["verify"] and tally.words["refused"]


def rename(connection: Connection) -> None:
    """Change what a list shows, behind the log."""
    with unguarded(connection):
        connection.execute("UPDATE matter SET officer = 'nobody'")


def test_a_change_that_nothing_finds_is_a_miss(judge: Judge, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the verification blind the campaign says so: being caught is the program's doing."""
    case = Case("cell", "officer", dict(judge.worked.now.files), rename)
    assert judge.judge(case) == ("verify", "table-differs")
    monkeypatch.setattr(keeping, "verify_log", lambda _: keeping.Verified(0, "", ()))
    assert judge.judge(case)[0] == "missed"
    untouched = Case("untouched", "", dict(judge.worked.now.files))
    assert judge.judge(untouched)[0] == "harmless"


def test_only_a_known_refusal_counts(judge: Judge) -> None:
    """A store that is open elsewhere refuses too, and that proves nothing about tampering."""

    def vanish(connection: Connection) -> None:
        connection.execute(
            "UPDATE office SET value = CAST(replace(value, 'true', 'false') AS BLOB) WHERE name = 'office'"
        )

    word, detail = judge.judge(Case("cell", "no practice", dict(judge.worked.now.files), vanish))
    assert (word, detail) == ("missed", "only clock-is-real")
