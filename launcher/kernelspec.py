"""Writes the kernel specification "palinode" into the virtual environment that runs this.

Arguments: the class path, the script of imports, then java and its flags.
"""

import json
import os
import shutil
import sys
from pathlib import Path

classpath, imports, *java = sys.argv[1:]
kernels = Path(sys.prefix) / "share" / "jupyter" / "kernels"
folder = kernels / "palinode"
folder.mkdir(parents=True, exist_ok=True)
shutil.copyfile(imports, folder / "startup.jsh")  # that of the sources may get ahead of what is built
modules = [flag for name, flag in zip(java, java[1:]) if name == "--add-modules"]
compiler = [word for module in modules for word in ("--add-modules", module)] + ["-nowarn"]
variables = {
    "JJAVA_CLASSPATH": classpath,
    "JJAVA_COMPILER_OPTS": " ".join(compiler),
    "JJAVA_STARTUP_SCRIPTS_PATH": str(folder / "startup.jsh"),
}
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE"):
    if name in os.environ:
        variables[name] = os.environ[name]
opened = ["--add-opens", "jdk.jshell/jdk.jshell=ALL-UNNAMED"]  # JJava reads names of snippets there
specification = {
    "argv": java + opened + ["-jar", str(kernels / "java" / "jjava.jar"), "{connection_file}"],
    "display_name": "Palinode (Java)",
    "language": "java",
    "interrupt_mode": "message",
    "env": {name: value.replace("$", "$$") for name, value in variables.items()},  # Jupyter puts variables in for $
}
(folder / "kernel.json").write_text(json.dumps(specification, indent=2) + "\n", encoding="utf-8")
