"""Enrolment: two files, and the digits that two people read to each other."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sync_offices import CREATED, office_keys

from station_desk.domain import log
from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import enrolment, note
from station_desk.sync.enrolment import Approval

STATION, DISTRICT, THIEF = office_keys("SAS"), office_keys("DIS"), office_keys("AGR")
REQUEST_DATA = enrolment.make_request("SAS", "महिला हेल्प डेस्क, थाना सासनी", 1, 0, log.EMPTY_ROOT, CREATED, STATION)
REQUEST = enrolment.read_request(REQUEST_DATA)
APPROVAL_DATA = enrolment.make_approval("DIS", "जनपद हाथरस", REQUEST, 1, CREATED, DISTRICT)
APPROVAL = enrolment.read_approval(APPROVAL_DATA, REQUEST)


def test_both_ends_learn_the_other() -> None:
    """After request and approval each side has the other's key set and name."""
    assert enrolment.keys_of(REQUEST.claims) == STATION.public
    assert enrolment.keys_of(APPROVAL.claims) == DISTRICT.public
    assert (REQUEST.claims.name, APPROVAL.claims.name) == ("महिला हेल्प डेस्क, थाना सासनी", "जनपद हाथरस")
    assert enrolment.request_file_name(REQUEST.claims) == "sas-e1.sde"
    assert enrolment.approval_file_name(APPROVAL.claims) == "sas-e1.sda"


def test_both_ends_see_the_same_digits() -> None:
    """Request and approval each have six groups of five digits, and the two differ."""
    first = enrolment.request_fingerprint(enrolment.read_request(REQUEST_DATA).claims)
    second = enrolment.approval_fingerprint(APPROVAL.claims, REQUEST.claims)
    assert re.fullmatch(r"\d{5}( \d{5}){5}", first)
    assert re.fullmatch(r"\d{5}( \d{5}){5}", second)
    assert first != second


def test_the_digits_are_fixed() -> None:
    """The digits of the test keys never change: both ends of different releases must show the same."""
    assert enrolment.request_fingerprint(REQUEST.claims) == "60611 00780 53390 78928 02057 81622"
    assert enrolment.approval_fingerprint(APPROVAL.claims, REQUEST.claims) == "73763 77707 32611 78530 34746 08509"


def test_swapped_keys_show_in_the_digits() -> None:
    """Whoever swaps one key, the epoch or the name of the office on the way changes what is spoken."""
    spoken = enrolment.request_fingerprint(REQUEST.claims)
    swapped = [
        replace(REQUEST.claims, ed25519=THIEF.public.ed25519),
        replace(REQUEST.claims, ml_dsa_65=THIEF.public.mldsa65),
        replace(REQUEST.claims, sealing=THIEF.public.sealing),
        replace(REQUEST.claims, epoch=2),
        replace(REQUEST.claims, station="SAT"),
    ]
    assert spoken not in [enrolment.request_fingerprint(claims) for claims in swapped]
    both = enrolment.approval_fingerprint(APPROVAL.claims, REQUEST.claims)
    assert both != enrolment.approval_fingerprint(
        replace(APPROVAL.claims, sealing=THIEF.public.sealing), REQUEST.claims
    )
    assert both != enrolment.approval_fingerprint(APPROVAL.claims, swapped[2])


def test_possession_is_proved() -> None:
    """A request with keys its maker does not hold is refused."""
    forged = note.write(enrolment.REQUEST, REQUEST.claims, THIEF)
    with pytest.raises(DeskError) as caught:
        enrolment.read_request(forged)
    assert caught.value.code is ErrorCode.SIGNATURE_WRONG


def test_approval_of_another_request() -> None:
    """An approval of somebody else's request, or of an older one of ours, is not for this station."""
    others = [
        enrolment.make_request("RPR", "थाना", 1, 0, log.EMPTY_ROOT, CREATED, office_keys("RPR")),
        enrolment.make_request("SAS", "थाना", 2, 0, log.EMPTY_ROOT, CREATED, STATION),
    ]
    for data in others:
        other = enrolment.read_request(data)
        with pytest.raises(DeskError) as caught:
            enrolment.read_approval(enrolment.make_approval("DIS", "जनपद", other, 1, CREATED, DISTRICT), REQUEST)
        assert caught.value.code is ErrorCode.ENROLMENT_NOT_OURS


@pytest.mark.parametrize(
    "changes",
    [{"station": "RPR"}, {"epoch": 2}, {"from_size": 1}, {"from_root": bytes(32)}, {"request_sha256": bytes(32)}],
)
def test_approval_repeats_the_request(changes: dict[str, object]) -> None:
    """An approval that changes what was asked is refused, though its signature holds."""
    claims: Approval = replace(APPROVAL.claims, **changes)  # type: ignore[arg-type]
    with pytest.raises(DeskError) as caught:
        enrolment.read_approval(note.write(enrolment.APPROVAL, claims, DISTRICT), REQUEST)
    assert caught.value.code is ErrorCode.ENROLMENT_NOT_OURS


def test_keys_that_are_none() -> None:
    """A key of the right length that nobody can use is malformed, not a crash."""
    data = REQUEST_DATA.replace(note.to_base64(STATION.public.sealing).encode(), note.to_base64(bytes(1216)).encode())
    with pytest.raises(DeskError) as caught:
        enrolment.read_request(data)
    assert (caught.value.code, caught.value.facts) == (ErrorCode.NOTE_MALFORMED, {"field": "keys"})


def test_one_file_is_not_the_other() -> None:
    """A request is not read as an approval and the other way round."""
    for read in (lambda: enrolment.read_request(APPROVAL_DATA), lambda: enrolment.read_approval(REQUEST_DATA, REQUEST)):
        with pytest.raises(DeskError) as caught:
            read()
        assert caught.value.facts == {"field": "type"}


def test_flipped_bytes_are_refused() -> None:
    """No flipped byte of a request or an approval is taken."""
    for data in (REQUEST_DATA, APPROVAL_DATA):
        for position in range(0, len(data), 17):
            flipped = bytearray(data)
            flipped[position] ^= 1
            with pytest.raises(DeskError):
                if data is REQUEST_DATA:
                    enrolment.read_request(bytes(flipped))
                else:
                    enrolment.read_approval(bytes(flipped), REQUEST)
