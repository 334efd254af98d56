"""A smoke run of the strace of a day; the long one, with the recorded day, is `dev.py check strace`."""

from pathlib import Path

import pytest

from tests.checks.strace import run
from tests.torture.markers import Net, forms_of
from tests.torture.scripted_day import PLANTED
from tests.torture.written import can_watch


@pytest.mark.skipif(not can_watch(), reason="strace is not installed, or may not watch here")
def test_nothing_typed_is_written_in_clear(tmp_path: Path) -> None:
    """Notes, passphrases, PIN, recovery digits, a draft and a correction: no call writes one; the planted word is."""
    tally, words = run(tmp_path, "short")
    assert tally.hits == []
    assert tally.planted == len(forms_of(PLANTED))
    assert words > 20
    assert tally.size > 100_000


@pytest.mark.parametrize("form", forms_of("नीलकण्ठी"))
def test_every_form_is_found_and_nothing_else(form: str) -> None:
    """A word is found in each form, also in the middle of other bytes, and not where another one stands."""
    net = Net(["नीलकण्ठी", "चकोरवती"])
    data = b"\x93\x00 x" + forms_of("नीलकण्ठी")[form] + b"==\n"
    assert {hit.word for hit in net.look(data)} == {"नीलकण्ठी"}
    assert net.look(b"\x93\x00" + "नीलकमल".encode()) == []
