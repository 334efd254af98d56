"""A smoke run of the kill campaign; the long one is `installer/dev.py check torture`."""

from pathlib import Path

from tests.torture.kill import campaign


def test_no_token_is_lost_when_the_desk_is_killed(tmp_path: Path) -> None:
    """Four kills while writing: every token given is kept, serials have no gap, the log verifies."""
    outcome = campaign(tmp_path / "office", kills=4, seed=1)
    assert outcome.given > 0
    assert (outcome.lost, outcome.findings) == (0, 0)
