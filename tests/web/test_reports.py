"""Reports: as pages, in their addresses, as files, for whom, and with hostile names."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Company
from ledgerstone.payments.operations import record_payment
from ledgerstone.projects.models import Project
from ledgerstone.reports.catalogue import REPORTS
from ledgerstone.tenancy import clock
from tests.claims.desk import Desk, flat
from tests.support.contacts import contact_of
from tests.support.people import member, worker
from tests.support.scene import Scene, raw_rows
from tests.web.posting import text_of

WORK = "work_to_date"
JOB = raw_rows([("1", "Steel", "100,000.00")])
HOSTILE = "=cmd|'/c calc'!A1</script><b>\u202egnp.exe"


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with clock.fixed(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """40,000 certified in October less 10 % and paid by 10,000, 5,000 under review; 60,000 claimed
    from the owner and certified."""
    with clock.fixed(dt.datetime(2026, 10, 1, 2, tzinfo=dt.UTC)):
        scene.period()
        desk = Desk.at(scene, rows=JOB, retention=flat("0.10"), title=HOSTILE, payment_days=14)
        claim = desk.certified({"1": {WORK: "40,000"}})
        head = Desk.at(scene, "head_contract", rows=JOB, payment_days=70)
        above = head.start()
        head.type(above, {"1": {WORK: "60,000"}})
        head.issue(above)
    record_payment(
        actor=scene.actor, contract_id=desk.contract.pk, paid_on=dt.date(2026, 11, 2),
        amount=Decimal("10000"), shares={claim.pk: Decimal("10000")},
    )  # fmt: skip
    desk.claimed({"1": {WORK: "45,000"}})
    return desk


def get(client: Client, name: str, *args: int, **asked: str) -> HttpResponse:
    return client.get(reverse(f"web:{name}", args=args), asked)


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def chart(answer: HttpResponse) -> Any:
    (holder,) = html.fromstring(answer.content.decode()).xpath('//script[@id="report-chart"]')
    return json.loads(holder.text)


def series(answer: HttpResponse) -> dict[str, list[float | None]]:
    return {one["name"]: one["values"] for one in chart(answer)["series"]}


def table(answer: HttpResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_each_report_opens_as_chart_as_table_and_for_paper(
    scene: Scene, desk: Desk, signed_in: Client
) -> None:
    for key in REPORTS:
        for name, args in ((f"report_{key}", [scene.project.pk]), (f"account_report_{key}", [])):
            drawn = get(signed_in, name, *args)
            assert chart(drawn)["series"], name
            assert '<table class="ls-table is-report"' not in drawn.content.decode()
            listed = get(signed_in, name, *args, view="table").content.decode()
            assert "ls-table is-report" in listed
            assert "report-chart" not in listed
            paper = get(signed_in, name, *args, view="print").content.decode()
            assert "ls-table is-report" in paper
            assert "report-chart" in paper
            assert "data-print" in paper


def test_figures_of_the_status_are_those_of_the_certificate(
    scene: Scene, desk: Desk, signed_in: Client
) -> None:
    answer = get(signed_in, "report_status", scene.project.pk, view="table")
    said = text_of(answer)
    assert "1 to 31 October 2026 2 1 1 45,000.00 40,000.00 −4,000.00 36,000.00 36,000.00" in said
    assert "Still to be paid 26,000.00" in said
    period = reverse("web:claims_tool", args=[scene.project.pk])
    assert f"{period}?period=" in answer.content.decode()
    above = text_of(get(signed_in, "report_status", scene.project.pk, view="table", list="head"))
    assert "60,000.00 60,000.00" in above


def test_what_is_overdue_and_what_is_expected(scene: Scene, desk: Desk, signed_in: Client) -> None:
    ages = text_of(get(signed_in, "report_ageing", scene.project.pk, view="table", by="claim"))
    assert "You owe 26,000.00 on 20 November 2026" in ages
    assert "1 October 2026 15 October 2026" in ages
    assert "Overdue 26,000.00" in ages
    earlier = get(signed_in, "report_ageing", scene.project.pk, view="table", on="2026-10-10")
    assert "You owe 36,000.00 on 10 October 2026" in text_of(earlier)
    assert "Not due yet 36,000.00" in text_of(earlier)
    cash = get(signed_in, "report_cash", scene.project.pk)
    found, months = series(cash), chart(cash)["categories"]
    assert months == ["Overdue", "Nov 26", "Dec 26"]
    assert found["To pay"] == [-26000.0, None, None]
    assert found["Paid"] == [None, -10000.0, None]
    assert found["To receive"] == [None, None, 60000.0]
    # 5,000 less 10 %, answered ten business days after 20 November and paid 14 days later.
    assert found["Expected out"] == [None, None, -4500.0]
    assert found["Reached"] == [-26000.0, -36000.0, 19500.0]


def test_an_address_shows_the_same_view_and_other_reports_keep_it(
    scene: Scene, desk: Desk, signed_in: Client
) -> None:
    other = Company.objects.create(account=scene.account, name="Vane Glazing")
    Desk.at(scene, rows=JOB, company_id=other.pk).certified({"1": {WORK: "7,000"}})
    asked = {"company": str(other.pk), "from": "2026-10", "to": "2026-10", "view": "table"}
    answer = get(signed_in, "report_status", scene.project.pk, **asked)
    said = text_of(answer)
    assert "7,000.00" in said
    assert "40,000.00" not in said
    assert "Vane Glazing : take it off" in said
    page = answer.content.decode()
    cash = reverse("web:report_cash", args=[scene.project.pk])
    assert f'href="{cash}?company={other.pk}&amp;from=2026-10&amp;to=2026-10"' in page
    export = reverse("web:report_status_file", args=[scene.project.pk])
    assert f"{export}?form=csv&amp;company={other.pk}&amp;from=2026-10&amp;to=2026-10" in page
    rows = table(signed_in.get(f"{export}?form=csv&company={other.pk}"))
    assert rows[-1][rows[0].index("Certified")] == "7000.00"
    nothing = get(signed_in, "report_status", scene.project.pk, **{"from": "2031-01"})
    assert "Nothing is like this" in text_of(nothing)


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "2026-13", "to": "x", "on": "2026-02-30", "view": "pie", "by": "colour"},
        {"company": "9" * 30, "contract": "-1", "project": "1e9", "currency": "aud\x00"},
        {"company": "999999", "contract": "999999", "currency": "XTS", "list": "sideways"},
        {"from": "0000-00", "to": "9999-99", "on": "9999-12-31"},
    ],
)
def test_an_address_that_asks_nonsense_is_answered(
    scene: Scene, desk: Desk, signed_in: Client, asked: dict[str, str]
) -> None:
    for key in REPORTS:
        assert get(signed_in, f"report_{key}", scene.project.pk, **asked).status_code == 200
        assert get(signed_in, f"account_report_{key}", **asked).status_code == 200


def test_files_hold_the_table_and_run_nothing(scene: Scene, desk: Desk, signed_in: Client) -> None:
    Contract.objects.filter(pk=desk.contract.pk).update(title=HOSTILE)
    rows = table(get(signed_in, "report_contracts_file", scene.project.pk, form="csv"))
    assert rows[1][1] == f"'{HOSTILE}"
    assert rows[-1][0] == "Total"
    assert rows[-1][rows[0].index("Certified")] == "40000.00"
    assert rows[-1][rows[0].index("Complete")] == "40.00%"
    answer = get(signed_in, "report_retention_file", scene.project.pk, form="xlsx")
    assert "attachment" in answer["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names[1:] == ["By month", "Notes"]
    first = book.get_sheet_by_name(book.sheet_names[0]).to_python()
    assert first[1][0] == "Marlow Road Depot, Commitments, AUD"
    heads, contract, total = first[3], first[4], first[5]
    assert contract[1] == HOSTILE
    assert contract[heads.index("Held now")] == 4000.0
    assert total[heads.index("Held now")] == 4000.0
    months = book.get_sheet_by_name("By month").to_python()
    assert months[1][:4] == ["October 2026", 4000.0, 0.0, 4000.0]


def test_hostile_names_stay_text_on_the_page(scene: Scene, desk: Desk, signed_in: Client) -> None:
    Contract.objects.filter(pk=desk.contract.pk).update(number=HOSTILE[:40])
    Company.objects.filter(pk=scene.subcontractor.pk).update(name="<script>alert(1)</script>")
    for key in REPORTS:
        for view in ("", "table"):
            page = get(
                signed_in, f"report_{key}", scene.project.pk, view=view, by="claim",
                company=str(scene.subcontractor.pk),
            ).content.decode()  # fmt: skip
            assert "<script>alert" not in page
            assert "</script><b>" not in page
            assert page.count("<script") == page.count("</script>")
    assert HOSTILE[:40] in chart(get(signed_in, "report_contracts", scene.project.pk))["categories"]


def test_amounts_of_two_currencies_are_never_added(
    scene: Scene, desk: Desk, signed_in: Client
) -> None:
    other = Desk.at(scene, rows=JOB)
    other.certified({"1": {WORK: "9,000"}})
    Contract.objects.filter(pk=other.contract.pk).update(currency="NZD")
    ours = text_of(get(signed_in, "account_report_contracts", view="table"))
    assert "Certified to date 40,000.00" in ours
    theirs = text_of(get(signed_in, "account_report_contracts", view="table", currency="NZD"))
    assert "Certified to date 9,000.00" in theirs
    assert "NZD" in theirs


def test_a_reader_has_what_their_lists_show_and_no_private_contract(
    scene: Scene, desk: Desk
) -> None:
    person = worker(scene, scene.own, "Ada Lim")
    member(scene, person, "read_only")
    client = browser(person.user)
    assert "Certified to date 40,000.00" in text_of(
        get(client, "report_contracts", scene.project.pk)
    )
    # The claims to the owner are not theirs to read: there is no such direction for them.
    cash = series(get(client, "report_cash", scene.project.pk))
    assert not any(cash["To receive"])
    listed = text_of(get(client, "report_status", scene.project.pk, list="head", view="table"))
    assert "60,000.00" not in listed
    Contract.objects.filter(pk=desk.contract.pk).update(is_private=True)
    for key in REPORTS:
        for view in ("chart", "table"):
            page = get(client, f"report_{key}", scene.project.pk, view=view).content.decode()
            assert "40,000" not in page
            assert desk.contract.number not in page


def test_contacts_and_strangers_have_no_reports(scene: Scene, desk: Desk) -> None:
    contact = browser(contact_of(scene, desk.contract).user)
    stranger = browser(worker(scene, scene.own, "Ira Sole").user)
    for client in (contact, stranger):
        assert get(client, "project_reports", scene.project.pk).status_code == 404
        assert get(client, "account_reports").status_code == 404
        for key in REPORTS:
            for end in ("", "_file"):
                assert get(client, f"report_{key}{end}", scene.project.pk).status_code == 404
                assert get(client, f"account_report_{key}{end}").status_code == 404


def test_across_the_account_only_projects_of_the_person_count(scene: Scene, desk: Desk) -> None:
    hidden = Project.objects.create(
        account=scene.account, number="99", name="Quarry", currency="AUD",
        time_zone="Australia/Perth", terminology="en-AU", paper="a4",
    )  # fmt: skip
    Contract.objects.filter(kind="head_contract").update(project=hidden)
    person = worker(scene, scene.own, "Ada Lim")
    member(scene, person, "read_only")
    client = browser(person.user)
    page = get(client, "account_report_contracts", view="table", project=str(hidden.pk))
    assert "Quarry" not in page.content.decode()
    assert "60,000.00" not in page.content.decode()


def test_a_report_asks_the_same_however_much_there_is(
    scene: Scene, desk: Desk, signed_in: Client
) -> None:
    def asked(key: str) -> int:
        with CaptureQueriesContext(connection) as found:
            get(signed_in, f"report_{key}", scene.project.pk, view="table")
        return len(found)

    for key in REPORTS:
        asked(key)
    before = {key: asked(key) for key in REPORTS}
    for _number in range(3):
        Desk.at(scene, rows=JOB, retention=flat("0.05"), payment_days=7).certified(
            {"1": {WORK: "1,000"}}
        )
    assert {key: asked(key) for key in REPORTS} == before


def test_the_ways_to_reports_are_offered(scene: Scene, desk: Desk, signed_in: Client) -> None:
    page = get(signed_in, "project_home", scene.project.pk).content.decode()
    here = reverse("web:project_reports", args=[scene.project.pk])
    assert re.search(rf'href="{here}"', page)
    assert re.search(rf'href="{reverse("web:account_reports")}"', page)
    assert signed_in.get(here).headers["Location"].endswith("/reports/status/")
