"""The three sheets of recovery: what is printed on them and which keys a code gives. Owns digits and derivation.

A code is 128 random bits, printed once as eight groups of six digits and kept by nobody else. Group n (from 0) is
16 bits times 11, plus n: the remainder tells a mistyped digit, a swap of neighbours and a group in another's place.
Must never print, keep or log a code, nor open anything alone: what two codes open together is `keyring.recover`.
"""

from __future__ import annotations

import re
import secrets
from typing import Final

from station_desk.domain.letters import fold_digits
from station_desk.errors import DeskError, ErrorCode
from station_desk.vault.secret import Secret
from station_desk.vault.symmetric import expand

SHEETS: Final = ("house_officer", "nodal_officer", "district")
CODE_BYTES: Final = 16
GROUPS: Final = CODE_BYTES // 2
GROUP_DIGITS: Final = 6
_CHECK: Final = 11


def new_code() -> Secret:
    """Make the code of a new sheet."""
    return Secret(secrets.token_bytes(CODE_BYTES))


def digits(code: Secret) -> str:
    """Write a code as it is printed: eight groups of six digits, a blank between."""
    value = code.reveal()
    groups = (int.from_bytes(value[2 * n : 2 * n + 2], "big") for n in range(GROUPS))
    return " ".join(f"{group * _CHECK + n:0{GROUP_DIGITS}d}" for n, group in enumerate(groups))


def read_digits(text: str) -> Secret:
    """Read a code as it was typed, in digits of any script; blanks, hyphens and the like do not matter.

    RECOVERY_DIGITS (`count`) when it is not 48 digits, RECOVERY_GROUP (`group`, 1 to 8) for the first that does not
    check.
    """
    typed = re.sub(r"[^0-9]", "", fold_digits(text))
    if len(typed) != GROUPS * GROUP_DIGITS:
        raise DeskError(ErrorCode.RECOVERY_DIGITS, count=len(typed))
    code = bytearray()
    for n in range(GROUPS):
        group = typed[n * GROUP_DIGITS : (n + 1) * GROUP_DIGITS]
        if not group_fits(n, group):
            raise DeskError(ErrorCode.RECOVERY_GROUP, group=n + 1)
        code += (int(group) // _CHECK).to_bytes(2, "big")
    return Secret(code)


def group_fits(place: int, group: str) -> bool:
    """Tell whether six digits can stand in a place, counted from 0: each group checks itself and where it is."""
    if len(group) != GROUP_DIGITS or not (group.isascii() and group.isdecimal()):
        return False
    value, remainder = divmod(int(group), _CHECK)
    return remainder == place and value < 1 << 16


def box_seed(code: Secret, office: str) -> Secret:
    """Derive the seed of a sheet's box (`box.public_of`), of this office (its code) alone."""
    return Secret(expand(code.reveal(), f"recovery/box/{office}"))


def author_seed(code: Secret, office: str) -> Secret:
    """Derive the seed of the pen that signs what is done with a sheet (`author.Author`)."""
    return Secret(expand(code.reveal(), f"recovery/author/{office}"))
