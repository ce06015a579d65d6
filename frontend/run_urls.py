"""Pages of match runs: a whole cohort matched at once."""

from django.urls import path

from frontend.views import match_fairness, match_pairs, match_runs, match_tries

urlpatterns = [
    path("match-runs/", match_runs.runs, name="match-runs"),
    path("match-runs/fairness/<uuid:programme>/", match_fairness.over_time, name="match-fairness"),
    path("match-runs/new/<uuid:programme>/", match_runs.new, name="match-run-new"),
    path("match-runs/<uuid:pk>/", match_runs.run, name="match-run"),
    path("match-runs/<uuid:pk>/cancel/", match_runs.cancel, name="match-run-cancel"),
    path("match-runs/<uuid:pk>/compare/", match_tries.compare, name="match-run-compare"),
    path("match-runs/<uuid:pk>/discard/", match_runs.discard, name="match-run-discard"),
    path("match-runs/<uuid:pk>/fairness/", match_fairness.of_run, name="match-run-fairness"),
    path("match-runs/<uuid:pk>/go-on/", match_runs.go_on, name="match-run-go-on"),
    path("match-runs/<uuid:pk>/pair/", match_pairs.pair, name="match-run-pair"),
    path("match-runs/<uuid:pk>/publish/", match_runs.publish, name="match-run-publish"),
    path("match-runs/<uuid:pk>/rerun/", match_runs.rerun, name="match-run-rerun"),
    path("match-runs/<uuid:pk>/what-if/", match_tries.what_if, name="match-run-what-if"),
    path("match-runs/pins/<uuid:pk>/lift/", match_pairs.lift, name="match-run-pin-lift"),
]
