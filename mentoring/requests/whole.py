"""One request with its short rows, read at once.

What a request asks for are a handful of short rows in three tables. For a list they are prefetched, a query for each
table; for one request four queries cost more than all the rest of a page, so the rows come with the request as JSON.
"""

from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from mentoring.requests.models import Choice, MentoringRequest, RequestLanguage, RequestNeed
from network.core.told import hold, row_of, told_by
from network.vocabulary.models import Sector, SupportNeed

WITH = ("company__region", "programme", "created_by")
CHOICES = Prefetch("choices", Choice.objects.select_related("mentor__person", "incubator__organisation", "proposed_by").order_by("rank", "pk"))
# The rows in the order in which the models have them; `chosen` tells whether anybody was.
TOLD = """(SELECT jsonb_build_object(
    'needs', (SELECT jsonb_agg(jsonb_build_object('row', to_jsonb(row), 'need', to_jsonb(need)) ORDER BY row.rank)
              FROM mentoring_requestneed AS row JOIN network_supportneed AS need ON need.code = row.need_id
              WHERE row.request_id = mentoring_mentoringrequest.id),
    'languages', (SELECT jsonb_agg(to_jsonb(row) ORDER BY row.id) FROM mentoring_requestlanguage AS row WHERE row.request_id = mentoring_mentoringrequest.id),
    'sectors', (SELECT jsonb_agg(to_jsonb(sector) ORDER BY sector.position, sector.code)
                FROM network_organisation_sectors AS row JOIN network_sector AS sector ON sector.code = row.sector_id
                WHERE row.organisation_id = mentoring_mentoringrequest.company_id),
    'chosen', EXISTS (SELECT FROM mentoring_choice AS choice WHERE choice.request_id = mentoring_mentoringrequest.id)))"""


def with_short_rows(requests: QuerySet[MentoringRequest]) -> QuerySet[MentoringRequest]:
    """Requests with what `whole` makes their rows of."""
    return requests.select_related(*WITH).annotate(told=told_by(TOLD))


def whole(request: MentoringRequest) -> MentoringRequest:
    """The request with needs, languages, sectors and choices, as prefetching leaves it."""
    told: dict[str, Any] = vars(request).pop("told")
    needs = []
    for one in told["needs"] or ():
        need = row_of(RequestNeed, one["row"])
        need.need, need.request = row_of(SupportNeed, one["need"]), request
        needs.append(need)
    hold(request, "needs", needs)
    hold(request, "languages", [row_of(RequestLanguage, one) for one in told["languages"] or ()])
    hold(request.company, "sectors", [row_of(Sector, one) for one in told["sectors"] or ()])
    if told["chosen"]:
        prefetch_related_objects([request], CHOICES)
    else:
        hold(request, "choices", [])
    return request
