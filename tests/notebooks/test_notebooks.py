"""The notebooks that come with Palinode: executed from top to bottom, their pictures looked at."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from outputs import pictures, plain

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SECONDS_FOR_A_CELL = 300  # a kernel that hangs; cells take seconds


def read(path):
    return nbformat.read(path, as_version=4)


class CellFailed(Exception):
    """An error in a cell, with what its output says."""


def execute(notebook):
    """Executes the cells, and returns them with their outputs; throws at the first error."""
    client = NotebookClient(
        notebook,
        kernel_name="palinode",
        timeout=SECONDS_FOR_A_CELL,
        resources={"metadata": {"path": str(FOLDER)}},
    )
    try:
        return client.execute().cells
    except CellExecutionError as error:
        raise CellFailed(explanation(notebook)) from error


def explanation(notebook):
    """The cell that failed, and its traceback: in its reply JJava sends a traceback of its own instead."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                return cell.source + "\n\n" + plain("\n".join(output.traceback))
    return "no output says why"


def notebook_of(*sources):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs_and_draws(path):
    found = pictures(execute(read(path)))
    assert found, "no picture"
    for picture in found:
        picture.check()


def test_an_error_in_a_cell_fails_a_notebook():
    with pytest.raises(CellFailed, match="AssertionError: the loss is wrong"):
        execute(notebook_of("int a = 1;", 'throw new AssertionError("the loss is wrong");', "a"))


def test_a_cell_that_does_not_compile_fails_a_notebook():
    with pytest.raises(CellFailed, match="cannot find symbol"):
        execute(notebook_of("Tensor.of(1).plus(nowhere)"))
