"""On a phone a table's rows become cards: every value stands beside the name of its column."""

import re

from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from frontend.piles import piled

HEAD = '<thead><tr><th>Company</th><th class="n">Hours &amp; <b>"places"</b></th><th>State</th></tr></thead>'


def test_every_cell_carries_the_name_of_its_column():
    made = piled(f'{HEAD}<tbody><tr><th scope="row">Sund</th><td class="n">2</td><td><p>Open</p>\n</td></tr></tbody>')
    assert '<td class="n" data-label="Hours &amp; &quot;places&quot;"><div class="cell">2</div></td>' in made
    assert re.search(r'<td data-label="State"><div class="cell"><p>Open</p>\s*</div></td>', made)
    assert '<th scope="row">Sund</th>' in made


def test_each_row_counts_its_columns_anew_and_a_wide_cell_has_no_name():
    made = piled(f'{HEAD}<tbody><tr><td>a</td><td>b</td><td>c</td></tr><tr><th>d</th><td colspan="2">kept back</td></tr></tbody>')
    assert re.findall(r'data-label="([^"]*)"', made) == ["Company", "Hours &amp; &quot;places&quot;", "State"]
    assert '<td colspan="2">kept back</td>' in made


def test_a_card_leaves_out_what_a_column_shows_as_nothing():
    made = piled(f'{HEAD}<tbody><tr><th scope="row">Sund</th><td> – </td><td>2 – 3</td></tr></tbody>')
    assert re.findall(r'data-label="([^"]*)" data-empty>', made) == ["Hours &amp; &quot;places&quot;"]


def test_table_without_a_head_stays_as_it_is():
    assert piled("<tbody><tr><td>a</td></tr></tbody>") == "<tbody><tr><td>a</td></tr></tbody>"


def test_what_a_page_writes_into_a_table_stays_escaped():
    page = Template("{% load look %}{% table 'All' %}" + HEAD + "<tbody><tr><td>{{ name }}</td></tr></tbody>{% endtable %}")
    assert "&lt;script&gt;" in page.render(Context({"name": "<script>"}))


def test_a_meters_width_is_a_number_to_the_browser_in_every_language():
    """A decimal comma would leave the bar empty."""
    with translation.override("fi"):
        assert 'width="33.3"' in render_to_string("components/meter.html", {"width": 33.3, "tone": "full", "label": ""})
