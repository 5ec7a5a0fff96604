"""The portfolio: every project whose claims somebody runs, counted as each project's own tool."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from ledgerstone.claims.operations import invite_contacts
from ledgerstone.claims.retention.retention_statement import of_project
from ledgerstone.contracts.actors import refreshed
from ledgerstone.contracts.models import Contract, ReleaseEvent
from ledgerstone.contracts.operations import change_commitment_settings
from ledgerstone.payments.operations import record_payment
from ledgerstone.projects.models import Project
from ledgerstone.projects.operations import create_project
from ledgerstone.projects.queries import words
from ledgerstone.reports.ageing import ageing
from ledgerstone.reports.asked import ABOVE, BELOW, Asked
from ledgerstone.reports.scope import read_scope
from ledgerstone.tenancy import context
from ledgerstone.web.portfolio.money import Money, money_of, open_claims, total
from ledgerstone.web.portfolio.projects import held_projects
from tests.claims.desk import Desk, flat
from tests.support.contacts import contact_of
from tests.support.held import held
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene, build_scene
from tests.web.claims_tool import counts_of, tool
from tests.web.posting import text_of

__all__ = ["held"]

WORK = "work_this_period"
NOW = dt.datetime(2026, 10, 20, 2, 0, tzinfo=dt.UTC)
# The page of any number of projects.
QUERIES = 25


def another_project(scene: Scene, name: str, **given: object) -> Scene:
    """The same account and people at a project of its own."""
    project = create_project(
        **{
            "actor": scene.actor, "number": f"P-{name}", "name": name, "currency": "AUD",
            "time_zone": "Australia/Sydney", "terminology": "en-AU", "jurisdiction": "AU-NSW",
            "paper": "a4", **given,
        }
    )  # fmt: skip
    scene.actor = refreshed(scene.actor)
    change_commitment_settings(
        actor=scene.actor,
        project_id=project.pk,
        private_by_default=False,
        subcontractor_schedule_by_default=False,
    )
    return Scene(
        scene.account, scene.user, scene.actor, scene.own, scene.owner, scene.subcontractor, project
    )


@dataclass
class Portfolio:
    """Two projects in October, with contracts in every state that a period can find them in."""

    scene: Scene
    other: Scene
    client: Client = field(default_factory=Client)

    def page(self, query: str = "") -> object:
        return self.client.get(reverse("web:portfolio") + query)


def fill(scene: Scene) -> None:
    """A contract of each kind of standing."""
    september = scene.period(2026, 9)
    head = Desk.at(scene, "head_contract", title="Main works", payment_days=10)
    paid, owed = (Desk.at(scene, title=name, payment_days=5) for name in ("Paid", "Owed"))
    done = [desk.certified({"1": {WORK: "1000"}}) for desk in (paid, owed)]
    claim = head.start()
    head.type(claim, {"1": {WORK: "5000"}})
    head.issue(claim)
    assert september.pk
    october = scene.period(2026, 10)
    now_paid = paid.certified({"1": {WORK: "200"}})
    for one, amount in ((done[0], "1000"), (now_paid, "200")):
        record_payment(
            actor=scene.actor, contract_id=one.contract_id, paid_on=dt.date(2026, 10, 19),
            amount=Decimal(amount), shares={one.pk: Decimal(amount)},
        )  # fmt: skip
    owed.claimed({"2": {WORK: "300"}})
    Desk.at(scene, title="Draft").start()
    returned = Desk.at(scene, title="Returned")
    returned.send_back(returned.claimed({"1": {WORK: "5"}}))
    withdrawn = Desk.at(scene, title="Withdrawn")
    withdrawn.withdraw(withdrawn.claimed({"1": {WORK: "5"}}))
    scene.contract(title="Not approved")
    Desk.at(scene, title="Nobody named")
    invited, named = Desk.at(scene, title="Invited"), Desk.at(scene, title="Named")
    broken = Desk.at(scene, title="To break down")
    Contract.objects.filter(pk=broken.contract.pk).update(has_subcontractor_schedule=True)
    contact_of(
        scene, invited.contract, named.contract, broken.contract,
        email=f"pat@{scene.project.pk}.example",
    )  # fmt: skip
    invite_contacts(
        actor=scene.actor, project_id=scene.project.pk, period_id=october.pk,
        contract_ids=[invited.contract.pk], type="work_materials", text="",
    )  # fmt: skip


@pytest.fixture(scope="module")
def built(held: None) -> Portfolio:
    """Both projects, for all tests of this file."""
    with time_machine.travel(NOW, tick=False):
        scene = build_scene("Castle Hill Construction")
        with context.accounts([scene.account.pk]):
            other = another_project(scene, "Harbour Link")
            other.actor = scene.actor
            fill(scene)
            other.actor = scene.actor = refreshed(scene.actor)
            fill(other)
    return Portfolio(scene, other)


@pytest.fixture
def two(built: Portfolio, db: None) -> Iterator[Portfolio]:
    portfolio = copy.deepcopy(built)
    with time_machine.travel(NOW, tick=False), context.accounts([portfolio.scene.account.pk]):
        portfolio.client.force_login(portfolio.scene.user)
        yield portfolio


def money_at(scene: Scene) -> Money:
    """The money of the scene's project, as the portfolio has it."""
    held = held_projects(scene.actor)
    return money_of(scene.actor, held, open_claims(scene.actor, held))[scene.project.pk]


