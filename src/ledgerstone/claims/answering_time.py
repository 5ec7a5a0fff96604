"""By when a claim has to be answered where the law of its project's place says so.

Each rule names its section and whether it was read against the Act. A contract may say a shorter
time, never a longer one: what is told is the latest day. Where no rule is kept, none is told.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

import holidays

from ledgerstone.core.business_days import Shutdown, business_days_after, business_days_until
from ledgerstone.projects.models import Project
from ledgerstone.projects.queries import words
from ledgerstone.tenancy import clock

from .models import Claim

_END_OF_YEAR = Shutdown((12, 27), (12, 31))
_OVER_NEW_YEAR = Shutdown((12, 22), (1, 10))


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """So many business days after a claim, for claims received from a day on."""

    days: int
    section: str
    shutdown: Shutdown | None
    since: dt.date = dt.date.min
    is_verified: bool = True


@dataclass(frozen=True, slots=True)
class AnswerDue:
    """The last day for an answer, how many business days are left until it, or have gone by since,
    and the rule."""

    on: dt.date
    days: int
    is_over: bool
    rule: AnswerRule


# By jurisdiction, the earliest rule first.
RULES: dict[str, tuple[AnswerRule, ...]] = {
    "AU-NSW": (AnswerRule(10, "s 14(4) of the 1999 Act", _END_OF_YEAR),),
    "AU-VIC": (
        AnswerRule(10, "s 15(4) of the 2002 Act", None),
        AnswerRule(10, "s 15(4) of the 2002 Act", _OVER_NEW_YEAR, since=dt.date(2026, 4, 15)),
    ),
    "AU-QLD": (AnswerRule(15, "s 76 of the 2017 Act", _OVER_NEW_YEAR),),
    "AU-WA": (AnswerRule(15, "s 25 of the 2021 Act", _OVER_NEW_YEAR, is_verified=False),),
    "AU-SA": (AnswerRule(15, "s 14 of the 2009 Act", _END_OF_YEAR),),
    "AU-TAS": (AnswerRule(10, "s 19 of the 2009 Act", _END_OF_YEAR, is_verified=False),),
    "AU-ACT": (AnswerRule(10, "s 16 of the 2009 Act", _END_OF_YEAR),),
    "NZ": (AnswerRule(20, "s 22 of the 2002 Act", Shutdown((12, 24), (1, 5))),),
}


def answers_by_law(project: Project) -> bool:
    """Whether a claim that is only returned there still waits for its answer."""
    return project.jurisdiction.startswith(("AU", "NZ"))


def answer_due(claim: Claim) -> AnswerDue | None:
    """By when a claim that was handed in is to be answered; None where no rule is kept."""
    project = claim.contract.project
    if claim.submitted_at is None:
        return None
    found = last_day(project, words(project)[1].local(claim.submitted_at).date())
    if found is None:
        return None
    on, rule = found
    today = clock.today(project.time_zone)
    is_holiday = _calendar(project.jurisdiction).__contains__
    days = abs(business_days_until(today, on, is_holiday, rule.shutdown))
    return AnswerDue(on, days, today > on, rule)


def last_day(project: Project, received: dt.date) -> tuple[dt.date, AnswerRule] | None:
    """The last day for the answer to what was received on a day there, and the rule."""
    rules = RULES.get(project.jurisdiction) or RULES.get(project.jurisdiction[:2])
    if rules is None:
        return None
    rule = next(one for one in reversed(rules) if one.since <= received)
    is_holiday = _calendar(project.jurisdiction).__contains__
    return business_days_after(received, rule.days, is_holiday, rule.shutdown), rule


@cache
def _calendar(jurisdiction: str) -> holidays.HolidayBase:
    """The public holidays of a place. New Zealand's law counts with the national ones."""
    country, _, state = jurisdiction.partition("-")
    return holidays.country_holidays(country, subdiv=state if country == "AU" else None)
