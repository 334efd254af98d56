"""JSON out of a bundle has one spelling."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station_desk.domain.log import canonical
from station_desk.sync import strict_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text('aक़é\n"\\', max_size=5).map(lambda text: unicodedata.normalize("NFC", text)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "ई"]), inner, max_size=3),
    max_leaves=8,
)


@given(value=st.dictionaries(st.sampled_from(["x", "y"]), VALUES, max_size=2))
@settings(max_examples=100, database=None, deadline=None)
def test_reads_what_the_log_writes(value: dict[str, object]) -> None:
    """Every canonical value of the log comes back as it was."""
    assert strict_json.read(canonical(value)) == value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a":1} ',
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":-0}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":9007199254740992}',
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":"\\u0041"}',
        b'{"a":"\\ud800"}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"a":"\xff"}',
        b'\xef\xbb\xbf{"a":1}',
        '{"a":"e\u0301"}'.encode(),
        '{"e\u0301":1}'.encode(),
        '{"a":1}'.encode("utf-16"),
        b"[" * 17 + b"]" * 17,
        b"[" * 100_000,
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
    ],
)
def test_refuses(data: bytes) -> None:
    """A second spelling, a fraction, a double name, deep nesting or another encoding is refused."""
    with pytest.raises(ValueError) as caught:
        strict_json.read(data)
    assert not hasattr(caught.value, "doc"), "the error must not carry the text"


def test_depth_limit_is_sixteen() -> None:
    """Sixteen levels pass, seventeen do not (FORMAT 7.5)."""
    assert strict_json.read(b"[" * 16 + b"]" * 16)
