"""How every form of the site is drawn: named in `FORM_RENDERER`, so that the pages of sign-in look the same."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Django's own renderer with our field, our error list and our form."""

    form_template_name = "components/form_div.html"
    field_template_name = "components/field.html"
