"""The addresses of variations, and of the markups on them."""

from __future__ import annotations

from django.urls import URLPattern, path

from ledgerstone.web.contracts.schedules import markup_views as markups

from . import variation_acts as acts
from . import variation_views as views

_CONTRACT = "contracts/<int:contract_id>/"
_VARIATION = "variations/<int:variation_id>/"

urlpatterns: list[URLPattern] = [
    path(f"{_CONTRACT}variations/", views.variation_list, name="contract_variations"),
    path(f"{_CONTRACT}variations/new/", views.variation_new, name="variation_new"),
    path(f"{_CONTRACT}variations/raise/", acts.variation_raise, name="variation_raise"),
    path(f"{_CONTRACT}markups/", markups.contract_markups, name="contract_markups"),
    path(_VARIATION, views.variation, name="variation"),
    path(f"{_VARIATION}edit/", views.variation_edit, name="variation_edit"),
    path(f"{_VARIATION}status/", acts.variation_status, name="variation_status"),
    path(f"{_VARIATION}parts/", acts.variation_parts, name="variation_parts"),
    path(f"{_VARIATION}take-out/", acts.variation_take_out, name="variation_take_out"),
    path(f"{_VARIATION}delete/", views.variation_delete, name="variation_delete"),
]
