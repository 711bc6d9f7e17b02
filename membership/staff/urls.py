"""Addresses of the staff screens about members, below /staff/members/.

By membership number, never by key: it is the name that staff have on paper.
"""

from django.urls import path

from . import bulk, figures, grades, merging, screens, timeline

urlpatterns = [
    path("new/", screens.member_add, name="member-add"),
    path("many/", bulk.bulk_list, name="bulk-list"),
    path("many/<reference:reference>/", bulk.bulk_detail, name="bulk-detail"),
    path("many/<reference:reference>/start/", bulk.bulk_start, name="bulk-start"),
    path("many/<reference:reference>/drop/", bulk.bulk_drop, name="bulk-drop"),
    path("doubles/", merging.double_list, name="double-list"),
    path("doubles/<int:pk>/drop/", merging.merge_drop, name="merge-drop"),
    path("figures/", figures.figures_page, name="figures"),
    path("figures/<slug:key>.csv", figures.figures_sheet, name="figures-sheet"),
    path("<str:number>/", screens.member_detail, name="member-detail"),
    path("<str:number>/history/", timeline.member_history, name="member-history"),
    path("<str:number>/notes/", timeline.member_notes, name="member-notes"),
    path("<str:number>/correct/", screens.member_correct, name="member-correct"),
    path("<str:number>/terms/new/", screens.term_add, name="term-add"),
    path(
        "<str:number>/terms/<int:term_id>/withdraw/",
        screens.term_withdraw,
        name="term-withdraw",
    ),
    path("<str:number>/together/", merging.member_merge, name="member-merge"),
    path("<str:number>/grade/", grades.grade_change, name="grade-change"),
    path("<str:number>/address/", screens.address_propose, name="address-propose"),
]
