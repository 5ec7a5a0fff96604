"""The room `reports` as Django's registry knows it. It keeps nothing of its own."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "ledgerstone.reports"
    label = "reports"
