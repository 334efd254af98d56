"""One person's pen."""

from __future__ import annotations

import pytest

from station_desk.errors import DeskError, ErrorCode
from station_desk.vault.author import Author, verify
from station_desk.vault.secret import Secret

# RFC 8032, section 7.1, test 3
SEED = bytes.fromhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
PUBLIC = bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
SIGNATURE = bytes.fromhex(
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)
MESSAGE = b"\xaf\x82"


def test_known_answer() -> None:
    """Key and signature are those of the standard, so any other program can check them."""
    author = Author(Secret(SEED))
    assert author.public_key == PUBLIC
    assert author.sign(MESSAGE) == SIGNATURE
    verify(PUBLIC, MESSAGE, SIGNATURE)


@pytest.mark.parametrize("place", range(64))
def test_a_changed_signature_is_refused(place: int) -> None:
    """No byte of a signature may differ."""
    changed = bytearray(SIGNATURE)
    changed[place] ^= 1
    with pytest.raises(DeskError) as caught:
        verify(PUBLIC, MESSAGE, bytes(changed))
    assert caught.value.code is ErrorCode.AUTHOR_WRONG


@pytest.mark.parametrize(
    ("public", "message", "signature"),
    [
        (PUBLIC, b"\xaf\x83", SIGNATURE),
        (PUBLIC, MESSAGE + b"\n", SIGNATURE),
        (PUBLIC, MESSAGE, SIGNATURE[:-1]),
        (PUBLIC, MESSAGE, b""),
        (PUBLIC[:-1], MESSAGE, SIGNATURE),
        (b"", MESSAGE, SIGNATURE),
        (bytes(32), MESSAGE, SIGNATURE),
        (b"\xff" * 32, MESSAGE, SIGNATURE),
        (Author(Secret(bytes(range(32)))).public_key, MESSAGE, SIGNATURE),
    ],
)
def test_anything_else_is_refused_with_the_same_code(public: bytes, message: bytes, signature: bytes) -> None:
    """Another message, a cut signature, a malformed or a colleague's key: one code, no other exception."""
    with pytest.raises(DeskError) as caught:
        verify(public, message, signature)
    assert caught.value.code is ErrorCode.AUTHOR_WRONG


def test_a_seed_of_another_length_is_a_bug() -> None:
    """A short seed would be a weak key; it is refused where it comes in."""
    with pytest.raises(ValueError):
        Author(Secret(SEED[:31]))


def test_no_print_of_the_key() -> None:
    """The repr names no byte of the seed."""
    assert repr(Author(Secret(SEED))) == "Author(…)"
