"""Writes the table of open_clip's model names and tags, and of OpenAI's original files.

    pip install open_clip_torch
    python tools/open_clip_names.py clip-core/src/main/resources/io/github/clip4j/hub

Lines of open_clip_models.tsv: name, tag, repository, file (empty: the usual names).
Lines of openai_models.tsv: name, address; the SHA-256 of the file is the address's last folder.
"""

import pathlib
import sys

import open_clip
from open_clip.pretrained import get_pretrained_cfg, list_pretrained

# OpenAI writes its names with a slash and "@", open_clip with dashes.
OPENAI = {
    "RN50": "RN50", "RN101": "RN101", "RN50x4": "RN50x4", "RN50x16": "RN50x16",
    "RN50x64": "RN50x64", "ViT-B-32": "ViT-B/32", "ViT-B-16": "ViT-B/16",
    "ViT-L-14": "ViT-L/14", "ViT-L-14-336": "ViT-L/14@336px",
}


def main(folder):
    folder = pathlib.Path(folder)
    head = f"# made by tools/open_clip_names.py from open_clip_torch {open_clip.__version__}\n"
    rows, missing = [], []
    for name, tag in list_pretrained():
        hub = get_pretrained_cfg(name, tag).get("hf_hub", "")
        if not hub:
            missing.append(f"{name}/{tag}")
            continue
        repository, _, file = hub.rpartition("/")
        rows.append(f"{name}\t{tag}\t{repository}\t{file}\n")
    with open(folder / "open_clip_models.tsv", "w", encoding="utf-8", newline="\n") as out:
        out.write(head + "".join(sorted(rows)))
    with open(folder / "openai_models.tsv", "w", encoding="utf-8", newline="\n") as out:
        out.write(head)
        for name, original in OPENAI.items():
            out.write(f"{original}\t{get_pretrained_cfg(name, 'openai')['url']}\n")
    print(f"{len(rows)} names, without a repository: {missing}")


if __name__ == "__main__":
    main(sys.argv[1])
