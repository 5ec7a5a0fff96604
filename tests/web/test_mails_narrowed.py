"""The log of mails, narrowed by what became of them, by kind and by person."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence.models import MailRecipient
from tests.support.scene import Scene
from tests.web.insurance_readers import signed_in_as
from tests.web.mailed import colleague, written
from tests.web.posting import text_of


@pytest.fixture
def contract(scene: Scene) -> Contract:
    return scene.contract(status="approved")


def test_a_list_of_mails_is_narrowed_by_what_became_of_them_by_kind_and_by_person(
    scene: Scene, contract: Contract, signed_in: Client
) -> None:
    ana, ben = colleague(scene, "Ana Reyes"), colleague(scene, "Ben Ode")
    both = written(scene, contract, ana, ben)
    alone = written(scene, contract, ana)
    rows = MailRecipient.objects.filter(mail=both)
    rows.filter(person=ana).update(state="failed", server_words="550 No")
    rows.filter(person=ben).update(state="unknown")
    here = reverse("web:contract_messages", args=[contract.pk])

    def found(**asked: Any) -> list[int]:
        page = signed_in.get(here, asked)
        assert ("Show all" in text_of(page)) == bool(asked)
        return [row.mail.pk for row in page.context["mails"]]

    assert found() == [alone.pk, both.pk]
    assert found(state="failed") == found(state="failed.unknown") == [both.pk]
    assert found(state="sent.failed", person=ana.pk) == [alone.pk, both.pk]
    # It is asked of one recipient: of Ana nothing is unknown, of Ben something is.
    assert found(state="unknown", person=ana.pk) == found(kind="insurance") == []
    assert found(state="unknown", person=ben.pk, kind="contract_mail") == [both.pk]
    assert found(state="waits") == found(person="nobody") == []


def test_those_who_are_asked_for_stand_first_in_a_list_of_mails(
    scene: Scene, contract: Contract, signed_in: Client
) -> None:
    people = [colleague(scene, f"Reader {n}", "read_only") for n in range(12)]
    mail = written(scene, contract, *people)
    MailRecipient.objects.filter(mail=mail, person=people[-1]).update(state="unknown")
    here = reverse("web:contract_messages", args=[contract.pk])
    [row] = signed_in.get(here, {"state": "unknown"}).context["mails"]
    assert [one.word for one in row.recipients][:2] == ["Not known", "Sent"]
    assert (len(row.recipients), row.more) == (8, 4)


def test_a_filter_says_nothing_of_who_got_a_blind_copy(scene: Scene, contract: Contract) -> None:
    reader, other = colleague(scene, "Rae Reader", "read_only"), colleague(scene, "Ana Reyes")
    hidden = colleague(scene, "Hal Hidden")
    written(scene, contract, other, blind=[hidden.pk])
    here = reverse("web:contract_messages", args=[contract.pk])
    page = signed_in_as(reader).get(here)
    assert "Hal Hidden" not in text_of(page)
    assert len(page.context["mails"]) == 1
    assert signed_in_as(reader).get(here, {"person": hidden.pk}).context["mails"] == []
