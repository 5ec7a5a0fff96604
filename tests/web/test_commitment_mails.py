"""Mailing a commitment from its pages, and asking for its subcontractor's schedule there."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence.models import Mail
from ledgerstone.directory.models import Person
from ledgerstone.history.models import Event
from tests.support.breakdown import Schedule
from tests.support.contacts import Contact, contact_of
from tests.support.mail import deliver
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.insurance_readers import signed_in_as
from tests.web.posting import text_of


@pytest.fixture
def office(scene: Scene) -> Client:
    """The administrator's browser."""
    client = Client()
    client.force_login(scene.user)
    return client


@pytest.fixture
def schedule(scene: Scene) -> Schedule:
    return Schedule.at(scene)


@pytest.fixture
def pat(scene: Scene, schedule: Schedule) -> Contact:
    return contact_of(scene, schedule.contract)


def post(client: Client, path: str, **given: Any) -> HttpResponse:
    return client.post(path, {"idempotency_key": str(uuid4()), **given}, follow=True)


def test_it_is_mailed_after_showing_to_whom(
    office: Client, scene: Scene, schedule: Schedule, pat: Contact
) -> None:
    here = reverse("web:contract", args=[schedule.contract.pk])
    assert "E-mail to contacts" in text_of(office.get(here))
    path = reverse("web:contract_email", args=[schedule.contract.pk])
    assert "Pat Keel" in text_of(office.get(path))
    key = str(uuid4())
    answer = post(office, path, text="Welcome.\nCall me.", idempotency_key=key)
    assert answer.redirect_chain[-1][0] == here
    assert "It is on its way to Pat Keel." in text_of(answer)
    post(office, path, text="Welcome.\nCall me.", idempotency_key=key)
    [mail] = deliver()
    assert mail.to == ["Pat Keel <pat@keel.example>"]
    assert "> Welcome." in mail.body
    told = Event.objects.get(kind="contract.mailed")
    assert told.summary == "mailed the contract to its claim contacts"


def test_without_a_contact_the_page_says_so(office: Client, schedule: Schedule) -> None:
    path = reverse("web:contract_email", args=[schedule.contract.pk])
    assert "No progress claim contact is named. Name one first." in text_of(office.get(path))
    answer = post(office, path, text="Hello")
    assert answer.status_code == 422
    assert "Hello" in answer.content.decode()
    assert not Mail.objects.exists()


def test_saving_mails_it_where_the_button_says_so(
    office: Client, scene: Scene, schedule: Schedule, pat: Contact
) -> None:
    path = reverse("web:contract_edit", args=[schedule.contract.pk])
    form = office.get(path).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    answer = post(office, path, **given | {"title": "Steel frame"}, act="save")
    assert "is saved." in text_of(answer)
    assert deliver() == []
    given["version"] = schedule.now.version
    answer = post(office, path, **given | {"title": "Steel frames"}, act="email")
    assert "is saved. It is on its way to Pat Keel." in text_of(answer)
    [mail] = deliver()
    assert "Steel frames" in mail.subject


@pytest.mark.parametrize("has_contact", [True, False])
def test_setting_up_mails_it_to_the_contacts_it_starts_with(
    office: Client, scene: Scene, has_contact: bool
) -> None:
    Person.objects.create(
        account=scene.account,
        company=scene.subcontractor,
        name="Pat Keel",
        email="pat@keel.example",
        is_default_claim_contact=has_contact,
    )
    path = reverse("web:contract_new", args=[scene.project.pk])
    typed = {
        "number": "SC-09", "title": "Steel", "company": scene.subcontractor.pk, "status": "draft",
        "accounting_method": "amount", "tax_rate": "10", "tax_base": "net_of_retention",
        "retention_basis": "per_line", "retention_cap_of": "revised_sum",
    }  # fmt: skip
    answer = post(office, path, **typed, act="email")
    words = text_of(answer)
    assert Contract.objects.get().title == "Steel"
    assert "is set up." in words
    if has_contact:
        assert "It is on its way to Pat Keel." in words
        assert [mail.to for mail in deliver()] == [["Pat Keel <pat@keel.example>"]]
    else:
        assert "It was not e-mailed. No progress claim contact is named." in words
        assert deliver() == []


def test_the_schedule_is_asked_for_on_its_tab(
    office: Client, scene: Scene, schedule: Schedule, pat: Contact
) -> None:
    tab = reverse("web:subcontractor_schedule", args=[schedule.contract.pk])
    asks = "Ask the progress claim contacts for it by e-mail"
    assert asks in text_of(office.get(tab))
    path = reverse("web:subcontractor_schedule_act", args=[schedule.contract.pk])
    ask = {"act": "ask", "ask-text": "Ten lines."}
    assert "not over" in text_of(post(office, path, **ask | {"ask-by": "2020-01-01"}))
    answer = post(office, path, **ask | {"ask-by": "2099-10-09"})
    assert "Keel Steel is asked for it by e-mail." in text_of(answer)
    [mail] = deliver()
    assert "by Friday 9 October 2099" in " ".join(mail.body.split())
    # Somebody else's page has no such part, and it is not open to them.
    theirs = signed_in_as(pat.person)
    assert asks not in text_of(theirs.get(tab))
    assert post(theirs, path, **ask).status_code == 403
    schedule.approved()
    assert asks not in text_of(office.get(tab))
    deliver()
    assert "handed in already" in text_of(post(office, path, **ask))
    assert deliver() == []


def test_who_may_not_mail_it_is_offered_nothing(scene: Scene, schedule: Schedule) -> None:
    reader = worker(scene, scene.own, "Rae Reader")
    member(scene, reader, "read_only")
    client = signed_in_as(reader)
    assert "E-mail to contacts" not in text_of(
        client.get(reverse("web:contract", args=[schedule.contract.pk]))
    )
    path = reverse("web:contract_email", args=[schedule.contract.pk])
    assert client.get(path).status_code == 403
    stranger = signed_in_as(worker(scene, scene.owner, "Sam Outside"))
    assert stranger.get(path).status_code == 404
    head = scene.contract("head_contract")
    admin = Client()
    admin.force_login(scene.user)
    assert admin.get(reverse("web:contract_email", args=[head.pk])).status_code == 404
