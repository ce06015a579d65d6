"""Figures for Prometheus at /metrics, off unless METRICS=1.

Areas add theirs through the setting METRICS_COLLECTORS: dotted names of functions that yield
prometheus_client metric families, called at each scrape.
"""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector


class FromAreas(Collector):
    """What the areas named in the settings tell at this moment."""

    def collect(self) -> Iterator[Metric]:
        for name in settings.METRICS_COLLECTORS:
            families: Iterable[Metric] = import_string(name)()
            yield from families


@never_cache
@require_safe
def metrics(_request: HttpRequest) -> HttpResponse:
    """The figures in Prometheus' text format."""
    if not settings.METRICS:
        raise Http404
    registry = CollectorRegistry()
    registry.register(FromAreas())
    ProcessCollector(registry=registry)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
