"""Embedded S3: SeaweedFS with master, volumes, filer and gateway in one process on loopback.

Clients are imported where they are used: at a start the web process loads meanwhile.
"""

import json
from pathlib import Path

from app.embedded.places import private_folder, secret, write_private
from app.embedded.process import Launch
from app.embedded.programs import script

ACCESS_KEY, BUCKET = "zoetrope", "zoetrope"
ACTIONS = ["Admin", "Read", "Write", "List", "Tagging"]
OPTIONS = (
    "-ip=127.0.0.1",
    "-ip.bind=127.0.0.1",
    "-filer",
    "-filer.disableHttp",  # it would read and write every bucket without asking who
    "-filer.localSocket=filer.sock",
    "-s3",
    "-s3.localSocket=s3.sock",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    "-master.peers=none",  # else a restart waits 16 s for an election
    "-master.resumeState=false",  # else a restart may refuse writes for 15 s; the volumes know themselves
    "-master.telemetry=false",
    "-master.volumeSizeLimitMB=1024",
    "-volume.max=0",
    "-volume.preStopSeconds=0",
)


class Objects:
    """Prepare, launch and ask one server."""

    name = "s3"
    patience = 180.0

    def __init__(
        self, home: Path, ports: dict[str, int], *, buckets: tuple[str, ...], grace: float = 2.0
    ) -> None:
        self._home, self._ports, self._buckets, self._grace = home, ports, buckets, grace
        self._secret_key = secret(home, "s3")

    @property
    def _folder(self) -> Path:
        return self._home / "s3"

    @property
    def _config(self) -> Path:
        return self._home / "secrets" / "s3.json"

    def prepare(self) -> None:
        private_folder(self._folder)
        credentials = [{"accessKey": ACCESS_KEY, "secretKey": self._secret_key}]
        identity = {"name": "app", "credentials": credentials, "actions": ACTIONS}
        write_private(self._config, json.dumps({"identities": [identity]}))

    def launch(self, env: dict[str, str]) -> Launch:
        ports = [f"-{part}.port={self._ports[f's3_{part}']}" for part in ("master", "volume", "filer")]
        return Launch(
            self.name,
            [
                script("weed"),
                "-logtostderr=true",
                "server",
                f"-dir={self._folder}",
                *OPTIONS,
                *ports,
                f"-s3.port={self._ports['s3']}",
                f"-s3.config={self._config}",
            ],
            self._home / "logs" / "s3.log",
            env=env,
            folder=self._folder,
            grace=self._grace,  # it would take 15 s; killing it loses nothing that it acknowledged
        )

    def is_ready(self) -> bool:
        """The gateway answers before there is a volume to write to: ask for both."""
        from urllib3 import request
        from urllib3.exceptions import HTTPError

        try:
            request("GET", self.environment()["S3_ENDPOINT"], timeout=2, retries=False)
            answer = request("GET", self._assign_url, timeout=2, retries=False)
        except (HTTPError, OSError):
            return False
        return "fid" in answer.json()

    @property
    def _assign_url(self) -> str:
        return f"http://127.0.0.1:{self._ports['s3_master']}/dir/assign?collection={self._buckets[0]}"

    def finish(self) -> None:
        """Make the buckets once the server answers."""
        from minio import Minio

        endpoint = f"127.0.0.1:{self._ports['s3']}"
        client = Minio(endpoint, ACCESS_KEY, self._secret_key, secure=False, region="us-east-1")
        for bucket in self._buckets:
            if not client.bucket_exists(bucket):
                client.make_bucket(bucket)

    def environment(self) -> dict[str, str]:
        return {
            "S3_ENDPOINT": f"http://127.0.0.1:{self._ports['s3']}",
            "S3_ACCESS_KEY": ACCESS_KEY,
            "S3_SECRET_KEY": self._secret_key,
            "S3_BUCKET": self._buckets[0],
            "S3_ARCHIVE_BUCKET": self._buckets[1],
        }
