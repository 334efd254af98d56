"""A smoke run of the kills while keys change; the long one is `dev.py check passphrase`."""

import multiprocessing
from pathlib import Path

import pytest

from tests.torture import key_kills
from tests.torture.key_kills import campaign

pytestmark = pytest.mark.skipif(
    "forkserver" not in multiprocessing.get_all_start_methods(), reason="no process can be ended the hard way here"
)


def test_a_killed_change_leaves_one_passphrase(tmp_path: Path) -> None:
    """A few kills in two acts that were done once to their end: one passphrase opens, the log verifies."""
    outcome = campaign(tmp_path, kills=3, seed=2, names=("change", "leave"))
    assert outcome.wrong == []
    assert outcome.kills == 3
    assert sum(outcome.opened.values()) == 3


def test_a_key_file_that_the_store_does_not_name_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the key file is the older one after an act that was done, the campaign says so."""
    look = key_kills.Trials._look

    def after_putting_back(
        trials: key_kills.Trials, name: str, ready: key_kills.Ready, what: str, **more: bool
    ) -> None:
        folder = Path(ready.folder)
        (folder / "vault.json").write_bytes((Path(trials.template.folder) / "vault.json").read_bytes())
        look(trials, name, ready, what, **more)

    monkeypatch.setattr(key_kills.Trials, "_look", after_putting_back)
    assert any("key-file-differs" in wrong for wrong in campaign(tmp_path, kills=0, seed=1, names=["change"]).wrong)
