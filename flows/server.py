"""Prefect's server on this machine alone, and the published reports beside its pages.

A browser does not follow a link from a page to a file of the disk. So the server hands out the
files of a report: those that run.json names, and no others.

`python -m flows.server 4200` starts it by itself, where workers run the waves: docs/deploy.md.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, PlainTextResponse, Response
from starlette.middleware.base import RequestResponseEndpoint

from gapmap.errors import GapmapError
from gapmap.prefect_environment import HOST, prepare_prefect
from gapmap.store import Store, project_folder

SECONDS_TO_CLOSE = 10

_FROM_HERE_ALONE = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; frame-ancestors 'self'"
)


def published_file(store: Store, wave: str, file: str) -> Path | None:
    """Wave, file -> where the file of its report is; None when no such file is published."""
    try:
        published = store.output_paths(wave) if wave in store.waves() else []
    except GapmapError:  # a run.json that cannot be read
        return None
    return next((path for path in published if path.name == file and path.is_file()), None)


def create_app(project: Path) -> FastAPI:
    """Project folder -> the application: Prefect's, with an address for the reports.

    What it shows may ask this server alone: the newer of Prefect's two sets of pages asks a
    service that counts visits, whatever the settings say.
    """
    from prefect.server.api.server import create_app as create_prefect_app

    store = Store(project)

    def report(wave: str, file: str) -> Response:
        path = published_file(store, wave, file)
        if path is None:
            return PlainTextResponse("no such report", status_code=404)
        return FileResponse(path, content_disposition_type="inline", filename=path.name)

    async def confine(request: Request, answer: RequestResponseEndpoint) -> Response:
        response = await answer(request)
        response.headers.setdefault("Content-Security-Policy", _FROM_HERE_ALONE)
        return response

    app = create_prefect_app(final=True)
    app.middleware("http")(confine)
    app.get("/reports/{wave}/{file}", include_in_schema=False)(report)
    # Before Prefect's pages, which answer for every address there is.
    app.router.routes.insert(0, app.router.routes.pop())
    return app


def serve(project: Path, port: int) -> None:
    """Project folder, port -> nothing; until the process is told to stop."""
    prepare_prefect(project, quiet=False)
    uvicorn.run(
        create_app(project),
        host=HOST,
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=SECONDS_TO_CLOSE,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The project's Prefect server, without runs.")
    parser.add_argument("port", type=int, help=f"port on {HOST}")
    serve(project_folder(), parser.parse_args().port)
