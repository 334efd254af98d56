"""The known answers, and that each of them can fail."""

from __future__ import annotations

import pytest
from vault_offices import refusal

from station_desk.errors import ErrorCode
from station_desk.vault import self_test


def test_the_library_under_us_is_the_one_we_know() -> None:
    """Every known answer holds here."""
    self_test.check()


@pytest.mark.parametrize(
    ("answer", "step"),
    [
        ("_ARGON2ID_TAG", "argon2id"),
        ("_ED25519_PUBLIC", "ed25519"),
        ("_ED25519_SIGNATURE", "ed25519"),
        ("_HKDF_KEY", "hkdf"),
        ("_CHACHA_SEALED", "chacha20-poly1305"),
        ("_BOX", "x-wing"),
    ],
)
def test_another_answer_is_refused(answer: str, step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that gave anything else in one bit would be told by its step, before any key is touched."""
    known: bytes = getattr(self_test, answer)
    monkeypatch.setattr(self_test, answer, known[:-1] + bytes([known[-1] ^ 1]))
    error = refusal(self_test.check)
    assert (error.code, error.facts) == (ErrorCode.LIBRARY_UNSUITABLE, {"step": step})


def test_a_step_that_breaks_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that raises instead of answering is no better."""
    monkeypatch.setattr(self_test, "_ED25519_SEED", b"short")
    assert refusal(self_test.check).facts == {"step": "ed25519"}
