"""Particulars of contracts: what each kind has, dates that cannot be, numbers in series."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ledgerstone.contracts import dates
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.numbering import next_in_series, proposed_number
from ledgerstone.contracts.operations import change_contract, change_executed
from ledgerstone.contracts.operations.particulars import has
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.refusals import Invalid, Stale
from tests.support.people import member, worker
from tests.support.scene import Scene

DAY = dt.date(2026, 3, 9)
TEXTS = {
    "description": "Supply and erect\nall frames",
    "inclusions": "Cranage",
    "exclusions": "Grouting",
    "origin_id": "4711",
    "origin_code": "C-12",
    "origin_data": "Taken over from the ledger",
}


def _changed(scene: Scene, contract: Contract, **changes: Any) -> Contract:
    return change_contract(
        actor=scene.actor, contract_id=contract.pk, expected_version=contract.version, **changes
    )


@pytest.mark.parametrize("kind", ["subcontract", "purchase_order", "head_contract"])
def test_every_particular_of_a_kind_is_kept_and_no_other_is_taken(scene: Scene, kind: str) -> None:
    robin = worker(scene, scene.own, "Robin Oake")
    member(scene, robin, "site_team")
    days = {
        name: DAY + dt.timedelta(days=n)
        for n, name in enumerate(("start_date", *sorted(_all_dates() - {"start_date"})))
    }
    others = {
        "payment_terms": "30 days net",
        "bill_to": "PO Box 1\nParramatta",
        "ship_to": "Gate 3",
        "ship_via": "Road",
        "assignee_id": robin.pk,
        "contractor_id": scene.own.pk,
    }
    given = {**TEXTS, **others, **days}
    contract = scene.contract(kind)
    with clock.fixed(dt.datetime(2026, 12, 1, tzinfo=dt.UTC)):
        for name, value in given.items():
            if has(kind, name):
                contract = _changed(scene, contract, **{name: value})
                continue
            with pytest.raises(Invalid) as refused:
                _changed(scene, contract, **{name: value})
            assert list(refused.value.fields) == [name.removesuffix("_id")]
    kept = Contract.objects.get(pk=contract.pk)
    assert {n: getattr(kept, n) for n in given if has(kind, n)} == {
        name: value for name, value in given.items() if has(kind, name)
    }


def _all_dates() -> set[str]:
    return {name for several in dates.DATES.values() for name in several}


def test_a_new_contract_takes_its_particulars_at_once(scene: Scene) -> None:
    contract = scene.contract(start_date=DAY, inclusions="Cranage", origin_code="C-12")
    assert (contract.start_date, contract.inclusions, contract.origin_code) == (
        DAY,
        "Cranage",
        "C-12",
    )


@pytest.mark.parametrize(
    ("before", "later", "sentence"),
    [
        (
            {"start_date": DAY},
            {"actual_completion_date": dt.date(2026, 3, 8)},
            "“Actual completion” (8 March 2026) is before “Start” (9 March 2026).",
        ),
        (
            {"estimated_completion_date": DAY},
            {"start_date": dt.date(2026, 3, 10)},
            "“Estimated completion” (9 March 2026) is before “Start” (10 March 2026).",
        ),
        (
            {},
            {"returned_date": dt.date(2026, 4, 2)},
            "2 April 2026 has not come yet. Give the day on which it happened.",
        ),
    ],
)
def test_dates_that_cannot_be_are_refused_at_the_one_that_changed(
    scene: Scene, before: dict[str, dt.date], later: dict[str, dt.date], sentence: str
) -> None:
    with clock.fixed(dt.datetime(2026, 4, 1, 1, tzinfo=dt.UTC)):
        contract = scene.contract(**before)
        with pytest.raises(Invalid) as refused:
            _changed(scene, contract, **later)
    assert refused.value.fields == {next(iter(later)): sentence}


def test_what_is_only_unlikely_about_dates_is_said(scene: Scene) -> None:
    words, formats = projects.words(scene.project)
    values = {"contract_date": DAY, "estimated_completion_date": dt.date(2026, 3, 1)}
    told = dates.warnings(values, changed={"contract_date"}, words=words, formats=formats)
    assert told == [
        "“Estimated completion” (1 March 2026) is before “Date of the contract” (9 March 2026). "
        "It is kept as given."
    ]
    assert not dates.warnings(values, changed={"issued_date"}, words=words, formats=formats)
    assert not dates.problems(values, changed=values, today=DAY, words=words, formats=formats)


def test_only_somebody_of_the_project_is_assigned(scene: Scene) -> None:
    stranger = worker(scene, scene.own, "Kim Ode")
    contract = scene.contract("purchase_order")
    with pytest.raises(Invalid) as refused:
        _changed(scene, contract, assignee_id=stranger.pk)
    assert refused.value.fields == {"assignee": "Choose somebody of the project."}


def test_executed_has_a_day_only_where_it_is_so(scene: Scene) -> None:
    contract = scene.contract()

    def executed(is_executed: bool, on: dt.date | None) -> Contract:
        kept = Contract.objects.get(pk=contract.pk)
        return change_executed(
            actor=scene.actor,
            contract_id=contract.pk,
            expected_version=kept.version,
            is_executed=is_executed,
            executed_date=on,
        )

    with clock.fixed(dt.datetime(2026, 4, 1, 1, tzinfo=dt.UTC)):
        with pytest.raises(Invalid) as refused:
            executed(False, DAY)
        assert list(refused.value.fields) == ["executed_date"]
        with pytest.raises(Invalid):
            executed(True, dt.date(2026, 4, 2))
        assert executed(True, DAY).executed_date == DAY
        assert executed(True, None).executed_date is None
        done = executed(False, None)
    assert (done.is_executed, done.status, done.version) == (False, "draft", 4)


def test_a_stale_change_says_what_changed(scene: Scene) -> None:
    contract = scene.contract()
    _changed(scene, contract, title="Steel and awnings", ship_via="")
    with pytest.raises(Stale) as refused:
        _changed(scene, contract, title="Steelwork")
    assert refused.value.changes == ("Robin Hale changed title of the contract",)


@pytest.mark.parametrize(
    ("numbers", "following"),
    [
        ([], "SC-001"),
        (["SC-006", "SC-005"], "SC-007"),
        (["SC-9", "SC-10"], "SC-11"),
        (["SC-099"], "SC-100"),
        (["24-C1", "24-C2", "SC-900"], "24-C3"),
        (["no figure"], "SC-001"),
        (["007"], "008"),
    ],
)
def test_numbers_count_on_from_where_they_are(numbers: list[str], following: str) -> None:
    assert next_in_series(numbers, "SC") == following


def test_the_number_that_is_proposed_is_free(scene: Scene) -> None:
    scene.contract(number="SC-006")
    scene.contract("purchase_order", number="SC-007")
    assert proposed_number(scene.project, "subcontract") == "SC-008"
    assert proposed_number(scene.project, "head_contract") == "HC-001"
