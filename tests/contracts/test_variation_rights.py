"""Who raises, sees and changes variations: managers, Standard users, and the field."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ledgerstone.access.levels import Level
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.contracts import operations
from ledgerstone.contracts.models import CommitmentSettings, HeadContractSettings, Variation
from ledgerstone.contracts.operations import name_contact
from ledgerstone.contracts.variations import variation_rules, variations
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed, NotThere
from tests.contracts.variation_site import Site
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene


@dataclass
class People:
    """The contact of a contract, and a colleague of each level."""

    contact: Actor
    reader: Actor
    standard: Actor


@pytest.fixture
def site(scene: Scene) -> Site:
    return Site.at(scene, tiers=2)


@pytest.fixture
def people(scene: Scene, site: Site) -> People:
    contact = worker(scene, scene.subcontractor, "Vera Quill")
    name_contact(actor=scene.actor, contract_id=site.contract.pk, person_id=contact.pk)
    reader, standard = (worker(scene, scene.own, name) for name in ("Kim Ode", "Ash Lane"))
    member(scene, reader, "read_only")
    member(scene, standard, "site_team")
    PermissionTemplate.objects.filter(key="site_team").update(head_contracts=Level.STANDARD)
    return People(*(as_actor(scene, one) for one in (contact, reader, standard)))


def allow(scene: Scene, **settings: bool) -> None:
    for model in (CommitmentSettings, HeadContractSettings):
        known = {field.name for field in model._meta.fields}
        given = {name: value for name, value in settings.items() if name in known}
        model.objects.update_or_create(
            account=scene.account,
            project=scene.project,
            defaults={"variation_tiers": 2, **given},
        )


def refuses(site: Site, actor: Actor, kind: str = "potential", **given: object) -> bool:
    try:
        site.make(kind, "5", actor=actor, **given)
    except NotAllowed:
        return True
    return False


def test_nobody_but_administrators_unless_the_project_lets_them(
    scene: Scene, site: Site, people: People
) -> None:
    for actor in (people.contact, people.reader, people.standard):
        assert refuses(site, actor)
        assert refuses(site, actor, is_field_initiated=True)
        assert refuses(site, actor, "variation")


def test_standard_users_create_potential_ones_where_they_may(
    scene: Scene, site: Site, people: People
) -> None:
    allow(scene, standard_may_create_potential=True)
    made = site.make("potential", "5", actor=people.standard, status="pending")
    assert not made.is_field_initiated
    assert refuses(site, people.standard, "variation")
    assert refuses(site, people.standard, status="pricing")
    assert refuses(site, people.reader)
    assert refuses(site, people.contact)
    site.to(made, "draft", actor=people.standard)
    with pytest.raises(NotAllowed):
        site.to(made, "rejected", actor=people.standard)
    other = site.make("potential", "5")
    with pytest.raises(NotAllowed):
        site.to(other, "pending", actor=people.standard)


def test_on_one_tier_there_is_nothing_potential(scene: Scene, site: Site, people: People) -> None:
    allow(scene, standard_may_create_potential=True)
    CommitmentSettings.objects.update(variation_tiers=1)
    assert refuses(site, people.standard, "variation")


def test_head_contracts_have_their_own_setting(scene: Scene, site: Site, people: People) -> None:
    head = Site.at(scene, "head_contract", tiers=2)
    assert refuses(head, people.standard)
    allow(scene, standard_may_create_potential=True)
    assert head.make("potential", "5", actor=people.standard).number == "PV1"
    allow(scene, field_initiated_enabled=True)
    assert refuses(head, people.standard, is_field_initiated=True)


def test_the_field_raises_and_keeps_its_own_until_it_is_taken_further(
    scene: Scene, site: Site, people: People
) -> None:
    allow(scene, field_initiated_enabled=True)
    made = site.make("potential", "500", actor=people.contact, is_field_initiated=True)
    assert (made.is_field_initiated, made.status) == (True, "draft")
    assert refuses(site, people.reader, is_field_initiated=True)
    assert not refuses(site, people.standard, is_field_initiated=True)
    site.to(made, "pending", actor=people.contact)
    with pytest.raises(NotAllowed):
        site.make(
            "potential", "5", actor=people.contact, is_field_initiated=True, is_not_recoverable=True
        )
    # Somebody takes it further: from then on it is theirs.
    site.to(made, "pricing")
    with pytest.raises(NotAllowed):
        operations.change_variation(
            actor=people.contact,
            variation_id=made.pk,
            expected_version=site.now(made).version,
            title="Larger bracing",
        )
    with pytest.raises(NotAllowed):
        site.to(made, "pending", actor=people.contact)


def test_drafts_of_others_are_not_there_for_contacts(
    scene: Scene, site: Site, people: People
) -> None:
    allow(scene, field_initiated_enabled=True)
    draft, pending = site.make("potential", "5"), site.make("potential", "7", status="pending")
    own = site.make("potential", "9", actor=people.contact, is_field_initiated=True)

    def seen(actor: Actor) -> list[int]:
        return [row.variation.pk for row in variations.of_contract(actor, site.contract)]

    assert seen(people.contact) == [pending.pk, own.pk]
    assert seen(people.reader) == seen(scene.actor) == [draft.pk, pending.pk, own.pk]
    with pytest.raises(NotThere):
        variations.get_variation(people.contact, draft.pk)
    with pytest.raises(NotThere):
        site.to(draft, "pending", actor=people.contact)
    assert variations.get_variation(people.contact, own.pk).pk == own.pk


def test_bundling_and_approving_are_for_administrators(
    scene: Scene, site: Site, people: People
) -> None:
    allow(scene, standard_may_create_potential=True, field_initiated_enabled=True)
    part = site.make("potential", "5", actor=people.standard)
    whole = site.make("variation")
    for actor in (people.standard, people.contact):
        assert not variation_rules.may_approve(actor, site.contract)
        with pytest.raises((NotAllowed, NotThere)):
            operations.bundle_variations(
                actor=actor, variation_id=whole.pk, part_ids=[part.pk], expected_version=1
            )
        with pytest.raises((NotAllowed, NotThere)):
            site.to(whole, "approved", actor=actor)
    site.bundled(whole, part)
    with pytest.raises(NotAllowed):
        operations.delete_variation(
            actor=people.standard, variation_id=part.pk, expected_version=site.now(part).version
        )


def test_another_account_finds_nothing(scene: Scene, site: Site) -> None:
    stranger = Actor(account_id=scene.account.pk, user_id=scene.user.pk, name="Nobody")
    made = site.make("potential", "5")
    with pytest.raises(NotThere):
        variations.get_variation(stranger, made.pk)
    with pytest.raises(NotThere):
        site.to(made, "pending", actor=stranger)
    with pytest.raises(NotThere):
        site.make("potential", "5", actor=stranger)


def test_new_codes_are_made_by_those_who_may(scene: Scene, site: Site, people: People) -> None:
    allow(scene, standard_may_create_potential=True)
    row = {"lines": [_coded()], "create_codes": True}
    with pytest.raises(NotAllowed):
        site.make("potential", actor=people.standard, **row)
    made = site.make("potential", **row)
    assert made.lines.get().budget_code.code == "99-500"


def _coded() -> object:
    from ledgerstone.contracts.schedules.schedule import RawRow

    return RawRow(description="Bracing", budget_code="99-500", scheduled_value="5")


def test_it_is_deleted_while_it_is_ones_own(scene: Scene, site: Site, people: People) -> None:
    allow(scene, field_initiated_enabled=True)
    made = site.make("potential", "5", actor=people.contact, is_field_initiated=True)
    operations.delete_variation(actor=people.contact, variation_id=made.pk, expected_version=1)
    assert not Variation.objects.filter(pk=made.pk).exists()
