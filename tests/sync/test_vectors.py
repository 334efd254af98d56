"""Our own test vectors: files with one fault or none, and what must become of each.

They are read from the index alone, as another implementation would read them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import bundle, enrolment, receipt, trusted_chain
from station_desk.sync.keys import OfficeKeys, PublicKeys
from station_desk.sync.receipt import ReceiptChain, Sent
from station_desk.sync.trusted_chain import Chain, Newest, Verdict

FOLDER = Path(__file__).parent / "vectors"
INDEX: dict[str, Any] = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
DISTRICT = OfficeKeys.from_bytes(bytes.fromhex(INDEX["district"]["private"]))
STATIONS = {code: PublicKeys.from_bytes(bytes.fromhex(keys)) for code, keys in INDEX["stations"].items()}
NEWEST = Newest(INDEX["district"]["schema"], INDEX["district"]["trust-version"])


def hashes(listed: list[str]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(text) for text in listed)


def become_of_bundle(data: bytes, state: dict[str, Any]) -> str:
    try:
        sealed = bundle.verify(bundle.read(data), STATIONS, INDEX["district"]["code"])
        known = sealed.note.claims.station == "SAS"
        chain = Chain("SAS", state["epoch"], hashes(state["notes"]), hashes(state["leaves"]))
        chain = chain if known else Chain(sealed.note.claims.station, 1, (), ())
        if trusted_chain.judge(chain, sealed.note, NEWEST) is Verdict.DUPLICATE:
            return "duplicate"
        authors = {person: bytes.fromhex(key) for person, key in state["authors"].items()}
        trusted_chain.advance(chain, bundle.unseal(sealed, DISTRICT.sealing_seed), authors, NEWEST)
    except DeskError as error:
        return error.code.value
    return "accepted"


def become_of_receipt(data: bytes) -> str:
    sent = {int(seq): Sent(bytes.fromhex(head), size) for seq, (head, size) in INDEX["station"]["sent"].items()}
    chain = ReceiptChain("SAS", "DIS", 1, 0, (), sent, hashes(INDEX["station"]["leaves"]))
    try:
        receipt.judge(chain, receipt.verify(data, "DIS", DISTRICT.public))
    except DeskError as error:
        return error.code.value
    return "accepted"


def become_of_enrolment(name: str) -> str:
    request = enrolment.read_request((FOLDER / "request.sde").read_bytes())
    data = (FOLDER / name).read_bytes()
    try:
        if name.endswith(".sde"):
            return enrolment.request_fingerprint(enrolment.read_request(data).claims)
        return enrolment.approval_fingerprint(enrolment.read_approval(data, request).claims, request.claims)
    except DeskError as error:
        return error.code.value


def cases(group: str) -> list[Any]:
    return [pytest.param(case, id=case["file"]) for case in INDEX[group]]


@pytest.mark.parametrize("case", cases("bundles"))
def test_bundle(case: dict[str, str]) -> None:
    """Each bundle of the vectors has the outcome that the index tells."""
    assert become_of_bundle((FOLDER / case["file"]).read_bytes(), INDEX["states"][case["state"]]) == case["expect"]


@pytest.mark.parametrize("case", cases("receipts"))
def test_receipt(case: dict[str, str]) -> None:
    """Each receipt of the vectors has the outcome that the index tells."""
    assert become_of_receipt((FOLDER / case["file"]).read_bytes()) == case["expect"]


@pytest.mark.parametrize("case", cases("enrolments"))
def test_enrolment(case: dict[str, str]) -> None:
    """Each enrolment file of the vectors gives the digits or the code that the index tells."""
    assert become_of_enrolment(case["file"]) == case["expect"]


def test_every_file_has_an_expectation() -> None:
    """No vector lies there untested, and the index names none that is missing."""
    listed = {case["file"] for group in ("bundles", "receipts", "enrolments") for case in INDEX[group]}
    assert listed == {path.name for path in FOLDER.iterdir()} - {"index.json"}


def test_every_refusal_of_a_bundle_has_a_vector() -> None:
    """Each code of FORMAT 8 is the expected outcome of at least one vector."""
    text = (Path(trusted_chain.__file__).parent / "FORMAT.md").read_text(encoding="utf-8")
    table = text[text.index("## 8.") : text.index("8.1 With")]
    named = {code.value for code in ErrorCode if f"`{code.value}`" in table}
    assert named == {case["expect"] for case in INDEX["bundles"]} - {"accepted", "duplicate"}
