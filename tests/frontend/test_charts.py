"""Charts as pages draw them."""

import re

from django.template import Context, Template
from django.utils import translation

from frontend.charts import Bar, Bars, Funnel

ROWS = [Bar("Pyydetty", 7), Bar("Kysytty", 5), Bar("Alkanut", None, "kept back")]


def test_lengths_have_a_point_in_a_language_with_a_comma() -> None:
    page = Template("{% load look %}{% bars bars %}{% funnel funnel %}")
    with translation.override("sv"):
        drawn = page.render(Context({"bars": Bars("B", ROWS), "funnel": Funnel("F", ROWS)}))
    widths = re.findall(r' width="([^"]*)"', drawn)
    assert "71.4" in widths
    assert not [width for width in widths if "," in width]
