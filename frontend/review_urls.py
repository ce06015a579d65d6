"""Pages of reviews, a reviewer's and the coordinators'."""

from django.urls import path

from frontend.views import redactions, reviews
from frontend.views import review_staff as staff

_CALL, _APPLICATION = "calls/<uuid:pk>/reviews/", "calls/<uuid:pk>/reviews/<uuid:application>/"

urlpatterns = [
    path("reviews/", reviews.reviewed_calls, name="reviewed-calls"),
    path("calls/<uuid:pk>/reviewing/", reviews.reviews_of_call, name="reviews-of-call"),
    path("applications/<uuid:pk>/review/", reviews.review, name="review"),
    path("applications/<uuid:pk>/review/abstain/", reviews.abstain, name="review-abstain"),
    path("applications/<uuid:pk>/review/conflict/", reviews.conflict, name="review-conflict"),
    path("applications/<uuid:pk>/review/reopen/", reviews.reopen, name="review-reopen"),
    path(_CALL, staff.call_reviews, name="call-reviews"),
    path(f"{_CALL}allocate/", staff.allocate, name="call-allocate"),
    path(f"{_CALL}criteria/new/", staff.criterion, name="call-review-criterion-new"),
    path(f"{_CALL}criteria/<slug:key>/", staff.criterion, name="call-review-criterion"),
    path(f"{_CALL}criteria/<slug:key>/remove/", staff.remove_criterion, name="call-review-criterion-remove"),
    path(f"{_CALL}decisions/", staff.decisions, name="call-decisions"),
    path(f"{_CALL}phases/new/", staff.phase, name="call-review-phase-new"),
    path(f"{_CALL}phases/<uuid:phase>/", staff.phase, name="call-review-phase"),
    path(f"{_CALL}phases/<uuid:phase>/remove/", staff.remove_phase, name="call-review-phase-remove"),
    path(f"{_CALL}ranking/", staff.ranking, name="call-ranking"),
    path(f"{_CALL}reviewers/add/", staff.add_reviewer, name="call-reviewer-add"),
    path(f"{_CALL}reviewers/<uuid:reviewer>/remove/", staff.remove_reviewer, name="call-reviewer-remove"),
    path(f"{_CALL}settings/", staff.settings, name="call-review-settings"),
    path(_APPLICATION, staff.application_reviews, name="application-reviews"),
    path(f"{_APPLICATION}assignments/<uuid:assignment>/remove/", staff.take_back, name="application-assignment-remove"),
    path(f"{_APPLICATION}conflict/", staff.own_conflict, name="application-conflict"),
    path(f"{_APPLICATION}conflicts/<uuid:conflict>/lift/", staff.lift, name="application-conflict-lift"),
    path(f"{_APPLICATION}redaction/", redactions.redaction, name="application-redaction"),
    path(f"{_APPLICATION}redaction/<uuid:redaction>/undo/", redactions.undo, name="application-redaction-undo"),
]
