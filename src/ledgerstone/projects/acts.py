"""The Acts under which claims are made and answered, and the sentence that says so.

A row is an Act with its short title as cited, the sections on what a claim and the schedule that
answers it must hold, and whether these were read against the Act; what was not is said on the
settings page. Where a place has no row, no Act is named: the law there asks for none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .models import InvoicingSettings

Made = Literal["claim", "schedule"]

# Where a project's own wording wants the Act's title.
PLACE_OF_ACT = "{act}"
USUAL_WORDING: dict[Made, str] = {
    "claim": "This is a payment claim made under the {act}.",
    "schedule": "This is a payment schedule made under the {act}.",
}


@dataclass(frozen=True, slots=True)
class Act:
    """An Act, and where it says what claims and schedules must hold."""

    title: str
    claim_section: str
    schedule_section: str
    is_verified: bool = True


ACTS: dict[str, Act] = {
    "AU-NSW": Act(
        "Building and Construction Industry Security of Payment Act 1999 (NSW)",
        "s 13(2)",
        "s 14(2) and (3)",
    ),
    "AU-VIC": Act(
        "Building and Construction Industry Security of Payment Act 2002 (Vic)",
        "s 14",
        "s 15",
        is_verified=False,
    ),
    "AU-QLD": Act(
        "Building Industry Fairness (Security of Payment) Act 2017 (Qld)", "s 68", "s 76"
    ),
    "AU-WA": Act(
        "Building and Construction Industry (Security of Payment) Act 2021 (WA)", "s 24", "s 25"
    ),
    "AU-SA": Act(
        "Building and Construction Industry Security of Payment Act 2009 (SA)", "s 13(2)", "s 14"
    ),
    "AU-TAS": Act(
        "Building and Construction Industry Security of Payment Act 2009 (Tas)",
        "s 17",
        "s 19",
        is_verified=False,
    ),
    "AU-ACT": Act(
        "Building and Construction Industry (Security of Payment) Act 2009 (ACT)",
        "s 15",
        "s 16",
        is_verified=False,
    ),
    "NZ": Act("Construction Contracts Act 2002", "s 20", "s 21"),
}


def act_of(jurisdiction: str) -> Act | None:
    """The Act of a place; None where no row is kept."""
    return ACTS.get(jurisdiction) or ACTS.get(jurisdiction[:2])


def made_under(settings: InvoicingSettings, jurisdiction: str, made: Made) -> str:
    """What a document says of the Act that it is made under; nothing where it says nothing.

    A wording of the project's own that has no place for a title is printed in any jurisdiction.
    """
    if not settings.names_act:
        return ""
    own = settings.claim_wording if made == "claim" else settings.schedule_wording
    wording = own or USUAL_WORDING[made]
    act = act_of(jurisdiction)
    if act is None:
        return "" if PLACE_OF_ACT in wording else wording
    return wording.replace(PLACE_OF_ACT, act.title)
