"""Rules of the house that no linter knows."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("config", "analysis", "storage", "guard", "crawler", "digests", "scheduler", "zhongde", "newsroom")
LONGEST_MODULE = 400


def modules() -> list[Path]:
    folders = (*ROOMS, "tests", "benchmarks")
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def test_no_module_is_long():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert long == {}


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_says_what_it_is_for(room):
    docstring = ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8")))
    assert docstring


def test_locked_dependencies_name_no_address_and_have_hashes():
    files = sorted((ROOT / "requirements").glob("*.txt"))
    assert len(files) >= 4
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path.name
        pins = re.findall(r"^[A-Za-z0-9_.\[\],-]+==", text, re.MULTILINE)
        assert pins
        assert text.count("--hash=sha256:") >= len(pins), path.name


def test_commands_of_the_readme_exist():
    from zhongde.main import main

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make ([a-z]+)", readme, re.MULTILINE):
        assert re.search(rf"^{target}:", targets, re.MULTILINE), target
    commands = set(re.findall(r"^\.venv/bin/zhongde ([a-z-]+(?: (?:list|preview))?)", readme, re.MULTILINE))
    assert len(commands) >= 6
    for command in commands:
        assert main([*command.split(), "--help"]) == 0, command


def test_links_of_the_pages_lead_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    broken = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_nothing_is_kept_that_git_would_not_keep():
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if kept.returncode:
        pytest.skip("no checkout of git")
    assert not [name for name in kept.stdout.splitlines() if name.endswith((".db", ".pyc", ".log"))]
