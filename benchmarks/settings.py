"""The settings of an installation, with the floors of the measurements among its pages."""

from ledgerstone.ops.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
