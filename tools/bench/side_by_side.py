"""What peers.py and search_peers.py share: programs behind pipes, medians, the machine's name, a table between markers.
Standard library only."""

import os
import pathlib
import platform
import queue
import re
import statistics
import subprocess
import sys
import threading
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "clip-benchmarks/target"
PERFORMANCE = ROOT / "docs/PERFORMANCE.md"


class Failed(Exception):
    """The peer cannot do this; the reason goes into its row."""


class Program:
    """A process that reads a command a line and answers each with `ok ...` or `error ...`."""

    def __init__(self, name, command, env, log):
        self.name, self.failure = name, None
        self.lines = queue.Queue()
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8", env=env
        )
        threading.Thread(target=self._read, daemon=True).start()
        try:
            self.greeting = self._answer(300)
        except Failed as e:
            self.greeting, self.failure = "", str(e)

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def _answer(self, seconds):
        try:
            line = self.lines.get(timeout=seconds)
        except queue.Empty:
            self.close()
            self.failure = f"no answer in {seconds} s"
            raise Failed(self.failure) from None
        if line is None:
            self.failure = f"ended with status {self.process.wait()}"
            raise Failed(self.failure)
        if not line.startswith("ok"):
            raise Failed(line.removeprefix("error "))
        return line[2:].strip()

    def ask(self, *words, seconds=240):
        if self.failure:
            raise Failed(self.failure)
        self.process.stdin.write("\t".join(str(word) for word in words) + "\n")
        self.process.stdin.flush()
        return self._answer(seconds)

    def times(self, *words):
        """The median of the repeats of one command, in milliseconds."""
        return statistics.median(float(word) for word in self.ask(*words).split())

    def times_and_processor(self, *words):
        """The median of the repeats and the mean processor time of one, in milliseconds."""
        times, _, busy = self.ask(*words).partition("|")
        return statistics.median(float(word) for word in times.split()), float(busy)

    def close(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()


def java(main, *arguments, options=()):
    return ["java", *options, "-cp", f"{BENCHMARKS}/classes{os.pathsep}{BENCHMARKS}/lib/*", f"io.github.clip4j.benchmarks.{main}", *map(str, arguments)]


def environment(threads, **more):
    """The same number of threads for every library that reads a variable, and no network."""
    names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS")
    return dict(os.environ, **{name: str(threads) for name in names}, HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1",
                TOKENIZERS_PARALLELISM="false", **{key: str(value) for key, value in more.items()})


def built():
    if not (BENCHMARKS / "lib").is_dir():
        sys.exit("first: mvn -q -DskipTests package -pl clip-benchmarks -am")


def python_of(work, given):
    """The interpreter with the peers: a given one, or a virtual environment made from requirements.txt."""
    if given:
        return given
    folder = pathlib.Path(work) / "venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "installed"
    if not stamp.exists():
        venv.create(folder, with_pip=True)
        wanted = pathlib.Path(__file__).with_name("requirements.txt")
        if subprocess.run([python, "-m", "pip", "install", "-q", "-r", wanted]).returncode != 0:
            # One that does not install must not take the others with it.
            for line in wanted.read_text().splitlines():
                if line and not line.startswith("#"):
                    subprocess.run([python, "-m", "pip", "install", "-q", line])
        stamp.touch()
    return str(python)


def processor():
    try:
        info = pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine()
    name = re.search(r"^model name\s*:\s*(.*)$", info, re.M)
    flags = set((re.search(r"^flags\s*:\s*(.*)$", info, re.M) or [None, ""])[1].split())
    known = [flag for flag in ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile") if flag in flags]
    family = re.search(r"^cpu family\s*:\s*(.*)$", info, re.M)
    model = re.search(r"^model\s*:\s*(.*)$", info, re.M)
    return f"{name[1] if name else '?'} (family {family[1] if family else '?'}, model {model[1] if model else '?'}; {' '.join(known)})"


class Load:
    """The load average while something runs, read every few seconds."""

    def __init__(self):
        self.seen = []
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self):
        while hasattr(os, "getloadavg"):
            self.seen.append(os.getloadavg()[0])
            time.sleep(5)

    def __str__(self):
        if not self.seen:
            return "load average unknown"
        return f"load average {min(self.seen):.1f} to {max(self.seen):.1f}, median {statistics.median(self.seen):.1f}"


def java_version():
    lines = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.splitlines()
    return lines[1] if len(lines) > 1 else "?"


def write_between(marker, text, path=PERFORMANCE):
    """Replaces what stands between <!-- MARKER:begin --> and <!-- MARKER:end -->."""
    begin, end = f"<!-- {marker}:begin -->", f"<!-- {marker}:end -->"
    page = path.read_text(encoding="utf-8")
    if begin not in page:
        page = page.rstrip("\n") + f"\n\n{begin}\n{end}\n"
    before, _, rest = page.partition(begin)
    after = rest.partition(end)[2]
    path.write_text(f"{before}{begin}\n{text.strip()}\n{end}{after}", encoding="utf-8")
