"""Open what we seal with other people's age, and the other way round: the `age` command, npm's age-encryption.

FORMAT 2 says the sealed part is a genuine age file; here programs that never saw this repository judge that. Never part
of the tests: it needs a tool that may not be there, and npm may want the network.
Exits 0 when each tool found agrees, 1 when one does not, 3 when there is no tool.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from station_desk.sync import age, bundle
from tests.sync.sync_offices import Author, Station, office_keys

NPM_PACKAGE = "age-encryption@0.3.1"
SIZES = [0, 1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 1_000_000]
NODE_SCRIPT = """
import { Decrypter, Encrypter } from "age-encryption";
import { readFileSync, writeFileSync } from "node:fs";
const [verb, key, source, target] = process.argv.slice(2);
const words = readFileSync(key, "utf8").trim();
const data = new Uint8Array(readFileSync(source));
if (verb === "decrypt") {
    const opener = new Decrypter();
    opener.addIdentity(words);
    writeFileSync(target, await opener.decrypt(data));
} else {
    const sealer = new Encrypter();
    sealer.addRecipient(words);
    writeFileSync(target, await sealer.encrypt(data));
}
"""


class Tool(NamedTuple):
    """Another implementation; `command` gives the words for (verb, key file, source, target)."""

    name: str
    command: Callable[[str, Path, Path, Path], list[str]]


def bech32(prefix: str, data: bytes) -> str:
    """Write bytes as age writes keys (BIP 173, without its limit on length)."""
    letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    values = [int(bits[start : start + 5], 2) for start in range(0, len(bits), 5)]
    check = 1
    expanded = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    for value in [*expanded, *values, 0, 0, 0, 0, 0, 0]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> place & 1 else 0
    check ^= 1
    return prefix + "1" + "".join(letters[value] for value in [*values, *(check >> 5 * (5 - i) & 31 for i in range(6))])


def age_command() -> Tool | None:
    """Return the `age` program, when it is new enough to know the recipient."""
    program = shutil.which("age")
    if program is None:
        return None
    said = subprocess.run([program, "--version"], capture_output=True, encoding="utf-8", check=False).stdout
    found = re.search(r"(\d+)\.(\d+)", said)
    if found is None or (int(found[1]), int(found[2])) < (1, 3):
        return None
    flags = {"decrypt": ["--decrypt", "-i"], "encrypt": ["-R"]}
    return Tool(
        f"age {said.strip()}",
        lambda verb, key, source, target: [program, *flags[verb], str(key), "-o", str(target), str(source)],
    )


def npm_package(folder: Path) -> Tool | None:
    """Install npm's age-encryption into a folder and return it, when there is an npm and it can be had."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    install = [npm, "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", NPM_PACKAGE]
    if subprocess.run(install, capture_output=True, check=False).returncode != 0:
        return None
    script = folder / "age.mjs"
    script.write_text(NODE_SCRIPT, encoding="utf-8")
    return Tool(
        f"npm {NPM_PACKAGE}",
        lambda verb, key, source, target: [node, str(script), verb, str(key), str(source), str(target)],
    )


def convert(tool: Tool, verb: str, key: str, data: bytes, folder: Path) -> bytes | None:
    """Let the tool seal or open some bytes; None when it refuses."""
    key_file, source, target = folder / "key", folder / "source", folder / "target"
    key_file.write_text(key + "\n", encoding="ascii")
    source.write_bytes(data)
    target.unlink(missing_ok=True)
    done = subprocess.run(tool.command(verb, key_file, source, target), capture_output=True, check=False)
    return target.read_bytes() if done.returncode == 0 and target.is_file() else None


def real_bundle() -> bytes:
    """Return the sealed part of a bundle with two lines, sealed to the test district."""
    station, author = Station(), Author("a" * 32)
    station.add_person(author)
    station.add(author)
    return bundle.read(station.send()).sealed


def identity_of(seed: bytes) -> str:
    """Write a sealing key as age reads it."""
    return bech32("age-secret-key-pq-", seed).upper()


def disagreements(tool: Tool, source: random.Random, folder: Path) -> list[str]:
    """Seal here and open there, seal there and open here, open a bundle, refuse a damaged one; return what failed."""
    wrong = []
    seed = source.randbytes(age.SEED_BYTES)
    recipient = age.recipient_of(seed)
    for size in SIZES:
        plain = source.randbytes(size)
        if convert(tool, "decrypt", identity_of(seed), age.encrypt(plain, [recipient]), folder) != plain:
            wrong.append(f"{size} bytes: it does not open what we sealed")
        theirs = convert(tool, "encrypt", bech32("age1pq", recipient), plain, folder)
        if theirs is None or age.decrypt(theirs, seed) != plain:
            wrong.append(f"{size} bytes: we do not open what it sealed")
    sealed, district = real_bundle(), office_keys("DIS").sealing_seed
    if convert(tool, "decrypt", identity_of(district), sealed, folder) != age.decrypt(sealed, district):
        wrong.append("it does not open a bundle")
    if convert(tool, "decrypt", identity_of(district), sealed[:-1] + bytes([sealed[-1] ^ 1]), folder) is not None:
        wrong.append("it opens a damaged file, so its other answers prove nothing")
    return wrong


def main() -> int:
    """Run the check and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    source = random.Random(parser.parse_args().seed)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        tools = [tool for tool in (age_command(), npm_package(folder)) if tool is not None]
        if not tools:
            print(f"NOT RUN: no age command of version 1.3 or newer, and npm's {NPM_PACKAGE} cannot be had")
            return 3
        wrong = {tool.name: disagreements(tool, source, folder) for tool in tools}
    for name, said in wrong.items():
        print(f"{name}: " + ("; ".join(said) or f"agrees on a bundle and on {len(SIZES)} files both ways"))
    return 1 if any(wrong.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
