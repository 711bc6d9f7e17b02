"""Champions in the staff area: the programmes, and who was trained in which."""

from django import forms
from django.urls import reverse
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic

from events.models import Champion, ChampionProgramme
from portal.accounts.models import User
from portal.accounts.viewsets import RefusedInWords
from portal.body.viewsets import KeptViewSet
from portal.core import clock
from portal.core.words import uk_day

from . import champions


class ProgrammeViewSet(KeptViewSet):
    model = ChampionProgramme
    name = "champion_programmes"
    url_prefix = "champion-programmes"
    icon = "folder-open-inverse"
    list_display = ["name", "position", BooleanColumn("in_use", label="In use")]
    search_fields = ["name"]
    ordering = ["position", "name"]
    form_fields = ["name", "description", "position", "in_use"]


class NewChampionForm(forms.ModelForm):
    email = forms.EmailField(
        label="E-mail address of the account",
        help_text="A champion signs in with an account, member or not.",
    )

    class Meta:
        model = Champion
        fields = ["programme", "email", "trained_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        in_use = ChampionProgramme.objects.filter(in_use=True)
        self.fields["programme"].queryset = in_use

    def clean_email(self):
        address = self.cleaned_data["email"].strip().lower()
        user = User.objects.filter(email=address, is_active=True).first()
        if user is None:
            raise forms.ValidationError(
                "No account has this address. Ask the person to open one first."
            )
        self.cleaned_data["user"] = user
        return address

    def clean_trained_on(self):
        trained_on = self.cleaned_data["trained_on"]
        if trained_on > clock.today():
            raise forms.ValidationError("Enter it once the training is over.")
        return trained_on


class StepDownForm(forms.ModelForm):
    class Meta:
        model = Champion
        fields = ["stepped_down_on"]
        labels = {"stepped_down_on": "Last day as a champion"}
        help_texts = {
            "stepped_down_on": "What is for champions closes with the day after it. "
            "It cannot be taken back: a new training makes a new champion."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stepped_down_on"].required = True


def edit_url(champion):
    return reverse("champions:edit", args=[champion.pk])


class ChampionList(generic.IndexView):
    page_title = "Champions"
    add_item_label = "New champion"
    default_ordering = "-trained_on"
    columns = [
        TitleColumn(
            "user",
            label="Champion",
            accessor=lambda champion: str(champion.user),
            sort_key="user__name",
            get_url=edit_url,
        ),
        Column("programme", label="Programme", sort_key="programme__name"),
        Column(
            "trained_on",
            label="Trained on",
            accessor=lambda champion: uk_day(champion.trained_on),
            sort_key="trained_on",
        ),
        Column(
            "stepped_down_on",
            label="Stepped down on",
            accessor=lambda champion: uk_day(champion.stepped_down_on),
        ),
    ]

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("user", "programme")


class ChampionCreate(RefusedInWords, generic.CreateView):
    page_title = "New champion"
    success_message = "The champion is on the list."

    def save_instance(self):
        given = self.form.cleaned_data
        return champions.name_champion(
            given["user"],
            given["programme"],
            trained_on=given["trained_on"],
            by=self.request.user,
        )


class ChampionEdit(RefusedInWords, generic.EditView):
    success_message = "The last day is noted."

    def save_instance(self):
        # The form has put what was typed into its own row; the verb compares.
        champion = Champion.objects.get(pk=self.object.pk)
        champions.step_down(
            champion, on=self.form.cleaned_data["stepped_down_on"], by=self.request.user
        )
        return champion

    def get_page_subtitle(self):
        return f"{self.object.user}, {self.object.programme}"


class ChampionViewSet(KeptViewSet):
    model = Champion
    name = "champions"
    url_prefix = "champions"
    icon = "group"
    index_view_class = ChampionList
    add_view_class = ChampionCreate
    edit_view_class = ChampionEdit
    list_filter = ["programme"]
    search_fields = ["user__name", "user__email"]

    def get_form_class(self, *, for_update=False):
        return StepDownForm if for_update else NewChampionForm


champions_screens = ChampionViewSet()
