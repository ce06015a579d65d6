"""Pages of cohorts."""

from django.urls import path, re_path

from frontend.views import cohort_members, cohort_sessions, cohort_track, cohorts

urlpatterns = [
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/new/", cohorts.new, name="cohort-new"),
    path("cohorts/sessions/<uuid:pk>/", cohort_sessions.session, name="cohort-session"),
    path("cohorts/sessions/<uuid:pk>/attendance/", cohort_sessions.record, name="cohort-session-record"),
    path("cohorts/sessions/<uuid:pk>/cancel/", cohort_sessions.cancel, name="cohort-session-cancel"),
    path("cohorts/sessions/<uuid:pk>/edit/", cohort_sessions.edit, name="cohort-session-edit"),
    path("cohorts/<uuid:pk>/", cohorts.cohort, name="cohort"),
    path("cohorts/<uuid:pk>/companies/", cohort_members.companies, name="cohort-members"),
    path("cohorts/<uuid:pk>/companies/add/", cohort_members.add, name="cohort-member-add"),
    path("cohorts/<uuid:pk>/companies/confirmed/", cohort_members.take_confirmed, name="cohort-take-confirmed"),
    path("cohorts/<uuid:pk>/companies/<uuid:member>/people/", cohort_members.people, name="cohort-member-people"),
    path("cohorts/<uuid:pk>/companies/<uuid:member>/remove/", cohort_members.take_out, name="cohort-member-remove"),
    path("cohorts/<uuid:pk>/conversation/", cohorts.come_in, name="cohort-come-in"),
    path("cohorts/<uuid:pk>/edit/", cohorts.edit, name="cohort-edit"),
    path("cohorts/<uuid:pk>/match/", cohort_track.match, name="cohort-match"),
    path("cohorts/<uuid:pk>/match/ask/", cohort_track.ask, name="cohort-ask"),
    path("cohorts/<uuid:pk>/sessions/new/", cohort_sessions.new, name="cohort-session-new"),
    path("cohorts/<uuid:pk>/track/", cohort_track.track, name="cohort-track"),
    path("cohorts/<uuid:pk>/track/rules/", cohort_track.track_rules, name="cohort-rules"),
    path("cohorts/<uuid:pk>/track/<uuid:member>/", cohort_track.note, name="cohort-note"),
    re_path(r"^cohorts/(?P<pk>[0-9a-f-]{36})/(?P<verb>begin|end|reopen)/$", cohorts.verb, name="cohort-verb"),
]
