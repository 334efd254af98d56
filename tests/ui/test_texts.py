"""Every sentence exists in both languages, says its facts, and is used."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

import station_desk
from station_desk.desk.finding import FindingCode
from station_desk.domain.calendar import INDIA
from station_desk.domain.fields import Wording
from station_desk.errors import DeskError, ErrorCode, Problem, ProblemCode
from station_desk.host.paths import read_resource
from station_desk.ui.texts import LANGUAGES, Texts, TextsError, day, finding_keys, number, plain

PACKAGE = Path(station_desk.__file__).parent
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_-]+)+")
DEVANAGARI = re.compile(r"[\u0900-\u0963\u0966-\u097f]")  # without the full stop, which both languages could share


@pytest.fixture(scope="module")
def texts() -> Texts:
    """The real texts."""
    return Texts.load(read_resource)


SPEAKERS = ("ui/**/*.py", "app.py", "cli.py", "show.py")  # below them a dotted word is a kind of log line


def _written_in_code() -> Iterator[str]:
    """Yield every string literal of the code that speaks that could be a key."""
    for file in sorted(file for pattern in SPEAKERS for file in PACKAGE.glob(pattern)):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                yield node.value


def _said_in_code() -> Iterator[str]:
    """Yield every key handed to a method that says or ties a text."""
    sayers = {"say", "plain", "tie", "tie_plain", "done", "info", "warn", "danger", "set_problem"}
    for file in sorted((PACKAGE / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in sayers:
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
                        yield argument.value


def _tables(texts: Texts) -> set[str]:
    """Return the first words of all keys."""
    return {key.split(".")[0] for key in texts.entries}


def test_every_error_code_has_a_sentence(texts: Texts) -> None:
    """No known error is ever shown as a bare code."""
    assert {f"error.{code.value}" for code in ErrorCode} == {key for key in texts.entries if key.startswith("error.")}


def test_every_problem_code_has_a_sentence(texts: Texts) -> None:
    """No problem beside a field is ever shown as a bare code."""
    wanted = {f"problem.{code.value}" for code in ProblemCode}
    assert wanted == {key for key in texts.entries if key.startswith("problem.")}


def test_every_finding_says_what_it_is_and_what_to_do(texts: Texts) -> None:
    """No finding of the check is ever shown as a bare code."""
    wanted = {key for code in FindingCode for key in finding_keys(code.value)}
    assert wanted == {key for key in texts.entries if key.startswith("finding.")}


def test_hindi_is_hindi_and_english_is_english(texts: Texts) -> None:
    """No text was left in the other language; the name of the other language and bare facts are the only exceptions."""
    for key, text in texts.entries.items():
        if key in ("frame.other_language", "frame.switch_language"):
            continue
        bare = re.sub(r"\{\w+\}|Ctrl\+K|F9", "", text.wording.hi + text.wording.en)
        if not re.search(r"\w", bare):
            continue
        assert DEVANAGARI.search(text.wording.hi), key
        assert not DEVANAGARI.search(text.wording.en), key


RETIRED = (
    # one name for the recovery sheet, the record's check, the password, the lock
    *("सीलबन्द", "आरक्षित चाबी", "चाबी पत्र", "पर्चियों से खोलें", "sealed sheet", "reserve key"),
    *("कार्यवाही अभिलेख", "अभिलेखों की जाँच", "पूरी जाँच", "check of the log", "check of the records"),
    *("पासफ़्रेज़", "पासफ्रेज", "कूटशब्द", "passphrase", "तालाबन्द", "लॉक"),
    # one spelling, that of the README beside the texts
    *("गयी", "गये", "नयी", "नये", "हटायी", "ायें", "ायँ", "जाय ", "किये", "दिये", "लिये", "चाहिये"),
)
PAPERS = ("registers/recovery.toml", "registers/slips.toml")  # the words of the register are frozen with their version


def _strings(table: object) -> Iterator[str]:
    """Yield every string within a table."""
    if isinstance(table, str):
        yield table
    elif isinstance(table, dict | list):
        for one in table.values() if isinstance(table, dict) else table:
            yield from _strings(one)


def test_one_thing_has_one_name(texts: Texts) -> None:
    """Screens, errors, findings and slips call a thing by the same word, in the same spelling."""
    said = {key: (text.wording.hi, text.wording.en) for key, text in texts.entries.items()}
    said |= {paper: tuple(_strings(tomllib.loads(read_resource(paper).decode()))) for paper in PAPERS}
    found = {
        (key, word)
        for key, wordings in said.items()
        for word in RETIRED
        if any(word in wording for wording in wordings)
    }
    assert found == set()


def test_hindi_is_written_in_one_encoding(texts: Texts) -> None:
    """Nukta letters are in NFC, and no letter of a legacy font or lone joiner slipped in."""
    import unicodedata  # noqa: PLC0415  only this test wants it

    for key, text in texts.entries.items():
        assert unicodedata.normalize("NFC", text.wording.hi) == text.wording.hi, key
        assert not re.search(r"[\u200b-\u200d\ufeff]", text.wording.hi), key


def test_every_key_said_in_the_code_exists(texts: Texts) -> None:
    """A mistyped key is found here and not by a constable."""
    said = set(_said_in_code())
    written = {key for key in _written_in_code() if key.split(".")[0] in _tables(texts)}
    assert said, "the scan finds nothing any more"
    assert {key for key in said if KEY.fullmatch(key)} | written <= set(texts.entries)


def test_every_text_of_the_screens_is_used(texts: Texts) -> None:
    """A text nobody says is deleted."""
    screens = {key for key in texts.entries if not key.startswith(("error.", "problem.", "finding."))}
    assert screens - set(_written_in_code()) == set()


def test_no_key_is_put_together_from_pieces(texts: Texts) -> None:
    """Only the functions for codes build a key; everything else is written out, so that the scan can see it."""
    built = set()
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                if start.endswith(".") and start[:-1] in _tables(texts):
                    built.add((file.name, start))
    assert built == {("texts.py", "error."), ("texts.py", "problem."), ("texts.py", "finding.")}


def test_every_sentence_can_be_said_with_its_facts(texts: Texts) -> None:
    """The facts explained beside a text are the ones in it, in both languages, and fill in."""
    for key, text in texts.entries.items():
        for language in LANGUAGES:
            said = texts.say(key, language, **dict.fromkeys(text.facts, "§"))
            assert said.count("§") >= len(text.facts), key
            assert "{" not in said, key


def test_the_facts_a_problem_carries_reach_its_sentence(texts: Texts) -> None:
    """A limit is grouped, a date turned round, a field named by its label."""
    late = Problem("arrived_at", ProblemCode.FUTURE_DATE, facts=(("day", "2026-12-31"),))
    assert "31-12-2026" in texts.problem(late, "hi")
    long = Problem("facts", ProblemCode.TOO_LONG, facts=(("limit", 100000), ("count", 123456)))
    assert "1,00,000" in texts.problem(long, "en")
    before = Problem("left_at", ProblemCode.BEFORE_OTHER, facts=(("other", "arrived_at"),))
    assert "आने का समय" in texts.problem(before, "hi", other="आने का समय")


def test_an_error_without_its_fact_still_speaks(texts: Texts) -> None:
    """A dash stands for what is missing; the sentence about a trouble never becomes a trouble itself."""
    assert "–" in texts.error(DeskError(ErrorCode.BUNDLE_GAP, station="SAS", seq=7), "hi")


def test_a_missing_key_or_fact_is_a_bug(texts: Texts) -> None:
    """Nothing is shown in its place."""
    with pytest.raises(KeyError):
        texts.say("frame.nothing", "hi")
    with pytest.raises(KeyError):
        texts.say("foot.backup", "hi")


def test_a_declared_wording_is_said_as_it_is(texts: Texts) -> None:
    """A form's label may hold a brace."""
    assert texts.say(Wording("{क}", "{a}"), "en") == "{a}"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-10-06T03:30:00Z", "आज 09:00"),
        ("2026-10-05T18:29:00Z", "कल 23:59"),
        ("2026-10-05T18:30:00Z", "आज 00:00"),
        ("2026-10-03T03:30:00Z", "3 दिन पहले"),
        ("2026-08-03T03:30:00Z", "03-08-2026 09:00"),
        ("2026-10-07T03:30:00Z", "07-10-2026 09:00"),
    ],
)
def test_a_moment_is_said_as_seen_from_now(texts: Texts, moment: str, said: str) -> None:
    """Days are Indian days; what lies ahead or long ago is given by date."""
    assert texts.when(moment, datetime(2026, 10, 6, 23, 59, tzinfo=INDIA), "hi") == said


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1,000"),
        (123456, "1,23,456"),
        (12345678, "1,23,45,678"),
        (-1234567, "-12,34,567"),
    ],
)
def test_numbers_are_grouped_the_indian_way(value: int, written: str) -> None:
    """Lakh and crore, Western digits."""
    assert number(value) == written


