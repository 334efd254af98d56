"""The same verbs without Qt, for tests and for the district's scripts. Owns argument names and exit statuses, no rule.

Exit status: 0 done, 1 a known error (code and sentence on stderr), 2 wrong usage, 3 a bug. A passphrase comes from a
file or a prompt, never from an argument or the environment.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeAlias

from station_desk import VERSION
from station_desk.desk import (
    enrolling,
    exchange_lists,
    keeping,
    office,
    read_log,
    reading,
    receiving,
    recording,
    registers,
    sending,
)
from station_desk.desk.ports import Desk, intake_form
from station_desk.domain.fields import Language
from station_desk.domain.roles import FIRST, Role
from station_desk.errors import AnswersRefusedError, DeskError, ErrorCode
from station_desk.host.diagnostics import crash_note
from station_desk.host.drives import read_file, write_file
from station_desk.host.guard import guard_process
from station_desk.host.paths import read_resource
from station_desk.rehearsal import play
from station_desk.ui.texts import Texts

ANSWERS_LIMIT = 4 << 20
PASSPHRASE_LIMIT = 4096
DONE, KNOWN_ERROR, WRONG_USAGE, BUG, STOPPED = 0, 1, 2, 3, 130

Arguments = argparse.Namespace
_Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Verb = Callable[[Arguments], int]


class _NoTerminalError(Exception):
    """Nobody is there to type the passphrase."""


def main(given: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit status."""
    guard_process()
    arguments = _parser().parse_args(given)
    texts = Texts.load(read_resource)
    try:
        return int(arguments.verb(arguments))
    except DeskError as error:
        _say_error(texts, error, arguments.lang)
        return KNOWN_ERROR
    except _NoTerminalError:
        print("station-desk: no terminal to ask for the passphrase; use --passphrase-file", file=sys.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:  # whoever read the output has gone; the act itself is done
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the process ends
        return DONE
    except Exception as error:  # the one place where a bug becomes an exit status
        note = crash_note(error)
        for link in note.chain:
            print(f"station-desk: bug {note.mark}: {link['type']} at {', '.join(link['frames'])}", file=sys.stderr)
        return BUG


def _say_error(texts: Texts, error: DeskError, language: Language) -> None:
    print(f"{error.code.value}: {texts.error(error, language)}", file=sys.stderr)
    if isinstance(error, AnswersRefusedError):
        for problem in error.problems:
            print(
                f"  {_shown(problem.path)}: {problem.code.value}: {texts.problem(problem, language)}", file=sys.stderr
            )


def _shown(path: str) -> str:
    """Return a field's path; what is none of ours is not echoed, it may be anything."""
    return path if re.fullmatch(r"[a-z0-9_.]{1,80}", path) else "?"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="station-desk",
        description="Offline desk of a Mission Shakti Kendra. / मिशन शक्ति केन्द्र का ऑफलाइन डेस्क।",
        epilog="Exit status: 0 done, 1 a known error, 2 wrong usage, 3 a bug.",
    )
    parser.add_argument("--version", action="version", version=f"station-desk {VERSION}")
    parser.add_argument("--lang", choices=("hi", "en"), default="hi", help="language of sentences and papers")
    nouns = parser.add_subparsers(title="verbs", required=True, metavar="NOUN")

    make = _verb(_noun(nouns, "office", "make an office"), "create", "make an encrypted office", _office_create)
    _data(make)
    make.add_argument("--kind", choices=("station", "district"), required=True)
    make.add_argument("--code", required=True, help="2-8 capital letters and digits, e.g. SAS")
    make.add_argument("--name", type=_text, required=True, help="name of the station or district")
    make.add_argument("--district", type=_text, default="", help="name of the district (for a station)")
    make.add_argument("--person", type=_text, required=True, help="name of the person who opens it")
    make.add_argument("--rank", type=_text, default="")
    make.add_argument("--man", action="store_true", help="the person is a man")
    make.add_argument(
        "--role",
        type=Role,
        choices=[role for roles in FIRST.values() for role in roles],
        metavar="ROLE",
        help="post of the person: in_charge or house_officer; at a district, district_officer",
    )

    enrol = _noun(nouns, "enrol", "make a station and its district known to each other")
    ask = _verb(enrol, "request", "station: write the request", _enrol_request)
    _data(ask)
    ask.add_argument("--to", type=_path, required=True, metavar="FILE")
    approve = _verb(enrol, "approve", "district: approve a request whose fingerprint was spoken", _enrol_approve)
    _data(approve)
    approve.add_argument("file", type=_path)
    approve.add_argument("--to", type=_path, required=True, metavar="FILE")
    accept = _verb(enrol, "accept", "station: take the approval in", _enrol_accept)
    _data(accept)
    accept.add_argument("file", type=_path)

    intake = _noun(nouns, "intake", "intake entries")
    add = _verb(intake, "add", "save a complete entry", _intake_add)
    _data(add)
    add.add_argument("--answers", type=_path, required=True, metavar="FILE.json", help="{field id: value}")
    add.add_argument("--open", action="store_true", help="give a token even if required answers are missing")
    listing = _verb(intake, "list", "list entries, names masked; at a district, what it holds", _intake_list)
    _data(listing)
    listing.add_argument("--search", default="")
    _json(listing)

    daily = _verb(_noun(nouns, "register", "registers"), "daily", "the daily register as PDF", _register_daily)
    _data(daily)
    daily.add_argument("--day", type=_day, required=True, metavar="YYYY-MM-DD")
    daily.add_argument("--out", type=_path, required=True, metavar="FILE.pdf")

    bundle = _noun(nouns, "bundle", "bundles between station and district")
    export = _verb(bundle, "export", "station: write the next bundle", _bundle_export)
    _data(export)
    export.add_argument("--to", type=_path, required=True, metavar="DIR")
    inspect = _verb(bundle, "inspect", "look at a bundle; nothing is written", _bundle_inspect)
    inspect.add_argument("file", type=_path)
    _data(inspect, required=False)
    _json(inspect)
    take = _verb(bundle, "import", "district: take a bundle in", _bundle_import)
    _data(take)
    take.add_argument("file", type=_path)
    take.add_argument("--receipt-to", type=_path, metavar="DIR")

    receipt = _verb(_noun(nouns, "receipt", "receipts"), "import", "station: take a receipt in", _receipt_import)
    _data(receipt)
    receipt.add_argument("file", type=_path)

    verify = _verb(_noun(nouns, "log", "the signed log"), "verify", "recount and check the whole log", _log_verify)
    _data(verify)
    _json(verify)

    reads = _verb(_noun(nouns, "reads", "who opened whose identity"), "list", "the read log, newest first", _reads_list)
    _data(reads)
    reads.add_argument("--since", type=_day, required=True, metavar="YYYY-MM-DD")
    reads.add_argument("--until", type=_day, required=True, metavar="YYYY-MM-DD")
    _json(reads)

    rehearse = nouns.add_parser("play-day", help="play a recorded day into two new practice offices")
    rehearse.add_argument("file", type=_path)
    rehearse.add_argument("--out", type=_path, required=True, metavar="DIR")
    rehearse.set_defaults(verb=_play_day)
    return parser


