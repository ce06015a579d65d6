"""Reviews in pages and addresses: the reviewer's way and the coordinator's, without JavaScript."""

import re

import pytest
from django.utils import translation

from mentoring.calls import moving
from mentoring.calls.models import Application
from mentoring.reviews.models import Assignment, Review, Reviewer
from network.core.errors import Conflict
from tests.mentoring.calls.pipeline.conftest import applied
from tests.mentoring.calls.test_pages import signed_in

pytestmark = pytest.mark.django_db


def test_reviewer_reads_gives_points_and_hands_in(applications, reviewers):
    application, reader = applications[1], signed_in(reviewers[0])
    Assignment.objects.create(application=application, reviewer=Reviewer.objects.get(person=reviewers[0]))
    assert "Spring call" in reader.get("/reviews/").content.decode()
    listed = reader.get(f"/calls/{application.call_id}/reviewing/").content.decode()
    assert f"/applications/{application.pk}/review/" in listed
    url = f"/applications/{application.pk}/review/"
    assert reader.post(url, {"points.idea": "9"}).status_code == 400
    assert reader.post(url, {"points.idea": "4", "for_staff": "good", "do": "keep"}).status_code == 302
    short = reader.post(url, {"points.idea": "4", "for_staff": "good", "do": "submit"})
    assert short.status_code == 400
    assert "eller avstå" in short.content.decode()
    assert reader.post(url, {"points.idea": "4", "points.market": "3", "points.team": "5", "for_staff": "good", "do": "submit"}).status_code == 302
    assert Review.objects.get().state == "submitted"
    page = reader.get(url).content.decode()
    assert "4 av 5" in page
    assert reader.post(f"{url}reopen/").status_code == 302
    assert reader.post(f"{url}abstain/").status_code == 302
    assert reader.post(f"{url}conflict/", {"reason": "my cousin"}).status_code == 302
    assert reader.get(url).status_code == 404


def test_coordinator_arranges_ranks_decides_and_lets_letters_leave(applications, reviewers, coordinator, call):
    staff, base = signed_in(coordinator), f"/calls/{call.pk}/reviews/"
    new = {"key": "craft", "labels_en": "Craft", "labels_fi": "", "weight": "1.5", "least": "0", "most": "10"}
    assert staff.post(f"{base}criteria/new/", new).status_code == 302
    assert staff.post(f"{base}criteria/new/", new).status_code == 400
    assert staff.post(f"{base}settings/", {"reads": "2", "middle": "mean"}).status_code == 302
    assert staff.post(f"{base}allocate/").status_code == 302
    assert Assignment.objects.count() == 10
    overview = staff.get(base).content.decode()
    assert "Craft" in overview
    assert str(reviewers[0]) in overview
    assert staff.get(f"{base}{applications[0].pk}/").status_code == 200
    keys = [str(row.pk) for row in applications[:2]]
    assert staff.post(f"{base}ranking/", {"applications": keys, "verb": "accept", "words": "Welcome"}).status_code == 302
    full = staff.post(f"{base}ranking/", {"applications": [str(applications[2].pk)], "verb": "accept"})
    assert (full.status_code, full.content.decode().count('role="alert"')) == (409, 1)
    letters = staff.get(f"{base}decisions/").content.decode()
    assert "Welcome" in letters
    assert re.findall(r'name="expected" value="([^"]+)"', letters)[0].split() == keys
    assert staff.post(f"{base}decisions/", {"expected": keys[:1]}).status_code == 409
    assert staff.post(f"{base}decisions/", {"expected": keys}).status_code == 302
    assert set(Application.objects.filter(pk__in=keys).values_list("stage__key", flat=True)) == {"accepted"}


def test_new_review_open_twice_loses_no_words(applications, reviewers):
    reader, url = signed_in(reviewers[0]), f"/applications/{applications[1].pk}/review/"
    Assignment.objects.create(application=applications[1], reviewer=Reviewer.objects.get(person=reviewers[0]))
    version = reader.get(url).context["form"]["version"].value()
    points = {"points.idea": "4", "points.market": "3", "points.team": "5", "version": version}
    assert reader.post(url, {"for_staff": "first tab", "version": version, "do": "keep"}).status_code == 302
    late = reader.post(url, points | {"for_staff": "second tab", "do": "submit"})
    form = late.context["form"]
    assert (late.status_code, "first tab" in form.errors["for_staff"][0], form["for_staff"].value()) == (409, True, "second tab")
    assert (Review.objects.get().state, Review.objects.get().for_staff) == ("draft", "first tab")
    both = points | {"for_staff": "both tabs", "version": form["version"].value(), "do": "submit"}
    short = reader.post(url, both | {"points.idea": ""})
    assert short.status_code == 400
    assert reader.post(url, both | {"version": short.context["form"]["version"].value()}).status_code == 302
    handed_in = reader.post(url, points | {"for_staff": "third tab", "do": "submit"})
    assert (handed_in.status_code, "third tab" in handed_in.content.decode(), Review.objects.get().for_staff) == (409, True, "both tabs")


def test_second_tab_of_what_is_arranged_overwrites_nothing_unseen(applications, coordinator, call):
    staff, base = signed_in(coordinator), f"/calls/{call.pk}/reviews/"
    phase = call.review_phases.get()
    words = {"labels_en": "Idea", "weight": "2", "least": "0", "most": "5", "is_required": "on"}
    time = {"starts_at": "2027-02-16T10:00", "ends_at": "2027-02-26T10:00", "can_review": "on", "reads": "assigned", "sees_others": "never"}
    for address, name, said, changed in (
        (f"{base}criteria/idea/", "form", words, {"most": "7"}),
        (f"{base}phases/{phase.pk}/", "form", time, {"reads": "all"}),
        (f"{base}settings/", "settings_form", {"reads": "2", "middle": "median"}, {"reads": "3"}),
    ):
        seen = staff.get(base if name == "settings_form" else address).context[name]["was"].value()
        assert staff.post(address, said | changed | {"was": seen}).status_code == 302
        late = staff.post(address, said | {"was": seen})
        assert (late.status_code, set(late.context[name].errors) >= {"__all__", *changed}) == (409, True)
        assert staff.post(address, said | {"was": late.context[name]["was"].value()}).status_code == 302
    wrong = staff.post(f"{base}criteria/new/", words | {"key": "Ämne 1"}).context["form"]
    assert "slug" not in wrong.errors["key"][0]


def test_step_that_never_led_from_there_is_not_called_past(call, company, founder, coordinator):
    row = applied(call, company, founder, stage="submitted")
    with translation.override("en"), pytest.raises(Conflict, match="No step “.+” leads from “"):
        moving.move(application=row, verb="accept", by=coordinator)
    row = moving.move(application=row, verb="review", by=coordinator)
    with translation.override("en"), pytest.raises(Conflict, match="now stands at"):
        moving.move(application=row, verb="review", by=coordinator)


@pytest.mark.parametrize("who", ["founder", "outsider", "mentor2"])
def test_nobody_else_finds_it(applications, call, who, request):
    other = signed_in(request.getfixturevalue(who))
    for url in (
        f"/calls/{call.pk}/reviews/",
        f"/calls/{call.pk}/reviewing/",
        f"/applications/{applications[0].pk}/review/",
        f"/calls/{call.pk}/reviews/ranking/",
    ):
        assert other.get(url).status_code == 404
