"""Every setting has a default, a sentence of help on its page, and a test of what it does.

A setting that is added to a record fails here until it is in the table.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape

import pytest
from django.db.models import BooleanField
from django.test import Client

from ledgerstone.access.words import said
from ledgerstone.claims.fields.fields import OPTIONAL, STANDARD, label_of
from ledgerstone.claims.models import FieldSet
from ledgerstone.contracts import tool_settings
from ledgerstone.contracts.models import (
    CommitmentSettings,
    Contract,
    Distribution,
    HeadContractSettings,
)
from ledgerstone.contracts.settings import advanced
from ledgerstone.contracts.settings.setting_words import (
    COMMITMENT_TOOL,
    DISTRIBUTIONS,
    HEAD_CONTRACT_TOOL,
    Group,
    Worded,
)
from ledgerstone.projects.models import InvoicingSettings
from ledgerstone.projects.operations.settings import names_of_settings
from ledgerstone.projects.terminology import terms
from ledgerstone.tenancy.models import Account
from ledgerstone.web.projects.invoicing_words import INVOICING
from tests.settings import (
    effects_account,
    effects_claims,
    effects_contracts,
    effects_mails,
    effects_tools,
)
from tests.settings.table import ENTRIES, Entry, of_place
from tests.support.scene import Scene

assert effects_account
assert effects_claims
assert effects_contracts
assert effects_mails
assert effects_tools

# Of the account, but about signing in and claim contacts: their own tests show what these do.
ELSEWHERE = {"requires_totp", "contacts_may_claim", "contacts_may_fill_schedule"}
# Of a project's claims, but about what is sent and printed: shown where mails and documents are.
SENT_OR_PRINTED = {
    "invitation_text",
    "reminds_contacts",
    "reminder_days",
    "sends_digest",
    "shows_claimed_amounts",
    "schedule_wording",
}
# What is chosen of a contract by a word; every other setting is a yes or a no.
CHOSEN = {"accounting_method", "variation_detail", "prefill_by", "drafts_claims"}
# A fact and not a setting.
FACTS = {"is_executed"}


def settings_of(group: Iterable[Group]) -> dict[str, Worded]:
    return {one.name: one for part in group for one in part.settings}


def yes_or_no(model: type[Account] | type[Contract]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields if isinstance(field, BooleanField)}


def of_claims() -> set[str]:
    fields = {field.name for field in InvoicingSettings._meta.concrete_fields}
    return fields - {"id", "account", "project"}


def test_no_setting_is_missing_from_the_table() -> None:
    assert of_place("commitments").keys() == set(tool_settings.names_of(CommitmentSettings))
    assert of_place("head_contracts").keys() == set(tool_settings.names_of(HeadContractSettings))
    assert of_place("distributions").keys() == set(Distribution.PURPOSES)
    assert of_place("account").keys() == yes_or_no(Account) - ELSEWHERE
    assert set(names_of_settings()) == of_claims()
    assert of_place("claims").keys() == of_claims() - ELSEWHERE - SENT_OR_PRINTED
    assert of_place("fields").keys() == {*STANDARD, "custom"}
    of_contracts = yes_or_no(Contract) | CHOSEN
    in_table = {
        *of_place("commitment"), *of_place("head_contract"), *of_place("access"),
    }  # fmt: skip
    assert in_table == of_contracts - FACTS - ELSEWHERE


def test_no_setting_is_missing_from_its_page() -> None:
    assert settings_of(COMMITMENT_TOOL).keys() == of_place("commitments").keys()
    assert settings_of(HEAD_CONTRACT_TOOL).keys() == of_place("head_contracts").keys()
    assert DISTRIBUTIONS.keys() == of_place("distributions").keys()
    assert settings_of(INVOICING).keys() == of_claims()
    for place, kind in (("commitment", "subcontract"), ("head_contract", "head_contract")):
        assert advanced.settings_of(kind).keys() == of_place(place).keys()


def test_defaults(scene: Scene) -> None:
    account, project = scene.account.pk, scene.project.pk
    CommitmentSettings.objects.all().delete()
    HeadContractSettings.objects.all().delete()
    found = {
        "commitments": tool_settings.of_commitments(account, project),
        "head_contracts": tool_settings.of_head_contracts(account, project),
        "account": Account(),
        "claims": InvoicingSettings.objects.get(project_id=project),
        "access": Contract(),
        # Of a project whose settings leave private and broken down off.
        "commitment": scene.contract(is_private=False, has_subcontractor_schedule=False),
        "head_contract": scene.contract("head_contract"),
    }
    wrong = {
        (entry.place, entry.name): getattr(found[entry.place], entry.name)
        for entry in ENTRIES.values()
        if entry.place in found and getattr(found[entry.place], entry.name) != entry.default
    }
    assert wrong == {}
    assert not any(tool_settings.distributions(account, project).values())
    assert all(of_place("fields")[name].default == OPTIONAL for name in STANDARD)
    assert (FieldSet().rules, FieldSet().custom) == ({}, of_place("fields")["custom"].default)


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(unescape(answer.content.decode()).split())


def without_help(page: str, words: Iterable[Worded]) -> list[str]:
    known = terms("en-AU")
    return [
        one.name
        for one in words
        if said(one.help, known) not in page or said(one.label, known) not in page
    ]


def test_every_setting_stands_on_its_page_with_a_sentence_of_help(
    scene: Scene, signed_in: Client
) -> None:
    settings = f"/projects/{scene.project.pk}/settings"
    below = page_of(signed_in, f"{settings}/commitments/")
    above = page_of(signed_in, f"{settings}/head-contracts/")
    assert without_help(below, settings_of(COMMITMENT_TOOL).values()) == []
    assert without_help(above, settings_of(HEAD_CONTRACT_TOOL).values()) == []
    assert without_help(page_of(signed_in, f"{settings}/"), settings_of(INVOICING).values()) == []
    for one in DISTRIBUTIONS.values():
        assert without_help(above if one.name.startswith("head") else below, [one]) == []
    for kind in ("subcontract", "purchase_order", "head_contract"):
        page = page_of(signed_in, f"/contracts/{scene.contract(kind).pk}/settings/")
        assert without_help(page, advanced.settings_of(kind).values()) == []
        assert "Only its administrators" in page
        assert "Without it they see the contract" in page


HELP_OF_ACCOUNT = {
    "refuses_over_billing": "No line can be billed beyond its scheduled value.",
    "restricts_head_contract_edits": "change only as long as they are a draft or out for tender",
    "restricts_commitment_edits": "change only as long as they are a draft or out for tender",
    "restricts_variation_edits": "change only while it is a draft.",
    "locks_agreed_commitments": "They keep their company, and are not deleted.",
}


def test_the_accounts_settings_are_explained(scene: Scene, signed_in: Client) -> None:
    page = page_of(signed_in, "/settings/")
    for name, sentence in HELP_OF_ACCOUNT.items():
        assert f'name="{name}"' in page
        assert sentence in page
    fields = page_of(signed_in, "/settings/fields/new/")
    assert all(label_of(name, terms("en-AU")) in fields for name in STANDARD)
    assert "What is required is filled in before" in fields
    assert "Up to 30." in fields


@pytest.mark.parametrize(
    "entry", ENTRIES.values(), ids=[f"{place}-{name}" for place, name in ENTRIES]
)
def test_effect(scene: Scene, entry: Entry) -> None:
    entry.effect(scene)
