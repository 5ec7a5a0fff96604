"""Reads the contract's half of a claim document: terms, schedule, changes, variations."""

from __future__ import annotations

from collections.abc import Iterator

from ledgerstone.core.document.form import (
    DocumentLine,
    ScheduleChange,
    Variation,
    VariationStatus,
)
from ledgerstone.core.document.node import AMOUNT, RATE, Node
from ledgerstone.core.rounding import cents
from ledgerstone.core.terms import (
    AccountingMethod,
    Band,
    BandMeasure,
    CapOf,
    ChangeScope,
    ContractKind,
    RetentionBasis,
    RetentionCap,
    RetentionChange,
    RetentionKind,
    RetentionRule,
    RetentionSecurity,
    ScheduledLine,
    TaxBase,
    TaxTerms,
    Terms,
)

CONTRACT_KEYS = (
    "kind", "title", "accounting_method", "retention", "retention_changes", "securities", "tax",
)  # fmt: skip
_RETENTION_KEYS = ("basis", "rule", "work", "materials", "bands", "cap", "free_amount")
_FROM_CLAIM = "a whole number from 1"
_LINE_KEYS = (
    "item",
    "description",
    "scheduled_value",
    "quantity",
    "unit",
    "unit_price",
    "retention",
    "exempt_from_retention",
    "tax_rate",
    "budget_code",
)


def read_terms(contract: Node) -> Terms:
    """The contract's terms; whether they go together is checked by the engine."""
    method = contract.choice("accounting_method", AccountingMethod)
    retention = contract.object("retention", _RETENTION_KEYS)
    tax = contract.object("tax", ("rate", "base"))
    return Terms(
        kind=contract.need("kind", contract.choice("kind", ContractKind), ContractKind),
        accounting_method=AccountingMethod.AMOUNT if method is None else method,
        retention=None if retention is None else _rule(retention),
        retention_changes=tuple(_changes(contract)),
        securities=tuple(_securities(contract)),
        tax=None if tax is None else _tax(tax),
    )


def _rule(node: Node) -> RetentionRule:
    bands, measure = _bands(node)
    return RetentionRule(
        basis=node.need("basis", node.choice("basis", RetentionBasis), RetentionBasis),
        kind=node.need("rule", node.choice("rule", RetentionKind), RetentionKind),
        work=node.rate("work"),
        materials=node.rate("materials"),
        bands=bands,
        bands_of=measure,
        cap=_cap(node),
        free_amount=node.amount("free_amount"),
    )


def _bands(node: Node) -> tuple[tuple[Band, ...], BandMeasure | None]:
    bands: list[Band] = []
    measure: BandMeasure | None = None
    for band in node.objects("bands", ("up_to", "of", "rate")):
        of = band.need("of", band.choice("of", BandMeasure), BandMeasure)
        if measure is not None and of is not measure:
            raise band.refuse("of", f'all bands are of the same measure, here "{measure}"')
        measure = of
        up_to = band.figure("up_to", 2 if of is BandMeasure.AMOUNT else 8)
        bands.append(Band(up_to, band.need("rate", band.rate("rate"), RATE)))
    return tuple(bands), measure


def _cap(node: Node) -> RetentionCap | None:
    cap = node.object("cap", ("rate", "of", "amount"))
    if cap is None:
        return None
    return RetentionCap(cap.rate("rate"), cap.choice("of", CapOf), cap.amount("amount"))


def _changes(contract: Node) -> Iterator[RetentionChange]:
    keys = ("from_claim", "applies_to", "work", "materials")
    for node in contract.objects("retention_changes", keys):
        yield RetentionChange(
            node.need("from_claim", node.count("from_claim"), _FROM_CLAIM),
            node.need("applies_to", node.choice("applies_to", ChangeScope), ChangeScope),
            node.need("work", node.rate("work"), RATE),
            node.need("materials", node.rate("materials"), RATE),
        )


