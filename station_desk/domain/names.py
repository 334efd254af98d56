"""One key for a name in either script, and the check that free text does not name her. Owns spelling, never people.

The key folds what a careful reader would overlook: vowel length, aspirates lost in Roman, nukta, anusvara before a
consonant, joiners, doubled letters. It is only ever used to compare, never shown or kept in place of a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from station_desk.domain.letters import fold_digits, words_of

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
        " स्वर्गीय स्व उर्फ नाम निवासी ग्राम मोहल्ला नगला गांव कस्बा थाना चौकी पड़ोसी ठेकेदार शिक्षक व और का की के में से लाल चन्द प्रसाद"
        " shri smt km kumari kumar devi bai begum singh wife husband daughter son of urf alias late"
    ).split()
)


_TITLES: Final = frozenset("श्री श्रीमती सुश्री कुमारी कु स्व shri smt sushri km kumari ms mrs miss".split())


def is_title(word: str) -> bool:
    """Tell whether a word before a name is only how one is addressed (श्रीमती, कु0, Smt.)."""
    return search_form(word).strip("0०॰. ") in _TITLES


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
    return " ".join(filter(None, map(name_key, words_of(text))))


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


def spelling(word: str) -> str:
    """Return one Devanagari word with only what a careful reader overlooks folded: length of i and u, s, b and v.

    Stricter than `name_key`: सोनी stays apart from सोने and गढ़ी from गाड़ी, so that ordinary words are no names.
    """
    return search_form(word).translate(_ALIKE)


_ALIKE: Final = str.maketrans("ीूशषणव", "िुससनब")
_SUFFIXES: Final = tuple(
    ("जी देवी बाई कुमारी बेगम ने को से का की के में पर ji devi bai kumari begum ne ko se ka ki ke mein par").split()
)
_OFFICES: Final = frozenset("थाना थाने कोतवाली तहसील जनपद जिला थानाध्यक्ष thana kotwali tehsil district".split())
_PLACE_WORDS: Final = frozenset("ग्राम गांव गाँव मोहल्ला मुहल्ला मो0 मु0 कस्बा निवासी gram village mohalla".split())
_SHORTEST_ROMAN: Final = 3
_SHORTEST_PLACE: Final = 3
_LONG_ENOUGH: Final = 4


class Identity:
    """What would make her known: her and her family's names, whole places, phones. Its repr shows no value.

    `own` are the names and phones that are hers alone.
    """

    def __init__(
        self, names: Iterable[str], places: Iterable[str], phones: Iterable[str], own: Sequence[str] = ()
    ) -> None:
        self._spellings: set[str] = set()
        self._keys: set[str] = set()
        self._roman_keys: set[str] = set()
        for name in names:
            self._learn(name)
        self._places = [words for words in (_place(place) for place in places) if words]
        self._phones = {phone for phone in phones if len(phone) >= 6}
        self._own = Identity(filter(None, map(_given_name, own)), (), filter(str.isdigit, own)) if own else None

    def __repr__(self) -> str:
        return f"<Identity: {len(self._keys)} names>"

    def _learn(self, name: str) -> None:
        """Learn each word of a name, and two neighbours as one word: रमेश चन्द्र is also written रमेशचन्द्र."""
        words = words_of(name)
        telling = [word for word in words if search_form(word) not in _COMMON] or words
        joined = [one + other for one, other in pairwise(words) if one in telling]
        for word in (*telling, *joined):
            if _DEVANAGARI.search(word):
                self._spellings.add(spelling(word))
            else:
                self._roman_keys.add(name_key(word))
            self._keys.add(name_key(word))
        self._keys.discard("")
        self._roman_keys.discard("")

    @property
    def phones(self) -> tuple[str, ...]:
        """The phones, for search by their end."""
        return tuple(sorted(self._phones))

    def named_in(self, text: str, *, places: bool = True) -> bool:
        """Tell whether the text names her: a word, or two neighbours, that read as a name; a phone; a place.

        `places` False leaves places out, for texts about a place (a police station may be called as her village).
        """
        words = words_of(text)
        neighbours = [one + other for one, other in pairwise(words)]
        if any(self._is_name(word) for word in words) or any(self._is_joined(pair) for pair in neighbours):
            return True
        if places and any(_stands_in(place, words) for place in self._places):
            return True
        digits = _BETWEEN_DIGITS.sub("", fold_digits(text))
        return any(phone in digits for phone in self._phones)

    def is_her_own(self, text: str) -> bool:
        """Tell whether a text about other people holds her first name or her telephone; a surname is many people's."""
        return self._own is not None and self._own.named_in(text)

    def _is_name(self, word: str) -> bool:
        return self._matches(word) or any(self._matches(stem) for stem in _stems(word))

    def _is_joined(self, pair: str) -> bool:
        """Two words written apart that are one name (राम बेटी); only long ones, short pairs meet by chance."""
        return len(name_key(pair)) > _LONG_ENOUGH and self._matches(pair)

    def _matches(self, word: str) -> bool:
        """Compare spellings inside one script and keys across scripts, where a short Roman word tells nothing."""
        if _DEVANAGARI.search(word):
            return spelling(word) in self._spellings or (bool(self._roman_keys) and name_key(word) in self._roman_keys)
        return len(word) >= _SHORTEST_ROMAN and name_key(word) in self._keys


_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[\s\-.,/()_\u2010-\u2015\u200b-\u200f]{1,3}(?=\d)")


def _given_name(name: str) -> str:
    """Return the first word of a name that is nobody else's by custom; "" of a telephone or of titles alone."""
    words = (word for word in words_of(name) if not word.isdigit() and search_form(word) not in _COMMON)
    return next(words, "")


def _stems(word: str) -> list[str]:
    folded = word.lower()
    return [word[: -len(end)] for end in _SUFFIXES if folded.endswith(end) and len(word) > len(end) + 1]


def _place(text: str) -> list[str]:
    """Return the telling words of a place: without ग्राम and the like, none when what is left is too short to tell."""
    words = [word for word in words_of(text) if search_form(word) not in _PLACE_WORDS and word not in ("मो", "मु", "0")]
    letters = sum(len(word) for word in words if not word.isdigit())
    return words if letters >= _SHORTEST_PLACE else []


def _stands_in(place: Sequence[str], words: Sequence[str]) -> bool:
    """Tell whether a place stands in a text, whole or as one word; the name of an office is no place of hers."""
    for at, word in enumerate(words):
        before = search_form(words[at - 1]) if at else ""
        found = words[at : at + len(place)]
        if before not in _OFFICES and len(found) == len(place) and all(map(_same_place, place, found)):
            return True
        if len(place) > 1 and _same_place("".join(place), word):
            return True
    return False


def _same_place(one: str, other: str) -> bool:
    if _DEVANAGARI.search(one) and _DEVANAGARI.search(other):
        return spelling(one) == spelling(other)
    return search_form(one) == search_form(other) or (len(name_key(one)) >= 3 and name_key(one) == name_key(other))
