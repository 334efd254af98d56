"""How each kind of value in a note is written (FORMAT 3.7). Owns one written form per kind; knows no note.

What does not read back to the same characters is refused, so that no value has two spellings.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from station_desk.domain.ids import OFFICE_CODE
from station_desk.sync.keys import ED25519_BYTES, MLDSA65_BYTES, SEALING_BYTES

MAX_NUMBER = 2**63 - 1
MAX_TEXT = 120

_JOINERS = "\u200c\u200d"  # part of Hindi spelling; every other invisible character is refused
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Value:
    """One kind of value: `parse` raises ValueError, `write` is its inverse."""

    parse: Callable[[str], Any]
    write: Callable[[Any], str] = str

    def read(self, written: str) -> Any:
        """Return the value.

        Raises ValueError when `written` is not its one written form.
        """
        value = self.parse(written)
        if self.write(value) != written:
            raise ValueError("not written the one way")
        return value


def to_base64(data: bytes) -> str:
    """Return padded base64."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes:
    """Read padded base64 in its one spelling.

    Raises ValueError.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if to_base64(data) != text:
        raise ValueError("not written the one way")
    return data


def _read_number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,19}", text) or int(text) > MAX_NUMBER:
        raise ValueError("not a number")
    return int(text)


def _read_positive(text: str) -> int:
    number = _read_number(text)
    if number < 1:
        raise ValueError("counted from 1")
    return number


def _read_hash(text: str) -> bytes:
    if len(text) != 64:
        raise ValueError("not a hash")
    return bytes.fromhex(text)


def _read_text(text: str) -> str:
    visible = not any(unicodedata.category(letter)[0] == "C" for letter in text if letter not in _JOINERS)
    one_line = len(text.splitlines()) == 1 and text == text.strip()
    if len(text) > MAX_TEXT or not (visible and one_line and unicodedata.is_normalized("NFC", text)):
        raise ValueError("not a text")
    return text


def _matching(pattern: str) -> Callable[[str], str]:
    def read_word(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError("not one of these words")
        return text

    return read_word


def _sized(count: int) -> Callable[[str], bytes]:
    def read_key(text: str) -> bytes:
        key = from_base64(text)
        if len(key) != count:
            raise ValueError("not a key of this kind")
        return key

    return read_key


def _read_time(text: str) -> datetime:
    return datetime.strptime(text, _TIME).replace(tzinfo=UTC)


def _write_time(time: datetime) -> str:
    return time.astimezone(UTC).strftime(_TIME)


NUMBER = Value(_read_number)
POSITIVE = Value(_read_positive)
HASH = Value(_read_hash, bytes.hex)
OFFICE = Value(_matching(OFFICE_CODE.pattern))
TIME = Value(_read_time, _write_time)
TEXT = Value(_read_text)
REASON = Value(_matching(r"(?=.{1,40}\Z)[a-z]+(?:-[a-z]+)*"))
ED25519 = Value(_sized(ED25519_BYTES), to_base64)
MLDSA65 = Value(_sized(MLDSA65_BYTES), to_base64)
SEALING = Value(_sized(SEALING_BYTES), to_base64)
