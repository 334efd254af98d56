"""Whether the library under us still does what it did. Owns known answers, checked before any key is touched.

An old, wrong or broken library must not open an office, nor make one that another could not open. Must never use a key
of an office, and never go on after a step that failed.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from station_desk.errors import DeskError, ErrorCode
from station_desk.vault import box, symmetric
from station_desk.vault.author import Author, verify
from station_desk.vault.cost import TURN
from station_desk.vault.secret import Secret

# RFC 9106 5.3
_ARGON2ID_TAG: Final = bytes.fromhex("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659")

# RFC 8032 7.1, test 3
_ED25519_SEED: Final = bytes.fromhex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
_ED25519_PUBLIC: Final = bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
_ED25519_SIGNATURE: Final = bytes.fromhex(
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)

# RFC 5869 A.1
_HKDF_KEY: Final = bytes.fromhex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")

# RFC 8439 2.8.2
_CHACHA_PLAIN: Final = (
    b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
    b"sunscreen would be it."
)
_CHACHA_SEALED: Final = bytes.fromhex(
    """
    d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b
    2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586ce
    c64b61161ae10b594f09e26a7e902ecbd0600691
"""
)

# Our own box, for the seed 00..1f, made by the release that the public vectors (C2SP/CCTV) were checked with: a later
# draft of X-Wing would not open it.
_BOX: Final = base64.b64decode(
    """
