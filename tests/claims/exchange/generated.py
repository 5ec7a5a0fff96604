"""Claim documents made up by chance, the same for the same number.

They are small and strange: every rule of retention, every way to enter figures, variations that
come, wait and are rejected, values that change, claims that were skipped, answers below and above
what was claimed, contracts taken over in mid-job, and certificates at other figures than ours.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ledgerstone.core.document import DocumentRefused, claim_as_json, read_document, value_document

Written = dict[str, Any]

_RATES = ["0", "0.025", "0.05", "0.1", "0.12345678"]
_REASONS = ["not complete", "Evidence is missing."]


def documents(count: int, first: int = 0) -> Iterator[tuple[int, str]]:
    """So many documents that can be valued and taken over, each with its number."""
    number = first
    while count:
        text = json.dumps(Maker(number).document())
        number += 1
        try:
            claims = [claim_as_json(one) for one in value_document(read_document(text))]
        except DocumentRefused:
            continue
        if claims:
            count -= 1
            yield number - 1, text


def next_undecided(claims: list[Written]) -> int:
    """The number of the first claim after the last certified one."""
    last = max((one["number"] for one in claims if one["certified"]), default=0)
    return next((one["number"] for one in claims if one["number"] > last), last + 1)


class Maker:
    """One document, made up from its number."""

    def __init__(self, number: int) -> None:
        self.chance = random.Random(number)  # noqa: S311
        self.is_unit = self.often(0.3)
        self.rule = self.chance.choice(["", "flat", "flat", "cover", "bands", "steps"])
        self.is_capped = self.rule != "" and self.often(0.4)
        self.is_taxed = self.often(0.6)
        self.first = self.chance.choice([1, 1, 1, 2, 12])

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def amount(self, low: int, high: int) -> str:
        return f"{Decimal(self.chance.randint(low * 100, high * 100)) / 100:.2f}"

    def document(self) -> Written:
        lines = [self.line(f"{place:02}") for place in range(1, self.chance.randint(2, 7))]
        variations = [self.variation(place) for place in range(self.chance.choice([0, 0, 1, 2]))]
        claims = self.claims(lines, variations)
        # What counts only later is not on the schedule yet, so it cannot be taken over.
        latest = next_undecided(claims)
        for variation in variations:
            if "approved_in_claim" in variation:
                variation["approved_in_claim"] = min(variation["approved_in_claim"], latest)
        return {
            "ledgerstone": 1,
            "currency": "AUD",
            "contract": self.contract(),
            "lines": lines,
            "schedule_changes": self.schedule_changes(lines) if latest > self.first else [],
            "variations": variations,
            "claims": claims,
        }

    def contract(self) -> Written:
        contract: Written = {
            "kind": self.chance.choice(["head_contract", "subcontract", "purchase_order"]),
            "title": "Structural steel",
            "accounting_method": "unit" if self.is_unit else "amount",
        }
        if self.rule:
            contract["retention"] = self.retention()
        if self.rule in ("flat", "cover") and self.often(0.3):
            contract["retention_changes"] = [
                {
                    "from_claim": self.first + 1,
                    "applies_to": self.chance.choice(["new_work", "everything"]),
                    "work": self.chance.choice(_RATES),
                    "materials": self.chance.choice(_RATES),
                }
            ]
        if self.is_taxed:
            base = self.chance.choice(["net_of_retention", "gross"])
            contract["tax"] = {"rate": "0.1", "base": base}
        return contract

    def retention(self) -> Written:
        rule: Written = {"basis": "per_line" if self.rule == "flat" else "cover"}
        if self.rule in ("flat", "cover"):
            rule |= {
                "rule": "flat",
                "work": self.chance.choice(_RATES),
                "materials": self.chance.choice(_RATES),
            }
        else:
            rule |= {"rule": self.rule, "bands": self.bands()}
        if self.is_capped:
            rule["cap"] = self.chance.choice(
                [
                    {"rate": "0.05", "of": "original_sum"},
                    {"rate": "0.03", "of": "revised_sum"},
                    {"amount": "750.00"},
                ]
            )
        if self.rule == "cover" and self.often(0.3):
            rule["free_amount"] = "1000.00"
        return rule

    def bands(self) -> list[Written]:
        of = self.chance.choice(["percent_complete", "amount"])
        limit = "0.5" if of == "percent_complete" else "4000.00"
        return [
            {"up_to": limit, "of": of, "rate": "0.1"},
            {"up_to": None, "of": of, "rate": self.chance.choice(["0", "0.05"])},
        ]

    def line(self, item: str) -> Written:
        line: Written = {"item": item, "description": f"Work of line {item}"}
        if self.is_unit and self.often(0.7):
            line |= {"quantity": self.quantity(100), "unit": "m", "unit_price": "65.679"}
        else:
            sign = "-" if self.often(0.1) else ""
            line["scheduled_value"] = sign + self.amount(100, 5000)
        if self.rule == "flat" and self.often(0.2):
            line["retention"] = {"work": self.chance.choice(_RATES)}
        if self.often(0.1):
            line["exempt_from_retention"] = True
        if self.is_taxed and self.often(0.15):
            line["tax_rate"] = self.chance.choice(["0", "0.05"])
        if self.often(0.5):
            line["budget_code"] = self.chance.choice(["03-100.S", "05-000.M"])
        return line

    def quantity(self, most: int) -> str:
        return f"{Decimal(self.chance.randint(1, most * 1000)) / 1000:.3f}"

    def variation(self, place: int) -> Written:
        status = self.chance.choice(["approved", "approved", "proposed", "rejected"])
        variation: Written = {
            "number": f"V{place + 1}",
            "title": "Extra work",
            "status": status,
            "lines": [self.line(f"V{place + 1}-{part}") for part in range(1, 3)],
        }
        if status == "approved":
            variation["approved_in_claim"] = self.first + self.chance.choice([0, 0, 1])
        return variation

    def schedule_changes(self, lines: list[Written]) -> list[Written]:
        found = []
        for line in lines:
            if "quantity" not in line and self.often(0.1):
                changed = {"item": line["item"], "scheduled_value": self.amount(100, 5000)}
                found.append({"from_claim": self.first + 1, **changed})
        return found

    def claims(self, lines: list[Written], variations: list[Written]) -> list[Written]:
        claimable = [
            line
            for line in [*lines, *(line for one in variations for line in one["lines"])]
            if not any(line in one["lines"] for one in variations if one["status"] == "rejected")
        ]
        count = self.chance.randint(1, 4)
        claims = [
            self.claim(self.first + place, claimable, is_last=place == count - 1)
            for place in range(count)
        ]
        if self.first > 1:
            claims[0]["opening"] = self.opening(lines)
        return claims

    def claim(self, number: int, lines: list[Written], *, is_last: bool) -> Written:
        month = number % 12 + 1
        is_certified = self.often(0.5 if is_last else 0.85)
        claim: Written = {
            "number": number,
            "period": {"start": f"2026-{month:02}-01", "end": f"2026-{month:02}-28"},
            "lines": [self.entry(line) for line in lines if self.often(0.7)],
            "certified": is_certified,
        }
        if self.rule and self.often(0.2):
            claim["release_retention"] = {"share_of_held": "0.5"}
            if self.often(0.5):
                claim["release_retention"]["event"] = "practical_completion"
        if self.often(0.2):
            claim["deductions"] = [
                {"category": "liquidated damages", "amount": "-30.00", "taxable": self.often(0.5)}
            ]
        if self.often(0.1):
            claim["move_stored_to_work"] = True
        return claim

    def entry(self, line: Written) -> Written:
        entry = {"item": line["item"], **self.side(line)}
        if self.rule and not line.get("exempt_from_retention") and self.often(0.05):
            entry["retention_adjustment"] = self.amount(-20, 20)
        if self.rule == "flat" and not self.is_capped and self.often(0.05):
            entry["retention_released"] = self.amount(0, 20)
        if self.often(0.15):
            entry["assessed"] = {**self.side(line), "reason": self.chance.choice(_REASONS)}
        return entry

    def side(self, line: Written) -> Written:
        if "quantity" in line:
            mode = self.chance.choice(["quantity_this_period", "quantity_to_date"])
            side = {mode: self.quantity(60)}
            if self.often(0.2):
                side["materials_stored"] = self.quantity(5)
            return side
        side = self.chance.choice(
            [
                {"work_this_period": self.amount(-50, 900)},
                {"work_to_date": self.amount(0, 3000)},
                {"percent_this_period": self.chance.choice(["0.1", "0.33333333"])},
                {"percent_to_date": self.chance.choice(["0.45", "1"])},
                {"percent_completed_and_stored_to_date": "0.6"},
                {},
            ]
        )
        if self.often(0.2):
            side["materials_stored"] = self.amount(0, 200)
        return side

    def opening(self, lines: list[Written]) -> Written:
        stood: dict[str, Written] = {}
        earned = Decimal(0)
        for line in lines:
            if not self.often(0.8):
                continue
            work = self.amount(0, 900)
            stood[line["item"]] = {"work_previous": work}
            earned += Decimal(work)
            if "quantity" in line:
                stood[line["item"]]["quantity_previous"] = self.quantity(10)
            elif self.often(0.3):
                stored = self.amount(0, 90)
                stood[line["item"]]["materials_stored"] = stored
                earned += Decimal(stored)
        held = (earned / 20).quantize(Decimal("0.01")) if self.rule else Decimal(0)
        return {
            "less_previous_certificates": f"{earned - held:.2f}",
            "retention_held": f"{held:.2f}",
            "deductions_to_date": "-12.00" if self.often(0.3) else "0.00",
            "lines": stood,
        }
