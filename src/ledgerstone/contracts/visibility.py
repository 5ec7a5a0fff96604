"""Which contracts a person sees, as a condition that a query can carry.

The table of rights is asked once for each project, kind and privacy; projects with the same answer
share one condition.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Q

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.access.policy import Reach
from ledgerstone.tenancy.actor import Actor

from .models import STATUSES
from .policy import tool_of

# Where nothing is private, and where something is.
VIEWED = (Action.VIEW, Action.VIEW_PRIVATE)
SCHEDULE_VIEWED = (Action.VIEW_SCHEDULE, Action.VIEW_PRIVATE_SCHEDULE)


def visible(actor: Actor, prefix: str = "") -> Q:
    """The contracts that exist for the person. ``prefix`` leads from another table to them."""
    return _reached(actor, VIEWED, prefix)


def with_schedule(actor: Actor, prefix: str = "") -> Q:
    """Those of them whose schedule of values the person sees, and so their claims."""
    return visible(actor, prefix) & _reached(actor, SCHEDULE_VIEWED, prefix)


def with_right(actor: Actor, action: Action, prefix: str = "") -> Q:
    """Those contracts to which the person may do something, private or not."""
    return _reached(actor, (action, action), prefix)


def _reached(actor: Actor, actions: tuple[Action, Action], prefix: str) -> Q:
    places: dict[tuple[Reach, tuple[tuple[str, bool], ...]], list[int]] = defaultdict(list)
    for project_id in actor.projects:
        for found, where in _answers(actor, actions, project_id).items():
            places[found, tuple(where)].append(project_id)
    condition = Q(pk__in=[])
    for (found, pairs), project_ids in places.items():
        condition |= _condition(found, pairs, project_ids, prefix)
    return condition


def _answers(
    actor: Actor, actions: tuple[Action, Action], project_id: int
) -> dict[Reach, list[tuple[str, bool]]]:
    """For one project: to whom each answer applies, as pairs of kind and privacy."""
    answers: dict[Reach, list[tuple[str, bool]]] = defaultdict(list)
    for kind in STATUSES:
        for is_private, action in zip((False, True), actions, strict=True):
            found = access.reach(actor, tool_of(kind), action, project_id, kind)
            if found != access.NOTHING:
                answers[found].append((kind, is_private))
    return answers


def _condition(
    found: Reach, where: Sequence[tuple[str, bool]], project_ids: list[int], prefix: str
) -> Q:
    condition = Q(**{f"{prefix}project_id__in": project_ids}) & _kinds(where, prefix)
    if found.everything:
        return condition & ~Q(**{f"{prefix}id__in": sorted(found.but)}) if found.but else condition
    named = Q(**{f"{prefix}id__in": sorted(found.named)})
    if found.named_if_shown:
        named |= Q(
            **{
                f"{prefix}id__in": sorted(found.named_if_shown),
                f"{prefix}shows_schedule_to_listed": True,
            }
        )
    return condition & named


def _kinds(where: Sequence[tuple[str, bool]], prefix: str) -> Q:
    """The pairs of kind and privacy in the fewest words."""
    by_privacy: dict[tuple[bool, ...], list[str]] = defaultdict(list)
    for kind in STATUSES:
        privacies = tuple(sorted(private for known, private in where if known == kind))
        if privacies:
            by_privacy[privacies].append(kind)
    condition = Q(pk__in=[])
    for privacies, kinds in by_privacy.items():
        one = Q() if len(kinds) == len(STATUSES) else Q(**{f"{prefix}kind__in": kinds})
        if len(privacies) == 1:
            one &= Q(**{f"{prefix}is_private": privacies[0]})
        if not one:
            return Q()
        condition |= one
    return condition
