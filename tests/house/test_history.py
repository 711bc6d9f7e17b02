"""Every step that the code records has words for it, and nothing is recorded twice."""

import ast
from pathlib import Path

from wagtail.log_actions import registry

ROOT = Path(__file__).resolve().parents[2]
APPS = ("portal", "membership", "events", "cpd")


def strings_in(node):
    """Return what an action may be: also both arms of a choice between two."""
    if isinstance(node, ast.IfExp):
        return [*strings_in(node.body), *strings_in(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) else [None]


def recorded(source):
    """Return the action of each call of `history.record`."""
    return [
        action
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "record"
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "history"
        for action in strings_in(call.args[1])
    ]


def every_action():
    return {
        (action, str(path.relative_to(ROOT)))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        for action in recorded(path.read_text())
    }


def test_every_action_in_the_code_is_registered():
    unknown = {
        (action, path)
        for action, path in every_action()
        # An action that is put together elsewhere cannot be read here.
        if action is not None and not registry.action_exists(action)
    }

    assert unknown == set()


def test_the_search_for_actions_finds_what_is_there():
    source = (
        'history.record(row, "a.b" if x else "c.d", by=by)\nhistory.record(r, "e.f")'
    )

    assert recorded(source) == ["a.b", "c.d", "e.f"]
    assert len(every_action()) > 20


def test_every_line_about_events_can_be_read_without_its_facts():
    """A line of an older release lacks what a newer one notes."""
    registry.scan_for_actions()
    ours = [name for name in registry.formatters if name.startswith("events.")]

    class Line:
        data: dict[str, str] = {}

    said = {name: registry.formatters[name].format_message(Line) for name in ours}

    assert said
    assert all(said.values())
