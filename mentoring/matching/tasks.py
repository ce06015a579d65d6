"""Background work of matching."""

from celery import shared_task

from mentoring.matching.matrix import keeping
from mentoring.matching.runs import publishing, solving
from mentoring.matching.weights import preview as weight_preview


@shared_task(name="mentoring.solve_match_run", time_limit=7200, soft_time_limit=7140)
def solve_match_run(job_id: str) -> None:
    """Solve the run of a job."""
    solving.work(job_id)


@shared_task(name="mentoring.publish_match_run", time_limit=7200, soft_time_limit=7140)
def publish_match_run(job_id: str) -> None:
    """Publish the run of a job."""
    publishing.work(job_id)


@shared_task(name="mentoring.preview_weights", time_limit=7200, soft_time_limit=7140)
def preview_weights(job_id: str) -> None:
    """Work out what other weights would change, for a large cohort."""
    weight_preview.work(job_id)


@shared_task(name="mentoring.keep_matrices", time_limit=1800, soft_time_limit=1740)
def keep_matrices() -> None:
    """Keep the mentors of every programme as arrays on this machine, before somebody waits for them."""
    keeping.freshen()
