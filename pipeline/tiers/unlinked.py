"""What the tiers without pseudonyms share: nothing links their releases, and a key is at will."""

from __future__ import annotations

from functools import partial

from pipeline.core import keyfile
from pipeline.core.errors import UsageError
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
        job.progress.begin("transform", job.opened.bytes)
        keys = transform.Keys(job.run_key(), job.passing_key())
        if job.engine.apart:
            transform.run_apart(detect.profiles(job.work), job.blocks, job.policy, keys, job.work, job.engine)
            return
        again = partial(ingest.batches, job.opened, job.progress)
        transform.run(detect.profiles(job.work), again, job.policy, keys, job.work, local.map_batches)
