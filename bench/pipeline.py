"""Measures what a video costs: all stages of the pipeline against one ffmpeg run for each thing apart."""

import argparse
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.media.early import EarlyFirst, can_begin
from app.media.guards import file_url
from app.media.hls import RenditionFile
from app.media.package import First, Plan, make_first, make_rungs, make_stills, plan_for
from app.media.scan import scan
from bench.apart import Cost, Flags, extras_apart, ffmpeg, ladder_apart, measured

Row = dict[str, Any]
VMAF_EVERY = 5
FITTING_KILOBITS = 4000
UPLOAD_BYTES_A_SECOND, HEAD_BYTES = 2_500_000, 1_000_000
SHOWN = (
    "ours",
    "four runs",
    "extras apart",
    "ratio",
    "ratio to four runs alone",
    "playable",
    "playable share",
    "playable share of CPU",
    "stills share",
    "fitting top",
    "fitting ladder",
    "fitting ladder to ours encoded",
    "playable after the last byte",
)


def quiet(percent: float) -> None:
    """Nobody watches."""


@dataclass
class Ours:
    """One clip through all stages, and what each cost."""

    plan: Plan
    first: First
    renditions: tuple[RenditionFile, ...]
    costs: dict[str, Cost]

    @property
    def total(self) -> Cost:
        return sum(self.costs.values(), Cost())

    @property
    def playable(self) -> Cost:
        return self.costs["plan"] + self.costs["first"]


def ours(clip: Path, out: Path) -> Ours:
    with measured() as looking:
        plan = plan_for(clip, max_seconds=180)
    return staged(plan, out, looking)


def staged(plan: Plan, out: Path, looking: Cost) -> Ours:
    with measured() as beginning:
        first = make_first(plan, out, on_percent=quiet)
    with measured() as growing:
        others = make_rungs(plan, out, audio=out / first.rendition.file, on_percent=quiet)
    renditions = (*others, first.rendition)
    seen = next(one for one in renditions if min(one.width, one.height) <= 720)
    (out / "stills").mkdir(exist_ok=True)
    with measured() as stilling:
        make_stills(out / seen.file, out / "stills", small=out / first.rendition.file)
    costs = {"plan": looking, "first": beginning, "rungs": growing, "stills": stilling}
    return Ours(plan, first, renditions, costs)


def vmaf(made: Path, plan: Plan) -> float:
    """Of a rendition against the source, both at the largest rung's size."""
    top = plan.rungs[0]
    size = f"scale={top.width}:{top.height}:flags=bicubic,format=yuv420p,setpts=PTS-STARTPTS"
    judge = f"libvmaf=n_threads=2:n_subsample={VMAF_EVERY}:log_fmt=json:log_path=/dev/stdout"
    graph = f"[0:v]{size}[made];[1:v]fps={plan.frame_rate},{size}[true];[made][true]{judge}"
    text = ffmpeg("-i", made, "-i", file_url(plan.source), "-lavfi", graph, "-f", "null", "-")
    return float(json.loads(text)["pooled_metrics"]["vmaf"]["mean"])


def cost_of_top(plan: Plan, out: Path, first: Path) -> float:
    """What the largest rung costs with nothing beside it."""
    alone = replace(plan, rungs=(plan.rungs[0], plan.rungs[-1]))
    with measured() as cost:
        make_rungs(alone, out, audio=first, on_percent=quiet)
    return cost.cpu


def fitting(clip: Path, out: Path) -> Row:
    """A source that is light enough to be its own largest rung, with and without that being used."""
    fit = out / "fitting.mp4"
    rate: Flags = ["-b:v", f"{FITTING_KILOBITS}k", "-maxrate", f"{FITTING_KILOBITS}k", "-bufsize", "8M"]
    group: Flags = ["-g", "30", "-keyint_min", "30", "-sc_threshold", "0"]
    ffmpeg("-i", clip, "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", *rate, *group, fit)
    plan = plan_for(fit, max_seconds=180)
    if not plan.copies_top:
        return {}
    copied, encoded = (replace(plan, copied_keys=keys) for keys in (plan.copied_keys, ()))
    apart = ladder_apart(encoded, out).cpu
    costs, tops = [], []
    for one in (copied, encoded):
        folder = out / f"fit-{one.copies_top}"
        folder.mkdir()
        made = staged(one, folder, Cost())
        costs.append(made.costs["first"].cpu + made.costs["rungs"].cpu)
        tops.append(cost_of_top(one, folder, folder / made.first.rendition.file))
    return {
        "fitting top": tops[0] / tops[1],
        "fitting ladder": costs[0] / apart,
        "fitting ladder to ours encoded": costs[0] / costs[1],
    }


