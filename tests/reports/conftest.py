"""Reports are tested on contracts of a scene."""

from tests.support.scene import scene

__all__ = ["scene"]
