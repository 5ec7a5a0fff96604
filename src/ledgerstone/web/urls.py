"""The addresses of the browser face."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from . import home
from .contracts import schedule_views as schedules
from .contracts import views as contracts
from .documents import views as documents
from .periods import views as periods
from .prefill import views as prefill
from .projects import views as projects

app_name = "web"

_PROJECT = "projects/<int:project_id>/"
_CONTRACT = "contracts/<int:contract_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("account/", home.accounts, name="accounts"),
    path("projects/", projects.project_list, name="project_list"),
    path("projects/new/", projects.project_new, name="project_new"),
    path(_PROJECT, projects.project_home, name="project_home"),
    path(f"{_PROJECT}commitments/", contracts.commitment_list, name="commitment_list"),
    path(f"{_PROJECT}commitments/new/", schedules.contract_new, name="contract_new"),
    path(f"{_PROJECT}head-contracts/", contracts.head_contract_list, name="head_contract_list"),
    path(
        f"{_PROJECT}head-contracts/new/",
        schedules.contract_new,
        {"kind": "head_contract"},
        name="head_contract_new",
    ),
    path("schedule-template.xlsx", schedules.template, name="schedule_template"),
    path(_CONTRACT, contracts.contract, name="contract"),
    path(f"{_CONTRACT}variations/", contracts.variations, name="contract_variations"),
    path(f"{_CONTRACT}variations/new/", schedules.variation_new, name="variation_new"),
    path(f"{_CONTRACT}claims/", contracts.claims, name="contract_claims"),
    path(f"{_CONTRACT}status/", contracts.status, name="contract_status"),
    path(f"{_CONTRACT}schedule/", schedules.replace, name="schedule_replace"),
    path(f"{_PROJECT}periods/", periods.period_list, name="period_list"),
    path(f"{_PROJECT}periods/new/", periods.period_new, name="period_new"),
    path("periods/<int:period_id>/close/", periods.period_close, name="period_close"),
    path("periods/<int:period_id>/reopen/", periods.period_reopen, name="period_reopen"),
    path("", include("ledgerstone.web.claims_urls")),
    path("claims/<int:claim_id>/prefill/", prefill.prefill, name="claim_prefill"),
    path("claims/<int:claim_id>/document", documents.claim_document, name="claim_document"),
    path("documents/<int:document_id>/", documents.document, name="document"),
    path("documents/<int:document_id>/file", documents.document_file, name="document_file"),
]
