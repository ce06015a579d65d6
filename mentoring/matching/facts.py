"""From rows to the engine's facts, in a constant number of queries however many candidates there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, time
from functools import lru_cache
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from mentoring.matching.engine.facts import Candidate, CrossBorder, Kind, Musts, Weights, Wish, week_in_utc
from mentoring.matching.weights.queries import weighed
from mentoring.mentorships.load import Load, loads_of_incubators, loads_of_mentors
from mentoring.mentorships.models import Mentorship
from mentoring.mentorships.queries import feedback_on
from mentoring.profiles.models import Block, Format, IncubatorProfile, MentorApproval, MentorPause, MentorProfile
from mentoring.profiles.queries import hours_offered, mentors_turned_away_by, pause_on, with_details
from mentoring.requests.models import MentoringRequest
from mentoring.requests.people import contact_of
from network.accounts.models import User
from network.core import clock
from network.core.told import hold, row_of, told_by
from network.organisations.models import Membership, Organisation
from network.programmes.models import Partner, Programme

Bans = dict[str, dict[str, set[str]]]  # keys of mentors that a rule about a company bars, by rule and company
# Mentors whom something stands between and one company. By the mentor's side or a coordinator's they are blocked.
BARRED = """
SELECT apart.why, profile.id FROM mentoring_mentorprofile AS profile JOIN (
    SELECT person_id, side::text AS why FROM mentoring_block WHERE organisation_id = %(company)s
    UNION ALL SELECT person_id, 'belongs' FROM network_membership WHERE organisation_id = %(company)s AND state = %(active)s
    UNION ALL SELECT mentor_id, 'together' FROM mentoring_mentorship WHERE company_id = %(company)s AND state <> %(ended)s
) AS apart ON apart.person_id = profile.person_id
"""
RULES = {"belongs": "organisations", "together": "together", Block.Side.INTEREST.value: "conflicts", Block.Side.COMPANY.value: "turned away"}
FORMATS = {choice.value: frozenset({choice.value}) for choice in Format}


def wish_of(request: MentoringRequest) -> Wish:
    """What a request asks for."""
    return wish_from(request, contact_of(request), mentors_turned_away_by(request.company))


def wish_from(request: MentoringRequest, contact: User, turned_away: Iterable[UUID]) -> Wish:
    """What a request asks for, of facts that were read before. Either format is no wish about the format."""
    company = request.company
    return Wish(
        key=str(request.pk),
        organisations=frozenset({str(company.pk)}),
        country=company.country,
        region=company.region_id or "",
        needs=tuple(row.need_id for row in request.needs.all()),
        sectors=frozenset(sector.pk for sector in company.sectors.all()),
        stage=request.business_stage,
        languages=tuple(sorted((row.language, row.level) for row in request.languages.all())),
        formats=FORMATS.get(request.format, frozenset()),
        cross_border=CrossBorder(request.cross_border),
        hours_a_month=float(request.hours_per_month),
        week=week_of(contact, clock.today()),
        blocked=frozenset(map(str, turned_away)),
    )


def weights_of(programme: Programme) -> Weights:
    """What counts how much in the programme now."""
    return weighed(programme).weights


def musts_of(programme: Programme) -> Musts:
    """What the programme demands of every pair (`settings["musts"]`), as far as it makes sense."""
    return Musts(**programme.musts)


def week_of(person: User, day: date) -> frozenset[int]:
    """A person's working hours on the UTC week that holds `day`."""
    return _week(person.time_zone, day, tuple(person.work_days), person.work_start, person.work_end)


@lru_cache(maxsize=4096)
def _week(zone: str, day: date, days: tuple[int, ...], start: time, end: time) -> frozenset[int]:
    """A cohort's people work at a few dozen different hours; each is worked out once."""
    return week_in_utc(zone, day, days, start, end)


def profiles_in(programme: UUID, target: str, among: Collection[UUID | str] | None = None) -> list[MentorProfile] | list[IncubatorProfile]:
    """A programme's approved mentors, or its incubators, by name; `among` some keys those of them that are."""
    found = possible(programme, target)
    return list(with_details(found if among is None else found.filter(pk__in=among)))


