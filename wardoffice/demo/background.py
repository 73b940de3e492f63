"""An asyncio loop in a thread of its own, for servers that need one."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from typing import Any, TypeVar

_START_SECONDS = 10.0
_WORK_SECONDS = 30.0

_Result = TypeVar("_Result")
Open = Callable[[], Awaitable[asyncio.Server]]


class LoopThread:
    """Runs one server until ``stop``; raises in the constructor what opening it raised."""

    def __init__(self, name: str, open_server: Open) -> None:
        self._opened: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]] = Future()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(open_server)), name=name, daemon=True
        )
        self._thread.start()
        self._loop, self._ending, self.port = self._opened.result(_START_SECONDS)

    def run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Run a coroutine in the loop and wait half a minute for its result; raises TimeoutError."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_WORK_SECONDS)

    def stop(self) -> None:
        """Close the server and every connection, and wait for the thread; a second call does nothing."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join()

    async def _serve(self, open_server: Open) -> None:
        try:
            server = await open_server()
        except BaseException as trouble:  # noqa: BLE001 - handed to the constructor, which raises it
            self._opened.set_exception(trouble)
            return
        ending = asyncio.Event()
        port = server.sockets[0].getsockname()[1]
        self._opened.set_result((asyncio.get_running_loop(), ending, port))
        await ending.wait()
        server.close()
        talking = asyncio.all_tasks() - {asyncio.current_task()}
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)
        await server.wait_closed()
