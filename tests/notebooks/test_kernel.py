"""What the kernel does beside running cells: displays, progress, interruption, errors."""

import re
import time

import pytest
from jupyter_client.manager import start_new_kernel

from outputs import pictures, plain

PATIENCE = 120  # seconds, for a busy machine
FIELD = "var decay = new ODETerm<Tensor, Tensor>((t, y, p) -> y.times(-1));"
ENDLESS = (
    "diffeqsolve(decay, new Euler(), 0, 1e9, Tensor.of(1, 2), null,"
    " SolveOptions.standard().dt0(1e-3).maxSteps(Integer.MAX_VALUE){})"
)


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel(startup_timeout=PATIENCE, kernel_name="palinode")
    yield Kernel(manager, client)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


class Kernel:
    def __init__(self, manager, client):
        self.manager = manager
        self.client = client

    def start(self, source):
        return self.client.execute(source)

    def messages(self, request):
        """The messages on the output channel that belong to a request, until its cell has ended."""
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return
            yield message

    def run(self, source):
        return list(self.messages(self.start(source)))

    def data(self, source):
        """The formats in which a cell shows its value."""
        return self.result(source)["data"]

    def result(self, source):
        results = [message for message in self.run(source) if message["msg_type"] in ("execute_result", "error")]
        assert [message["msg_type"] for message in results] == ["execute_result"], results
        return results[0]["content"]

    def error(self, source):
        [error] = [message["content"] for message in self.run(source) if message["msg_type"] == "error"]
        return plain("\n".join(error["traceback"]))


def test_a_tensor_is_a_table(kernel):
    html = kernel.data("Tensor.of(new double[][] {{1, 2.5}, {3, Double.NaN}})")["text/html"]
    assert "f64[2, 2]</caption>" in html
    assert re.findall("<td>(.*?)</td>", html) == ["1", "2.500000", "3", "<strong>NaN</strong>"]


def test_a_gradient_of_a_tree_is_a_tree(kernel):
    kernel.run("record Line(Tensor slope, Tensor offset) {}")
    data = kernel.data(
        "grad((Line l) -> l.slope().times(3).plus(l.offset()).sum()).apply(new Line(Tensor.scalar(1), Tensor.of(2, 2)))"
    )
    assert "<small>Line</small>" in data["text/html"]
    assert "<strong>slope</strong> <small>f64[]</small> 6" in data["text/html"]
    assert "<strong>offset</strong> <small>f64[2]</small> [1, 1]" in data["text/html"]


def test_what_holds_no_tensors_stays_text(kernel):
    assert kernel.data("List.of(1, 2)") == {"text/plain": "[1, 2]"}


def test_a_solution_is_a_figure_with_a_line_for_each_component(kernel):
    kernel.run(FIELD)
    data = kernel.data(
        "diffeqsolve(decay, new Tsit5(), 0, 3, Tensor.of(1, 2), null, SolveOptions.standard().dt0(0.1).saveAt(SaveAt.steps()))"
    )
    [picture] = pictures([{"outputs": [{"data": data}]}])
    assert picture.colours == ["#0072b2", "#d55e00"]
    picture.check()
    assert "<figcaption>the solve reached t1: t = 3, 30 steps" in data["text/html"]


def test_a_chart_is_a_picture_and_one_without_its_curve_is_noticed(kernel):
    source = 'Plots.line(new double[] {{0, 1, 2}}, Tensor.of({}), "curve")'
    [picture] = pictures([{"outputs": [kernel.result(source.format("1, 3, 2"))]}])
    picture.check()
    [empty] = pictures([{"outputs": [kernel.result(source.format("Double.NaN, Double.NaN, Double.NaN"))]}])
    with pytest.raises(AssertionError, match="hardly in the picture: {'#0072b2'"):
        empty.check()


def test_progress_is_one_output_that_changes(kernel):
    kernel.run(FIELD)
    messages = kernel.run(
        "for (int i = 0; i < 3; i++) {\n"
        "    diffeqsolve(decay, new Euler(), 0, 1, Tensor.of(1, 2), null,\n"
        "            SolveOptions.standard().dt0(1e-7).maxSteps(20000000).onProgress(new CellProgress()));\n"
        "}"
    )
    shown = [message["content"] for message in messages if message["msg_type"] == "display_data"]
    changed = [message["content"] for message in messages if message["msg_type"] == "update_display_data"]
    assert len(shown) == 3  # one for each listener
    assert changed
    names = [content["transient"]["display_id"] for content in shown]
    assert {content["transient"]["display_id"] for content in changed} <= set(names)
    for content in changed:
        assert "<progress" in content["data"]["text/html"]
        assert "steps" in content["data"]["text/plain"]
    last = {content["transient"]["display_id"]: content["data"]["text/plain"] for content in shown + changed}
    assert all("100 %" in text for text in last.values()), last


