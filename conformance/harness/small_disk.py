"""A disk of a few MiB, for tests to fill."""
import contextlib
import functools
import subprocess
import tempfile


def mount(folder, size_mib, mode):
    return subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size_mib}m,mode={mode}", "tmpfs", folder],
        capture_output=True, text=True)


@functools.cache
def may_mount():
    """Not everybody may, and not everywhere."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = mount(folder, 1, "0700")
        except FileNotFoundError:
            return False
        if done.returncode == 0:
            subprocess.run(["umount", folder], check=True)
        return done.returncode == 0


@contextlib.contextmanager
def small_disk(folder, size_mib, mode="0700"):
    done = mount(folder, size_mib, mode)
    assert done.returncode == 0, done.stderr
    try:
        yield
    finally:
        # A process that is just ending may still have a file open.
        subprocess.run(["umount", "--lazy", folder], check=True)
