"""People, words and a key file to try things on; what several test modules of the vault share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from station_desk.domain.ids import PersonId
from station_desk.domain.log import canonical
from station_desk.errors import DeskError, ErrorCode

ASHA, BELA, NOBODY = PersonId("a" * 32), PersonId("b" * 32), PersonId("0" * 32)
ASHAS = "नीली चिड़िया पेड़ पर बैठी"
BELAS = "kya baat hai bhai sahab"
WRONG = "kya baat hai bhai saheb"
DEVICE, ELSEWHERE = bytes(range(32)), bytes(range(1, 33))

Tree = dict[str, Any]


def refusal(act: Callable[..., object], *arguments: object) -> DeskError:
    """Run an act that must end in a known error and give it."""
    with pytest.raises(DeskError) as caught:
        act(*arguments)
    return caught.value


def code_of(act: Callable[..., object], *arguments: object) -> ErrorCode:
    """Run an act that must end in a known error and give its code."""
    return refusal(act, *arguments).code


def rechecked(tree: Tree) -> bytes:
    """Write a key file with a right checksum, as somebody who wants to be believed would."""
    rest = {name: value for name, value in tree.items() if name != "check"}
    try:
        return canonical({**rest, "check": hashlib.sha256(canonical(rest)).hexdigest()})
    except (TypeError, ValueError):
        return json.dumps(tree).encode()  # a value that canonical JSON does not know


def edited(data: bytes, edit: Callable[[Tree], object]) -> bytes:
    """Change a key file and put the checksum right."""
    tree = json.loads(data)
    edit(tree)
    return rechecked(tree)


def turned(value: str) -> str:
    """Turn over the last digit of a hexadecimal value."""
    return value[:-1] + ("0" if value[-1] != "0" else "1")
