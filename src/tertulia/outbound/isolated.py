"""Reading what may be hostile in a process of its own: too slow, and it is killed; too large, and it fails
alone.

    with Isolated() as isolated:
        entries = await isolated(parse, body)

The function is a module's own, and it and what goes in and out can be pickled. Errors that it raises come
out.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, Self

from tertulia.errors import Problem
from tertulia.i18n import Text

WITHIN_S = 10.0
MEMORY = 1 << 30
_STARTS_WITHIN_S = 60.0
_SPARE_CPU_S = 5


class Isolated:
    """A few processes that run functions, each call under a time budget (seconds) and with so much more
    memory (bytes) than the process has by then. Processes start when they are first needed."""

    def __init__(self, workers: int = 1, within_s: float = WITHIN_S, memory: int = MEMORY) -> None:
        self._within_s, self._memory = within_s, memory
        self._threads = ThreadPoolExecutor(workers, "isolated")
        self._idle: SimpleQueue[_Worker | None] = SimpleQueue()
        for _ in range(workers):
            self._idle.put(None)

    async def __call__(self, function: Callable[..., Any], *given: Any) -> Any:
        """What the function makes of what is given. Raises what it raises, and Problem ("too-slow",
        "too-much-memory", "worker-died"); the process is replaced then."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.run, function, *given)

    def run(self, function: Callable[..., Any], *given: Any) -> Any:
        """The same for callers that may wait."""
        worker = self._idle.get()
        try:
            if worker is None or not worker.is_well():
                worker = _Worker()
            done, result = worker.ask((function, given, self._within_s, self._memory), self._within_s)
        except BaseException:
            if worker is not None:
                worker.end()
            worker = None
            raise
        finally:
            self._idle.put(worker)
        if not done:
            raise result
        return result

    def close(self) -> None:
        """End the processes; what is running is waited for."""
        self._threads.shutdown(cancel_futures=True)
        while not self._idle.empty():
            if worker := self._idle.get():
                worker.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class _Worker:
    """One process and the pipe to it."""

    def __init__(self) -> None:
        context = multiprocessing.get_context(
            "spawn"
        )  # a fork would copy threads in the middle of their work
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), name="isolated", daemon=True)
        self._process.start()
        theirs.close()
        try:
            self._heard(_STARTS_WITHIN_S)
        except Problem:
            self.end()
            raise

    def is_well(self) -> bool:
        return self._process.is_alive()

    def ask(self, task: tuple[Any, ...], within_s: float) -> tuple[bool, Any]:
        """Whether it went well, and the result or the error."""
        try:
            self._pipe.send(task)
        except OSError as error:
            raise _died() from error
        done, result = self._heard(within_s)
        if isinstance(result, MemoryError):
            raise _too_much_memory() from result
        return done, result

    def _heard(self, within_s: float) -> tuple[bool, Any]:
        if not self._pipe.poll(within_s):
            raise _too_slow(within_s)
        try:
            answer: tuple[bool, Any] = pickle.loads(self._pipe.recv_bytes())  # noqa: S301  (our own process)
        except (EOFError, OSError) as error:
            raise _died() from error
        return answer

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self._pipe.close()


def _serve(pipe: Connection) -> None:
    """The life of a worker: it ends when nobody is at the other end of the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when to stop
    pipe.send_bytes(pickle.dumps((True, None)))
    while True:
        try:
            function, given, within_s, memory = pipe.recv()
        except EOFError:
            return
        pipe.send_bytes(_outcome(function, given, within_s, memory))


def _outcome(function: Callable[..., Any], given: tuple[Any, ...], within_s: float, memory: int) -> bytes:
    """The pickled result, or the error. What cannot be pickled is told in words."""
    try:
        _limit(within_s, memory)
        return pickle.dumps((True, function(*given)))
    except MemoryError:
        return pickle.dumps((False, MemoryError()))
    except Exception as error:
        return _pickled(error)


def _pickled(error: Exception) -> bytes:
    try:
        packed = pickle.dumps((False, error))
        pickle.loads(packed)  # noqa: S301  (some errors go in and do not come out)
    except Exception:
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
    return packed


def _limit(within_s: float, memory: int) -> None:
    """Bound the process itself, so that it ends even where nobody is left to kill it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + within_s) + _SPARE_CPU_S
    _soft(resource.RLIMIT_CPU, seconds)
    if sys.platform == "linux":  # elsewhere the system does not keep to it
        _soft(resource.RLIMIT_AS, _size() + memory)


def _soft(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _size() -> int:
    """The bytes of address space that the process has."""
    with open("/proc/self/statm") as file:  # noqa: PTH123
        return int(file.read().split()[0]) * resource.getpagesize()


def _too_slow(seconds: float) -> Problem:
    cause = Text("It could not be read within {seconds} seconds and was given up.", seconds=f"{seconds:g}")
    return Problem("too-slow", cause, Text("It may be broken, or made to keep its readers busy."))


def _too_much_memory() -> Problem:
    cause = Text("Reading it would take more memory than it may have.")
    return Problem("too-much-memory", cause, Text("It may be broken, or made to keep its readers busy."))


def _died() -> Problem:
    cause = Text("The process that was reading it ended suddenly.")
    remedy = Text("Tertulia tries again by itself; the computer may be short of memory.")
    return Problem("worker-died", cause, remedy, permanent=False)
