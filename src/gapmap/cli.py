"""The command line. Results go to standard output, progress and errors to standard error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from gapmap import __version__
from gapmap.errors import GapmapError
from gapmap.store import Store, project_folder

_EXIT_CODES = """\
exit codes:
  0    done, also when nothing had to be done
  1    the disk, a lock, Prefect or gapmap itself failed
  2    wrong usage, or settings that cannot be used
  3    the delivered data cannot be used
  130  interrupted
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Arguments -> exit code."""
    parsed = _parser().parse_args(arguments)
    project = Path(parsed.project) if parsed.project else project_folder()
    try:
        return int(parsed.command(project, parsed) or 0)
    except GapmapError as error:
        console = Console(stderr=True, soft_wrap=True)
        for fault in error.faults:
            console.print(f"gapmap: {fault}", markup=False, highlight=False)
        return error.exit_code
    except KeyboardInterrupt:
        print("gapmap: interrupted; the previous report is untouched", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gapmap",
        description="From a needs survey and a catalogue of offers to a report of the gaps.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"gapmap {__version__}")
    parser.add_argument(
        "--project",
        metavar="DIR",
        help="the folder that holds gapmap.toml (default: GAPMAP_PROJECT, else this folder)",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    init = commands.add_parser("init", help="start a new project: settings, folders, questionnaire")
    init.set_defaults(command=_init)

    check = commands.add_parser("check", help="validate a wave without running it")
    check.add_argument("wave", metavar="WAVE", help="name of a folder below data/raw")
    check.set_defaults(command=_check)

    run = commands.add_parser("run", help="run a wave through Prefect and write its report")
    run.add_argument("wave", metavar="WAVE", nargs="?", help="default: the newest wave")
    run.add_argument("--force", action="store_true", help="run although nothing changed")
    run.set_defaults(command=_run)

    serve = commands.add_parser(
        "serve", help="start the project's Prefect server with its deployments and schedule"
    )
    serve.add_argument("--port", type=int, default=4200, help="port on 127.0.0.1 (default: 4200)")
    serve.set_defaults(command=_serve)
    return parser


def _init(project: Path, _: argparse.Namespace) -> None:
    from gapmap.init import create_project

    for path in create_project(project):
        print(path)


def _check(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.check import check_wave

    for line in check_wave(project, parsed.wave):
        print(line)


def _run(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.run import is_current, newest_wave, open_run

    wave = parsed.wave or newest_wave(project)
    if not parsed.force and is_current(open_run(project, wave)):
        print(f"{wave}: nothing changed since its report was made")
    else:
        _run_flow(project, wave, force=parsed.force)
        record = Store(project).record(wave)
        for notice in record.notices if record else ():
            print(f"gapmap: note: {notice}", file=sys.stderr)
    for path in Store(project).output_paths(wave):
        print(path)


def _run_flow(project: Path, wave: str, *, force: bool) -> None:
    from gapmap.prefect_environment import prepare_prefect

    prepare_prefect(project, quiet=True)
    from flows.survey_wave import survey_wave
    from gapmap.pipeline import STEPS
    from gapmap.progress import StepProgress

    with StepProgress(Console(stderr=True), n_steps=len(STEPS)):
        survey_wave(wave, force=force)


def _serve(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.prefect_environment import prepare_prefect
    from gapmap.prefect_server import prefect_server
    from gapmap.settings_file import read_project

    read_project(Store(project).settings_path)
    prepare_prefect(project, quiet=False)
    with prefect_server(project, parsed.port) as pages:
        print(f"Prefect's pages: {pages}", flush=True)
        from flows.serve import serve

        serve()


if __name__ == "__main__":
    sys.exit(main())
