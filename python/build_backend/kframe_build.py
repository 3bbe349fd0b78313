"""The build backend: setuptools', for the package under python/, from wherever it is called.

The wheel holds Swift code, whose sources lie beside python/; so the source distribution is one of the repository.
"""

import contextlib
import io
import os
import tarfile
from pathlib import Path

from setuptools import build_meta

PYTHON = Path(__file__).resolve().parent.parent
REPOSITORY = PYTHON.parent
#: What building the wheel needs.
SOURCES = ["Package.swift", "LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "Sources", "Tests"]
SOURCES += ["python", "scripts/setup.sh"]
LEFT_OUT = {"_native", "__pycache__", "build", "dist", "fixtures"}


@contextlib.contextmanager
def _in_package():
    before = os.getcwd()
    os.chdir(PYTHON)
    try:
        yield
    finally:
        os.chdir(before)


def _delegate(name):
    def call(*arguments, **options):
        # Paths are given relative to where we are called.
        absolute = [os.path.abspath(a) if isinstance(a, (str, os.PathLike)) else a for a in arguments]
        with _in_package():
            return getattr(build_meta, name)(*absolute, **options)

    return call


get_requires_for_build_wheel = _delegate("get_requires_for_build_wheel")
get_requires_for_build_editable = _delegate("get_requires_for_build_editable")
prepare_metadata_for_build_wheel = _delegate("prepare_metadata_for_build_wheel")
prepare_metadata_for_build_editable = _delegate("prepare_metadata_for_build_editable")
build_wheel = _delegate("build_wheel")
build_editable = _delegate("build_editable")


def get_requires_for_build_sdist(config_settings=None):
    return []


def build_sdist(sdist_directory, config_settings=None):
    import tempfile

    sdist_directory = os.path.abspath(sdist_directory)
    with tempfile.TemporaryDirectory() as folder:
        with _in_package():
            info = build_meta.prepare_metadata_for_build_wheel(folder)
        metadata = (Path(folder) / info / "METADATA").read_bytes()
    base = info.removesuffix(".dist-info")
    with tarfile.open(Path(sdist_directory) / f"{base}.tar.gz", "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for name in SOURCES:
            if (REPOSITORY / name).exists():
                archive.add(REPOSITORY / name, f"{base}/{name}", filter=_kept)
        entry = tarfile.TarInfo(f"{base}/PKG-INFO")
        entry.size = len(metadata)
        archive.addfile(entry, io.BytesIO(metadata))
    return f"{base}.tar.gz"


def _kept(entry):
    path = Path(entry.name)
    hidden = any(part.startswith(".") for part in path.parts)
    if hidden or LEFT_OUT & set(path.parts) or path.suffix in (".pyc", ".whl", ".egg-info"):
        return None
    return entry
