"""Canonical JSON as it may come out of a bundle (FORMAT 7.5). Owns the refusals; writing is `domain.log.canonical`.

Must never accept two spellings of one value: what was signed and what is read must be the same thing.
"""

from __future__ import annotations

import json
import unicodedata
from typing import Any, NoReturn

import rfc8785

from station_desk.domain.log import canonical

MAX_DEPTH = 16


def read(data: bytes) -> Any:
    """Return the value of canonical JSON.

    Raises ValueError with words that contain nothing of `data`.
    """
    try:
        value = json.loads(data.decode(), object_pairs_hook=_object, parse_float=_refuse, parse_constant=_refuse)
        _check(value, MAX_DEPTH)
        again = canonical(value)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except (UnicodeDecodeError, json.JSONDecodeError, rfc8785.CanonicalizationError):
        raise ValueError("not JSON of this kind") from None
    if again != data:
        raise ValueError("not canonical")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(_: str) -> NoReturn:
    raise ValueError("a fraction")


def _check(value: Any, depth: int) -> None:
    """Refuse strings outside NFC and nesting beyond `depth` levels."""
    if isinstance(value, str):
        if not unicodedata.is_normalized("NFC", value):
            raise ValueError("not in NFC")
        return
    if not isinstance(value, (dict, list)):
        return
    if depth == 0:
        raise ValueError("nested too deeply")
    for inner in value:  # of an object, its names
        _check(inner, depth - 1)
    if isinstance(value, dict):
        for inner in value.values():
            _check(inner, depth - 1)
