"""One person's pen."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

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


FIELD = 2**255 - 19
CURVE_D = -121665 * pow(121666, -1, FIELD) % FIELD


def small_order_ys() -> set[int]:
    """Find every y below 2^255 of a point whose order divides 8, from the curve's equation alone."""
    roots = {
        y
        for square in square_roots((1 + CURVE_D) % FIELD)  # d y^4 + 2 y^2 - 1 = 0
        for y in square_roots((square - 1) * pow(CURVE_D, -1, FIELD) % FIELD)
    }
    assert len(roots) == 2
    points = {0, 1, FIELD - 1, *roots}
    return points | {y + FIELD for y in points if y + FIELD < 2**255}


def square_roots(value: int) -> set[int]:
    """Find the square roots in the field (RFC 8032 5.1.3)."""
    root = pow(value, (FIELD + 3) // 8, FIELD)
    candidates = (root, root * pow(2, (FIELD - 1) // 4, FIELD) % FIELD)
    return {sign * it % FIELD for it in candidates if it * it % FIELD == value for sign in (1, -1)}


def test_keys_of_small_order_are_refused() -> None:
    """One signature fits many messages under such a key: with either sign and either spelling it is none."""
    keys = [(y | sign << 255).to_bytes(32, "little") for y in small_order_ys() for sign in (0, 1)]
    assert len(keys) == 14
    forged = (1).to_bytes(32, "little") + bytes(32)
    Ed25519PublicKey.from_public_bytes((1).to_bytes(32, "little")).verify(forged, b"anything")  # the library lets it in
    for key in keys:
        for message in (b"anything", b"something else", MESSAGE):
            with pytest.raises(DeskError) as caught:
                verify(key, message, forged)
            assert caught.value.code is ErrorCode.AUTHOR_WRONG


def test_a_key_has_one_spelling() -> None:
    """A y above the field would be a second name for the same key."""
    for y in range(FIELD, 2**255):
        with pytest.raises(DeskError):
            verify(y.to_bytes(32, "little"), MESSAGE, SIGNATURE)
