"""Contracts with certified claims, written straight into the tables: thousands in a moment.

Each contract is another company's; no two claims come to the same. A tenth of each is tax.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from ledgerstone.claims.models import Certificate, Claim
from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Company
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.bulk import insert_rows, update_rows
from tests.support.scene import Scene

_ZERO = Decimal(0)
_NO_FIGURES = (
    "original_contract_sum", "net_change_by_variations", "contract_sum_to_date",
    "retention_on_work", "retention_on_materials", "total_retention",
    "less_previous_certificates", "percent_complete", "retention_this_period",
    "retention_released_this_period", "deductions_this_period", "deductions_to_date",
)  # fmt: skip


@dataclass(frozen=True)
class Owed:
    """A certified claim: of which contract and company, and what is payable on it."""

    claim_id: int
    contract_id: int
    contract: str
    company: str
    number: int
    reference: str
    payable: Decimal
    tax: Decimal


def owed_site(scene: Scene, *, contracts: int, claims: int, seed: int = 7) -> list[Owed]:
    """So many subcontracts with so many certified claims each, by contract and number."""
    random = Random(seed)  # noqa: S311 - amounts made up for a test
    names = [f"Trade{number:04} Partners {_word(random)}" for number in range(contracts)]
    account = {"account_id": scene.account.pk}
    companies = insert_rows(Company, [{**account, "name": name} for name in names])
    numbers = [f"TR-{number:04}" for number in range(contracts)]
    ids = insert_rows(
        Contract,
        [
            {
                **account, "project_id": scene.project.pk, "kind": "subcontract",
                "number": number, "title": "Works", "company_id": company, "currency": "AUD",
                "status": "approved",
            }
            for number, company in zip(numbers, companies, strict=True)
        ],
    )  # fmt: skip
    taken: set[int] = set()
    rows = []
    for place, contract_id in enumerate(ids):
        for number in range(1, claims + 1):
            cents = random.randrange(10_000, 90_000_000)
            while cents in taken:
                cents += 1
            taken.add(cents)
            tax = Decimal(cents // 11) / 100
            rows.append((place, contract_id, number, Decimal(cents) / 100, tax))
    found = _claims(scene, rows)
    return [
        Owed(pk, contract_id, numbers[place], names[place], number, f"R{contract_id}-{number:03}",
             payable, tax)
        for pk, (place, contract_id, number, payable, tax) in zip(found, rows, strict=True)
    ]  # fmt: skip


def _claims(scene: Scene, rows: list[tuple[int, int, int, Decimal, Decimal]]) -> list[int]:
    period = scene.project.periods.get()
    account = {"account_id": scene.account.pk}
    ids = insert_rows(
        Claim,
        [
            {
                **account, "contract_id": contract_id, "is_upstream": False,
                "period_id": period.pk, "number": number, "status": "under_review",
                "reference": f"R{contract_id}-{number:03}", "period_start": period.start,
                "period_end": period.end, "billing_date": period.end, "submitted_at": clock.now(),
            }
            for _, contract_id, number, _, _ in rows
        ],
    )  # fmt: skip
    certificates = insert_rows(
        Certificate,
        [
            _certificate(scene, pk, contract_id, payable, tax)
            for pk, (_, contract_id, _, payable, tax) in zip(ids, rows, strict=True)
        ],
    )
    update_rows(
        Claim,
        [
            {**account, "id": pk, "certificate_id": certificate, "status": "approved"}
            for pk, certificate in zip(ids, certificates, strict=True)
        ],
    )
    return ids


def _certificate(
    scene: Scene, claim_id: int, contract_id: int, payable: Decimal, tax: Decimal
) -> dict[str, Any]:
    due = payable - tax
    return {
        **dict.fromkeys(_NO_FIGURES, _ZERO),
        "account_id": scene.account.pk,
        "claim_id": claim_id,
        "contract_id": contract_id,
        "code": f"T{claim_id}",
        "issued_by_id": scene.user.pk,
        "decision": "approved",
        "currency": "AUD",
        "total_completed_and_stored": due,
        "total_earned_less_retention": due,
        "current_payment_due": due,
        "balance_to_finish_including_retention": -due,
        "tax": tax,
        "payable": payable,
        "claimed_cover": {},
        "position": {},
    }


def _word(random: Random) -> str:
    return "".join(random.choice("abcdefghiklmnoprstuvw") for _ in range(8)).capitalize()
