"""How an editor chooses an event for a page."""

from django import forms
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from events.models import Event
from portal.core.words import uk_when


class EventFilterForm(BaseFilterForm):
    q = forms.CharField(
        label="Words of the title",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Words of the title"}),
    )

    def filter(self, objects):
        objects = super().filter(objects)
        wanted = self.cleaned_data.get("q")
        if wanted:
            objects = objects.filter(title__icontains=wanted)
            self.is_searching = True
            self.search_query = wanted
        return objects


class _ByDate:
    ordering = ("-starts_at", "-pk")
    filter_form_class = EventFilterForm

    def get_object_list(self):
        return Event.objects.public()

    @property
    def columns(self):
        return [
            self.title_column,
            Column(
                "starts_at",
                label="When",
                accessor=lambda event: uk_when(event.starts_at, event.ends_at),
            ),
        ]


class ChooseEvent(_ByDate, ChooseView):
    pass


class ChooseEventResults(_ByDate, ChooseResultsView):
    pass


class EventChooserViewSet(ChooserViewSet):
    model = Event
    icon = "calendar-alt"
    choose_one_text = "Choose an event"
    choose_another_text = "Choose another event"
    choose_view_class = ChooseEvent
    choose_results_view_class = ChooseEventResults


event_chooser = EventChooserViewSet("event_chooser")
