"""Where text may be cut. Owns letters as people see them, and the places where a line may break; knows no font."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ZERO_WIDTH_JOINER: Final = "\u200d"
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_REGIONAL: Final = range(0x1F1E6, 0x1F200)
_VIRAMA_CLASS: Final = 9
# A space that may end a line: not the no-break spaces U+00A0, U+2007, U+202F, which str.split would cut at.
_SPACES = re.compile(r"[ \t\r\f\v\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]+")
_NEW_LINES = re.compile(r"\r\n|[\n\x85\u2028\u2029]")
# Inside a word that is too wide: after these, as a clerk would (क्षेत्राधिकारी/थानाध्यक्ष, MSK/SAS/2026/0041).
_CUT_AFTER: Final = frozenset("/-‐–—_,;:.@&=?।|\u200b\u00ad\u00a0\u202f\u2011")

_ABBREVIATION_ZEROS: Final = ("0", "०", "॰")
_NUMBER_MAX: Final = 12


def clusters(text: str) -> list[str]:
    """Cut text into letters as a reader counts them; a conjunct with its vowel signs is one letter, never cut."""
    letters: list[str] = []
    for char in text:
        if letters and _belongs(letters[-1], char):
            letters[-1] += char
        else:
            letters.append(char)
    return letters


def is_invisible(char: str) -> bool:
    """Tell whether a character only steers its neighbours (joiners, soft hyphen, variation selectors)."""
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f" or char == "\u034f"


def paragraphs(text: str) -> list[list[str]]:
    """Cut text at its own line ends, and each line into words; a no-break space stays inside its word."""
    return [[word for word in _SPACES.split(line) if word] for line in _NEW_LINES.split(text)]


def pieces(word: str) -> list[str]:
    """Cut a word that is too wide where a clerk would go on to the next line; joined again they are the word.

    That is after a mark, and after the zero of an abbreviation (एन0सी0/आर0).
    """
    cut: list[str] = []
    before, last = "", ""
    for letter in clusters(word):
        after_mark = last[-1:] in _CUT_AFTER and letter[0] not in _CUT_AFTER
        after_zero = last in _ABBREVIATION_ZEROS and _is_hindi(before) and _is_hindi(letter)
        if not cut or (last and (after_mark or after_zero)):
            cut.append("")
        cut[-1] += letter
        before, last = last, letter
    return cut


def halves(word: str) -> tuple[str, ...]:
    """Cut a word once, where `pieces` may, as evenly as can be; a column is made wide enough for this if it can be.

    A date, time or number stays whole.
    """
    cut = pieces(word)
    if len(cut) == 1 or (len(word) <= _NUMBER_MAX and not any(char.isalpha() for char in word)):
        return (word,)
    cuts = [("".join(cut[:place]), "".join(cut[place:])) for place in range(1, len(cut))]
    return min(cuts, key=lambda two: max(map(len, two)))


def _belongs(letter: str, char: str) -> bool:
    if unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf") or ord(char) in _SKIN_TONES:
        return True
    if letter[-1] == _ZERO_WIDTH_JOINER:
        return True
    if len(letter) == 1 and ord(letter) in _REGIONAL and ord(char) in _REGIONAL:
        return True
    last = next((c for c in reversed(letter) if not is_invisible(c)), "")
    return bool(last) and unicodedata.combining(last) == _VIRAMA_CLASS and unicodedata.category(char) == "Lo"


def _is_hindi(letter: str) -> bool:
    return "\u0900" <= letter[:1] <= "\u0963"
