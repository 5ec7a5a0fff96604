"""The certificate's self-check: do the printed figures tie among themselves?

It reads only what is printed, so it checks our own certificates before they are issued and
anybody else's as well. Source of the identities: the definitions of the cover's lines and of
the continuation sheet's columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

from ledgerstone.core.rounding import EXACT, ZERO, percent
from ledgerstone.core.valuation import Cover, ValuedLine


def check_certificate(cover: Cover, lines: Sequence[ValuedLine]) -> tuple[str, ...]:
    """The identities that do not hold, one sentence each; empty when it ties.

    Amounts in cents, percentages with two decimals. Nothing is raised.
    """
    with localcontext(EXACT):
        found = [_sentence(*claim) for claim in _of_cover(cover)]
        found += [_sentence(*claim) for claim in _of_sums(cover, lines)]
        for line in lines:
            found += [
                _sentence(f"Line {line.item}: {name}", *rest) for name, *rest in _of_line(line)
            ]
    return tuple(sentence for sentence in found if sentence)


def _sentence(name: str, printed: Decimal, computed: Decimal) -> str:
    return "" if printed == computed else f"{name} is printed {printed}, but comes to {computed}."


def _of_cover(c: Cover) -> list[tuple[str, Decimal, Decimal]]:
    earned = c.total_completed_and_stored - c.total_retention
    return [
        (
            "contract_sum_to_date",
            c.contract_sum_to_date,
            c.original_contract_sum + c.net_change_by_variations,
        ),
        ("total_retention", c.total_retention, c.retention_on_work + c.retention_on_materials),
        ("total_earned_less_retention", c.total_earned_less_retention, earned),
        (
            "current_payment_due",
            c.current_payment_due,
            c.total_earned_less_retention - c.less_previous_certificates,
        ),
        (
            "balance_to_finish_including_retention",
            c.balance_to_finish_including_retention,
            c.contract_sum_to_date - c.total_earned_less_retention,
        ),
        (
            "percent_complete",
            c.percent_complete,
            percent(c.total_completed_and_stored, c.contract_sum_to_date),
        ),
        ("payable", c.payable, c.current_payment_due + c.deductions_this_period + c.tax),
    ]


def _of_sums(c: Cover, lines: Sequence[ValuedLine]) -> list[tuple[str, Decimal, Decimal]]:
    return [
        (name, printed, sum((getattr(line, column) for line in lines), ZERO))
        for name, printed, column in (
            ("contract_sum_to_date", c.contract_sum_to_date, "scheduled_value"),
            (
                "total_completed_and_stored",
                c.total_completed_and_stored,
                "completed_and_stored",
            ),
            ("total_retention", c.total_retention, "retention"),
        )
    ]


def _of_line(line: ValuedLine) -> list[tuple[str, Decimal, Decimal]]:
    earned = line.completed_and_stored
    return [
        (
            "completed_and_stored",
            earned,
            line.work_previous + line.work_this_period + line.materials_stored,
        ),
        ("balance_to_finish", line.balance_to_finish, line.scheduled_value - earned),
        ("percent", line.percent, percent(earned, line.scheduled_value)),
        ("assessed", line.assessed, earned),
        ("difference", line.difference, line.assessed - line.claimed),
    ]
