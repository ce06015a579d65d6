"""Goals and actions of a plan. All of it goes through the plan's row lock, so that changes follow each other."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from mentoring.plans import rules
from mentoring.plans.models import Action, DevelopmentPlan, Goal
from mentoring.plans.services import locked, note, same_revision
from network.accounts.models import User
from network.core import clock
from network.core.errors import Conflict, Invalid, require
from network.core.once import made_before, own_key
from network.organisations.queries import members_of

EDITABLE = ("what", "known_by", "by_when", "state")


@transaction.atomic
def add_goal(*, plan: DevelopmentPlan, by: User, what: str, known_by: str, by_when: date, once: UUID | None = None) -> Goal:
    """One more goal, at the end. The same `once` again gives the goal that it made. Raises Conflict at MOST_GOALS."""
    plan = locked(plan)
    require(rules.can_edit(by, plan))
    if made := made_before(Goal, once, plan_id=plan.pk, what=what.strip(), known_by=known_by.strip(), by_when=by_when):
        return made
    rows = list(plan.goals.values_list("position", flat=True))
    if len(rows) >= rules.MOST_GOALS:
        raise Conflict(_("A plan has at most %(most)d goals. Fewer are followed better.") % {"most": rules.MOST_GOALS}, code="full")
    goal = Goal(**own_key(once), plan=plan, position=max(rows, default=0) + 1, what=what.strip(), known_by=known_by.strip(), by_when=by_when)
    _check(goal, not_before=plan.starts_on)
    goal.save(force_insert=True)
    _changed(plan)
    if plan.state == DevelopmentPlan.State.RUNNING:
        note(plan, "goal-added", by, words=goal.what)
    return goal


@transaction.atomic
def change_goal(*, goal: Goal, by: User, revision: int | None = None, **changes: Any) -> Goal:
    """Change a goal (EDITABLE). Raises Conflict `version` when the plan changed since `revision` was read."""
    plan = locked(goal.plan_id)
    require(rules.can_edit(by, plan))
    same_revision(plan, revision)
    goal = _fresh(plan, goal)
    until = goal.by_when
    for name in EDITABLE:
        if name in changes:
            value = changes[name]
            setattr(goal, name, value.strip() if isinstance(value, str) else value)
    # A plan that got a later beginning may have a goal before it: that one can still be called reached.
    _check(goal, not_before=min(until, plan.starts_on))
    goal.save()
    _changed(plan)
    if plan.state == DevelopmentPlan.State.RUNNING:
        note(plan, f"goal-{goal.state}", by, words=goal.what)
    return goal


@transaction.atomic
def remove_goal(*, goal: Goal, by: User) -> None:
    """Take a goal out while the plan is being written. Once a plan was approved a goal is given up instead, and stays readable."""
    plan = locked(goal.plan_id)
    require(rules.can_edit(by, plan))
    if plan.approved_at is not None:
        raise Conflict(_("A goal of an approved plan is given up, not taken out: what was reported on it stays."), code="state")
    Goal.objects.filter(plan=plan, pk=goal.pk).delete()
    _changed(plan)


@transaction.atomic
def add_action(*, goal: Goal, by: User, what: str, owner: UUID | str | None = None, owner_name: str = "", due_on: date | None = None) -> Action:
    """A step towards a goal, done by a person of the company or by somebody named."""
    plan = locked(goal.plan_id)
    require(rules.can_act(by, plan))
    goal = _fresh(plan, goal)
    if goal.actions.count() >= rules.MOST_ACTIONS:
        raise Conflict(_("A goal has at most %(most)d actions.") % {"most": rules.MOST_ACTIONS}, code="full")
    if not what.strip() or len(what) > 300:
        raise Invalid({"what": [_("Say in a few words what is done.")]})
    person = _owner(plan, owner)
    action = Action.objects.create(goal=goal, what=what.strip(), owner=person, owner_name="" if person else owner_name.strip()[:120], due_on=due_on)
    _changed(plan)
    return action


@transaction.atomic
def set_done(*, action: Action, by: User, is_done: bool) -> Action:
    """Tick an action off, or take that back. Doing it twice changes nothing."""
    plan = locked(action.goal.plan_id)
    require(rules.can_act(by, plan))
    action = Action.objects.select_related("goal").get(pk=action.pk)
    if is_done != (action.done_at is not None):
        action.done_at, action.done_by = (clock.now(), by) if is_done else (None, None)
        action.save(update_fields=["done_at", "done_by"])
        _changed(plan)
    return action


@transaction.atomic
def remove_action(*, action: Action, by: User) -> None:
    """Take an action out."""
    plan = locked(action.goal.plan_id)
    require(rules.can_act(by, plan))
    Action.objects.filter(pk=action.pk).delete()
    _changed(plan)


def _owner(plan: DevelopmentPlan, pk: UUID | str | None) -> User | None:
    if not pk:
        return None
    try:
        found = members_of(plan.company).filter(pk=UUID(str(pk))).first()
    except ValueError:
        found = None
    if found is None:
        raise Invalid({"owner": [_("Choose a person of the company, or write a name.")]})
    return found


def _fresh(plan: DevelopmentPlan, goal: Goal) -> Goal:
    found = plan.goals.filter(pk=goal.pk).first()
    if found is None:
        raise Conflict(_("This goal has been taken out meanwhile."), code="gone")
    return found


def _check(goal: Goal, *, not_before: date) -> None:
    wrong: dict[str, list[str]] = {}
    if not goal.what or len(goal.what) > 300:
        wrong["what"] = [_("Say in a sentence what you want to reach.")]
    if not goal.known_by or len(goal.known_by) > 1000:
        wrong["known_by"] = [_("Say how you will know that it is reached.")]
    if goal.state not in Goal.State.values:
        wrong["state"] = [_("Choose one of the states offered.")]
    if goal.by_when < not_before or goal.by_when.year > 2100:
        wrong["by_when"] = [_("Choose a day that lies within the plan, or soon after it.")]
    if wrong:
        raise Invalid(wrong)


def _changed(plan: DevelopmentPlan) -> None:
    plan.revision += 1
    plan.save(update_fields=["revision"])
