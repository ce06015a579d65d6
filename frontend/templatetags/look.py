"""The components of a page; `docs/components.md` shows each in use."""

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from frontend import times
from frontend.piles import piled
from frontend.states import tone_of

register = template.Library()
WRONG = re.compile(r'<ul class="error"|<div class="summary"')  # what components/errors.html and summary.html say of a form

METER = '<svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" {} focusable="false"><rect class="{}" width="{}" height="6"/></svg>'
FIT_ROW = '<div><dt>{}</dt><dd>{}</dd><dd class="words">{}</dd></div>'
PARTS = """<figure class="chart">
  <svg class="parts" viewBox="0 0 320 {height}" role="img" focusable="false"><title>{title}</title><desc>{said}</desc>{bars}</svg>
  <div class="scroll" role="group" aria-label="{same}" tabindex="0"><table class="small"><caption class="visually-hidden">{same}</caption>
    <thead><tr><th scope="col">{what}</th><th scope="col" class="n">{can}</th><th scope="col" class="n">{gives}</th></tr></thead>
    <tbody>{rows}</tbody></table></div>
  <figcaption class="small muted">{note}</figcaption>
</figure>"""
PARTS_BAR = (
    '<text x="0" y="{}">{}</text><rect class="track" x="0" y="{}" width="{}" height="12" rx="3"/>'
    '<rect class="series-0" x="0" y="{}" width="{}" height="12" rx="3"/>'
)
PARTS_ROW = '<tr><th scope="row">{}<br><span class="muted">{}</span></th><td class="n">{}</td><td class="n">{}</td></tr>'
PARTS_TOTAL = '<tr><th scope="row">{}</th><td class="n">{}</td><td class="n">{}</td></tr>'


def _part(name: str, context: dict[str, Any]) -> SafeString:
    return render_to_string(f"components/{name}.html", context)


@register.inclusion_tag("components/heading.html")
def heading(title: str, detail: str = "", back: str = "", back_label: str = "") -> dict[str, Any]:
    """The page's one `<h1>`, a muted line under it, and the way back above it."""
    return {"title": title, "detail": detail, "back": back, "back_label": back_label}


@register.simple_block_tag(end_name="endcard")
def card(content: str, title: str = "", level: int = 2, id: str = "", tone: str = "") -> str:
    """A card; with a title it is a named region."""
    return _part("card", {"content": content, "title": title, "level": level, "id": id, "tone": tone})


@register.simple_tag
def state(tone: str, word: str) -> str:
    """A word and a mark."""
    return format_html('<span class="state {}">{}</span>', tone, word)


@register.simple_tag
def state_of(thing: Any) -> str:
    """The state of a stateful noun, in the reader's language."""
    value, words = getattr(thing, "shown_state", None) or (thing.state, thing.get_state_display())  # a call closes by the clock
    return state(tone_of(value, thing._meta.model_name), words)


@register.filter
def tone(value: str) -> str:
    """The tone of a state's value, for templates that have only the value."""
    return tone_of(value)


@register.filter
def message_tone(level: str) -> str:
    """The tone of a message of Django's messages framework."""
    return {"success": "good", "warning": "wait", "error": "stop"}.get(level, "info")


def initials(name: str) -> str:
    """`Åsa Øverås` → `ÅØ`; never more than two letters."""
    words = [word for word in str(name).replace("-", " ").split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [word[0] for word in words]
    return "".join(letters).upper()


@register.simple_tag
def avatar(name: str, size: str = "") -> str:
    """Initials in a circle; the name stands beside it, so screen readers skip this."""
    tint = sum(map(ord, str(name))) % 4
    return format_html('<span class="avatar {} tone-{}" aria-hidden="true">{}</span>', size, tint, initials(name) or "·")


@register.inclusion_tag("components/person.html")
def person(name: Any, detail: str = "", url: str = "", size: str = "") -> dict[str, Any]:
    """Who it is: initials, name, one line."""
    return {"name": str(name), "detail": detail, "url": url, "size": size}


@register.inclusion_tag("components/when.html")
def when(
    start: datetime,
    end: datetime | None = None,
    zone: Any = None,
    place: str = "",
    other_zone: Any = None,
    other_place: str = "",
) -> dict[str, Any]:
    """One time, in both zones where two are involved."""
    said = times.when(start, end, zone=zone, place=place, other_zone=other_zone, other_place=other_place)
    return {"when": said, "machine": times.machine(start)}


def _time(value: datetime | date, words: str, kind: str = "") -> str:
    if kind:
        return format_html('<time datetime="{}" data-{}>{}</time>', times.machine(value), kind, words)
    return format_html('<time datetime="{}">{}</time>', times.machine(value), words)


@register.simple_tag
def moment(value: datetime | None) -> str:
    """`22 April 2027, 10.00` in the reader's zone."""
    return _time(value, times.moment_words(value)) if value else ""


@register.simple_tag
def ago(value: datetime | None) -> str:
    """`3 hours ago`; the exact moment as a tooltip."""
    if not value:
        return ""
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>',
        times.machine(value),
        times.moment_words(value),
        times.ago_words(value),
    )


