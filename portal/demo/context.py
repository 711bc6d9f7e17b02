"""What the frame of a page knows when it stands in the demonstration."""

from django.http import HttpRequest


def demonstration(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - asked so
    return {"demonstration": True}
