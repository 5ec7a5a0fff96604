"""The form of the claim document: what is required, what is refused, and where it says so."""

import json
from copy import deepcopy
from typing import Any

import pytest

from ledgerstone.core.document import DocumentRefused, read_document
from tests.core.sheets import FLAT_10, GST, claim, document, refusal, value, value_last, variation

FULL = document(
    {"A": "100.00"},
    claim(1, {"A": "10.00"}, deductions=[{"amount": "-1.00", "taxable": False}]),
    claim(2, {"A": "20.00"}),
    retention=FLAT_10,
    tax=GST,
    changes=[{"from_claim": 2, "applies_to": "new_work", "work": "0.05", "materials": "0.05"}],
    variations=[variation("1", {"V": "5.00"})],
    schedule_changes=[{"from_claim": 2, "item": "A", "scheduled_value": "90.00"}],
)


def _place(written: dict[str, Any], path: str) -> tuple[Any, Any]:
    """The parent of ``path`` in the document, and its last step."""
    steps = path.replace("]", "").replace("[", ".").split(".")
    parent: Any = written
    for step in steps[:-1]:
        parent = parent[int(step)] if step.isdigit() else parent[step]
    return parent, int(steps[-1]) if steps[-1].isdigit() else steps[-1]


@pytest.mark.parametrize(
    "path",
    [
        "ledgerstone",
        "currency",
        "contract",
        "contract.kind",
        "contract.retention.basis",
        "contract.retention.rule",
        "contract.retention.work",
        "contract.retention.materials",
        "contract.retention_changes[0].from_claim",
        "contract.retention_changes[0].applies_to",
        "contract.retention_changes[0].work",
        "contract.retention_changes[0].materials",
        "contract.tax.rate",
        "contract.tax.base",
        "lines[0].item",
        "lines[0].scheduled_value",
        "variations[0].status",
        "variations[0].lines[0].item",
        "claims[0].number",
        "claims[0].period",
        "claims[0].lines[0].item",
        "claims[0].deductions[0].amount",
        "claims[0].deductions[0].taxable",
    ],
)
@pytest.mark.parametrize("absent", [True, False])
def test_required_keys(path: str, absent: bool) -> None:
    assert len(value(FULL)) == 2
    written = deepcopy(FULL)
    parent, key = _place(written, path)
    if absent:
        del parent[key]
    else:
        parent[key] = None
    assert refusal(written)[0] == path


@pytest.mark.parametrize(
    ("path", "unknown"),
    [
        ("contract.kind", "contract.kinds"),
        ("contract.retention.work", "contract.retention.labour"),
        ("contract.tax.rate", "contract.tax.per_cent"),
        ("lines[0].item", "lines[0].itme"),
        ("claims[0].period.start", "claims[0].period.from"),
        ("claims[0].lines[0].work_to_date", "claims[0].lines[0].work"),
        ("currency", "curency"),
    ],
)
def test_unknown_keys_are_refused_with_the_known_ones(path: str, unknown: str) -> None:
    written = deepcopy(FULL)
    parent, _ = _place(written, path)
    parent[unknown.rpartition(".")[2]] = "x"
    place, sentence = refusal(written)
    assert place == unknown
    assert path.rpartition(".")[2] in sentence


def test_any_other_key_may_be_absent_or_null() -> None:
    bare = {
        "ledgerstone": 1,
        "currency": "USD",
        "contract": {"kind": "purchase_order"},
        "lines": [{"item": "A", "scheduled_value": "1.00", "retention": None, "unit": None}],
        "claims": [{"number": 4, "period": {}}],
    }
    assert value_last(bare)["number"] == 4
    assert value({"ledgerstone": 1, "currency": "USD", "contract": {"kind": "head_contract"}}) == []


