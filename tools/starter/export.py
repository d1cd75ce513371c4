"""Writes the finished model as an open_clip local-dir checkpoint in fp16, and the manifest that the Java side verifies."""
import hashlib
import json
import os

import torch

import model
import reference

VERSION = "1"
FILES = ("open_clip_config.json", "open_clip_model.safetensors")


def main(work, out):
    m = model.new_model()
    joint, image = os.path.join(work, "joint.pt"), os.path.join(work, "image.pt")
    if os.path.exists(joint):
        m.load_state_dict(torch.load(joint)["model"])
    else:  # the towers meet already in the teacher's space
        s = torch.load(image)
        m.visual.load_state_dict(s["visual"])
        m.load_state_dict(torch.load(os.path.join(work, "text.pt")), strict=False)
        m.logit_scale.data.fill_(s["scale"]).log_()
    size = model.export(m.state_dict(), out)
    manifest(out)
    reference.write(out)
    print(f"  {out}: {size} bytes", flush=True)


def manifest(out):
    files = []
    for name in FILES:
        with open(os.path.join(out, name), "rb") as f:
            content = f.read()
        files.append({"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "version": VERSION})
    with open(os.path.join(out, "starter.json"), "w", encoding="utf-8") as f:
        json.dump({"name": "clip4j-starter", "version": VERSION, "files": files}, f, indent=2)
        f.write("\n")


if __name__ == "__main__":
    import sys

    main(sys.argv[1], sys.argv[2])
