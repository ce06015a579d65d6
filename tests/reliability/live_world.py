"""People, tokens and a conversation in a database of its own, for the faults of the live path.

python -m tests.reliability.live_world        makes them and prints them as JSON
python -m tests.reliability.live_world SECONDS    moves the domain's clock on, as the demo does
"""

import json
import sys

import django


def main() -> None:
    django.setup()
    if len(sys.argv) > 1:
        from datetime import timedelta

        from network.core import clock

        clock.advance_to(clock.now() + timedelta(seconds=int(sys.argv[1])))
        return
    from django.core.management import call_command

    from messaging import services
    from network.accounts.models import PersonalAccessToken, User

    call_command("migrate", verbosity=0, interactive=False)
    people = [User.objects.create_user(email=f"{name}@example.org", name=name, languages=["en"]) for name in ("Elli", "Johan", "Aslak")]
    talk = services.open_conversation(kind="direct", people=people[:2], by=None)
    found = {"conversation": str(talk.pk), "tokens": {}}
    for person in people:
        secret = PersonalAccessToken.new_secret()
        PersonalAccessToken.objects.create(user=person, name="faults", prefix=secret[:8], digest=PersonalAccessToken.digest_of(secret))
        found["tokens"][person.name] = secret
    print(json.dumps(found))


if __name__ == "__main__":
    main()
