"""The signed note: one form, two signatures."""

from __future__ import annotations

import base64
import dataclasses
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sync_offices import Station, office_keys

from station_desk.errors import DeskError, ErrorCode
from station_desk.sync import bundle, enrolment, note, receipt
from station_desk.sync.values import HASH, NUMBER, OFFICE, POSITIVE, REASON, SEALING, TEXT, TIME, Value

DATA = bundle.read(Station().send()).note.data
KEYS = office_keys("SAS")


def refusal(data: bytes) -> tuple[str, str]:
    """Return code and field of the refusal of a note."""
    with pytest.raises(DeskError) as caught:
        note.verify(note.read(bundle.KIND, data), KEYS.public)
    return caught.value.code.value, str(caught.value.facts.get("field", caught.value.facts.get("why", "")))


@pytest.mark.parametrize("kind", [bundle.KIND, receipt.KIND, enrolment.REQUEST, enrolment.APPROVAL])
def test_fields_are_the_attributes(kind: note.Kind[object]) -> None:
    """Every kind declares exactly the attributes of its dataclass, in their order, and its signer is one of them."""
    names = [name for name, _ in kind.fields]
    assert [name.replace("-", "_") for name in names] == [field.name for field in dataclasses.fields(kind.claims)]  # type: ignore[arg-type]
    assert kind.signer in names


def test_reads_what_it_wrote() -> None:
    """A note verifies with its keys and says what was put in; its hash is that of the signed text."""
    claims = note.verify(note.read(bundle.KIND, DATA), KEYS.public).claims
    assert (claims.station, claims.seq, claims.created) == ("SAS", 1, datetime(2026, 10, 6, 3, 42, tzinfo=UTC))
    assert DATA.startswith(b"station-desk/bundle/v1\nstation SAS\nepoch 1\nseq 1\nprev 0000")


def test_signing_again_is_the_same_statement() -> None:
    """Another signature over the same text keeps the note hash, so it is a duplicate and no fork (FORMAT 3.6)."""
    first = note.verify(note.read(bundle.KIND, DATA), KEYS.public)
    second = note.verify(note.read(bundle.KIND, note.write(bundle.KIND, first.claims, KEYS)), KEYS.public)
    assert first.data != second.data
    assert first.hash == second.hash


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (b"epoch 1\n", b"epoch 01\n", "epoch"),
        (b"epoch 1\n", b"epoch +1\n", "epoch"),
        (b"epoch 1\n", b"epoch 0\n", "epoch"),
        (b"epoch 1\n", b"epoch  1\n", "epoch"),
        (b"epoch 1\n", b"epoch 1 \n", "epoch"),
        (b"epoch 1\n", b"epoch 1\r\n", "epoch"),
        (b"epoch 1\n", "epoch १\n".encode(), "epoch"),
        (b"epoch 1\n", b"epoch\t1\n", "epoch"),
        (b"epoch 1\n", b"", "lines"),
        (b"epoch 1\n", b"epoch 1\nepoch 1\n", "lines"),
        (b"epoch 1\nseq 1\n", b"seq 1\nepoch 1\n", "epoch"),
        (b"epoch 1\n", b"Epoch 1\n", "epoch"),
        (b"epoch 1\n", b"\n", "epoch"),
        (b"seq 1\n", b"seq 9223372036854775808\n", "seq"),
        (b"seq 1\n", b"seq 99999999999999999999\n", "seq"),
        (b"station SAS\n", b"station sas\n", "station"),
        (b"prev 00", b"prev 0A", "prev"),
        (b"prev 00", b"prev 0", "prev"),
        (b"prev 00", b"prev  0", "prev"),
        (b"created 2026-10-06T03:42:00Z", b"created 2026-10-06T03:42:00+00:00", "created"),
        (b"created 2026-10-06T03:42:00Z", b"created 2026-10-6T03:42:00Z", "created"),
        (b"created 2026-10-06T03:42:00Z", b"created 2026-13-06T03:42:00Z", "created"),
        (b"station-desk/bundle/v1", b"station-desk/receipt/v1", "type"),
        (b"station-desk/bundle/v1", b"station-desk/bundle/v01", "type"),
        (b"station-desk/bundle/v1", b"\xef\xbb\xbfstation-desk/bundle/v1", "type"),
        (b"station-desk", b"\xff", "text"),
        ("\u2014 SAS ".encode(), b"-- SAS ", "signature"),
        ("\u2014 SAS ".encode(), "\u2014 RPR ".encode(), "signature"),
        ("\u2014 SAS ".encode(), "\u2014  SAS ".encode(), "signature"),
    ],
)
def test_only_one_spelling(old: bytes, new: bytes, field: str) -> None:
    """Whatever differs from the one written form is refused before any signature is looked at (FORMAT 3.7)."""
    assert old in DATA
    assert refusal(DATA.replace(old, new, 1)) == ("note-malformed", field)


