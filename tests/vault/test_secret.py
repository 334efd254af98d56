"""Bytes that must not be seen."""

from __future__ import annotations

import copy
import pickle

import pytest

from station_desk.vault.secret import Secret

VALUE = b"0123456789abcdef0123456789abcdef"


def test_no_print_of_the_value() -> None:
    """Neither repr, text, format nor a container's repr shows a byte."""
    secret = Secret(VALUE)
    for shown in (repr(secret), str(secret), f"{secret}", repr([secret]), repr({"key": secret})):
        assert "0123" not in shown


def test_revealed_until_wiped() -> None:
    """The bytes come out as they went in; after wiping they are zeros inside and asking is a bug."""
    secret = Secret(VALUE)
    assert secret.reveal() == VALUE
    secret.wipe()
    secret.wipe()
    assert bytes(secret._value) == bytes(len(VALUE))
    with pytest.raises(ValueError):
        secret.reveal()
    assert repr(secret) == "Secret(wiped)"


def test_takes_a_copy() -> None:
    """The caller may wipe its own bytes afterwards."""
    source = bytearray(VALUE)
    secret = Secret(source)
    source[:] = bytes(len(source))
    assert secret.reveal() == VALUE


def test_equal_by_value_only_among_living_secrets() -> None:
    """Same bytes are equal, others, raw bytes and wiped ones are not."""
    assert Secret(VALUE) == Secret(VALUE)
    assert Secret(VALUE) != Secret(VALUE[:-1] + b"0")
    assert Secret(VALUE) != Secret(VALUE[:-1])
    assert Secret(VALUE) != VALUE
    one, two = Secret(VALUE), Secret(VALUE)
    one.wipe()
    two.wipe()
    assert one != two


@pytest.mark.parametrize("act", [hash, pickle.dumps, copy.copy, copy.deepcopy])
def test_no_way_out(act: object) -> None:
    """No hash, pickle or copy multiplies the value."""
    with pytest.raises(TypeError):
        act(Secret(VALUE))  # type: ignore[operator]
