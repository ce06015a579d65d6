"""When somebody leaves a company: nothing about its plans reaches them any more."""

from mentoring.plans.models import DevelopmentPlan, ProgressReport
from network.accounts.models import User
from network.notifications.services import supersede
from network.organisations.models import Organisation


def member_left(*, organisation: Organisation, person: User, by: User) -> int:
    """Take back what was to be told to a person about the plans of a company they have left. Part of the transaction that ends the membership.

    Access ends by itself: it is asked of the membership each time. What they wrote stays, with their name. Returns how many mails.
    """
    plans = DevelopmentPlan.objects.filter(company=organisation).exclude(state=DevelopmentPlan.State.CLOSED)
    reports = ProgressReport.objects.filter(plan__in=plans, state__in=[*ProgressReport.OPEN, ProgressReport.State.SUBMITTED])
    return sum(supersede(row, people=[person]) for row in [*plans, *reports])
