"""What a district believes of a station: the chain of notes, the log, its leaves and their authors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sync_offices import Author, District, Station, fixed, introduction, make_leaf, payload_of, seal

from station_desk.domain import log
from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import bundle, enrolment, note, trusted_chain
from station_desk.sync.payload import Leaf, LeafHash, OpenPart
from station_desk.sync.trusted_chain import Chain, Outcome

ASHA, REKHA = Author("a5"), Author("4e")


@pytest.fixture
def station() -> Station:
    """A station with one bundle sent (two lines) and one more line since."""
    station = Station()
    station.add_person(ASHA)
    station.add(ASHA)
    return station


@pytest.fixture
def district(station: Station) -> District:
    """A district that knows the station and has received nothing."""
    return District(station)


def restore(station: Station) -> Station:
    """Return the station as it is in a copy taken now."""
    copy = Station(station.code)
    copy.entries, copy.heads, copy.confirmed = list(station.entries), list(station.heads), station.confirmed
    return copy


# the chain of notes


def test_bundles_in_order(station: Station, district: District) -> None:
    """Bundle after bundle is accepted, with and without a receipt in between, and the district knows every leaf."""
    assert district.receive(station.send()) == "accepted"
    station.add(ASHA)
    station.add_hidden()
    assert district.receive(station.send()) == "accepted"  # no receipt came: it overlaps (FORMAT 9.2)
    station.confirmed = 4
    station.add(ASHA)
    assert district.receive(station.send()) == "accepted"
    assert district.receive(station.send()) == "accepted"  # nothing new is fine too
    assert district.chains["SAS"].leaves == station.hashes
    assert district.chains["SAS"].last_seq == 4


def test_new_lines_are_told_once(station: Station, district: District) -> None:
    """A line that came before is not handed out again; a withheld one is handed out as its hash."""
    district.receive(station.send())
    station.add_hidden()
    leaf = station.add(ASHA)
    plan = district.plan(station.send())
    assert isinstance(plan, trusted_chain.Advance)
    assert [(line.seq, line.leaf, line.header is None) for line in plan.lines] == [(3, None, True), (4, leaf, False)]
    assert [line.hash for line in plan.lines] == list(station.hashes[2:])


def test_part_of_the_log(station: Station, district: District) -> None:
    """A bundle need not reach the end of the log (FORMAT 4.3)."""
    assert district.receive(station.send(log_size=1, log_root=log.root(station.hashes[:1]))) == "accepted"
    assert len(district.chains["SAS"].leaves) == 1
    assert district.receive(station.send()) == "accepted"


def test_replay(station: Station, district: District) -> None:
    """The same file again is a duplicate at any later time and changes nothing."""
    first = station.send()
    district.receive(first)
    before = district.chains["SAS"]
    assert district.receive(first) == "duplicate"
    assert district.chains["SAS"] is before
    district.receive(station.send())
    assert district.receive(first) == "duplicate"


def test_gap(station: Station, district: District) -> None:
    """A bundle whose predecessor is missing is held, and taken once the missing one has come."""
    first, second = station.send(), station.send()
    assert district.receive(second) == "bundle-gap"
    assert district.receive(first) == "accepted"
    assert district.receive(second) == "accepted"


@pytest.mark.parametrize("seq", [3, 10**6, 2**63 - 1])
def test_fast_forward(station: Station, district: District, seq: int) -> None:
    """No number leaps over a missing one, and the chain goes on unharmed afterwards."""
    district.receive(station.send())
    honest = station.manifest()
    leap = replace(honest, seq=seq)
    assert district.receive(seal(leap, payload_of(leap, station.entries), station.keys)) == "bundle-gap"
    assert district.receive(seal(honest, payload_of(honest, station.entries), station.keys)) == "accepted"


def test_fork_at_a_known_number(station: Station, district: District) -> None:
    """A second, different bundle with a number already accepted is a fork."""
    copy = restore(station)
    district.receive(station.send())
    copy.add(ASHA)
    assert district.receive(copy.send()) == "bundle-fork"


def test_fork_of_an_old_copy(station: Station, district: District) -> None:
    """A station that went back to an old copy and went on from there is a fork, by its number or by its predecessor."""
    district.receive(station.send())
    copy = restore(station)
    district.receive(station.send())
    copy.add(ASHA)
    assert district.receive(copy.send()) == "bundle-fork"
    assert district.receive(copy.send()) == "bundle-fork"


def test_fork_of_the_log(station: Station, district: District) -> None:
    """A station that keeps its chain of notes but has changed a confirmed line is a fork."""
    district.receive(station.send())
    station.entries[1] = make_leaf("SAS", 2, ASHA, b'{"n":2}')
    assert district.receive(station.send()) == "bundle-fork"  # the overlap differs
    station.heads.pop()
    station.confirmed = 2
    assert district.receive(station.send()) == "bundle-fork"  # the confirmed root differs


def test_shorter_log(station: Station, district: District) -> None:
    """A log that has become shorter is told apart from a fork."""
    district.receive(station.send())
    assert district.receive(station.send(log_size=1, log_root=log.root(station.hashes[:1]))) == "log-rolled-back"


def test_district_from_a_backup(station: Station, district: District) -> None:
    """A receipt that this district does not remember holds the bundle instead of blaming the station."""
    station.confirmed = 2
    assert district.receive(station.send()) == "receipt-not-remembered"


def test_other_epochs(station: Station, district: District) -> None:
    """A bundle of a closed epoch is a replay, one of an epoch nobody approved is held."""
    district.chains["SAS"] = replace(district.chains["SAS"], epoch=2)
    assert district.receive(station.send(epoch=1)) == "bundle-replayed"
    assert district.receive(station.send(epoch=3)) == "bundle-epoch-unknown"


def test_newer_contents(station: Station, district: District) -> None:
    """Contents or an approval that this program does not know yet hold the bundle."""
    assert district.receive(restore(station).send(schema=2)) == "bundle-newer"
    assert district.receive(restore(station).send(trust_version=2)) == "trust-newer"


def test_the_wrong_chain_is_a_mistake_of_ours(station: Station, district: District) -> None:
    """Mixing up the chains of two stations is a bug and not a refusal."""
    sealed = bundle.verify(bundle.read(station.send()), district.stations, "DIS")
    with pytest.raises(ValueError, match="another station"):
        trusted_chain.judge(Chain("RPR", 1, (), ()), sealed.note, trusted_chain.Newest(1, 1))


def test_a_duplicate_does_not_advance(station: Station, district: District) -> None:
    """Nobody can take a bundle twice by leaving out `judge`."""
    data = station.send()
    district.receive(data)
    opened = bundle.unseal(bundle.verify(bundle.read(data), district.stations, "DIS"), district.keys.sealing_seed)
    with pytest.raises(ValueError, match="not the next"):
        trusted_chain.advance(district.chains["SAS"], opened, {}, trusted_chain.Newest(1, 1))


# the log and its leaves


def test_root_must_be_that_of_the_leaves(station: Station, district: District) -> None:
    """A note with another root than its leaves give is refused (FORMAT 8 step 11)."""
    assert district.receive(station.send(log_root=b"x" * 32)) == "log-root-differs"


def test_order_matters(station: Station, district: District) -> None:
    """Leaves in another order than in the log are refused."""
    manifest = station.manifest()
    assert (
        district.receive(seal(manifest, payload_of(manifest, station.entries[::-1]), station.keys))
        == "log-root-differs"
    )


def refusal_of(station: Station, district: District, leaf: Leaf) -> str:
    station.entries.append(leaf)
    return district.receive(station.send())


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"seq": 4}, "place"), ({"seq": 2}, "place"), ({"office": "RPR"}, "office"), ({"epoch": 2}, "office")],
)
def test_leaf_belongs_where_it_stands(
    station: Station, district: District, changes: dict[str, object], why: str
) -> None:
    """A leaf of another place, office or a later epoch is refused (FORMAT 8.2)."""
    station.entries.append(make_leaf("SAS", 3, ASHA, b"{}", **changes))
    with pytest.raises(DeskError) as caught:
        district.plan(station.send())
    assert (caught.value.code, caught.value.facts["why"], caught.value.facts["place"]) == (ErrorCode.LEAF_WRONG, why, 3)


def test_header_must_be_a_header(station: Station, district: District) -> None:
    """Canonical JSON that is no header of this version is refused."""
    assert refusal_of(station, district, Leaf(b"{}", bytes(64), ())) == "leaf-wrong"


def test_part_must_match_its_commitment(station: Station, district: District) -> None:
    """A changed part, a changed salt, or a part without a commitment is refused."""
    good = make_leaf("SAS", 3, ASHA, b'{"n":1}')
    part = good.parts[0]
    for wrong in (replace(part, data=b'{"n":2}'), replace(part, salt=bytes(16))):
        assert refusal_of(restore(station), district, replace(good, parts=(wrong,))) == "part-changed"
    bare = make_leaf("SAS", 3, ASHA, b'{"n":1}', commitments={"facts": "ab" * 32})
    assert refusal_of(station, district, bare) == "part-changed"


def test_part_may_be_withheld(station: Station, district: District) -> None:
    """A leaf without its part still verifies."""
    assert refusal_of(station, district, replace(make_leaf("SAS", 3, ASHA, b"{}"), parts=())) == "accepted"


def test_author_must_have_signed(station: Station, district: District) -> None:
    """A line in the name of a person, signed by another, is refused though the station signed the bundle."""
    forged = make_leaf("SAS", 3, REKHA, b"{}", person=ASHA.id)
    assert refusal_of(restore(station), district, forged) == "author-wrong"
    good = make_leaf("SAS", 3, ASHA, b"{}")
    assert refusal_of(station, district, replace(good, signature=bytes(64))) == "author-wrong"


def test_author_must_be_known(station: Station, district: District) -> None:
    """A line of a person whose introduction never came, or came withheld, is refused."""
    assert refusal_of(restore(station), district, make_leaf("SAS", 3, REKHA, b"{}")) == "author-unknown"
    station.entries.append(replace(station.add_person(REKHA, by=ASHA), parts=()))
    del station.entries[-2]
    assert refusal_of(station, district, make_leaf("SAS", 4, REKHA, b"{}")) == "author-unknown"


def test_introduction_by_a_colleague(station: Station, district: District) -> None:
    """A person introduced by a known colleague signs from the next line on, also in later bundles."""
    station.add_person(REKHA, by=ASHA)
    station.add(REKHA)
    assert district.receive(station.send()) == "accepted"
    station.add(REKHA)
    assert district.receive(station.send()) == "accepted"
    assert district.authors["SAS"] == {ASHA.id: ASHA.public, REKHA.id: REKHA.public}


def test_nobody_replaces_a_key_by_herself(station: Station, district: District) -> None:
    """A new key for a known person needs a colleague or the old key, the new key itself is not enough (FORMAT 7.7)."""
    stolen = Author(ASHA.id)
    stolen.key = Author("thief").key
    alone = restore(station)
    alone.add_person(stolen)
    assert district.receive(alone.send()) == "author-wrong"
    under_old_key = restore(station)
    under_old_key.add(ASHA, introduction(ASHA.id, stolen.public), kind="person.added")
    under_old_key.add(stolen)
    assert District(station).receive(under_old_key.send()) == "accepted"
    station.add_person(REKHA, by=ASHA)
    station.add_person(stolen, by=REKHA)
    station.add(stolen)
    assert district.receive(station.send()) == "accepted"


def test_old_lines_keep_their_old_key(station: Station, district: District) -> None:
    """After a change of key an overlapping bundle with lines under the old key is still taken."""
    station.add_person(REKHA, by=ASHA)
    changed = Author(ASHA.id)
    changed.key = Author("new key").key
    station.add_person(changed, by=REKHA)
    assert district.receive(station.send()) == "accepted"
    assert district.receive(station.send()) == "accepted"


@pytest.mark.parametrize(
    "district_part",
    [
        b"{}",
        b"[]",
        log.canonical({"person": "4e", "key": "AB" * 32}),
        log.canonical({"person": "4e", "key": "ab" * 31}),
        log.canonical({"person": "", "key": "ab" * 32}),
        log.canonical({"person": 4, "key": "ab" * 32}),
        log.canonical({"person": "4e", "key": 4}),
    ],
)
def test_introduction_must_introduce(station: Station, district: District, district_part: bytes) -> None:
    """An introduction that names no person or no key is refused."""
    assert refusal_of(station, district, make_leaf("SAS", 3, ASHA, district_part, kind="person.added")) == "leaf-wrong"


def test_only_the_right_kind_introduces(station: Station, district: District) -> None:
    """A line of another kind with a key in it introduces nobody."""
    station.add(ASHA, introduction(REKHA.id, REKHA.public))
    assert refusal_of(station, district, make_leaf("SAS", 4, REKHA, b"{}")) == "author-unknown"


def test_nothing_of_a_refused_bundle_stays(station: Station, district: District) -> None:
    """A bundle refused at its last line leaves neither leaves nor keys behind."""
    station.add_person(REKHA, by=ASHA)
    before = district.chains["SAS"], dict(district.authors["SAS"])
    assert refusal_of(station, district, Leaf(b"{}", bytes(64), ())) == "leaf-wrong"
    assert (district.chains["SAS"], district.authors["SAS"]) == before


# epochs


def request(epoch: int, leaves: tuple[bytes, ...], station: str = "SAS") -> enrolment.Request:
    keys = Station(station).keys.public
    return enrolment.Request(
        station=station,
        name="महिला हेल्प डेस्क",
        epoch=epoch,
        ed25519=keys.ed25519,
        ml_dsa_65=keys.mldsa65,
        sealing=keys.sealing,
        from_size=len(leaves),
        from_root=log.root(leaves),
        created=datetime(2026, 10, 6, tzinfo=UTC),
    )


def test_first_epoch_starts_at_nothing() -> None:
    """A new station begins with an empty log and cannot claim that we know a part of it."""
    assert trusted_chain.begin(request(1, ()), None) == Chain("SAS", 1, (), ())
    with pytest.raises(DeskError) as caught:
        trusted_chain.begin(request(1, (b"x" * 32,)), None)
    assert caught.value.code is ErrorCode.ENROLMENT_LOG_DIFFERS


def test_restored_station_goes_on_in_a_new_epoch(station: Station, district: District) -> None:
    """A station from an old copy goes on from the last leaf both sides share, numbered from 1 again (FORMAT 11.3)."""
    district.receive(station.send())
    copy = restore(station)
    station.add(ASHA)
    late = station.send()
    district.receive(late)
    copy.heads, copy.confirmed = [], 2
    district.chains["SAS"] = trusted_chain.begin(request(2, copy.hashes), district.chains["SAS"])
    copy.add(ASHA, epoch=2)
    assert district.receive(copy.send(epoch=2)) == "accepted"
    assert district.chains["SAS"].leaves == copy.hashes
    assert district.receive(late) == "bundle-replayed"


def test_epochs_only_rise(station: Station, district: District) -> None:
    """An epoch is not opened twice and not with a log that differs from ours."""
    district.receive(station.send())
    chain = district.chains["SAS"]
    for refused, code in (
        (request(1, station.hashes), ErrorCode.ENROLMENT_EPOCH_OLD),
        (request(2, (fixed("other"),)), ErrorCode.ENROLMENT_LOG_DIFFERS),
        (request(2, (*station.hashes, fixed("more"))), ErrorCode.ENROLMENT_LOG_DIFFERS),
    ):
        with pytest.raises(DeskError) as caught:
            trusted_chain.begin(refused, chain)
        assert caught.value.code is code


def test_outcomes() -> None:
    """Held is what can still become good, a fork is what a person must decide, everything else is refused."""
    by_outcome = {
        outcome: {code for code in ErrorCode if trusted_chain.outcome(code) is outcome} for outcome in Outcome
    }
    assert {code.value for code in by_outcome[Outcome.HELD]} == {
        "bundle-gap",
        "bundle-newer",
        "bundle-epoch-unknown",
        "trust-newer",
        "receipt-not-remembered",
    }
    assert {code.value for code in by_outcome[Outcome.FORK]} == {"bundle-fork", "log-rolled-back"}
    assert by_outcome[Outcome.ACCEPTED] == set()


# any order of honest and hostile deliveries


class Deliveries(RuleBasedStateMachine):
    """A courier who keeps, repeats, reorders and forges, against a district that must never be fooled or stuck."""

    def __init__(self) -> None:
        super().__init__()
        self.station, self.insider = Station(), Station("RPR")
        self.station.add_person(ASHA)
        self.district = District(self.station, self.insider)
        self.sent: list[bytes] = []
        self.copies: list[Station] = []

    def expected(self, number: int) -> str:
        last = self.district.chains["SAS"].last_seq
        return "duplicate" if number < last else "accepted" if number == last else "bundle-gap"

    @rule(readable=st.booleans())
    def write(self, readable: bool) -> None:
        if readable:
            self.station.add(ASHA)
        else:
            self.station.add_hidden()

    @rule()
    def send(self) -> None:
        self.sent.append(self.station.send())

    @rule(pick=st.integers(0, 99))
    def deliver(self, pick: int) -> None:
        if self.sent:
            number = pick % len(self.sent)
            expected = self.expected(number)
            assert self.district.receive(self.sent[number]) == expected

    @rule()
    def bring_receipt(self) -> None:
        self.station.confirmed = len(self.district.chains["SAS"].leaves)

    @rule()
    def take_copy(self) -> None:
        self.copies.append(restore(self.station))

    @rule(pick=st.integers(0, 99))
    def go_on_from_copy(self, pick: int) -> None:
        if self.copies:
            copy = restore(self.copies[pick % len(self.copies)])
            copy.add(ASHA, b'{"forked":true}')
            forked = len(copy.heads) < self.district.chains["SAS"].last_seq
            if forked:
                assert self.district.receive(copy.send()) == "bundle-fork"

    @rule(pick=st.integers(0, 99))
    def insider_signs_it_as_his(self, pick: int) -> None:
        if self.sent:
            stolen = bundle.read(self.sent[pick % len(self.sent)])
            claims = replace(stolen.note.claims, station="RPR", seq=1, prev=bytes(32))
            claims = replace(claims, cosigned_size=0, cosigned_root=log.EMPTY_ROOT)
            from_insider = note.write(bundle.KIND, claims, self.insider.keys)
            assert self.district.receive(bundle.join(from_insider, stolen.sealed)) == "inner-differs"

    @rule(pick=st.integers(0, 99), part=st.integers(0, 99))
    def mix(self, pick: int, part: int) -> None:
        if len(self.sent) > 1 and pick % len(self.sent) != part % len(self.sent):
            of_one = bundle.read(self.sent[pick % len(self.sent)]).note.data
            of_another = bundle.read(self.sent[part % len(self.sent)]).sealed
            assert self.district.receive(bundle.join(of_one, of_another)) == "bundle-changed"

    @invariant()
    def district_believes_a_beginning_of_the_log(self) -> None:
        leaves = self.district.chains["SAS"].leaves
        assert leaves == self.station.hashes[: len(leaves)]
        assert self.district.chains["RPR"].last_seq == 0


Deliveries.TestCase.settings = settings(max_examples=25, stateful_step_count=20, database=None, deadline=None)
TestDeliveries = Deliveries.TestCase


def test_entries_are_compared_not_trusted(station: Station, district: District) -> None:
    """A leaf that came as its hash may come readable later; it stays the same leaf and brings nothing new."""
    readable = station.entries[1]
    assert isinstance(readable, Leaf)
    station.entries[1] = LeafHash(log.leaf_hash(readable.header, readable.signature))
    assert district.receive(station.send()) == "accepted"
    station.entries[1] = replace(readable, parts=(OpenPart(log.Part.DISTRICT, bytes(16), b"{}"),))
    plan = district.plan(station.send())
    assert isinstance(plan, trusted_chain.Advance)
    assert plan.lines == ()
