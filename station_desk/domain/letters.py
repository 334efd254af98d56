"""Text as letters: what may be kept of what was typed, and what counts as a word. Owns no spelling and no meaning."""

from __future__ import annotations

import unicodedata
from typing import Final

_JOINERS: Final = "\u200c\u200d"
_PLAIN_BREAKS: Final = "\n\t"
_KEPT_MARKS: Final = "\ufe0e\ufe0f\u20e3"


def readable(text: str) -> str:
    """Return text in NFC without what nobody can read: control and direction signs, lone surrogates, byte-order marks.

    Joiners, line breaks, emoji and their tags are kept; they carry meaning.
    """
    kept = "".join(letter for letter in text.replace("\r\n", "\n") if _is_readable(letter))
    return unicodedata.normalize("NFC", kept)


def _is_readable(letter: str) -> bool:
    if letter in _JOINERS or letter in _PLAIN_BREAKS or letter in _KEPT_MARKS or "\U000e0020" <= letter <= "\U000e007f":
        return True
    return unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Cn")


def words_of(text: str) -> list[str]:
    """Return the words of a text: runs of letters, digits, vowel signs and joiners, as the store's search cuts them.

    The joiners fall out; a danda, a low line and the abbreviation sign part words.
    """
    return "".join(_in_word(letter) for letter in text).split()


def _in_word(letter: str) -> str:
    if unicodedata.category(letter) == "Cf":
        return ""
    return letter if unicodedata.category(letter)[0] in "LNM" else " "


def fold_digits(text: str) -> str:
    """Write the decimal digits of every script as Western ones."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