def rows_of(answer: object) -> dict[str, dict[str, str]]:
    """Per project what stands under each head of the table of open periods."""
    tree = html.fromstring(answer.content.decode())  # type: ignore[attr-defined]
    table = tree.xpath('//section[.//h2[@id="periods-title"]]//table')[0]
    heads = [" ".join(one.text_content().split()) for one in table.xpath("./thead/tr/th")]
    found = {}
    for row in table.xpath("./tbody/tr"):
        cells = [" ".join(one.text_content().split()) for one in row.xpath("./*")]
        found[row.xpath("./th/a")[0].text] = dict(zip(heads, cells, strict=True))
    return found


def test_the_counts_are_those_of_each_projects_own_page(two: Portfolio) -> None:
    here = counts_of(tool(two.client, two.scene))
    there = counts_of(tool(two.client, two.other))
    together = counts_of(two.page())
    assert {word: count for word, count in together.items() if count} == {
        word: here.get(word, 0) + there.get(word, 0)
        for word in here | there
        if here.get(word, 0) + there.get(word, 0)
    }
    for word in ("No contact", "Not approved", "Schedule not approved", "Not invited", "Invited",
                 "Draft", "Returned", "Under review", "Paid", "Withdrawn"):  # fmt: skip
        assert here[word] > 0, word
    rows = rows_of(two.page())
    for scene, counts in ((two.scene, here), (two.other, there)):
        row = rows[scene.project.name]
        told = " ".join(row.values())
        for word, count in counts.items():
            if count and word not in ("All", "Late"):
                assert f"{count} {word}" in told, word


def test_each_count_leads_to_the_rows_that_it_is_of(two: Portfolio) -> None:
    tree = html.fromstring(two.page().content.decode())
    links = tree.xpath('//ul[@class="portfolio-counts"]//a')
    assert len(links) > 15
    for link in links:
        answer = two.client.get(link.get("href"))
        assert answer.status_code == 200
        shown = html.fromstring(answer.content.decode())
        rows = shown.xpath('//table[contains(@class, "is-claims")]/tbody/tr[not(@class)]')
        assert len(rows) == int(link.xpath("./b")[0].text)


def test_late_claims_are_counted_once_their_due_date_is_over(two: Portfolio) -> None:
    assert rows_of(two.page())[two.scene.project.name]["Late"] == "0"
    with time_machine.travel(NOW + dt.timedelta(days=12), tick=False):
        here = counts_of(tool(two.client, two.scene))
        answer = two.page()
        assert rows_of(answer)[two.scene.project.name]["Late"] == str(here["Late"])
        assert counts_of(answer)["Late"] == 2 * here["Late"]
        said = text_of(answer)
        assert f"Awaited {here['Late']} claims not in yet" in said
        # What was certified on 20 October was due on the 25th, and is overdue.
        assert "To pay SU-002 claim 1 Marlow Road Depot Keel Steel 1,000.00" in said


