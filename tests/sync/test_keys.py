"""The keys of an office."""

from __future__ import annotations

import pytest
from sync_offices import office_keys

from station_desk.errors import DeskError, ErrorCode
from station_desk.sync.keys import OfficeKeys, PublicKeys


def test_generated_keys_differ_and_survive_the_store() -> None:
    """Two offices never share a key, and what is stored is the same office again."""
    one, other = OfficeKeys.generate(), OfficeKeys.generate()
    assert one.public != other.public
    assert OfficeKeys.from_bytes(one.to_bytes()).public == one.public
    assert PublicKeys.from_bytes(one.public.to_bytes()) == one.public


def test_representation_shows_no_key() -> None:
    """Neither a repr nor a string of the keys carries a byte of a secret."""
    keys = office_keys("SAS")
    for seed in (keys.ed25519_seed, keys.mldsa65_seed, keys.sealing_seed):
        assert repr(seed)[2:-1] not in repr(keys)
        assert seed.hex() not in repr(keys)
    assert repr(keys) == "OfficeKeys(public=PublicKeys())"


@pytest.mark.parametrize("which", ["private", "public"])
def test_damaged_keys_are_reported(which: str) -> None:
    """Keys that are too short, too long or of the other kind are damaged, not a bug."""
    keys = office_keys("SAS")
    good = keys.to_bytes() if which == "private" else keys.public.to_bytes()
    wrong = keys.public.to_bytes() if which == "private" else keys.to_bytes()
    read = OfficeKeys.from_bytes if which == "private" else PublicKeys.from_bytes
    for data in (b"", good[:-1], good + b"\0", wrong, b"X" + good[1:]):
        with pytest.raises(DeskError) as caught:
            read(data)
        assert (caught.value.code, caught.value.facts) == (ErrorCode.KEYS_DAMAGED, {"which": which})


def test_unusable_public_keys_are_refused() -> None:
    """A public key that nobody can seal to is found when it is read, not when it is needed."""
    good = office_keys("SAS").public
    for sealing in (bytes(1216), good.sealing[:-32] + bytes(32)):
        with pytest.raises(ValueError, match="sealing"):
            PublicKeys(good.ed25519, good.mldsa65, sealing)
