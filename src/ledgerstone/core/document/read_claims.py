"""Reads the claims of a claim document: what was entered, assessed, certified and stated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal

from ledgerstone.core.document.form import (
    DocumentClaim,
    DocumentLine,
    Stated,
    StatedLine,
)
from ledgerstone.core.document.node import AMOUNT, DocumentRefused, Node
from ledgerstone.core.entry import (
    AssessedEntry,
    ClaimEntry,
    ClaimType,
    Deduction,
    EntryMode,
    LineEntry,
    Opening,
    OpeningLine,
    Release,
)
from ledgerstone.core.valuation import Cover, ValuedLine

COVER_KEYS = tuple(spec.name for spec in fields(Cover))
LINE_FIGURES = tuple(
    spec.name for spec in fields(ValuedLine) if spec.name not in ("item", "reason")
)
PERCENT_KEYS = frozenset({"percent", "percent_complete"})
_ANY_DECIMALS = 40
_ZERO = Decimal(0)

_CLAIM_KEYS = (
    "number",
    "period",
    "type",
    "lines",
    "release_retention",
    "deductions",
    "move_stored_to_work",
    "assessed",
    "opening",
    "certified",
    "certificate",
    "stated",
)
_MODES = tuple(mode.value for mode in EntryMode)
_BALANCES = ("materials_stored", "retention_adjustment", "retention_released")
_LINE_KEYS = ("item", *_MODES, *_BALANCES, "assessed")
_OPENING_SUMS = (
    "less_previous_certificates",
    "retention_held",
    "retention_released_to_date",
    "deductions_to_date",
)


class Items:
    """The items that a claim may name, and those of rejected variations, which it may not."""

    def __init__(self, known: Mapping[str, DocumentLine], rejected: frozenset[str]) -> None:
        self._known = known
        self._rejected = rejected

    def check(self, place: str, item: str) -> DocumentLine:
        """The line of ``item``, or a refusal at ``place``."""
        if item in self._rejected:
            raise DocumentRefused(place, "a rejected variation cannot be claimed")
        line = self._known.get(item)
        if line is None:
            raise DocumentRefused(
                place, f"unknown item {item!r}; the item of a line or a variation is expected"
            )
        return line


def read_claims(document: Node, items: Items) -> tuple[DocumentClaim, ...]:
    """All claims, with ascending numbers; an opening stands on the first only."""
    claims: list[DocumentClaim] = []
    for node in document.objects("claims", _CLAIM_KEYS):
        claim = _claim(node, items)
        if claims and claim.entry.number <= claims[-1].entry.number:
            before = claims[-1].entry.number
            raise node.refuse("number", f"claim numbers ascend: above {before} is expected")
        if claims and claim.entry.opening is not None:
            raise node.refuse("opening", "an opening stands on the first claim only")
        claims.append(claim)
    return tuple(claims)


def _claim(node: Node, items: Items) -> DocumentClaim:
    number = node.need("number", node.count("number"), "a whole number from 1")
    period = node.need(
        "period", node.object("period", ("start", "end")), "an object with start and end"
    )
    start, end = period.day("start"), period.day("end")
    if start is not None and end is not None and end < start:
        raise period.refuse("end", "a period does not end before it starts")
    certified = bool(node.flag("certified"))
    certificate = _stated(node, "certificate", items)
    if certificate is not None and not certified:
        raise node.refuse("certificate", 'a certificate needs "certified": true')
    entries, places = _entries(node, items)
    return DocumentClaim(
        place=node.place(),
        entry=_entry(node, number, entries, items),
        period_start=start,
        period_end=end,
        certified=certified,
        certificate=certificate,
        stated=_stated(node, "stated", items),
        line_places=places,
    )


def _entry(node: Node, number: int, entries: Mapping[str, LineEntry], items: Items) -> ClaimEntry:
    kind = node.choice("type", ClaimType)
    assessed = node.object("assessed", ("release_retention", "reason"))
    return ClaimEntry(
        number=number,
        type=ClaimType.WORK_MATERIALS_RETENTION if kind is None else kind,
        lines=entries,
        release=_release(node),
        deductions=tuple(_deductions(node)),
        move_stored_to_work=bool(node.flag("move_stored_to_work")),
        assessed_release=None if assessed is None else _release(assessed),
        assessed_reason=None if assessed is None else assessed.text("reason"),
        opening=_opening(node, items),
    )


def _entries(node: Node, items: Items) -> tuple[dict[str, LineEntry], dict[str, str]]:
    entries: dict[str, LineEntry] = {}
    places: dict[str, str] = {}
    for line in node.objects("lines", _LINE_KEYS):
        item = line.name("item")
        by_quantity = items.check(line.place("item"), item).unit is not None
        if item in entries:
            raise line.refuse("item", f"item {item!r} occurs once in a claim")
        mode, figure = _mode(line)
        stored, adjustment, released = _balances(line, by_quantity)
        entries[item] = LineEntry(
            mode, figure, stored, adjustment, released, _assessed(line, by_quantity)
        )
        places[item] = line.place()
    return entries, places


def _assessed(line: Node, by_quantity: bool) -> AssessedEntry | None:
    node = line.object("assessed", (*_MODES, *_BALANCES, "reason"))
    if node is None:
        return None
    mode, figure = _mode(node)
    stored, adjustment, released = _balances(node, by_quantity)
    return AssessedEntry(mode, figure, stored, adjustment, released, node.text("reason"))


def _mode(node: Node) -> tuple[EntryMode | None, Decimal | None]:
    given = [mode for mode in EntryMode if node.has(mode)]
    if not given:
        return None, None
    if len(given) > 1:
        raise node.refuse(given[1], f'one entry mode is expected, "{given[0]}" is given too')
    mode = given[0]
    if mode.startswith("quantity"):
        return mode, node.quantity(mode)
    return mode, node.amount(mode) if mode.startswith("work") else node.rate(mode)


def _balances(
    node: Node, by_quantity: bool
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    stored = node.quantity if by_quantity else node.amount
    return (
        stored("materials_stored"),
        node.amount("retention_adjustment"),
        node.amount("retention_released"),
    )


def _release(node: Node) -> Release | None:
    release = node.object("release_retention", ("share_of_held", "amount", "event"))
    if release is None:
        return None
    return Release(release.rate("share_of_held"), release.amount("amount"), release.text("event"))


def _deductions(node: Node) -> Iterator[Deduction]:
    keys = ("category", "amount", "taxable")
    for deduction in node.objects("deductions", keys):
        amount = deduction.need("amount", deduction.amount("amount"), AMOUNT)
        yield Deduction(amount, deduction.flag("taxable"), deduction.text("category"))


def _opening(claim: Node, items: Items) -> Opening | None:
    node = claim.object("opening", (*_OPENING_SUMS, "lines"))
    if node is None:
        return None
    lines: dict[str, OpeningLine] = {}
    keys = ("work_previous", "quantity_previous", "materials_stored")
    for item, line in node.keyed("lines", keys):
        items.check(line.place(), item)
        lines[item] = OpeningLine(
            _or_zero(line.amount("work_previous")),
            line.quantity("quantity_previous"),
            _or_zero(line.amount("materials_stored")),
        )
    previous, held, released, deducted = (_or_zero(node.amount(key)) for key in _OPENING_SUMS)
    return Opening(previous, held, released, deducted, lines)


def _or_zero(figure: Decimal | None) -> Decimal:
    """In an opening absent figures are 0."""
    return _ZERO if figure is None else figure


def _stated(claim: Node, key: str, items: Items) -> Stated | None:
    certificate = key == "certificate"
    covers = ("cover",) if certificate else ("cover", "claimed_cover")
    node = claim.object(key, (*covers, "lines"))
    if node is None:
        return None
    lines: dict[str, StatedLine] = {}
    for item, line in node.keyed("lines", LINE_FIGURES):
        items.check(line.place(), item)
        lines[item] = StatedLine(line.place(), _figures(line, LINE_FIGURES, certificate))
    found = [
        {} if cover is None else _figures(cover, COVER_KEYS, certificate)
        for cover in (node.object(name, COVER_KEYS) for name in covers)
    ]
    return Stated(node.place(), found[0], found[-1] if not certificate else {}, lines)


def _figures(node: Node, keys: tuple[str, ...], certificate: bool) -> dict[str, Decimal]:
    """The figures given; those of a certificate are amounts that the next claim may read."""
    found: dict[str, Decimal] = {}
    for key in keys:
        in_cents = certificate and key not in PERCENT_KEYS
        figure = node.figure(key, 2 if in_cents else _ANY_DECIMALS)
        if figure is not None:
            found[key] = figure
    return found
