"""Pages of mentors, incubators, requests and their answers."""

from django.urls import path

from frontend.views import apart, choices, matching, profiles, requests

urlpatterns = [
    path("asked/", choices.choices, name="choices"),
    path("asked/<uuid:pk>/", choices.choice, name="choice"),
    path("asked/<uuid:pk>/accept/", choices.accept, name="choice-accept"),
    path("asked/<uuid:pk>/ask/", choices.ask, name="choice-ask"),
    path("asked/<uuid:pk>/decline/", choices.decline, name="choice-decline"),
    path("choices/<uuid:pk>/approve/", matching.approve, name="choice-approve"),
    path("choices/<uuid:pk>/refuse/", matching.refuse, name="choice-refuse"),
    path("choices/<uuid:pk>/reply/", requests.reply, name="choice-reply"),
    path("incubators/", profiles.incubators, name="incubators"),
    path("incubators/<uuid:pk>/", profiles.incubator, name="incubator"),
    path("incubators/of/<uuid:pk>/", profiles.own_incubator, name="incubator-profile"),
    path("mentors/", profiles.mentors, name="mentors"),
    path("mentors/<uuid:pk>/", profiles.mentor, name="mentor"),
    path("mentors/<uuid:pk>/apart/", apart.from_mentor, name="mentor-apart"),
    path("mentors/approvals/", profiles.approvals, name="mentor-approvals"),
    path("mentors/approvals/<uuid:pk>/", profiles.decide, name="mentor-decide"),
    path("mentors/me/", profiles.own, name="mentor-profile"),
    path("mentors/me/pause/", profiles.pause, name="mentor-profile-pause"),
    path("mentors/me/pauses/<uuid:pk>/end/", profiles.resume, name="mentor-profile-resume"),
    path("mentors/me/programmes/<uuid:pk>/", profiles.ask_approval, name="mentor-profile-programme"),
    path("organisations/<uuid:pk>/apart/", apart.from_company, name="organisation-apart"),
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.new, name="request-new"),
    path("requests/<uuid:pk>/", requests.detail, name="request"),
    path("requests/<uuid:pk>/edit/", requests.edit, name="request-edit"),
    path("requests/<uuid:pk>/order/", matching.order, name="request-order"),
    path("requests/<uuid:pk>/pair/<uuid:candidate>/", matching.pair, name="request-pair"),
    path("requests/<uuid:pk>/reopen/", requests.reopen, name="request-reopen"),
    path("requests/<uuid:pk>/send/", requests.send, name="request-send"),
    path("requests/<uuid:pk>/shortlist/", matching.shortlist, name="shortlist"),
    path("requests/<uuid:pk>/withdraw/", requests.withdraw, name="request-withdraw"),
    path("settings/apart/", apart.apart, name="apart"),
    path("settings/apart/<uuid:pk>/lift/", apart.lift_one, name="apart-lift"),
]
