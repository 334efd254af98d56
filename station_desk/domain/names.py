"""One key for a name in either script, and the check that free text does not name her. Owns spelling, never people.

The key folds what a careful reader would overlook: vowel length, aspirates lost in Roman, nukta, anusvara before a
consonant, joiners, doubled letters. It is only ever used to compare, never shown or kept in place of a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from station_desk.domain.figures import fold_digits

_CONSONANTS: Final = dict(
    zip(
        "कखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसहळ",
        "k kh g gh n ch chh j jh n t th d dh n t th d dh n p ph b bh m y r l v sh sh s h l".split(" "),
        strict=True,
    )
)
_VOWELS: Final = dict(zip("अआइईउऊऋएऐओऔऑऍ", "a aa i ii u uu ri e ai o au o e".split(" "), strict=True))
_SIGNS: Final = dict(zip("ािीुूृेैोौॉॅ", "aa i ii u uu ri e ai o au o e".split(" "), strict=True))
_NUKTA: Final = {"k": "k", "g": "g", "j": "z", "d": "r", "dh": "rh", "ph": "f", "y": "y"}
_JOINERS = re.compile("[\u200b-\u200d\u2060\ufeff]")
_WORD = re.compile(r"[\w\u0900-\u097f]+")
_DEVANAGARI = re.compile(r"[\u0900-\u097f]")
_ROMAN_FOLDS: Final = (
    ("chh", "ch"), ("sh", "s"), ("kh", "k"), ("gh", "g"), ("jh", "j"), ("th", "t"), ("dh", "d"), ("bh", "b"),
    ("ph", "f"), ("rh", "r"), ("gy", "g"), ("jn", "g"), ("x", "ks"), ("ck", "k"), ("w", "v"), ("z", "j"), ("q", "k"),
    ("aa", "a"), ("ee", "i"), ("ii", "i"), ("oo", "u"), ("uu", "u"), ("ou", "u"), ("ai", "e"), ("ay", "e"),
    ("ei", "e"), ("au", "o"), ("av", "o"), ("y", "i"), ("e", "i"), ("o", "u"),
)  # fmt: skip

# Words that stand in names but name nobody: honorifics, suffixes, relations, surnames half the district carries.
_COMMON: Final = frozenset(
    (
        "श्री श्रीमती सुश्री कुमारी कु कुमार देवी बाई बेगम खातून सिंह पत्नी पति पुत्री पुत्र पिता माता मां भाई बहन सास ससुर"
        " स्वर्गीय स्व उर्फ नाम निवासी ग्राम मोहल्ला नगला गांव कस्बा थाना चौकी पड़ोसी ठेकेदार शिक्षक व और का की के में से"
        " shri smt km kumari kumar devi bai begum singh wife husband daughter son of urf alias late"
    ).split()
)


def search_form(text: str) -> str:
    """Fold text for search: NFC, Western digits, no joiners, nukta and dot forms folded, lower case."""
    folded = unicodedata.normalize("NFD", _JOINERS.sub("", fold_digits(text))).replace("\u093c", "")
    folded = re.sub("[\u0901]", "\u0902", unicodedata.normalize("NFC", folded))
    return re.sub("[ङञणनम]\u094d(?=[क-ह])", "\u0902", folded).lower()


@lru_cache(maxsize=65536)
def name_key(word: str) -> str:
    """Return the folded Roman key of one word in either script ("" when it holds no letter)."""
    roman = _romanise(word) if _DEVANAGARI.search(word) else word
    letters = re.sub("[^a-z0-9]", "", unicodedata.normalize("NFKD", roman.lower()))
    for long, short in _ROMAN_FOLDS:
        letters = letters.replace(long, short)
    letters = letters[:1] + letters[1:].replace("a", "")
    return re.sub(r"(.)\1+", r"\1", letters)


def name_keys(text: str) -> str:
    """Return the keys of all words of a name, by blanks."""
    return " ".join(filter(None, map(name_key, _WORD.findall(text))))


def _romanise(word: str) -> str:
    """Transliterate one Devanagari word with the unsaid short a left out at its end and between two syllables."""
    syllables: list[list[str]] = []
    for letter in unicodedata.normalize("NFD", _JOINERS.sub("", word)):
        if letter in _CONSONANTS:
            syllables.append([_CONSONANTS[letter], "?"])
        elif letter in _SIGNS and syllables:
            syllables[-1][1] = _SIGNS[letter]
        elif letter == "\u093c" and syllables:
            syllables[-1][0] = _NUKTA.get(syllables[-1][0], syllables[-1][0])
        elif letter == "\u094d" and syllables:
            syllables[-1][1] = ""
        elif letter in _VOWELS:
            syllables.append(["", _VOWELS[letter]])
        elif letter in "\u0901\u0902":
            syllables.append(["n", ""])
        elif letter not in "\u0903\u0964\u0965":
            syllables.append([letter, ""])
    if len(syllables) > 1 and syllables[-1][1] == "?":
        syllables[-1][1] = ""
    for place in range(len(syllables) - 2, 0, -1):
        follows = syllables[place + 1][1] not in ("", "?")
        if syllables[place][1] == "?" and follows and syllables[place - 1][1]:
            syllables[place][1] = ""
    return "".join(consonant + vowel.replace("?", "a") for consonant, vowel in syllables)


class Identity:
    """What would make her known: her and her family's names by key, whole places, phones. Its repr shows no value."""

    def __init__(self, names: Iterable[str], places: Iterable[str], phones: Iterable[str]) -> None:
        words = {word for name in names for word in _WORD.findall(name) if search_form(word) not in _COMMON}
        self._keys = {key for key in map(name_key, words) if len(key) >= 2}
        self._exact = {search_form(word) for word in words}
        self._places = [keys for keys in (name_keys(place).split() for place in places) if keys]
        self._phones = {phone for phone in phones if len(phone) >= 6}

    def __repr__(self) -> str:
        return f"<Identity: {len(self._keys)} names>"

    @property
    def phones(self) -> tuple[str, ...]:
        """The phones, for search by their end."""
        return tuple(sorted(self._phones))

    def named_in(self, text: str) -> bool:
        """Tell whether the text names her: a word that reads as one of the names, a whole place, or a phone."""
        words = _WORD.findall(text)
        if any(self._is_name(word) for word in words):
            return True
        keys = [name_key(word) for word in words]
        if any(place == keys[at : at + len(place)] for place in self._places for at in range(len(keys))):
            return True
        digits = re.sub(r"\D", "", fold_digits(re.sub(r"(?<=\d)[ -](?=\d)", "", fold_digits(text))))
        return any(phone in digits for phone in self._phones)

    def _is_name(self, word: str) -> bool:
        """Short keys (रानी, Rani → rni) fall together with ordinary words, so those must also be spelt the same."""
        if search_form(word) in self._exact:
            return True
        key = name_key(word)
        return len(key) >= 4 and key in self._keys