def possible(programme: UUID, target: str) -> QuerySet[MentorProfile] | QuerySet[IncubatorProfile]:
    """Whoever could be asked in a programme."""
    if target == MentoringRequest.Target.INCUBATOR:
        partners = Partner.objects.filter(programme=programme).values("organisation")
        return IncubatorProfile.objects.filter(organisation__in=partners, organisation__approved_at__isnull=False)
    approved = MentorApproval.objects.filter(programme=programme, state=MentorApproval.State.APPROVED).values("profile")
    return MentorProfile.objects.filter(pk__in=approved, person__is_active=True)


def candidates_of(profiles: Iterable[MentorProfile | IncubatorProfile], programme: Programme | None = None) -> list[Candidate]:
    """Facts of many profiles of one kind. Earlier feedback is among them where `programme` lets it count."""
    profiles = list(profiles)
    if profiles and isinstance(profiles[0], IncubatorProfile):
        return _incubators(profiles)
    return _with_pairs(profiles, offers_of(profiles, programme))


def offers_of(profiles: list[MentorProfile], programme: Programme | None = None) -> list[Candidate]:
    """Facts of mentors without what concerns a single company."""
    people = [profile.person_id for profile in profiles]
    loads, feedback = loads_of_mentors(people), feedback_on(people) if programme and programme.feedback_counts else {}
    return [replace(_mentor(it, loads.get(it.person_id, Load())), feedback=feedback.get(it.person_id)) for it in profiles]


# What a mentor has named, with its level where it has one, and the pauses.
TOLD = """(SELECT jsonb_build_object(
    'expertise', (SELECT jsonb_object_agg(need_id, level) FROM mentoring_mentorexpertise WHERE profile_id = mentoring_mentorprofile.id),
    'languages', (SELECT jsonb_object_agg(language, level) FROM mentoring_mentorlanguage WHERE profile_id = mentoring_mentorprofile.id),
    'sectors', (SELECT jsonb_agg(sector_id) FROM mentoring_mentorprofile_sectors WHERE mentorprofile_id = mentoring_mentorprofile.id),
    'pauses', (SELECT jsonb_agg(to_jsonb(pause) ORDER BY pause.starts_on, pause.id) FROM mentoring_mentorpause AS pause
               WHERE pause.profile_id = mentoring_mentorprofile.id)))"""


def with_offers(profiles: QuerySet[MentorProfile]) -> list[MentorProfile]:
    """Mentors with all that `offers_of` reads, and no more: what they know, speak and work in, and their pauses, come with the row."""
    found = list(profiles.select_related("person").annotate(told=told_by(TOLD)).order_by())
    for profile in found:
        hold(profile, "pauses", [row_of(MentorPause, one) for one in profile.told["pauses"] or ()])
    return found


def with_bans(offers: Iterable[Candidate], bans: Bans) -> list[Candidate]:
    """Mentors with what concerns the companies of `bans` alone."""
    return [replace(it, **{rule: frozenset(one for one, keys in by.items() if it.key in keys) for rule, by in bans.items()}) for it in offers]


def bans_of(company: Organisation) -> Bans:
    """Whom the rules about one company bar. The company's own wish is part of its `Wish`."""
    return barred_by(company)[0]