def arriving(clip: Path, out: Path) -> Row:
    """From the last byte of an upload at 20 Mbit/s to the first rung, if it could be made meanwhile."""
    with clip.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if not can_begin(head):
            return {}
        (out / "head").write_bytes(head)
        early = EarlyFirst(out / "head", out)
        while piece := file.read(UPLOAD_BYTES_A_SECOND // 10):
            time.sleep(0.1)
            early.feed(piece)
    with measured() as wait:
        early.end_feeding()
        plan = plan_for(clip, max_seconds=180)
        first = early.finish()
        holds = early.holds_for(first, plan)
    return {"playable after the last byte": wait.wall} if holds else {}


def compare(clip: Path, *, with_vmaf: bool) -> Row:
    with TemporaryDirectory() as scratch:
        mine, theirs, fit, soon = (Path(scratch) / name for name in ("ours", "theirs", "fitting", "soon"))
        for folder in (mine, theirs, fit, soon):
            folder.mkdir()
        made = ours(clip, mine)
        ladder = ladder_apart(made.plan, theirs)
        extras = extras_apart(made.plan, theirs)
        apart = ladder.cpu + extras.cpu
        row: Row = {
            "clip": clip.stem,
            "seconds": made.plan.seconds,
            "stages": {name: cost.cpu / made.plan.seconds for name, cost in made.costs.items()},
            "ours": made.total.cpu / made.plan.seconds,
            "four runs": ladder.cpu / made.plan.seconds,
            "extras apart": extras.cpu / made.plan.seconds,
            "ratio": made.total.cpu / apart,
            "ratio to four runs alone": made.total.cpu / ladder.cpu,
            "playable": made.playable.wall,
            "playable share": made.playable.wall / made.total.wall,
            "playable share of CPU": made.playable.cpu / made.total.cpu,
            "stills share": made.costs["stills"].cpu / made.total.cpu,
            **fitting(clip, fit),
            **arriving(clip, soon),
        }
        row["rungs"] = [_rung(one, made.plan, mine, theirs, with_vmaf) for one in made.renditions]
        return row


def _rung(one: RenditionFile, plan: Plan, mine: Path, theirs: Path, with_vmaf: bool) -> Row:
    seen = scan(mine / one.file, "mov")
    row: Row = {"name": one.name, "kbit/s": one.bitrate / 1000, "to first frame": seen.keys[0].end}
    if with_vmaf:
        row["vmaf"], row["vmaf apart"] = (vmaf(folder / one.file, plan) for folder in (mine, theirs))
    return row


def side_by_side(clip: Path, workers: int) -> Row:
    """As many whole pipelines at once, each a process of its own as media workers are."""
    command = [sys.executable, "-m", "bench.pipeline", "--one", str(clip)]
    with measured() as cost, ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda _: subprocess.run(command, check=True), range(workers)))
    return {
        "workers": workers,
        "clips a minute": 60 * workers / cost.wall,
        "CPU s a clip": cost.cpu / workers,
    }


def show(rows: list[Row], crowds: list[Row]) -> None:
    names = ["ours", "four runs", "extras apart", "ratio", "playable", "playable share", "stills share"]
    names += [
        "fitting top",
        "fitting ladder",
        "fitting ladder to ours encoded",
        "playable after the last byte",
    ]
    print(f"{'':<32}" + "".join(f"{row['clip'][:12]:>14}" for row in rows))
    for name in SHOWN:
        print(f"{name:<32}" + "".join(f"{row.get(name, float('nan')):>14.3f}" for row in rows))
    for row in rows:
        print(f"\n{row['clip']:<14}{'kbit/s':>10}{'first frame':>14}{'VMAF':>10}{'apart':>10}")
        for rung in row["rungs"]:
            values = (rung["kbit/s"], rung["to first frame"], rung.get("vmaf", 0), rung.get("vmaf apart", 0))
            print(f"{rung['name']:<14}{values[0]:>10.0f}{values[1]:>14}{values[2]:>10.2f}{values[3]:>10.2f}")
    print()
    for crowd in crowds:
        print("  ".join(f"{name}: {value:.2f}" for name, value in crowd.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="*", type=Path)
    parser.add_argument("--one", type=Path, help="only put this clip through all stages, once")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2], help="how many side by side")
    parser.add_argument("--no-vmaf", action="store_true", help="quality is most of the time this takes")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.one:
        with TemporaryDirectory() as scratch:
            ours(options.one, Path(scratch))
        return
    rows = [compare(clip, with_vmaf=not options.no_vmaf) for clip in options.clips]
    crowds = [side_by_side(options.clips[0], workers) for workers in options.workers]
    if options.json:
        print(json.dumps({"clips": rows, "side by side": crowds}, indent=2))
    else:
        show(rows, crowds)


if __name__ == "__main__":
    main()
