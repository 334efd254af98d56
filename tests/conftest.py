"""Real offices for tests: made once a session, copied for each test."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from station_desk.desk import office
from station_desk.desk.ports import Desk, Kind
from station_desk.domain.calendar import INDIA

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

PASSPHRASE = "शान्त नीली नदी पर सात नावें"
NOON = datetime(2026, 10, 6, 12, 0, tzinfo=INDIA)


def make_office(folder: Path, kind: Kind, code: str, name: str) -> Path:
    """Make a practice office, whose clock can be set."""
    office.create(folder, kind, code, name, "हाथरस", "ऊषा किरन", "महिला मुख्य आरक्षी", True, PASSPHRASE, NOON)
    return folder


@pytest.fixture(autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test a profile of its own: the second anchor of an office lies there, not in the tester's home."""
    state = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    return state


@pytest.fixture(scope="session")
def station_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station office nobody works in."""
    return make_office(tmp_path_factory.mktemp("template") / "station", "station", "SAS", "सासनी")


@pytest.fixture(scope="session")
def district_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district office nobody works in."""
    return make_office(tmp_path_factory.mktemp("template") / "district", "district", "HTS", "हाथरस")


@pytest.fixture
def station_folder(station_template: Path, tmp_path: Path) -> Path:
    """A station's data folder of this test's own."""
    return Path(shutil.copytree(station_template, tmp_path / "station"))


@pytest.fixture
def district_folder(district_template: Path, tmp_path: Path) -> Path:
    """A district's data folder of this test's own."""
    return Path(shutil.copytree(district_template, tmp_path / "district"))


@pytest.fixture
def station(station_folder: Path) -> Iterator[Desk]:
    """A person at the desk of a station, at noon on the practice day."""
    with office.at_desk(station_folder, PASSPHRASE, practice_at=NOON) as desk:
        yield desk


@pytest.fixture
def district(district_folder: Path) -> Iterator[Desk]:
    """A person at the desk of the district."""
    with office.at_desk(district_folder, PASSPHRASE, practice_at=NOON) as desk:
        yield desk
