"""The pages of permission templates and of the account's settings."""

from __future__ import annotations

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledgerstone.access.models import PermissionTemplate
from ledgerstone.tenancy.models import Account
from tests.support.people import member, template, worker
from tests.support.scene import Scene
from tests.web.posting import error_at, form_values, text_of


def test_templates_are_listed_with_what_they_give_and_who_holds_them(
    scene: Scene, signed_in: Client
) -> None:
    page = text_of(signed_in.get(reverse("web:permission_templates")))
    assert "Claim administrator Standard Admin Read Only Admin" in page
    assert "Account administrator , stays as it is Admin Admin" in page
    assert "Directory reader Read Only None – nobody" in page


def test_a_template_is_made_in_the_grid(scene: Scene, signed_in: Client) -> None:
    address = reverse("web:permission_template_new")
    form = form_values(signed_in.get(address), "name")
    chosen = {"level-commitments": "1", "level-directory": "2", "task": ["create_subcontracts"]}
    answer = signed_in.post(address, {**form, "name": " ", **chosen})
    assert answer.status_code == 422
    assert error_at(answer, "name")
    # What was chosen stays chosen.
    assert form_values(answer, "name")["level-directory"] == "2"
    answer = signed_in.post(address, {**form, "name": "Surveyors", **chosen}, follow=True)
    assert "The template Surveyors is there." in text_of(answer)
    made = PermissionTemplate.objects.get(name="Surveyors")
    assert (made.commitments, made.directory, made.head_contracts) == (1, 2, 0)
    assert made.grants == ["create_subcontracts"]


def test_a_change_says_whom_it_affects(scene: Scene, signed_in: Client) -> None:
    team = template(scene, "site_team")
    member(scene, worker(scene, scene.own, "Kim Ode"), "site_team")
    address = reverse("web:permission_template", args=[team.pk])
    page = signed_in.get(address)
    assert "Kim Ode Northbridge Construction" in text_of(page)
    assert "24-017 Marlow Road Depot" in text_of(page)
    assert 'data-dialog="delete"' not in page.content.decode()
    form = form_values(page, "name")
    second = form_values(signed_in.get(address), "name")
    answer = signed_in.post(address, {**form, "level-commitments": "0"}, follow=True)
    assert "is saved and in effect" in text_of(answer)
    team.refresh_from_db()
    assert team.commitments == 0
    # A second window that was opened before is told, and overwrites nothing.
    answer = signed_in.post(address, {**second, "level-commitments": "3"})
    assert answer.status_code == 409
    team.refresh_from_db()
    assert team.commitments == 0


def test_a_locked_template_is_shown_and_copied(scene: Scene, signed_in: Client) -> None:
    locked = template(scene, "administrator")
    page = text_of(signed_in.get(reverse("web:permission_template", args=[locked.pk])))
    assert "Save the template" not in page
    copied = reverse("web:permission_template_clone", args=[locked.pk])
    answer = signed_in.post(copied, follow=True)
    assert "This is Copy of Administrator. Nobody holds it yet." in text_of(answer)
    made = PermissionTemplate.objects.get(name="Copy of Administrator")
    address = reverse("web:permission_template_delete", args=[made.pk])
    answer = signed_in.post(address, {"version": made.version}, follow=True)
    assert "Copy of Administrator is deleted" in text_of(answer)


def test_the_pages_take_the_same_queries_however_many_hold_a_template(
    scene: Scene, signed_in: Client
) -> None:
    team = template(scene, "site_team")
    places = [
        reverse("web:permission_templates"),
        reverse("web:permission_template", args=[team.pk]),
    ]
    member(scene, worker(scene, scene.own, "Kim Ode"), "site_team")
    for place in places:
        signed_in.get(place)
    with CaptureQueriesContext(connection) as few:
        for place in places:
            signed_in.get(place)
    for number in range(3):
        member(scene, worker(scene, scene.own, f"Kim Ode {number}"), "site_team")
    with CaptureQueriesContext(connection) as many:
        for place in places:
            signed_in.get(place)
    assert len(many) == len(few)


def test_settings_of_the_account_are_saved(scene: Scene, signed_in: Client) -> None:
    address = reverse("web:account_settings")
    page = signed_in.get(address)
    assert "Settings" in text_of(page)
    form = form_values(page, "time_zone")
    # A browser sends a tick box only where it is ticked.
    ticked = {name: value for name, value in form.items() if not name.startswith("contacts_may")}
    ticked = {k: v for k, v in ticked.items() if k not in {"requires_totp", "refuses_over_billing"}}
    given = {**ticked, "name": "Northbridge Group", "refuses_over_billing": "on"}
    answer = signed_in.post(address, given, follow=True)
    assert "The settings are saved." in text_of(answer)
    account = Account.objects.get(pk=scene.account.pk)
    assert account.name == "Northbridge Group"
    assert not account.may_over_bill
    assert not account.contacts_may_claim
    assert not account.requires_totp
    answer = signed_in.post(address, {**given, "name": ""})
    assert error_at(answer, "name")


def test_who_may_not_set_up_the_account_is_not_offered_it(scene: Scene) -> None:
    person = worker(scene, scene.own, "Kim Ode")
    member(scene, person, "administrator")
    client = Client()
    client.force_login(person.user)
    home = client.get(reverse("web:project_home", args=[scene.project.pk]))
    assert f'href="{reverse("web:account_settings")}"' not in home.content.decode()
    assert client.get(reverse("web:account_settings")).status_code == 404


def test_tools_that_a_person_may_not_see_are_not_offered(scene: Scene) -> None:
    """A person with rights on the directory alone has the overview and the directory."""
    person = worker(scene, scene.own, "Kim Ode")
    made = PermissionTemplate.objects.create(
        account=scene.account, scope="project", name="Directory alone", directory=1
    )
    member(scene, person, "read_only")
    person.memberships.update(template=made)
    scene.contract(title="Hidden works")
    client = Client()
    client.force_login(person.user)
    home = client.get(reverse("web:project_home", args=[scene.project.pk])).content.decode()
    assert "Hidden works" not in home
    project = scene.project.pk
    for name in ("claims_tool", "commitment_list", "head_contract_list", "period_list"):
        address = reverse(f"web:{name}", args=[project])
        assert f'href="{address}"' not in home
        assert client.get(address).status_code == 404
    assert reverse("web:project_directory", args=[project]) in home


def test_who_only_reads_is_offered_no_act(scene: Scene) -> None:
    person = worker(scene, scene.own, "Kim Ode")
    member(scene, person, "read_only")
    draft, approved = scene.contract(), scene.contract(status="approved")
    scene.period(2099, 10)
    client = Client()
    client.force_login(person.user)
    project = scene.project.pk
    pages = [
        reverse(f"web:{name}", args=[project])
        for name in ("project_home", "commitment_list", "head_contract_list", "period_list")
    ]
    for contract in (draft, approved):
        pages += [
            reverse(f"web:{name}", args=[contract.pk])
            for name in ("contract", "contract_variations", "contract_claims")
        ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        body = answer.content.decode().partition("<main")[2]
        shown = body.partition("</main>")[0]
        for form in re.findall(r"<form[^>]*>", shown):
            # Searching and choosing columns are one's own affair; nothing else is offered.
            assert 'role="search"' in form or "ls-column-choice" in form, (page, form)
        assert 'btn-primary"' not in body, page
