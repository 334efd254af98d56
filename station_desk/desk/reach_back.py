"""What of a matter has already gone out: to whom, when, with what proof; and which consent stopped when. Only reads.

Tokens, partners and codes are enough for that: nothing here says who she is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from station_desk.desk import papers
from station_desk.desk.cases import case_of
from station_desk.desk.law import case_form, partners
from station_desk.desk.papers import RECALL_LETTER, REFERRAL_LETTER
from station_desk.desk.ports import Desk
from station_desk.desk.recording import readable
from station_desk.desk.releasing import carries_name
from station_desk.desk.sight import gate
from station_desk.domain.case import CONSENT, REFERRAL, Case, CaseRevision, told_consent, withdrawn
from station_desk.domain.disclosure import BY_HER_YES, is_recalled, rows_of, was_sent
from station_desk.domain.roles import Right
from station_desk.domain.sensitivity import NAME_ROW
from station_desk.store import cases as case_rows
from station_desk.store import exchanges, log
from station_desk.store.connect import Connection


class Way(StrEnum):
    """How something went out."""

    BUNDLE = "bundle"  # to the district
    LETTER = "letter"  # printed; who carried it stands in the referral
    REFERRAL = "referral"  # written down as sent
    RECALL = "recall"  # a letter that took one back


class Proof(StrEnum):
    """What shows that it went, the strongest first."""

    RECEIPT = "receipt"  # the other office said so: the district's signed receipt, the partner's acknowledgement
    WRITTEN = "written"  # on a stick, read back the same
    PRINTED = "printed"  # a line of the log with the hash of each page
    TOLD = "told"  # somebody wrote that it was sent


@dataclass(frozen=True, slots=True)
class Gone:
    """One thing that went out. `at` is a UTC moment.

    `to` is a code of `referral_partner`, or for a bundle the district's code, `office` what it is called. `shared` are
    codes of `what_shared`; a bundle has `revisions`, those that carried her name. `number` is the bundle's or the
    letter's own, by which it is asked back; `proof_of` the number of the bundle, receipt or letter that proves it, or a
    code of `acknowledgement`. `rows` are the consent rows it stood on and `stopped_at` the moment from which none of
    that consent stands, "" while it does; `recalled` that its referral is written down as taken back.
    """

    way: Way
    at: str
    to: str
    office: str
    proof: Proof
    proof_of: str
    named: bool
    number: str = ""
    shared: tuple[str, ...] = ()
    revisions: tuple[int, ...] = ()
    record: str = ""
    rows: tuple[str, ...] = ()
    stopped_at: str = ""
    recalled: bool = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """A consent row that stood and does no more: since when, and by which record ("" for the intake itself)."""

    row: str
    at: str
    record: str


@dataclass(frozen=True, slots=True)
class ReachBack:
    """Everything that went out of one matter, oldest first, and the consent that has stopped since."""

    gone: tuple[Gone, ...]
    stopped: tuple[Stopped, ...]


def reach_back(desk: Desk, matter: str) -> ReachBack:
    """Return what has gone out of a matter, and which consent stopped when. Raises RECORD_MISSING, MATTER_SEALED."""
    desk.must(Right.MATTERS)
    desk.must_be("station")
    gate(desk, matter)
    with desk.store.read() as read:
        case = case_of(read, matter)
        ended = withdrawn(case)
        found = [*_bundles(read, matter, ended), *_letters(read, case, ended), *_referrals(case, ended)]
    stopped = tuple(Stopped(row, at, _stopping(case, row, at)) for row, at in ended.items())
    return ReachBack(tuple(sorted(found, key=lambda one: one.at)), tuple(sorted(stopped, key=lambda one: one.at)))


def _stopping(case: Case, row: str, at: str) -> str:
    """Return the consent record that ended a row, "" where the intake did."""
    for record in case.of(CONSENT):
        if told_consent(record.answers).get(row, "yes") != "yes" and record.first_at == at:
            return record.record
    return ""


# To the district


def _bundles(read: Connection, matter: str, ended: dict[str, str]) -> Iterator[Gone]:
    """Yield each written bundle with a line of the matter, and which revisions of its intake left with her name.

    Of a bundle of which nobody wrote down what went whole the worst is told: everything in its range.
    """
    intake = [(line, revision) for line in log.lines_of_record(read, matter) if (revision := readable(line))]
    rows = case_rows.of_matter(read, matter)
    lines = {line.seq for line, _ in intake} | {
        line.seq for row in rows for line in log.lines_of_record(read, row.record)
    }
    receipts = [row for row in exchanges.receipts(read) if row.result == "accepted"]
    district = next(iter(exchanges.peers(read, "district")), None)
    whole = exchanges.lines_sent_whole(read)
    for bundle in exchanges.outgoing(read):
        inside = lines & set(whole.get(bundle.seq, range(bundle.first_line, bundle.last_line + 1)))
        if bundle.written_at is None or not inside:
            continue
        named = tuple(revision.number for line, revision in intake if line.seq in inside and carries_name(line))
        receipt = next((row for row in receipts if row.log_size >= bundle.last_line), None)
        yield Gone(
            way=Way.BUNDLE,
            at=bundle.written_at,
            to=district.code if district else "",
            office=district.name if district else "",
            proof=Proof.RECEIPT if receipt else Proof.WRITTEN,
            proof_of=str(receipt.receipt_seq if receipt else bundle.seq),
            named=bool(named),
            number=str(bundle.seq),
            revisions=named,
            rows=(NAME_ROW,) if named else (),
            stopped_at=ended.get(NAME_ROW, "") if named else "",
        )


# To partners


def _letters(read: Connection, case: Case, ended: dict[str, str]) -> Iterator[Gone]:
    form, referrals = case_form(REFERRAL), {record.record: record for record in case.of(REFERRAL)}
    for line in papers.of_matter(read, case.matter):
        referral = referrals.get(line.of)
        if referral is None or line.paper not in (REFERRAL_LETTER, RECALL_LETTER):
            continue
        rows = _rows(referral)
        yield Gone(
            way=Way.LETTER if line.paper == REFERRAL_LETTER else Way.RECALL,
            at=line.at,
            to=str(referral.answers.get("partner", "")),
            office=str(referral.answers.get("partner_office", "")),
            proof=Proof.PRINTED,
            proof_of=line.number,
            named="first_name" in line.shared,
            number=line.number,
            shared=line.shared,
            record=line.of,
            rows=rows,
            stopped_at=_stopped(rows, ended),
            recalled=is_recalled(form, referral.answers),
        )


def _referrals(case: Case, ended: dict[str, str]) -> Iterator[Gone]:
    form = case_form(REFERRAL)
    for referral in case.of(REFERRAL):
        if not was_sent(form, referral.answers):
            continue
        shared = tuple(cast(Sequence[str], referral.answers.get("what_shared", ())))
        answer = str(referral.answers.get("acknowledgement", ""))
        rows = _rows(referral)
        yield Gone(
            way=Way.REFERRAL,
            at=str(referral.answers.get("sent_at", referral.at)),
            to=str(referral.answers.get("partner", "")),
            office=str(referral.answers.get("partner_office", "")),
            proof=Proof.RECEIPT if answer not in ("", "none") else Proof.TOLD,
            proof_of=answer,
            named="first_name" in shared,
            shared=shared,
            record=referral.record,
            rows=rows,
            stopped_at=_stopped(rows, ended),
            recalled=is_recalled(form, referral.answers),
        )


def _rows(referral: CaseRevision) -> tuple[str, ...]:
    """Return the consent rows a referral stands on: the one it names, else those of its partner; none by a duty."""
    if referral.answers.get("basis") not in BY_HER_YES:
        return ()
    if row := str(referral.answers.get("consent_row", "")):
        return (row,)
    return tuple(sorted(rows_of(partners(), str(referral.answers.get("partner", ""))) or ()))


def _stopped(rows: Sequence[str], ended: dict[str, str]) -> str:
    return max((ended[row] for row in rows), default="") if rows and all(row in ended for row in rows) else ""
