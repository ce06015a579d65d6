"""A conversation between the founder and the mentor of the small world."""

import pytest

from messaging import services
from messaging.models import Conversation


@pytest.fixture
def talk(founder, mentor) -> Conversation:
    return services.open_conversation(kind="mentorship", people=[founder, mentor], by=None)


@pytest.fixture
def say(talk):
    """Send a message: `say(person, "words")`."""
    return lambda person, body="Hej", **kwargs: services.send(conversation=talk, by=person, body=body, **kwargs).message
