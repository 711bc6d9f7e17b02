"""The addresses of files, in place of the CMS's own: no password opens one."""

from django.urls import path

from portal.cms import files

urlpatterns = [
    # The CMS asks for the address of a file by this name.
    path("<int:file_id>/<path:name>", files.serve, name="wagtaildocs_serve"),
]
