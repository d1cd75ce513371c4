"""Runs every stage that has not finished yet. Each long stage saves its whole state every few minutes and goes on from it.

The share of --hours: text tower 15 %, image tower 65 %, both together 20 %.
"""
import argparse
import glob
import os
import shutil
import subprocess

DEBIAN = ["openclipart-svg=1:0.18+dfsg-19", "wordnet-base=1:3.0-37"]
HERE = os.path.dirname(os.path.abspath(__file__))


def download(work):
    npm, deb = os.path.join(work, "dl"), os.path.join(work, "deb")
    if not os.path.isdir(os.path.join(npm, "node_modules")):
        os.makedirs(npm, exist_ok=True)
        shutil.copy(os.path.join(HERE, "package.json"), npm)
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=npm, check=True)
    if not os.path.isdir(os.path.join(deb, "x")):
        os.makedirs(deb, exist_ok=True)
        subprocess.run(["apt-get", "download", *DEBIAN], cwd=deb, check=True)
        for f in glob.glob(os.path.join(deb, "*.deb")):
            subprocess.run(["dpkg-deb", "-x", f, os.path.join(deb, "x")], check=True)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--work", default=os.path.expanduser("~/.cache/clip4j-starter"))
    p.add_argument("--hours", type=float, default=2.5, help="for the three training stages together")
    p.add_argument("--processes", type=int, default=max(1, min(8, os.cpu_count() or 1)))
    p.add_argument("--out", help="folder for the finished checkpoint (default WORK/checkpoint)")
    a = p.parse_args()
    work = os.path.abspath(a.work)
    os.makedirs(work, exist_ok=True)
    done = lambda f: os.path.exists(os.path.join(work, f))  # noqa: E731
    seconds = a.hours * 3600

    print("1 downloads", flush=True)
    download(work)
    import card, data, evaluate, evaluation_set, export, texts, train_image, train_joint, train_text  # noqa: E401

    print("2 drawings", flush=True)
    if not done("items.json"):
        data.main(work, a.processes)
    print("3 texts and teacher", flush=True)
    if not done("teacher.npz"):
        texts.main(work, a.processes)
    print("4 text tower", flush=True)
    if not done("text.pt"):
        train_text.main(work, seconds * 0.15, 1)
    print("5 image tower", flush=True)
    if not done("image.pt"):
        train_image.main(work, seconds * 0.65, a.processes)
    print("6 both towers", flush=True)
    if not done("joint.pt"):
        train_joint.main(work, seconds * 0.20, a.processes)
    print("7 export and evaluation", flush=True)
    if not done("evaluation/set.json"):
        evaluation_set.main(work)
    out = a.out or os.path.join(work, "checkpoint")
    export.main(work, out)
    evaluate.main(work, out, os.path.join(out, "evaluation.json"))
    card.main(work, out)


if __name__ == "__main__":
    main()
