"""Tells what two archives of images have not alike, one line each: the paths of files, and members of the configuration.

It shares nothing with the project but the files that it reads: tarfile, gzip and json of Python's own library do the work.
"""
import gzip
import hashlib
import io
import json
import sys
import tarfile


def archive(path):
    """The first image: its configuration and its layers as plain tars."""
    with tarfile.open(path) as tar:
        files = {m.name: tar.extractfile(m).read() for m in tar.getmembers() if m.isfile()}
        links = {m.name: m.linkname for m in tar.getmembers() if m.issym()}
    blob = lambda digest: files["blobs/" + digest.replace(":", "/")]
    plain = lambda data: gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data

    def file(name):
        while name in links:
            parts = name.split("/")[:-1]
            for part in links[name].split("/"):
                parts = parts[:-1] if part == ".." else parts + [part]
            name = "/".join(parts)
        return files[name]

    if "manifest.json" in files:
        image = json.loads(files["manifest.json"])[0]
        return json.loads(file(image["Config"])), [plain(file(name)) for name in image["Layers"]]
    manifest = json.loads(blob(json.loads(files["index.json"])["manifests"][0]["digest"]))
    return json.loads(blob(manifest["config"]["digest"])), [plain(blob(layer["digest"])) for layer in manifest["layers"]]


def entry(tar, member):
    """What counts of one file. Nobody reads a symbolic link's mode."""
    found = {"type": member.type if not member.isreg() else b"0", "owner": (member.uid, member.gid), "time": int(member.mtime)}
    if member.issym():
        found["target"] = member.linkname
    else:
        found["mode"] = member.mode & 0o7777
    if member.isreg():
        found["content"] = hashlib.sha256(tar.extractfile(member).read()).hexdigest()
    if member.ischr() or member.isblk():
        found["device"] = (member.devmajor, member.devminor)
    found["xattrs"] = {k: v for k, v in member.pax_headers.items() if k.startswith("SCHILY.xattr.")}
    return found


def tree(layers):
    """The files of all layers, one laid over the other (OCI image-spec, layer.md)."""
    files = {}

    def remove(path, itself=True):
        for known in list(files):
            if known.startswith(path + "/") or (itself and known == path):
                del files[known]

    for layer in layers:
        lower = set(files)
        with tarfile.open(fileobj=io.BytesIO(layer)) as tar:
            for member in tar:
                path = member.name.lstrip("/").removeprefix("./").rstrip("/")
                folder, _, name = path.rpartition("/")
                if name == ".wh..wh..opq":
                    for known in lower & set(files):
                        if known.startswith(folder + "/"):
                            del files[known]
                elif name.startswith(".wh."):
                    remove((folder + "/" if folder else "") + name[4:])
                elif path not in ("", "."):
                    if not member.isdir():
                        remove(path, False)
                    files[path] = files[member.linkname] if member.islnk() else entry(tar, member)
                    lower.discard(path)
    return files


def settings(config):
    """All that is set, but what tells of layers."""
    inner = {f"config.{key}": value for key, value in (config.get("config") or {}).items()}
    outer = {key: value for key, value in config.items() if key not in ("config", "history", "rootfs")}
    return {key: value for key, value in {**outer, **inner}.items() if value}


def differing(a, b):
    return {key for key in set(a) | set(b) if a.get(key) != b.get(key)}


def main(before, after):
    (config, layers), (other, others) = archive(before), archive(after)
    for key in sorted(differing(settings(config), settings(other))):
        print("config " + key)
    for path in sorted(differing(tree(layers), tree(others))):
        print("file /" + path.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


main(*sys.argv[1:3])
