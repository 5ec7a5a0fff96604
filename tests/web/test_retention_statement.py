"""Statements of retention: of a contract, of a project both ways, as files, and for whom."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from ledgerstone.claims import operations
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations.retaining_releases import PlannedRelease, plan_releases
from ledgerstone.contracts.operations.retaining_securities import SecurityGiven, record_security
from ledgerstone.tenancy import clock
from tests.claims.desk import Desk, flat
from tests.support.contacts import contact_of
from tests.support.people import member, worker
from tests.support.scene import Scene, raw_rows
from tests.web.posting import text_of

D = Decimal
WORK = "work_to_date"
JOB = raw_rows([("1", "Steel", "100,000.00")])


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """10 % of 40,000 held, a tenth of it released, the end of defects a week ago; a bond."""
    scene.period()
    desk = Desk.at(scene, rows=JOB, retention=flat("0.10"), title="=Steel & frames")
    desk.certified({"1": {WORK: "40,000"}})
    claim = desk.start()
    operations.release_retention(
        actor=desk.actor, claim_id=claim.pk, expected_version=claim.version, share=D("0.1")
    )
    desk.submit(claim)
    desk.approve(claim)
    day = clock.today(scene.project.time_zone)
    end = PlannedRelease(event="end_of_defects_liability", share=D(1), happened_on=day)
    plan_releases(actor=scene.actor, contract_id=desk.contract.pk, planned=[end])
    given = SecurityGiven(
        kind="insurance_bond", amount=D("800.00"), received_on=day, reference="B-7"
    )
    record_security(actor=scene.actor, contract_id=desk.contract.pk, given=given)
    return desk


@pytest.fixture
def above(scene: Scene, desk: Desk) -> Desk:
    """The owner holds 5 % of 60,000."""
    head = Desk.at(scene, "head_contract", rows=JOB, retention=flat("0.05"))
    claim = head.start()
    head.type(claim, {"1": {WORK: "60,000"}})
    head.issue(claim)
    return head


def get(client: Client, name: str, pk: int, **asked: str) -> HttpResponse:
    return client.get(reverse(f"web:{name}", args=[pk]), asked)


def browser(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def table(answer: HttpResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_contracts_statement_reads_claim_by_claim(desk: Desk, signed_in: Client) -> None:
    said = text_of(get(signed_in, "retention_statement", desk.contract.pk))
    assert "Held back in all 4,000.00 Released to date −400.00 Held now 3,600.00" in said
    assert "Due for release 3,600.00 Security in its place 800.00" in said
    assert "End of the defects liability period 3,600.00 To be released 100%" in said
    assert "Insurance bond 800.00 Stands" in said
    assert "Claim 2 Approved" in said
    assert "Total 4,000.00 400.00 3,600.00 0.00 3,600.00" in said
    retention = text_of(get(signed_in, "contract_retention", desk.contract.pk))
    assert "Statement by claim" in retention


def test_a_contract_without_a_certificate_says_what_will_be_here(
    scene: Scene, signed_in: Client
) -> None:
    contract = scene.contract(rows=JOB, retention=flat("0.10"))
    said = text_of(get(signed_in, "retention_statement", contract.pk))
    assert "No retention yet Each certified claim is listed here" in said


def test_a_project_is_told_both_ways_with_what_is_left(
    scene: Scene, above: Desk, signed_in: Client
) -> None:
    answer = get(signed_in, "project_retention", scene.project.pk)
    said = text_of(answer)
    assert "Held from us by the principal 3,000.00" in said
    assert "Held from subcontractors 3,600.00" in said
    assert "Net −600.00 you hold more than is held from you" in said
    assert "Net due now −3,600.00" in said
    assert reverse("web:retention_statement", args=[above.contract.pk]) in answer.content.decode()
    tool = get(signed_in, "claims_tool", scene.project.pk)
    assert reverse("web:project_retention", args=[scene.project.pk]) in tool.content.decode()


def test_the_contracts_file_has_a_row_per_claim_and_what_is_due(
    desk: Desk, signed_in: Client
) -> None:
    answer = get(signed_in, "retention_statement_file", desk.contract.pk, form="csv")
    assert f'filename="{desk.contract.number} retention.csv"' in answer["Content-Disposition"]
    head, first, second, total, due, bond = table(answer)
    assert head[0] == "Claim"
    assert first[4:] == ["4000.00", "0.00", "", "4000.00", "0.00", "4000.00"]
    assert second[4:] == ["0.00", "400.00", "", "3600.00", "0.00", "3600.00"]
    assert (total[0], total[4], total[5], total[9]) == ("Total", "4000.00", "400.00", "3600.00")
    assert (due[0], due[5], due[6]) == (
        "Due for release", "3600.00", "End of the defects liability period",
    )  # fmt: skip
    assert (bond[0], bond[1], bond[9]) == ("Security", "B-7", "800.00")


def test_the_projects_file_runs_nothing_that_somebody_typed(
    scene: Scene, above: Desk, desk: Desk, signed_in: Client
) -> None:
    rows = table(get(signed_in, "project_retention_file", scene.project.pk, form="csv"))
    assert [row[1] for row in rows[1:]] == [
        above.contract.number, "Total", desk.contract.number, "Total", "",
    ]  # fmt: skip
    assert rows[3][2] == "'=Steel & frames"
    assert rows[-1][0] == "Net"
    assert rows[-1][8] == "-600.00"
    answer = get(signed_in, "project_retention_file", scene.project.pk, form="xlsx")
    (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name(sheet)
    found = book.to_python()
    assert found[3][2] == "=Steel & frames"
    assert found[-1][8] == -600.0


def test_a_contact_sees_the_statement_of_their_own_contract_only(
    scene: Scene, above: Desk, desk: Desk
) -> None:
    other = Desk.at(scene, rows=JOB, retention=flat("0.10"))
    client = browser(contact_of(scene, desk.contract).user)
    for name in ("retention_statement", "retention_statement_file"):
        assert get(client, name, desk.contract.pk).status_code == 200
        for contract in (other.contract, above.contract):
            assert get(client, name, contract.pk).status_code == 404
    for name in ("project_retention", "project_retention_file"):
        assert get(client, name, scene.project.pk).status_code == 404


def test_a_reader_sees_what_their_lists_show_and_no_private_contract(
    scene: Scene, above: Desk, desk: Desk
) -> None:
    person = worker(scene, scene.own, "Ada Lim")
    member(scene, person, "read_only")
    client = browser(person.user)
    said = text_of(get(client, "project_retention", scene.project.pk))
    assert "=Steel & frames" in said
    Contract.objects.filter(pk=desk.contract.pk).update(is_private=True)
    assert "=Steel & frames" not in text_of(get(client, "project_retention", scene.project.pk))
    assert get(client, "retention_statement", desk.contract.pk).status_code == 404
    stranger = browser(worker(scene, scene.own, "Ira Sole").user)
    assert get(stranger, "project_retention", scene.project.pk).status_code == 404


def test_the_project_asks_the_same_however_many_contracts_it_has(
    scene: Scene, desk: Desk, signed_in: Client
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert get(signed_in, "project_retention", scene.project.pk).status_code == 200
        return len(found)

    asked()
    before = asked()
    for _number in range(3):
        Desk.at(scene, rows=JOB, retention=flat("0.10")).certified({"1": {WORK: "1,000"}})
    assert asked() == before
