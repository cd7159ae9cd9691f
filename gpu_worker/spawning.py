"""How a worker process is started: `spawn`, with an environment of its own, and with nothing of who starts it.

`multiprocessing` hands a spawned process the whole environment (with the bot's tokens), the command line, and the main module to
import again (with the bot). None of that is a worker's business, so the launch is our own; queue and pipe cross it as always.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing import context, popen_spawn_posix, process, resource_tracker, spawn, util
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from typing import Any, Final

KEPT: Final = frozenset({
    "HOME", "LANG", "LANGUAGE", "LD_LIBRARY_PATH", "PATH", "TEMP", "TMP", "TMPDIR", "TZ", "VIRTUAL_ENV", "XDG_CACHE_HOME",
    "XDG_DATA_HOME", "PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "PYTHONUTF8", "PYTHONWARNINGS", "TOONTALKER_OFFLINE",
    "TOONTALKER_WEIGHTS", "ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "all_proxy", "http_proxy", "https_proxy", "no_proxy",
    "REQUESTS_CA_BUNDLE", "SSL_CERT_DIR", "SSL_CERT_FILE",
})  # fmt: skip
"""Environment variables that a worker inherits; those of proxies and certificates are for voices on the internet."""
KEPT_PREFIXES: Final = ("CUDA_", "GLOG_", "HIP_", "LC_", "MKL_", "NVIDIA_", "OMP_", "OPENBLAS_", "ROCR_")
"""And those that begin like this: languages, threads, GPUs."""


def clean_environment(added: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a worker may know of our environment, with `added` on top; tokens are in neither list."""
    kept = {name: value for name, value in os.environ.items() if name in KEPT or name.startswith(KEPT_PREFIXES)}
    return kept | dict(added or {})


class CleanProcess(context.SpawnProcess):
    """A spawned process in a session of its own, with `environment` and no more; it inherits no file but stdout and stderr."""

    environment: Mapping[str, str]

    def __init__(self, environment: Mapping[str, str], **arguments: Any) -> None:
        """`arguments`: those of `multiprocessing.Process`."""
        super().__init__(**arguments)
        self.environment = environment

    @staticmethod
    def _Popen(process_obj: process.BaseProcess) -> Any:  # noqa: N802 - the name that `multiprocessing` calls
        return _CleanLaunch(process_obj)


class _CleanLaunch(popen_spawn_posix.Popen):
    """`popen_spawn_posix.Popen` of Python 3.11 to 3.13 with another launch; the program is started and reaped by `subprocess`."""

    _fds: list[int]
    _program: subprocess.Popen[bytes]

    def _launch(self, process_obj: CleanProcess) -> None:
        tracker = resource_tracker.getfd()
        assert tracker is not None
        parcel = self._parcel(process_obj)
        self.sentinel, child_end = os.pipe()
        orders, parent_end = os.pipe()
        self.finalizer = util.Finalize(self, _close, (self.sentinel, parent_end))
        try:
            self._program = subprocess.Popen(  # noqa: S603
                spawn.get_command_line(tracker_fd=tracker, pipe_handle=orders),
                executable=spawn.get_executable(),
                env=dict(process_obj.environment),
                pass_fds=[*self._fds, tracker, orders, child_end],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            _close(orders, child_end)
        self.pid = self._program.pid
        with open(parent_end, "wb", closefd=False) as pipe:
            try:
                pipe.write(parcel)
            except BrokenPipeError:
                return  # it died before it read; whoever waits for it will see

    def _parcel(self, process_obj: process.BaseProcess) -> bytes:
        """What the child unpickles: how to get ready, and then itself. Unlike the original, no main module, no command line, no key."""
        ready = {"name": process_obj.name, "sys_path": [path or str(Path.cwd()) for path in sys.path], "start_method": "spawn"}
        parcel = io.BytesIO()
        context.set_spawning_popen(self)
        try:
            ForkingPickler(parcel).dump(ready)
            ForkingPickler(parcel).dump(process_obj)
        finally:
            context.set_spawning_popen(None)
        return parcel.getvalue()

    def poll(self, flag: int = os.WNOHANG) -> int | None:
        """The exit code, or None while it runs; with flag 0 it waits."""
        self.returncode = self._program.poll() if flag else self._program.wait()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """As `poll`, but waits for up to `timeout` seconds: a driver may hold a dead process for long."""
        with suppress(subprocess.TimeoutExpired):
            self.returncode = self._program.wait(timeout)
        return self.returncode

    def kill(self) -> None:
        """Kills the process and all it has started, which is what its session is for; works on what it leaves behind, too."""
        with suppress(ProcessLookupError, PermissionError):  # the latter is what macOS says of a zombie
            os.killpg(self.pid, signal.SIGKILL)

    terminate = kill
    """A worker ignores SIGTERM, and `multiprocessing` sends it to the daemonic processes that still live when the interpreter ends."""


def _close(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
