"""A contract taken over mid-way: the position before its first claim here.

The opening stands for the certificate just before the first claim. What was held and what
was released lie on the lines in proportion to what the rule requires on the opening's own
figures. Source of the rules: the claim document, section Opening.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

from ledgerstone.core.claim_check import check_cents
from ledgerstone.core.entering import standing
from ledgerstone.core.entry import Opening, OpeningLine
from ledgerstone.core.position import LinePosition, Position
from ledgerstone.core.refusals import EntryRefused, OpeningRefused
from ledgerstone.core.requirement import Required, require, retention_base
from ledgerstone.core.rounding import EXACT, ZERO
from ledgerstone.core.schedule import Sheet, lay_out
from ledgerstone.core.sharing import share_over
from ledgerstone.core.terms import RetentionBasis, ScheduledLine, Terms
from ledgerstone.core.valuation import Warning_


def open_position(
    terms: Terms, lines: Sequence[ScheduledLine], opening: Opening, first_claim: int
) -> tuple[Position, tuple[Warning_, ...]]:
    """The position that ``opening`` describes, and ``opening_does_not_tie`` if it does not.

    Amounts in cents; absent figures are 0. OpeningRefused names the line and the field,
    from ``opening.`` on.
    """
    with localcontext(EXACT):
        sums = _sums(opening)
        stood = _lines(lines, opening)
        sheet = lay_out(terms, lines, Position(lines=stood))
        figures = [standing(at) for at in sheet.at]
        base = retention_base(terms, sheet, first_claim - 1, Position())
        required = None if base is None else require(base, sheet, figures)
        position = _position(terms, sheet, required, sums, first_claim - 1)
        return position, _tie(position)


def _position(
    terms: Terms, sheet: Sheet, required: Required | None, sums: Opening, number: int
) -> Position:
    by_line = None if required is None else required.by_line
    weights = _earned(sheet) if by_line is None else by_line
    bearing = [not line.exempt for line in sheet.lines]
    held = share_over(sums.retention_held, weights, _earned(sheet), bearing)
    released = [ZERO] * len(sheet.lines)
    if by_line is not None:
        released = share_over(sums.retention_released_to_date, weights, _earned(sheet), bearing)
    rule_work, rule_materials = _rule_parts(terms, sheet, required)
    lines = {
        line.key: LinePosition(
            at.work, at.stored, at.quantity, None, held[i], ZERO, released[i],
            rule_work[i], rule_materials[i],
        )
        for i, (line, at) in enumerate(zip(sheet.lines, sheet.at, strict=True))
    }  # fmt: skip
    on_cover = required is not None and by_line is None
    return Position(
        number=number,
        lines=lines,
        earned_less_retention=sums.less_previous_certificates,
        total_retention=sums.retention_held,
        deductions_to_date=sums.deductions_to_date,
        released=sums.retention_released_to_date,
        rule_work=required.rule_work[0] if required is not None and on_cover else ZERO,
        rule_materials=required.rule_materials[0] if required is not None and on_cover else ZERO,
    )


def _rule_parts(
    terms: Terms, sheet: Sheet, required: Required | None
) -> tuple[list[Decimal], list[Decimal]]:
    rule = terms.retention
    if required is None or rule is None or rule.basis is RetentionBasis.COVER:
        nothing = [ZERO] * len(sheet.lines)
        return nothing, nothing
    return required.rule_work, required.rule_materials


def _earned(sheet: Sheet) -> list[Decimal]:
    return [
        ZERO if line.exempt else at.work + at.stored
        for line, at in zip(sheet.lines, sheet.at, strict=True)
    ]


def _tie(position: Position) -> tuple[Warning_, ...]:
    earned = sum((at.work + at.stored for at in position.lines.values()), ZERO)
    computed = earned - position.total_retention
    if computed == position.earned_less_retention:
        return ()
    message = (
        f"The opening's work and stored material less retention held is {computed}, but "
        f"less_previous_certificates says {position.earned_less_retention}."
    )
    return (Warning_(None, "opening_does_not_tie", message),)


def _sums(opening: Opening) -> Opening:
    """The opening with its sums in cents."""
    return Opening(
        _cents(opening.less_previous_certificates, "less_previous_certificates", None),
        _held(opening.retention_held, "retention_held"),
        _held(opening.retention_released_to_date, "retention_released_to_date"),
        _cents(opening.deductions_to_date, "deductions_to_date", None),
    )


def _held(figure: Decimal, name: str) -> Decimal:
    amount = _cents(figure, name, None)
    if amount < 0:
        raise OpeningRefused("an amount of 0 or more is expected", field=f"opening.{name}")
    return amount


def _lines(lines: Sequence[ScheduledLine], opening: Opening) -> dict[str, LinePosition]:
    by_key = {line.key: line for line in lines}
    found: dict[str, LinePosition] = {}
    for key, stood in opening.lines.items():
        if key not in by_key:
            raise OpeningRefused(
                "the schedule has no such item; an item of a line or a variation is expected",
                field="opening.lines",
                line=key,
            )
        found[key] = _line(by_key[key], stood)
    return found


def _line(line: ScheduledLine, stood: OpeningLine) -> LinePosition:
    if stood.quantity_previous is not None and line.unit_price is None:
        raise OpeningRefused(
            "a line without unit price has no quantity",
            field="opening.quantity_previous",
            line=line.key,
        )
    work = _cents(stood.work_previous, "work_previous", line.key)
    stored = _cents(stood.materials_stored, "materials_stored", line.key)
    if stored < 0 and line.scheduled_value >= 0:
        raise OpeningRefused(
            "stored material is 0 or more, except on a negative line",
            field="opening.materials_stored",
            line=line.key,
        )
    return LinePosition(work=work, stored=stored, quantity=stood.quantity_previous)


def _cents(figure: Decimal, name: str, line: str | None) -> Decimal:
    try:
        return check_cents(figure, f"opening.{name}", line)
    except EntryRefused as refusal:
        raise OpeningRefused(refusal.sentence, field=refusal.field, line=line) from None
