"""Reads of jobs, each for the person who asks."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from network.accounts.models import User
from network.core.errors import NotVisible
from network.jobs.models import Job


def jobs_visible_to(user: User) -> QuerySet[Job]:
    """One's own jobs; administrators see those of the platform too."""
    return Job.objects.all() if user.is_staff else Job.objects.filter(owner=user)


def job_for(user: User, pk: UUID | str) -> Job:
    """The job, if the person may see it. Raises NotVisible."""
    try:
        return jobs_visible_to(user).get(pk=pk)
    except (Job.DoesNotExist, ValidationError, ValueError):
        raise NotVisible from None
