"""Every change of a tracked row is kept: by whom, when, from what to what, however it was made."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import change_contract
from ledgerstone.directory.models import Company
from ledgerstone.history.models import RowChange
from ledgerstone.ops.database_url import OWNER_ROLE
from ledgerstone.projects.operations import change_invoicing_settings
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.acting import acting, acting_as_system
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.bulk import insert_rows
from tests.history.changed import latest, rows
from tests.support.database_guard import database_url
from tests.support.scene import Scene, build_scene


def execute(sql: str, *given: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def count() -> int:
    return RowChange.objects.count()


def test_saving_and_plain_sql_are_kept_alike(scene: Scene) -> None:
    company = scene.subcontractor
    before = len(rows(company))
    with acting(scene.actor):
        company.address = "4 Wharf Street\nPort Melbourne"
        company.save(update_fields=["address"])
    execute("UPDATE directory_company SET trading_name = 'Keel' WHERE id = %s", company.pk)
    execute("DELETE FROM directory_company WHERE id = %s", company.pk)
    saved, by_sql, removed = rows(company)[before:]
    assert saved == ("changed", {"address": ["", "4 Wharf Street\nPort Melbourne"]})
    assert by_sql == ("changed", {"trading_name": ["", "Keel"]})
    assert removed[0] == "removed"
    assert removed[1]["name"] == ["Keel Steel", None]


def test_the_actor_is_whoever_acts(scene: Scene) -> None:
    company = scene.subcontractor
    with acting(scene.actor):
        Company.objects.filter(pk=company.pk).update(address="1")
        assert (latest(company).actor_id, latest(company).actor_name) == (
            scene.user.pk,
            "Robin Hale",
        )
        with acting_as_system():
            Company.objects.filter(pk=company.pk).update(address="2")
        assert (latest(company).actor_id, latest(company).actor_name) == (None, "Ledgerstone")
    Company.objects.filter(pk=company.pk).update(address="3")
    assert (latest(company).actor_id, latest(company).actor_name) == (
        None,
        "database role ledgerstone",
    )


def test_a_name_with_a_colon_and_a_login_that_is_gone(scene: Scene) -> None:
    company = scene.subcontractor
    stranger = Actor(account_id=scene.account.pk, user_id=999_999_999, name="Sam: of the site")
    with acting(stranger):
        Company.objects.filter(pk=company.pk).update(address="1")
    assert (latest(company).actor_id, latest(company).actor_name) == (None, "Sam: of the site")


def test_the_moment_is_the_clocks_and_the_databases_is_kept_beside_it(scene: Scene) -> None:
    company = scene.subcontractor
    moment = dt.datetime(2025, 3, 1, 9, 30, tzinfo=dt.UTC)
    with clock.fixed(moment), acting(scene.actor):
        Company.objects.filter(pk=company.pk).update(address="1")
    kept = latest(company)
    assert kept.at == moment
    assert abs(kept.recorded_at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    with acting(scene.actor):
        Company.objects.filter(pk=company.pk).update(address="2")
    assert abs(latest(company).at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)


def test_figures_are_kept_digit_by_digit(scene: Scene) -> None:
    contract = scene.contract()
    Contract.objects.filter(pk=contract.pk).update(tax_rate=Decimal("0.10000000"))
    Contract.objects.filter(pk=contract.pk).update(tax_rate=Decimal("0.12500001"))
    changed = rows(contract)[-1][1]
    assert changed == {"tax_rate": [Decimal("0.10000000"), Decimal("0.12500001")]}
    assert [str(value) for value in changed["tax_rate"]] == ["0.10000000", "0.12500001"]


def test_what_says_nothing_is_not_kept(scene: Scene) -> None:
    contract = scene.contract()
    before = count()
    Contract.objects.filter(pk=contract.pk).update(version=99)
    Contract.objects.filter(pk=contract.pk).update(title=contract.title)
    Contract.objects.filter(pk=0).update(title="nobody's")
    assert count() == before


def test_many_rows_in_one_statement_are_kept_one_by_one(scene: Scene) -> None:
    given = [{"account_id": scene.account.pk, "name": f"Company {n}"} for n in range(200)]
    with acting(scene.actor):
        ids = insert_rows(Company, given)
        Company.objects.filter(pk__in=ids).update(is_active=False)
        Company.objects.filter(pk__in=ids[:50])._raw_delete("default")
    kept = RowChange.objects.filter(table_name="directory_company", row_id__in=ids).order_by("id")
    by_kind = {
        kind: [row for row in kept if row.kind == kind]
        for kind in ("created", "changed", "removed")
    }
    assert [row.row_id for row in by_kind["created"]] == ids
    assert [row.changed["name"] for row in by_kind["created"]] == [
        [None, row["name"]] for row in given
    ]
    assert [row.changed for row in by_kind["changed"]] == [{"is_active": [True, False]}] * 200
    assert [row.row_id for row in by_kind["removed"]] == ids[:50]
    assert {row.actor_id for row in kept} == {scene.user.pk}


def test_rows_that_go_with_another_are_kept_too(scene: Scene) -> None:
    (member,) = scene.project.members.all()
    execute("DELETE FROM projects_projectmember WHERE project_id = %s", scene.project.pk)
    kind, changed = rows(member)[-1]
    assert (kind, changed["project_id"]) == ("removed", [scene.project.pk, None])


def test_an_insert_that_becomes_an_update_is_kept_as_what_it_was(scene: Scene) -> None:
    company = scene.subcontractor
    before = count()
    execute(
        "INSERT INTO directory_company SELECT * FROM directory_company WHERE id = %s"
        " ON CONFLICT (id) DO UPDATE SET address = 'upserted'",
        company.pk,
    )
    assert count() == before + 1
    assert rows(company)[-1] == ("changed", {"address": ["", "upserted"]})


def test_what_is_rolled_back_leaves_nothing(scene: Scene) -> None:
    company = scene.subcontractor
    before = count()

    def move_it_and_add_its_double() -> None:
        with acting(scene.actor):
            Company.objects.filter(pk=company.pk).update(address="1")
            Company.objects.create(account_id=scene.account.pk, name="KEEL STEEL")

    with pytest.raises(IntegrityError):
        move_it_and_add_its_double()
    assert count() == before
    with transaction.atomic():
        Company.objects.filter(pk=company.pk).update(address="1")
        transaction.set_rollback(True)
    assert count() == before


def test_a_row_belongs_to_its_account_whoever_acts(scene: Scene) -> None:
    other = build_scene("Southgate Civil")
    with context.accounts([scene.account.pk, other.account.pk]), acting(scene.actor):
        Company.objects.filter(pk=other.own.pk).update(address="1")
    assert [kind for kind, changed in rows(other.own) if "address" in changed] == []
    with context.accounts([other.account.pk]):
        assert rows(other.own)[-1] == ("changed", {"address": ["", "1"]})
        assert {row.account_id for row in RowChange.objects.all()} == {other.account.pk}


def test_the_account_itself_is_kept_too(scene: Scene) -> None:
    scene.account.may_over_bill = False
    scene.account.save(update_fields=["may_over_bill"])
    assert rows(scene.account)[0][0] == "created"
    assert rows(scene.account)[-1] == ("changed", {"may_over_bill": [True, False]})


def test_every_operation_says_who_acts(scene: Scene) -> None:
    contract = scene.contract()
    change_contract(actor=scene.actor, contract_id=contract.pk, expected_version=1, title="Frame")
    change_invoicing_settings(
        actor=scene.actor, project_id=scene.project.pk, contacts_may_claim=False
    )
    kept = RowChange.objects.all()
    assert {row.table_name for row in kept} == {
        "access_permissiontemplate", "contracts_commitmentsettings", "contracts_contract",
        "contracts_scheduleline", "directory_company", "directory_person",
        "projects_invoicingsettings", "projects_project", "projects_projectcompany",
        "projects_projectmember", "tenancy_account",
    }  # fmt: skip
    assert {row.actor_name for row in kept} == {"Robin Hale", "Ledgerstone"}
    assert {row.table_name for row in kept if row.actor_id is None} == {"tenancy_account"}


def test_writing_the_history_costs_the_application_no_statement(scene: Scene) -> None:
    with acting(scene.actor), CaptureQueriesContext(connection) as captured:
        Company.objects.filter(pk=scene.subcontractor.pk).update(address="1")
    assert len(captured) == 1


def test_rows_are_not_taken_away_unseen(committed_db: str, database_server: object) -> None:
    name = str(connection.settings_dict["NAME"])
    owner = database_url(database_server, name, OWNER_ROLE)  # type: ignore[arg-type]
    with (
        psycopg.connect(owner) as direct,
        pytest.raises(psycopg.errors.RestrictViolation, match="one by one"),
    ):
        direct.execute("TRUNCATE directory_company CASCADE")
