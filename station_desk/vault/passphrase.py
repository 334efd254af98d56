"""The rules of a passphrase, and one to offer. Owns how a typed text becomes key bytes, once and for ever.

Rules (NIST SP 800-63B-4, 3.1.1.2): at least 15 characters, up to 256, any script, no demand for digits or signs, no
expiry, a blocklist. Must never keep, log or return a passphrase in an error, nor change `key_bytes`: every office would
be locked out.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from station_desk.errors import DeskError, ErrorCode
from station_desk.vault.common_words import COMMON, KEY_ROWS

SHORTEST: Final = 15
LONGEST: Final = 256
OFFERED_WORDS: Final = 6
WORD_LIST_LENGTH: Final = 1024  # six words: 6 x 10 = 60 bits

# Each known piece of a passphrase counts as one character, as each unknown character does; fewer than this is guessed.
_LEAST_WEIGHT = 10
_LIKENESSES = str.maketrans("0134578@$!", "oieastbasi")
_JOINERS = "\u200c\u200d"  # part of ordinary Devanagari spelling


def check(text: str, avoid: Iterable[str] = ()) -> None:
    """Refuse a new passphrase that others could guess or that could not be typed again.

    `avoid` are words of this office and person (code, station, district, names). PASSPHRASE_CHARACTER for signs that no
    keyboard gives, PASSPHRASE_SHORT and PASSPHRASE_LONG (`needed`, `limit`: code points), PASSPHRASE_COMMON.
    """
    if any(_is_untypeable(sign) for sign in text):
        raise DeskError(ErrorCode.PASSPHRASE_CHARACTER)
    length = len(_prepared(text))
    if length < SHORTEST:
        raise DeskError(ErrorCode.PASSPHRASE_SHORT, needed=SHORTEST)
    if length > LONGEST:
        raise DeskError(ErrorCode.PASSPHRASE_LONG, limit=LONGEST)
    known = COMMON | {word for name in avoid for word in map(_folded, name.split()) if len(word) >= 3}
    plain = _folded(text)
    if any(_weight(form, known) < _LEAST_WEIGHT for form in (plain, plain.translate(_LIKENESSES))):
        raise DeskError(ErrorCode.PASSPHRASE_COMMON)


def key_bytes(text: str) -> bytes:
    """Turn what was typed into the bytes that the key is derived from: every kind of blank as a space, NFC, UTF-8.

    That is the OpaqueString profile (RFC 8265 4.2.2), and NFC is what NIST SP 800-63B-4 3.1.1.2 asks for: nukta letters
    come out the same from both their encodings, and AltGr with the space bar (no-break space) locks nobody out. NFKC
    was rejected: it also merges signs that look different. Stable across Unicode versions because `check` lets no
    unassigned sign in (UAX 15, stabilized strings). No trimming, no case folding, joiners kept: what was typed counts.
    A lone surrogate was never accepted by `check`, so it is PASSPHRASE_WRONG.
    """
    try:
        return _prepared(text).encode()
    except UnicodeEncodeError:
        raise DeskError(ErrorCode.PASSPHRASE_WRONG) from None


def read_words(data: bytes) -> tuple[str, ...]:
    """Read the word list (`lists/passphrase-words.txt`, one word a line); PROGRAM_DAMAGED when it is not whole."""
    try:
        words = tuple(data.decode().split())
    except UnicodeDecodeError:
        words = ()
    if len(words) != WORD_LIST_LENGTH or len(set(words)) != WORD_LIST_LENGTH:
        raise DeskError(ErrorCode.PROGRAM_DAMAGED, part="lists/passphrase-words.txt")
    return words


def offer(words: Sequence[str]) -> str:
    """Make a passphrase of six words drawn independently from the list of 1,024: 60 bits, whoever knows the list."""
    return " ".join(secrets.choice(words) for _ in range(OFFERED_WORDS))


def _prepared(text: str) -> str:
    spaced = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in text)
    return unicodedata.normalize("NFC", spaced)


def _is_untypeable(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return sign not in _JOINERS and (kind.startswith("C") or kind in ("Zl", "Zp"))


def _folded(text: str) -> str:
    """Put into one case without blanks and joiners: what a guesser's word list would be compared with."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign not in _JOINERS and not sign.isspace())


def _weight(text: str, known: frozenset[str]) -> int:
    """Count the characters when each longest known piece counts as one."""
    longest_word = max(map(len, known))
    count = place = 0
    while place < len(text):
        sizes = range(min(longest_word, len(text) - place), 0, -1)
        word = next((size for size in sizes if text[place : place + size] in known), 1)
        place += max(word, _run(text, place), _keys(text, place), _again(text, place))
        count += 1
    return count


def _run(text: str, place: int) -> int:
    """Measure a run of one step: aaaa, abcd, 9876, कखगघ."""
    steps = [ord(b) - ord(a) for a, b in zip(text[place:], text[place + 1 :], strict=False)]
    if not steps or steps[0] not in (-1, 0, 1):
        return 0
    size = 2 + next((n for n, step in enumerate(steps[1:]) if step != steps[0]), len(steps) - 1)
    return size if size >= 3 else 0


def _keys(text: str, place: int) -> int:
    """Measure a stretch of neighbouring keys, either way: qwerty, lkjh, 1qaz2wsx."""
    size = 4
    while place + size <= len(text) and any(text[place : place + size] in row for row in KEY_ROWS):
        size += 1
    return size - 1 if size > 4 else 0


def _again(text: str, place: int) -> int:
    """Measure how much of what follows has stood before, overlapping, as in tigertigertiger."""
    size = 3
    while place + size <= len(text) and text.find(text[place : place + size], 0, place + size - 1) >= 0:
        size += 1
    return size - 1 if size > 3 else 0
