"""A small cohort: two companies that look for a mentor, two mentors, a coordinator."""

import pytest

from mentoring.matching.models import MatchRun
from mentoring.matching.runs import publishing, solving
from mentoring.matching.runs import services as runs
from mentoring.matching.runs.queries import run_for
from network.accounts.models import User
from tests.mentoring.requests.conftest import opened


@pytest.fixture
def cohort(company, founder, company2, founder2, programme, mentor, mentor2, coordinator, incubator):
    """Two open requests, without choices of their own."""
    first = opened(company, founder, programme)
    second = opened(company2, founder2, programme, languages={"en": 2}, needs=["contracts_negotiation", "pricing"])
    return [first, second]


def worked(run: MatchRun) -> MatchRun:
    """The run after a worker has done its job."""
    solving.work(run.job_id)
    return run_for(run.created_by, run.pk)


def published(run: MatchRun, by: User, reason: str = "We looked at all requests together.") -> MatchRun:
    """The run after a coordinator has published it and a worker has done its part."""
    publishing.work(publishing.publish(run=run, by=by, reason=reason).job_id)
    return run_for(run.created_by, run.pk)


@pytest.fixture
def ready(cohort, programme, coordinator) -> MatchRun:
    """A run over the cohort that is ready to look at."""
    return worked(runs.start(programme=programme, by=coordinator))
