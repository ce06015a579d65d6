"""What people change about themselves."""

from django.db import transaction
from django.utils.translation import gettext as _

from network.accounts.models import User
from network.core.errors import Invalid
from network.core.languages import interface_language


@transaction.atomic
def choose_language(*, by: User, language: str) -> User:
    """Put a language first in the person's order; the others move down, three stay. Raises Invalid for an unknown one."""
    code = interface_language(language)
    if code is None:
        raise Invalid({"language": [_("Choose one of the languages offered.")]})
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    person.languages = [code, *(other for other in person.languages if other != code)][:3]
    person.save(update_fields=["languages"])
    by.languages = person.languages
    return person