@pytest.mark.parametrize(
    ("path", "figure"),
    [
        ("ledgerstone", 2),
        ("ledgerstone", "1"),
        ("ledgerstone", True),
        ("currency", "AUSD"),
        ("currency", "aud"),
        ("currency", 5),
        ("contract", []),
        ("contract.kind", "contract"),
        ("contract.title", 5),
        ("contract.accounting_method", "both"),
        ("contract.retention", "0.10"),
        ("contract.retention.basis", "line"),
        ("contract.retention.rule", "tiered"),
        ("contract.retention.work", 0.1),
        ("contract.retention.work", "1.1"),
        ("contract.retention.work", "-0.1"),
        ("contract.retention.work", "0.123456789"),
        ("contract.retention_changes", {}),
        ("contract.retention_changes[0].applies_to", "all"),
        ("contract.retention_changes[0].from_claim", "2"),
        ("contract.retention_changes[0].work", "2"),
        ("contract.retention_changes[0].materials", "-1"),
        ("contract.tax.rate", "10"),
        ("contract.tax.rate", 0),
        ("contract.tax.base", "net"),
        ("lines", {}),
        ("lines[0]", "A"),
        ("lines[0].item", ""),
        ("lines[0].item", 1),
        ("lines[0].scheduled_value", 100),
        ("lines[0].scheduled_value", 100.5),
        ("lines[0].scheduled_value", "100.001"),
        ("lines[0].scheduled_value", "100.000"),
        ("lines[0].scheduled_value", "1,000.00"),
        ("lines[0].scheduled_value", "1e3"),
        ("lines[0].scheduled_value", "+5"),
        ("lines[0].scheduled_value", " 5"),
        ("lines[0].scheduled_value", "5."),
        ("lines[0].scheduled_value", ".5"),
        ("lines[0].scheduled_value", ""),
        ("lines[0].scheduled_value", "NaN"),
        ("lines[0].scheduled_value", "Infinity"),
        ("lines[0].scheduled_value", "١٢"),
        ("lines[0].scheduled_value", "9" * 16),
        ("lines[0].scheduled_value", "0" * 100),
        ("lines[0].scheduled_value", True),
        ("lines[0].scheduled_value", ["1.00"]),
        ("lines[0].retention", {"labour": "0.1"}),
        ("lines[0].retention.work", "1.5"),
        ("lines[0].exempt_from_retention", "no"),
        ("lines[0].exempt_from_retention", 0),
        ("claims", "none"),
        ("claims[0].number", 0),
        ("claims[0].number", 1.0),
        ("claims[0].number", "1"),
        ("claims[0].number", True),
        ("claims[1].number", 1),
        ("claims[0].period.start", "2026-1-1"),
        ("claims[0].period.start", "2026-02-30"),
        ("claims[0].period.start", "20260101"),
        ("claims[0].period.start", "2026-W01-1"),
        ("claims[0].period.start", "2026-01-31T00:00"),
        ("claims[0].period.start", 2026),
        ("claims[0].period.end", "2025-12-31"),
        ("claims[0].type", "final"),
        ("claims[0].certified", "yes"),
        ("claims[0].move_stored_to_work", 1),
        ("claims[0].deductions[0].amount", -1),
        ("claims[0].deductions[0].taxable", "no"),
        ("claims[0].deductions[0].category", 7),
        ("claims[0].lines[0].item", "X"),
        ("claims[0].lines[0].work_to_date", 10),
        ("claims[0].lines[0].work_to_date", "10.005"),
        ("claims[0].lines[0].materials_stored", "1.005"),
        ("claims[0].lines[0].assessed", "9.00"),
        ("claims[0].lines[0].assessed", {"work": "9.00"}),
        ("variations[0].lines[0].item", "A"),
    ],
)
def test_refused_values(path: str, figure: Any) -> None:
    written = deepcopy(FULL)
    written["lines"][0]["retention"] = {"work": "0.1"}
    parent, key = _place(written, path)
    parent[key] = figure
    place, sentence = refusal(written)
    assert place.startswith(path)
    assert sentence


def test_a_json_number_is_named_in_the_refusal() -> None:
    written = deepcopy(FULL)
    written["claims"][1]["lines"][0]["work_to_date"] = 20.5
    place, sentence = refusal(written)
    assert place == "claims[1].lines[0].work_to_date"
    assert 'a decimal string such as "100.00" is expected, not the number 20.5' in sentence


@pytest.mark.parametrize(
    ("places", "line", "method"),
    [
        ("quantity", {"quantity": "1.0001", "unit": "m", "unit_price": "1.0000"}, "unit"),
        ("unit_price", {"quantity": "1.000", "unit": "m", "unit_price": "1.00001"}, "unit"),
        ("tax_rate", {"scheduled_value": "1.00", "tax_rate": "0.123456789"}, None),
        ("retention.materials", {"scheduled_value": "1", "retention": {"materials": "0.1"}}, None),
        ("retention.work", {"scheduled_value": "1.00", "retention": {"work": "0.1"}}, None),
    ],
)  # fmt: skip
def test_refused_lines(places: str, line: dict[str, Any], method: str | None) -> None:
    assert refusal(document([{"item": "A", **line}], method=method))[0] == f"lines[0].{places}"


