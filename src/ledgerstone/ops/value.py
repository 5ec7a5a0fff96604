"""``ledgerstone value``: values the claims of a document, or checks someone else's arithmetic.

Reads one claim document and prints each claim's cover and continuation sheet. Exit code 0
when every stated figure ties out, 1 when one does not, 2 on bad input. It needs neither
database nor framework and imports only the money engine.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ledgerstone.core.document import (
    ClaimDocument,
    Difference,
    DocumentRefused,
    ValuedClaim,
    claim_as_json,
    claim_as_text,
    read_document,
    tie_out,
    value_document,
)

TIES, DIFFERS, REFUSED = 0, 1, 2
USAGE = "usage: ledgerstone value FILE [--json] [--claim N]   (FILE - reads standard input)"


class Misused(ValueError):  # noqa: N818 - what the person did, not an error of ours
    """The command line is not understood."""


def main(argv: Sequence[str]) -> int:
    """Run the command on ``argv``, without the program's and the command's name."""
    if any(argument in ("-h", "--help") for argument in argv):
        print(USAGE)
        return TIES
    try:
        path, as_json, number = _arguments(argv)
    except Misused as misuse:
        return _refused(f"{misuse}\n{USAGE}")
    try:
        document = read_document(_text(path))
        claims = _chosen(document, number)
    except DocumentRefused as refusal:
        return _refused(f"ledgerstone value: {_name(path)}: {_one_line(str(refusal))}")
    except OSError as error:
        return _refused(f"ledgerstone value: {_name(path)}: {error.strerror or error}")
    except UnicodeDecodeError:
        return _refused(f"ledgerstone value: {_name(path)}: not UTF-8 text")
    try:
        return _report(document, claims, as_json)
    except BrokenPipeError:
        # Whoever reads has seen enough; nothing more can be written, also not at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return TIES


def _arguments(argv: Sequence[str]) -> tuple[str, bool, int | None]:
    paths: list[str] = []
    as_json, number = False, None
    arguments = iter(argv)
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if argument == "--json":
            as_json = True
        elif name == "--claim":
            number = _number(value if equals else next(arguments, ""))
        elif argument.startswith("-") and argument != "-":
            raise Misused(f"ledgerstone value: unknown option {_one_line(argument)}")
        else:
            paths.append(argument)
    if len(paths) != 1:
        raise Misused("ledgerstone value: one FILE is expected")
    return paths[0], as_json, number


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Misused("ledgerstone value: --claim expects the number of a claim")
    return int(text)


def _text(path: str) -> str:
    found = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    return found.decode("utf-8-sig")


def _chosen(document: ClaimDocument, number: int | None) -> list[ValuedClaim]:
    """All claims valued, or the one asked for."""
    found: list[ValuedClaim] = []
    for valued in value_document(document):
        if number is None or valued.claim.entry.number == number:
            found.append(valued)
    if number is not None and not found:
        numbers = ", ".join(str(claim.entry.number) for claim in document.claims) or "none"
        raise DocumentRefused("claims", f"there is no claim {number}; there are: {numbers}")
    return found


def _report(document: ClaimDocument, claims: Sequence[ValuedClaim], as_json: bool) -> int:
    differences = [
        found for valued in claims for found in tie_out(valued.valuation, valued.claim.stated)
    ]
    if as_json:
        _print(json.dumps({"claims": [claim_as_json(valued) for valued in claims]}, indent=2))
        for found in differences:
            print(_difference(found), file=sys.stderr)
    else:
        for valued in claims:
            _print(claim_as_text(document, valued))
        for found in differences:
            _print(_difference(found))
        if not differences and any(valued.claim.stated is not None for valued in claims):
            _print("Every stated figure ties out.")
    return DIFFERS if differences else TIES


def _difference(found: Difference) -> str:
    return (
        f"does not tie: {_one_line(found.place)}: stated {found.stated:f}, "
        f"computed {found.computed:f}, difference {found.difference:f}"
    )


def _print(text: str) -> None:
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()


def _name(path: str) -> str:
    return "standard input" if path == "-" else _one_line(path)


def _one_line(text: str) -> str:
    plain = text.encode("utf-8", "replace").decode()
    return "".join(letter if letter.isprintable() else " " for letter in plain)


def _refused(message: str) -> int:
    print(message, file=sys.stderr)
    return REFUSED
