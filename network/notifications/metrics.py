"""The outbox in figures, for /metrics: how much waits, how old the oldest is, how much ended how."""

from collections.abc import Iterator

from django.db.models import Count, Min
from prometheus_client.core import GaugeMetricFamily, Metric

from network.core import clock
from network.notifications.models import Delivery


def collect() -> Iterator[Metric]:
    """Two gauges: mails by state, and the seconds that the oldest due one has waited."""
    states = GaugeMetricFamily("northbridge_deliveries", "Mails in the outbox by state.", labels=["state"])
    found = dict(Delivery.objects.filter(is_historic=False, channel="mail").values_list("state").annotate(Count("pk")))
    for state in Delivery.State.values:
        states.add_metric([state], found.get(state, 0))
    yield states
    now = clock.now()
    oldest = Delivery.objects.filter(state=Delivery.State.DUE, channel="mail", due_at__lte=now).aggregate(at=Min("due_at"))["at"]
    waited = (now - oldest).total_seconds() if oldest else 0.0
    yield GaugeMetricFamily("northbridge_oldest_due_delivery_seconds", "How long the oldest due mail has waited.", value=waited)
