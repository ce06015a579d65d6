"""Background work of the demo."""

from celery import shared_task

from mentoring.demo import network


@shared_task(name="mentoring.enact_demo", time_limit=1800, soft_time_limit=1790)
def enact_demo(job_id: str) -> None:
    """Enact the rest of the demo network."""
    network.enact(job_id)
