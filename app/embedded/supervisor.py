"""Starts every part of one instance, brings back what dies, and leaves nothing behind."""

import os
import shutil
import time
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path

from app.embedded.guardian import Guardian
from app.embedded.health import answers
from app.embedded.instance import Instance, StopAsked, only_one, stop_signals
from app.embedded.kept import Kept, bound_logs, look_after
from app.embedded.leftovers import PART, adopt_orphans, kill_all, reap_orphans
from app.embedded.parts import Part, Plan, metrics_folder, whole_house
from app.embedded.ports import web_port_problem
from app.embedded.process import MARKER, CannotStart, Child, Launch, run_to_end, stop_all, wait_until
from app.embedded.stores import Store, Stores
from app.embedded.terminal import Terminal
from app.settings import REPOSITORY, Settings, SettingsError

LOOK_EVERY = 0.3
WEB_PATIENCE = 180.0
DEMO_DONE = "demo.done"
LOCAL = ("127.0.0.1", "0.0.0.0", "::", "::1")  # noqa: S104 - compared with, not bound to

Planner = Callable[[Settings, Mapping[str, str]], Plan]


def run(planner: Planner = whole_house, *, env: Mapping[str, str] = os.environ) -> int:
    """Run one instance until asked to stop; the answer is the exit code."""
    try:
        instance = Instance.at_home(env)
        with only_one(instance.home), stop_signals():
            settings = instance.settings()
            Supervisor(instance, planner(settings, env)).run()
    except StopAsked:
        return 0
    except (CannotStart, SettingsError) as problem:
        print(f"Zoetrope did not start. {problem}", flush=True)
        return 1
    return 0


class Supervisor:
    """One start of one instance."""

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self._instance, self._plan = instance, plan
        self._terminal = Terminal(instance.home / "logs" / "supervisor.log")
        self._stores: list[Kept] = []
        self._parts: list[Kept] = []
        self._demo: Child | None = None

    def run(self) -> None:
        """Start, then look after everything; any way out of here stops everything."""
        adopt_orphans()
        kill_all(self._instance.id)
        self._check_port()
        self._guardian = Guardian(self._instance.id, self._instance.env)
        try:
            self._start()
            self._look_for_ever()
        finally:
            self._stop()

    def _check_port(self) -> None:
        if self._plan.web and (problem := web_port_problem(self._plan.host, self._plan.port)):
            raise CannotStart(problem)

    def _start(self) -> None:
        _empty(metrics_folder(self._instance.home))
        stores = Stores(self._instance.home, self._instance.env)
        self._addresses = stores.environment()
        web = self._start_web()
        self._launch_stores(stores)
        self._instance.publish(self._addresses)
        self._wait_for_stores(stores, only=("postgres",))
        for step in self._plan.steps:
            with self._terminal.step(step.name):
                run_to_end(self._launch(step))
        self._wait_for_stores(stores, only=("valkey", "s3"))
        if web is not None:
            self._wait_for_web(web)
        self._parts += [self._kept(partial(self._launch, part)) for part in self._plan.parts]
        self._start_demo()
        self._terminal.note("up")

    def _start_web(self) -> Kept | None:
        """It takes longest to load, so it begins before what it needs is there."""
        if self._plan.web is None:
            return None
        self._parts.append(self._kept(partial(self._launch, self._plan.web)))
        return self._parts[0]

    def _launch_stores(self, stores: Stores) -> None:
        for store in stores.embedded:
            store.prepare()
            self._stores.append(self._kept(partial(_store_launch, store, stores)))

    def _wait_for_stores(self, stores: Stores, *, only: Collection[str]) -> None:
        for store, kept in zip(stores.embedded, self._stores, strict=True):
            if store.name in only:
                with self._terminal.step(store.name):
                    wait_until(store.is_ready, kept.child, seconds=store.patience)
                    store.finish()

    def _wait_for_web(self, web: Kept) -> None:
        with self._terminal.step("web pages"):
            web.look(time.monotonic())
            wait_until(self._web_answers, web.child, seconds=WEB_PATIENCE)
        self._terminal.say(f"\nZoetrope answers at {self._address()}  (Ctrl-C stops it)\n")

    def _kept(self, launch: Callable[[], Launch]) -> Kept:
        return Kept(launch, partial(kill_all, self._instance.id))

    def _web_answers(self) -> bool:
        look_after(self._stores, self._terminal.note)
        return answers(f"{self._address()}/health/ready")

    def _address(self) -> str:
        host = "localhost" if self._plan.host in LOCAL else self._plan.host
        return f"http://{host}:{self._plan.port}"

    def _launch(self, part: Part) -> Launch:
        log = None if part is self._plan.first_start else self._instance.home / "logs" / f"{part.name}.log"
        env = {**self._instance.part_env(self._addresses), MARKER: self._instance.id, PART: part.name}
        return Launch(
            part.name,
            part.command,
            log,
            env={**env, **part.env},
            folder=REPOSITORY,
            grace=part.grace,
            nice=part.nice,
        )

    def _start_demo(self) -> None:
        if self._plan.first_start and not (self._instance.home / DEMO_DONE).exists():
            self._terminal.say("Making demo clips. The feed fills while you watch.")
            self._demo = Child(self._launch(self._plan.first_start))

    def _look_for_ever(self) -> None:
        while True:
            kept = [*self._stores, *self._parts]
            look_after(kept, self._terminal.say)
            bound_logs(kept)
            self._look_at_guardian()
            self._look_at_demo()
            reap_orphans(self._own_pids())
            time.sleep(LOOK_EVERY)

    def _own_pids(self) -> set[int]:
        children = [kept.child for kept in (*self._stores, *self._parts)] + (
            [self._demo] if self._demo else []
        )
        return {self._guardian.pid, *(child.pid for child in children)}

    def _look_at_guardian(self) -> None:
        if not self._guardian.is_alive():
            self._guardian.dismiss()
            self._guardian = Guardian(self._instance.id, self._instance.env)

    def _look_at_demo(self) -> None:
        if self._demo is None or self._demo.is_alive():
            return
        if self._demo.exit_code == 0:
            (self._instance.home / DEMO_DONE).touch()
        else:
            self._terminal.say("The demo content is not complete; the next start tries again.")
        self._demo = None

    def _stop(self) -> None:
        """Those that write first, then where they write to."""
        self._terminal.say("Stopping…")
        self._instance.withdraw()
        stop_all([kept.child for kept in self._parts] + ([self._demo] if self._demo else []))
        stop_all([kept.child for kept in self._stores])
        kill_all(self._instance.id)
        self._guardian.dismiss()
        reap_orphans(())
        self._terminal.say("Stopped.")


def _empty(folder: Path) -> None:
    """Counts begin at nought with each start, as those of a single process do."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)


def _store_launch(store: Store, stores: Stores) -> Launch:
    return store.launch({**stores.child_env(), PART: store.name})
