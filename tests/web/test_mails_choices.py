"""A person's own page of mail: each kind at once, once a day or never, and what always comes."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence import catalogue, choosing
from ledgerstone.correspondence.delivery import posting
from ledgerstone.correspondence.kind import Cause
from ledgerstone.correspondence.models import MailChoice
from ledgerstone.directory.models import Person
from ledgerstone.tenancy.refusals import Invalid, NotThere
from tests.support.mail import deliver
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene
from tests.web.insurance_readers import signed_in_as
from tests.web.posting import form_values, text_of
from tests.web.test_mails_stop import kind_that

HERE = "/mails/"


@pytest.fixture
def ana(scene: Scene) -> Person:
    person = worker(scene, scene.own, "Ana Reyes")
    member(scene, person, "site_team")
    return person


def test_every_kind_stands_on_the_page_with_its_choices_or_why_there_are_none(
    scene: Scene, ana: Person
) -> None:
    answer = signed_in_as(ana).get(HERE)
    words = text_of(answer)
    fields = form_values(answer, f"mail-{kind_that(may_be_off=True).name}")
    for kind in catalogue.KINDS.values():
        assert kind.title in words
        may_choose = kind.may_be_off or kind.may_wait
        assert (f"mail-{kind.name}" in fields) is may_choose
        assert kind.may_be_off or kind.fixed_because in words
    assert ana.email in words
    assert set(fields.values()) >= {"at_once"}


def test_what_is_chosen_is_kept_and_shown(scene: Scene, ana: Person) -> None:
    client = signed_in_as(ana)
    kinds = [kind for kind in catalogue.KINDS.values() if kind.may_be_off and kind.may_wait]
    daily, never, *_ = kinds
    field = f"mail-{daily.name}"
    form = form_values(client.get(HERE), field)
    form |= {field: "daily", f"mail-{never.name}": "never"}
    assert "Your choices are saved." in text_of(client.post(HERE, form, follow=True))
    kept = dict(MailChoice.objects.filter(person=ana).values_list("kind", "choice"))
    assert kept == {daily.name: "daily", never.name: "never"}
    shown = form_values(client.get(HERE), field)
    assert (shown[field], shown[f"mail-{never.name}"]) == ("daily", "never")
    form[field] = "at_once"
    client.post(HERE, form | {"idempotency_key": "0b39ac1b-3c4f-4f5f-9d2c-5a4e5ad4f0ab"})
    assert set(MailChoice.objects.values_list("kind", flat=True)) == {never.name}


def test_what_asks_for_an_act_is_neither_turned_off_nor_left_waiting(
    scene: Scene, ana: Person
) -> None:
    actor = as_actor(scene, ana)
    fixed = next(k for k in catalogue.KINDS.values() if not k.may_be_off and not k.may_wait)
    with pytest.raises(Invalid, match="cannot be turned off"):
        choosing.choose_mails(actor=actor, choices={fixed.name: "never"})
    with pytest.raises(Invalid, match="does not wait"):
        choosing.choose_mails(actor=actor, choices={fixed.name: "daily"})
    with pytest.raises(Invalid):
        choosing.choose_mails(actor=actor, choices={kind_that(may_be_off=True).name: "sometimes"})
    with pytest.raises(NotThere):
        choosing.choose_mails(actor=actor, choices={"no_such_kind": "never"})
    answer = signed_in_as(ana).post(HERE, {f"mail-{fixed.name}": "never"}, follow=True)
    assert "cannot be turned off" in text_of(answer)
    assert not MailChoice.objects.exists()


def test_nobody_chooses_for_another(scene: Scene, ana: Person, signed_in: Client) -> None:
    kind = kind_that(may_be_off=True, may_wait=True)
    signed_in.post(HERE, {f"mail-{kind.name}": "never"})
    assert not MailChoice.objects.filter(person=ana).exists()
    assert choosing.choices_of(scene.account.pk, ana.pk) == {}


def test_every_row_that_is_fixed_says_why_and_no_other() -> None:
    for kind in catalogue.KINDS.values():
        assert kind.may_be_off is (kind.fixed_because == ""), kind.name


def test_what_was_sent_to_the_person_is_read_again(scene: Scene, ana: Person) -> None:
    contract: Contract = scene.contract(status="approved")
    cause = Cause(
        key="written:1",
        project_id=contract.project_id,
        contract_id=contract.pk,
        facts={"to": [ana.pk]},
        subject="About the steel",
        text="Item 3?",
        sender_name="Robin Hale",
    )
    [pk] = posting.post(scene.account.pk, catalogue.KINDS["contract_mail"], [cause])
    deliver()
    deliver()
    client = signed_in_as(ana)
    answer = client.get(HERE)
    assert "About the steel" in text_of(answer)
    page = reverse("web:mail", args=[pk])
    assert page in answer.content.decode()
    assert "Item 3?" in text_of(client.get(page))
