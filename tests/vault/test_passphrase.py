"""The rules of a passphrase, and the one on offer."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import station_desk
from station_desk.errors import DeskError, ErrorCode
from station_desk.vault.common_words import COMMON, KEY_ROWS
from station_desk.vault.passphrase import (
    LONGEST,
    SHORTEST,
    WORD_LIST_LENGTH,
    check,
    key_bytes,
    offer,
    read_words,
)

RESOURCES = Path(station_desk.__file__).parent.parent / "resources"
LIST = (RESOURCES / "lists" / "passphrase-words.txt").read_bytes()
GOOD = "नीली चिड़िया पेड़ पर बैठी"


def refusal(text: str, *avoid: str) -> ErrorCode | None:
    """Give the code of a refusal, None when the passphrase is accepted."""
    try:
        check(text, avoid)
    except DeskError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "kya baat hai bhai sahab",
        "#%&*()_+{}[]<>?~^",
        "tGm8wQz4Lr2Vx7B",
        "चाय में नमक किसने डाला",
        "நீல பறவை மரத்தில்",
        "four grey geese 🦢 land",
        "क्‍ष और ज्ञ पढ़े लिखे",
    ],
)
def test_a_phrase_of_one_s_own_is_accepted(text: str) -> None:
    """Any script, signs, emoji and joiners are fine; no digit or capital is asked for."""
    assert refusal(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "policepolicepolice",
        "Mission Shakti Kendra 2026",
        "मिशन शक्ति केन्द्र थाना",
        "P@ssw0rd P@ssw0rd 123",
        "aaaaaaaaaaaaaaaaaaaaaaa",
        "               ",
        "1234567890123456",
        "9876543210987654",
        "qwertyuiopasdfgh",
        "1qaz2wsx3edc4rfv",
        "ोे्िुपरकतोे्िुपरकत",
        "कखगघङचछजझञटठडढण",
        "tigertigertigertiger",
        "9876512345 9876512345",
        "Jai Hind Vande Mataram 1947",
        "correct horse battery staple",
        "January February 2026",
        "13081985 sharma ji",
        "Manjari@12345678",
        "ＰＯＬＩＣＥＰＯＬＩＣＥＰＯＬＩＣＥ",
    ],
)
def test_what_everybody_tries_first_is_refused(text: str) -> None:
    """Office words, repeats, runs, key rows, dates, likenesses and full-width tricks are seen through."""
    assert refusal(text) is ErrorCode.PASSPHRASE_COMMON


def test_words_of_this_office_carry_nothing() -> None:
    """A station's and a person's own names count as one character each, in any case and spelling of the nukta."""
    own = "Manjari Tomar Hathras Gate"
    assert refusal(own) is None
    assert refusal(own, "थाना Hathras Gate", "MANJARI TOMAR") is ErrorCode.PASSPHRASE_COMMON
    assert refusal("अलीगढ़ अलीगढ़ अलीगढ़ अलीगढ़", "अलीग\u095d") is ErrorCode.PASSPHRASE_COMMON


def test_length_is_counted_as_typed_and_normalised() -> None:
    """Fifteen code points are enough, 256 not too many, and one decomposed letter is not two."""
    letters = "kdmzqbtwpfhvrgxjc"
    assert refusal(letters[:SHORTEST]) is None
    assert refusal(letters[: SHORTEST - 1]) is ErrorCode.PASSPHRASE_SHORT
    assert refusal("é" * 3 + letters[: SHORTEST - 3]) is None
    assert refusal("e\u0301" * 3 + letters[: SHORTEST - 4]) is ErrorCode.PASSPHRASE_SHORT
    many = "".join(chr(0x4E00 + 7 * n) for n in range(LONGEST))
    assert refusal(many) is None
    assert refusal(many + "丰") is ErrorCode.PASSPHRASE_LONG


@pytest.mark.parametrize("sign", list("\x00\n\t\x7f\u202e\ufeff\ue000\ud800\u0378\u2028"))
def test_signs_that_cannot_be_typed_again_are_refused(sign: str) -> None:
    """Controls, direction marks, private, unassigned and broken signs would lock the person out some day."""
    assert refusal(GOOD + sign) is ErrorCode.PASSPHRASE_CHARACTER


def test_one_key_for_both_spellings_of_a_nukta() -> None:
    """Composed or with a combining nukta, from whichever keyboard: the same bytes."""
    for composed, plain in zip("\u0958\u095b\u095c\u095d\u095e\u0929", "कजडढफन", strict=True):
        assert key_bytes(composed) == key_bytes(f"{plain}\u093c")
    assert key_bytes("बडा") != key_bytes("बड़ा")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_one_key_for_every_normal_form(text: str) -> None:
    """NFC and NFD of any text give the same bytes, and preparing twice changes nothing."""
    key = key_bytes(text)
    assert key == key_bytes(unicodedata.normalize("NFD", text)) == key_bytes(unicodedata.normalize("NFC", text))
    assert key_bytes(key.decode()) == key


def test_key_bytes_are_fixed_for_ever() -> None:
    """These bytes must never change: every office in the field was locked with them."""
    assert key_bytes("चिड़िया\u00a0पेड़") == bytes.fromhex(
        "e0a49ae0a4bfe0a4a1e0a4bce0a4bfe0a4afe0a4be20e0a4aae0a587e0a4a1e0a4bc"
    )


def test_what_was_typed_counts() -> None:
    """Case, blanks at the ends, joiners and look-alike signs are kept apart."""
    typed = ["Chai", "chai", " chai", "chai ", "ch\u200dai", "ｃhai", "chaí"]
    assert len({key_bytes(text) for text in typed}) == len(typed)


def test_a_broken_sign_at_sign_in_is_a_wrong_passphrase() -> None:
    """Half of an emoji from a broken input method never opened anything, and is no crash."""
    with pytest.raises(DeskError) as caught:
        key_bytes("\ud83d")
    assert caught.value.code is ErrorCode.PASSPHRASE_WRONG


def test_no_passphrase_in_an_error() -> None:
    """A refusal carries limits only."""
    for text in ("kurz", GOOD * 20, "policepolicepolice", GOOD + "\n"):
        with pytest.raises(DeskError) as caught:
            check(text)
        assert all(isinstance(fact, int) for fact in caught.value.facts.values())
        assert text not in str(caught.value)


def test_common_words_are_in_the_form_they_are_compared_in() -> None:
    """A word with a capital, a blank or another normal form would never match."""
    for word in [*COMMON, *KEY_ROWS]:
        assert word == unicodedata.normalize("NFKC", word).casefold()
        assert len(word) >= 3


# --- the words on offer --------------------------------------------------------------------------


def test_the_list_is_clean() -> None:
    """1,024 plain words: no nukta, nasal sign or joiner that two people spell differently, none short, sorted."""
    words = read_words(LIST)
    assert len(words) == WORD_LIST_LENGTH == 2**10
    assert list(words) == sorted(words)
    assert LIST.decode() == "".join(f"{word}\n" for word in words)
    plain = re.compile(r"[अ-औक-हा-ौ्ृ]{3,9}")
    nasal_before_its_row = re.compile(r"ङ्[क-घ]|ञ्[च-झ]|[णन]्[च-ध]|म्[प-भ]")
    for word in words:
        assert plain.fullmatch(word), word
        assert not nasal_before_its_row.search(word), word
        assert word not in COMMON, word


def test_no_two_words_sound_alike() -> None:
    """Length of i and u, the three s, n and ṇ: words that differ only there would be mistyped."""
    alike = str.maketrans("ीूईऊषशण", "िुइउससन")
    words = read_words(LIST)
    assert len({word.translate(alike) for word in words}) == len(words)


def test_every_offer_is_acceptable() -> None:
    """Six words of the list, drawn again and again, always pass the rules and come from the list."""
    words = read_words(LIST)
    offers = {offer(words) for _ in range(300)}
    assert len(offers) == 300
    for phrase in offers:
        assert len(phrase.split(" ")) == 6
        assert set(phrase.split(" ")) <= set(words)
        assert refusal(phrase) is None


@pytest.mark.parametrize("data", [b"", LIST[: len(LIST) // 2], LIST + LIST, LIST + "घर\n".encode(), b"\xff" + LIST])
def test_a_list_that_is_not_whole_is_refused(data: bytes) -> None:
    """A shorter list would offer less than the stated 60 bits."""
    with pytest.raises(DeskError) as caught:
        read_words(data)
    assert caught.value.code is ErrorCode.PROGRAM_DAMAGED
