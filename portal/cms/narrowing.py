"""Narrowing: what a reader may narrow a list by, in selects that work without script.

What makes no sense is left out and never refused: addresses of lists are passed on.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

type Choices = Iterable[tuple[str, str]]


class Narrowing(forms.Form):
    """Selects that are made from what there is."""

    def offer(self, name: str, label: str, all_of_them: str, rest: Choices) -> None:
        """Add a select; an empty answer means all of them."""
        self.fields[name] = forms.ChoiceField(
            required=False, label=label, choices=[("", all_of_them), *rest]
        )

    def applied(self) -> dict[str, str]:
        """Return what the list is narrowed by, in the words of the choices."""
        self.full_clean()
        found = {}
        for name, value in self.cleaned_data.items():
            if value:
                field = self.fields[name]
                assert isinstance(field, forms.ChoiceField)
                choices: Any = field.choices
                found[name] = dict(choices)[value]
        return found

    def ways_back(self, url: str) -> list[dict[str, str]]:
        """Return each thing that the list is narrowed by, with the way without it."""
        return [
            {"words": words, "url": _without(self.data, name, url)}
            for name, words in self.applied().items()
        ]


def _without(asked: Any, name: str, url: str) -> str:
    query = asked.copy() if isinstance(asked, QueryDict) else QueryDict(mutable=True)
    query.pop(name, None)
    query.pop("page", None)
    return f"?{query.urlencode()}" if query else url
