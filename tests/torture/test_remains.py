"""A smoke run of the marker scan around short days in the real window; the whole day is `dev.py check markers`."""

import sys
from pathlib import Path

import pytest

from tests.torture.remains import day
from tests.torture.tamper import own_profile
from tests.torture.window_day import Centre, found_centre, short
from tests.torture.window_process import Words

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
UNSEEN = "the process keeps onlookers out of its memory, and this is not run by root"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Centre, Words]:
    """An office of two people, with the words their passphrases are made of."""
    place, words = tmp_path_factory.mktemp("founded"), Words()
    with own_profile(place / "state"):
        return found_centre(place / "office", words, None), words


def test_nothing_typed_is_left_after_the_lock(tmp_path: Path, founded: tuple[Centre, Words]) -> None:
    """Disk, settings, memory and clipboard hold no word; before the lock they did, and planted words are found."""
    found = day(tmp_path, short, founded=founded)
    assert (found.on_disk, found.settings, found.memory, found.clipboard) == ([], [], [], [])
    assert found.can_fail
    assert found.words > 10
    assert len(found.names) == 2  # whom the first page names, and nothing else
    if not found.memory_seen:
        pytest.skip(UNSEEN)


def test_what_is_left_is_found_in_each_place(tmp_path: Path, founded: tuple[Centre, Words]) -> None:
    """A program that forgets nothing at the lock is caught in all four places, so that "none found" says something."""
    found = day(tmp_path, short, founded=founded, leaks=True)
    assert set(found.leaking) >= {"disk", "settings", "clipboard"}
    if not found.memory_seen:
        pytest.skip(UNSEEN)
    assert "memory" in found.leaking
