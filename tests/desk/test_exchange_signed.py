"""What somebody with an office's own key signs about a case: the district refuses what no program would have told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest

from station_desk.desk import keeping, receiving, recording, sending
from station_desk.desk.journal import write_line
from station_desk.desk.ports import Desk
from station_desk.desk.releasing import Release
from station_desk.domain.case import CASE_KINDS
from station_desk.domain.log import Part, canonical, read_header
from station_desk.domain.received import TURNS
from station_desk.domain.sensitivity import NAME_ROW
from station_desk.errors import DeskError, ErrorCode
from tests.desk.test_casework import BEATEN
from tests.desk.test_exchange import Pair, pair  # noqa: F401 - a fixture

NAME: Final = "सरला"


def forge(
    desk: Desk, matter: str, kind: str, part: Mapping[str, Any] | None, *, about: Mapping[str, Any], **more: Any
) -> None:
    """Sign a line that the program would not write."""
    parts = {} if part is None else {Part.DISTRICT: canonical(part)}
    named = {"record": "a" * 32, "revision": 1, **more}
    with desk.store.write() as write:
        write_line(
            desk, write, kind, about={name: value or matter for name, value in about.items()}, parts=parts, **named
        )


FINE: Final[dict[str, Any]] = {
    "answers": {"partner": "dlsa", "sent_at": "2026-10-06T06:00:00Z", "amount": 5, "relief": {"stage": "sent"}},
    "class": "open",
    "form": "referral",
    "token": "MSK/SAS/2026/0001",
    "version": 1,
}


def with_answer(**answers: Any) -> dict[str, Any]:
    """Return the fine part with another answer."""
    return {**FINE, "answers": {**FINE["answers"], **answers}}


OF_MATTER: Final = {"matter": ""}
LINES: Final[Mapping[str, tuple[str, dict[str, Any] | None, dict[str, Any]]]] = {
    "answer her_words": ("closure.recorded", {**FINE, "form": "closure", "answers": {"her_words": "x"}}, {}),
    "answer partner": ("referral.recorded", with_answer(partner="nobody"), {}),
    "answer partner_phone": ("referral.recorded", with_answer(partner_phone="7000001003"), {}),
    "answer sent_at": ("referral.recorded", with_answer(sent_at="2026-99-06T06:00:00Z"), {}),
    "answer amount": ("referral.recorded", with_answer(amount=-1), {}),
    "answer need_served": ("referral.recorded", with_answer(need_served="legal"), {}),
    "answer relief": ("referral.recorded", with_answer(relief={"on": "2026-10-06"}), {}),
    "answer": ("referral.recorded", with_answer(name=NAME), {}),
    "answer consent_matrix": (
        "consent.recorded",
        {**FINE, "form": "consent", "answers": {"consent_matrix": {NAME_ROW: "maybe"}}},
        {},
    ),
    "keys": ("referral.recorded", {**FINE, "state": "open"}, {}),
    "form": ("session.recorded", FINE, {}),
    "class": ("referral.recorded", {**FINE, "class": "secret"}, {}),
    "token": ("referral.recorded", {**FINE, "token": "MSK/SAS/2026/0002"}, {}),
    "act": ("referral.carried_on", FINE, {}),
    "act ": ("referral.recorded", FINE, {"revision": 2}),
    "order": ("referral.recorded", FINE, {"revision": 0}),
    "record": ("referral.recorded", FINE, {"record": "x"}),
    "about": ("referral.recorded", FINE, {"about": {"matter": "", "more": "b" * 32}}),
    "matter": ("referral.recorded", FINE, {"about": {"matter": "c" * 32}}),
    "matter ": ("referral.recorded", FINE, {"about": {}}),
    "keys ": ("referral.recorded", None, {}),
    "part": ("matter.closed", FINE, {"revision": 0, "record": "", "about": {"closure": "b" * 32}}),
    "about ": ("matter.closed", None, {"revision": 0, "record": "", "about": {}}),
    "about  ": ("matter.closed", None, {"revision": 0, "record": "", "about": {"closure": "no id"}}),
    "about   ": ("matter.reopened", None, {"revision": 0, "record": "", "about": {"person": "b" * 32}}),
    "matter  ": ("matter.closed", None, {"revision": 0, "record": "c" * 32, "about": {"closure": "b" * 32}}),
    "order ": ("matter.closed", None, {"revision": 7, "record": "d" * 32, "about": {"closure": "b" * 32}}),
    "kind": ("gate.closed", FINE, {}),
}


@pytest.fixture
def known(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> tuple[Pair, str]:  # noqa: F811
    """A matter that the district knows, and a station that sends whatever is signed."""
    matter = recording.add(pair.station, BEATEN).record
    pair.carry()
    signed = CASE_KINDS | {*TURNS}
    whole = lambda _, line: Part.DISTRICT in line.parts or read_header(line.header).kind in signed  # noqa: E731
    monkeypatch.setattr(Release, "_may_leave", whole)
    return pair, matter


def refused(pair: Pair) -> str:  # noqa: F811
    """Send, and return the reason with which the district refuses the bundle."""
    before = pair.seen()
    sent = sending.export(pair.station, pair.stick)
    with pytest.raises(DeskError) as error:
        receiving.take_in(pair.district, sent.path, None)
    assert error.value.code is ErrorCode.LEAF_WRONG
    assert pair.seen() == before
    return str(error.value.facts["why"])


@pytest.mark.parametrize("why", LINES)
def test_a_signed_line_of_another_shape_is_refused(known: tuple[Pair, str], why: str) -> None:
    """An office's own key could sign anything: the district refuses the bundle whole, with the reason."""
    two, matter = known
    kind, part, more = LINES[why]
    given = {"about": OF_MATTER, **more}
    if given.get("record") == "":
        given["record"] = matter
    expected = "matter" if why == "order " else why.strip()
    forge(two.station, matter, kind, part, **given)
    assert refused(two) == expected


