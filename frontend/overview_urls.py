"""Pages on many at once: the coordinator's, the pipeline's, and investor meetings."""

from django.urls import path, re_path

from frontend.views import across, coordination, investors, mentor_loans, pipeline, referrals, supply

urlpatterns = [
    path("coordination/", coordination.coordination, name="coordination"),
    path("coordination/mentorships/", coordination.mentorships, name="coordination-mentorships"),
    path("coordination/feedback/", coordination.feedback, name="coordination-feedback"),
    path("coordination/hours/", supply.hours, name="coordination-supply"),
    re_path(r"^coordination/(?P<what>request|mentorship)/(?P<pk>[0-9a-f-]{36})/write/(?P<to>[a-z]+)/$", coordination.write, name="coordination-write"),
    path("investor-meetings/", investors.meetings, name="investor-meetings"),
    path("investor-meetings/new/", investors.new, name="investor-meeting-new"),
    path("investor-meetings/<uuid:pk>/", investors.meeting, name="investor-meeting"),
    path("investor-meetings/<uuid:pk>/cancel/", investors.cancel, name="investor-meeting-cancel"),
    path("investor-meetings/<uuid:pk>/documents/", investors.add_document, name="investor-meeting-document-add"),
    path("investor-meetings/<uuid:pk>/documents/<uuid:document>/remove/", investors.remove_document, name="investor-meeting-document-remove"),
    path("investor-meetings/<uuid:pk>/edit/", investors.edit, name="investor-meeting-edit"),
    path("investor-meetings/<uuid:pk>/invite/", investors.invite, name="investor-meeting-invite"),
    path("investor-meetings/<uuid:pk>/move/", investors.move, name="investor-meeting-move"),
    path("investor-meetings/<uuid:pk>/newcomers/", investors.add_newcomer, name="investor-meeting-newcomer"),
    path("investor-meetings/<uuid:pk>/people/", investors.add_known, name="investor-meeting-person-add"),
    path("investor-meetings/<uuid:pk>/people/<uuid:person>/remove/", investors.remove_person, name="investor-meeting-person-remove"),
    path("investor-meetings/<uuid:pk>/record/", investors.record, name="investor-meeting-record"),
    path("mentor-loans/new/", mentor_loans.new, name="mentor-loan-new"),
    path("mentor-loans/<uuid:pk>/", mentor_loans.loan, name="mentor-loan"),
    path("mentor-loans/<uuid:pk>/say/", mentor_loans.say, name="mentor-loan-say"),
    path("pipeline/", pipeline.pipeline, name="pipeline"),
    path("pipeline/applications/", across.figures, {"what": "applications"}, name="pipeline-applications"),
    path("pipeline/applications/companies/", across.companies, {"what": "applications"}, name="pipeline-applications-companies"),
    re_path(r"^pipeline/applications/export\.(?P<kind>csv|xlsx)$", across.export, {"what": "applications"}, name="pipeline-applications-export"),
    path("pipeline/plans/", across.figures, {"what": "plans"}, name="pipeline-plans"),
    path("pipeline/plans/companies/", across.companies, {"what": "plans"}, name="pipeline-plans-companies"),
    re_path(r"^pipeline/plans/export\.(?P<kind>csv|xlsx)$", across.export, {"what": "plans"}, name="pipeline-plans-export"),
    path("pipeline/<uuid:pk>/companies/", pipeline.pipeline_companies, name="pipeline-companies"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/new/<uuid:pk>/", referrals.new, name="referral-new"),
    path("referrals/<uuid:pk>/", referrals.referral, name="referral"),
    path("referrals/<uuid:pk>/consent/", referrals.consent, name="referral-consent"),
    path("referrals/<uuid:pk>/say/", referrals.say, name="referral-say"),
]
