"""What a referral letter may tell: no more than the referral names, and only while she agrees. Owns that judgement.

Sources: domain notes 5.5 (consent for each referral, withdrawal at any time), 2.1 and BNS s.72 (who she is in a
restricted matter), the referral form (`basis`: without asking her only what the law demands).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, cast

from station_desk.domain.answers import has_mark
from station_desk.domain.case import CONSENT, Case, CaseRevision, consents, said, told_consent, withdrawn
from station_desk.domain.conditions import Answered
from station_desk.domain.fields import Form
from station_desk.domain.names import is_title
from station_desk.domain.partners import Partner
from station_desk.domain.sensitivity import Confidentiality, Word, confidentiality, is_child

TOKEN, NAME, CONTACT, GIST, DOCUMENTS = "token_only", "first_name", "contact", "gist", "documents"
BY_HER_YES: Final = frozenset({"consent_row", "asked_now"})  # the other grounds need no consent
MUST_REPORT, COURT_ORDER = "must_report", "court_order"
RECALLED: Final = "recalled"  # the mark of a status


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What is told of her beside the token: codes of `what_shared`, in the order of the form's list."""

    codes: tuple[str, ...]

    def tells(self, code: str) -> bool:
        """Tell whether this is among what is told."""
        return code in self.codes

    def without(self, code: str) -> Disclosure:
        """Return what is told when this is left out."""
        return Disclosure(tuple(one for one in self.codes if one != code))

    @property
    def who_she_is(self) -> bool:
        """Whether anything of it is identity level."""
        return self.tells(NAME) or self.tells(CONTACT)


def rows_of(partners: Sequence[Partner], code: str) -> frozenset[str] | None:
    """Return the consent rows under which a partner of the referral form may be told; None for one that nobody lists.

    Empty: no row covers it, her consent is asked for this referral alone.
    """
    found = [partner for partner in partners if partner.referral == code]
    return frozenset(partner.consent_row for partner in found if partner.consent_row) if found else None


def has_duty(partners: Sequence[Partner], code: str) -> bool:
    """Tell whether some law has a partner of the referral form told whether or not she agrees."""
    return any(partner.duty for partner in partners if partner.referral == code)


def is_agreed(form: Form, case: Case, referral: CaseRevision, rows: Collection[str] | None, *, duty: bool) -> bool:
    """Tell whether a referral may be told to its partner now: by its legal ground, or because she agrees still.

    `rows` are those of the partner; that it must be told by law is a ground only for one of which a law says so.
    """
    answers = referral.answers
    if answers.get("basis") not in BY_HER_YES:
        return duty or answers.get("basis") != MUST_REPORT
    if has_mark([form.field("status")], answers, "not_agreed"):
        return False
    if row := answers.get("consent_row"):
        return (rows is None or row in rows) and consents(case).get(str(row)) == "yes"
    since = _said_since(case, referral)
    return all(since.get(row, "yes") == "yes" for row in rows or ())


def _said_since(case: Case, referral: CaseRevision) -> dict[str, str]:
    """Return what she answered to the consent rows after a referral was first recorded: the newest word of each."""
    words: dict[str, str] = {}
    if str(case.intake.get("consent_withdrawn_at", "")) > referral.first_at:
        words |= dict.fromkeys(cast(Sequence[str], case.intake.get("consent_withdrawn_scope", ())), "no")
    for record in case.of(CONSENT):
        if record.first > referral.first:
            words |= told_consent(record.answers)
    return words


def disclosure(
    form: Form, intake: Form, case: Case, referral: CaseRevision, rows: Collection[str] | None
) -> Disclosure:
    """Return what the letter tells: what the referral names, in a restricted matter who she is only if she allowed it.

    Only a woman who answered for herself allows that; a guardian's yes, or a duty to report, sends the token alone.
    So does, in any matter, a ground that needs no yes once she took one back from the partner, whose `rows` these are.
    """
    named = cast(Sequence[str], referral.answers.get("what_shared", ()))
    codes = [choice.code for choice in form.field("what_shared").choices if choice.code in named]
    if confidentiality(intake, case.intake) is not Confidentiality.OPEN:
        who_she_is = _allowed_by_her(intake, case, referral, rows)
    else:
        who_she_is = referral.answers.get("basis") in BY_HER_YES or not _took_back(case, rows)
    if not who_she_is:
        codes = [code for code in codes if code not in (NAME, CONTACT)]
    return Disclosure(tuple(code for code in codes if code != TOKEN))


def _allowed_by_her(intake: Form, case: Case, referral: CaseRevision, rows: Collection[str] | None) -> bool:
    """Tell whether the yes that this referral stands on is her own; asked for it alone, who last said yes counts.

    A no or a withdrawal says nothing of who may give the yes, and who took a yes back from this partner gave none.
    """
    if referral.answers.get("basis") not in BY_HER_YES or is_child(intake, case.intake):
        return False
    if row := referral.answers.get("consent_row"):
        return said(case.intake, case.of(CONSENT)).get(str(row)) == Word("yes", "herself")
    yes = next((one for one in reversed(case.of(CONSENT)) if "yes" in told_consent(one.answers).values()), None)
    return (yes.answers if yes else case.intake).get("consent_by") == "herself" and not _took_back(case, rows)


def _took_back(case: Case, rows: Collection[str] | None) -> bool:
    """Tell whether she took back a row of a partner; where no row covers it, whether she took back any."""
    gone = withdrawn(case).keys() | _said_no_later(case)
    return bool(gone & set(rows) if rows else gone)


def _said_no_later(case: Case) -> set[str]:
    """Return the rows that she refused after the intake and did not allow since, also those never allowed before."""
    words: dict[str, str] = {}
    for record in case.of(CONSENT):
        words |= told_consent(record.answers)
    return {row for row, value in words.items() if value == "no"}


def is_recalled(form: Form, answers: Answered) -> bool:
    """Tell whether a referral was taken back."""
    return has_mark([form.field("status")], answers, RECALLED)


def was_sent(form: Form, answers: Answered) -> bool:
    """Tell whether a referral has left the desk."""
    return has_mark([form.field("status")], answers, "sent")


def first_name(name: str) -> str:
    """Return the first word of a name that is no title; "" of an empty one."""
    words = name.split()
    return next((word for word in words if not is_title(word)), words[0] if words else "")
