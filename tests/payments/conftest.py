"""Payments are tested on a contract of a scene."""

from tests.support.scene import scene

__all__ = ["scene"]
