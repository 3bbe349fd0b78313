"""The parts of the build that pyproject.toml cannot say: Swift is compiled, and the wheel is of one platform."""

import sys
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).resolve().parent / "build_backend"))
import native  # noqa: E402


class BuildWithSwift(build_py):
    def run(self):
        native.build()
        # What lies in the folder now was not there when the data files were looked up.
        self.__dict__.pop("data_files", None)
        super().run()


class PlatformWheel(bdist_wheel):
    """Any Python 3 of one platform: the library is spoken to by ctypes."""

    def get_tag(self):
        _, _, system = super().get_tag()
        return "py3", "none", native.platform_tag() or system


class PlatformDistribution(Distribution):
    def has_ext_modules(self):
        return True


setup(cmdclass={"build_py": BuildWithSwift, "bdist_wheel": PlatformWheel}, distclass=PlatformDistribution)
