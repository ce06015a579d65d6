"""Pages of the ground: people, organisations, programmes, jobs."""

from django.urls import path

from frontend.views import approvals, jobs, memberships, organisations, partners, people, programmes, tokens

urlpatterns = [
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<uuid:pk>/approve/", approvals.approve, name="approve"),
    path("claim/<str:token>/", people.claim, name="claim"),
    path("colleague/<str:token>/", memberships.invited, name="colleague-invitation"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<uuid:pk>/", jobs.job, name="job"),
    path("jobs/<uuid:pk>/cancel/", jobs.cancel, name="job-cancel"),
    path("jobs/<uuid:pk>/resume/", jobs.resume, name="job-resume"),
    path("memberships/<uuid:pk>/end/", memberships.end, name="membership-end"),
    path("memberships/<uuid:pk>/role/", memberships.role, name="membership-role"),
    path("memberships/<uuid:pk>/<str:verb>/", memberships.answer, name="membership-answer"),
    path("organisation/", organisations.mine, name="organisation"),
    path("organisations/invitations/<uuid:pk>/withdraw/", memberships.withdraw, name="invitation-withdraw"),
    path("organisations/join/", organisations.join, name="organisation-join"),
    path("organisations/new/", organisations.new, name="organisation-new"),
    path("organisations/<uuid:pk>/", organisations.detail, name="organisation-detail"),
    path("organisations/<uuid:pk>/edit/", organisations.change, name="organisation-edit"),
    path("organisations/<uuid:pk>/history/", approvals.history, name="organisation-history"),
    path("organisations/<uuid:pk>/invite/", memberships.invite, name="organisation-invite"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/new/", programmes.new, name="programme-new"),
    path("programmes/<uuid:pk>/", programmes.programme, name="programme"),
    path("programmes/<uuid:pk>/appointments/<uuid:appointment>/end/", programmes.end_appointment, name="appointment-end"),
    path("programmes/<uuid:pk>/ask/", partners.ask, name="programme-ask"),
    path("programmes/<uuid:pk>/invite/", partners.invite, name="programme-invite"),
    path("programmes/<uuid:pk>/join/", programmes.join, name="programme-join"),
    path("programmes/<uuid:pk>/leave/<uuid:company>/", programmes.leave, name="programme-leave"),
    path("programmes/<uuid:pk>/manage/", programmes.manage, name="programme-manage"),
    path("programmes/<uuid:pk>/partners/<uuid:partner>/end/", programmes.end_partner, name="partner-end"),
    path("programmes/<uuid:pk>/sharing/<uuid:agreement>/end/", programmes.end_sharing, name="sharing-end"),
    path("programmes/requests/<uuid:pk>/", partners.partner_request, name="partner-request"),
    path("programmes/requests/<uuid:pk>/withdraw/", partners.withdraw, name="partner-request-withdraw"),
    path("settings/", people.settings, name="settings"),
    path("settings/tokens/", tokens.tokens, name="tokens"),
    path("settings/tokens/<uuid:pk>/revoke/", tokens.revoke, name="token-revoke"),
    path("welcome/", people.onboarding, name="onboarding"),
]
