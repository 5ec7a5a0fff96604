"""A new contract with its schedule: typed, pasted, read from a file, refused and corrected."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ledgerstone.contracts import queries
from ledgerstone.contracts.models import Contract, RetentionRule, ScheduleLine
from ledgerstone.directory.models import Company
from ledgerstone.projects.models import BudgetCode
from tests.support.scene import Scene
from tests.web.posting import error_at, form_values, text_of

ROWS = [
    {"item": "1", "description": "Drawings", "section": "Design", "scheduled_value": "1,000.00"},
    {"item": "2", "description": "Credit", "section": "Design", "scheduled_value": "(250)"},
]


def _address(scene: Scene, kind: str = "subcontract") -> str:
    if kind == "head_contract":
        return f"/projects/{scene.project.pk}/head-contracts/new/"
    return f"/projects/{scene.project.pk}/commitments/new/?kind={kind}"


def _filled(scene: Scene, **given: Any) -> dict[str, Any]:
    return {
        "company": str(scene.subcontractor.pk),
        "new_company": "",
        "number": "SC-001",
        "title": "Structural steel",
        "status": "approved",
        "contract_date": "2026-03-09",
        "payment_days": "25",
        "description": "Supply and erect",
        "accounting_method": "amount",
        "tax_rate": "10",
        "tax_base": "net_of_retention",
        "retention_work": "10%",
        "retention_materials": "5",
        "retention_basis": "per_line",
        "retention_cap_rate": "5",
        "retention_cap_of": "revised_sum",
        "retention_cap_amount": "",
        "rows": json.dumps(ROWS),
        "idempotency_key": str(uuid4()),
        **given,
    }


def _sheet(answer: Any) -> dict[str, Any]:
    content = answer.content.decode()
    start = content.index('<script id="schedule-sheet-data"')
    found: dict[str, Any] = json.loads(
        content[content.index(">", start) + 1 : content.index("</script>", start)]
    )
    return found


def test_a_subcontract_is_set_up_with_its_terms_and_lines(signed_in: Client, scene: Scene) -> None:
    answer = signed_in.post(_address(scene), _filled(scene), follow=True)
    contract = Contract.objects.get()
    assert answer.redirect_chain == [(f"/contracts/{contract.pk}/", 302)]
    assert "SC-001 Structural steel is set up." in text_of(answer)
    assert (contract.status, contract.tax_rate, contract.payment_days) == (
        "approved",
        Decimal("0.1"),
        25,
    )
    rule = RetentionRule.objects.get()
    assert (rule.work, rule.materials, rule.cap_rate, rule.cap_of) == (
        Decimal("0.1"),
        Decimal("0.05"),
        Decimal("0.05"),
        "revised_sum",
    )
    values = [line.scheduled_value for line in queries.lines(contract)]
    assert values == [Decimal("1000.00"), Decimal("-250.00")]


def test_the_same_form_sent_twice_sets_up_one_contract(signed_in: Client, scene: Scene) -> None:
    sent = _filled(scene)
    first, second = signed_in.post(_address(scene), sent), signed_in.post(_address(scene), sent)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Contract.objects.count() == 1


def test_a_company_is_added_in_place(signed_in: Client, scene: Scene) -> None:
    signed_in.post(_address(scene), _filled(scene, company="", new_company="Ninnes Concrete"))
    assert Contract.objects.get().company.name == "Ninnes Concrete"


def test_a_contract_that_is_refused_adds_no_company(signed_in: Client, scene: Scene) -> None:
    scene.contract(number="SC-001")
    answer = signed_in.post(
        _address(scene), _filled(scene, company="", new_company="Ninnes Concrete")
    )
    assert answer.status_code == 422
    assert "There is a contract SC-001 on this project already." in error_at(answer, "number")
    assert form_values(answer, "title")["new_company"] == "Ninnes Concrete"
    assert not Company.objects.filter(name="Ninnes Concrete").exists()


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("title", "", "This cannot be empty."),
        ("company", "", "Choose a company, or type the name of a new one."),
        ("new_company", "KEEL STEEL", "both were given"),
        ("tax_rate", "ten", "Type a percentage such as 5 or 12.5."),
        ("tax_rate", "130", "from 0 to 100"),
        ("retention_work", "-5", "from 0 to 100"),
        ("retention_cap_amount", "500,000", "Give one limit"),
        ("payment_days", "soon", "whole number of days"),
        ("contract_date", "9 March", "year-month-day"),
        ("status", "void everything", "not one of the available choices"),
    ],
)
def test_each_refusal_stands_at_its_field_and_all_that_was_typed_is_kept(
    signed_in: Client, scene: Scene, name: str, typed: str, sentence: str
) -> None:
    sent = _filled(scene, **{name: typed})
    answer = signed_in.post(_address(scene), sent)
    assert answer.status_code == 422
    assert sentence in error_at(answer, name)
    kept = form_values(answer, "title")
    for other in ("number", "title", "contract_date", "tax_rate", "retention_work"):
        assert kept[other] == sent[other]
    assert [row["scheduled_value"] for row in _sheet(answer)["rows"]] == ["1,000.00", "(250)"]
    assert Contract.objects.count() == 0


def test_a_taken_name_of_a_new_company_is_refused_there(signed_in: Client, scene: Scene) -> None:
    answer = signed_in.post(_address(scene), _filled(scene, company="", new_company="keel steel"))
    assert "There is a company of this name already." in error_at(answer, "new_company")


def test_rows_that_cannot_be_taken_come_back_as_typed_with_their_problems(
    signed_in: Client, scene: Scene
) -> None:
    rows = [*ROWS, {"item": "1", "description": "", "scheduled_value": "1,2x"}]
    answer = signed_in.post(_address(scene), _filled(scene, rows=json.dumps(rows)))
    assert answer.status_code == 422
    sheet = _sheet(answer)
    assert sheet["rows"][2]["scheduled_value"] == "1,2x"
    assert {(error["row"], error["column"]) for error in sheet["errors"]} == {
        (3, "item"),
        (3, "description"),
        (3, "scheduled_value"),
    }
    assert "3 things to correct; nothing is stored yet" in text_of(answer)
    assert Contract.objects.count() == 0


def test_lines_are_pasted_where_there_is_no_script(signed_in: Client, scene: Scene) -> None:
    text = "Item\tDescription\tScheduled value\n1\tDrawings\t1,000.00\n2\tFrames\tmuch"
    sent = _filled(scene, pasted=text)
    refused = signed_in.post(_address(scene), sent)
    assert refused.status_code == 422
    assert "Frames\t\t\tmuch" in form_values(refused, "pasted")["pasted"]
    corrected = form_values(refused, "pasted")["pasted"].replace("much", "2,000.00")
    assert signed_in.post(_address(scene), {**sent, "pasted": corrected}).status_code == 302
    assert [line.scheduled_value for line in ScheduleLine.objects.order_by("position")] == [
        Decimal("1000.00"),
        Decimal("2000.00"),
    ]


def test_new_budget_codes_are_offered_and_made(signed_in: Client, scene: Scene) -> None:
    rows = json.dumps([{**ROWS[0], "budget_code": "05-120"}])
    refused = signed_in.post(_address(scene), _filled(scene, rows=rows))
    words = text_of(refused)
    assert "the budget code 05-120 is not on this project" in words
    assert "Add budget codes that the project does not have yet: 05-120" in words
    assert (
        signed_in.post(_address(scene), _filled(scene, rows=rows, create_codes="on")).status_code
        == 302
    )
    assert ScheduleLine.objects.get().budget_code == BudgetCode.objects.get(code="05-120")


def _workbook(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return out.getvalue()


HEAD = ["Item", "Description", "Budget code", "Scheduled value"]


def test_a_file_is_looked_at_before_anything_is_stored(signed_in: Client, scene: Scene) -> None:
    upload = SimpleUploadedFile("schedule.xlsx", _workbook([HEAD, ["1", "Steel", "", 2500.5]]))
    answer = signed_in.post(
        _address(scene), _filled(scene, title="", rows="[]", schedule_file=upload)
    )
    assert answer.status_code == 200
    assert "1 line of schedule.xlsx can be taken as it is." in text_of(answer)
    sheet = _sheet(answer)
    assert (sheet["rows"][0]["description"], sheet["errors"]) == ("Steel", [])
    assert error_at(answer, "title") == ""
    assert Contract.objects.count() == 0
    final = _filled(scene, rows=json.dumps(sheet["rows"]))
    assert signed_in.post(_address(scene), final).status_code == 302
    assert ScheduleLine.objects.get().scheduled_value == Decimal("2500.50")


def test_a_files_problems_stand_at_their_cells(signed_in: Client, scene: Scene) -> None:
    upload = SimpleUploadedFile(
        "schedule.xlsx", _workbook([HEAD, ["1", "Steel", "", "a lot"], ["Total", "", "", 5]])
    )
    answer = signed_in.post(_address(scene), _filled(scene, schedule_file=upload))
    assert answer.status_code == 422
    assert {(error["row"], error["column"]) for error in _sheet(answer)["errors"]} >= {
        (1, "scheduled_value")
    }
    assert "Leave out rows that are totals" in text_of(answer)
    assert Contract.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("schedule.xlsx", b"%PDF-1.7 not a workbook"),
        ("schedule.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
        ("schedule.csv", b""),
    ],
)
def test_a_file_is_known_by_its_contents_and_the_typed_rows_stay(
    signed_in: Client, scene: Scene, name: str, content: bytes
) -> None:
    sent = _filled(scene, schedule_file=SimpleUploadedFile(name, content or b" "))
    answer = signed_in.post(_address(scene), sent)
    assert answer.status_code == 422
    assert _sheet(answer)["rows"][0]["description"] == "Drawings"
    assert Contract.objects.count() == 0


def test_a_head_contract_names_its_certifier(signed_in: Client, scene: Scene) -> None:
    sent = _filled(
        scene,
        number="HC-001",
        company=str(scene.owner.pk),
        certifier=str(scene.subcontractor.pk),
        certifier_name="R. Anand",
    )
    assert signed_in.post(_address(scene, "head_contract"), sent).status_code == 302
    contract = Contract.objects.get()
    assert (contract.kind, contract.certifier, contract.certifier_name) == (
        "head_contract",
        scene.subcontractor,
        "R. Anand",
    )
    assert "R. Anand, Keel Steel" in text_of(signed_in.get(f"/contracts/{contract.pk}/"))


def test_a_commitment_belongs_to_the_only_head_contract(signed_in: Client, scene: Scene) -> None:
    head = scene.contract("head_contract", number="HC-001")
    signed_in.post(_address(scene), _filled(scene))
    assert Contract.objects.get(number="SC-001").head_contract == head


def test_the_head_contract_is_asked_for_where_there_are_several(
    signed_in: Client, scene: Scene
) -> None:
    scene.contract("head_contract", number="HC-001")
    second = scene.contract("head_contract", number="HC-002")
    answer = signed_in.post(_address(scene), _filled(scene))
    assert "Choose the head contract it belongs to." in error_at(answer, "head_contract")
    signed_in.post(_address(scene), _filled(scene, head_contract=str(second.pk)))
    assert Contract.objects.get(number="SC-001").head_contract == second


def test_no_rates_no_retention(signed_in: Client, scene: Scene) -> None:
    sent = _filled(
        scene, retention_work="", retention_materials="", retention_cap_rate="", tax_rate=""
    )
    assert signed_in.post(_address(scene), sent).status_code == 302
    assert RetentionRule.objects.count() == 0
    assert "Nothing is held back." in text_of(
        signed_in.get(f"/contracts/{Contract.objects.get().pk}/")
    )


def test_nil_is_a_rate(signed_in: Client, scene: Scene) -> None:
    sent = _filled(scene, retention_work="0", retention_materials="", retention_cap_rate="")
    signed_in.post(_address(scene), {**sent, "tax_rate": "0"})
    assert (RetentionRule.objects.get().work, Contract.objects.get().tax_rate) == (0, 0)


def test_a_schedule_of_quantities(signed_in: Client, scene: Scene) -> None:
    rows = [
        {"item": "1", "description": "Piles", "quantity": "12.5", "unit": "m", "unit_price": "80"}
    ]
    sent = _filled(scene, accounting_method="unit", rows=json.dumps(rows))
    assert signed_in.post(_address(scene), sent).status_code == 302
    line = ScheduleLine.objects.get()
    assert (line.scheduled_value, line.unit) == (Decimal("1000.00"), "m")


def test_the_number_after_the_last_is_offered(signed_in: Client, scene: Scene) -> None:
    assert form_values(signed_in.get(_address(scene)), "title")["number"] == "SC-001"
    scene.contract(number="SC-009")
    assert form_values(signed_in.get(_address(scene)), "title")["number"] == "SC-010"
    assert (
        form_values(signed_in.get(_address(scene, "purchase_order")), "title")["number"] == "PO-001"
    )


def test_a_schedule_of_five_thousand_lines_is_taken(signed_in: Client, scene: Scene) -> None:
    rows = [
        {
            "item": str(n),
            "description": f"Line {n}",
            "section": f"S{n // 50}",
            "scheduled_value": "10",
        }
        for n in range(5000)
    ]
    answer = signed_in.post(_address(scene), _filled(scene, rows=json.dumps(rows)))
    assert answer.status_code == 302
    assert ScheduleLine.objects.count() == 5000
    assert "50,000.00" in text_of(signed_in.get(answer["Location"]))


def test_an_empty_workbook_to_fill_is_offered(signed_in: Client, scene: Scene) -> None:
    answer = signed_in.get("/schedule-template.xlsx")
    assert answer.content.startswith(b"PK")
    assert "schedule-of-values.xlsx" in answer["Content-Disposition"]


def test_a_kind_that_does_not_exist_is_not_there(signed_in: Client, scene: Scene) -> None:
    assert signed_in.get(_address(scene, "lease")).status_code == 404
