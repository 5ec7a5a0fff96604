"""The WSGI application that the web processes serve."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from ledgerstone.ops import installation, keys
from ledgerstone.ops.processes import die_with_parent, one_arena

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ledgerstone.ops.settings")
# The web processes sign for each other, so they must share their keys.
keys.ensure(installation.current())
# A worker of the web server must not outlive it, however the server ended.
die_with_parent()

application = get_wsgi_application()

one_arena()

# What was loaded stays for good, and a claim of many lines makes many small records at once: the
# collector looks through neither more often than it needs to.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
