"""Receipts: the district's word about a bundle, and when a station believes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sync_offices import CREATED, fixed, office_keys

from station_desk.domain import log
from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import note, receipt
from station_desk.sync.note import NO_HASH, Signed
from station_desk.sync.receipt import Receipt, ReceiptChain, Sent
from station_desk.sync.trusted_chain import Outcome, Verdict

DISTRICT = office_keys("DIS")
LEAVES = tuple(fixed(f"leaf {number}") for number in range(5))
CHAIN = ReceiptChain(
    station="SAS",
    district="DIS",
    epoch=1,
    confirmed=0,
    receipts=(),
    sent={1: Sent(fixed("note 1"), 2), 2: Sent(fixed("note 2"), 5)},
    leaves=LEAVES,
)
FIRST = Receipt(
    district="DIS",
    station="SAS",
    epoch=1,
    seq=1,
    note_sha256=fixed("note 1"),
    result=Outcome.ACCEPTED,
    reason="none",
    log_size=2,
    log_root=log.root(LEAVES[:2]),
    district_time=CREATED,
    trust_version=1,
    receipt_seq=1,
    prev=NO_HASH,
)


def signed(claims: Receipt) -> Signed[Receipt]:
    return receipt.verify(receipt.make(claims, DISTRICT), "DIS", DISTRICT.public)


def refusal(chain: ReceiptChain, claims: Receipt) -> str:
    with pytest.raises(DeskError) as caught:
        receipt.judge(chain, signed(claims))
    return caught.value.code.value


def after(chain: ReceiptChain, *claims: Receipt) -> ReceiptChain:
    """Return the chain after these receipts have been taken."""
    for one in claims:
        assert receipt.judge(chain, signed(one)) is Verdict.NEXT
        chain = replace(chain, receipts=(*chain.receipts, signed(one).hash), confirmed=one.log_size)
    return chain


SECOND = replace(
    FIRST,
    seq=2,
    note_sha256=fixed("note 2"),
    log_size=5,
    log_root=log.root(LEAVES),
    receipt_seq=2,
    prev=signed(FIRST).hash,
)


def test_receipts_in_order() -> None:
    """Receipts that follow each other are taken; each of them again is a duplicate."""
    chain = after(CHAIN, FIRST, SECOND)
    assert receipt.judge(chain, signed(FIRST)) is Verdict.DUPLICATE
    assert receipt.judge(chain, signed(SECOND)) is Verdict.DUPLICATE
    assert receipt.file_name(SECOND) == "sas-e1-000002.sdr"


def test_held_and_refused_are_receipts_too() -> None:
    """A receipt that tells of a refusal is taken like any other and confirms what the district has."""
    held = replace(
        FIRST,
        seq=2,
        note_sha256=fixed("note 2"),
        result=Outcome.HELD,
        reason="bundle-gap",
        log_size=0,
        log_root=log.root(()),
    )
    then = replace(FIRST, receipt_seq=2, prev=signed(held).hash)
    assert after(CHAIN, held, then).confirmed == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"station": "RPR"}, "receipt-not-ours"),
        ({"epoch": 2}, "receipt-not-ours"),
        ({"receipt_seq": 2}, "receipt-gap"),
        ({"receipt_seq": 2**63 - 1}, "receipt-gap"),
        ({"prev": b"x" * 32}, "receipt-fork"),
        ({"seq": 3}, "receipt-bundle-unknown"),
        ({"seq": 2}, "receipt-bundle-unknown"),
        ({"note_sha256": b"x" * 32}, "receipt-bundle-unknown"),
        ({"log_root": b"x" * 32}, "receipt-root-differs"),
        ({"log_size": 3}, "receipt-root-differs"),
        ({"log_size": 3, "log_root": log.root(LEAVES[:3])}, "receipt-root-differs"),
        ({"log_size": 6, "log_root": log.root((*LEAVES, b"x" * 32))}, "receipt-root-differs"),
        ({"log_size": 2**63 - 1}, "receipt-root-differs"),
    ],
)
def test_refuses(changes: dict[str, object], code: str) -> None:
    """Every rule of FORMAT 10.2 has its own code."""
    assert refusal(CHAIN, replace(FIRST, **changes)) == code  # type: ignore[arg-type]


def test_closed_epoch_is_a_replay() -> None:
    """A receipt of an epoch before is a replay and not somebody else's."""
    assert refusal(replace(CHAIN, epoch=2), FIRST) == "receipt-replayed"


def test_second_receipt_with_one_number_is_a_fork() -> None:
    """A district that says two things under one number is found out."""
    assert refusal(after(CHAIN, FIRST), replace(FIRST, district_time=CREATED.replace(year=2027))) == "receipt-fork"


def test_district_cannot_take_back() -> None:
    """What has been confirmed stays confirmed: a later receipt with less is refused."""
    less = replace(SECOND, result=Outcome.HELD, reason="bundle-gap", log_size=1, log_root=log.root(LEAVES[:1]))
    assert refusal(after(CHAIN, FIRST), less) == "receipt-root-differs"


def test_only_our_district_signs() -> None:
    """Another office, or another key in the district's name, is refused."""
    agra = office_keys("AGR")
    with pytest.raises(DeskError) as caught:
        receipt.verify(receipt.make(replace(FIRST, district="AGR"), agra), "DIS", DISTRICT.public)
    assert caught.value.code is ErrorCode.SENDER_UNKNOWN
    with pytest.raises(DeskError) as caught:
        receipt.verify(receipt.make(FIRST, agra), "DIS", DISTRICT.public)
    assert caught.value.code is ErrorCode.SIGNATURE_WRONG


def test_reason_belongs_to_the_result() -> None:
    """An acceptance has no reason and a refusal has one, in writing and in reading."""
    odd = (replace(FIRST, reason="bundle-gap"), replace(FIRST, result=Outcome.REFUSED))
    for claims in odd:
        with pytest.raises(ValueError, match="reason"):
            receipt.make(claims, DISTRICT)
        with pytest.raises(DeskError) as caught:
            receipt.verify(note.write(receipt.KIND, claims, DISTRICT), "DIS", DISTRICT.public)
        assert caught.value.facts == {"field": "reason"}


def test_result_is_one_of_four_words() -> None:
    """A result that nobody defined is malformed."""
    data = receipt.make(FIRST, DISTRICT).replace(b"result accepted", b"result approved")
    with pytest.raises(DeskError) as caught:
        receipt.verify(data, "DIS", DISTRICT.public)
    assert caught.value.facts == {"field": "result"}


def test_every_code_can_be_a_reason() -> None:
    """Whatever refuses a bundle can be written into its receipt and read there (FORMAT 3.7)."""
    for code in ErrorCode:
        assert signed(replace(FIRST, result=Outcome.REFUSED, reason=code.value)).claims.reason == code.value
