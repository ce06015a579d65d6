"""A programme's questions, taken over by one that is made from it. Named in the settings (PROGRAMME_CLONERS)."""

from mentoring.followups.models import FollowUpRule
from network.accounts.models import User
from network.programmes.models import Programme

KEPT = ("key", "event", "audience", "offset_days", "repeat_days", "repeat_times", "channel", "answer_kind", "question", "is_active")


def clone(*, source: Programme, target: Programme, by: User) -> None:
    """The same rules with the same words; what was asked and answered stays where it was."""
    rows = source.follow_up_rules.order_by("id")
    FollowUpRule.objects.bulk_create(FollowUpRule(programme=target, **{name: getattr(row, name) for name in KEPT}) for row in rows)
