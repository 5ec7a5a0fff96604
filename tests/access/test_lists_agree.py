"""Lists show exactly those contracts and claims that the policies allow one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from ledgerstone.access.actions import Action
from ledgerstone.access.levels import Grant
from ledgerstone.claims import policy as claims_policy
from ledgerstone.claims import queries as claims
from ledgerstone.claims.models import Claim
from ledgerstone.contracts import policy, visibility
from ledgerstone.contracts.models import Contract
from ledgerstone.tenancy.actor import Actor
from tests.access.expectations import SHOW_THE_SCHEDULE
from tests.access.people import somebody
from tests.claims.desk import Desk
from tests.support.scene import Scene, scene

__all__ = ["scene"]

ONE_CONTRACT = [
    action
    for action in Action
    # Of these two pairs the contract itself says which one counts.
    if action not in {*visibility.VIEWED, *visibility.SCHEDULE_VIEWED}
]


@pytest.fixture
def contracts(scene: Scene) -> list[Contract]:
    """Contracts of each kind, private or not, whose schedule is shown to the list or not."""
    scene.period()
    for kind in ("subcontract", "purchase_order", "head_contract"):
        for is_private, shows in product((False, True), repeat=2):
            desk = Desk.at(scene, kind)
            desk.start()
            Contract.objects.filter(pk=desk.contract.pk).update(
                is_private=is_private, shows_schedule_to_listed=shows
            )
    return list(Contract.objects.order_by("pk"))


def people(scene: Scene, contracts: list[Contract]) -> Iterator[Actor]:
    """Members of the project at every level, with every standing towards some of the contracts."""
    below = [one.pk for one in contracts if not one.is_upstream]
    everywhere = [one.pk for one in contracts]
    tasks = [grant.value for grant in Grant]
    standings = ((), below), ((), everywhere), ((), tasks)
    for level, contact_of, listed_on, granted in product(range(4), *standings):
        yield somebody(
            account=scene.account.pk,
            project=scene.project.pk,
            levels={"commitments": level, "head_contracts": level},
            tasks=granted,
            contact_of=contact_of,
            claims_for=contact_of[::2],
            fills=contact_of[1::2],
            listed_on=listed_on,
        )


def pks(found: list[Contract]) -> set[int]:
    return {one.pk for one in found}


def test_lists_of_contracts(scene: Scene, contracts: list[Contract]) -> None:
    def listed(condition: object) -> set[int]:
        return set(Contract.objects.filter(condition).values_list("pk", flat=True))

    for actor in people(scene, contracts):
        seen = listed(visibility.visible(actor))
        assert seen == pks([one for one in contracts if policy.may_see(actor, one)])
        shown = listed(visibility.with_schedule(actor))
        assert shown == pks([one for one in contracts if policy.may_see_schedule(actor, one)])
        for action in ONE_CONTRACT:
            allowed = pks([one for one in contracts if policy.may(actor, one, action)])
            found = listed(visibility.with_right(actor, action))
            # Lists take the right together with what must be seen for it.
            needed = shown if action.value in SHOW_THE_SCHEDULE else seen
            assert found & needed == allowed, action


def test_lists_of_claims(scene: Scene, contracts: list[Contract]) -> None:
    every = list(Claim.objects.select_related("contract"))
    assert len(every) == len(contracts)
    for actor in people(scene, contracts):
        listed = set(claims.visible_to(actor).values_list("pk", flat=True))
        assert listed == {one.pk for one in every if claims_policy.may_see(actor, one)}


def test_nothing_of_another_project_is_listed(scene: Scene, contracts: list[Contract]) -> None:
    stranger = somebody(
        account=scene.account.pk,
        project=scene.project.pk + 1,
        levels={"commitments": 3, "head_contracts": 3},
        contact_of=[one.pk for one in contracts],
        listed_on=[one.pk for one in contracts],
    )
    assert not Contract.objects.filter(visibility.visible(stranger)).exists()
    assert not claims.visible_to(stranger).exists()
    assert not any(policy.may_see(stranger, one) for one in contracts)
