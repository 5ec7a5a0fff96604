"""Tests of this room begin with a scene."""

import pytest

# Before it is imported, so that what it finds wrong is told in full.
pytest.register_assert_rewrite("tests.correspondence.every_mail")

from tests.support.scene import scene  # noqa: E402

__all__ = ["scene"]
