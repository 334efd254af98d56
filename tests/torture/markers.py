"""Words that must stand nowhere in clear, in every form in which they might stand somewhere all the same.

Owns the forms and the looking; whoever looks plants one word and shows that it is found.
"""

from __future__ import annotations

import unicodedata
from base64 import b64encode
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

SHORTEST: Final = 6  # bytes; shorter ones come up by chance


@dataclass(frozen=True, slots=True)
class Hit:
    """A word found, in which form; its repr shows it, because the words are invented."""

    word: str
    form: str


def forms_of(word: str) -> dict[str, bytes]:
    """Return the bytes by which a word would be found, by form."""
    plain = word.encode()
    forms = {
        "utf-8": plain,
        "utf-16": word.encode("utf-16-le"),
        "utf-32": word.encode("utf-32-le"),
        "nfd": unicodedata.normalize("NFD", word).encode(),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "json": word.encode("ascii", "backslashreplace"),
        "address": quote(word).encode(),  # as Qt notes the folders that were chosen
        "ini": "".join(f"\\x{ord(letter):x}" for letter in word).encode(),  # as Qt writes other settings
    }
    forms |= {f"base64 at {shift}": _inside_base64(plain, shift) for shift in range(3)}
    return {form: data for form, data in forms.items() if len(data) >= SHORTEST}


def _inside_base64(plain: bytes, shift: int) -> bytes:
    """Return the letters that a word becomes for certain when it stands `shift` bytes past a group's beginning."""
    written = b64encode(b"\0" * shift + plain).rstrip(b"=")
    first = -(-shift * 8 // 6)
    last = (shift + len(plain)) * 8 // 6
    return written[first:last]


class Net:
    """Looks for words in bytes."""

    def __init__(self, words: Iterable[str], only: Collection[str] = ()) -> None:
        """Know the words; each form of each is looked for (or only some), a form that two words share once."""
        self.words = tuple(dict.fromkeys(words))
        self._hits: Mapping[bytes, Hit] = {
            data: Hit(word, form)
            for word in reversed(self.words)
            for form, data in reversed(forms_of(word).items())
            if not only or form in only
        }

    def look(self, data: bytes) -> list[Hit]:
        """Return every word and form that stands in the data."""
        return [hit for form, hit in self._hits.items() if form in data]

    def count(self, data: bytes) -> int:
        """Return how often any form of any word stands in the data."""
        return sum(data.count(form) for form in self._hits)
