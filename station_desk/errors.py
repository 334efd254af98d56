"""The catalogue of everything that can go wrong and is known. Owns codes, never sentences (those are `ui/texts.py`).

    Exception
    └── DeskError            a known situation with a code and facts; shown to the person as a sentence
        └── AnswersRefusedError   a form was not accepted; carries one `Problem` per field, all at once

A fact is an id, a count, a code or a date: never text that a person typed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class ErrorCode(StrEnum):
    """One member per situation a person can be told about. The value is shown for technical support."""

    # office and unlocking
    OFFICE_EXISTS = "office-exists"
    OFFICE_MISSING = "office-missing"
    FOLDER_NOT_EMPTY = "folder-not-empty"
    PASSPHRASE_WRONG = "passphrase-wrong"
    PASSPHRASE_SHORT = "passphrase-short"
    PASSPHRASE_COMMON = "passphrase-common"
    PERSON_UNKNOWN = "person-unknown"
    PERSON_NEEDED = "person-needed"
    CODE_INVALID = "code-invalid"
    NAME_NEEDED = "name-needed"
    NOT_A_STATION = "not-a-station"
    NOT_A_DISTRICT = "not-a-district"
    CLOCK_IS_REAL = "clock-is-real"
    SIGN_IN_WAIT = "sign-in-wait"
    PERSON_LEFT = "person-left"
    DEVICE_KEY_MISSING = "device-key-missing"
    DEVICE_KEY_DAMAGED = "device-key-damaged"
    KEY_FILE_OLD = "key-file-old"
    KEY_FILE_SWAPPED = "key-file-swapped"
    KEY_FILE_STALE = "key-file-stale"
    # people and powers
    OWN_POWER = "own-power"
    ROLES_TOGETHER = "roles-together"
    LAST_HEAD = "last-head"
    LAST_SECOND = "last-second"
    LAST_UNWALLED = "last-unwalled"
    NEEDS_PASSPHRASE = "needs-passphrase"
    END_REACHED = "end-reached"
    NAME_LONG = "name-long"
    SECOND_NEEDED = "second-needed"
    SECOND_SAME = "second-same"
    SECOND_WALLED = "second-walled"
    SECOND_THERE = "second-there"
    OWN_KEY_OLD = "own-key-old"
    DESK_READ_ONLY = "desk-read-only"
    NOTHING_FOUND = "nothing-found"
    LINES_FEWER = "lines-fewer"
    # working notes
    NOTE_EMPTY = "note-empty"
    NOTE_LONG = "note-long"
    NOTES_NONE = "notes-none"
    SEALED_NO_KEY = "sealed-no-key"
    # answers and records
    ANSWERS_REFUSED = "answers-refused"
    RECORD_MISSING = "record-missing"
    RECORD_DAMAGED = "record-damaged"
    RECORD_STATE = "record-state"
    REASON_NEEDED = "reason-needed"
    REASON_LONG = "reason-long"
    RECORD_MOVED = "record-moved"
    NOT_LATER = "not-later"
    WITHDRAWAL_STANDS = "withdrawal-stands"
    MATTER_CLOSED = "matter-closed"
    MATTER_NOT_CLOSED = "matter-not-closed"
    CLOSURE_NONE = "closure-none"
    CLOSURE_WAITS = "closure-waits"
    CLOSURE_STALE = "closure-stale"
    CASE_BEGUN = "case-begun"
    CLOCK_UNKNOWN = "clock-unknown"
    CLOCK_TOLD = "clock-told"
    CLOCK_NOT_LATE = "clock-not-late"
    MOMENT_EARLY = "moment-early"
    SIGN_NOT_OPEN = "sign-not-open"
    MOMENT_AHEAD = "moment-ahead"
    # papers of a case
    CONSENT_NOT_GIVEN = "consent-not-given"
    CONSENT_STANDS = "consent-stands"
    REFERRAL_RECALLED = "referral-recalled"
    REFERRAL_NOT_SENT = "referral-not-sent"
    CARD_NOT_WANTED = "card-not-wanted"
    DATE_UNCONFIRMED = "date-unconfirmed"
    MATTER_SEALED = "matter-sealed"
    NOT_ALLOWED = "not-allowed"
    NOT_ENROLLED = "not-enrolled"
    ALREADY_ENROLLED = "already-enrolled"
    ENROLMENT_AGAIN = "enrolment-again"
    RECEIPT_NOT_WRITTEN = "receipt-not-written"
    NOTHING_TO_SEND = "nothing-to-send"
    NAMES_HER = "names-her"
    FILE_NOT_ANSWERS = "file-not-answers"
    FILE_NOT_DAY = "file-not-day"
    DAY_INVALID = "day-invalid"
    DATE_TOO_EARLY = "date-too-early"
    DATE_TOO_LATE = "date-too-late"
    CLOCK_STEADY = "clock-steady"
    # host
    DISK_FULL = "disk-full"
    READ_ONLY = "read-only"
    ALREADY_RUNNING = "already-running"
    FILE_MISSING = "file-missing"
    FILE_UNREADABLE = "file-unreadable"
    WRITE_FAILED = "write-failed"
    READ_BACK_DIFFERS = "read-back-differs"
    FILE_TOO_LARGE = "file-too-large"
    PROGRAM_DAMAGED = "program-damaged"
    # store
    STORE_DAMAGED = "store-damaged"
    STORE_MISSING = "store-missing"
    STORE_NEWER = "store-newer"
    STORE_UNSUITABLE = "store-unsuitable"
    LOG_BROKEN = "log-broken"
    # vault
    VAULT_MISSING = "vault-missing"
    VAULT_DAMAGED = "vault-damaged"
    VAULT_NEWER = "vault-newer"
    PASSPHRASE_LONG = "passphrase-long"
    PASSPHRASE_CHARACTER = "passphrase-character"
    PERSON_EXISTS = "person-exists"
    MEMORY_SHORT = "memory-short"
    DEVICE_KEY_OTHER = "device-key-other"
    LAST_SLOT = "last-slot"
    BOX_WRONG = "box-wrong"
    SEALED_DAMAGED = "sealed-damaged"
    RECOVERY_DIGITS = "recovery-digits"
    RECOVERY_GROUP = "recovery-group"
    RECOVERY_SAME_SHEET = "recovery-same-sheet"
    RECOVERY_SHEET_OTHER = "recovery-sheet-other"
    RECOVERY_UNFINISHED = "recovery-unfinished"
    PIN_SHORT = "pin-short"
    PIN_COMMON = "pin-common"
    PIN_WRONG = "pin-wrong"
    PIN_SPENT = "pin-spent"
    LIBRARY_UNSUITABLE = "library-unsuitable"
    # sync
    BUNDLE_NOT_OURS = "bundle-not-ours"
    BUNDLE_TRUNCATED = "bundle-truncated"
    BUNDLE_TOO_LARGE = "bundle-too-large"
    BUNDLE_NEWER = "bundle-newer"
    BUNDLE_CHANGED = "bundle-changed"
    NOTE_MALFORMED = "note-malformed"
    SENDER_UNKNOWN = "sender-unknown"
    SIGNATURE_WRONG = "signature-wrong"
    WRONG_RECIPIENT = "wrong-recipient"
    CANNOT_UNSEAL = "cannot-unseal"
    INNER_DIFFERS = "inner-differs"
    PAYLOAD_MALFORMED = "payload-malformed"
    BUNDLE_REPLAYED = "bundle-replayed"
    BUNDLE_EPOCH_UNKNOWN = "bundle-epoch-unknown"
    BUNDLE_GAP = "bundle-gap"
    BUNDLE_FORK = "bundle-fork"
    TRUST_NEWER = "trust-newer"
    RECEIPT_NOT_REMEMBERED = "receipt-not-remembered"
    LOG_ROLLED_BACK = "log-rolled-back"
    LOG_ROOT_DIFFERS = "log-root-differs"
    LEAF_WRONG = "leaf-wrong"
    PART_CHANGED = "part-changed"
    AUTHOR_UNKNOWN = "author-unknown"
    AUTHOR_WRONG = "author-wrong"
    RECEIPT_NOT_OURS = "receipt-not-ours"
    RECEIPT_REPLAYED = "receipt-replayed"
    RECEIPT_FORK = "receipt-fork"
    RECEIPT_GAP = "receipt-gap"
    RECEIPT_BUNDLE_UNKNOWN = "receipt-bundle-unknown"
    RECEIPT_ROOT_DIFFERS = "receipt-root-differs"
    ENROLMENT_NOT_OURS = "enrolment-not-ours"
    ENROLMENT_EPOCH_OLD = "enrolment-epoch-old"
    ENROLMENT_LOG_DIFFERS = "enrolment-log-differs"
    KEYS_DAMAGED = "keys-damaged"
    # printing
    # ui
    STOPPED = "stopped"


class DeskError(Exception):
    """A known situation. `code` names it, `facts` are its ids, counts and codes."""

    def __init__(self, code: ErrorCode, **facts: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.facts: dict[str, str | int] = facts

    def __str__(self) -> str:
        return " ".join([self.code.value, *(f"{name}={value}" for name, value in sorted(self.facts.items()))])


class ProblemCode(StrEnum):
    """One member per thing that can be said beside a field."""

    REQUIRED = "required"
    NOT_A_NUMBER = "not-a-number"
    TOO_SMALL = "too-small"
    TOO_LARGE = "too-large"
    TOO_LONG = "too-long"
    NOT_A_DATE = "not-a-date"
    NO_SUCH_DATE = "no-such-date"
    DATE_NOT_EXACT = "date-not-exact"
    NOT_A_TIME = "not-a-time"
    FUTURE_DATE = "future-date"
    TOO_EARLY = "too-early"
    NOT_A_CHOICE = "not-a-choice"
    NONE_WITH_OTHERS = "none-with-others"
    NOT_A_PHONE = "not-a-phone"
    NOT_A_TOKEN = "not-a-token"
    NOT_A_PERSON = "not-a-person"
    WRONG_SHAPE = "wrong-shape"
    UNKNOWN_FIELD = "unknown-field"
    SET_BY_PROGRAM = "set-by-program"
    AADHAAR_MASKED = "aadhaar-masked"
    NAMES_HER = "names-her"
    BEFORE_OTHER = "before-other"
    AGE_DIFFERS = "age-differs"
    ADULT_ONLY = "adult-only"
    NAME_OR_WITHHELD = "name-or-withheld"
    JOINT_CLOSED = "joint-closed"
    SIGN_LEFT_OUT = "sign-left-out"
    LOOK_SOONER = "look-sooner"
    CONSENT_NOT_GIVEN = "consent-not-given"
    TOO_FEW = "too-few"


class Weight(StrEnum):
    """How much a problem weighs: `refuse` keeps the value out, `warn` asks for a reason, `notice` only tells."""

    REFUSE = "refuse"
    WARN = "warn"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to say beside one field.

    `path` is dotted, a row of a repeat by its number from 0 (`respondents.0.relation`); `facts` hold limits, field ids
    and dates.
    """

    path: str
    code: ProblemCode
    weight: Weight = Weight.REFUSE
    facts: tuple[tuple[str, str | int], ...] = field(default=())


class AnswersRefusedError(DeskError):
    """A form was not accepted; `problems` has every refusal, in the order of the form."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(ErrorCode.ANSWERS_REFUSED, count=len(problems))
        self.problems = tuple(problems)
