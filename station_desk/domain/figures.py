"""Numbers as people write them: either digit set, phones, identity numbers. Owns folding and masking.

Sources: Aadhaar is 12 digits, first 2-9, last a Verhoeff check digit, and is never kept (Aadhaar Act s.29(4)); a longer
reference number (IGRS has 14) that holds such a run by chance is no Aadhaar number.
"""

from __future__ import annotations

import re
from typing import Final

from station_desk.domain.letters import fold_digits

_GAP = r"[\s\-\u00ad\u2010-\u2015.,/_()·\u200b-\u200f\u2060\ufeff]{0,3}"
_AADHAAR = re.compile(rf"(?=(?<!\d)([2-9]\d{{3}}{_GAP}\d{{4}}{_GAP}\d{{4}})(?!\d))")
_NOT_DIGIT = re.compile(r"[^\d]")
_MOBILE = re.compile(r"[6-9]\d{9}")
_LANDLINE = re.compile(r"0[1-9]\d{8,9}")

_MULTIPLY: Final = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTE: Final = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def has_check_digit(digits: str) -> bool:
    """Tell whether the last digit is the Verhoeff check of the others."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_MULTIPLY[check][int(_PERMUTE[place % 8][int(digit)])])
    return check == 0


def mask_aadhaar(text: str) -> tuple[str, int]:
    """Replace each Aadhaar-like number by X and its last four digits; return the text and how many were masked.

    Looked for at every group of four, whatever parts the groups and in whatever script the digits are.
    """
    folded, kept, done, masked = fold_digits(text), [], 0, 0
    for match in _AADHAAR.finditer(folded):
        digits = _NOT_DIGIT.sub("", match[1])
        if match.start(1) >= done and has_check_digit(digits):
            kept += [text[done : match.start(1)], f"XXXX XXXX {digits[-4:]}"]
            done, masked = match.end(1), masked + 1
    return "".join([*kept, text[done:]]), masked


def read_phone(text: str) -> str | None:
    """Return a phone as digits: ten for a mobile, with 0 before a landline's code; None when it is neither."""
    digits = _NOT_DIGIT.sub("", fold_digits(text))
    if text.strip().startswith("+") or len(digits) == 12:
        if not digits.startswith("91"):
            return None
        digits = digits[2:]
    if _MOBILE.fullmatch(digits.removeprefix("0")):
        return digits.removeprefix("0")
    return digits if _LANDLINE.fullmatch(digits) else None


def read_whole(text: str) -> int | None:
    """Return a whole number typed in either digit set, or None."""
    folded = fold_digits(text).strip().replace(",", "")
    return int(folded) if re.fullmatch(r"-?\d{1,15}", folded) else None
