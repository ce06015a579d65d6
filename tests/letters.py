"""A letter of every kind, with everything filled in, to read and to look at."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = sorted(folder for folder in ROOT.glob("*/templates/mail/*") if folder.is_dir())
KINDS = [folder.name for folder in FOLDERS]

_FACTS = {
    "answer": "accepted",
    "answer_url": "http://127.0.0.1:8000/meetings/answer/eyJ0b2tlbiI6ICJzYW1wbGUifQ/",
    "approved": True,
    "began": True,
    "at": "2027-02-15T13:05:00+00:00",
    "by": "Maja Kuorak",
    "call": "Kevään hautomo 2027",
    "call_zone": "Europe/Stockholm",
    "closes": "2027-02-15T15:00:00+00:00",
    "code": "482 913",
    "cohort": "Kevät 2027",
    "company": "Verkstad Sund",
    "companies": ["Kolme Kaikua", "Verkstad Sund"],
    "contact": "Elli Lund",
    "count": 3,
    "days": 14,
    "due": "2027-02-15T15:00:00+00:00",
    "email": "elli.lund@example.org",
    "ends": "2027-04-22T07:45:00+00:00",
    "ends_on": "2027-09-30",
    "goal": "Myydä käsitöitä gallerioihin Pohjois-Norjassa ja hinnoitella ne niin, että rahti ja verot mahtuvat hintaan.",
    "hours": "2",
    "incubator": "Expression Nord",
    "languages": ["svenska", "English"],
    "latest_at": "2027-02-15T13:20:00+00:00",
    "link": "https://meet.example.org/verkstad-sund",
    "mentor": "Johan Åström",
    "message": "Buorre! Ota hinnasto mukaan.",
    "minutes": 45,
    "name": "Ingrid Moe",
    "needs": ["1. Pricing", "2. Export"],
    "next": "Johan Åström",
    "next_due": "2027-02-18T15:00:00+00:00",
    "location": "Väven, Umeå",
    "note": "Olen matkalla sinä päivänä.",
    "number": 3,
    "now": 30,
    "old": "Aino Hyvärinen",
    "organisation": "Verkstad Sund",
    "other": "Johan Åström",
    "other_zone": "Europe/Stockholm",
    "people": ["Elli Lund", "Johan Åström"],
    "person": "Aino Hyvärinen",
    "place": "Väven, Umeå",
    "programme": "Creative Networks",
    "question": "Onko teillä viime vuoden lukuja?",
    "reason": "Te molemmat myytte gallerioille, ja kumpikin puhuu ruotsia.",
    "reply": "On, lähetän ne tänään.",
    "score": 2,
    "sent_at": "2027-02-13T18:40:00+00:00",
    "senders": "Johan Åström",
    "stage": "Arvioinnissa",
    "starts": "2027-04-22T07:00:00+00:00",
    "text": "Hei! Miten teillä menee? Soita, jos jokin on kesken.",
    "times": ["2027-04-22T07:00:00+00:00", "2027-04-23T11:00:00+00:00"],
    "title": "Verkstad Sund: Norrsken Kapital",
    "topic": "Hinnat gallerioille",
    "until": "2027-04-29T07:00:00+00:00",
    "was": "2027-04-20T07:00:00+00:00",
    "who": "Johan Åström",
    "why": ["Hinnoittelu: tuntee hyvin; ensimmäinen tarpeesi", "Rajan yli: toimii Norjassa"],
    "written": 50,
    "zones": ["Europe/Stockholm"],
}
_ANSWERS = [{"value": value, "url": f"http://127.0.0.1:8000/follow-ups/answer/eyJhbnN3ZXIiOiAic2FtcGxlIn0{value}/"} for value in ("1", "2", "3", "4", "5")]
_TALK = {
    "title": "Verkstad Sund",
    "names": "Johan Åström",
    "url": "http://127.0.0.1:8000/conversations/018f2c1e-0000-7000-8000-000000000001/",
    "earlier": 2,
    "answer_at": "reply+aeaabtq4mz2xk5dfn5zsaytfn5zs@northbridge.example",
    "messages": [
        {"sender": "Johan Åström", "at": "2027-02-15T13:05:00+00:00", "body": "Hej Elli! Jag har läst prislistan.\n\nKan vi tala om frakten på torsdag?"},
        {"sender": "Johan Åström", "at": "2027-02-15T13:20:00+00:00", "body": "Ta gärna med fakturan från Tromsø."},
    ],
}
_QUESTIONS = {"question": "Miten mentorointi sujuu?", "answers": _ANSWERS}
_WITHOUT_PAGE = ("account.code", "account.confirm", "account.exists", "account.reset", "account.unknown")
_OF_KIND = {
    **{kind: {"link": "http://127.0.0.1:8000/accounts/way/MTI-c9x2/"} for kind in _WITHOUT_PAGE},
    "checkin.low": _QUESTIONS | {"comment": "Emme ole ehtineet tavata syksyllä."},
    "followup.question": _QUESTIONS,
    "followup.reminder": _QUESTIONS,
    "match.contest-answered": {"answer": "Kiitos, että kysyit. Olet oikeassa, korjaan kielet."},
    "digest": {
        "lines": [
            {"words": "Johan Åström vastasi pyyntöösi", "url": "http://127.0.0.1:8000/requests/018f2c1e-0000-7000-8000-000000000001/"},
            {"words": "Verkstad Sund odottaa hyväksyntää", "url": "http://127.0.0.1:8000/approvals/"},
        ],
        "more": 3,
    },
    "message.not-taken": {"reason": "sender", "subject": "Re: hinnat", "words": "Kiitos, sopii hyvin.", "attachments": "hinnat.pdf", "most": 8000},
    "message.unread": {"talks": [_TALK], "reply_to": "reply+aeaabtq4mz2xk5dfn5zsaytfn5zs@northbridge.example"},
    "report.decided": {"state": "closed", "answer": "Keskustelu on suljettu, eikä kumpikaan voi kirjoittaa siihen."},
    "report.warning": {"answer": "Kerro, mikä työssä ei vielä toimi, älä sitä, millainen toinen on."},
    "request.asked": {"target": "mentor"},
    "mentorship.ended": {"reason": "mentor"},
    "mentorship.ended-early": {"reason": "mentor"},
    "session.contested": {"was": 50},
    "session.contested-coordinator": {"was": 50},
    "application.receipt": {"times": 1},
    "plan.adviser-left": {"left": "Liisa Neuvola", "to_staff": True, "waiting": 2},
    "request.closed": {"why": "withdrawn"},
}


def sample(kind: str) -> dict[str, object]:
    """What a letter of this kind tells of."""
    return _FACTS | _OF_KIND.get(kind, {})


def page_of(kind: str) -> str:
    """The page that a letter leads to; empty where all it has to do stands in it."""
    return "" if kind in _WITHOUT_PAGE else "/somewhere/"
