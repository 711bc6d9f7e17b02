"""The staff screen of figures: tables, drawn, and each as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from membership import charts, figures, standing
from portal.core import clock
from portal.rendering import sheets

from .frame import for_keepers, screen, url


@for_keepers
@require_safe
def figures_page(request: HttpRequest) -> HttpResponse:
    made = figures.every(figures.lives(), on=clock.today(), grace=standing.grace_days())
    return screen(
        request,
        "figures",
        title="Figures",
        figures=[
            (figure, charts.chart_of(figure), url("figures-sheet", figure.key))
            for figure in made
        ],
    )


@for_keepers
@require_safe
def figures_sheet(_request: HttpRequest, key: str) -> HttpResponse:
    on = clock.today()
    made = figures.every(figures.lives(), on=on, grace=standing.grace_days())
    figure = next((each for each in made if each.key == key), None)
    if figure is None:
        raise Http404
    answer = HttpResponse(
        sheets.sheet(figure.header, figure.rows), content_type=sheets.MEDIA_TYPE
    )
    name = f"members-{figure.key}-{on.isoformat()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
