"""What claims say to advanced settings of their contract that change."""

from __future__ import annotations

from django.db.models import Q

from ledgerstone.claims.acts import value_or_refuse
from ledgerstone.claims.models import Claim, ClaimLine
from ledgerstone.claims.models.statuses import OPEN_STATUSES
from ledgerstone.claims.sheets.valuation import load
from ledgerstone.claims.sheets.writing import keep_figures, touch
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.settings.setting_events import AdvancedSettingsChanged
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.refusals import Invalid


def heed_settings(event: AdvancedSettingsChanged) -> None:
    """Refuse what claims stand on; give claims that are not decided their figures anew."""
    contract = Contract.objects.select_related("project").get(
        account_id=event.actor.account_id, pk=event.contract_id
    )
    claims = Claim.objects.filter(account_id=contract.account_id, contract_id=contract.pk)
    if "has_subcontractor_schedule" in event.changes:
        _refuse_where_claimed(contract, claims.order_by("number").first())
    if event.changes.get("bills_materials_separately") is False:
        _refuse_where_stored(contract)
    if event.changes.keys() & {"retains_on_work", "retains_on_materials"}:
        _value_anew(contract)


def _refuse_where_claimed(contract: Contract, first: Claim | None) -> None:
    if first is None:
        return
    terms, _formats = words(contract.project)
    sentence = (
        f"There is {terms.claim_short} {first.number} on this contract, so this stays as it is. "
        "A draft can be deleted first."
    )
    raise Invalid(sentence, fields={"has_subcontractor_schedule": sentence})


def _refuse_where_stored(contract: Contract) -> None:
    """A draft that claims what is stored keeps its column."""
    stored = ClaimLine.objects.filter(
        Q(claimed_stored__isnull=False) & ~Q(claimed_stored=0),
        account_id=contract.account_id,
        claim__contract_id=contract.pk,
        claim__status__in=OPEN_STATUSES,
    ).select_related("claim")
    line = stored.order_by("claim__number").first()
    if line is None:
        return
    terms, _formats = words(contract.project)
    sentence = (
        f"{terms.claim_short.capitalised} {line.claim.number} holds {terms.stored_materials}. "
        "Take them out of it first."
    )
    raise Invalid(sentence, fields={"bills_materials_separately": sentence})


def _value_anew(contract: Contract) -> None:
    """What drafts hold back changed with the contract."""
    drafts = Claim.objects.filter(
        account_id=contract.account_id,
        contract_id=contract.pk,
        status__in=OPEN_STATUSES,
    ).select_related("contract", "contract__project")
    for claim in drafts:
        touch(claim)
        keep_figures(claim, value_or_refuse(load(claim)))
