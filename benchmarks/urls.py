"""All addresses of the application, and two that do next to nothing.

``floor/empty`` is a view that answers a signed-in person with nothing; ``floor/cell`` changes one
line of a claim by a bare UPDATE. What an address of the application takes is compared with them.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import path

from ledgerstone.ops.urls import urlpatterns as all_of_the_application
from ledgerstone.web.requests import ActorRequest, view

_CELL = """
UPDATE claims_claimline SET claimed_mode = 'work_to_date', claimed_figure = %s, claimed_work = %s,
       changed_in = changed_in + 1 WHERE account_id = %s AND id = %s
"""


@view
def empty(request: ActorRequest) -> HttpResponse:
    """Nothing, after everything that stands before a page."""
    return HttpResponse()


@view
def cell(request: ActorRequest) -> HttpResponse:
    """One figure into one line, in a transaction, and nothing besides."""
    figure = request.POST["figure"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CELL, [figure, figure, request.actor.account_id, request.POST["line"]])
    return HttpResponse()


urlpatterns = [
    *all_of_the_application,
    path("floor/empty", empty),
    path("floor/cell", cell),
]
