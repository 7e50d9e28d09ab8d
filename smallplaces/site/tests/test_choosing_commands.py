"""`smallplaces choose` and `smallplaces count`, as somebody types them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from smallplaces.engines.choosing import Project, election, write_pabulib
from smallplaces.site.cli import main

COSTS = {"A": 600, "B": 300, "C": 300, "D": 200, "E": 400}
BALLOTS = ["ADE", "ADE", "AE", "AE", "AE", "A", "BCD", "BC", "BC", "CD"]
WARD = '2,1,\n5,1,2,\n3,2,\n"Candidate 1","Ann","Green",\n"Candidate 2","Ben",\n"Ward 1",\n'


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Return the file of ten people with £1,000."""
    made = election([Project(*each) for each in COSTS.items()], BALLOTS, budget=1_000)
    path = tmp_path / "town.pb"
    path.write_text(write_pabulib(made, {"description": "Ten people"}), encoding="utf-8")
    return path


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    """Return a file of eight ballots."""
    path = tmp_path / "ward.csv"
    path.write_text(WARD, encoding="utf-8")
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.parametrize(
    ("options", "chosen", "cost"),
    [
        ([], ["A", "C"], 900),
        (["--utility", "cardinality"], ["C", "D", "E"], 900),
        (["--completion", "add1"], ["A", "C"], 900),
        (["--completion", "utilitarian"], ["A", "C"], 900),
        (["--rule", "greedy"], ["A", "E"], 1_000),
        (["--rule", "phragmen"], ["C", "D", "E"], 900),
    ],
)
def test_every_rule_chooses(town: Path, options: list[str], chosen: list[str], cost: int) -> None:
    told = json.loads(run("choose", town, "--json", *options).stdout)
    assert (sorted(told["chosen"]), told["cost"], told["budget"]) == (chosen, cost, 1_000)
    assert run("choose", town, *options).exit_code == 0


def test_it_says_why(town: Path) -> None:
    said = run("choose", town).stdout
    assert "A  600    6 people paid 100 each." in said
    assert "2 of 5 projects, for 900 of 1000." in said
    assert "B  300    It needed 225 more from its 3 people." in said


def test_it_counts_with_every_stage(ward: Path) -> None:
    told = json.loads(run("count", ward, "--seats", 1, "--json").stdout)
    assert (told["elected"], told["quota"]) == (["Ann"], 5)
    assert told["stages"][0]["votes"] == {"Ann": "5.00000", "Ben": "3.00000"}
    said = run("count", ward, "--seats", 1).stdout
    assert "Quota 5." in said
    assert said.endswith("Elected: Ann.\n")


@pytest.mark.parametrize("command", [["choose"], ["count", "--seats", "1"]])
@pytest.mark.parametrize("written", [b"", b"\xff\xfe\x00", b"nonsense;\n1"])
def test_a_file_that_is_not_one_is_said(tmp_path: Path, command: list[str], written: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(written)
    result = run(*command, path)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.output