def _securities(contract: Node) -> Iterator[RetentionSecurity]:
    for node in contract.objects("securities", ("from_claim", "amount")):
        yield RetentionSecurity(
            node.need("from_claim", node.count("from_claim"), _FROM_CLAIM),
            node.need("amount", node.amount("amount"), AMOUNT),
        )


def _tax(node: Node) -> TaxTerms:
    rate = node.need("rate", node.rate("rate"), RATE)
    return TaxTerms(rate, node.need("base", node.choice("base", TaxBase), TaxBase))


def read_lines(parent: Node, variation: str | None) -> tuple[DocumentLine, ...]:
    """The lines of the schedule, or of one variation."""
    return tuple(_line(node, variation) for node in parent.objects("lines", _LINE_KEYS))


def _line(node: Node, variation: str | None) -> DocumentLine:
    quantity, price = node.quantity("quantity"), node.figure("unit_price", 4)
    unit = node.text("unit")
    value = node.amount("scheduled_value")
    given = (quantity is not None, unit is not None, price is not None)
    if any(given) and not all(given):
        missing = ("quantity", "unit", "unit_price")[given.index(False)]
        raise node.refuse(
            missing, "a unit line has quantity, unit and unit_price, all three or none"
        )
    if value is None:
        if quantity is None or price is None:
            raise node.refuse(
                "scheduled_value", "required, or quantity, unit and unit_price in its place"
            )
        value = cents(quantity * price)
    rates = node.object("retention", ("work", "materials"))
    scheduled = ScheduledLine(
        key=node.name("item"),
        scheduled_value=value,
        quantity=quantity,
        unit_price=price,
        retention_work=None if rates is None else rates.rate("work"),
        retention_materials=None if rates is None else rates.rate("materials"),
        exempt=bool(node.flag("exempt_from_retention")),
        tax_rate=node.rate("tax_rate"),
        variation=variation,
    )
    description = node.text("description") or ""
    return DocumentLine(scheduled, node.place(), description, unit, node.text("budget_code"))


def read_variations(document: Node) -> tuple[Variation, ...]:
    keys = ("number", "title", "status", "approved_in_claim", "lines")
    return tuple(
        _variation(node, index) for index, node in enumerate(document.objects("variations", keys))
    )


def _variation(node: Node, index: int) -> Variation:
    status = node.need("status", node.choice("status", VariationStatus), VariationStatus)
    approved_in = node.count("approved_in_claim")
    if status is VariationStatus.APPROVED and approved_in is None:
        raise node.refuse(
            "approved_in_claim", "an approved variation says from which claim on it counts"
        )
    if status is not VariationStatus.APPROVED and approved_in is not None:
        raise node.refuse("approved_in_claim", f"a {status} variation is approved in no claim")
    number = node.text("number") or f"variation {index + 1}"
    lines = read_lines(node, number)
    return Variation(number, node.text("title") or "", status, approved_in, lines)


def read_schedule_changes(
    document: Node, lines: dict[str, DocumentLine]
) -> tuple[ScheduleChange, ...]:
    """Changes of scheduled values, refused on unit lines."""
    keys = ("from_claim", "item", "scheduled_value")
    found: dict[tuple[int, str], ScheduleChange] = {}
    for node in document.objects("schedule_changes", keys):
        from_claim = node.need("from_claim", node.count("from_claim"), _FROM_CLAIM)
        item = node.name("item")
        value = node.need("scheduled_value", node.amount("scheduled_value"), AMOUNT)
        line = lines.get(item)
        if line is None:
            raise node.refuse("item", "the item of a line or of a variation's line is expected")
        if line.unit is not None:
            raise node.refuse("item", "a unit line's scheduled value is quantity × unit price")
        if (from_claim, item) in found:
            raise node.refuse("from_claim", "one change of an item per claim is expected")
        found[from_claim, item] = ScheduleChange(from_claim, item, value)
    return tuple(found.values())
