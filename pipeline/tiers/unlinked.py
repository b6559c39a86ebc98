"""What the tiers without pseudonyms share: nothing links their releases, and a key is at will."""

from __future__ import annotations

from pipeline.core import keyfile
from pipeline.core.errors import UsageError
from pipeline.core.keys import RunKey
from pipeline.detect import stage as detect
from pipeline.engines import local
from pipeline.ingest import stage as ingest
from pipeline.job import Job, Request
from pipeline.tiers.tier import Tier
from pipeline.transform import stage as transform


class Unlinked(Tier):
    """A tier without pseudonyms."""

    def check(self, request: Request) -> None:
        """Refuse a request that cannot be followed, before anything is read."""
        if request.link_to:
            raise UsageError(f"--link-to: the {self.name} tier has no pseudonyms", "leave it out")
        if request.key:
            keyfile.load(request.key)
            keyfile.signer(request.key)
        super().check(request)

    def change(self, job: Job) -> None:
        """Transform: the second reading; what it leaves behind is encrypted."""
        job.progress.begin("transform", sum(item.bytes for item in job.opened.inputs))
        again = ingest.batches(job.opened, job.progress)
        key = keyfile.load(job.request.key).run if job.request.key else RunKey()
        transform.run(detect.profiles(job.work), again, job.policy, key, job.work, local.map_batches)
