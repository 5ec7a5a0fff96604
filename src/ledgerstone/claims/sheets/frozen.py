"""The sheet of a certified claim, from its certificate: a fact is read, never worked out again."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

from django.db import connection

from ledgerstone.claims.models import Certificate, Claim
from ledgerstone.core import Cover, LinePosition, OpeningLine, Position, ValuedLine

from .openings import read_opening
from .rows import position_of, read_rows
from .sheet import ClaimSheet, SheetLine, Standing

COVER = tuple(spec.name for spec in fields(Cover))

_LINES = """
SELECT line_id, scheduled_value, work_previous, work_this_period, materials_previous,
       materials_stored, completed_and_stored, percent, balance_to_finish, retention,
       retention_previous, movement_this_period, claimed, difference, reason, item, description,
       section
  FROM claims_certificateline WHERE account_id = %s AND certificate_id = %s ORDER BY position
"""
_PREVIOUS = """
SELECT p.code, c.number FROM claims_certificate p
  JOIN claims_claim c ON c.account_id = p.account_id AND c.id = p.claim_id
 WHERE p.account_id = %s AND p.id = %s
"""


def frozen(claim: Claim, certificate: Certificate) -> ClaimSheet:
    """The sheet as certified. At most nine queries."""
    certified = _certified(certificate)
    after, before, number = _positions(certificate, certified)
    read = read_rows(claim.account_id, claim.contract_id, claim.pk, every=True)
    rows = {row.line_id: row for row in read}
    lines = []
    for found in certified:
        line_id, scheduled, previous, this, stored_before = found[:5]
        item, description, section = found[15:18]
        row = rows[line_id]._replace(item=item, description=description, section=section)
        at = before.lines.get(item, LinePosition())
        moved = previous - at.work
        quantity = at.quantity
        if moved and at.stored_quantity is not None:
            quantity = at.stored_quantity + (quantity or 0)
        standing = Standing(
            previous, stored_before - moved, quantity, at.stored_quantity, at.adjustment, at
        )
        valued = ValuedLine(
            item,
            scheduled,
            previous,
            this,
            materials_stored=found[5],
            completed_and_stored=found[6],
            percent=found[7],
            balance_to_finish=found[8],
            retention=found[9],
            movement_this_period=found[11],
            claimed=found[12],
            assessed=found[6],
            difference=found[13],
            reason=found[14] or None,
        )
        measured = after.lines[item].quantity if row.unit_price is not None else None
        lines.append(SheetLine(row, valued, standing, measured))
    return _sheet(claim, certificate, tuple(lines), number)


def _sheet(
    claim: Claim, certificate: Certificate, lines: tuple[SheetLine, ...], number: int | None
) -> ClaimSheet:
    claimed = {name: Decimal(figure) for name, figure in certificate.claimed_cover.items()}
    return ClaimSheet(
        claim_id=claim.pk,
        number=claim.number,
        version=claim.version,
        status=claim.status,
        saved_at=claim.saved_at,
        is_upstream=claim.is_upstream,
        is_certified=True,
        cover=Cover(**{name: getattr(certificate, name) for name in COVER}),
        claimed_cover=Cover(**claimed),
        lines=lines,
        previous_certificate_id=certificate.previous_id,
        previous_claim_number=number,
        cover_has_reason=bool(claim.assessed_reason_code and claim.assessed_reason.strip()),
    )


def _certified(certificate: Certificate) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [certificate.account_id, certificate.pk])
        return cursor.fetchall()


def _positions(
    certificate: Certificate, certified: list[tuple[Any, ...]]
) -> tuple[Position, Position, int | None]:
    """After the certificate, before it, and the number of the claim before."""
    account_id = certificate.account_id
    after = position_of(account_id, certificate.pk, certificate.code)
    if certificate.previous_id is None:
        return after, *_opened(certificate, certified)
    with connection.cursor() as cursor:
        cursor.execute(_PREVIOUS, [account_id, certificate.previous_id])
        code, number = cursor.fetchone() or ("", None)
    return after, position_of(account_id, certificate.previous_id, code), number


def _opened(
    certificate: Certificate, certified: list[tuple[Any, ...]]
) -> tuple[Position, int | None]:
    """Before a contract's first certificate: nothing, or where it stood when it was taken over.

    Amounts are as the certificate's own lines quote them; only quantities are the opening's.
    """
    stood = {row[0]: row[6] - row[11] for row in certified}
    if not certificate.less_previous_certificates and not any(stood.values()):
        return Position.empty(), None
    opening = read_opening(certificate.account_id, certificate.contract_id)
    if opening is None:
        return Position.empty(), None
    lines = {
        row[15]: LinePosition(
            work=stood[row[0]] - row[4],
            stored=row[4],
            quantity=opening.lines.get(row[0], OpeningLine()).quantity_previous,
            retention=row[10],
        )
        for row in certified
    }
    return Position(number=opening.last_number, lines=lines), opening.last_number
