"""Pages of development plans and their reports."""

from django.urls import path

from frontend.views import plan_forms, plan_reports, plans

urlpatterns = [
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.new, name="plan-new"),
    path("plans/several/", plan_reports.bulk, name="plan-several"),
    path("plans/questions/<uuid:programme>/", plan_forms.form, name="plan-form"),
    path("plans/reports/<uuid:pk>/", plan_reports.report, name="plan-report"),
    path("plans/reports/<uuid:pk>/approve/", plan_reports.approve, name="plan-report-approve"),
    path("plans/reports/<uuid:pk>/due/", plan_reports.due, name="plan-report-due"),
    path("plans/reports/<uuid:pk>/remind/", plan_reports.remind, name="plan-report-remind"),
    path("plans/reports/<uuid:pk>/return/", plan_reports.send_back, name="plan-report-return"),
    path("plans/reports/<uuid:pk>/skip/", plan_reports.skip, name="plan-report-skip"),
    path("plans/reports/<uuid:pk>/unskip/", plan_reports.unskip, name="plan-report-unskip"),
    path("plans/reports/<uuid:pk>/versions/<int:number>/", plan_reports.version, name="plan-report-version"),
    path("plans/<uuid:pk>/", plans.plan, name="plan"),
    path("plans/<uuid:pk>/actions/<uuid:action>/done/", plans.set_done, name="plan-action-done"),
    path("plans/<uuid:pk>/actions/<uuid:action>/remove/", plans.remove_action, name="plan-action-remove"),
    path("plans/<uuid:pk>/advice/", plans.log_advice, name="plan-advice"),
    path("plans/<uuid:pk>/advice/<uuid:entry>/", plans.correct_advice, name="plan-advice-correct"),
    path("plans/<uuid:pk>/approve/", plans.approve, name="plan-approve"),
    path("plans/<uuid:pk>/assign/", plans.assign, name="plan-assign"),
    path("plans/<uuid:pk>/baseline/", plans.baseline, name="plan-baseline"),
    path("plans/<uuid:pk>/close/", plans.close, name="plan-close"),
    path("plans/<uuid:pk>/goals/new/", plans.new_goal, name="plan-goal-new"),
    path("plans/<uuid:pk>/goals/<uuid:goal>/", plans.goal, name="plan-goal"),
    path("plans/<uuid:pk>/goals/<uuid:goal>/actions/", plans.add_action, name="plan-action-new"),
    path("plans/<uuid:pk>/goals/<uuid:goal>/remove/", plans.remove_goal, name="plan-goal-remove"),
    path("plans/<uuid:pk>/history/", plans.history, name="plan-history"),
    path("plans/<uuid:pk>/return/", plans.send_back, name="plan-return"),
    path("plans/<uuid:pk>/submit/", plans.submit, name="plan-submit"),
]
