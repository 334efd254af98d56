"""What a verification finds. Owns the codes and the shape; every code has its two sentences in `i18n/findings.toml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final


class FindingCode(StrEnum):
    """One member per way in which the record is not as it was written."""

    # the file
    PAGES_DAMAGED = "pages-damaged"
    GUARD_MISSING = "guard-missing"
    KEY_FILE_DIFFERS = "key-file-differs"
    KEY_FILE_RECOVERED = "key-file-recovered"
    # lines
    LINE_MISSING = "line-missing"
    LINE_MISPLACED = "line-misplaced"
    LINE_BACK_DATED = "line-back-dated"
    HEADER_UNREADABLE = "header-unreadable"
    LEAF_DIFFERS = "leaf-differs"
    COLUMN_DIFFERS = "column-differs"
    AUTHOR_UNKNOWN = "author-unknown"
    SIGNATURE_WRONG = "signature-wrong"
    PART_MISSING = "part-missing"
    PART_DIFFERS = "part-differs"
    PART_UNKNOWN = "part-unknown"
    LINE_UNFOUNDED = "line-unfounded"
    CASE_LINE_UNREADABLE = "case-line-unreadable"
    CASE_LINE_UNFOUNDED = "case-line-unfounded"
    HEAD_DIFFERS = "head-differs"
    # what lists and forms read
    REVISION_UNREADABLE = "revision-unreadable"
    TABLE_DIFFERS = "table-differs"
    TALLY_DIFFERS = "tally-differs"
    CASE_DIFFERS = "case-differs"
    TABLE_ROW_UNKNOWN = "table-row-unknown"
    SERIAL_DIFFERS = "serial-differs"
    PERSON_DIFFERS = "person-differs"
    PERSON_UNKNOWN = "person-unknown"
    OFFICE_DIFFERS = "office-differs"
    # witnesses
    LOG_TAIL_LOST = "log-tail-lost"
    LOG_ROLLED_BACK = "log-rolled-back"
    LOG_REWRITTEN = "log-rewritten"
    CHECKPOINT_DIFFERS = "checkpoint-differs"
    LOG_DIFFERS_FROM_SENT = "log-differs-from-sent"
    LOG_DIFFERS_FROM_RECEIPT = "log-differs-from-receipt"
    ANCHOR_DAMAGED = "anchor-damaged"
    ANCHOR_MISSING = "anchor-missing"
    ANCHOR_NOT_WRITTEN = "anchor-not-written"
    # what went out and came in
    SENT_UNREADABLE = "sent-unreadable"
    SENT_DIFFERS = "sent-differs"
    RECEIPT_DIFFERS = "receipt-differs"
    PEER_DIFFERS = "peer-differs"
    TAKEN_BUNDLE_DIFFERS = "taken-bundle-differs"
    TAKEN_MISSING = "taken-missing"
    TAKEN_DIFFERS = "taken-differs"
    TAKEN_PART_DIFFERS = "taken-part-differs"
    TAKEN_AUTHOR_DIFFERS = "taken-author-differs"
    TAKEN_ROOT_DIFFERS = "taken-root-differs"
    TAKEN_LIST_DIFFERS = "taken-list-differs"


# A witness that cannot be kept says nothing about the record itself: told, but no reason to stop entering. One that
# was put in the place of ours does: a log that went back together with its keys cannot read the newer mark.
_NOTICES: Final = frozenset({FindingCode.ANCHOR_MISSING, FindingCode.ANCHOR_NOT_WRITTEN})

# What setting right mends whenever it is signed for; found again, it is something new and stops the desk again.
_MENDED: Final = frozenset(
    {
        FindingCode.KEY_FILE_DIFFERS,
        FindingCode.TABLE_DIFFERS,
        FindingCode.TALLY_DIFFERS,
        FindingCode.CASE_DIFFERS,
        FindingCode.TABLE_ROW_UNKNOWN,
        FindingCode.HEAD_DIFFERS,
        FindingCode.LOG_TAIL_LOST,
        FindingCode.LOG_ROLLED_BACK,
        FindingCode.LOG_REWRITTEN,
        FindingCode.ANCHOR_DAMAGED,
    }
)


def lying(*found: object) -> str:
    """Return a hash of what was found; only of values whose repr shows all of them."""
    return sha256(repr(found).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written: a code, the line it concerns (0 for the whole), and where.

    `since` is the moment of the first line concerned, "" where no line tells. `lies` is a hash of what was found in the
    place of what was written (`lying`), "" where the line, person or guard itself tells: the same place found with
    something else in it is another happening.
    """

    code: FindingCode
    seq: int
    where: str = ""
    since: str = ""
    lies: str = field(default="", compare=False)

    @property
    def is_grave(self) -> bool:
        """Whether the record itself is in doubt; otherwise only a witness beside it is."""
        return self.code not in _NOTICES

    @property
    def is_mended(self) -> bool:
        """Whether nothing of it is left once two officers have signed for it."""
        return self.code in _MENDED

    def __str__(self) -> str:
        """Name it the same way at every verification."""
        return " ".join(filter(None, [self.code, f"line {self.seq}", self.where]))
