"""Tests of this room begin with a scene."""

from tests.support.scene import scene

__all__ = ["scene"]
