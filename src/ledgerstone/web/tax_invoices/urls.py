"""The addresses of tax invoices, remittance advices and statements of retention."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import document_views, project_views, series_views, views

_CONTRACT = "contracts/<int:contract_id>/tax-invoices/"
_PROJECT = "projects/<int:project_id>/tax-invoices/"

urlpatterns: list[URLPattern] = [
    path(_CONTRACT, views.tax_invoices, name="tax_invoices"),
    path(f"{_CONTRACT}agreement/", views.agreement, name="tax_invoice_agreement"),
    path(_PROJECT, project_views.project_tax_invoices, name="project_tax_invoices"),
    path(f"{_PROJECT}file", project_views.register_file, name="tax_invoice_register"),
    path("claims/<int:claim_id>/tax-invoice/", views.tax_invoice_new, name="tax_invoice_new"),
    path("tax-invoices/<int:invoice_id>/", document_views.tax_invoice, name="tax_invoice"),
    path("payments/<int:payment_id>/advice", document_views.remittance, name="remittance"),
    path(
        "contracts/<int:contract_id>/retention/statement/document",
        document_views.retention_of_contract,
        name="retention_document",
    ),
    path(
        "projects/<int:project_id>/retention/document",
        document_views.retention_of_project,
        name="project_retention_document",
    ),
    path("settings/tax-invoices/", series_views.invoice_series, name="invoice_series"),
]
