"""The wheel: what is in it, and that it works in an empty environment outside the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = ("twin_nlp/", "twin_nlp-")
PAGES = "twin_nlp/web/static/"
DATA_ALLOWED = {
    "twin_nlp/data/gazetteer.json",
    "twin_nlp/data/land.json",
    "twin_nlp/data/link.json",
    "twin_nlp/data/sample.jsonl",
    "twin_nlp/formats/report_page.html",
    "twin_nlp/models/MODEL_CARD.md",
    "twin_nlp/models/heads.json",
    "twin_nlp/models/held_out.json",
    "twin_nlp/models/manifest.json",
    "twin_nlp/models/weights.npz",
    "twin_nlp/py.typed",
}
SCRIPT = """
import twin_nlp, sys
assert "site-packages" in twin_nlp.__file__ and not twin_nlp.__file__.startswith(sys.argv[1]), twin_nlp.__file__
text = ("MITO DELEGATION VISITS\\n\\nAnaheim welcomed a 12-member delegation from its sister city of Mito, Japan, "
        "on May 14, 2019. The group, led by Deputy Mayor Kenta Aoyama, met with Mayor Dana Holloway and signed "
        "a renewed sister city agreement at City Hall.")
events = twin_nlp.classify(text, "2019-05-16")
print(len(events), events[0].type, events[0].date.edtf, sorted(p.name for p in events[0].partners))
"""


def tracked_files() -> set[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    return set(listed.stdout.splitlines())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    source = tmp_path_factory.mktemp("clone")
    names = [n for n in tracked_files() if (ROOT / n).is_file()]
    if not names:
        pytest.fail("the wheel is built from the files that git tracks, and git lists none")
    for name in names:
        if name.startswith(("twin_nlp/", "models/")) or "/" not in name:
            target = source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)],
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


def test_contents(wheel: Path) -> None:
    names = [n for n in zipfile.ZipFile(wheel).namelist() if not n.endswith("/")]
    assert all(n.startswith(ALLOWED) for n in names)
    unexpected = [
        n
        for n in names
        if not n.endswith(".py")
        and n not in DATA_ALLOWED
        and not n.startswith(("twin_nlp/data/gazetteer", PAGES, "twin_nlp-"))
    ]
    assert not unexpected
    assert {n for n in tracked_files() if n.startswith(PAGES)} <= set(names)
    code = {n for n in tracked_files() if n.startswith("twin_nlp/") and n.endswith(".py")}
    assert {n for n in names if n.endswith(".py")} == code
    assert set(names) >= DATA_ALLOWED


def test_works_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "env"
    venv.create(home, with_pip=False)
    site = next((home / "lib").glob("python3*/site-packages"))
    # The dependencies are those of this environment, without its editable twin_nlp: path files that lie in an
    # added folder aren't read.
    own = next(Path(p) for p in sys.path if p.endswith("site-packages"))
    (site / "dependencies.pth").write_text(str(own), encoding="utf-8")
    zipfile.ZipFile(wheel).extractall(site)
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [str(home / "bin" / "python"), "-c", SCRIPT, str(ROOT)],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split(maxsplit=3)[:3] == ["1", "administrative", "2019-05-14"], done.stdout
    assert "Anaheim" in done.stdout
    assert "Mito" in done.stdout
