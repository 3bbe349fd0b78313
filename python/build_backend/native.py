"""Builds what of kframe is not Python, and puts it where the package has it: the library, the command, their codecs.

Both are linked with Swift's runtime in them, as `make build` links them: the same folder and the same flags, so that
what is built is not built again. Libraries that no Linux promises to have (the codecs, simdjson) are copied beside
them, where they look first.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

PYTHON = Path(__file__).resolve().parent.parent
REPOSITORY = PYTHON.parent
TARGET = PYTHON / "src" / "kframe" / "_native"

# What every glibc Linux has, as the manylinux policies list it.
PROMISED = re.compile(
    r"^(linux-vdso|ld-linux[\w-]*|libc|libm|libdl|librt|libpthread|libutil|libresolv|libnsl|libgcc_s|libstdc\+\+)\.so"
)


def build() -> None:
    """Fills `TARGET`; ``KFRAME_PREBUILT=1`` takes what lies there."""
    if os.environ.get("KFRAME_PREBUILT") == "1" and any(TARGET.glob("*libkframe.*")):
        return
    swift = shutil.which("swift")
    if swift is None:
        sys.exit(
            "kframe is built from Swift sources, and there is no swift on the PATH: install Swift 6.2 or newer "
            "(https://www.swift.org/install), or a wheel, which needs none"
        )
    products = [compile_product(swift, "libkframe", library_flags()), compile_product(swift, "kframe", common_flags())]
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    names = ["libkframe.dylib" if sys.platform == "darwin" else "libkframe.so", "kframe"]
    for product, name in zip(products, names):
        shutil.copy2(product, TARGET / name)
    if sys.platform != "darwin":
        for library in sorted({found for product in products for found in needed(product)}):
            shutil.copy2(os.path.realpath(library), TARGET / Path(library).name)
        # Symbols are of no use to Python; without them the files are a third as large.
        subprocess.run(["strip", "--strip-all", *(str(TARGET / name) for name in names)], check=True)


def common_flags() -> list[str]:
    if sys.platform == "darwin":
        return ["-Xlinker", "-rpath", "-Xlinker", "@loader_path"]
    return ["--static-swift-stdlib", "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN"]


def library_flags() -> list[str]:
    if sys.platform == "darwin":
        return common_flags()
    exports = PYTHON / "build_backend" / "exports.map"
    return [*common_flags(), "-Xlinker", f"--version-script={exports}", "-Xlinker", "--gc-sections"]


def compile_product(swift: str, product: str, flags: list[str]) -> Path:
    command = [
        swift, "build", "--package-path", str(REPOSITORY), "-c", "release", "--product", product,
        "--explicit-target-dependency-import-check", "error", *flags,
    ]  # fmt: skip
    if jobs := os.environ.get("KFRAME_BUILD_JOBS"):
        command += ["-j", jobs]
    print(f"building {product} …", flush=True)
    if subprocess.run(command, env=os.environ | {"KFRAME_WHEEL": "1"}).returncode != 0:
        sys.exit(f"{product} could not be built, see above; scripts/setup.sh --build-only installs what that needs")
    folder = REPOSITORY / ".build" / "release"
    found = [folder / name for name in (f"lib{product}.so", f"lib{product}.dylib", product)]
    return next(path for path in found if path.is_file())


def needed(product: Path) -> list[str]:
    """The paths of the shared libraries that the wheel has to carry."""
    output = subprocess.run(["ldd", str(product)], check=True, capture_output=True, text=True).stdout
    libraries = []
    for line in output.splitlines():
        name, _, rest = line.strip().partition(" => ")
        if not rest or PROMISED.match(name):
            continue
        path = rest.rpartition(" (")[0]
        if not path or name.startswith("libswift"):
            sys.exit(f"{product.name} needs {name}, which cannot be bundled: {rest}")
        libraries.append(path)
    return libraries


def platform_tag() -> str | None:
    """The oldest glibc that all files can be loaded with, as a tag; None where that is not the question."""
    if sys.platform != "linux" or platform.libc_ver()[0] != "glibc":
        return None
    versions = [(2, 17)]
    for path in TARGET.iterdir():
        versions += [(int(major), int(minor)) for major, minor in re.findall(rb"GLIBC_(\d+)\.(\d+)", path.read_bytes())]
    major, minor = max(versions)
    return f"manylinux_{major}_{minor}_{platform.machine()}"


if __name__ == "__main__":
    build()
    print(TARGET, platform_tag())