@pytest.mark.parametrize(
    ("retention", "place"),
    [
        ({"work": "0.1"}, "materials"),
        ({"materials": "0.1"}, "work"),
        ({"bands": [{"of": "amount", "rate": "0.1"}]}, "bands"),
        ({"rule": "bands", "basis": "cover"}, "work"),
        ({"rule": "bands", "basis": "cover", "work": None, "materials": None}, "bands"),
        ({"rule": "steps", "basis": "cover", "work": None}, "materials"),
        ({"rule": "bands", "work": None, "materials": None,
          "bands": [{"of": "amount", "rate": "0.1"}]}, "basis"),
        ({"free_amount": "1.00"}, "free_amount"),
        ({"basis": "cover", "free_amount": "-1.00"}, "free_amount"),
        ({"cap": {}}, "cap"),
        ({"cap": {"rate": "0.05"}}, "cap.of"),
        ({"cap": {"of": "original_sum"}}, "cap.rate"),
        ({"cap": {"rate": "0.05", "of": "original_sum", "amount": "1.00"}}, "cap"),
        ({"cap": {"rate": "5", "of": "original_sum"}}, "cap.rate"),
        ({"cap": {"rate": "0.05", "of": "sum"}}, "cap.of"),
        ({"cap": {"amount": "-1.00"}}, "cap.amount"),
    ],
)  # fmt: skip
def test_refused_retention_rules(retention: dict[str, Any], place: str) -> None:
    rule = {**FLAT_10, **retention}
    if retention == {"work": "0.1"} or retention == {"materials": "0.1"}:
        rule = {"basis": "per_line", "rule": "flat", **retention}
    assert refusal(document({"A": "1.00"}, retention=rule))[0] == f"contract.retention.{place}"


@pytest.mark.parametrize(
    ("bands", "place"),
    [
        ([{"up_to": "0.5", "rate": "0.1"}], "[0].of"),
        ([{"up_to": "0.5", "of": "percent_complete"}], "[0].rate"),
        ([{"up_to": "0.5", "of": "time", "rate": "0.1"}], "[0].of"),
        ([{"up_to": "0.5", "of": "amount", "rate": "2"}], "[0].rate"),
        ([{"up_to": "0.0", "of": "amount", "rate": "0.1"}], "[0].up_to"),
        ([{"up_to": "0.555", "of": "amount", "rate": "0.1"}], "[0].up_to"),
        ([{"up_to": "50", "of": "percent_complete", "rate": "0.1"}], "[0].up_to"),
        ([{"of": "amount", "rate": "0.1"}, {"of": "amount", "rate": "0.1"}], "[0].up_to"),
        (
            [{"up_to": "5", "of": "amount", "rate": "0.1"},
             {"up_to": "5", "of": "amount", "rate": "0.1"}],
            "[1].up_to",
        ),
        (
            [{"up_to": "5", "of": "amount", "rate": "0.1"},
             {"of": "percent_complete", "rate": "0.1"}],
            "[1].of",
        ),
    ],
)  # fmt: skip
def test_refused_bands(bands: list[dict[str, Any]], place: str) -> None:
    rule = {"basis": "cover", "rule": "bands", "bands": bands}
    written = document({"A": "1.00"}, retention=rule)
    assert refusal(written)[0] == f"contract.retention.bands{place}"


def test_rates_on_lines_and_changes_that_the_rule_does_not_use() -> None:
    lines = [{"item": "A", "scheduled_value": "1.00", "retention": {"work": "0.1"}}]
    cover = {**FLAT_10, "basis": "cover"}
    assert refusal(document(lines, retention=cover))[0] == "lines[0].retention.work"
    change = {"from_claim": 2, "applies_to": "new_work", "work": "0.1", "materials": "0.1"}
    assert refusal(document({}, changes=[change]))[0] == "contract.retention_changes"
    bands = {"basis": "cover", "rule": "bands", "bands": [{"of": "amount", "rate": "0.1"}]}
    written = document({}, changes=[change], retention=bands)
    assert refusal(written)[0] == "contract.retention_changes"
    twice = document({}, changes=[change, change], retention=FLAT_10)
    assert refusal(twice)[0] == "contract.retention_changes[1].from_claim"


def test_items_occur_once() -> None:
    lines = [{"item": "A", "scheduled_value": "1.00"}] * 2
    assert refusal(document(lines))[0] == "lines[1].item"
    across = document({"A": "1.00"}, variations=[variation("1", {"A": "1.00"})])
    assert refusal(across)[0] == "variations[0].lines[0].item"
    rejected = document({"A": "1.00"}, variations=[variation("1", {"A": "1.00"}, "rejected")])
    assert refusal(rejected)[0] == "variations[0].lines[0].item"
    twice = claim(1)
    twice["lines"] = [{"item": "A"}, {"item": "A"}]
    assert refusal(document({"A": "1.00"}, twice))[0] == "claims[0].lines[1].item"


