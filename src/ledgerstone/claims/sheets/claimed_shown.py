"""Whether an answer is shown beside what was claimed: a setting of the project for commitments.

Where it is off, certificates print what is certified and why, and a claim contact is told the same;
the account's own people compare as ever. On head contracts the setting has no say.
"""

from __future__ import annotations

from ledgerstone.claims import policy
from ledgerstone.claims.models import Claim
from ledgerstone.projects.models import InvoicingSettings
from ledgerstone.tenancy.actor import Actor


def prints_claimed(claim: Claim) -> bool:
    """Whether documents of the claim's answer show what was claimed. One query at most."""
    if claim.is_upstream:
        return True
    settings = InvoicingSettings.objects.filter(
        account_id=claim.account_id, project_id=claim.contract.project_id
    )
    shown = settings.values_list("shows_claimed_amounts", flat=True).first()
    return shown is not False


def compares(actor: Actor, claim: Claim) -> bool:
    """Whether the actor sees a decided claim's answer beside what was claimed."""
    if claim.certificate_id is None or claim.contract_id not in actor.contact_of:
        return True
    return policy.is_administrator(actor, claim) or prints_claimed(claim)
