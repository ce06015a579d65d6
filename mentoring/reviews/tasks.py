"""Background work of reviews."""

from celery import shared_task

from mentoring.reviews import releasing


@shared_task(name="mentoring.release_decisions", time_limit=7200, soft_time_limit=7140)
def release_decisions(job_id: str) -> None:
    """Let the decisions of a job leave."""
    releasing.work(job_id)