def test_a_state_narrows_the_list_to_its_projects(two: Portfolio) -> None:
    empty = another_project(two.scene, "Quiet Street")
    assert "Quiet Street" in rows_of(two.page())
    for query in ("?state=revise_and_resubmit", "?state=nonsense&late=no"):
        rows = rows_of(two.page(query))
        assert (empty.project.name in rows) is (query == "?state=nonsense&late=no")
    assert "No project has a commitment with “Declined” just now" in text_of(
        two.page("?state=declined")
    )


def test_money_is_what_certificates_say_less_what_was_paid(two: Portfolio) -> None:
    money = money_at(two.scene)
    # Certified and paid: 1,200; certified and not: 1,000. The head contract: 5,000.
    assert money.below.owed == Decimal("1000.00")
    assert money.above.owed == Decimal("5000.00")
    assert money.below.overdue == money.above.overdue == 0
    assert money.below.soon == Decimal("1000.00")
    paid = Contract.objects.get(project=two.scene.project, title="Paid")
    record_payment(
        actor=two.scene.actor, contract_id=paid.pk, paid_on=dt.date(2026, 10, 19),
        amount=Decimal("77.00"),
    )  # fmt: skip
    with time_machine.travel(NOW + dt.timedelta(days=12), tick=False):
        later = money_at(two.scene)
        assert later.below.overdue == Decimal("1000.00")
        assert later.above.overdue == Decimal("5000.00")
        assert later.below.credit == Decimal("77.00")
        assert later.below.owed == Decimal("1000.00")
    said = text_of(two.page())
    assert "To pay 2,000.00 0.00 overdue" in said
    assert "To receive 10,000.00" in said
    # What is owed is owed where the contract does not show its payments, too.
    Contract.objects.filter(title="Owed").update(payments_enabled=False)
    assert money_at(two.scene).below.owed == Decimal("1000.00")


def test_money_is_that_of_the_reports(two: Portfolio) -> None:
    paid = Contract.objects.get(project=two.scene.project, title="Paid")
    record_payment(
        actor=two.scene.actor, contract_id=paid.pk, paid_on=dt.date(2026, 10, 19),
        amount=Decimal("77.00"),
    )  # fmt: skip
    Contract.objects.filter(title__in=["Owed", "Paid"]).update(payments_enabled=False)
    with time_machine.travel(NOW + dt.timedelta(days=12), tick=False):
        ids = [two.scene.project.pk, two.other.project.pk]
        held = held_projects(two.scene.actor)
        opened = open_claims(two.scene.actor, held)
        money = total(money_of(two.scene.actor, held, opened).values())
        for side, there in ((BELOW, money.below), (ABOVE, money.above)):
            scope = read_scope(two.scene.actor, ids, Asked(side=side), is_account=True)
            report = ageing(scope, *words(two.scene.project))
            assert report.table.totals["total"] == there.owed - there.credit
            late = [report.table.totals[f"days_{first}"] for first in (1, 31, 61, 91)]
            assert sum(late) == there.overdue
        assert money.below.overdue == Decimal("2000.00")
        assert money.below.credit == Decimal("77.00")


def test_retention_is_that_of_each_projects_statement(scene: Scene) -> None:
    with time_machine.travel(NOW, tick=False):
        scene.period(2026, 10)
        for kind, rate, work in (("subcontract", "0.05", "40000"), ("head_contract", "0.1", "900")):
            desk = Desk.at(scene, kind, retention=flat(rate))
            claim = desk.start()
            desk.type(claim, {"1": {WORK: work}})
            if kind == "head_contract":
                desk.issue(claim)
            else:
                desk.submit(claim)
                desk.approve(claim)
        money = money_at(scene)
        told = of_project(scene.actor, scene.project.pk, NOW.date())
        assert money.below.retained == told.below.held == Decimal("2000.00")
        assert money.above.retained == told.above.held == Decimal("90.00")
        assert money.net_retained == told.net


