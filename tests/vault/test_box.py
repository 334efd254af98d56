"""Letters to one person, and to two who must open them together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vault_offices import code_of

from station_desk.errors import ErrorCode
from station_desk.sync import age
from station_desk.vault.box import ADDED_BYTES, PUBLIC_BYTES, public_of, seal, seal_to_both, unseal, unseal_with_both
from station_desk.vault.secret import Secret

ASHA, BELA, CHHAYA = (Secret(bytes([n]) * 32) for n in (1, 2, 3))
LOW_ORDER_SHARES = [bytes(32), (1).to_bytes(32, "little"), (2**255 - 20).to_bytes(32, "little")]


@settings(max_examples=30)
@given(plain=st.binary(max_size=200), context=st.binary(max_size=40))
def test_a_box_opens_for_its_owner_only(plain: bytes, context: bytes) -> None:
    """Any bytes come back whole, with the same context, for the one it was sealed to; two boxes are never alike."""
    sealed = seal(public_of(ASHA), plain, context)
    assert unseal(ASHA, sealed, context) == plain
    assert len(sealed) == len(plain) + ADDED_BYTES
    assert sealed != seal(public_of(ASHA), plain, context)
    assert code_of(unseal, BELA, sealed, context) is ErrorCode.BOX_WRONG
    assert code_of(unseal, ASHA, sealed, context + b"x") is ErrorCode.BOX_WRONG


@given(st.binary(min_size=32, max_size=32))
@settings(max_examples=10)
def test_public_keys_are_those_of_the_age_files(seed: bytes) -> None:
    """The same seed has the same public key in `sync.age`, which the public vectors (C2SP/CCTV) are run against."""
    assert public_of(Secret(seed)) == age.recipient_of(seed)


def test_no_changed_or_cut_box_opens() -> None:
    """Every byte counts, in the encapsulated key, the content and the tag; so does the length."""
    sealed = seal(public_of(ASHA), b"note", b"")
    for place in range(0, len(sealed), 7):
        changed = bytearray(sealed)
        changed[place] ^= 1 << place % 8
        assert code_of(unseal, ASHA, bytes(changed), b"") is ErrorCode.BOX_WRONG
    for changed_length in (b"", sealed[:10], sealed[:1120], sealed[:-1], sealed + b"\0"):
        assert code_of(unseal, ASHA, changed_length, b"") is ErrorCode.BOX_WRONG


@pytest.mark.parametrize("share", LOW_ORDER_SHARES)
def test_shares_of_low_order_are_refused(share: bytes) -> None:
    """A classic share that gives everybody the same secret neither receives nor opens."""
    assert code_of(seal, public_of(ASHA)[:-32] + share, b"", b"") is ErrorCode.BOX_WRONG
    sealed = seal(public_of(ASHA), b"", b"")
    assert code_of(unseal, ASHA, sealed[:1088] + share + sealed[1120:], b"") is ErrorCode.BOX_WRONG


@pytest.mark.parametrize("public", [b"", bytes(32), bytes(PUBLIC_BYTES - 1), b"\xff" * PUBLIC_BYTES])
def test_what_is_no_public_key_receives_nothing(public: bytes) -> None:
    """A key from a damaged file ends in a code, not in a crash."""
    assert code_of(seal, public, b"note", b"") is ErrorCode.BOX_WRONG
    assert code_of(seal_to_both, public, public_of(BELA), b"note", b"") is ErrorCode.BOX_WRONG


def test_two_open_together() -> None:
    """Both seeds in their order open; one alone, one twice, the other order or a third person do not."""
    sealed = seal_to_both(public_of(ASHA), public_of(BELA), b"key", b"c")
    assert unseal_with_both(ASHA, BELA, sealed, b"c") == b"key"
    for first, second in ((BELA, ASHA), (ASHA, ASHA), (BELA, BELA), (ASHA, CHHAYA), (CHHAYA, BELA)):
        assert code_of(unseal_with_both, first, second, sealed, b"c") is ErrorCode.BOX_WRONG
    assert code_of(unseal_with_both, ASHA, BELA, sealed, b"d") is ErrorCode.BOX_WRONG
    for alone in (ASHA, BELA):
        assert code_of(unseal, alone, sealed, b"c") is ErrorCode.BOX_WRONG


def test_a_box_for_one_is_no_box_for_two() -> None:
    """Layers made by hand, without the marks of a box for two, do not open as one."""
    by_hand = seal(public_of(BELA), seal(public_of(ASHA), b"key", b"c"), b"c")
    assert code_of(unseal_with_both, ASHA, BELA, by_hand, b"c") is ErrorCode.BOX_WRONG


def test_nobody_is_both() -> None:
    """Two approvals by one key would be one approval."""
    with pytest.raises(ValueError):
        seal_to_both(public_of(ASHA), public_of(ASHA), b"key", b"")


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_seed_of_another_length_is_a_bug(size: int) -> None:
    """It is refused where it comes in."""
    with pytest.raises(ValueError):
        public_of(Secret(bytes(size)))