@register.simple_tag
def day(value: date | datetime | None) -> str:
    """`22 April 2027`; an instant is taken in the reader's zone."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(times.zone_of(None)).date()
    return _time(value, times.full_day(value))


@register.inclusion_tag("components/steps.html")
def steps(steps: Any) -> dict[str, Any]:
    """Your next steps, most urgent first."""
    return {"steps": steps}


# Made here and not by a template, each text escaped once: a list of matches has hundreds of bars.
@register.simple_tag
def fit(criteria: Any) -> SafeString:
    """Why it fits: a bar and words for each criterion."""
    rows = (FIT_ROW.format(conditional_escape(item.label), meter(item.value), conditional_escape(item.words)) for item in criteria)
    return mark_safe(f'<dl class="fit">{"".join(rows)}</dl>')  # noqa: S308 - each text is escaped


@register.simple_tag
def meter(value: float | None, top: float = 1, label: str = "") -> SafeString:
    """One bar. The words stand beside it; `label` names it for those who cannot see it."""
    if value is None:
        return mark_safe('<span class="muted" aria-hidden="true">–</span>')
    share = max(0.0, min(float(value) / (float(top) or 1), 1.0))
    tone = "full" if share >= 0.6 else "part" if share >= 0.25 else "low"
    named = f'role="img" aria-label="{conditional_escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(METER.format(named, tone, f"{share * 100:.1f}"))  # noqa: S308 - the label is escaped


@register.inclusion_tag("components/progress.html")
def progress(job: Any, url: str = "") -> dict[str, Any]:
    """How far a long work is; `url` is a fragment to fetch again while it runs."""
    return {"job": job, "url": url, "running": str(getattr(job, "state", "")) in {"queued", "running"}}


@register.simple_tag(takes_context=True)
def way_to(context: dict[str, Any], *names: str) -> Any:
    """The first link in the page's head to one of the pages named, or None: where an empty page's reader goes on."""
    return next((link for link in context["nav"]["main"] if link.name in names), None)


@register.simple_block_tag(end_name="endempty")
def empty(content: str, title: str, url: str = "", label: str = "", level: int = 2) -> str:
    """Nothing here yet, and what to do next."""
    return _part("empty", {"content": content, "title": title, "url": url, "label": label, "level": level})


@register.simple_block_tag(end_name="endtable")
def table(content: str, caption: str, hide_caption: bool = False) -> str:
    """A table whose rows become cards where the screen is narrow; reachable by keyboard where it still has to scroll."""
    return _part("table", {"content": piled(content), "caption": caption, "hide_caption": hide_caption})


@register.inclusion_tag("components/pages.html")
def pages(page: Any) -> dict[str, Any]:
    """Previous and next of a page made by `frontend.keyset.page_of`."""
    return {"next": page.next_url, "previous": page.previous_url}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Any, label: str = "") -> dict[str, Any]:
    """Links between views of the same thing; items are `(label, url, current, count)`."""
    keys = ("label", "url", "current", "count")
    rows = [dict(zip(keys, item, strict=False)) if isinstance(item, tuple | list) else item for item in items]
    return {"items": rows, "label": label}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Any) -> dict[str, Any]:
    """What happened, in order."""
    return {"entries": entries}


@register.inclusion_tag("components/action.html", takes_context=True)
def action(
    context: Context,
    url: str,
    label: str,
    tone: str = "primary",
    allowed: Any = True,
    hidden: str = "",
    value: Any = "",
    confirm: str = "",
) -> dict[str, Any]:
    """A button that does one thing by POST. Where a rule refuses, it is off and the reason stands beside it."""
    reason = "" if allowed else getattr(allowed, "message", "") or str(allowed or "")
    return {
        "url": url, "label": label, "tone": tone, "allowed": bool(allowed), "reason": reason, "hidden": hidden,
        "value": value, "question": confirm, "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.simple_block_tag(takes_context=True, end_name="endconfirm")
def confirm(context: Context, content: str, label: str, url: str = "", question: str = "", tone: str = "danger", yes: str = "") -> str:
    """Opens in place and asks before it acts; the body may hold fields, and what is wrong with one of them is not folded away."""
    token = context.get("csrf_token")
    return _part(
        "confirm",
        {"content": content, "label": label, "url": url, "question": question, "tone": tone, "yes": yes or label, "is_open": bool(WRONG.search(content)),
         "csrf_token": token},
    )  # fmt: skip


@register.inclusion_tag("components/bars.html")
def bars(chart: Any) -> dict[str, Any]:
    """Horizontal bars with the table behind them."""
    return {"chart": chart}


@register.simple_tag
def parts(chart: Any) -> SafeString:
    """What a fit is made of, with the table behind it."""
    texts = {"title": _("How many points each can give, and how many it gives"), "same": _("The same as a table"), "what": _("What counts")}
    texts |= {"gives": _("Gives"), "can": _("Can give"), "note": _("A perfect fit has 100 points. What one side left open gives and takes nothing.")}
    texts |= {"said": chart.description, "together": _("Together")}
    said = {name: conditional_escape(text) for name, text in texts.items()}
    bars = (
        PARTS_BAR.format(text_y, conditional_escape(shortened(part.label)), bar_y, track, bar_y, reached)
        for part, text_y, bar_y, track, reached in chart.placed
    )
    rows = (PARTS_ROW.format(conditional_escape(part.label), conditional_escape(part.words), part.weight, part.reached) for part in chart.parts)
    total = PARTS_TOTAL.format(said["together"], chart.counts, chart.reached)
    return mark_safe(PARTS.format(**said, height=chart.height, bars="".join(bars), rows="".join(rows) + total))  # noqa: S308 - each text is escaped


def shortened(label: str, to: int = 42) -> str:
    """A label that fits above its bar."""
    return label if len(label) <= to else Truncator(label).chars(to)


@register.inclusion_tag("components/funnel.html")
def funnel(chart: Any) -> dict[str, Any]:
    """How many came through each stage, with the table behind it."""
    return {"chart": chart}


@register.inclusion_tag("components/curve.html")
def curve(chart: Any) -> dict[str, Any]:
    """A curve over time, with the table behind it."""
    return {"chart": chart}


@register.simple_tag
def icon(name: str, size: int = 18) -> str:
    """An icon of the Lucide set, hidden from screen readers: a word stands beside it."""
    return lucide(name, size=size, aria_hidden="true", focusable="false")


@register.simple_tag
def picture(name: str) -> str:
    """A decorative drawing of ours, inline so that it follows the colour scheme."""
    return _part(f"pictures/{name}", {})


@register.inclusion_tag("components/form.html", takes_context=True)
def form(context: Context, form: Any, action_label: str = "", url: str = "", draft: str = "", back: str = "", tone: str = "") -> dict[str, Any]:
    """A whole form: what is wrong on top, the fields, the token, the button."""
    return {
        "form": form, "action_label": action_label, "url": url, "draft": draft, "back": back, "tone": tone or "primary",
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.inclusion_tag("components/form_start.html", takes_context=True)
def form_start(context: Context, form: Any, url: str = "", draft: str = "", css: str = "") -> dict[str, Any]:
    """Opens a form whose fields are laid out by the page."""
    return {"form": form, "url": url, "draft": draft, "css": css, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/form_end.html")
def form_end(action_label: str, back: str = "", tone: str = "primary") -> dict[str, Any]:
    """The button, and the form's end."""
    return {"action_label": action_label, "back": back, "tone": tone}


@register.simple_block_tag(end_name="endfieldset")
def fieldset(content: str, legend: str, hint: str = "") -> str:
    """Fields that belong together."""
    return _part("fieldset", {"content": content, "legend": legend, "hint": hint})
