"""What one process knows of every topic, and which of its streams wait for news of which."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class Hub:
    """The versions in memory, filled by the one reader and watched by all streams of the process.

    A stream keeps nothing but the versions it has told and an event that wakes it: however many moves it misses while
    its client is slow, it then tells only the newest. Lives in the event loop; not for other threads.
    """

    def __init__(self) -> None:
        self.is_current = False  # whether the reader follows the database right now
        self.is_closed = False
        self.set_backs = 0  # how often the database was seen to be an older one than before
        self._versions: dict[str, int] = {}
        self._watchers: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def watched(self, known: Mapping[str, int]) -> Iterator[asyncio.Event]:
        """An event that is set whenever there may be news of the topics of `known`."""
        wake = asyncio.Event()
        for name in known:
            self._watchers[name].add(wake)
        try:
            yield wake
        finally:
            for name in known:
                self._forget(name, wake)

    def news(self, known: Mapping[str, int]) -> dict[str, int]:
        """The topics that have moved on from the version in `known`, and how far; nothing while out of touch.

        Nothing about a topic that seems to have moved back: its client has been served by a page that read the
        database a moment before the reader did.
        """
        return {name: found for name, found in self.differences(known).items() if found > known[name]}

    def differences(self, known: Mapping[str, int]) -> dict[str, int]:
        """The topics whose version is not the one in `known`; lower ones are those of a restored backup."""
        if not self.is_current:
            return {}
        return {name: found for name in known if (found := self._versions.get(name, 0)) != known[name]}

    def learn_move(self, name: str, version: int) -> None:
        """The reader heard that one topic moved."""
        self._versions[name] = version
        self._wake(name)

    def learn_all(self, versions: Mapping[str, int]) -> None:
        """The reader has read every topic, at the beginning, after it was out of touch, or because something moved."""
        before, self._versions = self._versions, dict(versions)
        if any(versions.get(name, 0) < version for name, version in before.items()):
            self.set_backs += 1
        if not self.is_current:
            self.is_current = True
            self._wake_all()
            return
        for name in before.keys() | versions.keys():
            if before.get(name) != versions.get(name):
                self._wake(name)

    def lose_touch(self) -> None:
        """The reader lost the database: streams fall silent, so that screens can say that they are stale."""
        self.is_current = False

    def close(self) -> None:
        """The server is going: every stream ends, and its client comes back to the next server."""
        self.is_closed = True
        self._wake_all()

    def _wake(self, name: str) -> None:
        for wake in self._watchers.get(name, ()):
            wake.set()

    def _wake_all(self) -> None:
        for name in self._watchers:
            self._wake(name)

    def _forget(self, name: str, wake: asyncio.Event) -> None:
        self._watchers[name].discard(wake)
        if not self._watchers[name]:
            del self._watchers[name]
