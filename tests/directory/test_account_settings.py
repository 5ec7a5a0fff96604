"""How the account works: what its administrators may change, and what nobody else may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledgerstone.contracts.actors import refreshed
from ledgerstone.directory.operations.settings import change_account_settings
from ledgerstone.history.models import Event
from ledgerstone.tenancy.actor import Rights
from ledgerstone.tenancy.models import Account
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere
from tests.support.scene import Scene


def test_settings_are_changed_and_told(scene: Scene) -> None:
    change_account_settings(
        actor=scene.actor,
        name="  Northbridge  Group ",
        time_zone="Australia/Perth",
        requires_totp=True,
        contacts_may_claim=False,
        contacts_may_fill_schedule=False,
        may_over_bill=False,
        restricts_head_contract_edits=True,
        restricts_commitment_edits=True,
        restricts_variation_edits=True,
        locks_agreed_commitments=True,
    )
    account = Account.objects.get(pk=scene.account.pk)
    assert (account.name, account.time_zone) == ("Northbridge Group", "Australia/Perth")
    assert account.requires_totp
    assert not account.contacts_may_claim
    assert not account.contacts_may_fill_schedule
    assert not account.may_over_bill
    assert account.restricts_head_contract_edits
    assert account.restricts_commitment_edits
    assert account.restricts_variation_edits
    assert account.locks_agreed_commitments
    event = Event.objects.filter(kind="account.settings_changed").get()
    assert event.details["requires_totp"] is True


def test_what_stays_is_not_told(scene: Scene) -> None:
    change_account_settings(actor=scene.actor, name=scene.account.name, may_over_bill=True)
    assert not Event.objects.filter(kind="account.settings_changed").exists()


def test_what_cannot_be_kept_is_refused(scene: Scene) -> None:
    for given, field in (({"name": " "}, "name"), ({"time_zone": "Mars/Olympus"}, "time_zone")):
        with pytest.raises(Invalid) as refused:
            change_account_settings(actor=scene.actor, **given)
        assert field in refused.value.fields
    with pytest.raises(TypeError):
        change_account_settings(actor=scene.actor, slug="other")


def test_only_an_administrator_of_the_account_changes_them(scene: Scene) -> None:
    reader = replace(scene.actor, account_rights=Rights({"company_directory": 1}))
    with pytest.raises(NotAllowed, match="administrator of the account"):
        change_account_settings(actor=reader, name="Mine")
    nobody = replace(refreshed(scene.actor), account_rights=Rights())
    with pytest.raises(NotThere):
        change_account_settings(actor=nobody, name="Mine")
    keeper = replace(scene.actor, account_rights=Rights({"admin": 3}))
    assert change_account_settings(actor=keeper, name="Ours").name == "Ours"
