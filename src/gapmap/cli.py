"""The command line. Results go to standard output, progress and errors to standard error."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import get_args

from rich.console import Console

from gapmap import __version__
from gapmap.commands.asking import agreed
from gapmap.commands.catalogue import add_catalogue
from gapmap.commands.codebook import add_codebook
from gapmap.commands.editions import add_edition_commands, edition_number
from gapmap.commands.forget import add_forget
from gapmap.commands.prune import add_prune
from gapmap.commands.review import add_review
from gapmap.commands.serve import add_serve_command
from gapmap.commands.status import add_status_command
from gapmap.errors import GapmapError
from gapmap.settings import Language
from gapmap.store import Store, project_folder

_EXIT_CODES = """\
exit codes:
  0    done, also when nothing had to be done
  1    the disk, a lock, Prefect or gapmap itself failed
  2    wrong usage, settings that cannot be used, a code that no report has, or an
       edition that is not there or cannot be approved
  3    the delivered data cannot be used
  130  interrupted
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Arguments -> exit code."""
    parsed = _parser().parse_args(arguments)
    project = Path(parsed.project) if parsed.project else project_folder()
    try:
        code = int(parsed.command(project, parsed) or 0)
        sys.stdout.flush()
        return code
    except GapmapError as error:
        console = Console(stderr=True, soft_wrap=True)
        for fault in error.faults:
            console.print(f"gapmap: {fault}", markup=False, highlight=False)
        return error.exit_code
    except KeyboardInterrupt:
        print("gapmap: interrupted; the previous report is untouched", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader, `head` for one, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


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

    add = commands.add_parser(
        "add-wave", help="copy an export into the project and draft its wave.toml"
    )
    add.add_argument("wave", metavar="WAVE", help="name of its folder below data/raw")
    add.add_argument("file", metavar="FILE", help="the export as delivered; it stays as it is")
    add.add_argument("--yes", action="store_true", help="replace an export without asking")
    add.set_defaults(command=_add_wave)

    check = commands.add_parser("check", help="validate a wave without running it")
    check.add_argument("wave", metavar="WAVE", help="name of a folder below data/raw")
    check.set_defaults(command=_check)

    vocabulary = commands.add_parser("vocabulary", help="look after the words of the field")
    of_vocabulary = vocabulary.add_subparsers(title="commands", metavar="COMMAND", required=True)
    words = of_vocabulary.add_parser(
        "check", help="what could be better in the vocabulary, and what answers it lacks words for"
    )
    words.add_argument("wave", metavar="WAVE", nargs="?", help="default: every wave that was run")
    words.add_argument("--all", action="store_true", help="list findings in what ships, too")
    words.set_defaults(command=_check_vocabulary)

    add_catalogue(commands)
    add_review(commands)
    add_codebook(commands)

    run = commands.add_parser("run", help="run a wave through Prefect and write its report")
    run.add_argument("wave", metavar="WAVE", nargs="?", help="default: the newest wave")
    run.add_argument("--force", action="store_true", help="run although nothing changed")
    run.set_defaults(command=_run)

    trace = commands.add_parser("trace", help="say where a printed figure comes from")
    trace.add_argument("code", metavar="CODE", help="as printed: 2019-P03, 2019-P03-gap-virksomhed")
    trace.add_argument(
        "--language", choices=get_args(Language), help="default: the first of the project"
    )
    trace.add_argument(
        "--edition",
        metavar="N",
        type=edition_number,
        help="ask an approved edition (default: the report as it is now)",
    )
    trace.set_defaults(command=_trace)

    add_edition_commands(commands)
    add_status_command(commands)
    add_forget(commands, partial(_run_flow, force=True))
    add_prune(commands)
    add_serve_command(commands)
    return parser


def _init(project: Path, _: argparse.Namespace) -> None:
    from gapmap.init import create_project

    for path in create_project(project):
        print(path)


def _add_wave(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.add_wave import Comparison, add_wave
    from gapmap.drafting.told import comparison_line, print_draft

    console = Console(soft_wrap=True)

    def agree(comparison: Comparison) -> bool:
        print(comparison_line(comparison))
        return agreed(
            "Replace the export?",
            yes=parsed.yes,
            where=parsed.wave,
            what="this wave has an export, which would be replaced",
        )

    added = add_wave(project, parsed.wave, Path(parsed.file), agree=agree)
    if added.drafted:
        print_draft(added.drafted, len(added.survey.responses), console)
    for path in added.written:
        print(path)
    if not added.written:
        print(f"{parsed.wave}: nothing was changed")
    elif added.drafted:
        n_unsure = added.drafted.text.count("UNSURE") - 1  # the first is the explanation
        print(f"next: look at wave.toml ({n_unsure} lines marked UNSURE), then")
        print(f"      gapmap check {parsed.wave}")


def _check(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.check import check_wave

    for line in check_wave(project, parsed.wave):
        print(line)


def _check_vocabulary(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.settings_file import read_project
    from gapmap.vocabulary_check.check import check_vocabulary
    from gapmap.vocabulary_check.told import print_checked

    checked = check_vocabulary(project, parsed.wave)
    language = read_project(Store(project).settings_path).project.languages[0]
    print_checked(checked, Console(), language=language, every_finding=parsed.all)


def _run(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.catalogue_copies import outdated_copy
    from gapmap.run import is_current, newest_wave, open_run
    from gapmap.settings_file import read_project

    wave = parsed.wave or newest_wave(project)
    if not parsed.force and is_current(open_run(project, wave)):
        print(f"{wave}: nothing changed since its report was made")
    else:
        _run_flow(project, wave, force=parsed.force)
        record = Store(project).record(wave)
        for notice in record.notices if record else ():
            print(f"gapmap: note: {notice}", file=sys.stderr)
    store = Store(project)
    for note in outdated_copy(store, read_project(store.settings_path), wave):
        print(f"gapmap: note: {note}", file=sys.stderr)
    for path in store.output_paths(wave):
        print(path)


def _run_flow(project: Path, wave: str, *, force: bool) -> None:
    from gapmap.prefect_environment import prepare_prefect

    prepare_prefect(project, quiet=True)
    from flows.survey_wave import survey_wave
    from gapmap.pipeline import STEPS
    from gapmap.progress import StepProgress

    with StepProgress(Console(stderr=True), n_steps=len(STEPS)):
        survey_wave(wave, force=force)


def _trace(project: Path, parsed: argparse.Namespace) -> None:
    from gapmap.trace import trace

    for line in trace(project, parsed.code, language=parsed.language, edition=parsed.edition):
        print(line)


if __name__ == "__main__":
    sys.exit(main())
