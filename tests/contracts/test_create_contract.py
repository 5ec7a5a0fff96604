"""Setting up contracts, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone import core
from ledgerstone.access.levels import TOOLS, Level, Scope
from ledgerstone.contracts import queries
from ledgerstone.contracts.models import ScheduleLine
from ledgerstone.contracts.retention.retention import RetentionTerms, flat
from ledgerstone.contracts.schedules.schedule import NewLine, RawRow
from ledgerstone.history.models import Event
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.actor import Rights
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere
from tests.support.scene import Scene


def test_a_contract_keeps_its_schedule_in_order(scene: Scene) -> None:
    contract = scene.contract()
    kept = [(line.item, line.scheduled_value) for line in queries.lines(contract)]
    assert kept == [
        ("1", Decimal("40000.00")),
        ("2", Decimal("250000.00")),
        ("3", Decimal("-1500.00")),
    ]
    assert queries.sums(contract).total == Decimal("288500.00")
    assert contract.currency == "AUD"
    event = Event.objects.latest("id")
    assert event.summary == "set up the commitment SU-001 Structural steel"
    assert (event.contract_id, event.details) == (contract.pk, {"contract_version": 1})


def test_problems_of_rows_are_told_at_their_places(scene: Scene) -> None:
    rows = [
        RawRow(item="1", description="Steel", scheduled_value="x"),
        RawRow(item="2", description="Slab", scheduled_value="5", budget_code="03-300"),
    ]
    with pytest.raises(Invalid) as refused:
        scene.contract(rows=rows)
    assert list(refused.value.fields) == ["row:1:scheduled_value", "row:2:budget_code"]
    assert refused.value.fields["row:2:budget_code"] == (
        "Line 2: the budget code 03-300 is not on this project."
    )
    assert refused.value.message.endswith("1 more to correct.")
    assert not queries.visible_to(scene.actor).exists()


def test_new_budget_codes_are_made_when_asked(scene: Scene) -> None:
    rows = [RawRow(item="1", description="Steel", scheduled_value="5", budget_code="03-300")]
    contract = scene.contract(rows=rows, create_codes=True)
    line = queries.lines(contract)[0]
    assert line.budget_code is not None
    assert line.budget_code.code == "03-300"
    assert [code.code for code in projects.budget_codes(scene.actor, scene.project.pk)] == [
        "03-300"
    ]


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"number": " "}, "number", "Give the contract's number."),
        ({"number": "9" * 41}, "number", "Shorten the contract's number to 40 characters; it has "
         "41."),
        ({"tax_rate": Decimal("1.5")}, "tax_rate", "The tax rate is from 0% to 100%."),
        ({"company_id": 987654}, "company", "Choose a company from the directory."),
        ({"kind": "lease"}, "kind", "Choose a kind of contract from the list."),
        ({"status": "received"}, "status", "A subcontract has no such status."),
        ({"status": "approved", "rows": ()}, "status", "Add at least one line to the schedule of "
         "values before it takes effect."),
        ({"head_contract_id": 987654}, "head_contract", "Choose a head contract of this project."),
        ({"retention": flat(Decimal("1.1"))}, "retention.work", "A rate is from 0 to 1 (0.05 is 5 "
         "%), not 1.1."),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_told_at_its_field(
    scene: Scene, given: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        scene.contract(**given)
    assert refused.value.fields == {field: sentence}


def test_all_particulars_are_told_at_once(scene: Scene) -> None:
    with pytest.raises(Invalid) as refused:
        scene.contract(number="", title="", payment_days=400)
    assert set(refused.value.fields) == {"number", "title", "payment_days"}


def test_a_number_is_used_once_on_a_project(scene: Scene) -> None:
    scene.contract(number="SC-1")
    with pytest.raises(Invalid) as refused:
        scene.contract(number="SC-1")
    assert refused.value.fields == {"number": "There is a contract SC-1 on this project already."}


def test_a_commitment_belongs_to_the_only_head_contract(scene: Scene) -> None:
    assert scene.contract().head_contract_id is None
    head = scene.contract("head_contract")
    assert scene.contract().head_contract_id == head.pk


def test_among_several_head_contracts_one_is_chosen(scene: Scene) -> None:
    scene.contract("head_contract")
    second = scene.contract("head_contract")
    with pytest.raises(Invalid) as refused:
        scene.contract()
    assert refused.value.fields == {
        "head_contract": "This project has more than one head contract. Choose the one that this "
        "subcontract belongs to."
    }
    assert scene.contract(head_contract_id=second.pk).head_contract_id == second.pk


def test_who_is_not_on_the_project_finds_nothing(scene: Scene) -> None:
    outsider = replace(scene.actor, projects={})
    with pytest.raises(NotThere):
        scene.contract(actor=outsider)
    contract = scene.contract()
    with pytest.raises(NotThere):
        queries.get_contract(outsider, contract.pk)


def test_lines_carry_rates_of_their_own(scene: Scene) -> None:
    line = NewLine(
        item="1",
        description="Steel",
        scheduled_value=Decimal("100.00"),
        retention_work=Decimal("0.05"),
        tax_rate=Decimal(0),
    )
    with pytest.raises(Invalid) as refused:
        scene.contract(rows=[line])
    assert list(refused.value.fields) == ["row:1:retention.work"]
    contract = scene.contract(rows=[line], retention=flat(Decimal("0.1")), tax_rate=Decimal("0.1"))
    assert queries.scheduled_lines(contract) == [
        core.ScheduledLine(
            key="1",
            scheduled_value=Decimal("100.00"),
            retention_work=Decimal("0.05"),
            tax_rate=Decimal(0),
        )
    ]


def test_terms_come_back_as_they_were_given(scene: Scene) -> None:
    bands = RetentionTerms(
        core.RetentionRule(
            basis=core.RetentionBasis.COVER,
            kind=core.RetentionKind.BANDS,
            bands=(
                core.Band(Decimal("0.5"), Decimal("0.1")),
                core.Band(None, Decimal(0)),
            ),
            bands_of=core.BandMeasure.PERCENT_COMPLETE,
            cap=core.RetentionCap(rate=Decimal("0.05"), of=core.CapOf.ORIGINAL_SUM),
            free_amount=Decimal("5000.00"),
        )
    )
    changing = RetentionTerms(
        flat(Decimal("0.1"), Decimal(0)).rule,
        (
            core.RetentionChange(
                from_claim=4,
                applies_to=core.ChangeScope.NEW_WORK,
                work=Decimal("0.05"),
                materials=Decimal(0),
            ),
        ),
    )
    for terms in (bands, changing, None):
        contract = scene.contract(retention=terms, tax_rate=Decimal("0.1"), tax_base="gross")
        assert queries.retention_of(contract) == terms
        assert queries.contract_terms(contract).tax == core.TaxTerms(
            Decimal("0.1"), core.TaxBase.GROSS
        )


def test_setting_up_takes_as_many_queries_for_many_lines_as_for_few(scene: Scene) -> None:
    def taken(count: int) -> int:
        rows = [
            RawRow(item=str(n), description="Work", scheduled_value="1.00") for n in range(count)
        ]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            contract = scene.contract(rows=rows)
        assert ScheduleLine.objects.filter(contract=contract).count() == count
        return len(captured)

    # Two of them tell the database who acts, and that they do no longer.
    scene.contract()  # the first one brings its company onto the project
    assert taken(3) == taken(300) <= 18


def test_only_administrators_set_contracts_up(scene: Scene) -> None:
    reading = Rights(dict.fromkeys(TOOLS[Scope.PROJECT], Level.READ_ONLY))
    onlooker = replace(scene.actor, projects={scene.project.pk: reading})
    with pytest.raises(NotAllowed):
        scene.contract(actor=onlooker)
    contract = scene.contract()
    assert queries.get_contract(onlooker, contract.pk) == contract
