"""Pages of companies and people: records, forms, rights, merging."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html

from ledgerstone.access.models import PermissionTemplate
from ledgerstone.directory.models import Company, InsurancePolicy, Invitation, Person
from ledgerstone.directory.operations import (
    change_company,
    create_company,
    create_person,
    person_of,
)
from ledgerstone.tenancy.models import Membership
from tests.directory.test_people import administrator
from tests.support.scene import Scene
from tests.web.posting import error_at, form_values, text_of


@pytest.fixture
def kim(scene: Scene) -> Person:
    return create_person(
        actor=scene.actor, company_id=scene.subcontractor.pk, name="Kim Lee",
        email="kim@keel.example", job_title="Director",
    )  # fmt: skip


@pytest.fixture
def reader(scene: Scene) -> Callable[..., None]:
    """Leave the person who is signed in only some rights in the directory."""

    def with_grants(*grants: str) -> None:
        template = PermissionTemplate.objects.get(key="directory_reader")
        template.grants = list(grants)
        template.save()
        Person.objects.filter(user=scene.user).update(account_template=template)

    return with_grants


def post_form(client: Client, page: str, marker: str, /, **typed: Any) -> Any:
    """Fill in the form of a page as a person would, and send it."""
    values = form_values(client.get(page), marker)
    address = f"{page}use" if marker == "active" else page
    return client.post(address, {**values, **typed}, follow=True)


def test_a_company_is_added_with_its_numbers(signed_in: Client) -> None:
    typed = {
        "name": "Vane", "country": "AU", "identifier": "ABN 51 824 753 556", "address": "1 Mill Rd",
        "website": "vane.example", "tags": "steel, crane",
    }  # fmt: skip
    words = text_of(post_form(signed_in, "/companies/new/", "identifier", **typed))
    assert "Vane is in the directory." in words
    assert "ABN 51 824 753 556" in words
    assert "Country Australia" in words
    assert "https://vane.example" in words
    company = Company.objects.get(name="Vane")
    assert (company.identifier, company.tags) == ("51824753556", ["steel", "crane"])


def test_a_wrong_number_is_told_at_its_field_and_nothing_typed_is_lost(signed_in: Client) -> None:
    typed = {"name": "Vane", "country": "AU", "identifier": "51 824 753 557", "phone": "02 1"}
    answer = post_form(signed_in, "/companies/new/", "identifier", **typed)
    assert answer.status_code == 422
    assert "An ABN has 11 digits, such as 51 824 753 556." in error_at(answer, "identifier")
    assert form_values(answer, "identifier")["phone"] == "02 1"
    assert not Company.objects.filter(name="Vane").exists()


def test_a_second_company_of_one_number_is_pointed_out(signed_in: Client, scene: Scene) -> None:
    given = {"country": "AU", "identifier": "51824753556"}
    create_company(actor=scene.actor, name="Vane", **given)
    answer = post_form(signed_in, "/companies/new/", "identifier", name="Vane Pty Ltd", **given)
    assert "Vane has the same ABN. If they are one, merge them." in text_of(answer)


def test_only_its_own_people_are_offered_as_contacts(
    signed_in: Client, scene: Scene, kim: Person
) -> None:
    create_person(actor=scene.actor, company_id=scene.owner.pk, name="Ode Elsewhere")
    create_person(actor=scene.actor, company_id=scene.subcontractor.pk, name="Lee Silent")
    address = f"/companies/{scene.subcontractor.pk}/edit/"
    page = html.fromstring(signed_in.get(address).content.decode())
    offered = [" ".join(one.text_content().split()) for one in page.xpath("//fieldset//label")]
    assert offered == ["Kim Lee", "Lee Silent: cannot be reached. There is no e-mail address."]
    assert [one.text for one in page.xpath('//select[@name="primary_contact_id"]/option')] == [
        "Nobody", *offered,
    ]  # fmt: skip
    answer = post_form(
        signed_in, address, "identifier", primary_contact_id=kim.pk, claim_contact_ids=[kim.pk]
    )
    assert "Primary contact Kim Lee" in text_of(answer)
    assert "Claim contacts Kim Lee" in text_of(answer)
    ode = Person.objects.get(name="Ode Elsewhere")
    refused = post_form(signed_in, address, "identifier", claim_contact_ids=[ode.pk])
    assert refused.status_code == 422
    assert error_at(refused, "claim_contact_ids")


def test_a_contact_who_is_not_reached_is_marked_with_the_reason(
    signed_in: Client, scene: Scene, kim: Person
) -> None:
    change_company(actor=scene.actor, company_id=scene.subcontractor.pk, claim_contact_ids=[kim.pk])
    Person.objects.filter(pk=kim.pk).update(messages="none")
    said = "“Send this user messages” is “Not at all”."
    for address in (f"/companies/{scene.subcontractor.pk}/", f"/people/{kim.pk}/"):
        assert said in text_of(signed_in.get(address)), address


def test_an_older_page_does_not_overwrite_what_changed(signed_in: Client, scene: Scene) -> None:
    address = f"/companies/{scene.subcontractor.pk}/edit/"
    values = form_values(signed_in.get(address), "identifier")
    change_company(actor=scene.actor, company_id=scene.subcontractor.pk, phone="1")
    answer = signed_in.post(address, {**values, "phone": "2"})
    assert answer.status_code == 409
    assert "Robin Hale changed the company Keel Steel" in text_of(answer)
    assert form_values(answer, "identifier")["phone"] == "2"


def test_a_company_goes_out_of_use_and_comes_back(signed_in: Client, scene: Scene) -> None:
    address = f"/companies/{scene.subcontractor.pk}/"
    for active, said in (("no", "out of use. It is no longer offered."), ("yes", "in use again.")):
        answer = post_form(signed_in, address, "active")
        assert f"Keel Steel is {said}" in text_of(answer), active
    own = signed_in.get(f"/companies/{scene.own.pk}/")
    assert "Take out of use" not in text_of(own)


def test_the_contracts_of_a_company_are_those_that_the_reader_sees(
    signed_in: Client, scene: Scene
) -> None:
    scene.contract(status="approved", title="Portal frames")
    scene.contract("head_contract", title="Depot", certifier_id=scene.subcontractor.pk)
    address = f"/companies/{scene.subcontractor.pk}/contracts/"
    words = text_of(signed_in.get(address))
    assert "Portal frames Marlow Road Depot Marlow Road Depot Subcontract Approved" in words
    assert "Depot Marlow Road Depot Marlow Road Depot Superintendent Draft" in words
    assert "288,500.00" in words
    scene.project.members.all().delete()
    assert "No contracts" in text_of(signed_in.get(address))


def test_the_history_of_a_company_holds_that_of_its_people(
    signed_in: Client, scene: Scene, kim: Person
) -> None:
    change_company(actor=scene.actor, company_id=scene.subcontractor.pk, phone="02 9000")
    words = text_of(signed_in.get(f"/companies/{scene.subcontractor.pk}/history/"))
    assert "Robin Hale Phone Company Keel Steel" in words
    assert "02 9000" in words
    assert "Kim Lee" in words
    assert "kim@keel.example" in text_of(signed_in.get(f"/people/{kim.pk}/history/"))


def test_the_history_keeps_insurance_of_unseen_projects_to_itself(
    signed_in: Client, scene: Scene
) -> None:
    for kind, project in (("Liability", None), ("Crane cover", scene.project)):
        given = {"account": scene.account, "company": scene.subcontractor, "project": project}
        InsurancePolicy.objects.create(**given, kind=kind)
        InsurancePolicy.objects.create(**given, kind=f"{kind}, gone").delete()
    address = f"/companies/{scene.subcontractor.pk}/history/"
    told = ("Liability", "Liability, gone", "Crane cover", "Crane cover, gone")
    words = text_of(signed_in.get(address))
    assert [one for one in told if one in words] == list(told)
    scene.project.members.all().delete()
    words = text_of(signed_in.get(address))
    assert [one for one in told if one in words] == list(told[:2])


def test_a_person_is_added_to_a_company(signed_in: Client, scene: Scene) -> None:
    address = f"/people/new/?company={scene.subcontractor.pk}"
    page = signed_in.get(address)
    assert form_values(page, "job_title")["company"] == "Keel Steel"
    contact = PermissionTemplate.objects.get(key="claim_contact")
    answer = post_form(
        signed_in, address, "job_title", name="Kim Lee", email="kim@keel.example",
        default_template_id=contact.pk, messages="none", is_insurance_manager="on",
    )  # fmt: skip
    words = text_of(answer)
    assert "Kim Lee is in the directory." in words
    assert "Insurance manager Yes" in words
    assert "On new projects Claim contact" in words
    assert "Nothing that is sent reaches Kim Lee" in words


def test_a_company_that_is_not_there_is_told_at_its_field(signed_in: Client) -> None:
    answer = post_form(signed_in, "/people/new/", "job_title", name="Kim", company="Nowhere")
    assert answer.status_code == 422
    assert "There is no company of this name in use." in error_at(answer, "company")


def test_an_address_that_changes_leaves_the_login_and_says_so(
    signed_in: Client, scene: Scene
) -> None:
    ana = administrator(scene)
    address = f"/people/{ana.pk}/edit/"
    assert "They sign in as ana@own.example." in text_of(signed_in.get(address))
    answer = post_form(signed_in, address, "job_title", email="ana@new.example")
    assert (
        "Ana Diaz still signs in as ana@own.example, here and in every other account."
        in text_of(answer)
    )


def test_a_person_goes_out_of_use_with_their_way_in(signed_in: Client, scene: Scene) -> None:
    ana = administrator(scene)
    address = f"/people/{ana.pk}/"
    assert "They can no longer sign in." in text_of(post_form(signed_in, address, "active"))
    assert not Membership.objects.filter(user_id=ana.user_id).exists()
    assert "They can sign in again." in text_of(post_form(signed_in, address, "active"))
    assert Membership.objects.filter(user_id=ana.user_id).exists()


def test_nobody_is_offered_to_take_themselves_out_of_use(signed_in: Client, scene: Scene) -> None:
    own = person_of(actor=scene.actor)
    assert "Take out of use" not in text_of(signed_in.get(f"/people/{own.pk}/"))
    answer = signed_in.post(
        f"/people/{own.pk}/use", {"version": own.version, "active": "no"}, follow=True
    )
    assert "You cannot take yourself out of use." in text_of(answer)


def test_a_person_is_invited_to_sign_in(signed_in: Client, kim: Person) -> None:
    page = signed_in.get(f"/people/{kim.pk}/")
    assert "Invite to sign in" in text_of(page)
    answer = signed_in.post(f"/people/{kim.pk}/invite", follow=True)
    assert "Kim Lee is invited to sign in: a mail goes to kim@keel.example." in text_of(answer)
    assert "Send the invitation again" in text_of(answer)
    assert Invitation.objects.filter(person=kim).count() == 1


def test_two_records_are_seen_side_by_side_and_made_one(
    signed_in: Client, scene: Scene, kim: Person
) -> None:
    other = create_company(
        actor=scene.actor, name="Keel Steel Pty Ltd", phone="02 1", country="AU",
        identifier="51824753556",
    )  # fmt: skip
    Person.objects.filter(pk=kim.pk).update(company=other)
    address = f"/companies/{scene.subcontractor.pk}/merge/"
    assert "Choose the other record" in text_of(signed_in.get(address))
    wrong = signed_in.get(address, {"company": "Nowhere"})
    assert wrong.status_code == 422
    assert "There is no company “Nowhere”." in error_at(wrong, "company")
    page = signed_in.get(address, {"company": "keel steel pty ltd"})
    words = text_of(page)
    assert "Business number – ABN 51 824 753 556 ABN 51 824 753 556 taken over" in words
    assert "What moves 1 person" in words
    answer = signed_in.post(address, form_values(page, "other_version"), follow=True)
    assert "The two records are one. Moved: 1 person." in text_of(answer)
    gone = text_of(signed_in.get(f"/companies/{other.pk}/"))
    assert "This record was a duplicate and was merged. Everything is in Keel Steel" in gone
    assert "Edit" not in gone


def test_the_own_company_is_offered_to_stay(signed_in: Client, scene: Scene) -> None:
    address = f"/companies/{scene.owner.pk}/merge/?duplicate={scene.own.pk}"
    words = text_of(signed_in.get(address))
    assert "is the account's own company, so it is the record that stays" in words
    assert "Merge the two records" not in words


def test_who_may_only_read_sees_no_button_and_may_not_do_it(
    signed_in: Client, scene: Scene, kim: Person, reader: Callable[..., None]
) -> None:
    reader()
    keel = scene.subcontractor.pk
    for address in ("/companies/", "/people/", f"/companies/{keel}/", f"/people/{kim.pk}/"):
        words = text_of(signed_in.get(address))
        for label in ("New company", "New person", "Import", "Edit", "Merge", "Invite", "out of"):
            assert label not in words.replace("Out of use", ""), (address, label)
    for address in (
        "/companies/new/", "/people/new/", "/companies/import/", "/people/import/",
        f"/companies/{keel}/edit/", f"/people/{kim.pk}/edit/", f"/companies/{keel}/merge/",
    ):  # fmt: skip
        assert signed_in.get(address).status_code == 403, address
    for address in (f"/companies/{keel}/use", f"/people/{kim.pk}/use", f"/people/{kim.pk}/invite"):
        assert signed_in.post(address, {"version": 1, "active": "no"}).status_code == 403, address


def test_who_keeps_companies_or_people_keeps_only_these(
    signed_in: Client, scene: Scene, kim: Person, reader: Callable[..., None]
) -> None:
    reader("edit_companies")
    assert signed_in.get("/companies/new/").status_code == 200
    assert signed_in.get("/people/new/").status_code == 403
    assert signed_in.get(f"/companies/{scene.owner.pk}/merge/").status_code == 403
    reader("edit_people")
    assert signed_in.get("/companies/new/").status_code == 403
    page = signed_in.get(f"/people/{kim.pk}/edit/")
    tree = html.fromstring(page.content.decode())
    offered = tree.xpath('//select[@name="account_template_id"]/option/text()')
    assert offered == ["None", "Directory reader"]


def test_an_address_that_was_refused_is_tried_again_by_who_may_edit_people(
    signed_in: Client, scene: Scene, kim: Person, reader: Callable[..., None]
) -> None:
    page, words = f"/people/{kim.pk}/", "550 5.1.1 No such user"
    Person.objects.filter(pk=kim.pk).update(refused_address=kim.email, refused_words=words)
    shown = signed_in.get(page)
    assert f"The mail server refused {kim.email}: “{words}”." in text_of(shown)
    assert "Try the address again" in text_of(shown)
    said = text_of(signed_in.post(f"{page}try-address", follow=True))
    assert f"The next mail to Kim Lee is sent to {kim.email} again." in said
    assert "Try the address again" not in said
    kim.refresh_from_db()
    assert (kim.refused_address, kim.refused_words) == ("", "")
    again = text_of(signed_in.post(f"{page}try-address", follow=True))
    assert "The address of Kim Lee was not refused." in again

    Person.objects.filter(pk=kim.pk).update(refused_address=kim.email, refused_words=words)
    reader()
    assert "Try the address again" not in text_of(signed_in.get(page))
    assert signed_in.post(f"{page}try-address").status_code in (302, 403)
    kim.refresh_from_db()
    assert kim.refused_address == kim.email
