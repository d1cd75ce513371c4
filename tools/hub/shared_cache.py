"""Checks that Python's huggingface_hub and the clip command share one cache, both ways.

    pip install huggingface_hub
    python tools/hub/shared_cache.py path/to/bin/clip

Nothing leaves the machine: a hub with one repository runs on two loopback ports (the second is its
CDN). Each case starts with an empty cache. Last run with huggingface_hub 2.4.0.
"""

import hashlib
import http.server
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILES = {"config.json": b'{"model_type": "clip"}', "model.safetensors": bytes(range(256)) * 40}
TOKEN = "hf_testtoken"
DOWNLOAD = """
import sys
from huggingface_hub import hf_hub_download
for name in ("config.json", "model.safetensors"):
    print(hf_hub_download("owner/model", name))
"""


class Hub(http.server.BaseHTTPRequestHandler):
    requests = []
    cdn = ""
    token = None

    def log_message(self, *_):
        pass

    def answer(self, status, headers, body=b""):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        authorization = self.headers.get("Authorization")
        Hub.requests.append((self.command, self.path, authorization))
        name = self.path.split("/")[-1]
        body = FILES.get(name)
        if self.path.startswith("/cdn/"):
            if authorization:
                return self.answer(400, {})  # the token must not come here
            return self.answer(200, {}, body)
        if Hub.token and authorization != "Bearer " + Hub.token:
            return self.answer(401, {"X-Error-Code": "GatedRepo"})
        if body is None:
            return self.answer(404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT})
        headers = {"X-Repo-Commit": COMMIT}
        if name.endswith(".safetensors"):
            headers["X-Linked-Etag"] = '"%s"' % hashlib.sha256(body).hexdigest()
            headers["X-Linked-Size"] = str(len(body))
            headers["Location"] = "%s/cdn/%s" % (Hub.cdn, name)
            return self.answer(302, headers)
        blob = b"blob %d\0" % len(body) + body
        headers["ETag"] = '"%s"' % hashlib.sha1(blob).hexdigest()
        return self.answer(200, headers, body)


def serve():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return "http://127.0.0.1:%d" % server.server_address[1]


def run(command, home, endpoint, **extra):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "HUGGING", "XDG_"))}
    env.update(HF_HOME=str(home), HF_ENDPOINT=endpoint, HF_HUB_DISABLE_XET="1", **extra)
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    return done.returncode, done.stdout.split(), done.stderr


def snapshot(home):
    return home / "hub" / "models--owner--model" / "snapshots" / COMMIT


def whole(home):
    return all((snapshot(home) / name).read_bytes() == body for name, body in FILES.items())


def main(clip):
    endpoint, Hub.cdn = serve(), serve()
    python = [sys.executable, "-c", DOWNLOAD]
    java = [*clip, "download", "owner/model"]
    wrong = 0

    def check(what, ok, detail=""):
        nonlocal wrong
        wrong += not ok
        print(("ok   " if ok else "!!   ") + what + ("" if ok else ": %s" % (detail,)))

    for links, extra in (("links", {}), ("plain files", {"HF_HUB_DISABLE_SYMLINKS": "1"})):
        for first, second, names in ((python, java, "Python, then Java"), (java, python, "Java, then Python")):
            home = pathlib.Path(tempfile.mkdtemp())
            result = run(first, home, endpoint, **extra)
            check(f"{links}: {names}: the first fetches", result[0] == 0 and whole(home), result)
            linked = [(snapshot(home) / name).is_symlink() for name in FILES]
            check(f"{links}: {names}: as {links}", all(linked) if not extra else not any(linked), linked)
            ref = (home / "hub/models--owner--model/refs/main").read_text()
            check(f"{links}: {names}: the branch is noted", ref == COMMIT, ref)
            Hub.requests.clear()
            result = run(second, home, endpoint, HF_HUB_OFFLINE="1", **extra)
            check(f"{links}: {names}: the second finds all offline", result[0] == 0, result)
            paths = [pathlib.Path(path) for path in result[1]]
            inside = [p == snapshot(home) or p.parent == snapshot(home) for p in paths]
            check(f"{links}: {names}: in the same snapshot", bool(paths) and all(inside), paths)
            check(f"{links}: {names}: without a connection", not Hub.requests, Hub.requests)
            result = run(second, home, endpoint, **extra)
            gets = [r for r in Hub.requests if r[0] == "GET" and "/resolve/" in r[1]]
            check(f"{links}: {names}: and online fetches nothing again", result[0] == 0 and not gets, (result, gets))

    home = pathlib.Path(tempfile.mkdtemp())
    code, _, err = run(java, home, endpoint, HF_HUB_OFFLINE="1")
    check("offline without a cache: Java names the variable", code == 1 and "HF_HUB_OFFLINE=1" in err, err)

    Hub.token = TOKEN
    for program, name in ((python, "Python"), (java, "Java")):
        home = pathlib.Path(tempfile.mkdtemp())
        (home / "token").write_text(TOKEN + "\n")
        result = run(program, home, endpoint)
        check(f"token file: {name} sends it to the hub only", result[0] == 0 and whole(home), result)
        check(f"token file: {name} does not print it", TOKEN not in str(result), result)
        home = pathlib.Path(tempfile.mkdtemp())
        result = run(program, home, endpoint)
        check(f"no token: {name} is refused", result[0] != 0, result)
    print("all is well" if not wrong else "%d wrong" % wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
