"""Lists of contracts: what they hold, who sees them, and how many queries they take."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone.contracts import queries
from ledgerstone.contracts.retention.retention import flat
from ledgerstone.tenancy.refusals import NotThere
from tests.support.scene import Scene


def test_a_list_holds_its_direction_with_sums(scene: Scene) -> None:
    head = scene.contract("head_contract")
    sub, order = scene.contract(), scene.contract("purchase_order", rows=())
    assert list(queries.head_contracts(scene.actor, scene.project.pk)) == [head]
    listed = list(queries.commitments(scene.actor, scene.project.pk))
    assert listed == [order, sub]
    assert [(c.contract_sum, c.line_count) for c in listed] == [  # type: ignore[attr-defined]
        (Decimal("0.00"), 0),
        (Decimal("288500.00"), 3),
    ]


def test_who_is_not_on_the_project_sees_an_empty_list(scene: Scene) -> None:
    contract = scene.contract()
    outsider = replace(scene.actor, projects={})
    assert not queries.commitments(outsider, scene.project.pk).exists()
    with pytest.raises(NotThere):
        queries.get_contract(outsider, contract.pk)


def test_lists_take_one_query_however_long(scene: Scene) -> None:
    def taken() -> int:
        with CaptureQueriesContext(connection) as captured:
            for contract in queries.commitments(scene.actor, scene.project.pk):
                assert contract.company.name == "Keel Steel"
        return len(captured)

    scene.contract()
    few = taken()
    for _ in range(5):
        scene.contract()
    assert few == taken() == 1


def test_a_contract_takes_as_many_queries_with_many_lines_as_with_few(scene: Scene) -> None:
    contract = scene.contract(retention=flat(Decimal("0.1")))

    def taken() -> int:
        with CaptureQueriesContext(connection) as captured:
            found = queries.get_contract(scene.actor, contract.pk)
            assert found.project.name == "Marlow Road Depot"
            queries.contract_terms(found)
            queries.scheduled_lines(found)
            queries.sums(found)
        return len(captured)

    assert taken() == 4
