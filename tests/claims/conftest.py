"""Claims are tested on a contract of a scene; filling from others on a site."""

from tests.claims.prefill_site import site
from tests.support.scene import scene

__all__ = ["scene", "site"]
