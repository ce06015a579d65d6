"""Texts of the frameworks that readers may meet and that lack a Finnish, Swedish or Norwegian translation there.

Naming them here puts them into our catalogues, which Django asks first. Compared with Django 5.2 and
Django REST framework 3.16.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

TEXTS = (
    # Django: models and form fields
    _("%(model)s instance with %(field)s %(value)r is not a valid choice."),
    _("Enter a valid domain name."),
    _("Enter a valid %(protocol)s address."),
    _("Ensure that the upper bound of the range is not greater than %(limit_value)s."),
    _("Ensure that the lower bound of the range is not less than %(limit_value)s."),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        1,
    ),
    # Django REST framework: serializer fields and throttling
    _("Invalid input."),
    _("Expected available in {wait} second."),
    _("Expected available in {wait} seconds."),
    _("Must be a valid boolean."),
    _("Not a valid string."),
    _("Must be a valid UUID."),
    _('Enter a valid "slug" consisting of Unicode letters, numbers, underscores, or hyphens.'),
    _("Datetime value out of range."),
    _('Invalid datetime for the timezone "{timezone}".'),
    _("Ensure this field has at least {min_length} elements."),
    _("Ensure this field has no more than {max_length} elements."),
    _("This dictionary may not be empty."),
    _("Surrogate characters are not allowed: U+{code_point:X}."),
)
