"""The addresses of the browser face."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import home
from .claim_files import urls as claim_files
from .claims import acts as claim_acts
from .claims import views as claims
from .claims.assessing import variation_views as claim_variations
from .claims.papers import papers_urls as claim_papers
from .claims.records import details as claim_details
from .claims.sheets import cells as claim_cells
from .claims.sheets import group_list as claim_group_list
from .claims.sheets import list_views as claim_list
from .claims.tool import tool_urls as claims_tool
from .contracts import payment_urls as contract_payments
from .contracts import people_urls as contract_people
from .contracts import views as contracts
from .contracts.lists import list_urls as contract_lists
from .contracts.openings import opening_urls as openings
from .contracts.papers import message_urls as contract_messages
from .contracts.papers import papers_urls as contract_papers
from .contracts.particulars import record_urls as contract_record
from .contracts.retention import retention_urls as contract_retention
from .contracts.schedules import schedule_urls as schedule
from .contracts.schedules import schedule_views as schedules
from .contracts.subcontractor_schedules import subcontractor_schedule_urls as subcontractor_schedule
from .contracts.variations import variation_urls as variations
from .directory import urls as directory
from .documents import views as documents
from .head_claims import urls as head_claims
from .insurance import urls as insurance
from .invitations import urls as invitations
from .mails import forward_urls as forwarding
from .mails import planned_urls as planned_mails
from .mails import preview_urls as mail_previews
from .mails import urls as mails
from .my_contracts import urls as my_contracts
from .packages import urls as packages
from .payments import urls as payments
from .payments_import import urls as payments_import
from .periods import urls as periods
from .portfolio import urls as portfolio
from .prefill import views as prefill
from .project_directory import urls as project_directory
from .projects import settings_urls as project_settings
from .projects import views as projects
from .reports import urls as reports
from .retention import urls as retention
from .settings import urls as settings
from .signing_in import urls as signing_in
from .tax_invoices import urls as tax_invoices
from .verification import urls as verification

app_name = "web"

_PROJECT = "projects/<int:project_id>/"
_CONTRACT = "contracts/<int:contract_id>/"
_CLAIM = "claims/<int:claim_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("account/", home.accounts, name="accounts"),
    path("projects/", projects.project_list, name="project_list"),
    path("projects/new/", projects.project_new, name="project_new"),
    path(_PROJECT, projects.project_home, name="project_home"),
    *contract_lists.urlpatterns,
    path(f"{_PROJECT}commitments/new/", schedules.contract_new, name="contract_new"),
    path(
        f"{_PROJECT}head-contracts/new/",
        schedules.contract_new,
        {"kind": "head_contract"},
        name="head_contract_new",
    ),
    path("schedule-template.xlsx", schedules.template, name="schedule_template"),
    *contract_record.urlpatterns,
    *variations.urlpatterns,
    path(f"{_CONTRACT}claims/", contracts.claims, name="contract_claims"),
    path(f"{_CONTRACT}status/", contracts.status, name="contract_status"),
    path(f"{_CONTRACT}schedule/edit/", schedules.replace, name="schedule_replace"),
    *periods.urlpatterns,
    *claims_tool.urlpatterns,
    path(f"{_CONTRACT}claims/new", claims.claim_new, name="claim_new"),
    path(_CLAIM, claims.claim, name="claim"),
    *claim_papers.urlpatterns,
    path(f"{_CLAIM}details/", claim_details.claim_header, name="claim_header"),
    path(f"{_CLAIM}assessment/", claim_details.claim_assessment, name="claim_assessment"),
    path(f"{_CLAIM}list/", claim_list.claim_as_list, name="claim_as_list"),
    path(f"{_CLAIM}list/groups/", claim_group_list.claim_groups, name="claim_groups"),
    path(f"{_CLAIM}cells", claim_cells.cells, name="claim_cells"),
    path(f"{_CLAIM}reasons", claim_cells.reasons, name="claim_reasons"),
    path(f"{_CLAIM}group", claim_cells.group, name="claim_group"),
    path(f"{_CLAIM}present", claim_cells.present, name="claim_present"),
    path(f"{_CLAIM}do/<slug:act>", claim_acts.claim_act, name="claim_act"),
    path(f"{_CLAIM}variations/", claim_variations.claim_variations, name="claim_variations"),
    path(f"{_CLAIM}prefill/", prefill.prefill, name="claim_prefill"),
    *head_claims.urlpatterns,
    path(f"{_CLAIM}document", documents.claim_document, name="claim_document"),
    path(f"{_CLAIM}payment-schedule", documents.claim_schedule, name="claim_schedule"),
    *claim_files.urlpatterns,
    path("documents/<int:document_id>/", documents.document, name="document"),
    path("documents/<int:document_id>/file", documents.document_file, name="document_file"),
    *packages.urlpatterns,
    *openings.urlpatterns,
    *my_contracts.urlpatterns,
    *invitations.urlpatterns,
    *mails.urlpatterns,
    *forwarding.urlpatterns,
    *settings.urlpatterns,
    *directory.urlpatterns,
    *signing_in.urlpatterns,
    *contract_payments.urlpatterns,
    *payments.urlpatterns,
    *payments_import.urlpatterns,
    *contract_messages.urlpatterns,
    *contract_people.urlpatterns,
    *contract_papers.urlpatterns,
    *contract_retention.urlpatterns,
    *retention.urlpatterns,
    *tax_invoices.urlpatterns,
    *reports.urlpatterns,
    *schedule.urlpatterns,
    *subcontractor_schedule.urlpatterns,
    *project_directory.urlpatterns,
    *project_settings.urlpatterns,
    *insurance.urlpatterns,
    *mail_previews.urlpatterns,
    *planned_mails.urlpatterns,
    *verification.urlpatterns,
    *portfolio.urlpatterns,
]
