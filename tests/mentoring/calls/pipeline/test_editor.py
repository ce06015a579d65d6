"""The editor of the stages, as a form without script: what is wrong stands beside what is wrong, and nothing that was filled in is lost."""

from django.urls import reverse

from mentoring.calls.models import Stage, StageTransition
from mentoring.calls.pipelines import pipeline_of, version_of
from tests.mentoring.calls.pipeline.conftest import made_call


def filled(page) -> dict[str, list[str]]:
    """What a browser would send back of the form on the page."""
    form = page.context["form"]
    data: dict[str, list[str]] = {"seen": [form.version], "stages": [str(len(form.stages))], "ways": [str(len(form.ways))]}
    for row in (*form.stages, *form.ways):
        for field in row:
            value = field.value()
            values = value if isinstance(value, list) else [] if value in (None, False, "") else ["on" if value is True else str(value)]
            data[field.html_name] = values
    return data


def at(data: dict[str, list[str]], name: str, value: str) -> str:
    """The prefix of the row whose field `name` has that value."""
    return next(key.rpartition("-")[0] for key, values in data.items() if key.endswith(f"-{name}") and values == [value])


def test_labels_are_changed_and_those_of_other_languages_stay(client, call, coordinator):
    client.force_login(coordinator)
    address = reverse("call-pipeline", args=[call.pk])
    data = filled(client.get(address))
    data[f"{at(data, 'key', 'review')}-staff_en"] = ["Jury"]
    assert client.post(address, data).status_code == 302
    labels = Stage.objects.get(call=call, key="review").staff_labels
    assert labels == {"en": "Jury", "fi": "Arvioinnissa", "sv": "Under granskning", "nb": "Til vurdering"}


def test_form_that_is_sent_back_unchanged_changes_nothing(client, call, coordinator):
    client.force_login(coordinator)
    address, before = reverse("call-pipeline", args=[call.pk]), version_of(pipeline_of(call))
    assert client.post(address, filled(client.get(address))).status_code == 302
    assert version_of(pipeline_of(call)) == before


def test_stage_with_applications_is_not_removed_and_the_page_says_why(client, call, application, coordinator):
    client.force_login(coordinator)
    address = reverse("call-pipeline", args=[call.pk])
    data = filled(client.get(address))
    data[f"{at(data, 'key', 'submitted')}-gone"] = ["on"]
    data[f"{at(data, 'key', 'review')}-staff_en"] = ["Jury"]
    answer = client.post(address, data)
    assert answer.status_code == 400
    assert "1 application stands in the stage “submitted”." in answer.content.decode()
    assert "Jury" in answer.content.decode()
    assert Stage.objects.filter(call=call, key="submitted").exists()


def test_stage_is_added_with_its_ways_and_checked_before_it_is_saved(client, call, application, coordinator):
    client.force_login(coordinator)
    address = reverse("call-pipeline", args=[call.pk])
    data = filled(client.get(address))
    grown = filled(client.post(address, data | {"add-stage": ["1"]}))
    new = f"s{len(client.get(address).context['form'].stages)}"
    grown |= {f"{new}-key": ["interview"], f"{new}-kind": ["open"], f"{new}-staff_en": ["Interview"], f"{new}-applicant_en": ["Interview"]}
    told = client.post(address, grown | {"check": ["1"]})
    text = told.content.decode()
    assert "No way leads here" in text
    assert "An application could not leave this stage." in text
    assert f'<details class="card" id="{new}"><summary>' in text, "what is wrong with a row as a whole stands on its fold, which stays closed"
    assert not Stage.objects.filter(call=call, key="interview").exists()
    grown = filled(client.post(address, grown | {"add-way": ["1"]}))
    ways = int(grown["ways"][0])
    row = f"w{ways - 1}"
    grown |= {f"{row}-verb": ["interview"], f"{row}-source": ["review"], f"{row}-target": ["interview"], f"{row}-label_en": ["Invite"]}
    grown |= {f"{row}-takers": ["coordinator"], f"{at(grown, 'verb', 'accept')}-source": ["interview"]}
    checked = client.post(address, grown | {"check": ["1"]})
    assert "This holds together, and strands nobody." in checked.content.decode()
    assert client.post(address, grown).status_code == 302
    assert StageTransition.objects.get(call=call, verb="accept").source.key == "interview"


def test_editor_who_began_before_somebody_else_saved_is_told(client, call, coordinator):
    client.force_login(coordinator)
    address = reverse("call-pipeline", args=[call.pk])
    data = filled(client.get(address))
    assert client.post(address, data | {f"{at(data, 'key', 'review')}-staff_en": ["Jury"]}).status_code == 302
    late = client.post(address, data | {f"{at(data, 'key', 'review')}-staff_en": ["Panel"]})
    assert late.status_code == 409
    assert "Somebody else has changed the pipeline meanwhile." in late.content.decode()
    assert "Panel" in late.content.decode()


def test_pipeline_begins_anew_with_a_ready_one_or_an_earlier_call(client, call, incubator, programme, coordinator):
    other = made_call(incubator, programme, coordinator, template="idea-and-full")
    client.force_login(coordinator)
    address = reverse("call-pipeline-begin", args=[call.pk])
    assert client.post(address, {"from": other.pk}).status_code == 302
    assert Stage.objects.filter(call=call, key="idea").exists()
    assert client.post(address, {"from": "one-stage"}).status_code == 302
    assert Stage.objects.filter(call=call, key="submitted").exists()
    for wrong in ("", "\x00", "x" * 10_000, str(call.programme_id)):
        assert client.post(address, {"from": wrong}).status_code == 400


def test_form_that_nobody_filled_in_is_told_so(client, call, coordinator):
    client.force_login(coordinator)
    address = reverse("call-pipeline", args=[call.pk])
    for given in ({}, {"stages": "1e9", "ways": "²"}, {"stages": "99999", "ways": "7"}, {"stages": "1", "s0-key": "\x00", "s0-kind": "open"}):
        assert client.post(address, given).status_code == 400, given
