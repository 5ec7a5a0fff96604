"""A contract goes out as a claim document and comes in from one, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ledgerstone.claims.models import Certificate
from ledgerstone.contracts.models import Contract
from ledgerstone.ops import cli, contract_files, demo, value
from ledgerstone.ops.cli import main
from ledgerstone.ops.installation import InstallationError
from ledgerstone.projects.models import Project
from ledgerstone.tenancy import context
from ledgerstone.tenancy.models import Account
from tests.claims.exchange.test_round_trips import brought
from tests.support.scene import standing_scene


@pytest.fixture
def demo_account(db: None) -> Account:
    """The demonstration's account."""
    demo.load_demo()
    return Account.objects.get(slug="corvane-demo")


def run(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """A command of the installation that is there already: exit code, output, errors."""
    options = cli._parser().parse_args(words)
    act = contract_files.export if words[0] == "export-contract" else contract_files.take_over
    code = act(options)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_every_contract_of_the_demonstration_goes_round(
    demo_account: Account, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with context.accounts([demo_account.pk]):
        project = Project.objects.get()
        found = list(Contract.objects.select_related("company").order_by("id"))
    assert len(found) > 5
    there = ["--account", demo_account.name]
    for contract in found:
        code, text, _ = run(["export-contract", contract.number, *there], capsys)
        assert code == 0
        file = tmp_path / f"{contract.number}.json"
        file.write_text(text)
        document = json.loads(text)

        # What it certifies is what was certified, and is valued so without any database.
        assert value.main([str(file), "--json"]) == 0
        printed = {one["number"]: one for one in json.loads(capsys.readouterr().out)["claims"]}
        with context.accounts([demo_account.pk]):
            for certificate in Certificate.objects.filter(contract=contract):
                cover = printed[certificate.claim.number]["cover"]
                assert {key: f"{getattr(certificate, key):f}" for key in cover} == cover

        number = f"{contract.number}-again"
        words = ["import-contract", str(file), "--project", project.number, "--number", number]
        words += ["--company", contract.company.name]
        words += [] if contract.is_upstream else ["--head-contract", found[0].number]
        code, said, _ = run([*words, *there], capsys)
        assert code == 0
        assert said == f"{number} {contract.title}: {_lines(document)} lines, {_claims(document)}\n"
        code, again, _ = run(["export-contract", number, *there], capsys)
        assert json.loads(again)["lines"] == document["lines"]
        assert brought(json.loads(again)) == brought(document)


def _lines(document: dict[str, list[dict[str, list[str]]]]) -> int:
    return len(document["lines"]) + sum(len(v["lines"]) for v in document.get("variations", []))


def _claims(document: dict[str, list[str]]) -> str:
    return f"{len(document['claims'])} claims."


@pytest.mark.django_db
def test_a_bad_document_is_refused_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built = standing_scene()
    project, company = built.project, built.subcontractor.name
    document = {
        "ledgerstone": 1,
        "currency": "AUD",
        "contract": {"kind": "subcontract", "title": "Steel"},
        "lines": [{"item": "1", "scheduled_value": 100}],
        "claims": [],
    }
    file = tmp_path / "bad.json"
    words = ["import-contract", str(file), "--project", project.number, "--company", company]
    file.write_text(json.dumps(document))
    code, said, errors = run(words, capsys)
    assert (code, said) == (2, "")
    assert "At lines[0].scheduled_value: A decimal string" in errors

    document["currency"] = "EUR"
    document["lines"] = [{"item": "1", "scheduled_value": "100.00"}]
    file.write_text(json.dumps(document))
    code, _, errors = run(words, capsys)
    assert code == 2
    assert "At currency" in errors
    with context.accounts([built.account.pk]):
        assert not Contract.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["export-contract", "SC-999"], "There is no contract SC-999."),
        (["export-contract", "SC-001", "--account", "Nobody"], "There is no account."),
        (["export-contract", "SC-001", "--as", "no@one.example"], "no@one.example is not at work"),
        (["import-contract", "nowhere.json", "--project", "1", "--company", "X"], "No such file"),
    ],
)
def test_what_cannot_be_found_is_named(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InstallationError, match=sentence):
        run(words, capsys)


@pytest.mark.parametrize(
    ("command", "promise"),
    [
        ("export-contract", "one open JSON file"),
        ("import-contract", "All of it happens, or nothing"),
    ],
)
def test_help_says_what_they_do(
    command: str, promise: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert promise in " ".join(capsys.readouterr().out.split())
