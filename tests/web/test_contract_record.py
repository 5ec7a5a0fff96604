"""The first page of a contract, changing all its particulars, and acts on it as a whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html

from ledgerstone.contracts.models import Contract, ContractFigures
from ledgerstone.contracts.operations import change_contract, name_contact
from tests.claims.desk import Desk
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.posting import error_at, form_values, text_of

DAY = dt.date(2026, 3, 9)


def client_of(scene: Scene, name: str, key: str) -> Client:
    person = worker(scene, scene.own, name)
    member(scene, person, key)
    client = Client()
    client.force_login(person.user)
    return client


def figures(answer: HttpResponse) -> dict[str, tuple[str, str]]:
    """The money picture: each figure by its label, and where it leads."""
    tree = html.fromstring(answer.content.decode())
    rows = tree.xpath('//dl[contains(@class, "ls-sums")]/div')
    return {
        " ".join(row.find("dt").text.split()): (
            row.find("dd").text_content().strip(),
            next(iter(row.xpath("./dd/a/@href")), ""),
        )
        for row in rows
    }


def test_every_figure_of_the_picture_opens_what_it_is_made_of(
    signed_in: Client, scene: Scene
) -> None:
    contract = scene.contract(status="approved")
    ContractFigures.objects.filter(contract=contract).update(
        approved="10000.00", pending="500.00", draft="-20.00", claimed="30000.00",
        certified="25000.00", retained="1250.00", paid="20000.00",
    )  # fmt: skip
    page = f"/contracts/{contract.pk}/"
    shown = figures(signed_in.get(page))
    assert {label: value for label, (value, _href) in shown.items()} == {
        "Original contract sum": "288,500.00",
        "Approved variations": "10,000.00",
        "Revised contract sum": "298,500.00",
        "Pending variations": "500.00",
        "With what is pending": "299,000.00",
        "Draft variations": "−20.00",
        "Claimed to date": "30,000.00",
        "Certified to date": "25,000.00",
        "Retention held": "1,250.00",
        "Paid": "20,000.00",
        "Paid of the revised sum": "6.7%",
        "Outstanding": "278,500.00",
    }
    assert shown["Original contract sum"][1] == f"{page}schedule/"
    assert shown["Pending variations"][1] == f"{page}variations/?status=pending"
    assert shown["Claimed to date"][1] == f"{page}claims/"
    for _value, href in shown.values():
        assert not href or signed_in.get(href).status_code == 200, href


def test_nothing_is_paid_of_nothing(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract(rows=())
    shown = figures(signed_in.get(f"/contracts/{contract.pk}/"))
    assert shown["Paid of the revised sum"] == ("–", "")
    assert shown["Outstanding"][0] == "0.00"


def test_the_first_page_says_what_was_agreed(signed_in: Client, scene: Scene) -> None:
    kim = worker(scene, scene.own, "Kim Ode")
    member(scene, kim, "site_team")
    contract = scene.contract(
        "purchase_order",
        delivery_date=DAY,
        ship_to="Gate 3\nMarlow Road",
        payment_terms="30 days net",
        assignee_id=kim.pk,
        origin_code="C-12",
        is_private=True,
    )
    words = text_of(signed_in.get(f"/contracts/{contract.pk}/"))
    for said in (
        "Supplier Keel Steel", "Assignee Kim Ode", "Executed Not yet", "Ship to Gate 3 Marlow Road",
        "Payment terms 30 days net", "Code of origin C-12", "Delivery 9 March 2026",
        "Its administrators see it, and the people on its private list, these without",
    ):  # fmt: skip
        assert said in words


def _edit(signed_in: Client, contract: Contract, **typed: Any) -> HttpResponse:
    page = f"/contracts/{contract.pk}/edit/"
    form = form_values(signed_in.get(page), "version")
    return signed_in.post(page, {**form, **typed}, follow=True)


@pytest.mark.parametrize("kind", ["subcontract", "purchase_order", "head_contract"])
def test_saving_the_page_as_it_is_changes_nothing(
    signed_in: Client, scene: Scene, kind: str
) -> None:
    contract = scene.contract(kind, tax_rate=Decimal("0.1"), contract_date=DAY)
    answer = _edit(signed_in, contract)
    assert answer.redirect_chain == [(f"/contracts/{contract.pk}/", 302)]
    assert Contract.objects.get(pk=contract.pk).version == 1


def test_what_somebody_else_changed_meanwhile_is_not_put_back(
    signed_in: Client, scene: Scene
) -> None:
    contract = scene.contract(tax_rate=Decimal("0.1"), payment_days=30)
    page = f"/contracts/{contract.pk}/edit/"
    opened = form_values(signed_in.get(page), "version") | {"idempotency_key": ""}
    signed_in.post(page, {**opened, "title": "Theirs", "payment_days": "20", "inclusions": "A"})
    answer = signed_in.post(page, {**opened, "payment_days": "14", "description": "Mine"})
    assert answer.status_code == 409
    assert "it is shown as it is now" in error_at(answer, "title")
    assert "Somebody else changed this to “20” meanwhile." in error_at(answer, "payment_days")
    assert error_at(answer, "description") == ""
    again = form_values(answer, "version") | {"idempotency_key": ""}
    assert signed_in.post(page, again).status_code == 302
    contract.refresh_from_db()
    assert (contract.title, contract.inclusions) == ("Theirs", "A")
    assert (contract.payment_days, contract.description) == (14, "Mine")


def test_all_particulars_are_changed_on_one_page(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract()
    answer = _edit(
        signed_in,
        contract,
        title="Steel and awnings",
        inclusions="Cranage\nScaffold",
        contract_date="2026-03-09",
        estimated_completion_date="2026-03-01",
        tax_rate="10",
        origin_id="4711",
    )
    words = text_of(answer)
    assert "SU-001 Steel and awnings is saved." in words
    assert "is before “Date of the contract” (9 March 2026). It is kept as given." in words
    assert "Included Cranage Scaffold" in words
    kept = Contract.objects.get(pk=contract.pk)
    assert (kept.tax_rate, kept.origin_id, kept.version) == (Decimal("0.1"), "4711", 2)


def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(
    signed_in: Client, scene: Scene
) -> None:
    contract = scene.contract()
    answer = _edit(
        signed_in,
        contract,
        start_date="2026-03-09",
        actual_completion_date="2026-03-01",
        exclusions="Grouting",
    )
    assert answer.status_code == 422
    assert "is before “Start” (9 March 2026)" in error_at(answer, "actual_completion_date")
    assert form_values(answer, "version")["exclusions"] == "Grouting"
    assert Contract.objects.get(pk=contract.pk).start_date is None


def test_who_was_slower_is_told_what_changed_and_may_send_it_again(
    signed_in: Client, scene: Scene
) -> None:
    contract = scene.contract()
    page = f"/contracts/{contract.pk}/edit/"
    form = form_values(signed_in.get(page), "version")
    change_contract(
        actor=scene.actor, contract_id=contract.pk, expected_version=1, description="All of it"
    )
    answer = signed_in.post(page, {**form, "title": "Steelwork"})
    assert answer.status_code == 409
    assert "Robin Hale changed description of the contract" in text_of(answer)
    again = form_values(answer, "version")
    assert (again["title"], again["version"]) == ("Steelwork", "2")
    assert signed_in.post(page, again).status_code == 302


def test_another_company_is_asked_about_on_the_same_page(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract()
    tom = worker(scene, scene.subcontractor, "Tom Adair")
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=tom.pk)
    asked = _edit(signed_in, contract, company=scene.owner.pk, title="Steelwork")
    assert asked.status_code == 422
    assert "Tom Adair of Keel Steel" in text_of(asked)
    confirmed = form_values(asked, "version")
    answer = signed_in.post(f"/contracts/{contract.pk}/edit/", confirmed, follow=True)
    assert "SU-001 Steelwork is saved." in text_of(answer)
    kept = Contract.objects.get(pk=contract.pk)
    assert (kept.company_id, kept.people.count()) == (scene.owner.pk, 0)


def test_the_page_says_why_the_company_stays(signed_in: Client, scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    desk.claimed({"1": {"work_this_period": "4000"}})
    page = f"/contracts/{desk.contract.pk}/edit/"
    assert "Amounts were claimed, so the company stays as it is." in text_of(signed_in.get(page))
    answer = _edit(signed_in, desk.contract, company=scene.owner.pk, title="Steelwork")
    assert answer.status_code == 200
    assert Contract.objects.get(pk=desk.contract.pk).company_id == scene.subcontractor.pk


def test_executed_is_marked_and_shown(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract()
    page = f"/contracts/{contract.pk}/executed/"
    form = form_values(signed_in.get(page), "executed_date")
    wrong = signed_in.post(
        page, {"version": "1", "executed_date": "2026-03-09", "idempotency_key": str(uuid4())}
    )
    assert "Mark the contract as executed" in error_at(wrong, "executed_date")
    answer = signed_in.post(page, {**form, "executed_date": "2026-03-09"}, follow=True)
    words = text_of(answer)
    assert "SU-001 is executed." in words
    assert "Executed 9 March 2026" in words


def test_a_duplicate_takes_the_next_number(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract(number="SC-006")
    page = f"/contracts/{contract.pk}/duplicate/"
    form = form_values(signed_in.get(page), "number")
    assert form["number"] == "SC-007"
    scene.contract(number="SC-007")
    refused = signed_in.post(page, form)
    assert "There is a contract SC-007 on this project already." in error_at(refused, "number")
    assert "The next free number is SC-008." in text_of(refused)
    form = {**form_values(refused, "number"), "number": "SC-008"}
    answer = signed_in.post(page, form, follow=True)
    assert "SC-008 Structural steel is set up as a draft, like SC-006." in text_of(answer)


def test_deleting_says_what_goes_or_why_it_stays(signed_in: Client, scene: Scene) -> None:
    scene.period()
    contract = scene.contract()
    page = f"/contracts/{contract.pk}/delete/"
    asked = signed_in.get(page)
    assert "Lines of its schedule of values 3" in text_of(asked)
    answer = signed_in.post(page, form_values(asked, "version"), follow=True)
    assert answer.redirect_chain == [(f"/projects/{scene.project.pk}/commitments/", 302)]
    assert signed_in.get(page).status_code == 404
    desk = Desk.at(scene)
    desk.start()
    page = f"/contracts/{desk.contract.pk}/delete/"
    kept = signed_in.get(page)
    assert "is a draft on SU-002. Delete it first." in text_of(kept)
    refused = signed_in.post(page, {"version": str(Contract.objects.get().version)})
    assert refused.status_code == 422
    assert "Delete it first." in text_of(refused)


def test_who_only_works_on_the_project_is_offered_none_of_it(scene: Scene) -> None:
    contract = scene.contract()
    client = client_of(scene, "Kim Ode", "site_team")
    page = client.get(f"/contracts/{contract.pk}/").content.decode()
    for act in ("edit", "executed", "duplicate", "delete"):
        assert f"/contracts/{contract.pk}/{act}/" not in page
        answer = client.get(f"/contracts/{contract.pk}/{act}/")
        assert answer.status_code == 403, act


def test_a_new_contract_takes_more_details(signed_in: Client, scene: Scene) -> None:
    page = f"/projects/{scene.project.pk}/commitments/new/?kind=purchase_order"
    form = form_values(signed_in.get(page), "number")
    assert "inclusions" not in form
    typed = {
        **form,
        "company": scene.subcontractor.pk,
        "title": "Crane hire",
        "status": "draft",
        "ship_to": "Gate 3",
        "delivery_date": "soon",
    }
    refused = signed_in.post(page, typed)
    assert error_at(refused, "delivery_date") == "Give a day as year-month-day."
    assert form_values(refused, "number")["ship_to"] == "Gate 3"
    signed_in.post(page, {**typed, "delivery_date": "2026-03-09"})
    kept = Contract.objects.get()
    assert (kept.ship_to, kept.delivery_date, kept.is_private) == ("Gate 3", DAY, False)


def test_the_pages_take_the_same_queries_however_much_there_is(
    signed_in: Client, scene: Scene, django_assert_num_queries: Callable[..., Any]
) -> None:
    contract = scene.contract()
    signed_in.get(f"/contracts/{contract.pk}/edit/")
    for _ in range(2):
        for _ in range(3):
            scene.contract()
        with django_assert_num_queries(13):
            signed_in.get(f"/contracts/{contract.pk}/edit/")
