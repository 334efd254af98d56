"""What has already gone out of a matter when she takes her consent back: a real station, district and stick."""

from __future__ import annotations

import pytest

from station_desk.desk import casework, letters, reach_back, recording, sending
from station_desk.desk.ports import Desk
from station_desk.desk.reach_back import Proof, Way
from station_desk.domain.case import CONSENT, REFERRAL
from station_desk.errors import DeskError
from station_desk.store import log
from tests.desk.test_exchange import Pair, pair  # noqa: F401 - a fixture
from tests.referrals import SENT, TO_OSC, WITHDRAWN, WOMAN, told

NAMED = {**WOMAN, "consent_matrix": {**WOMAN["consent_matrix"], "district_office_with_name": "yes"}}


def size(desk: Desk) -> int:
    """Return how many lines the log has."""
    with desk.store.read() as read:
        return log.head(read).size


def test_the_way_of_her_name_to_the_district_is_told_with_its_proof(pair: Pair) -> None:  # noqa: F811
    """Written to a stick it has gone, with a receipt it has arrived; each revision that carried her name is named."""
    matter = recording.add(pair.station, NAMED).record
    assert reach_back.reach_back(pair.station, matter).gone == ()
    sending.export(pair.station, pair.stick)
    (gone,) = reach_back.reach_back(pair.station, matter).gone
    assert (gone.way, gone.proof, gone.named, gone.to, gone.office) == (Way.BUNDLE, Proof.WRITTEN, True, "HTS", "हाथरस")
    assert gone.revisions and gone.stopped_at == ""
    pair.carry()
    casework.record(pair.station, CONSENT, matter, {**WITHDRAWN, "withdrawn_scope": ["district_office_with_name"]})
    told_back = reach_back.reach_back(pair.station, matter)
    (gone,) = told_back.gone
    (stopped,) = told_back.stopped
    assert (gone.proof, gone.stopped_at) == (Proof.RECEIPT, stopped.at)
    assert stopped.row == "district_office_with_name" and stopped.record
    pair.carry()
    later = reach_back.reach_back(pair.station, matter).gone[1:]
    assert [(one.way, one.named) for one in later] == [(Way.BUNDLE, False)]  # the withdrawal itself


def test_what_left_without_her_name_is_told_so(pair: Pair) -> None:  # noqa: F811
    """The matter went, her name did not: there is nothing of hers to take back from the district."""
    matter = recording.add(pair.station, WOMAN).record
    pair.carry()
    (gone,) = reach_back.reach_back(pair.station, matter).gone
    assert (gone.named, gone.revisions, gone.rows) == (False, (), ())


def test_a_name_held_back_in_time_did_not_go(pair: Pair) -> None:  # noqa: F811
    """She took the consent back before the stick was written: the line that held her name stayed here."""
    matter = recording.add(pair.station, NAMED).record
    casework.record(pair.station, CONSENT, matter, {**WITHDRAWN, "withdrawn_scope": ["district_office_with_name"]})
    sending.export(pair.station, pair.stick)
    found = reach_back.reach_back(pair.station, matter)
    assert found.gone == ()
    assert [stopped.row for stopped in found.stopped] == ["district_office_with_name"]


def test_a_bundle_that_no_stick_took_did_not_go(pair: Pair) -> None:  # noqa: F811
    """Fixed in the outbox, but the writing failed: nothing has left yet."""
    matter = recording.add(pair.station, NAMED).record
    with pytest.raises(DeskError):
        sending.export(pair.station, pair.stick / "pulled out")
    assert reach_back.reach_back(pair.station, matter).gone == ()


def test_letters_and_referrals_are_told_with_partner_and_consent(station: Desk) -> None:
    """Each print with its number and what it told, the sending as it was written down, the consent that ended."""
    matter = recording.add(station, WOMAN).record
    first = casework.record(station, REFERRAL, matter, SENT).record
    letters.print_referral(station, first, "hi")
    casework.record(station, REFERRAL, matter, TO_OSC)  # kept, neither printed nor sent
    duty = {**SENT, "basis": "danger_to_life", "consent_row": "", "consent_on": ""}
    by_duty = casework.record(station, REFERRAL, matter, duty).record
    withdrawal = casework.record(station, CONSENT, matter, WITHDRAWN).record
    letters.print_recall(station, first, "hi")
    before = size(station)
    found = reach_back.reach_back(station, matter)
    assert size(station) == before  # asking leaves no line: nobody's identity is shown
    ways = sorted((gone.way, gone.record == first, gone.proof, gone.proof_of) for gone in found.gone)
    assert ways == [
        (Way.LETTER, True, Proof.PRINTED, "1/2026"),
        (Way.RECALL, True, Proof.PRINTED, "2/2026"),
        (Way.REFERRAL, False, Proof.TOLD, ""),
        (Way.REFERRAL, True, Proof.TOLD, ""),
    ]
    letter = next(gone for gone in found.gone if gone.way is Way.LETTER)
    assert (letter.to, letter.named, letter.rows) == ("osc", True, ("osc",))
    assert letter.shared == ("token_only", "first_name", "contact", "gist")
    (stopped,) = found.stopped
    assert (stopped.row, stopped.record, letter.stopped_at) == ("osc", withdrawal, stopped.at)
    assert next(gone.stopped_at for gone in found.gone if gone.record == by_duty) == ""
    assert "सरला" not in repr(found)
    assert len(told(station, "identity.read")) == 1  # the letter's


def test_an_acknowledgement_is_a_proof(station: Desk) -> None:
    """What the partner stamped counts as received."""
    matter = recording.add(station, WOMAN).record
    done = {**SENT, "status": "done", "result": "counselled", "acknowledgement": "stamp_on_copy", "next_check": ""}
    casework.record(station, REFERRAL, matter, done)
    (gone,) = reach_back.reach_back(station, matter).gone
    assert (gone.proof, gone.proof_of) == (Proof.RECEIPT, "stamp_on_copy")
