"""How a call moves, as data. Where an application may go is data of its call: see `Stage` and `StageTransition`."""

import pgtrigger

from network.core.states import Transition

CALL = (
    Transition("publish", ("draft",), "published", who="a coordinator of the incubator", requires="a title, questions, and stages without a dead end"),
    Transition("cancel", ("draft", "published"), "cancelled", who="a coordinator of the incubator", requires="nobody is accepted"),
    Transition("archive", ("published", "cancelled"), "archived", who="a coordinator of the incubator", requires="the call is closed"),
    Transition("reopen", ("archived",), "published", who="a coordinator of the incubator"),
)


def stage_trigger(name: str) -> pgtrigger.Trigger:
    """The database's backstop for moves: from one stage to another only where the call has a way, and never into another call's stage."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("stage_id", "call_id"),
        func=pgtrigger.Func(
            """
            IF NOT EXISTS (SELECT 1 FROM mentoring_stage s WHERE s.id = NEW.{columns.stage} AND s.call_id = NEW.{columns.call} AND s.removed_at IS NULL) THEN
                RAISE EXCEPTION 'An application cannot stand in a stage that its call does not have.';
            END IF;
            IF TG_OP = 'UPDATE' AND NEW.{columns.stage} IS DISTINCT FROM OLD.{columns.stage} AND NOT EXISTS (
                SELECT 1 FROM mentoring_stagetransition t WHERE t.source_id = OLD.{columns.stage} AND t.target_id = NEW.{columns.stage}
            ) THEN
                RAISE EXCEPTION 'There is no way from the one stage to the other.';
            END IF;
            RETURN NEW;
            """
        ),
    )