def barred_by(company: Organisation) -> tuple[Bans, set[UUID]]:
    """Whom the rules about one company bar, and whom it turned away itself: mentors' keys, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(BARRED, {"company": company.pk, "active": Membership.State.ACTIVE, "ended": Mentorship.State.ENDED})
        found: defaultdict[str, set[UUID]] = defaultdict(set)
        for why, profile in cursor.fetchall():
            found[RULES.get(why, "blocked")].add(profile)
    key = str(company.pk)
    return {rule: {key: set(map(str, found[rule]))} for rule in ("organisations", "blocked", "together", "conflicts")}, found["turned away"]


def _with_pairs(profiles: list[MentorProfile], offers: list[Candidate]) -> list[Candidate]:
    people = [profile.person_id for profile in profiles]
    running = Mentorship.objects.filter(mentor__in=people).exclude(state=Mentorship.State.ENDED)
    together = _grouped(running.values_list("mentor", "company"))
    apart = list(Block.objects.filter(person__in=people).exclude(side=Block.Side.COMPANY).values_list("person", "organisation", "side"))
    conflicts = _grouped((key, company) for key, company, side in apart if side == Block.Side.INTEREST)
    blocked = _grouped((key, company) for key, company, side in apart if side != Block.Side.INTEREST)
    belongs = _grouped(Membership.objects.filter(person__in=people, state=Membership.State.ACTIVE).values_list("person", "organisation"))
    return [
        replace(
            offer,
            organisations=frozenset(belongs[profile.person_id]),
            blocked=frozenset(blocked[profile.person_id]),
            conflicts=frozenset(conflicts[profile.person_id]),
            together=frozenset(together[profile.person_id]),
        )
        for profile, offer in zip(profiles, offers, strict=True)
    ]


def _mentor(profile: MentorProfile, load: Load) -> Candidate:
    person = profile.person
    today = clock.today(person.time_zone)
    pause = pause_on(profile, today)
    return Candidate(
        key=str(profile.pk),
        kind=Kind.MENTOR,
        country=person.country,
        countries=frozenset(profile.countries),
        week=week_of(person, clock.today()),
        paused=pause is not None,
        paused_until=pause.ends_on if pause else None,
        active=load.active,
        hours_offered=float(hours_offered(profile, today)),
        hours_agreed=float(load.hours),
        region=profile.region_id or "",
        wants_stages=frozenset(profile.wants_stages),
        wants_countries=frozenset(profile.wants_countries),
        **_offer(profile),
    )


def _incubators(profiles: list[IncubatorProfile]) -> list[Candidate]:
    organisations = [profile.organisation_id for profile in profiles]
    loads = loads_of_incubators(organisations)
    running = Mentorship.objects.filter(incubator__in=organisations).exclude(state=Mentorship.State.ENDED)
    together = _grouped(running.values_list("incubator", "company"))
    today = clock.today()
    return [
        Candidate(
            key=str(profile.pk),
            kind=Kind.INCUBATOR,
            organisations=frozenset({str(profile.organisation_id)}),
            country=profile.organisation.country,
            region=profile.organisation.region_id or "",
            regions=frozenset(region.pk for region in profile.regions.all()),
            accepting=profile.call_open and (profile.call_closes_on is None or profile.call_closes_on >= today),
            active=loads.get(profile.organisation_id, Load()).active,
            together=frozenset(together[profile.organisation_id]),
            **_offer(profile),
        )
        for profile in profiles
    ]


def _told(profile: MentorProfile | IncubatorProfile) -> dict:
    """What was named with its level, from the row where `with_offers` has read it, otherwise from what was prefetched."""
    if (told := vars(profile).get("told")) is not None:
        expertise, languages = (sorted((told[name] or {}).items()) for name in ("expertise", "languages"))
        return {"expertise": tuple(expertise), "sectors": frozenset(told["sectors"] or ()), "languages": tuple(languages)}
    return {
        "expertise": tuple(sorted((it.need_id, it.level) for it in profile.expertise.all())),
        "sectors": frozenset(sector.pk for sector in profile.sectors.all()),
        "languages": tuple(sorted((it.language, it.level) for it in profile.spoken.all())),
    }


def _offer(profile: MentorProfile | IncubatorProfile) -> dict:
    """What mentors and incubators tell alike."""
    return _told(profile) | {
        "formats": frozenset(profile.formats),
        "stages": frozenset(profile.stages),
        "places": profile.places,
    }


def _grouped(pairs: Iterable[tuple[UUID, UUID]]) -> defaultdict[UUID, set[str]]:
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(str(value))
    return found
