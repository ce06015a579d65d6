"""What a programme's plans ask until its coordinators change it: a short baseline, a short report. Data only."""

from typing import Any


def _labels(en: str, fi: str, sv: str, nb: str) -> dict[str, str]:
    return {"en": en, "fi": fi, "sv": sv, "nb": nb}


BASELINE: list[dict[str, Any]] = [
    {
        "key": "situation", "kind": "text", "required": True, "longest": 4000,
        "labels": _labels("Where do you stand today?", "Missä olette nyt?", "Var står ni i dag?", "Hvor står dere i dag?"),
        "help": _labels(
            "What you do, for whom, and what works well.", "Mitä teette, kenelle ja mikä toimii hyvin.", "Vad ni gör, för vem, och vad som fungerar bra.",
            "Hva dere gjør, for hvem, og hva som fungerer godt.",
        ),
    },
    {
        "key": "people", "kind": "number", "required": True, "least": 0, "most": 10000,
        "labels": _labels(
            "How many people work in it or are members?", "Kuinka moni työskentelee siinä tai on jäsenenä?", "Hur många arbetar där eller är medlemmar?",
            "Hvor mange arbeider der eller er medlemmer?",
        ),
    },
    {
        "key": "turnover", "kind": "number", "least": 0,
        "labels": _labels(
            "Turnover of the last year, in euros", "Viime vuoden liikevaihto euroina", "Förra årets omsättning i euro", "Omsetning i fjor, i euro"
        ),
    },
    {
        "key": "markets", "kind": "terms", "vocabulary": "country",
        "labels": _labels("Where are your customers?", "Missä asiakkaanne ovat?", "Var finns era kunder?", "Hvor er kundene deres?"),
    },
    {
        "key": "change", "kind": "text", "required": True, "longest": 2000,
        "labels": _labels(
            "What should be different in two years?", "Minkä pitäisi olla toisin kahden vuoden päästä?", "Vad ska vara annorlunda om två år?",
            "Hva skal være annerledes om to år?",
        ),
    },
]  # fmt: skip

REPORT: list[dict[str, Any]] = [
    {
        "key": "done", "kind": "text", "required": True, "longest": 4000,
        "labels": _labels("What did you do in this period?", "Mitä teitte tällä jaksolla?", "Vad gjorde ni under perioden?", "Hva gjorde dere i perioden?"),
    },
    {
        "key": "mood", "kind": "choice", "required": True,
        "labels": _labels(
            "How is it going, on the whole?", "Miten kaiken kaikkiaan menee?", "Hur går det på det hela taget?", "Hvordan går det i det store og hele?"
        ),
        "options": [
            {"key": "as-planned", "labels": _labels("As planned", "Suunnitellusti", "Som planerat", "Som planlagt")},
            {"key": "slower", "labels": _labels("Slower than planned", "Suunniteltua hitaammin", "Långsammare än planerat", "Saktere enn planlagt")},
            {"key": "stuck", "labels": _labels("We are stuck", "Olemme jumissa", "Vi har kört fast", "Vi står fast")},
        ],
    },
    {
        "key": "turnover", "kind": "number", "least": 0,
        "labels": _labels("Turnover of the period, in euros", "Jakson liikevaihto euroina", "Periodens omsättning i euro", "Omsetning i perioden, i euro"),
    },
    {
        "key": "help", "kind": "text", "longest": 2000,
        "labels": _labels("What do you need help with?", "Missä tarvitsette apua?", "Vad behöver ni hjälp med?", "Hva trenger dere hjelp til?"),
    },
]  # fmt: skip
