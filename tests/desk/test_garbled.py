"""Lines and parts that somebody with the store's key garbled: found, told in words, and the rest stays readable."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import pytest

from station_desk.desk import soundness
from station_desk.domain.roles import Role
from station_desk.errors import DeskError
from station_desk.host.paths import read_resource
from station_desk.ui.texts import Texts
from tests.desk import garbling
from tests.desk.garbling import OF_CASES, WAYS, WITH_PARTS, WITHOUT_PARTS, Kept, Sitting, garble, sitting

OF_PARTS = tuple(way for way in WAYS if way.startswith("parts"))
OF_LINES = tuple(way for way in WAYS if not way.startswith("parts"))
# What may be answered where nothing is garbled: two matters are kept from the desk staff, and nothing was found.
SOUND = {
    *((f"staff {what} {number}", "matter-sealed") for what in ("matter", "case") for number in (2, 3)),
    ("sign", "nothing-found"),
}

# What a garbled line may shut beside that: the notes it sealed, a power it gave, a matter that it had opened again, a
# leaf without which nothing is sent.
MAY_BE = {
    "matter-sealed",
    "sealed-damaged",
    "sealed-no-key",
    "not-allowed",
    "store-damaged",
    "desk-read-only",
    "record-damaged",
}
TEXTS = Texts.load(read_resource)


def pairs() -> Iterator[tuple[str, str]]:
    """Yield kinds of lines with ways of garbling them: every kind in some way, every way at several kinds."""
    lines, parts = cycle(OF_LINES), cycle(OF_PARTS)
    for kind in (*WITH_PARTS, *WITHOUT_PARTS):
        yield kind, next(lines)
    for kind in WITH_PARTS:
        for way in islice(parts, 2):
            yield kind, way
    for kind in OF_CASES:
        yield kind, next(lines)
        if kind != "gate.closed":  # which has no part
            yield kind, next(parts)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the whole module."""
    return tmp_path_factory.mktemp("garbled")


@pytest.fixture(scope="module")
def kept(place: Path) -> Iterator[Kept]:
    """The worked station, with a profile of its own while it is made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(place / "state"))
        yield garbling.made(place)


def refusals(at: Sitting) -> set[tuple[str, str]]:
    """Ask everything, then do everything; return what was refused. What is no DeskError is a bug and goes up."""
    refused = set()
    for what in (garbling.asks, garbling.acts):
        for name, ask in what(at):
            try:
                ask()
            except DeskError as error:
                assert TEXTS.error(error, "hi")
                refused.add((name, error.code.value))
    return refused


def test_every_kind_of_line_is_there(kept: Kept, tmp_path: Path) -> None:
    """The station writes lines of each kind that is garbled below, and untouched everything it is asked goes well."""
    assert kept.kinds == {*WITH_PARTS, *OF_CASES, *WITHOUT_PARTS}
    copy = garbling.copied(kept, tmp_path / "copy")
    with sitting(kept, copy) as at:
        assert refusals(at) == SOUND


@pytest.mark.parametrize(("kind", "way"), list(pairs()))
def test_no_garbled_line_is_a_bug(kept: Kept, tmp_path: Path, kind: str, way: str) -> None:
    """Whatever stands there, the office opens, the recount finds it, and at most the matter concerned stays shut."""
    copy = garbling.copied(kept, tmp_path / "copy")
    assert garble(copy, kept.key, kind, WAYS[way])
    with sitting(kept, copy) as at:
        assert any(finding.is_grave for finding in soundness.recount(at.as_(Role.NODAL_OFFICER)).findings)
        refused = refusals(at) - SOUND
    shut = {name for name, _ in refused if name.startswith(("head matter", "head case", "reach back", "reveal"))}
    assert len({name.split()[-1] for name in shut}) <= 1
    unexpected = {(name, code) for name, code in refused if name not in shut and code not in MAY_BE}
    assert not unexpected
