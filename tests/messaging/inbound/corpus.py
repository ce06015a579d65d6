"""Answers as mail programs of five languages write them. Below each stands what another person wrote; `OWN` is what must be left."""

OWN = "Kiitos, sopii hyvin.\n\nTuon hinnaston mukanani."
_THEIRS = "Hej! Kan du på torsdag?\nHälsningar, Johan"
_QUOTED = "\n".join(f"> {line}".rstrip() for line in _THEIRS.split("\n"))

# What stands between one's own words and somebody else's: (name, lines, whether the program marks the lines below with `>`)
HEADERS = {
    "gmail-en": ("On Tue, 3 Mar 2026 at 10:12, Johan Åström <reply+abc@northbridge.example> wrote:", True),
    "gmail-en-us": ("On Tue, Mar 3, 2026 at 10:12 AM Johan Åström <reply+abc@northbridge.example> wrote:", True),
    "gmail-broken-over-lines": (
        "On Tue, Mar 3, 2026 at 10:12 AM Northbridge <\nreply+aeaabtq4mz2xk5dfn5zsaytfn5zsaeaabtq4mz2xk5@northbridge.example>\nwrote:",
        True,
    ),
    "gmail-fi": ("ti 3. maalisk. 2026 klo 10.12 Johan Åström (reply+abc@northbridge.example) kirjoitti:", True),
    "gmail-fi-broken": ("ti 3. maalisk. 2026 klo 10.12 Northbridge\n(reply+aeaabtq4mz2xk5dfn5zs@northbridge.example) kirjoitti:", True),
    "gmail-sv": ("Den tis 3 mars 2026 kl 10:12 skrev Johan Åström <reply+abc@northbridge.example>:", True),
    "gmail-sv-broken": ("Den tis 3 mars 2026 kl 10:12 skrev Johan Åström <\nreply+abc@northbridge.example>:", True),
    "gmail-nb": ("tir. 3. mars 2026 kl. 10:12 skrev Johan Åström <reply+abc@northbridge.example>:", True),
    "apple-en": ("On 3 Mar 2026, at 10.12, Johan Åström <johan@example.org> wrote:", True),
    "apple-fi": ("Johan Åström <johan@example.org> kirjoitti 3.3.2026 kello 10.12:", True),
    "apple-sv": ("3 mars 2026 kl. 10:12 skrev Johan Åström <johan@example.org>:", True),
    "apple-nb": ("3. mars 2026 kl. 10:12 skrev Johan Åström <johan@example.org>:", True),
    "thunderbird-en": ("On 03/03/2026 10:12, Johan Åström wrote:", True),
    "thunderbird-fi": ("Johan Åström kirjoitti 3.3.2026 klo 10.12:", True),
    "thunderbird-sv": ("Den 2026-03-03 kl. 10:12, skrev Johan Åström:", True),
    "thunderbird-nb": ("Den 03.03.2026 10:12, skrev Johan Åström:", True),
    "unmarked-en": ("On Tuesday, March 3, 2026 at 10:12, Johan Åström <johan@example.org> wrote:", False),
    "unmarked-fi": ("tiistai 3. maaliskuuta 2026 klo 10.12 Johan Åström <johan@example.org> kirjoitti:", False),
    "unmarked-sv": ("Den tisdag 3 mars 2026 10:12 skrev Johan Åström <johan@example.org>:", False),
    "yahoo-nb": ("På tirsdag 3. mars 2026 kl. 10:12:44 skrev Johan Åström <johan@example.org>:", False),
    "outlook-en": ("From: Johan Åström <johan@example.org>\nSent: Tuesday, 3 March 2026 10.12\nTo: Elli Lund\nSubject: 1 unread message", False),
    "outlook-fi": ("Lähettäjä: Johan Åström <johan@example.org>\nLähetetty: tiistai 3. maaliskuuta 2026 10.12\nVastaanottaja: Elli Lund\nAihe: Viesti", False),
    "outlook-sv": ("Från: Johan Åström <johan@example.org>\nSkickat: den 3 mars 2026 10:12\nTill: Elli Lund\nÄmne: Meddelande", False),
    "outlook-nb": ("Fra: Johan Åström <johan@example.org>\nSendt: tirsdag 3. mars 2026 10:12\nTil: Elli Lund\nEmne: Melding", False),
    "outlook-bold": ("**Fra:** Johan Åström <johan@example.org>\n**Dato:** tirsdag 3. mars 2026\n**Til:** Elli Lund\n**Emne:** Melding", False),
    "outlook-rule": ("________________________________\nFrom: Johan <johan@example.org>\nDate: 3 March 2026\nTo: Elli\nSubject: x", False),
    "separator-en": ("-----Original Message-----", False),
    "separator-fi": ("-----Alkuperäinen viesti-----", False),
    "separator-sv": ("-----Ursprungligt meddelande-----", False),
    "separator-nb": ("-----Opprinnelig melding-----", False),
    "separator-samsung-fi": ("-------- Alkuperäinen viesti --------", False),
    "separator-sv-2": ("-------- Originalmeddelande --------", False),
    "our-own-line": ("––– Skriv ditt svar ovanför den här raden –––", False),
    "our-own-line-quoted": ("> ––– Write your answer above this line –––", True),
}

# What stands at the very end of one's own words.
ENDS = {
    "signature": "-- \nElli Lund\nVerkstad Sund",
    "signature-without-blank": "--\nElli Lund",
    "iphone-en": "Sent from my iPhone",
    "outlook-phone-en": "Get Outlook for Android<https://aka.ms/x>",
    "iphone-fi": "Lähetetty iPhonesta",
    "samsung-fi": "Lähetetty Samsung-älypuhelimesta.",
    "outlook-phone-fi": "Hanki Outlook for iOS",
    "iphone-sv": "Skickat från min iPhone",
    "outlook-phone-sv": "Skaffa Outlook för Android",
    "iphone-nb": "Sendt fra min iPhone",
    "outlook-phone-nb": "Last ned Outlook for iOS",
}

# What a person may write, and what must not be taken for a quotation.
PLAIN = {
    "a-sentence-that-ends-in-skrev": "I 2026 skrev vi avtalet:\n\n- två år\n- fyra timmar",
    "a-sentence-with-wrote": "As I wrote:\nwe meet on Thursday.",
    "from-in-a-sentence": "From: the harbour we walk\nto the office.",
    "a-list-of-dashes": "Tre saker:\n\n---\n\n- frakt\n- moms",
    "kirjoitti-without-a-day": "Johan kirjoitti eilen näin:\nhinnat nousevat.",
    "sent-from-in-the-middle": "Sent from my workshop, three boxes are on their way.\n\n1\n\n2\n\n3\n\n4",
}


def answers() -> dict[str, str]:
    """Every answer: words, end, header, what is quoted."""
    found = {}
    for name, (header, is_marked) in HEADERS.items():
        found[name] = f"{OWN}\n\n{header}\n{'' if is_marked else chr(10)}{_QUOTED if is_marked else _THEIRS}\n"
    for name, end in ENDS.items():
        found[name] = f"{OWN}\n\n{end}\n"
        found[f"{name}-above-a-quotation"] = f"{OWN}\n\n{end}\n\n{HEADERS['gmail-nb'][0]}\n{_QUOTED}\n"
    found["below-the-quotation"] = f"{HEADERS['gmail-fi'][0]}\n{_QUOTED}\n\n{OWN}\n"
    found["between-the-lines"] = "{}\n> Kan du på torsdag?\n{}\n> Och hinnasto?\n\n{}".format(HEADERS["gmail-sv"][0], *OWN.split("\n\n"))
    return found