def test_retention_that_is_due_is_late(scene: Scene, signed_in: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        scene.period(2026, 10)
        desk = Desk.at(scene, retention=flat("0.05"))
        desk.certified({"1": {WORK: "40000"}})
        event = ReleaseEvent(
            contract=desk.contract, event="practical_completion", name="Practical completion",
            share=Decimal("0.5"), position=1, happened_on=dt.date(2026, 10, 10),
        )  # fmt: skip
        event.account_id = scene.account.pk
        event.save()
        said = text_of(signed_in.get(reverse("web:portfolio")))
    assert "Retention due SU-001 Practical completion Marlow Road Depot Keel Steel 1,000.00" in said
    assert "10 days" in said


def test_currencies_are_summed_apart(two: Portfolio) -> None:
    abroad = another_project(
        two.scene, "Auckland Quay", currency="NZD", time_zone="Pacific/Auckland", jurisdiction="NZ"
    )
    abroad.actor = refreshed(two.scene.actor)
    abroad.period(2026, 10)
    Desk.at(abroad, title="Quay").certified({"1": {WORK: "123.45"}})
    answer = two.page()
    tree = html.fromstring(answer.content.decode())
    sums = tree.xpath('//section[starts-with(@aria-label, "Money, ")]/@aria-label')
    assert sums == ["Money, AUD", "Money, NZD"]
    assert "NZD 1 project To pay 123.45" in text_of(answer)


def test_many_projects_take_as_many_queries_as_few(two: Portfolio) -> None:
    two.page()
    with CaptureQueriesContext(connection) as few:
        assert two.page().status_code == 200
    for name in ("North", "South"):
        more = another_project(two.scene, name)
        two.scene.actor = more.actor = refreshed(two.scene.actor)
        fill(more)
    with CaptureQueriesContext(connection) as many:
        answer = two.page()
    assert len(rows_of(answer)) == 4
    assert len(many) == len(few) <= QUERIES


def test_it_is_there_for_who_runs_claims_and_for_nobody_else(scene: Scene) -> None:
    scene.period(2026, 10)
    Desk.at(scene, "head_contract").start()
    for name, key, status in (
        ("Cleo Admin", "claim_administrator", 200),
        ("Sam Site", "site_team", 404),
        ("Rhea Reader", "read_only", 404),
    ):
        person = worker(scene, scene.own, name)
        member(scene, person, key)
        client = Client()
        assert person.user is not None
        client.force_login(person.user)
        assert as_actor(scene, person)
        answer = client.get(reverse("web:portfolio"))
        assert answer.status_code == status, name
        home = text_of(client.get(reverse("web:project_list")))
        assert ("Portfolio" in home) is (status == 200)


def test_who_sees_no_head_contract_claims_is_told_nothing_of_their_money(scene: Scene) -> None:
    with time_machine.travel(NOW, tick=False):
        scene.period(2026, 10)
        head = Desk.at(scene, "head_contract", payment_days=10)
        claim = head.start()
        head.type(claim, {"1": {WORK: "7654.32"}})
        head.issue(claim)
        person = worker(scene, scene.own, "Cleo Admin")
        member(scene, person, "claim_administrator")
        client = Client()
        assert person.user is not None
        client.force_login(person.user)
        answer = client.get(reverse("web:portfolio"))
    assert answer.status_code == 200
    assert "7,654.32" not in answer.content.decode()
    assert "Certified" not in rows_of(answer)[scene.project.name].values()


def test_a_project_without_an_open_period_is_listed_with_its_money(
    scene: Scene, signed_in: Client
) -> None:
    answer = signed_in.get(reverse("web:portfolio"))
    row = rows_of(answer)[scene.project.name]
    assert row["Billing period"] == "None open"
    assert row["Late"] == "–"
    assert "Nothing is late" in text_of(answer)


def test_hostile_names_are_words_of_the_page(two: Portfolio) -> None:
    Project.objects.filter(pk=two.scene.project.pk).update(name='<b onclick="x()">' + "W" * 170)
    text = two.page().content.decode()
    assert "<b onclick" not in text
    assert "&lt;b onclick=&quot;x()&quot;&gt;" in text


def test_home_leads_to_it_where_there_are_several_projects(two: Portfolio) -> None:
    answer = two.client.get(reverse("web:home"))
    assert answer.url == reverse("web:portfolio")