def test_one_listener_for_many_quick_solves_does_not_flood(kernel):
    kernel.run(FIELD)
    kernel.run("var progress = new CellProgress();")
    start = time.monotonic()
    messages = kernel.run(
        "for (int i = 0; i < 2000; i++) {\n"
        "    diffeqsolve(decay, new Euler(), 0, 1, Tensor.of(1, 2), null,\n"
        "            SolveOptions.standard().dt0(0.1).onProgress(progress));\n"
        "}"
    )
    tenths = 10 * (time.monotonic() - start)
    updates = [message for message in messages if message["msg_type"] in ("display_data", "update_display_data")]
    assert 1 <= len(updates) <= tenths + 2


def test_a_listener_shows_in_the_cell_that_solves(kernel):
    kernel.run(FIELD)
    kernel.run("var shared = new CellProgress();")
    solve = (
        "diffeqsolve(decay, new Euler(), 0, 1, Tensor.of(1, 2), null,"
        " SolveOptions.standard().dt0(0.1).onProgress(shared)).y1()"
    )
    for _ in range(2):
        assert "display_data" in [message["msg_type"] for message in kernel.run(solve)]


@pytest.mark.parametrize("options", ["", ".adjoint(new DirectAdjoint())"])
def test_an_interrupt_ends_a_solve_and_the_kernel_goes_on(kernel, options):
    kernel.run(FIELD)
    request = kernel.start(ENDLESS.format(".onProgress(new CellProgress())" + options))
    kinds = []
    for message in kernel.messages(request):
        kinds.append(message["msg_type"])
        if message["msg_type"] == "display_data":  # it is on its way
            kernel.manager.interrupt_kernel()
    assert kinds[-1] == "error"
    assert kernel.data("1 + 1") == {"text/plain": "2"}


TRAINING = (
    "Trainer.of((Tensor p) -> p.square(), new Sgd(1e-9)).steps(1_000_000_000L).savingEvery(1_000_000_000L)"
    ".in(folder).listening(new CellTrainingBar()).run(Tensor.scalar(1));"
)


def test_an_interrupt_ends_a_training_which_saves_its_work(kernel):
    kernel.run('Path folder = Files.createTempDirectory("training");')
    kernel.run('long saved() throws IOException { return SavedTraining.read(folder, Tensor.scalar(0)).steps(); }')
    request = kernel.start(TRAINING)
    kinds = []
    for message in kernel.messages(request):
        kinds.append(message["msg_type"])
        if kinds.count("update_display_data") == 1:  # many steps after the first checkpoint; the next one would be after all
            kernel.manager.interrupt_kernel()
    assert "error" in kinds, kinds
    steps, start = 1, time.monotonic()
    while steps == 1 and time.monotonic() < start + PATIENCE:  # the training ends on its own thread
        steps = int(kernel.data("saved()")["text/plain"])
    assert steps > 1


def test_a_bar_is_drawn_on_a_thread_that_was_interrupted(kernel):
    messages = kernel.run(
        "var report = new TrainingReport<Object>(3, 4, 0, 3, 0.5, Map.of(), java.time.Duration.ofSeconds(1), null);\n"
        "{\n"  # a statement: the next one would be on another thread
        "    Thread.currentThread().interrupt();\n"
        "    new CellTrainingBar().report(report);\n"
        "    if (!Thread.interrupted()) throw new AssertionError();\n"
        "}"
    )
    assert "error" not in [message["msg_type"] for message in messages], messages
    [shown] = [message["content"]["data"] for message in messages if message["msg_type"] == "display_data"]
    assert shown["text/plain"] == "step 3 of 4, loss 0.5000, 1.0 s, 0 s left"


def test_an_error_shows_the_message_and_the_frames_of_the_user(kernel):
    text = kernel.error(
        "var wrong = new ODETerm<Tensor, Tensor>((t, y, p) -> {\n"
        "    return y.times(Tensor.of(1, 2, 3));\n"
        "});\n"
        "Tensor solve() {\n"
        "    return diffeqsolve(wrong, new Tsit5(), 0, 1, Tensor.of(1, 2), null, SolveOptions.standard().dt0(0.1)).y1();\n"
        "}\n"
        "solve()"
    )
    lines = text.splitlines()
    assert "cannot broadcast shapes [2] and [3]" in lines[0]
    frames = [line.strip() for line in lines[1:]]
    assert len(frames) <= 6, text
    assert not any("internal" in frame for frame in frames), text
    assert any("TensorArithmetic.times" in frame for frame in frames), text
    assert any(frame.startswith("at .solve(") for frame in frames), text


def test_a_failed_solve_says_why(kernel):
    text = kernel.error(
        "diffeqsolve(new ODETerm<Tensor, Tensor>((t, y, p) -> y.square()), new Tsit5(), 0, 2, Tensor.of(1), null,\n"
        "        SolveOptions.standard().controller(new PIDController(1e-8, 1e-8)))"
    )
    assert text.splitlines()[0].startswith("org.palinode.ode.SolveException: ")
    assert len(text.splitlines()) <= 4, text


def test_errors_without_palinode_keep_their_frames(kernel):
    text = kernel.error('Integer.parseInt("one")')
    assert "NumberFormatException" in text
    assert "Integer.parseInt" in text
