"""Where an instance keeps things: its home, its secrets, and a place that PostgreSQL's own user can reach."""

import os
import secrets
import shutil
import stat
import uuid
from pathlib import Path

from app.embedded.process import CannotStart

NOBODY = 65_534
SHARED = Path("/var/lib/zoetrope")  # used only by root, when nobody cannot reach the home


def prepare_home(home: Path) -> Path:
    """Make the home. Others may pass through it (nobody runs PostgreSQL for root) but not look around."""
    home = home.expanduser().resolve()
    try:
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o711)
        private_folder(home / "logs")
        private_folder(home / "secrets")
    except OSError as problem:
        raise CannotStart(f"ZOETROPE_HOME={home} cannot be written: {problem.strerror}.") from None
    return home


def private_folder(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secret(home: Path, name: str) -> str:
    """The home's own random secret of that name, made on first use."""
    file = home / "secrets" / name
    if not file.exists():
        write_private(file, secrets.token_urlsafe(32))
    return file.read_text()


def write_private(file: Path, text: str) -> None:
    """Whole or not at all, and readable by its owner only."""
    new = file.with_name(file.name + ".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    new.replace(file)


def instance_id(home: Path) -> str:
    """Marks every process of this home, so that none is left behind or mistaken for a copied home's."""
    file = home / "instance.id"
    if not file.exists():
        write_private(file, uuid.uuid4().hex)
    return uuid.uuid5(uuid.UUID(file.read_text()), str(home)).hex


def others_can_reach(path: Path) -> bool:
    """Whether any user of this machine may walk to this folder."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


def others_can_use(tree: Path) -> bool:
    """Whether any user may also read all that is in it (a strict umask at installation forbids that)."""
    return others_can_reach(tree) and all(item.stat().st_mode & stat.S_IROTH for item in tree.rglob("*"))


def shared_program(name: str, *trees: Path) -> Path:
    """Copy a program's trees where every user may run them; once for each version."""
    target = SHARED / "programs" / name
    if not target.exists():
        unfinished = target.with_name(f"{name}.{os.getpid()}")
        for tree in trees:
            shutil.copytree(tree, unfinished / tree.name, symlinks=True)
        _open_to_all(unfinished)
        unfinished.rename(target)
    return target


def _open_to_all(tree: Path) -> None:
    for item in (tree, *tree.rglob("*"), *SHARED.rglob("programs"), SHARED):
        mode = item.stat().st_mode
        item.chmod(mode | 0o444 | (0o111 if mode & stat.S_IXUSR else 0))


def shared_folder(name: str) -> Path:
    """A folder outside every home, for the files of a user who cannot reach this home."""
    SHARED.mkdir(parents=True, exist_ok=True)
    SHARED.chmod(0o755)
    folder = SHARED / name
    folder.mkdir(mode=0o711, exist_ok=True)
    return folder


def forget_shared_folder(name: str) -> None:
    shutil.rmtree(SHARED / name, ignore_errors=True)
