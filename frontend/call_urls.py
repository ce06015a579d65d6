"""Pages of calls and applications."""

from django.urls import path, re_path

from frontend.views import applications, call_forms, calls, co_applicants

urlpatterns = [
    path("applications/invited/<str:token>/", co_applicants.invited, name="co-applicant-invitation"),
    path("applications/<uuid:pk>/", applications.application, name="application"),
    path("applications/<uuid:pk>/information/", applications.ask_information, name="application-ask-information"),
    path("applications/<uuid:pk>/people/", co_applicants.ask_in, name="application-ask-in"),
    path("applications/<uuid:pk>/people/<uuid:person>/remove/", co_applicants.remove, name="application-person-remove"),
    path("applications/<uuid:pk>/versions/", applications.versions, name="application-versions"),
    path("applications/<uuid:pk>/write/", applications.write, name="application-write"),
    path("applications/<uuid:pk>/write/<slug:key>/", applications.keep, name="application-keep"),
    re_path(r"^applications/(?P<pk>[0-9a-f-]{36})/(?P<verb>submit|confirm|withdraw|take-up)/$", applications.verb, name="application-verb"),
    path("calls/", calls.calls, name="calls"),
    path("calls/new/", calls.new, name="call-new"),
    path("calls/<uuid:pk>/", calls.call, name="call"),
    path("calls/<uuid:pk>/apply/", calls.apply, name="call-apply"),
    path("calls/<uuid:pk>/cancel/", calls.cancel, name="call-cancel"),
    path("calls/<uuid:pk>/copy/", calls.copy, name="call-copy"),
    path("calls/<uuid:pk>/edit/", calls.edit, name="call-edit"),
    path("calls/<uuid:pk>/form/", call_forms.form, name="call-form"),
    path("calls/<uuid:pk>/form/drop/", call_forms.drop, name="call-form-drop"),
    path("calls/<uuid:pk>/form/new/", call_forms.question, name="call-question-new"),
    path("calls/<uuid:pk>/form/preview/", call_forms.preview, name="call-form-preview"),
    path("calls/<uuid:pk>/form/use/", call_forms.put_in_use, name="call-form-use"),
    path("calls/<uuid:pk>/form/q/<slug:key>/", call_forms.question, name="call-question"),
    path("calls/<uuid:pk>/form/q/<slug:key>/move/", call_forms.move, name="call-question-move"),
    path("calls/<uuid:pk>/form/q/<slug:key>/remove/", call_forms.remove, name="call-question-remove"),
    re_path(r"^calls/(?P<pk>[0-9a-f-]{36})/(?P<verb>publish|archive|reopen)/$", calls.verb, name="call-verb"),
]
