"""Finding companies and people by any part of what is known of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledgerstone.directory.listing import Asked, find_companies, find_people, people_of, tags
from ledgerstone.directory.operations import change_company, create_company, create_person
from ledgerstone.tenancy.actor import NO_RIGHTS
from tests.support.scene import Scene, build_scene


@pytest.fixture
def vane(scene: Scene) -> Scene:
    company = create_company(
        actor=scene.actor, name="Vane Metalworks", trading_name="Vane_100%", country="AU",
        identifier="51 824 753 556", email="office@vane.example", tags="Façade, crane",
    )  # fmt: skip
    create_person(
        actor=scene.actor, company_id=company.pk, name="Zoë Ng", email="zoe@vane.example",
        job_title="Director",
    )  # fmt: skip
    return scene


@pytest.mark.parametrize(
    "typed",
    [
        "vane", "METALW", "vane_100%", "_100", "office@v", "824753", "51 824 753 556",
        "51-824-753", "ABN 51 824 753 556", "façade", "crane metal", "  vane   works ",
    ],
)  # fmt: skip
def test_a_company_is_found_by_any_part(vane: Scene, typed: str) -> None:
    found = find_companies(vane.actor, Asked(words=typed))
    assert [company.name for company in found] == ["Vane Metalworks"]


@pytest.mark.parametrize("typed", ["metal crane keel", "van%", "v_ne", "51 824 753 557", "\\"])
def test_what_is_not_there_is_not_found(vane: Scene, typed: str) -> None:
    assert not find_companies(vane.actor, Asked(words=typed)).exists()


@pytest.mark.parametrize("typed", ["zoë", "ZOE@", "ng director", "vane metal", "51824753556"])
def test_a_person_is_found_by_any_part_and_by_their_company(vane: Scene, typed: str) -> None:
    assert [one.name for one in find_people(vane.actor, Asked(words=typed))] == ["Zoë Ng"]


def test_lists_are_parted_by_state_and_tag(vane: Scene) -> None:
    change_company(actor=vane.actor, company_id=vane.owner.pk, is_active=False)
    in_use = find_companies(vane.actor, Asked())
    assert vane.owner not in in_use
    assert list(find_companies(vane.actor, Asked(state="retired"))) == [vane.owner]
    assert find_companies(vane.actor, Asked(state="")).count() == in_use.count() + 1
    assert find_companies(vane.actor, Asked(tag="crane")).count() == 1
    assert find_people(vane.actor, Asked(tag="crane")).count() == 1
    assert tags(vane.actor) == ["crane", "Façade"]


def test_the_people_of_many_companies_are_counted_at_once(vane: Scene) -> None:
    [vane_id] = find_companies(vane.actor, Asked(words="vane")).values_list("pk", flat=True)
    zoe = find_people(vane.actor, Asked(words="zoë")).get()
    change_company(actor=vane.actor, company_id=vane_id, primary_contact_id=zoe.pk)
    found = people_of(vane.actor, [vane_id, vane.owner.pk])
    assert (found[vane_id].count, found[vane_id].primary) == (1, "Zoë Ng")
    assert vane.owner.pk not in found


def test_nothing_is_found_of_another_account_or_without_a_right(vane: Scene) -> None:
    other = build_scene("Southgate Civil")
    assert not find_companies(other.actor, Asked(words="vane")).exists()
    assert not find_people(other.actor, Asked(words="zoë")).exists()
    nobody = replace(vane.actor, account_rights=NO_RIGHTS)
    assert not find_companies(nobody, Asked()).exists()
    assert not find_people(nobody, Asked()).exists()
    assert tags(nobody) == []