def test_exactly_two_signatures() -> None:
    """One signature, a third one, or the two in the other order are not a note."""
    head, _, tail = DATA.partition(b"\n\n")
    first, second, _ = tail.split(b"\n")
    for lines in ([first], [second], [first, second, first], [second, first], [first, first], [first, second, b""]):
        assert refusal(head + b"\n\n" + b"".join(line + b"\n" for line in lines))[0] == "note-malformed"
    assert refusal(DATA[:-1])[0] == "note-malformed"
    assert refusal(DATA + b"x")[0] == "note-malformed"


def test_signature_spelling() -> None:
    """A signature has one base64 spelling and one length."""
    head, _, tail = DATA.partition(b"\n\n")
    first, second, _ = tail.split(b"\n")
    raw = base64.b64decode(first.split(b" ")[2])
    start = "\u2014 SAS ".encode()
    for spelled in (base64.b64encode(raw[:-1]), base64.b64encode(raw + b"\0"), first.split(b" ")[2] + b"=", b"", b"*"):
        assert refusal(b"\n".join([head, b"", start + spelled, second, b""])) == ("note-malformed", "signature")


@pytest.mark.parametrize("which", [0, 1])
def test_both_signatures_must_hold(which: int) -> None:
    """One wrong signature of the two is a wrong note, whichever it is (FORMAT 3.5)."""
    head, _, tail = DATA.partition(b"\n\n")
    lines = tail.split(b"\n")
    raw = bytearray(base64.b64decode(lines[which].split(b" ")[2]))
    raw[-1 if which == 0 else 100] ^= 1
    lines[which] = "\u2014 SAS ".encode() + base64.b64encode(raw)
    assert refusal(head + b"\n\n" + b"\n".join(lines)) == ("signature-wrong", "not-over-this-text")


def test_text_is_signed() -> None:
    """A changed field is noticed."""
    assert refusal(DATA.replace(b"seq 1\n", b"seq 2\n")) == ("signature-wrong", "not-over-this-text")


def test_keys_decide_not_the_name() -> None:
    """A note by another key under this name is refused, and the refusal says that the key is another one."""
    with pytest.raises(DeskError) as caught:
        note.verify(note.read(bundle.KIND, DATA), office_keys("RPR").public)
    assert (caught.value.code, caught.value.facts["why"]) == (ErrorCode.SIGNATURE_WRONG, "other-key")


def test_newer_version_is_not_malformed() -> None:
    """A note of v2 tells the person to update, not that the file is broken (FORMAT 3.8)."""
    assert refusal(DATA.replace(b"bundle/v1", b"bundle/v2"))[0] == "bundle-newer"


def test_too_long_is_refused_unread() -> None:
    """A note beyond 16 KiB is refused."""
    assert refusal(DATA + b"x" * 16384) == ("note-malformed", "length")


def test_the_longest_note_fits() -> None:
    """An approval has the most to say; with names as long as they may be it stays below the limit."""
    asked = enrolment.make_request(
        "SAS", "क" * 120, 2**63 - 1, 2**63 - 1, bytes(32), TIME.read("2026-10-06T03:42:00Z"), KEYS
    )
    request = enrolment.read_request(asked)
    given = enrolment.make_approval("ABCDEFGH", "क" * 120, request, 2**63 - 1, request.claims.created, KEYS)
    assert len(given) < note.MAX_NOTE
    assert enrolment.read_approval(given, request).claims.name == "क" * 120


@pytest.mark.parametrize(
    ("value", "good", "bad"),
    [
        (NUMBER, ["0", "7", "9223372036854775807"], ["", "-0", "00", "9223372036854775808", "1e3", "1_0", " 1"]),
        (POSITIVE, ["1"], ["0", ""]),
        (HASH, ["ab" * 32], ["AB" * 32, "ab" * 31, "ab" * 33, "0x" + "ab" * 31, "ab " * 21 + "a"]),
        (OFFICE, ["SAS", "A1", "ABCDEFGH"], ["A", "1A", "ABCDEFGHI", "sas", "SAS\n", "ÀB"]),
        (TIME, ["2026-10-06T03:42:00Z"], ["2026-10-06T03:42:00", "2026-10-06 03:42:00Z", "२०२६-10-06T03:42:00Z"]),
        (
            TEXT,
            ["मिशन शक्ति केंद्र, सासनी", "क\u094d\u200dष", "a" * 120],
            ["", " a", "a ", "a\u2028b", "a\u202eb", "a\0", "क\u093c" + "\u0958", "a" * 121, "e\u0301"],
        ),
        (REASON, ["none", "bundle-gap"], ["", "-", "Bundle", "a--b", "a-", "a" * 41, "gap\n"]),
        (SEALING, [base64.b64encode(bytes(1216)).decode()], [base64.b64encode(bytes(1215)).decode(), ""]),
    ],
)
def test_values(value: Value, good: list[str], bad: list[str]) -> None:
    """Each kind of value takes its written form and no other."""
    for text in good:
        assert value.write(value.read(text)) == text
    for text in bad:
        with pytest.raises(ValueError):
            value.read(text)


def test_times_are_written_in_utc() -> None:
    """A time of another zone is written as the same moment in UTC."""
    india = timezone(timedelta(hours=5, minutes=30))
    assert TIME.write(datetime(2026, 10, 6, 9, 12, tzinfo=india)) == "2026-10-06T03:42:00Z"
