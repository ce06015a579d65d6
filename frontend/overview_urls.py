"""Pages on many at once: the coordinator's, the pipeline's, and investor meetings."""

from django.urls import path, re_path

from frontend.views import coordination, pipeline

urlpatterns = [
    path("coordination/", coordination.coordination, name="coordination"),
    path("coordination/mentorships/", coordination.mentorships, name="coordination-mentorships"),
    path("coordination/feedback/", coordination.feedback, name="coordination-feedback"),
    re_path(r"^coordination/(?P<what>request|mentorship)/(?P<pk>[0-9a-f-]{36})/write/(?P<to>[a-z]+)/$", coordination.write, name="coordination-write"),
    path("pipeline/", pipeline.pipeline, name="pipeline"),
    path("pipeline/<uuid:pk>/companies/", pipeline.pipeline_companies, name="pipeline-companies"),
]