def _noun(nouns: _Verbs, name: str, about: str) -> _Verbs:
    return nouns.add_parser(name, help=about).add_subparsers(required=True, metavar="VERB")


def _verb(verbs: _Verbs, name: str, about: str, verb: Verb) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=about)
    parser.set_defaults(verb=verb)
    return parser


def _data(parser: argparse.ArgumentParser, required: bool = True) -> None:
    parser.add_argument("--data", type=_path, required=required, metavar="DIR", help="the office's data folder")
    parser.add_argument("--passphrase-file", type=_path, metavar="F", help="file with the passphrase; else a prompt")
    parser.add_argument("--as", dest="person", default="", metavar="PERSON", help="who signs in, by id or name")


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _path(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("a path is missing")
    return Path(text)


def _text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("not readable text") from None
    return text


def _day(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise argparse.ArgumentTypeError("a day is written YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day is written YYYY-MM-DD") from None


def _passphrase(arguments: Arguments) -> str:
    if arguments.passphrase_file:
        text = read_file(arguments.passphrase_file, PASSPHRASE_LIMIT).decode(errors="replace")
        return text.removesuffix("\n").removesuffix("\r")
    try:
        return getpass.getpass("passphrase / पासवर्ड: ")
    except EOFError:
        raise _NoTerminalError from None


@contextmanager
def _desk(arguments: Arguments) -> Iterator[Desk]:
    with office.at_desk(arguments.data, _passphrase(arguments), arguments.person) as desk:
        yield desk


def _print(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def _office_create(arguments: Arguments) -> int:
    office.create(
        arguments.data,
        arguments.kind,
        arguments.code,
        arguments.name,
        arguments.district,
        arguments.person,
        arguments.rank,
        not arguments.man,
        _passphrase(arguments),
        role=arguments.role,
    )
    print(f"{arguments.kind} {arguments.code}: {arguments.data}")
    return DONE


def _enrol_request(arguments: Arguments) -> int:
    with _desk(arguments) as desk:
        asked = enrolling.request(desk, arguments.to)
    print(f"{arguments.to}\nfingerprint {asked.fingerprint}")
    return DONE


def _enrol_approve(arguments: Arguments) -> int:
    with _desk(arguments) as desk:
        approved = enrolling.approve(desk, arguments.file, arguments.to)
    print(f"{arguments.to}\nrequest fingerprint {approved.request_fingerprint}\nfingerprint {approved.fingerprint}")
    return DONE


def _enrol_accept(arguments: Arguments) -> int:
    with _desk(arguments) as desk:
        accepted = enrolling.accept_approval(desk, arguments.file)
    print(f"district {accepted.code}\nfingerprint {accepted.fingerprint}")
    return DONE


def _read_answers(path: Path) -> Mapping[str, object]:
    try:
        raw = json.loads(read_file(path, ANSWERS_LIMIT), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise DeskError(ErrorCode.FILE_NOT_ANSWERS) from None
    if not isinstance(raw, dict):
        raise DeskError(ErrorCode.FILE_NOT_ANSWERS)
    return raw


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Refuse an answer given twice: nobody could tell which one was meant."""
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _intake_add(arguments: Arguments) -> int:
    raw = _read_answers(arguments.answers)
    texts = Texts.load(read_resource)
    with _desk(arguments) as desk:
        saved = recording.open_record(desk, raw) if arguments.open else recording.add(desk, raw)
    print(saved.token)
    for problem in saved.notices:
        print(f"  {problem.path}: {problem.code.value}: {texts.problem(problem, arguments.lang)}", file=sys.stderr)
    if saved.to_ask:
        print(f"  still to ask: {len(saved.to_ask)}", file=sys.stderr)
    return DONE


def _intake_list(arguments: Arguments) -> int:
    with _desk(arguments) as desk:
        rows = (
            _own_rows(desk, arguments.search)
            if desk.office.kind == "station"
            else _received_rows(desk, arguments.search)
        )
    if arguments.json:
        _print(rows)
        return DONE
    heads = {choice.code: choice.label.in_(arguments.lang) for choice in intake_form().field("matter_heads").choices}
    for row in rows:
        print("  ".join(str(heads.get(str(value), value)) for name, value in row.items() if name in _SHOWN))
    return DONE


_SHOWN = ("token", "arrived_at", "arrived_month", "state", "delivery", "head")


def _own_rows(desk: Desk, search: str) -> list[dict[str, object]]:
    return [
        {
            "token": item.row.token,
            "record": item.row.record,
            "state": item.row.state,
            "arrived_at": item.row.arrived_at,
            "head": item.row.head,
            "confidentiality": item.row.confidentiality,
            "officer": item.row.officer,
            "still_to_ask": item.row.still_to_ask,
            "delivery": item.delivery.value,
            "sealed": item.sealed,
        }
        for item in reading.matters(desk, reading.Filter(search=search))
    ]


def _received_rows(desk: Desk, search: str) -> list[dict[str, object]]:
    """Return what a district holds, narrowed by a piece of the token; a name only where she let it come."""
    return [
        {
            "station": row.station,
            "token": row.token,
            "record": row.record,
            "state": row.state,
            "arrived_month": row.arrived_month,
            "head": row.head,
            "confidentiality": row.confidentiality,
            "name": row.name,
            "closed_at": row.closed_at,
        }
        for row in exchange_lists.received(desk)
        if search.strip().upper() in row.token
    ]


def _register_daily(arguments: Arguments) -> int:
    with _desk(arguments) as desk:
        printed = registers.print_day(desk, arguments.day, arguments.lang)
        write_file(arguments.out, printed.pdf)
    print(f"{arguments.out}  pages {printed.pages}  rows {printed.rows}")
    return DONE


def _bundle_export(arguments: Arguments) -> int:
    with _desk(arguments) as desk:
        sent = sending.export(desk, arguments.to)
    print(f"{sent.path}\nbundle {sent.seq}  lines {sent.first_line}-{sent.last_line}  fingerprint {sent.fingerprint}")
    return DONE


def _bundle_inspect(arguments: Arguments) -> int:
    if arguments.data is None:
        seen = receiving.look(arguments.file)
    else:
        with _desk(arguments) as desk:
            seen = receiving.inspect(desk, arguments.file)
    told = seen.as_mapping()
    if arguments.json:
        _print(told)
    else:
        for name, value in told.items():
            print(f"{name}: {value}")
    if seen.error is not None:
        raise seen.error
    return DONE


def _bundle_import(arguments: Arguments) -> int:
    with _desk(arguments) as desk:
        taken = receiving.take_in(desk, arguments.file, arguments.receipt_to)
    print(f"{taken.result}  {taken.station} bundle {taken.seq}  new lines {taken.new_lines}")
    if taken.receipt_path:
        print(taken.receipt_path)
    return DONE


def _receipt_import(arguments: Arguments) -> int:
    with _desk(arguments) as desk:
        taken = sending.import_receipt(desk, arguments.file)
    print(f"{taken.result}  bundle {taken.seq}  lines to {taken.log_size}")
    return DONE


def _log_verify(arguments: Arguments) -> int:
    with _desk(arguments) as desk:
        verified, notices = keeping.verify_log(desk), desk.room.standing.notices
    for notice in notices:
        print(f"  notice {notice}", file=sys.stderr)
    if arguments.json:
        _print({"size": verified.size, "root": verified.root, "findings": [str(found) for found in verified.findings]})
    else:
        print(f"lines {verified.size}  head {verified.root}  findings {len(verified.findings)}")
        for found in verified.findings:
            print(f"  {found}", file=sys.stderr)
    if verified.findings:
        raise DeskError(ErrorCode.LOG_BROKEN, count=len(verified.findings), seq=verified.findings[0].seq)
    return DONE


def _reads_list(arguments: Arguments) -> int:
    with _desk(arguments) as desk:
        found = read_log.reads(desk, arguments.since, arguments.until)
        names = {row.id: f"{row.rank} {row.name}".strip() for row in reading.people(desk)}
    rows = [
        {"at": r.at, "person": names.get(r.person, r.person), "token": r.token, "what": r.kind, "why": r.why}
        for r in found
    ]
    if arguments.json:
        _print(rows)
    else:
        for row in rows:
            print("  ".join(row.values()))
    return DONE


def _play_day(arguments: Arguments) -> int:
    played = play.play_day(arguments.file, arguments.out)
    for line in played.report():
        print(line)
    return DONE if not played.failed else KNOWN_ERROR


if __name__ == "__main__":
    sys.exit(main())
