"""Writes WARC 1.1 files: one gzip member a record, no clock and no random numbers."""

import base64
import gzip
import hashlib
import uuid
from email.utils import format_datetime

SOFTWARE = "newsint sample corpus builder"


def digest(data):
    """`sha256:` and the base32 digest, as in the labelled digests of WARC 1.1."""
    return "sha256:" + base64.b32encode(hashlib.sha256(data).digest()).decode("ascii")


def stamp(moment):
    """A WARC-Date."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def record(kind, date, uri, content_type, block, payload=None):
    """One record as a gzip member."""
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {date} {uri}")
    lines = ["WARC/1.1", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:{name}>"]
    lines.append(f"WARC-Date: {date}")
    lines.append(f"WARC-Filename: {uri}" if kind == "warcinfo" else f"WARC-Target-URI: {uri}")
    lines.append(f"WARC-Block-Digest: {digest(block)}")
    if payload is not None:
        lines.append(f"WARC-Payload-Digest: {digest(payload)}")
    lines += [f"Content-Type: {content_type}", f"Content-Length: {len(block)}", "", ""]
    data = "\r\n".join(lines).encode("utf-8") + block + b"\r\n\r\n"
    return gzip.compress(data, compresslevel=9, mtime=0)


def warcinfo(moment, file_name):
    """The record that opens a file."""
    fields = {
        "software": SOFTWARE,
        "format": "WARC File Format 1.1",
        "description": "Sample pages of invented outlets; licence Apache-2.0 OR MIT",
    }
    block = "".join(f"{k}: {v}\r\n" for k, v in fields.items()).encode("utf-8")
    return record("warcinfo", stamp(moment), file_name, "application/warc-fields", block)


def response(moment, uri, body, media_type, server, squeeze=False):
    """An HTTP response; `squeeze` sends the body with `Content-Encoding: gzip`."""
    sent = gzip.compress(body, compresslevel=9, mtime=0) if squeeze else body
    head = ["HTTP/1.1 200 OK", f"Date: {format_datetime(moment, usegmt=True)}"]
    head += [f"Server: {server}", f"Content-Type: {media_type}"]
    if squeeze:
        head += ["Content-Encoding: gzip", "Vary: Accept-Encoding"]
    head += [f"Content-Length: {len(sent)}", "", ""]
    block = "\r\n".join(head).encode("utf-8") + sent
    kind = "application/http; msgtype=response"
    return record("response", stamp(moment), uri, kind, block, sent)


def resource(moment, uri, body, media_type):
    """A file kept as it is."""
    return record("resource", stamp(moment), uri, media_type, body, body)