7bUMxqV5UQVHB5V9hhC6z2ywv+8tOJ03yw3l1PvA+4plppkga3sGsXwmmx8rC2eLwRzxVWzBhRDhsQo/MdS08/JHfeDvXxCchd36CGzkn54turC3q4CSRO
MJt5t8W7qL1s6fljh4exu5yC8edVdb23SvADaly1rdTjMNMp8bh0zq+uwEW2fYo9N8H7QJRKVJHdADvtbaG0GTFMo4SIF0XkfvFF35/lcokw3UK3A4yjYq
38dTxwj3nCSDku3jcjzFC3bvY9VUVCQvOC6jqnKZJ34WEWiLkcq8JnmRyxAC4uXEyvZVJ/ljwcMdggz1O/nPlZBO4yQIY2T0ibgHZLiNsi9OxEybsbp5rm
rwLpgTkh3rDcZRrwxAoFybwAbuOZF/oa+UWGw0X6snNi+P9pO2dwqnZj9WXev7va39ueqdcwNKrJA8XyZSUPOAh8hLVw4Zs/l2rshYzSuEb4sTLU+IUyAF
GkluIPtJiaE7qqMccTmtd7as4xsdL7D35QdjSNI6LOTZqumuSZHtPxQdgmKhpd6IzSZn0jE2GnFkxNOGM7mmoJ2P+FcNd3GMJA0Nk6ImatyJ61rbU4OQPM
DgEqwDrCdzVLEL3NQNSxN09qzZpdTVLlLLF4JhpcV7ucUIVHwKYcs3kgAudxX8/47qBL6CnY+yWHGTPjXsA83bktQZoEqg5VQKyREP/u0kYsTXiNc9cUm0
W0YbEGlkwi9s/cjZUAHUUmhqKIpgvgh+rgteogDzgAj7JIfzeXbXRgs0EjYMenCv4cqnD3YrlR+5KbIkrbULmk11qVTMOv+atp3XbXTQLHyVyqSla/iHBa
BRjUAun2Ygg5Qci4E6V362FHmL5KoXC4VkFXVK4Fevnt+lMx+V6JJjyin3PC4BgVOghAPxNOmL33Kew4I1cKABvQHympFglr+lRI18UhUY07esml1JurxM
Lx6lJ0JLyEX0RJwm3IfGGUdZcyj8u+o7W8YiwQGLHSoNUE9NJgaEol4JW15a9oTpF1q0cZO1tlbM4z7Z1rAYW7ARx8T79+OKslnUNbR4ww2HDrI7ZwSHgR
IHKNms6KtI3vTPETfY1+0nJtyw0uy2V0FVZnx+VJjOf+UM4whRVA6yoN6VSBeCJn7dsM3jI08oFYPovAT5e0+AvgmjSJZ8hONl5CPmGTwwWagbK4kes74G
Zg1hI/trrrXBiapwDDYoAuXMoFY0tR4xW7W+K9yvu9T06k2IsxkTEOzj6+sm6LRzYRnFtiD8o7S/QWHVqrKp02gR7l0SV9rMKR7kudMRajvOo5scUCojmO
AL0O1eDFqhysvw7EiC9c2mmR35tLmwlR1MziGRdy4vPWU8wsM7nq+O1UPJ/oIPe2MH3ghJzyRHm2MPsW9ROMRBAoJUfAbYQ/fwCF/LHYFbUaa7lzBvjzLJ
53FWZckfxYBrEjhK9Sa131vdT2lpMUKOLQ1UzuYnjQqa7uLsUW7FkqUUHETnU80x76ogwuIC9Z5lF9DqandWU31JEZaLuAyZkEJG5SUaMeWBEsPmchw=
"""
)
_BOX_PLAIN: Final = b"station desk"
_BOX_CONTEXT: Final = b"self-test"


def check() -> None:
    """Run every known answer, in some milliseconds; LIBRARY_UNSUITABLE (`step`) for the first that does not hold."""
    for step, holds in _STEPS.items():
        try:
            sound = holds()
        except Exception:  # whatever a wrong library raises: it is not the one we know
            sound = False
        if not sound:
            raise DeskError(ErrorCode.LIBRARY_UNSUITABLE, step=step)


def _argon2id() -> bool:
    function = Argon2id(
        salt=b"\2" * 16, length=32, iterations=3, lanes=4, memory_cost=32, ad=b"\4" * 12, secret=b"\3" * 8
    )
    with TURN:
        return function.derive(b"\1" * 32) == _ARGON2ID_TAG


def _ed25519() -> bool:
    author = Author(Secret(_ED25519_SEED))
    made = author.public_key == _ED25519_PUBLIC and author.sign(b"\xaf\x82") == _ED25519_SIGNATURE
    verify(_ED25519_PUBLIC, b"\xaf\x82", _ED25519_SIGNATURE)
    return made and _refuses(lambda: verify(_ED25519_PUBLIC, b"\xaf\x83", _ED25519_SIGNATURE))


def _hkdf() -> bool:
    return HKDF(SHA256(), 42, bytes(range(13)), bytes(range(0xF0, 0xFA))).derive(b"\x0b" * 22) == _HKDF_KEY


def _chacha20_poly1305() -> bool:
    key, nonce = bytes(range(0x80, 0xA0)), bytes.fromhex("070000004041424344454647")
    bound = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    made = ChaCha20Poly1305(key).encrypt(nonce, _CHACHA_PLAIN, bound) == _CHACHA_SEALED
    shut = nonce + _CHACHA_SEALED
    return made and symmetric.opened(key, shut, bound) == _CHACHA_PLAIN and symmetric.opened(key, shut, b"") is None


def _box() -> bool:
    seed = Secret(bytes(range(box.BOX_SEED_BYTES)))
    known = box.unseal(seed, _BOX, _BOX_CONTEXT) == _BOX_PLAIN
    anew = box.unseal(seed, box.seal(box.public_of(seed), _BOX_PLAIN, b""), b"") == _BOX_PLAIN
    return known and anew and _refuses(lambda: box.unseal(seed, _BOX, b""))


def _refuses(act: Callable[[], object]) -> bool:
    try:
        act()
    except DeskError:
        return True
    return False


_STEPS: Final[dict[str, Callable[[], bool]]] = {
    "argon2id": _argon2id,
    "ed25519": _ed25519,
    "hkdf": _hkdf,
    "chacha20-poly1305": _chacha20_poly1305,
    "x-wing": _box,
}
