"""Reads a whole claim document and checks that its terms and lines go together."""

from __future__ import annotations

import re
from decimal import localcontext
from typing import Any

from ledgerstone.core.document.form import ClaimDocument, DocumentLine, VariationStatus
from ledgerstone.core.document.node import DocumentRefused, Node, decode
from ledgerstone.core.document.read_claims import Items, read_claims
from ledgerstone.core.document.read_contract import (
    CONTRACT_KEYS,
    read_lines,
    read_schedule_changes,
    read_terms,
    read_variations,
)
from ledgerstone.core.position import Position
from ledgerstone.core.refusals import ScheduleRefused, TermsRefused
from ledgerstone.core.rounding import EXACT
from ledgerstone.core.schedule import lay_out
from ledgerstone.core.terms import Terms
from ledgerstone.core.terms_check import check_terms

_FORMAT = 1
_CURRENCY = 'an ISO 4217 code such as "AUD"'
_KEYS = (
    "ledgerstone",
    "currency",
    "contract",
    "lines",
    "schedule_changes",
    "variations",
    "claims",
)


def read_document(text: str) -> ClaimDocument:
    """Parse a claim document. DocumentRefused gives the place and what is expected.

    Nothing is guessed: unknown, missing and repeated keys, JSON numbers in place of decimal
    strings, too many decimals and combinations that do not go together are all refused.
    """
    with localcontext(EXACT):
        return _read(Node(_of_our_version(decode(text)), "", _KEYS))


def _read(root: Node) -> ClaimDocument:
    root.need("ledgerstone", root.raw("ledgerstone"), f"the format version {_FORMAT}")
    currency = root.need("currency", root.text("currency"), _CURRENCY)
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise root.refuse("currency", f"{_CURRENCY} is expected")
    contract = root.need("contract", root.object("contract", CONTRACT_KEYS), "an object")
    terms = read_terms(contract)
    lines, variations = read_lines(root, None), read_variations(root)
    every = [*lines, *(line for variation in variations for line in variation.lines)]
    check_together(terms, every)
    by_item = {line.scheduled.key: line for line in every}
    rejected = frozenset(
        line.scheduled.key
        for variation in variations
        if variation.status is VariationStatus.REJECTED
        for line in variation.lines
    )
    return ClaimDocument(
        currency=currency,
        title=contract.text("title") or "",
        terms=terms,
        lines=lines,
        schedule_changes=read_schedule_changes(root, by_item),
        variations=variations,
        claims=read_claims(root, Items(by_item, rejected)),
    )


def _of_our_version(decoded: Any) -> Any:
    """Another version is refused before any key that it may have and this one has not."""
    version = decoded.get("ledgerstone", _FORMAT) if isinstance(decoded, dict) else _FORMAT
    if version is not None and (isinstance(version, bool) or version != _FORMAT):
        raise DocumentRefused("ledgerstone", f"the format version {_FORMAT} is expected")
    return decoded


def check_together(terms: Terms, lines: list[DocumentLine]) -> None:
    """What the engine refuses of terms and lines, with its place in the file."""
    try:
        check_terms(terms)
    except TermsRefused as refusal:
        raise DocumentRefused(f"contract.{refusal.field}", refusal.sentence) from None
    try:
        lay_out(terms, [line.scheduled for line in lines], Position())
    except ScheduleRefused as refusal:
        places = [line.place for line in lines if line.scheduled.key == refusal.line]
        raise DocumentRefused(f"{places[-1]}.{refusal.field}", refusal.sentence) from None
