"""Pages on which a call's applications are worked: board, table, funnel, stages."""

from django.urls import path, re_path

from frontend.views import board_tables, boards, pipelines

urlpatterns = [
    path("calls/table/", board_tables.across, name="calls-table"),
    re_path(r"^calls/table/export\.(?P<kind>csv|xlsx)$", board_tables.export_across, name="calls-export"),
    path("calls/<uuid:pk>/board/", boards.board, name="call-board"),
    path("calls/<uuid:pk>/board/column/<uuid:stage>/", boards.column, name="call-column"),
    path("calls/<uuid:pk>/board/<uuid:application>/", boards.card, name="call-card"),
    path("calls/<uuid:pk>/board/<uuid:application>/card/", boards.card_part, name="call-card-part"),
    path("calls/<uuid:pk>/board/<uuid:application>/move/", boards.move, name="call-card-move"),
    path("calls/<uuid:pk>/board/<uuid:application>/release/", boards.release, name="call-card-release"),
    path("calls/<uuid:pk>/board/<uuid:application>/take-back/", boards.take_back, name="call-card-take-back"),
    path("calls/<uuid:pk>/funnel/", board_tables.funnel, name="call-funnel"),
    path("calls/<uuid:pk>/pipeline/", pipelines.pipeline, name="call-pipeline"),
    path("calls/<uuid:pk>/pipeline/begin/", pipelines.begin, name="call-pipeline-begin"),
    path("calls/<uuid:pk>/table/", board_tables.table, name="call-table"),
    re_path(r"^calls/(?P<pk>[0-9a-f-]{36})/export\.(?P<kind>csv|xlsx)$", board_tables.export, name="call-export"),
]
