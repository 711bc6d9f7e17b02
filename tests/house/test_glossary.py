"""Every model stands in the glossary: names come from the field, and are said there."""

from pathlib import Path

from django.apps import apps

OURS = (
    "body",
    "accounts",
    "notifications",
    "payments",
    "cms",
    "demo",
    "membership",
    "events",
    "cpd",
)
GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"


def test_every_model_is_in_the_glossary():
    words = GLOSSARY.read_text()

    missing = [
        model.__name__
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if f"`{model.__name__}`" not in words and f"`{model.__name__}." not in words
    ]

    assert missing == []
