"""An event file as TensorBoard's own writer writes it, in hexadecimal digits, for TensorBoardLogTest.

    pip install tensorboard==2.21.0
    python tests/figures/event_file.py > tests/src/test/resources/figures/events.hex
    python tests/figures/event_file.py FOLDER      prints what TensorBoard reads from event files of ours
"""

import io
import sys

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.record_writer import RecordWriter


def write():
    file = io.BytesIO()
    writer = RecordWriter(file)
    time = 1234567890.5
    writer.write(event_pb2.Event(wall_time=time, file_version="brain.Event:2").SerializeToString())
    start = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
    writer.write(event_pb2.Event(wall_time=time, step=300, session_log=start).SerializeToString())
    for step, values in [(300, {"loss": 0.1}), (301, {"loss": 0.05, "validation ä": -1e10})]:
        summary = summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, simple_value=value) for tag, value in values.items()])
        writer.write(event_pb2.Event(wall_time=time, step=step, summary=summary).SerializeToString())
    print(file.getvalue().hex())


def show(folder):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(folder)
    events.Reload()
    for tag in events.Tags()["scalars"]:
        print(tag, [(event.step, event.value) for event in events.Scalars(tag)])


if len(sys.argv) == 1:
    write()
for argument in sys.argv[1:]:
    show(argument)
