"""The addresses of pages about claims on head contracts."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import answer, drafting, sources, start, tie

_PROJECT = "projects/<int:project_id>/head-claims/"
_CLAIM = "claims/<int:claim_id>/"

urlpatterns: list[URLPattern] = [
    path("contracts/<int:contract_id>/claims/start/", start.start, name="head_claim_start"),
    path(f"{_PROJECT}draft", drafting.draft_all, name="head_claims_draft"),
    path(f"{_PROJECT}tie/", tie.tie_page, name="head_claims_tie"),
    path(f"{_PROJECT}tie/file", tie.tie_file, name="head_claims_tie_file"),
    path(f"{_CLAIM}sources/", sources.sources, name="claim_sources"),
    path(f"{_CLAIM}owner-answer/", answer.answer, name="claim_owner_answer"),
    path(f"{_CLAIM}owner-answer/template", answer.template, name="claim_owner_answer_template"),
]
