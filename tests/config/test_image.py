import re
import subprocess
import sys
from pathlib import Path

from config.settings.environment import BASE_DIR
from tests.harness.servers import clean_environment

COPIED = re.compile(r"^COPY (?!--from)(.+) \S+$", re.MULTILINE)


def test_an_image_without_ops_starts(tmp_path: Path):
    dockerfile = (BASE_DIR / "Dockerfile").read_text().split("FROM")[-1]
    for name in " ".join(COPIED.findall(dockerfile)).split():
        if name != "ops":
            (tmp_path / name).symlink_to(BASE_DIR / name)
    command = [sys.executable, "-c", "import manage, sys; sys.argv = ['manage.py', 'check']; manage.main()"]
    environment = clean_environment({"VAR_DIR": str(tmp_path / "var"), "PYTHONPATH": str(tmp_path)})
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "ops").exists()


def test_the_image_contains_every_app():
    copied = COPIED.findall((BASE_DIR / "Dockerfile").read_text())
    apps = {file.parent.name for file in BASE_DIR.glob("*/apps.py")}
    assert apps <= set(" ".join(copied).split())
