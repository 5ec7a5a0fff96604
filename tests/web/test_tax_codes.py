"""The tax of the account and its codes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from ledgerstone.contracts.models import TaxCode, TaxType
from ledgerstone.contracts.operations.tax_codes import add_tax_code, change_tax_code, name_tax
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene
from tests.web.posting import error_at, form_values, text_of


def test_one_tax_has_many_codes(scene: Scene, signed_in: Client) -> None:
    signed_in.post("/settings/taxes/", {"name": "GST", "description": ""})
    new = "/settings/taxes/new/"
    for code, rate in (("GST10", "10"), ("FREE", "0%")):
        signed_in.post(new, {"code": code, "rate": rate, "description": ""})
    signed_in.post("/settings/taxes/", {"name": "Goods and services tax", "description": ""})
    assert TaxType.objects.get().name == "Goods and services tax"
    rates = dict(TaxCode.objects.values_list("code", "rate"))
    assert rates == {"GST10": Decimal("0.1"), "FREE": Decimal("0")}
    assert "Codes of Goods and services tax" in text_of(signed_in.get("/settings/taxes/"))


def test_a_code_is_changed_and_no_longer_offered(scene: Scene, signed_in: Client) -> None:
    name_tax(actor=scene.actor, name="GST")
    made = add_tax_code(actor=scene.actor, code="GST10", rate=Decimal("0.1"))
    page = f"/settings/taxes/{made.pk}/"
    values = form_values(signed_in.get(page), "code")
    assert values["rate"] == "10%"
    values.pop("is_active")
    signed_in.post(page, values | {"rate": "12.5"})
    made.refresh_from_db()
    assert (made.rate, made.is_active) == (Decimal("0.125"), False)


def test_what_cannot_be_a_code_is_refused_at_its_field(scene: Scene, signed_in: Client) -> None:
    with pytest.raises(Invalid, match="Name the tax first"):
        add_tax_code(actor=scene.actor, code="GST10", rate=Decimal("0.1"))
    name_tax(actor=scene.actor, name="GST")
    made = add_tax_code(actor=scene.actor, code="GST10", rate=Decimal("0.1"))
    new = "/settings/taxes/new/"
    for typed, field, sentence in (
        ({"code": "GST10", "rate": "5"}, "code", "There is a code GST10 already."),
        ({"code": "VAT", "rate": "120"}, "rate", "from 0 to 100"),
        ({"code": "VAT", "rate": "x"}, "rate", "Type a percentage"),
        ({"code": "", "rate": "5"}, "code", "cannot be empty"),
    ):
        answer = signed_in.post(new, typed)
        assert sentence in error_at(answer, field)
    with pytest.raises(Invalid, match="at most 6 decimals"):
        change_tax_code(actor=scene.actor, tax_code_id=made.pk, rate=Decimal("0.123456789"))
    assert TaxCode.objects.count() == 1


def test_only_administrators_of_the_account_keep_them(scene: Scene) -> None:
    kim = worker(scene, scene.own, "Kim Ode")
    member(scene, kim, "administrator")
    with pytest.raises((NotAllowed, NotThere)):
        name_tax(actor=as_actor(scene, kim), name="GST")
    assert not TaxType.objects.exists()
