"""The composition root: which address leads into which package. Upper packages are named as strings."""

from csp.decorators import csp_update
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from network.core.problems import UnknownAddress

# Swagger's page has an inline style; scripts stay as strict as everywhere.
docs = csp_update({"style-src": ["'unsafe-inline'"]})(SpectacularSwaggerSplitView.as_view(url_name="schema"))

# A namespace of their own: `api:organisation-detail` is not the page `organisation-detail`.
resources = [path("", include(package)) for package in ("network.api_urls", "messaging.api_urls", "mentoring.api_urls")]

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", docs, name="api-docs"),
    path("api/v1/", include((resources, "api"))),
    path("api/<path:rest>", UnknownAddress.as_view()),
    path("", include("network.page_urls")),
    path("", include("frontend.urls")),
]
handler400 = "frontend.views.errors.bad_request"
handler403 = "frontend.views.errors.forbidden"
handler404 = "frontend.views.errors.not_found"
handler500 = "frontend.views.errors.server_error"
