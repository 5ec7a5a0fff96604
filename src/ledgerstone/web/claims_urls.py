"""The addresses of claims."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from .views import claim_acts, claim_cells, claim_details, claim_list, claims, claims_tool

_CLAIM = "claims/<int:claim_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("projects/<int:project_id>/claims/", claims_tool.claims_tool, name="claims_tool"),
    path("contracts/<int:contract_id>/claims/new", claims.claim_new, name="claim_new"),
    path(_CLAIM, claims.claim, name="claim"),
    path(f"{_CLAIM}details/", claim_details.claim_header, name="claim_header"),
    path(f"{_CLAIM}assessment/", claim_details.claim_assessment, name="claim_assessment"),
    path(f"{_CLAIM}list/", claim_list.claim_as_list, name="claim_as_list"),
    path(f"{_CLAIM}cells", claim_cells.cells, name="claim_cells"),
    path(f"{_CLAIM}reasons", claim_cells.reasons, name="claim_reasons"),
    path(f"{_CLAIM}do/<slug:act>", claim_acts.claim_act, name="claim_act"),
]
