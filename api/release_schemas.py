"""Releases and their history → the shapes of the border."""

import dataclasses

from api.reindexing import ReindexStatus
from api.release_wire import ProgressOut, PublicationOut, ReleaseOut, ReleasesOut
from api.schemas import problems_out, report_out
from index.build_progress import BuildProgress
from index.manifest import ListedRelease, ReleaseStanding
from index.publication import Publication

PUBLICATIONS_SHOWN = 200


def release_out(listed: ListedRelease) -> ReleaseOut:
    """What an editor wants to know of a release."""
    manifest = listed.manifest
    return ReleaseOut(
        release=listed.release,
        state=listed.state,
        current=listed.current,
        problem=listed.problem,
        built_at=manifest.built_at if manifest else None,
        built_by=manifest.built_by if manifest else "",
        published_at=listed.published_at or None,
        parent=(manifest.parent or None) if manifest else None,
        documents=manifest.documents if manifest else 0,
        chunks=manifest.chunks if manifest else 0,
        languages={one.language: one.chunks for one in manifest.languages} if manifest else {},
        embedder=manifest.embedder if manifest else "",
        problems=problems_out(manifest.problems) if manifest else [],
        size_bytes=listed.size_bytes,
        own_bytes=listed.own_bytes,
    )


def answering_out(standing: ReleaseStanding, listed: tuple[ListedRelease, ...]) -> ReleaseOut:
    """The release that answers; ``problem`` says why the published one does not."""
    release = standing.manifest.release
    found = next((one for one in listed if one.release == release), None)
    # an open release may have been deleted meanwhile: it answers all the same
    shown = found or ListedRelease(release=release, state="earlier", current=False)
    return release_out(
        dataclasses.replace(shown, manifest=standing.manifest, problem=standing.problem)
    )


def releases_out(
    listed: tuple[ListedRelease, ...], publications: tuple[Publication, ...]
) -> ReleasesOut:
    """Every release that is kept, newest first, and the latest publications."""
    return ReleasesOut(
        current=next((one.release for one in listed if one.current), None),
        releases=[release_out(one) for one in listed],
        publications=[publication_out(one) for one in publications[:PUBLICATIONS_SHOWN]],
    )


def publication_out(publication: Publication) -> PublicationOut:
    """One switch."""
    return PublicationOut(
        at=publication.at,
        kind=publication.kind,
        from_release=publication.from_release or None,
        to_release=publication.to_release,
        by=publication.by,
        forced=publication.forced,
        reason=publication.reason,
        verdict=publication.verdict,
    )


def progress_out(status: ReindexStatus) -> ProgressOut:
    """How a build stands."""
    now = status.progress or BuildProgress(stage="reading", done=0, total=0)
    return ProgressOut(
        state=status.state,
        stage=now.stage if status.progress else "",
        done=now.done,
        total=now.total,
        item=now.item if status.state == "running" else "",
        files=now.files,
        pages=now.pages,
        chunks=now.chunks,
        seconds_left=status.seconds_left if status.state == "running" else None,
        error=status.error or None,
        report=report_out(status.report) if status.report else None,
    )
