"""The lock files name what pyproject.toml asks for, and nothing of this machine."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = [
    each
    for group in PROJECT["project"]["optional-dependencies"].values()
    for each in group
]
ASKED = {
    "runtime": PROJECT["project"]["dependencies"],
    "production": [*PROJECT["project"]["dependencies"], *EXTRAS],
    "dev": [
        *PROJECT["project"]["dependencies"],
        *EXTRAS,
        *PROJECT["dependency-groups"]["dev"],
    ],
}


@pytest.mark.parametrize("name", ASKED)
def test_lock_meets_every_requirement(name):
    locked = dict(_pins(name))

    unmet = [
        asked
        for asked in map(Requirement, ASKED[name])
        if not asked.specifier.contains(locked.get(canonicalize_name(asked.name), "0"))
    ]

    assert unmet == []


@pytest.mark.parametrize(
    ("smaller", "larger"), [("runtime", "production"), ("production", "dev")]
)
def test_larger_lock_holds_the_smaller_one(smaller, larger):
    assert set(_pins(smaller)) - set(_pins(larger)) == set()


@pytest.mark.parametrize("name", ASKED)
def test_lock_names_no_address_and_hashes_every_package(name):
    text = (ROOT / f"requirements/{name}.lock").read_text()

    assert "://" not in text
    assert text.count("==") <= text.count("--hash=sha256:")


def _pins(name: str) -> Iterator[tuple[str, str]]:
    for line in (ROOT / f"requirements/{name}.lock").read_text().splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            pin = Requirement(line.rstrip("\\ "))
            yield canonicalize_name(pin.name), next(iter(pin.specifier)).version
