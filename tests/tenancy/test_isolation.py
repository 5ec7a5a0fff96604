"""One account never meets another: asked of the database itself, as the role that serves."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, models, transaction

from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import Project
from ledgerstone.tenancy import context
from ledgerstone.tenancy.fields import AccountForeignKey
from ledgerstone.tenancy.tables import tenant_tables
from tests.support.scene import Scene, build_scene

FILLED = [
    "access_permissiontemplate",
    "contracts_contract",
    "contracts_scheduleline",
    "directory_company",
    "directory_person",
    "history_change",
    "history_event",
    "projects_billingperiod",
    "projects_projectcompany",
    "projects_invoicingsettings",
    "projects_project",
    "projects_projectmember",
]
REFERENCES = [
    (model, field)
    for model in apps.get_models()
    for field in model._meta.local_fields
    if isinstance(field, AccountForeignKey)
]


@pytest.fixture
def two(scene: Scene) -> tuple[Scene, Scene]:
    """Two accounts with a period and a contract each; the first is in context."""
    other = build_scene("Southgate Civil")
    for one in (scene, other):
        with context.accounts([one.account.pk]):
            one.period()
            one.contract()
    return scene, other


def count(sql: str, *given: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("table", FILLED)
def test_rows_of_another_account_are_not_there(two: tuple[Scene, Scene], table: str) -> None:
    ours, theirs = two
    everything = f"SELECT count(*) FROM {table}"  # noqa: S608
    assert count(everything) == count(f"{everything} WHERE account_id = %s", ours.account.pk) > 0
    assert count(f"{everything} WHERE account_id = %s", theirs.account.pk) == 0
    with context.accounts([theirs.account.pk]):
        assert count(f"{everything} WHERE account_id = %s", theirs.account.pk) > 0


@pytest.mark.parametrize("table", FILLED)
def test_without_an_account_there_is_nothing(two: tuple[Scene, Scene], table: str) -> None:
    with context.accounts([]):
        assert count(f"SELECT count(*) FROM {table}") == 0  # noqa: S608


@pytest.mark.parametrize("table", sorted(set(FILLED) - {"history_change", "history_event"}))
def test_rows_of_another_account_are_neither_changed_nor_deleted(
    two: tuple[Scene, Scene], table: str
) -> None:
    _ours, theirs = two
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET account_id = account_id WHERE account_id = %s",  # noqa: S608
            [theirs.account.pk],
        )
        assert cursor.rowcount == 0
        cursor.execute(
            f"DELETE FROM {table} WHERE account_id = %s",  # noqa: S608
            [theirs.account.pk],
        )
        assert cursor.rowcount == 0


def test_nothing_is_written_into_another_account(two: tuple[Scene, Scene]) -> None:
    ours, theirs = two
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Project.objects.filter(pk=ours.project.pk).update(account_id=theirs.account.pk)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Project.objects.create(
            account_id=theirs.account.pk, number="1", name="x", currency="AUD", time_zone="UTC",
            terminology="en-AU", paper="a4",
        )  # fmt: skip


@pytest.mark.parametrize("column", ["company_id", "certifier_id", "project_id", "head_contract_id"])
def test_a_row_that_refers_into_another_account_is_refused(
    two: tuple[Scene, Scene], column: str
) -> None:
    ours, theirs = two
    foreign = {
        "company_id": theirs.subcontractor.pk,
        "certifier_id": theirs.owner.pk,
        "project_id": theirs.project.pk,
        "head_contract_id": None,
    }
    with context.accounts([ours.account.pk, theirs.account.pk]):
        foreign["head_contract_id"] = Contract.objects.get(account_id=theirs.account.pk).pk
        with pytest.raises(IntegrityError, match="violates foreign key"), transaction.atomic():
            Contract.objects.filter(account_id=ours.account.pk).update(**{column: foreign[column]})


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "field"), REFERENCES, ids=[str(f) for _, f in REFERENCES])
def test_every_reference_is_held_within_its_account_by_the_database(
    model: type[models.Model], field: AccountForeignKey
) -> None:
    sql = """
        SELECT count(*) FROM pg_constraint
        WHERE contype = 'f' AND conrelid = %s::regclass AND confrelid = %s::regclass
          AND pg_get_constraintdef(oid) LIKE %s
    """
    table, other = model._meta.db_table, field.related_model._meta.db_table  # type: ignore[union-attr]
    like = f"FOREIGN KEY (account_id, {field.column}) REFERENCES {other}(account_id, id)%"
    with connection.cursor() as cursor:
        cursor.execute(sql, [table, other, like])
        assert cursor.fetchone() == (1,)


@pytest.mark.parametrize(("model", "field"), REFERENCES, ids=[str(f) for _, f in REFERENCES])
def test_joins_equate_the_accounts(model: type[models.Model], field: AccountForeignKey) -> None:
    sql = str(model._default_manager.select_related(field.name).query)
    table = model._meta.db_table
    (joined,) = [part for part in sql.split(" JOIN ")[1:] if f'"{table}"."{field.column}"' in part]
    alias = joined.split(" ON ")[0].split()[-1].strip('"')
    assert f"{alias}.account_id = ({table}.account_id)" in joined.replace('"', "")


@pytest.mark.django_db
@pytest.mark.parametrize("table", tenant_tables())
def test_a_policy_lets_rows_be_read_and_written_for_the_accounts_in_context_only(
    table: str,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT polcmd, polpermissive, polroles, pg_get_expr(polqual, polrelid),
                   pg_get_expr(polwithcheck, polrelid)
            FROM pg_policy WHERE polrelid = %s::regclass
            """,
            [table],
        )
        policies = cursor.fetchall()
    # One policy, for every command and every role; a second one could only let in more.
    ((command, permissive, roles, reads, writes),) = policies
    assert (command, permissive, roles) == ("*", True, [0])
    assert reads == writes
    assert reads.startswith("(account_id = ANY (")
    assert "current_setting('ledgerstone.accounts'::text, true)" in reads


@pytest.mark.django_db
def test_every_table_with_an_account_is_under_its_policy() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname FROM pg_class
            WHERE relkind = 'r' AND relrowsecurity
              AND EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid)
            """
        )
        guarded = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'account_id'"
            " AND table_schema = 'public'"
        )
        with_account = {row[0] for row in cursor.fetchall()}
    assert guarded == set(tenant_tables())
    # Who belongs to which account is read before any account is in context.
    assert with_account - guarded == {"tenancy_membership"}