def test_the_fine_part_is_taken(known: tuple[Pair, str]) -> None:
    """What the refused ones are made of is right: without the change the district takes it."""
    two, matter = known
    forge(two.station, matter, "referral.recorded", FINE, about=OF_MATTER)
    assert two.carry().result == "accepted"
    assert keeping.verify_log(two.district).findings == ()


CLOSED: Final[dict[str, Any]] = {"kind": "matter.closed", "part": None, "record": "matter", "revision": 0}


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ({"kind": "session.carried_on", "part": {**FINE, "form": "session", "answers": {}}}, "matter"),
        ({"kind": "referral.carried_on", "about": {"matter": "other"}}, "matter"),
        ({"kind": "intake.opened", "part": "intake", "about": {}, "revision": 3}, "record"),
        (
            {"kind": "matter.closed", "part": None, "record": "matter", "revision": 0, "about": {"closure": "a" * 32}},
            "closure",
        ),
    ],
)
def test_a_record_keeps_its_form_and_its_matter(known: tuple[Pair, str], second: dict[str, Any], why: str) -> None:
    """Once told, an id is that record of that matter for ever, and no intake and no closure besides."""
    two, matter = known
    other = recording.add(two.station, BEATEN)
    forge(two.station, matter, "referral.recorded", FINE, about=OF_MATTER)
    given = {"part": FINE, "about": OF_MATTER, "revision": 2, **second}
    if given["about"] == {"matter": "other"}:
        given["about"] = {"matter": other.record}
    if given["part"] == "intake":
        answers: dict[str, Any] = {}
        given["part"] = {**FINE, "form": "intake", "answers": answers, "state": "open", "token": "MSK/SAS/2026/0009"}
    if given.get("record") == "matter":
        given["record"] = matter
    forge(two.station, matter, given.pop("kind"), given.pop("part"), **given)
    assert refused(two) == why
