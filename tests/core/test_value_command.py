"""``ledgerstone value`` as a person or a script runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ledgerstone.core.document import claim_as_text, read_document, tie_out, value_document
from ledgerstone.ops.value import main
from tests.core.sheets import DOCUMENTS, FLAT_10, claim, document

CARMEL = DOCUMENTS / "carmel-ermco.json"
RUN = "import sys; from ledgerstone.ops.value import main; sys.exit(main(sys.argv[1:]))"


def _run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    source = str(Path(__file__).parents[2] / "src")
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        input=given,
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": source},
        check=False,
    )


def _carmel() -> dict[str, Any]:
    return dict(json.loads(CARMEL.read_text()))


def test_prints_the_certified_figures_of_both_applications() -> None:
    done = _run(str(CARMEL))
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode()
    for figure in ("183194.52", "137602.51", "351859.60", "7037192.00", "6234039.18"):
        assert figure in text
    assert text.index("Claim 25") < text.index("Claim 26")
    assert text.endswith("Every stated figure ties out.\n")
    assert "does not tie" not in text


COVER = [
    "original_contract_sum",
    "net_change_by_variations",
    "contract_sum_to_date",
    "total_completed_and_stored",
    "retention_on_work",
    "retention_on_materials",
    "total_retention",
    "total_earned_less_retention",
    "less_previous_certificates",
    "current_payment_due",
    "balance_to_finish_including_retention",
    "percent_complete",
    "retention_this_period",
    "retention_released_this_period",
    "deductions_this_period",
    "deductions_to_date",
    "tax",
    "payable",
]
LINE = [
    "item",
    "scheduled_value",
    "work_previous",
    "work_this_period",
    "materials_stored",
    "completed_and_stored",
    "percent",
    "balance_to_finish",
    "retention",
    "movement_this_period",
    "claimed",
    "assessed",
    "difference",
    "reason",
]


def test_json_output_has_the_form_of_the_document() -> None:
    done = _run(str(CARMEL), "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    written = json.loads(done.stdout)
    assert [one["number"] for one in written["claims"]] == [25, 26]
    last = written["claims"][1]
    assert list(last) == ["number", "cover", "claimed_cover", "lines", "warnings"]
    assert list(last["cover"]) == COVER
    assert list(last["lines"][0]) == LINE
    assert last["cover"]["current_payment_due"] == "137602.51"
    assert last["lines"][0]["reason"] is None


def test_a_figure_off_by_a_cent_is_named(tmp_path: Path) -> None:
    written = _carmel()
    written["claims"][1]["stated"]["cover"]["current_payment_due"] = "137602.52"
    path = tmp_path / "off.json"
    path.write_text(json.dumps(written))
    told = (
        "claims[1].stated.cover.current_payment_due: "
        "stated 137602.52, computed 137602.51, difference 0.01"
    )
    done = _run(str(path))
    assert done.returncode == 1
    assert told in done.stdout.decode()
    assert done.stdout.decode().count("does not tie") == 1
    assert "Claim 25" in done.stdout.decode()
    as_json = _run(str(path), "--json")
    assert as_json.returncode == 1
    assert len(json.loads(as_json.stdout)["claims"]) == 2
    assert told in as_json.stderr.decode()
    # One claim only, and its tie-out only.
    assert _run(str(path), "--claim", "25").returncode == 0
    only = _run(str(path), "--claim=26")
    assert only.returncode == 1
    assert "Claim 25" not in only.stdout.decode()


def test_reads_standard_input_and_a_byte_order_mark() -> None:
    done = _run("-", "--json", "--claim", "26", given=b"\xef\xbb\xbf" + CARMEL.read_bytes())
    assert done.returncode == 0
    assert [one["number"] for one in json.loads(done.stdout)["claims"]] == [26]


def _changed(tmp_path: Path, old: str, new: str) -> str:
    text = CARMEL.read_text()
    assert old in text
    path = tmp_path / "changed.json"
    path.write_text(text.replace(old, new, 1))
    return str(path)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"currency"', '"curency"', "curency: unknown key"),
        ('"work_to_date": "6448296.27"', '"work_to_date": "1", "percent_to_date": "1"',
         "claims[0].lines[0].percent_to_date: one entry mode is expected"),
        ('"lines": [{"item": "ELEC", "work', '"lines": [{"item": "ELCE", "work',
         "claims[0].lines[0].item: unknown item 'ELCE'"),
        ('"work_to_date": "6448296.27"', '"work_to_date": 6448296.27',
         "claims[0].lines[0].work_to_date: a decimal string"),
        ('"scheduled_value": "7505000.00"', '"scheduled_value": "7505000.000"',
         "lines[0].scheduled_value: at most 2 decimals"),
        ('"basis": "cover"', '"basis": "per_line", "free_amount": "1.00"',
         "contract.retention.free_amount: a free amount needs"),
        ('"work": "0.10"', '"work": "1.10"', "contract.retention.work: a rate is from 0 to 1"),
        ('"number": 26', '"number": 25', "claims[1].number: claim numbers ascend"),
        ('"certified": true', '"certified": 1', "claims[0].certified: true or false is expected"),
        ('"ledgerstone": 1', '"ledgerstone": 2', "ledgerstone: the format version 1"),
        ('"period": {"start": "2010-05-01"', '"period": {"start": "2010-05-41"',
         "claims[0].period.start: a date"),
    ],
)  # fmt: skip
def test_bad_input_says_where(tmp_path: Path, old: str, new: str, told: str) -> None:
    done = _run(_changed(tmp_path, old, new))
    assert done.returncode == 2
    assert done.stdout == b""
    assert told in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    binary = tmp_path / "binary.json"
    binary.write_bytes(b'{"ledgerstone": "\xff"}')
    deep = tmp_path / "deep.json"
    deep.write_text("[" * 200_000)
    no_json = tmp_path / "no.json"
    no_json.write_text("claims: none")
    cases = [
        (str(tmp_path / "missing.json"), "No such file"),
        (str(tmp_path), "Is a directory"),
        (str(binary), "not UTF-8"),
        (str(deep), "nested too deeply"),
        (str(no_json), "not JSON"),
        ("a\0b", "null"),
    ]
    for path, told in cases[:-1]:
        done = _run(path)
        assert (done.returncode, done.stdout) == (2, b"")
        assert told in done.stderr.decode()
        assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["a.json", "b.json"],
        ["--xml", "a.json"],
        ["a.json", "--claim"],
        ["a.json", "--claim", "x"],
        ["a.json", "--claim", "-1"],
    ],
)
def test_misuse_shows_the_usage(arguments: list[str]) -> None:
    done = _run(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "usage: ledgerstone value FILE [--json] [--claim N]" in done.stderr.decode()


def test_an_unknown_claim_and_help() -> None:
    done = _run(str(CARMEL), "--claim", "27")
    assert done.returncode == 2
    assert "there is no claim 27; there are: 25, 26" in done.stderr.decode()
    helped = _run("--help")
    assert helped.returncode == 0
    assert "usage" in helped.stdout.decode()


def test_the_text_form_shows_assessments_warnings_and_plain_texts() -> None:
    written = {
        "ledgerstone": 1,
        "currency": "AUD",
        "contract": {"kind": "subcontract", "title": "Steel\u001b[31m"},
        "lines": [{"item": "1", "description": "Röhre\n", "scheduled_value": "10.00"}],
        "claims": [
            {
                "number": 1,
                "period": {},
                "lines": [
                    {
                        "item": "1",
                        "work_to_date": "12.00",
                        "assessed": {"work_to_date": "11.00", "reason": "half\tdone"},
                    }
                ],
            }
        ],
    }
    done = _run("-", given=json.dumps(written).encode())
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "Claim 1 · Steel [31m · AUD · not certified" in text
    assert "Line 1: claimed 12.00, assessed 11.00, difference -1.00: half done" in text
    assert "Warning (over_billed): Line 1 has earned 11.00" in text
    assert "Röhre" in text
    assert "assessed  claimed" in " ".join(text.split("\n"))


def test_the_command_as_a_function(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main([str(CARMEL), "--claim", "25"]) == 0
    assert b"Current payment due" in capsysbinary.readouterr().out
    assert main([str(CARMEL), "--json"]) == 0
    assert main(["--help"]) == 0
    assert main([str(CARMEL), "--claim", "1"]) == 2
    assert main([str(DOCUMENTS)]) == 2
    assert main([]) == 2


def test_the_text_form_without_title_or_period(tmp_path: Path) -> None:
    written = document(
        {"A": "1.00"},
        claim(1, {"A": "2.00"}, period={}),
        claim(2, {"A": {"work_to_date": "2.00", "assessed": {"work_to_date": "1.00"}}}),
    )
    parsed = read_document(json.dumps(written))
    first, second = (claim_as_text(parsed, valued) for valued in value_document(parsed))
    assert first.startswith("Claim 1 · AUD · certified\n")
    assert "Warning (over_billed): Line A has earned 2.00 of a scheduled value of 1.00." in first
    assert "Line A: claimed 2.00, assessed 1.00, difference -1.00\n" in second
    first_claim = next(value_document(parsed))
    assert tie_out(first_claim.valuation, None) == ()


def _text_of(written: dict[str, Any]) -> str:
    parsed = read_document(json.dumps(written))
    return "".join(claim_as_text(parsed, valued) for valued in value_document(parsed))


def test_the_text_form_keeps_its_columns_and_says_what_it_leaves_out() -> None:
    lines = [
        {"item": "1", "description": "钢结构", "scheduled_value": "10.00"},
        {"item": "2", "description": "Cafe\u0301", "scheduled_value": "10.00"},
        {"item": "3", "description": "Steel to level three, north wing", "scheduled_value": "1"},
        {"item": "4", "description": "Steel to level three, north wings", "scheduled_value": "1"},
    ]
    rows = [row for row in _text_of(document(lines, claim(1))).split("\n") if row[:1].isdigit()]
    # Wide letters take two columns of a terminal, a mark over a letter none.
    assert rows[0].startswith("1     钢结构" + " " * 26 + "  " + "10.00".rjust(15) + "  ")
    assert rows[1].startswith("2     Cafe\u0301" + " " * 28 + "  " + "10.00".rjust(15) + "  ")
    assert rows[2].startswith("3     Steel to level three, north wing  ")
    assert rows[3].startswith("4     Steel to level three, north win…  ")


def test_the_text_form_gives_every_reason() -> None:
    swapped = {"work_to_date": "3.00", "materials_stored": "7.00", "reason": "delivered, not built"}
    entry = {"A": {"work_to_date": "10.00", "assessed": swapped}}
    answer = {"release_retention": {"amount": "0.00"}, "reason": "defects remain"}
    written = document(
        {"A": "10.00"},
        claim(1, entry, release_retention={"amount": "1.00"}, assessed=answer),
        retention=FLAT_10,
    )
    text = _text_of(written)
    assert (
        "Line A: claimed 10.00, assessed 10.00, difference 0.00: delivered, not built\n"
        "Release of retention: defects remain\n"
    ) in text


def test_the_text_form_totals_large_figures_exactly() -> None:
    nines = "9" * 15
    lines = [
        {"item": item, "quantity": nines, "unit": "m", "unit_price": f"{nines}.99"}
        for item in ("U", "V")
    ]
    text = _text_of(document(lines, claim(1), method="unit"))
    # Twice 999999999999999 x 999999999999999.99.
    (total,) = (row.split() for row in text.split("\n") if row.lstrip().startswith("Total  "))
    assert total[1] == "1999999999999997980000000000000.02"


def test_a_reader_that_leaves_early_is_no_error() -> None:
    source = str(Path(__file__).parents[2] / "src")
    running = subprocess.Popen(
        [sys.executable, "-c", RUN, "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert running.stdout is not None
    running.stdout.close()
    running.stdout = None
    _, told = running.communicate(CARMEL.read_bytes(), timeout=60)
    assert (running.returncode, told) == (0, b"")


def test_neither_framework_nor_database_is_imported() -> None:
    check = (
        "import sys; from ledgerstone.ops.value import main; main([sys.argv[1], '--json']); "
        "print({'django', 'psycopg', 'procrastinate'} & set(sys.modules), file=sys.stderr)"
    )
    source = str(Path(__file__).parents[2] / "src")
    done = subprocess.run(
        [sys.executable, "-c", check, str(CARMEL)],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": source},
        check=True,
    )
    assert done.stderr.strip() == b"set()"
