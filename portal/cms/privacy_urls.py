"""Where the CMS would offer to close a page or a collection in its own way."""

from django.urls import path

from portal.cms.not_offered import not_offered

urlpatterns = [
    path("staff/pages/<int:page_id>/privacy/", not_offered, name="page-privacy"),
    path(
        "staff/collections/<int:collection_id>/privacy/",
        not_offered,
        name="collection-privacy",
    ),
    path(
        "_util/authenticate_with_password/<int:restriction_id>/<int:page_id>/",
        not_offered,
        name="page-password",
    ),
]