def test_a_day_is_written_the_office_way() -> None:
    """Day, month, year."""
    assert day(datetime(2026, 10, 6, tzinfo=INDIA).date()) == "06-10-2026"


@pytest.mark.parametrize(
    ("text", "spoken"), [("नाम (&N)", "नाम"), ("&Name", "Name"), ("Save && go", "Save && go"), ("सहेजें", "सहेजें")]
)
def test_a_mnemonic_is_not_spoken(text: str, spoken: str) -> None:
    """The mark is for the keyboard only."""
    assert plain(text) == spoken


@pytest.mark.parametrize(
    "file",
    [
        'a = "text"',
        'a = { hi = "क" }',
        'a = { hi = "क", en = "" }',
        'a = { hi = "क {x}", en = "a", facts = { x = "x" } }',
        'a = { hi = "क {x}", en = "a {x}" }',
        'a = { hi = "क {x.y}", en = "a {x.y}", facts = { x = "x" } }',
        'a = { hi = "क", en = "a", facts = { x = "x" } }',
        'a = { hi = "क", en = "a", note = "b" }',
    ],
)
def test_a_wrong_file_is_refused(file: str) -> None:
    """A mistake in the files is found at start, with the key."""

    def read(name: str) -> bytes:
        return b"" if name.endswith("errors.toml") else f"[frame]\n{file}".encode()

    with pytest.raises(TextsError, match=r"frame\.a"):
        Texts.load(read)


def test_the_command_line_can_speak_without_qt() -> None:
    """Texts are loaded by the command line, which has no screen."""
    import subprocess  # noqa: PLC0415  only this test wants it

    code = "import sys, station_desk.ui.texts; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
