"""Acts on many claims of a list: each is done or refused by itself, with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.db import transaction

from ledgerstone.claims import queries
from ledgerstone.claims.locking import lock_contracts, stale
from ledgerstone.claims.many import Outcome, Refused
from ledgerstone.claims.models import Claim
from ledgerstone.projects.queries import words
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotThere, Refusal


def act_on_each(
    actor: Actor,
    claim_ids: Sequence[int],
    act: Callable[[Claim, int], object],
    *,
    versions: Mapping[int, int] | None,
) -> Outcome:
    """Let ``act`` do something to each claim, given with its version, in the order of contracts and
    of their claims. What one act does is taken back where it is refused; the others stand.

    ``versions``: those that the page showed. A claim that is another one by now is refused, unless
    it became so by what was done here to an earlier claim of its contract. NotThere where a claim
    cannot be seen, and nothing is done then.
    """
    outcome = Outcome()
    with transaction.atomic():
        found = _locked(actor, claim_ids)
        changed: set[int] = set()
        for claim in found:
            try:
                if versions is not None and versions.get(claim.pk) != claim.version:
                    raise stale(actor, claim, versions.get(claim.pk, 0))
                version = _version(claim) if claim.contract_id in changed else claim.version
                with transaction.atomic():
                    act(claim, version)
            except NotThere:
                raise
            except Refusal as refusal:
                outcome.refused.append(Refused(claim.pk, named(claim), refusal.message))
            else:
                outcome.done.append(claim.pk)
                changed.add(claim.contract_id)
    return outcome


def named(claim: Claim) -> str:
    """A claim in a list of many contracts, as in "SC-004, claim 3"."""
    terms, _ = words(claim.contract.project)
    return f"{claim.contract.number}, {terms.claim_short} {claim.number}"


def _locked(actor: Actor, claim_ids: Sequence[int]) -> list[Claim]:
    """The claims with their contracts locked, as they are behind the lock."""
    wanted = sorted(set(claim_ids))
    seen = queries.visible_to(actor).filter(pk__in=wanted)
    contracts = sorted(set(seen.values_list("contract_id", flat=True)))
    lock_contracts(actor.account_id, contracts)
    found = list(seen.order_by("contract__number", "contract_id", "number"))
    if len(found) != len(wanted):
        raise NotThere
    return found


def _version(claim: Claim) -> int:
    kept = Claim.objects.filter(account_id=claim.account_id, pk=claim.pk)
    return kept.values_list("version", flat=True).get()