def test_a_negative_zero_prints_as_zero() -> None:
    entry = {"A": {"work_to_date": "-0.00", "materials_stored": "-0.00"}}
    valued = value_last(document({"A": "-0.00"}, claim(1, entry, deductions=[{"amount": "-0.00"}])))
    assert "-0.00" not in json.dumps(valued)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1, column 1: not JSON"),
        ("{", "line 1, column 2: not JSON"),
        ("[]", "an object is expected, not a list"),
        ("null", "an object is expected, not null"),
        ("5", "an object is expected, not the number 5"),
        ('{"ledgerstone": NaN}', "not JSON: NaN is not a JSON value"),
        ('{"ledgerstone": -Infinity}', "not JSON: -Infinity is not a JSON value"),
        ('{"ledgerstone": 1, "ledgerstone": 1}', "ledgerstone: the key is given twice"),
        ("[" * 100_000, "nested too deeply"),
        ('{"ledgerstone": ' + "9" * 10_000 + "}", "the format version 1 is expected"),
        ('{"a b": 1}', '["a b"]: unknown key'),
        ('{"": 1}', '[""]: unknown key; expected are ledgerstone,'),
    ],
)
def test_what_is_not_a_claim_document(text: str, told: str) -> None:
    with pytest.raises(DocumentRefused) as caught:
        read_document(text)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("ledgerstone", "the format version 1"),
        ("currency", 'an ISO 4217 code such as "AUD"'),
        ("contract", "an object"),
        ("contract.kind", "one of head_contract, subcontract, purchase_order"),
        ("contract.tax.rate", 'a decimal string such as "0.45"'),
        ("contract.tax.base", "one of net_of_retention, gross"),
        ("contract.retention_changes[0].from_claim", "a whole number from 1"),
        ("claims[0].period", "an object with start and end"),
        ("claims[0].deductions[0].amount", 'a decimal string such as "100.00"'),
        ("schedule_changes[0].scheduled_value", 'a decimal string such as "100.00"'),
    ],
)
def test_a_missing_key_says_what_would_be_accepted(path: str, expected: str) -> None:
    written = deepcopy(FULL)
    parent, key = _place(written, path)
    del parent[key]
    assert refusal(written) == (path, f"required: {expected}")


@pytest.mark.parametrize(
    "path", ["contract.kind", "claims[0].period.start", "lines[0].scheduled_value"]
)
def test_a_long_value_is_cut_short_in_its_refusal(path: str) -> None:
    written = deepcopy(FULL)
    parent, key = _place(written, path)
    parent[key] = "a" * 5000
    place, sentence = refusal(written)
    assert place == path
    assert sentence.endswith(f'is expected, not "{"a" * 36}...')


def test_repeated_keys_deep_in_the_document() -> None:
    text = json.dumps(FULL)
    twice = text.replace('"work_to_date": "20.00"', '"work_to_date": "20.00", "work_to_date": "9"')
    with pytest.raises(DocumentRefused, match=r"claims\[1\]\.lines\[0\]\.work_to_date"):
        read_document(twice)
    stated = deepcopy(FULL)
    stated["claims"][0]["stated"] = {"lines": {"A": {}}}
    text = json.dumps(stated).replace('"lines": {"A": {}}', '"lines": {"A": {}, "A": {}}')
    with pytest.raises(DocumentRefused, match=r'claims\[0\]\.stated\.lines\["A"\]'):
        read_document(text)


def test_half_a_character_pair_is_refused() -> None:
    written = deepcopy(FULL)
    written["contract"]["title"] = "\ud800"
    assert refusal(written)[0] == "contract.title"


def test_large_figures_stay_exact() -> None:
    lines = [
        {"item": "U", "quantity": "9" * 15 + ".999", "unit": "m", "unit_price": "9" * 15 + ".9999"}
    ]
    entry = {"U": {"quantity_to_date": "9" * 15 + ".998"}}
    valued = value_last(document(lines, claim(1, entry), method="unit", retention=FLAT_10))
    # 999999999999999.9999 x 999999999999999.998, to the cent.
    exact = (10**19 - 1) * (10**18 - 2)
    cents = (exact + 5 * 10**4) // 10**5
    assert valued["lines"][0]["completed_and_stored"] == f"{cents // 100}.{cents % 100:02}"
