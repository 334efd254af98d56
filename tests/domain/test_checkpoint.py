"""The checkpoint's three lines, strictly, and the twelve words of a head."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_desk.domain.checkpoint import (
    HEAD_WORDS,
    LIST_WORDS,
    Checkpoint,
    CheckpointError,
    head_words,
    origin,
    read_checkpoint,
)
from station_desk.host.paths import read_resource

ROOT = sha256(b"root").digest()
GOOD = Checkpoint("SAS", 1, 41, ROOT)
NUMBERED = [f"w{number:04d}" for number in range(LIST_WORDS)]


def test_the_text_is_that_of_the_standard() -> None:
    """Origin, size, root in base64: three lines and nothing else (C2SP tlog-checkpoint)."""
    assert GOOD.to_bytes() == f"station-desk/SAS/e1\n41\n{b64encode(ROOT).decode()}\n".encode()
    assert GOOD.origin == origin("SAS", 1) == "station-desk/SAS/e1"


@given(
    st.from_regex(r"[A-Z][A-Z0-9]{1,7}", fullmatch=True),
    st.integers(1, 999_999_999),
    st.integers(0, (1 << 53) - 1),
    st.binary(min_size=32, max_size=32),
)
def test_what_is_written_is_read_back(office: str, epoch: int, size: int, root: bytes) -> None:
    """Every office, epoch, size and root comes back the same."""
    found = Checkpoint(office, epoch, size, root)
    assert read_checkpoint(found.to_bytes()) == found


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GOOD.to_bytes()[:-1],
        GOOD.to_bytes() + b"\n",
        GOOD.to_bytes() + b"more\n",
        GOOD.to_bytes().replace(b"\n", b"\r\n"),
        GOOD.to_bytes().replace(b"41", b"041"),
        GOOD.to_bytes().replace(b"41", b"+41"),
        GOOD.to_bytes().replace(b"41", b"-1"),
        GOOD.to_bytes().replace(b"41", "४१".encode()),
        GOOD.to_bytes().replace(b"41", b"9007199254740992"),
        GOOD.to_bytes().replace(b"e1", b"e0"),
        GOOD.to_bytes().replace(b"e1", b"e01"),
        GOOD.to_bytes().replace(b"SAS", b"sas"),
        GOOD.to_bytes().replace(b"SAS", b"S"),
        GOOD.to_bytes().replace(b"station-desk", b"other-desk"),
        GOOD.to_bytes().replace(b"=\n", b"\n"),
        b"station-desk/SAS/e1\n41\n" + b64encode(ROOT[:-1]) + b"\n",
        b"station-desk/SAS/e1\n41\n" + b64encode(ROOT + b"x") + b"\n",
        b"station-desk/SAS/e1\n41\n" + b64encode(ROOT)[:-2] + b"B=\n",  # left-over bits are not zero
    ],
)
def test_another_spelling_is_refused(data: bytes) -> None:
    """One text for one checkpoint: nothing is trimmed, guessed or skipped."""
    with pytest.raises(CheckpointError):
        read_checkpoint(data)


def test_words_are_ten_bits_each_from_the_top() -> None:
    """A known root gives known places in the list, so that every release says the same words."""
    root = bytes.fromhex("004008014020080501403fffffffff") + bytes(17)
    bits = f"{int.from_bytes(root, 'big'):0256b}"
    places = [int(bits[start : start + 10], 2) for start in range(0, 120, 10)]
    assert head_words(root, NUMBERED) == [NUMBERED[place] for place in places]
    assert head_words(bytes(32), NUMBERED) == [NUMBERED[0]] * HEAD_WORDS
    assert head_words(b"\xff" * 32, NUMBERED) == [NUMBERED[-1]] * HEAD_WORDS


@given(st.integers(0, 119))
def test_every_one_of_the_first_bits_changes_a_word(bit: int) -> None:
    """No bit of the 120 is lost, and none changes two words."""
    flipped = (1 << (255 - bit)).to_bytes(32, "big")
    differ = [a != b for a, b in zip(head_words(bytes(32), NUMBERED), head_words(flipped, NUMBERED), strict=True)]
    assert differ.count(True) == 1
    assert differ[bit // 10]


def test_the_shipped_list_has_a_word_for_every_ten_bits() -> None:
    """The program's own list is whole and says nothing twice."""
    words = read_resource("lists/passphrase-words.txt").decode().split()
    assert len(words) == len(set(words)) == LIST_WORDS
    assert len(head_words(ROOT, words)) == HEAD_WORDS
    with pytest.raises(ValueError, match="1024"):
        head_words(ROOT, words[1:])
